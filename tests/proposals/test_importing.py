"""Importing a calendar file: who may, what a draft begins with, what is kept, and what the API answers."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhour.errors import BadInput, Forbidden
from commonhour.events.models import Topic
from commonhour.people.models import Chapter, User
from commonhour.proposals import importing, queries
from commonhour.proposals.calendars.lines import LARGEST, NotACalendar
from commonhour.proposals.models import Imported, Proposal
from commonhour.records import journal
from commonhour.records.models import Record

Browser = Callable[[User | None], Client]
JSON = "application/json"

FILM = """BEGIN:VEVENT
UID:film-1@larkmoor.example
DTSTART;TZID=America/New_York:20261105T183000
DTEND;TZID=America/New_York:20261105T203000
SUMMARY:Film screening: Nightlight
DESCRIPTION:With a talk afterwards.
LOCATION:Student Union\\, 12 College Street\\, Larkmoor
CATEGORIES:Labor rights
ORGANIZER;CN=Mo:mailto:mo@larkmoor.example
END:VEVENT
"""
CIRCLE = """BEGIN:VEVENT
UID:circle-1@larkmoor.example
DTSTART;TZID=America/New_York:20260908T170000
DTEND;TZID=America/New_York:20260908T180000
RRULE:FREQ=WEEKLY;COUNT=6
SUMMARY:Support circle
END:VEVENT
"""


def calendar(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(events)}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def test_reading_a_file_keeps_nothing(larkmoor: Chapter, ada: User, now: datetime) -> None:
    preview = importing.read(calendar(FILM, CIRCLE), chapter=larkmoor, actor=ada, now=now)

    assert [event.listing["title"] for event in preview.file.events] == [
        "Film screening: Nightlight",
        "Support circle",
    ]
    assert Proposal.objects.count() == Record.objects.count() == Imported.objects.count() == 0


def test_each_chosen_event_becomes_one_draft_with_one_record(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    Topic.objects.create(slug="labor-rights", name="Labor rights")

    (film,) = importing.start(calendar(FILM, CIRCLE), numbers=[0, 0], chapter=larkmoor, actor=ada, now=now)

    assert film.document == {
        "facts": {"event_type": "film_screening", "format": "in_person"},
        "listing": {
            "title": "Film screening: Nightlight",
            "summary": "With a talk afterwards.",
            "starts_at": "2026-11-05T18:30",
            "ends_at": "2026-11-05T20:30",
            "time_zone": "America/New_York",
            "all_day": False,
            "place_name": "Student Union",
            "place_address": "12 College Street, Larkmoor",
            "topics": ["labor-rights"],
            "language": "en",
        },
    }
    assert (film.state, film.chapter) == ("draft", larkmoor)
    assert set(film.author_ids) == {ada.pk}
    assert [record.verb for record in journal.history_of(film)] == ["imported"]
    assert Proposal.objects.count() == 1


def test_a_guessed_kind_of_event_never_answers_who_may_find_it(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    (circle,) = importing.start(calendar(CIRCLE), numbers=[0], chapter=larkmoor, actor=ada, now=now)

    assert circle.document["facts"] == {"event_type": "support_space"}
    assert "place_rule" not in circle.document["listing"]


def test_a_series_becomes_one_draft_that_repeats(larkmoor: Chapter, ada: User, now: datetime) -> None:
    (circle,) = importing.start(calendar(CIRCLE), numbers=[0], chapter=larkmoor, actor=ada, now=now)

    assert circle.document["listing"]["recurrence"] == {
        "frequency": "weekly",
        "interval": 1,
        "weekdays": ["TU"],
        "count": 6,
    }


def test_only_an_organizer_of_the_chapter_imports(
    larkmoor: Chapter, oz: User, rae: User, now: datetime
) -> None:
    for stranger in (oz, rae):
        with pytest.raises(Forbidden):
            importing.read(calendar(FILM), chapter=larkmoor, actor=stranger, now=now)
        with pytest.raises(Forbidden):
            importing.start(calendar(FILM), numbers=[0], chapter=larkmoor, actor=stranger, now=now)

    assert Proposal.objects.count() == 0


def test_an_event_that_was_imported_before_is_pointed_out_and_may_come_again(
    larkmoor: Chapter, ada: User, lin: User, now: datetime
) -> None:
    (first,) = importing.start(calendar(FILM), numbers=[0], chapter=larkmoor, actor=ada, now=now)

    preview = importing.read(calendar(CIRCLE, FILM), chapter=larkmoor, actor=lin, now=now)
    again = importing.start(calendar(CIRCLE, FILM), numbers=[1], chapter=larkmoor, actor=lin, now=now)

    circle, film = preview.file.events
    assert preview.known == {film.source: first}
    assert circle.source not in preview.known
    assert len(again) == 1
    assert "larkmoor" not in Imported.objects.get(proposal=first).source


def test_what_one_chapter_imported_another_is_not_told(
    larkmoor: Chapter, vesper: Chapter, ada: User, oz: User, now: datetime
) -> None:
    importing.start(calendar(FILM), numbers=[0], chapter=larkmoor, actor=ada, now=now)

    assert importing.read(calendar(FILM), chapter=vesper, actor=oz, now=now).known == {}


@pytest.mark.parametrize(
    "numbers, code",
    [([], "nothing_chosen"), ([0, 7], "not_in_the_file"), (list(range(51)), "too_many")],
)
def test_a_choice_that_cannot_be_met_starts_nothing(
    numbers: list[int], code: str, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as refused:
        importing.start(calendar(FILM), numbers=numbers, chapter=larkmoor, actor=ada, now=now)

    assert refused.value.code == code
    assert Proposal.objects.count() == 0


def test_times_without_a_zone_are_read_in_the_chapters(
    quillon: Chapter, person: Callable[..., User], now: datetime
) -> None:
    mo = person("mo", chapter=quillon, role="organizer")
    floating = FILM.replace(";TZID=America/New_York", "")

    (event,) = importing.read(calendar(floating), chapter=quillon, actor=mo, now=now).file.events

    assert (event.listing["starts_at"], event.listing["time_zone"]) == ("2026-11-05T18:30", "America/Chicago")


# Over HTTP


def send(client: Client, raw: bytes, chapter: Chapter, **more: Any) -> Any:
    body = {"chapter": chapter.slug, "file": base64.b64encode(raw).decode(), **more}
    address = "/api/proposals/imports/drafts" if "numbers" in more else "/api/proposals/imports"
    return client.post(address, body, JSON)


def test_the_api_shows_each_event_as_it_was_read(browser: Browser, ada: User, larkmoor: Chapter) -> None:
    response = send(browser(ada), calendar(FILM), larkmoor)

    assert response.status_code == 200
    body = response.json()
    assert (body["name"], body["not_shown"], body["notes"]) == ("", 0, [])
    assert body["events"] == [
        {
            "number": 0,
            "title": "Film screening: Nightlight",
            "starts_at": "2026-11-05T18:30",
            "ends_at": "2026-11-05T20:30",
            "all_day": False,
            "time_zone": "America/New_York",
            "repeats": "",
            "dates_left_out": [],
            "dates_moved": 0,
            "place": "Student Union, 12 College Street, Larkmoor",
            "online_link": "",
            "summary": "With a talk afterwards.",
            "description": "",
            "topics": [],
            "event_type": "film_screening",
            "format": "in_person",
            "cancelled": False,
            "over": body["events"][0]["over"],
            "known": None,
            "notes": body["events"][0]["notes"],
        }
    ]
    assert {"fate": "left_out", "rest": "Labor rights",
            "sentence": "1 category that is no topic of this network: choose among its topics."} in body["events"][0]["notes"]  # fmt: skip
    assert "mo@larkmoor.example" not in response.content.decode()


def test_the_api_starts_drafts_and_names_them_when_they_come_again(
    browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    client = browser(ada)

    response = send(client, calendar(FILM, CIRCLE), larkmoor, numbers=[0, 1])

    drafts = response.json()["drafts"]
    assert response.status_code == 201
    assert [draft["title"] for draft in drafts] == ["Film screening: Nightlight", "Support circle"]
    again = send(client, calendar(FILM), larkmoor).json()
    assert again["events"][0]["known"] == drafts[0]
    assert client.get(f"/api/proposals/{drafts[0]['id']}").json()["problems"] == {}


def test_pasted_text_reads_like_the_file(browser: Browser, ada: User, larkmoor: Chapter) -> None:
    client = browser(ada)
    pasted = calendar(FILM).decode().replace("\r\n", "\n")

    response = client.post("/api/proposals/imports", {"chapter": larkmoor.slug, "text": pasted}, JSON)

    assert response.json() == send(client, calendar(FILM), larkmoor).json()


def test_a_stranger_is_asked_to_sign_in_and_other_chapters_are_refused(
    browser: Browser, oz: User, larkmoor: Chapter
) -> None:
    assert send(browser(None), calendar(FILM), larkmoor).status_code == 401
    assert send(browser(oz), calendar(FILM), larkmoor).status_code == 403
    assert send(browser(oz), calendar(FILM), larkmoor, numbers=[0]).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_before_anybody_could_wait_for_its_drafts(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    """SQLite lets one transaction write, and a large file takes seconds to read."""
    with CaptureQueriesContext(connection) as asked:
        importing.start(calendar(FILM), numbers=[0], chapter=larkmoor, actor=ada, now=now)

    spoken = [each["sql"] for each in asked]
    topics = next(place for place, sql in enumerate(spoken) if "events_topic" in sql)
    assert topics < spoken.index("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")


@pytest.mark.parametrize(
    "body, sentence",
    [
        ({"file": ""}, "There is nothing in it. Choose a calendar file, or paste its text."),
        ({"file": "!"}, "The file did not arrive whole. Choose it again."),
        ({"file": "é"}, "The file did not arrive whole. Choose it again."),
        ({"text": "https://calendar.example/feed.ics"}, "Open it, save the file, and choose that file."),
        ({"text": "<!doctype html><title>Events</title>"}, "This is a web page, not a calendar file."),
        (
            {"text": "BEGIN:VCARD\nEND:VCARD"},
            "These are address cards of people, and people are never imported.",
        ),
        ({"text": "Dear all"}, "This is not a calendar file: it has no line BEGIN:VCALENDAR."),
        ({"file": "UEsDBAoAAAAAAA=="}, "This is a ZIP archive, as Google hands them out. Unpack it"),
        ({"text": "x", "file": "eA=="}, "Send the file or its text, not both."),
    ],
)
def test_what_is_no_calendar_file_is_told_apart(
    body: dict[str, str], sentence: str, browser: Browser, ada: User, larkmoor: Chapter
) -> None:
    response = browser(ada).post("/api/proposals/imports", {"chapter": larkmoor.slug, **body}, JSON)

    assert response.status_code == 400
    said = [each for sentences in response.json()["fields"].values() for each in sentences]
    assert any(sentence in each for each in said), said


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read(
    browser: Browser, ada: User, larkmoor: Chapter, now: datetime
) -> None:
    film = calendar(FILM)
    large = film + b" " * (LARGEST + 1 - len(film))

    response = send(browser(ada), large, larkmoor)

    assert response.status_code == 400
    # One octet too many is not called 1 MB as well.
    assert response.json()["detail"].startswith("This file holds 1.01 MB; 1 MB can be read.")
    with pytest.raises(NotACalendar):
        importing.read(large, chapter=larkmoor, actor=ada, now=now)


def test_reading_asks_the_database_the_same_number_of_questions_for_one_event_and_for_many(
    browser: Browser, ada: User, larkmoor: Chapter, django_assert_num_queries: Any, now: datetime
) -> None:
    many = [FILM.replace("film-1", f"film-{number}") for number in range(30)]
    for events in ([FILM], many):
        lead = queries.chapter_at("larkmoor")
        actor = User.objects.get(pk=ada.pk)
        with django_assert_num_queries(3):
            importing.read(calendar(*events), chapter=lead, actor=actor, now=now)
