"""Who has a part in an event does not review its amendment; and what an amendment does to those who signed up."""

from datetime import datetime
from typing import Any

import pytest

from commonhour.errors import Forbidden, NotReady
from commonhour.events.models import Event
from commonhour.participation import briefings, signing_up, taking
from commonhour.participation.models import SignUp
from commonhour.people import policy
from commonhour.people.models import Chapter, User
from commonhour.proposals import assigning, lifecycle
from commonhour.proposals.models import Proposal

from . import making

REOPENS = {"listing": {"title": "Read your pay slip"}}


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, rae: User, now: datetime) -> Proposal:
    return making.approved(larkmoor, ada, rae, now)


def event_of(proposal: Proposal) -> Event:
    event = making.fresh(proposal).event
    assert event is not None
    return event


def amended(proposal: Proposal, ada: User, now: datetime, changes: dict[str, Any]) -> Proposal:
    lifecycle.perform("amend", proposal, actor=ada, now=now)
    making.edit(proposal, changes)
    return lifecycle.perform("submit", making.fresh(proposal), actor=ada, now=now)


def bench(proposal: Proposal) -> list[str]:
    return list(proposal.assignments.filter(ended_at=None).values_list("reviewer__name", flat=True))


@pytest.mark.parametrize("role", ["", "host01"])
def test_who_takes_part_is_not_asked_to_review_the_amendment(
    role: str, proposal: Proposal, ada: User, rae: User, tom: User, now: datetime
) -> None:
    knew_it = bench(amended(proposal, ada, now, REOPENS))
    lifecycle.perform("abandon_amendment", making.fresh(proposal), actor=ada, now=now)
    signing_up.sign_up(event_of(proposal), actor=rae, role=role, now=now)

    asked = bench(amended(making.fresh(proposal), ada, now, REOPENS))

    assert (knew_it, asked) == (["Rae"], ["Tom"])


def test_who_begins_to_take_part_decides_nothing_more_and_can_step_back(
    proposal: Proposal, ada: User, rae: User, tom: User, now: datetime
) -> None:
    amended(proposal, ada, now, REOPENS)
    may_before = policy.may(rae, "proposal.review", making.fresh(proposal))
    signing_up.sign_up(event_of(proposal), actor=rae, now=now)

    assert may_before
    assert not policy.may(rae, "proposal.review", making.fresh(proposal))
    with pytest.raises(Forbidden, match="with no part in its event"):
        making.say(proposal, rae, now)
    with pytest.raises(Forbidden):
        lifecycle.perform("approve", making.fresh(proposal), actor=rae, now=now, reason="Fine.", digest=making.digest(proposal))  # fmt: skip

    assigning.recuse(making.fresh(proposal), actor=rae, words="I take part.", now=now)

    assert bench(proposal) == ["Tom"]


def test_who_withdraws_from_the_event_may_review_it_again(
    proposal: Proposal, ada: User, rae: User, now: datetime
) -> None:
    amended(proposal, ada, now, REOPENS)
    signing_up.sign_up(event_of(proposal), actor=rae, now=now)
    signing_up.withdraw(event_of(proposal), actor=rae, now=now)

    making.say(proposal, rae, now)

    assert policy.may(rae, "proposal.review", making.fresh(proposal))


def test_nobody_who_takes_part_is_given_it_by_name(
    proposal: Proposal, ada: User, rae: User, tom: User, cai: User, now: datetime
) -> None:
    signing_up.sign_up(event_of(proposal), actor=tom, now=now)
    amended(proposal, ada, now, REOPENS)

    with pytest.raises(NotReady) as refused:
        assigning.reassign(making.fresh(proposal), actor=cai, now=now, reason="Away.", to=tom.pk, instead_of=rae.pk)  # fmt: skip

    assert refused.value.code == "not_eligible"


def test_a_coordinator_who_takes_part_does_not_settle_it_and_still_coordinates(
    proposal: Proposal, ada: User, cai: User, now: datetime
) -> None:
    amended(proposal, ada, now, REOPENS)
    before = policy.may(cai, "proposal.settle", making.fresh(proposal))
    signing_up.sign_up(event_of(proposal), actor=cai, now=now)

    assert before
    assert not policy.may(cai, "proposal.settle", making.fresh(proposal))
    assert policy.may(cai, "proposal.coordinate", making.fresh(proposal))


def test_an_amendment_follows_through_to_those_who_signed_up(
    proposal: Proposal, ada: User, person: Any, now: datetime
) -> None:
    bo, cy = person("bo"), person("cy")
    signing_up.sign_up(event_of(proposal), actor=bo, role="host01", now=now)
    signing_up.sign_up(event_of(proposal), actor=cy, role="host01", now=now)
    fewer = [making.COMPLETE["roles"][0], {**making.COMPLETE["roles"][1], "how_many": 1}]

    amended(proposal, ada, now, {"roles": fewer, "listing": {"room": "Room 214"}})

    event = event_of(proposal)
    assert event.open_role_counts == {}
    assert [held.opening.role for held in SignUp.objects.select_related("opening") if held.opening] == [
        "host01"
    ] * 2
    told = briefings.told_to(bo, event)
    assert told is not None
    assert told.room == "Room 214"


def test_more_places_that_were_approved_are_given_to_who_waits(
    larkmoor: Chapter, ada: User, rae: User, person: Any, now: datetime
) -> None:
    proposal = making.approved(larkmoor, ada, rae, now, {"listing": {"capacity": 1}})
    bo, cy = person("bo"), person("cy")
    for one in (bo, cy):
        signing_up.sign_up(event_of(proposal), actor=one, now=now)
    waiting = SignUp.objects.filter(waiting=True).count()

    amended(making.fresh(proposal), ada, now, {"listing": {"capacity": 5}})
    making.say(proposal, rae, now)
    lifecycle.perform("approve", making.fresh(proposal), actor=rae, now=now, reason="Fine.", digest=making.digest(proposal))  # fmt: skip

    assert (waiting, SignUp.objects.filter(waiting=True).count()) == (1, 0)
    told = briefings.told_to(cy, event_of(proposal))
    assert told is not None
    assert told.place_name == "Larkmoor Library"


def test_the_promised_day_is_the_one_that_was_approved(proposal: Proposal, ada: User, now: datetime) -> None:
    event = event_of(proposal)

    assert (
        (taking.kept_until(event) - event.ends_at).days
        == making.COMPLETE["privacy"]["delete_after_days"]
        == 14
    )


def test_a_held_event_that_is_amended_keeps_who_signed_up(
    proposal: Proposal, ada: User, cai: User, person: Any, now: datetime
) -> None:
    people = [person(name) for name in ("bo", "cy")]
    for one in people:
        signing_up.sign_up(event_of(proposal), actor=one, now=now)
    lifecycle.perform("hold", making.fresh(proposal), actor=cai, now=now, reason="A concern.")

    amended(making.fresh(proposal), ada, now, {"listing": {"room": "Room 214"}})

    assert SignUp.objects.filter(waiting=False).count() == 2
