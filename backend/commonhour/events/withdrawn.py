"""What a withdrawn event leaves in the feeds that showed it: its emptied name, for calendars keep what merely vanishes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from commonhour.events import entries, ical, proof, schedule
from commonhour.events.choices import Visibility
from commonhour.events.counters import FeedKey, Line, key_of
from commonhour.events.models import (
    Event,
    FeedKind,
    FeedScope,
    FeedState,
    Tombstone,
    TombstoneQuerySet,
)

KEPT = timedelta(days=90)
SEEN_IN = {
    Visibility.PUBLIC: (FeedScope.PUBLIC, FeedScope.MEMBERS),
    Visibility.NETWORK: (FeedScope.MEMBERS,),
    Visibility.UNLISTED: (),
}
"""Where an event of this visibility is seen, so that its emptied name has no place there."""


def bury(
    event: Event, dated: schedule.Schedule, showing: Collection[FeedState], *, now: datetime
) -> dict[FeedKey, Line]:
    """Leave the event's emptied name in those feeds that showed it, all of one scope, dated as they showed it."""
    feeds = [state for state in showing if state.kind != FeedKind.FILTERS]
    if not feeds:
        return {}
    (scope,) = {state.scope for state in feeds}
    entry = entries.tombstone_of(
        event.uid, schedule=dated, sequence=event.sequence, stamp=event.stamp, created=event.published_at
    )
    written = ical.vevent(entry)
    proof.prove(entry, written)
    dates = schedule.instances(dated)
    tombstone = Tombstone(
        uid=event.uid,
        scope=scope,
        starts_at=dates[0].starts,
        ends_at=max(each.ends for each in dates),
        sequence=event.sequence,
        stamp=event.stamp,
        time_zone=dated.time_zone,
        vevent=written,
        until=now + KEPT,
    )
    tombstone.save(force_insert=True)
    tombstone.feeds.set(feeds)
    return dict.fromkeys(map(key_of, feeds), _line(tombstone))


def lines_of(event: Event) -> dict[FeedKey, Line]:
    """Where the event's emptied name stands, of the places in which the event is seen now."""
    return {key_of(feed): _line(each) for each in _out_of_place(event) for feed in each.feeds.all()}


def unbury(event: Event) -> None:
    """Take the emptied name away where the event comes back."""
    _out_of_place(event).delete()


def _out_of_place(event: Event) -> TombstoneQuerySet:
    return Tombstone.objects.filter(uid=event.uid, scope__in=SEEN_IN[Visibility(event.visibility)])


def _line(tombstone: Tombstone) -> Line:
    return Line(tombstone.uid, tombstone.starts_at, tombstone.ends_at, tombstone.sequence, emptied=True)
