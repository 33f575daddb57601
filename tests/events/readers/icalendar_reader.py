"""icalendar reads the file, recurring-ical-events expands it."""

import re
from typing import Any

import recurring_ical_events
from icalendar import Calendar
from icalendar.prop import vUnknown

from tests.events.readers.neutral import Happening, Reading, text_of


def read(raw: bytes) -> Reading:
    calendar = Calendar.from_ical(raw)
    found = [_happening(each) for each in recurring_ical_events.of(calendar).all()]
    return Reading(tuple(sorted(found)), _unknown(calendar.get("NAME")), str(calendar.get("DESCRIPTION", "")))


def _unknown(value: Any) -> str:
    """What icalendar has no type for it hands over as it stands, escapes and all."""
    if value is None:
        return ""
    assert isinstance(value, vUnknown), "icalendar knows this property now: read it as any other."
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], str(value))


def _happening(component: Any) -> Happening:
    assert not component.errors
    categories = component.get("CATEGORIES")
    return Happening(
        uid=str(component["UID"]),
        starts=text_of(component["DTSTART"].dt),
        ends=text_of(component["DTEND"].dt),
        summary=str(component.get("SUMMARY", "")),
        description=str(component.get("DESCRIPTION", "")),
        location=str(component.get("LOCATION", "")),
        url=str(component.get("URL", "")),
        conference=str(component.get("CONFERENCE", "")),
        categories=tuple(str(each) for each in categories.cats) if categories else (),
        status=str(component["STATUS"]),
        sequence=str(component["SEQUENCE"]),
        stamp=text_of(component["DTSTAMP"].dt),
        created=text_of(component["CREATED"].dt),
        modified=text_of(component["LAST-MODIFIED"].dt),
        transparency=str(component["TRANSP"]),
    )
