"""The API of the shared calendar: reading only. What one may not see is not there."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.errors import BadInput, NotHere
from commonhour.events import filters, health, previewing, queries
from commonhour.events.models import Event, Occurrence, Program, Topic, visible_to
from commonhour.events.serializers import (
    EventLine,
    EventPage,
    EventsOut,
    FeedHealthOut,
    FeedPreviewOut,
    FeedRoomOut,
    FilterOut,
    OccurrencesOut,
    ProgramLine,
    ProgramPage,
    ProgramsOut,
    TopicOut,
)
from commonhour.http import BROWSE, Endpoint, Pages, now
from commonhour.people.models import Chapter
from commonhour.people.policy import Person, require

LONGEST_SPAN = timedelta(days=100)
MOST_DATES = 2_000
PAGING = ("page", "page_size")
FILTERS = [
    OpenApiParameter(
        name, str, description=f"{label}. Several values: repeat it, or separate them with commas."
    )
    if name not in filters.SINGLE
    else OpenApiParameter(name, str, description=label)
    for name, label in filters.LABELS.items()
]


class Events(Endpoint):
    """Events by their first date, fifty a page."""

    permissions = {"GET": BROWSE}

    @extend_schema(
        operation_id="events",
        parameters=[*FILTERS, OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=EventsOut,
    )
    def get(self, request: Request) -> Response:
        choice = filters.chosen(request.query_params, request.user, besides=PAGING)
        found = queries.event_lines(choice.narrow(Event.objects.visible_to(request.user)))
        pages = Pages()
        lines = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response(EventLine(lines, many=True, context=_context(request.user)).data)


class Occurrences(Endpoint):
    """Every instance that touches a span of at most a hundred days, up to two thousand of them."""

    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="occurrences", parameters=FILTERS, responses=OccurrencesOut)
    def get(self, request: Request) -> Response:
        choice = filters.chosen(request.query_params, request.user)
        start, end = _span(choice)
        found = choice.narrow(queries.occurrences_between(start, end, request.user))
        lines = _at_most(list(queries.occurrence_lines(found)[: MOST_DATES + 1]))
        return Response(OccurrencesOut({"results": lines}, context=_context(request.user)).data)


class EventDetail(Endpoint):
    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="event", responses=EventPage)
    def get(self, request: Request, slug: str) -> Response:
        event = queries.event_page(Event.objects.at_address(slug, request.user)).first()
        if event is None:
            raise NotHere
        return Response(EventPage(event, context=_context(request.user)).data)


class Programs(Endpoint):
    """Programs by the start of their period, fifty a page."""

    permissions = {"GET": BROWSE}

    @extend_schema(
        operation_id="programs",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=ProgramsOut,
    )
    def get(self, request: Request) -> Response:
        pages = Pages()
        found = queries.program_lines(Program.objects.visible_to(request.user))
        lines = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response(
            ProgramLine(lines, many=True, context=_context(request.user)).data
        )


class ProgramDetail(Endpoint):
    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="program", responses=ProgramPage)
    def get(self, request: Request, slug: str) -> Response:
        program = queries.program_page(Program.objects.at_address(slug, request.user), request.user).first()
        if program is None:
            raise NotHere
        return Response(ProgramPage(program, context=_context(request.user)).data)


class Topics(Endpoint):
    """The network's list of topics."""

    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="topics", responses=TopicOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(TopicOut(Topic.objects.all(), many=True).data)


class Filters(Endpoint):
    """Every filter of the calendar with its choices: the same for lists, search and feeds."""

    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="filters", responses=FilterOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(FilterOut(filters.described(request.user), many=True).data)


class ChapterFeed(Endpoint):
    """How full the feed of a chapter is, for those who can make it smaller."""

    permissions = {"GET": "chapter.feed"}

    @extend_schema(operation_id="chapter_feed", responses=FeedRoomOut)
    def get(self, request: Request, slug: str) -> Response:
        chapter = Chapter.objects.filter(slug=slug).first()
        if chapter is None:
            raise NotHere
        require(request.user, "chapter.feed", chapter)
        return Response(FeedRoomOut(health.room_of(chapter)).data)


class Feeds(Endpoint):
    """How every public feed is: how full, how fresh, how often asked for, and what strict readers found."""

    permissions = {"GET": "coordination"}

    @extend_schema(operation_id="feeds", responses=FeedHealthOut(many=True))
    def get(self, request: Request) -> Response:
        require(request.user, "coordination")
        return Response(FeedHealthOut(health.feeds_health(now=now()), many=True).data)


class FeedPreview(Endpoint):
    """What the public feed of these filters holds: the same for everyone, for a feed is not told who is asking."""

    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="feed_preview", parameters=FILTERS, responses=FeedPreviewOut)
    def get(self, request: Request) -> Response:
        choice = filters.chosen(request.query_params, AnonymousUser())
        found = previewing.preview_of(choice, now=now())
        return Response(FeedPreviewOut(found, context=_context(AnonymousUser())).data)


def _at_most(lines: list[Occurrence]) -> list[Occurrence]:
    """Refused rather than cut: a calendar that leaves days out in silence would lie."""
    if len(lines) > MOST_DATES:
        raise BadInput(
            "too_many_dates",
            f"More than {MOST_DATES:,} dates lie in this span. Ask for fewer days, or narrow it by a filter.",
        )
    return lines


def _context(person: Person) -> dict[str, Any]:
    return {"now": now(), "visible": visible_to(person)}


def _span(choice: filters.Chosen) -> tuple[datetime, datetime]:
    start, end = choice.span
    if start is None or end is None:
        raise BadInput("span_missing", "Give the span as from and to, such as from=2026-11-01&to=2026-11-30.")
    if end <= start:
        raise BadInput("span_backwards", "The span ends before it starts. Give a later “to”.")
    if end - start > LONGEST_SPAN:
        raise BadInput("span_too_long", f"Ask for at most {LONGEST_SPAN.days} days at a time.")
    return start, end
