"""Real servers over the tables of a test: processes of their own, each with a hash seed of its own."""

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PATIENCE_SECONDS = 10


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Server(NamedTuple):
    port: int
    process: "subprocess.Popen[bytes]"

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            asking.request(
                method, address, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            got = asking.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            asking.close()


def tables_for_others(folder: Path) -> str:
    """The address of a database in which other processes find what this test has written."""
    if connection.vendor == "sqlite":
        file = folder / "tables.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
            copy.execute(
                "PRAGMA journal_mode=WAL"
            )  # as every database of ours; it cannot be made so while it is written
        copy.close()
        return f"sqlite:///{file}"
    asked = urlsplit(os.environ["DATABASE_URL"])
    return asked._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def somebody_writing(database: str, *tables: str) -> Iterator[None]:
    """Another process holds the database, or on PostgreSQL these tables, and does not let go."""
    if connection.vendor == "sqlite":
        writer = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            writer.execute("ROLLBACK")
            writer.close()
        return
    with psycopg.connect(database) as held:
        held.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
        yield


@contextmanager
def servers(database: str, seeds: list[int]) -> Iterator[list[Server]]:
    """So many servers at once, taken down at the end."""
    started = [_start(database, seed) for seed in seeds]
    try:
        for each in started:
            _wait_for(each)
        yield started
    finally:
        for each in started:
            each.process.terminate()
        for each in started:
            each.process.wait()


def _start(database: str, seed: int) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "PYTHONHASHSEED": str(seed),
        "PYTHONPATH": str(ROOT / "backend"),
    }
    process = subprocess.Popen(
        [*command, "--blocking-threads", "1", "--no-ws", "commonhour.wsgi:application"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return Server(port, process)


def _wait_for(server: Server) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            server.ask("/healthz")
        except OSError:
            if time.monotonic() > until or server.process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return
