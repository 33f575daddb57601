"""What is asked before a move: who may, from where, what must be ready, what must be given. Each no is a Refusal."""

from collections.abc import Callable
from datetime import date
from typing import Any

from commonhour.checklists import catalogue, review
from commonhour.checklists.evaluation import event_date
from commonhour.errors import BadInput, Conflict, NotReady
from commonhour.events import schedule as schedules
from commonhour.events.choices import Status
from commonhour.people.policy import standing_of
from commonhour.proposals import deciding, gaps, projection, revising
from commonhour.proposals.models import Proposal
from commonhour.proposals.moving import Moving, Question
from commonhour.proposals.states import Kind, Result

# May this person?


def always(permission: str) -> Callable[[Moving], str]:
    return lambda moving: permission


def submits(moving: Moving) -> str:
    """At the careful level a lead signs for the chapter."""
    facts = moving.proposal.document.get("facts") or {}
    level = review.level_for(catalogue.current().policy, facts)
    return "proposal.sign" if level.name == "careful" else "proposal.organize"


def decides(moving: Moving) -> str:
    """Its reviewers; where they disagree, a coordinator who did not review it."""
    return "proposal.settle" if moving.disagreed else "proposal.review"


# From here?


def never_approved(moving: Moving) -> None:
    if moving.proposal.approved_revision_id:
        sentence = "What was approved stays on the calendar. Abandon the amendment, or cancel the event."
        raise Conflict("was_approved", sentence)


def an_amendment(moving: Moving) -> None:
    if not moving.proposal.approved_revision_id:
        raise Conflict(
            "never_approved",
            "Nothing was approved yet, so there is nothing to go back to. Withdraw it instead.",
        )


def amendable(moving: Moving) -> None:
    if moving.status == Status.CANCELLED:
        raise Conflict(
            "cancelled", "It was cancelled. Copy it into a new proposal instead.", status=moving.status
        )


def stands(*statuses: Status) -> Question:
    def ask(moving: Moving) -> None:
        if not moving.status:
            raise Conflict("not_on_the_calendar", "Nothing of it is on the calendar yet.")
        if moving.status not in statuses:
            now = Status(moving.status).label.lower()
            raise Conflict("not_from_here", f"On the calendar it is {now}, and this is not possible from there.", status=moving.status)  # fmt: skip

    return ask


def not_over(*statuses: Status) -> Question:
    on_the_calendar = stands(*statuses)

    def ask(moving: Moving) -> None:
        on_the_calendar(moving)
        event = moving.proposal.event
        if event is not None and moving.status == Status.SCHEDULED and event.ends_at <= moving.now:
            raise Conflict("over", "It is over. Copy it into a new proposal to do it again.")

    return ask


def a_series(moving: Moving) -> None:
    not_over(Status.SCHEDULED, Status.POSTPONED)(moving)
    event = moving.proposal.event
    if event is None or event.schedule.get("recurrence") is None:
        raise Conflict("not_a_series", "It has one date only. Cancel the whole of it instead.")


def appealable(moving: Moving) -> None:
    """An appeal is about what was decided, to the letter, and the same is put before other eyes once."""
    revision = moving.revision
    if revision is None or revising.working_digest(moving.proposal) != revision.digest:
        raise Conflict("changed_since", "You have changed it since the decision. Submit it again instead.")
    if moving.proposal.revisions.filter(appeal=True, digest=revision.digest).exists():
        sentence = (
            "Other reviewers have read these words on an appeal already. Change it, and submit it again."
        )
        raise Conflict("appealed_already", sentence)


def digest_seen(moving: Moving) -> None:
    """Refuse a decision on words other than those that stand now, and say what has changed."""
    seen = moving.inputs.get("digest")
    if not seen or moving.revision is None or seen == moving.revision.digest:
        return
    raise Conflict(
        "stale_revision",
        "It has changed since you opened it. Look at what changed, then decide.",
        digest=moving.revision.digest,
        revision=moving.revision.number,
        changed=moving.review.changed_since(seen),
    )


def nobody_else_would_publish(moving: Moving) -> None:
    """One reviewer may not overrule another: their word goes beside it, and a coordinator decides."""
    digest_seen(moving)
    bench = set(moving.review.bench) - {moving.person.pk}
    others = {one.result for one in moving.review.recommendations if one.reviewer_id in bench}
    if not moving.disagreed and others - {Result.CHANGES_NEEDED}:
        sentence = "Another reviewer would publish it. Give your recommendation; a coordinator then decides."
        raise Conflict("others_would_publish", sentence)


# Is it ready?


def complete(moving: Moving) -> None:
    """Every applying item is answered, the co-hosts have said yes, and the calendar could show it."""
    proposal = moving.proposal
    report = moving.report
    if not report.complete:
        raise NotReady(
            "incomplete",
            _how_far(report),
            items=missing_items(report),
            facts_missing=list(report.facts_missing),
            gaps=[gap.to_json() for gap in report.gaps],
        )
    waiting = [cohost.chapter.name for cohost in proposal.cohosts.all() if cohost.confirmed_at is None]
    if waiting:
        raise NotReady(
            "cohosts_waiting", f"{', '.join(waiting)} has not confirmed yet. Ask again, or take them off."
        )
    project_ready(proposal, proposal.document)


def _how_far(report: gaps.ProposalReport) -> str:
    """In the items that the report counts, so that the sentence and the bar beside it agree."""
    if report.facts_missing:
        return "Answer the facts first: they decide what else is asked."
    left = report.total - report.done
    return f"{left} of {report.total} items {'is' if left == 1 else 'are'} still open. The editor shows each."


