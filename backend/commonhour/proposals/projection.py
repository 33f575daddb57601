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
from commonhour.proposals import gaps, personal, problems
from commonhour.proposals.document import PUBLIC_FACTS, TOLD_BY_THE_HOST, Reach, seen_at
from commonhour.proposals.models import Condition, Decision, Proposal, Revision
from commonhour.proposals.states import Kind

Document = Mapping[str, Any]

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
    _refuse_leaks(document)
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


def _refuse_leaks(document: Document) -> None:
    """Asked again here, where also what speakers say of themselves is in its place."""
    told = list(problems.leaks(personal.filled(document)))
    if told:
        fields = {f"{each.section}.{each.row}.{each.field}" if each.row else f"{each.section}.{each.field}": [each.sentence]
                  for each in told}  # fmt: skip
        raise BadInput("place_told", told[0].sentence, fields=fields)


def _publishable(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def event_facts(proposal: Proposal, document: Document) -> dict[str, Any]:
    """The same as plain JSON, also of a document that is not complete."""
    seen = seen_at(personal.filled(document), Reach.PUBLIC)
    listing = seen.get("listing", {})
    dates = {name: listing[name] for name in DATED if name in listing}
    offered = {
        **_rules(listing),
        **listing,
        **seen.get("facts", {}),
        **_rows(seen),
        "photos": seen.get("privacy", {}).get("photos"),
        "schedule": dates or None,
    }
    return {
        **_named(PublicEvent, offered),
        **_around(proposal, document),
        "program": _program(proposal, _approved_as(proposal, document)),
    }


def program_facts(proposal: Proposal, document: Document) -> dict[str, Any]:
    seen = seen_at(personal.filled(document), Reach.PUBLIC)
    offered = {**seen.get("listing", {}), **seen.get("facts", {}), **_rows(seen)}
    return {**_named(PublicProgram, offered), **_around(proposal, document)}


def _named(form: type, offered: Mapping[str, Any]) -> dict[str, Any]:
    """What the public form has a place for; dates, for one, stand in its schedule."""
    named = {each.name for each in fields(form)}
    return {name: value for name, value in offered.items() if name in named}


def _rules(listing: Mapping[str, Any]) -> dict[str, Any]:
    """A rule that is not answered is the narrowest."""
    return {rule: listing.get(rule, Shown.FROM_HOST.value) for rule in TOLD_BY_THE_HOST}


def _rows(seen: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [_row(form, row) for row in seen.get(name, []) if row.get(needed)]
        for name, (form, needed) in PUBLIC_ROWS.items()
    }


def _row(form: type, row: Mapping[str, Any]) -> dict[str, Any]:
    public = _named(form, row)
    if form is PublicFigure and row.get("scores"):
        public["score"] = sum(row["scores"].values())
    return public


def _program(proposal: Proposal, revision: Revision | None) -> str | None:
    """The program it stands under: of an approved document, the one pinned in its revision, whatever is drafted since."""
    pinned = revision.program_revision if revision else proposal.program_revision
    found = pinned.proposal.public_program_id if pinned else None
    return str(found) if found else None


def _around(proposal: Proposal, document: Document) -> dict[str, Any]:
    """Who hosts it and how it meets the principles. Of an approved document, as it was approved."""
    revision = _approved_as(proposal, document)
    confirmed = [str(each) for each in proposal.confirmed_cohost_ids]
    return {
        "chapter": str(proposal.chapter_id),
        "cohosts": sorted(revision.cohost_ids if revision else confirmed),
        "principles": _principles(proposal, document, revision),
    }


def _approved_as(proposal: Proposal, document: Document) -> Revision | None:
    """The approved revision, if it holds exactly this document."""
    revision = proposal.approved_revision
    return revision if revision is not None and revision.document == document else None


# How it meets the principles


def _principles(proposal: Proposal, document: Document, revision: Revision | None) -> dict[str, Any]:
    """Which checklists were verified, when, and on which conditions; of a draft, which will be.

    Both are read from public facts alone: a checklist stands here where those make it apply, a condition where its
    item hangs on no other fact. So nothing here varies with whether a survivor's story is told.
    """
    decision = Decision.objects.filter(revision=revision).first() if revision else None
    told = {name: value for name, value in known(document).items() if name in PUBLIC_FACTS}
    checklists = gaps.definitions(revision.checklists_id if revision else proposal.checklists_id)
    shown = [each for each in checklists if each.applies_when.holds(told)]
    conditions = _public_conditions(decision, shown)
    promised = {_checklist_of(shown, condition.item) for condition in conditions}
    verified_on = _verified_on(decision, proposal) if decision else None
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
                # Not the reviewer's own words: those were written to the organizers.
                "words": _question_of(shown, condition.item),
                "due": condition.due.isoformat(),
            }
            for condition in conditions
        ],
    }


def _verified_on(decision: Decision, proposal: Proposal) -> date:
    """The day, at the chapter, on which a reviewer last verified it.

    An amendment that reopened nothing was decided by nobody: what was verified is the revision before.
    """
    verified = (
        Decision.objects.filter(revision__proposal=proposal, decided_by__isnull=False)
        .filter(revision__number__lte=decision.revision.number)
        .order_by("-revision__number")
        .first()
    )
    return proposal.chapter.day_at((verified or decision).at)


def _public_conditions(decision: Decision | None, shown: Sequence[Checklist]) -> list[Condition]:
    if decision is None:
        return []
    open_items = {item.id for each in shown for item in each.items if set(item.facts) <= PUBLIC_FACTS}
    return [condition for condition in decision.conditions.all() if condition.item in open_items]


def _checklist_of(checklists: Sequence[Checklist], item_id: str) -> str:
    return next(each.id for each in checklists for item in each.items if item.id == item_id)


def _question_of(checklists: Sequence[Checklist], item_id: str) -> str:
    return next(item.question for each in checklists for item in each.items if item.id == item_id)


def _result(decision: Decision | None, promised: bool) -> str:
    if decision is None:
        return "not_yet_verified"
    return "met_with_condition" if promised else "met"
