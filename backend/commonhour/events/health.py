"""How the feeds are, for those who answer for them: how full, how fresh, how often asked for, and what strict readers found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Sum, When

from commonhour.events import counters
from commonhour.events.models import FeedForm, FeedKind, FeedScope, FeedState, FeedTally
from commonhour.people.models import Chapter

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class FeedRoom:
    """How much of what calendars take one feed would fill, in octets, and what it leaves out so that it fits."""

    size: int = 0
    limit: int
    nearly_full: bool = False
    starts_late: bool = False
    ends_early: bool = False
    brief: bool = False


@dataclass(frozen=True, kw_only=True)
class FeedHealth(FeedRoom):
    """One feed. `share_unchanged` is the part of the week's answers that were "nothing new"."""

    kind: str
    name: str
    path: str
    page: str
    events: int
    changed_at: datetime
    asked: int
    share_unchanged: float | None
    checked_at: datetime | None
    check_is_fresh: bool
    findings: tuple[str, ...]


def room_of(chapter: Chapter) -> FeedRoom:
    """For the organizers of a chapter, who alone can make its feed smaller."""
    key = {"kind": FeedKind.CHAPTER, "key": chapter.slug, "scope": FeedScope.PUBLIC}
    state = FeedState.objects.filter(**key).first()
    return FeedRoom(limit=counters.LIMIT) if state is None else _room(state)


def feeds_health(*, now: datetime) -> list[FeedHealth]:
    """Every public feed that was ever counted, the fullest first; free choices of filters share one line, the last."""
    asked = _asked_since((now - WEEK).date())
    public = FeedState.objects.filter(scope=FeedScope.PUBLIC, revision__gt=0).select_related("reading")
    free_last = Case(When(kind=FeedKind.FILTERS, then=1), default=0)
    states = public.order_by(free_last, "-size", "kind", "key")
    return [_health_of(state, asked, now=now) for state in states]


def _asked_since(day: date) -> Mapping[int, tuple[int, int]]:
    rows = FeedTally.objects.filter(day__gt=day).values_list("feed").annotate(Sum("sent"), Sum("unchanged"))
    return {feed: (sent, unchanged) for feed, sent, unchanged in rows}


def _room(state: FeedState) -> FeedRoom:
    return FeedRoom(
        size=state.size,
        limit=counters.LIMIT,
        nearly_full=counters.fullness(state) >= counters.NEARLY_FULL,
        starts_late=state.shown_from > state.window_from,
        ends_early=state.shown_to < state.window_to,
        brief=state.brief,
    )


def _health_of(state: FeedState, asked: Mapping[int, tuple[int, int]], *, now: datetime) -> FeedHealth:
    sent, unchanged = asked.get(state.pk, (0, 0))
    total = sent + unchanged
    read = getattr(state, "reading", None)
    return FeedHealth(
        **vars(_room(state)),
        kind=state.kind,
        name="Free choices of filters" if state.kind == FeedKind.FILTERS else state.name,
        path=state.path(FeedForm.ICALENDAR),
        page=state.page,
        events=state.events,
        changed_at=min(state.changed_at, now),  # many changes at once set a feed's own time ahead
        asked=total,
        share_unchanged=unchanged / total if total else None,
        checked_at=read.checked_at if read else None,
        check_is_fresh=bool(read and read.revision == state.revision),
        findings=tuple(read.findings) if read else (),
    )
