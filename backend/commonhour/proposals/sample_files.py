"""Reading the sample files: people, chapters, and proposals as documents whose dates are counted from today.

A sample is written once and must look current on any day. So its dates are words:

    when: {weeks: 3, weekday: thursday, from: "17:30", to: "20:00"}    the Thursday three weeks on
    <start-7>, <end+3>, <begun-2>                                       days counted from the event, or from its first draft

A marker that stands alone becomes a date; inside a sentence it becomes a day that people read.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from commonhour.checklists import catalogue
from commonhour.checklists.evaluation import evaluate
from commonhour.events import schedule, schedule_reading
from commonhour.proposals.document import SECTIONS
from commonhour.proposals.states import Kind

FOLDER = Path(__file__).parent / "samples"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MARKER = re.compile(r"<(start|end|begun)([+-][0-9]+)?>")

Document = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One act in the life of a sample: what, how many days ago, by whom, and what it needs besides."""

    do: str
    ago: int
    by: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """What reviewers make of it: the level, the result, and what they say about each item that fails."""

    level: str
    result: str
    language: tuple[str, ...]
    fails: Mapping[str, str]
    rethink: bool = False
    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    id: str
    quality: str
    chapter: str
    written: Mapping[str, Any]
    """The sections and answers as the file has them."""
    begun: int
    by: str
    steps: tuple[Step, ...]
    kind: str = Kind.EVENT.value
    cohosts: tuple[str, ...] = ()
    program: str | None = None
    uses_defaults: bool = True
    note: str = ""
    expected: Expected | None = None


def chapters() -> list[dict[str, Any]]:
    return _rows_of("chapters.yaml")


def people() -> list[dict[str, Any]]:
    return _rows_of("people.yaml")


@cache
def topics() -> list[dict[str, Any]]:
    return _rows_of("topics.yaml")


@cache
def generated() -> dict[str, Any]:
    """What generated events are made of."""
    return _record_of("generated.yaml")


@cache
def _defaults() -> dict[str, Any]:
    return _record_of("defaults.yaml")


@cache
def samples() -> tuple[Sample, ...]:
    """Every sample, programs first, for events stand under them."""
    files = [*sorted((FOLDER / "programs").glob("*.yaml")), *sorted((FOLDER / "proposals").glob("*.yaml"))]
    return tuple(_sample(_record_of(file)) for file in files)


# The shape of each file is held by its own tests


