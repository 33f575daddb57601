"""The bytes of a calendar file as a tree of components: tolerant of what real programs write, bounded in everything.

icalendar is not used for this. It keeps the zones that one file defines for the next file of the process, gives up a
whole file where one END is missing, and does not know which line it left out.
"""

import binascii
import quopri
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

from commonhour.errors import BadInput
from commonhour.proposals.calendars.notes import Notes, counted

LARGEST = 1_000_000
MOST_LINES = 50_000
MOST_COMPONENTS = 5_000
DEEPEST = 6
LONGEST_SPILL = 40_000
"""How much of a text is put together again that spills over its lines; more would be copied again and again."""
LONGEST_ZONE = 200
"""More of a zone's name is not read: every date of a list carries it."""

CHILDREN_OF_A_CALENDAR = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
DATED = frozenset({"DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID", "DUE", "COMPLETED", "DTSTAMP", "CREATED",
                   "LAST-MODIFIED", "EXRULE", "RRULE", "DURATION"})  # fmt: skip
"""Properties whose values hold no colon, so that an unquoted one before the value belongs to a zone's name."""

KNOWN = DATED | frozenset({
    "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "SUMMARY", "DESCRIPTION", "STYLED-DESCRIPTION",
    "LOCATION", "URL", "UID", "SEQUENCE", "STATUS", "CLASS", "TRANSP", "CATEGORIES", "PRIORITY", "GEO", "ORGANIZER",
    "ATTENDEE", "CONTACT", "COMMENT", "ATTACH", "IMAGE", "COLOR", "CONFERENCE", "RESOURCES", "RELATED-TO", "LINK",
    "CONCEPT", "REFID", "STRUCTURED-DATA", "REQUEST-STATUS", "TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "TZURL",
    "TRIGGER", "ACTION", "REPEAT", "REFRESH-INTERVAL", "SOURCE", "PERCENT-COMPLETE", "FREEBUSY", "ACKNOWLEDGED",
    "PROXIMITY", "LOCATION-TYPE", "PARTICIPANT-TYPE", "CALENDAR-ADDRESS", "RESOURCE-TYPE", "BUSYTYPE", "DALARM",
    "AALARM", "MALARM", "PALARM", "TZ", "DAYLIGHT", "TZUNTIL", "TZID-ALIAS-OF", "DCREATED", "PARTSTAT",
})  # fmt: skip

_BREAK = re.compile(r"\r*\n|\r+")
_FOLD = re.compile(rb"\r?\n[ \t]")
_NAME = re.compile(r"\s*(?:[A-Za-z0-9_-]{1,40}\.)?([A-Za-z0-9_-]{1,80})\s*([:;])")
_PARAMETER = re.compile(r'([A-Za-z0-9_-]{1,80})=("[^"]*"?|[^";:]*)((?:,(?:"[^"]*"?|[^";:,]*))*)')
_BARE = re.compile(r"([^;:]*)(?=[;:])")
_CHARSET = re.compile(
    r"us-ascii|iso[-_]8859[-_][0-9]{1,2}|(?:windows|cp)[-_]?125[0-8]|koi8[-_][ru]|gb2312|gbk|gb18030|big5|shift[-_]jis|"
    r"euc[-_](?:jp|kr)|iso[-_]2022[-_]jp", re.IGNORECASE
)  # fmt: skip
"""What a text may be decoded as beside UTF-8. Among all that Python knows are some that raise what they should not, and
punycode, which had not done with a file of 1 MB after three minutes."""

_WITH_COLONS = re.compile(r":(?=[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}[^;]{0,20}$)")
_ADDRESS = re.compile(r"\s*(?:https?|webcals?|feed)://\S+\s*", re.IGNORECASE)


class NotACalendar(BadInput):
    """What was sent is something else; says what to do instead."""

    def __init__(self, sentence: str, code: str = "not_a_calendar") -> None:
        super().__init__(code, sentence, fields={"file": [sentence]})


@dataclass(frozen=True)
class Line:
    """One property, unfolded; its value is still escaped."""

    number: int
    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass
class Component:
    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)
    whole: bool = True
    stray: list[int] = field(default_factory=list)

    def all_of(self, *names: str) -> list[Line]:
        return [line for line in self.lines if line.name in names]

    def first(self, *names: str) -> Line | None:
        """The first by the order of the names, then of the file."""
        return next((line for name in names for line in self.lines if line.name == name), None)

    def value(self, *names: str) -> str:
        line = self.first(*names)
        return line.value if line else ""


