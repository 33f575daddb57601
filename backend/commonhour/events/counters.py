"""The counters of the feeds, and what each feed shows. Validators are made of a counter alone, so it must never lie.

A feed's counter rises if its bytes change, and only then: when an event that it showed, or shows now, comes, changes or
goes; when an emptied name does; when the window or the size lets another event in or out; when its name or colour changes.
All feeds share one window, which only `roll` moves. The counter of free filters is the exception: it counts every change
that the public, or that members, could see, for a filter may ask for anything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Length

from commonhour.events import ical
from commonhour.events.choices import Visibility
from commonhour.events.edition import edition
from commonhour.events.fitting import (
    ZONE_OF_THE_EMPTY,
    Fit,
    Part,
    Window,
    fitting,
    zone_size,
)
from commonhour.events.models import (
    Event,
    EventQuerySet,
    FeedKind,
    FeedScope,
    FeedState,
    Tombstone,
    TombstoneQuerySet,
)

PAST, AHEAD = timedelta(days=30), timedelta(days=400)
SECOND = timedelta(seconds=1)
LIMIT = 1_000_000
"""Octets of a feed. Google takes about this much, and a feed that is larger not at all."""
NEARLY_FULL = 0.8
SPARE = 100
"""Octets for what a file says of itself where all its events are in one zone."""
SCOPES = {Visibility.PUBLIC: FeedScope.PUBLIC, Visibility.NETWORK: FeedScope.MEMBERS}


@dataclass(frozen=True, order=True)
class FeedKey:
    kind: str
    key: str
    scope: str


@dataclass(frozen=True)
class Face:
    """What a calendar app shows of the feed itself."""

    name: str
    colour: str = ""


@dataclass(frozen=True)
class Line:
    """What a feed holds of one event: its dates, and the number that its bytes carry; or those of its emptied name."""

    uid: UUID
    starts_at: datetime
    ends_at: datetime
    sequence: int
    emptied: bool = False


@dataclass(frozen=True)
class TombstonePart:
    """What a withdrawn event left: its tombstone, who could see the event, and what a feed holds of it."""

    tombstone: int
    scope: str
    part: Part


PUBLIC_FILTERS = FeedKey(FeedKind.FILTERS, "", FeedScope.PUBLIC)
Dates = tuple[datetime, datetime]
Lines = Mapping[FeedKey, Line]
Faces = Mapping[FeedKey, Face | None]
"""The feeds that a change may reach, with their names and colours where the change knows them."""


# What a feed shows


def window(now: datetime) -> tuple[datetime, datetime]:
    """From thirty days back to four hundred ahead, by whole days, so that it moves once a day at most."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - PAST, day + AHEAD


def visibility_of(state: FeedState) -> str:
    """Whether a feed draws from what everyone may see, or from what members may."""
    return Visibility.PUBLIC if state.scope == FeedScope.PUBLIC else Visibility.NETWORK


def members_of(state: FeedState) -> EventQuerySet:
    """The events a feed draws from, whatever its window."""
    events = Event.objects.on_the_calendar().filter(visibility=visibility_of(state))
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
    return members_of(state).touching(state.shown_from, state.shown_to)


def tombstones_of(state: FeedState) -> TombstoneQuerySet:
    """What withdrawn events left in a feed, whatever its window; a free filter may ask for any of them."""
    if state.kind == FeedKind.FILTERS:
        return Tombstone.objects.filter(scope=state.scope)
    return Tombstone.objects.filter(feeds=state)


def shown_tombstones(state: FeedState) -> TombstoneQuerySet:
    return tombstones_of(state).touching(state.shown_from, state.shown_to)


def fit_of_choice(state: FeedState, events: QuerySet[Event], tombstones: QuerySet[Tombstone]) -> Fit:
    """What to show of a free choice of filters: nearly always its whole window, for nearly always all there is fits."""
    whole = Fit(state.window_from, state.window_to)
    if state.size <= LIMIT:
        return whole
    parts = [*_parts_of(events, whole), *(each.part for each in _tombstones_among(tombstones))]
    return fitting(parts, _span(state), frame=_frame(state), limit=LIMIT)


