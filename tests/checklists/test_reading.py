"""A verdict stands while what it was given on stands: what each item reads, and what stands outside every digest."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhour.checklists.definitions import Item
from commonhour.checklists.evidence import EVIDENCE_TYPES
from commonhour.checklists.facts import FACTS
from commonhour.checklists.reading import BUILT_IN, OUTSIDE_EVERY_DIGEST, digest_of, input_of, stands
from tests.checklists.documents import CALM, LISTING, SECTIONS, complete, every_item, principles
from tests.checklists.test_properties import PLACES, holder

EVERY_ID = [*[item.id for item in every_item()], *BUILT_IN]


def item(item_id: str) -> Item | str:
    return item_id if item_id in BUILT_IN else next(one for one in every_item() if one.id == item_id)


def reopened(change: Callable[[dict[str, Any]], object], before: dict[str, Any] | None = None) -> set[str]:
    """The items whose verdict no longer stands after a change."""
    before = before or complete()
    after = deepcopy(before)
    change(after)
    return {item_id for item_id in EVERY_ID if not stands(item(item_id), before, after)}


def put(section: str, field: str, value: Any) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        found = document[section]
        (found[0] if isinstance(found, list) else found)[field] = value

    return change


def test_item_reads_its_evidence_its_answer_and_the_facts_it_hangs_on() -> None:
    assert input_of(item("sr.prepare"), complete()) == {
        "facts": {
            "audience": "public",
            "contact_with_affected_people": True,
            "has_speakers": True,
            "uses_survivor_story": True,
        },
        "answer": {
            "state": "answered",
            "value": {
                "who_briefs": "Nadia",
                "what_is_covered": "Disclosure, photos, pausing",
                "date": "2026-04-10",
            },
            "note": "Because of our partner.",
        },
    }
    assert input_of(item("ow.partners"), complete()) == {
        "facts": {"has_external_partner": True},
        "sections": {
            "partners": [
                {
                    "id": "partner1",
                    "name": "Student-worker council",
                    "does": "Reads the letters",
                    "agreed_on": "2026-02-02",
                    "may_be_named": True,
                }
            ]
        },
    }
    assert input_of("listing.text", complete()) == {
        "sections": {"listing": {name: LISTING[name] for name in ("title", "summary", "description")}}
    }


# --- outside every digest ----------------------------------------------------------------------------------------

OUTSIDE: dict[str, Callable[[dict[str, Any]], object]] = {
    "room": put("listing", "room", "Quiet room 204"),
    "time": lambda document: document["listing"].update(
        starts_at="2026-04-15T17:30", ends_at="2026-04-15T20:30"
    ),
    "access_features": put("listing", "access_features", ["quiet_room", "captions", "step_free"]),
    "how_many": put("roles", "how_many", 5),
}


def test_table_holds_the_whole_closed_list() -> None:
    assert tuple(OUTSIDE) == OUTSIDE_EVERY_DIGEST
    assert tuple(value for value, _ in principles().policy.outside_every_digest) == OUTSIDE_EVERY_DIGEST


@pytest.mark.parametrize("name", OUTSIDE)
def test_change_outside_every_digest_reopens_nothing(name: str) -> None:
    assert reopened(OUTSIDE[name]) == set()


@settings(max_examples=40, **CALM)
@given(names=st.lists(st.sampled_from(sorted(OUTSIDE)), unique=True), facts=st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in FACTS.items()}
))  # fmt: skip
def test_any_of_them_together_reopen_nothing(names: list[str], facts: dict[str, Any]) -> None:
    def change(document: dict[str, Any]) -> None:
        for name in names:
            OUTSIDE[name](document)

    assert reopened(change, complete(**facts)) == set()


@pytest.mark.parametrize("change, wanted", [
    (put("listing", "place_name", "Town hall"), {"listing.details"}),
    (put("listing", "starts_at", "2026-04-16T18:00"), {"listing.details"}),
    (put("listing", "ends_at", "2026-04-16T00:30"), {"listing.details"}),
    (put("listing", "access_features", ["step_free"]), {"dl.access", "listing.details"}),
    (put("listing", "access_features", ["step_free", "microphone"]), {"dl.access", "listing.details"}),
    (put("listing", "title", "Film night"), {"listing.text"}),
    (put("listing", "content_note", "Nothing."), {"hr.note", "listing.details"}),
    (put("listing", "place_rule", "after_sign_up"), {"hr.privacy", "listing.details"}),
    (put("listing", "cost_note", "$5"), {"listing.details"}),
    (put("listing", "recurrence", {"frequency": "weekly"}), {"listing.details"}),
    (put("listing", "time_zone", "UTC"), {"listing.details"}),
    (put("roles", "duties", "Count people"), {"sr.roles"}),
    (put("roles", "hours", 9), {"sr.roles"}),
    (put("speakers", "topic", "Law"), {"dl.speakers"}),
    (put("speakers", "pay_offered", "0"), {"dl.terms"}),
    (put("speakers", "self_description", "survivor"), {"dl.speakers"}),
    (put("speakers", "display_name", "Someone else"), {"dl.speakers", "dl.terms"}),
    (put("actions", "act", "Wear blue"), {"la.act", "la.followup"}),
    (put("actions", "where", "Online"), {"la.act"}),
    (put("actions", "measure_on", "2026-05-01"), {"la.followup"}),
    (put("partners", "asked_for", "Money"), {"la.partner"}),
    (put("partners", "does", "Nothing"), {"ow.partners"}),
    (put("partners", "contact", "new@example.org"), {"la.partner"}),
    (put("figures", "text", "50 million slaves"), {"st.list", "st.primary", "st.wording", "st.score"}),
    (put("figures", "year_of_data", "2001"), {"st.list", "st.primary", "st.wording", "st.score"}),
    (put("figures", "opened", "secondary"), {"st.primary"}),
    (put("figures", "stop_signs", ["changed"]), {"st.score"}),
    (put("materials", "alt_text", "A net"), {"ma.list"}),
    (put("support", "training", "None"), {"hr.support"}),
    (put("privacy", "photos", "open"), {"hr.privacy"}),
    (put("campus_rules", "done", True), {"hr.campus"}),
    (put("budget", "in_kind", "Tea"), {"ow.money"}),
    (lambda document: document["budget"]["costs"][0].update(amount=1), {"ow.money"}),
    (lambda document: document["support"]["services"][0].update(name="Another"), {"hr.support", "ma.help"}),
    (lambda document: document["support"]["services"][0].update(languages="French"), {"ma.help"}),
    (lambda document: document["answers"]["sr.decide"].update(value="Nothing"), {"sr.decide"}),
    (lambda document: document["answers"]["va.systems"].update(note="Slide 9"), {"va.systems"}),
    (lambda document: document["roles"].pop(), {"sr.roles"}),
])  # fmt: skip
def test_change_reopens_exactly_the_items_that_read_it(
    change: Callable[[dict[str, Any]], object], wanted: set[str]
) -> None:
    assert reopened(change) == wanted


@pytest.mark.parametrize("fact", FACTS)
def test_changed_fact_reopens_every_item_that_hangs_on_it(fact: str) -> None:
    before = complete()
    other = next(value for value in FACTS[fact] if value != before["facts"][fact])

    found = reopened(put("facts", fact, other))

    assert {one.id for one in every_item() if fact in one.facts} <= found
    assert found, "a fact that nothing reads could be changed unseen"


def test_order_of_rows_and_choices_is_not_read() -> None:
    before = complete()
    before["answers"]["dl.issues"]["value"] = ["marriage", "other"]

    def change(document: dict[str, Any]) -> None:
        document["roles"].reverse()
        document["answers"]["dl.issues"]["value"].reverse()

    assert reopened(change, before) == set()


def test_absent_null_and_empty_are_one_thing() -> None:
    def change(document: dict[str, Any]) -> None:
        document["budget"].pop("in_kind")
        document["privacy"]["place_shown_to"] = None
        document["listing"]["recurrence"] = None
        document["listing"]["directions"] = ""

    assert reopened(change) == set()


def test_feature_added_last_time_is_protected_the_next_time() -> None:
    approved = complete()
    amended = deepcopy(approved)
    amended["listing"]["access_features"] = ["captions", "quiet_room", "step_free"]

    assert reopened(lambda document: document.update(amended), approved) == set()
    assert "dl.access" in reopened(put("listing", "access_features", ["captions", "step_free"]), amended)


@pytest.mark.parametrize(
    "path", [path for path in PLACES if path[0] == "listing" and len(path) == 2], ids=str
)
def test_every_field_of_the_listing_is_read_or_stands_outside(path: tuple[str, ...]) -> None:
    def change(document: dict[str, Any]) -> None:
        inner = holder(document, path)
        inner[path[-1]] = None

    assert reopened(change) or path[-1] == "room"


def test_every_record_field_of_the_table_is_read_by_an_item() -> None:
    """A field that counts for completeness and that no digest covers could be changed after approval."""
    unread = set()
    for kind in EVIDENCE_TYPES.values():
        for source in kind.sources:
            if source.section in ("facts", "listing"):
                continue
            for field in source.fields:
                before = complete()
                after = deepcopy(before)
                found: Any = after
                for step in source.path:
                    found = found[step]
                row = found[0] if source.rows else found
                row[field] = "changed" if row.get(field) != "changed" else "again"
                if not any(not stands(item(one), before, after) for one in EVERY_ID):
                    unread.add((source.section, field))

    assert unread == {("roles", "how_many")}


def test_every_section_of_the_document_is_read() -> None:
    read = {source.section for kind in EVIDENCE_TYPES.values() for source in kind.sources}

    assert set(SECTIONS) <= read


# --- personal values ---------------------------------------------------------------------------------------------


def with_reference(digest: str, ref: str = "r1") -> dict[str, Any]:
    document = complete()
    speaker = document["speakers"][0]
    del speaker["display_name"], speaker["self_description"]
    speaker["personal"] = {"ref": ref, "digest": digest}
    return document


def test_reference_is_read_by_its_digest_alone() -> None:
    (row,) = input_of(item("dl.speakers"), with_reference("salted"))["sections"]["speakers"]

    assert row["personal"] == "salted"
    assert "Joaquim" not in str(row)


def test_personal_values_that_changed_reopen_the_items_that_read_them() -> None:
    assert reopened(lambda document: document.update(with_reference("new")), with_reference("old")) == {
        "dl.speakers",
        "dl.terms",
    }


def test_same_values_kept_in_another_place_reopen_nothing() -> None:
    before, after = with_reference("same"), with_reference("same", ref="r2")

    assert reopened(lambda document: document.update(after), before) == set()


# --- the question itself -----------------------------------------------------------------------------------------


def test_verdict_does_not_outlive_its_question() -> None:
    from dataclasses import replace

    asked = item("sr.decide")
    assert isinstance(asked, Item)
    other_question = replace(asked, question="What do students decide about this event, and who voted?")
    better_example = replace(asked, good="Students chose the topic.", review="Ask who voted.")

    assert digest_of(other_question, complete()) != digest_of(asked, complete())
    assert digest_of(better_example, complete()) == digest_of(asked, complete())


# --- programs ----------------------------------------------------------------------------------------------------


def test_inherited_item_reads_its_program() -> None:
    program = complete()
    event = {name: program[name] for name in ("facts", "listing", "roles")}

    assert input_of(item("sr.decide"), event, program=program) == input_of(item("sr.decide"), program)
    assert "answer" not in input_of(item("sr.decide"), event)


@settings(max_examples=60, **CALM)
@given(path=st.sampled_from([path for path in PLACES if path[0] == "answers"]))
def test_changed_answer_reopens_its_item_alone(path: tuple[str, ...]) -> None:
    def change(document: dict[str, Any]) -> None:
        holder(document, path)[path[-1]] = "Something else"

    assert reopened(change) <= {path[1]}
