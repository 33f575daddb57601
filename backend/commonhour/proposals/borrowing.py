"""Giving to the library what a proposal holds, and taking from it into a draft."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonhour.errors import NotHere
from commonhour.identifiers import new_id
from commonhour.library import sharing
from commonhour.library.models import Entry
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.proposals import drafting, queries
from commonhour.proposals.drafting import Saved
from commonhour.proposals.models import Proposal

HOMES = {"figures": ("figures", None), "partners": ("partners", None), "helplines": ("support", "services")}
"""Where the rows of each kind stand in a document: a section, or a list inside one."""


@transaction.atomic
def share(proposal: Proposal, *, kind: str, row: str, actor: User, now: datetime) -> Entry:
    """Share one row of the working document, for the chapter that leads."""
    proposal = queries.lock(proposal)
    policy.require(actor, "proposal.edit", proposal)
    found = next((each for each in _rows(proposal, kind) if each["id"] == row), None)
    if found is None:
        raise NotHere
    return sharing.share(kind, found, chapter=proposal.chapter, actor=actor, now=now)


@transaction.atomic
def reuse(proposal: Proposal, *, kind: str, entry: UUID, actor: User, now: datetime) -> Saved:
    """Add a shared thing as a row of its own. What must be agreed or checked anew is empty in it."""
    proposal = queries.lock(proposal)
    policy.require(actor, "proposal.edit", proposal)
    section, part = HOMES[kind]
    row = {"id": new_id().hex[:12], **sharing.row_of(kind, entry, actor=actor)}
    value: Any = drafting.shown(proposal, section)
    value = [*value, row] if part is None else {**value, part: [*value[part], row]}
    return drafting.write_section(
        proposal,
        section=section,
        version=drafting.version_of(proposal, section),
        value=value,
        actor=actor,
        now=now,
    )


def _rows(proposal: Proposal, kind: str) -> list[dict[str, Any]]:
    section, part = HOMES[kind]
    value = drafting.stored(proposal, section)
    return list(value if part is None else value.get(part, []))
