"""Taking part over HTTP: who is told what, in which words, and how often the database is asked."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from commonhour.events import publishing
from commonhour.events.models import Event
from commonhour.participation import signing_up
from commonhour.people.models import Chapter, User
from tests.participation.conftest import PUBLISHED_AT, Happening

Browser = Callable[[User | None], Client]
PLACE = {"place_or_role": "place"}


@pytest.fixture
def soon() -> dict[str, Any]:
    """Two months from today: the API asks the real clock."""
    day = timezone.now() + timedelta(days=60)
    return {
        "starts_at": f"{day:%Y-%m-%d}T18:00",
        "ends_at": f"{day:%Y-%m-%d}T20:00",
        "time_zone": "America/New_York",
    }


@pytest.fixture
def event(happening: Happening, soon: dict[str, Any]) -> Event:
    return happening(schedule=soon, days=14)


def at(event: Event, rest: str = "sign-up") -> str:
    return f"/api/events/{event.slug}/{rest}"


def put(client: Client, event: Event, **body: Any) -> Any:
    return client.put(at(event), json.dumps({**PLACE, **body}), content_type="application/json")


def post(client: Client, event: Event, **body: Any) -> Any:
    return client.post(at(event, "sign-ups"), json.dumps(body), content_type="application/json")


def test_before_signing_up_one_reads_counts_and_the_day_of_deletion(
    event: Event, browser: Browser, people: list[User]
) -> None:
    signing_up.sign_up(event, actor=people[1], role="host01", now=PUBLISHED_AT)

    answer = browser(people[0]).get(at(event))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "mine": None,
        "places": {"wanted": 2, "left": 2, "waiting": 0},
        "openings": [
            {"id": "host01", "name": "Host", "duties": "Welcomes people", "kind": "participation", "hours": 3.0,
             "how_many": 2, "left": 1},
            {"id": "note01", "name": "Note keeper", "duties": "Writes down", "kind": "support", "hours": None,
             "how_many": 1, "left": 1},
        ],
        "hosts_decide": False,
        "hosting": False,
        "why_not": "",
        "deleted_on": f"{event.ends_at + timedelta(days=14) - timedelta(hours=5):%Y-%m-%d}",
        "briefing": None,
    }  # fmt: skip


def test_signing_up_tells_the_place_and_withdrawing_takes_it_back(
    event: Event, browser: Browser, people: list[User]
) -> None:
    bo = browser(people[0])

    signed_up = put(bo, event, nickname="Fox")
    place = signed_up.json()["briefing"]
    changed = put(bo, event, place_or_role="role", role="note01")
    withdrawn = bo.delete(at(event))
    again = bo.delete(at(event))
    left = bo.get(at(event)).json()

    mine = signed_up.json()["mine"]
    assert mine == {"place_or_role": "place", "role": None, "role_name": "", "nickname": "Fox", "waiting": False,
                    "position": None, "host_yes": False, "made_at": mine["made_at"]}  # fmt: skip
    assert place == {
        "place_name": "Canary Library",
        "room": "Canary Room 12",
        "place_address": "1 Canary Way",
        "directions": "Ring the canary twice.",
        "online_link": "https://meet.example/canary",
    }
    assert (changed.json()["mine"]["role"], changed.json()["mine"]["nickname"]) == ("note01", "Fox")
    assert (withdrawn.status_code, again.status_code) == (204, 404)
    assert (left["mine"], left["briefing"]) == (None, None)


def test_who_was_a_moment_too_late_reads_so(event: Event, browser: Browser, people: list[User]) -> None:
    bo, cy, di = (browser(one) for one in people[:3])
    for client in (bo, cy):
        put(client, event)

    waiting = put(di, event)
    put(bo, event, place_or_role="role", role="note01")
    late = put(cy, event, place_or_role="role", role="note01")

    assert (waiting.status_code, waiting.json()["mine"]["position"]) == (200, 1)
    assert waiting.json()["briefing"] is None
    assert late.status_code == 409
    assert late.json()["code"] == "role_taken"


@pytest.mark.parametrize(
    "body, field",
    [
        ({"place_or_role": "stage"}, "place_or_role"),
        ({"place_or_role": "role"}, "role"),
        ({"place_or_role": "place", "role": "host01"}, "role"),
        ({"nickname": ""}, "nickname"),
        ({"waiting": False}, "waiting"),
        ({"person": "somebody"}, "person"),
    ],
)
def test_nothing_else_can_be_sent(
    body: dict[str, Any], field: str, event: Event, browser: Browser, people: list[User]
) -> None:
    answer = put(browser(people[0]), event, **body)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert event.sign_ups.count() == 0


def test_what_one_may_not_see_answers_exactly_like_what_is_not_there(
    happening: Happening,
    soon: dict[str, Any],
    browser: Browser,
    people: list[User],
    larkmoor: Chapter,
    person: Any,
) -> None:
    hidden = happening(schedule=soon, visibility="network")
    held = happening(schedule=soon)
    publishing.hold(held, now=PUBLISHED_AT)
    sam = browser(people[0])
    mel = browser(person("mel", chapter=larkmoor))

    for rest, ask in (
        ("sign-up", sam.get),
        ("sign-up", lambda address: sam.put(address, json.dumps(PLACE), content_type="application/json")),
        ("sign-up", sam.delete),
        ("sign-ups", sam.get),
        ("sign-ups", lambda address: sam.post(
            address, json.dumps({"id": str(hidden.pk), "answer": "no"}), content_type="application/json")),
    ):  # fmt: skip
        answers = [ask(f"/api/events/{slug}/{rest}") for slug in (hidden.slug, held.slug, "no-such-event")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1

    assert put(mel, hidden).status_code == 200
    assert hidden.sign_ups.count() == 1


def test_an_unlisted_event_answers_at_its_address(
    happening: Happening, soon: dict[str, Any], browser: Browser, people: list[User]
) -> None:
    event = happening(schedule=soon, visibility="unlisted")

    assert put(browser(people[0]), event).json()["mine"]["place_or_role"] == "place"


def test_a_stranger_signs_in_first(event: Event, browser: Browser) -> None:
    stranger = browser(None)

    for answer in (stranger.get(at(event)), put(stranger, event), stranger.delete(at(event)),
                   stranger.get(at(event, "sign-ups")), stranger.get("/api/sign-ups")):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_first")


def test_hosts_read_nicknames_and_nothing_else_of_anyone(
    event: Event, browser: Browser, people: list[User], ada: User
) -> None:
    signing_up.sign_up(event, actor=people[0], nickname="Fox", role="host01", now=PUBLISHED_AT)
    for number, one in enumerate(people[1:4], start=1):
        signing_up.sign_up(
            event, actor=one, nickname=f"Owl {number}", now=PUBLISHED_AT + timedelta(hours=number)
        )

    answer = browser(ada).get(at(event, "sign-ups"))

    lines = answer.json()["coming"]
    assert [(line["nickname"], line["role_name"], line["waiting"], line["position"]) for line in lines] == [
        ("Fox", "Host", False, None), ("Owl 1", "", False, None), ("Owl 2", "", False, None), ("Owl 3", "", True, 1),
    ]  # fmt: skip
    assert {*lines[0]} == {"id", "nickname", "place_or_role", "role_name", "waiting", "position", "host_yes"}
    for one in people:
        for secret in (one.email, str(one.pk), one.name):
            assert secret not in answer.content.decode()


def test_everyone_else_is_refused_the_list(
    event: Event, browser: Browser, people: list[User], oz: User, cai: User, rae: User
) -> None:
    held = signing_up.sign_up(event, actor=people[0], nickname="Canary Fox", now=PUBLISHED_AT)

    for nobody in (people[0], people[1], oz, cai, rae):
        client = browser(nobody)
        for answer in (client.get(at(event, "sign-ups")), post(client, event, id=str(held.pk), answer="no")):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
            assert "anary" not in answer.content.decode()
    assert event.sign_ups.count() == 1


def test_no_public_page_feed_or_list_says_who_comes(
    event: Event, browser: Browser, people: list[User], client: Client, oz: User
) -> None:
    signing_up.sign_up(event, actor=people[0], nickname="Canary Fox", now=PUBLISHED_AT)
    signing_up.sign_up(event, actor=people[1], nickname="Canary Owl", role="host01", now=PUBLISHED_AT)

    span = f"from={event.starts_at:%Y-%m-%d}&to={event.ends_at + timedelta(days=2):%Y-%m-%d}"
    for address in (
        f"/events/{event.slug}", f"/api/events/{event.slug}", "/api/events", f"/api/occurrences?{span}",
        "/feeds/network.ics", "/feeds/chapters/larkmoor.ics", "/feeds/events.ics", f"/events/{event.slug}.ics",
        "/chapters/larkmoor", "/sitemap.xml",
    ):  # fmt: skip
        for reader in (client, browser(oz)):
            answer = reader.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code == 200, address
            assert b"anary" not in body, address
            assert people[0].name.encode() + b"<" not in body


def test_hosts_answer_and_the_person_reads_it(
    happening: Happening, soon: dict[str, Any], browser: Browser, people: list[User], ada: User
) -> None:
    event = happening(schedule=soon, place_rule="after_host_yes", link_rule="after_sign_up")
    bo, cy, host = browser(people[0]), browser(people[1]), browser(ada)
    put(bo, event)
    put(cy, event)
    waiting_for_a_yes = bo.get(at(event)).json()
    ids = {line["nickname"]: line["id"] for line in host.get(at(event, "sign-ups")).json()["coming"]}

    post(host, event, id=ids["Bo"], answer="yes")
    answer = post(host, event, id=ids["Cy"], answer="no").json()
    agreed, declined = bo.get(at(event)).json(), cy.get(at(event)).json()

    assert waiting_for_a_yes["hosts_decide"] is True
    assert {name for name, words in waiting_for_a_yes["briefing"].items() if words} == {"online_link"}
    assert agreed["mine"]["host_yes"] is True
    assert agreed["briefing"]["place_address"] == "1 Canary Way"
    assert ([line["nickname"] for line in answer["coming"]], answer["turned_down"]) == (
        ["Bo"], [{"id": ids["Cy"], "nickname": "Cy"}],
    )  # fmt: skip
    assert (declined["mine"], declined["briefing"]) == (None, None)
    assert declined["why_not"].startswith("The hosts could not take you this time.")
    assert put(cy, event).json()["code"] == "turned_down"


def test_who_may_not_sign_up_reads_why(
    happening: Happening, soon: dict[str, Any], browser: Browser, people: list[User]
) -> None:
    event = happening(schedule=soon, audience="chapter_members")
    sam = browser(people[0])

    assert sam.get(at(event)).json()["why_not"] == (
        "This event is for members of the chapters that host it. Ask to join one of them first."
    )
    assert (put(sam, event).status_code, event.sign_ups.count()) == (403, 0)


def test_the_list_of_ones_own_costs_the_same_for_one_and_for_three(
    happening: Happening, soon: dict[str, Any], browser: Browser, people: list[User],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = browser(people[0])
    for number in (1, 2, 3):
        event = happening(schedule=soon, capacity=1)
        if number > 1:
            signing_up.sign_up(event, actor=people[1], now=PUBLISHED_AT)
        signing_up.sign_up(event, actor=people[0], now=PUBLISHED_AT)
        if number in {1, 3}:
            with django_assert_num_queries(6):
                lines = client.get("/api/sign-ups").json()["results"]
            assert [line["position"] for line in lines].count(1) == number - 1

    assert {line["event"]["title"] for line in lines} == {"Know your pay slip"}


def test_the_hosts_list_costs_the_same_for_one_and_for_three(
    event: Event,
    browser: Browser,
    people: list[User],
    ada: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browser(ada)
    client.get(at(event, "sign-ups"))
    for number, one in enumerate(people[:3], start=1):
        signing_up.sign_up(event, actor=one, role="host01" if number == 2 else "", now=PUBLISHED_AT)
        if number in {1, 3}:
            with django_assert_num_queries(11):
                assert len(client.get(at(event, "sign-ups")).json()["coming"]) == number


def test_ones_own_part_costs_the_same_with_one_and_with_three_others(
    event: Event, browser: Browser, people: list[User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(people[0])
    put(client, event)
    for number, one in enumerate(people[1:4], start=1):
        signing_up.sign_up(event, actor=one, role="host01" if number == 2 else "", now=PUBLISHED_AT)
        if number in {1, 3}:
            with django_assert_num_queries(14):
                assert client.get(at(event)).json()["places"]["waiting"] == (0 if number == 1 else 1)


def test_ones_own_list_does_not_show_what_is_withdrawn_from_view_and_lets_one_withdraw(
    event: Event, happening: Happening, soon: dict[str, Any], browser: Browser, people: list[User], oz: User
) -> None:
    network = happening(schedule=soon, visibility="network")
    client = browser(oz)
    for one in (event, network):
        put(client, one)
    publishing.hold(event, now=PUBLISHED_AT)
    oz.memberships.all().delete()

    lines = client.get("/api/sign-ups").json()["results"]
    gone = [client.delete(f"/api/events/{line['slug']}/sign-up").status_code for line in lines]

    assert [line["event"] for line in lines] == [None, None]
    assert "Know your pay slip" not in json.dumps(lines)
    assert gone == [204, 204]
    assert client.get("/api/sign-ups").json() == {"results": []}


def test_hosts_reach_their_list_while_the_event_is_held(
    event: Event, browser: Browser, people: list[User], ada: User
) -> None:
    signing_up.sign_up(event, actor=people[0], now=PUBLISHED_AT)
    publishing.hold(event, now=PUBLISHED_AT)

    assert [line["nickname"] for line in browser(ada).get(at(event, "sign-ups")).json()["coming"]] == ["Bo"]
    assert browser(people[0]).get(at(event)).status_code == 404


def test_signed_up_long_ago_is_still_in_utc(event: Event, browser: Browser, people: list[User]) -> None:
    signing_up.sign_up(event, actor=people[0], now=datetime(2026, 8, 20, 9, 0, tzinfo=UTC))

    assert browser(people[0]).get(at(event)).json()["mine"]["made_at"] == "2026-08-20T09:00:00Z"
