"""The stored parts that a feed shows, in its order: by start and name.

For a feed they are asked for by questions that are compiled once: to write the SQL anew costs half as much as the answer.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Min, QuerySet, Subquery
from django.db.models.functions import Length

from commonhour.events import counters
from commonhour.events.models import Event, FeedKind, FeedState, Tombstone

Parts = list[tuple[str, bytes, int]]
"""The time zone of each, its bytes, and how many octets they had when they were proven."""
Rows = list[tuple[Any, ...]]
Question = tuple[str, Sequence[Any]]
"""SQL and its parameters."""

PLACE = ("starts_at", "uid")
BYTES = ("time_zone", "vevent", "vevent_size")
BYTES_OF_TOMBSTONES = ("time_zone", "vevent", Length("vevent"))


def shown(state: FeedState) -> Parts:
    """What a feed shows."""
    return _in_order(
        lambda *columns: _fetched(_of_feed(state, _events_of_any(state.kind, state.scope, columns))),
        _fetched(_of_feed(state, _tombstones_of_any(state.kind, state.scope))),
    )


def among(events: QuerySet[Event], tombstones: QuerySet[Tombstone]) -> Parts:
    """These events and these emptied names."""
    return _in_order(
        lambda *columns: _fetched(_compiled(events, columns)),
        _fetched(_compiled(tombstones, (*PLACE, *BYTES_OF_TOMBSTONES))),
    )


def _in_order(events: Callable[..., Rows], tombstones: Rows) -> Parts:
    if tombstones:
        every = sorted([*events(*PLACE, *BYTES), *tombstones], key=itemgetter(0, 1))
        return [(zone, part, size) for _, _, zone, part, size in every]
    return events(*BYTES)


def _fetched(question: Question | None) -> Rows:
    """As the driver gives them: to make moments and UUIDs of a thousand rows costs more than all the rest."""
    if question is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*question)
        rows: Rows = cursor.fetchall()
    return rows


def _of_feed(state: FeedState, question: Question | None) -> Question | None:
    """A question about any feed, asked of this one."""
    if question is None:
        return None
    own = dict(zip(_values(_any_feed(state.kind, state.scope)), _values(state), strict=True))
    sql, parameters = question
    return sql, [own.get(each, each) for each in parameters]


def _values(state: FeedState) -> tuple[Any, ...]:
    adapted = connection.ops.adapt_datetimefield_value
    return state.pk, state.key, adapted(state.shown_from), adapted(state.shown_to)


@lru_cache
def _events_of_any(kind: str, scope: str, columns: tuple[str, ...]) -> Question | None:
    feed = _any_feed(kind, scope)
    return _compiled(_since_the_earliest(feed, counters.shown_members(feed)), columns)


@lru_cache
def _tombstones_of_any(kind: str, scope: str) -> Question | None:
    return _compiled(counters.shown_tombstones(_any_feed(kind, scope)), (*PLACE, *BYTES_OF_TOMBSTONES))


@lru_cache
def _any_feed(kind: str, scope: str) -> FeedState:
    """One that does not exist. Where its values stand in a compiled question, those of the feed in question belong."""
    return FeedState(
        pk=-1,
        kind=kind,
        key="\x00",
        scope=scope,
        shown_from=datetime(1970, 1, 1, tzinfo=UTC),
        shown_to=datetime(1970, 1, 2, tzinfo=UTC),
    )


def _compiled(rows: QuerySet[Any], columns: tuple[str | Length, ...]) -> Question | None:
    try:
        return rows.order_by("starts_at", "uid").values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return None


def _since_the_earliest(state: FeedState, events: QuerySet[Event]) -> QuerySet[Event]:
    """The same events, asked for so that an index passes by those that were over long ago.

    A series may have begun long before what is shown of it, so only the table can say where to begin. It is asked for by
    a group, because a least value alone makes SQLite walk an index by start until one fits: through all that is over.
    """
    if state.kind not in {FeedKind.NETWORK, FeedKind.FILTERS}:
        return events
    going_on = Event.objects.filter(visibility=counters.visibility_of(state), ends_at__gte=state.shown_from)
    earliest = going_on.order_by().values("visibility").annotate(earliest=Min("starts_at")).values("earliest")
    return events.filter(starts_at__gte=Subquery(earliest))
