"""Lists of reviews: what a reviewer holds, what waits in the network, who reviews how much. Constant in queries."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from commonhour.people import policy
from commonhour.people.models import NetworkRole, NetworkRoleName, User
from commonhour.proposals import assigning
from commonhour.proposals.models import Assignment, Proposal, Question, Recommendation, Revision, Verdict
from commonhour.proposals.review_page import chapters_of
from commonhour.proposals.states import AssignmentEnd, Result, State, VerdictWord

RECENT = 20
LEVELS = ("careful", "standard", "light")


def queue_of(reviewer: User, now: datetime) -> dict[str, Any]:
    """The reviews this person holds, the earliest promised date first and the more careful level before the lighter."""
    mine = Assignment.objects.filter(reviewer=reviewer).select_related("proposal__chapter")
    open_ones = list(mine.filter(ended_at=None, proposal__state=State.SUBMITTED).order_by("due_at", "id"))
    latest = latest_revisions([one.proposal_id for one in open_ones])
    decided = Counter(
        Revision.objects.filter(
            proposal__in=[one.proposal_id for one in open_ones], decision__isnull=False
        ).values_list("proposal", flat=True)
    )
    said = {
        one.revision_id: one.result
        for one in Recommendation.objects.filter(
            reviewer=reviewer, revision__in=[one.pk for one in latest.values()]
        )
    }
    visible = set(
        Proposal.objects.visible_to(reviewer)
        .filter(pk__in=[one.proposal_id for one in mine])
        .values_list("pk", flat=True)
    )
    waiting = [
        {
            **_line(one.proposal, latest[one.proposal_id]),
            "due_at": one.due_at,
            "days_left": (one.due_at - now).days,
            "overdue": one.due_at < now and one.paused_at is None,
            "paused": one.paused_at is not None,
            "recommended": said.get(latest[one.proposal_id].pk),
            "round": decided[one.proposal_id],
        }
        for one in open_ones
        if one.proposal_id in visible
    ]
    done = [
        {"id": one.proposal_id, "title": one.proposal.title, "chapter": one.proposal.chapter, "state": one.proposal.state,
         "ended_at": one.ended_at}
        for one in mine.filter(end=AssignmentEnd.DECIDED).order_by("-ended_at")[:RECENT]
        if one.proposal_id in visible
    ]  # fmt: skip
    waiting.sort(key=lambda line: (line["due_at"].date(), LEVELS.index(line["level"]), line["due_at"]))
    return {"waiting": waiting, "done": done}


def _line(proposal: Proposal, revision: Revision) -> dict[str, Any]:
    """Title and date are those of the revision: what is reviewed, not what is being written."""
    listing = revision.document.get("listing") or {}
    return {
        "id": proposal.pk,
        "kind": proposal.kind,
        "title": listing.get("title") or proposal.title,
        "chapter": proposal.chapter,
        "event_type": (revision.document.get("facts") or {}).get("event_type"),
        "starts": listing.get("starts_at") or listing.get("period_starts_on"),
        "level": revision.level,
        "revision": revision.number,
        "submitted_at": revision.submitted_at,
    }


def latest_revisions(proposals: list[UUID]) -> dict[UUID, Revision]:
    found: dict[UUID, Revision] = {}
    for revision in Revision.objects.filter(proposal__in=proposals).order_by("number"):
        found[revision.proposal_id] = revision
    return found


def waiting_for(coordinator: User, now: datetime) -> list[dict[str, Any]]:
    """Everything in review that this coordinator may see: the oldest first, the more careful before the lighter."""
    proposals = list(
        Proposal.objects.visible_to(coordinator)
        .filter(state=State.SUBMITTED)
        .select_related("chapter")
        .prefetch_related(
            "cohosts",
            "authors",
            "revisions",
            Prefetch("assignments", Assignment.objects.select_related("reviewer").order_by("assigned_at")),
        )
    )
    latest = {one.pk: max(one.revisions.all(), key=lambda revision: revision.number) for one in proposals}
    said: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for one in Recommendation.objects.filter(revision__in=[revision.pk for revision in latest.values()]):
        said[one.revision_id][one.reviewer_id] = one.result
    asked = Counter(_open_questions([revision.pk for revision in latest.values()]))
    people = {one.reviewer_id for proposal in proposals for one in proposal.assignments.all()}
    chapters = chapters_of(people)
    trained = set(NetworkRole.objects.filter(user__in=people, trained=True).values_list("user", flat=True))
    lines = []
    for proposal in proposals:
        revision = latest[proposal.pk]
        holding = [one for one in proposal.assignments.all() if one.ended_at is None]
        results = said[revision.pk]
        publishing = {
            results[one.reviewer_id] != Result.CHANGES_NEEDED for one in holding if one.reviewer_id in results
        }
        missing = revision.trained_needed - sum(one.reviewer_id in trained for one in holding)
        lines.append(
            {
                **_line(proposal, revision),
                "days_waiting": (now - revision.submitted_at).days,
                "needed": revision.reviewers_needed,
                "empty_places": max(0, revision.reviewers_needed - len(holding)),
                "trained_missing": missing > 0,
                "overdue": any(_overdue(one, results, now) for one in holding),
                "disagreed": len(publishing) > 1,
                "questions_open": asked[revision.pk],
                "may_assign": policy.may(coordinator, "proposal.coordinate", proposal),
                "reviewers": [_holder(one, chapters, results, coordinator, now) for one in holding],
            }
        )
    return sorted(
        lines,
        key=lambda line: (line["submitted_at"].date(), LEVELS.index(line["level"]), line["submitted_at"]),
    )


def _open_questions(revisions: list[UUID]) -> list[UUID]:
    """The revision of each question still waiting; a later verdict of its asker takes one back."""
    taken_back = Verdict.objects.filter(
        revision=OuterRef("revision"),
        item=OuterRef("item"),
        reviewer=OuterRef("asked_by"),
        at__gte=OuterRef("asked_at"),
    ).exclude(word=VerdictWord.ASK)
    waiting = Question.objects.filter(~Exists(taken_back), revision__in=revisions, answered_at=None)
    return list(waiting.values_list("revision", flat=True))


def _overdue(assignment: Assignment, results: dict[UUID, str], now: datetime) -> bool:
    return assignment.due_at < now and assignment.paused_at is None and assignment.reviewer_id not in results


def _holder(
    assignment: Assignment,
    chapters: dict[UUID, list[str]],
    results: dict[UUID, str],
    reader: User,
    now: datetime,
) -> dict[str, Any]:
    return {
        "id": assignment.reviewer_id,
        "name": assignment.reviewer.name,
        "chapters": chapters.get(assignment.reviewer_id, []),
        "due_at": assignment.due_at,
        "paused": assignment.paused_at is not None,
        "overdue": _overdue(assignment, results, now),
        "done": assignment.reviewer_id in results,
        "recommended": results.get(assignment.reviewer_id),
        "me": assignment.reviewer_id == reader.pk,
    }


def load_of_reviewers(now: datetime) -> list[dict[str, Any]]:
    """Who reviews how much, the busiest first. No judgement and no ranking of chapters."""

    def ended(why: str) -> Count:
        return Count("user__assignments", filter=Q(user__assignments__end=why))

    done = Recommendation.objects.filter(
        reviewer=OuterRef("reviewer"),
        revision__proposal=OuterRef("proposal"),
        at__gte=OuterRef("assigned_at"),
    )
    late = Assignment.objects.filter(~Exists(done), ended_at=None, paused_at=None, due_at__lt=now)
    overdue = Counter(late.values_list("reviewer", flat=True))
    roles = (
        NetworkRole.objects.filter(role=NetworkRoleName.REVIEWER, user__is_active=True)
        .select_related("user")
        .annotate(
            open=Count("user__assignments", filter=Q(user__assignments__ended_at=None)),
            decided=ended(AssignmentEnd.DECIDED),
            recused=ended(AssignmentEnd.RECUSED),
            passed_on=ended(AssignmentEnd.OVERDUE),
        )
    )
    chapters = chapters_of([role.user_id for role in roles])
    last = dict(
        Assignment.objects.filter(reviewer__in=[role.user_id for role in roles])
        .order_by("assigned_at")
        .values_list("reviewer", "assigned_at")
    )
    lines = [
        {"id": role.user_id, "name": role.user.name, "chapters": chapters[role.user_id], "trained": role.trained,
         "open": role.open, "overdue": overdue[role.user_id], "decided": role.decided, "recused": role.recused,
         "passed_on": role.passed_on, "last_assigned_at": last.get(role.user_id)}
        for role in roles
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line["open"], line["name"], str(line["id"])))


def assignments_of(proposal: Proposal, reader: User, now: datetime) -> dict[str, Any]:
    """Who holds a proposal's review, and whom a coordinator could ask besides."""
    holding = list(proposal.assignments.filter(ended_at=None).select_related("reviewer"))
    revision = latest_revisions([proposal.pk]).get(proposal.pk)
    results = dict(revision.recommendations.values_list("reviewer", "result")) if revision else {}
    candidates = assigning.eligible_for(proposal, besides=[one.reviewer_id for one in holding])
    ids = [one.user_id for one in candidates]
    chapters = chapters_of([*ids, *(one.reviewer_id for one in holding)])
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {
        "holding": [_holder(one, chapters, results, reader, now) for one in holding],
        "candidates": [
            {"id": one.user_id, "name": names[one.user_id], "chapters": chapters[one.user_id], "trained": one.trained,
             "open": one.open_reviews}
            for one in sorted(candidates, key=lambda one: (one.open_reviews, names[one.user_id]))
        ],
    }  # fmt: skip
