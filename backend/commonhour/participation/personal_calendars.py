"""The bytes of a personal calendar: each event of all its parts once, as its owner may know it now.

What they signed up for takes up their time, and all else leaves it free; an event that only its guests may know of is a
block of time without a name. Nothing here is kept: a calendar is joined from finished entries for each reader who needs it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from commonhour.errors import Refusal
from commonhour.events import counters, ical
from commonhour.events.choices import Status, Visibility
from commonhour.events.fitting import ZONE_OF_THE_EMPTY, Part, Window, fitting, zone_size
from commonhour.events.models import Event, FeedKind, FeedScope, FeedState, Tombstone
from commonhour.participation import parts, personal_entries
from commonhour.participation.calendar_sources import Reading
from commonhour.participation.models import PartKind, SignUp, SubscriptionPart
from commonhour.people.models import User

ENDED = "This address has ended. Sign in to get a new one."

log = logging.getLogger("commonhour.feeds")

Telling = Callable[[bytes], bytes]
Span = tuple[datetime, datetime]


class Line(NamedTuple):
    """One event: its finished bytes, and how this calendar tells them."""

    starts_at: datetime
    uid: UUID
    ends_at: datetime
    zone: str
    fragment: bytes
    told: Telling = bytes


def emptied() -> bytes:
    """A valid calendar with nothing in it: what an app reads here, it puts in the place of what it held."""
    return ical.calendar(name=settings.NETWORK_NAME, description=ENDED, fragments=[], zones=[])


def written(reading: Reading) -> bytes:
    """The whole calendar, in the order of feeds; of its window, as much as calendars take."""
    states = list(FeedState.objects.filter(pk__in=reading.feeds))
    window = _window(states)
    lines = _lines(reading, states, window)
    finished = [_finished(line, reading) for line in lines]
    file = _file(reading, lines, finished)
    if len(file) <= counters.LIMIT or window is None:
        return file
    short = [_finished(line, reading, brief=True) for line in lines]
    shape = [
        Part(line.starts_at, line.ends_at, line.zone, len(whole), len(brief))
        for line, whole, brief in zip(lines, finished, short, strict=True)
    ]
    today = window[0] + counters.PAST
    frame = len(_file(reading, [], [])) - zone_size(ZONE_OF_THE_EMPTY)
    fit = fitting(shape, Window(*window, today), frame=frame, limit=counters.LIMIT)
    shown = [number for number, line in enumerate(lines) if fit.shows(line.starts_at, line.ends_at)]
    return _file(
        reading,
        [lines[number] for number in shown],
        [(short if fit.brief else finished)[number] for number in shown],
    )


def _finished(line: Line, reading: Reading, *, brief: bool = False) -> bytes:
    told = line.told(ical.brief(line.fragment) if brief else line.fragment)
    return personal_entries.advanced(told, by=reading.revision - 1)


def _file(reading: Reading, lines: Iterable[Line], fragments: Iterable[bytes]) -> bytes:
    return ical.calendar(
        name=f"{settings.NETWORK_NAME}: {reading.name}",
        description="",
        fragments=fragments,
        zones={line.zone for line in lines},
    )


def _window(states: Sequence[FeedState]) -> Span | None:
    """The span that all feeds share; none before there is a feed."""
    for state in states:
        return state.window_from, state.window_to
    network = FeedState.objects.filter(kind=FeedKind.NETWORK, key="").order_by("pk")
    return network.values_list("window_from", "window_to").first()


# What it shows


def _lines(reading: Reading, states: Sequence[FeedState], window: Span | None) -> list[Line]:
    """What its owner signed up for goes before what a feed says of the same event, and that before an emptied name.

    An emptied name that feeds hold is not written anew, so that its numbers stay when a sign-up goes.
    """
    own = _sign_ups(reading, window)
    found: dict[UUID, Line] = {}
    for source in (
        _signed_up_for(reading, own, held=True),
        _emptied_for_guests(reading, window),
        _emptied_names(states, reading),
        _from_feeds(states),
        _from_filters(reading, states),
        _signed_up_for(reading, own, held=False),
    ):
        found |= {line.uid: line for line in source}
    good = [line for line in found.values() if ical.is_whole(line.fragment) and zone_size(line.zone)]
    if len(good) < len(found):
        log.error(
            "%d events cannot stand in calendar %s; they are left out.",
            len(found) - len(good),
            reading.subscription,
        )
    return sorted(good, key=lambda line: line[:2])


def _stored(rows: QuerySet[Any]) -> Iterator[Line]:
    for starts_at, uid, ends_at, zone, vevent in rows.values_list(
        "starts_at", "uid", "ends_at", "time_zone", "vevent"
    ):
        yield Line(starts_at, uid, ends_at, zone, bytes(vevent))


def _emptied_names(states: Sequence[FeedState], reading: Reading) -> Iterator[Line]:
    """What withdrawn events left in the feeds it is made of."""
    named = [state.pk for state in states if state.kind != FeedKind.FILTERS]
    stones = Tombstone.objects.filter(
        feeds__in=named, ends_at__gte=F("feeds__shown_from"), starts_at__lte=F("feeds__shown_to")
    )
    yield from _stored(_withdrawn(stones, reading))


def _emptied_for_guests(reading: Reading, window: Span | None) -> Iterator[Line]:
    """What an event left behind that its guests knew by its name, and that is now a block of time to them, or nothing."""
    if reading.emptied and window is not None:
        stones = Tombstone.objects.filter(pk__in=reading.emptied).touching(*window)
        yield from _stored(_withdrawn(stones, reading))


def _withdrawn(stones: QuerySet[Tombstone], reading: Reading) -> QuerySet[Tombstone]:
    """Those that are for this reader. One that is outdated to a member would bring the number of its event down."""
    stones = stones.exclude(pk__in=reading.outdated).distinct()
    return stones if reading.belongs else stones.filter(scope=FeedScope.PUBLIC)


def _from_feeds(states: Iterable[FeedState]) -> Iterator[Line]:
    """Exactly what the feeds show: an event they leave out for their size moves no counter of theirs."""
    for state in states:
        if state.kind != FeedKind.FILTERS and state.events:
            yield from _stored(counters.shown_members(state))


def _from_filters(reading: Reading, states: Iterable[FeedState]) -> Iterator[Line]:
    """Saved filters, each read anew: one that names what is gone, or hidden by now, shows nothing."""
    state = next((state for state in states if state.kind == FeedKind.FILTERS), None)
    keys = SubscriptionPart.objects.filter(subscription=reading.subscription, kind=PartKind.FILTER)
    if state is None:
        return
    assert reading.person is not None
    person = User.objects.get(pk=reading.person)
    for key in keys.values_list("key", flat=True):
        try:
            choice = parts.chosen(key, person)
        except Refusal:
            continue
        named = Q()
        for kind in (FeedKind.CHAPTER, FeedKind.PROGRAM, FeedKind.TOPIC):
            named |= Q(feeds__kind=kind, feeds__key__in=choice.given.getlist(kind))
        stones = Tombstone.objects.filter(named).touching(state.window_from, state.window_to)
        yield from _stored(_withdrawn(stones, reading))
        shown = Event.objects.visible_to(person).touching(state.window_from, state.window_to)
        yield from _stored(choice.narrow(shown))


def _sign_ups(reading: Reading, window: Span | None) -> list[SignUp]:
    if not reading.has_sign_ups:
        return []
    rows = SignUp.objects.filter(person=reading.person).select_related("event").order_by("pk")
    if not reading.belongs:
        rows = rows.exclude(event__visibility=Visibility.NETWORK)
    if window is not None:
        rows = rows.filter(event__ends_at__gte=window[0], event__starts_at__lte=window[1])
    return list(rows)


def _signed_up_for(reading: Reading, rows: Iterable[SignUp], *, held: bool) -> Iterator[Line]:
    for row in rows:
        if (row.event.status == Status.HELD) == held:
            with _one_bad_event_harms_no_other(row.event_id):
                yield _own(row, reading)


def _own(row: SignUp, reading: Reading) -> Line:
    event = row.event
    uid, fragment = event.uid, bytes(event.vevent)
    if event.visibility == Visibility.UNLISTED:
        assert reading.subscription is not None
        uid = personal_entries.name_in(reading.subscription, event)
        fragment = personal_entries.block_of_time(event, uid=uid)
    elif event.status == Status.HELD:
        fragment = personal_entries.emptied(event)
    told: Telling = personal_entries.waited_for if row.waiting else personal_entries.taken
    takes_time = event.status == Status.SCHEDULED
    return Line(event.starts_at, uid, event.ends_at, event.time_zone, fragment, told if takes_time else bytes)


@contextmanager
def _one_bad_event_harms_no_other(event_id: UUID) -> Iterator[None]:
    try:
        yield
    except (Refusal, ArithmeticError, LookupError, TypeError, ValueError):
        log.exception("Event %s cannot stand in a personal calendar; it is left out.", event_id)
