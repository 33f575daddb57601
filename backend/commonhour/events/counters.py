"""The counters of the feeds, and the window all of them share: what validators are made of, and what a feed shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from commonhour.events import withdrawn
from commonhour.events.choices import Visibility
from commonhour.events.models import Event, EventQuerySet, FeedKind, FeedScope, FeedState

PAST, AHEAD = timedelta(days=30), timedelta(days=400)
INSTANT = timedelta(microseconds=1)
SCOPES = {Visibility.PUBLIC: FeedScope.PUBLIC, Visibility.NETWORK: FeedScope.MEMBERS}


@dataclass(frozen=True, order=True)
class FeedKey:
    kind: str
    key: str
    scope: str


def key_of(state: FeedState) -> FeedKey:
    return FeedKey(state.kind, state.key, state.scope)


@dataclass(frozen=True)
class Face:
    """What a calendar app shows of the feed itself."""

    name: str
    colour: str = ""


def window(now: datetime) -> tuple[datetime, datetime]:
    """From thirty days back to four hundred ahead, by whole days, so that it moves once a day at most."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - PAST, day + AHEAD


def members_of(state: FeedState) -> EventQuerySet:
    """The events a feed draws from, whatever its window."""
    visibility = Visibility.PUBLIC if state.scope == FeedScope.PUBLIC else Visibility.NETWORK
    events = Event.objects.on_the_calendar().filter(visibility=visibility)
    match state.kind:
        case FeedKind.CHAPTER:
            return events.filter(hosts__slug=state.key)
        case FeedKind.TOPIC:
            return events.filter(topics__slug=state.key)
        case FeedKind.PROGRAM:
            return events.filter(program__slug=state.key)
    return events


def shown_members(state: FeedState) -> EventQuerySet:
    """The events a feed shows now: those its size leaves of its window."""
    return members_of(state).filter(ends_at__gte=state.shown_from, starts_at__lte=state.shown_to)


def filters_among(keys: Collection[FeedKey]) -> set[FeedKey]:
    return {key for key in keys if key.kind == FeedKind.FILTERS}


def count_up(
    keys: Collection[FeedKey], faces: Mapping[FeedKey, Face], *, now: datetime
) -> dict[FeedKey, FeedState]:
    """Count up the given feeds, locked in the order of their ids so that two publications never wait in a ring."""
    if not keys:
        return {}
    locked = _locked(keys)
    if len(locked) < len(keys):
        missing = [_new_state(key, faces.get(key), now=now) for key in sorted(set(keys) - set(locked))]
        FeedState.objects.bulk_create(missing, ignore_conflicts=True)
        locked = _locked(keys)
    start, end = window(now)
    # One moment for all, later than any of theirs: so one statement counts them up.
    moment = max([now, *(state.changed_at + INSTANT for state in locked.values())])
    FeedState.objects.filter(pk__in=[state.pk for state in locked.values()]).update(
        revision=F("revision") + 1,
        changed_at=moment,
        window_from=start,
        window_to=end,
        shown_from=start,
        shown_to=end,
    )
    for key, state in locked.items():
        face = faces.get(key)
        if face is not None and face != Face(state.name, state.colour):
            state.name, state.colour = face.name, face.colour
            state.save(update_fields=["name", "colour"])
    return locked


def roll(*, now: datetime) -> int:
    """Move every feed's window to today, counting up only the feeds whose content changes by it."""
    start, end = window(now)
    rolled = 0
    for state in FeedState.objects.select_for_update().order_by("id"):
        if (state.window_from, state.window_to) == (start, end):
            continue
        moved = _crosses(state, start, end)
        state.window_from, state.window_to = start, end
        state.shown_from, state.shown_to = start, end
        if moved:
            _count(state, now=now)
            rolled += 1
        state.save(
            update_fields=["window_from", "window_to", "shown_from", "shown_to", "revision", "changed_at"]
        )
    for stone in withdrawn.expired(now=now):
        states = list(
            FeedState.objects.filter(tombstones=stone).select_for_update(of=("self",)).order_by("id")
        )
        for state in states:
            _count(state, now=now)
        FeedState.objects.bulk_update(states, ["revision", "changed_at"])
        stone.delete()
        rolled += 1
    return rolled


def _locked(keys: Collection[FeedKey]) -> dict[FeedKey, FeedState]:
    wanted = FeedState.objects.filter(kind__in={key.kind for key in keys}, key__in={key.key for key in keys})
    found = {key_of(row): row for row in wanted.select_for_update().order_by("id")}
    return {key: row for key, row in found.items() if key in keys}


def _new_state(key: FeedKey, face: Face | None, *, now: datetime) -> FeedState:
    start, end = window(now)
    face = face or Face(key.key)
    return FeedState(
        kind=key.kind,
        key=key.key,
        scope=key.scope,
        name=face.name,
        colour=face.colour,
        changed_at=now,
        window_from=start,
        window_to=end,
        shown_from=start,
        shown_to=end,
    )


def _count(state: FeedState, *, now: datetime) -> None:
    state.revision += 1
    state.changed_at = max(now, state.changed_at + INSTANT)


def _crosses(state: FeedState, start: datetime, end: datetime) -> bool:
    """Whether moving the window lets an event of the feed in or out."""
    members = members_of(state)
    inside = members.filter(ends_at__gte=state.window_from, starts_at__lte=state.window_to)
    inside_then = members.filter(ends_at__gte=start, starts_at__lte=end)
    left = inside.exclude(ends_at__gte=start, starts_at__lte=end)
    joined = inside_then.exclude(ends_at__gte=state.window_from, starts_at__lte=state.window_to)
    return left.exists() or joined.exists()
