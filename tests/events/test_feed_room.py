"""Who learns that a chapter's feed is nearly full: those who can do something about it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from commonhour.events import counters, publishing
from commonhour.events.models import Event
from commonhour.people.models import User
from tests.events.conftest import Facts

ROOM = "/api/chapters/larkmoor/feed"
Browser = Callable[[User | None], Client]


@pytest.fixture
def event(facts: Facts, now: datetime) -> Event:
    return publishing.put_on_calendar(facts(), now=now)


def test_organizer_sees_how_full_the_feed_is(event: Event, browser: Browser, ada: User) -> None:
    room = browser(ada).get(ROOM).json()

    size = room.pop("size")
    assert size == len(Client().get("/feeds/chapters/larkmoor.ics").content)
    assert room == {
        "limit": 1_000_000,
        "nearly_full": False,
        "starts_late": False,
        "ends_early": False,
        "brief": False,
    }


def test_organizer_sees_what_is_left_out(
    event: Event, browser: Browser, ada: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "LIMIT", browser(ada).get(ROOM).json()["size"])
    publishing.cancel(event, now=now)

    room = browser(ada).get(ROOM).json()

    assert (room["nearly_full"], room["starts_late"], room["ends_early"], room["brief"]) == (
        True,
        False,
        False,
        True,
    )


def test_chapter_without_events_has_all_the_room(browser: Browser, ada: User) -> None:
    assert browser(ada).get(ROOM).json()["size"] == 0


@pytest.mark.parametrize("who, status", [("ada", 200), ("lin", 200), ("cai", 200), ("oz", 403), ("rae", 403)])
def test_organizers_of_the_chapter_and_coordinators_may_see_it(
    who: str, status: int, event: Event, browser: Browser, request: pytest.FixtureRequest
) -> None:
    assert browser(request.getfixturevalue(who)).get(ROOM).status_code == status


def test_stranger_signs_in_first_and_no_chapter_is_not_there(browser: Browser, ada: User) -> None:
    assert browser(None).get(ROOM).status_code == 401
    assert browser(ada).get("/api/chapters/nowhere/feed").status_code == 404
