"""A broken file is told apart: which file, which line, which item, what is wrong and how to mend it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonhour.checklists import catalogue, checks
from commonhour.checklists.files import ChecklistFaults, Fault
from tests.checklists.documents import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "checklists"))


def swap(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the one place a text stands at, and says on which line that is."""
    path = folder / file
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands in {file} {text.count(old)} times"
    path.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def faults_in(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(ChecklistFaults) as broken:
        catalogue.load(folder)
    return broken.value.faults


def but_versions(faults: tuple[Fault, ...]) -> list[Fault]:
    """Whatever is changed in a test also lacks a new version; that has tests of its own."""
    return [fault for fault in faults if "released.json" not in fault.mend]


ONE_FAULT = {
    "unknown key": (
        "student-roles.yaml", "    severity: advice", "    severity: advice\n    refuse: [x]", 1, "sr.care",
        "the item has an unknown key 'refuse'.", "Did you mean 'refuses'?",
    ),
    "unknown key without a neighbour": (
        "student-roles.yaml", "minutes: 3", "minutes: 3\nzzzz: 1", 1, "",
        "the file has an unknown key 'zzzz'.", "Remove it; the file knows",
    ),
    "missing key": (
        "student-roles.yaml", '    weak: "Anyone can email us."\n', "", -8, "sr.open",
        "the item has no 'weak'.", "Add 'weak:'.",
    ),
    "empty value": (
        "student-roles.yaml", "title: Student roles", "title:", 0, "",
        "'title' of the file is empty.", "Write a value, or remove the key.",
    ),
    "a number for a text": (
        "student-roles.yaml", "title: Student roles", "title: 12", 0, "",
        "'title' is '12', not a text.", "Write a text; put it in quotes.",
    ),
    "a text for a number": (
        "student-roles.yaml", "minutes: 3", "minutes: three", 0, "",
        "'minutes' is 'three', not a whole number.", "Write a whole number from 1 up.",
    ),
    "a text for yes or no": (
        "student-roles.yaml", "    every_session: true", "    every_session: always", 0, "sr.roles",
        "'every_session' is 'always', not true or false.", "Write true or false.",
    ),
    "a mapping for a list": (
        "open-working.yaml", "[transparency, mutual-accountability, cooperation, autonomy]", "transparency", 0, "",
        "'principles' is not a list of texts.", "Write a list such as [one, two].",
    ),
    "duplicate item": (
        "student-roles.yaml", "  - id: sr.care", "  - id: sr.limits", None, "",
        "The item 'sr.limits' stands there twice.", "never reuse an old one.",
    ),
    "duplicate key": (
        "student-roles.yaml", "minutes: 3", "minutes: 3\nminutes: 4", 1, "",
        'This is not YAML: found duplicate key "minutes" with value "4" (original value: "3").', "Check quotes",
    ),
    "broken YAML": (
        "student-roles.yaml", "minutes: 3", "minutes: [3", 1, "",
        "This is not YAML", "Check quotes, colons and indents.",
    ),
    "id without its prefix": (
        "student-roles.yaml", "  - id: sr.care", "  - id: st.care", 0, "st.care",
        "The id 'st.care' does not start with 'sr.'.", "Begin it with 'sr.'.",
    ),
    "id that is no id": (
        "student-roles.yaml", "  - id: sr.care", "  - id: Care!", 0, "Care!",
        "The id 'Care!' is not prefix.word.", "such as sr.roles.",
    ),
    "unknown fact": (
        "local-action.yaml", "{international_focus: true}", "{internatonal_focus: true}", 0, "la.link",
        "There is no fact 'internatonal_focus'.", "Did you mean 'international_focus'?",
    ),
    "unknown value of a fact": (
        "student-roles.yaml", "{audience: {in: [campus, public]}}", "{audience: {in: [campus, everyone]}}", 0,
        "sr.prepare", "The fact 'audience' is never 'everyone'.",
        "Choose one of chapter_members, invited, campus, network, public.",
    ),
    "a number for a yes": (
        "local-action.yaml", "{international_focus: true}", "{international_focus: 1}", 0, "la.link",
        "The fact 'international_focus' is never '1'.", "Choose one of true, false.",
    ),
    "a test of two facts": (
        "local-action.yaml", "{international_focus: true}", "{international_focus: true, alcohol: true}", 0, "la.link",
        "A test names more than one fact.", "Write one {fact: value} for each test.",
    ),
    "a test that is not clear": (
        "student-roles.yaml", "{audience: {in: [campus, public]}}", "{audience: {of: [campus]}}", 0, "sr.prepare",
        "The test on 'audience' is not clear.", "Write {fact: value} or {fact: {in: [one, two]}}.",
    ),
    "neither any nor all": (
        "local-action.yaml", "{all: [{international_focus: true}]}", "{every: [{international_focus: true}]}", 0,
        "la.link", "the condition 'required' has no 'all'.", "Add 'all:'.",
    ),
    "unknown evidence": (
        "open-working.yaml", "type: budget", "type: bugdet", 0, "ow.money",
        "'type' is 'bugdet'.", "Did you mean 'budget'?",
    ),
    "unknown record field": (
        "student-roles.yaml", "fields: [name, duties,", "fields: [name, dutys,", 0, "sr.roles",
        "'role_list' has no field 'dutys'.", "Did you mean 'duties'?",
    ),
    "options missing": (
        "values.yaml", '      options: {"yes": "yes", we_will_add_it: we will add it}\n', "", -2, "va.views",
        "'evidence' has no 'options'.", "Add 'options:'.",
    ),
    "an option that is no text": (
        "values.yaml", "we_will_add_it: we will add it", "we_will_add_it: 3", 0, "va.views",
        "'options' holds 'we_will_add_it': 3.", "Write both as texts",
    ),
    "options the document does not keep": (
        "sound-statistics.yaml", "not_found: could not find it", "lost: could not find it", -4, "st.primary",
        "The options are not the values the proposal keeps for 'opened'.",
        "Write exactly original, authors_summary, secondary, not_found.",
    ),
    "refused option that is none": (
        "harm-reduction.yaml", '    refuses: ["yes"]', '    refuses: ["maybe"]', 0, "hr.nostage",
        "'refuses' names 'maybe', which is no option.", "Choose from no, yes.",
    ),
    "refusing what is no choice": (
        "student-roles.yaml", "    evidence: {type: text}\n    required: true\n    severity: concern\n    good_evidence: Two",
        '    evidence: {type: text}\n    refuses: ["no"]\n    required: true\n    severity: concern\n    good_evidence: Two',
        1, "sr.decide", "'refuses' names 'no', which is no option.", "Choose from",
    ),
    "a remark for an option that is none": (
        "local-action.yaml", "required_for: [partly]", "required_for: [sometimes]", 0, "la.ease",
        "'required_for' names 'sometimes', which is no option.", "Choose from yes, partly, no.",
    ),
    "a form field that hangs on nothing": (
        "materials.yaml", "{used_by: [licence]}", "{used_by: [luck]}", None, "ma.story",
        "'framing' is asked only when 'used_by' is luck, which it never is.", "Name a choice of this form",
    ),
    "unknown rubric": (
        "sound-statistics.yaml", "rubric: source-quality", "rubric: source-quantity", 0, "st.score",
        "There is no rubric 'source-quantity'.", "Choose one of source-quality.",
    ),
    "unknown severity": (
        "student-roles.yaml", "    severity: advice", "    severity: adivce", 0, "sr.care",
        "'severity' is 'adivce'.", "Choose one of blocker, concern, advice. Did you mean 'advice'?",
    ),
    "unknown kind": (
        "student-roles.yaml", "kind: gate", "kind: gates", 0, "",
        "'kind' is 'gates'.", "Choose one of gate, gate_when_it_applies, conversation.",
    ),
    "bad pattern": (
        "lexicon/en.yaml", r"pattern: '\bprostitutes?\b'", "pattern: '(prostitutes'", 0, "prostitute-noun",
        "The pattern is not a regular expression: missing )", "Mend the pattern.",
    ),
    "a text that should hit": (
        "lexicon/en.yaml", "hit: ['former prostitutes']", "hit: ['former presidents']", 0, "prostitute-noun",
        "The pattern does not match 'former presidents'.", "Mend the pattern or the test.",
    ),
    "a text that should miss": (
        "lexicon/en.yaml", "miss: ['prostitution law']", "miss: ['the prostitute']", 0, "prostitute-noun",
        "The pattern matches 'the prostitute'.", "Narrow the pattern or mend the test.",
    ),
    "unknown fact of the proposal": (
        "facts.yaml", "  - id: alcohol", "  - id: alchohol", 0, "alchohol",
        "'id' is 'alchohol'.", "Did you mean 'alcohol'?",
    ),
    "options of a fact": (
        "facts.yaml", "unlisted: Only people with the link", "hidden: Only people with the link", 0, "visibility",
        "The options of 'visibility' are not its values.", "Write exactly public, network, unlisted.",
    ),
    "bands out of order": (
        "rubrics/source-quality.yaml", "least: 8", "least: 14", -2, "",
        "The bands do not go from the best down to 0.", "Order them by 'least'; the last has 0.",
    ),
    "points that do not add up": (
        "rubrics/source-quality.yaml", "max: 16", "max: 20", 0, "",
        "8 criteria of 2 points do not make 20.", "Write max: 16.",
    ),
    "more trained than reviewers": (
        "review-policy.yaml", "    trained: 1", "    trained: 3", 0, "careful",
        "More trained reviewers than reviewers.", "Lower 'trained' or raise 'reviewers'.",
    ),
    "no level at the end": (
        "review-policy.yaml", "when: always", "when: {any: [{alcohol: true}]}", None, "",
        "The last level does not always match.", "Give the last level 'when: always'.",
    ),
    "a result that is none": (
        "review-policy.yaml", "  publish: no open", "  print: no open", None, "",
        "'results' is not what the review does.", "Describe exactly publish, publish_with_conditions, changes_needed.",
    ),
    "a verdict that is none": (
        "review-policy.yaml", "[met, met_with", "[fine, met_with", 0, "",
        "The verdicts are not those the review knows.", "Write exactly met, met_with_condition",
    ),
    "a record after the event": (
        "outcomes.yaml", "    evidence: {type: text, max_chars: 400}", "    evidence: {type: role_list}", 0, "oc.advice",
        "'role_list' reads the proposal.", "After the event ask for a short answer.",
    ),
    "compared with nothing": (
        "outcomes.yaml", "compare_with: hr.privacy", "compare_with: hr.privates", None, "oc.keep",
        "'compare_with' names 'hr.privates', which is no item.", "Name an item of a checklist.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_FAULT)
def test_fault_is_told_with_line_item_and_mend(folder: Path, name: str) -> None:
    file, old, new, offset, item, what, mend = ONE_FAULT[name]
    line = swap(folder, file, old, new)

    fault, *_ = found = but_versions(faults_in(folder))

    told = next((one for one in found if what in one.what), fault)
    assert (told.file, told.item) == (file, item)
    assert what in told.what
    assert mend in told.mend
    if offset is not None:
        assert told.line == line + offset


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    swap(folder, "student-roles.yaml", "minutes: 3", "minutes: three")
    swap(folder, "student-roles.yaml", "    severity: advice", "    severity: adivce")
    swap(folder, "values.yaml", "minutes: 3", "minutes: three")

    found = but_versions(faults_in(folder))

    assert [(fault.file, fault.what) for fault in found] == [
        ("student-roles.yaml", "'minutes' is 'three', not a whole number."),
        ("student-roles.yaml", "'severity' is 'adivce'."),
        ("values.yaml", "'minutes' is 'three', not a whole number."),
    ]


def test_words_that_yaml_1_1_reads_as_booleans_stay_words(folder: Path) -> None:
    swap(folder, "values.yaml", '{"yes": "yes", we_will_add_it', "{yes: yes, we_will_add_it")

    assert catalogue.load(folder).checklist("values").item("va.views").evidence.values == {
        "yes",
        "we_will_add_it",
    }


def test_same_item_or_prefix_in_two_files_is_told(folder: Path) -> None:
    shutil.copy(folder / "values.yaml", folder / "our-values.yaml")
    swap(folder, "our-values.yaml", "id: values", "id: our-values")

    found = but_versions(faults_in(folder))

    assert {fault.what for fault in found} == {"The item also stands in our-values.yaml."}


@pytest.mark.parametrize(
    "name", ["facts.yaml", "review-policy.yaml", "outcomes.yaml", "lexicon/en.yaml", "released.json"]
)
def test_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()

    assert (name, "The file is missing.") in [(fault.file, fault.what) for fault in faults_in(folder)]


def test_missing_rubric_is_told(folder: Path) -> None:
    (folder / "rubrics/source-quality.yaml").unlink()

    assert [(fault.file, fault.what) for fault in faults_in(folder)] == [
        ("rubrics/source-quality.yaml", "The file is missing."),
        ("sound-statistics.yaml", "There is no rubric 'source-quality'."),
    ]


@pytest.mark.parametrize("content, what", [
    (b"\xff\xfe", "cannot be read"), (b"id: a\x00b", "not YAML"), (b"- one\n- two\n", "not a mapping"), (b"", "not a mapping"),
])  # fmt: skip
def test_file_that_is_no_checklist_is_told(folder: Path, content: bytes, what: str) -> None:
    (folder / "values.yaml").write_bytes(content)

    told = [fault for fault in faults_in(folder) if fault.file == "values.yaml"]

    assert [what in fault.what for fault in told] == [True]


# --- versions ----------------------------------------------------------------------------------------------------


def version_fault(folder: Path, file: str) -> Fault:
    (fault,) = [fault for fault in faults_in(folder) if "released.json" in fault.mend]
    assert fault.file == file
    return fault


def test_changed_text_needs_a_new_version_and_the_fault_says_the_line_to_add(folder: Path) -> None:
    swap(folder, "values.yaml", "We focus on the most innocent.", "We focus on some.")

    fault = version_fault(folder, "values.yaml")

    assert fault.what == "The text changed and the version is still 1."
    assert fault.mend.startswith('Write version: 2 and add to "values" in released.json: "2": "')


def test_following_the_mend_mends_it(folder: Path) -> None:
    swap(folder, "values.yaml", "We focus on the most innocent.", "We focus on some.")
    added = "{" + version_fault(folder, "values.yaml").mend.split("released.json: ")[1] + "}"
    swap(folder, "values.yaml", "version: 1", "version: 2")

    released = json.loads((folder / "released.json").read_text())
    released["values"] |= json.loads(added)
    (folder / "released.json").write_text(json.dumps(released))

    assert catalogue.load(folder).checklist("values").version == 2


def test_new_version_without_its_line_is_told(folder: Path) -> None:
    swap(folder, "values.yaml", "version: 1", "version: 2")

    assert version_fault(folder, "values.yaml").what == "Version 2 is not in released.json."


def test_older_version_is_told(folder: Path) -> None:
    released = json.loads((folder / "released.json").read_text())
    released["values"] = {"3": released["values"]["1"]}
    (folder / "released.json").write_text(json.dumps(released))

    fault = version_fault(folder, "values.yaml")

    assert fault.what == "Version 1 is older than version 3, which is released."
    assert "Write version: 4" in fault.mend


def test_comments_and_layout_may_change_without_a_new_version(folder: Path) -> None:
    swap(folder, "values.yaml", "version: 1", "# Read aloud in spring.\nversion:    1")

    assert catalogue.load(folder).checklist("values").version == 1


@pytest.mark.parametrize("change", [
    lambda released: released.clear(), lambda released: released.update({"values": "1"}),
])  # fmt: skip
def test_version_that_was_never_released_is_told(
    folder: Path, change: Callable[[dict[str, object]], None]
) -> None:
    released = json.loads((folder / "released.json").read_text())
    change(released)
    (folder / "released.json").write_text(json.dumps(released))

    assert "Version 1 is not in released.json." in {fault.what for fault in faults_in(folder)}


# --- the check ---------------------------------------------------------------------------------------------------


def test_check_passes_over_sound_files(settings: Any) -> None:
    settings.CHECKLISTS_FOLDER = FOLDER

    assert checks.checklists_are_sound(None) == []


def test_check_tells_every_fault_with_its_mend(folder: Path, settings: Any) -> None:
    line = swap(folder, "local-action.yaml", "{international_focus: true}", "{internatonal_focus: true}")
    settings.CHECKLISTS_FOLDER = folder

    told = checks.checklists_are_sound(None)

    assert [error.id for error in told] == ["checklists.E001", "checklists.E001"]
    assert f"local-action.yaml:{line}, la.link: There is no fact 'internatonal_focus'." in [
        one.msg for one in told
    ]
    assert all(one.hint for one in told)


def test_web_server_does_not_start_on_a_broken_folder(folder: Path) -> None:
    line = swap(folder, "local-action.yaml", "minutes: 3", "minutes: three")

    started = subprocess.run(
        [sys.executable, "-c", "import commonhour.wsgi"],
        env={
            **os.environ,
            "COMMONHOUR_CHECKLISTS": str(folder),
            "PYTHONPATH": str(FOLDER.parent / "backend"),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert f"local-action.yaml:{line}: 'minutes' is 'three', not a whole number." in started.stderr
