"""What a public feed would give whoever subscribes to it now, so that they can look at it first."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from commonhour.events import counters, filters, queries
from commonhour.events.fitting import Fit
from commonhour.events.models import Event, FeedKind, FeedScope, FeedState, Occurrence, Tombstone

SOON = 4


@dataclass(frozen=True)
class Preview:
    """How many events a feed holds, and the dates in it that come next.

    `shown_from` and `shown_to` are told where its size leaves something of its window out.
    """

    count: int
    next: tuple[Occurrence, ...]
    shown_from: datetime | None = None
    shown_to: datetime | None = None
    brief: bool = False


def preview_of(choice: filters.Chosen, *, now: datetime) -> Preview:
    kind, key = choice.feed
    state = FeedState.objects.filter(kind=kind, key=key, scope=FeedScope.PUBLIC).first()
    if state is None:
        return Preview(0, ())
    events: QuerySet[Event] = counters.shown_members(state)
    fit = Fit(state.shown_from, state.shown_to, state.brief)
    if state.kind == FeedKind.FILTERS:
        events = choice.narrow(events)
        # What withdrawn events left is not weighed: so little moves at most the far end of what is too large anyway.
        fit = counters.fit_of_choice(state, events, Tombstone.objects.none())
        events = events.filter(ends_at__gte=fit.shown_from, starts_at__lte=fit.shown_to)
    coming = queries.occurrences_from(now, AnonymousUser()).filter(event__in=events.order_by().values("pk"))
    return Preview(
        count=events.count(),
        next=tuple(queries.occurrence_lines(coming).order_by("starts_at", "event_id")[:SOON]),
        shown_from=fit.shown_from if fit.shown_from > state.window_from else None,
        shown_to=fit.shown_to if fit.shown_to < state.window_to else None,
        brief=fit.brief,
    )
