"""What a stranger may read of an event or a program, as one frozen, strict, cleaned value with a digest.

A value of this page is what a revision projects, what a preview shows and what the calendar stores: equal digests mean
equal words. Nothing that is not named here can reach the public side, for there is nowhere to put it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db.models import TextChoices

from commonhour.errors import BadInput
from commonhour.events import schedule_reading, text
from commonhour.events.choices import (
    AccessFeature,
    Audience,
    Cost,
    EventType,
    Format,
    Photos,
    Recording,
    RoleKind,
    Shown,
    Visibility,
)
from commonhour.events.schedule import Schedule

TITLE, SUMMARY, DESCRIPTION, NOTE, LINE, LINK = 120, 280, 8000, 300, 200, 600
MOST_ROWS = 60
MOST_TOPICS = 12
DEEPEST_PRINCIPLES = 6
LARGEST_PRINCIPLES = 40_000


class NotPublishable(BadInput):
    """The value cannot stand on the calendar; `fields` says what is wrong where."""

    def __init__(self, faults: Mapping[str, list[str]]) -> None:
        first = next(iter(faults.values()))[0]
        super().__init__("not_publishable", first, fields=dict(faults))


class _Faults(dict[str, list[str]]):
    def add(self, name: str, sentence: str) -> None:
        self.setdefault(name, []).append(sentence)

    def raise_any(self) -> None:
        if self:
            raise NotPublishable(self)


@dataclass(frozen=True)
class PublicRole:
    id: str
    name: str
    duties: str = ""
    kind: str = RoleKind.PARTICIPATION
    how_many: int = 1
    hours: float | None = None
    open: bool = False


@dataclass(frozen=True)
class PublicSpeaker:
    """Only of someone who agreed to be listed; the words are their own."""

    display_name: str
    self_description: str = ""
    topic: str = ""


@dataclass(frozen=True)
class PublicAction:
    act: str
    where: str = ""
    on: str = ""
    expected: int | None = None


@dataclass(frozen=True)
class PublicPartner:
    """Only one that may be named."""

    name: str
    does: str = ""


@dataclass(frozen=True)
class PublicFigure:
    text: str
    source_title: str = ""
    source_link: str = ""
    year_of_data: str = ""
    limits: str = ""
    score: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What events and programs have in common."""

    title: str
    summary: str
    chapter: UUID
    audience: str
    visibility: str
    description: str = ""
    cohosts: tuple[UUID, ...] = ()
    language: str = "en"
    topics: tuple[str, ...] = ()
    picture_link: str = ""
    picture_alt: str = ""
    roles: tuple[PublicRole, ...] = ()
    actions: tuple[PublicAction, ...] = ()
    partners: tuple[PublicPartner, ...] = ()
    figures: tuple[PublicFigure, ...] = ()
    principles: Mapping[str, Any] = field(default_factory=dict)
    views_line: bool = False

    def __post_init__(self) -> None:
        faults = _Faults()
        _clean_texts(self, faults)
        _clean_rows(self, faults)
        _clean_sets(self, faults)
        _check_words(self, faults)
        self._check(faults)
        faults.raise_any()

    def _check(self, faults: _Faults) -> None:
        """What holds of this kind alone; the rest is clean by then."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Build from plain JSON; an unknown key, a wrong type or a wrong word is refused by name."""
        return cls(**_read(cls, value))

    def to_json(self) -> dict[str, Any]:
        return {each.name: _json(getattr(self, each.name)) for each in fields(self)}

    @property
    def digest(self) -> str:
        return digest_of(self.to_json())


@dataclass(frozen=True, kw_only=True)
class PublicEvent(_Facts):
    event_type: str
    format: str
    schedule: Schedule
    program: UUID | None = None
    place_rule: str = Shown.FROM_HOST
    place_name: str = ""
    room: str = ""
    place_address: str = ""
    directions: str = ""
    link_rule: str = Shown.FROM_HOST
    online_link: str = ""
    cost: str = Cost.FREE
    cost_note: str = ""
    capacity: int | None = None
    access_features: tuple[str, ...] = ()
    access_contact: str = ""
    access_request_by: date | None = None
    content_note: str = ""
    speakers: tuple[PublicSpeaker, ...] = ()
    recording: str = Recording.NONE
    photos: str = Photos.NONE

    def _check(self, faults: _Faults) -> None:
        if not isinstance(self.schedule, Schedule):
            faults.add("schedule", "The schedule must be one that was read and checked.")
        if self.capacity is not None and not (_is_count(self.capacity) and 1 <= self.capacity <= 1_000_000):
            faults.add("capacity", "The capacity is a whole number from 1.")
        if not set(self.access_features) <= set(AccessFeature.values):
            faults.add("access_features", f"Choose among {', '.join(AccessFeature.values)}.")
        if self.place_rule != Shown.PUBLIC and any(getattr(self, name) for name in PLACE):
            faults.add("place_rule", "A place that is not public stays out of the calendar.")
        if self.link_rule != Shown.PUBLIC and self.online_link:
            faults.add("link_rule", "A link that is not public stays out of the calendar.")


