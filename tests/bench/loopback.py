"""The real server, asked over loopback: a new connection for each request, its bytes counted until the server closes it."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import published

PATIENCE_SECONDS = 60
CHUNK = 1 << 18


@dataclass(frozen=True)
class Answer:
    milliseconds: float
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    port: int

    def ask(self, address: str, **headers: str) -> Answer:
        """One request; what is counted begins with the connection and ends with its last octet."""
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{named}\r\n".encode()
        received = []
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            while chunk := connection.recv(CHUNK):
                received.append(chunk)
        taken = (time.perf_counter() - begun) * 1000
        head, _, body = b"".join(received).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        found = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return Answer(taken, int(first.split()[1]), found, body)


@contextmanager
def server(database: Path, memory: Path | None = None) -> Iterator[Server]:
    """The product, and beside it the views of `tests.bench.beside`, in one process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": f"{published.ROOT / 'backend'}{os.pathsep}{published.ROOT}",
        **({"COMMONHOUR_BENCH_BYTES": str(memory)} if memory else {}),
    }
    process = subprocess.Popen(
        [*command, "--blocking-threads", "2", "--no-ws", "tests.bench.beside:application"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _when_it_answers(Server(port))
    finally:
        process.terminate()
        process.wait()


def _when_it_answers(found: Server) -> Server:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            found.ask("/healthz")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return found


def in_turns(ways: Mapping[str, Callable[[], float]], turns: int) -> dict[str, float]:
    """The median of the quieter half of each way's turns, all ways tried in every turn.

    What a neighbour's work adds to a long answer is more than it adds to a short one, and is no cost of ours.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns):
        names = list(ways)
        # Each way stands behind every other one equally often: what follows a large answer is slower.
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            taken[name].append(ways[name]())
    return {name: statistics.median(sorted(times)[: -(-len(times) // 2)]) for name, times in taken.items()}
