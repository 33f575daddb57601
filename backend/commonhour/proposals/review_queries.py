"""Reading a review: which items of a revision are open, whose verdicts stand, and what they lead to."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any, cast
from uuid import UUID

from commonhour.checklists import reading, review
from commonhour.checklists.definitions import Item
from commonhour.checklists.reading import BuiltIn
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.proposals import gaps
from commonhour.proposals.models import Assignment, Proposal, Question, Recommendation, Revision, Verdict
from commonhour.proposals.states import AssignmentEnd, Result, State, VerdictWord

ACCEPTED = frozenset({VerdictWord.MET, VerdictWord.MET_WITH_CONDITION, VerdictWord.NOT_APPLICABLE_ACCEPTED})

WORST_FIRST = (
    VerdictWord.NOT_MET,
    VerdictWord.ASK,
    VerdictWord.MET_WITH_CONDITION,
    VerdictWord.NOT_APPLICABLE_ACCEPTED,
    VerdictWord.MET,
)


class Review:
    """One revision under review, each part read once and only where it is asked for.

    A verdict stands where its item has read the same ever since it was given. An item is *settled* when, on revisions
    already decided, as many people accepted it as this revision needs; it is *open* for a reviewer when it is not
    settled and they have no verdict of their own that stands. Verdicts of people who recused themselves count nowhere.
    """

    def __init__(self, proposal: Proposal, revision: Revision, today: date) -> None:
        self.proposal, self.revision, self.today = proposal, revision, today

    @cached_property
    def report(self) -> gaps.ProposalReport:
        """The revision against the questions it was frozen with."""
        return gaps.report_on(self.revision, self.today)

    @cached_property
    def items(self) -> dict[str, Item | BuiltIn]:
        """Every item that can get a verdict here, in the order they are read: the listing first."""
        return {**reading.BUILT_IN, **{one.id: one.item for one in self.report.applying}}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The items a decision needs a verdict on: the listing, and every required one its program did not answer."""
        required = (one.id for one in self.report.applying if not one.item.optional and not one.inherited)
        return (*reading.BUILT_IN, *required)

    @cached_property
    def unchanged_since(self) -> dict[str, int]:
        """For each item, the number of the first revision from which on it has read the same, step by step.

        Step by step, because what was added without a review may not be taken away again without one.
        """
        chain = list(
            self.proposal.revisions.filter(number__lte=self.revision.number)
            .select_related("checklists", "program_revision")
            .order_by("-number")
        )
        since = dict.fromkeys(self.items, self.revision.number)
        moving = set(self.items)
        for newer, older in pairwise(chain):
            moving = {item for item in moving if self._reads_the_same(item, older, newer)}
            since |= dict.fromkeys(moving, older.number)
            if not moving:
                break
        return since

    def changed_since(self, seen: str) -> list[str]:
        """The items that read something else than in the revision of this digest; all, where that one is unknown."""
        before = self.proposal.revisions.filter(digest=seen).order_by("-number").first()
        if before is None:
            return list(self.needed)
        return [item for item in self.items if self.unchanged_since[item] > before.number]

    def _reads_the_same(self, item_id: str, older: Revision, newer: Revision) -> bool:
        before, after = item_in(older, item_id), item_in(newer, item_id)
        if before is None or after is None:
            return False
        read_then = reading.digest_of(before, older.document, program=program_of(older))
        return read_then == reading.digest_of(
            after, newer.document, approved=older.document, program=program_of(newer)
        )

    @cached_property
    def assignments(self) -> list[Assignment]:
        return list(self.proposal.assignments.select_related("reviewer"))

    @cached_property
    def bench(self) -> list[UUID]:
        """Who decides on this revision: those who hold the review now, or who did when it was decided."""
        if self.proposal.state == State.SUBMITTED:
            return [one.pk for one in self.holding]
        return [one.reviewer_id for one in self.recommendations]

    @cached_property
    def holding(self) -> list[User]:
        """Those who hold the review and may still review: who has since joined a host keeps a place empty."""
        held = [one.reviewer for one in self.assignments if one.ended_at is None]
        return [one for one in held if policy.may(one, "proposal.review", self.proposal)]

    @cached_property
    def recused(self) -> frozenset[UUID]:
        return frozenset(one.reviewer_id for one in self.assignments if one.end == AssignmentEnd.RECUSED)

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        found = self.revision.recommendations.select_related("reviewer")
        return [one for one in found if one.reviewer_id not in self.recused]

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.revision.questions.select_related("asked_by", "answered_by"))

    @property
    def unanswered(self) -> list[Question]:
        """What the bench still waits to hear. A later verdict on the item takes a question back."""
        return [
            one
            for one in self.questions
            if one.answered_at is None
            and one.asked_by_id in self.bench
            and self.standing[one.asked_by_id][one.item].word == VerdictWord.ASK
        ]

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Every verdict up to this revision, oldest first."""
        return list(
            Verdict.objects.filter(
                revision__proposal=self.proposal, revision__number__lte=self.revision.number
            )
            .select_related("revision__decision", "reviewer")
            .order_by("revision__number", "at", "id")
        )

    @cached_property
    def standing(self) -> dict[UUID, dict[str, Verdict]]:
        """By reviewer and item, the newest verdict on what the item still reads."""
        found: dict[UUID, dict[str, Verdict]] = defaultdict(dict)
        for verdict in self.verdicts:
            given_on = verdict.revision.number
            if verdict.reviewer_id not in self.recused and given_on >= self.unchanged_since.get(
                verdict.item, inf
            ):
                found[verdict.reviewer_id][verdict.item] = verdict
        return found

    @cached_property
    def settlements(self) -> dict[str, Verdict]:
        """A coordinator's written word on what the reviewers of this revision disagree about: it outranks theirs."""
        assigned = {one.reviewer_id for one in self.assignments}
        return {
            item: verdict
            for reviewer, by_item in self.standing.items()
            if reviewer not in assigned
            for item, verdict in by_item.items()
            if verdict.revision_id == self.revision.pk
        }

    @cached_property
    def settled(self) -> dict[str, Verdict]:
        """By item, the strictest of the accepting verdicts that enough people gave on revisions already decided."""
        assigned = {one.reviewer_id for one in self.assignments}
        accepted: dict[str, list[Verdict]] = defaultdict(list)
        outranking: dict[str, Verdict] = {}
        for reviewer, by_item in self.standing.items():
            for item, verdict in by_item.items():
                if verdict.word not in ACCEPTED or not hasattr(verdict.revision, "decision"):
                    continue
                accepted[item].append(verdict)
                if reviewer not in assigned:
                    outranking[item] = verdict
        enough = {
            item: strictest(verdicts)
            for item, verdicts in accepted.items()
            if len(verdicts) >= self.revision.reviewers_needed
        }
        return enough | outranking

    def open_for(self, reviewer_id: UUID) -> list[str]:
        """The items this reviewer still owes a verdict on."""
        own = self.standing.get(reviewer_id, {})
        return [item for item in self.needed if item not in own and item not in self.settled]

    @cached_property
    def merged(self) -> dict[str, Verdict]:
        """By item, the one verdict that counts: a coordinator's, or the strictest of the bench's, or the settled."""
        found = dict(self.settled)
        for item in self.items:
            own = [by_item[item] for who in self.bench if item in (by_item := self.standing.get(who, {}))]
            if own:
                found[item] = strictest(own)
        return found | self.settlements

    def merged_for(self, reviewer_id: UUID) -> dict[str, Verdict]:
        """As `merged`, from one reviewer's verdicts alone: what they recommend follows from it."""
        return self.settled | self.standing.get(reviewer_id, {})

    def outcome(self, verdicts: Mapping[str, Verdict]) -> review.Outcome:
        """What the decision rule makes of these verdicts."""
        return review.decide(self.report, {item: _word_of(verdict) for item, verdict in verdicts.items()})

    def result_of(self, verdicts: Mapping[str, Verdict]) -> Result:
        return Result(self.outcome(verdicts).result)

    def not_accepted(self, verdicts: Mapping[str, Verdict]) -> list[str]:
        """Needed items that nobody accepted and no condition covers: nothing is published past these. Advice may stay open."""
        covered = {one.item for one in self.outcome(verdicts).conditions}
        advice = {one.id for one in self.report.applying if one.severity == "advice"}
        return [
            item
            for item in self.needed
            if item not in advice
            and (item not in verdicts or (verdicts[item].word not in ACCEPTED and item not in covered))
        ]

    @property
    def disagreed(self) -> bool:
        """Whether everyone on a full bench has recommended, and not the same."""
        mine = [one for one in self.recommendations if one.reviewer_id in self.bench]
        publishing = {one.result != Result.CHANGES_NEEDED for one in mine}
        return len(mine) == len(self.bench) >= self.revision.reviewers_needed and len(publishing) > 1


