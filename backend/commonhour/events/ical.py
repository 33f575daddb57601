r"""The bytes of a calendar file: pure, and the same in every process.

Written by hand and not by icalendar, which turns `C:\New` into a line break, lets control characters through and takes
350 times as long; `proof.py` has icalendar read every result back. Texts arrive here cleaned (`text.py`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote
from uuid import UUID

from commonhour.events import schedule as schedules
from commonhour.events import text, timezones
from commonhour.events.schedule import Instance, Schedule

FORMAT = 6
"""Raise it with every change of the bytes below: it is part of the edition, and tells which stored rows are old."""

VERSION = f"{FORMAT}.{timezones.TZDATA_VERSION}"

PRODID = "-//Commonhour//Commonhour//EN"
FREE = b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\nEND:VEVENT\r\n"
BUSY = b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nEND:VEVENT\r\n"
OPENING = b"BEGIN:VEVENT\r\n"
CLOSING = b"END:VCALENDAR\r\n"
LINE = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})

HEX = {
    "firebrick": "#B22222",
    "goldenrod": "#DAA520",
    "olivedrab": "#6B8E23",
    "teal": "#008080",
    "steelblue": "#4682B4",
    "slateblue": "#6A5ACD",
    "purple": "#800080",
    "palevioletred": "#DB7093",
    "peru": "#CD853F",
    "slategray": "#708090",
}
"""The colours of chapters for Apple, which wants numbers where RFC 7986 wants a name."""

PROPERTIES = frozenset(
    {
        "BEGIN",
        "END",
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "CREATED",
        "LAST-MODIFIED",
        "RECURRENCE-ID",
        "DTSTART",
        "DTEND",
        "RRULE",
        "EXDATE",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "CONFERENCE",
        "CATEGORIES",
        "STATUS",
        "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS",
    }
)
FOLD = b"\r\n "
# A row that goes on begins with a space, so a name after a line break is always the name of a property.
DESCRIPTION = re.compile(rb"\r\nDESCRIPTION:(?:[^\r]|\r\n )*\r\n")
ADDRESS = re.compile(rb"\r\nURL:((?:[^\r]|\r\n )*)\r\n")
CONTENT_LINE = re.compile(
    rb'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]+))*):([^\x00-\x08\x0a-\x1f\x7f]*)'
)


@dataclass(frozen=True)
class Entry:
    """One event as a feed tells it."""

    uid: UUID
    sequence: int
    stamp: datetime
    created: datetime
    schedule: Schedule
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    categories: tuple[str, ...] = ()
    status: str = "CONFIRMED"
    cancelled_dates: tuple[date, ...] = ()
    cancelled_summary: str = ""


@dataclass(frozen=True)
class Component:
    """One VEVENT of an entry: the master, or an instance that differs from what the rule says."""

    starts: str
    ends: str
    status: str
    summary: str
    rule: str = ""
    left_out: tuple[str, ...] = ()
    replaces: str = ""


def vevent(entry: Entry) -> bytes:
    """The entry's finished bytes: its master and then each instance that differs, in the order of time."""
    return b"".join(_write(entry, component) for component in components(entry))


def components(entry: Entry) -> Iterator[Component]:
    series = entry.schedule.recurrence
    if series is None:
        (only,) = schedules.instances(entry.schedule)
        in_utc = not entry.schedule.all_day and _unclear(entry.schedule, only)
        yield Component(
            starts=_when("DTSTART", entry.schedule, only.local_start, only.starts if in_utc else None),
            ends=_when(
                "DTEND",
                entry.schedule,
                _closing(entry.schedule, only.local_end),
                only.ends if in_utc else None,
            ),
            status=entry.status,
            summary=entry.summary,
        )
        return
    yield Component(
        starts=_when("DTSTART", entry.schedule, entry.schedule.starts_at),
        ends=_when("DTEND", entry.schedule, _closing(entry.schedule, entry.schedule.ends_at)),
        status=entry.status,
        summary=entry.summary,
        rule=rule(entry.schedule),
        left_out=tuple(
            _when("EXDATE", entry.schedule, datetime.combine(day, entry.schedule.starts_at.time()))
            for day in series.except_dates
        ),
    )
    yield from _overrides(entry)


