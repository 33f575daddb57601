"""Many who want the last place at the same moment: only a database that lets them run at once can show it."""

from datetime import datetime
from functools import partial
from typing import Any

import pytest

from commonhour.events.models import Event
from commonhour.participation import signing_up
from commonhour.participation.models import SignUp
from commonhour.people.models import User
from tests.participation.conftest import Happening
from tests.racing import released_together, where_writes_meet

AT_ONCE = 12

pytestmark = [
    pytest.mark.django_db(transaction=True),
    where_writes_meet,
]


@pytest.fixture
def crowd(person: Any) -> list[User]:
    return [person(f"p{number}") for number in range(AT_ONCE)]


def test_the_last_place_is_given_once_and_everyone_else_waits(
    happening: Happening, crowd: list[User], now: datetime
) -> None:
    event = happening(capacity=1)

    came_to = released_together([partial(signing_up.sign_up, event, actor=one, now=now) for one in crowd])

    assert came_to == {"done": AT_ONCE}
    assert SignUp.objects.filter(waiting=False).count() == 1
    positions = [held.position for held in SignUp.objects.with_position().filter(waiting=True)]
    assert sorted(number or 0 for number in positions) == list(range(1, AT_ONCE))


def test_the_last_of_a_role_is_given_once(happening: Happening, crowd: list[User], now: datetime) -> None:
    event = happening()

    came_to = released_together(
        [partial(signing_up.sign_up, event, actor=one, role="note01", now=now) for one in crowd]
    )

    assert came_to == {"done": 1, "role_taken": AT_ONCE - 1}
    assert Event.objects.get(pk=event.pk).open_role_counts == {"host01": 2}


def test_a_person_in_many_tabs_signs_up_once(happening: Happening, crowd: list[User], now: datetime) -> None:
    event = happening(capacity=None)

    came_to = released_together([partial(signing_up.sign_up, event, actor=crowd[0], now=now)] * AT_ONCE)

    assert (came_to, SignUp.objects.count()) == ({"done": AT_ONCE}, 1)


def test_a_limit_holds_in_many_tabs(
    happening: Happening, crowd: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_up, "MOST_COMING", 3)
    events = [happening() for _ in range(AT_ONCE)]

    came_to = released_together(
        [partial(signing_up.sign_up, event, actor=crowd[0], now=now) for event in events]
    )

    assert came_to == {"done": 3, "too_many": AT_ONCE - 3}


def test_those_who_leave_and_those_who_come_never_overfill(
    happening: Happening, crowd: list[User], now: datetime
) -> None:
    event = happening(capacity=3)
    leaving, coming = crowd[:6], crowd[6:]
    for one in leaving:
        signing_up.sign_up(event, actor=one, now=now)

    leave = [partial(signing_up.withdraw, event, actor=one, now=now) for one in leaving[:5]]
    come = [partial(signing_up.sign_up, event, actor=one, now=now) for one in coming]

    came_to = released_together([*leave, *come])

    assert came_to == {"done": 5 + len(coming)}
    assert SignUp.objects.filter(waiting=False).count() == 3
    assert SignUp.objects.filter(waiting=True).count() == 1 + len(coming) - 3
