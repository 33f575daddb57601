"""Who reviews what."""

import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from commonhour.errors import BadInput, Conflict, Forbidden, NotReady
from commonhour.people.models import Chapter, Role, User
from commonhour.proposals import assigning, drafting, lifecycle, reviewing
from commonhour.proposals.assigning import Candidate, choose
from commonhour.proposals.models import Notice, Proposal
from commonhour.proposals.reviewing import Given
from commonhour.records.models import Record

from . import making

DAY = timedelta(days=1)
A, B, C = (uuid4() for _ in range(3))


def candidate(
    chapter: UUID = A, *, trained: bool = False, open_reviews: int = 0, last: datetime | None = None
) -> Candidate:
    return Candidate(uuid4(), frozenset({chapter}), trained, open_reviews, last)


def holding(proposal: Proposal) -> set[str]:
    return set(proposal.assignments.filter(ended_at=None).values_list("reviewer__name", flat=True))


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


# Choosing, which is pure


def test_the_one_with_the_fewest_open_reviews_is_asked(now: datetime) -> None:
    busy, free = candidate(open_reviews=2), candidate(open_reviews=1, last=now)

    assert choose([busy, free], number=1, trained=0, seed="x") == [free]


def test_among_equals_the_one_asked_longest_ago(now: datetime) -> None:
    recent, long_ago, never = candidate(last=now), candidate(last=now - DAY), candidate()

    assert choose([recent, long_ago], number=1, trained=0, seed="x") == [long_ago]
    assert choose([recent, long_ago, never], number=1, trained=0, seed="x") == [never]


def test_a_tie_is_broken_by_the_seed_and_nothing_else() -> None:
    equals = [candidate() for _ in range(5)]

    first = choose(equals, number=1, trained=0, seed="a")

    assert choose(equals[::-1], number=1, trained=0, seed="a") == first
    assert {choose(equals, number=1, trained=0, seed=str(seed))[0] for seed in range(60)} == set(equals)


def test_two_are_of_two_chapters_and_one_is_trained() -> None:
    trained, same_chapter, other = (
        candidate(A, trained=True, open_reviews=3),
        candidate(A),
        candidate(B, open_reviews=1),
    )

    assert set(choose([same_chapter, other, trained], number=2, trained=1, seed="x")) == {trained, other}


def test_a_place_stays_empty_rather_than_untrained_or_of_the_same_chapter() -> None:
    trained, untrained = candidate(A, trained=True), candidate(B)

    assert choose([untrained, candidate(C)], number=2, trained=1, seed="x") != []
    assert len(choose([untrained, candidate(C)], number=2, trained=1, seed="x")) == 1
    assert choose([trained, candidate(A)], number=2, trained=1, seed="x") == [trained]
    assert choose([trained], number=1, trained=0, away_from={A}, seed="x") == []


@pytest.mark.parametrize("chapters", [1, 300])
@pytest.mark.parametrize("trained", [0, 1])
def test_a_choice_among_many_looks_at_few(chapters: int, trained: int) -> None:
    campus = [uuid4() for _ in range(chapters)]
    many = [candidate(campus[number % chapters], trained=number < trained) for number in range(300)]
    tracemalloc.start()

    chosen = choose(many, number=3, trained=1, seed="x")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(chosen) == min(chapters, 2 + trained)
    assert peak < 1_000_000


# Assigning


def test_reviewers_come_from_chapters_that_do_not_host_and_wrote_nothing(
    larkmoor: Chapter,
    vesper: Chapter,
    ada: User,
    rae: User,
    tom: User,
    person: Callable[..., User],
    now: datetime,
) -> None:
    person("ira", chapter=larkmoor, network="reviewer")
    person("ned", network="reviewer")
    wes = person("wes", chapter=vesper, network="reviewer")
    person("gone", chapter=vesper, network="reviewer").__class__.objects.filter(name="Gone").update(
        is_active=False
    )
    proposal = making.draft(larkmoor, ada, now)
    making.wrote(proposal, wes, now)
    proposal.cohosts.create(chapter=rae.memberships.get().chapter)

    eligible = assigning.eligible_for(making.fresh(proposal))

    assert [one.user_id for one in eligible] == [tom.pk]


