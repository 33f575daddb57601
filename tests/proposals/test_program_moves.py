"""A program goes the same way as an event, and stands on the calendar as a program."""

from datetime import datetime

import pytest

from commonhour.errors import Conflict
from commonhour.events.choices import Status
from commonhour.events.models import Event, Program
from commonhour.people.models import Chapter, User
from commonhour.proposals import drafting, gaps, lifecycle, projection
from commonhour.proposals.models import Proposal

from . import making

LISTING = {
    "title": "Autumn of fair work", "summary": "Five evenings on work.", "description": "Why we do it.", "language": "en",
    "period_starts_on": "2026-10-05", "period_ends_on": "2026-12-15", "access_features": ["step_free"],
    "access_contact": "access@larkmoor.example", "access_request_by": "2026-09-20", "content_note": "Talks about wage theft.", "views_line": True,
}  # fmt: skip


@pytest.fixture
def program(larkmoor: Chapter, ada: User, rae: User, now: datetime) -> Proposal:
    """A published program."""
    proposal = drafting.start(larkmoor, kind="program", actor=ada, now=now)
    making.write(proposal, {**making.COMPLETE, "listing": LISTING})
    proposal = making.fresh(proposal)
    assert [gap.to_json() for gap in gaps.report_for(proposal, now.date()).gaps] == []
    lifecycle.perform("submit", proposal, actor=ada, now=now)
    making.say(proposal, rae, now)
    return lifecycle.perform(
        "approve", proposal, actor=rae, now=now, reason="Strong plan.", digest=making.digest(proposal)
    )


def status(proposal: Proposal) -> str:
    found = making.fresh(proposal).public_program
    assert found is not None
    return found.status


def test_what_is_shown_is_what_was_approved(program: Proposal) -> None:
    shown = Program.objects.get()

    assert program.approved_revision is not None
    assert projection.public_program(program, program.approved_revision.document).digest == shown.digest
    assert not Event.objects.exists()


def test_a_program_is_postponed_resumed_held_released_and_cancelled(
    program: Proposal, ada: User, cai: User, now: datetime
) -> None:
    seen = []

    for move, actor in (("postpone", ada), ("resume", ada), ("hold", cai), ("release", cai), ("cancel", cai)):
        lifecycle.perform(move, program, actor=actor, now=now, reason="Because.")
        seen.append(status(program))

    assert seen == [Status.POSTPONED, Status.SCHEDULED, Status.HELD, Status.SCHEDULED, Status.CANCELLED]


def test_an_amendment_of_a_held_program_stays_out_of_view(
    program: Proposal, ada: User, rae: User, cai: User, now: datetime
) -> None:
    lifecycle.perform("hold", program, actor=cai, now=now, reason="Because.")
    lifecycle.perform("amend", program, actor=ada, now=now)
    making.edit(program, {"listing": {"title": "Winter of fair work"}})
    lifecycle.perform("submit", program, actor=ada, now=now)
    making.say(program, rae, now)

    done = lifecycle.perform(
        "approve", program, actor=rae, now=now, reason="Good.", digest=making.digest(program)
    )

    assert done.public_program is not None
    assert (done.public_program.status, done.public_program.title) == (Status.HELD, "Winter of fair work")
    lifecycle.perform("release", program, actor=cai, now=now, reason="Settled.")
    assert status(program) == Status.SCHEDULED


def test_a_program_has_no_single_date_to_cancel(program: Proposal, ada: User, now: datetime) -> None:
    with pytest.raises(Conflict) as refused:
        lifecycle.perform("cancel_occurrence", program, actor=ada, now=now, reason="Ill.", date="2026-10-15")

    assert refused.value.code == "not_a_series"


def test_an_event_under_it_owes_no_verdict_on_what_the_program_answers(
    program: Proposal, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    event = making.draft(larkmoor, ada, now)
    whole = dict(making.COMPLETE)
    own = {
        name: whole[name]
        for name in ("facts", "listing", "roles", "actions", "campus_rules", "privacy", "support")
    }
    making.write(event, {**own, "answers": {"sr.open": whole["answers"]["sr.open"], "hr.who": whole["answers"]["hr.who"],
                                            "sr.prepare": whole["answers"]["sr.prepare"]}})  # fmt: skip
    drafting.put_under_program(making.fresh(event), program=making.fresh(program), actor=ada, now=now)
    report = gaps.report_for(making.fresh(event), now.date())
    assert [gap.to_json() for gap in report.gaps] == []

    lifecycle.perform("submit", event, actor=ada, now=now)

    found = making.review_of(event, now)
    inherited = {item.id for item in found.report.applying if item.inherited}
    assert "dl.planners" in inherited
    assert not inherited & set(found.needed)
    making.say(event, rae, now)
    done = lifecycle.perform(
        "approve", event, actor=rae, now=now, reason="Good.", digest=making.digest(event)
    )
    assert done.event is not None
    assert done.event.program == Program.objects.get()
