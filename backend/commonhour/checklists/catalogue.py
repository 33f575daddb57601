"""Loads the whole folder of checklists: everything in it is sound, or nothing is used."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from . import parsing
from .definitions import KINDS, Checklist, Fact, Lexicon, OutcomeForm, Policy, Rubric
from .files import ChecklistFaults, Fault, Reader
from .versions import check_released

__all__ = ("Catalogue", "ChecklistFaults", "current", "from_json", "load", "to_json")

Made = TypeVar("Made")

FOLDER = Path(__file__).resolve().parents[3] / "checklists"


@dataclass(frozen=True)
class Catalogue:
    checklists: tuple[Checklist, ...]
    facts: tuple[Fact, ...]
    policy: Policy
    rubrics: tuple[Rubric, ...]
    lexicons: tuple[Lexicon, ...]
    outcome_form: OutcomeForm

    @property
    def lexicon(self) -> Lexicon:
        """The English one; entries are never translated by machine, so another language has its own or none."""
        return next(lexicon for lexicon in self.lexicons if lexicon.language == "en")

    @property
    def rubric(self) -> Rubric:
        return self.rubrics[0]

    def checklist(self, checklist_id: str) -> Checklist:
        return next(checklist for checklist in self.checklists if checklist.id == checklist_id)


def current() -> Catalogue:
    """The catalogue of this deployment, read once a process: a change of the files needs a restart."""
    return _cached(Path(getattr(settings, "CHECKLISTS_FOLDER", FOLDER)))


@lru_cache(maxsize=4)
def _cached(folder: Path) -> Catalogue:
    return load(folder)


def load(folder: Path) -> Catalogue:
    """Reads every file. Raises `ChecklistFaults` with all faults of all files."""
    faults: list[Fault] = []
    released = _released(folder, faults)
    files = _Files(folder, faults, released)

    rubrics = files.each("rubrics/*.yaml", parsing.rubric)
    by_id = {rubric.id: rubric for rubric in rubrics}
    facts = files.one("facts.yaml", parsing.facts)
    policy = files.one("review-policy.yaml", parsing.policy)
    lexicons = files.each("lexicon/*.yaml", parsing.lexicon)
    outcome_form = files.one("outcomes.yaml", parsing.outcome_form)
    checklists = files.each("*.yaml", lambda reader: parsing.checklist(reader, by_id))
    faults += _faults_between(checklists, outcome_form, rubrics, lexicons)

    if faults or facts is None or policy is None or outcome_form is None:
        raise ChecklistFaults(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return Catalogue(
        checklists=tuple(sorted(checklists, key=lambda one: (KINDS.index(one.kind), one.position, one.id))),
        facts=facts,
        policy=policy,
        rubrics=tuple(rubrics),
        lexicons=tuple(lexicons),
        outcome_form=outcome_form,
    )


class _Files:
    """The folder, each file of it read once."""

    def __init__(self, folder: Path, faults: list[Fault], released: Mapping[str, Mapping[str, str]]) -> None:
        self.folder, self.faults, self.released = folder, faults, released
        self.read: set[str] = set()

    def one(self, name: str, parse: Callable[[Reader], Made]) -> Made | None:
        found = self.each(name, parse)
        if not found and name not in self.read:
            self.faults.append(Fault(name, 0, "", "The file is missing.", "Put it back."))
        return found[0] if found else None

    def each(self, pattern: str, parse: Callable[[Reader], Made]) -> list[Made]:
        found = []
        for path in sorted(self.folder.glob(pattern)):
            name = path.relative_to(self.folder).as_posix()
            if name in self.read:
                continue
            self.read.add(name)
            node = _yaml(path, name, self.faults)
            if node is None:
                continue
            reader = Reader(node, file=name, faults=self.faults)
            found.append(parse(reader))
            check_released(reader, self.released)
        return found


def _yaml(path: Path, name: str, faults: list[Fault]) -> Mapping[str, Any] | None:
    try:
        node = _parsed(path.read_text(encoding="utf-8"))
    except YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        # The first line alone: the rest are hints about the reader's own settings.
        problem = str(getattr(wrong, "problem", None) or wrong).splitlines()[0]
        faults.append(
            Fault(name, line, "", f"This is not YAML: {problem}.", "Check quotes, colons and indents.")
        )
        return None
    except (UnicodeDecodeError, ValueError) as wrong:
        faults.append(Fault(name, 0, "", f"The file cannot be read: {wrong}.", "Save it as UTF-8 text."))
        return None
    if not isinstance(node, Mapping):
        faults.append(Fault(name, 1, "", "The file is not a mapping.", "Begin with 'id:' and 'version:'."))
        return None
    return node


@lru_cache(maxsize=32)
def _parsed(text: str) -> Any:
    """Round-trip mode, because it alone remembers lines; YAML 1.2, where `no` is a word and not false.

    Nearly all the time of `load` goes here, so a folder that differs in one file costs one file.
    """
    return YAML(typ="rt", pure=True).load(text)


def _released(folder: Path, faults: list[Fault]) -> Mapping[str, Mapping[str, str]]:
    name = "released.json"
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(name, 0, "", "The file is missing.", "Put it back."))
        return {}
    except ValueError as wrong:
        faults.append(
            Fault(name, getattr(wrong, "lineno", 0), "", f"This is not JSON: {wrong}.", "Check the commas.")
        )
        return {}
    return {str(key): value for key, value in found.items() if isinstance(value, dict)}


def _faults_between(
    checklists: list[Checklist],
    outcome_form: OutcomeForm | None,
    rubrics: Iterable[Rubric],
    lexicons: list[Lexicon],
) -> list[Fault]:
    """What only shows when the files are seen together."""
    faults = []
    ids: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for checklist in checklists:
        file = f"{checklist.id}.yaml"
        for item in checklist.items:
            first = ids.setdefault(item.id, file)
            owner = prefixes.setdefault(item.id.split(".")[0], file)
            if first != file:
                faults.append(
                    Fault(file, 0, item.id, f"The item also stands in {first}.", "Give it an id of its own.")
                )
            elif owner != file:
                faults.append(Fault(file, 0, item.id, f"{owner} uses this prefix.", "Choose another prefix."))
    if outcome_form:
        for field in outcome_form.fields:
            if field.compare_with and field.compare_with not in ids:
                what = f"'compare_with' names '{field.compare_with}', which is no item."
                faults.append(Fault("outcomes.yaml", 0, field.id, what, "Name an item of a checklist."))
    if not any(lexicon.language == "en" for lexicon in lexicons):
        faults.append(Fault("lexicon/en.yaml", 0, "", "The file is missing.", "Put it back."))
    if not list(rubrics):
        faults.append(Fault("rubrics/source-quality.yaml", 0, "", "The file is missing.", "Put it back."))
    return faults


# --- the copy a proposal keeps -----------------------------------------------------------------------------------


def to_json(checklists: Iterable[Checklist]) -> list[dict[str, Any]]:
    """What a proposal stores: the files' own form with the rubric inside, so that it reads alone for ever."""
    return [{**_ordered(checklist.source), "digest": checklist.digest} for checklist in checklists]


