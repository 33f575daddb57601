"""One event as the calendar of someone who takes part tells it: taken, waited for, or nothing but its time.

Pure: finished bytes in, finished bytes out. What a calendar app is told here leaves our hands for ever, so an event that
only its guests may know of is a block of time, under a name that joins it to nothing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from commonhour.events import entries, ical, schedule_reading
from commonhour.events.choices import Status
from commonhour.events.models import Event

WAITING = "Waiting list: "
SIGN_IN = "Sign in to see"
MAYBE = b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\nEND:VEVENT\r\n"
END = b"END:VEVENT\r\n"

# A row that goes on begins with a space, so a name after a line break is always the name of a property.
STAMPS = re.compile(rb"(\r\n(?:DTSTAMP|LAST-MODIFIED):)(\d{8}T\d{6}Z)(?=\r\n)")
NUMBERS = re.compile(rb"(\r\nSEQUENCE:)(\d+)(?=\r\n)")


def taken(fragment: bytes) -> bytes:
    """The same event for someone who has a place or a role: it fills their time."""
    return _each_that_takes_place(fragment, ical.as_busy)


def waited_for(fragment: bytes) -> bytes:
    """The same event for someone who waits for a place: perhaps, and said so where everyone reads it."""
    return _each_that_takes_place(fragment, _perhaps)


def _perhaps(component: bytes) -> bytes:
    lines = [line.decode() for line in ical.unfold(component.replace(ical.FREE, MAYBE))]
    return b"".join(ical.fold(_waiting_line(line)) for line in lines)


def _waiting_line(line: str) -> str:
    if line.startswith("SUMMARY:"):
        return f"SUMMARY:{WAITING}{line.removeprefix('SUMMARY:')}"
    return "STATUS:TENTATIVE" if line == "STATUS:CONFIRMED" else line


def _each_that_takes_place(fragment: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A date of a series that is called off takes nobody's time."""
    components = [part + END for part in fragment.split(END)[:-1]]
    return b"".join(each if b"\r\nSTATUS:CANCELLED\r\n" in each else change(each) for each in components)


def emptied(event: Event) -> bytes:
    """A held event: its name in calendars, and nothing else left."""
    return ical.vevent(_bare(event))


def block_of_time(event: Event, *, uid: UUID) -> bytes:
    """An unlisted event as its guest's calendar may know it: when, and where to read the rest after signing in."""
    status = Status(event.status)
    if status == Status.HELD:
        return ical.vevent(replace(_bare(event), uid=uid))
    prefix = entries.PREFIXES.get(status, "")
    page = f"{settings.ORIGIN}/account"
    entry = replace(
        _bare(event),
        uid=uid,
        summary=f"{prefix}{SIGN_IN}",
        description=f"You signed up for this. Sign in to see what it is and where:\n\n{page}",
        url=page,
        status=entries.STATUSES.get(status, "CONFIRMED"),
        cancelled_summary=f"{entries.PREFIXES[Status.CANCELLED]}{SIGN_IN}",
    )
    return ical.vevent(entry)


def _bare(event: Event) -> ical.Entry:
    bare = entries.tombstone_of(
        event.uid,
        schedule=schedule_reading.parse(event.schedule),
        sequence=event.sequence,
        stamp=event.stamp,
        created=event.published_at,
    )
    days = tuple(datetime.fromisoformat(row["date"]).date() for row in event.cancelled_dates)
    return replace(bare, cancelled_dates=days, cancelled_summary=bare.summary)


def name_in(subscription: UUID, event: Event) -> UUID:
    """The name of an unlisted event in one calendar. Of two calendars nobody can tell that they hold the same event."""
    return UUID(bytes=sha256(subscription.bytes + event.uid.bytes).digest()[:16], version=4)


def advanced(fragment: bytes, *, by: int) -> bytes:
    """The same event with the calendar's own changes counted in, a second for each.

    So numbers and times rise together with every change of either, and never fall: Google skips an entry whose numbers
    stand still.
    """
    if not by:
        return fragment
    fragment = STAMPS.sub(lambda found: found[1] + _later(found[2], timedelta(seconds=by)), fragment)
    return NUMBERS.sub(lambda found: b"%s%d" % (found[1], int(found[2]) + by), fragment)


def _later(stamp: bytes, by: timedelta) -> bytes:
    return (datetime.fromisoformat(stamp.decode()) + by).strftime("%Y%m%dT%H%M%SZ").encode()
