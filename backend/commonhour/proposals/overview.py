"""Where a proposal stands: the page an editor opens, the line of a list, what happened to it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from commonhour.checklists import catalogue, review
from commonhour.events.choices import Status
from commonhour.people import policy
from commonhour.people.policy import Person, standing_of
from commonhour.proposals import document, drafting, gaps, lifecycle, personal, problems, queries
from commonhour.proposals.document import Reach
from commonhour.proposals.gaps import ProposalReport
from commonhour.proposals.models import Assignment, PersonalValue, Proposal, Revision
from commonhour.proposals.review_page import chapters_of
from commonhour.proposals.states import State
from commonhour.records import journal
from commonhour.records.models import Record


def page_of(proposal: Proposal, person: Person, *, now: datetime) -> dict[str, Any]:
    """Everything of a proposal that this reader may see, with what they may do next."""
    proposal = as_sent(proposal, person)
    reach = queries.reach_of(person, proposal)
    reads_all = reach is Reach.REVIEWERS
    report = report_for(proposal, person, now=now)
    return {
        **line_of(proposal, person, report=report),
        "created_at": proposal.created_at,
        "level": level_of(proposal) if report else None,
        "may_write": policy.may(person, "proposal.edit", proposal),
        "writable": proposal.state in drafting.WRITABLE,
        "reach": reach.value,
        "program": _program(proposal),
        "copied_from": proposal.copied_from_id,
        # Its keys name answers, and so which questions the facts brought up.
        "versions": drafting.versions_of(proposal) if reads_all else {},
        "document": document_for(proposal, reach),
        "problems": problems.of_document(proposal.document, kind=proposal.kind) if reads_all else {},
        "withdrawn": _withdrawn(proposal) if reads_all else [],
        "report": report.to_json() if report else None,
        # Why not, too, tells of facts: who must sign follows from the level.
        "moves": list(lifecycle.moves_for(proposal, person, now, report=report)) if report else [],
        "newer_checklists": [asdict(each) for each in drafting.newer_checklists(proposal)],
        "revision": _revision(proposal.revisions.all().last() if proposal.was_submitted else None),
        "approved_revision": _revision(_approved(proposal)),
    }


def as_sent(proposal: Proposal, person: Person) -> Proposal:
    """As its writers have it now; for who reviews or coordinates it, as it was last sent to them.

    What its writers try out between two rounds is not yet said to anybody else.
    """
    if policy.may(person, "proposal.edit", proposal) or not proposal.was_submitted:
        return proposal
    if queries.reach_of(person, proposal) is not Reach.REVIEWERS:
        return proposal
    sent = copy(proposal)
    latest = proposal.revisions.all().last()
    sent.document = latest.document if latest else proposal.document
    return sent


def report_for(proposal: Proposal, person: Person, *, now: datetime) -> ProposalReport | None:
    """What is missing, for those who may read what is there: a count alone would tell of facts."""
    if queries.reach_of(person, proposal) is not Reach.REVIEWERS:
        return None
    return gaps.report_for(proposal, proposal.chapter.day_at(now))


def document_for(proposal: Proposal, reach: Reach) -> dict[str, Any]:
    """The working document as far as this reader may see it, every section and field in its place."""
    readable = personal.filled(proposal.document)
    if reach is not Reach.REVIEWERS:
        readable = document.seen_at(readable, reach)
    return document.whole(readable, kind=proposal.kind)


def line_of(proposal: Proposal, person: Person, *, report: ProposalReport | None) -> dict[str, Any]:
    listing: Mapping[str, Any] = proposal.document.get("listing") or {}
    public = proposal.event or proposal.public_program
    promised = promised_answer(proposal)
    return {
        "id": proposal.pk,
        "kind": proposal.kind,
        "title": proposal.title,
        "state": proposal.state,
        "public_status": public.status if public else None,
        "event": {"slug": public.slug, "status": public.status} if public else None,
        "chapter": proposal.chapter,
        "cohosts": [
            {"chapter": cohost.chapter, "confirmed_at": cohost.confirmed_at}
            for cohost in proposal.cohosts.all()
        ],
        "may_confirm_for": _may_confirm_for(proposal, person),
        "starts": listing.get("starts_at") or listing.get("period_starts_on"),
        "time_zone": listing.get("time_zone") or proposal.chapter.time_zone,
        "complete": report.complete if report else False,
        "done": report.done if report else 0,
        "total": report.total if report else 0,
        "next_step": next_step(proposal, person, report=report),
        "promised_answer": promised,
        "changed_at": proposal.changed_at,
    }


def next_step(proposal: Proposal, person: Person, *, report: ProposalReport | None) -> str:
    """What this person could do next, in a sentence."""
    if _may_confirm_for(proposal, person) and proposal.state in drafting.WRITABLE:
        return "Confirm that your chapter co-hosts, or take it off."
    match State(proposal.state):
        case State.DRAFT:
            return _next_of_draft(report) if report else "The chapter that leads is writing it."
        case State.SUBMITTED:
            return "Its reviewers have it now. You will be written to when they ask or decide."
        case State.CHANGES_NEEDED:
            return "Read what the reviewers ask, change it, and submit it again."
        case State.WITHDRAWN:
            return "It was withdrawn. Copy it to begin again with its ideas."
    return NEXT_OF_PUBLISHED[_public_status(proposal)]


NEXT_OF_PUBLISHED = {
    Status.SCHEDULED: "It is on the calendar. Amend it if something changes.",
    Status.POSTPONED: "It stands on the calendar, postponed. Resume it once it has a date.",
    Status.CANCELLED: "It stands on the calendar, cancelled. Copy it to begin again with its ideas.",
    Status.HELD: "A coordinator has taken it out of view and is looking at a concern.",
}


def _public_status(proposal: Proposal) -> Status:
    public = proposal.event or proposal.public_program
    return Status(public.status) if public else Status.SCHEDULED


def _next_of_draft(report: ProposalReport) -> str:
    if report.facts_missing:
        return "Answer the facts first: they decide what else is asked."
    if report.complete:
        return "Nothing is missing. Submit it for review."
    left = report.total - report.done
    return f"{left} {'answer is' if left == 1 else 'answers are'} still missing. Go on writing."


def promised_answer(proposal: Proposal) -> date | None:
    """The day by which the last of its reviewers promised to answer, at the chapter that leads."""
    open_ones = [one for one in proposal.assignments.all() if _is_open(one)]
    if proposal.state != State.SUBMITTED or not open_ones:
        return None
    return proposal.chapter.day_at(max(one.due_at for one in open_ones))


def _is_open(assignment: Assignment) -> bool:
    return assignment.ended_at is None


def _may_confirm_for(proposal: Proposal, person: Person) -> list[str]:
    """Slugs of the chapters for which this person may say that they co-host."""
    organizes = standing_of(person).organizes
    return [
        cohost.chapter.slug
        for cohost in proposal.cohosts.all()
        if cohost.confirmed_at is None and cohost.chapter_id in organizes
    ]


def level_of(proposal: Proposal) -> dict[str, Any]:
    """How much review the facts ask for, as the document stands now."""
    level = review.level_for(catalogue.current().policy, proposal.document.get("facts") or {})
    return {"name": level.name, "reviewers": level.reviewers, "trained": level.trained, "days": level.days}


def _program(proposal: Proposal) -> dict[str, Any] | None:
    if proposal.program is None or proposal.program_revision is None:
        return None
    return {
        "id": proposal.program_id,
        "title": proposal.program.title,
        "revision": proposal.program_revision.number,
        "amended_since": proposal.program.approved_revision_id != proposal.program_revision_id,
    }


def _approved(proposal: Proposal) -> Revision | None:
    return next((each for each in proposal.revisions.all() if each.pk == proposal.approved_revision_id), None)


def _revision(revision: Revision | None) -> dict[str, Any] | None:
    if revision is None:
        return None
    return {"number": revision.number, "digest": revision.digest, "submitted_at": revision.submitted_at}


def _withdrawn(proposal: Proposal) -> list[dict[str, str]]:
    """Where a person's values were blanked, so that the page can say so instead of showing nothing."""
    marks = {ref: (section, row) for section, row, ref in personal.marks_in(proposal.document)}
    blanked = PersonalValue.objects.filter(pk__in=marks, blanked_at__isnull=False).values_list(
        "pk", flat=True
    )
    return [{"section": marks[str(ref)][0], "row": marks[str(ref)][1]} for ref in blanked]


def history_of(proposal: Proposal, person: Person) -> list[dict[str, Any]]:
    """What happened to it, oldest first: one line for each record, with the reason that was given.

    Organizers read a reviewer's chapter, not the name, which stays among reviewers and coordinators. Why something was
    held or released stays among coordinators.
    """
    policy.require(person, "proposal.read", proposal)
    coordinates = policy.may(person, "proposal.coordinate", proposal)
    unnamed = {} if policy.may(person, "review.read", proposal) else chapters_of(proposal.reviewer_ids)
    return [
        {
            "at": record.at,
            "who": _who(record, unnamed),
            "did": record.verb,
            "reason": ""
            if not coordinates and lifecycle.keeps_its_reason(record.detail.get("move", ""))
            else record.reason,
            "revision": record.detail.get("revision"),
            "state": record.detail.get("state"),
        }
        for record in journal.history_of(proposal)
    ]


def _who(record: Record, unnamed: Mapping[UUID, list[str]]) -> str | None:
    if record.actor is None:
        return None
    if record.actor.pk in unnamed:
        return f"A reviewer of {' and '.join(unnamed[record.actor.pk]) or 'another chapter'}"
    return record.actor.name
