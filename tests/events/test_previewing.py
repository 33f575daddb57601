"""What the preview of a feed says is what its file then holds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonhour.events import counters, program_publishing, publishing, views
from commonhour.people.models import Chapter, User
from tests.events.conftest import Facts, ProgramFacts, read_back, weekly

Browser = Callable[[User | None], Client]
DAY = timedelta(days=1)
FEEDS = {
    "": "/feeds/network.ics",
    "chapter=larkmoor": "/feeds/chapters/larkmoor.ics",
    "topic=labour": "/feeds/topics/labour.ics",
    "topic=labour&chapter=larkmoor": "/feeds/events.ics?topic=labour&chapter=larkmoor",
    "text=lawyer": "/feeds/events.ics?text=lawyer",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(views, "now", lambda: now)


def preview(client: Client, query: str = "") -> Any:
    answer = client.get(f"/api/feeds/preview?{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def evening(day: datetime) -> dict[str, str]:
    return {
        "starts_at": f"{day:%Y-%m-%d}T18:30",
        "ends_at": f"{day:%Y-%m-%d}T20:00",
        "time_zone": "America/New_York",
    }


def test_preview_tells_how_many_events_and_which_dates_come_next(
    facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(title="Series", schedule=weekly()), now=now)
    for days, title in ((-3, "Over"), (17, "Second"), (27, "Fourth"), (40, "Fifth")):
        publishing.put_on_calendar(facts(title=title, schedule=evening(now + days * DAY)), now=now)

    told = preview(client)

    dates = [(each["event"]["title"], each["date"]) for each in told.pop("next")]
    assert dates == [
        ("Series", "2026-09-17"),
        ("Second", "2026-09-18"),
        ("Series", "2026-09-24"),
        ("Fourth", "2026-09-28"),
    ]
    assert told == {"count": 5, "shown_from": None, "shown_to": None, "brief": False}


@pytest.mark.parametrize("query", FEEDS)
def test_preview_counts_what_the_file_holds(
    query: str,
    facts: Facts,
    program_facts: ProgramFacts,
    quillon: Chapter,
    client: Client,
    now: datetime,
) -> None:
    publishing.put_on_calendar(facts(title="Ours"), now=now)
    publishing.put_on_calendar(facts(title="Theirs", chapter=str(quillon.pk), topics=["law"]), now=now)
    publishing.put_on_calendar(facts(title="Far", schedule=evening(now + 500 * DAY)), now=now)
    publishing.put_on_calendar(facts(title="Hushed", visibility="network"), now=now)
    publishing.put_on_calendar(facts(title="Secret", visibility="unlisted"), now=now)
    held = publishing.put_on_calendar(facts(title="Held"), now=now)
    publishing.hold(held, now=now + timedelta(minutes=1))

    told = preview(client, query)

    titles = [str(event["SUMMARY"]) for event in read_back(client.get(FEEDS[query]).content)]
    assert told["count"] == len([title for title in titles if title != "Cancelled event"])
    assert {each["event"]["title"] for each in told["next"]} == set(titles) - {"Cancelled event"}


@pytest.mark.parametrize("query", FEEDS)
def test_preview_says_how_far_a_feed_reaches_that_is_too_large(
    query: str, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "LIMIT", 14_500)
    words = "Frauen, Männer, Kinder ö. " * 75
    for days in (-20, 10, 60, 120, 200, 300):
        schedule = evening(now + days * DAY)
        publishing.put_on_calendar(
            facts(title=f"In {days} days", description=words, schedule=schedule), now=now
        )

    told = preview(client, query)

    titles = [str(event["SUMMARY"]) for event in read_back(client.get(FEEDS[query]).content)]
    assert 0 < told["count"] == len(titles) == 4
    assert [each["event"]["title"] for each in told["next"]] == titles
    # From the moment the last one left out is over, until just before the first that is.
    assert told["shown_from"] == "2026-08-13T00:00:00.000001Z"
    assert told["shown_to"] == "2027-06-28T22:29:59.999999Z"


def test_preview_of_a_feed_with_links_for_descriptions_says_so(
    facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Frauen, Männer, Kinder ö. " * 75
    event = publishing.put_on_calendar(facts(description=words), now=now)
    monkeypatch.setattr(counters, "LIMIT", 3_000)

    publishing.cancel(event, now=now + timedelta(minutes=1))

    told = preview(client)
    assert (told["count"], told["brief"]) == (1, True)


def test_preview_is_the_same_for_a_member_as_for_a_stranger(
    facts: Facts, program_facts: ProgramFacts, browser: Browser, ada: User, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    publishing.put_on_calendar(facts(title="Hushed", visibility="network"), now=now)
    hushed = program_publishing.put_on_calendar(program_facts(visibility="network"), now=now)

    assert preview(browser(ada)) == preview(browser(None))
    answer = browser(ada).get(f"/api/feeds/preview?program={hushed.slug}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_filter")


def test_preview_before_anything_was_published_is_empty(client: Client, larkmoor: Chapter) -> None:
    nothing = {"count": 0, "next": [], "shown_from": None, "shown_to": None, "brief": False}

    assert preview(client) == nothing
    assert preview(client, "chapter=larkmoor") == nothing
    assert preview(client, "text=nothing") == nothing


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_asks_the_database_as_often_for_one_event_as_for_three(
    rows: int,
    facts: Facts,
    client: Client,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        publishing.put_on_calendar(facts(title=f"Evening {number}"), now=now)

    with django_assert_num_queries(5):
        preview(client)
