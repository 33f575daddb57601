"""Which items apply and how hard they press, the three honest answers, and what an event inherits of its program."""

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from commonhour.checklists.evaluation import evaluate
from commonhour.checklists.facts import FACTS
from tests.checklists.documents import (
    EVERYTHING,
    PLAIN,
    TODAY,
    answered,
    complete,
    every_item,
    judged,
    principles,
    sentences,
)

ITEMS = [item.id for item in every_item()]


# The whole


def test_complete_document_has_no_gap_whatever_applies() -> None:
    report = judged(complete())

    assert [(item.id, item.gaps) for item in report.applying if item.gaps] == []
    assert report.complete
    assert report.done == report.total
    assert {item.id for item in report.applying} == set(ITEMS)


def test_empty_document_misses_every_fact_and_every_item_that_always_applies() -> None:
    report = judged({})

    assert not report.complete
    assert (report.done, report.total) == (0, 20)
    assert report.facts_missing == tuple(FACTS)


@pytest.mark.parametrize("fact", FACTS)
def test_one_fact_not_answered_leaves_it_incomplete(fact: str) -> None:
    document = complete()
    document["facts"][fact] = None

    report = judged(document)

    assert report.facts_missing == (fact,)
    assert not report.complete


def test_evaluation_leaves_the_document_as_it_was() -> None:
    document = complete(has_speakers=False)
    before = deepcopy(document)

    judged(document)

    assert document == before


def test_report_is_json_and_says_for_each_item_what_a_screen_needs() -> None:
    report = json.loads(json.dumps(judged(complete(has_speakers=False)).to_json()))
    moderator = next(item for item in report["checklists"][2]["items"] if item["id"] == "dl.moderator")

    assert set(report) == {"complete", "done", "total", "facts_missing", "checklists"}
    assert moderator["applies"] is False
    assert moderator["because"] == [{"fact": "has_speakers", "value": False}]
    assert moderator["state"] == "hidden"
    assert moderator["evidence"]["fields"][0] == {
        "name": "moderator",
        "asks": "Who moderates?",
        "kind": "text",
        "options": [],
        "optional": False,
        "only_when": {},
    }


# What applies


@pytest.mark.parametrize("checklist_id, facts, applies", [
    ("sound-statistics", {"uses_statistics": True}, True),
    ("sound-statistics", {}, False),
    ("materials", {"uses_media": True}, True),
    ("materials", {"uses_survivor_story": True}, True),
    ("materials", {"event_type": "vigil"}, True),
    ("materials", {}, False),
    ("values", {"audience": "campus"}, True),
    ("values", {"audience": "network"}, False),
    ("open-working", {}, True),
])  # fmt: skip
def test_checklist_applies_by_its_facts(checklist_id: str, facts: dict[str, Any], applies: bool) -> None:
    report = judged(complete(**{**PLAIN, **facts}))
    found = next(one for one in report.checklists if one.checklist.id == checklist_id)

    assert found.applies is applies
    assert {item.applies for item in found.items if not applies} <= {False}


def test_item_hidden_by_a_fact_keeps_its_answer_for_when_it_comes_back() -> None:
    document = complete()
    answer = deepcopy(document["answers"]["dl.moderator"])

    document["facts"]["has_speakers"] = False
    hidden = judged(document).item("dl.moderator")
    document["facts"]["has_speakers"] = True
    back = judged(document).item("dl.moderator")

    assert (hidden.applies, hidden.state, hidden.gaps) == (False, "hidden", ())
    assert (back.applies, back.state) == (True, "answered")
    assert document["answers"]["dl.moderator"] == answer