@dataclass(frozen=True, kw_only=True)
class PublicProgram(_Facts):
    period_starts_on: date
    period_ends_on: date

    def _check(self, faults: _Faults) -> None:
        for name in ("period_starts_on", "period_ends_on"):
            if not isinstance(getattr(self, name), date):
                faults.add(name, "Give the date.")
        if not faults and self.period_ends_on < self.period_starts_on:
            faults.add("period_ends_on", "The period ends before it starts.")


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


ROWS: dict[str, type] = {
    "roles": PublicRole,
    "speakers": PublicSpeaker,
    "actions": PublicAction,
    "partners": PublicPartner,
    "figures": PublicFigure,
}
WORDS: dict[str, type[TextChoices]] = {
    "event_type": EventType,
    "format": Format,
    "audience": Audience,
    "visibility": Visibility,
    "place_rule": Shown,
    "link_rule": Shown,
    "cost": Cost,
    "recording": Recording,
    "photos": Photos,
}
LINES = {
    "title": TITLE,
    "summary": SUMMARY,
    "language": 20,
    "place_name": LINE,
    "room": LINE,
    "place_address": 400,
    "cost_note": LINE,
    "access_contact": LINE,
    "picture_alt": NOTE,
    # of the rows
    "id": 40,
    "name": LINE,
    "display_name": LINE,
    "topic": LINE,
    "act": NOTE,
    "where": LINE,
    "on": 40,
    "source_title": NOTE,
    "year_of_data": 40,
}
PARAGRAPHS = {
    "description": DESCRIPTION,
    "directions": 1000,
    "content_note": NOTE,
    "duties": 1000,
    "self_description": 1000,
    "does": 1000,
    "text": 1000,
    "limits": 1000,
}
LINKS = {"online_link", "picture_link", "source_link"}
PLACE = ("place_name", "room", "place_address", "directions")


def _clean_texts(thing: Any, faults: _Faults, path: str = "") -> None:
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name in LINES:
            most, cleaned = LINES[each.name], text.clean_line(value) if isinstance(value, str) else None
        elif each.name in PARAGRAPHS:
            most, cleaned = PARAGRAPHS[each.name], text.clean(value) if isinstance(value, str) else None
        elif each.name in LINKS:
            most, cleaned = LINK, text.clean_link(value) if isinstance(value, str) else None
        else:
            continue
        if cleaned is None:
            faults.add(path + each.name, "This is a text.")
        elif len(cleaned) > most:
            faults.add(path + each.name, f"At most {most} characters; these are {len(cleaned)}.")
        elif not cleaned and each.name in {"title", "name", "display_name", "act"}:
            faults.add(path + each.name, "This cannot be empty.")
        else:
            object.__setattr__(thing, each.name, cleaned)


def _clean_rows(thing: Any, faults: _Faults) -> None:
    for name, kind in ROWS.items():
        if not hasattr(thing, name):
            continue
        rows = tuple(getattr(thing, name))
        if len(rows) > MOST_ROWS:
            faults.add(name, f"At most {MOST_ROWS} rows.")
        for number, row in enumerate(rows):
            if not isinstance(row, kind):
                faults.add(f"{name}.{number}", "This row is not of its kind.")
                continue
            _clean_texts(row, faults, f"{name}.{number}.")
            _check_row_numbers(row, faults, f"{name}.{number}.")
        object.__setattr__(thing, name, rows)
    ids = [role.id for role in thing.roles if isinstance(role, PublicRole)]
    if len(ids) != len(set(ids)):
        faults.add("roles", "Two roles carry the same id.")
    _check_principles(thing, faults)


def _check_row_numbers(row: Any, faults: _Faults, path: str) -> None:
    if isinstance(row, PublicRole):
        if row.kind not in RoleKind.values:
            faults.add(f"{path}kind", f"Choose one of {', '.join(RoleKind.values)}.")
        if not _is_count(row.how_many) or not 0 <= row.how_many <= 1000:
            faults.add(f"{path}how_many", "How many is a whole number up to 1000.")
        if row.hours is not None:
            if (
                isinstance(row.hours, bool)
                or not isinstance(row.hours, int | float)
                or not 0 <= row.hours <= 1000
            ):
                faults.add(f"{path}hours", "Hours are a number up to 1000.")
            else:
                object.__setattr__(row, "hours", float(row.hours))
        if not isinstance(row.open, bool):
            faults.add(f"{path}open", "Answer with yes or no.")
    number = getattr(row, "expected", None) if isinstance(row, PublicAction) else getattr(row, "score", None)
    if number is not None and (not _is_count(number) or not 0 <= number <= 10_000_000):
        faults.add(
            f"{path}{'expected' if isinstance(row, PublicAction) else 'score'}", "This is a whole number."
        )


