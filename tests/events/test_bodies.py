"""Feed bodies are made once for all their readers, kept compressed, and never at a reader's cost."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhour.events import bodies, feeds, ical, publishing
from commonhour.events.bodies import Place
from commonhour.events.compression import Pieces, Segment, cut, gzip_of
from commonhour.events.conditional import Coding
from commonhour.events.models import Event, FeedBody, FeedState
from commonhour.people.models import Chapter
from tests.events.conftest import Facts

NETWORK = "/feeds/network.ics"
TAG = '"n1-1"'
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(feeds, "now", lambda: now + DAY)


@pytest.fixture
def feed(facts: Facts, now: datetime) -> FeedState:
    publishing.put_on_calendar(facts(), now=now)
    return FeedState.objects.get(kind="network")


def packed(client: Client, address: str) -> Any:
    return client.get(address, HTTP_ACCEPT_ENCODING="gzip")


def test_body_is_kept_and_compressed_under_one_tag(feed: FeedState, client: Client) -> None:
    plain, compressed = client.get(NETWORK), packed(client, NETWORK)

    (row,) = FeedBody.objects.all()
    assert bytes(row.gzipped) == compressed.content
    assert gzip.decompress(compressed.content) == plain.content
    assert (plain["ETag"], compressed["ETag"]) == (row.etag, f'{row.etag[:-1]}-gz"')
    assert compressed["Content-Length"] == str(len(compressed.content))


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_kept_body_takes_two_reads_and_no_write(coding: str, feed: FeedState, client: Client) -> None:
    first = client.get(NETWORK, HTTP_ACCEPT_ENCODING=coding)

    with CaptureQueriesContext(connection) as asked:
        again = client.get(NETWORK, HTTP_ACCEPT_ENCODING=coding)

    assert again.content == first.content
    assert [each["sql"].split()[0] for each in asked] == ["SELECT", "SELECT"]


def test_edit_leaves_the_segments_of_other_events_as_they_were(
    feed: FeedState, facts: Facts, now: datetime
) -> None:
    template = bytes(Event.objects.get().vevent)
    uid = template[18:54]
    parts = [template.replace(uid, b"%08x-0000-4000-8000-000000000000" % each) for each in range(300)]
    place = Place(feed.pk)
    before = Pieces(bodies.keep(place, TAG, cut(parts), now=now))

    parts[150] = parts[150].replace(b"Hale Library", b"Quill House")
    after = cut(parts)
    bodies.keep(place, '"n2-1"', after, before=before, now=now)

    assert [before.of(segment) for segment in after].count(None) == 1
    assert gzip.decompress(FeedBody.objects.get().gzipped) == b"".join(parts)


@pytest.mark.parametrize("change", ["edit", "add", "hold", "release", "leave", "join", "poison"])
def test_body_made_of_the_one_before_equals_one_made_anew(
    change: str, facts: Facts, quillon: Chapter, client: Client, now: datetime
) -> None:
    events = [publishing.put_on_calendar(facts(title=f"Evening {each}"), now=now) for each in range(40)]
    other = publishing.put_on_calendar(facts(title="Elsewhere", chapter=str(quillon.pk)), now=now)
    if change == "release":
        publishing.hold(events[20], now=now)
    addresses = (NETWORK, "/feeds/chapters/larkmoor.ics", "/feeds/events.ics?topic=labour")
    for address in addresses:
        packed(client, address)

    changes: dict[str, Callable[[], object]] = {
        "edit": lambda: publishing.amend(events[20], facts(title="Evening 20", room="9"), now=now),
        "add": lambda: publishing.put_on_calendar(facts(title="New"), now=now),
        "hold": lambda: publishing.hold(events[20], now=now),
        "release": lambda: publishing.release(events[20], now=now),
        "leave": lambda: publishing.amend(events[20], facts(chapter=str(quillon.pk)), now=now),
        "join": lambda: publishing.amend(other, facts(title="Elsewhere"), now=now),
        "poison": lambda: poison(events[20], now=now),
    }
    changes[change]()

    for address in addresses:
        from_before = [client.get(address).content, gzip.decompress(packed(client, address).content)]
        FeedBody.objects.all().delete()
        anew = client.get(address).content
        assert from_before == [anew, anew]


def poison(event: Event, *, now: datetime) -> None:
    publishing.cancel(event, now=now)
    Event.objects.filter(pk=event.pk).update(vevent=b"BEGIN:VEVENT")


def test_part_that_was_left_out_comes_back_once_its_bytes_are_whole(
    feed: FeedState, facts: Facts, client: Client, now: datetime
) -> None:
    event = Event.objects.get()
    good = bytes(event.vevent)
    Event.objects.update(vevent=b"")
    assert client.get(NETWORK).content.count(b"BEGIN:VEVENT") == 0

    Event.objects.update(vevent=good)
    publishing.put_on_calendar(facts(title="Another"), now=now)

    assert client.get(NETWORK).content.count(b"BEGIN:VEVENT") == 2


def test_body_of_another_tag_is_never_served(feed: FeedState, now: datetime) -> None:
    place = Place(feed.pk)
    bodies.keep(place, TAG, [Segment(b"old")], now=now)

    assert bodies.kept(Place(feed.pk, form="atom")) is None
    assert bodies.kept(Place(feed.pk, choice="x")) is None
    kept = bodies.kept(place)
    assert kept is not None
    assert (kept.etag, kept.content(Coding.IDENTITY)) == (TAG, b"old")


def test_change_between_making_and_keeping_is_noticed(
    feed: FeedState, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bodies.segments_of
    late = iter([True])

    def interrupted(state: FeedState, **options: Any) -> Any:
        segments = made(state, **options)
        if next(late, False):
            publishing.put_on_calendar(facts(title="Published meanwhile"), now=now + DAY / 2)
        return segments

    monkeypatch.setattr(bodies, "segments_of", interrupted)
    answer = client.get(NETWORK)

    assert b"Published meanwhile" in answer.content
    assert client.get(NETWORK, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.get(NETWORK).content == answer.content


def test_calendar_that_never_rests_is_sent_and_not_kept(
    feed: FeedState, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, count = bodies.segments_of, iter(range(100))

    def interrupted(state: FeedState, **options: Any) -> Any:
        segments = made(state, **options)
        publishing.put_on_calendar(facts(title=f"Number {next(count)}"), now=now + DAY / 2)
        return segments

    monkeypatch.setattr(bodies, "segments_of", interrupted)
    answer = client.get(NETWORK)
    monkeypatch.undo()

    assert answer.status_code == 200
    assert not FeedBody.objects.exists()
    assert client.get(NETWORK, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200


def test_many_readers_at_once_make_the_same_bytes(feed: FeedState, client: Client, now: datetime) -> None:
    segments = bodies.segments_of(feed)
    for _ in range(3):
        bodies.keep(Place(feed.pk), TAG, segments, now=now)

    (row,) = FeedBody.objects.all()
    assert bytes(row.gzipped) == gzip_of(segments).gzipped


# Free choices of filters


def choices() -> list[str]:
    return list(
        FeedBody.objects.filter(choice__gt="").order_by("built_at", "pk").values_list("etag", flat=True)
    )


def test_free_choice_is_made_once_too(feed: FeedState, client: Client) -> None:
    address = "/feeds/events.ics?topic=labour"
    first = client.get(address)

    with CaptureQueriesContext(connection) as asked:
        again = client.get("/feeds/events.ics?topic=labour,labour&text=")

    assert again.content == first.content
    assert not any("vevent" in each["sql"] for each in asked)


def test_flood_of_choices_keeps_so_many_and_writes_no_more(
    feed: FeedState, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_CHOICES", 3)
    for word in ("one", "two", "three"):
        client.get(f"/feeds/events.ics?text={word}")
    kept = choices()

    answers = [client.get(f"/feeds/events.ics?text=word-{number}") for number in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert (len(kept), choices()) == (3, kept)


def test_choices_of_the_present_stay_also_where_many_changes_set_the_time_ahead(
    feed: FeedState, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_CHOICES", 2)
    for number in range(5):
        publishing.put_on_calendar(facts(title=f"Talk {number}"), now=now + DAY)
    monkeypatch.setattr(feeds, "now", lambda: now + DAY)
    for word in ("one", "two"):
        client.get(f"/feeds/events.ics?text={word}")
    kept = choices()

    client.get("/feeds/events.ics?text=three")

    assert (len(kept), choices()) == (2, kept)


def test_new_choice_takes_the_place_of_the_oldest_that_is_out_of_date(
    feed: FeedState, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_CHOICES", 2)
    for hours, word in ((1, "one"), (2, "two")):
        monkeypatch.setattr(feeds, "now", lambda hours=hours: now + timedelta(hours=hours))
        client.get(f"/feeds/events.ics?text={word}")
    _one, two = choices()
    publishing.put_on_calendar(facts(title="New"), now=now + timedelta(hours=3))

    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(hours=4))
    third = client.get("/feeds/events.ics?text=three")["ETag"]

    assert choices() == [two, third]


def test_choices_of_before_the_last_change_and_of_long_ago_are_cleared_away(
    feed: FeedState, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(NETWORK)
    client.get("/feeds/events.ics?text=one")
    publishing.put_on_calendar(facts(title="New"), now=now + 2 * DAY)
    monkeypatch.setattr(feeds, "now", lambda: now + 3 * DAY)
    fresh = client.get("/feeds/events.ics?text=two")["ETag"]

    assert bodies.clear_away(now=now + 3 * DAY) == 1
    assert choices() == [fresh]
    assert bodies.clear_away(now=now + 5 * DAY) == 1
    assert (choices(), FeedBody.objects.count()) == ([], 1)


FAULTS: dict[str, Callable[[bytes], dict[str, Any]]] = {
    "nothing": lambda whole: {"vevent": b""},
    "no end": lambda whole: {"vevent": ical.OPENING + b"SUMMARY:open\r\n"},
    "two beginnings": lambda whole: {"vevent": ical.OPENING + b"SUMMARY:two\r\n" + whole},
    "two ends": lambda whole: {"vevent": whole + b"END:VEVENT\r\n"},
    "a NUL": lambda whole: {"vevent": whole.replace(b"SUMMARY:", b"SUMMARY:\x00")},
    "a NUL for a letter": lambda whole: {"vevent": whole.replace(b"Poisoned", b"P\x00isoned")},
    "something before it": lambda whole: {"vevent": b"METHOD:REQUEST\r\n" + whole},
    "something after it": lambda whole: {"vevent": whole + b"METHOD:REQUEST\r\n"},
    "a zone that nobody knows": lambda whole: {"time_zone": "Nowhere/Here"},
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("day", ["2026-09-16", "2026-09-18"], ids=["first", "last"])
def test_part_with_one_fault_is_left_out_and_no_other(
    fault: str,
    day: str,
    feed: FeedState,
    facts: Facts,
    client: Client,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    good = client.get(NETWORK).content
    hours = {"starts_at": f"{day}T18:30", "ends_at": f"{day}T20:00", "time_zone": "America/New_York"}
    bad = publishing.put_on_calendar(facts(title="Poisoned", schedule=hours), now=now)
    Event.objects.filter(pk=bad.pk).update(**FAULTS[fault](bytes(bad.vevent)))

    assert client.get(NETWORK).content == good
    assert [record.message for record in caplog.records] == [
        f"Feed {feed} leaves out events whose bytes cannot stand in it: 1."
    ]