def fullness(state: FeedState) -> float:
    """How much of the size that calendars take the whole window would fill; above one, something is left out."""
    return state.size / LIMIT


def shows(state: FeedState, line: Line) -> bool:
    return _fit_of(state).shows(line.starts_at, line.ends_at)


def showing(states: Mapping[FeedKey, FeedState], lines: Lines) -> list[FeedState]:
    """Which of the feeds show an event that stands in them like this."""
    return [state for key, state in states.items() if key in lines and shows(state, lines[key])]


# Counting


def key_of(state: FeedState) -> FeedKey:
    return FeedKey(state.kind, state.key, state.scope)


def locked(faces: Faces, *, now: datetime) -> dict[FeedKey, FeedState]:
    """The states of the feeds that have these faces, until the end of the transaction nobody else's to change.

    Whoever counts holds the filters' states first, and the others in the order of their ids: so neither two publications,
    nor one that counts twice, ever wait in a ring. A feed that had no state has one from now on, counted zero times: it
    shows nothing yet, and is served as if it had none.
    """
    gate = _gate() or _first_gate(now=now)
    found = _locked(faces)
    missing = sorted(set(faces) - set(found))
    if not missing:
        return found
    span = gate[0].window_from, gate[0].window_to
    FeedState.objects.bulk_create(
        [_new_state(key, faces[key] or Face(key.key), span, now=now) for key in missing],
        ignore_conflicts=True,
    )
    return _locked(faces)


def count_up(
    states: Mapping[FeedKey, FeedState],
    before: Lines,
    after: Lines,
    faces: Faces,
    *,
    now: datetime,
) -> None:
    """Count up those of the locked feeds whose bytes change where an event was `before` and is `after`."""
    emptied = _tombstone_parts(list(states.values()))
    changed = []
    for key, state in states.items():
        was, shown, events = _kept(state), _fit_of(state), state.events
        face = faces[key] or Face(state.name, state.colour)
        renamed = state.revision > 0 and face != Face(state.name, state.colour)
        state.name, state.colour = face.name, face.colour
        _fit(state, emptied[state.pk])
        # A program that moves to another address takes its events along, and none of them changes.
        moved = state.events != events
        if renamed or moved or _rises_with(state, shown, before.get(key), after.get(key)):
            _count(state, now=now)
        if _kept(state) != was:
            changed.append(state)
    FeedState.objects.bulk_update(changed, KEPT)


def roll(*, now: datetime) -> int:
    """Move the window of all feeds to today, let go of emptied names whose time is over, and count a new edition.

    Says how many feeds changed.
    """
    start, end = window(now)
    _gate()
    states = list(_for_counting().order_by("id"))
    gone = _clear_away(now=now)
    emptied = _tombstone_parts(states)
    changed: list[FeedState] = []
    counted: list[FeedState] = []
    # The filters last: their counter rises with every other of their scope.
    for state in sorted(states, key=lambda each: each.kind == FeedKind.FILTERS):
        was, shown = _kept(state), _fit_of(state)
        state.window_from, state.window_to = start, end
        if state.kind in (FeedKind.NETWORK, FeedKind.FILTERS):
            state.name = settings.NETWORK_NAME
        _fit(state, emptied[state.pk])
        with_others = state.kind == FeedKind.FILTERS and state.scope in {each.scope for each in counted}
        if with_others or _rises_by_itself(state, shown, gone.get(state.pk, ())):
            _count(state, now=now)
            counted.append(state)
        if _kept(state) != was:
            changed.append(state)
    FeedState.objects.bulk_update(changed, KEPT, batch_size=50)
    return len(counted)


def _rises_with(state: FeedState, shown: Fit, old: Line | None, new: Line | None) -> bool:
    """Whether the counter of a feed rises where an event was `old` and is `new`; it showed `shown` before."""
    if state.kind == FeedKind.FILTERS or _seen(old, shown) != _seen(new, _fit_of(state)):
        return True
    own = old or new
    return _others_change(state, shown, own.uid if own else None)


