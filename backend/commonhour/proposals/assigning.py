"""Who reviews what: chosen evenly and automatically, promised by a date, passed on when someone cannot."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q

from commonhour.checklists import catalogue
from commonhour.errors import BadInput, Conflict, NotReady
from commonhour.people import policy
from commonhour.people.models import Membership, NetworkRole, NetworkRoleName, User
from commonhour.proposals import notices, queries
from commonhour.proposals.models import Assignment, Proposal, Revision
from commonhour.proposals.states import GAVE_UP, AssignmentEnd, State
from commonhour.records import journal


@dataclass(frozen=True)
class Candidate:
    """A reviewer who may take a proposal, and what makes the choice between them even."""

    user_id: UUID
    chapters: frozenset[UUID]
    trained: bool
    open_reviews: int
    last_assigned: datetime | None


def eligible_for(proposal: Proposal, *, besides: Collection[UUID] = ()) -> list[Candidate]:
    """Reviewers from chapters that neither lead nor co-host, who wrote nothing of it and take no part; `besides` are left out."""
    hosts = {proposal.chapter_id, *proposal.every_cohost_id}
    roles = (
        NetworkRole.objects.filter(role=NetworkRoleName.REVIEWER, user__is_active=True)
        .exclude(user__in=proposal.author_ids | proposal.taking_part_ids | frozenset(besides))
        .annotate(
            open_reviews=Count(
                "user__assignments", filter=Q(user__assignments__ended_at=None), distinct=True
            ),
            last_assigned=Max("user__assignments__assigned_at"),
        )
    )
    chapters: dict[UUID, set[UUID]] = {}
    for user_id, chapter_id in Membership.objects.filter(user__in=roles.values("user")).values_list(
        "user", "chapter"
    ):
        chapters.setdefault(user_id, set()).add(chapter_id)
    return [
        Candidate(role.user_id, frozenset(theirs), role.trained, role.open_reviews, role.last_assigned)
        for role in roles
        if (theirs := chapters.get(role.user_id)) and not theirs & hosts
    ]


def choose(
    candidates: Sequence[Candidate], *, number: int, trained: int, away_from: Collection[UUID] = (), seed: str
) -> list[Candidate]:
    """The fairest set of at most `number` people of different chapters, none of them in `away_from`.

    Fewest open reviews first, then whoever was asked longest ago, then by the seed, so that the same question has the
    same answer. Where too few are trained or free, as many as can be; the rest waits for a coordinator.
    """
    free = sorted(
        (one for one in candidates if not one.chapters & frozenset(away_from)),
        key=lambda one: (one.open_reviews, _since(one), _lot(seed, one.user_id)),
    )
    for size in range(min(number, len(free)), 0, -1):
        # Where a place stays empty, it is better an untrained one's.
        for wanted in range(min(trained, size), -1, -1):
            group = next(_groups(free, size, untrained=min(number - trained, size - wanted)), None)
            if group:
                return list(group)
    return []


def _groups(free: Sequence[Candidate], size: int, *, untrained: int) -> Iterator[tuple[Candidate, ...]]:
    """Groups of different chapters with at most so many untrained, the fairest first; none is built before it is asked for."""
    if size == 0:
        yield ()
        return
    if sum(one.trained for one in free) < size - untrained:
        return
    for place, one in enumerate(free):
        left = untrained - (not one.trained)
        if left < 0:
            continue
        apart = [other for other in free[place + 1 :] if not other.chapters & one.chapters]
        for others in _groups(apart, size - 1, untrained=left):
            yield (one, *others)


def _since(candidate: Candidate) -> float:
    return candidate.last_assigned.timestamp() if candidate.last_assigned else 0.0


def _lot(seed: str, user_id: UUID) -> str:
    return hashlib.sha256(f"{seed}:{user_id}".encode()).hexdigest()


def assign(
    proposal: Proposal, revision: Revision, *, now: datetime, besides: Collection[UUID] = ()
) -> list[Assignment]:
    """Fill the empty places of a submitted revision: with who reviewed the last one, else with the fairest others.

    Tells who was chosen, or the coordinators where a place stays empty. The proposal's row must be locked.
    """
    holding = list(proposal.assignments.filter(ended_at=None).values_list("reviewer_id", flat=True))
    chosen = _next_reviewers(proposal, revision, holding=holding, besides=besides)
    due = now + timedelta(days=_days(revision))
    assignments = [_hold(proposal, user_id, due=due, actor=None, now=now) for user_id in chosen]
    if len(holding) + len(chosen) < revision.reviewers_needed:
        cause = f"{revision.pk}:{now.isoformat()}"
        notices.tell(proposal, "nobody_eligible", notices.coordinators_of(proposal), cause=cause, now=now)
    return assignments


def _next_reviewers(
    proposal: Proposal,
    revision: Revision,
    *,
    holding: Collection[UUID],
    besides: Collection[UUID],
    at_least: int = 0,
) -> list[UUID]:
    """Whom to ask for the places that those who hold the review leave empty, or for so many more opinions.

    Nobody who gave it up before. First who reviewed it last, who knows it; on an appeal the contrary: nobody who
    reviewed it, nor anyone of their chapters.
    """
    earlier = proposal.assignments.exclude(ended_at=None)
    knew_it = set(earlier.exclude(end__in=GAVE_UP).values_list("reviewer_id", flat=True))
    refused = set(earlier.filter(end__in=GAVE_UP).values_list("reviewer_id", flat=True))
    appealed = _candidates(knew_it) if revision.appeal else []

    candidates = eligible_for(proposal, besides={*besides, *refused, *holding})
    if appealed:
        judged = frozenset[UUID]().union(*(one.chapters for one in appealed))
        candidates = [one for one in candidates if one.user_id not in knew_it and not one.chapters & judged]
    taken = _candidates(holding)
    places = max(revision.reviewers_needed, len(taken) + at_least)
    for pool in (
        [one for one in candidates if one.user_id in knew_it],
        [one for one in candidates if one.user_id not in knew_it],
    ):
        taken += choose(
            pool,
            number=places - len(taken),
            trained=max(0, revision.trained_needed - sum(one.trained for one in taken)),
            away_from=frozenset[UUID]().union(*(one.chapters for one in taken)),
            seed=revision.digest,
        )
    return [one.user_id for one in taken if one.user_id not in holding]


def _candidates(user_ids: Collection[UUID]) -> list[Candidate]:
    """Those who hold a review already, in the same shape."""
    chapters: dict[UUID, set[UUID]] = {user_id: set() for user_id in user_ids}
    for user_id, chapter_id in Membership.objects.filter(user__in=user_ids).values_list("user", "chapter"):
        chapters[user_id].add(chapter_id)
    trained = set(NetworkRole.objects.filter(user__in=user_ids, trained=True).values_list("user", flat=True))
    return [Candidate(one, frozenset(theirs), one in trained, 0, None) for one, theirs in chapters.items()]


def _days(revision: Revision) -> int:
    if revision.appeal:
        return catalogue.current().policy.appeal.days
    levels = {level.name: level.days for level in catalogue.current().policy.levels}
    return levels.get(revision.level, max(levels.values()))


def _hold(
    proposal: Proposal, reviewer_id: UUID, *, due: datetime, actor: User | None, now: datetime
) -> Assignment:
    assignment = Assignment.objects.create(
        proposal=proposal, reviewer_id=reviewer_id, assigned_at=now, due_at=due
    )
    # The journal names the assignment, not the proposal: organizers read the proposal's lines, and not who reviews.
    journal.write(
        "assigned", assignment, actor=actor, now=now, reviewer=str(reviewer_id), proposal=str(proposal.pk)
    )
    notices.tell(proposal, "assigned", [reviewer_id], cause=assignment.pk, now=now)
    return assignment


def end(assignment: Assignment, *, why: AssignmentEnd, now: datetime) -> None:
    """End one assignment. A pause ends with it."""
    assignment.ended_at, assignment.end, assignment.paused_at = now, why, None
    assignment.save(update_fields=["ended_at", "end", "paused_at"])


def end_all(proposal: Proposal, *, why: AssignmentEnd, now: datetime) -> None:
    """End every review of a proposal, and tell those who need not finish theirs."""
    for assignment in proposal.assignments.filter(ended_at=None):
        end(assignment, why=why, now=now)
        if why == AssignmentEnd.TAKEN_BACK:
            notices.tell(proposal, "review_ended", [assignment.reviewer_id], cause=assignment.pk, now=now)


@transaction.atomic
def recuse(proposal: Proposal, *, actor: User, words: str = "", now: datetime) -> list[Assignment]:
    """Step back from a review, with or without saying why; the next reviewer is asked at once.

    Their verdicts no longer count. What they say stands on the assignment's line in the journal, which no organizer reads.
    """
    locked = queries.lock(proposal)
    policy.require(actor, "review.recuse", locked)
    assignment = _held_by(locked, actor.pk)
    end(assignment, why=AssignmentEnd.RECUSED, now=now)
    journal.write("recused", assignment, actor=actor, now=now, reason=words.strip(), proposal=str(locked.pk))
    return assign(locked, _submitted_revision(locked), now=now)


@transaction.atomic
def reassign(
    proposal: Proposal,
    *,
    actor: User,
    now: datetime,
    reason: str,
    to: UUID | None = None,
    instead_of: UUID | None = None,
) -> list[Assignment]:
    """A coordinator gives a review to somebody: in place of another, or beside them. Without `to`, the fairest choice."""
    locked = queries.lock(proposal)
    policy.require(actor, "proposal.coordinate", locked)
    leaving = None if instead_of is None else _held_by(locked, instead_of)
    revision = _submitted_revision(locked)
    holding = set(locked.assignments.filter(ended_at=None).values_list("reviewer_id", flat=True)) - {
        instead_of
    }
    besides = {instead_of} if instead_of else set()
    if to:
        chosen = _named(locked, revision, to, holding)
    else:
        chosen = _next_reviewers(locked, revision, holding=holding, besides=besides, at_least=1)
    if not chosen:
        raise NotReady(
            "nobody_eligible", "Nobody else can take it. Ask a chapter for another reviewer first."
        )
    if not reason.strip():
        raise BadInput(
            "reason_missing", "Say why, in a sentence.", fields={"reason": ["Say why, in a sentence."]}
        )
    if leaving:
        end(leaving, why=AssignmentEnd.REASSIGNED, now=now)
        journal.write(
            "reassigned", leaving, actor=actor, now=now, reason=reason.strip(), proposal=str(locked.pk)
        )
        notices.tell(locked, "review_ended", [leaving.reviewer_id], cause=leaving.pk, now=now)
    due = now + timedelta(days=_days(revision))
    made = [_hold(locked, user_id, due=due, actor=actor, now=now) for user_id in chosen]
    journal.write("changed its reviewers", locked, actor=actor, now=now, revision=revision.number)
    return made


def _named(
    proposal: Proposal, revision: Revision, reviewer_id: UUID, holding: Collection[UUID]
) -> list[UUID]:
    """The named reviewer, if they may take it beside those who hold it, and leave a place for who must be trained."""
    candidates = {one.user_id: one for one in eligible_for(proposal)}
    beside = _candidates(holding)
    chapters = frozenset[UUID]().union(*(one.chapters for one in beside))
    if reviewer_id in holding:
        raise Conflict("holds_it_already", "They review it already.")
    if reviewer_id not in candidates:
        sentence = "They cannot review it: they are no reviewer, wrote part of it or take part in it, or belong to a chapter that hosts it."
        raise NotReady("not_eligible", sentence)
    if candidates[reviewer_id].chapters & chapters:
        raise NotReady(
            "same_chapter", "Another of its reviewers is from the same chapter. Choose somebody from a third."
        )
    bench = [*beside, candidates[reviewer_id]]
    still_free = max(0, revision.reviewers_needed - len(bench))
    if revision.trained_needed - sum(one.trained for one in bench) > still_free:
        raise NotReady(
            "training_missing",
            "One of its reviewers must be trained in harm reduction. Choose somebody who is.",
        )
    return [reviewer_id]


def overdue(now: datetime) -> list[UUID]:
    """The assignments past their promised date that still owe an answer, oldest first."""
    late = Assignment.objects.filter(
        ended_at=None, paused_at=None, due_at__lt=now, proposal__state=State.SUBMITTED
    ).order_by("due_at", "pk")
    return [one.pk for one in late if not _has_recommended(one)]


@transaction.atomic
def pass_on(assignment_id: UUID, *, now: datetime) -> bool:
    """Give an overdue review to the next reviewer, once a revision; after that, tell the coordinators.

    Returns whether somebody new holds it. Where nobody can, the late reviewer keeps it: late is better than nobody.
    """
    found = Assignment.objects.select_related("proposal").get(pk=assignment_id)
    proposal = queries.lock(found.proposal)
    assignment = proposal.assignments.get(pk=assignment_id)
    if (
        assignment.ended_at
        or assignment.paused_at
        or assignment.due_at >= now
        or proposal.state != State.SUBMITTED
    ):
        return False
    revision = _submitted_revision(proposal)
    before = proposal.assignments.filter(
        end=AssignmentEnd.OVERDUE, ended_at__gte=revision.submitted_at
    ).exists()
    holding = set(proposal.assignments.filter(ended_at=None).values_list("reviewer_id", flat=True)) - {
        assignment.reviewer_id
    }
    chosen = [] if before else _next_reviewers(
        proposal, revision, holding=holding, besides={assignment.reviewer_id}
    )  # fmt: skip
    if not chosen:
        notices.tell(proposal, "overdue", notices.coordinators_of(proposal), cause=assignment.pk, now=now)
        return False
    end(assignment, why=AssignmentEnd.OVERDUE, now=now)
    journal.write("passed on, overdue", assignment, actor=None, now=now, proposal=str(proposal.pk))
    notices.tell(proposal, "review_ended", [assignment.reviewer_id], cause=assignment.pk, now=now)
    due = now + timedelta(days=_days(revision))
    for user_id in chosen:
        _hold(proposal, user_id, due=due, actor=None, now=now)
    return True


def pause(proposal: Proposal, *, reviewer_id: UUID, now: datetime) -> None:
    """Stop the clock of a promised date while a question waits: once an assignment."""
    for assignment in proposal.assignments.filter(
        ended_at=None, reviewer_id=reviewer_id, paused_before=False
    ):
        assignment.paused_at, assignment.paused_before = now, True
        assignment.save(update_fields=["paused_at", "paused_before"])


def unpause(proposal: Proposal, *, reviewer_id: UUID, now: datetime) -> None:
    """Start the clock again; the promised date moves by the time it stood."""
    for assignment in proposal.assignments.filter(
        ended_at=None, reviewer_id=reviewer_id, paused_at__isnull=False
    ):
        assert assignment.paused_at is not None
        assignment.due_at += now - assignment.paused_at
        assignment.paused_at = None
        assignment.save(update_fields=["due_at", "paused_at"])


def _held_by(proposal: Proposal, reviewer_id: UUID) -> Assignment:
    assignment = proposal.assignments.filter(ended_at=None, reviewer_id=reviewer_id).first()
    if assignment is None:
        raise Conflict("not_held", "They do not hold this review now. Reload the page.")
    return assignment


def _submitted_revision(proposal: Proposal) -> Revision:
    revision = proposal.revisions.order_by("-number").first()
    if proposal.state != State.SUBMITTED or revision is None:
        raise Conflict("not_in_review", "It is not in review now. Reload the page.")
    return revision


def _has_recommended(assignment: Assignment) -> bool:
    latest = Revision.objects.filter(proposal=assignment.proposal_id).order_by("-number").first()
    return latest is not None and latest.recommendations.filter(reviewer=assignment.reviewer_id).exists()
