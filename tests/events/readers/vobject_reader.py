"""vobject reads the file and dateutil expands the rules, with zones made of the file's own VTIMEZONE."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import vobject

from tests.events.readers.neutral import Happening, Reading, text_of


def read(raw: bytes) -> Reading:
    calendar = vobject.readOne(raw.decode())
    masters, overrides = [], {}
    for component in calendar.contents.get("vevent", []):
        if "recurrence-id" in component.contents:
            key = (component.uid.value, text_of(component.recurrence_id.value))
            overrides[key] = component
        else:
            masters.append(component)
    found = [each for master in masters for each in _expand(master, overrides)]
    assert not overrides, "An override belongs to no date of its series."
    return Reading(tuple(sorted(found)), _value(calendar, "x-wr-calname"), _value(calendar, "x-wr-caldesc"))


def _expand(master: Any, overrides: dict[tuple[str, str], Any]) -> Iterator[Happening]:
    starts, ends = master.dtstart.value, master.dtend.value
    dates = master.getrruleset()
    if dates is None:
        yield _happening(master, starts, ends)
        return
    for each in dates:
        start = each if isinstance(starts, datetime) else each.date()
        override = overrides.pop((master.uid.value, text_of(start)), None)
        if override is None:
            yield _happening(master, start, _end(start, starts, ends))
            continue
        yield _happening(override, override.dtstart.value, override.dtend.value)


def _end(start: date, first_start: date, first_end: date) -> date:
    """An exact length, as RFC 5545 3.8.5.3 has it for DTEND."""
    if not isinstance(start, datetime):
        return start + (first_end - first_start)
    assert isinstance(first_start, datetime)
    assert isinstance(first_end, datetime)
    return start.astimezone(UTC) + (first_end.astimezone(UTC) - first_start.astimezone(UTC))


def _value(component: Any, name: str) -> str:
    lines = component.contents.get(name, [])
    return str(lines[0].value) if lines else ""


def _happening(component: Any, starts: date, ends: date) -> Happening:
    categories = component.contents.get("categories", [])
    return Happening(
        uid=component.uid.value,
        starts=text_of(starts),
        ends=text_of(ends),
        summary=_value(component, "summary"),
        description=_value(component, "description"),
        location=_value(component, "location"),
        url=_value(component, "url"),
        conference=_value(component, "conference"),
        categories=tuple(categories[0].value) if categories else (),
        status=_value(component, "status"),
        sequence=_value(component, "sequence"),
        stamp=text_of(component.dtstamp.value),
        created=text_of(component.created.value),
        modified=text_of(component.last_modified.value),
        transparency=_value(component, "transp"),
    )
