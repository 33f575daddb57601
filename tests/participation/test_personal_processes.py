"""What holds between processes: an address that ended is ended in all of them, and no reader waits for a writer."""

import http.client
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from commonhour.participation import subscribing
from commonhour.participation.parts import Part
from commonhour.people.models import User
from tests.events.processes import Answer, Server, servers, somebody_writing, tables_for_others
from tests.participation.conftest import Happening
from tests.sizes import Sizes

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = [{"kind": kind} for kind in ("network", "my_chapters", "sign_ups")]
AT_ONCE = 8
WAITED_LONG = 2.0
"""Seconds. SQLite would wait for twenty, and a calendar app gives up before."""


class Signed:
    """Somebody signed in, at servers that know their session."""

    def __init__(self, person: User) -> None:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/api/me")
        self.headers = {
            "Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items()),
            "X_CSRFToken": client.cookies["csrf"].value,
            "Content_Type": "application/json",
        }

    def asks(self, server: Server, method: str, path: str, body: Any = None) -> Any:
        asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        headers = {name.replace("_", "-"): value for name, value in self.headers.items()}
        asking.request(method, path, json.dumps(body or {}), headers)
        got = asking.getresponse()
        answer = got.read()
        asking.close()
        assert got.status < 300, answer
        return json.loads(answer) if answer else None


def test_from_the_next_request_on_every_process_answers_nothing_of_it(
    happening: Happening, ada: User, lin: User, tmp_path: Path, proof: Sizes
) -> None:
    """Asked with the tag of before and without one, by many at once, the moment after it ended."""
    happening(title="Canary", visibility="network")
    person, lead = Signed(ada), Signed(lin)
    database = tables_for_others(tmp_path)
    requests = 1_000 if proof.full else 40

    def rotated(server: Server, made: Any) -> None:
        person.asks(server, "POST", f"/api/subscriptions/{made['id']}/address")

    def deleted(server: Server, made: Any) -> None:
        person.asks(server, "DELETE", f"/api/subscriptions/{made['id']}")

    def account_closed(server: Server, made: Any) -> None:
        write(database, "UPDATE people_user SET is_active = false WHERE email = 'ada@example.org'")

    def network_left(server: Server, made: Any) -> None:
        lead.asks(server, "DELETE", f"/api/chapters/larkmoor/people/{ada.pk}")

    with servers(database, seeds=list(range(1, proof.processes + 1))) as running:
        for number, end in enumerate((rotated, deleted, account_closed, network_left)):
            name = {"name": f"phone {number}", "parts": PARTS}
            made = person.asks(running[0], "POST", "/api/subscriptions", name)
            path = urlsplit(made["address"]).path
            before = [server.ask(path) for server in running]
            (tag,) = {answer.headers["etag"] for answer in before}
            assert all(b"Canary" in answer.body for answer in before)

            end(running[number % len(running)], made)
            answers = asked_by_many(running, path, tag, requests)
            write(database, "UPDATE people_user SET is_active = true")

            assert len(answers) == requests
            assert {answer.status for answer in answers} <= {200, 304}
            stale = [
                answer for answer in answers if b"Canary" in answer.body or answer.headers["etag"] == tag
            ]
            assert stale == [], end.__name__


def asked_by_many(running: list[Server], path: str, tag: str, requests: int) -> list[Answer]:
    def ask(number: int) -> Answer:
        server = running[number % len(running)]
        return server.ask(path, If_None_Match=tag) if number % 3 else server.ask(path)

    with ThreadPoolExecutor(AT_ONCE) as many:
        return list(many.map(ask, range(requests)))


def write(database: str, sql: str) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20) as tables:
            tables.execute(sql)
        tables.close()
        return
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_process_gives_one_truth(
    happening: Happening, ada: User, tmp_path: Path, proof: Sizes, now: datetime
) -> None:
    for number in range(3):
        happening(title=f"Evening {number}", **({"visibility": "network"} if number else {}))
    _, address = subscribing.make(
        actor=ada, name="phone", parts=[Part("network"), Part("filter", "type=talk")], now=now
    )
    path = urlsplit(address).path
    database = tables_for_others(tmp_path)

    with servers(database, seeds=list(range(1, proof.processes + 1))) as running:
        answers = []
        for number, server in zip(range(proof.fetches), cycle(running), strict=False):
            if number % 3 == 2:
                write(
                    database,
                    "UPDATE participation_subscriptionaddress SET made_of = '', tag = '', tag_since = NULL",
                )
            answers.append(server.ask(path))

    assert len({(answer.status, answer.headers["etag"], answer.body) for answer in answers}) == 1


def test_a_reader_is_neither_refused_nor_kept_waiting_by_a_writer(
    happening: Happening, ada: User, tmp_path: Path, now: datetime
) -> None:
    happening()
    _, address = subscribing.make(actor=ada, name="phone", parts=[Part("network")], now=now)
    path = urlsplit(address).path
    database = tables_for_others(tmp_path)

    with servers(database, seeds=[1]) as (server,):
        server.ask("/feeds/network.ics")
        with somebody_writing(database, "participation_subscriptionaddress"):
            began = time.monotonic()
            first, second = server.ask(path), server.ask(path)
            waited = time.monotonic() - began
        third = server.ask(path, If_None_Match=first.headers["etag"])

    assert (first.status, second.status, third.status) == (200, 200, 304)
    assert first.body == second.body
    assert first.headers["etag"] == second.headers["etag"] == third.headers["etag"]
    assert waited < WAITED_LONG
