"""What holds for every file that ships."""

import json
import re

import pytest

from commonhour.checklists import catalogue
from commonhour.checklists.definitions import Checklist, Item, LexiconEntry
from commonhour.checklists.evidence import EVIDENCE_TYPES
from commonhour.checklists.facts import FACTS
from tests.checklists.documents import every_item, principles

CHECKLISTS = principles().checklists


def test_four_gates_two_that_may_apply_and_two_conversations_stand_in_their_order() -> None:
    assert [(checklist.id, checklist.kind, len(checklist.items)) for checklist in CHECKLISTS] == [
        ("student-roles", "gate", 6),
        ("local-action", "gate", 6),
        ("diverse-leadership", "gate", 7),
        ("harm-reduction", "gate", 8),
        ("sound-statistics", "gate_when_it_applies", 6),
        ("materials", "gate_when_it_applies", 7),
        ("values", "conversation", 6),
        ("open-working", "conversation", 5),
    ]


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda one: one.id)
def test_stored_copy_reads_back_as_the_same_checklist(checklist: Checklist) -> None:
    (stored,) = catalogue.to_json([checklist])

    assert catalogue.from_json([stored]) == (checklist,)
    assert stored["digest"] == checklist.digest


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda one: one.id)
def test_stored_copy_survives_a_database_that_sorts_keys(checklist: Checklist) -> None:
    """PostgreSQL's jsonb does."""
    stored = json.dumps(catalogue.to_json([checklist]), sort_keys=True)
    catalogue._from_copy.cache_clear()

    assert catalogue.from_json(json.loads(stored)) == (checklist,)


@pytest.mark.parametrize("item", every_item(), ids=lambda one: one.id)
def test_item_says_all_it_must(item: Item) -> None:
    assert item.question.endswith("?") or item.evidence.type in ("claim_list", "material_list")
    assert all((item.why, item.good_evidence, item.good, item.weak, item.review))
    assert item.good != item.weak
    assert item.evidence.type in EVIDENCE_TYPES


@pytest.mark.parametrize("item", every_item(), ids=lambda one: one.id)
def test_blocker_that_is_always_one_is_not_raised_to_one(item: Item) -> None:
    assert item.severity != "blocker" or item.blocker_when.mode == "never"


def test_one_prefix_belongs_to_one_checklist() -> None:
    prefixes = [{item.id.split(".")[0] for item in checklist.items} for checklist in CHECKLISTS]

    assert prefixes == [{"sr"}, {"la"}, {"dl"}, {"hr"}, {"st"}, {"ma"}, {"va"}, {"ow"}]


def test_facts_are_asked_in_the_order_of_the_document() -> None:
    assert {fact.id for fact in principles().facts} == set(FACTS)
    assert all(fact.question.endswith("?") and fact.help for fact in principles().facts)
    assert all(label for fact in principles().facts for _, label in fact.options)


ENTRIES = principles().lexicon.entries


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.id)
def test_pattern_hits_and_misses_its_test_texts(entry: LexiconEntry) -> None:
    assert [bool(entry.pattern.search(text)) for text in entry.hits] == [True] * len(entry.hits)
    assert [bool(entry.pattern.search(text)) for text in entry.misses] == [False] * len(entry.misses)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.id)
def test_pattern_uses_nothing_that_javascript_reads_otherwise(entry: LexiconEntry) -> None:
    python_only = r"\(\?P|\(\?#|\(\?<[a-zA-Z]|\\A|\\Z|\(\?[aiLmsux]+\)"

    assert not re.search(python_only, entry.pattern.pattern)


def test_outcome_form_keeps_its_fields_and_their_reach() -> None:
    form = principles().outcome_form

    assert [(field.id, field.reach) for field in form.fields] == [
        ("oc.happened", "public"),
        ("oc.students", "public"),
        ("oc.people", "public"),
        ("oc.action", "public"),
        ("oc.action_later", "public"),
        ("oc.resources", "public"),
        ("oc.speakers", "network"),
        ("oc.access", "public"),
        ("oc.figures", "public"),
        ("oc.wrong", "network"),
        ("oc.feedback", "network"),
        ("oc.partner", "network"),
        ("oc.advice", "public"),
        ("oc.keep", "reviewers"),
    ]
    assert [field.id for field in form.fields if field.in_second_part] == ["oc.action_later"]
    assert [field.id for field in form.fields if field.optional] == ["oc.advice"]
    assert form.first_part_days_after == 14


def test_rubric_puts_a_score_in_its_band() -> None:
    rubric = principles().rubric

    assert [rubric.band_of(total).id for total in (16, 12, 11, 8, 7, 0)] == [
        "green",
        "green",
        "amber",
        "amber",
        "red",
        "red",
    ]
    assert rubric.band_of(16, stopped=True).id == "red"


def test_catalogue_of_the_deployment_is_read_once() -> None:
    assert catalogue.current() is catalogue.current()
    assert [checklist.id for checklist in catalogue.current().checklists] == [one.id for one in CHECKLISTS]
