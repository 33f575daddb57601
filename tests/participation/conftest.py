"""An event that people can take part in: `happening(capacity=2, place_rule="after_sign_up")` changes what a test is about.

And the clock that the addresses of personal calendars go by.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from commonhour.events import publishing
from commonhour.events.models import Event
from commonhour.events.public import PublicEvent
from commonhour.participation import briefings, openings, personal_feeds
from commonhour.participation.models import SignUp
from commonhour.people.models import Chapter, User

Happening = Callable[..., Event]
Clock = Callable[[datetime], None]
PUBLISHED_AT = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
AFTER_IT = datetime(2026, 10, 16, 0, 0, tzinfo=UTC)
"""The instant the event ends: 20:00 in New York."""

SECRET = {
    "place_name": "Canary Library", "room": "Canary Room 12", "place_address": "1 Canary Way",
    "directions": "Ring the canary twice.", "online_link": "https://meet.example/canary",
}  # fmt: skip
"""A private place: each field would give itself away wherever it is not to be."""

UNLISTED = {
    "title": "Canary circle", "summary": "A canary meets.", "description": "Canary words.", "visibility": "unlisted",
    "place_rule": "public", "place_name": "Canary Hall", "room": "Canary Room", "place_address": "1 Canary Way",
    "link_rule": "public", "online_link": "https://meet.example/canary", "content_note": "Canary note",
    "directions": "Follow the canary.",
}  # fmt: skip
"""An event of which everything would give itself away."""

ROLES = [
    {"id": "host01", "name": "Host", "duties": "Welcomes people", "kind": "participation", "how_many": 2, "hours": 3,
     "open": True},
    {"id": "note01", "name": "Note keeper", "duties": "Writes down", "kind": "support", "how_many": 1, "open": True},
    {"id": "lead01", "name": "Lead", "duties": "Plans", "kind": "leadership", "how_many": 1, "open": False},
]  # fmt: skip


def facts_for(chapter: Chapter, **changes: Any) -> PublicEvent:
    plain = {
        "title": "Know your pay slip", "summary": "We read one.", "chapter": str(chapter.pk), "event_type": "talk",
        "format": "hybrid", "audience": "public", "visibility": "public", "capacity": 2, "roles": ROLES,
        "schedule": {"starts_at": "2026-10-15T18:00", "ends_at": "2026-10-15T20:00", "time_zone": "America/New_York"},
        "place_rule": "after_sign_up", "link_rule": "after_sign_up",
    }  # fmt: skip
    return PublicEvent.from_json({**plain, **changes})


def publish(facts: PublicEvent, *, days: int | None = None, at: datetime = PUBLISHED_AT) -> Event:
    """Publish as an approval does: the calendar, the roles, the briefing."""
    event = publishing.put_on_calendar(facts, now=at)
    openings.write(event, facts.roles, now=at)
    rules = {"place_rule": facts.place_rule, "link_rule": facts.link_rule}
    briefings.write(event, {**SECRET, **rules}, {"delete_after_days": days}, now=at)
    return event


@pytest.fixture
def happening(larkmoor: Chapter) -> Happening:
    def make(*, days: int | None = None, **changes: Any) -> Event:
        return publish(facts_for(larkmoor, **changes), days=days)

    return make


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """Sets what the addresses of calendars take the time to be; it stands still."""

    def stand_at(moment: datetime) -> None:
        monkeypatch.setattr(personal_feeds, "now", lambda: moment)

    stand_at(now)
    return stand_at


@pytest.fixture
def people(person: Any) -> list[User]:
    """Six people with an account and nothing else."""
    return [person(name) for name in ("bo", "cy", "di", "ed", "flo", "gus")]


def standing(event: Event) -> dict[str, str]:
    """Who has what, as one reads it from a list at the door."""
    return {
        held.person.name: held.opening.name if held.opening else "waits" if held.waiting else "place"
        for held in SignUp.objects.filter(event=event).select_related("person", "opening")
    }


def still_wanted(event: Event) -> dict[str, int]:
    return dict(Event.objects.get(pk=event.pk).open_role_counts)
