"""`schema.json` serves editors; the parser decides. The two must not drift apart."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # the package carries no types
from ruamel.yaml import YAML

from commonhour.checklists.evidence import EVIDENCE_TYPES
from commonhour.checklists.facts import ALL_FACTS, FACTS
from tests.checklists.documents import FOLDER

SCHEMA: dict[str, Any] = json.loads((FOLDER / "schema.json").read_text())
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", FILES)
def test_every_file_fits_the_schema(name: str) -> None:
    content = YAML(typ="safe", pure=True).load((FOLDER / name).read_text())

    faults = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(content)
    ]

    assert faults == []


@pytest.mark.parametrize("name", FILES)
def test_every_file_names_the_schema_for_editors(name: str) -> None:
    up = "../" * name.count("/") or "./"

    assert (FOLDER / name).read_text().splitlines()[0] == f"# yaml-language-server: $schema={up}schema.json"


@pytest.mark.parametrize("name", FILES)
def test_a_misspelled_key_does_not_fit(name: str) -> None:
    content = YAML(typ="safe", pure=True).load((FOLDER / name).read_text())
    content["titel"] = "Misspelled"

    assert not Draft202012Validator(SCHEMA).is_valid(content)


def test_schema_and_code_know_the_same_facts() -> None:
    tests = SCHEMA["$defs"]["test"]["properties"]

    assert {fact: tuple(shape["anyOf"][0]["enum"]) for fact, shape in tests.items()} == ALL_FACTS
    assert SCHEMA["$defs"]["facts"]["properties"]["facts"]["items"]["properties"]["id"]["enum"] == list(FACTS)


def test_schema_and_code_know_the_same_evidence() -> None:
    evidence = SCHEMA["$defs"]["evidence"]
    keys = {
        shape["if"]["properties"]["type"]["const"]: set(shape["then"]["properties"]) - {"type"}
        for shape in evidence["allOf"]
    }

    assert evidence["properties"]["type"]["enum"] == list(EVIDENCE_TYPES)
    assert keys == {name: set(kind.keys) for name, kind in EVIDENCE_TYPES.items()}


def test_schema_and_code_know_the_same_record_fields() -> None:
    known = {
        shape["if"]["properties"]["type"]["const"]: set(
            shape["then"]["properties"]["fields"]["items"]["enum"]
        )
        for shape in SCHEMA["$defs"]["evidence"]["allOf"]
        if "enum" in shape["then"]["properties"].get("fields", {}).get("items", {})
    }

    assert known == {
        name: set(kind.field_names)
        for name, kind in EVIDENCE_TYPES.items()
        if kind.sources and "fields" in kind.keys
    }