def decoded(raw: bytes, notes: Notes) -> str:
    """The file's text, whatever the encoding a program chose."""
    if len(raw) > LARGEST:
        raise NotACalendar(
            f"This file holds {ceil(len(raw) / 10_000) / 100} MB; {LARGEST / 1_000_000:.0f} MB can be read. "
            "Export fewer events, such as one calendar or one term.",
            "too_large",
        )
    if raw.startswith(b"PK\x03\x04"):
        raise NotACalendar(
            "This is a ZIP archive, as Google hands them out. Unpack it and choose one of the .ics files in it."
        )
    if raw.startswith(b"%PDF"):
        raise NotACalendar("This is a PDF. Ask for the calendar file; its name ends in .ics.")
    return _decoded(raw, notes)


def _decoded(raw: bytes, notes: Notes) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    elif raw[:40].count(b"\x00") > 10:
        return raw.decode("utf-16-be" if raw[:1] == b"\x00" else "utf-16-le", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        # Some programs fold a line inside a letter.
        return _FOLD.sub(b"", raw).decode("utf-8")
    except UnicodeDecodeError:
        pass
    guess = raw.decode("utf-8", errors="replace")
    broken = guess.count("\ufffd")
    if sum(1 for each in guess if each > "\x7f") > 2 * broken:
        notes.check(
            f"{counted(broken, 'letter')} could not be read and stand as “\ufffd”; mend them in the draft."
        )
        return guess
    notes.check(
        "The file does not say how it writes letters; it was read as Windows Western. Check the accents."
    )
    return raw.decode("cp1252", errors="replace")


def tree_of(text: str, notes: Notes) -> list[Component]:
    """The calendars of a file, in its order.

    Raises:
        NotACalendar: there is none in it, or more than can be read at once.
    """
    text = text.lstrip("\ufeff")
    _refuse_other_things(text)
    builder = _Builder(notes)
    for number, raw in _unfolded(text):
        builder.take(number, raw)
    return builder.done()


def _refuse_other_things(text: str) -> None:
    opening = text[:2000].lstrip().upper()
    if not opening:
        raise NotACalendar("There is nothing in it. Choose a calendar file, or paste its text.")
    if _ADDRESS.fullmatch(text[:2000]):
        raise NotACalendar(
            "This is an address, and nothing is fetched from addresses here. Open it, save the file, and choose that file."
        )
    if "BEGIN:VCALENDAR" in text.upper() or "BEGIN:VEVENT" in text.upper():
        return
    if opening.startswith("<"):
        raise NotACalendar(
            "This is a web page, not a calendar file. On that page look for “iCal”, “.ics” or “Add to calendar”, "
            "save what it gives you, and choose that file."
        )
    if opening.startswith("BEGIN:VCARD"):
        raise NotACalendar(
            "These are address cards of people, and people are never imported. Choose a calendar file."
        )
    raise NotACalendar(
        "This is not a calendar file: it has no line BEGIN:VCALENDAR. The name of a calendar file ends in .ics."
    )


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first row, whatever ends the rows."""
    rows = _BREAK.split(text)
    if len(rows) > MOST_LINES:
        raise NotACalendar(
            f"This file has {len(rows):,} lines; {MOST_LINES:,} can be read. Export fewer events, such as one term.",
            "too_large",
        )
    at, gathered = 0, list[str]()
    printable = False
    for number, row in enumerate(rows, start=1):
        if gathered and printable and gathered[-1].endswith("="):
            gathered[-1] = gathered[-1][:-1]
            gathered.append(row)
        elif gathered and row[:1] in {" ", "\t"}:
            gathered.append(row[1:])
        else:
            if gathered:
                yield at, "".join(gathered)
            at, gathered = number, [row] if row.strip() else []
            printable = "QUOTED-PRINTABLE" in row[:200].upper()
    if gathered:
        yield at, "".join(gathered)


class _Builder:
    """Puts lines where they belong, and notes what was open, closed twice or in no place."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.root = Component("", 0)
        self.open: list[Component] = [self.root]
        self.too_deep = 0
        self.components = 0
        self.nested = 0

    def take(self, number: int, raw: str) -> None:
        line = line_of(number, raw)
        if line is None:
            self._stray(number, raw)
        elif line.name == "BEGIN":
            self._begin(line)
        elif line.name == "END":
            self._end(line)
        elif self.too_deep == 0:
            self.open[-1].lines.append(line)

    def done(self) -> list[Component]:
        for each in self.open[1:]:
            each.whole = False
        calendars = [each for each in self.root.parts if each.name == "VCALENDAR"]
        bare = [each for each in self.root.parts if each.name in CHILDREN_OF_A_CALENDAR]
        if bare:
            calendars.append(Component("VCALENDAR", bare[0].number, parts=bare))
        if any(not each.whole for each in calendars):
            self.notes.check("The file breaks off before its end. See whether its last event is whole.")
        if self.nested:
            self.notes.left_out(
                f"From line {self.nested:,} on, parts nested deeper than calendars are were not read."
            )
        outside = [*self.root.lines, *self.root.stray]
        if outside:
            self.notes.left_out(f"{counted(len(outside), 'line')} outside of any calendar could not be read.")
        return calendars

    def _begin(self, line: Line) -> None:
        name = line.value.strip().upper()[:80]
        if name == "VCALENDAR":
            self._close_down_to(lambda each: each is self.root)
        elif name in CHILDREN_OF_A_CALENDAR:
            self._close_down_to(lambda each: each is self.root or each.name == "VCALENDAR")
        if self.too_deep or len(self.open) > DEEPEST:
            self.too_deep += 1
            self.nested = self.nested or line.number
            return
        self.components += 1
        if self.components > MOST_COMPONENTS:
            raise NotACalendar(
                f"This file has more than {MOST_COMPONENTS:,} parts. Export fewer events, such as one term.",
                "too_large",
            )
        begun = Component(name, line.number)
        self.open[-1].parts.append(begun)
        self.open.append(begun)

    def _close_down_to(self, stop: Callable[[Component], bool]) -> None:
        self.too_deep = 0
        while not stop(self.open[-1]):
            self.open.pop().whole = False

    def _end(self, line: Line) -> None:
        if self.too_deep:
            self.too_deep -= 1
            return
        name = line.value.strip().upper()[:80]
        if all(each.name != name for each in self.open[1:]):
            self.open[-1].stray.append(line.number)
            return
        while self.open[-1].name != name:
            self.open.pop().whole = False
        self.open.pop()

    def _stray(self, number: int, raw: str) -> None:
        """A row that is no property: most often the rest of a text whose line breaks nobody wrote as they must be."""
        here = self.open[-1]
        if self.too_deep:
            return
        last = here.lines[-1] if here.lines else None
        if here is not self.root and last and last.name in _TEXTS and len(last.value) < LONGEST_SPILL:
            here.lines[-1] = Line(last.number, last.name, last.parameters, f"{last.value}\\n{raw}")
        here.stray.append(number)


_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "X-ALT-DESC", "STYLED-DESCRIPTION"})