def _check_principles(thing: Any, faults: _Faults) -> None:
    try:
        cleaned = _clean_json(thing.principles, DEEPEST_PRINCIPLES)
        size = len(json.dumps(cleaned))
    except (TypeError, ValueError):
        faults.add("principles", "This is not plain JSON of a reasonable depth.")
        return
    if not isinstance(cleaned, dict) or size > LARGEST_PRINCIPLES:
        faults.add("principles", "The statement on the principles is too large, or not an object.")
        return
    object.__setattr__(thing, "principles", cleaned)


def _clean_json(value: Any, depth: int) -> Any:
    if depth < 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        return text.clean(value)
    if isinstance(value, Mapping):
        return {text.clean_line(str(key)): _clean_json(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_json(inner, depth - 1) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _clean_sets(thing: Any, faults: _Faults) -> None:
    """Sets are kept sorted and single, so that their order never makes a digest differ."""
    for name in ("cohosts", "topics", "access_features"):
        if hasattr(thing, name):
            object.__setattr__(thing, name, tuple(sorted(set(getattr(thing, name)))))
    if thing.chapter in thing.cohosts:
        faults.add("cohosts", "The chapter that leads is not also a co-host.")
    if len(thing.topics) > MOST_TOPICS:
        faults.add("topics", f"At most {MOST_TOPICS} topics.")


def _check_words(thing: Any, faults: _Faults) -> None:
    for name, words in WORDS.items():
        if not hasattr(thing, name):
            continue
        value = getattr(thing, name)
        if value not in words.values:
            faults.add(name, f"Choose one of {', '.join(words.values)}.")
        else:
            object.__setattr__(thing, name, str(value))
    if not _is_language_tag(thing.language):
        faults.add("language", "Write the language as a tag such as en or es.")


def _is_language_tag(value: object) -> bool:
    parts = value.split("-") if isinstance(value, str) else [""]
    return 2 <= len(parts[0]) <= 3 and all(
        part.isascii() and part.isalnum() and len(part) <= 8 for part in parts
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _read(cls: type, value: Mapping[str, Any]) -> dict[str, Any]:
    faults = _Faults()
    known = {each.name for each in fields(cls)}
    for key in sorted(set(map(str, value)) - known):
        faults.add(key[:60], "There is no public field of this name.")
    read: dict[str, Any] = {}
    for key in known & set(value):
        try:
            read[key] = _read_one(key, value[key])
        except BadInput as fault:
            for name, sentences in fault.facts.get("fields", {"": [fault.sentence]}).items():
                for sentence in sentences:
                    faults.add(f"{key}.{name}".rstrip("."), sentence)
        except (TypeError, ValueError, AttributeError):
            faults.add(key, "This is not of the right kind.")
    required = {"title", "summary", "chapter", "audience", "visibility"} & known
    for name in sorted(required | ({"schedule", "event_type", "format"} & known)):
        if name not in value:
            faults.add(name, "This is missing.")
    faults.raise_any()
    return read


def _read_one(key: str, value: Any) -> Any:
    if key in ROWS:
        return tuple(_read_row(ROWS[key], row) for row in _list(value))
    match key:
        case "chapter":
            return _uuid(value)
        case "program":
            return None if value is None else _uuid(value)
        case "cohosts":
            return tuple(_uuid(each) for each in _list(value))
        case "topics" | "access_features":
            return tuple(str(each) for each in _list(value))
        case "access_request_by" | "period_starts_on" | "period_ends_on":
            return (
                None
                if value in (None, "")
                else value
                if isinstance(value, date)
                else date.fromisoformat(value)
            )
        case "schedule":
            return value if isinstance(value, Schedule) else schedule_reading.parse(value)
        case "views_line" if not isinstance(value, bool):
            raise TypeError
    return value


def _read_row(kind: type, row: Any) -> Any:
    if isinstance(row, kind):
        return row
    unknown = sorted(set(map(str, row)) - {each.name for each in fields(kind)})
    if unknown:
        raise NotPublishable({unknown[0][:60]: ["There is no public field of this name."]})
    return kind(**row)


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return value


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _json(value: Any) -> Any:
    if isinstance(value, Schedule):
        return value.to_json()
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [_json(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _json(inner) for key, inner in value.items()}
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
