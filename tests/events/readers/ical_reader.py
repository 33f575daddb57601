"""ical, the strict reader inside Home Assistant: one event it refuses takes the whole calendar with it."""

from datetime import UTC

from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from tests.events.readers.neutral import Happening, Reading, text_of


def read(raw: bytes) -> Reading:
    calendar = IcsCalendarStream.calendar_from_ics(raw.decode())
    found = [_happening(each) for each in calendar.timeline_tz(UTC)]
    return Reading(tuple(sorted(found)), "".join(calendar.name), "".join(calendar.description))


def _happening(event: Event) -> Happening:
    assert event.created is not None
    assert event.last_modified is not None
    return Happening(
        uid=event.uid,
        starts=text_of(event.start),
        ends=text_of(event.end),
        summary=event.summary or "",
        description=event.description or "",
        location=event.location or "",
        url=str(event.url or ""),
        conference="".join(str(each.uri) for each in event.conference),
        categories=tuple(event.categories),
        status=event.status or "",
        sequence=str(event.sequence),
        stamp=text_of(event.dtstamp),
        created=text_of(event.created),
        modified=text_of(event.last_modified),
        transparency=event.transparency or "",
    )
