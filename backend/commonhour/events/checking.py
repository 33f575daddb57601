"""Reads whole feeds as a strict calendar app would, and keeps what it found for the coordinators.

Every event was proven when it was published; this asks the same of the file it ended up in, after it was joined.
"""

import re
from collections import Counter
from datetime import datetime

from icalendar import Calendar

from commonhour.events import bodies, counters, ical
from commonhour.events.models import FeedCheck, FeedKind, FeedScope, FeedState

EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
UID = re.compile(rb"\r\nUID:([^\r]*)")
TZID = re.compile(rb"\r\n[A-Z-]+;TZID=([^:;]+)[:;]")


def check_feeds(*, now: datetime) -> int:
    """Read every public feed that changed since it was last read; says how many were read."""
    changed = FeedState.objects.filter(scope=FeedScope.PUBLIC).exclude(kind=FeedKind.FILTERS)
    read = 0
    for state in changed.select_related("reading").order_by("id"):
        known = getattr(state, "reading", None)
        if known is not None and known.revision == state.revision:
            continue
        content = bodies.calendar_of(state)
        expected = counters.shown_members(state).count() + counters.shown_tombstones(state).count()
        FeedCheck.objects.update_or_create(
            feed=state,
            defaults={
                "revision": state.revision,
                "checked_at": now,
                "size": len(content),
                "findings": findings(content, expected=expected),
            },
        )
        read += 1
    return read


def findings(content: bytes, *, expected: int) -> list[str]:
    """Everything a strict reader would hold against a calendar file that should tell of `expected` events."""
    found = []
    if not content.startswith(b"BEGIN:VCALENDAR\r\n") or not content.endswith(b"\r\n" + ical.CLOSING):
        found.append("It does not begin and end as a calendar does.")
    if len(content) > counters.LIMIT:
        found.append(f"It has {len(content):,} octets; Google takes no more than {counters.LIMIT:,}.")
    for fragment in EVENT.findall(content):
        name = UID.search(fragment)
        found += [
            f"Event {name[1].decode() if name else 'without a UID'}: {fault}" for fault in ical.lint(fragment)
        ]
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, KeyError, IndexError) as fault:
        return [*found, f"It does not parse: {fault}."]
    return found + _number_of_events(calendar, expected) + _zones(calendar, b"".join(content.split(b"\r\n ")))


def _number_of_events(calendar: Calendar, expected: int) -> list[str]:
    masters = [each for each in calendar.walk("VEVENT") if "RECURRENCE-ID" not in each]
    several = [uid for uid, count in Counter(str(each["UID"]) for each in masters).items() if count > 1]
    found = [f"Event {uid} stands in it more than once." for uid in several]
    if len(masters) < expected:
        found.append(
            f"{expected - len(masters)} of its {expected} events are missing, for their stored bytes are damaged."
        )
    return found


def _zones(calendar: Calendar, content: bytes) -> list[str]:
    declared = [str(each["TZID"]) for each in calendar.walk("VTIMEZONE")]
    used = {name.decode() for name in TZID.findall(content)}
    found = [f"The zone {name} is used and not declared." for name in sorted(used - set(declared))]
    return found + [
        f"The zone {name} is declared more than once."
        for name, count in Counter(declared).items()
        if count > 1
    ]