def _rises_by_itself(state: FeedState, shown: Fit, gone: Iterable[Dates]) -> bool:
    """Whether it rises though no event changed: for an emptied name that is gone, a new edition, or another day."""
    return (
        any(shown.shows(*dates) for dates in gone)
        or (state.revision > 0 and state.edition != edition())
        or _others_change(state, shown, None)
        or _filters_may_change(state, shown)
    )


def _seen(line: Line | None, fit: Fit) -> Line | None:
    return line if line and fit.shows(line.starts_at, line.ends_at) else None


KEPT = (
    "name",
    "colour",
    "revision",
    "changed_at",
    "edition",
    "window_from",
    "window_to",
    "shown_from",
    "shown_to",
    "brief",
    "events",
    "size",
)


def _kept(state: FeedState) -> tuple[object, ...]:
    return tuple(getattr(state, name) for name in KEPT)


def _count(state: FeedState, *, now: datetime) -> None:
    """Another revision, and another full second: a date has no smaller part, and no two revisions share one.

    Not even those of one second: the earlier may be sent with its date while the later is still being written. So many
    changes at once set the time ahead, a second for each, and until it is past the feed is sent without a date. Its tag
    is what nearly everyone asks by; who asks by date is sent the file again for these minutes.
    """
    # One that was never counted was never sent with a date.
    state.changed_at = max(now, state.changed_at + SECOND) if state.revision else now
    state.revision += 1
    state.edition = edition()


def _gate() -> list[FeedState]:
    return list(_for_counting().filter(kind=FeedKind.FILTERS).order_by("id"))


def _first_gate(*, now: datetime) -> list[FeedState]:
    """The first publications of all make one row, and not several in orders of their own, before they wait for it."""
    first = _new_state(PUBLIC_FILTERS, Face(settings.NETWORK_NAME), window(now), now=now)
    FeedState.objects.bulk_create([first], ignore_conflicts=True)
    return _gate()


def _locked(keys: Collection[FeedKey]) -> dict[FeedKey, FeedState]:
    wanted = _for_counting().filter(kind__in={key.kind for key in keys}, key__in={key.key for key in keys})
    found = {key_of(row): row for row in wanted.order_by("id")}
    return {key: row for key, row in found.items() if key in keys}


def _for_counting() -> QuerySet[FeedState]:
    # A reader who keeps a body refers to the state, and need not wait.
    return FeedState.objects.select_for_update(no_key=True)


def _new_state(key: FeedKey, face: Face, span: tuple[datetime, datetime], *, now: datetime) -> FeedState:
    start, end = span
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


def _clear_away(*, now: datetime) -> Mapping[int, list[Dates]]:
    """Delete the emptied names whose time is over; gives their dates by the feeds that may have held them."""
    old = Tombstone.objects.filter(until__lte=now)
    filters = dict(FeedState.objects.filter(kind=FeedKind.FILTERS).values_list("scope", "pk"))
    gone = defaultdict(list)
    for feed, scope, *dates in old.values_list("feeds", "scope", "starts_at", "ends_at"):
        for each in (feed, filters[scope]):
            gone[each].append((dates[0], dates[1]))
    old.delete()
    return gone


# What fits


def _fit_of(state: FeedState) -> Fit:
    return Fit(state.shown_from, state.shown_to, state.brief)


