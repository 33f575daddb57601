"""What a stranger may read of a document, made from each field's declared reach and from nothing else.

The calendar shows exactly this of an approved revision; the preview shows the same of a draft. Whether a survivor's
story is told changes nothing here: not a word, not a checklist, not a condition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from commonhour.checklists.definitions import Checklist
from commonhour.checklists.facts import known
from commonhour.errors import BadInput
from commonhour.events import text
from commonhour.events.choices import Shown
from commonhour.events.public import (
    PublicAction,
    PublicEvent,
    PublicFigure,
    PublicPartner,
    PublicProgram,
    PublicRole,
    PublicSpeaker,
)
from commonhour.proposals import gaps, personal
from commonhour.proposals.document import TOLD_BY_THE_HOST, Reach, seen_at
from commonhour.proposals.models import Condition, Decision, Proposal
from commonhour.proposals.states import Kind

Document = Mapping[str, Any]

UNSAID = "uses_survivor_story"
"""The fact on which nothing public may hang."""

DATED = ("starts_at", "ends_at", "starts_fold", "ends_fold", "time_zone", "all_day", "recurrence")
PUBLIC_ROWS: Mapping[str, tuple[type, str]] = {
    "roles": (PublicRole, "name"),
    "speakers": (PublicSpeaker, "display_name"),
    "actions": (PublicAction, "act"),
    "partners": (PublicPartner, "name"),
    "figures": (PublicFigure, "text"),
}
"""The public form of each kind of row, and the field without which there is nothing to show."""


def public_event(proposal: Proposal, document: Document) -> PublicEvent:
    """The public facts of an event.

    Raises:
        BadInput: the document is not yet fit for a calendar; the fields say why.
    """
    return PublicEvent.from_json(_publishable(event_facts(proposal, document)))


def public_program(proposal: Proposal, document: Document) -> PublicProgram:
    return PublicProgram.from_json(_publishable(program_facts(proposal, document)))


def preview(proposal: Proposal) -> dict[str, Any]:
    """The working document as the calendar would show it, with what still keeps it from there under `missing`."""
    make, facts_of = (
        (public_program, program_facts) if proposal.kind == Kind.PROGRAM else (public_event, event_facts)
    )
    facts = facts_of(proposal, proposal.document)
    missing: dict[str, list[str]] = {}
    try:
        facts = make(proposal, proposal.document).to_json()
    except BadInput as refusal:
        missing = refusal.facts.get("fields", {"": [refusal.sentence]})
    return {**facts, "description_html": text.html_of(facts.get("description", "")), "missing": missing}


def _publishable(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def event_facts(proposal: Proposal, document: Document) -> dict[str, Any]:
    """The same as plain JSON, also of a document that is not complete."""
    seen = seen_at(personal.filled(document), Reach.PUBLIC)
    listing, facts = seen.get("listing", {}), seen.get("facts", {})
    dates = {name: listing.pop(name) for name in DATED if name in listing}
    program = proposal.program.public_program_id if proposal.program else None
    return {
        **_rules(listing),
        **listing,
        **facts,
        **_rows(seen),
        "schedule": dates or None,
        "photos": seen.get("privacy", {}).get("photos"),
        "chapter": str(proposal.chapter_id),
        "cohosts": _cohosts(proposal),
        "program": str(program) if program else None,
        "principles": principles(proposal, document),
    }


def program_facts(proposal: Proposal, document: Document) -> dict[str, Any]:
    seen = seen_at(personal.filled(document), Reach.PUBLIC)
    offered = {**seen.get("listing", {}), **seen.get("facts", {}), **_rows(seen)}
    named = {each.name for each in fields(PublicProgram)}
    return {
        **{name: value for name, value in offered.items() if name in named},
        "chapter": str(proposal.chapter_id),
        "cohosts": _cohosts(proposal),
        "principles": principles(proposal, document),
    }


def _rules(listing: Mapping[str, Any]) -> dict[str, Any]:
    """A rule that is not answered is the narrowest."""
    return {rule: listing.get(rule, Shown.FROM_HOST.value) for rule in TOLD_BY_THE_HOST}


def _cohosts(proposal: Proposal) -> list[str]:
    return sorted(str(chapter) for chapter in proposal.confirmed_cohost_ids)


def _rows(seen: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [_row(form, row) for row in seen.get(name, []) if row.get(needed)]
        for name, (form, needed) in PUBLIC_ROWS.items()
    }


def _row(form: type, row: Mapping[str, Any]) -> dict[str, Any]:
    public = {each.name: row[each.name] for each in fields(form) if each.name in row}
    if form is PublicFigure and row.get("scores"):
        public["score"] = sum(row["scores"].values())
    return public


# How it meets the principles


def principles(proposal: Proposal, document: Document) -> dict[str, Any]:
    """Which checklists were verified, when, and on which conditions; of a draft, which will be.

    A checklist stands here where it would apply although no story were told, a condition where its item hangs on
    other facts alone: what is read here is the same in both cases.
    """
    decision = _decision_on(proposal, document)
    told = {**known(document), UNSAID: False}
    shown = [each for each in gaps.definitions(proposal.checklists_id) if each.applies_when.holds(told)]
    conditions = _public_conditions(decision, shown)
    promised = {_checklist_of(shown, condition.item) for condition in conditions}
    verified_on = _verified_on(decision)
    return {
        "checklists": [
            {
                "id": checklist.id,
                "title": checklist.title,
                "version": checklist.version,
                "verified_on": verified_on.isoformat() if verified_on else None,
                "result": _result(decision, checklist.id in promised),
            }
            for checklist in shown
        ],
        "conditions": [
            {
                "checklist": _checklist_of(shown, condition.item),
                "words": condition.words,
                "due": condition.due.isoformat(),
            }
            for condition in conditions
        ],
    }


def _decision_on(proposal: Proposal, document: Document) -> Decision | None:
    """The decision on exactly this document, if it was approved."""
    revision = proposal.approved_revision
    if revision is None or revision.document != document:
        return None
    return Decision.objects.filter(revision=revision).first()


def _verified_on(decision: Decision | None) -> date | None:
    """The day a reviewer last verified it: an amendment that reopened nothing was decided by nobody."""
    if decision is None:
        return None
    verified = (
        Decision.objects.filter(revision__proposal=decision.revision.proposal_id, decided_by__isnull=False)
        .filter(revision__number__lte=decision.revision.number)
        .order_by("-revision__number")
        .first()
    )
    return (verified or decision).at.date()


def _public_conditions(decision: Decision | None, shown: Sequence[Checklist]) -> list[Condition]:
    if decision is None:
        return []
    open_items = {item.id for checklist in shown for item in checklist.items if UNSAID not in item.facts}
    return [condition for condition in decision.conditions.all() if condition.item in open_items]


def _checklist_of(checklists: Sequence[Checklist], item_id: str) -> str:
    return next(each.id for each in checklists for item in each.items if item.id == item_id)


def _result(decision: Decision | None, promised: bool) -> str:
    if decision is None:
        return "not_yet_verified"
    return "met_with_condition" if promised else "met"


# What stands beside the calendar


def roles_of(document: Document) -> tuple[PublicRole, ...]:
    """The roles of a document as the calendar shows them: what people may take."""
    return tuple(PublicRole(**row) for row in _rows(seen_at(document, Reach.PUBLIC))["roles"])


def private_place(document: Document) -> dict[str, Any]:
    """Where it is and how to join with the rule of each, as far as the calendar does not say it."""
    listing: Mapping[str, Any] = document.get("listing") or {}
    private = {
        name: listing[name]
        for rule, names in TOLD_BY_THE_HOST.items()
        for name in names
        if listing.get(rule) in TOLD_LATER and name in listing
    }
    return {**_rules(listing), **private}


TOLD_LATER = frozenset({Shown.AFTER_SIGN_UP.value, Shown.AFTER_HOST_YES.value})
