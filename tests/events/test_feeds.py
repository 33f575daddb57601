"""What a subscriber's calendar can rely on: one truth, honest validators, and nothing that is not public."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.conf import settings as the_settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonhour.events import feeds, ical, program_publishing, publishing, syndication
from commonhour.events.models import Event, FeedForm, FeedState
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts, read_back, weekly

NETWORK = "/feeds/network.ics"
LATER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(days=1))


def summaries(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return [str(each["SUMMARY"]) for each in read_back(answer.content)]


def test_each_feed_holds_its_events(
    facts: Facts, program_facts: ProgramFacts, quillon: Chapter, client: Client, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    publishing.put_on_calendar(facts(title="Ours", program=str(program.pk)), now=now)
    publishing.put_on_calendar(facts(title="Theirs", chapter=str(quillon.pk), topics=["law"]), now=now)
    publishing.put_on_calendar(
        facts(title="Together", cohosts=[str(quillon.pk)], topics=["law", "labour"]), now=now
    )

    held = {
        address: sorted(summaries(client, f"/feeds/{address}"))
        for address in (
            "network.ics",
            "chapters/larkmoor.ics",
            "chapters/quillon.ics",
            f"programs/{program.slug}.ics",
            "topics/labour.ics",
            "topics/law.ics",
            "topics/housing.ics",
            "events.ics",
            "events.ics?topic=law&chapter=larkmoor",
            "events.ics?text=theirs",
        )
    }

    assert held == {
        "network.ics": ["Ours", "Theirs", "Together"],
        "chapters/larkmoor.ics": ["Ours", "Together"],
        "chapters/quillon.ics": ["Theirs", "Together"],
        f"programs/{program.slug}.ics": ["Ours"],
        "topics/labour.ics": ["Ours", "Together"],
        "topics/law.ics": ["Theirs", "Together"],
        "topics/housing.ics": [],
        "events.ics": ["Ours", "Theirs", "Together"],
        "events.ics?topic=law&chapter=larkmoor": ["Together"],
        "events.ics?text=theirs": ["Theirs"],
    }


def test_feed_tells_calendars_what_they_ask(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    answer = client.get(NETWORK)

    assert {
        name: answer[name]
        for name in (
            "Content-Type",
            "Content-Length",
            "Content-Disposition",
            "Cache-Control",
            "Access-Control-Allow-Origin",
            "Vary",
            "X-Content-Type-Options",
        )
    } == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Length": str(len(answer.content)),
        "Content-Disposition": 'inline; filename="network.ics"',
        "Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.content.startswith(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Commonhour//Commonhour//EN\r\nCALSCALE:GREGORIAN\r\n"
        b"NAME:Commonhour network\r\nX-WR-CALNAME:Commonhour network\r\n"
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\nCOLOR:teal\r\n"
        b"X-APPLE-CALENDAR-COLOR:#008080\r\nX-WR-TIMEZONE:America/New_York\r\n"
        b"BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\n"
    )
    (read,) = read_back(answer.content)
    assert str(read["UID"]) == str(event.uid)
    assert b"METHOD" not in answer.content


def test_chapters_feed_is_named_after_it_and_has_its_colour(
    facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    content = client.get("/feeds/chapters/larkmoor.ics").content

    assert b"NAME:Larkmoor Chapter\r\n" in content
    assert b"DESCRIPTION:Commonhour network\r\n" in content
    assert b"COLOR:teal\r\n" in content


def test_empty_feed_is_whole(larkmoor: Chapter, client: Client) -> None:
    answer = client.get("/feeds/chapters/larkmoor.ics")

    assert read_back(answer.content) == []
    assert answer.content.count(b"BEGIN:VTIMEZONE") == 1
    assert client.get("/feeds/chapters/larkmoor.ics", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_reading_without_the_body_says_the_same(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    full, head = client.get(NETWORK), client.head(NETWORK)

    assert dict(head.headers) == dict(full.headers)
    assert head.content == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_feed_can_only_be_read(method: str, client: Client, db: None) -> None:
    answer = getattr(client, method)(NETWORK)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("accept", ["", "application/json", "text/calendar", "image/png;q=1"])
def test_feed_is_no_matter_of_negotiation(accept: str, facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    assert client.get(NETWORK, HTTP_ACCEPT=accept)["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize(
    "address", ["chapters/nowhere.ics", "topics/nothing.ics", "programs/none.ics", "nothing.ics"]
)
def test_feed_of_nothing_is_not_there(address: str, client: Client, db: None) -> None:
    answer = client.get(f"/feeds/{address}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_here")


# Validators


def test_unchanged_feed_costs_one_query(
    facts: Facts, client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    tag = client.get(NETWORK)["ETag"]

    with django_assert_num_queries(1):
        answer = client.get(NETWORK, HTTP_IF_NONE_MATCH=tag)

    assert (answer.status_code, b"".join(answer), answer["ETag"]) == (304, b"", tag)
    assert not answer.cookies
    assert not {"Content-Length", "Content-Type"} & set(answer.headers)


def test_body_is_built_once_for_all_its_readers(
    facts: Facts, client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    first = client.get(NETWORK)

    with django_assert_num_queries(2):
        again = client.get(NETWORK)

    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    publishing.cancel(event, now=now)
    assert summaries(client, NETWORK) == ["Cancelled: Know your rights at work"]


@pytest.mark.parametrize(
    "sent, status",
    [
        ("{tag}", 304),
        ("W/{tag}", 304),
        ('"other", {tag}', 304),
        ('"other",W/{tag} , "x"', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
    ],
)
def test_tags_match_as_the_standard_says(
    sent: str, status: int, facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    tag = client.get(NETWORK)["ETag"]

    assert client.get(NETWORK, HTTP_IF_NONE_MATCH=sent.format(tag=tag)).status_code == status


def test_date_is_a_validator_where_no_tag_is_sent(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    sent = client.get(NETWORK)["Last-Modified"]

    assert sent == format_datetime(now + timedelta(seconds=1), usegmt=True)
    assert client.get(NETWORK, HTTP_IF_MODIFIED_SINCE=sent).status_code == 304
    assert client.get(NETWORK, HTTP_IF_MODIFIED_SINCE=sent, HTTP_IF_NONE_MATCH='"old"').status_code == 200
    assert client.get(NETWORK, HTTP_IF_MODIFIED_SINCE="nonsense").status_code == 200
    assert client.get(NETWORK, HTTP_IF_MODIFIED_SINCE=format_datetime(now, usegmt=True)).status_code == 200


EDITIONS: dict[str, tuple[Any, str, Any]] = {
    "another name": (the_settings, "NETWORK_NAME", "Open Hours"),
    "another address": (the_settings, "ORIGIN", "https://elsewhere.example"),
    "other zone data": (ical, "VERSION", f"{ical.FORMAT}.2040a"),
    "another way to write news": (syndication, "FORMAT", syndication.FORMAT + 1),
}


@pytest.mark.parametrize("form", FeedForm.values)
@pytest.mark.parametrize("edition", EDITIONS)
def test_file_that_is_written_otherwise_is_never_taken_for_the_old(
    edition: str, form: str, facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tag changes at once; its old date is nobody's, and it has another once it is counted again."""
    publishing.put_on_calendar(facts(), now=now)
    addresses = [f"/feeds/{feed}.{form}" for feed in ("network", "chapters/larkmoor", "events")]
    before = {address: client.get(address) for address in addresses}
    monkeypatch.setattr(*EDITIONS[edition])

    def asked_again(address: str) -> tuple[int, int, bool]:
        old = before[address]
        by_tag = client.get(address, HTTP_IF_NONE_MATCH=old["ETag"])
        by_date = client.get(address, HTTP_IF_MODIFIED_SINCE=old["Last-Modified"])
        return by_tag.status_code, by_date.status_code, "Last-Modified" in by_date

    assert [asked_again(address) for address in addresses] == [(200, 200, False)] * 3

    publishing.roll_windows(now=now + timedelta(minutes=1))

    assert [asked_again(address) for address in addresses] == [(200, 200, True)] * 3
    assert publishing.roll_windows(now=now + timedelta(minutes=2)) == 0


