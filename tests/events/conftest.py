"""Events to put on the calendar: `facts(title="…")` changes what a test is about and leaves the rest ordinary."""

from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar

from commonhour.events.models import Topic
from commonhour.events.public import PublicEvent, PublicProgram
from commonhour.people.models import Chapter

Facts = Callable[..., PublicEvent]
ProgramFacts = Callable[..., PublicProgram]


@pytest.fixture
def topics(db: None) -> dict[str, Topic]:
    rows = [
        Topic(slug="labour", name="Labour"),
        Topic(slug="housing", name="Housing"),
        Topic(slug="law", name="Law"),
    ]
    return {topic.slug: topic for topic in Topic.objects.bulk_create(rows)}


@pytest.fixture
def facts(larkmoor: Chapter, topics: dict[str, Topic]) -> Facts:
    def make(**changes: Any) -> PublicEvent:
        return PublicEvent.from_json({**ordinary(larkmoor), **changes})

    return make


@pytest.fixture
def program_facts(larkmoor: Chapter, topics: dict[str, Topic]) -> ProgramFacts:
    def make(**changes: Any) -> PublicProgram:
        plain = {
            "title": "Autumn of fair work",
            "summary": "Six evenings on work and rights.",
            "description": "What we read and **do**.",
            "chapter": str(larkmoor.pk),
            "audience": "public",
            "visibility": "public",
            "period_starts_on": "2026-09-01",
            "period_ends_on": "2026-12-01",
            "topics": ["labour"],
        }
        return PublicProgram.from_json({**plain, **changes})

    return make


def ordinary(chapter: Chapter) -> dict[str, Any]:
    return {
        "title": "Know your rights at work",
        "summary": "An evening with a labour lawyer.",
        "description": "Come with *questions*.",
        "chapter": str(chapter.pk),
        "event_type": "talk",
        "format": "in_person",
        "audience": "public",
        "visibility": "public",
        "language": "en",
        "schedule": {
            "starts_at": "2026-09-17T18:30",
            "ends_at": "2026-09-17T20:00",
            "time_zone": "America/New_York",
        },
        "place_rule": "public",
        "place_name": "Hale Library",
        "room": "Room 2",
        "place_address": "12 Elm Street, Larkmoor",
        "access_features": ["step_free", "captions"],
        "topics": ["labour"],
        "roles": [
            {
                "id": "greeter",
                "name": "Greeter",
                "duties": "Welcome people.",
                "how_many": 2,
                "hours": 2,
                "open": True,
            },
            {"id": "chair", "name": "Chair", "kind": "leadership", "how_many": 1, "open": False},
        ],
        "figures": [
            {"text": "27.6 million", "source_title": "ILO 2022", "source_link": "https://www.ilo.org/x"}
        ],
        "principles": {"checklists": [{"id": "student-roles", "version": 1, "result": "met"}]},
    }


def weekly(**changes: Any) -> dict[str, Any]:
    """Three Thursdays from 17 September."""
    return {
        "starts_at": "2026-09-17T18:30",
        "ends_at": "2026-09-17T20:00",
        "time_zone": "America/New_York",
        "recurrence": {"frequency": "weekly", "count": 3},
        **changes,
    }


def read_back(calendar: bytes) -> list[Any]:
    """The events of a file, or of finished VEVENT bytes, as icalendar reads them."""
    if not calendar.startswith(b"BEGIN:VCALENDAR"):
        calendar = b"BEGIN:VCALENDAR\r\n" + calendar + b"END:VCALENDAR\r\n"
    return list(Calendar.from_ical(calendar).walk("VEVENT"))
