"""Random stories of several people around a few proposals, and what must hold after every step of them."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from commonhour import identifiers
from commonhour.errors import Refusal
from commonhour.events.models import Event
from commonhour.people import policy
from commonhour.people.models import Chapter, Membership, NetworkRole, Role, User
from commonhour.proposals import (
    assigning,
    deciding,
    drafting,
    gaps,
    lifecycle,
    projection,
    reviewing,
    revising,
)
from commonhour.proposals.models import Assignment, Decision, Proposal, Question, Revision, Verdict
from commonhour.proposals.review_queries import Review
from commonhour.proposals.reviewing import Given
from commonhour.proposals.states import Result, State
from commonhour.records.models import Record

from . import making

START = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
EDITS: dict[str, dict[str, Any]] = {
    "a title": {"listing": {"title": "Read your pay slip"}},
    "another room": {"listing": {"room": "Room 214"}},
    "an answer": {"answers": {"hr.who": making.said("People at the edge.")}},
    "back as it was": making.COMPLETE,
    "a hole": {"answers": {"hr.who": {}}},
    "a careful fact": making.CAREFUL,
    "a series": making.SERIES,
}
PROGRAM_LISTING = {
    "title": "Autumn of fair work", "summary": "Five evenings on work.", "description": "Why we do it.", "language": "en",
    "period_starts_on": "2026-10-05", "period_ends_on": "2026-12-15", "access_features": ["step_free"],
    "access_contact": "access@larkmoor.example", "access_request_by": "2026-09-20",
    "content_note": "Talks about wage theft.", "views_line": True,
}  # fmt: skip
visited: Counter[str] = Counter()
refused: Counter[str] = Counter()


class Story(RuleBasedStateMachine):
    """Chance chooses who does what; what is possible is tried more often than what is not."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        # The same story has the same identifiers, and so the same lots between equal reviewers.
        chance = random.Random(1)  # noqa: S311  a test's dice
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(identifiers, "uuid4", lambda: UUID(int=chance.getrandbits(128), version=4))
        self.patch.setattr(
            "commonhour.identifiers.secrets.token_hex", lambda size: f"{chance.getrandbits(size * 8):x}"
        )
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.frozen: dict[UUID, str] = {}
        self.looked_at: set[UUID] = set()
        self.records = 0

    def teardown(self) -> None:
        self.patch.undo()
        kept = {
            row["id"]: repr(row) for model in (Revision, Verdict, Decision) for row in model.objects.values()
        }
        assert kept == self.frozen
        for person in self.people:
            seen = Proposal.objects.visible_to(person).filter(pk=self.proposal.pk).exists()
            assert seen == policy.may(person, "proposal.view", making.fresh(self.proposal)), person
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(careful=st.booleans(), series=st.booleans(), published=st.booleans())
    def people_and_a_proposal(self, careful: bool, series: bool, published: bool) -> None:
        self.chapters = [
            Chapter.objects.create(
                slug=name, name=name.title(), campus=name, time_zone="America/New_York", colour="teal"
            )
            for name in ("larkmoor", "quillon", "vesper", "alder")
        ]
        larkmoor, quillon, vesper, alder = self.chapters
        self.lin = self.person("lin", larkmoor, Role.LEAD)
        self.people = [
            self.lin,
            self.person("ada", larkmoor, Role.ORGANIZER),
            self.person("rae", quillon, Role.MEMBER, "reviewer", trained=True),
            self.person("tom", vesper, Role.ORGANIZER, "reviewer"),
            self.person("una", alder, Role.MEMBER, "reviewer", trained=True),
            self.person("ira", larkmoor, Role.MEMBER, "reviewer"),
            self.person("cai", quillon, Role.MEMBER, "coordinator"),
            self.person("hal", larkmoor, Role.MEMBER, "coordinator"),
        ]
        changes: list[dict[str, Any]] = [making.CAREFUL] if careful else []
        changes += [making.SERIES] if series else []
        self.program = self.a_public_program(larkmoor)
        self.proposal = making.draft(larkmoor, self.lin, self.now, *changes)
        if published:
            self.move("submit", self.lin)
            self.the_bench_decides("met")

    def a_public_program(self, chapter: Chapter) -> Proposal:
        program = drafting.start(chapter, kind="program", actor=self.lin, now=self.now)
        making.write(program, {**making.COMPLETE, "listing": PROGRAM_LISTING})
        revision = revising.freeze(making.fresh(program), actor=self.lin, now=self.now)
        Proposal.objects.filter(pk=program.pk).update(state=State.APPROVED, approved_revision=revision)
        program = making.fresh(program)
        deciding.put_on_calendar(program, revision, now=self.now)
        program.save(update_fields=["public_program"])
        return program

    def person(
        self, name: str, chapter: Chapter, role: str, network: str = "", *, trained: bool = False
    ) -> User:
        user = User.objects.create(email=f"{name}@example.org", name=name)
        Membership.objects.create(user=user, chapter=chapter, role=role, since=START)
        if network:
            NetworkRole.objects.create(user=user, role=network, trained=trained, since=START)
        return user

    # What people do. One rule: Hypothesis leaves whole rules out of a story, and none would be told to its end.

    @rule(
        what=st.sampled_from(
            ("an offered move",) * 6
            + ("the bench decides",) * 5
            + (
                "any move",
                "write",
                "put under a program",
                "judge",
                "recommend",
                "explain",
                "recuse",
                "reassign",
                "time passes",
                "time passes",
            )
        ),
        who=st.integers(0, 7),
        wish=st.sampled_from(sorted(lifecycle.MOVES)),
        word=st.sampled_from(("met", "met", "met_with_condition", "not_met", "not_met", "ask")),
        edit=st.sampled_from(sorted(EDITS)),
        lot=st.integers(0, 99),
    )
    def step(self, what: str, who: int, wish: str, word: str, edit: str, lot: int) -> None:
        person, state = self.people[who], making.fresh(self.proposal).state
        in_review = state == State.SUBMITTED
        match what:
            case "any move":
                self.move(wish, person)
            case "write" if state in {State.DRAFT, State.CHANGES_NEEDED}:
                making.edit(self.proposal, EDITS[edit])
                visited["write"] += 1
            case "put under a program" if state in {State.DRAFT, State.CHANGES_NEEDED}:
                self.put_under(self.program if lot < 60 else None, self.people[0 if lot % 2 else who])
            case "the bench decides" if in_review:
                self.the_bench_decides(word)
            case "judge" if in_review:
                self.judge(person, word)
            case "recommend" if in_review:
                self.recommend(person, Result.values[lot % 3])
            case "recuse" if in_review:
                self.attempt("recuse", lambda: assigning.recuse(self.proposal, actor=person, now=self.now))
            case "reassign" if in_review:
                cai = self.people[6 if lot < 70 else who]
                act = partial(assigning.reassign, self.proposal, actor=cai, now=self.now, reason="Ill.")
                self.attempt("reassign", act)
            case "explain" if Question.objects.filter(answered_at=None).exists():
                self.explain(self.people[0 if lot < 70 else who])
            case "time passes":
                self.pass_time(lot * 2)
            case _:
                self.offered(wish, self.people[(0, 0, 0, 6)[who % 4]], lot)

    def offered(self, wish: str, person: User, lot: int) -> None:
        """A move this person is offered: one wished for, or made least in all stories so far. Withdrawing ends a story, so it is rare."""
        offered = lifecycle.moves_for(making.fresh(self.proposal), person, self.now)
        possible = [
            one["name"] for one in offered if one["allowed"] and (one["name"] != "withdraw" or lot < 5)
        ]
        if possible:
            rarest = min(visited[name] for name in possible)
            seldom = [name for name in possible if visited[name] == rarest]
            self.move(wish if wish in possible and lot < 30 else seldom[lot % len(seldom)], person)

    def move(self, name: str, person: User) -> None:
        inputs: dict[str, Any] = {}
        if name in {"approve", "ask_for_changes"} and making.fresh(self.proposal).was_submitted:
            inputs["digest"] = making.digest(self.proposal)
        if name == "cancel_occurrence":
            inputs["date"] = "2026-10-22"
        if name == "resume":
            # Two refusals a story and then a day that stands: an earlier one than that of the briefing does not.
            day = "2026-10-01" if refused["resume 422"] < 2 else "2026-11-12"
            inputs = {"starts_at": f"{day}T18:00", "ends_at": f"{day}T20:00"}
        act = partial(lifecycle.perform, name, self.proposal, actor=person, now=self.now, reason="Because.")
        self.attempt(name, lambda: act(**inputs))

    def put_under(self, program: Proposal | None, person: User) -> None:
        act = partial(drafting.put_under_program, self.proposal, program=program, actor=person, now=self.now)
        self.attempt("put under a program", act)

    def the_bench_decides(self, word: str) -> None:
        for user_id in making.review_of(self.proposal, self.now).bench:
            reviewer = next(one for one in self.people if one.pk == user_id)
            if making.fresh(self.proposal).state == State.SUBMITTED and self.judge(reviewer, word):
                found = making.review_of(self.proposal, self.now)
                self.recommend(reviewer, found.result_of(found.merged_for(reviewer.pk)))

    def judge(self, reviewer: User, word: str) -> bool:
        found = making.review_of(self.proposal, self.now)
        owed = found.open_for(reviewer.pk)
        item = "hr.campus" if word == "met_with_condition" else "hr.who"
        due = (self.now + timedelta(days=1)).date()
        chosen = Given(item, word, "" if word == "met" else "Say more.", owner="Ben", due=due)
        given = [*(Given(one, "met") for one in owed if one != item), chosen]
        act = partial(reviewing.give_verdicts, self.proposal, given, actor=reviewer, now=self.now)
        return self.attempt("verdicts", lambda: act(digest=found.revision.digest))

    def recommend(self, reviewer: User, result: str) -> bool:
        digest = making.digest(self.proposal)
        act = partial(reviewing.recommend, self.proposal, result=result, digest=digest, reason="So.")
        return self.attempt("recommend", lambda: act(actor=reviewer, now=self.now))

    def explain(self, person: User) -> None:
        question = Question.objects.filter(answered_at=None).first()
        if question:
            act = partial(reviewing.explain, self.proposal, question.pk, words="This is why.")
            self.attempt("explain", lambda: act(actor=person, now=self.now))

    def pass_time(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), START + timedelta(days=25))
        for assignment in assigning.overdue(self.now):
            visited["pass on"] += assigning.pass_on(assignment, now=self.now)

    def attempt(self, name: str, act: Callable[[], object]) -> bool:
        before = Record.objects.count()
        try:
            act()
        except Refusal as refusal:
            refused[f"{name} {refusal.status}"] += 1
            assert Record.objects.count() == before
            return False
        visited[name] += 1
        latest = Record.objects.last()
        if latest and name == "recommend":
            visited[latest.detail.get("move", name)] += 1
        return True

    # What always holds

    @invariant()
    def the_calendar_shows_an_approved_revision_and_nothing_else(self) -> None:
        proposal = making.fresh(self.proposal)
        assert Event.objects.count() == (1 if proposal.event else 0)
        if proposal.event is None:
            assert not Decision.objects.exclude(result=Result.CHANGES_NEEDED).exists()
            return
        if proposal.state == State.APPROVED:
            self.the_document_is_the_approved_one(proposal)
        revision = proposal.approved_revision
        assert revision is not None
        assert revision.decision.result != Result.CHANGES_NEEDED
        hosts = sorted(str(chapter) for chapter in proposal.confirmed_cohost_ids)
        assert hosts == revision.cohost_ids
        assert projection.public_event(proposal, revision.document).digest == proposal.event.digest

    def the_document_is_the_approved_one(self, proposal: Proposal) -> None:
        revision = proposal.approved_revision
        assert revision is not None
        program = revision.program_revision.proposal if revision.program_revision else None
        assert (proposal.document, proposal.checklists) == (revision.document, revision.checklists)
        assert (proposal.program, proposal.program_revision) == (program, revision.program_revision)
        assert proposal.event is not None
        assert proposal.event.program == (program.public_program if program else None)

    @invariant()
    def nobody_decided_on_their_own(self) -> None:
        hosting = set(Membership.objects.filter(chapter=self.proposal.chapter).values_list("user", flat=True))
        deciding = set(Decision.objects.exclude(decided_by=None).values_list("decided_by", flat=True))
        judging = set(Verdict.objects.values_list("reviewer", flat=True))
        asked = set(Assignment.objects.values_list("reviewer", flat=True))
        assert not hosting & (deciding | judging | asked)

    @invariant()
    def what_is_frozen_stays(self) -> None:
        for model in (Revision, Verdict, Decision):
            for row in model.objects.exclude(pk__in=self.frozen).values():
                self.frozen[row["id"]] = repr(row)
        assert Record.objects.count() >= self.records
        self.records = Record.objects.count()

    @invariant()
    def nothing_required_was_passed_over(self) -> None:
        published = Decision.objects.exclude(result=Result.CHANGES_NEEDED)
        for decision in published.exclude(pk__in=self.looked_at):
            self.looked_at.add(decision.pk)
            if decision.decided_by is None:
                today = decision.revision.proposal.chapter.day_at(decision.at)
                assert gaps.report_on(decision.revision, today).complete
                continue
            revision = decision.revision
            said = Verdict.objects.filter(
                revision__proposal=revision.proposal, revision__number__lte=revision.number
            )
            judged = set(said.exclude(word__in=("not_met", "ask")).values_list("item", flat=True))
            found = Review(self.proposal, revision, START.date())
            assert set(found.needed) <= judged

    @invariant()
    def a_review_is_held_in_review_and_by_different_chapters(self) -> None:
        holding = Assignment.objects.filter(ended_at=None)
        if making.fresh(self.proposal).state != State.SUBMITTED:
            assert not holding.exists()
        chapters = list(holding.values_list("reviewer__memberships__chapter", flat=True))
        assert len(chapters) == len(set(chapters))


@pytest.mark.django_db
def test_stories_keep_every_invariant_and_make_every_move() -> None:
    visited.clear()
    refused.clear()
    connection.ensure_connection()

    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=14,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert set(lifecycle.MOVES) - set(visited) == set(), (visited, refused)
    assert {"verdicts", "recommend", "write", "put under a program"} <= set(visited)
