"""A calendar file as the events that it holds: what belongs together, and every part named that could not be read.

Nothing of a person is taken: no address, no name of someone invited. Nothing is fetched. One event that cannot be read
never keeps the others from being read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonhour.proposals.calendars import lines, words
from commonhour.proposals.calendars.lines import Component
from commonhour.proposals.calendars.moments import moment
from commonhour.proposals.calendars.notes import Note, Notes, counted, listed, shown
from commonhour.proposals.calendars.one_event import EventReader, Group, ReadEvent, fingerprint
from commonhour.proposals.calendars.rules import Budget
from commonhour.proposals.calendars.zones import Zones

MOST_EVENTS = 200
MOST_OVERRIDES = 400


@dataclass(frozen=True)
class ReadFile:
    """`not_shown` counts the events beyond those that are read at once."""

    name: str
    events: tuple[ReadEvent, ...]
    not_shown: int
    notes: tuple[Note, ...]


def read(
    raw: bytes, *, zone: str, today: date, topics: Mapping[str, str], budget: Budget | None = None
) -> ReadFile:
    """Every event of a file. `zone` is the chapter's; `topics` maps the network's topics' names and slugs to slugs.

    Raises:
        NotACalendar: this is something else, or too much of it.
    """
    notes = Notes()
    calendars = lines.tree_of(lines.decoded(raw, notes), notes)
    groups = [group for calendar in calendars for group in _groups(calendar, notes)]
    for calendar in calendars:
        _tell_of_the_calendar(calendar, notes)
    chosen = _soonest_first(groups, today)[:MOST_EVENTS]
    if len(groups) > len(chosen):
        notes.left_out(
            f"The file holds {len(groups):,} events; the {len(chosen)} that come next are shown. "
            "Export fewer of them to import the others."
        )
    if not groups:
        notes.left_out("There is no event in this file.")
    budget = budget or Budget()
    zones = {id(calendar): Zones(calendar, zone, budget, notes) for calendar in calendars}
    events = [
        EventReader(groups[number], zones[id(groups[number].calendar)], today, budget, topics).read(number)
        for number in sorted(chosen)
    ]
    name = next((each for calendar in calendars if (each := _name_of(calendar))), "")
    return ReadFile(name, tuple(events), len(groups) - len(chosen), tuple(notes))


def _name_of(calendar: Component) -> str:
    return shown(words.line(calendar.value("NAME", "X-WR-CALNAME")), 100)


def _groups(calendar: Component, notes: Notes) -> list[Group]:
    by_uid: dict[str, list[Component]] = {}
    for number, part in enumerate(calendar.parts):
        if part.name == "VEVENT":
            by_uid.setdefault(part.value("UID").strip() or f"\0{number}", []).append(part)
    groups = []
    for parts in by_uid.values():
        masters = [part for part in parts if not part.value("RECURRENCE-ID").strip()]
        overrides = [part for part in parts if part.value("RECURRENCE-ID").strip()]
        if len(masters) > 1 and len({fingerprint(part) for part in masters}) > 1:
            # Some programs give all their events one UID.
            if not overrides and len({part.value("SEQUENCE") for part in masters}) == 1:
                groups += [Group(calendar, part, ()) for part in masters]
                continue
            notes.changed(
                f"“{_title_of(masters[-1])}” stands in the file in several versions; the newest was read."
            )
        if not masters:
            groups += [Group(calendar, part, ()) for part in overrides]
            continue
        newest = max(masters, key=_sequence)
        if len(overrides) > MOST_OVERRIDES:
            notes.left_out(
                f"“{_title_of(newest)}” has {len(overrides):,} changed dates; {MOST_OVERRIDES} of them were read."
            )
        groups.append(Group(calendar, newest, tuple(overrides[:MOST_OVERRIDES])))
    return groups


def _sequence(part: Component) -> int:
    said = part.value("SEQUENCE").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def _title_of(part: Component) -> str:
    return shown(words.line(part.value("SUMMARY"))) or "An event without a title"


def _soonest_first(groups: Sequence[Group], today: date) -> list[int]:
    """The places of the events, those first that may still come, each half in the order of the file."""

    def may_come(group: Group) -> bool:
        start = moment(group.event.value("DTSTART"))
        return start is None or start.day >= today or bool(group.event.first("RRULE", "RDATE"))

    return sorted(range(len(groups)), key=lambda number: not may_come(groups[number]))


_OTHER_PARTS = {
    "VTODO": "task",
    "VJOURNAL": "journal entry",
    "VFREEBUSY": "busy time",
    "VAVAILABILITY": "availability",
}
_METHODS = {
    "REQUEST": "The file is an invitation; whether you accept it is not answered by importing it.",
    "CANCEL": "The file calls its events off.",
    "REPLY": "The file is somebody's answer to an invitation, not the invitation itself.",
    "COUNTER": "The file proposes another time for an invitation.",
}


def _tell_of_the_calendar(calendar: Component, notes: Notes) -> None:
    for name, one in _OTHER_PARTS.items():
        number = sum(1 for part in calendar.parts if part.name == name)
        if number:
            several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
            notes.left_out(
                f"{counted(number, one, several)} in the file {'was' if number == 1 else 'were'} left out."
            )
    strange = sorted({part.name for part in calendar.parts} - lines.CHILDREN_OF_A_CALENDAR)
    if strange:
        notes.left_out(f"The parts {shown(listed(strange), 120)} of the file were left out.")
    method = calendar.value("METHOD").strip().upper()
    if method in _METHODS:
        notes.check(_METHODS[method])
    if calendar.value("CALSCALE").strip().upper() not in {"", "GREGORIAN"}:
        notes.check("The file counts its days by another calendar than the Gregorian one; check every date.")
