"""Every command of this repository, as steps: `make` prints them, and each target of the Makefile calls one.

`test` ends with "N passed, N failed": each test of a suite counts once, and so does each step that is not a suite.
Python's standard library is all it needs; the tools it runs are installed into .cache (see toolchain.py).
"""

from __future__ import annotations

import difflib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Callable, Mapping, NoReturn, Sequence

from running import CACHE, ROOT, Step, Trouble, program, run_program, run_steps, stop_all
from serving import BACKEND, MANAGE, STATIC, first_free_port, serve_a_person
from toolchain import FRONTEND, LOCKS, PYTHON, REQUIREMENTS, node_environment, setup_steps, tool, uv

DIST = FRONTEND / "dist"
E2E = ROOT / "tests" / "e2e"
OPENAPI = BACKEND / "openapi.json"
API_TYPES = FRONTEND / "src" / "api" / "schema.d.ts"
REPORTS = CACHE / "reports"
LOCK_TEST = "tests/product/test_lockfiles.py"
PYTHON_SOURCES = ("backend", "tests", ".ci")


def main(arguments: Sequence[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    command = COMMANDS.get(arguments[0]) if len(arguments) == 1 else None
    if command is None:
        print_commands()
        return 0 if list(arguments) in ([], ["help"]) else 2
    try:
        return command()
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 130
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the tidying up
        stop_all()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


# The commands


def run() -> int:
    """Start Commonhour here, with demo data the first time, and say where."""
    start = time.monotonic()
    steps = [
        *setup_steps(),
        production_build(),
        collect_static_files(),
        Step("database", program(*MANAGE, "migrate", "--verbosity", "0"), needs=("python packages",)),
        Step("demo data", program(*MANAGE, "demo", "--if-empty"), needs=("database",)),
    ]
    failed = sum_up(steps)
    if not failed:
        serve_a_person(first_free_port(), since=start)
    return failed


def test() -> int:
    """Check and test everything, in the order it is cheapest to hear about."""
    return sum_up([*setup_steps(browser=True), *static_checks(), *suites()])


def proof() -> int:
    """Try what docs/feeds.md promises at full size: ten thousand events, operations, files; takes a while."""
    return sum_up([*setup_steps(), *proofs()])


def check() -> int:
    """Only what needs no test run: format, lint, types, contracts, generated files."""
    return sum_up([*setup_steps(), *static_checks()])


def lint() -> int:
    """Only format and lint, both languages."""
    chosen = {"format", "lint", "frontend lint"}
    return sum_up([*setup_steps(), *(step for step in static_checks() if step.name in chosen)])


def format_sources() -> int:
    """Rewrite the sources as the formatters want them."""
    python = Step("format", _format_python, needs=("python packages",))
    typescript = Step("frontend format", _format_typescript, needs=("npm packages",))
    return sum_up([*setup_steps(), python, typescript])


def openapi() -> int:
    """Write backend/openapi.json and the frontend's types from the API as it is."""
    steps = [
        Step("openapi", lambda log: _write_openapi(log, OPENAPI), needs=("python packages",)),
        Step("frontend api types", npm("run", "types"), needs=("npm packages", "openapi")),
    ]
    return sum_up([*setup_steps(), *steps])


def docs() -> int:
    """Write the generated pages of docs/."""
    return sum_up([*setup_steps(), Step("docs", program(PYTHON, ".ci/pages.py"), needs=("python packages",))])


def lock() -> int:
    """Resolve pyproject.toml again into the hashed requirement files; UPGRADE=1 takes newer versions."""
    return sum_up([setup_steps()[0], Step("locks", _lock, needs=("uv",))])


def e2e() -> int:
    """Only the browser tests; ONLY=calendar picks those whose file name holds the word."""
    only = os.environ.get("ONLY", "")
    return sum_up(
        [*setup_steps(browser=True), production_build(), collect_static_files(), browser_tests(only)]
    )


def bench() -> int:
    """Measure speed, as ratios beside their targets; EVENTS=1500 makes the large ones smaller."""
    failed = sum_up(setup_steps())
    if failed:
        return failed
    few = ("--events", os.environ["EVENTS"]) if "EVENTS" in os.environ else ()
    for command in (
        (PYTHON, "tests/bench/evaluation.py"),
        (tool("pytest"), "tests/bench/autosave.py", "-q"),
        (PYTHON, "tests/bench/month.py", *few),
        (PYTHON, "tests/bench/feeds.py", *few),
    ):
        print(flush=True)
        environment = {**os.environ, "PYTHONPATH": f"{BACKEND}{os.pathsep}{ROOT}"}
        subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, check=False)
    return 0


def setup() -> int:
    """Install the tools and packages into .cache and frontend/node_modules."""
    return sum_up(setup_steps(browser=True))


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": test,
    "proof": proof,
    "check": check,
    "lint": lint,
    "e2e": e2e,
    "bench": bench,
    "format": format_sources,
    "openapi": openapi,
    "docs": docs,
    "lock": lock,
    "setup": setup,
}


