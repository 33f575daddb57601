"""What applies to a proposal, what is answered and what is still missing. One pure function for every screen and guard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from . import facts as fact_names
from .conditions import Condition
from .definitions import Checklist, Evidence, Item, Severity
from .evidence import EVIDENCE_TYPES, Gap, Look, as_date, asked_fields, part, says_something

State = Literal["answered", "not_applicable", "not_yet", "open", "refused", "hidden"]
STATES: tuple[State, ...] = ("answered", "not_applicable", "not_yet", "open", "refused", "hidden")

ACCEPTED: frozenset[State] = frozenset(("answered", "not_applicable", "not_yet"))

Because = tuple[tuple[str, str | bool | None], ...]


@dataclass(frozen=True, slots=True)
class ItemReport:
    item: Item
    applies: bool
    because: Because
    severity: Severity
    state: State
    may_be_not_yet: bool
    may_be_not_applicable: bool
    inherited: bool
    gaps: tuple[Gap, ...]
    promised_who: str = ""
    promised_by: date | None = None

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def holds_up(self) -> bool:
        """Whether the proposal is incomplete because of this item."""
        if not self.applies:
            return False
        return self.state == "refused" or (not self.item.optional and self.state not in ACCEPTED)

    def to_json(self) -> dict[str, Any]:
        return {
            **describe_item(self.item),
            "applies": self.applies,
            "because": _because_json(self.because),
            "severity": self.severity,
            "may_be_condition": self.may_be_not_yet,
            "may_be_not_applicable": self.may_be_not_applicable,
            "inherited": self.inherited,
            "state": self.state,
            "promise": {"who": self.promised_who, "by": self.promised_by.isoformat()}
            if self.promised_by
            else None,
            "gaps": [gap.to_json() for gap in self.gaps],
        }


@dataclass(frozen=True, slots=True)
class ChecklistReport:
    checklist: Checklist
    applies: bool
    because: Because
    items: tuple[ItemReport, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.checklist.id,
            "version": self.checklist.version,
            "title": self.checklist.title,
            "kind": self.checklist.kind,
            "minutes": self.checklist.minutes,
            "ground_rule": self.checklist.ground_rule,
            "not_applicable": self.checklist.not_applicable,
            "applies": self.applies,
            "because": _because_json(self.because),
            "items": [item.to_json() for item in self.items],
        }


@dataclass(frozen=True, slots=True)
class Report:
    complete: bool
    done: int
    total: int
    facts_missing: tuple[str, ...]
    event_on: date | None
    checklists: tuple[ChecklistReport, ...]

    @property
    def applying(self) -> tuple[ItemReport, ...]:
        return tuple(item for checklist in self.checklists for item in checklist.items if item.applies)

    def item(self, item_id: str) -> ItemReport:
        return next(item for checklist in self.checklists for item in checklist.items if item.id == item_id)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What stands between the proposal and its submission."""
        return tuple(gap for item in self.applying if item.holds_up for gap in item.gaps)

    def to_json(self) -> dict[str, Any]:
        return {
            "complete": self.complete,
            "done": self.done,
            "total": self.total,
            "facts_missing": list(self.facts_missing),
            "checklists": [checklist.to_json() for checklist in self.checklists],
        }


def evaluate(
    checklists: Sequence[Checklist],
    document: Mapping[str, Any],
    today: date,
    *,
    program: Mapping[str, Any] | None = None,
    kind: str = "event",
) -> Report:
    """Reads the document and changes nothing in it: an item hidden by a fact keeps its answer.

    `program` is the approved document of the program an event belongs to. An item then reads the program's part
    of it unless the event has one of its own, or differs in a fact the item hangs on, or each session must say
    it for itself (`every_session`). `kind` is that of the proposal: a program has no place to show or hide.
    """
    facts = fact_names.known(document)
    reading = _Reading(
        document=document,
        facts=facts,
        answers=_answers(document),
        today=today,
        event_on=event_date(document),
        kind=kind,
        program=program,
        program_facts=fact_names.known(program) if program else {},
    )
    reports = tuple(_checklist_report(checklist, reading) for checklist in checklists)
    counted = [
        item
        for report in reports
        if report.applies
        for item in report.items
        if item.applies and not item.item.optional
    ]
    missing = fact_names.missing(facts)
    return Report(
        complete=not missing and not any(item.holds_up for report in reports for item in report.items),
        done=sum(item.state in ACCEPTED for item in counted),
        total=len(counted),
        facts_missing=missing,
        event_on=reading.event_on,
        checklists=reports,
    )


