"""What an item reads of a document, and its digest: a verdict stands for as long as that digest does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from . import facts as fact_names
from .definitions import Item, digest
from .evaluation import inherits
from .evidence import EVIDENCE_TYPES, Reference, part, rows_of, value_of
from .sources import RecordField, Source

OUTSIDE_EVERY_DIGEST = ("room", "time", "access_features", "how_many")
"""What may be amended without a new review: the room at the same place, the time within the same day, access
features added, the number wanted in a role."""


class BuiltIn(NamedTuple):
    """What a reviewer verifies in every proposal although no checklist asks for it."""

    id: str
    question: str
    review: str


LISTING_TEXT = BuiltIn(
    "listing.text",
    "Can the title, the summary and the description be published as they are?",
    "Read them as a stranger would, and as someone would who is spoken about.",
)
LISTING_DETAILS = BuiltIn(
    "listing.details",
    "Are the day, the place, the cost and the rest of the listing right, and safe to show as they are?",
    "Check that nothing shows more of a place or a person than the privacy plan allows.",
)
BUILT_IN: dict[str, BuiltIn] = {one.id: one for one in (LISTING_TEXT, LISTING_DETAILS)}

_TEXT = ("title", "summary", "description")
_OUTSIDE_LISTING = ("room", "starts_fold", "ends_fold")
_PUBLIC_FACTS = ("format", "event_type", "audience", "visibility", "recording")


@dataclass(frozen=True, slots=True)
class _Page:
    """A document as one item reads it, beside the one that was approved, if the two are compared."""

    document: Mapping[str, Any]
    approved: Mapping[str, Any] | None


def input_of(
    item: Item | BuiltIn | str,
    document: Mapping[str, Any],
    *,
    approved: Mapping[str, Any] | None = None,
    program: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Exactly what an item reads: its evidence, its answer, and the facts it hangs on. Empty values are left out.

    Adding an access feature must not reopen a verdict and removing one must, which no digest of one document can
    say. With `approved`, only the features that stood there too are read: if none of them is gone the input is
    the approved one. Compare neighbours only, as `stands` does, and store the new digest when a verdict is
    carried over, so that a feature added last time is protected the next time.
    """
    page = _Page(document, approved)
    if isinstance(item, str):
        item = BUILT_IN[item]
    if isinstance(item, BuiltIn):
        return _without_empty_values(_listing_text(page) if item is LISTING_TEXT else _listing_details(page))
    facts = fact_names.known(document)
    answers = document.get("answers") or {}
    if program and inherits(item, document, program, facts, fact_names.known(program)):
        page = _Page(program, None)
        answers = program.get("answers") or {}
    read: dict[str, Any] = {
        "facts": {name: facts.get(name) for name in item.facts},
        "answer": _answer(answers.get(item.id)),
    }
    for source in EVIDENCE_TYPES[item.evidence.type].sources:
        read.setdefault("sections", {})[".".join(source.path)] = _section(item, source, page)
    return _without_empty_values(read)


def digest_of(
    item: Item | BuiltIn | str,
    document: Mapping[str, Any],
    *,
    approved: Mapping[str, Any] | None = None,
    program: Mapping[str, Any] | None = None,
) -> str:
    """Covers the input and what the item asks, so that a verdict does not outlive its question."""
    asks = item.fingerprint if isinstance(item, Item) else ""
    return digest({"asks": asks, "reads": input_of(item, document, approved=approved, program=program)})


def stands(
    item: Item | BuiltIn | str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    program: Mapping[str, Any] | None = None,
) -> bool:
    """Whether a verdict on `before` still holds for `after`. Both must keep personal values the same way."""
    return digest_of(item, before, program=program) == digest_of(
        item, after, approved=before, program=program
    )


# --- records -----------------------------------------------------------------------------------------------------


def _section(item: Item, source: Source, page: _Page) -> Any:
    fields = _fields(item, source)
    if source.rows:
        rows = [_row(row, fields) for row in rows_of(page.document, source)]
        # Order is how people arrange a list, not something a reviewer verified.
        return sorted(rows, key=digest)
    whole = part(page.document, source.path)
    read = _row(whole, fields) if isinstance(whole, Mapping) else {}
    if "access_features" in fields:
        read["access_features"] = _access_features(page)
    return read


def _fields(item: Item, source: Source) -> dict[str, RecordField]:
    """All that the item names, also where it may stay empty, but not the number wanted in a role."""
    evidence = item.evidence
    wanted = {*evidence.fields, *evidence.optional_fields}
    if evidence.claim_field:
        wanted = {evidence.claim_field, f"{evidence.claim_field}_note"}
    inner = len(source.path) > 1 and source.path[1] in wanted
    asked = {
        name: field
        for name, field in source.fields.items()
        if (not wanted or inner or name in wanted) and (source.section, name) != ("roles", "how_many")
    }
    return {**source.beside, **asked} if asked else {}


def _row(row: Mapping[str, Any], fields: Mapping[str, RecordField]) -> dict[str, Any]:
    read: dict[str, Any] = {"id": row.get("id")}
    for name, field in fields.items():
        value = value_of(row, name, personal=field.personal)
        if isinstance(value, Reference):
            read["personal"] = value.digest
            continue
        read[name] = (
            sorted(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
        )
    return read


def _answer(answer: object) -> object:
    if not isinstance(answer, Mapping):
        return None
    value = answer.get("value")
    if isinstance(value, list):
        return {**answer, "value": sorted(value, key=str)}
    return dict(answer)


# --- the listing -------------------------------------------------------------------------------------------------


def _listing_text(page: _Page) -> dict[str, Any]:
    listing = page.document.get("listing") or {}
    return {"sections": {"listing": {name: listing.get(name) for name in _TEXT}}}


def _listing_details(page: _Page) -> dict[str, Any]:
    """Everything else the calendar shows of the listing, with days but without the time on them."""
    listing = page.document.get("listing") or {}
    facts = fact_names.known(page.document)
    read = {name: value for name, value in listing.items() if name not in (*_TEXT, *_OUTSIDE_LISTING)}
    for name in ("starts_at", "ends_at"):
        read[name] = _day(read.get(name))
    recurrence = read.get("recurrence")
    if isinstance(recurrence, Mapping):
        moved = [
            {key: _day(value) for key, value in one.items()}
            for one in recurrence.get("moved") or []
            if isinstance(one, Mapping)
        ]
        read["recurrence"] = {**recurrence, "moved": moved}
    read["access_features"] = _access_features(page)
    read["topics"] = sorted(read.get("topics") or [], key=str)
    return {"facts": {name: facts.get(name) for name in _PUBLIC_FACTS}, "sections": {"listing": read}}


def _day(value: object) -> object:
    return value[:10] if isinstance(value, str) else value


def _access_features(page: _Page) -> list[str]:
    features = set((page.document.get("listing") or {}).get("access_features") or [])
    if page.approved is not None:
        features &= set((page.approved.get("listing") or {}).get("access_features") or [])
    return sorted(features)


def _without_empty_values(read: Mapping[str, Any]) -> dict[str, Any]:
    """Absent, null and empty are one thing in a document; false and 0 are answers."""
    kept = {key: _without_empty(inner) for key, inner in read.items()}
    return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}


def _without_empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _without_empty_values(value)
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value
