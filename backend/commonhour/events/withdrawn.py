"""What a withdrawn event leaves in the feeds it was in: its emptied name, for calendars keep what merely vanishes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from commonhour.events import entries, ical, proof, schedule
from commonhour.events.models import Event, FeedKind, FeedScope, FeedState, Tombstone

KEPT = timedelta(days=90)


def bury(event: Event, dated: schedule.Schedule, states: Collection[FeedState], *, now: datetime) -> None:
    """Leave the event's emptied name in the feeds it has just left."""
    feeds = [state for state in states if state.scope == FeedScope.PUBLIC and state.kind != FeedKind.FILTERS]
    if not feeds:
        return
    entry = entries.tombstone_of(
        event.uid, schedule=dated, sequence=event.sequence, stamp=event.stamp, created=event.published_at
    )
    written = ical.vevent(entry)
    proof.prove(entry, written)
    dates = schedule.instances(dated)
    stone, _new = Tombstone.objects.update_or_create(
        uid=event.uid,
        defaults={
            "starts_at": dates[0].starts,
            "ends_at": max(each.ends for each in dates),
            "sequence": event.sequence,
            "stamp": event.stamp,
            "time_zone": dated.time_zone,
            "vevent": written,
            "until": now + KEPT,
        },
    )
    stone.feeds.set(feeds)


def unbury(event: Event) -> list[FeedState]:
    """Take the emptied name away where the event comes back; gives the feeds that change by that."""
    stone = Tombstone.objects.filter(uid=event.uid).first()
    if stone is None:
        return []
    feeds = list(stone.feeds.all())
    stone.delete()
    return feeds


def expired(*, now: datetime) -> list[Tombstone]:
    return list(Tombstone.objects.filter(until__lte=now))
