"""One table of evidence types: which part of the document each reads, and what makes it complete.

Most types read records that the proposal holds anyway. Four are short answers and live in `answers`:

    type          value
    text          a text
    choice        one option's value; a remark stands in the answer's `note`
    choice_many   a list of options' values; likewise
    short_form    an object with the fields the item lists
"""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from .definitions import Evidence, FormField
from .sources import (
    ACCESS,
    ACCESS_FEATURES,
    ACTIONS,
    BUDGET,
    CLAIM_CHOICES,
    CLAIM_FIELDS,
    CONTENT_NOTE,
    COSTS,
    FACTS_PRIVACY,
    FIGURES,
    LISTED_SERVICES,
    LISTING_PRIVACY,
    MATERIALS,
    MEASURES,
    PARTNERS,
    PRIVACY,
    ROLES,
    RULES,
    SCORES,
    SERVICES,
    SPEAKERS,
    SUPPORT,
    TERMS,
    RecordField,
    Source,
)


class Gap(NamedTuple):
    """What is missing, where it goes, and what to do about it in words an organizer can act on.

    In `answers` the row is the item and the field a part of its answer.
    """

    section: str
    field: str | None
    row: str | None
    message: str

    def to_json(self) -> dict[str, str | None]:
        return {"section": self.section, "field": self.field, "row": self.row, "message": self.message}


