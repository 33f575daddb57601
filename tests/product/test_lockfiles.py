"""The lock files install the same packages everywhere: npm and uv write incomplete or local ones without a word."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGE_LOCK = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
REQUIREMENTS = sorted([*ROOT.glob("backend/requirements*.txt"), *ROOT.glob(".ci/locks/*.txt")])


def npm_faults(packages: dict[str, dict[str, Any]]) -> list[str]:
    locked = {place.rpartition("node_modules/")[2] for place in packages}
    faults = []
    for place, entry in packages.items():
        if entry.get("extraneous"):
            faults.append(f"{place} belongs to nothing: run `npm prune`.")
        if place and not entry.get("integrity"):
            faults.append(f"{place} has no integrity value.")
        if "resolved" in entry:
            faults.append(f"{place} records the address it was downloaded from.")
        # npm writes the lock without a platform's package while the registry does not have it yet.
        absent = sorted(set(entry.get("optionalDependencies", {})) - locked)
        faults.extend(f"{place} lacks {name}, its package for another platform." for name in absent)
    return faults


def requirement_faults(text: str) -> list[str]:
    faults = []
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
        name = entry.split()[0] if entry.split() else "#"
        if name.startswith("-") or "://" in entry:
            faults.append(f"{name} names a place to download from.")
        elif not name.startswith("#") and ("==" not in name or "--hash=sha256:" not in entry):
            faults.append(f"{name} is not pinned with a hash.")
    return faults


def test_the_npm_lock_is_complete_and_names_no_registry() -> None:
    assert npm_faults(PACKAGE_LOCK) == []


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_python_requirements_are_pinned_by_hash_and_name_no_registry(file: Path) -> None:
    assert requirement_faults(file.read_text()) == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_locked_within_its_range(file: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"]]
    if file == "requirements-dev.txt":
        wanted += project["dependency-groups"]["dev"]

    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "backend" / file).read_text(), re.MULTILINE))

    asked = {canonicalize_name(one.name): one.specifier for one in map(Requirement, wanted)}
    assert {name for name, range_ in asked.items() if locked.get(name, "0") not in range_} == set()


def test_the_npm_guard_sees_each_fault() -> None:
    packages: dict[str, dict[str, Any]] = {
        "": {"optionalDependencies": {"fast-linux": "1.0.0"}},
        "node_modules/slow": {"extraneous": True, "resolved": "https://registry.example/slow.tgz"},
    }

    assert npm_faults(packages) == [
        " lacks fast-linux, its package for another platform.",
        "node_modules/slow belongs to nothing: run `npm prune`.",
        "node_modules/slow has no integrity value.",
        "node_modules/slow records the address it was downloaded from.",
    ]


def test_the_requirements_guard_sees_each_fault() -> None:
    text = "--index-url https://registry.example\nloose>=1\nbare==1.0\n    # via loose\n"

    assert requirement_faults(text) == [
        "--index-url names a place to download from.",
        "loose>=1 is not pinned with a hash.",
        "bare==1.0 is not pinned with a hash.",
    ]
