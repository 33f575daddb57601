"""What each list loads, so that a page of many rows asks the database as often as a page of one."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from commonhour.events.choices import Status
from commonhour.events.models import Event, Occurrence, Program, visible_to
from commonhour.events.schedule import LONGEST
from commonhour.people.models import Chapter
from commonhour.people.policy import Person

HEAVY = (
    "vevent",
    "search_text",
    "description_markdown",
    "description_html",
    "directions",
    "roles",
    "speakers",
    "actions",
    "partners",
    "figures",
    "principles",
)
"""What a line of a list does not show, and so does not load."""

NEWEST = 100

HEAVY_IN_PROGRAM = (
    "description_markdown",
    "description_html",
    "roles",
    "actions",
    "partners",
    "figures",
    "principles",
)


def hosts_of(event: Event) -> list[Chapter]:
    """The leading chapter first. Every list here has loaded them."""
    return [event.chapter, *(host for host in event.hosts.all() if host.pk != event.chapter_id)]


def event_lines(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("chapter", "program").prefetch_related("hosts", "topics").defer(*HEAVY)


def occurrence_lines(occurrences: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    return (
        occurrences.select_related("event", "event__chapter", "event__program")
        .prefetch_related("event__hosts", "event__topics")
        .defer(*(f"event__{name}" for name in HEAVY))
    )


def occurrence_marks(occurrences: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    """The same for a frame and for paper, which name neither topics nor the program."""
    return (
        occurrences.select_related("event", "event__chapter")
        .prefetch_related("event__hosts")
        .defer(*(f"event__{name}" for name in HEAVY))
    )


def occurrences_between(start: datetime, end: datetime, person: Person) -> QuerySet[Occurrence]:
    """What touches a span of time: one walk along one index, for no event is longer than `LONGEST`."""
    return Occurrence.objects.filter(
        starts_at__lt=end,
        starts_at__gt=start - LONGEST,
        ends_at__gt=start,
        event__visibility__in=visible_to(person),
    ).exclude(event__status=Status.HELD)


def occurrences_from(start: datetime, person: Person) -> QuerySet[Occurrence]:
    """What is not over at a moment, however far ahead."""
    return Occurrence.objects.filter(
        starts_at__gt=start - LONGEST, ends_at__gt=start, event__visibility__in=visible_to(person)
    ).exclude(event__status=Status.HELD)


def newest(events: QuerySet[Event]) -> QuerySet[Event]:
    """The latest changes first, as many as a feed reader is told of."""
    loaded = events.select_related("chapter").prefetch_related("hosts", "topics")
    heavy = [name for name in HEAVY if name != "description_html"]
    return loaded.defer(*heavy).order_by("-stamp", "uid")[:NEWEST]


def event_page(events: QuerySet[Event]) -> QuerySet[Event]:
    return (
        events.select_related("chapter", "program")
        .prefetch_related("hosts", "topics", "occurrences")
        .defer("vevent", "search_text", "description_markdown")
    )


def program_lines(programs: QuerySet[Program]) -> QuerySet[Program]:
    return programs.select_related("chapter").prefetch_related("hosts", "topics").defer(*HEAVY_IN_PROGRAM)


def program_page(programs: QuerySet[Program], person: Person) -> QuerySet[Program]:
    """A program with those of its events that this person may come across."""
    shown = event_lines(Event.objects.visible_to(person))
    return (
        programs.select_related("chapter")
        .prefetch_related("hosts", "topics", Prefetch("events", queryset=shown, to_attr="shown_events"))
        .defer("description_markdown")
    )
