"""Every address a feed is read at answers alike: the same headers, conditions and refusals, and no session."""

import gzip
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhour.events import feeds, program_publishing, publishing
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts
from tests.events.http_model import held, taken

FORMS = {
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
CODINGS = [None, "gzip", "gzip;q=0", "gzip, identity;q=0", "*", "gzip;q=0.5, identity"]
KINDS = ["network", "chapter", "unborn", "program", "topic", "everything", "choice"]


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(days=1))


@pytest.fixture
def addresses(
    facts: Facts, program_facts: ProgramFacts, quillon: Chapter, now: datetime
) -> dict[tuple[str, str], str]:
    """Each kind of feed in each form, and two files of one event."""
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)
    unlisted = publishing.put_on_calendar(facts(visibility="unlisted"), now=now)
    paths = ["network", "chapters/larkmoor", "chapters/quillon", f"programs/{program.slug}", "topics/labour"]
    found = {
        (kind, form): f"/feeds/{path}.{form}"
        for (kind, path), form in product(zip(KINDS, [*paths, "events", "events"], strict=True), FORMS)
    }
    found |= {("choice", form): f"/feeds/events.{form}?topic=labour&type=talk" for form in FORMS}
    return found | {
        ("event", "ics"): f"/events/{event.slug}.ics",
        ("unlisted", "ics"): f"/events/{unlisted.slug}.ics",
    }


def ask(client: Client, address: str, method: str = "get", **headers: str | None) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    return getattr(client, method)(address, headers=sent)


def test_every_address_answers_as_the_model_says(
    addresses: dict[tuple[str, str], str], client: Client
) -> None:
    for (kind, form), address in addresses.items():
        first = ask(client, address)
        tag, date = first["ETag"], first.headers.get("Last-Modified")
        names = {"identity": tag, "gzip": f'{tag[:-1]}-gz"'}
        tags: dict[str | None, frozenset[str] | None] = {
            None: None,
            "*": frozenset({"any"}),
            tag: frozenset({tag}),
            f'W/{names["gzip"]}, "x"': frozenset({names["gzip"]}),
            '"x"': frozenset(),
        }
        dates = {None: False, "Tue, 01 Sep 2026 01:02:03 GMT": False, **({date: True} if date else {})}
        for named, since, coding, method in product(tags, dates, CODINGS, ("get", "head")):
            codings = taken(coding)
            holding = held(codings, names, tags[named], dated=dates[since])
            sent = holding or codings[0]

            got = ask(
                client,
                address,
                method,
                If_None_Match=named,
                If_Modified_Since=since,
                Accept_Encoding=coding,
            )

            case = (address, named, since, coding, method)
            assert (case, got.status_code, got["ETag"]) == (case, 304 if holding else 200, names[sent])
            assert (case, told(got)) == (case, expected(kind, form, sent, holding, date))
            body = b"".join(got) if got.streaming else got.content
            plain = gzip.decompress(body) if body and sent == "gzip" else body
            assert (case, plain) == (case, b"" if holding or method == "head" else first.content)


def told(got: Any) -> dict[str, str | None]:
    names = (
        *("Content-Type", "Content-Encoding", "Last-Modified", "Cache-Control", "Vary", "Set-Cookie"),
        *("Access-Control-Allow-Origin", "X-Content-Type-Options", "X-Robots-Tag", "Referrer-Policy"),
    )
    return {name: got.headers.get(name) for name in names}


def expected(kind: str, form: str, sent: str, holding: str, date: str | None) -> dict[str, str | None]:
    secret = kind == "unlisted"
    return {
        "Content-Type": None if holding else FORMS[form],
        "Content-Encoding": "gzip" if sent == "gzip" and not holding else None,
        "Last-Modified": date,
        "Cache-Control": "private, no-cache"
        if secret
        else "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
        "Vary": "Accept-Encoding",
        "Set-Cookie": None,
        "Access-Control-Allow-Origin": None if secret else "*",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex" if secret else None,
        "Referrer-Policy": "no-referrer" if secret else "same-origin",
    }


