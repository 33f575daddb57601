"""Twenty-two sample proposals: what applies, how much review, and where the reviewers' verdicts lead."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from commonhour.checklists.evaluation import Report, evaluate
from commonhour.checklists.facts import FACTS
from commonhour.checklists.language import hints
from commonhour.checklists.review import Verdict, decide, level_for
from tests.checklists.documents import TODAY, complete, principles

_FILE = YAML(typ="safe", pure=True).load((Path(__file__).parent / "samples.yaml").read_text())
SAMPLES: list[dict[str, Any]] = [
    {**sample, "facts": {**_FILE["defaults"], **sample["facts"]}} for sample in _FILE["samples"]
]
ids = [sample["id"] for sample in SAMPLES]


def judged(sample: dict[str, Any]) -> Report:
    """The sample with every applying item answered: what a reviewer would find before them."""
    return evaluate(principles().checklists, complete(**sample["facts"]), TODAY)


def verdicts(report: Report, failing: dict[str, Verdict]) -> dict[str, Verdict]:
    return {item.id: failing.get(item.id, Verdict("met")) for item in report.applying}


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_sample_answers_every_fact(sample: dict[str, Any]) -> None:
    assert set(sample["facts"]) == set(FACTS)
    assert judged(sample).facts_missing == ()


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_sample_has_the_level_it_says(sample: dict[str, Any]) -> None:
    assert level_for(principles().policy, sample["facts"]).name == sample["level"]


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_every_item_a_sample_fails_applies_to_it(sample: dict[str, Any]) -> None:
    applying = {item.id for item in judged(sample).applying}

    assert [item for item in sample["fails"] if item not in applying] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_failed_items_lead_to_the_expected_result(sample: dict[str, Any]) -> None:
    """Even when each reviewer offers every failed item as a condition with an owner and a day."""
    report = judged(sample)
    a_week_before = date(2026, 4, 8)
    failing = {item: Verdict("not_met", owner="Ines", by=a_week_before) for item in sample["fails"]}

    outcome = decide(report, verdicts(report, failing))

    assert outcome.result == sample["result"]


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one["fails"]], ids=lambda one: one["id"])
def test_failed_items_without_owner_and_day_need_changes(sample: dict[str, Any]) -> None:
    report = judged(sample)
    failing = {item: Verdict("not_met") for item in sample["fails"]}

    outcome = decide(report, verdicts(report, failing))

    advice = {item.id for item in report.applying if item.severity == "advice"}
    assert outcome.result == "changes_needed"
    assert {one.item for one in outcome.open} == set(sample["fails"]) - advice


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_sample_shows_the_hints_it_says_and_no_other(sample: dict[str, Any]) -> None:
    found = {hint.entry for hint in hints(principles().lexicon, sample["text"], more=True)}

    assert found == set(sample["language"])


APPLYING = {
    "s05": "sr.roles sr.decide sr.open sr.limits sr.care la.act la.partner la.benefit la.followup la.ease dl.planners"
    " dl.perspectives dl.issues dl.access hr.who hr.support hr.nostage hr.authority hr.privacy hr.campus va.aftercare"
    " va.sexwork va.hierarchy va.dichotomy va.systems va.views ow.money ow.partners ow.concern ow.tellback ow.learn",
    "s21": "sr.roles sr.decide sr.open sr.prepare sr.limits sr.care la.act la.partner la.benefit la.followup la.ease"
    " dl.planners dl.perspectives dl.issues dl.access hr.who hr.note hr.nostage hr.authority hr.worried hr.privacy"
    " hr.campus st.list st.primary st.wording st.score st.without ma.list ma.images ma.purpose ma.readable ow.money"
    " ow.concern ow.tellback ow.learn",
}


@pytest.mark.parametrize("sample_id", APPLYING)
def test_exactly_these_items_apply(sample_id: str) -> None:
    sample = next(one for one in SAMPLES if one["id"] == sample_id)

    assert [item.id for item in judged(sample).applying] == APPLYING[sample_id].split()


def test_closed_support_space_may_leave_out_the_local_action() -> None:
    sample = next(one for one in SAMPLES if one["id"] == "s05")
    document = complete(**sample["facts"])
    because = "People come for themselves and are not asked to do anything."
    for item in ("la.act", "la.partner", "la.benefit", "la.followup"):
        document["answers"][item] = {"state": "not_applicable", "because": because}
    document["actions"] = []

    report = evaluate(principles().checklists, document, TODAY + timedelta(days=1))

    assert report.complete
    assert report.item("la.act").state == "not_applicable"