def _fit(state: FeedState, emptied: Iterable[Part]) -> None:
    """Decide what of its window a feed shows. A sum tells almost always that it is the whole."""
    whole = Fit(state.window_from, state.window_to)
    inside = members_of(state).touching(whole.shown_from, whole.shown_to)
    tombstones = [part for part in emptied if whole.shows(part.starts_at, part.ends_at)]
    rows = inside.order_by().values_list("time_zone").annotate(Count("pk"), Sum("vevent_size"))
    totals = {zone: (count, octets) for zone, count, octets in rows}
    known = {zone for zone in {*totals, *(part.zone for part in tombstones)} if zone_size(zone)}
    octets = sum(octets for _, octets in totals.values()) + sum(part.size for part in tombstones)
    state.size = len(_shell(state, known)) + octets
    state.events = sum(count for count, _ in totals.values())
    fit = whole
    if state.size > LIMIT and state.kind != FeedKind.FILTERS:
        parts = _parts_of(inside, whole)
        fit = fitting([*parts, *tombstones], _span(state), frame=_frame(state), limit=LIMIT)
        state.events = sum(fit.shows(part.starts_at, part.ends_at) for part in parts)
    state.shown_from, state.shown_to, state.brief = fit.shown_from, fit.shown_to, fit.brief


def _span(state: FeedState) -> Window:
    return Window(state.window_from, state.window_to, today=state.window_from + PAST)


def _shell(state: FeedState, zones: Collection[str]) -> bytes:
    """The file without its events."""
    about = "" if state.name == settings.NETWORK_NAME else settings.NETWORK_NAME
    return ical.calendar(name=state.name, description=about, fragments=(), zones=zones, colour=state.colour)


def _frame(state: FeedState) -> int:
    return len(_shell(state, ())) - zone_size(ZONE_OF_THE_EMPTY) + SPARE


def _tombstone_parts(states: Collection[FeedState]) -> Mapping[int, list[Part]]:
    """What withdrawn events left, by the feed it stands in; a free filter may hold all of it."""
    found = defaultdict(list)
    tombstones = {each.tombstone: each for each in _tombstones_among(Tombstone.objects.all())}
    for state in states:
        if state.kind == FeedKind.FILTERS:
            found[state.pk] = [each.part for each in tombstones.values() if each.scope == state.scope]
    if tombstones:
        links = Tombstone.feeds.through.objects.filter(feedstate__in=[state.pk for state in states])
        for feed, tombstone in links.values_list("feedstate", "tombstone"):
            found[feed].append(tombstones[tombstone].part)
    return found


def _parts_of(events: QuerySet[Event], whole: Fit) -> list[Part]:
    inside = events.filter(ends_at__gte=whole.shown_from, starts_at__lte=whole.shown_to)
    columns = ("starts_at", "ends_at", "time_zone", "vevent_size", "brief_size")
    return [Part(*row) for row in inside.values_list(*columns)]


def _tombstones_among(tombstones: QuerySet[Tombstone]) -> list[TombstonePart]:
    rows = tombstones.annotate(octets=Length("vevent")).values_list(
        "pk", "scope", "starts_at", "ends_at", "time_zone", "octets"
    )
    return [
        TombstonePart(pk, scope, Part(start, end, zone, size, size))
        for pk, scope, start, end, zone, size in rows
    ]


def _others_change(state: FeedState, old: Fit, but: UUID | None) -> bool:
    """Whether what a feed shows of other events differs between what it showed and what it shows."""
    new = _fit_of(state)
    if new == old:
        return False
    events, tombstones = members_of(state), tombstones_of(state)
    if but is not None:
        events, tombstones = events.exclude(uid=but), tombstones.exclude(uid=but)
    if _crosses(events, old, new) or _crosses(tombstones, old, new):
        return True
    shown = events.touching(new.shown_from, new.shown_to)
    return new.brief != old.brief and shown.exclude(brief_size=F("vevent_size")).exists()


def _crosses(rows: EventQuerySet | TombstoneQuerySet, old: Fit, new: Fit) -> bool:
    before, after = (Q(ends_at__gte=fit.shown_from, starts_at__lte=fit.shown_to) for fit in (old, new))
    return rows.filter((before & ~after) | (after & ~before)).exists()


def _filters_may_change(state: FeedState, old: Fit) -> bool:
    """Whether a free choice of filters may be so large that another day alone changes what of it fits."""
    return state.kind == FeedKind.FILTERS and state.size > LIMIT and _fit_of(state) != old
