"""Reviews over HTTP: the page, the queue, what organizers see of it, and what nobody else does."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhour.people.models import Chapter, NetworkRole, Role, User
from commonhour.proposals import lifecycle
from commonhour.proposals.models import Proposal, Question
from tests.conftest import Enlist

from . import making

Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonhour.http.timezone.now", lambda: now)


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, rae: User, cai: User, now: datetime) -> Proposal:
    """In review with Rae."""
    return making.submitted(larkmoor, ada, now)


def send(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return getattr(client, method)(path, body or {}, content_type="application/json")


def test_from_the_queue_to_the_calendar(proposal: Proposal, rae: User, browser: Browser) -> None:
    client, address = browser(rae), f"/api/proposals/{proposal.pk}/review"

    queue = client.get("/api/reviews").json()
    page = client.get(address).json()
    digest = page["header"]["digest"]
    met = [{"item": item["id"], "word": "met"} for item in page["open"]]
    said = send(client, "put", f"{address}/verdicts", {"digest": digest, "verdicts": met}).json()
    done = send(
        client,
        "post",
        f"{address}/recommendation",
        {"digest": digest, "result": "publish", "reason": "Strong plan."},
    ).json()

    assert [(line["id"], line["level"], line["days_left"]) for line in queue["waiting"]] == [
        (str(proposal.pk), "standard", 5)
    ]
    assert (page["decision"]["result"], said["decision"]["result"]) == ("changes_needed", "publish")
    assert (said["open"], said["decision"]["verdicts_left"]) == ([], [])
    assert (done["header"]["state"], done["header"]["public_status"]) == ("approved", "scheduled")
    assert done["decision"]["decided"]["result"] == "publish"
    assert [line["id"] for line in client.get("/api/reviews").json()["done"]] == [str(proposal.pk)]


def test_the_page_shows_what_to_decide_from_in_order(proposal: Proposal, rae: User, browser: Browser) -> None:
    page = browser(rae).get(f"/api/proposals/{proposal.pk}/review").json()

    severities = [item["severity"] for item in page["open"]]
    support = next(item for item in page["open"] if item["id"] == "hr.support")
    assert list(page) == [
        "header", "public", "facts", "open", "fine", "document", "people", "figures", "language_hints", "before",
        "changes", "ready_phrases", "decision",
    ]  # fmt: skip
    assert severities == sorted(severities, key=("blocker", "concern", "advice").index)
    assert page["header"]["reading_as"] == "reviewer"
    assert (page["public"]["title"], "place_name" in page["public"]) == ("Know your pay slip", False)
    assert page["document"]["listing"]["place_name"] == "Larkmoor Library"
    assert support["reads"]["sections"]["support"]["named_person"] == "Lena, campus advocate"
    assert {fact["id"] for fact in page["facts"]} == {"format", "event_type", "audience", "visibility"}
    assert {item["id"] for item in page["fine"]} == {"sr.care", "la.ease", "ow.learn"}


def test_the_second_round_shows_only_the_differences(
    proposal: Proposal, ada: User, rae: User, now: datetime, browser: Browser
) -> None:
    address = f"/api/proposals/{proposal.pk}"
    making.say(proposal, rae, now, hr_who="not_met", hr_note="not_met")
    send(browser(rae), "post", f"{address}/review/recommendation",
         {"digest": making.digest(proposal), "result": "changes_needed", "reason": "Two things."})  # fmt: skip
    making.edit(proposal, {"answers": {"hr.who": making.said("People at the edge.")}})
    send(browser(ada), "post", f"{address}/moves", {"move": "submit"})

    page = browser(rae).get(f"{address}/review").json()

    shown = {item["id"]: item for item in page["open"]}
    assert set(shown) == {"hr.who", "hr.note"}
    assert (shown["hr.who"]["changed"], shown["hr.note"]["changed"]) == (True, False)
    assert shown["hr.who"]["read_before"]["answer"]["value"].startswith("Students with a history")
    assert (shown["hr.who"]["mine"], shown["hr.note"]["mine"]["word"]) == (None, "not_met")
    assert [(one["section"], one["field"]) for one in page["changes"]] == [("answers", "hr.who")]
    assert [one["result"] for one in page["before"]["rounds"]] == ["changes_needed"]


def test_two_reviewers_judge_apart_and_read_each_other_after(
    larkmoor: Chapter, lin: User, rae: User, tom: User, now: datetime, browser: Browser
) -> None:
    proposal = making.submitted(larkmoor, lin, now, making.CAREFUL)
    address = f"/api/proposals/{proposal.pk}/review"
    making.say(proposal, rae, now, hr_who="not_met")
    body = {"digest": making.digest(proposal), "result": "changes_needed", "reason": "One thing."}
    send(browser(rae), "post", f"{address}/recommendation", body)

    before = browser(tom).get(address)
    making.say(proposal, tom, now)
    send(browser(tom), "post", f"{address}/recommendation", {**body, "result": "publish"})
    after = browser(tom).get(address).json()

    assert "Say more about hr.who" not in before.content.decode()
    assert before.json()["decision"]["recommendations"] == []
    seen = {one["name"]: (one["done"], one["recommended"]) for one in before.json()["header"]["reviewers"]}
    assert seen == {"Rae": (True, None), "Tom": (False, None)}
    who = next(item for item in after["open"] + after["fine"] if item["id"] == "hr.who")
    assert {one["name"] for one in who["verdicts"]} == {"Rae", "Tom"}
    assert after["decision"]["disagreed"] is True


def test_organizers_read_words_once_the_reviewer_is_done_and_never_the_name(
    proposal: Proposal, ada: User, rae: User, now: datetime, browser: Browser
) -> None:
    address = f"/api/proposals/{proposal.pk}"
    making.say(proposal, rae, now, hr_who="not_met", hr_note="ask")

    early = browser(ada).get(f"{address}/feedback").json()
    send(browser(rae), "post", f"{address}/review/recommendation",
         {"digest": making.digest(proposal), "result": "changes_needed", "reason": "Two things."})  # fmt: skip
    late = browser(ada).get(f"{address}/feedback")
    history = browser(ada).get(f"{address}/history")

    assert early["items"] == []
    assert [(one["item"], one["words"], one["chapter"]) for one in early["questions"]] == [
        ("hr.note", "Say more about hr.note.", "Quillon Chapter")
    ]
    words = {one["item"]: one["words"] for one in late.json()["items"] if one["words"]}
    assert words == {"hr.who": "Say more about hr.who.", "hr.note": "Say more about hr.note."}
    assert late.json()["decision"]["reason"] == "Two things."
    assert "Rae" not in late.content.decode() + history.content.decode()
    assert "A reviewer of Quillon Chapter" in history.content.decode()


def test_a_question_is_answered_by_the_organizers(
    proposal: Proposal, ada: User, rae: User, oz: User, browser: Browser
) -> None:
    address = f"/api/proposals/{proposal.pk}/review/questions"
    asked = send(
        browser(rae),
        "post",
        address,
        {"digest": making.digest(proposal), "item": "hr.who", "words": "Who chose it?"},
    )
    question = Question.objects.get()

    strange = send(browser(oz), "post", f"{address}/{question.pk}/answer", {"words": "Me."})
    own = send(browser(rae), "post", f"{address}/{question.pk}/answer", {"words": "Me."})
    answered = send(browser(ada), "post", f"{address}/{question.pk}/answer", {"words": "The March meeting."})

    assert (asked.status_code, asked.json()["header"]["paused"]) == (201, True)
    assert (strange.status_code, own.status_code) == (404, 403)
    assert answered.json()["questions"][0]["answer"] == "The March meeting."


def test_a_host_says_that_a_condition_is_kept(
    proposal: Proposal, ada: User, oz: User, rae: User, larkmoor: Chapter, now: datetime, browser: Browser
) -> None:
    making.say(proposal, rae, now, hr_campus="met_with_condition")
    result = {
        "digest": making.digest(proposal),
        "result": "publish_with_conditions",
        "reason": "With a room.",
    }
    send(browser(rae), "post", f"/api/proposals/{proposal.pk}/review/recommendation", result)
    client, address = browser(ada), f"/api/proposals/{proposal.pk}"
    promised = client.get(f"{address}/feedback").json()["conditions"][0]

    path = f"{address}/conditions/{promised['id']}/kept"
    strange = send(browser(oz), "post", path, {"words": "Done."})
    reviewer = send(browser(rae), "post", path, {"words": "Done."})
    kept = send(client, "post", path, {"words": "Room 14 is booked."})
    again = send(client, "post", path, {"words": "Room 14 is booked."})

    assert (promised["words"], promised["met_at"]) == ("Ask the library for a second room.", None)
    assert [one.status_code for one in (strange, reviewer, kept, again)] == [404, 403, 200, 409]
    assert kept.json()["conditions"][0]["met_at"] == "2026-09-01T15:00:00Z"
    other = making.submitted(larkmoor, ada, now)
    before = browser(rae).get(f"/api/proposals/{other.pk}/review").json()["before"]
    assert [(one["item"], one["kept"]) for one in before["conditions_elsewhere"]] == [("hr.campus", "kept")]


@pytest.mark.parametrize(
    "method, path",
    [
        ("get", "review"), ("put", "review/verdicts"), ("put", "review/verdicts/hr.who"), ("post", "review/questions"),
        ("post", "review/recommendation"), ("post", "review/recusal"), ("get", "assignments"), ("post", "assignments"),
        ("get", "feedback"), ("post", "moves"),
    ],
)  # fmt: skip
def test_what_one_may_not_see_looks_like_what_never_was(
    method: str, path: str, proposal: Proposal, oz: User, browser: Browser
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "review/verdicts": {"digest": "x", "verdicts": [{"item": "hr.who", "word": "met"}]},
        "review/verdicts/hr.who": {"digest": "x", "word": "met"},
        "review/questions": {"digest": "x", "item": "hr.who", "words": "Who?"},
        "review/recommendation": {"digest": "x", "result": "publish", "reason": "Fine."},
        "moves": {"move": "approve"},
    }
    body = bodies.get(path)
    client = browser(oz)

    hidden = send(client, method, f"/api/proposals/{proposal.pk}/{path}", body)
    never = send(client, method, f"/api/proposals/{Chapter.objects.get(slug='larkmoor').pk}/{path}", body)

    assert (hidden.status_code, hidden.content, hidden.headers.items()) == (
        404,
        never.content,
        never.headers.items(),
    )


def test_organizers_of_the_event_do_not_read_the_review_page(
    proposal: Proposal, ada: User, browser: Browser
) -> None:
    assert browser(ada).get(f"/api/proposals/{proposal.pk}/review").status_code == 403


@pytest.mark.parametrize("body", [
    {"move": "cancel", "reason": "It is \u202eoff"}, {"move": "cancel", "reason": "It is \x00off"},
    {"move": "fly"}, {"move": "approve", "digset": "x"}, {"move": "approve", "reason": ["x"]}, {}, {"reason": "x" * 3000, "move": "cancel"},
])  # fmt: skip
def test_a_move_that_cannot_be_read_is_refused_by_field(
    body: dict[str, Any], proposal: Proposal, rae: User, browser: Browser
) -> None:
    answer = send(browser(rae), "post", f"/api/proposals/{proposal.pk}/moves", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert answer.json()["fields"]


def test_a_stale_tab_learns_what_changed(
    proposal: Proposal, ada: User, rae: User, now: datetime, browser: Browser
) -> None:
    address, seen = f"/api/proposals/{proposal.pk}", making.digest(proposal)
    send(browser(ada), "post", f"{address}/moves", {"move": "take_back"})
    making.edit(proposal, {"answers": {"hr.who": making.said("People at the edge.")}})
    send(browser(ada), "post", f"{address}/moves", {"move": "submit"})

    answer = send(
        browser(rae), "post", f"{address}/moves", {"move": "approve", "digest": seen, "reason": "Fine."}
    )

    assert (answer.status_code, answer.json()["code"], answer.json()["changed"]) == (
        409,
        "stale_revision",
        ["hr.who"],
    )


def test_coordinators_see_what_waits_and_reassign(
    proposal: Proposal, cai: User, tom: User, rae: User, browser: Browser
) -> None:
    client = browser(cai)

    waiting = client.get("/api/coordination/waiting").json()
    choice = client.get(f"/api/proposals/{proposal.pk}/assignments").json()
    body = {"reviewer": str(tom.pk), "instead_of": str(rae.pk), "reason": "Rae is ill."}
    given = send(client, "post", f"/api/proposals/{proposal.pk}/assignments", body)
    load = {line["name"]: line["open"] for line in client.get("/api/coordination/reviewers").json()}

    assert [(line["title"], line["level"], line["empty_places"]) for line in waiting] == [
        ("Know your pay slip", "standard", 0)
    ]
    assert [one["name"] for one in choice["candidates"]] == ["Tom"]
    assert (given.status_code, [one["name"] for one in given.json()["holding"]]) == (201, ["Tom"])
    assert load == {"Rae": 0, "Tom": 1}


def test_coordinators_see_what_is_late(
    proposal: Proposal, cai: User, now: datetime, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(cai)
    monkeypatch.setattr("commonhour.http.timezone.now", lambda: now + timedelta(days=6))

    line = client.get("/api/coordination/waiting").json()[0]
    load = client.get("/api/coordination/reviewers").json()

    assert (line["overdue"], line["days_waiting"]) == (True, 6)
    assert [(one["name"], one["overdue"]) for one in load] == [("Rae", 1)]


@pytest.mark.parametrize("path", ["/api/coordination/waiting", "/api/coordination/reviewers"])
def test_only_coordinators_see_the_whole_network(
    path: str, proposal: Proposal, rae: User, ada: User, browser: Browser
) -> None:
    assert [browser(who).get(path).status_code for who in (rae, ada, None)] == [403, 403, 401]


def test_a_coordinator_does_not_act_on_what_their_own_chapter_hosts(
    proposal: Proposal, larkmoor: Chapter, person: Callable[..., User], browser: Browser
) -> None:
    hal = person("hal", chapter=larkmoor, role=Role.MEMBER, network="coordinator")
    client = browser(hal)

    assert client.get("/api/coordination/waiting").json() == []
    assert client.get(f"/api/proposals/{proposal.pk}/review").status_code == 404


@pytest.mark.parametrize("path", ["/api/reviews", "/api/coordination/waiting", "/api/coordination/reviewers"])
def test_lists_cost_the_same_with_one_row_and_with_three(
    path: str,
    proposal: Proposal,
    larkmoor: Chapter,
    ada: User,
    rae: User,
    cai: User,
    now: datetime,
    browser: Browser,
) -> None:
    client = browser(cai if "coordination" in path else rae)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    with_one = queries()
    for _ in range(2):
        making.submitted(larkmoor, ada, now)

    assert queries() == with_one


def test_the_pages_hold_no_value_that_json_cannot(proposal: Proposal, rae: User, browser: Browser) -> None:
    page = browser(rae).get(f"/api/proposals/{proposal.pk}/review")

    assert json.loads(page.content) == page.json()
    assert page.headers["Cache-Control"] == "no-store"


def with_a_condition(larkmoor: Chapter, ada: User, reviewer: User, now: datetime, title: str) -> Proposal:
    """Published on one condition: a second room, which Ben asks for."""
    proposal = making.submitted(
        larkmoor, ada, now, {"listing": {"title": title}, "facts": {"visibility": "unlisted"}}
    )
    making.say(proposal, reviewer, now, sr_open="met_with_condition")
    return lifecycle.perform(
        "approve", proposal, actor=reviewer, now=now, reason="Yes.", digest=making.digest(proposal)
    )


def test_of_proposals_one_may_not_see_only_kept_and_missed_are_counted(
    larkmoor: Chapter, ada: User, rae: User, person: Enlist, vesper: Chapter, now: datetime, browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen = with_a_condition(larkmoor, ada, rae, now, "Seen by Rae")
    making.edit(seen, {"listing": {"title": "A working title"}})
    tom = person("tom", chapter=vesper, network="reviewer")
    NetworkRole.objects.filter(user=rae).delete()
    with_a_condition(larkmoor, ada, tom, now, "Hidden from Rae")
    NetworkRole.objects.create(user=rae, role="reviewer", since=now)
    NetworkRole.objects.filter(user=tom).delete()
    monkeypatch.setattr("commonhour.http.timezone.now", lambda: now + timedelta(days=35))
    new = making.submitted(larkmoor, ada, now + timedelta(days=35))

    answer = browser(User.objects.get(pk=rae.pk)).get(f"/api/proposals/{new.pk}/review")

    before = answer.json()["before"]
    assert [(one["proposal"], one["owner"], one["kept"]) for one in before["conditions_elsewhere"]] == [
        ("Seen by Rae", "", "missed")
    ]
    assert (before["others_kept"], before["others_missed"]) == (0, 1)
    assert "Hidden from Rae" not in answer.content.decode()
