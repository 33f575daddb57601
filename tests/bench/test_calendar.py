"""The calendar's and the feeds' ratios, at a size that fits a test run; `month.py` and `feeds.py` alone run at full size."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FEWER = "1500"


@pytest.mark.parametrize("measure", ["month.py", "feeds.py"])
def test_ratios_are_met(measure: str, capsys: pytest.CaptureFixture[str]) -> None:
    ran = subprocess.run(
        [sys.executable, str(HERE / measure), "--events", FEWER], capture_output=True, text=True, check=False
    )

    with capsys.disabled():
        sys.stdout.write(f"\n{ran.stdout}")
    assert (ran.returncode, "MISS" in ran.stdout) == (0, False), ran.stdout + ran.stderr
