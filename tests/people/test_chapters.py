"""Joining a chapter, leaving it, and the roles in it, through the API that the browser uses; and the day it is there."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from commonhour.errors import BadInput, NotHere
from commonhour.people import accounts
from commonhour.people.models import Chapter, JoinRequest, Membership, User
from commonhour.records import journal
from commonhour.records.models import Record

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(address, body, content_type="application/json")


def test_a_stranger_sees_chapters_and_no_people(larkmoor: Chapter, ada: User, browser: Browser) -> None:
    stranger = browser(None)

    assert stranger.get("/api/me").json() == {
        "user": None,
        "memberships": [],
        "network_roles": [],
        "asked_to_join": [],
    }
    assert [chapter["slug"] for chapter in stranger.get("/api/chapters").json()] == ["larkmoor"]
    assert "Ada" not in stranger.get("/api/chapters/larkmoor").content.decode()


def test_a_lead_lets_someone_in(larkmoor: Chapter, lin: User, oz: User, browser: Browser) -> None:
    asked = post(browser(oz), "/api/chapters/larkmoor/requests", {"words": "I moved to Larkmoor."}).json()
    assert browser(oz).get("/api/me").json()["asked_to_join"][0]["slug"] == "larkmoor"

    answer = post(browser(lin), f"/api/chapters/larkmoor/requests/{asked['id']}", {"accept": True})

    assert answer.status_code == 204
    assert Membership.objects.get(user=oz, chapter=larkmoor).role == "member"
    assert browser(lin).get("/api/chapters/larkmoor/requests").json() == []
    assert list(Record.objects.values_list("verb", flat=True)) == ["asked to join", "accepted"]


def test_a_declined_request_is_gone_and_nobody_joined(
    larkmoor: Chapter, lin: User, oz: User, browser: Browser
) -> None:
    asked = post(browser(oz), "/api/chapters/larkmoor/requests", {}).json()

    post(browser(lin), f"/api/chapters/larkmoor/requests/{asked['id']}", {"accept": False})

    assert not larkmoor.join_requests.exists()
    assert not Membership.objects.filter(user=oz, chapter=larkmoor).exists()


@pytest.mark.parametrize("second", [accounts.accept, accounts.decline])
@pytest.mark.parametrize("first", [accounts.accept, accounts.decline])
def test_of_two_leads_who_answer_at_once_the_first_one_has_answered(
    first: Callable[..., Any],
    second: Callable[..., Any],
    larkmoor: Chapter,
    lin: User,
    oz: User,
    now: datetime,
) -> None:
    """Both read the request while it was open; the second finds it gone, and the first answer stands."""
    accounts.ask_to_join(larkmoor, actor=oz, words="", now=now)
    seen_by_one, seen_by_other = JoinRequest.objects.get(), JoinRequest.objects.get()
    first(seen_by_one, actor=lin, now=now)

    with pytest.raises(NotHere):
        second(seen_by_other, actor=lin, now=now)

    assert Membership.objects.filter(user=oz, chapter=larkmoor).exists() is (first is accounts.accept)
    assert Record.objects.count() == 2


def test_asking_twice_keeps_the_first_request(larkmoor: Chapter, oz: User, browser: Browser) -> None:
    first = post(browser(oz), "/api/chapters/larkmoor/requests", {"words": "Hello."}).json()
    second = post(browser(oz), "/api/chapters/larkmoor/requests", {"words": "Hello again."}).json()

    assert second == first


def test_an_organizer_does_not_decide_who_joins(
    larkmoor: Chapter, ada: User, oz: User, browser: Browser
) -> None:
    asked = post(browser(oz), "/api/chapters/larkmoor/requests", {}).json()

    response = post(browser(ada), f"/api/chapters/larkmoor/requests/{asked['id']}", {"accept": True})

    assert response.status_code == 403
    assert (
        response.json()["detail"]
        == "Only someone who may manage the people of a chapter you lead can do this."
    )
    assert not Membership.objects.filter(user=oz, chapter=larkmoor).exists()


def test_a_lead_of_one_chapter_cannot_answer_for_another(
    larkmoor: Chapter, vesper: Chapter, lin: User, tom: User, oz: User, browser: Browser
) -> None:
    asked = post(browser(oz), "/api/chapters/larkmoor/requests", {}).json()

    response = post(browser(lin), f"/api/chapters/vesper-hill/requests/{asked['id']}", {"accept": True})

    assert response.status_code == 403


def test_people_of_a_chapter_are_seen_by_its_own(
    larkmoor: Chapter, ada: User, oz: User, browser: Browser
) -> None:
    assert [person["name"] for person in browser(ada).get("/api/chapters/larkmoor/people").json()] == ["Ada"]
    assert browser(oz).get("/api/chapters/larkmoor/people").status_code == 403


def test_a_lead_makes_a_lead_and_may_then_step_down(
    larkmoor: Chapter, lin: User, ada: User, browser: Browser
) -> None:
    client = browser(lin)
    address = "/api/chapters/larkmoor/people"

    alone = client.patch(f"{address}/{lin.pk}", {"role": "member"}, content_type="application/json")
    assert (alone.status_code, alone.json()["code"]) == (409, "last_lead")

    client.patch(f"{address}/{ada.pk}", {"role": "lead"}, content_type="application/json")
    together = client.patch(f"{address}/{lin.pk}", {"role": "member"}, content_type="application/json")
    assert (together.status_code, together.json()["role"]) == (200, "member")


def test_a_member_leaves_and_the_last_lead_cannot(
    larkmoor: Chapter, lin: User, ada: User, browser: Browser
) -> None:
    assert browser(ada).delete(f"/api/chapters/larkmoor/people/{ada.pk}").status_code == 204
    assert browser(lin).delete(f"/api/chapters/larkmoor/people/{lin.pk}").json()["code"] == "last_lead"
    assert list(larkmoor.memberships.values_list("user__name", flat=True)) == ["Lin"]


def test_a_member_cannot_remove_another(larkmoor: Chapter, lin: User, ada: User, browser: Browser) -> None:
    assert browser(ada).delete(f"/api/chapters/larkmoor/people/{lin.pk}").status_code == 403


@pytest.mark.parametrize("name", ["", "a" * 81, "two\nlines", "right\u202eto left", "\x07bell"])
def test_a_name_that_could_deceive_is_refused_and_nothing_changes(
    name: str, ada: User, browser: Browser
) -> None:
    response = browser(ada).patch("/api/me", {"name": name}, content_type="application/json")

    ada.refresh_from_db()
    assert (response.status_code, response.json()["code"], list(response.json()["fields"])) == (
        400,
        "bad_input",
        ["name"],
    )
    assert ada.name == "Ada"


def test_a_changed_name_is_one_line_in_the_journal_that_holds_no_name(ada: User, browser: Browser) -> None:
    client = browser(ada)

    for _ in range(2):
        answer = client.patch("/api/me", {"name": "Ada B."}, content_type="application/json")

    assert answer.json()["user"]["name"] == "Ada B."
    (record,) = journal.history_of(ada)
    assert (record.verb, record.actor, record.detail) == ("changed name", ada, {})


def test_an_account_begins_at_the_hour_of_our_clock(
    now: datetime, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonhour.http.timezone.now", lambda: now)

    assert User.objects.create_user("new@example.org", name="Newt").created_at == now


def test_an_unknown_role_is_refused_with_those_there_are(
    larkmoor: Chapter, lin: User, ada: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as refusal:
        accounts.change_role(ada.memberships.get(), role="queen", actor=lin, now=now)

    assert refusal.value.facts["fields"] == {"role": ["Choose one of: member, organizer, lead."]}


def test_an_unknown_key_is_named(ada: User, browser: Browser) -> None:
    response = browser(ada).patch(
        "/api/me", {"name": "Ada B.", "role": "lead"}, content_type="application/json"
    )

    assert response.json()["fields"] == {"role": ["There is no field of this name. Known: name."]}


@pytest.mark.parametrize("others", [0, 2])
def test_reading_people_takes_the_same_queries_for_one_and_three(
    others: int, larkmoor: Chapter, ada: User, person: Any, browser: Browser, django_assert_num_queries: Any
) -> None:
    for number in range(others):
        person(f"member{number}", chapter=larkmoor)
    client = browser(ada)

    with django_assert_num_queries(5):
        assert len(client.get("/api/chapters/larkmoor/people").json()) == others + 1


def test_the_network_says_its_name_its_zone_and_where_its_source_is(settings: Any, browser: Browser) -> None:
    settings.SOURCE = "https://code.example.org/commonhour"

    assert browser(None).get("/api/network").json() == {
        "name": "Commonhour network",
        "time_zone": "America/New_York",
        "source_address": "https://code.example.org/commonhour",
    }


def test_the_day_at_a_chapter_is_that_of_its_campus(larkmoor: Chapter, vesper: Chapter) -> None:
    moment = datetime(2026, 9, 2, 5, 0, tzinfo=UTC)

    assert (larkmoor.day_at(moment), vesper.day_at(moment)) == (date(2026, 9, 2), date(2026, 9, 1))
