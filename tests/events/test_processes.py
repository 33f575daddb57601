"""What holds between processes: one truth from each of them, also after a restart, and no reader waits for a writer."""

import gzip
import hashlib
import sqlite3
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from commonhour.events import program_publishing, publishing
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts, weekly
from tests.events.processes import Server, servers, somebody_writing, tables_for_others
from tests.sizes import Sizes

pytestmark = pytest.mark.django_db(transaction=True)

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kathmandu", "America/Santiago", "Africa/Casablanca")
NETWORK = "/feeds/network.ics"


@pytest.fixture
def addresses(
    facts: Facts, program_facts: ProgramFacts, quillon: Chapter, vesper: Chapter, now: datetime
) -> list[str]:
    """A calendar with something of everything, and an address of each kind of feed."""
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    for number, zone in enumerate(ZONES):
        event = publishing.put_on_calendar(
            facts(
                title=f"Evening {number}, très long; 日本",
                schedule=weekly(time_zone=zone),
                cohosts=[str(quillon.pk), str(vesper.pk)],
                topics=["law", "labour", "housing"],
                program=str(program.pk),
            ),
            now=now,
        )
    held = publishing.put_on_calendar(facts(title="Held"), now=now)
    publishing.hold(held, now=now)
    unlisted = publishing.put_on_calendar(facts(visibility="unlisted"), now=now)
    named = [
        "network",
        "chapters/larkmoor",
        "chapters/quillon",
        f"programs/{program.slug}",
        "topics/labour",
        "events",
    ]
    return [
        *(f"/feeds/{each}.{form}" for each in named for form in ("ics", "atom", "json")),
        "/feeds/events.ics?topic=law,labour&chapter=quillon&text=evening",
        f"/events/{event.slug}.ics",
        f"/events/{unlisted.slug}.ics",
    ]


def test_every_process_gives_one_truth_also_after_a_restart(
    addresses: list[str], tmp_path: Path, proof: Sizes
) -> None:
    database = tables_for_others(tmp_path)
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rounds = proof.fetches // proof.processes

    with servers(database, seeds=list(range(1, proof.processes + 1))) as running:
        for number in range(rounds):
            for server in running:
                if number % 2:
                    forget_bodies(database)  # so that this process makes its own
                fetch_all(server, addresses, seen)
    with servers(database, seeds=[4242]) as restarted:
        fetch_all(restarted[0], addresses, seen)
        forget_bodies(database)
        fetch_all(restarted[0], addresses, seen)

    assert {address: len(answers) for address, answers in seen.items()} == dict.fromkeys(addresses, 1)


def fetch_all(server: Server, addresses: list[str], seen: dict[str, set[tuple[str, str]]]) -> None:
    for address in addresses:
        plain, packed = server.ask(address), server.ask(address, Accept_Encoding="gzip")
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-gz"'
        digest = hashlib.sha256(plain.body + packed.body).hexdigest()
        seen[address].add((plain.headers["etag"], digest))


def forget_bodies(database: str) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(database.removeprefix("sqlite:///")) as tables:
            tables.execute("DELETE FROM events_feedbody")
        tables.close()
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events_feedbody")


def test_reader_is_neither_refused_nor_kept_waiting_by_a_writer(addresses: list[str], tmp_path: Path) -> None:
    database = tables_for_others(tmp_path)
    with servers(database, seeds=[1]) as (server,):
        with somebody_writing(database, "events_feedbody", "events_feedtally"):
            while_writing = [server.ask(address) for address in addresses]
        afterwards = [server.ask(address) for address in addresses]

    assert {answer.status for answer in while_writing} == {200}
    assert [answer.body for answer in while_writing] == [answer.body for answer in afterwards]


def test_asking_for_the_head_says_all_but_the_body(addresses: list[str], tmp_path: Path) -> None:
    with servers(tables_for_others(tmp_path), seeds=[1]) as (server,):
        for address in addresses:
            for coding in ("identity", "gzip"):
                full = server.ask(address, Accept_Encoding=coding)
                head = server.ask(address, "HEAD", Accept_Encoding=coding)
                same = {name: value for name, value in full.headers.items() if name != "date"}

                assert {name: value for name, value in head.headers.items() if name != "date"} == same
                assert (head.status, head.body, head.headers["content-length"]) == (
                    200,
                    b"",
                    str(len(full.body)),
                )
                again = server.ask(
                    address, "HEAD", If_None_Match=full.headers["etag"], Accept_Encoding=coding
                )
                assert (again.status, again.body, "content-length" in again.headers) == (304, b"", False)
