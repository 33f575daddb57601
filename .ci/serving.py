"""Serving the product: for a person (`make run`), or for one command beside a freshly filled copy of it.

`python .ci/serving.py npx playwright test` starts the real server and the task worker on a free port, with the demo
data in a database of their own, runs the command, and takes everything down. The command finds the address in
COMMONHOUR_ADDRESS and the folder of what both printed, mail included, in COMMONHOUR_LOGS.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Iterator, Mapping, NoReturn

from running import CACHE, LOGS, ROOT, TAIL_LINES, Trouble, start_program, stop_all
from toolchain import PYTHON, node_environment, tool

BACKEND = ROOT / "backend"
MANAGE = (str(PYTHON), str(BACKEND / "manage.py"))
STATIC = CACHE / "static"
FIRST_PORT = 8000
START_SECONDS = 60


class Product:
    """The web server, the task worker and the clock of recurring jobs as our children."""

    def __init__(self, address: str, environment: Mapping[str, str], *, logs: Path) -> None:
        self.address = address
        self.logs = logs
        self.echo = threading.Event()  # set once the children's own words should reach the terminal
        port = address.rsplit(":", 1)[1]
        server = [
            *(str(tool("granian")), "--interface", "wsgi", "--host", "127.0.0.1", "--port", port),
            *("--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"),
            "commonhour.wsgi:application",
        ]
        self._environment = environment
        self._children = {"server": self._start("server", server, environment)}

    def _start(self, name: str, words: list[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
        process = start_program(words, folder=BACKEND, environment=environment, output=subprocess.PIPE)
        threading.Thread(target=self._copy, args=(name, process.stdout), daemon=True).start()
        return process

    def _copy(self, name: str, lines: IO[str]) -> None:
        with self._log_of(name).open("w") as log:
            for line in lines:
                log.write(line)
                log.flush()
                if self.echo.is_set():
                    print(f"{name} | {line}", end="", flush=True)

    def start_the_rest_once_it_answers(self) -> None:
        """The worker and the clock come after the server: four programs that start at once share two cores."""
        self._wait_for_the_server()
        for name, words in {
            "worker": ("db_worker", "--no-startup-delay"),
            "clock": ("keep_time",),
        }.items():
            self._children[name] = self._start(name, [*MANAGE, *words], self._environment)

    def _wait_for_the_server(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.complain_if_one_ended()
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise Trouble(f"{self.address} did not answer within {START_SECONDS} s.\n{self._tail('server')}")

    def complain_if_one_ended(self) -> None:
        for name, process in self._children.items():
            if process.poll() is not None:
                time.sleep(0.2)  # its last words may still be in the pipe
                raise Trouble(f"The {name} stopped with {process.returncode}.\n{self._tail(name)}")

    def watch(self) -> NoReturn:
        while True:
            self.complain_if_one_ended()
            time.sleep(0.5)

    def _log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _tail(self, name: str) -> str:
        log = self._log_of(name)
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        last = "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])
        return f"{last}\nThe whole log: {log.relative_to(ROOT)}"


def first_free_port() -> int:
    """The port asked for in PORT, or the first free one from 8000."""
    asked = os.environ.get("PORT")
    if asked:
        if not asked.isdigit() or not _is_free(int(asked)):
            raise Trouble(
                f"Port {asked} cannot be used. Without PORT, the first free one from {FIRST_PORT} is."
            )
        return int(asked)
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if _is_free(port):
            return port
    raise Trouble(f"No port from {FIRST_PORT} to {FIRST_PORT + 99} is free. Set PORT to one that is.")


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def serve_a_person(port: int, *, since: float) -> NoReturn:
    """Serve the development data until Ctrl-C, ending the preparations with the address and the demo sign-ins."""
    address = f"http://127.0.0.1:{port}"
    environment = {"COMMONHOUR_ORIGIN": address, "COMMONHOUR_STATIC": str(STATIC)}
    product = Product(address, environment, logs=LOGS)
    who = _manage("demo", "--sign-ins", environment=environment)  # while the server starts
    product.start_the_rest_once_it_answers()
    seconds = time.monotonic() - since
    print(f"\nCommonhour answers at {address}/ after {seconds:.0f} s. Ctrl-C stops it.\n\n{who}", flush=True)
    product.echo.set()
    product.watch()


def _manage(*words: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [*MANAGE, *words],
        env={**os.environ, **environment},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Trouble(f"manage.py {' '.join(words)} failed.\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def freshly_filled() -> Iterator[dict[str, str]]:
    """A running product with nothing in it but the demo, and the variables that lead a command to it."""
    folder = Path(tempfile.mkdtemp(prefix="commonhour-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = {
        "COMMONHOUR_DATA": str(folder),
        "COMMONHOUR_STATIC": str(STATIC),
        "COMMONHOUR_ORIGIN": address,
        "DATABASE_URL": f"sqlite:///{folder / 'commonhour.sqlite3'}",
    }
    logs = LOGS / "browser"
    logs.mkdir(parents=True, exist_ok=True)
    try:
        _manage("migrate", "--verbosity", "0", environment=environment)
        _manage("demo", environment=environment)
        Product(address, environment, logs=logs).start_the_rest_once_it_answers()
        yield {**environment, "COMMONHOUR_ADDRESS": address, "COMMONHOUR_LOGS": str(logs)}
    finally:
        stop_all()
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    # A stop from outside must still take the children down, so it is turned into an ordinary exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with freshly_filled() as environment:
            variables = {**os.environ, **node_environment(), **environment}
            return subprocess.run(command, check=False, env=variables).returncode
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