def test_restored_database_counts_to_no_tag_that_was_given_before(
    facts: Facts, client: Client, now: datetime
) -> None:
    """What was published since the backup is lost, and its numbers come again, with other bytes."""
    event = publishing.put_on_calendar(facts(), now=now)
    addresses = [
        *(f"/feeds/{feed}.{form}" for feed in ("network", "events") for form in FeedForm.values),
        f"/events/{event.slug}.ics",
        "/embed",
    ]

    def amended(title: str, *, at: datetime) -> dict[str, str]:
        with transaction.atomic():
            publishing.amend(event, facts(title=title), now=at)
            given = {address: client.get(address)["ETag"] for address in addresses}
            transaction.set_rollback(True)
        return given

    lost = amended("Before the fire", at=now + LATER)
    held = amended("After the fire", at=now + 2 * LATER)

    assert {address for address in addresses if lost[address] == held[address]} == set()


def test_network_that_is_named_anew_says_so_in_its_feed(
    facts: Facts, client: Client, now: datetime, settings: Any
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    settings.NETWORK_NAME = "Open Hours"

    publishing.roll_windows(now=now + timedelta(minutes=1))

    assert {b"NAME:Open Hours", b"X-WR-CALNAME:Open Hours"} <= set(client.get(NETWORK).content.split(b"\r\n"))


def test_change_of_just_now_has_no_date_yet(
    facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(seconds=1))

    answer = client.get(NETWORK, HTTP_IF_MODIFIED_SINCE=format_datetime(now + LATER, usegmt=True))

    assert answer.status_code == 200
    assert "Last-Modified" not in answer


CHANGES: dict[str, Callable[..., Any]] = {
    "another event": lambda event, facts, chapter, now: publishing.put_on_calendar(
        facts(title="New"), now=now
    ),
    "amended": lambda event, facts, chapter, now: publishing.amend(
        event, facts(schedule=weekly(), room="9"), now=now
    ),
    "cancelled": lambda event, facts, chapter, now: publishing.cancel(event, reason="Ill.", now=now),
    "postponed": lambda event, facts, chapter, now: publishing.postpone(event, now=now),
    "held": lambda event, facts, chapter, now: publishing.hold(event, now=now),
    "one date cancelled": lambda event, facts, chapter, now: publishing.cancel_occurrence(
        event, date(2026, 9, 24), now=now
    ),
    "moved to another chapter": lambda event, facts, chapter, now: publishing.amend(
        event, facts(schedule=weekly(), chapter=str(chapter.pk)), now=now
    ),
    "another topic": lambda event, facts, chapter, now: publishing.amend(
        event, facts(schedule=weekly(), topics=["law"]), now=now
    ),
    "made network-only": lambda event, facts, chapter, now: publishing.amend(
        event, facts(schedule=weekly(), visibility="network"), now=now
    ),
    "made unlisted": lambda event, facts, chapter, now: publishing.amend(
        event, facts(schedule=weekly(), visibility="unlisted"), now=now
    ),
    "a hidden event appears": lambda event, facts, chapter, now: publishing.put_on_calendar(
        facts(visibility="network"), now=now
    ),
    "an unlisted event appears": lambda event, facts, chapter, now: publishing.put_on_calendar(
        facts(visibility="unlisted"), now=now
    ),
    "roles filled": lambda event, facts, chapter, now: publishing.set_open_roles(
        event, {"greeter": 0}, now=now
    ),
    "the same again": lambda event, facts, chapter, now: publishing.amend(
        event, facts(schedule=weekly()), now=now
    ),
    "window rolled": lambda event, facts, chapter, now: publishing.roll_windows(now=now + timedelta(days=1)),
    "window rolled past it": lambda event, facts, chapter, now: publishing.roll_windows(
        now=now + timedelta(days=90)
    ),
}
FEEDS = (
    NETWORK,
    "/feeds/chapters/larkmoor.ics",
    "/feeds/chapters/quillon.ics",
    "/feeds/topics/labour.ics",
    "/feeds/topics/law.ics",
)
FILTERED = ("/feeds/events.ics?open_roles=true", "/feeds/events.ics?topic=labour&type=talk")


@pytest.mark.parametrize("change", CHANGES)
def test_validators_change_exactly_when_the_bytes_do(
    change: str,
    facts: Facts,
    quillon: Chapter,
    client: Client,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)
    publishing.put_on_calendar(facts(title="Bystander", chapter=str(quillon.pk), topics=["law"]), now=now)
    before = {address: client.get(address) for address in FEEDS + FILTERED}

    CHANGES[change](event, facts, quillon, now + timedelta(days=2))

    monkeypatch.setattr(feeds, "now", lambda: now + timedelta(days=100))
    for address, old in before.items():
        new = client.get(address)
        same = new.content == old.content
        by_tag = client.get(address, HTTP_IF_NONE_MATCH=old["ETag"])
        by_date = client.get(address, HTTP_IF_MODIFIED_SINCE=old["Last-Modified"])
        if not same:
            assert (address, by_tag.status_code, by_date.status_code) == (address, 200, 200)
        if same and address in FEEDS:
            assert (address, by_tag.status_code, by_date.status_code) == (address, 304, 304)


def test_hidden_events_move_nothing_public_and_stand_nowhere(
    facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    everything = (*FEEDS, *FILTERED, "/api/events", "/api/filters", "/robots.txt", "/sitemap.xml", "/")
    before = {address: answer_of(client, address) for address in everything}

    hidden = publishing.put_on_calendar(
        facts(title="Canary gathering", visibility="network", language="fr"), now=now + LATER
    )
    publishing.put_on_calendar(facts(title="Canary circle", visibility="unlisted"), now=now + LATER)
    publishing.amend(hidden, facts(title="Canary 2", visibility="network"), now=now + LATER)
    publishing.cancel(Event.objects.get(visibility="unlisted"), now=now + LATER)

    assert {address: answer_of(client, address) for address in everything} == before


def answer_of(client: Client, address: str) -> tuple[Any, ...]:
    answer = client.get(address)
    return answer.status_code, answer.content, dict(answer.headers)


def test_held_event_is_emptied_in_its_feeds(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    publishing.hold(event, now=now + LATER)

    for address in (NETWORK, "/feeds/chapters/larkmoor.ics", "/feeds/events.ics?topic=labour"):
        (left,) = read_back(client.get(address).content)
        assert {name: str(left[name]) for name in ("UID", "SUMMARY", "STATUS")} == {
            "UID": str(event.uid),
            "SUMMARY": "Cancelled event",
            "STATUS": "CANCELLED",
        }
        assert not {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"} & set(left)
    assert client.get(f"/events/{event.slug}.ics").status_code == 404


def test_emptied_name_stands_where_its_event_stood(facts: Facts, client: Client, now: datetime) -> None:
    for day in (16, 17, 18, 19):
        hours = {"starts_at": f"2026-09-{day}T18:30", "ends_at": f"2026-09-{day}T20:00"}
        schedule = {**hours, "time_zone": "America/New_York"}
        for _ in range(3):
            event = publishing.put_on_calendar(facts(schedule=schedule), now=now)

    def names() -> list[str]:
        return [str(each["UID"]) for each in read_back(client.get(NETWORK).content)]

    before = names()
    publishing.hold(event, now=now + LATER)

    assert names() == before
    assert sorted(before[9:]) == before[9:]  # those of one moment stand in the order of their names


def test_unlisted_event_is_a_file_at_its_random_address_alone(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(visibility="unlisted"), now=now)

    answer = client.get(f"/events/{event.slug}.ics")

    assert [str(each["SUMMARY"]) for each in read_back(answer.content)] == ["Know your rights at work"]
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    assert "Access-Control-Allow-Origin" not in answer


def test_filters_in_any_order_give_one_feed(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    answers = [
        client.get(f"/feeds/events.ics?{query}")
        for query in (
            "topic=law&topic=labour&type=talk",
            "type=talk&topic=labour,law",
            "topic=labour,,law,labour&type=talk&text=",
        )
    ]

    assert len({(answer["ETag"], answer.content) for answer in answers}) == 1
    assert client.get("/feeds/events.ics?topic=law")["ETag"] != answers[0]["ETag"]


@pytest.mark.parametrize("form", ["ics", "atom", "json"])
def test_feed_of_one_thing_does_not_pass_over_a_filter_in_silence(
    form: str, facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    for address in (f"/feeds/network.{form}", f"/feeds/chapters/larkmoor.{form}"):
        refused = client.get(f"{address}?type=panel")
        assert refused.status_code == 400
        assert refused.json()["detail"] == (
            f"This feed takes no filters, and “type” is one. Choose by filters at /feeds/events.{form}."
        )
        assert client.get(f"{address}?anew=1")["ETag"] == client.get(address)["ETag"]


def test_a_day_written_in_any_way_is_the_same_day(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    for name in ("from", "to"):
        tags = {
            client.get(f"/feeds/events.ics?{name}={day}")["ETag"]
            for day in ("2026-09-17", "20260917", "2026-W38-4", "2026W384")
        }
        assert len(tags) == 1


def test_poisoned_row_harms_no_other(facts: Facts, client: Client, now: datetime) -> None:
    for number in range(4):
        publishing.put_on_calendar(facts(title=f"Clean {number}"), now=now)
    poisons: list[dict[str, Any]] = [
        {"vevent": b""},
        {"vevent": b"BEGIN:VEVENT\r\nSUMMARY:open\r\n"},
        {"vevent": b"\x00\xff"},
        {"vevent": ical.OPENING + b"SUMMARY:open\r\n" + ical.OPENING + ical.FREE},
        {"vevent": ical.OPENING + b"SUMMARY:\x00\r\n" + ical.FREE},
        {"time_zone": "Nowhere/Here"},
        {"schedule": "not an object"},
        {"schedule": {}, "roles": [{}], "cancelled_dates": []},
    ]
    for poison in poisons:
        event = publishing.put_on_calendar(facts(title="Poisoned"), now=now)
        Event.objects.filter(pk=event.pk).update(**poison)

    fed = [name for name in summaries(client, NETWORK) if name.startswith("Clean")]
    listed = [line["title"] for line in client.get("/api/events").json()["results"]]
    dated = client.get("/api/occurrences?from=2026-09-01&to=2026-09-30").json()["results"]

    assert sorted(fed) == [f"Clean {number}" for number in range(4)]
    assert sorted(listed).count("Clean 0") == 1
    assert (len(listed), len(dated)) == (12, 12)


def test_feed_is_the_same_bytes_from_every_walk(
    facts: Facts, quillon: Chapter, client: Client, now: datetime
) -> None:
    zones = ["America/New_York", "Europe/Berlin", "Asia/Kathmandu", "America/Santiago"]
    for number, zone in enumerate(zones * 2):
        schedule = {"starts_at": f"2026-09-{17 + number}T18:30", "ends_at": f"2026-09-{17 + number}T20:00"}
        publishing.put_on_calendar(
            facts(title=f"E{number}", schedule={**schedule, "time_zone": zone}), now=now
        )

    bodies = {client.get(NETWORK).content for _ in range(3)}

    assert len(bodies) == 1
    (body,) = bodies
    assert [line for line in body.split(b"\r\n") if line.startswith(b"TZID")] == [
        f"TZID:{zone}".encode() for zone in sorted(zones)
    ]


def test_counters_never_fall(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    seen = []
    for moment in (now, now - timedelta(days=4), now + LATER, now):
        publishing.hold(event, now=moment)
        publishing.release(event, now=moment)
        state = FeedState.objects.get(kind="network")
        seen.append((state.revision, state.changed_at))

    assert seen == sorted(seen)
    assert len(set(seen)) == 4


def test_feeds_touch_no_session(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    client.cookies["session"] = "a-session-of-someone-0123456789"

    answer = client.get(NETWORK)

    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