def _rows_of(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _load(name)
    return rows


def _record_of(name: str | Path) -> dict[str, Any]:
    record: dict[str, Any] = _load(name)
    return record


def _load(name: str | Path) -> Any:
    return YAML(typ="safe", pure=True).load((FOLDER / name).read_text(encoding="utf-8"))


def _sample(read: dict[str, Any]) -> Sample:
    story, review = read["story"], read.get("review")
    return Sample(
        id=read["id"],
        quality=read["quality"],
        kind=read.get("kind", Kind.EVENT.value),
        chapter=read["chapter"],
        cohosts=tuple(read.get("cohosts", ())),
        program=read.get("program"),
        uses_defaults=read.get("defaults", True),
        note=read.get("note", ""),
        written={name: read[name] for name in (*SECTIONS, "answers") if name in read},
        begun=story["begun"],
        by=story["by"],
        steps=tuple(_step(step) for step in story["steps"]),
        expected=_expected(review) if review else None,
    )


def _step(read: dict[str, Any]) -> Step:
    known = {"do", "ago", "by"}
    more = {name: value for name, value in read.items() if name not in known}
    return Step(read["do"], read["ago"], read.get("by", ""), more)


def _expected(read: dict[str, Any]) -> Expected:
    return Expected(
        level=read["level"],
        result=read["result"].replace("-", "_"),
        language=tuple(read["expected_language"]),
        fails=read["fails"],
        rethink=read.get("rethink", False),
        conditions=read.get("conditions", {}),
    )


# The document


def document_of(
    sample: Sample,
    *,
    today: date,
    time_zone: str,
    changed: Mapping[str, Any] | None = None,
    program: Document | None = None,
) -> Document:
    """The sample as a working document, with `changed` laid over it; `today` is the day at its chapter."""
    written = _laid_over(sample.written, changed or {})
    if sample.uses_defaults:
        defaults = _defaults()
        for section in ("facts", "listing"):
            written[section] = {**_fitting(defaults[section], sample.kind), **written.get(section, {})}
    listing, days = _scheduled(written.get("listing", {}), sample, today=today, time_zone=time_zone)
    document: Document = _with_ids(_resolved({**written, "listing": listing}, days), sample.id)
    document["answers"] = {
        item: answer_of(value) for item, value in document.get("answers", {}).items() if value is not None
    }
    if sample.uses_defaults:
        document["answers"] |= _default_answers(document, written.get("answers", {}), sample, today, program)
    return document


def answer_of(value: Any) -> dict[str, Any]:
    """The short forms of the files: a text or a form is the value itself."""
    if isinstance(value, dict) and "not_applicable" in value:
        return {"state": "not_applicable", "because": value["not_applicable"]}
    if isinstance(value, dict) and "not_yet" in value:
        return {"state": "not_yet", **value["not_yet"]}
    if isinstance(value, dict) and "value" in value:
        return {"state": "answered", **value}
    return {"state": "answered", "value": value}


def _laid_over(written: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a record replace fields; a list replaces a list."""
    merged = dict(written)
    for section, value in changed.items():
        merged[section] = {**merged.get(section, {}), **value} if isinstance(value, dict) else value
    return merged


def _fitting(fields: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The defaults a proposal of this kind has a field for."""
    return {name: value for name, value in fields.items() if kind == Kind.EVENT or name != "cost"}


def _default_answers(
    document: Document, given: Mapping[str, Any], sample: Sample, today: date, program: Document | None
) -> dict[str, Any]:
    """The answers every sample would give alike, where they are asked for, and neither given nor inherited."""
    report = evaluate(catalogue.current().checklists, document, today, program=program, kind=sample.kind)
    asked = {item.id for item in report.applying if not item.inherited}
    defaults = _defaults()["answers"]
    return {item: answer_of(value) for item, value in defaults.items() if item in asked and item not in given}


# Its dates


@dataclass(frozen=True)
class Days:
    begun: date
    start: date | None
    end: date | None


def _scheduled(
    listing: Mapping[str, Any], sample: Sample, *, today: date, time_zone: str
) -> tuple[dict[str, Any], Days]:
    rest = {name: value for name, value in listing.items() if name not in {"when", "period"}}
    begun = today - timedelta(days=sample.begun)
    if "period" in listing:
        first, last = (day_of(listing["period"][end], today) for end in ("from", "to"))
        rest |= {"period_starts_on": first.isoformat(), "period_ends_on": last.isoformat()}
        return rest, Days(begun, first, last)
    if sample.kind == Kind.EVENT:
        rest["time_zone"] = time_zone
    if "when" not in listing:
        return rest, Days(begun, None, None)
    when = listing["when"]
    first = day_of(when, today)
    rest |= _times(when, first)
    if when.get("all_day"):
        rest["all_day"] = True
    if "repeat" in when:
        rest["recurrence"] = _recurrence(when["repeat"], {**rest})
    return rest, Days(begun, first, first + timedelta(days=when.get("days", 0)))


def day_of(when: Mapping[str, Any], today: date) -> date:
    """The named weekday, so many weeks after the Monday of this one.

    With `nth: last`, the first such day from then on that is its month's fifth: what a monthly series repeats as the last.
    """
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=when["weeks"], days=WEEKDAYS.index(when["weekday"]))
    while when.get("nth") == "last" and day.day < 29:
        day += timedelta(weeks=1)
    return day


def _times(when: Mapping[str, Any], day: date) -> dict[str, str]:
    last = day + timedelta(days=when.get("days", 0))
    return {"starts_at": _local(day, when["from"]), "ends_at": _local(last, when["to"])}


def _local(day: date, clock: str) -> str:
    return datetime.combine(day, time.fromisoformat(clock)).strftime("%Y-%m-%dT%H:%M")


def _recurrence(repeat: Mapping[str, Any], listing: Mapping[str, Any]) -> dict[str, Any]:
    """`except` and `moved` name dates of the series by their number, from 1."""
    plain = {name: value for name, value in repeat.items() if name not in {"except", "moved"}}
    if "except" not in repeat and "moved" not in repeat:
        return plain
    dates = [
        start.date()
        for start in schedule.rule_starts(schedule_reading.parse({**listing, "recurrence": plain}))
    ]
    moved = [
        {"date": dates[row["date"] - 1].isoformat(),
         **_times({**row, "days": 0}, dates[row["date"] - 1] + timedelta(days=row["days"]))}
        for row in repeat.get("moved", ())
    ]  # fmt: skip
    return {
        **plain,
        "except_dates": [dates[number - 1].isoformat() for number in repeat.get("except", ())],
        "moved": moved,
    }


def occurrence(document: Document, number: int) -> str:
    """The date of one occurrence of the document's series, by its number from 1."""
    return schedule.rule_starts(schedule_reading.parse(document["listing"]))[number - 1].date().isoformat()


def _resolved(value: Any, days: Days) -> Any:
    if isinstance(value, dict):
        return {name: _resolved(inner, days) for name, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, days) for inner in value]
    if not isinstance(value, str):
        return value
    alone = _MARKER.fullmatch(value)
    if alone:
        day = _marked(alone, days)
        return day.isoformat() if day else None
    return _MARKER.sub(lambda found: _spoken(_marked(found, days)), value)


def _marked(found: re.Match[str], days: Days) -> date | None:
    counted_from: date | None = getattr(days, found[1])
    return counted_from + timedelta(days=int(found[2] or 0)) if counted_from else None


def _spoken(day: date | None) -> str:
    return f"{day.day} {day:%B}" if day else "a day to come"


def _with_ids(document: Document, sample_id: str) -> Document:
    """Rows get ids that are the same on every reading, so that a change to a row stays a change to that row."""
    for section, form in SECTIONS.items():
        if form.rows and section in document:
            document[section] = _rows(document[section], f"{sample_id}.{section}")
    for section, name in (("support", "services"), ("budget", "costs")):
        if name in document.get(section, {}):
            document[section][name] = _rows(document[section][name], f"{sample_id}.{section}.{name}")
    return document


def _rows(rows: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    return [{"id": _row_id(f"{path}.{number}"), **row} for number, row in enumerate(rows)]


def _row_id(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:12]
