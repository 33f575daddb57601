"""Sharing what a chapter has found out, and handing it to others as a row of their own.

The library knows no proposals: it is given rows and gives rows back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonhour.errors import Conflict, NotHere, NotReady
from commonhour.library.models import Entry, Figure, Helpline, Partner
from commonhour.people import policy
from commonhour.people.models import Chapter, User
from commonhour.records import journal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Shelf:
    """A kind of thing that is shared: what it is known by, what travels, and what every chapter says for itself."""

    model: type[Entry]
    known_by: str
    fields: tuple[str, ...]
    needed: tuple[str, ...]
    own: frozenset[str] = frozenset()


SHELVES: Mapping[str, Shelf] = {
    "figures": Shelf(
        Figure,
        "text",
        (
            "text",
            "figure",
            "unit",
            "source_title",
            "source_link",
            "year_of_data",
            "place",
            "population",
            "method",
            "limits",
            "scores",
            "score_notes",
            "stop_signs",
        ),
        needed=("text", "source_title"),
    ),
    "partners": Shelf(Partner, "name", ("name", "does"), needed=("name",)),
    "helplines": Shelf(
        Helpline,
        "name",
        ("name", "languages", "confidential", "shares_with", "checked_on"),
        needed=("name",),
        own=frozenset({"checked_on"}),
    ),
}


KINDS = tuple((kind, kind) for kind in SHELVES)
"""The kinds as choices of a serializer."""


@transaction.atomic
def share(kind: str, row: Row, *, chapter: Chapter, actor: User, now: datetime) -> Entry:
    """Put a row on the shelf of its kind. The same chapter sharing it again brings it up to date.

    Raises:
        NotReady: it lacks what others would need to use it.
        Conflict: the partner has not said that it may be named.
    """
    policy.require(actor, "library.share", chapter)
    shelf = _shelf(kind)
    missing = [name for name in shelf.needed if not row.get(name)]
    if missing:
        sentence = "Fill this in first: without it nobody else can use it."
        raise NotReady("not_shareable", sentence, fields={name: [sentence] for name in missing})
    if kind == "partners" and row.get("may_be_named") is not True:
        raise Conflict("may_not_be_named", "This partner has not said that it may be named. Ask them first.")
    empty = shelf.model()
    values = {name: _column(name, row.get(name), getattr(empty, name)) for name in shelf.fields}
    entry = _kept(shelf, {**values, "shared_by": actor, "shared_at": now}, chapter)
    journal.write("shared", entry, actor=actor, now=now, kind=kind)
    return entry


def row_of(kind: str, entry_id: UUID, *, actor: User) -> dict[str, Any]:
    """A shared thing as a row of a document. Who agreed to what, and who checked it, is each chapter's own to say."""
    policy.require(actor, "library.read")
    shelf = _shelf(kind)
    entry = shelf.model._default_manager.filter(pk=entry_id).first()
    if entry is None:
        raise NotHere
    values = {name: getattr(entry, name) for name in shelf.fields if name not in shelf.own}
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _shelf(kind: str) -> Shelf:
    if kind not in SHELVES:
        raise NotHere
    return SHELVES[kind]


def _kept(shelf: Shelf, values: dict[str, Any], chapter: Chapter) -> Entry:
    """The chapter's row, brought up to date or made. Of two who share the same at once, the second brings it up to date."""
    known_by = {"chapter": chapter, f"{shelf.known_by}__iexact": values[shelf.known_by]}
    entry, new = shelf.model._default_manager.select_for_update().get_or_create(
        **known_by, defaults={**values, "chapter": chapter}
    )
    if not new:
        for name, value in values.items():
            setattr(entry, name, value)
        entry.save(update_fields=list(values))
    return entry


def _column(name: str, value: Any, empty: Any) -> Any:
    if value is None:
        return empty
    return date.fromisoformat(value) if name == "checked_on" else value
