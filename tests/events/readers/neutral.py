"""What a calendar file says, in a form that belongs to no reader: each dated happening with all that is said of it.

`truth` is made of the entries alone, and each reader (`icalendar_reader.py` and its neighbours) makes the same of the
bytes, by its own parser, its own reading of the zones and its own expansion of the rules.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from commonhour.events import ical
from commonhour.events import schedule as schedules
from commonhour.events.ical import Entry


@dataclass(frozen=True, order=True)
class Happening:
    """One date of one event. Times are instants, as 20261105T233000Z; whole days are dates, as 20261105."""

    uid: str
    starts: str
    ends: str
    summary: str
    description: str
    location: str
    url: str
    conference: str
    categories: tuple[str, ...]
    status: str
    sequence: str
    stamp: str
    created: str
    modified: str
    transparency: str


@dataclass(frozen=True)
class Reading:
    happenings: tuple[Happening, ...]
    name: str = ""
    about: str = ""


Reader = Callable[[bytes], Reading]


def text_of(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return moment.strftime("%Y%m%d")


def truth(entries: Iterable[Entry], *, name: str = "", about: str = "") -> Reading:
    return Reading(tuple(sorted(each for entry in entries for each in _happenings(entry))), name, about)


def _happenings(entry: Entry) -> Iterable[Happening]:
    for each in schedules.instances(entry.schedule):
        called_off = each.date in entry.cancelled_dates
        if entry.schedule.all_day:
            starts, ends = (
                text_of(each.local_start.date()),
                text_of(each.local_end.date() + timedelta(days=1)),
            )
        else:
            starts, ends = text_of(each.starts), text_of(each.ends)
        yield Happening(
            uid=str(entry.uid),
            starts=starts,
            ends=ends,
            summary=entry.cancelled_summary if called_off else entry.summary,
            description=entry.description,
            location=entry.location,
            url=ical.uri(entry.url),
            conference=ical.uri(entry.conference),
            categories=entry.categories,
            status="CANCELLED" if called_off else entry.status,
            sequence=str(entry.sequence),
            stamp=text_of(entry.stamp),
            created=text_of(entry.created),
            modified=text_of(entry.stamp),
            transparency="TRANSPARENT",
        )


def differences(meant: Reading, read: Reading) -> list[str]:
    """What was read otherwise than it was meant, a line each: which event, which date, which field."""
    found = [
        f"the calendar's {field}: {getattr(meant, field)!r} was read as {getattr(read, field)!r}"
        for field in ("name", "about")
        if getattr(meant, field) != getattr(read, field)
    ]
    missing = Counter(meant.happenings) - Counter(read.happenings)
    extra = Counter(read.happenings) - Counter(meant.happenings)
    others = {(each.uid, each.starts): each for each in extra.elements()}
    for each in missing.elements():
        other = others.pop((each.uid, each.starts), None)
        if other is None:
            found.append(f"{each.uid} {each.starts}: not read")
            continue
        found += [
            f"{each.uid} {each.starts}: {field.name} {getattr(each, field.name)!r} was read as {getattr(other, field.name)!r}"
            for field in fields(each)
            if getattr(each, field.name) != getattr(other, field.name)
        ]
    return [*found, *(f"{uid} {starts}: read, but not meant" for uid, starts in others)]
