"""How much review a proposal needs, and what the reviewers' verdicts lead to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from . import facts as fact_names
from .definitions import Policy, Severity
from .evaluation import ItemReport, Report
from .reading import BUILT_IN

VerdictName = Literal["met", "met_with_condition", "ask", "not_met", "not_applicable_accepted"]
VERDICTS: tuple[VerdictName, ...] = ("met", "met_with_condition", "ask", "not_met", "not_applicable_accepted")

Result = Literal["publish", "publish_with_conditions", "changes_needed"]
RESULTS: tuple[Result, ...] = ("publish", "publish_with_conditions", "changes_needed")

LEVELS = ("light", "standard", "careful")
"""From the least review to the most."""


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    reviewers: int
    trained: int
    days: int
    because: tuple[tuple[str, str | bool | None], ...]
    """The facts that put it here. Never shown in public: they may tell that a survivor's story is used."""


def level_for(policy: Policy, facts: Mapping[str, Any]) -> Level:
    """The first level whose condition holds. A fact not yet answered makes nothing lighter."""
    known = fact_names.known({"facts": facts})
    level = next(level for level in policy.levels if level.when.holds(known))
    return Level(level.name, level.reviewers, level.trained, level.days, level.when.because(known))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on one item; owner and day belong to a condition."""

    name: VerdictName
    words: str = ""
    owner: str = ""
    by: date | None = None
    rethink: bool = False


Why = Literal[
    "no_verdict",
    "verdict_does_not_fit",
    "question",
    "not_met",
    "refused",
    "cannot_be_a_condition",
    "owner_and_date_missing",
    "date_not_before_event",
]

SENTENCES: dict[Why, str] = {
    "no_verdict": "Nobody has given a verdict on this item.",
    "verdict_does_not_fit": "The verdict does not fit the answer. Choose another.",
    "question": "A question on this item is not answered.",
    "not_met": "This must be met before publication.",
    "refused": "This answer cannot be published.",
    "cannot_be_a_condition": "This must be met before publication; it cannot be a condition.",
    "owner_and_date_missing": "Say who sees to this condition and by which day.",
    "date_not_before_event": "Choose a day before the event for this condition.",
}


@dataclass(frozen=True, slots=True)
class OpenItem:
    item: str
    severity: Severity
    why: Why
    words: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.why]


@dataclass(frozen=True, slots=True)
class Condition:
    item: str
    severity: Severity
    words: str
    owner: str
    by: date


@dataclass(frozen=True, slots=True)
class Outcome:
    result: Result
    open: tuple[OpenItem, ...]
    conditions: tuple[Condition, ...]
    rethink: bool


def allowed_verdicts(item: ItemReport) -> tuple[VerdictName, ...]:
    """What a reviewer may say about an item as it stands."""
    if item.state == "not_applicable":
        return ("not_applicable_accepted", "ask", "not_met")
    if item.state == "not_yet":
        return ("met_with_condition", "ask", "not_met")
    if item.state == "refused":
        return ("ask", "not_met")
    if item.may_be_not_yet:
        return ("met", "met_with_condition", "ask", "not_met")
    return ("met", "ask", "not_met")


def decide(report: Report, verdicts: Mapping[str, Verdict | Sequence[Verdict]]) -> Outcome:
    """The decision rule of the review policy. With several reviewers the strictest word on an item counts.

    Advice never holds a publication, and what a program answered was decided with the program. The built-in items of the listing cannot be conditions: what is approved is
    published as it stands.
    """
    opened: list[OpenItem] = []
    conditions: list[Condition] = []
    for item in report.applying:
        given = _all(verdicts.get(item.id))
        if item.state == "refused":
            opened.append(OpenItem(item.id, "blocker", "refused"))
            continue
        if item.severity == "advice" or (not given and (item.item.optional or item.inherited)):
            continue
        for verdict in given:
            _weigh(item, verdict, report.event_on, opened, conditions)
        if not given:
            opened.append(OpenItem(item.id, item.severity, "no_verdict"))
    opened += _open_built_ins(verdicts)
    rethink = any(verdict.rethink for given in verdicts.values() for verdict in _all(given))
    result: Result = "publish"
    if opened or rethink:
        result = "changes_needed"
    elif conditions:
        result = "publish_with_conditions"
    return Outcome(result, _once(opened), _once(conditions), rethink)


def _open_built_ins(verdicts: Mapping[str, Verdict | Sequence[Verdict]]) -> list[OpenItem]:
    return [
        OpenItem(built_in, "blocker", "question" if verdict.name == "ask" else "not_met", verdict.words)
        for built_in in BUILT_IN
        for verdict in _all(verdicts.get(built_in))
        if verdict.name != "met"
    ]


def _all(given: Verdict | Sequence[Verdict] | None) -> tuple[Verdict, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, Verdict) else tuple(given)


Found = TypeVar("Found")


def _once(found: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(dict.fromkeys(found))


def _weigh(
    item: ItemReport,
    verdict: Verdict,
    event_on: date | None,
    opened: list[OpenItem],
    conditions: list[Condition],
) -> None:
    why = _why_open(item, verdict, event_on)
    if why:
        opened.append(OpenItem(item.id, item.severity, why, verdict.words))
        return
    owner, by = _promise(item, verdict)
    if verdict.name in ("met_with_condition", "not_met") and by:
        conditions.append(Condition(item.id, item.severity, verdict.words, owner, by))


def _why_open(item: ItemReport, verdict: Verdict, event_on: date | None) -> Why | None:
    if verdict.name == "ask":
        return "question"
    if verdict.name in ("met", "not_applicable_accepted"):
        return None if verdict.name in allowed_verdicts(item) else "verdict_does_not_fit"
    if not item.may_be_not_yet:
        return "not_met" if verdict.name == "not_met" else "cannot_be_a_condition"
    owner, by = _promise(item, verdict)
    if not owner or not by:
        return "not_met" if verdict.name == "not_met" else "owner_and_date_missing"
    if event_on and by >= event_on:
        return "date_not_before_event"
    return None


def _promise(item: ItemReport, verdict: Verdict) -> tuple[str, date | None]:
    """Owner and day of a condition: the reviewer's, or what the organizer promised with 'not yet'."""
    return verdict.owner or item.promised_who, verdict.by or item.promised_by
