"""What follows from a decision: the Decision and its Conditions, the public line, the roles, the private briefing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commonhour.checklists.evaluation import event_date
from commonhour.events import program_publishing, publishing
from commonhour.participation import briefings, openings, signing_up
from commonhour.people.models import User
from commonhour.proposals import projection
from commonhour.proposals.models import Condition, Decision, Proposal, Revision
from commonhour.proposals.review_queries import Review
from commonhour.proposals.states import Kind, Result


def decide(
    revision: Revision, result: Result, *, reason: str, decided_by: User | None, now: datetime
) -> Decision:
    decision = Decision(
        revision=revision, result=result, reason=reason, digest=revision.digest, decided_by=decided_by, at=now
    )
    decision.save(force_insert=True)
    return decision


@dataclass(frozen=True)
class Promise:
    """What a condition will say."""

    item: str
    words: str
    owner: str
    due: date


def promises_in(review: Review) -> list[Promise]:
    """The conditions that the verdicts which count ask for; where nobody else is named, as the organizers promised."""
    return [
        Promise(one.item, one.words, one.owner, one.by) for one in review.outcome(review.merged).conditions
    ]


def promises_of(revision: Revision) -> list[Promise]:
    """The conditions a revision was published on."""
    return [Promise(one.item, one.words, one.owner, one.due) for one in revision.decision.conditions.all()]


def publish(
    proposal: Proposal,
    revision: Revision,
    *,
    promises: Sequence[Promise],
    reason: str,
    decided_by: User | None,
    now: datetime,
) -> Decision:
    """Decide for publication and carry it out: everything here stands or falls with the caller's transaction."""
    result = Result.PUBLISH_WITH_CONDITIONS if promises else Result.PUBLISH
    decision = decide(revision, result, reason=reason, decided_by=decided_by, now=now)
    _promise(decision, promises, before=proposal.approved_revision)
    proposal.approved_revision = revision
    put_on_calendar(proposal, revision, now=now)
    return decision


def _promise(decision: Decision, promises: Sequence[Promise], *, before: Revision | None) -> None:
    """Write down each condition. One that stood before, in the same words, keeps whether it was kept."""
    earlier = {(one.item, one.words): one for one in before.decision.conditions.all()} if before else {}
    for promise in promises:
        kept = earlier.get((promise.item, promise.words))
        Condition.objects.create(
            decision=decision,
            item=promise.item,
            words=promise.words,
            owner=promise.owner,
            due=promise.due,
            met_at=kept.met_at if kept else None,
            met_by=kept.met_by if kept else None,
        )


def put_on_calendar(proposal: Proposal, revision: Revision, *, now: datetime) -> None:
    """Make the public line say what this revision says. The only call from here into the shared calendar's content."""
    if proposal.kind == Kind.PROGRAM:
        program = projection.public_program(proposal, revision.document)
        if proposal.public_program is None:
            proposal.public_program = program_publishing.put_on_calendar(program, now=now)
        else:
            proposal.public_program = program_publishing.amend(proposal.public_program, program, now=now)
        return
    facts = projection.public_event(proposal, revision.document)
    if proposal.event is None:
        proposal.event = publishing.put_on_calendar(facts, now=now)
    else:
        proposal.event = publishing.amend(proposal.event, facts, now=now)
    openings.write(proposal.event, facts.roles, now=now)
    document = revision.document
    briefings.write(proposal.event, document.get("listing") or {}, document.get("privacy") or {}, now=now)
    signing_up.follow(proposal.event, now=now)


def day_of(revision: Revision) -> date | None:
    """The day before which conditions are due: the event's first, or that of the program's period."""
    return event_date(revision.document)
