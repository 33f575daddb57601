"""What a copy of a proposal keeps: its ideas, never its promises. Pure.

Consent dates, agreements, licences, helpline checks, terms, access contacts, every date and every value about a person
stay behind: the declaration of each field in `document.py` says so. Rows get ids of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from commonhour.checklists.definitions import Checklist, Item
from commonhour.identifiers import new_id
from commonhour.proposals.document import ANSWERS, SECTIONS, Field, is_empty

CONSENTS = frozenset({"ma.story", "ma.rights"})
"""Items whose whole answer is a consent or a licence for one use."""


def ideas_of(document: Mapping[str, Any], checklists: Sequence[Checklist]) -> dict[str, Any]:
    """The part of a stored document that a new proposal may begin with."""
    copied: dict[str, Any] = {}
    for name, form in SECTIONS.items():
        value = document.get(name)
        if form.rows:
            kept: Any = _rows(value or [], form.fields)
        else:
            kept = _record(value or {}, form.fields)
        if not is_empty(kept):
            copied[name] = kept
    items = {item.id: item for checklist in checklists for item in checklist.items}
    answers = {
        item_id: kept
        for item_id, answer in (document.get(ANSWERS) or {}).items()
        if item_id in items and (kept := _answer(items[item_id], answer))
    }
    return {**copied, ANSWERS: answers} if answers else copied


def _record(record: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for field in fields:
        if field.stays_behind or field.name not in record:
            continue
        value = record[field.name]
        kept[field.name] = _rows(value, field.fields) if field.type == "rows" else value
    return {name: value for name, value in kept.items() if not is_empty(value)}


def _rows(rows: Sequence[Mapping[str, Any]], fields: Sequence[Field]) -> list[dict[str, Any]]:
    kept = [_record(row, fields) for row in rows]
    return [{"id": new_id().hex[:12], **row} for row in kept if row]


def _answer(item: Item, answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """An answer without what it promised; 'not yet, by that day' is nothing but a promise."""
    if item.id in CONSENTS or answer.get("state") == "not_yet":
        return None
    value = answer.get("value")
    if not isinstance(value, Mapping):
        return dict(answer)
    dated = {field.name for field in item.evidence.form if field.kind in {"date", "past_date"}}
    kept = {name: each for name, each in value.items() if name not in dated}
    return {**answer, "value": kept} if kept else None