def test_the_promised_date_follows_from_the_level(
    larkmoor: Chapter, lin: User, rae: User, tom: User, now: datetime
) -> None:
    light = making.submitted(larkmoor, lin, now, {"facts": {"audience": "chapter_members"}})
    standard = making.submitted(larkmoor, lin, now)
    careful = making.submitted(larkmoor, lin, now, making.CAREFUL)

    assert [one.assignments.all()[0].due_at - now for one in (light, standard, careful)] == [
        2 * DAY,
        5 * DAY,
        7 * DAY,
    ]
    assert holding(careful) == {"Rae", "Tom"}


def test_reviews_are_shared_evenly(larkmoor: Chapter, ada: User, rae: User, tom: User, now: datetime) -> None:
    proposals = [making.submitted(larkmoor, ada, now + number * DAY) for number in range(4)]

    reviewers = [one.assignments.get().reviewer.name for one in proposals]

    assert sorted(reviewers) == ["Rae", "Rae", "Tom", "Tom"]
    assert reviewers[0] != reviewers[1]


def test_where_nobody_can_review_coordinators_are_told(
    larkmoor: Chapter, ada: User, cai: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)

    assert (proposal.state, holding(proposal)) == ("submitted", set())
    assert told("nobody_eligible") == ["Cai"]


def test_who_reviewed_it_last_reviews_it_again(
    larkmoor: Chapter, ada: User, rae: User, person: Callable[..., User], vesper: Chapter, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    person("una", chapter=vesper, network="reviewer")

    lifecycle.perform("take_back", proposal, actor=ada, now=now)
    again = lifecycle.perform("submit", proposal, actor=ada, now=now + DAY)

    assert holding(again) == {"Rae"}
    assert told("review_ended") == ["Rae"]


def test_an_appeal_goes_to_a_third_chapter_and_never_back(
    larkmoor: Chapter,
    quillon: Chapter,
    ada: User,
    rae: User,
    tom: User,
    cai: User,
    person: Callable[..., User],
    now: datetime,
) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False)
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now, hr_who="not_met")
    lifecycle.perform(
        "ask_for_changes", proposal, actor=rae, now=now, reason="No.", digest=making.digest(proposal)
    )
    person("quin", chapter=quillon, network="reviewer", trained=True)
    User.objects.update(is_active=True)

    appealed = lifecycle.perform("appeal", proposal, actor=ada, now=now, reason="We answered this.")
    first = holding(appealed)
    due = appealed.assignments.get(ended_at=None).due_at
    assigning.recuse(appealed, actor=tom, now=now)

    assert (first, due) == ({"Tom"}, now + 7 * DAY)
    assert holding(appealed) == set()
    assert told("appealed") == ["Cai"]


def test_an_appeal_is_about_the_words_that_were_decided(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now, hr_who="not_met")
    lifecycle.perform(
        "ask_for_changes", proposal, actor=rae, now=now, reason="No.", digest=making.digest(proposal)
    )
    making.edit(proposal, {"listing": {"title": "Another title"}})

    with pytest.raises(Conflict) as refused:
        lifecycle.perform("appeal", proposal, actor=ada, now=now, reason="We answered this.")

    assert refused.value.code == "changed_since"


def test_an_appeal_is_about_the_same_hosts(
    larkmoor: Chapter, vesper: Chapter, ada: User, rae: User, oz: User, now: datetime
) -> None:
    proposal = sent_back(making.submitted(larkmoor, ada, now), rae, now)
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)
    drafting.confirm_cohost(proposal, chapter=vesper, actor=oz, now=now)

    with pytest.raises(Conflict) as refused:
        lifecycle.perform("appeal", proposal, actor=ada, now=now, reason="We answered this.")

    assert refused.value.code == "changed_since"


