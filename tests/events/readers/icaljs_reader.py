"""ical.js, the reader inside Thunderbird and Nextcloud, run by Node."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.events.readers.neutral import Happening, Reading

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("icaljs.mjs")
OWN_NODE = ROOT / ".cache" / "node" / "bin"


def read(raw: bytes) -> Reading:
    node = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), str(OWN_NODE)]))
    assert node, "There is no Node to run ical.js with. Run `make setup`."
    said = subprocess.run([node, PROGRAM], input=raw, stdout=subprocess.PIPE, check=True, timeout=300)
    answer = json.loads(said.stdout)
    found = [Happening(**{**each, "categories": tuple(each["categories"])}) for each in answer["happenings"]]
    return Reading(tuple(sorted(found)), answer["name"], answer["about"])
