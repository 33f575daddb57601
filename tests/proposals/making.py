"""A complete proposal, and proposals carried into every state through the real verbs."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from commonhour.people.models import Chapter, User
from commonhour.proposals import drafting, lifecycle, personal, reviewing
from commonhour.proposals.models import Author, Proposal
from commonhour.proposals.review_queries import Review, latest_revision
from commonhour.proposals.reviewing import Given

FACTS: dict[str, Any] = {
    "format": "in_person", "event_type": "talk", "audience": "campus", "visibility": "public", "has_speakers": False,
    "uses_survivor_story": False, "uses_statistics": False, "uses_media": False, "international_focus": False,
    "minors_present": "none", "raises_money": False, "has_external_partner": False, "refers_to_services": False,
    "alcohol": False, "recording": "none", "asks_public_to_report": False, "contact_with_affected_people": False,
}  # fmt: skip


def said(value: Any, note: str = "") -> dict[str, Any]:
    return {"state": "answered", "value": value, **({"note": note} if note else {})}


COMPLETE: dict[str, Any] = {
    "facts": FACTS,
    "listing": {
        "title": "Know your pay slip", "summary": "We read a pay slip together.", "description": "Bring *your own*.",
        "starts_at": "2026-10-15T18:00", "ends_at": "2026-10-15T20:00", "time_zone": "America/New_York",
        "place_name": "Larkmoor Library", "room": "Room 12", "place_address": "1 College Way", "place_rule": "after_sign_up",
        "link_rule": "from_host", "cost": "free", "access_features": ["step_free", "captions"],
        "access_contact": "access@larkmoor.example", "access_request_by": "2026-10-08",
        "content_note": "Talks about wage theft. No images.", "language": "en", "views_line": True,
    },
    "roles": [
        {"id": "lead01", "name": "Lead", "duties": "Chooses the topic, runs the planning meetings", "kind": "leadership",
         "how_many": 2, "hours": 12, "open": False},
        {"id": "host01", "name": "Host", "duties": "Welcomes people, explains the table", "kind": "participation",
         "how_many": 3, "hours": 3, "open": True},
    ],
    "actions": [
        {"id": "act001", "act": "People draft wage claims", "where": "In the room", "on": "2026-10-15", "expected": 20,
         "measure_what": "claims drafted", "measure_target": "20", "measure_on": "2026-12-15", "measure_who": "Lupe"},
    ],
    "partners": [
        {"id": "part01", "name": "Cobblegate Workers' Centre", "asked_for": "Help with claims", "does": "Trains helpers",
         "agreed_on": "2026-08-20", "may_be_named": True, "contact": "yesenia@cobblegate.example"},
    ],
    "support": {
        "named_person": "Lena, campus advocate", "training": "40 hours, in 2025", "place_to_step_out": "Room 14",
        "confidential_resource": "The campus advocate", "must_report_people": "Hosts are staff and must report; said at the start",
    },
    "privacy": {"names_required": "nickname", "photos": "none", "collected_fields": "A nickname and an e-mail",
                "delete_after_days": 14},
    "campus_rules": [{"id": "rule01", "rule": "Room booked", "owner": "Ben", "due": "2026-09-20", "done": True}],
    "budget": {"costs": [{"id": "cost01", "label": "Tea", "amount": 30}], "sources": "The chapter"},
    "answers": {
        "sr.decide": said("Students chose the topic in March and picked the partner."),
        "sr.open": said("Three open roles are on the calendar; shifts are 90 minutes; bus fare is covered."),
        "sr.prepare": said({"who_briefs": "Nadia", "what_is_covered": "Disclosure, privacy", "date": "2026-10-02"}),
        "sr.limits": said("no"),
        "la.benefit": said("Students who work and are owed wages; the centre asked for it."),
        "dl.planners": said("Six students, from an open meeting in March."),
        "dl.perspectives": said("Two students who worked in packing; nobody from farms yet, so we asked the centre."),
        "dl.issues": said(["building_and_cleaning", "migration_and_debt"]),
        "hr.who": said("Students with a history of their own may come; so papers stay with each person, and we cut the photos."),
        "hr.nostage": said("no"),
        "hr.authority": said("none_expected"),
        "va.sexwork": said("does_not_come_up"),
        "va.hierarchy": said("Anybody owed wages counts; we say so at the start."),
        "va.dichotomy": said("Employers are described by what they did."),
        "va.systems": said(["economic_inequity", "xenophobia"], "In the second part of the talk."),
        "va.views": said("yes"),
        "ow.concern": said({"route": "A form on the page", "anonymous_possible": True, "who_answers": "Lin", "within_days": 5}),
        "ow.tellback": said({"person": "Lupe", "date": "2026-12-20"}),
    },
}  # fmt: skip
"""Every gate and conversation answered, at the standard level: one reviewer. Its place is told after sign-up."""

SERIES = {
    "listing": {
        "recurrence": {
            "frequency": "weekly", "interval": 1, "weekdays": ["TH"], "until": None, "count": 4, "except_dates": [],
            "moved": [],
        }
    }
}  # fmt: skip
"""Four Thursdays."""

CAREFUL = {
    "facts": {"contact_with_affected_people": True},
}
"""A fact that puts it at the careful level: two reviewers, one of them trained; a lead signs."""


def changed(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The document with some fields of some sections replaced."""
    new = deepcopy(dict(document))
    for section, fields in changes.items():
        new[section] = fields if isinstance(fields, list) else {**new.get(section, {}), **fields}
    return new