def test_the_same_words_are_appealed_once(
    larkmoor: Chapter, ada: User, rae: User, person: Callable[..., User], vesper: Chapter, now: datetime
) -> None:
    proposal = sent_back(making.submitted(larkmoor, ada, now), rae, now)
    una = person("una", chapter=vesper, network="reviewer")
    appealed = lifecycle.perform("appeal", proposal, actor=ada, now=now, reason="We answered this.")
    sent_back(appealed, una, now)

    with pytest.raises(Conflict) as refused:
        lifecycle.perform("appeal", proposal, actor=ada, now=now, reason="We answered this twice.")

    assert refused.value.code == "appealed_already"


def test_an_appeal_at_the_careful_level_is_as_careful(
    larkmoor: Chapter,
    lin: User,
    ada: User,
    rae: User,
    tom: User,
    person: Callable[..., User],
    now: datetime,
) -> None:
    proposal = making.submitted(larkmoor, lin, now, making.CAREFUL)
    for reviewer in (rae, tom):
        making.say(proposal, reviewer, now, hr_who="not_met")
        act = partial(reviewing.recommend, proposal, result="changes_needed", reason="No.", now=now)
        act(digest=making.digest(proposal), actor=reviewer)
    for name in ("alder", "birch"):
        chapter = Chapter.objects.create(slug=name, name=name, campus=name, time_zone="America/Denver")
        person(
            f"one of {name}".replace(" ", "."), chapter=chapter, network="reviewer", trained=name == "alder"
        )
    appeal = partial(lifecycle.perform, "appeal", proposal, now=now, reason="We answered this.")

    with pytest.raises(Forbidden):
        appeal(actor=ada)
    appealed = appeal(actor=lin)

    revision = appealed.revisions.get(appeal=True)
    assert (revision.level, revision.reviewers_needed, revision.trained_needed) == ("careful", 2, 1)
    assert len(holding(appealed)) == 2


def sent_back(proposal: Proposal, reviewer: User, now: datetime) -> Proposal:
    making.say(proposal, reviewer, now, hr_who="not_met")
    digest = making.digest(proposal)
    return lifecycle.perform(
        "ask_for_changes", proposal, actor=reviewer, now=now, reason="No.", digest=digest
    )


def test_stepping_back_asks_the_next_and_keeps_the_reason_from_organizers(
    larkmoor: Chapter, ada: User, rae: User, tom: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    first = proposal.assignments.get().reviewer

    assigning.recuse(proposal, actor=first, words="My sister speaks there.", now=now)

    assert holding(proposal) == {"Rae", "Tom"} - {first.name}
    assert Record.objects.get(verb="recused").reason == "My sister speaks there."
    assert (
        not Record.objects.about(f"proposals.proposal:{proposal.pk}")
        .filter(reason__contains="sister")
        .exists()
    )
    with pytest.raises(Forbidden):
        assigning.recuse(proposal, actor=first, now=now)


# Coordinators


def test_a_coordinator_gives_a_review_to_somebody_else(
    larkmoor: Chapter, ada: User, rae: User, tom: User, cai: User, now: datetime
) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False)
    proposal = making.submitted(larkmoor, ada, now)
    User.objects.update(is_active=True)

    with pytest.raises(BadInput):
        assigning.reassign(proposal, actor=cai, now=now, reason=" ", to=tom.pk, instead_of=rae.pk)
    assigning.reassign(proposal, actor=cai, now=now, reason="Rae is ill.", to=tom.pk, instead_of=rae.pk)

    assert holding(proposal) == {"Tom"}
    with pytest.raises(Conflict):
        assigning.reassign(proposal, actor=cai, now=now, reason="Again.", to=rae.pk, instead_of=rae.pk)


