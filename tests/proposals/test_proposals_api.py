"""Writing a proposal over HTTP: starting, saving, clashing, and what someone else sees."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from commonhour.people.models import Chapter, User
from commonhour.proposals.models import Proposal

from .making import CAREFUL, draft

Browser = Callable[[User | None], Client]
JSON = "application/json"


def start(client: Client, chapter: Chapter, **more: Any) -> Any:
    response = client.post(
        "/api/proposals", {"chapter": chapter.slug, "kind": "event", "title": "Pay slips", **more}, JSON
    )
    assert response.status_code == 201, response.json()
    return response.json()


def save(client: Client, proposal: dict[str, Any], section: str, version: int, value: Any) -> Any:
    return client.patch(
        f"/api/proposals/{proposal['id']}/sections/{section}", {"version": version, "value": value}, JSON
    )


def test_an_organizer_starts_a_proposal_with_the_facts_its_kind_usually_has(
    browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    page = start(browser(ada), larkmoor, event_type="panel")

    assert page["state"] == "draft"
    assert page["title"] == "Pay slips"
    assert page["document"]["facts"]["has_speakers"] is True
    assert page["document"]["facts"]["visibility"] is None
    assert page["document"]["listing"]["time_zone"] == "America/New_York"
    assert page["versions"]["listing"] == 0
    assert page["may_write"] is True
    assert page["report"]["complete"] is False
    assert page["next_step"] == "Answer the facts first: they decide what else is asked."


def test_a_section_is_saved_over_the_version_last_seen(
    browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    client = browser(ada)
    proposal = start(client, larkmoor)

    response = save(client, proposal, "privacy", 0, {"names_required": "nickname", "delete_after_days": 7})

    body = response.json()
    assert response.status_code == 200
    assert body["version"] == 1
    assert body["value"] == {
        "place_shown_to": "",
        "names_required": "nickname",
        "photos": None,
        "collected_fields": "",
        "delete_after_days": 7,
    }
    assert {move["name"] for move in body["moves"]} >= {"submit", "withdraw"}
    again = client.get(f"/api/proposals/{proposal['id']}").json()
    assert again["versions"]["privacy"] == 1
    assert again["document"]["privacy"] == body["value"]


def test_two_organizers_clash_and_nothing_is_lost(
    browser: Browser, ada: User, lin: User, larkmoor: Chapter
) -> None:
    proposal = start(browser(ada), larkmoor)
    save(browser(lin), proposal, "privacy", 0, {"collected_fields": "Lin wrote this"})

    response = save(browser(ada), proposal, "privacy", 0, {"collected_fields": "Ada wrote this"})

    assert response.status_code == 409
    body = response.json()
    assert body["code"] == "section_changed"
    assert body["theirs"]["version"] == 1
    assert body["theirs"]["by"] == "Lin"
    assert body["theirs"]["value"]["collected_fields"] == "Lin wrote this"
    assert save(browser(ada), proposal, "privacy", 1, {"collected_fields": "Both"}).json()["version"] == 2


def test_saving_the_same_again_is_no_clash(browser: Browser, ada: User, larkmoor: Chapter) -> None:
    client = browser(ada)
    proposal = start(client, larkmoor)
    speakers = [{"id": "aaaa1111", "display_name": "T.", "topic": "Hotels"}]
    save(client, proposal, "speakers", 0, speakers)

    response = save(client, proposal, "speakers", 0, speakers)

    assert response.status_code == 200
    assert response.json()["version"] == 1


def test_an_answer_is_saved_by_itself(browser: Browser, ada: User, larkmoor: Chapter) -> None:
    client = browser(ada)
    proposal = start(client, larkmoor)

    response = save(
        client, proposal, "answers:hr.who", 0, {"state": "answered", "value": "Workers spoken about."}
    )

    assert response.json()["value"] == {"state": "answered", "value": "Workers spoken about."}
    assert response.json()["version"] == 1
    page = client.get(f"/api/proposals/{proposal['id']}").json()
    assert page["versions"]["answers:hr.who"] == 1
    assert page["document"]["answers"] == {"hr.who": {"state": "answered", "value": "Workers spoken about."}}


@pytest.mark.parametrize("section", ["answers:zz.nothing", "answers", "nothing", "answers:"])
def test_an_unknown_section_or_item_is_refused(
    section: str, browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    client = browser(ada)
    proposal = start(client, larkmoor)

    response = save(client, proposal, section, 0, {"state": "answered", "value": "x"})

    assert response.status_code == 400
    assert response.json()["code"] in {"unknown_section", "unknown_item"}


ADDRESSES = [
    ("get", ""),
    ("patch", "/sections/listing"),
    ("get", "/preview"),
    ("post", "/copy"),
    ("get", "/history"),
    ("post", "/cohosts"),
    ("post", "/cohosts/vesper-hill"),
    ("delete", "/cohosts/vesper-hill"),
    ("put", "/program"),
    ("post", "/checklists"),
]


@pytest.mark.parametrize("method, tail", ADDRESSES)
def test_what_is_not_yours_answers_like_what_never_was(
    method: str, tail: str, browser: Browser, ada: User, oz: User, larkmoor: Chapter
) -> None:
    proposal = start(browser(ada), larkmoor)
    client = browser(oz)
    bodies = {
        "sections": {"version": 0, "value": {}},
        "cohosts": {"chapter": "vesper-hill"},
        "program": {"program": None},
    }
    body = next((value for key, value in bodies.items() if key in tail), {})

    def ask(proposal_id: str) -> Any:
        arguments: list[Any] = [] if method == "get" else [body, JSON]
        return getattr(client, method)(f"/api/proposals/{proposal_id}{tail}", *arguments)

    theirs, nothing = ask(proposal["id"]), ask(str(uuid4()))

    assert theirs.status_code == 404
    assert theirs.content == nothing.content
    assert dict(theirs.headers) == dict(nothing.headers)


def test_the_form_names_every_field_with_its_words(browser: Browser) -> None:
    form = browser(None).get("/api/document-form").json()

    sections = {section["id"]: section for section in form["sections"]}
    facts = {field["id"]: field for field in sections["facts"]["fields"]}
    assert facts["format"]["label"] == "How do people take part?"
    assert facts["format"]["choices"][0] == {"value": "in_person", "label": "In person"}
    place = next(field for field in sections["listing"]["fields"] if field["id"] == "place_name")
    assert place["public_when"] == {"field": "place_rule", "value": "public", "otherwise": "participants"}
    assert all(field["label"] for section in form["sections"] for field in section["fields"])


def test_the_catalogue_is_open_to_everyone(browser: Browser) -> None:
    body = browser(None).get("/api/checklists").json()

    assert {"student-roles", "local-action", "diverse-leadership", "harm-reduction"} <= {
        each["id"] for each in body["checklists"]
    }


def test_hints_are_given_to_people_who_are_signed_in(browser: Browser, ada: User) -> None:
    response = browser(ada).post("/api/language-hints", {"text": "A $150 billion industry."}, JSON)

    assert response.json()["hints"][0]["words"] == "$150 billion"


def test_a_preview_shows_what_the_calendar_would_and_what_is_missing(
    browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    client = browser(ada)
    proposal = start(client, larkmoor)

    body = client.get(f"/api/proposals/{proposal['id']}/preview").json()

    assert body["title"] == "Pay slips"
    assert "summary" in body["missing"]
    assert body["place_rule"] == "from_host"


def test_the_list_shows_mine_with_the_next_step(
    browser: Browser, ada: User, oz: User, larkmoor: Chapter
) -> None:
    start(browser(ada), larkmoor)

    mine = browser(ada).get("/api/proposals").json()["results"]
    theirs = browser(oz).get("/api/proposals").json()["results"]

    assert [line["title"] for line in mine] == ["Pay slips"]
    assert mine[0]["next_step"] == "Answer the facts first: they decide what else is asked."
    assert theirs == []


@pytest.mark.parametrize(
    "query, found",
    [
        ("", 2),
        ("?kind=program", 1),
        ("?state=draft&chapter=larkmoor", 2),
        ("?state=approved", 0),
        ("?chapter=quillon", 0),
        ("?page_size=1", 1),
    ],
)
def test_the_list_is_narrowed(query: str, found: int, browser: Browser, ada: User, larkmoor: Chapter) -> None:
    client = browser(ada)
    start(client, larkmoor)
    start(client, larkmoor, kind="program")

    assert len(client.get(f"/api/proposals{query}").json()["results"]) == found


@pytest.mark.parametrize(
    "query, field", [("?state=lost", "state"), ("?colour=red", "colour"), ("?chapter=%00", "chapter")]
)
def test_a_filter_that_makes_no_sense_is_refused(query: str, field: str, browser: Browser, ada: User) -> None:
    response = browser(ada).get(f"/api/proposals{query}")

    assert response.status_code == 400
    assert list(response.json()["fields"]) == [field]


BODIES = {
    "no JSON": ("{", 400, "parse_error"),
    "nested": ("[" * 100_000, 400, "parse_error"),
    "not a number": ('{"version": 0, "value": NaN}', 400, "parse_error"),
    "a number of 5000 digits": ('{"version": 0, "value": ' + "9" * 5000 + "}", 400, "parse_error"),
    "a list": ("[]", 400, "bad_input"),
    "null": ("null", 400, "bad_input"),
    "no value": ('{"version": 0}', 400, "bad_input"),
    "no version": ('{"value": {}}', 400, "bad_input"),
    "a negative version": ('{"version": -1, "value": {}}', 400, "bad_input"),
    "one key too many": ('{"version": 0, "value": {}, "state": "approved"}', 400, "bad_input"),
    "half a surrogate": ('{"version": 0, "value": {"title": "\\ud800"}}', 400, "bad_input"),
    "five million letters": (
        '{"version": 0, "value": {"title": "' + "x" * 5_000_000 + '"}}',
        413,
        "too_large",
    ),
}


@pytest.mark.parametrize("body, status, code", BODIES.values(), ids=BODIES)
def test_a_body_that_makes_no_sense_is_refused_and_loses_nothing(
    body: str, status: int, code: str, browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    client = browser(ada)
    proposal = start(client, larkmoor)

    response = client.generic(
        "PATCH", f"/api/proposals/{proposal['id']}/sections/listing", body.encode(), content_type=JSON
    )

    assert (response.status_code, response.json()["code"]) == (status, code)
    page = client.get(f"/api/proposals/{proposal['id']}").json()
    assert (page["title"], page["versions"]["listing"]) == ("Pay slips", 0)


def test_people_go_through_hosting_programs_and_checklists_over_http(
    browser: Browser, ada: User, oz: User, larkmoor: Chapter, vesper: Chapter
) -> None:
    client, theirs = browser(ada), browser(oz)
    address = f"/api/proposals/{start(client, larkmoor)['id']}"

    asked = client.post(f"{address}/cohosts", {"chapter": "vesper-hill"}, JSON)
    assert asked.status_code == 201
    assert asked.json()["cohosts"] == [
        {"chapter": {"id": str(vesper.pk), "slug": "vesper-hill", "name": "Vesper Hill Chapter", "colour": "plum",
                     "time_zone": "America/Los_Angeles"}, "confirmed_at": None}
    ]  # fmt: skip
    confirmed = theirs.post(f"{address}/cohosts/vesper-hill", content_type=JSON).json()
    assert confirmed["cohosts"][0]["confirmed_at"] is not None
    assert confirmed["may_write"] is True
    assert theirs.delete(f"{address}/cohosts/vesper-hill").status_code == 204
    assert theirs.get(address).status_code == 404

    assert client.put(f"{address}/program", {"program": None}, JSON).json()["program"] is None
    assert client.post(f"{address}/checklists", content_type=JSON).json()["newer_checklists"] == []
    copied = client.post(f"{address}/copy", {}, JSON)
    assert copied.status_code == 201
    assert copied.json()["copied_from"] == address.rsplit("/", 1)[1]


def test_a_move_says_who_reads_its_reason(
    browser: Callable[[User | None], Client], ada: User, larkmoor: Chapter, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now)

    moves = browser(ada).get(f"/api/proposals/{proposal.pk}").json()["moves"]

    assert {move["name"] for move in moves if move["reason_is_public"]} == {
        "postpone", "cancel", "cancel_occurrence",
    }  # fmt: skip


def submission(client: Client, proposal: Proposal) -> dict[str, Any]:
    moves = client.get(f"/api/proposals/{proposal.pk}").json()["moves"]
    return next(move for move in moves if move["name"] == "submit")


def test_what_is_missing_is_counted_as_the_report_counts_it(
    browser: Browser, ada: User, larkmoor: Chapter, now: datetime
) -> None:
    client = browser(ada)
    proposal = draft(larkmoor, ada, now, {"roles": []}, {"answers": {"hr.who": {}}})
    page = client.get(f"/api/proposals/{proposal.pk}").json()
    left = page["total"] - page["done"]

    why_not = submission(client, proposal)["why_not"]

    assert left > 1
    assert why_not == f"{left} of {page['total']} items are still open. The editor shows each."


def test_without_the_facts_nothing_is_counted(
    browser: Browser, ada: User, larkmoor: Chapter, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now, {"facts": {"audience": None}})

    why_not = submission(browser(ada), proposal)["why_not"]

    assert why_not == "Answer the facts first: they decide what else is asked."


def test_an_organizer_reads_that_a_lead_sends_it(
    browser: Browser, ada: User, lin: User, larkmoor: Chapter, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now, CAREFUL)

    offered = submission(browser(ada), proposal)

    assert (offered["allowed"], offered["why_not_code"]) == (False, "a_lead_signs")
    assert offered["why_not"] == "At the careful level a lead of Larkmoor Chapter sends it."
    assert submission(browser(lin), proposal)["why_not_code"] != "a_lead_signs"
