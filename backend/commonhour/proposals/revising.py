"""Freezing a document as a numbered revision, and saying what differs between two of them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonhour.checklists import catalogue, review
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.proposals.models import Author, ChecklistSet, Proposal, Revision


def freeze(
    proposal: Proposal,
    *,
    actor: User,
    now: datetime,
    appeal: bool = False,
) -> Revision:
    """Copy the working document as the next revision, with its digest and level.

    An appeal has at least the reviewers of its level. The proposal's row must be locked.
    """
    frozen = dict(proposal.document)
    rules = catalogue.current().policy
    level = review.level_for(rules, frozen.get("facts") or {})
    needed = max(level.reviewers, rules.appeal.reviewers) if appeal else level.reviewers
    latest = proposal.revisions.order_by("-number").values_list("number", flat=True).first()
    revision = Revision(
        proposal=proposal,
        number=(latest or 0) + 1,
        document=frozen,
        digest=working_digest(proposal),
        checklists=proposal.checklists,
        program_revision=proposal.program_revision,
        cohost_ids=_confirmed(proposal),
        appeal=appeal,
        level=level.name,
        reviewers_needed=needed,
        trained_needed=min(level.trained, needed),
        submitted_by=actor,
        submitted_at=now,
    )
    revision.save(force_insert=True)
    if policy.may(actor, "proposal.edit", proposal):
        # Who submits words never decides on them, whatever chapter they belong to later. A coordinator who only gives
        # an event a new date has not written it, and stays its coordinator.
        Author.objects.get_or_create(proposal=proposal, user=actor, defaults={"since": now})
    return revision


def working_digest(proposal: Proposal) -> str:
    """The digest its next revision would have."""
    return digest_of(proposal.document, proposal.checklists, _confirmed(proposal), proposal.program_revision)


def _confirmed(proposal: Proposal) -> list[str]:
    return sorted(str(chapter) for chapter in proposal.confirmed_cohost_ids)


def digest_of(
    document: Mapping[str, Any],
    checklists: ChecklistSet,
    cohosts: list[str],
    program_revision: Revision | None,
) -> str:
    """SHA-256 over everything that is decided on: the words, the questions, the hosts, the program's answers."""
    whole = {
        "document": document,
        "checklists": checklists.digest,
        "cohosts": cohosts,
        "program": program_revision.digest if program_revision else None,
    }
    return hashlib.sha256(canonical(whole)).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Change:
    """One field that differs. `row` is the id of a list's row, or empty; None stands for what is not there."""

    section: str
    row: str
    field: str
    before: Any
    after: Any


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every field that differs between two documents, by section, row and name. Order of rows is no difference."""
    sections = sorted({*before, *after})
    return [
        change
        for section in sections
        for change in _in_section(section, before.get(section), after.get(section))
    ]


def _in_section(section: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, list) or isinstance(after, list):
        yield from _in_rows(section, "", before, after)
        return
    old, new = before or {}, after or {}
    for name in sorted({*old, *new}):
        was, becomes = old.get(name), new.get(name)
        if _same(was, becomes):
            continue
        if _rows(was) or _rows(becomes):
            yield from _in_rows(section, name, was, becomes)
        else:
            yield Change(section, "", name, was, becomes)


def _in_rows(section: str, name: str, before: Any, after: Any) -> Iterator[Change]:
    old = {row["id"]: row for row in before or []}
    new = {row["id"]: row for row in after or []}
    prefix = f"{name}." if name else ""
    for row in sorted({*old, *new}):
        was, becomes = old.get(row, {}), new.get(row, {})
        for field in sorted({*was, *becomes} - {"id"}):
            if not _same(was.get(field), becomes.get(field)):
                yield Change(section, row, f"{prefix}{field}", was.get(field), becomes.get(field))
        if not (was and becomes) and not {*was, *becomes} - {"id"}:
            yield Change(section, row, name, was or None, becomes or None)


def _rows(value: Any) -> bool:
    """Rows with ids, as in `support.services`; a plain list of words or dates is one value."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and "id" in row for row in value)
    )


def _same(one: Any, other: Any) -> bool:
    """Not answered, empty and missing are the same."""
    empty: tuple[Any, ...] = (None, "", [], {})
    return one == other or (one in empty and other in empty)


def reopens_nothing(before: Revision, after: Revision) -> bool:
    """Whether only what stands outside every digest differs, and so nobody needs to look again.

    That is the room at the same place, the time within the same day, access features added, the number wanted in a role.
    """
    if (before.checklists_id, before.program_revision_id, sorted(before.cohost_ids)) != (
        after.checklists_id,
        after.program_revision_id,
        sorted(after.cohost_ids),
    ):
        return False
    return all(_outside_every_digest(change) for change in changes_between(before.document, after.document))


def _outside_every_digest(change: Change) -> bool:
    if change.section == "roles":
        return change.field == "how_many" and None not in {change.before, change.after}
    if change.section != "listing":
        return False
    if change.field == "room":
        return True  # a new place is a change of its own
    if change.field in {"starts_at", "ends_at"}:
        return str(change.before)[:10] == str(change.after)[:10]
    if change.field in {"starts_fold", "ends_fold"}:
        return True  # which of a repeated hour: a time within the same day
    if change.field == "access_features":
        return set(change.before or ()) <= set(change.after or ())
    return False