def event_date(document: Mapping[str, Any]) -> date | None:
    """The day an event begins, or the first day of a program's period."""
    listing = document.get("listing") or {}
    return as_date(listing.get("starts_at")) or as_date(listing.get("period_starts_on"))


@dataclass(slots=True)
class _Reading:
    document: Mapping[str, Any]
    facts: Mapping[str, str | bool]
    answers: Mapping[str, Any]
    today: date
    event_on: date | None
    kind: str
    program: Mapping[str, Any] | None
    program_facts: Mapping[str, str | bool]


def _answers(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found = document.get("answers")
    return found if isinstance(found, Mapping) else {}


def _checklist_report(checklist: Checklist, reading: _Reading) -> ChecklistReport:
    applies = checklist.applies_when.holds(reading.facts)
    return ChecklistReport(
        checklist,
        applies,
        checklist.applies_when.because(reading.facts),
        tuple(_item_report(item, applies, reading) for item in checklist.items),
    )


def _item_report(item: Item, checklist_applies: bool, reading: _Reading) -> ItemReport:
    facts = reading.facts
    deciding: Condition = item.required if checklist_applies else item.applies_when
    applies = checklist_applies and item.required.holds(facts)
    severity = item.severity_under(facts)
    may_be_not_yet = severity != "blocker" or item.may_be_condition
    may_be_not_applicable = item.may_be_not_applicable.holds(facts)
    state: State = "hidden"
    gaps: list[Gap] = []
    inherited = False
    answer: Mapping[str, Any] = {}
    if applies:
        inherited = inherits(item, reading.document, reading.program, facts, reading.program_facts)
        document = reading.program if inherited and reading.program else reading.document
        given = (_answers(document) if inherited else reading.answers).get(item.id)
        answer = given if isinstance(given, Mapping) else {}
        state, gaps = _state(
            item,
            document,
            answer,
            reading,
            may_be_not_yet=may_be_not_yet,
            may_be_not_applicable=may_be_not_applicable,
        )
    return ItemReport(
        item=item,
        applies=applies,
        because=deciding.because(facts),
        severity=severity,
        state=state,
        may_be_not_yet=may_be_not_yet,
        may_be_not_applicable=may_be_not_applicable,
        inherited=inherited,
        gaps=tuple(gaps),
        promised_who=str(answer.get("who") or "") if state == "not_yet" else "",
        promised_by=as_date(answer.get("by")) if state == "not_yet" else None,
    )


def _state(
    item: Item,
    document: Mapping[str, Any],
    answer: Mapping[str, Any],
    reading: _Reading,
    *,
    may_be_not_yet: bool,
    may_be_not_applicable: bool,
) -> tuple[State, list[Gap]]:
    said = answer.get("state")
    if said == "not_applicable":
        gaps = _not_applicable_gaps(item, answer, may_be_not_applicable)
        return ("open" if gaps else "not_applicable"), gaps
    if said == "not_yet":
        gaps = _not_yet_gaps(item, answer, reading, may_be_not_yet)
        return ("open" if gaps else "not_yet"), gaps
    look = Look(
        item.id, item.question, document, answer, reading.facts, reading.today, reading.event_on, reading.kind
    )
    refused = _refused(item, document, answer)
    if refused:
        message = f"'{refused}' cannot be published. Change the plan, and then this answer."
        return "refused", [Gap("answers", None, item.id, message)]
    gaps = EVIDENCE_TYPES[item.evidence.type].gaps(item.evidence, look)
    return ("open" if gaps else "answered"), gaps


def _refused(item: Item, document: Mapping[str, Any], answer: Mapping[str, Any]) -> str | None:
    if not item.refuses:
        return None
    value = answer.get("value")
    chosen = value if isinstance(value, list) else [value]
    if item.evidence.claim_field:
        figures = document.get("figures") or []
        chosen = [row.get(item.evidence.claim_field) for row in figures if isinstance(row, Mapping)]
    return next(
        (item.evidence.label_of(one) for one in chosen if isinstance(one, str) and one in item.refuses), None
    )


def _not_applicable_gaps(item: Item, answer: Mapping[str, Any], allowed: bool) -> list[Gap]:
    if not allowed:
        return [Gap("answers", None, item.id, "This question cannot be left out here. Answer it.")]
    if not says_something(answer.get("because")):
        return [Gap("answers", "because", item.id, "Say in a sentence why this does not apply.")]
    return []


def _not_yet_gaps(item: Item, answer: Mapping[str, Any], reading: _Reading, allowed: bool) -> list[Gap]:
    if not allowed:
        return [Gap("answers", None, item.id, "This must be settled before publication. Answer it now.")]
    gaps = []
    by = as_date(answer.get("by"))
    if by is None:
        gaps.append(Gap("answers", "by", item.id, "Say by which day you will have it."))
    elif by <= reading.today:
        gaps.append(
            Gap("answers", "by", item.id, "The promised day has passed. Answer now, or choose a later day.")
        )
    elif reading.event_on and by >= reading.event_on:
        gaps.append(Gap("answers", "by", item.id, "Choose a day before the event."))
    if not says_something(answer.get("who")):
        gaps.append(Gap("answers", "who", item.id, "Say who will see to it."))
    return gaps


# --- programs ----------------------------------------------------------------------------------------------------


def inherits(
    item: Item,
    document: Mapping[str, Any],
    program: Mapping[str, Any] | None,
    facts: Mapping[str, str | bool],
    program_facts: Mapping[str, str | bool],
) -> bool:
    """Whether an event's item is answered by its program."""
    if not program or item.every_session:
        return False
    if any(facts.get(name) != program_facts.get(name) for name in item.facts):
        return False
    return not has_own(item, document)


def has_own(item: Item, document: Mapping[str, Any]) -> bool:
    """Whether the document says anything itself about what the item asks."""
    if _answers(document).get(item.id):
        return True
    for source in EVIDENCE_TYPES[item.evidence.type].sources:
        if source.section == "facts":
            continue
        found = part(document, source.path)
        if source.rows and found:
            return True
        if source.rows or not isinstance(found, Mapping):
            continue
        if any(found.get(name) not in (None, "", []) for name, _ in asked_fields(item.evidence, source)):
            return True
    return False


# --- words -------------------------------------------------------------------------------------------------------


def _because_json(because: Because) -> list[dict[str, Any]]:
    return [{"fact": fact, "value": value} for fact, value in because]


def describe_item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "question": item.question,
        "why": item.why,
        "required": not item.optional,
        "section": EVIDENCE_TYPES[item.evidence.type].section,
        "evidence": describe_evidence(item.evidence),
        "good_evidence": item.good_evidence,
        "good": item.good,
        "weak": item.weak,
        "review": item.review,
    }


def describe_evidence(evidence: Evidence) -> dict[str, Any]:
    """The shape of the answer, for a form: what to choose from, which fields, which remark."""
    kind = EVIDENCE_TYPES[evidence.type]
    fields = [entry.to_json() for entry in evidence.form]
    for source in kind.sources:
        for name, spec in asked_fields(evidence, source):
            if evidence.claim_field and not name.startswith(evidence.claim_field):
                continue
            fields.append(
                {"name": name, "asks": spec.asks, "kind": spec.kind, "section": ".".join(source.path)}
            )
    return {
        "type": evidence.type,
        "stored": kind.stored,
        "options": [option.to_json() for option in evidence.options],
        "fields": fields,
        "field": evidence.claim_field or None,
        "max_chars": evidence.max_chars,
        "remark": evidence.remark.to_json() if evidence.remark else None,
        "instead": evidence.instead.to_json() if evidence.instead else None,
        "rubric": evidence.rubric.to_json() if evidence.rubric else None,
    }