class Look(NamedTuple):
    """Everything a gap may depend on."""

    item: str
    question: str
    document: Mapping[str, Any]
    answer: Mapping[str, Any]
    facts: Mapping[str, Any]
    today: date
    event_on: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class EvidenceType:
    name: str
    gaps: Callable[[Evidence, Look], list[Gap]]
    sources: tuple[Source, ...] = ()
    keys: frozenset[str] = frozenset()
    """What an item may say about this type in its file, besides `type`."""
    chooses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Where options describe a field of the document: the values that field may have."""

    @property
    def stored(self) -> bool:
        """Whether its value lives in `answers`."""
        return not self.sources

    @property
    def section(self) -> str:
        return self.sources[0].section if self.sources else "answers"

    @property
    def field_names(self) -> frozenset[str]:
        names = {name for source in self.sources for name in source.fields}
        return frozenset(names | {source.path[1] for source in self.sources if len(source.path) > 1})


# --- reading one value -------------------------------------------------------------------------------------------


def as_date(value: object) -> date | None:
    """A date from the document: `YYYY-MM-DD`, or the day of a local time."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def says_something(value: object) -> bool:
    """A text counts when it holds a letter or a digit: a dash or a full stop is not an answer."""
    return isinstance(value, str) and any(map(str.isalnum, value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_filled(value: object, kind: str, values: Sequence[str] | frozenset[str], today: date) -> bool:
    if kind == "text":
        return says_something(value)
    if kind == "text_or_number":
        return _is_number(value) or says_something(value)
    if kind == "yes_no":
        return value is True or value is False
    if kind == "choice":
        return isinstance(value, str) and value in values
    if kind in ("number", "count"):
        return _is_number(value)
    if kind == "how_many":
        return _is_number(value) and bool(value)
    if kind == "date":
        return as_date(value) is not None
    if kind == "past_date":
        day = as_date(value)
        return day is not None and day <= today
    chosen = value if isinstance(value, list) else []
    return bool(chosen) and all(isinstance(one, str) and one in values for one in chosen)


class Reference(NamedTuple):
    """Stands where a personal value is kept outside the document: filled, and known by its digest only."""

    digest: str


def value_of(row: Mapping[str, Any], name: str, *, personal: bool) -> object:
    """A field of a row. A personal one stands in the row, under `personal`, or outside as a reference.

    A reference counts as filled unless it lists the fields it holds (`filled`) and this one is not among them.
    """
    if not personal or name in row:
        return row.get(name)
    kept = row.get("personal")
    if not isinstance(kept, Mapping):
        return None
    if "ref" in kept:
        filled = kept.get("filled")
        return Reference(str(kept.get("digest", ""))) if filled is None or name in filled else None
    return kept.get(name)


def part(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = document
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def rows_of(document: Mapping[str, Any], source: Source) -> list[Mapping[str, Any]]:
    found = part(document, source.path)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def asked_fields(evidence: Evidence, source: Source) -> Iterator[tuple[str, RecordField]]:
    """The fields of this source that the item wants filled; without a list, all of them."""
    inner = len(source.path) > 1 and source.path[1] in evidence.fields
    for name, spec in source.fields.items():
        if not evidence.fields or inner or name in evidence.fields:
            yield name, spec


# --- records -----------------------------------------------------------------------------------------------------


def _gaps_of(
    fields: list[tuple[str, RecordField]], row: Mapping[str, Any], source: Source, number: int, look: Look
) -> list[Gap]:
    gaps = []
    for name, spec in fields:
        value = value_of(row, name, personal=spec.personal)
        if _is_filled(value, spec.kind, spec.values, look.today) or isinstance(value, Reference):
            continue
        it = _called(row, source, number)
        message = spec.gap.format(it=it)
        if spec.kind == "past_date" and as_date(value) is not None:
            message = f"That day lies in the future. {message}"
        gaps.append(Gap(source.section, name, row.get("id") if source.rows else None, message))
    return gaps


def _called(row: Mapping[str, Any], source: Source, number: int) -> str:
    if not source.rows:
        return source.noun
    spec = source.fields.get(source.called)
    name = value_of(row, source.called, personal=bool(spec and spec.personal))
    if isinstance(name, str) and says_something(name):
        return f"the {source.noun} '{textwrap.shorten(name, 41, placeholder='…')}'"
    return f"{source.noun} {number}"


def _record_gaps(evidence: Evidence, look: Look, sources: Sequence[Source]) -> list[Gap]:
    gaps: list[Gap] = []
    for source in sources:
        fields = list(asked_fields(evidence, source))
        if not fields:
            continue
        if not source.rows:
            whole = part(look.document, source.path)
            gaps += _gaps_of(fields, whole if isinstance(whole, Mapping) else {}, source, 0, look)
            continue
        rows = rows_of(look.document, source)
        if source.empty and len(rows) < evidence.min:
            gaps.append(Gap(source.section, None, None, source.empty))
        each = [_gaps_of(fields, row, source, number, look) for number, row in enumerate(rows, start=1)]
        if evidence.rows == "one" and each:
            nearest = min(each, key=len)
            gaps += nearest
        else:
            gaps += [gap for one in each for gap in one]
    return gaps


def _records(*sources: Source) -> Callable[[Evidence, Look], list[Gap]]:
    def gaps(evidence: Evidence, look: Look) -> list[Gap]:
        if evidence.instead and says_something(_form_value(look).get(evidence.instead.name)):
            return []
        found = _record_gaps(evidence, look, sources)
        if found and evidence.instead and not rows_of(look.document, sources[0]):
            gap = found[0]
            return [gap._replace(message=f"{gap.message} {evidence.instead.asks}")]
        return found

    return gaps


def _record_type(name: str, *sources: Source, keys: tuple[str, ...] = ()) -> EvidenceType:
    return EvidenceType(
        name,
        _records(*sources),
        sources,
        frozenset(("fields", "optional_fields", "rows", "min", "instead", *keys)),
    )


def _claim_choice_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    rows = rows_of(look.document, CLAIM_FIELDS)
    if not rows:
        return [Gap("figures", None, None, CLAIM_FIELDS.empty)]
    gaps = []
    for number, row in enumerate(rows, start=1):
        fields = [(evidence.claim_field, CLAIM_FIELDS.fields[evidence.claim_field])]
        note = f"{evidence.claim_field}_note"
        if evidence.remark and evidence.remark.is_due((str(row.get(evidence.claim_field)),)):
            fields.append((note, CLAIM_FIELDS.fields[note]))
        gaps += _gaps_of(fields, row, CLAIM_FIELDS, number, look)
    return gaps


def _score_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    """Scores for each criterion, a line on them, and no red figure that is not shown to question it."""
    rubric = evidence.rubric
    if rubric is None:
        raise LookupError(f"{look.item} names no rubric")
    rows = rows_of(look.document, SCORES)
    if not rows:
        return [Gap("figures", None, None, SCORES.empty)]
    gaps = []
    for number, row in enumerate(rows, start=1):
        it = _called(row, SCORES, number)
        scores = row.get("scores")
        given = scores if isinstance(scores, Mapping) else {}
        points: list[Any] = [given.get(criterion.id) for criterion in rubric.criteria]
        unscored = [
            criterion.name
            for criterion, point in zip(rubric.criteria, points, strict=True)
            if point not in (0, 1, 2) or isinstance(point, bool)
        ]
        if unscored:
            gaps.append(Gap("figures", "scores", row.get("id"), f"Score {it} for: {', '.join(unscored)}."))
        else:
            total = sum(points)
            band = rubric.band_of(total, stopped=bool(row.get("stop_signs")))
            if band is rubric.bands[-1] and row.get("shown_to_question") is not True:
                message = (
                    f"{it[0].upper()}{it[1:]} scores {total} of {rubric.max} and is {band.id}: {band.means}."
                )
                gaps.append(Gap("figures", "shown_to_question", row.get("id"), message))
        gaps += _gaps_of([("score_notes", SCORES.fields["score_notes"])], row, SCORES, number, look)
    return gaps


def _privacy_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    """A place rule where there is a place, a link rule where there is a link; a program has neither."""
    gaps = _record_gaps(evidence, look, (FACTS_PRIVACY, LISTING_PRIVACY, PRIVACY))
    form = look.facts.get("format")
    not_asked = {
        "place_rule": look.kind == "program" or form in ("online", "asynchronous"),
        "link_rule": look.kind == "program" or form not in ("online", "hybrid"),
    }
    return [gap for gap in gaps if not not_asked.get(gap.field or "", False)]


def _budget_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    """Where nothing is raised, nobody is asked where it goes."""
    gaps = _record_gaps(evidence, look, (COSTS, BUDGET))
    if look.facts.get("raises_money") is True:
        return gaps
    return [gap for gap in gaps if gap.field not in ("raised_for", "share_to_recipient", "report_by")]


def _access_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    gaps = _record_gaps(evidence, look, (ACCESS,))
    listing = look.document.get("listing") or {}
    by = as_date(listing.get("access_request_by"))
    if by and look.event_on and by > look.event_on:
        message = "The day to ask for access lies after the event. Choose one that leaves time to act."
        gaps.append(Gap("listing", "access_request_by", None, message))
    return gaps


def _content_note_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    gaps = _record_gaps(evidence, look, (CONTENT_NOTE,))
    listing = look.document.get("listing") or {}
    return gaps or _too_long(evidence, listing.get("content_note"), "listing", "content_note")


# --- short answers -----------------------------------------------------------------------------------------------


def _too_long(
    evidence: Evidence, value: object, section: str, name: str | None, row: str | None = None
) -> list[Gap]:
    if evidence.max_chars and isinstance(value, str) and len(value) > evidence.max_chars:
        message = f"Shorten it to {evidence.max_chars} characters; it has {len(value)}."
        return [Gap(section, name, row, message)]
    return []


def _form_value(look: Look) -> Mapping[str, Any]:
    value = look.answer.get("value")
    return value if isinstance(value, Mapping) else {}


def _text_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = look.answer.get("value")
    if not says_something(value):
        return [Gap("answers", None, look.item, f"Write an answer: {look.question}")]
    return _too_long(evidence, value, "answers", None, look.item)


def _choice_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = look.answer.get("value")
    if not isinstance(value, str) or value not in evidence.values:
        return [Gap("answers", None, look.item, f"Choose an answer: {look.question}")]
    return _remark_gaps(evidence, look, (value,))


def _choice_many_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = look.answer.get("value")
    if not _is_filled(value, "choice_many", evidence.values, look.today):
        return [Gap("answers", None, look.item, f"Choose at least one answer: {look.question}")]
    return _remark_gaps(evidence, look, tuple(value or ()))


def _remark_gaps(evidence: Evidence, look: Look, chosen: tuple[str, ...]) -> list[Gap]:
    remark = evidence.remark
    if remark is None or not remark.is_due(chosen) or says_something(look.answer.get("note")):
        return []
    asks = remark.asks if remark.asks.endswith(("?", ".")) else f"{remark.asks}."
    return [Gap("answers", "note", look.item, f"Add a sentence: {asks[0].lower()}{asks[1:]}")]


_FORM_HINTS = {
    "text": "Write an answer",
    "number": "Enter a number",
    "count": "Enter a number",
    "date": "Enter a date",
    "past_date": "Enter a date that has passed",
    "yes_no": "Choose yes or no",
    "choice": "Choose an answer",
}


def _form_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = _form_value(look)
    gaps = []
    for entry in evidence.form:
        if entry.optional or not entry.applies(value):
            continue
        message = _form_gap(entry, value.get(entry.name), look)
        if message:
            gaps.append(Gap("answers", entry.name, look.item, message))
    return gaps


def _form_gap(entry: FormField, value: object, look: Look) -> str | None:
    options = [option.value for option in entry.options]
    if not _is_filled(value, entry.kind, options, look.today):
        return f"{_FORM_HINTS[entry.kind]}: {entry.asks}"
    day = as_date(value)
    if entry.not_after_event and day and look.event_on and day > look.event_on:
        return f"Choose a day that is not after the event: {entry.asks}"
    return None


_CHOICES = frozenset(("options", "remark"))

EVIDENCE_TYPES: dict[str, EvidenceType] = {
    evidence_type.name: evidence_type
    for evidence_type in (
        EvidenceType("text", _text_gaps, keys=frozenset(("max_chars",))),
        EvidenceType("choice", _choice_gaps, keys=_CHOICES),
        EvidenceType("choice_many", _choice_many_gaps, keys=_CHOICES),
        EvidenceType("short_form", _form_gaps, keys=frozenset(("fields",))),
        _record_type("role_list", ROLES),
        _record_type("speaker_list", SPEAKERS),
        _record_type("terms_per_speaker", TERMS),
        _record_type("action", ACTIONS),
        _record_type("measure", MEASURES),
        _record_type("partner_list", PARTNERS),
        _record_type("claim_list", FIGURES),
        EvidenceType(
            "choice_per_claim",
            _claim_choice_gaps,
            (CLAIM_FIELDS,),
            _CHOICES | {"field"},
            chooses=CLAIM_CHOICES,
        ),
        EvidenceType("rubric_per_claim", _score_gaps, (SCORES,), frozenset(("rubric",))),
        _record_type("material_list", MATERIALS),
        _record_type("support_plan", SUPPORT, LISTED_SERVICES),
        EvidenceType(
            "privacy_plan",
            _privacy_gaps,
            (PRIVACY, FACTS_PRIVACY, LISTING_PRIVACY),
            frozenset(("fields", "optional_fields")),
        ),
        _record_type("rule_list", RULES),
        EvidenceType("budget", _budget_gaps, (BUDGET, COSTS), frozenset(("fields", "optional_fields"))),
        _record_type("date_per_service", SERVICES),
        EvidenceType(
            "access_plan",
            _access_gaps,
            (ACCESS,),
            frozenset(("options", "fields")),
            chooses={"access_features": ACCESS_FEATURES},
        ),
        EvidenceType("content_note", _content_note_gaps, (CONTENT_NOTE,), frozenset(("max_chars",))),
    )
}
