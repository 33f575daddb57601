"""What follows from a decision: the Decision and its Conditions, the public line, the roles, the private briefing."""

from datetime import date, datetime

from commonhour.checklists.evaluation import event_date
from commonhour.events import publishing
from commonhour.events.choices import Status
from commonhour.events.models import Event
from commonhour.events.public import PublicEvent
from commonhour.participation import briefings, openings
from commonhour.people.models import User
from commonhour.proposals import projection
from commonhour.proposals.models import Condition, Decision, Proposal, Revision, Verdict
from commonhour.proposals.review_queries import Review
from commonhour.proposals.states import Kind, Result, VerdictWord


def decide(
    revision: Revision, result: Result, *, reason: str, decided_by: User | None, now: datetime
) -> Decision:
    decision = Decision(
        revision=revision, result=result, reason=reason, digest=revision.digest, decided_by=decided_by, at=now
    )
    decision.save(force_insert=True)
    return decision


def publish(
    review: Review, *, verdicts: list[Verdict], reason: str, decided_by: User | None, now: datetime
) -> Decision:
    """Decide for publication and carry it out: everything here stands or falls with the caller's transaction."""
    proposal, revision = review.proposal, review.revision
    conditional = [verdict for verdict in verdicts if verdict.word == VerdictWord.MET_WITH_CONDITION]
    result = Result.PUBLISH_WITH_CONDITIONS if conditional else Result.PUBLISH
    decision = decide(revision, result, reason=reason, decided_by=decided_by, now=now)
    _promise(decision, conditional, before=proposal.approved_revision)
    proposal.approved_revision = revision
    put_on_calendar(proposal, revision, now=now)
    return decision


def _promise(decision: Decision, conditional: list[Verdict], *, before: Revision | None) -> None:
    """Write down each condition. One that stood before, in the same words, keeps whether it was kept."""
    earlier = {(one.item, one.words): one for one in before.decision.conditions.all()} if before else {}
    for verdict in conditional:
        kept = earlier.get((verdict.item, verdict.words))
        Condition.objects.create(
            decision=decision,
            item=verdict.item,
            words=verdict.words,
            owner=verdict.condition_owner,
            due=verdict.condition_due,
            met_at=kept.met_at if kept else None,
            met_by=kept.met_by if kept else None,
        )


def put_on_calendar(proposal: Proposal, revision: Revision, *, now: datetime) -> None:
    """Make the public line say what this revision says. The only call from here into the shared calendar's content."""
    if proposal.kind == Kind.PROGRAM:
        program = projection.public_program(proposal, revision.document)
        if proposal.public_program is None:
            proposal.public_program = publishing.publish_program(program, now=now)
        else:
            proposal.public_program = publishing.amend_program(proposal.public_program, program, now=now)
        return
    facts = projection.public_event(proposal, revision.document)
    if proposal.event is None:
        proposal.event = publishing.put_on_calendar(facts, now=now)
    elif proposal.event.status == Status.HELD:
        proposal.event = _amend_unseen(proposal.event, facts, now=now)
    else:
        proposal.event = publishing.amend(proposal.event, facts, now=now)
    openings.write(proposal.event, facts.roles, now=now)
    briefings.write(proposal.event, revision.document.get("listing") or {}, now=now)


def _amend_unseen(event: Event, facts: PublicEvent, *, now: datetime) -> Event:
    """Amend an event that is held: nobody sees it in between, for this is one transaction."""
    released = publishing.release(event, now=now)
    return publishing.hold(publishing.amend(released, facts, now=now), now=now)


def day_of(revision: Revision) -> date | None:
    """The day before which conditions are due: the event's first, or that of the program's period."""
    return event_date(revision.document)
