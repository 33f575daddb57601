"""What a stranger reads of a document: what is declared public, and nothing else."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from commonhour.errors import BadInput, NotReady
from commonhour.events import program_publishing, publishing
from commonhour.events.models import Topic
from commonhour.people.models import Chapter, User
from commonhour.proposals import document, drafting, gaps, lifecycle, personal, projection
from commonhour.proposals.document import SECTIONS, Field, Reach, Section
from commonhour.proposals.models import PersonalValue, Proposal
from tests.checklists.documents import complete

from .making import approved, digest, draft, fresh, say, submitted, write
from .test_document import right

OTHERS: dict[str, Any] = {
    "line": "Other words",
    "text": "Other words",
    "markdown": "Other words",
    "link": "https://other.example/b",
    "whole": 5,
    "number": 5,
    "date": "2026-04-02",
    "local_time": "2026-04-15T18:45",
    "time_zone": "America/Denver",
    "language": "es",
    "slugs": ["homes"],
    "fold": 1,
    "recurrence": {"frequency": "daily", "count": 2},
    "scores": {"A": 1},
}


def other(field: Field, now: Any) -> Any:
    """A value of the field that differs from the one it has."""
    if field.type == "yes_no":
        return not now
    if field.type == "choice":
        return next(value for value, _ in reversed(field.choices) if value != now)
    if field.type == "choices":
        return [field.choices[5][0]]
    if field.type == "rows":
        return [{"id": "zzzz9999", **{inner.name: right(inner) for inner in field.fields}}]
    return OTHERS[field.type]


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, now: datetime) -> Proposal:
    """Everything filled in, and everything about it public that may be."""
    for slug in ("work", "homes"):
        Topic.objects.create(slug=slug, name=slug)
    proposal = drafting.start(larkmoor, kind="event", actor=ada, now=now)
    write(proposal, everything())
    return fresh(proposal)


def everything() -> dict[str, Any]:
    whole = complete(event_type="talk")
    whole["listing"] |= {
        "link_rule": "public", "online_link": "https://example.org/join", "directions": "Second door", "cost": "fixed",
        "cost_note": "$5", "capacity": 40, "language": "en", "picture_link": "https://example.org/picture",
        "picture_alt": "A bus stop", "views_line": True, "all_day": False,
    }  # fmt: skip
    return whole


def shown(proposal: Proposal, changed: dict[str, Any]) -> dict[str, Any]:
    write(proposal, changed)
    return projection.event_facts(fresh(proposal), fresh(proposal).document)


def with_other(section: Section, field: Field) -> dict[str, Any]:
    whole = everything()
    record = whole[section.name][0] if section.rows else whole[section.name]
    record[field.name] = other(field, record.get(field.name))
    return whole


OUTER = [(section, field) for section in SECTIONS.values() for field in section.fields]
PRIVATE = [(section, field) for section, field in OUTER if field.reach is not Reach.PUBLIC]
OPEN = [
    (section, field) for section, field in OUTER if field.reach is Reach.PUBLIC and "event" in field.kinds
]
GOVERNING = {"listing_consent_on", "may_be_named", "has_speakers"}
"""Private fields that say whether others are public; tested by name below."""


def cases(pairs: list[tuple[Section, Field]]) -> list[Any]:
    return [pytest.param(section, field, id=f"{section.name}.{field.name}") for section, field in pairs]


@pytest.mark.parametrize("section, field", cases([each for each in PRIVATE if each[1].name not in GOVERNING]))
def test_a_private_field_changes_nothing_in_public(
    section: Section, field: Field, proposal: Proposal
) -> None:
    before = shown(proposal, everything())

    assert shown(proposal, with_other(section, field)) == before


@pytest.mark.parametrize("section, field", cases(OPEN))
def test_a_public_field_is_shown(section: Section, field: Field, proposal: Proposal) -> None:
    """The other half: nothing is declared public that never reaches anyone."""
    before = shown(proposal, everything())

    assert shown(proposal, with_other(section, field)) != before


def test_all_private_fields_at_once_change_nothing_in_public(proposal: Proposal) -> None:
    before = projection.public_event(proposal, proposal.document).digest
    changed = everything()
    for section, field in PRIVATE:
        if field.name not in GOVERNING:
            record = changed[section.name][0] if section.rows else changed[section.name]
            record[field.name] = other(field, record.get(field.name))
    changed["answers"] = {}

    write(proposal, changed)

    assert projection.public_event(fresh(proposal), fresh(proposal).document).digest == before


def test_a_speaker_is_named_only_with_a_consent_date(proposal: Proposal) -> None:
    whole = everything()
    assert [row["display_name"] for row in shown(proposal, whole)["speakers"]] == ["Joaquim Verrault"]

    del whole["speakers"][0]["listing_consent_on"]

    facts = shown(proposal, whole)
    assert facts["speakers"] == []
    assert "Joaquim" not in str(facts)


def test_a_speaker_whose_consent_is_withdrawn_is_gone(proposal: Proposal, ada: User, now: datetime) -> None:
    personal.blank(proposal, section="speakers", row="speaker1", actor=ada, now=now)

    assert projection.event_facts(fresh(proposal), fresh(proposal).document)["speakers"] == []
    assert PersonalValue.objects.exclude(blanked_at=None).count() == 1


def test_a_partner_is_named_only_if_it_may_be(proposal: Proposal) -> None:
    whole = everything()
    assert [row["name"] for row in shown(proposal, whole)["partners"]] == ["Student-worker council"]

    for answer in (False, None):
        whole["partners"][0]["may_be_named"] = answer
        assert shown(proposal, whole)["partners"] == []


ROWS_OF_A_FACT = {"speakers": ("has_speakers", "Joaquim"), "figures": ("uses_statistics", "27.6 million")}
"""Rows that show only where their fact says yes, and words of theirs."""


@pytest.mark.parametrize("answer", [False, None])
@pytest.mark.parametrize("section", ROWS_OF_A_FACT)
def test_rows_whose_fact_does_not_say_yes_are_shown_to_nobody_outside(
    section: str, answer: bool | None, proposal: Proposal
) -> None:
    fact, words = ROWS_OF_A_FACT[section]
    whole = everything()
    assert words in str(shown(proposal, whole))

    whole["facts"][fact] = answer

    facts = shown(proposal, whole)
    assert facts[section] == []
    assert words not in str(facts)
    readable = personal.filled(fresh(proposal).document)
    for reach in (Reach.PUBLIC, Reach.NETWORK, Reach.PARTICIPANTS):
        assert section not in document.seen_at(readable, reach)
    assert document.seen_at(readable, Reach.REVIEWERS)[section][0]["id"] == whole[section][0]["id"]


@pytest.mark.parametrize("rule", ["after_sign_up", "after_host_yes"])
def test_a_place_that_is_not_public_is_not_in_the_calendar(rule: str, proposal: Proposal) -> None:
    whole = everything()
    whole["listing"] |= {"place_rule": rule, "link_rule": rule}

    facts = shown(proposal, whole)

    for words in ("Student union", "114", "College Way", "Second door", "https://example.org/join"):
        assert words not in str(facts)


SECRETS = {
    "place_rule": "after_sign_up", "place_name": "Quarry Hall", "room": "Loft B", "place_address": "7 Slate Row",
    "directions": "Past the kiln", "link_rule": "after_host_yes", "online_link": "https://meet.example/quarry-7",
}  # fmt: skip
CANARIES = ("Quarry", "Loft", "Slate", "kiln", "meet.example")


def test_no_public_door_tells_a_private_place(
    larkmoor: Chapter, ada: User, rae: User, now: datetime, browser: Callable[[User | None], Client]
) -> None:
    proposal = fresh(approved(larkmoor, ada, rae, now, {"listing": SECRETS}))
    assert proposal.event is not None
    slug, stranger = proposal.event.slug, browser(None)

    doors = (f"/api/events/{slug}", "/api/events", "/api/occurrences?from=2026-10-01&to=2026-10-31", f"/events/{slug}",
             f"/events/{slug}.ics", "/feeds/network.ics", "/feeds/chapters/larkmoor.ics")  # fmt: skip
    for door in doors:
        answer = stranger.get(door)
        assert answer.status_code == 200, door
        said = b"".join(answer).decode().replace("\r\n ", "")
        assert "Know your pay slip" in said, door
        assert [each for each in CANARIES if each in said] == [], door


def test_a_proposal_that_tells_its_private_place_cannot_be_submitted(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now, {"listing": {**SECRETS, "description": "Find us in Quarry Hall."}})

    with pytest.raises(NotReady) as refusal:
        lifecycle.perform("submit", proposal, actor=ada, now=now)

    assert refusal.value.facts["items"] == ["listing.where"]
    (gap,) = refusal.value.facts["gaps"]
    assert (gap["section"], gap["field"]) == ("listing", "description")


def test_nor_may_a_speaker_tell_it(proposal: Proposal) -> None:
    whole = everything()
    whole["listing"] |= SECRETS
    whole["speakers"][0]["self_description"] = "Keeper of Quarry Hall"
    write(proposal, whole)

    with pytest.raises(BadInput) as refusal:
        projection.public_event(fresh(proposal), fresh(proposal).document)

    assert refusal.value.code == "place_told"
    assert set(refusal.value.facts["fields"]) == {"speakers.speaker1.self_description"}


def test_a_rule_that_is_not_answered_shows_nothing(proposal: Proposal) -> None:
    whole = everything()
    del whole["listing"]["place_rule"], whole["listing"]["link_rule"]

    facts = shown(proposal, whole)

    assert (facts["place_rule"], facts["link_rule"]) == ("from_host", "from_host")
    assert "place_name" not in facts
    assert "online_link" not in facts


@pytest.mark.parametrize("facts", [{}, {"event_type": "talk", "uses_media": False}, {"audience": "network"}])
def test_nothing_public_varies_with_a_survivors_story(facts: dict[str, Any], proposal: Proposal) -> None:
    whole = everything()
    told = deepcopy(whole)
    whole["facts"] |= facts | {"uses_survivor_story": False}
    told["facts"] |= facts | {"uses_survivor_story": True}

    assert shown(proposal, told) == shown(proposal, whole)


def test_figures_carry_their_source_and_score(proposal: Proposal) -> None:
    (figure,) = projection.event_facts(proposal, proposal.document)["figures"]

    assert figure == {
        "text": "The ILO estimates 27.6 million people in forced labour on any day in 2021.",
        "source_title": "Global Estimates 2022",
        "source_link": "https://example.org/estimates",
        "year_of_data": "2021",
        "limits": "Modelled",
        "score": 13,
    }


def test_the_calendar_takes_the_projection(proposal: Proposal, now: datetime) -> None:
    facts = projection.public_event(proposal, proposal.document)

    event = publishing.put_on_calendar(facts, now=now)

    assert event.digest == facts.digest
    assert publishing.facts_of(event).digest == facts.digest


def test_a_draft_names_what_keeps_it_from_the_calendar(larkmoor: Chapter, ada: User, now: datetime) -> None:
    proposal = drafting.start(larkmoor, kind="event", actor=ada, now=now, title="Pay slips")

    with pytest.raises(BadInput):
        projection.public_event(proposal, proposal.document)
    shown = projection.preview(proposal)

    assert shown["title"] == "Pay slips"
    assert {"summary", "audience", "visibility"} <= set(shown["missing"])


def test_a_preview_of_a_complete_draft_is_what_the_calendar_will_show(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now)

    shown = projection.preview(proposal)

    facts = projection.public_event(proposal, proposal.document).to_json()
    assert {name: shown[name] for name in facts} == facts
    assert shown["missing"] == {}
    assert shown["description_html"] == "<p>Bring <em>your own</em>.</p>\n"


def test_the_public_event_is_the_projection_of_the_approved_revision(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    proposal = fresh(approved(larkmoor, ada, rae, now))
    assert proposal.event is not None
    assert proposal.approved_revision is not None

    facts = projection.public_event(proposal, proposal.approved_revision.document)

    assert facts.digest == proposal.event.digest
    verified = facts.principles["checklists"]
    assert {each["verified_on"] for each in verified} == {"2026-09-01"}
    assert {each["result"] for each in verified} == {"met"}


def test_a_condition_is_public_as_its_question_and_its_day(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    """A reviewer writes to the organizers, not to strangers: the words stay between them."""
    proposal = submitted(larkmoor, ada, now)
    say(proposal, rae, now, sr_open="met_with_condition")
    lifecycle.perform("approve", proposal, actor=rae, now=now, reason="Strong plan.", digest=digest(proposal))
    published = fresh(proposal)
    assert published.event is not None
    assert published.approved_revision is not None
    assert published.approved_revision.decision.conditions.get().words == "Ask the library for a second room."

    principles = published.event.principles

    (item,) = (
        item
        for each in gaps.definitions(proposal.checklists_id)
        for item in each.items
        if item.id == "sr.open"
    )
    assert principles["conditions"] == [
        {"checklist": "student-roles", "words": item.question, "due": "2026-10-01"}
    ]
    assert "second room" not in str(publishing.facts_of(published.event).to_json())


def test_what_was_approved_is_projected_the_same_after_an_amendment_has_begun(
    larkmoor: Chapter, vesper: Chapter, ada: User, rae: User, now: datetime
) -> None:
    proposal = fresh(approved(larkmoor, ada, rae, now))
    Proposal.objects.filter(pk=proposal.pk).update(state="draft")
    drafting.name_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now)
    drafting.write_section(proposal, section="budget", version=0, value={}, actor=ada, now=now)

    again = fresh(proposal)
    assert again.approved_revision is not None
    assert again.event is not None

    assert projection.public_event(again, again.approved_revision.document).digest == again.event.digest


def test_a_draft_is_not_said_to_be_verified(larkmoor: Chapter, ada: User, now: datetime) -> None:
    proposal = submitted(larkmoor, ada, now)

    principles = projection.event_facts(proposal, proposal.document)["principles"]

    assert {each["result"] for each in principles["checklists"]} == {"not_yet_verified"}
    assert {each["verified_on"] for each in principles["checklists"]} == {None}
    assert "harm-reduction" in {each["id"] for each in principles["checklists"]}


READERS = [Reach.PUBLIC, Reach.NETWORK, Reach.PARTICIPANTS, Reach.REVIEWERS]


@pytest.mark.parametrize("reach", READERS)
def test_a_reader_sees_what_the_declaration_gives_them(reach: Reach, proposal: Proposal) -> None:
    seen = document.seen_at(personal.filled(proposal.document), reach)

    for name, section in SECTIONS.items():
        value = seen.get(name, {})
        record = (value[0] if value else {}) if section.rows else value
        for field in section.fields:
            if field.name in record:
                assert reach.includes(field.reach), f"{name}.{field.name}"
    assert (document.ANSWERS in seen) is (reach is Reach.REVIEWERS)


def test_a_program_is_projected_too(larkmoor: Chapter, ada: User, now: datetime) -> None:
    program = drafting.start(larkmoor, kind="program", actor=ada, now=now)
    whole = everything()
    whole["listing"] = {
        "title": "Work", "summary": "Three evenings.", "description": "For rights.", "language": "en",
        "period_starts_on": "2026-09-15", "period_ends_on": "2026-12-15", "topics": ["work"],
        "access_contact": "access@example.org",
    }  # fmt: skip
    write(program, whole)
    Topic.objects.create(slug="work", name="Work")

    facts = projection.public_program(fresh(program), fresh(program).document)

    assert program_publishing.put_on_calendar(facts, now=now).digest == facts.digest
    assert facts.roles[0].name == "Host"