SEVERITIES = [
    ("dl.terms", {"has_speakers": True}, "concern"),
    ("dl.terms", {"has_speakers": True, "uses_survivor_story": True}, "blocker"),
    ("la.partner", {}, "concern"),
    ("la.partner", {"event_type": "service_day"}, "blocker"),
    ("la.partner", {"contact_with_affected_people": True}, "blocker"),
    ("hr.support", {"audience": "campus"}, "concern"),
    ("hr.support", {"audience": "campus", "event_type": "vigil"}, "blocker"),
    ("hr.support", {"audience": "campus", "minors_present": "possible"}, "concern"),
    ("hr.support", {"audience": "campus", "minors_present": "expected"}, "blocker"),
    ("hr.note", {"event_type": "talk"}, "concern"),
    ("hr.note", {"event_type": "film_screening"}, "blocker"),
    ("hr.authority", {"event_type": "support_space"}, "blocker"),
    ("hr.campus", {}, "concern"),
    ("hr.campus", {"minors_present": "possible"}, "blocker"),
    ("hr.campus", {"alcohol": True}, "blocker"),
    ("ma.purpose", {"uses_media": True}, "concern"),
    ("ma.purpose", {"uses_media": True, "raises_money": True}, "blocker"),
    ("ow.money", {}, "concern"),
    ("ow.money", {"raises_money": True}, "blocker"),
    ("sr.care", {}, "advice"),
    ("sr.roles", {}, "blocker"),
]


@pytest.mark.parametrize("item_id, facts, severity", SEVERITIES)
def test_severity_rises_with_its_facts(item_id: str, facts: dict[str, Any], severity: str) -> None:
    item = judged(complete(**{**PLAIN, **facts})).item(item_id)

    assert item.applies
    assert item.severity == severity


def test_severity_table_holds_every_item_that_can_be_raised() -> None:
    raised = {item.id for item in every_item() if item.blocker_when.mode != "never"}

    assert raised <= {item_id for item_id, _, severity in SEVERITIES if severity == "blocker"}


# The three honest answers


NOT_YET = {"state": "not_yet", "by": "2026-04-01", "who": "Ines"}


@pytest.mark.parametrize("item_id, facts, state", [
    ("sr.decide", {}, "not_yet"),  # a concern
    ("sr.limits", {}, "open"),  # a blocker
    ("ma.list", {"uses_media": True}, "not_yet"),  # a blocker that may be a condition
    ("hr.support", {"audience": "campus", "event_type": "vigil"}, "not_yet"),  # raised, and may be a condition
    ("ow.money", {}, "not_yet"),  # a concern
    ("ow.money", {"raises_money": True}, "open"),  # raised to a blocker
])  # fmt: skip
def test_blocker_cannot_be_left_for_later_unless_it_may_be_a_condition(
    item_id: str, facts: dict[str, Any], state: str
) -> None:
    report = answered(item_id, NOT_YET, **facts)

    assert report.item(item_id).state == state
    assert report.complete is (state == "not_yet")


@pytest.mark.parametrize("change, sentence", [
    ({"by": ""}, "Say by which day you will have it."),
    ({"by": "soon"}, "Say by which day you will have it."),
    ({"by": "2026-03-01"}, "The promised day has passed. Answer now, or choose a later day."),
    ({"by": "2026-04-15"}, "Choose a day before the event."),
    ({"who": " "}, "Say who will see to it."),
])  # fmt: skip
def test_not_yet_needs_a_day_before_the_event_and_a_person(change: dict[str, str], sentence: str) -> None:
    report = answered("sr.decide", {**NOT_YET, **change})

    assert report.item("sr.decide").state == "open"
    assert sentences(report, "sr.decide") == [sentence]


def test_not_yet_without_an_event_date_needs_only_to_lie_ahead() -> None:
    document = complete(**PLAIN)
    document["listing"]["starts_at"] = None
    document["answers"]["sr.decide"] = {**NOT_YET, "by": "2027-01-01"}

    assert judged(document).item("sr.decide").state == "not_yet"