def line_of(number: int, raw: str) -> Line | None:
    """A content line, or nothing where this is none."""
    found = _NAME.match(raw)
    if found is None:
        return None
    written = found[1]
    name = written.upper().replace("_", "-")
    if name not in KNOWN and not name.startswith("X-"):
        # "Time: 18:30" in a text that was never folded looks like a property and is none.
        if not written.isupper():
            return None
    elif not (written.isupper() or written.islower() or name.startswith("X-")):
        return None
    if name in DATED:
        head, value = _dated(raw[found.end() - 1 :])
        return Line(number, name, dict(_dated_parameters(head)), value.strip())
    parameters, at = _parameters(raw, found.end() - 1)
    if at is None:
        return None
    value = raw[at:]
    if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = _printable(value, parameters.get("CHARSET", "utf-8"))
    return Line(number, name, parameters, value)


def _parameters(raw: str, at: int) -> tuple[dict[str, str], int | None]:
    parameters: dict[str, str] = {}
    while at < len(raw) and raw[at] == ";":
        found = _PARAMETER.match(raw, at + 1)
        if found is None:
            # Old files write a value without its name: ;QUOTED-PRINTABLE:
            bare = _BARE.match(raw, at + 1)
            if bare is None:
                return parameters, None
            word = bare[1].strip().upper()
            if word in {"QUOTED-PRINTABLE", "BASE64"}:
                parameters["ENCODING"] = word
            at = bare.end()
            continue
        parameters.setdefault(found[1].upper(), (found[2] + found[3]).replace('"', "").strip())
        at = found.end()
    return parameters, at + 1 if at < len(raw) and raw[at] == ":" else None


def _dated(rest: str) -> tuple[str, str]:
    """Parameters and value where the value is a date: an unquoted colon before it belongs to a zone's name."""
    if rest.startswith(":"):
        return "", rest[1:]
    found = _WITH_COLONS.search(rest)
    at = found.start() if found else rest.rfind(":")
    return (rest[1:at], rest[at + 1 :]) if at >= 0 else (rest[1:], "")


def _dated_parameters(head: str) -> Iterator[tuple[str, str]]:
    for part in re.findall(r'(?:"[^"]*"?|[^";])+', head):
        name, _, value = part.partition("=")
        yield name.strip().upper(), value.replace('"', "").strip()[:LONGEST_ZONE]


def _printable(value: str, charset: str) -> str:
    try:
        octets = quopri.decodestring(value.encode("latin-1", errors="replace"))
    except (binascii.Error, ValueError):
        return value
    try:
        words = octets.decode(charset if _CHARSET.fullmatch(charset) else "utf-8", errors="replace")
    except LookupError:
        words = octets.decode("utf-8", errors="replace")
    return words.replace("\\", "\\\\").replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