def missing_items(report: gaps.ProposalReport) -> list[str]:
    """What holds the proposal up: parts of the listing, then items of checklists."""
    listing = [essential.id for essential in report.essentials if essential.gaps]
    return [*listing, *(item.id for item in report.applying if item.holds_up)]


def project_ready(proposal: Proposal, document: dict[str, Any]) -> None:
    """Refuse what the calendar could not show, with the fields to blame."""
    try:
        if proposal.kind == Kind.PROGRAM:
            projection.public_program(proposal, document)
        else:
            projection.public_event(proposal, document)
    except BadInput as refusal:
        raise NotReady("not_publishable", refusal.sentence, **refusal.facts) from refusal


def all_said(moving: Moving) -> None:
    """The one who decides has a verdict on every open item."""
    mine = moving.review.open_for(moving.person.pk)
    if mine and not moving.disagreed:
        raise NotReady(
            "verdicts_missing", f"{len(mine)} of the open items still need your verdict.", items=mine
        )


def something_open(moving: Moving) -> None:
    all_said(moving)
    verdicts = moving.review.merged if moving.disagreed else moving.review.merged_for(moving.person.pk)
    if moving.review.result_of(verdicts) != Result.CHANGES_NEEDED:
        sentence = (
            "Your verdicts leave nothing open. Mark the item that needs a change, and say what would meet it."
        )
        raise NotReady("nothing_open", sentence)


def accepted(moving: Moving) -> None:
    """The whole bench has seen every open item, nothing is unanswered, and nothing that is open blocks."""
    found = moving.review
    all_said(moving)
    if not moving.disagreed:
        _quorum(moving)
    _trained(moving)
    if found.unanswered:
        raise NotReady("questions_open", "A question is still unanswered. Wait for the answer, or take it back with a verdict.",
                       items=[one.item for one in found.unanswered])  # fmt: skip
    still_open = found.not_accepted(found.merged)
    if still_open or found.result_of(found.merged) == Result.CHANGES_NEEDED:
        sentence = "Something that must be met is still open. Ask for changes, or settle it with a condition."
        raise NotReady("items_open", sentence, items=still_open)
    day = deciding.day_of(found.revision)
    late = [
        one.item for one in found.merged.values() if one.condition_due and day and one.condition_due >= day
    ]
    if late:
        raise NotReady("condition_too_late", "A condition falls due on or after the day of the event. Give it an earlier date.",
                       items=late)  # fmt: skip
    if not found.report.complete:
        sentence = "A day it names has passed since it was submitted. Ask for changes."
        raise NotReady("incomplete", sentence, items=missing_items(found.report))


def _quorum(moving: Moving) -> None:
    found, revision = moving.review, moving.review.revision
    if len(found.bench) < revision.reviewers_needed:
        raise NotReady(
            "reviewers_missing",
            f"It needs {revision.reviewers_needed} reviewers, and a place is still empty.",
        )
    done = {one.reviewer_id for one in found.recommendations if one.result != Result.CHANGES_NEEDED}
    waiting = [who for who in found.bench if who not in done and who != moving.person.pk]
    if waiting:
        raise NotReady(
            "others_not_done",
            "Another reviewer has not finished. Give your recommendation; the last one publishes.",
        )


def _trained(moving: Moving) -> None:
    """Also where reviewers disagree: a coordinator decides between them, not in place of somebody trained."""
    found = moving.review
    trained = sum(standing_of(one).trained for one in found.holding)
    if trained < found.revision.trained_needed:
        raise NotReady(
            "training_missing",
            "It needs a reviewer who is trained in harm reduction. Ask a coordinator for one.",
        )


# Is everything given?


def names_a_digest(moving: Moving) -> None:
    if not moving.inputs.get("digest"):
        sentence = "Say which words you saw: send the digest of the revision you read."
        raise BadInput("digest_missing", sentence, fields={"digest": [sentence]})


def has_a_date(moving: Moving) -> None:
    """A resumed event takes place at a time to come: the one given, or its old one."""
    proposal = moving.proposal
    if proposal.event is None:
        return
    document = moving.resumed_document()
    try:
        facts = projection.public_event(proposal, document)
    except BadInput as refusal:
        raise BadInput("no_date", refusal.sentence, **refusal.facts) from refusal
    if schedules.instances(facts.schedule)[0].starts <= moving.now:
        sentence = "Give a new date and time, in the future."
        raise BadInput("no_date", sentence, fields={"starts_at": [sentence]})
    if revising.changes_between(proposal.document, document):
        _still_stands_then(moving, document)


def _still_stands_then(moving: Moving, document: dict[str, Any]) -> None:
    """What was answered and promised for the old day must hold for the new one: nobody looks at it in between."""
    proposal = moving.proposal
    report = gaps.report_of(
        gaps.definitions(proposal.checklists_id),
        document,
        moving.today,
        kind=proposal.kind,
        program=proposal.program_revision.document if proposal.program_revision else None,
    )
    if not report.complete:
        sentence = "At this date not every answer stands. Amend it instead, so that a reviewer looks at it."
        raise NotReady("incomplete", sentence, items=missing_items(report), gaps=[gap.to_json() for gap in report.gaps])  # fmt: skip
    assert proposal.approved_revision is not None
    conditions = proposal.approved_revision.decision.conditions.filter(met_at=None)
    day = event_date(document)
    late = [one.item for one in conditions if day and one.due >= day]
    if late:
        sentence = "A condition falls due on or after this date. Choose a later one, or amend it instead."
        raise NotReady("condition_too_late", sentence, items=late)


def a_date_of_it(moving: Moving) -> None:
    try:
        date.fromisoformat(str(moving.inputs.get("date", "")))
    except ValueError:
        sentence = "Say which date of the series, as in 2026-11-05."
        raise BadInput("date_missing", sentence, fields={"date": [sentence]}) from None