def _overrides(entry: Entry) -> Iterator[Component]:
    schedule = entry.schedule
    found = sorted(schedules.instances(schedule), key=lambda each: each.date)
    length = _first_length(schedule)
    for each in found:
        cancelled = each.date in entry.cancelled_dates
        # DTEND fixes a length for all instances, which most readers take for an exact one and ical.js for one on the
        # clock; one that spans a change of the clocks needs its own, even the first.
        stretched = not schedule.all_day and not (
            length == each.ends - each.starts == each.local_end - each.local_start
        )
        if not (cancelled or each.moved or stretched):
            continue
        yield Component(
            starts=_when("DTSTART", schedule, each.local_start),
            ends=_when("DTEND", schedule, _closing(schedule, each.local_end)),
            status="CANCELLED" if cancelled else entry.status,
            summary=entry.cancelled_summary if cancelled else entry.summary,
            replaces=_when("RECURRENCE-ID", schedule, datetime.combine(each.date, schedule.starts_at.time())),
        )


def _first_length(schedule: Schedule) -> timedelta:
    start = schedules.instant(schedule, schedule.starts_at, None)
    return schedules.instant(schedule, _closing(schedule, schedule.ends_at), None) - start


def _write(entry: Entry, component: Component) -> bytes:
    stamp = _utc(entry.stamp)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{stamp}",
        f"SEQUENCE:{entry.sequence}",
        f"CREATED:{_utc(entry.created)}",
        f"LAST-MODIFIED:{stamp}",
        component.replaces,
        component.starts,
        component.ends,
        component.rule,
        *component.left_out,
        _text("SUMMARY", component.summary),
        _text("DESCRIPTION", entry.description),
        _text("LOCATION", entry.location),
        _address("URL", entry.url),
        _address("CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Join online", entry.conference),
        "CATEGORIES:" + ",".join(escape(each) for each in entry.categories) if entry.categories else "",
        f"STATUS:{component.status}",
    ]
    return b"".join(fold(line) for line in lines if line) + FREE


def escape(text: str) -> str:
    """RFC 5545 3.3.11, and nothing else: backslash, semicolon, comma, line break."""
    return text.translate(ESCAPES)


def fold(line: str) -> bytes:
    """One content line in at most 75 octets a row, never cut inside a character or an escape.

    Google once dropped a whole feed for one fold between a backslash and its character.
    """
    raw = line.encode("utf-8")
    if len(raw) <= LINE:
        return raw + b"\r\n"
    rows = []
    start, room = 0, LINE
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        if (end - len(raw[start:end].rstrip(b"\\")) - start) % 2:
            end -= 1
        rows.append(raw[start:end])
        start, room = end, LINE - 1
    rows.append(raw[start:])
    return FOLD.join(rows) + b"\r\n"


def unfold(raw: bytes) -> list[bytes]:
    return raw.replace(FOLD, b"").split(b"\r\n")[:-1]


def as_busy(fragment: bytes) -> bytes:
    """The same event for the calendar of someone who takes part: it fills their time."""
    return fragment.replace(FREE, BUSY)


def brief(fragment: bytes) -> bytes:
    """The same event with its link in place of its text, for a feed that would grow past what calendars take.

    Every other byte stays. The link is the event's own URL, so the bytes alone say what their short form is; what has
    no URL, such as an emptied name, has no text either.
    """
    address = ADDRESS.search(fragment)
    if address is None:
        return fragment
    link = fold(f"DESCRIPTION:{escape(address[1].replace(FOLD, b'').decode('ascii'))}")
    return DESCRIPTION.sub(lambda _: b"\r\n" + link, fragment)


def is_whole(fragment: bytes) -> bool:
    """Whether stored bytes can stand in a feed without harming their neighbours."""
    return (
        fragment.startswith(OPENING)
        and fragment.endswith(FREE)
        and b"\x00" not in fragment
        and fragment.count(OPENING) == fragment.count(b"\r\nEND:VEVENT\r\n")
    )


def lint(fragment: bytes) -> list[str]:
    """Everything in finished VEVENT bytes that a strict reader would refuse."""
    found = []
    if not is_whole(fragment):
        found.append("The parts do not open and close as they should.")
    if re.search(rb"[^\r]\n|\r[^\n]", fragment):
        found.append("A line ends without CRLF.")
    if any(len(row) > LINE for row in fragment.split(b"\r\n")):
        found.append("A row is longer than 75 octets.")
    if re.search(rb"(?<!\\)(?:\\\\)*\\\r\n ", fragment):
        found.append("A fold cuts an escape in two.")
    for line in unfold(fragment):
        match = CONTENT_LINE.fullmatch(line)
        if match is None or match[1].decode("ascii") not in PROPERTIES or not _is_of_an_event(match):
            found.append(f"A line is not of the grammar: {line[:40]!r}.")
    return found