def strictest(verdicts: list[Verdict]) -> Verdict:
    return min(
        verdicts, key=lambda verdict: (WORST_FIRST.index(VerdictWord(verdict.word)), -verdict.at.timestamp())
    )


def _word_of(verdict: Verdict) -> review.Verdict:
    return review.Verdict(
        name=cast("review.VerdictName", verdict.word),
        words=verdict.words,
        owner=verdict.condition_owner,
        by=verdict.condition_due,
        rethink=verdict.rethink,
    )


def input_digest(item_id: str, revision: Revision) -> str:
    """What a verdict was given on: the question as it was put, and exactly what it reads."""
    item = item_in(revision, item_id)
    assert item is not None
    return reading.digest_of(item, revision.document, program=program_of(revision))


def item_in(revision: Revision, item_id: str) -> Item | BuiltIn | None:
    """The item as this revision was asked it."""
    if item_id in reading.BUILT_IN:
        return reading.BUILT_IN[item_id]
    checklists = gaps.definitions(revision.checklists_id)
    return next((item for checklist in checklists for item in checklist.items if item.id == item_id), None)


def program_of(revision: Revision) -> Mapping[str, Any] | None:
    return revision.program_revision.document if revision.program_revision else None


def latest_revision(proposal: Proposal) -> Revision | None:
    return proposal.revisions.select_related("checklists", "program_revision").order_by("-number").first()
