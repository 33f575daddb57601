"""The level from the facts, and the decision from the verdicts."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from commonhour.checklists.evaluation import Report, evaluate
from commonhour.checklists.review import Condition, OpenItem, Verdict, allowed_verdicts, decide, level_for
from tests.checklists.documents import EVERYTHING, PLAIN, TODAY, complete, principles

BEFORE_THE_EVENT = date(2026, 4, 10)
EVENT = date(2026, 4, 15)

LEVELS = [
    ({}, ("light", 1, 0, 2)),
    ({"audience": "campus"}, ("standard", 1, 0, 5)),
    ({"uses_media": True}, ("standard", 1, 0, 5)),
    ({"uses_survivor_story": True}, ("careful", 2, 1, 7)),
    ({"minors_present": "possible"}, ("light", 1, 0, 2)),
    ({"minors_present": "expected"}, ("careful", 2, 1, 7)),
    ({"contact_with_affected_people": True}, ("careful", 2, 1, 7)),
    ({"event_type": "support_space"}, ("careful", 2, 1, 7)),
    ({"asks_public_to_report": True}, ("careful", 2, 1, 7)),
]


@pytest.mark.parametrize("facts, wanted", LEVELS)
def test_level_follows_from_the_facts(facts: dict[str, Any], wanted: tuple[str, int, int, int]) -> None:
    level = level_for(principles().policy, {**PLAIN, **facts})

    assert (level.name, level.reviewers, level.trained, level.days) == wanted


def test_level_says_because_of_which_facts() -> None:
    level = level_for(
        principles().policy, {**PLAIN, "minors_present": "expected", "asks_public_to_report": True}
    )

    assert level.because == (("minors_present", "expected"), ("asks_public_to_report", True))


def test_nothing_answered_is_standard_and_never_light() -> None:
    assert level_for(principles().policy, {}).name == "standard"


# --- verdicts ----------------------------------------------------------------------------------------------------


def judged(answers: dict[str, Any] | None = None, **facts: Any) -> Report:
    document = complete(**{**EVERYTHING, **facts})
    document["answers"] |= answers or {}
    return evaluate(principles().checklists, document, TODAY)


def decided(report: Report, **given: Verdict | list[Verdict]) -> Any:
    """Everything met but for the items given, with `__` for the full stop."""
    special = {name.replace("__", "."): verdict for name, verdict in given.items()}
    return decide(
        report, {item.id: special.get(item.id, Verdict("met")) for item in report.applying} | special
    )


BLOCKER, RAISED, MAY_BE, CONCERN, ADVICE = "sr.roles", "dl.terms", "ma.list", "sr.decide", "sr.care"

NAMED: dict[str, Any] = {"owner": "Ines", "by": BEFORE_THE_EVENT}
RULE = [
    *((item, "met", {}, "publish") for item in (BLOCKER, RAISED, MAY_BE, CONCERN, ADVICE)),
    *((item, "ask", NAMED, "changes_needed") for item in (BLOCKER, RAISED, MAY_BE, CONCERN)),
    *((item, name, NAMED, "changes_needed") for item, name in product((BLOCKER, RAISED), ("not_met", "met_with_condition"))),
    *((item, name, NAMED, "publish_with_conditions") for item, name in product((MAY_BE, CONCERN), ("not_met", "met_with_condition"))),
    *((item, name, {}, "changes_needed") for item, name in product((MAY_BE, CONCERN), ("not_met", "met_with_condition"))),
    *((CONCERN, "not_met", {**NAMED, "by": day}, "changes_needed") for day in (EVENT, date(2026, 5, 1))),
    (CONCERN, "not_met", {"owner": "Ines"}, "changes_needed"),
    (CONCERN, "not_met", {"by": BEFORE_THE_EVENT}, "changes_needed"),
    (CONCERN, "not_applicable_accepted", {}, "changes_needed"),
    *((ADVICE, name, {}, "publish") for name in ("ask", "not_met", "met_with_condition")),
]  # fmt: skip


@pytest.mark.parametrize("item_id, name, more, result", RULE)
def test_one_verdict_leads_to_one_result(item_id: str, name: Any, more: dict[str, Any], result: str) -> None:
    assert decided(judged(), **{item_id.replace(".", "__"): Verdict(name, **more)}).result == result


def test_everything_met_is_published() -> None:
    outcome = decided(judged())

    assert (outcome.result, outcome.open, outcome.conditions, outcome.rethink) == ("publish", (), (), False)


def test_condition_keeps_its_owner_day_and_words() -> None:
    verdict = Verdict("met_with_condition", "Name the campus advocate.", **NAMED)

    outcome = decided(judged(), hr__support=verdict)

    assert outcome.conditions == (
        Condition("hr.support", "blocker", "Name the campus advocate.", "Ines", BEFORE_THE_EVENT),
    )


def test_item_without_a_verdict_is_open() -> None:
    report = judged()
    verdicts = {item.id: Verdict("met") for item in report.applying if item.id != "sr.decide"}

    outcome = decide(report, verdicts)

    assert outcome.result == "changes_needed"
    assert outcome.open == (OpenItem("sr.decide", "concern", "no_verdict"),)
    assert outcome.open[0].sentence == "Nobody has given a verdict on this item."


def test_strictest_word_of_two_reviewers_counts() -> None:
    outcome = decided(judged(), sr__decide=[Verdict("met"), Verdict("not_met", "Who voted?")])

    assert outcome.result == "changes_needed"
    assert outcome.open == (OpenItem("sr.decide", "concern", "not_met", "Who voted?"),)


def test_same_condition_of_two_reviewers_is_one() -> None:
    verdict = Verdict("met_with_condition", "Later.", **NAMED)

    assert len(decided(judged(), sr__decide=[verdict, verdict]).conditions) == 1


def test_idea_that_has_to_change_is_not_published_even_when_all_else_is_met() -> None:
    outcome = decided(judged(), sr__decide=Verdict("met", rethink=True))

    assert (outcome.result, outcome.rethink) == ("changes_needed", True)


@pytest.mark.parametrize("built_in", ["listing.text", "listing.details"])
@pytest.mark.parametrize(
    "name, why", [("ask", "question"), ("not_met", "not_met"), ("met_with_condition", "not_met")]
)
def test_listing_is_published_as_it_stands_or_changed(built_in: str, name: Any, why: Any) -> None:
    outcome = decided(judged(), **{built_in.replace(".", "__"): Verdict(name, **NAMED)})

    assert outcome.result == "changes_needed"
    assert outcome.open == (OpenItem(built_in, "blocker", why),)


def test_refused_answer_is_never_published() -> None:
    report = judged({"hr.nostage": {"state": "answered", "value": "yes", "note": "A waiver."}})

    assert decided(report).open == (OpenItem("hr.nostage", "blocker", "refused"),)


# --- answers that are not plain answers --------------------------------------------------------------------------

NOT_YET = {"sr.decide": {"state": "not_yet", "by": "2026-04-01", "who": "Ada"}}
NOT_APPLICABLE = {"ow.money": {"state": "not_applicable", "because": "It costs nothing."}}


def test_promise_of_the_organizer_becomes_the_condition() -> None:
    outcome = decided(judged(NOT_YET), sr__decide=Verdict("met_with_condition"))

    assert outcome.result == "publish_with_conditions"
    assert outcome.conditions == (Condition("sr.decide", "concern", "", "Ada", date(2026, 4, 1)),)


def test_reviewer_may_set_another_owner_and_day() -> None:
    outcome = decided(judged(NOT_YET), sr__decide=Verdict("met_with_condition", "", **NAMED))

    assert (outcome.conditions[0].owner, outcome.conditions[0].by) == ("Ines", BEFORE_THE_EVENT)


@pytest.mark.parametrize("answers, item_id, name, result", [
    (NOT_YET, "sr.decide", "met", "changes_needed"),  # what is not there yet cannot be met
    (NOT_APPLICABLE, "ow.money", "not_applicable_accepted", "publish"),
    (NOT_APPLICABLE, "ow.money", "met", "changes_needed"),  # it must be accepted in so many words
])  # fmt: skip
def test_verdict_must_fit_the_answer(answers: dict[str, Any], item_id: str, name: Any, result: str) -> None:
    outcome = decided(judged(answers, raises_money=False), **{item_id.replace(".", "__"): Verdict(name)})

    assert outcome.result == result


@pytest.mark.parametrize("answers, item_id, wanted", [
    ({}, "sr.roles", ("met", "ask", "not_met")),
    ({}, "ma.list", ("met", "met_with_condition", "ask", "not_met")),
    ({}, "sr.decide", ("met", "met_with_condition", "ask", "not_met")),
    (NOT_YET, "sr.decide", ("met_with_condition", "ask", "not_met")),
    (NOT_APPLICABLE, "ow.money", ("not_applicable_accepted", "ask", "not_met")),
    ({"hr.nostage": {"state": "answered", "value": "yes"}}, "hr.nostage", ("ask", "not_met")),
])  # fmt: skip
def test_reviewer_is_offered_the_verdicts_that_fit(
    answers: dict[str, Any], item_id: str, wanted: tuple[str, ...]
) -> None:
    assert allowed_verdicts(judged(answers, raises_money=False).item(item_id)) == wanted