def test_a_second_opinion_is_one_more_of_the_bench(
    larkmoor: Chapter, ada: User, rae: User, tom: User, cai: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    first = proposal.assignments.get().reviewer

    assigning.reassign(proposal, actor=cai, now=now, reason="It is a hard one.")
    making.say(proposal, first, now)

    assert holding(proposal) == {"Rae", "Tom"}
    with pytest.raises(NotReady) as refused:
        lifecycle.perform(
            "approve", proposal, actor=first, now=now, reason="Fine.", digest=making.digest(proposal)
        )
    assert refused.value.code == "others_not_done"


@pytest.mark.parametrize("why", ["no reviewer", "host", "same chapter", "holds it"])
def test_a_coordinator_cannot_choose_who_may_not_review(
    why: str,
    larkmoor: Chapter,
    ada: User,
    rae: User,
    cai: User,
    quillon: Chapter,
    person: Callable[..., User],
    now: datetime,
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    chosen = {
        "no reviewer": lambda: person("mel", chapter=quillon),
        "host": lambda: person("ira", chapter=larkmoor, network="reviewer"),
        "same chapter": lambda: person("quin", chapter=quillon, network="reviewer"),
        "holds it": lambda: rae,
    }[why]()

    with pytest.raises((NotReady, Conflict)):
        assigning.reassign(proposal, actor=cai, now=now, reason="Because.", to=chosen.pk)

    assert holding(proposal) == {"Rae"}


def test_a_swap_leaves_somebody_trained_on_the_bench(
    larkmoor: Chapter,
    lin: User,
    rae: User,
    tom: User,
    cai: User,
    person: Callable[..., User],
    now: datetime,
) -> None:
    proposal = making.submitted(larkmoor, lin, now, making.CAREFUL)
    alder = Chapter.objects.create(slug="alder", name="Alder", campus="Alder", time_zone="America/Denver")
    una, uma = (
        person(name, chapter=alder, network="reviewer", trained=name == "una") for name in ("una", "uma")
    )
    swap = partial(assigning.reassign, proposal, actor=cai, now=now, reason="Ill.", instead_of=rae.pk)

    with pytest.raises(NotReady) as refused:
        swap(to=uma.pk)
    swap(to=una.pk)

    assert refused.value.code == "training_missing"
    assert holding(proposal) == {"Tom", "Una"}


def test_only_a_coordinator_from_elsewhere_reassigns(
    larkmoor: Chapter, ada: User, rae: User, tom: User, person: Callable[..., User], now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    hal = person("hal", chapter=larkmoor, role=Role.MEMBER, network="coordinator")

    for actor in (ada, rae, hal):
        with pytest.raises(Forbidden):
            assigning.reassign(proposal, actor=actor, now=now, reason="Because.")


# Promised dates


def run_job(monkeypatch: pytest.MonkeyPatch, at: datetime) -> str:
    monkeypatch.setattr("commonhour.proposals.management.commands.review_dates.now", lambda: at)
    out = StringIO()
    call_command("review_dates", stdout=out)
    return out.getvalue()


def test_an_overdue_review_goes_to_the_next_and_then_to_the_coordinators(
    larkmoor: Chapter,
    ada: User,
    rae: User,
    tom: User,
    cai: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    first = holding(proposal)

    run_job(monkeypatch, now + 4 * DAY)
    in_time = holding(proposal)
    run_job(monkeypatch, now + 6 * DAY)
    second = holding(proposal)
    run_job(monkeypatch, now + 12 * DAY)
    run_job(monkeypatch, now + 13 * DAY)

    assert in_time == first
    assert second == {"Rae", "Tom"} - first
    assert holding(proposal) == second
    assert told("overdue") == ["Cai"]
    assert making.fresh(proposal).state == "submitted"


def test_a_paused_review_is_not_overdue_and_nor_is_one_that_is_done(
    larkmoor: Chapter, lin: User, rae: User, tom: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, lin, now, making.CAREFUL)
    reviewing.give_verdict(
        proposal, Given("hr.who", "ask", "Who?"), digest=making.digest(proposal), actor=rae, now=now
    )
    making.say(proposal, tom, now)
    reviewing.recommend(
        proposal, result="publish", digest=making.digest(proposal), reason="So.", actor=tom, now=now
    )

    assert assigning.overdue(now + 30 * DAY) == []


def test_the_job_sends_again_what_was_not_sent(
    larkmoor: Chapter, ada: User, rae: User, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    making.submitted(larkmoor, ada, now)

    assert "mails queued again: 1." in run_job(monkeypatch, now + DAY)
