"""Re-review by what changed, amendments, and what the calendar shows meanwhile."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from commonhour.errors import BadInput, Conflict, NotReady
from commonhour.events.choices import Status
from commonhour.events.models import Event, Topic
from commonhour.people.models import Chapter, User
from commonhour.proposals import lifecycle, projection, reviewing
from commonhour.proposals.models import Condition, Decision, Proposal, Revision
from commonhour.proposals.review_queries import Review
from commonhour.records.models import Record

from . import making


def move(name: str, proposal: Proposal, actor: User, now: datetime, **inputs: Any) -> Proposal:
    return lifecycle.perform(name, proposal, actor=actor, now=now, reason="Because.", **inputs)


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, rae: User, now: datetime) -> Proposal:
    """Published, with one condition."""
    submitted = making.submitted(larkmoor, ada, now)
    making.say(submitted, rae, now, hr_campus="met_with_condition")
    return move("approve", submitted, rae, now, digest=making.digest(submitted))


def amended(proposal: Proposal, ada: User, now: datetime, *changes: Mapping[str, Any]) -> Proposal:
    move("amend", proposal, ada, now)
    making.edit(proposal, *changes)
    return move("submit", proposal, ada, now)


def line(proposal: Proposal) -> Event:
    """What stands on the calendar."""
    event = making.fresh(proposal).event
    assert event is not None
    return event


def shown_is_what_was_approved(proposal: Proposal) -> bool:
    """Invariant 1: the public event is the projection of the approved revision, byte for byte."""
    proposal = making.fresh(proposal)
    assert proposal.approved_revision is not None
    assert proposal.event is not None
    return (
        projection.public_event(proposal, proposal.approved_revision.document).digest == line(proposal).digest
    )


OUTSIDE: dict[str, dict[str, Any]] = {
    "the room at the same place": {"listing": {"room": "Room 214"}},
    "the time within the same day": {"listing": {"starts_at": "2026-10-15T17:00", "ends_at": "2026-10-15T19:00"}},
    "an access feature added": {"listing": {"access_features": ["step_free", "captions", "quiet_room"]}},
    "the number wanted in a role": {"roles": [{**making.COMPLETE["roles"][0]}, {**making.COMPLETE["roles"][1], "how_many": 5}]},
    "nothing at all": {},
}  # fmt: skip
INSIDE: dict[str, tuple[dict[str, Any], set[str]]] = {
    "the place": ({"listing": {"place_name": "Town hall"}}, {"listing.details"}),
    "the day": ({"listing": {"starts_at": "2026-10-16T18:00", "ends_at": "2026-10-16T20:00"}}, {"listing.details"}),
    "an access feature taken away": ({"listing": {"access_features": ["captions"]}}, {"listing.details", "dl.access"}),
    "the title": ({"listing": {"title": "Read your pay slip"}}, {"listing.text"}),
    "an answer": ({"answers": {"hr.who": making.said("People at the edge.")}}, {"hr.who"}),
    "the person who supports": ({"support": {"named_person": "Somebody else"}}, {"hr.support"}),
    "duties in a role": ({"roles": [{**making.COMPLETE["roles"][0], "duties": "Decides alone"}, making.COMPLETE["roles"][1]]}, {"sr.roles"}),
    "the topics": ({"listing": {"topics": ["labour"]}}, {"listing.details"}),
    "an optional answer": ({"answers": {"ow.learn": making.said("We ask earlier.")}}, set()),
}  # fmt: skip


@pytest.mark.parametrize("change", OUTSIDE)
def test_what_stands_outside_every_digest_is_published_at_once(
    change: str, proposal: Proposal, ada: User, now: datetime
) -> None:
    again = amended(proposal, ada, now, OUTSIDE[change])

    decision = Decision.objects.get(revision__number=2)
    record = Record.objects.filter(verb="submitted").last()
    assert (again.state, decision.decided_by, decision.result) == (
        "approved",
        None,
        "publish_with_conditions",
    )
    assert [one.item for one in decision.conditions.all()] == ["hr.campus"]
    assert record is not None
    assert (record.detail["state"], record.detail["reopened"]) == ("approved", False)
    assert shown_is_what_was_approved(proposal)
    assert not proposal.assignments.filter(ended_at=None).exists()


@pytest.mark.parametrize("change", INSIDE)
def test_what_is_read_waits_for_a_reviewer_and_reopens_only_that(
    change: str, proposal: Proposal, ada: User, rae: User, now: datetime
) -> None:
    if change == "the topics":
        Topic.objects.create(slug="labour", name="Labour")
    edit, reopened = INSIDE[change]
    shown = line(proposal).digest

    again = amended(proposal, ada, now, edit)

    found = making.review_of(again, now)
    assert again.state == "submitted"
    assert set(found.open_for(rae.pk)) == reopened
    assert line(again).digest == shown
    assert shown_is_what_was_approved(again)
    making.say(again, rae, now)
    assert move("approve", again, rae, now, digest=making.digest(again)).state == "approved"
    assert shown_is_what_was_approved(again)
    assert [one.item for one in Decision.objects.get(revision__number=2).conditions.all()] == ["hr.campus"]


def test_a_feature_added_without_review_is_not_taken_away_without_one(
    proposal: Proposal, ada: User, rae: User, now: datetime
) -> None:
    added = amended(proposal, ada, now, OUTSIDE["an access feature added"])
    taken_away = amended(added, ada, now, {"listing": {"access_features": ["step_free", "captions"]}})

    assert taken_away.state == "submitted"
    assert set(making.review_of(taken_away, now).open_for(rae.pk)) == {"listing.details", "dl.access"}


def test_a_kept_condition_stays_kept_through_an_amendment(
    proposal: Proposal, ada: User, now: datetime
) -> None:
    condition = Condition.objects.get()
    reviewing.keep_condition(proposal, condition.pk, words="Room 14 is booked.", actor=ada, now=now)

    amended(proposal, ada, now, OUTSIDE["the room at the same place"])

    carried = Condition.objects.get(decision__revision__number=2)
    assert (carried.met_at, carried.met_by, carried.due) == (now, ada, condition.due)


def test_a_cohost_that_joins_is_reviewed(
    proposal: Proposal, ada: User, vesper: Chapter, now: datetime
) -> None:
    move("amend", proposal, ada, now)
    proposal.cohosts.create(chapter=vesper, confirmed_at=now, confirmed_by=ada)

    assert move("submit", proposal, ada, now).state == "submitted"


def test_in_the_next_round_only_what_changed_is_open(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now, hr_who="not_met", hr_note="not_met")
    move("ask_for_changes", proposal, rae, now, digest=making.digest(proposal))
    making.edit(proposal, {"answers": {"hr.who": making.said("People at the edge; we cut the photos.")}})

    again = move("submit", proposal, ada, now)

    found = making.review_of(again, now)
    assert found.open_for(rae.pk) == ["hr.who"]
    assert found.standing[rae.pk]["hr.note"].word == "not_met"


def test_another_reviewer_takes_over_what_was_accepted_and_no_more(
    larkmoor: Chapter, ada: User, rae: User, tom: User, now: datetime
) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False)
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now, hr_who="not_met")
    move("ask_for_changes", proposal, rae, now, digest=making.digest(proposal))
    User.objects.filter(pk=tom.pk).update(is_active=True)

    appealed = move("appeal", proposal, ada, now)

    assert making.review_of(appealed, now).open_for(tom.pk) == ["hr.who"]


def test_what_one_accepted_is_not_enough_where_two_are_needed(
    proposal: Proposal, lin: User, rae: User, tom: User, now: datetime
) -> None:
    careful = amended(proposal, lin, now, making.CAREFUL)

    found = making.review_of(careful, now)
    assert found.revision.level == "careful"
    assert set(found.open_for(tom.pk)) == set(found.needed)
    assert set(found.open_for(rae.pk)) < set(found.needed)


def test_abandoning_an_amendment_brings_the_approved_words_back(
    proposal: Proposal, ada: User, vesper: Chapter, now: datetime
) -> None:
    approved, shown = proposal.document, line(proposal).digest
    versions = {name: row["version"] for name, row in proposal.sections.items()}
    move("amend", proposal, ada, now)
    proposal.cohosts.create(chapter=vesper, confirmed_at=now, confirmed_by=ada)
    making.edit(
        proposal, {"listing": {"title": "Another title"}, "support": {"named_person": "Somebody else"}}
    )

    back = move("abandon_amendment", proposal, ada, now)

    assert (back.state, back.document, line(back).digest) == ("approved", approved, shown)
    assert not back.cohosts.exists()
    assert all(row["version"] > versions.get(name, 0) for name, row in back.sections.items())


def test_a_decision_names_the_words_it_is_about(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    seen = making.digest(proposal)
    move("take_back", proposal, ada, now)
    making.edit(proposal, {"answers": {"hr.who": making.said("People at the edge.")}})
    move("submit", proposal, ada, now)
    making.say(proposal, rae, now)

    with pytest.raises(Conflict) as stale:
        move("approve", proposal, rae, now, digest=seen)
    with pytest.raises(BadInput) as unnamed:
        move("approve", proposal, rae, now)

    assert (stale.value.code, stale.value.facts["changed"]) == ("stale_revision", ["hr.who"])
    assert unnamed.value.code == "digest_missing"


def test_a_new_date_is_a_revision_of_its_own(proposal: Proposal, ada: User, now: datetime) -> None:
    move("postpone", proposal, ada, now)

    resumed = move("resume", proposal, ada, now, starts_at="2026-11-12T18:00", ends_at="2026-11-12T20:00")

    assert resumed.event is not None
    assert resumed.event.status == Status.SCHEDULED
    assert resumed.event.starts_at.isoformat() == "2026-11-12T23:00:00+00:00"
    assert Revision.objects.count() == 2
    assert Decision.objects.get(revision__number=2).decided_by is None
    assert shown_is_what_was_approved(proposal)


@pytest.mark.parametrize(
    "times",
    [{"starts_at": "2026-08-12T18:00", "ends_at": "2026-08-12T20:00"}, {"starts_at": "2026-11-12T18:00"},
     {"starts_at": "tomorrow", "ends_at": "2026-11-12T20:00"}],
)  # fmt: skip
def test_a_resumed_event_has_a_date_to_come(
    times: dict[str, str], proposal: Proposal, ada: User, now: datetime
) -> None:
    move("postpone", proposal, ada, now)

    with pytest.raises(BadInput) as refused:
        move("resume", proposal, ada, now, **times)

    assert refused.value.code == "no_date"
    assert line(proposal).status == Status.POSTPONED


def test_a_new_date_passes_over_no_answer(proposal: Proposal, ada: User, now: datetime) -> None:
    move("postpone", proposal, ada, now)

    with pytest.raises(NotReady) as refused:
        move("resume", proposal, ada, now, starts_at="2026-09-02T03:00", ends_at="2026-09-02T05:00")

    assert (refused.value.code, refused.value.facts["items"]) == ("incomplete", ["sr.prepare", "dl.access"])
    assert line(proposal).status == Status.POSTPONED


def test_a_new_date_leaves_time_for_each_condition(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    briefed = making.said({"who_briefs": "Nadia", "what_is_covered": "Privacy", "date": "2026-09-10"})
    early = {"listing": {"access_request_by": "2026-09-10"}, "answers": {"sr.prepare": briefed}}
    proposal = making.submitted(larkmoor, ada, now, early)
    making.say(proposal, rae, now, hr_campus="met_with_condition")
    move("approve", proposal, rae, now, digest=making.digest(proposal))
    move("postpone", proposal, ada, now)
    earlier = {"starts_at": "2026-09-25T18:00", "ends_at": "2026-09-25T20:00"}

    with pytest.raises(NotReady) as refused:
        move("resume", proposal, ada, now, **earlier)
    Condition.objects.update(met_at=now)
    resumed = move("resume", proposal, ada, now, **earlier)

    assert (refused.value.code, refused.value.facts["items"]) == ("condition_too_late", ["hr.campus"])
    assert line(resumed).status == Status.SCHEDULED
    assert Condition.objects.filter(decision__revision__number=2, met_at=now).exists()


def test_an_open_amendment_shields_nothing(proposal: Proposal, ada: User, cai: User, now: datetime) -> None:
    move("amend", proposal, ada, now)
    held = move("hold", proposal, cai, now)
    status_held = line(held).status
    move("release", proposal, cai, now)

    called_off = move("cancel", proposal, ada, now)

    assert (held.state, status_held) == ("draft", Status.HELD)
    assert (called_off.state, line(called_off).status) == ("approved", Status.CANCELLED)
    assert shown_is_what_was_approved(proposal)


def test_an_amendment_of_a_held_event_stays_out_of_view(
    proposal: Proposal, ada: User, rae: User, cai: User, now: datetime
) -> None:
    move("hold", proposal, cai, now)
    again = amended(
        proposal,
        ada,
        now,
        {"answers": {"hr.who": making.said("People at the edge.")}, "listing": {"title": "New"}},
    )
    making.say(again, rae, now)

    done = move("approve", again, rae, now + timedelta(hours=1), digest=making.digest(again))

    assert done.event is not None
    assert (done.event.status, done.event.title) == (Status.HELD, "New")
    assert shown_is_what_was_approved(proposal)


def test_a_promised_day_that_passes_in_review_stops_the_approval(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    later = now + timedelta(days=20)
    not_yet = {"answers": {"sr.open": {"state": "not_yet", "by": "2026-09-10", "who": "Ben"}}}
    proposal = making.submitted(larkmoor, ada, now, not_yet)
    making.say(proposal, rae, now, sr_open="met_with_condition")

    with pytest.raises(NotReady) as refused:
        move("approve", proposal, rae, later, digest=making.digest(proposal))

    assert refused.value.code in {"incomplete", "condition_too_late", "items_open"}
    assert Review(proposal, Revision.objects.get(), later.date()).report.complete is False
