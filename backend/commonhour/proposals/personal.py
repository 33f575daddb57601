"""Values about a person, kept outside every document: taken out on saving, filled in for a reader, blanked for good.

A row or section that holds some carries in their place `personal: {ref, digest, filled}`: the row of `PersonalValue`,
a salted digest of the values, and which fields are filled. A value that does not change keeps its reference, so that a
verdict on it stands; one that was never frozen is deleted once it is replaced.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from commonhour.checklists.definitions import canonical
from commonhour.errors import NotHere
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.proposals import queries
from commonhour.proposals.document import SECTIONS
from commonhour.proposals.models import PersonalValue, Proposal
from commonhour.records import journal

KEY = "personal"
Document = Mapping[str, Any]
Values = Mapping[str, Mapping[str, Any]]


def digest_of(values: Mapping[str, Any], salt: str) -> str:
    return hashlib.sha256(salt.encode() + canonical(values)).hexdigest()


def split(proposal: Proposal, section: str, value: Any, *, before: Any, known: Values) -> Any:
    """A section's value with what is personal taken out and kept. The proposal's row must be locked.

    `before` is the section as it is stored, `known` the values it refers to.
    """
    form = SECTIONS[section]
    if not form.personal:
        return value
    kept = _kept(before)
    stored = [
        _split_record(proposal, form.personal, record, kept.get(record.get("id", "")), known)
        for record in _records(section, value)
    ]
    used = {record[KEY]["ref"] for record in stored if KEY in record}
    _forget_unfrozen(proposal, {mark["ref"] for mark in kept.values()} - used)
    if form.rows:
        return stored
    return stored[0] if stored else {}


def _split_record(
    proposal: Proposal,
    names: tuple[str, ...],
    record: Mapping[str, Any],
    mark: Mapping[str, Any] | None,
    known: Values,
) -> dict[str, Any]:
    values = {name: record[name] for name in names if name in record}
    plain = {name: each for name, each in record.items() if name not in names}
    if mark and known.get(mark["ref"]) == values:
        return {**plain, KEY: dict(mark)}
    if not values:
        return plain
    new = PersonalValue(proposal=proposal, values=values)
    new.digest = digest_of(values, new.salt)
    new.save(force_insert=True)
    return {**plain, KEY: {"ref": str(new.pk), "digest": new.digest, "filled": sorted(values)}}


def _kept(before: Any) -> dict[str, Mapping[str, Any]]:
    """The marks of a stored section by row id; that of a section that is one record under ""."""
    records = before if isinstance(before, list) else [before or {}]
    return {record.get("id", ""): record[KEY] for record in records if KEY in record}


def _records(section: str, value: Any) -> list[dict[str, Any]]:
    if SECTIONS[section].rows:
        return list(value or [])
    return [value] if value else [{}]


def forget(proposal: Proposal, dropped: Document) -> None:
    """Delete the values that a document names which is given up, except what a revision names too."""
    _forget_unfrozen(proposal, {ref for _, _, ref in marks_in(dropped)})


def _forget_unfrozen(proposal: Proposal, refs: set[str]) -> None:
    """Delete replaced values that no revision names: half-typed names are nobody's to keep."""
    if not refs:
        return
    for frozen in proposal.revisions.values_list("document", flat=True):
        refs -= {ref for _, _, ref in marks_in(frozen)}
    PersonalValue.objects.filter(proposal=proposal, pk__in=refs).delete()


def marks_in(document: Document) -> Iterator[tuple[str, str, str]]:
    """Every reference of a document: section, row id (or ""), reference."""
    for name, form in SECTIONS.items():
        if not form.personal:
            continue
        for row, mark in _kept(document.get(name)).items():
            yield name, row, mark["ref"]


def values_in(document: Document) -> dict[str, Mapping[str, Any]]:
    """The values a document refers to, by reference; those of a blanked one are empty."""
    refs = {ref for _, _, ref in marks_in(document)}
    if not refs:
        return {}
    found = PersonalValue.objects.filter(pk__in=refs).values_list("pk", "values")
    return {str(pk): values for pk, values in found}


def filled(document: Document, known: Values | None = None) -> dict[str, Any]:
    """The document as people read it, every personal value in its place; a blanked one is simply not there."""
    values = values_in(document) if known is None else known
    return {name: _filled_section(name, value, values) for name, value in document.items()}


def _filled_section(section: str, value: Any, values: Values) -> Any:
    form = SECTIONS.get(section)
    if form is None or not form.personal:
        return value
    records = [_filled_record(record, values) for record in _records(section, value)]
    return records if form.rows else records[0]


def _filled_record(record: Mapping[str, Any], values: Values) -> dict[str, Any]:
    plain = {name: each for name, each in record.items() if name != KEY}
    return {**plain, **values.get(record[KEY]["ref"], {})} if KEY in record else plain


@transaction.atomic
def blank(proposal: Proposal, *, section: str, row: str = "", actor: User, now: datetime) -> int:
    """Empty every value ever kept about one person here, in each revision too; no digest changes by it.

    What stands on the calendar is taken down by the caller, from the projection of the same revision.
    """
    proposal = queries.lock(proposal)
    policy.require(actor, "proposal.edit", proposal)
    documents = [proposal.document, *proposal.revisions.values_list("document", flat=True)]
    refs = {
        ref for document in documents for name, at, ref in marks_in(document) if (name, at) == (section, row)
    }
    if not refs:
        raise NotHere
    blanked = PersonalValue.objects.filter(proposal=proposal, pk__in=refs, blanked_at=None).update(
        values={}, salt="", blanked_at=now
    )
    journal.write("blanked personal values", proposal, actor=actor, now=now, section=section, row=row)
    return blanked
