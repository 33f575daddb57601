"""Running steps: what waits for what, two at a time, one line each, a log each, and the sum at the end."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Callable, Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
LOGS = CACHE / "logs"
STAMPS = CACHE / "stamps"
TAIL_LINES = 40
AT_ONCE = 2


class Trouble(Exception):
    """Something a person must mend; the message says what and how."""


@dataclass(frozen=True)
class Step:
    """One line of the output. `work` writes what it has to say into the log and raises Trouble when it fails."""

    name: str
    work: Callable[[IO[str]], None]
    needs: tuple[str, ...] = ()
    # Paths and words. Where they are the same as at the last success, and the output exists, the step is skipped.
    inputs: tuple[object, ...] = ()
    output: Path | None = None
    report: Path | None = None  # the JUnit file of a test suite: its tests are counted one by one
    alone: bool = False  # timing matters or both processors are used: nothing else runs beside it


@dataclass(frozen=True)
class Result:
    step: Step
    passed: int
    failed: int
    skipped: int = 0
    note: str = ""
    seconds: float = 0.0


@dataclass
class Console:
    """One line per finished step and, on a terminal, one changing line that says what is being waited for."""

    started: dict[str, float] = field(default_factory=dict)
    live: bool = field(default_factory=sys.stdout.isatty)

    def waiting(self) -> None:
        if self.live and self.started:
            now = time.monotonic()
            names = ", ".join(f"{name} {now - since:.0f} s" for name, since in self.started.items())
            print(f"\r\033[K  ...  {names}"[:110], end="", flush=True)

    def line(self, text: str) -> None:
        print(("\r\033[K" if self.live else "") + text, flush=True)

    def finished(self, result: Result) -> None:
        word = "FAILED" if result.failed else "same" if result.note == "unchanged" else "ok"
        note = f"   {result.note}" if result.note and result.note != "unchanged" else ""
        self.line(f"  {word:<6} {result.seconds:6.1f} s  {result.step.name}{note}")
        if result.failed and log_of(result.step).exists():
            lines = log_of(result.step).read_text(errors="replace").splitlines()
            for line in lines[-TAIL_LINES:]:
                self.line(f"         | {line}")
            self.line(f"         the whole log: {log_of(result.step).relative_to(ROOT)}")


def log_of(step: Step) -> Path:
    return LOGS / (step.name.lower().replace(" ", "-").replace("/", "-") + ".log")


def run_steps(steps: Sequence[Step]) -> list[Result]:
    """Run every step whose needs were met, and report the others as failed because of that."""
    LOGS.mkdir(parents=True, exist_ok=True)
    STAMPS.mkdir(parents=True, exist_ok=True)
    console = Console()
    waiting = list(steps)
    results: dict[str, Result] = {}
    running: dict[Future[Result], Step] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            while waiting or running:
                for step in _startable(waiting, list(running.values()), results):
                    waiting.remove(step)
                    console.started[step.name] = time.monotonic()
                    running[pool.submit(_run, step, results)] = step
                console.waiting()
                done, _ = wait(running, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    step = running.pop(future)
                    del console.started[step.name]
                    results[step.name] = future.result()
                    console.finished(results[step.name])
        except BaseException:
            waiting.clear()
            stop_all()
            raise
    return [results[step.name] for step in steps]


def _startable(waiting: Sequence[Step], running: Sequence[Step], results: Mapping[str, Result]) -> list[Step]:
    chosen: list[Step] = []
    for step in waiting:
        busy = [*running, *chosen]
        if len(busy) >= AT_ONCE or any(other.alone for other in busy):
            break
        if all(need in results for need in step.needs) and not (step.alone and busy):
            chosen.append(step)
    return chosen


def _run(step: Step, results: Mapping[str, Result]) -> Result:
    lacking = [need for need in step.needs if results[need].failed]
    log_of(step).unlink(missing_ok=True)
    if lacking:
        return Result(step, 0, 1, note=f"not run: it needs {' and '.join(lacking)}")
    digest = _digest(step.inputs) if step.inputs else ""
    stamp = STAMPS / log_of(step).stem
    made = step.output is None or step.output.exists()
    if digest and made and stamp.exists() and stamp.read_text() == digest:
        return Result(step, 1, 0, note="unchanged")
    stamp.unlink(missing_ok=True)
    if step.report:
        step.report.parent.mkdir(parents=True, exist_ok=True)
        step.report.unlink(missing_ok=True)
    start = time.monotonic()
    broke = False
    with log_of(step).open("w") as log:
        try:
            step.work(log)
        except Trouble as trouble:
            log.write(f"{trouble}\n")
            broke = True
        except OSError as problem:
            log.write(f"{type(problem).__name__}: {problem}\n")
            broke = True
    seconds = time.monotonic() - start
    if step.report:
        return _count(step, broke, seconds)
    if digest and not broke:
        stamp.write_text(digest)
    return Result(step, int(not broke), int(broke), seconds=seconds)


def _count(step: Step, broke: bool, seconds: float) -> Result:
    """Count a suite by its JUnit report. No report, no tests, or a bad exit with nothing to show for it is a failure."""
    try:
        suites = list(ET.parse(str(step.report)).getroot().iter("testsuite"))
    except (OSError, ET.ParseError):
        return Result(step, 0, 1, note="it left no report", seconds=seconds)

    def total(name: str) -> int:
        return sum(int(suite.get(name) or 0) for suite in suites)

    failed, skipped = total("failures") + total("errors"), total("skipped")
    passed = max(total("tests") - failed - skipped, 0)
    if passed + failed == 0:
        return Result(step, 0, 1, skipped, "no test ran", seconds)
    note = f"{passed} tests passed"
    if failed:
        note += f", {failed} failed"
    if skipped:
        note += f", {skipped} skipped"
    if broke and not failed:
        failed, note = 1, f"{note}, and the runner itself failed"
    return Result(step, passed, failed, skipped, note, seconds)


def _digest(inputs: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for entry in inputs:
        for path in _files(entry) if isinstance(entry, Path) else []:
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
        digest.update(f"{entry}\0".encode())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


# Programs


_living: set[subprocess.Popen[str]] = set()


def program(
    *command: str | Path,
    folder: Path = ROOT,
    environment: Callable[[], Mapping[str, str]] = dict,
) -> Callable[[IO[str]], None]:
    """A step's work that runs one program and fails when it does."""

    def work(log: IO[str]) -> None:
        run_program(log, *command, folder=folder, environment=environment())

    return work


def run_program(
    log: IO[str], *command: str | Path, folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> None:
    words = [str(word) for word in command]
    log.write(f"$ {' '.join(words)}\n")
    log.flush()
    try:
        process = start_program(words, folder=folder, environment=environment or {}, output=log)
    except FileNotFoundError as problem:
        raise Trouble(f"{words[0]} is not there: {problem}") from problem
    try:
        code = process.wait()
    finally:
        _living.discard(process)
    if code:
        raise Trouble(f"{Path(words[0]).name} ended with {code}.")


def start_program(
    words: Sequence[str], *, folder: Path, environment: Mapping[str, str], output: IO[str] | int
) -> subprocess.Popen[str]:
    """Start a program in a process group of its own, so that whatever it starts can be stopped with it."""
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    _living.add(process)
    return process


def stop_all(seconds: float = 10) -> None:
    """Ask every program we started, and their children, to end; insist after some seconds."""
    for process in list(_living):
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for process in list(_living):
        try:
            process.wait(timeout=max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()
        _living.discard(process)


def _signal(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