def _is_of_an_event(line: re.Match[bytes]) -> bool:
    """No part within an event, such as an alarm."""
    return line[1] not in {b"BEGIN", b"END"} or line[3] == b"VEVENT"


def calendar(
    *, name: str, description: str, fragments: Iterable[bytes], zones: Iterable[str], colour: str = ""
) -> bytes:
    """A whole feed from finished parts. An empty one still holds a zone, for RFC 5545 wants one component."""
    found = sorted(set(zones))
    used = found or ["Europe/London"]
    return b"".join(
        [
            head(name=name, description=description, colour=colour, zone=found[0] if len(found) == 1 else ""),
            *(timezones.vtimezone(zone) for zone in used),
            *fragments,
            CLOSING,
        ]
    )


def head(*, name: str, description: str, colour: str = "", zone: str = "") -> bytes:
    """What a feed says of itself, in the words of RFC 7986 and in the older ones that most apps know.

    `zone` is the one zone of all its events: a hint, never read in place of an event's own. No SOURCE, which would
    print the token of a personal feed; no LAST-MODIFIED, so that equal content is equal bytes.
    """
    name, description = text.clean_line(name), text.clean(description)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        _text("NAME", name),
        _text("X-WR-CALNAME", name),
        _text("DESCRIPTION", description),
        _text("X-WR-CALDESC", description),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        f"COLOR:{colour}" if colour else "",
        f"X-APPLE-CALENDAR-COLOR:{HEX[colour]}" if colour in HEX else "",
        f"X-WR-TIMEZONE:{zone}" if zone else "",
    ]
    return b"".join(fold(line) for line in lines if line)


def uri(address: str) -> str:
    """An address in ASCII, without the comma and semicolon that some readers split at."""
    return quote(address, safe="%/:?#[]@!$&'()*+=~-._")


def _text(name: str, value: str) -> str:
    return f"{name}:{escape(value)}" if value else ""


def _address(name: str, value: str) -> str:
    return f"{name}:{uri(value)}" if value else ""


def _unclear(schedule: Schedule, only: Instance) -> bool:
    """Whether a local time would be read wrongly: libical and Thunderbird misread the repeated hour."""
    return any(
        len(timezones.candidates_for(local, schedule.time_zone)) != 1
        for local in (only.local_start, only.local_end)
    )


def _closing(schedule: Schedule, end: datetime) -> datetime:
    """DTEND of a whole day is the day after the last one."""
    return end + timedelta(days=1) if schedule.all_day else end


def _when(name: str, schedule: Schedule, local: datetime, instant: datetime | None = None) -> str:
    if schedule.all_day:
        return f"{name};VALUE=DATE:{local:%Y%m%d}"
    if instant is not None:
        return f"{name}:{_utc(instant)}"
    return f"{name};TZID={schedule.time_zone}:{local:%Y%m%dT%H%M%S}"


def rule(schedule: Schedule) -> str:
    series = schedule.recurrence
    assert series is not None
    start = schedule.starts_at
    frequency = {"monthly_by_day": "MONTHLY", "monthly_by_weekday": "MONTHLY"}.get(
        series.frequency, series.frequency.upper()
    )
    parts = [f"FREQ={frequency}"]
    if series.count is not None:
        parts.append(f"COUNT={series.count}")
    else:
        last = schedules.rule_starts(schedule)[-1]
        until = f"{last:%Y%m%d}" if schedule.all_day else _utc(_end_of_day(last, schedule.time_zone))
        parts.append(f"UNTIL={until}")
    if series.interval != 1:
        parts.append(f"INTERVAL={series.interval}")
    match series.frequency:
        case "weekly":
            parts.append(f"BYDAY={','.join(series.weekdays)}")
            parts.append("WKST=MO")
        case "monthly_by_day":
            parts.append(f"BYMONTHDAY={start.day}")
        case "monthly_by_weekday":
            nth, day = schedules.nth_weekday(start.date())
            parts.append(f"BYDAY={nth}{day}")
        case "yearly":
            parts.append(f"BYMONTH={start.month}")
            parts.append(f"BYMONTHDAY={start.day}")
    return f"RRULE:{';'.join(parts)}"


def _end_of_day(local: datetime, zone: str) -> datetime:
    """The last second of a day.

    Where the last start comes twice, Thunderbird and GNOME take the later of the two. And a country that changes its
    clocks after we published must not cost a series its last date.
    """
    midnight = datetime.combine(local.date() + timedelta(days=1), time.min)
    return timezones.first_instant_of(midnight, zone) - timedelta(seconds=1)


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
