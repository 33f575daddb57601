"""What a checklist, a fact, the lexicon, the rubric and the review policy are, once read and found sound."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from .conditions import ALWAYS, NEVER, Condition

Severity = Literal["blocker", "concern", "advice"]
SEVERITIES: tuple[Severity, ...] = ("blocker", "concern", "advice")

Kind = Literal["gate", "gate_when_it_applies", "conversation"]
KINDS: tuple[Kind, ...] = ("gate", "gate_when_it_applies", "conversation")

Reach = Literal["public", "network", "reviewers"]
REACHES: tuple[Reach, ...] = ("public", "network", "reviewers")


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value, for digests."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str

    def to_json(self) -> dict[str, str]:
        return {"value": self.value, "label": self.label}


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence asked for beside a choice; it stands in the answer's `note`."""

    asks: str
    required: Literal["never", "always", "for_a_single_choice", "for"] = "never"
    required_for: tuple[str, ...] = ()

    def is_due(self, chosen: tuple[str, ...]) -> bool:
        if self.required == "for":
            return any(value in self.required_for for value in chosen)
        if self.required == "for_a_single_choice":
            return len(chosen) == 1
        return self.required == "always"

    def to_json(self) -> dict[str, Any]:
        return {"asks": self.asks, "required": self.required, "required_for": list(self.required_for)}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a `short_form` answer."""

    name: str
    asks: str
    kind: Literal["text", "number", "count", "date", "past_date", "yes_no", "choice"]
    options: tuple[Option, ...] = ()
    optional: bool = False
    not_after_event: bool = False
    only_when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def applies(self, value: Mapping[str, Any]) -> bool:
        return all(value.get(name) in values for name, values in self.only_when)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "asks": self.asks,
            "kind": self.kind,
            "options": [option.to_json() for option in self.options],
            "optional": self.optional,
            "only_when": {name: list(values) for name, values in self.only_when},
        }


@dataclass(frozen=True, slots=True)
class Instead:
    """A text in the answer's value that stands in for records that do not exist."""

    name: str
    asks: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "asks": self.asks}


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    name: str
    ask: str
    zero: str
    one: str
    two: str


@dataclass(frozen=True, slots=True)
class Band:
    id: str
    least: int
    means: str


@dataclass(frozen=True)
class Rubric:
    id: str
    version: int
    title: str
    max: int
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    stop_signs: tuple[Option, ...]
    source: Mapping[str, Any] = field(compare=False, repr=False, default_factory=dict)

    def band_of(self, total: int, *, stopped: bool = False) -> Band:
        """A stop sign puts a figure in the last band, whatever it scores."""
        if stopped:
            return self.bands[-1]
        return next(band for band in self.bands if total >= band.least or band is self.bands[-1])

    def to_json(self) -> dict[str, Any]:
        return dict(self.source)


@dataclass(frozen=True)
class Evidence:
    """What an item points at: a record of the document, or the shape of a short answer."""

    type: str
    options: tuple[Option, ...] = ()
    fields: tuple[str, ...] = ()
    optional_fields: tuple[str, ...] = ()
    form: tuple[FormField, ...] = ()
    claim_field: str = ""
    rows: Literal["each", "one"] = "each"
    min: int = 1
    max_chars: int | None = None
    remark: Remark | None = None
    instead: Instead | None = None
    rubric: Rubric | None = None

    @cached_property
    def values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.options)

    def label_of(self, value: str) -> str:
        return next((option.label for option in self.options if option.value == value), value)


@dataclass(frozen=True)
class Item:
    id: str
    question: str
    why: str
    evidence: Evidence
    required: Condition
    optional: bool
    severity: Severity
    good_evidence: str
    good: str
    weak: str
    review: str
    blocker_when: Condition = NEVER
    may_be_condition: bool = False
    may_be_not_applicable: Condition = NEVER
    every_session: bool = False
    refuses: frozenset[str] = frozenset()
    applies_when: Condition = ALWAYS
    """That of its checklist, repeated here because an item is read on its own too."""

    def severity_under(self, facts: Mapping[str, Any]) -> Severity:
        return "blocker" if self.blocker_when.holds(facts) else self.severity

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts it hangs on, by name."""
        conditions = (self.applies_when, self.required, self.blocker_when, self.may_be_not_applicable)
        return tuple(sorted(frozenset().union(*(condition.facts for condition in conditions))))

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the question asks for something else, not when an example is written better."""
        return digest(
            [
                self.id,
                self.question,
                self.evidence.type,
                [option.to_json() for option in self.evidence.options],
                sorted(self.evidence.fields),
                [entry.to_json() for entry in self.evidence.form],
                sorted(self.refuses),
                self.evidence.rubric.to_json() if self.evidence.rubric else None,
            ]
        )


@dataclass(frozen=True)
class Checklist:
    id: str
    version: int
    title: str
    principles: tuple[str, ...]
    kind: Kind
    position: int
    minutes: int
    applies_when: Condition
    not_applicable: str
    ground_rule: str
    items: tuple[Item, ...]
    digest: str
    source: Mapping[str, Any] = field(compare=False, repr=False, default_factory=dict)

    def item(self, item_id: str) -> Item:
        return next(item for item in self.items if item.id == item_id)


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    question: str
    help: str
    kind: Literal["yes_no", "choice"]
    options: tuple[tuple[str | bool, str], ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "question": self.question,
            "help": self.help,
            "kind": self.kind,
            "options": [{"value": value, "label": label} for value, label in self.options],
        }


@dataclass(frozen=True, slots=True)
class OutcomeField:
    id: str
    question: str
    help: str
    evidence: Evidence
    required: Condition
    optional: bool
    in_second_part: bool
    reach: Reach
    compare_with: str


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """What is asked after the event. Read here; it is never part of a proposal's evaluation."""

    id: str
    version: int
    title: str
    principles: tuple[str, ...]
    minutes: int
    first_part_days_after: int
    second_part: str
    ground_rule: str
    fields: tuple[OutcomeField, ...]


Confidence = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    id: str
    category: str
    pattern: re.Pattern[str]
    why: str
    instead: str
    refs: tuple[str, ...]
    confidence: Confidence
    false_positive_risk: Confidence
    often_fine: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    id: str
    version: int
    language: str
    questioning: tuple[str, ...]
    names: tuple[str, ...]
    entries: tuple[LexiconEntry, ...]

    def entry(self, entry_id: str) -> LexiconEntry:
        return next(entry for entry in self.entries if entry.id == entry_id)


@dataclass(frozen=True, slots=True)
class ReviewLevel:
    name: str
    when: Condition
    reviewers: int
    trained: int
    days: int


@dataclass(frozen=True, slots=True)
class FastLane:
    reviewers: int
    trained: int
    hours: int
    rest_within_days: int


@dataclass(frozen=True, slots=True)
class Appeal:
    reviewers: int
    days: int


@dataclass(frozen=True, slots=True)
class Policy:
    id: str
    version: int
    levels: tuple[ReviewLevel, ...]
    fast_lane: FastLane
    appeal: Appeal
    verdicts: tuple[str, ...]
    results: tuple[tuple[str, str], ...]
    outside_every_digest: tuple[tuple[str, str], ...]
