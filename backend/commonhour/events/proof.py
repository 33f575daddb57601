"""Reads finished VEVENT bytes back with an independent parser and refuses what does not read the same.

A text that survived everything before and still reads differently never reaches a feed: one bad line empties every
subscriber's calendar.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar

from commonhour.errors import BadInput
from commonhour.events import ical, timezones
from commonhour.events import schedule as schedules
from commonhour.events.ical import Entry

Read = Any
"""A component icalendar has read: its values are of thirty kinds, and what they are is what is asked here."""


class Unreadable(BadInput):
    """The event cannot be written so that calendar apps read it as it is."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__(
            "unreadable_event",
            f"Calendar apps would not read this event as it is written ({differences[0]}). "
            "Rewrite that part in plain text.",
            differences=differences,
        )


def prove(entry: Entry, fragment: bytes) -> None:
    """Raise `Unreadable` unless the bytes pass the lint and read back as the entry says."""
    found = ical.lint(fragment) or differences(entry, fragment)
    if found:
        raise Unreadable(found)


def differences(entry: Entry, fragment: bytes) -> list[str]:
    """The fields that an independent reader understands otherwise than we meant them."""
    try:
        calendar = Calendar.from_ical(
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + fragment + ical.CLOSING
        )
    except (ValueError, KeyError, IndexError) as fault:
        return [f"it does not parse: {fault}"]
    read: list[Read] = list(calendar.walk("VEVENT"))
    meant = list(ical.components(entry))
    if len(read) != len(meant):
        return ["it reads as another number of events"]
    found: list[str] = []
    for component, wanted in zip(read, meant, strict=True):
        if component.errors:
            found.append(f"a property does not parse: {component.errors[0][0]}")
        for name, value in _texts(entry, wanted.summary).items():
            if str(component.get(name, "")) != value:
                found.append(f"its {name.lower()} reads otherwise")
        if _categories(component) != list(entry.categories):
            found.append("its categories read otherwise")
        if str(component.get("STATUS")) != wanted.status:
            found.append("its status reads otherwise")
    return found or _time_differences(entry, read)


def _texts(entry: Entry, summary: str) -> dict[str, str]:
    return {
        "UID": str(entry.uid),
        "SUMMARY": summary,
        "DESCRIPTION": entry.description,
        "LOCATION": entry.location,
        "URL": ical.uri(entry.url),
        "CONFERENCE": ical.uri(entry.conference),
        "SEQUENCE": str(entry.sequence),
    }


def _categories(component: Read) -> list[str]:
    value = component.get("CATEGORIES")
    return [str(each) for each in value.cats] if value is not None else []


def _time_differences(entry: Entry, read: list[Read]) -> list[str]:
    """Compare the span of the master and of each override, the rule and the dates left out."""
    found: list[str] = []
    schedule, master = entry.schedule, read[0]
    if schedule.recurrence is None:
        (only,) = schedules.instances(schedule)
        return [] if _span(entry, master) == (only.starts, only.ends) else ["its time reads otherwise"]
    by_date = {each.date: each for each in schedules.instances(schedule)}
    for component in read[1:]:
        original = component["RECURRENCE-ID"].dt
        day = original.date() if isinstance(original, datetime) else original
        if _span(entry, component) != (by_date[day].starts, by_date[day].ends):
            found.append(f"its date of {day} reads otherwise")
    # The reader gives the parts of a rule in an order of its own.
    read_rule = f"RRULE:{master['RRULE'].to_ical().decode()}"
    if set(re.split("[:;]", read_rule)) != set(re.split("[:;]", ical.rule(schedule))):
        found.append("its repetition reads otherwise")
    if _left_out(master) != list(schedule.recurrence.except_dates):
        found.append("its left-out dates read otherwise")
    return found


def _span(entry: Entry, component: Read) -> tuple[datetime, datetime]:
    return _instant(entry, component["DTSTART"].dt), _instant(entry, component["DTEND"].dt)


def _instant(entry: Entry, value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        return timezones.first_instant_of(datetime.combine(value, time.min), entry.schedule.time_zone)
    if value.utcoffset() == timedelta(0):
        return value.astimezone(UTC)
    # Read the wall time by our own zone data: the reader's may be another edition.
    return timezones.first_instant_of(value.replace(tzinfo=None), entry.schedule.time_zone)


def _left_out(component: Read) -> list[date]:
    value: Any = component.get("EXDATE", [])
    found: list[date] = []
    for each in value if isinstance(value, list) else [value]:
        found.extend(moment.dt for moment in each.dts)
    return [moment.date() if isinstance(moment, datetime) else moment for moment in found]
