"""What the README of the folder tells people to do works."""

import json
import re
import shutil
from pathlib import Path

from commonhour.checklists import catalogue
from commonhour.checklists.evidence import EVIDENCE_TYPES
from commonhour.checklists.files import ChecklistFaults
from tests.checklists.documents import FOLDER

README = (FOLDER / "README.md").read_text()


def test_example_is_a_sound_checklist_once_its_line_is_added(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "checklists"))
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (folder / "our-promise.yaml").write_text(example)
    try:
        catalogue.load(folder)
        told = ""
    except ChecklistFaults as faults:
        (told,) = [fault.mend for fault in faults.faults]

    line = told.removeprefix('Add to "our-promise" in released.json: ')
    released = json.loads((folder / "released.json").read_text())
    released["our-promise"] = json.loads(f"{{{line}}}")
    (folder / "released.json").write_text(json.dumps(released))

    assert [one.id for one in catalogue.load(folder).checklists][-1] == "our-promise"


def test_readme_names_every_file_and_every_type_of_evidence() -> None:
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()} - {
        "README.md"
    }

    assert [name for name in sorted(files) if f"`{name}`" not in README] == []
    assert [name for name in EVIDENCE_TYPES if f"`{name}`" not in README] == []
