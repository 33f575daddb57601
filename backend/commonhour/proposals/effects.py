"""What each move does, inside the transaction of `lifecycle.perform`, which has asked everything beforehand."""

from datetime import date, datetime

from commonhour.events import program_publishing, publishing
from commonhour.proposals import assigning, deciding, notices, personal, revising
from commonhour.proposals.models import Cohost, Proposal, Recommendation, Revision
from commonhour.proposals.moving import Moving
from commonhour.proposals.states import AssignmentEnd, Result, State


def submit(moving: Moving) -> State:
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


def take_back(moving: Moving) -> None:
    assigning.end_all(moving.proposal, why=AssignmentEnd.TAKEN_BACK, now=moving.now)


def ask_for_changes(moving: Moving) -> None:
    revision = moving.review.revision
    _recommend(moving, Result.CHANGES_NEEDED)
    deciding.decide(
        revision, Result.CHANGES_NEEDED, reason=moving.reason, decided_by=moving.person, now=moving.now
    )
    assigning.end_all(moving.proposal, why=AssignmentEnd.DECIDED, now=moving.now)
    moving.detail["revision"] = revision.number
    _tell_organizers(moving, "changes_needed", cause=revision.pk)


def approve(moving: Moving) -> None:
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


def amend(moving: Moving) -> None:
    """Only the state changes: what is on the calendar stays, and the document is where it was approved."""


def abandon_amendment(moving: Moving) -> None:
    if moving.proposal.state == State.SUBMITTED:
        assigning.end_all(moving.proposal, why=AssignmentEnd.TAKEN_BACK, now=moving.now)
    restore(moving.proposal, now=moving.now)


def restore(proposal: Proposal, *, now: datetime) -> None:
    """Bring the document, its questions, its program and its hosts back to the approved revision; every open editor notices."""
    revision = proposal.approved_revision
    assert revision is not None
    personal.forget(proposal, proposal.document)
    proposal.document = revision.document
    proposal.checklists = revision.checklists
    proposal.program_revision = revision.program_revision
    proposal.program = revision.program_revision.proposal if revision.program_revision else None
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


def appeal(moving: Moving) -> None:
    """Freeze the same words again, for other eyes: nobody who reviewed it, nor anyone of their chapters."""
    proposal, before = moving.proposal, moving.revision
    assert before is not None
    revision = revising.freeze(proposal, actor=moving.person, now=moving.now, appeal=True)
    assigning.assign(proposal, revision, now=moving.now)
    moving.detail |= {"revision": revision.number, "appealed": before.number}
    _tell_organizers(moving, "submitted", cause=revision.pk)
    notices.tell(proposal, "appealed", notices.coordinators_of(proposal), cause=revision.pk, now=moving.now)


def withdraw(moving: Moving) -> None:
    personal.forget(moving.proposal, moving.proposal.document)
    assigning.end_all(moving.proposal, why=AssignmentEnd.TAKEN_BACK, now=moving.now)


def postpone(moving: Moving) -> None:
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.postpone(proposal.event, now=moving.now, reason=moving.reason)
    elif proposal.public_program:
        program_publishing.postpone(proposal.public_program, now=moving.now, reason=moving.reason)
    _tell_status(moving)


def resume(moving: Moving) -> State:
    """Schedule it again. Another date is a revision of its own, so that the public line still equals an approved one."""
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.resume(proposal.event, now=moving.now)
        document = moving.resumed_document()
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
        program_publishing.resume(proposal.public_program, now=moving.now)
    _tell_status(moving)
    return State.APPROVED


def cancel(moving: Moving) -> State:
    """Call it off; an amendment under way ends with it."""
    proposal = moving.proposal
    if proposal.state != State.APPROVED:
        abandon_amendment(moving)
    if proposal.event:
        proposal.event = publishing.cancel(proposal.event, now=moving.now, reason=moving.reason)
    elif proposal.public_program:
        program_publishing.cancel(proposal.public_program, now=moving.now, reason=moving.reason)
    _tell_status(moving)
    return State.APPROVED


def cancel_occurrence(moving: Moving) -> None:
    day = date.fromisoformat(str(moving.inputs["date"]))
    assert moving.proposal.event is not None
    moving.proposal.event = publishing.cancel_occurrence(
        moving.proposal.event, day, now=moving.now, reason=moving.reason
    )
    moving.detail["date"] = day.isoformat()
    _tell_status(moving)


def hold(moving: Moving) -> None:
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.hold(proposal.event, now=moving.now)
    elif proposal.public_program:
        program_publishing.hold(proposal.public_program, now=moving.now)
    _tell_status(moving)


def release(moving: Moving) -> None:
    proposal = moving.proposal
    if proposal.event:
        proposal.event = publishing.release(proposal.event, now=moving.now)
    elif proposal.public_program:
        program_publishing.release(proposal.public_program, now=moving.now)
    _tell_status(moving)


def _tell_organizers(moving: Moving, kind: str, *, cause: object) -> None:
    people = [one for one in notices.organizers_of(moving.proposal) if one != moving.actor]
    notices.tell(moving.proposal, kind, people, cause=cause, now=moving.now)


def _tell_status(moving: Moving) -> None:
    cause = f"{moving.proposal.pk}:{moving.move.name}:{moving.now.isoformat()}"
    _tell_organizers(moving, "status_changed", cause=cause)
