"""Programs and the events under them: answers are inherited, and asked only where facts differ."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from commonhour.errors import Conflict
from commonhour.people.models import Chapter, User
from commonhour.proposals import consent, deciding, drafting, gaps, lifecycle, projection, revising
from commonhour.proposals.models import Proposal
from commonhour.proposals.states import State
from commonhour.records import journal

from .making import COMPLETE, approved, digest, draft, edit, fresh, say, write


@pytest.fixture
def program(larkmoor: Chapter, ada: User, now: datetime) -> Proposal:
    """An approved program, as far as an event under it looks."""
    program = drafting.start(larkmoor, kind="program", actor=ada, now=now)
    document = deepcopy(COMPLETE)
    document["listing"] = {
        "title": "Work this autumn", "summary": "Three evenings on work.", "description": "To know one's rights.",
        "period_starts_on": "2026-10-10", "period_ends_on": "2026-12-15", "language": "en",
        "access_features": ["step_free"], "access_contact": "access@larkmoor.example",
        "access_request_by": "2026-10-01", "content_note": "Talks about wage theft.", "views_line": True,
    }  # fmt: skip
    write(program, document)
    return approve(program, ada, now)


def approve(program: Proposal, actor: User, now: datetime) -> Proposal:
    revision = revising.freeze(fresh(program), actor=actor, now=now)
    Proposal.objects.filter(pk=program.pk).update(state=State.APPROVED, approved_revision=revision)
    return fresh(program)


def open_items(proposal: Proposal, now: datetime) -> set[str]:
    return {item.id for item in gaps.report_for(fresh(proposal), now.date()).applying if item.holds_up}


def test_an_event_inherits_what_its_program_answered(
    program: Proposal, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now, title="First evening")
    assert "hr.who" not in {item.id for item in gaps.report_for(event, now.date()).applying if item.inherited}

    event = drafting.put_under_program(event, program=program, actor=ada, now=now)

    assert event.document["facts"] == program.document["facts"]
    report = gaps.report_for(fresh(event), now.date())
    assert report.item("hr.who").inherited
    assert report.item("hr.who").state == "answered"
    assert open_items(event, now) == {"sr.roles", "dl.access", "hr.note", "hr.privacy"} & open_items(
        event, now
    )
    assert "sr.roles" in open_items(event, now)


def test_an_event_is_asked_where_its_facts_differ(
    program: Proposal, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now)
    event = drafting.put_under_program(event, program=program, actor=ada, now=now)
    facts = {**event.document["facts"], "event_type": "vigil"}

    drafting.write_section(event, section="facts", version=1, value=facts, actor=ada, now=now)

    report = gaps.report_for(fresh(event), now.date())
    assert not report.item("hr.support").inherited
    assert report.item("sr.decide").inherited


def test_a_later_amendment_of_the_program_does_not_touch_its_events(
    program: Proposal, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now)
    event = drafting.put_under_program(event, program=program, actor=ada, now=now)
    pinned = event.program_revision_id
    Proposal.objects.filter(pk=program.pk).update(state=State.DRAFT)
    document = deepcopy(fresh(program).document)
    del document["answers"]["hr.who"]
    Proposal.objects.filter(pk=program.pk).update(document=document)

    approve(program, ada, now)

    assert fresh(event).program_revision_id == pinned
    assert gaps.report_for(fresh(event), now.date()).item("hr.who").state == "answered"


def test_an_event_keeps_the_facts_it_has(
    program: Proposal, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now, event_type="vigil")

    event = drafting.put_under_program(event, program=program, actor=ada, now=now)

    assert event.document["facts"]["event_type"] == "vigil"
    assert event.document["facts"]["audience"] == "campus"
    assert event.sections["facts"]["version"] == 1


def test_who_takes_over_a_programs_facts_is_an_author_and_so_is_who_writes_next(
    program: Proposal, larkmoor: Chapter, ada: User, lin: User, now: datetime
) -> None:
    """Taking facts over is a save like any other: it must not pass for one that was noted already."""
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now)

    drafting.put_under_program(event, program=program, actor=lin, now=now)
    drafting.write_section(
        event, section="budget", version=0, value={"sources": "The chapter"}, actor=lin, now=now
    )

    assert fresh(event).author_ids == {ada.pk, lin.pk}
    lines = [(record.verb, record.actor) for record in journal.history_of(event)]
    assert lines == [("started", ada), ("put under a program", lin), ("wrote", lin)]


def test_an_event_leaves_its_program(program: Proposal, larkmoor: Chapter, ada: User, now: datetime) -> None:
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now)
    drafting.put_under_program(event, program=program, actor=ada, now=now)

    event = drafting.put_under_program(fresh(event), program=None, actor=ada, now=now)

    assert (event.program, event.program_revision) == (None, None)


def test_only_an_event_goes_under_an_approved_program_of_its_hosts(
    program: Proposal, larkmoor: Chapter, vesper: Chapter, ada: User, oz: User, now: datetime
) -> None:
    event = drafting.start(larkmoor, kind="event", actor=ada, now=now)
    other_program = drafting.start(larkmoor, kind="program", actor=ada, now=now)
    theirs = drafting.start(vesper, kind="event", actor=oz, now=now)
    refused: dict[str, Callable[[], Any]] = {
        "program_not_approved": lambda: drafting.put_under_program(
            event, program=other_program, actor=ada, now=now
        ),
        "programs_hold_events": lambda: drafting.put_under_program(
            other_program, program=program, actor=ada, now=now
        ),
        "program_of_others": lambda: drafting.put_under_program(theirs, program=program, actor=oz, now=now),
    }

    for code, act in refused.items():
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == code


def test_a_complete_program_has_no_gap(
    program: Proposal, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    assert [gap.message for gap in gaps.report_for(program, now.date()).gaps] == []


def test_the_draft_of_an_event_is_complete_without_a_program(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    assert gaps.report_for(draft(larkmoor, ada, now), now.date()).complete


@pytest.fixture
def public(program: Proposal, now: datetime) -> Proposal:
    """The same program on the calendar."""
    assert program.approved_revision is not None
    deciding.put_on_calendar(program, program.approved_revision, now=now)
    program.save(update_fields=["public_program"])
    return fresh(program)


def amended_under(program: Proposal, event: Proposal, actor: User, now: datetime) -> Proposal:
    """A published event whose amendment names a program that no reviewer has seen."""
    lifecycle.perform("amend", event, actor=actor, now=now)
    return drafting.put_under_program(fresh(event), program=program, actor=actor, now=now)


def test_an_abandoned_amendment_leaves_no_program_behind(
    public: Proposal, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    event = amended_under(public, approved(larkmoor, ada, rae, now), ada, now)
    lifecycle.perform("abandon_amendment", event, actor=ada, now=now)
    lifecycle.perform("amend", event, actor=ada, now=now)
    edit(event, {"listing": {"room": "Room 14"}})

    lifecycle.perform("submit", fresh(event), actor=ada, now=now)

    again = fresh(event)
    assert again.state == State.APPROVED
    assert (again.program, again.program_revision) == (None, None)
    assert again.event is not None
    assert again.event.program is None


def test_abandoning_brings_the_program_back_that_was_approved(
    public: Proposal, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    event = drafting.put_under_program(draft(larkmoor, ada, now), program=public, actor=ada, now=now)
    lifecycle.perform("submit", event, actor=ada, now=now)
    say(event, rae, now)
    lifecycle.perform("approve", event, actor=rae, now=now, reason="Good.", digest=digest(event))
    lifecycle.perform("amend", event, actor=ada, now=now)
    drafting.put_under_program(fresh(event), program=None, actor=ada, now=now)

    lifecycle.perform("abandon_amendment", event, actor=ada, now=now)

    again = fresh(event)
    assert (again.program, again.program_revision) == (public, public.approved_revision)


def test_withdrawn_consent_publishes_no_program_that_nobody_approved(
    public: Proposal, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    event = amended_under(public, approved(larkmoor, ada, rae, now), ada, now)

    consent.withdraw(event, section="actions", row="act001", actor=ada, now=now)

    again = fresh(event)
    assert again.event is not None
    assert again.event.program is None


def test_an_approved_event_stands_under_the_program_of_its_revision(
    public: Proposal, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    draft_event = draft(larkmoor, ada, now)
    event = drafting.put_under_program(draft_event, program=public, actor=ada, now=now)
    revision = revising.freeze(fresh(event), actor=ada, now=now)
    Proposal.objects.filter(pk=event.pk).update(
        approved_revision=revision, program=None, program_revision=None
    )

    facts = projection.public_event(fresh(event), revision.document)

    assert facts.program == public.public_program_id
