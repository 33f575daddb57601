"""The life of a proposal: every move there is, in one table, and the one function that makes them.

`perform` locks the row and asks, in this order: may this person (403), from here (409), is it ready (422), are the
reason and the inputs given (400). The effect, the named-field save, one Record and the queued mail are one transaction.
`docs/lifecycle.md` is generated from the table.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from commonhour.checklists import catalogue, review
from commonhour.errors import BadInput, Conflict, NotReady, Refusal
from commonhour.events import publishing
from commonhour.events import schedule as schedules
from commonhour.events.choices import Status
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.people.policy import Person
from commonhour.proposals import assigning, deciding, gaps, notices, projection, queries, revising
from commonhour.proposals.models import Cohost, Proposal, Recommendation, Revision
from commonhour.proposals.review_queries import Review, latest_revision
from commonhour.proposals.states import AssignmentEnd, Kind, Result, State
from commonhour.records import journal

ON_THE_CALENDAR = frozenset({State.APPROVED, State.DRAFT, State.SUBMITTED, State.CHANGES_NEEDED})
"""Where a published line may stand: approved, or with an amendment under way. What the public sees must be changeable
from all of them, or an open amendment would shield an event from being held."""


class Moving:
    """One attempt at a move: who, when, with what; everything it may need to know, read where it is asked for."""

    def __init__(
        self,
        move: "Move",
        proposal: Proposal,
        *,
        actor: Person,
        now: datetime,
        reason: str = "",
        inputs: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.move, self.proposal, self.actor, self.now = move, proposal, actor, now
        self.reason, self.inputs = reason.strip(), inputs
        self.detail: dict[str, Any] = {}
        """What the Record of this move names besides."""

    @property
    def person(self) -> User:
        """The one who moves it: nobody gets past the first question without being signed in."""
        assert isinstance(self.actor, User)
        return self.actor

    @cached_property
    def today(self) -> date:
        return today_of(self.proposal, self.now)

    @cached_property
    def report(self) -> gaps.ProposalReport:
        """What the working document lacks."""
        return gaps.report_for(self.proposal, self.today)

    @cached_property
    def revision(self) -> Revision | None:
        return latest_revision(self.proposal)

    @cached_property
    def review(self) -> Review:
        assert self.revision is not None
        return Review(self.proposal, self.revision, self.today)

    @cached_property
    def disagreed(self) -> bool:
        return self.proposal.state == State.SUBMITTED and self.revision is not None and self.review.disagreed

    @property
    def status(self) -> str:
        """Where the public line stands, or nothing where there is none."""
        line = self.proposal.event or self.proposal.public_program
        return line.status if line else ""


def today_of(proposal: Proposal, now: datetime) -> date:
    """The day it is at the chapter that leads the proposal."""
    return now.astimezone(ZoneInfo(proposal.chapter.time_zone or settings.NETWORK_TIME_ZONE)).date()


@dataclass(frozen=True)
class Input:
    """A value a move asks for besides its reason."""

    name: str
    label: str
    type: str
    required: bool = True


Question = Callable[[Moving], None]
"""Raises a Refusal where the answer is no."""


def _nothing(moving: Moving) -> None:
    """No further question."""


@dataclass(frozen=True)
class Move:
    """One row of the table. `who` names the permission asked; `target` None leaves the state as it is."""

    name: str
    label: str
    does: str
    sources: frozenset[State]
    target: State | None
    who: Callable[[Moving], str]
    who_words: str
    effect: Callable[[Moving], State | None]
    recorded_as: str
    needs_words: str = ""
    from_here: Question = _nothing
    ready: Question = _nothing
    needs_reason: bool = False
    inputs: tuple[Input, ...] = ()
    checked: Question = _nothing
    """Looks at the inputs, last of all."""


# ---------------------------------------------------------------------------------------------- may this person


def _always(permission: str) -> Callable[[Moving], str]:
    return lambda moving: permission


def _submits(moving: Moving) -> str:
    """At the careful level a lead signs for the chapter."""
    facts = moving.proposal.document.get("facts") or {}
    level = review.level_for(catalogue.current().policy, facts)
    return "proposal.sign" if level.name == "careful" else "proposal.organize"


def _decides(moving: Moving) -> str:
    """Its reviewers; where they disagree, a coordinator who did not review it."""
    return "proposal.settle" if moving.disagreed else "proposal.review"


# ---------------------------------------------------------------------------------------------- from here


def _never_approved(moving: Moving) -> None:
    if moving.proposal.approved_revision_id:
        sentence = "What was approved stays on the calendar. Abandon the amendment, or cancel the event."
        raise Conflict("was_approved", sentence)


def _an_amendment(moving: Moving) -> None:
    if not moving.proposal.approved_revision_id:
        raise Conflict(
            "never_approved",
            "Nothing was approved yet, so there is nothing to go back to. Withdraw it instead.",
        )


def _amendable(moving: Moving) -> None:
    if moving.status == Status.CANCELLED:
        raise Conflict(
            "cancelled", "It was cancelled. Copy it into a new proposal instead.", status=moving.status
        )


def _stands(*statuses: Status) -> Question:
    def ask(moving: Moving) -> None:
        if not moving.status:
            raise Conflict("not_on_the_calendar", "Nothing of it is on the calendar yet.")
        if moving.status not in statuses:
            now = Status(moving.status).label.lower()
            raise Conflict("not_from_here", f"On the calendar it is {now}, and this is not possible from there.", status=moving.status)  # fmt: skip

    return ask


def _not_over(*statuses: Status) -> Question:
    stands = _stands(*statuses)

    def ask(moving: Moving) -> None:
        stands(moving)
        event = moving.proposal.event
        if event is not None and moving.status == Status.SCHEDULED and event.ends_at <= moving.now:
            raise Conflict("over", "It is over.")

    return ask


def _a_series(moving: Moving) -> None:
    _not_over(Status.SCHEDULED, Status.POSTPONED)(moving)
    event = moving.proposal.event
    if event is None or event.schedule.get("recurrence") is None:
        raise Conflict("not_a_series", "It has one date only. Cancel the whole of it instead.")


def _unchanged_since(moving: Moving) -> None:
    revision = moving.revision
    if revision is None or revising.changes_between(revision.document, moving.proposal.document):
        raise Conflict("changed_since", "You have changed it since the decision. Submit it again instead.")


def _digest_seen(moving: Moving) -> None:
    """Refuse a decision on words other than those that stand now, and say what has changed."""
    seen = moving.inputs.get("digest")
    if not seen or moving.revision is None or seen == moving.revision.digest:
        return
    raise Conflict(
        "stale_revision",
        "It has changed since you opened it. Look at what changed, then decide.",
        digest=moving.revision.digest,
        revision=moving.revision.number,
        changed=changed_items(moving, seen),
    )


def changed_items(moving: Moving, seen: str) -> list[str]:
    """The items that read something else than in the revision that was seen; all, where that one is unknown."""
    before = moving.proposal.revisions.filter(digest=seen).order_by("-number").first()
    if before is None:
        return list(moving.review.needed)
    since = moving.review.unchanged_since
    return [item for item in moving.review.items if since[item] > before.number]


def _nobody_else_would_publish(moving: Moving) -> None:
    """One reviewer may not overrule another: their word goes beside it, and a coordinator decides."""
    _digest_seen(moving)
    bench = set(moving.review.bench) - {moving.person.pk}
    others = {one.result for one in moving.review.recommendations if one.reviewer_id in bench}
    if not moving.disagreed and others - {Result.CHANGES_NEEDED}:
        sentence = "Another reviewer would publish it. Give your recommendation; a coordinator then decides."
        raise Conflict("others_would_publish", sentence)


# ---------------------------------------------------------------------------------------------- is it ready


def _complete(moving: Moving) -> None:
    """Every applying item is answered, the co-hosts have said yes, and the calendar could show it."""
    proposal = moving.proposal
    report = moving.report
    if not report.complete:
        count = report.total - report.done + len(report.facts_missing)
        raise NotReady(
            "incomplete",
            f"{count} {'answer is' if count == 1 else 'answers are'} still missing. The editor shows each.",
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


def _all_said(moving: Moving) -> None:
    """The one who decides has a verdict on every open item."""
    mine = moving.review.open_for(moving.person.pk)
    if mine and not moving.disagreed:
        raise NotReady(
            "verdicts_missing", f"{len(mine)} of the open items still need your verdict.", items=mine
        )


def _something_open(moving: Moving) -> None:
    _all_said(moving)
    verdicts = moving.review.merged if moving.disagreed else moving.review.merged_for(moving.person.pk)
    if moving.review.result_of(verdicts) != Result.CHANGES_NEEDED:
        sentence = (
            "Your verdicts leave nothing open. Mark the item that needs a change, and say what would meet it."
        )
        raise NotReady("nothing_open", sentence)


def _accepted(moving: Moving) -> None:
    """The whole bench has seen every open item, nothing is unanswered, and nothing that is open blocks."""
    found = moving.review
    _all_said(moving)
    if not moving.disagreed:
        _quorum(moving)
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


# ---------------------------------------------------------------------------------------------- inputs


def _names_a_digest(moving: Moving) -> None:
    if not moving.inputs.get("digest"):
        sentence = "Say which words you saw: send the digest of the revision you read."
        raise BadInput("digest_missing", sentence, fields={"digest": [sentence]})


def _has_a_date(moving: Moving) -> None:
    """A resumed event takes place at a time to come: the one given, or its old one."""
    proposal = moving.proposal
    if proposal.event is None:
        return
    document = resumed_document(moving)
    try:
        facts = projection.public_event(proposal, document)
    except BadInput as refusal:
        raise BadInput("no_date", refusal.sentence, **refusal.facts) from refusal
    if schedules.instances(facts.schedule)[0].starts <= moving.now:
        sentence = "Give a new date and time, in the future."
        raise BadInput("no_date", sentence, fields={"starts_at": [sentence]})


def _a_date_of_it(moving: Moving) -> None:
    try:
        date.fromisoformat(str(moving.inputs.get("date", "")))
    except ValueError:
        sentence = "Say which date of the series, as in 2026-11-05."
        raise BadInput("date_missing", sentence, fields={"date": [sentence]}) from None


# ---------------------------------------------------------------------------------------------- effects


def _submit(moving: Moving) -> State:
    proposal, approved = moving.proposal, moving.proposal.approved_revision
    revision = revising.freeze(proposal, actor=moving.person, now=moving.now)
    moving.detail["revision"] = revision.number
    if approved is not None and revising.reopens_nothing(approved, revision):
        return _publish_untouched(moving, revision, "Only what stands outside every review changed.")
    assigning.assign(proposal, revision, now=moving.now)
    _tell_organizers(moving, "submitted", cause=revision.pk)
    return State.SUBMITTED


def _publish_untouched(moving: Moving, revision: Revision, reason: str) -> State:
    """Publish a revision that needs no review, decided by nobody; the journal says so."""
    before = moving.proposal.approved_revision
    assert before is not None
    promises = deciding.promises_of(before)
    deciding.publish(
        moving.proposal, revision, promises=promises, reason=reason, decided_by=None, now=moving.now
    )
    moving.detail |= {"revision": revision.number, "reopened": False}
    _tell_organizers(moving, "published", cause=revision.pk)
    return State.APPROVED


def _take_back(moving: Moving) -> None:
    assigning.end_all(moving.proposal, why=AssignmentEnd.TAKEN_BACK, now=moving.now)


def _ask_for_changes(moving: Moving) -> None:
    revision = moving.review.revision
    _recommend(moving, Result.CHANGES_NEEDED)
    deciding.decide(
        revision, Result.CHANGES_NEEDED, reason=moving.reason, decided_by=moving.person, now=moving.now
    )
    assigning.end_all(moving.proposal, why=AssignmentEnd.DECIDED, now=moving.now)
    moving.detail["revision"] = revision.number
    _tell_organizers(moving, "changes_needed", cause=revision.pk)


def _approve(moving: Moving) -> None:
    found = moving.review
    _recommend(moving, found.result_of(found.merged))
    promises = deciding.promises_in(found)
    deciding.publish(
        moving.proposal,
        found.revision,
        promises=promises,
        reason=moving.reason,
        decided_by=moving.person,
        now=moving.now,
    )
    assigning.end_all(moving.proposal, why=AssignmentEnd.DECIDED, now=moving.now)
    moving.detail["revision"] = found.revision.number
    _tell_organizers(moving, "published", cause=found.revision.pk)


def _recommend(moving: Moving, result: Result) -> None:
    """A reviewer who decides without having recommended first does both at once."""
    revision, reviewer = moving.review.revision, moving.person
    if reviewer.pk not in moving.review.bench or revision.recommendations.filter(reviewer=reviewer).exists():
        return
    Recommendation(
        revision=revision,
        reviewer=reviewer,
        result=result,
        reason=moving.reason,
        digest=revision.digest,
        at=moving.now,
    ).save(force_insert=True)


def _amend(moving: Moving) -> None:
    """Only the state changes: what is on the calendar stays, and the document is where it was approved."""


def _abandon_amendment(moving: Moving) -> None:
    if moving.proposal.state == State.SUBMITTED:
        assigning.end_all(moving.proposal, why=AssignmentEnd.TAKEN_BACK, now=moving.now)
    restore(moving.proposal, now=moving.now)


def restore(proposal: Proposal, *, now: datetime) -> None:
    """Bring the document, its questions and its hosts back to the approved revision; every open editor notices."""
    revision = proposal.approved_revision
    assert revision is not None
    proposal.document = revision.document
    proposal.checklists = revision.checklists
    proposal.program_revision = revision.program_revision
    proposal.sections = {
        name: {**section, "version": section["version"] + 1, "at": now.isoformat()}
        for name, section in proposal.sections.items()
    }
    hosts = revision.cohost_ids
    Cohost.objects.filter(proposal=proposal).exclude(chapter__in=hosts).delete()
    for chapter_id in hosts:
        cohost, _ = Cohost.objects.get_or_create(proposal=proposal, chapter_id=chapter_id)
        if cohost.confirmed_at is None:
            cohost.confirmed_at = revision.submitted_at
            cohost.save(update_fields=["confirmed_at"])
    proposal.refresh_from_db(fields=["cohosts"])


def _appeal(moving: Moving) -> None:
    """Freeze the same words again, for other eyes: nobody who reviewed it, nor anyone of their chapters."""
    proposal, before = moving.proposal, moving.revision
    assert before is not None
    revision = revising.freeze(proposal, actor=moving.person, now=moving.now, appeal=True)
    assigning.assign(proposal, revision, now=moving.now)
    moving.detail |= {"revision": revision.number, "appealed": before.number}
    _tell_organizers(moving, "submitted", cause=revision.pk)
    notices.tell(proposal, "appealed", notices.coordinators_of(proposal), cause=revision.pk, now=moving.now)


def _withdraw(moving: Moving) -> None:
    assigning.end_all(moving.proposal, why=AssignmentEnd.TAKEN_BACK, now=moving.now)


def _postpone(moving: Moving) -> None:
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.postpone(proposal.event, now=moving.now, reason=moving.reason)
    elif proposal.public_program:
        publishing.postpone_program(proposal.public_program, now=moving.now, reason=moving.reason)
    _tell_status(moving)


def _resume(moving: Moving) -> State:
    """Schedule it again. Another date is a revision of its own, so that the public line still equals an approved one."""
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.resume(proposal.event, now=moving.now)
        document = resumed_document(moving)
        if revising.changes_between(proposal.document, document):
            proposal.document = document
            listing = proposal.sections.get("listing", {"version": 0})
            proposal.sections = {
                **proposal.sections,
                "listing": {**listing, "version": listing["version"] + 1, "at": moving.now.isoformat()},
            }
            revision = revising.freeze(proposal, actor=moving.person, now=moving.now)
            return _publish_untouched(moving, revision, f"A new date after it was postponed: {moving.reason}")
    elif proposal.public_program:
        publishing.resume_program(proposal.public_program, now=moving.now)
    _tell_status(moving)
    return State.APPROVED


def resumed_document(moving: Moving) -> dict[str, Any]:
    """The approved document, at the times given."""
    document = dict(moving.proposal.document)
    given = {name: moving.inputs[name] for name in ("starts_at", "ends_at") if moving.inputs.get(name)}
    listing = {**document.get("listing", {}), **given}
    if given:
        # A new date is a new hour: which of a repeated one is asked again.
        listing = {name: value for name, value in listing.items() if name not in {"starts_fold", "ends_fold"}}
        listing |= {
            name: moving.inputs[name]
            for name in ("starts_fold", "ends_fold")
            if moving.inputs.get(name) is not None
        }
    return {**document, "listing": listing}


def _cancel(moving: Moving) -> State:
    """Call it off; an amendment under way ends with it."""
    proposal = moving.proposal
    if proposal.state != State.APPROVED:
        _abandon_amendment(moving)
    if proposal.event:
        proposal.event = publishing.cancel(proposal.event, now=moving.now, reason=moving.reason)
    elif proposal.public_program:
        publishing.cancel_program(proposal.public_program, now=moving.now, reason=moving.reason)
    _tell_status(moving)
    return State.APPROVED


def _cancel_occurrence(moving: Moving) -> None:
    day = date.fromisoformat(str(moving.inputs["date"]))
    assert moving.proposal.event is not None
    moving.proposal.event = publishing.cancel_occurrence(
        moving.proposal.event, day, now=moving.now, reason=moving.reason
    )
    moving.detail["date"] = day.isoformat()
    _tell_status(moving)


def _hold(moving: Moving) -> None:
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.hold(proposal.event, now=moving.now)
    elif proposal.public_program:
        publishing.hold_program(proposal.public_program, now=moving.now)
    _tell_status(moving)


def _release(moving: Moving) -> None:
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.release(proposal.event, now=moving.now)
    elif proposal.public_program:
        publishing.release_program(proposal.public_program, now=moving.now)
    _tell_status(moving)


def _tell_organizers(moving: Moving, kind: str, *, cause: object) -> None:
    people = [one for one in notices.organizers_of(moving.proposal) if one != moving.actor]
    notices.tell(moving.proposal, kind, people, cause=cause, now=moving.now)


def _tell_status(moving: Moving) -> None:
    cause = f"{moving.proposal.pk}:{moving.move.name}:{moving.now.isoformat()}"
    _tell_organizers(moving, "status_changed", cause=cause)


# ---------------------------------------------------------------------------------------------- the table

DIGEST = Input("digest", "The digest of the revision you read", "digest")

TABLE: tuple[Move, ...] = (
    Move(
        name="submit",
        label="Submit for review",
        does="Freezes the document as a numbered revision and hands it to reviewers of other chapters. "
        "A revision that reopens nothing is published at once, and recorded so.",
        sources=frozenset({State.DRAFT, State.CHANGES_NEEDED}),
        target=State.SUBMITTED,
        who=_submits,
        who_words="organizer of the lead chapter; at the careful level a lead of it",
        needs_words="every required item answered; co-hosts confirmed; the calendar could show it",
        ready=_complete,
        effect=_submit,
        recorded_as="submitted",
    ),
    Move(
        name="take_back",
        label="Take back",
        does="Ends the review and returns the document to its writers.",
        sources=frozenset({State.SUBMITTED}),
        target=State.DRAFT,
        who=_always("proposal.organize"),
        who_words="organizer of the lead chapter",
        effect=_take_back,
        recorded_as="took back",
    ),
    Move(
        name="ask_for_changes",
        label="Ask for changes",
        does="Returns the proposal with what would meet each open item.",
        sources=frozenset({State.SUBMITTED}),
        target=State.CHANGES_NEEDED,
        who=_decides,
        who_words="assigned reviewer; a coordinator where reviewers disagree",
        needs_words="a verdict on every open item, and at least one that says what is missing; no reviewer who would publish",
        from_here=_nobody_else_would_publish,
        ready=_something_open,
        effect=_ask_for_changes,
        recorded_as="asked for changes",
        needs_reason=True,
        inputs=(DIGEST,),
        checked=_names_a_digest,
    ),
    Move(
        name="approve",
        label="Approve and publish",
        does="Puts on the calendar exactly what was read.",
        sources=frozenset({State.SUBMITTED}),
        target=State.APPROVED,
        who=_decides,
        who_words="the reviewer who completes the quorum; a coordinator where reviewers disagree",
        needs_words="the digest that was read; every open item has a verdict of each reviewer; no question unanswered; "
        "no open blocker; each condition has an owner and a date before the event",
        from_here=_digest_seen,
        ready=_accepted,
        effect=_approve,
        recorded_as="approved",
        needs_reason=True,
        inputs=(DIGEST,),
        checked=_names_a_digest,
    ),
    Move(
        name="amend",
        label="Amend",
        does="Opens the document again. What was approved stays on the calendar meanwhile.",
        sources=frozenset({State.APPROVED}),
        target=State.DRAFT,
        who=_always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="not cancelled",
        from_here=_amendable,
        effect=_amend,
        recorded_as="began an amendment",
    ),
    Move(
        name="abandon_amendment",
        label="Abandon the amendment",
        does="Returns to the words that were approved.",
        sources=frozenset({State.DRAFT, State.SUBMITTED, State.CHANGES_NEEDED}),
        target=State.APPROVED,
        who=_always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="an approved revision",
        from_here=_an_amendment,
        effect=_abandon_amendment,
        recorded_as="abandoned an amendment",
    ),
    Move(
        name="appeal",
        label="Ask for another reviewer",
        does="Puts the same words before a reviewer from a third chapter.",
        sources=frozenset({State.CHANGES_NEEDED}),
        target=State.SUBMITTED,
        who=_always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="nothing changed since the decision",
        from_here=_unchanged_since,
        effect=_appeal,
        recorded_as="appealed",
        needs_reason=True,
    ),
    Move(
        name="withdraw",
        label="Withdraw",
        does="Ends the proposal. It can be copied into a new one.",
        sources=frozenset({State.DRAFT, State.SUBMITTED, State.CHANGES_NEEDED}),
        target=State.WITHDRAWN,
        who=_always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="never approved",
        from_here=_never_approved,
        effect=_withdraw,
        recorded_as="withdrew",
    ),
    Move(
        name="postpone",
        label="Postpone",
        does="Says on the calendar that it will not take place when it was to.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=_always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="scheduled and not over",
        from_here=_not_over(Status.SCHEDULED),
        effect=_postpone,
        recorded_as="postponed",
        needs_reason=True,
    ),
    Move(
        name="resume",
        label="Resume",
        does="Schedules it again, at a date to come. Another date than before is a revision of its own.",
        sources=frozenset({State.APPROVED}),
        target=State.APPROVED,
        who=_always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="postponed; a date in the future",
        from_here=_stands(Status.POSTPONED),
        effect=_resume,
        recorded_as="resumed",
        needs_reason=True,
        inputs=(
            Input("starts_at", "New start", "local_time", required=False),
            Input("ends_at", "New end", "local_time", required=False),
            Input("starts_fold", "Which of the repeated hour it starts in", "fold", required=False),
            Input("ends_fold", "Which of the repeated hour it ends in", "fold", required=False),
        ),
        checked=_has_a_date,
    ),
    Move(
        name="cancel",
        label="Cancel",
        does="Calls it off. It stays on the calendar, cancelled; an amendment under way ends.",
        sources=ON_THE_CALENDAR,
        target=State.APPROVED,
        who=_always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="scheduled or postponed, and not over",
        from_here=_not_over(Status.SCHEDULED, Status.POSTPONED),
        effect=_cancel,
        recorded_as="cancelled",
        needs_reason=True,
    ),
    Move(
        name="cancel_occurrence",
        label="Cancel one date",
        does="Calls off one date of a series. The others stay.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=_always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="a series, and a date of it",
        from_here=_a_series,
        effect=_cancel_occurrence,
        recorded_as="cancelled one date",
        needs_reason=True,
        inputs=(Input("date", "Which date", "occurrence"),),
        checked=_a_date_of_it,
    ),
    Move(
        name="hold",
        label="Hold",
        does="Takes it out of view while a concern is looked at. Its address answers as if it never was.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=_always("proposal.coordinate"),
        who_words="coordinator",
        needs_words="on the calendar and not held",
        from_here=_stands(Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED),
        effect=_hold,
        recorded_as="held",
        needs_reason=True,
    ),
    Move(
        name="release",
        label="Release",
        does="Brings a held event back as it stood.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=_always("proposal.coordinate"),
        who_words="coordinator",
        needs_words="held",
        from_here=_stands(Status.HELD),
        effect=_release,
        recorded_as="released",
        needs_reason=True,
    ),
)

MOVES: dict[str, Move] = {move.name: move for move in TABLE}

SAVED = ("state", "document", "sections", "checklists", "program_revision", "approved_revision", "event",
         "public_program", "changed_at")  # fmt: skip


@transaction.atomic
def perform(
    name: str, proposal: Proposal, *, actor: Person, now: datetime, reason: str = "", **inputs: Any
) -> Proposal:
    """Make a move, or refuse it with the first reason in the order above. Returns the proposal as it is then."""
    move = MOVES.get(name)
    if move is None:
        sentence = f"There is no move of this name. Known: {', '.join(MOVES)}."
        raise BadInput("unknown_move", sentence, fields={"move": [sentence]})
    locked = queries.lock(proposal)
    moving = Moving(move, locked, actor=actor, now=now, reason=reason, inputs=inputs)
    for question in QUESTIONS:
        question(moving)

    locked.state = move.effect(moving) or move.target or locked.state
    locked.changed_at = now
    locked.save(update_fields=SAVED)
    journal.write(move.recorded_as, locked, actor=moving.person, now=now, reason=moving.reason,
                  move=move.name, state=locked.state, **moving.detail)  # fmt: skip
    return locked


def _permitted(moving: Moving) -> None:
    policy.require(moving.actor, moving.move.who(moving), moving.proposal)


def _from_here(moving: Moving) -> None:
    state = State(moving.proposal.state)
    if state not in moving.move.sources:
        raise Conflict(
            "not_from_here",
            f"This is {state.label.lower()} now, and “{moving.move.label}” is not possible from there.",
            state=state,
        )
    moving.move.from_here(moving)


def _ready(moving: Moving) -> None:
    moving.move.ready(moving)


def _worded(moving: Moving) -> None:
    if moving.move.needs_reason and not moving.reason:
        raise BadInput(
            "reason_missing", "Say why, in a sentence.", fields={"reason": ["Say why, in a sentence."]}
        )
    unknown = set(moving.inputs) - {one.name for one in moving.move.inputs}
    if unknown:
        faults = {name: ["This move asks for nothing of this name."] for name in sorted(unknown)}
        raise BadInput("unknown_input", "This move does not ask for all of this.", fields=faults)
    moving.move.checked(moving)


QUESTIONS: tuple[Question, ...] = (_permitted, _from_here, _ready, _worded)


def moves_for(
    proposal: Proposal, actor: Person, now: datetime, *, report: gaps.ProposalReport | None = None
) -> Iterator[dict[str, Any]]:
    """Every move, whether this person could make it now, and if not, why.

    `report` is that of the working document, where the caller has it already.
    """
    # One attempt stands for all: what one move had to read, the next need not read again.
    moving = Moving(TABLE[0], proposal, actor=actor, now=now)
    if report is not None:
        moving.report = report
    for move in TABLE:
        moving.move = move
        refusal = _refusal(moving)
        yield {
            "name": move.name,
            "label": move.label,
            "does": move.does,
            "allowed": refusal is None,
            "why_not": refusal.sentence if refusal else "",
            "why_not_code": refusal.code if refusal else "",
            "why_not_status": refusal.status if refusal else None,
            "needs_reason": move.needs_reason,
            "inputs": [asdict(one) for one in move.inputs],
        }


def _refusal(moving: Moving) -> Refusal | None:
    """The first no, short of what only the attempt itself can bring: its reason and inputs."""
    for question in QUESTIONS[:-1]:
        try:
            question(moving)
        except Refusal as refusal:
            return refusal
    return None