def print_commands() -> None:
    print("Commonhour. What make can do:\n")
    for name, command in COMMANDS.items():
        print(f"  make {name:<9} {command.__doc__}")


def sum_up(steps: Sequence[Step]) -> int:
    results = run_steps(steps)
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    skipped = sum(result.skipped for result in results)
    names = ", ".join(result.step.name for result in results if result.failed)
    if names:
        print(f"\nFailed: {names}")
    if skipped:
        print(f"\n{skipped} tests were skipped.")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


# The steps


def npm(*words: str) -> Callable[[IO[str]], None]:
    return program("npm", *words, folder=FRONTEND, environment=node_environment)


def frontend_tool(name: str) -> Path:
    return FRONTEND / "node_modules" / ".bin" / name


def production_build() -> Step:
    sources = sorted(path for path in FRONTEND.iterdir() if path.name not in {"node_modules", "dist"})
    build = npm("run", "build")
    return Step("production build", build, needs=("npm packages",), inputs=tuple(sources), output=DIST)


def collect_static_files() -> Step:
    """Copied and compressed once for each build, not at every start."""
    command = [*MANAGE, "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    return Step(
        "static files",
        program(*command, environment=lambda: {"COMMONHOUR_STATIC": str(STATIC)}),
        needs=("python packages", "production build"),
        inputs=(*production_build().inputs, REQUIREMENTS),
        output=STATIC,
    )


def static_checks() -> list[Step]:
    def python(name: str, *command: str | Path, folder: Path = ROOT) -> Step:
        return Step(name, program(*command, folder=folder), needs=("python packages",))

    return [
        python("format", tool("ruff"), "format", "--check", *PYTHON_SOURCES),
        python("lint", tool("ruff"), "check", *PYTHON_SOURCES),
        python("python types", tool("mypy")),
        python(
            "architecture",
            tool("lint-imports"),
            "--no-cache",
            "--config",
            ROOT / "pyproject.toml",
            folder=BACKEND,
        ),
        python("django checks", *MANAGE, "check", "--fail-level", "WARNING"),
        python("migrations complete", *MANAGE, "makemigrations", "--check", "--dry-run"),
        Step("openapi fresh", _openapi_is_fresh, needs=("python packages",)),
        python("docs fresh", PYTHON, ".ci/pages.py", "--check"),
        pytest("lock files", LOCK_TEST),
        Step("frontend lint", _lint_typescript, needs=("npm packages",)),
        Step("frontend types", _check_typescript, needs=("npm packages",)),
        Step("frontend api types fresh", _api_types_are_fresh, needs=("npm packages",)),
    ]


def suites() -> list[Step]:
    everything_but = ("--ignore", LOCK_TEST)
    report = REPORTS / "frontend-tests.xml"
    return [
        Step(
            "frontend tests",
            npm("test", "--", "--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"),
            needs=("npm packages",),
            report=report,
        ),
        production_build(),
        Step("frontend size", npm("run", "size"), needs=("production build",)),
        collect_static_files(),
        pytest("backend on sqlite", *everything_but),
        pytest("backend on postgresql", *everything_but, through=(PYTHON, ".ci/postgres.py")),
        browser_tests(),
    ]


def proofs() -> list[Step]:
    """The marked tests at full size: all of them on SQLite, and again on PostgreSQL those that ask for tables."""
    full = {"COMMONHOUR_PROOF": "full"}
    beside_postgres = (PYTHON, ".ci/postgres.py")
    return [
        pytest("proof on sqlite", "-m", "proof", environment=full),
        pytest("proof on postgresql", "-m", "proof and tables", through=beside_postgres, environment=full),
    ]


