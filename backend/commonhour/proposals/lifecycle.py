"""The life of a proposal: every move there is, in one table, and the one function that makes them.

`perform` locks the row and asks, in this order: may this person (403), from here (409), is it ready (422), are the
reason and the inputs given (400). The effect, the named-field save, one Record and the queued mail are one transaction.
`docs/lifecycle.md` is generated from the table.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from commonhour.errors import BadInput, Conflict, Forbidden, Refusal
from commonhour.events.choices import Status
from commonhour.people import policy
from commonhour.people.policy import Person
from commonhour.proposals import effects, gaps, queries, questions
from commonhour.proposals.models import Proposal
from commonhour.proposals.moving import Input, Move, Moving, Question, ReadBy
from commonhour.proposals.states import State
from commonhour.records import journal

ON_THE_CALENDAR = frozenset({State.APPROVED, State.DRAFT, State.SUBMITTED, State.CHANGES_NEEDED})
"""Where a published line may stand: approved, or with an amendment under way. What the public sees must be changeable
from all of them, or an open amendment would shield an event from being held."""

DIGEST = Input("digest", "The digest of the revision you read", "digest")

TABLE: tuple[Move, ...] = (
    Move(
        name="submit",
        label="Submit for review",
        does="Keeps the document as it is now, as a numbered revision, and hands it to reviewers of other chapters. "
        "Where nothing has to be read again, it is published at once, and recorded so.",
        sources=frozenset({State.DRAFT, State.CHANGES_NEEDED}),
        target=State.SUBMITTED,
        who=questions.submits,
        who_words="organizer of the lead chapter; at the careful level a lead of it",
        needs_words="every required item answered; co-hosts confirmed; the calendar could show it",
        ready=questions.complete,
        effect=effects.submit,
        recorded_as="submitted",
    ),
    Move(
        name="take_back",
        label="Take back",
        does="Ends the review and returns the document to its writers.",
        sources=frozenset({State.SUBMITTED}),
        target=State.DRAFT,
        who=questions.always("proposal.organize"),
        who_words="organizer of the lead chapter",
        effect=effects.take_back,
        recorded_as="took back",
    ),
    Move(
        name="ask_for_changes",
        label="Ask for changes",
        does="Returns the proposal with what would meet each open item.",
        sources=frozenset({State.SUBMITTED}),
        target=State.CHANGES_NEEDED,
        who=questions.decides,
        who_words="assigned reviewer; a coordinator where reviewers disagree",
        needs_words="a verdict on every open item, and at least one that says what is missing; no reviewer who would publish",
        from_here=questions.nobody_else_would_publish,
        ready=questions.something_open,
        effect=effects.ask_for_changes,
        recorded_as="asked for changes",
        needs_reason=True,
        inputs=(DIGEST,),
        checked=questions.names_a_digest,
    ),
    Move(
        name="approve",
        label="Approve and publish",
        does="Puts on the calendar exactly what was read.",
        sources=frozenset({State.SUBMITTED}),
        target=State.APPROVED,
        who=questions.decides,
        who_words="the reviewer who completes the quorum; a coordinator where reviewers disagree",
        needs_words="the digest that was read; every open item has a verdict of each reviewer; no question unanswered; "
        "no open blocker; each condition has an owner and a date before the event",
        from_here=questions.digest_seen,
        ready=questions.accepted,
        effect=effects.approve,
        recorded_as="approved",
        needs_reason=True,
        inputs=(DIGEST,),
        checked=questions.names_a_digest,
    ),
    Move(
        name="amend",
        label="Amend",
        does="Opens the document again. What was approved stays on the calendar meanwhile.",
        sources=frozenset({State.APPROVED}),
        target=State.DRAFT,
        who=questions.always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="not cancelled",
        from_here=questions.amendable,
        effect=effects.amend,
        recorded_as="began an amendment",
    ),
    Move(
        name="abandon_amendment",
        label="Abandon the amendment",
        does="Returns to the words that were approved.",
        sources=frozenset({State.DRAFT, State.SUBMITTED, State.CHANGES_NEEDED}),
        target=State.APPROVED,
        who=questions.always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="an approved revision",
        from_here=questions.an_amendment,
        effect=effects.abandon_amendment,
        recorded_as="abandoned an amendment",
    ),
    Move(
        name="appeal",
        label="Ask for another reviewer",
        does="Puts the same words, once, before reviewers of chapters that have not judged them.",
        sources=frozenset({State.CHANGES_NEEDED}),
        target=State.SUBMITTED,
        who=questions.submits,
        who_words="organizer of the lead chapter; at the careful level a lead of it",
        needs_words="nothing changed since the decision; not appealed before; still complete",
        from_here=questions.appealable,
        ready=questions.complete,
        effect=effects.appeal,
        recorded_as="appealed",
        needs_reason=True,
    ),
    Move(
        name="withdraw",
        label="Withdraw",
        does="Ends the proposal. It can be copied into a new one.",
        sources=frozenset({State.DRAFT, State.SUBMITTED, State.CHANGES_NEEDED}),
        target=State.WITHDRAWN,
        who=questions.always("proposal.organize"),
        who_words="organizer of the lead chapter",
        needs_words="never approved",
        from_here=questions.never_approved,
        effect=effects.withdraw,
        recorded_as="withdrew",
    ),
    Move(
        name="postpone",
        label="Postpone",
        does="Says on the calendar that it will not take place when it was to.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=questions.always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="scheduled and not over",
        from_here=questions.not_over(Status.SCHEDULED),
        effect=effects.postpone,
        recorded_as="postponed",
        needs_reason=True,
        reason_read_by=ReadBy.EVERYONE,
    ),
    Move(
        name="resume",
        label="Resume",
        does="Schedules it again, at a date to come. Another date than before is a revision of its own.",
        sources=frozenset({State.APPROVED}),
        target=State.APPROVED,
        who=questions.always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="postponed; a date in the future, at which every answer and condition still stands",
        from_here=questions.stands(Status.POSTPONED),
        effect=effects.resume,
        recorded_as="resumed",
        needs_reason=True,
        inputs=(
            Input("starts_at", "New start", "local_time", required=False),
            Input("ends_at", "New end", "local_time", required=False),
            Input("starts_fold", "Which of the repeated hour it starts in", "fold", required=False),
            Input("ends_fold", "Which of the repeated hour it ends in", "fold", required=False),
        ),
        checked=questions.has_a_date,
    ),
    Move(
        name="cancel",
        label="Cancel",
        does="Calls it off. It stays on the calendar, cancelled; an amendment under way ends.",
        sources=ON_THE_CALENDAR,
        target=State.APPROVED,
        who=questions.always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="scheduled or postponed, and not over",
        from_here=questions.not_over(Status.SCHEDULED, Status.POSTPONED),
        effect=effects.cancel,
        recorded_as="cancelled",
        needs_reason=True,
        reason_read_by=ReadBy.EVERYONE,
    ),
    Move(
        name="cancel_occurrence",
        label="Cancel one date",
        does="Calls off one date of a series. The others stay.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=questions.always("proposal.postpone"),
        who_words="organizer of the lead chapter, or coordinator",
        needs_words="a series, and a date of it",
        from_here=questions.a_series,
        effect=effects.cancel_occurrence,
        recorded_as="cancelled one date",
        needs_reason=True,
        reason_read_by=ReadBy.EVERYONE,
        inputs=(Input("date", "Which date", "occurrence"),),
        checked=questions.a_date_of_it,
    ),
    Move(
        name="hold",
        label="Hold",
        does="Takes it out of view while a concern is looked at. Its address answers as if it never was.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=questions.always("proposal.coordinate"),
        who_words="coordinator",
        needs_words="on the calendar and not held",
        from_here=questions.stands(Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED),
        effect=effects.hold,
        recorded_as="held",
        needs_reason=True,
        reason_read_by=ReadBy.COORDINATORS,
    ),
    Move(
        name="release",
        label="Release",
        does="Brings a held event back as it stood.",
        sources=ON_THE_CALENDAR,
        target=None,
        who=questions.always("proposal.coordinate"),
        who_words="coordinator",
        needs_words="held",
        from_here=questions.stands(Status.HELD),
        effect=effects.release,
        recorded_as="released",
        needs_reason=True,
        reason_read_by=ReadBy.COORDINATORS,
    ),
)

MOVES: dict[str, Move] = {move.name: move for move in TABLE}

SAVED = ("state", "document", "sections", "checklists", "program", "program_revision", "approved_revision", "event",
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
    permission = moving.move.who(moving)
    if permission == "proposal.sign" and policy.may(moving.actor, "proposal.organize", moving.proposal):
        # To their own organizers the general sentence would not say why this time, nor who.
        if not policy.may(moving.actor, permission, moving.proposal):
            sentence = f"At the careful level a lead of {moving.proposal.chapter.name} sends it."
            raise Forbidden("a_lead_signs", sentence, permission=permission)
        return
    policy.require(moving.actor, permission, moving.proposal)


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


def keeps_its_reason(name: str) -> bool:
    """Whether why this move was made is for coordinators alone: a concern names people."""
    return name in MOVES and MOVES[name].reason_read_by is ReadBy.COORDINATORS


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
            "reason_is_public": move.reason_read_by is ReadBy.EVERYONE,
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
