"""The feeds for feed readers at their addresses: the same events, the same filters, validators of their own."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import LazySettings
from django.test import Client

from commonhour.events import feeds, program_publishing, publishing, tallies
from commonhour.events.models import Event, FeedTally
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts

ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.django_db


def titles(client: Client, address: str) -> list[str]:
    """What a feed of either format tells of."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    if address.split("?", maxsplit=1)[0].endswith(".json"):
        return [item["title"] for item in answer.json()["items"]]
    return [
        each.findtext(f"{ATOM}title") or "" for each in ET.fromstring(answer.content).iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize("form,kind", [("atom", "application/atom+xml"), ("json", "application/feed+json")])
def test_every_feed_is_told_to_readers_too(
    facts: Facts, program_facts: ProgramFacts, now: datetime, client: Client, form: str, kind: str
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    publishing.put_on_calendar(facts(title="Law", topics=["law"], program=str(program.pk)), now=now)
    publishing.put_on_calendar(facts(title="Labour"), now=now + timedelta(hours=1))

    assert titles(client, f"/feeds/network.{form}") == ["Labour", "Law"]
    assert titles(client, f"/feeds/chapters/larkmoor.{form}") == ["Labour", "Law"]
    assert titles(client, f"/feeds/programs/{program.slug}.{form}") == ["Law"]
    assert titles(client, f"/feeds/topics/labour.{form}") == ["Labour"]
    assert titles(client, f"/feeds/events.{form}?topic=law") == ["Law"]
    assert client.get(f"/feeds/network.{form}")["Content-Type"] == f"{kind}; charset=utf-8"


@pytest.mark.parametrize("form", ["atom", "json"])
def test_the_same_choice_is_the_same_feed_and_names_itself_so(
    facts: Facts, now: datetime, client: Client, settings: LazySettings, form: str
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    one = client.get(f"/feeds/events.{form}?topic=labour&format=in_person")
    other = client.get(f"/feeds/events.{form}?format=in_person&topic=labour,labour")

    assert (one.content, one["ETag"]) == (other.content, other["ETag"])
    assert (
        f"{settings.ORIGIN}/feeds/events.{form}?topic=labour&amp;format=in_person".replace(
            "&amp;" if form == "json" else "\0", "&"
        )
        in one.content.decode()
    )


@pytest.mark.parametrize("form", ["ics", "atom", "json"])
def test_nothing_new_costs_no_body_and_each_format_has_its_own_tag(
    facts: Facts, now: datetime, client: Client, form: str
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    tags = {each: client.get(f"/feeds/network.{each}")["ETag"] for each in ("ics", "atom", "json")}

    answer = client.get(f"/feeds/network.{form}", HTTP_IF_NONE_MATCH=tags[form])

    assert (answer.status_code, answer.getvalue()) == (304, b"")
    assert len(set(tags.values())) == 3


def test_a_change_that_no_calendar_line_shows_reaches_feed_readers(
    facts: Facts, now: datetime, client: Client
) -> None:
    event = publishing.put_on_calendar(facts(description="Come with questions."), now=now)
    before = {form: client.get(f"/feeds/network.{form}")["ETag"] for form in ("ics", "atom", "json")}

    publishing.amend(event, facts(description="Come with *questions*."), now=now)

    after = {form: client.get(f"/feeds/network.{form}", HTTP_IF_NONE_MATCH=before[form]) for form in before}
    assert {form: answer.status_code for form, answer in after.items()} == {
        "ics": 304,
        "atom": 200,
        "json": 200,
    }
    assert "<em>questions</em>" in after["json"].json()["items"][0]["content_html"]


def test_another_revision_has_another_date_also_where_another_feed_moved_at_that_moment(
    facts: Facts, quillon: Chapter, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.put_on_calendar(facts(topics=["law"]), now=now)
    at_once = now + timedelta(hours=1)
    publishing.put_on_calendar(facts(topics=["housing"]), now=at_once)
    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(days=1))
    before = client.get("/feeds/topics/housing.atom")

    publishing.put_on_calendar(facts(topics=[], chapter=str(quillon.pk)), now=at_once)

    after = client.get("/feeds/topics/housing.atom", HTTP_IF_MODIFIED_SINCE=before["Last-Modified"])
    assert (after.status_code, after["ETag"] == before["ETag"]) == (200, False)


def test_feed_of_nothing_yet_has_no_date_for_it_may_be_named_anew(
    facts: Facts, quillon: Chapter, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/feeds/chapters/quillon.atom"
    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(days=1))
    publishing.put_on_calendar(facts(), now=now)
    before = client.get(address)

    publishing.put_on_calendar(facts(title="Another"), now=now)

    same = client.get(address, HTTP_IF_NONE_MATCH=before["ETag"])
    Chapter.objects.filter(pk=quillon.pk).update(name="Quillon Falls Chapter")
    renamed = client.get(address)
    assert (same.status_code, renamed["ETag"] == before["ETag"]) == (304, False)
    assert b"<updated>2020-01-01T00:00:00+00:00</updated>" in renamed.content
    assert not {"Last-Modified"} & {*before.headers, *same.headers, *renamed.headers}


@pytest.mark.parametrize("visibility", ["network", "unlisted"])
def test_what_is_hidden_is_in_none_and_moves_none(
    facts: Facts, now: datetime, client: Client, visibility: str
) -> None:
    publishing.put_on_calendar(facts(title="Open"), now=now)
    before = {form: client.get(f"/feeds/network.{form}")["ETag"] for form in ("atom", "json")}

    publishing.put_on_calendar(facts(title="Hidden", visibility=visibility), now=now)

    for form, tag in before.items():
        assert client.get(f"/feeds/network.{form}", HTTP_IF_NONE_MATCH=tag).status_code == 304
        assert titles(client, f"/feeds/network.{form}") == ["Open"]


@pytest.mark.parametrize(
    "damage",
    [
        {"schedule": {"starts_at": "never"}},
        {"schedule": []},
        {"event_type": "no kind of ours"},
        {"title": "A bell\x07"},
        {"title": "No character\ufffe"},
        {"description_html": "<p>Another page\x0c</p>"},
    ],
)
def test_a_damaged_event_is_left_out_and_harms_no_other(
    damage: dict[str, Any], facts: Facts, now: datetime, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    bad = publishing.put_on_calendar(facts(title="Bad"), now=now)
    publishing.put_on_calendar(facts(title="Good"), now=now)
    Event.objects.filter(pk=bad.pk).update(**damage)

    assert titles(client, "/feeds/network.atom") == titles(client, "/feeds/network.json") == ["Good"]
    assert f"Event {bad.pk} cannot be told to feed readers." in caplog.text


def test_before_the_first_event_there_is_an_empty_feed(larkmoor: Any, client: Client) -> None:
    assert titles(client, "/feeds/chapters/larkmoor.atom") == []
    assert json.loads(client.get("/feeds/network.json").content)["items"] == []
    assert client.get("/feeds/chapters/nowhere.atom").status_code == 404


def test_each_answer_is_counted_without_a_write_of_its_own(
    facts: Facts, now: datetime, client: Client
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    tag = client.get("/feeds/network.ics")["ETag"]
    for _ in range(3):
        client.get("/feeds/network.ics", HTTP_IF_NONE_MATCH=tag)
    assert not FeedTally.objects.exists()

    tallies.THIS_PROCESS.write_if_due(now=datetime.now(UTC) + timedelta(minutes=2))

    (tally,) = FeedTally.objects.all()
    assert (tally.sent, tally.unchanged) == (1, 3)
