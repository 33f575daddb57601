"""What publication leaves beside the calendar: the roles to take, and the place that is not public."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commonhour.events import publishing
from commonhour.events.models import Event
from commonhour.events.public import PublicEvent, PublicRole
from commonhour.participation import briefings, openings
from commonhour.participation.models import Briefing
from commonhour.people.models import Chapter, User

SECRET: dict[str, Any] = {
    "place_name": "Larkmoor Library", "room": "Room 12", "place_address": "1 College Way", "directions": "Ring twice.",
    "online_link": "https://meet.example/secret",
}  # fmt: skip


@pytest.fixture
def event(larkmoor: Chapter, vesper: Chapter) -> Event:
    facts = PublicEvent.from_json(
        {
            "title": "Know your pay slip", "summary": "We read one.", "chapter": str(larkmoor.pk), "event_type": "talk",
            "format": "hybrid", "audience": "campus", "visibility": "public", "cohosts": [str(vesper.pk)],
            "schedule": {"starts_at": "2026-10-15T18:00", "ends_at": "2026-10-15T20:00", "time_zone": "America/New_York"},
        }
    )  # fmt: skip
    return publishing.put_on_calendar(facts, now=datetime(2026, 9, 1, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize("rule", ["after_sign_up", "after_host_yes"])
def test_a_private_place_is_kept_in_the_briefing(rule: str, event: Event, now: datetime) -> None:
    briefing = briefings.write(event, {**SECRET, "place_rule": rule, "link_rule": rule}, now=now)

    assert {name: getattr(briefing, name) for name in SECRET} == SECRET


@pytest.mark.parametrize("rule", ["public", "from_host", None])
def test_a_public_place_and_one_the_host_tells_are_not(rule: str | None, event: Event, now: datetime) -> None:
    briefing = briefings.write(event, {**SECRET, "place_rule": rule, "link_rule": rule}, now=now)

    assert {getattr(briefing, name) for name in SECRET} == {""}


def test_place_and_link_each_follow_their_own_rule(event: Event, now: datetime) -> None:
    briefing = briefings.write(
        event, {**SECRET, "place_rule": "public", "link_rule": "after_sign_up"}, now=now
    )

    assert (briefing.place_name, briefing.online_link) == ("", SECRET["online_link"])


def test_the_table_refuses_a_place_the_host_tells(event: Event, now: datetime) -> None:
    for private in ({"place_name": "Here"}, {"online_link": "https://meet.example"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Briefing.objects.create(
                event=event, place_rule="from_host", link_rule="from_host", written_at=now, **private
            )


def test_an_amendment_writes_the_briefing_over(event: Event, now: datetime) -> None:
    briefings.write(event, {**SECRET, "place_rule": "after_sign_up"}, now=now)

    again = briefings.write(event, {**SECRET, "room": "Room 214", "place_rule": "after_sign_up"}, now=now)

    assert (Briefing.objects.count(), again.room) == (1, "Room 214")


def test_only_organizers_of_the_hosts_read_it(
    event: Event, ada: User, oz: User, rae: User, cai: User, now: datetime, person: Any, larkmoor: Chapter
) -> None:
    briefings.write(event, {**SECRET, "place_rule": "after_sign_up"}, now=now)
    mel = person("mel", chapter=larkmoor)

    told = [briefings.told_to(who, event) for who in (ada, oz, mel, rae, cai)]

    assert [each and each.room for each in told] == ["Room 12", "Room 12", None, None, None]


def test_a_role_taken_away_is_closed_and_comes_back_as_it_was(event: Event, now: datetime) -> None:
    host = PublicRole(id="host01", name="Host", kind="participation", how_many=3, open=True)
    lead = PublicRole(id="lead01", name="Lead", kind="leadership", how_many=1)

    first = openings.write(event, [host, lead], now=now)
    openings.write(event, [lead], now=now)
    closed = event.openings.get(role="host01")
    openings.write(event, [host, lead], now=now)
    again = event.openings.get(role="host01")

    assert [(one.name, one.how_many, one.open) for one in first] == [("Host", 3, True), ("Lead", 1, False)]
    assert (closed.open, closed.closed_at) == (False, now)
    assert (again.pk, again.open, again.closed_at) == (closed.pk, True, None)


def test_an_event_nobody_briefed_has_no_briefing(event: Event, ada: User) -> None:
    assert briefings.told_to(ada, Event(id=uuid4())) is None