def test_nothing_new_costs_one_read_at_every_address(
    addresses: dict[tuple[str, str], str], client: Client
) -> None:
    client.cookies["session"] = "a-session-of-someone-0123456789"
    for (kind, _), address in addresses.items():
        tag = ask(client, address)["ETag"]

        with CaptureQueriesContext(connection) as asked:
            got = ask(client, address, If_None_Match=tag)

        reads = [each["sql"].split()[0] for each in asked]
        # One that was never published is known by its name, which must be there.
        most = 2 if kind == "unborn" else 1
        assert (address, got.status_code, reads) == (address, 304, ["SELECT"] * most)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_every_address_can_only_be_read(method: str, addresses: dict[tuple[str, str], str]) -> None:
    """Also by who sends no token against forgery, as no script and no calendar app does."""
    client = Client(enforce_csrf_checks=True)
    for address in addresses.values():
        got = ask(client, address, method)

        assert (got.status_code, got["Allow"], got["Cache-Control"]) == (405, "GET, HEAD", "no-store")
        assert got.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "sent", [{}, {"If_None_Match": "*"}, {"If_None_Match": '"x"', "Accept_Encoding": "gzip"}]
)
@pytest.mark.parametrize(
    "address, status, code",
    [
        ("/feeds/chapters/nowhere.ics", 404, "not_here"),
        ("/feeds/topics/nothing.atom", 404, "not_here"),
        ("/feeds/programs/none.json", 404, "not_here"),
        ("/events/none.ics", 404, "not_here"),
        ("/feeds/events.ics?chapters=larkmoor", 400, "bad_filter"),
        ("/feeds/events.ics?topic=nothing", 400, "bad_filter"),
        ("/feeds/events.json?from=yesterday", 400, "bad_filter"),
    ],
)
def test_refusal_is_a_sentence_that_no_cache_keeps(
    address: str, status: int, code: str, sent: dict[str, str], facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    got = ask(client, address, **sent)

    assert (got.status_code, got.json()["code"], got["Cache-Control"]) == (status, code, "no-store")
    assert got.json()["detail"].endswith(".")
    assert not {"ETag", "Last-Modified", "Access-Control-Allow-Origin", "Set-Cookie"} & set(got.headers)


@pytest.mark.parametrize(
    "one, other",
    [
        ("topic=law&topic=labour&type=talk", "type=talk&topic=labour,law"),
        ("topic=labour", "topic=labour,,labour&text=&chapter="),
        ("open_roles=true", "open_roles=YES"),
        ("open_roles=true", "open_roles=1"),
        ("", "open_roles=no"),
        ("text=fair work", "text=Work  FAIR work"),
        ("from=2026-09-05", "from=2026-09-05T02:00:00%2B02:00"),
        ("from=2026-09-05", "from=2026-09-05T02:00:00+02:00"),
        ("to=2026-09-05", "to=2026-09-06T00:00:00%2B00:00"),
        ("from=2026-09-05T10:30:00Z", "from=2026-09-05T12:30:00%2B02:00"),
    ],
)
def test_one_choice_in_every_spelling_is_one_feed(
    one: str, other: str, facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    for form in FORMS:
        answers = [client.get(f"/feeds/events.{form}?{query}") for query in (one, other)]

        assert answers[0]["ETag"] == answers[1]["ETag"]
        assert answers[0].content == answers[1].content
        tag = answers[0]["ETag"]
        assert client.get(f"/feeds/events.{form}?{other}", HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_tag_of_one_choice_says_nothing_of_another(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    tag = client.get("/feeds/events.ics?topic=law")["ETag"]

    for other in ("topic=labour", "topic=law&type=talk", "text=law", ""):
        assert client.get(f"/feeds/events.ics?{other}", HTTP_IF_NONE_MATCH=tag).status_code == 200
