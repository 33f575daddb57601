"""Verdicts, questions and recommendations."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from commonhour.errors import BadInput, Conflict, Forbidden, NotReady
from commonhour.people.models import Chapter, User
from commonhour.proposals import assigning, lifecycle, reviewing
from commonhour.proposals.models import (
    ChecklistSet,
    Decision,
    Notice,
    Proposal,
    Question,
    Recommendation,
    Revision,
    Verdict,
)
from commonhour.proposals.reviewing import Given

from . import making


def give(proposal: Proposal, given: Given, reviewer: User, now: datetime) -> Verdict:
    return reviewing.give_verdict(proposal, given, digest=making.digest(proposal), actor=reviewer, now=now)


def recommend(proposal: Proposal, result: str, reviewer: User, now: datetime) -> Proposal:
    return reviewing.recommend(
        proposal, result=result, digest=making.digest(proposal), reason="So.", actor=reviewer, now=now
    )


def fields(refusal: BadInput) -> set[str]:
    return set(refusal.facts["fields"])


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, rae: User, now: datetime) -> Proposal:
    """In review with Rae."""
    return making.submitted(larkmoor, ada, now)


@pytest.fixture
def careful(larkmoor: Chapter, lin: User, rae: User, tom: User, cai: User, now: datetime) -> Proposal:
    """In review with Rae and Tom."""
    return making.submitted(larkmoor, lin, now, making.CAREFUL)


def test_a_verdict_that_is_not_met_says_what_would_meet_it(
    proposal: Proposal, rae: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as refused:
        give(proposal, Given("hr.who", "not_met"), rae, now)

    assert fields(refused.value) == {"hr.who.words"}
    assert (
        give(proposal, Given("hr.who", "not_met", "Name who has least protection."), rae, now).word
        == "not_met"
    )


def test_a_condition_has_words_owner_and_a_date_before_the_event(
    proposal: Proposal, rae: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as bare:
        give(proposal, Given("hr.campus", "met_with_condition"), rae, now)
    with pytest.raises(BadInput) as too_late:
        give(
            proposal,
            Given("hr.campus", "met_with_condition", "Book it.", owner="Ben", due=date(2026, 10, 15)),
            rae,
            now,
        )
    with pytest.raises(BadInput) as past:
        give(
            proposal,
            Given("hr.campus", "met_with_condition", "Book it.", owner="Ben", due=date(2026, 8, 31)),
            rae,
            now,
        )
    kept = give(
        proposal,
        Given("hr.campus", "met_with_condition", "Book it.", owner="Ben", due=date(2026, 10, 14)),
        rae,
        now,
    )

    assert fields(bare.value) == {"hr.campus.words", "hr.campus.owner", "hr.campus.due"}
    assert fields(too_late.value) == fields(past.value) == {"hr.campus.due"}
    assert (kept.condition_owner, kept.condition_due) == ("Ben", date(2026, 10, 14))


def test_a_blocker_that_cannot_wait_cannot_be_a_condition(
    proposal: Proposal, rae: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as refused:
        give(
            proposal,
            Given("hr.who", "met_with_condition", "Later.", owner="Ben", due=date(2026, 10, 1)),
            rae,
            now,
        )

    assert fields(refused.value) == {"hr.who.word"}


def test_one_wrong_verdict_among_several_keeps_none(proposal: Proposal, rae: User, now: datetime) -> None:
    several = [Given("sr.roles", "met"), Given("no.such", "met"), Given("hr.who", "ask")]

    with pytest.raises(BadInput) as refused:
        reviewing.give_verdicts(proposal, several, digest=making.digest(proposal), actor=rae, now=now)

    assert fields(refused.value) == {"no.such.item", "hr.who.words"}
    assert not Verdict.objects.exists()


def test_a_changed_mind_is_a_new_row_and_the_newest_counts(
    proposal: Proposal, rae: User, now: datetime
) -> None:
    give(proposal, Given("hr.who", "not_met", "Who is left out?"), rae, now)
    give(proposal, Given("hr.who", "met"), rae, now)

    assert Verdict.objects.filter(item="hr.who").count() == 2
    assert making.review_of(proposal, now).standing[rae.pk]["hr.who"].word == "met"


def test_a_verdict_names_the_words_that_were_read(
    proposal: Proposal, ada: User, rae: User, now: datetime
) -> None:
    seen = making.digest(proposal)
    lifecycle.perform("take_back", proposal, actor=ada, now=now)
    making.edit(proposal, {"answers": {"hr.who": making.said("People at the edge.")}})
    lifecycle.perform("submit", proposal, actor=ada, now=now)

    with pytest.raises(Conflict) as refused:
        reviewing.give_verdict(proposal, Given("hr.who", "met"), digest=seen, actor=rae, now=now)

    assert refused.value.code == "stale_revision"
    assert refused.value.facts == {"digest": making.digest(proposal), "revision": 2, "changed": ["hr.who"]}


def test_a_question_pauses_the_promised_date_once(
    proposal: Proposal, ada: User, rae: User, now: datetime
) -> None:
    promised = proposal.assignments.get().due_at
    day = timedelta(days=1)

    give(proposal, Given("hr.who", "ask", "Who had the idea?"), rae, now)
    paused = proposal.assignments.get()
    reviewing.explain(proposal, Question.objects.get().pk, words="Two members.", actor=ada, now=now + day)
    resumed = proposal.assignments.get()
    give(proposal, Given("hr.note", "ask", "Is it shown before?"), rae, now + 2 * day)
    second = proposal.assignments.get()

    assert (paused.paused_at, paused.due_at) == (now, promised)
    assert (resumed.paused_at, resumed.due_at) == (None, promised + day)
    assert (second.paused_at, second.due_at) == (None, promised + day)


def test_an_explanation_needs_no_new_revision(
    proposal: Proposal, ada: User, rae: User, now: datetime
) -> None:
    give(proposal, Given("hr.who", "ask", "Who had the idea?"), rae, now)

    answered = reviewing.explain(
        proposal, Question.objects.get().pk, words="Two members.", actor=ada, now=now
    )
    making.say(proposal, rae, now)
    give(proposal, Given("hr.who", "met"), rae, now)
    recommend(proposal, "publish", rae, now)

    assert (answered.answer, answered.answered_by) == ("Two members.", ada)
    assert Revision.objects.count() == 1
    assert making.fresh(proposal).state == "approved"
    with pytest.raises(Conflict, match="no longer in review"):
        reviewing.explain(proposal, answered.pk, words="Again.", actor=ada, now=now)


def test_nothing_is_published_over_an_unanswered_question(
    proposal: Proposal, rae: User, now: datetime
) -> None:
    making.say(proposal, rae, now, hr_who="ask")

    with pytest.raises(NotReady) as refused:
        lifecycle.perform(
            "approve", proposal, actor=rae, now=now, reason="Fine.", digest=making.digest(proposal)
        )

    assert (refused.value.code, refused.value.facts["items"]) == ("questions_open", ["hr.who"])


def test_a_later_verdict_takes_the_question_back(proposal: Proposal, rae: User, now: datetime) -> None:
    making.say(proposal, rae, now, hr_who="ask")
    give(proposal, Given("hr.who", "met"), rae, now)

    assert proposal.assignments.get().paused_at is None
    assert recommend(proposal, "publish", rae, now).state == "approved"


def test_a_reviewer_answers_for_every_open_item(proposal: Proposal, rae: User, now: datetime) -> None:
    owed = making.review_of(proposal, now).open_for(rae.pk)
    given = [Given(item, "met") for item in owed[1:]]
    reviewing.give_verdicts(proposal, given, digest=making.digest(proposal), actor=rae, now=now)

    with pytest.raises(NotReady) as refused:
        recommend(proposal, "publish", rae, now)

    assert (refused.value.code, refused.value.facts["items"]) == ("verdicts_missing", [owed[0]])


def test_what_is_recommended_follows_from_the_verdicts(proposal: Proposal, rae: User, now: datetime) -> None:
    making.say(proposal, rae, now, hr_who="not_met")

    with pytest.raises(NotReady) as refused:
        recommend(proposal, "publish", rae, now)

    assert refused.value.facts == {"result": "changes_needed", "items": ["hr.who"]}
    assert recommend(proposal, "changes_needed", rae, now).state == "changes_needed"


def test_the_only_reviewer_decides_by_recommending(proposal: Proposal, rae: User, now: datetime) -> None:
    making.say(proposal, rae, now, hr_campus="met_with_condition")

    done = recommend(proposal, "publish_with_conditions", rae, now)

    decision = Decision.objects.get()
    assert (done.state, decision.result, decision.decided_by) == ("approved", "publish_with_conditions", rae)
    assert [(one.item, one.owner) for one in decision.conditions.all()] == [("hr.campus", "Ben")]


def test_the_last_of_two_carries_out_what_both_recommend(
    careful: Proposal, rae: User, tom: User, now: datetime
) -> None:
    making.say(careful, rae, now)
    making.say(careful, tom, now, hr_campus="met_with_condition")

    first = recommend(careful, "publish", rae, now)
    state_between = first.state
    last = recommend(careful, "publish_with_conditions", tom, now)

    assert (state_between, last.state) == ("submitted", "approved")
    assert Decision.objects.get().result == "publish_with_conditions"
    assert Recommendation.objects.count() == 2


def test_one_of_two_cannot_approve_alone(careful: Proposal, rae: User, now: datetime) -> None:
    making.say(careful, rae, now)

    with pytest.raises(NotReady) as refused:
        lifecycle.perform(
            "approve", careful, actor=rae, now=now, reason="Fine.", digest=making.digest(careful)
        )

    assert refused.value.code == "others_not_done"


def test_one_of_two_cannot_send_back_what_the_other_would_publish(
    careful: Proposal, rae: User, tom: User, now: datetime
) -> None:
    making.say(careful, rae, now)
    recommend(careful, "publish", rae, now)
    making.say(careful, tom, now, hr_who="not_met")

    with pytest.raises(Conflict) as refused:
        lifecycle.perform(
            "ask_for_changes", careful, actor=tom, now=now, reason="No.", digest=making.digest(careful)
        )

    assert refused.value.code == "others_would_publish"


@pytest.fixture
def disagreed(careful: Proposal, rae: User, tom: User, now: datetime) -> Proposal:
    making.say(careful, rae, now)
    making.say(careful, tom, now, hr_who="not_met")
    recommend(careful, "publish", rae, now)
    recommend(careful, "changes_needed", tom, now)
    return making.fresh(careful)


def test_a_coordinator_is_asked_where_reviewers_disagree(disagreed: Proposal, cai: User) -> None:
    assert disagreed.state == "submitted"
    assert list(Notice.objects.filter(kind="disagreement").values_list("recipient", flat=True)) == [cai.pk]


def test_a_coordinator_settles_item_by_item_in_writing(
    disagreed: Proposal, rae: User, cai: User, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        give(disagreed, Given("hr.who", "met"), rae, now)
    give(disagreed, Given("hr.who", "met", "Two of the four groups are named."), cai, now)

    done = lifecycle.perform(
        "approve",
        disagreed,
        actor=cai,
        now=now,
        reason="The plan changed because of it.",
        digest=making.digest(disagreed),
    )

    assert done.state == "approved"
    assert Decision.objects.get().decided_by == cai


def test_a_verdict_of_someone_who_stepped_back_counts_nowhere(
    careful: Proposal, rae: User, tom: User, now: datetime
) -> None:
    making.say(careful, tom, now)
    recommend(careful, "publish", tom, now)
    assigning.recuse(careful, actor=tom, words="A friend plans it.", now=now)
    making.say(careful, rae, now)

    found = making.review_of(careful, now)

    assert (found.bench, set(found.standing), found.recommendations) == ([rae.pk], {rae.pk}, [])
    with pytest.raises(NotReady) as refused:
        lifecycle.perform(
            "approve", careful, actor=rae, now=now, reason="Fine.", digest=making.digest(careful)
        )
    assert refused.value.code == "reviewers_missing"


def test_a_reviewer_who_joins_a_hosting_chapter_no_longer_decides(
    proposal: Proposal, rae: User, larkmoor: Chapter, now: datetime
) -> None:
    making.say(proposal, rae, now)
    rae.memberships.create(chapter=larkmoor, since=now)
    again = User.objects.get(pk=rae.pk)

    with pytest.raises(Forbidden):
        recommend(proposal, "publish", again, now)


def test_a_word_counts_only_while_its_reviewer_may_review(
    careful: Proposal, rae: User, tom: User, larkmoor: Chapter, now: datetime
) -> None:
    making.say(careful, rae, now)
    recommend(careful, "publish", rae, now)
    making.say(careful, tom, now)
    rae.memberships.create(chapter=larkmoor, since=now)

    between = recommend(careful, "publish", tom, now)
    with pytest.raises(NotReady) as refused:
        lifecycle.perform(
            "approve", careful, actor=tom, now=now, reason="Fine.", digest=making.digest(careful)
        )

    assert (between.state, refused.value.code) == ("submitted", "reviewers_missing")
    assert making.review_of(careful, now).bench == [tom.pk]


def test_the_careful_level_needs_somebody_trained(
    careful: Proposal, rae: User, tom: User, now: datetime
) -> None:
    making.say(careful, rae, now)
    recommend(careful, "publish", rae, now)
    making.say(careful, tom, now)
    rae.network_roles.update(trained=False)

    with pytest.raises(NotReady) as refused:
        recommend(careful, "publish", tom, now)
    rae.network_roles.update(trained=True)
    done = recommend(careful, "publish", tom, now)

    assert (refused.value.code, done.state) == ("training_missing", "approved")


def test_a_coordinator_settles_nothing_that_nobody_trained_has_read(
    disagreed: Proposal, rae: User, cai: User, now: datetime
) -> None:
    give(disagreed, Given("hr.who", "met", "Two of the four groups are named."), cai, now)
    rae.network_roles.update(trained=False)

    with pytest.raises(NotReady) as refused:
        lifecycle.perform(
            "approve", disagreed, actor=cai, now=now, reason="Fine.", digest=making.digest(disagreed)
        )

    assert refused.value.code == "training_missing"


def test_what_nobody_accepted_is_named(proposal: Proposal, rae: User, now: datetime) -> None:
    none = making.review_of(proposal, now)
    making.say(proposal, rae, now, hr_who="not_met", hr_note="ask", hr_campus="met_with_condition")
    some = making.review_of(proposal, now)

    assert none.not_accepted({}) == list(none.needed)
    assert some.not_accepted(some.merged) == ["hr.who", "hr.note"]


def test_what_is_frozen_is_not_written_over(proposal: Proposal) -> None:
    kept = proposal.checklists.definitions
    revision = Revision.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistSet(digest=proposal.checklists_id, definitions=[]).save()
    revision.document = {}
    for over in ({"update_conflicts": True, "update_fields": ["document"], "unique_fields": ["id"]},
                 {"ignore_conflicts": True}):  # fmt: skip
        with pytest.raises(TypeError, match="never"):
            Revision.objects.bulk_create([revision], **over)
    with pytest.raises(TypeError, match="never"), transaction.atomic():
        Revision.objects.bulk_update([revision], ["document"])

    assert ChecklistSet.objects.get(pk=proposal.checklists_id).definitions == kept
    assert Revision.objects.get().document != {}


@pytest.mark.parametrize("model", [Revision, Verdict, Recommendation, Decision])
def test_what_was_said_is_never_edited_or_deleted(
    model: type[Revision], proposal: Proposal, rae: User, now: datetime
) -> None:
    making.say(proposal, rae, now)
    recommend(proposal, "publish", rae, now)
    row = model.objects.first()
    assert row is not None

    for attempt in (
        row.save,
        row.delete,
        lambda: model.objects.update(digest=""),
        model.objects.all().delete,
    ):
        with pytest.raises(TypeError, match="never"):
            attempt()