@pytest.mark.parametrize("item_id, facts, allowed", [
    ("sr.roles", {}, False),  # never
    ("la.act", {}, False),
    ("la.act", {"event_type": "support_space"}, True),  # its checklist, by a fact
    ("la.act", {"event_type": "team_meeting"}, True),
    ("la.act", {"international_focus": True}, False),  # never a reason
    ("hr.privacy", {}, True),  # its checklist
    ("hr.who", {}, False),  # the item goes before its checklist
    ("hr.nostage", {}, False),
    ("ma.list", {"event_type": "tabling"}, True),  # nothing beyond the listing
    ("ma.list", {"uses_media": True}, False),
    ("va.dichotomy", {"audience": "campus"}, True),  # the item
    ("va.hierarchy", {"audience": "campus"}, False),
    ("ow.money", {}, True),
])  # fmt: skip
def test_not_applicable_only_where_item_or_checklist_allows_it(
    item_id: str, facts: dict[str, Any], allowed: bool
) -> None:
    report = answered(item_id, {"state": "not_applicable", "because": "Nothing of the kind."}, **facts)

    assert report.item(item_id).may_be_not_applicable is allowed
    assert report.item(item_id).state == ("not_applicable" if allowed else "open")
    assert sentences(report, item_id) == (
        [] if allowed else ["This question cannot be left out here. Answer it."]
    )


def test_not_applicable_needs_a_sentence() -> None:
    report = answered("ow.money", {"state": "not_applicable", "because": "-"})

    assert sentences(report, "ow.money") == ["Say in a sentence why this does not apply."]


def test_refused_option_holds_up_the_proposal() -> None:
    report = answered(
        "hr.nostage", {"state": "answered", "value": "yes", "note": "A short room with a waiver."}
    )

    assert report.item("hr.nostage").state == "refused"
    assert sentences(report, "hr.nostage") == [
        "'yes' cannot be published. Change the plan, and then this answer."
    ]
    assert not report.complete


def test_refused_option_holds_up_the_proposal_even_where_answering_is_optional() -> None:
    harm_reduction = principles().checklist("harm-reduction")
    optional = replace(
        harm_reduction, items=tuple(replace(item, optional=True) for item in harm_reduction.items)
    )
    document = complete()
    document["answers"]["hr.nostage"] = {"state": "answered", "value": "yes", "note": "A short room."}

    report = evaluate([optional], document, TODAY)

    assert report.total == 0
    assert not report.complete


@pytest.mark.parametrize("item_id", [item.id for item in every_item() if item.optional])
def test_optional_item_never_blocks(item_id: str) -> None:
    document = complete()
    document["answers"].pop(item_id)

    report = judged(document)

    assert report.item(item_id).state == "open"
    assert report.complete
    assert report.done == report.total


# Events under a program


def session(**facts: Any) -> dict[str, Any]:
    """An event under a program: facts, a listing and roles of its own, and nothing else."""
    full = complete(**facts)
    return {name: full[name] for name in ("facts", "listing", "roles", "privacy")}


def test_event_inherits_what_its_program_answers() -> None:
    report = judged(session(), program=complete())

    assert report.complete
    assert report.item("sr.decide").inherited
    assert report.item("dl.speakers").inherited


def test_every_session_names_its_own_roles_access_note_and_privacy() -> None:
    event = session()
    event["roles"] = []
    event["listing"]["access_features"] = []

    report = judged(event, program=complete())

    asked_again = [item.id for item in every_item() if item.every_session]
    assert asked_again == ["sr.roles", "dl.access", "hr.note", "hr.privacy"]
    assert [item.id for item in report.applying if item.holds_up] == ["sr.roles", "dl.access"]


def test_event_is_asked_again_where_its_facts_differ() -> None:
    report = judged(session(minors_present="expected"), program=complete(minors_present="none"))

    hangs_on_minors = [item.id for item in every_item() if "minors_present" in item.facts]
    assert [item.id for item in report.applying if item.holds_up] == hangs_on_minors


def test_event_that_says_it_itself_is_taken_at_its_word() -> None:
    event = session()
    event["answers"] = {"sr.decide": {"state": "answered", "value": ""}}
    event["speakers"] = [{"id": "new", "display_name": "Bo"}]

    report = judged(event, program=complete())

    assert (report.item("sr.decide").inherited, report.item("sr.decide").state) == (False, "open")
    assert (report.item("dl.speakers").inherited, report.item("dl.speakers").state) == (False, "open")


def test_gap_of_the_program_is_a_gap_of_the_event() -> None:
    program = complete()
    program["answers"].pop("sr.decide")

    assert not judged(session(), program=program).complete


def test_facts_of_the_table_are_those_of_the_document() -> None:
    assert set(EVERYTHING) == set(PLAIN) == set(FACTS)
