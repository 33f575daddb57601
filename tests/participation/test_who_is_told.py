"""Who is told the place and the link that the calendar keeps back: each by its rule, and by what one holds."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from commonhour.events import publishing
from commonhour.events.models import Event
from commonhour.participation import briefings, signing_up
from commonhour.participation.models import SignUp
from commonhour.people.models import Chapter, User
from commonhour.people.policy import Person
from tests.participation.conftest import ROLES, Happening

HELD = (
    "a place",
    "a role",
    "waits",
    "a place, and yes",
    "a role, and yes",
    "waits, and yes",
    "turned down",
    "withdrew",
)
HOSTS = {"an organizer", "an organizer of a co-host"}
IN = {"a place", "a role", "a place, and yes", "a role, and yes"}
TOLD_TO = {
    "public": set[str](),
    "from_host": set[str](),
    "after_sign_up": HOSTS | IN,
    "after_host_yes": HOSTS | {"a place, and yes", "a role, and yes"},
}
"""Whom each rule tells, written by hand. What is public stands on the page, what the host tells stands nowhere."""


@pytest.fixture
def related(
    happening: Happening, larkmoor: Chapter, vesper: Chapter, person: Any, ada: User, oz: User, cai: User, now: datetime
) -> Any:  # fmt: skip
    """An event with these rules, and one person in every relation to it."""

    def make(place_rule: str, link_rule: str) -> tuple[Event, dict[str, Person]]:
        rules = {"place_rule": place_rule, "link_rule": link_rule}
        event = happening(
            **rules, capacity=None, cohosts=[str(vesper.pk)], roles=[{**ROLES[0], "how_many": 9}]
        )
        cast: dict[str, Person] = {who: person(f"p{number}") for number, who in enumerate(HELD)}
        held = {
            who: signing_up.sign_up(event, actor=one, role="host01" if "a role" in who else "", now=now)
            for who, one in cast.items()
            if isinstance(one, User)
        }
        signing_up.say_no(event, held["turned down"].pk, actor=ada, now=now)
        signing_up.withdraw(event, actor=held["withdrew"].person, now=now)
        for who, one in held.items():
            agreed = now if who.endswith("yes") else None
            SignUp.objects.filter(pk=one.pk).update(waiting="waits" in who, host_yes_at=agreed)
        return event, {
            **cast,
            "nothing": person("sam"),
            "a member who has nothing": person("mel", chapter=larkmoor),
            "a stranger": AnonymousUser(),
            "an organizer": ada,
            "an organizer of a co-host": oz,
            "a coordinator": cai,
        }

    return make


@pytest.mark.parametrize("link_rule", TOLD_TO)
@pytest.mark.parametrize("place_rule", TOLD_TO)
def test_place_and_link_are_told_each_by_its_rule_to_whom_it_says(
    place_rule: str, link_rule: str, related: Any
) -> None:
    event, cast = related(place_rule, link_rule)

    told = {who: briefings.told_to(one, event) for who, one in cast.items()}

    canary = briefings.Told(place_name="Canary Library", room="Canary Room 12", place_address="1 Canary Way",
                            directions="Ring the canary twice.", online_link="https://meet.example/canary")  # fmt: skip
    place = {who for who, what in told.items() if what and what.place_address}
    link = {who for who, what in told.items() if what and what.online_link}
    assert (place, link) == (TOLD_TO[place_rule], TOLD_TO[link_rule])
    for who in place & link:
        assert told[who] == canary
    for who in set(told) - place:
        assert "anary" not in repr(told[who]).replace("meet.example/canary", "")


def test_while_it_is_held_the_place_is_told_to_its_hosts_alone(related: Any, now: datetime) -> None:
    event, cast = related("after_sign_up", "after_host_yes")
    event = publishing.hold(event, now=now)

    assert {who for who, one in cast.items() if briefings.told_to(one, event)} == HOSTS


def test_who_has_left_the_chapter_an_event_is_for_is_told_nothing_more(
    happening: Happening, person: Any, larkmoor: Chapter, now: datetime
) -> None:
    mel = person("mel", chapter=larkmoor)
    event = happening(audience="chapter_members")
    signing_up.sign_up(event, actor=mel, now=now)
    before = briefings.told_to(mel, event)
    mel.memberships.all().delete()

    assert before is not None
    assert briefings.told_to(User.objects.get(pk=mel.pk), event) is None


def test_who_moves_up_is_told(happening: Happening, people: list[User], now: datetime) -> None:
    bo, cy, *_ = people
    event = happening(capacity=1)
    for one in (bo, cy):
        signing_up.sign_up(event, actor=one, now=now)
    waiting = briefings.told_to(cy, event)

    signing_up.withdraw(event, actor=bo, now=now)

    assert waiting is None
    assert briefings.told_to(bo, event) is None
    told = briefings.told_to(cy, event)
    assert told is not None
    assert told.room == "Canary Room 12"
