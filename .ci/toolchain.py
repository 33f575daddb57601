"""What everything else runs with, from locked versions: uv, Python packages, Node, npm packages, a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

from running import CACHE, ROOT, Step, Trouble, run_program

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)
BIN = "Scripts" if os.name == "nt" else "bin"

FRONTEND = ROOT / "frontend"
LOCKS = ROOT / ".ci" / "locks"
REQUIREMENTS = ROOT / "backend" / "requirements-dev.txt"
OWN_UV = CACHE / "uv"
OWN_NODE = CACHE / "node"
ENVIRONMENT = CACHE / "venv"
PYTHON = ENVIRONMENT / BIN / "python"
BROWSER = CACHE / "browser"


def tool(name: str) -> Path:
    """A command that came with the Python packages, such as ruff."""
    return ENVIRONMENT / BIN / name


def setup_steps(*, browser: bool = False) -> list[Step]:
    """What has to be there before anything can run. Each is skipped while the files it was made from are unchanged."""
    node = _node_on_path()
    steps = [
        Step("uv", _install_uv),
        Step(
            "python packages",
            _install_python_packages,
            needs=("uv",),
            inputs=(REQUIREMENTS, sys.version),
            output=PYTHON,
        ),
        Step(
            "npm packages",
            _install_npm_packages,
            needs=() if node else ("node",),
            inputs=(*(FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")), node),
            output=FRONTEND / "node_modules",
        ),
    ]
    if not node:
        steps.append(
            Step("node", _install_node, needs=("uv",), inputs=(LOCKS / "node.txt",), output=OWN_NODE)
        )
    if browser:
        steps.append(
            Step(
                "browser",
                _unpack_browser,
                needs=("npm packages",),
                inputs=(FRONTEND / "package-lock.json",),
                output=BROWSER / "chromium",
            )
        )
    return steps


# uv


def uv() -> Path:
    found = shutil.which("uv")
    return Path(found) if found else OWN_UV / BIN / "uv"


def _install_uv(log: IO[str]) -> None:
    if uv().exists():
        return
    try:
        run_program(log, sys.executable, "-m", "venv", "--clear", OWN_UV)
    except Trouble as trouble:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            f"{sys.executable} cannot make a virtual environment. On Debian or Ubuntu its module is a package of its own:\n"
            f"    apt install python{version}-venv\n"
            "Or put uv (https://docs.astral.sh/uv/) on the path."
        ) from trouble
    pip = (OWN_UV / BIN / "python", "-m", "pip")
    run_program(log, *pip, "install", "--require-hashes", "-r", LOCKS / "uv.txt")


# Python


def _install_python_packages(log: IO[str]) -> None:
    if not _answers(PYTHON):
        # This interpreter where it is new enough; otherwise uv looks for another one, and fetches one as the last resort.
        wanted = sys.executable if sys.version_info >= OLDEST_PYTHON else ">={}.{}".format(*OLDEST_PYTHON)
        run_program(log, uv(), "venv", "--clear", "--python", wanted, ENVIRONMENT)
    run_program(log, uv(), "pip", "sync", "--require-hashes", "--python", PYTHON, REQUIREMENTS)


def _answers(program: Path) -> bool:
    """Whether it is there and runs: a folder that was moved leaves an interpreter that does not."""
    try:
        return subprocess.run([program, "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


# Node


def _node_on_path() -> str:
    """The version of the machine's Node, or nothing where it is missing or too old for our tools."""
    if not (shutil.which("node") and shutil.which("npm")):
        return ""
    answer = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    if not version or (int(version[1]), int(version[2])) < OLDEST_NODE or version[1] == "21":
        return ""
    return answer.strip()


def node_environment() -> dict[str, str]:
    """Variables under which `node` and `npm` are the ones we chose."""
    if _node_on_path():
        return {}
    return {"PATH": os.pathsep.join([str(OWN_NODE / BIN), os.environ.get("PATH", "")])}


def _install_node(log: IO[str]) -> None:
    run_program(log, uv(), "venv", "--clear", "--python", sys.executable, OWN_NODE)
    into = ("--python", OWN_NODE / BIN / "python")
    run_program(log, uv(), "pip", "install", "--require-hashes", *into, "-r", LOCKS / "node.txt")


def _install_npm_packages(log: IO[str]) -> None:
    run_program(log, "npm", "ci", "--no-audit", "--no-fund", folder=FRONTEND, environment=node_environment())
    # The browser tests live outside frontend/ and find its packages through this link.
    link = ROOT / "tests" / "e2e" / "node_modules"
    if not link.is_symlink():
        link.symlink_to(Path("..") / ".." / "frontend" / "node_modules")


def _unpack_browser(log: IO[str]) -> None:
    """Chromium travels compressed inside an npm package, and unpacks itself under fixed names into the temporary folder."""
    shutil.rmtree(BROWSER, ignore_errors=True)
    BROWSER.mkdir(parents=True)
    script = "const chromium = await import('@sparticuz/chromium'); await chromium.default.executablePath();"
    run_program(
        log,
        *("node", "--input-type=module", "--eval", script),
        folder=FRONTEND,
        # The second variable makes it unpack the system libraries it needs, which a plain machine does not have.
        environment={**node_environment(), "TMPDIR": str(BROWSER), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"},
    )
    # The font list it brings speaks of a fixed folder; ours speaks of where the fonts are, and of the machine's own.
    folders = "".join(f"<dir>{folder}</dir>" for folder in (BROWSER / "fonts" / "fonts", "/usr/share/fonts"))
    cache = f"<cachedir>{BROWSER / 'fonts-cache'}</cachedir>"
    (BROWSER / "fonts" / "fonts.conf").write_text(f"<fontconfig>{folders}{cache}</fontconfig>\n")
