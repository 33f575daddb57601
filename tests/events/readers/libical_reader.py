"""libical, the C library inside GNOME's calendar, through ctypes where it is installed (Debian: libical3)."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest

from tests.events.readers.neutral import Happening, Reading, text_of

FIRST, LAST = (2015, 1, 1), (2060, 1, 1)


class Time(ctypes.Structure):
    """icaltimetype of libical 3."""

    _fields_ = (
        *(
            (name, ctypes.c_int)
            for name in (
                "year",
                "month",
                "day",
                "hour",
                "minute",
                "second",
                "is_date",
                "is_daylight",
            )
        ),
        ("zone", ctypes.c_void_p),
    )


class Span(ctypes.Structure):
    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int))


Told = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)

POINTER, TEXT, NUMBER = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "icalparser_parse_string": (POINTER, (TEXT,)),
    "icalcomponent_free": (None, (POINTER,)),
    "icalcomponent_string_to_kind": (NUMBER, (TEXT,)),
    "icalcomponent_get_first_component": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_get_next_component": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_get_first_property": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_get_next_property": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_get_dtstart": (Time, (POINTER,)),
    "icalcomponent_get_dtend": (Time, (POINTER,)),
    "icalcomponent_count_errors": (NUMBER, (POINTER,)),
    "icalcomponent_foreach_recurrence": (None, (POINTER, Time, Time, Told, POINTER)),
    "icalproperty_string_to_kind": (NUMBER, (TEXT,)),
    "icalproperty_get_datetime_with_component": (Time, (POINTER, POINTER)),
    "icalproperty_get_value": (POINTER, (POINTER,)),
    "icalproperty_get_value_as_string": (TEXT, (POINTER,)),
    "icalvalue_get_text": (TEXT, (POINTER,)),
    "icaltime_as_timet_with_zone": (ctypes.c_long, (Time, POINTER)),
    "icalrestriction_check": (NUMBER, (POINTER,)),
}


@lru_cache
def _library() -> Any:
    name = ctypes.util.find_library("ical")
    if name is None:
        return None
    library = ctypes.CDLL(name)
    for function, (answer, arguments) in SIGNATURES.items():
        getattr(library, function).restype = answer
        getattr(library, function).argtypes = arguments
    return library


def is_installed() -> bool:
    return _library() is not None


def read(raw: bytes) -> Reading:
    library = _library()
    if library is None:
        pytest.skip("libical is not installed here (Debian: apt install libical3).")
    calendar = library.icalparser_parse_string(raw)
    assert calendar, "libical reads no calendar at all."
    try:
        assert library.icalcomponent_count_errors(calendar) == 0
        assert library.icalrestriction_check(calendar), "A property stands where RFC 5545 allows none."
        return Reading(
            tuple(sorted(_happenings(library, calendar))),
            _text(library, calendar, "NAME"),
            _text(library, calendar, "DESCRIPTION"),
        )
    finally:
        library.icalcomponent_free(calendar)


def _happenings(library: Any, calendar: int) -> Iterator[Happening]:
    masters: list[int] = []
    overrides: dict[tuple[str, str], int] = {}
    for event in _each(library, "component", calendar, "VEVENT"):
        replaced = _properties(library, event, "RECURRENCE-ID")
        if replaced:
            original = library.icalproperty_get_datetime_with_component(replaced[0], event)
            overrides[_text(library, event, "UID"), _moment(library, original)] = event
        else:
            masters.append(event)
    for master in masters:
        for starts, ends in _expanded(library, master):
            override = overrides.pop((_text(library, master, "UID"), starts), None)
            yield _happening(library, override or master, (starts, ends) if override is None else None)
    assert not overrides, "An override belongs to no date of its series."


def _expanded(library: Any, master: int) -> list[tuple[str, str]]:
    start = library.icalcomponent_get_dtstart(master)
    end = library.icalcomponent_get_dtend(master)
    if not _properties(library, master, "RRULE"):
        return [(_moment(library, start), _moment(library, end))]
    found: list[tuple[str, str]] = []

    def told(_component: int, span: Any, _data: object) -> None:
        moments = [datetime.fromtimestamp(at, UTC) for at in (span.contents.start, span.contents.end)]
        if start.is_date:
            length = date(end.year, end.month, end.day) - date(start.year, start.month, start.day)
            found.append((text_of(moments[0].date()), text_of(moments[0].date() + length)))
            return
        found.append((text_of(moments[0]), text_of(moments[1])))

    library.icalcomponent_foreach_recurrence(master, Time(*FIRST), Time(*LAST), Told(told), None)
    return found


def _moment(library: Any, time: Time) -> str:
    if time.is_date:
        return f"{time.year:04}{time.month:02}{time.day:02}"
    seconds = library.icaltime_as_timet_with_zone(time, time.zone)
    return text_of(datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds))


def _each(library: Any, what: str, parent: int, name: str) -> list[int]:
    """All components or properties of one name; its cursor allows no other walk meanwhile, so they are listed first."""
    family = "component" if what == "component" else "property"
    kind = getattr(library, f"ical{family}_string_to_kind")(name.encode())
    found = []
    each = getattr(library, f"icalcomponent_get_first_{what}")(parent, kind)
    while each:
        found.append(each)
        each = getattr(library, f"icalcomponent_get_next_{what}")(parent, kind)
    return found


def _properties(library: Any, component: int, name: str) -> list[int]:
    return _each(library, "property", component, name)


def _text(library: Any, component: int, name: str) -> str:
    found = _properties(library, component, name)
    return library.icalvalue_get_text(library.icalproperty_get_value(found[0])).decode() if found else ""


def _raw(library: Any, component: int, name: str) -> str:
    found = _properties(library, component, name)
    return library.icalproperty_get_value_as_string(found[0]).decode() if found else ""


def _happening(library: Any, event: int, dates: tuple[str, str] | None) -> Happening:
    starts, ends = dates or (
        _moment(library, library.icalcomponent_get_dtstart(event)),
        _moment(library, library.icalcomponent_get_dtend(event)),
    )
    values = [library.icalproperty_get_value(each) for each in _properties(library, event, "CATEGORIES")]
    return Happening(
        uid=_text(library, event, "UID"),
        starts=starts,
        ends=ends,
        summary=_text(library, event, "SUMMARY"),
        description=_text(library, event, "DESCRIPTION"),
        location=_text(library, event, "LOCATION"),
        url=_raw(library, event, "URL"),
        conference=_raw(library, event, "CONFERENCE"),
        categories=tuple(library.icalvalue_get_text(each).decode() for each in values),
        status=_raw(library, event, "STATUS"),
        sequence=_raw(library, event, "SEQUENCE"),
        stamp=_raw(library, event, "DTSTAMP"),
        created=_raw(library, event, "CREATED"),
        modified=_raw(library, event, "LAST-MODIFIED"),
        transparency=_raw(library, event, "TRANSP"),
    )
