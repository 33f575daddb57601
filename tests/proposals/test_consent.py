"""Consent is withdrawn: the person leaves every document, every revision and the calendar, and nothing else changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from commonhour.errors import Forbidden, NotHere
from commonhour.events import publishing
from commonhour.people.models import Chapter, User
from commonhour.proposals import consent, lifecycle, personal, projection
from commonhour.proposals.models import PersonalValue, Proposal

from .making import approved, draft, edit, fresh, submitted

WITH_A_SPEAKER: dict[str, Any] = {
    "facts": {"has_speakers": True},
    "speakers": [
        {"id": "speaker1", "display_name": "Imara Quellstone", "self_description": "legal-aid lawyer", "topic": "Relief",
         "why_invited": "Ten years of petitions", "listing_consent_on": "2026-08-20", "pay_offered": "$300",
         "costs_covered": "Travel", "topics_agreed": True, "may_withdraw": True, "recording_agreed": "not_recorded",
         "access_asked": True},
    ],
    "answers": {
        "dl.moderator": {"state": "answered", "value": {"moderator": "Amara", "plan": "Reads written questions only."}},
    },
}  # fmt: skip


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, rae: User, now: datetime) -> Proposal:
    return fresh(approved(larkmoor, ada, rae, now, WITH_A_SPEAKER))


def after(act: str, proposal: Proposal, ada: User, cai: User, now: datetime) -> Proposal:
    """The published event, as it stands or after a move."""
    if act != "published":
        actor = cai if act == "hold" else ada
        lifecycle.perform(act, proposal, actor=actor, now=now, reason="The room is flooded.")
    return fresh(proposal)


@pytest.mark.parametrize("act", ["published", "postpone", "cancel", "hold"])
def test_a_withdrawn_name_leaves_the_calendar_whatever_it_says(
    act: str, proposal: Proposal, ada: User, cai: User, now: datetime
) -> None:
    proposal = after(act, proposal, ada, cai, now)
    assert proposal.event is not None
    assert proposal.approved_revision is not None
    before = (proposal.event.status, proposal.approved_revision.digest, proposal.approved_revision.document)
    assert "Imara" in str(proposal.event.speakers)

    consent.withdraw(proposal, section="speakers", row="speaker1", actor=ada, now=now + timedelta(hours=1))

    again = fresh(proposal)
    assert again.event is not None
    assert again.approved_revision is not None
    assert (again.event.status, again.approved_revision.digest, again.approved_revision.document) == before
    assert again.event.speakers == []
    assert "imara" not in again.event.search_text
    assert b"Imara" not in bytes(again.event.vevent)
    assert again.event.digest == projection.public_event(again, again.approved_revision.document).digest
    assert publishing.facts_of(again.event).digest == again.event.digest


def test_only_that_persons_values_go(proposal: Proposal, ada: User, now: datetime) -> None:
    consent.withdraw(proposal, section="speakers", row="speaker1", actor=ada, now=now)

    readable = personal.filled(fresh(proposal).document)
    assert "display_name" not in readable["speakers"][0]
    assert readable["speakers"][0]["topic"] == "Relief"
    assert readable["support"]["named_person"] == "Lena, campus advocate"
    blanked = PersonalValue.objects.get(blanked_at__isnull=False)
    assert (blanked.values, blanked.salt) == ({}, "")


def test_there_is_nothing_to_withdraw_from_an_unknown_row(
    proposal: Proposal, ada: User, now: datetime
) -> None:
    with pytest.raises(NotHere):
        consent.withdraw(proposal, section="speakers", row="nobody11", actor=ada, now=now)


def test_a_reviewer_does_not_withdraw_for_others(
    proposal: Proposal, rae: User, oz: User, now: datetime
) -> None:
    for other in (rae, oz):
        with pytest.raises(Forbidden):
            consent.withdraw(proposal, section="speakers", row="speaker1", actor=other, now=now)


def test_the_page_says_that_consent_was_withdrawn(
    proposal: Proposal, ada: User, browser: Callable[[User | None], Client]
) -> None:
    page = (
        browser(ada)
        .post(
            f"/api/proposals/{proposal.pk}/withdrawals",
            {"section": "speakers", "row": "speaker1"},
            "application/json",
        )
        .json()
    )

    assert page["withdrawn"] == [{"section": "speakers", "row": "speaker1"}]
    assert page["document"]["speakers"][0]["display_name"] == ""


def kept(proposal: Proposal) -> set[str]:
    return {
        str(each)
        for value in PersonalValue.objects.filter(proposal=proposal)
        for each in value.values.values()
    }


def test_an_abandoned_amendment_leaves_nobodys_values_behind(
    proposal: Proposal, ada: User, now: datetime
) -> None:
    before = kept(proposal)
    lifecycle.perform("amend", proposal, actor=ada, now=now)
    edit(proposal, {"support": {"named_person": "Somebody new"}})
    assert kept(proposal) == before | {"Somebody new"}

    lifecycle.perform("abandon_amendment", proposal, actor=ada, now=now)

    assert kept(proposal) == before
    assert personal.filled(fresh(proposal).document)["support"]["named_person"] == "Lena, campus advocate"


def test_a_withdrawn_proposal_keeps_only_what_was_frozen(larkmoor: Chapter, ada: User, now: datetime) -> None:
    never_sent = draft(larkmoor, ada, now, WITH_A_SPEAKER)
    sent = submitted(larkmoor, ada, now, WITH_A_SPEAKER)
    frozen = kept(sent)
    lifecycle.perform("take_back", sent, actor=ada, now=now)
    edit(sent, {"support": {"named_person": "Somebody new"}})

    for each in (never_sent, sent):
        lifecycle.perform("withdraw", each, actor=ada, now=now)

    assert kept(never_sent) == set()
    assert kept(sent) == frozen