IN_ORDER = frozenset({"options", "stop_signs"})
"""Mappings whose order is the order people read them in. PostgreSQL's jsonb sorts keys, so a copy keeps them as pairs."""


def _ordered(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {
            key: [[*pair] for pair in inner.items()]
            if key in IN_ORDER and isinstance(inner, Mapping)
            else _ordered(inner)
            for key, inner in node.items()
        }
    return [_ordered(inner) for inner in node] if isinstance(node, list | tuple) else node


def _as_in_files(node: Any) -> Any:
    """The inverse: the form the files have."""
    if isinstance(node, Mapping):
        return {key: dict(inner) if key in IN_ORDER else _as_in_files(inner) for key, inner in node.items()}
    return [_as_in_files(inner) for inner in node] if isinstance(node, list) else node


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Checklist, ...]:
    """The definitions of a stored copy; equal copies are read once a process."""
    return tuple(_from_copy(_Copy(one)) for one in stored)


class _Copy:
    """A stored checklist, equal to another when its digest is: that makes it cacheable without hashing its text."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.source = source
        self.key = (source["id"], source["version"], source["digest"], _rubric_digests(source))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Copy) and other.key == self.key


def _rubric_digests(source: Mapping[str, Any]) -> tuple[str, ...]:
    rubrics = (item["evidence"].get("rubric") for item in source["items"])
    return tuple(f"{rubric['id']} {rubric['version']}" for rubric in rubrics if rubric)


@lru_cache(maxsize=256)
def _from_copy(copy: _Copy) -> Checklist:
    faults: list[Fault] = []
    source = _as_in_files({key: value for key, value in copy.source.items() if key != "digest"})
    reader = Reader(source, file=f"stored copy of {copy.key[0]}", faults=faults, line=0)
    checklist = parsing.checklist(reader, {})
    if faults:
        raise ChecklistFaults(faults)
    # The digest of the file, not of this copy with its rubric inside.
    return parsing.with_digest(checklist, str(copy.key[2]))