def draft(chapter: Chapter, author: User, now: datetime, *changes: Mapping[str, Any]) -> Proposal:
    """A complete draft."""
    proposal = drafting.start(chapter, kind="event", actor=author, now=now)
    document = dict(COMPLETE)
    for each in changes:
        document = changed(document, each)
    write(proposal, document)
    return fresh(proposal)


def write(proposal: Proposal, document: Mapping[str, Any]) -> None:
    """Replace the whole working document, past the states: personal values are taken out as in life."""
    before = proposal.document
    known = personal.values_in(before)
    proposal.document = {
        section: deepcopy(value)
        if section == "answers"
        else personal.split(proposal, section, deepcopy(value), before=before.get(section), known=known)
        for section, value in document.items()
    }
    proposal.save(update_fields=["document"])


def edit(proposal: Proposal, *changes: Mapping[str, Any]) -> Proposal:
    document = personal.filled(fresh(proposal).document)
    for each in changes:
        document = changed(document, each)
    write(proposal, document)
    return fresh(proposal)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def submitted(chapter: Chapter, author: User, now: datetime, *changes: Mapping[str, Any]) -> Proposal:
    return lifecycle.perform("submit", draft(chapter, author, now, *changes), actor=author, now=now)


def digest(proposal: Proposal) -> str:
    revision = latest_revision(proposal)
    assert revision is not None
    return revision.digest


def review_of(proposal: Proposal, now: datetime) -> Review:
    proposal = fresh(proposal)
    revision = latest_revision(proposal)
    assert revision is not None
    return Review(proposal, revision, proposal.chapter.day_at(now))


def say(proposal: Proposal, reviewer: User, now: datetime, word: str = "met", **others: str) -> None:
    """A verdict on every item still open for this reviewer: `word`, or another for an item named with _ for its dot."""
    owed = review_of(proposal, now).open_for(reviewer.pk)
    words = {name.replace("_", "."): each for name, each in others.items()}
    given = [_given(item, words.get(item, word)) for item in dict.fromkeys([*owed, *words])]
    reviewing.give_verdicts(proposal, given, digest=digest(proposal), actor=reviewer, now=now)


def _given(item: str, word: str) -> Given:
    if word == "met_with_condition":
        return Given(item, word, "Ask the library for a second room.", owner="Ben", due=date(2026, 10, 1))
    return Given(item, word, "" if word == "met" else f"Say more about {item}.")


def approved(
    chapter: Chapter, author: User, reviewer: User, now: datetime, *changes: Mapping[str, Any]
) -> Proposal:
    """Published, by a reviewer who must be the one the product chose."""
    proposal = submitted(chapter, author, now, *changes)
    say(proposal, reviewer, now)
    return lifecycle.perform(
        "approve", proposal, actor=reviewer, now=now, reason="Strong plan.", digest=digest(proposal)
    )


def wrote(proposal: Proposal, person: User, now: datetime) -> None:
    Author.objects.get_or_create(proposal=proposal, user=person, defaults={"since": now})