def pytest(
    name: str,
    *arguments: str,
    through: tuple[str | Path, ...] = (),
    alone: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Step:
    report = REPORTS / f"{name.replace(' ', '-')}.xml"
    # Two suites run beside each other, so each has a cache folder of its own.
    own = (f"--junitxml={report}", f"--override-ini=cache_dir={CACHE / 'pytest' / name}")
    command = program(
        *(*through, tool("pytest"), *arguments, "-q", *own),
        environment=lambda: {
            **node_environment(),
            **(environment or {}),
        },  # one reader of calendar files is ical.js
    )
    return Step(name, command, needs=("python packages", "npm packages"), report=report, alone=alone)


def browser_tests(only: str = "") -> Step:
    report = REPORTS / "browser-tests.xml"
    chosen = (only,) if only else ()
    command = program(
        *(PYTHON, ROOT / ".ci" / "serving.py", frontend_tool("playwright"), "test", *chosen),
        folder=E2E,
        environment=lambda: {"PLAYWRIGHT_JUNIT_OUTPUT_FILE": str(report)},
    )
    return Step(
        "browser tests",
        command,
        needs=("python packages", "browser", "static files"),
        report=report,
        alone=True,
    )


def _format_python(log: IO[str]) -> None:
    run_program(log, tool("ruff"), "check", "--fix", *PYTHON_SOURCES)
    run_program(log, tool("ruff"), "format", *PYTHON_SOURCES)


def _format_typescript(log: IO[str]) -> None:
    npm("run", "format")(log)
    run_program(
        log, frontend_tool("biome"), "check", "--write", ".", folder=E2E, environment=node_environment()
    )


def _lint_typescript(log: IO[str]) -> None:
    npm("run", "lint")(log)
    run_program(log, frontend_tool("biome"), "check", ".", folder=E2E, environment=node_environment())


def _check_typescript(log: IO[str]) -> None:
    npm("run", "typecheck")(log)
    run_program(log, frontend_tool("tsc"), "--noEmit", folder=E2E, environment=node_environment())


def _write_openapi(log: IO[str], file: Path) -> None:
    strictly = ("--validate", "--fail-on-warn")
    run_program(log, *MANAGE, "spectacular", "--format", "openapi-json", *strictly, "--file", file)
    text = file.read_text()
    file.write_text(text if text.endswith("\n") else text + "\n")


def _openapi_is_fresh(log: IO[str]) -> None:
    made = CACHE / "openapi.json"
    _write_openapi(log, made)
    _compare(OPENAPI, made)


def _api_types_are_fresh(log: IO[str]) -> None:
    made = CACHE / "schema.d.ts"
    compiler = frontend_tool("openapi-typescript")
    run_program(
        log,
        compiler,
        OPENAPI,
        "--default-non-nullable=false",
        "--output",
        made,
        folder=FRONTEND,
        environment=node_environment(),
    )
    _compare(API_TYPES, made)


def _compare(committed: Path, made: Path) -> None:
    old = committed.read_text().splitlines() if committed.exists() else []
    new = made.read_text().splitlines()
    if old != new:
        name = str(committed.relative_to(ROOT))
        changes = difflib.unified_diff(old, new, name, "as it should be", lineterm="", n=1)
        advice = f"{name} is not up to date. Run `make openapi` and commit it."
        raise Trouble("\n".join([*list(changes)[:60], advice]))


def _lock(log: IO[str]) -> None:
    """Ranges stand in pyproject.toml; exact versions and hashes, and no registry's address, in the exported files."""
    runtime = BACKEND / "requirements.txt"
    _export(log, "pyproject.toml", into=runtime)
    _export(
        log, "pyproject.toml", "--group", "dev", "--constraint", runtime.relative_to(ROOT), into=REQUIREMENTS
    )
    for name in ("uv", "node"):
        _export(log, (LOCKS / f"{name}.in").relative_to(ROOT), into=LOCKS / f"{name}.txt")


def _export(log: IO[str], *sources: str | Path, into: Path) -> None:
    exactly = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet")
    newer = ("--upgrade",) if os.environ.get("UPGRADE") else ()
    run_program(
        log, uv(), "pip", "compile", *exactly, *newer, *sources, "--output-file", into.relative_to(ROOT)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
