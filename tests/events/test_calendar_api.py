"""What the API of the calendar tells whom: lists, ranges, pages, filters, and how often it asks the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonhour.events import program_publishing, publishing
from commonhour.events.models import Event, Occurrence
from commonhour.events.views import MOST_DATES
from commonhour.people.models import Chapter, User
from tests.events.conftest import Facts, ProgramFacts, weekly

Browser = Callable[[User | None], Client]
SEPTEMBER = {"from": "2026-09-01", "to": "2026-09-30"}


def titles(client: Client, **query: Any) -> list[str]:
    answer = client.get("/api/events", query)
    assert answer.status_code == 200, answer.json()
    return [line["title"] for line in answer.json()["results"]]


def test_stranger_reads_a_line_of_the_calendar(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    (line,) = client.get("/api/events").json()["results"]

    assert line == {
        "id": str(event.pk),
        "slug": event.slug,
        "title": "Know your rights at work",
        "summary": "An evening with a labour lawyer.",
        "event_type": "talk",
        "format": "in_person",
        "audience": "public",
        "visibility": "public",
        "language": "en",
        "status": "scheduled",
        "status_note": "",
        "over": line["over"],
        "starts_at": "2026-09-17T22:30:00Z",
        "ends_at": "2026-09-18T00:00:00Z",
        "local_starts_at": "2026-09-17T18:30",
        "local_ends_at": "2026-09-17T20:00",
        "time_zone": "America/New_York",
        "all_day": False,
        "recurring": False,
        "chapter": {"slug": "larkmoor", "name": "Larkmoor Chapter", "colour": "teal"},
        "hosts": [{"slug": "larkmoor", "name": "Larkmoor Chapter", "colour": "teal"}],
        "program": None,
        "topics": [{"slug": "labour", "name": "Labour"}],
        "place": "Hale Library, Room 2, 12 Elm Street, Larkmoor",
        "cost": "free",
        "access_features": ["captions", "step_free"],
        "content_note": "",
        "open_roles": 2,
    }


def test_occurrences_of_a_span_come_in_the_order_of_time(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(title="Series", schedule=weekly()), now=now)
    publishing.put_on_calendar(facts(title="Single"), now=now)

    found = client.get("/api/occurrences", SEPTEMBER).json()["results"]

    assert [(row["date"], row["local_starts_at"]) for row in found] == [
        ("2026-09-17", "2026-09-17T18:30"),
        ("2026-09-17", "2026-09-17T18:30"),
        ("2026-09-24", "2026-09-24T18:30"),
    ]


def test_span_takes_what_runs_into_it_and_leaves_what_only_touches(
    facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)  # 22:30 to 24:00 UTC

    def found(start: str, end: str) -> int:
        return len(client.get("/api/occurrences", {"from": start, "to": end}).json()["results"])

    assert found("2026-09-17T23:59:00Z", "2026-09-18T10:00:00Z") == 1
    assert found("2026-09-18T00:00:00Z", "2026-09-18T10:00:00Z") == 0
    assert found("2026-09-17T10:00:00Z", "2026-09-17T22:30:00Z") == 0
    assert found("2026-09-17", "2026-09-17") == 1


def test_all_day_event_keeps_its_days_in_every_zone(facts: Facts, client: Client, now: datetime) -> None:
    schedule = {
        "starts_at": "2026-09-17",
        "ends_at": "2026-09-18",
        "time_zone": "Pacific/Auckland",
        "all_day": True,
    }
    publishing.put_on_calendar(facts(schedule=schedule), now=now)

    (row,) = client.get("/api/occurrences", SEPTEMBER).json()["results"]

    assert (row["local_starts_at"], row["local_ends_at"]) == ("2026-09-17", "2026-09-18")
    assert (row["event"]["local_starts_at"], row["event"]["local_ends_at"]) == ("2026-09-17", "2026-09-18")


def test_event_page_tells_all_that_is_public(
    facts: Facts, program_facts: ProgramFacts, client: Client, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    event = publishing.put_on_calendar(
        facts(program=str(program.pk), schedule=weekly(), views_line=True), now=now
    )
    publishing.set_open_roles(event, {"greeter": 1}, now=now)

    page = client.get(f"/api/events/{event.slug}").json()

    assert page["repeats"] == "Every week on Thursday, 3 times."
    assert page["description_html"] == "<p>Come with <em>questions</em>.</p>\n"
    assert page["program"] == {"slug": program.slug, "title": "Autumn of fair work"}
    assert [role["still_wanted"] for role in page["roles"]] == [1, 0]
    assert [row["date"] for row in page["occurrences"]] == ["2026-09-17", "2026-09-24", "2026-10-01"]
    assert page["views_line"].startswith("What is said here is the view of the speakers")
    assert page["principles"] == {"checklists": [{"id": "student-roles", "version": 1, "result": "met"}]}
    assert page["calendar_file"] == f"/events/{event.slug}.ics"


def test_program_page_lists_its_events(
    facts: Facts, program_facts: ProgramFacts, client: Client, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    publishing.put_on_calendar(facts(program=str(program.pk)), now=now)
    publishing.put_on_calendar(facts(title="Hidden", program=str(program.pk), visibility="network"), now=now)

    assert [line["title"] for line in client.get("/api/programs").json()["results"]] == [
        "Autumn of fair work"
    ]
    page = client.get(f"/api/programs/{program.slug}").json()
    assert [line["title"] for line in page["events"]] == ["Know your rights at work"]


def test_who_comes_across_what(facts: Facts, browser: Browser, oz: User, person: Any, now: datetime) -> None:
    events = {
        name: publishing.put_on_calendar(facts(title=name, visibility=name), now=now)
        for name in ("public", "network", "unlisted")
    }
    publishing.hold(publishing.put_on_calendar(facts(title="held"), now=now), now=now)
    newcomer = person("newcomer")

    seen = {
        name: (
            titles(client),
            [
                each
                for each, event in events.items()
                if client.get(f"/api/events/{event.slug}").status_code == 200
            ],
        )
        for name, client in {
            "stranger": browser(None),
            "newcomer": browser(newcomer),
            "oz": browser(oz),
        }.items()
    }

    assert seen == {
        "stranger": (["public"], ["public", "unlisted"]),
        "newcomer": (["public"], ["public", "unlisted"]),
        "oz": (["network", "public"], ["public", "network", "unlisted"])
        if seen["oz"][0][0] == "network"
        else (["public", "network"], ["public", "network", "unlisted"]),
    }


@pytest.mark.parametrize("hide", ["network", "held"])
def test_hidden_event_answers_as_one_that_never_was(
    hide: str, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(
        facts(visibility="network" if hide == "network" else "public"), now=now
    )
    if hide == "held":
        publishing.hold(event, now=now)

    for address in ("/api/events/{}", "/events/{}.ics"):
        hidden, missing = (
            client.get(address.format(event.slug)),
            client.get(address.format("never-was-000000")),
        )
        assert (hidden.status_code, hidden.content) == (404, missing.content)
        assert dict(hidden.headers) == dict(missing.headers)


def test_program_one_may_not_see_is_not_named_by_its_events(
    facts: Facts, program_facts: ProgramFacts, browser: Browser, oz: User, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(visibility="network"), now=now)
    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    named = [
        browser(person).get(f"/api/events/{event.slug}").json()["program"] is not None
        for person in (None, oz)
    ]

    assert named == [False, True]
    assert (
        browser(None)
        .get("/api/events", {"program": program.slug})
        .json()["detail"]
        .endswith(f"There is no program “{program.slug}”.")
    )


@pytest.fixture
def varied(facts: Facts, program_facts: ProgramFacts, quillon: Chapter, now: datetime) -> str:
    """Three events that differ in everything a filter asks; the address of their program."""
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    publishing.put_on_calendar(facts(title="Talk"), now=now)
    publishing.put_on_calendar(
        facts(
            title="Película",
            chapter=str(quillon.pk),
            event_type="film_screening",
            format="online",
            audience="campus",
            language="es",
            cost="fixed",
            access_features=["captions"],
            topics=["law"],
            roles=[],
            place_rule="from_host",
            place_name="",
            room="",
            place_address="",
            schedule=weekly(starts_at="2026-10-20T18:30", ends_at="2026-10-20T20:00"),
        ),
        now=now,
    )
    publishing.put_on_calendar(
        facts(title="Both", cohosts=[str(quillon.pk)], program=str(program.pk), topics=["labour", "law"]),
        now=now,
    )
    return program.slug


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, ["Both", "Película", "Talk"]),
        ({"chapter": "larkmoor"}, ["Both", "Talk"]),
        ({"chapter": "quillon"}, ["Both", "Película"]),
        ({"chapter": ["larkmoor", "quillon"]}, ["Both", "Película", "Talk"]),
        ({"chapter": "larkmoor,quillon"}, ["Both", "Película", "Talk"]),
        ({"topic": "law"}, ["Both", "Película"]),
        ({"topic": "law,labour"}, ["Both", "Película", "Talk"]),
        ({"type": "talk"}, ["Both", "Talk"]),
        ({"type": "talk,film_screening"}, ["Both", "Película", "Talk"]),
        ({"format": "online"}, ["Película"]),
        ({"audience": "campus"}, ["Película"]),
        ({"language": "es"}, ["Película"]),
        ({"language": "xx"}, []),
        ({"cost": "fixed"}, ["Película"]),
        ({"access": "captions"}, ["Both", "Película", "Talk"]),
        ({"access": "captions,step_free"}, ["Both", "Talk"]),
        ({"open_roles": "true"}, ["Both", "Talk"]),
        ({"open_roles": "false"}, ["Both", "Película", "Talk"]),
        ({"text": "PELÍCULA"}, ["Película"]),
        ({"text": "lawyer evening"}, ["Both", "Película", "Talk"]),
        ({"text": "100%_"}, []),
        ({"from": "2026-10-01"}, ["Película"]),
        ({"to": "2026-10-01"}, ["Both", "Talk"]),
        ({"from": "2026-10-28", "to": "2026-11-02"}, []),
        ({"from": "2026-10-27", "to": "2026-10-27"}, ["Película"]),
        ({"chapter": "quillon", "topic": "labour", "type": "talk"}, ["Both"]),
    ],
)
def test_filters_of_the_list(query: dict[str, Any], found: list[str], varied: str, client: Client) -> None:
    assert sorted(titles(client, **query)) == found


def test_filters_narrow_the_calendar_as_they_narrow_the_list(varied: str, client: Client) -> None:
    span = {"from": "2026-09-01", "to": "2026-11-30"}
    for query in (
        {"program": varied},
        {"topic": "law"},
        {"format": "online"},
        {"access": "step_free"},
        {"text": "pel"},
    ):
        rows = client.get("/api/occurrences", {**span, **query}).json()["results"]
        assert sorted({row["event"]["title"] for row in rows}) == sorted(titles(client, **query))


@pytest.mark.parametrize(
    "query, name, sentence",
    [
        (
            {"chapters": "larkmoor"},
            "chapters",
            "There is no filter of this name. The filters are: from, to, chapter,",
        ),
        ({"chapter": "nowhere"}, "chapter", "There is no chapter “nowhere”."),
        ({"topic": "x"}, "topic", "There is no topic “x”."),
        ({"type": "party"}, "type", "“party” is not one of film_screening, panel,"),
        ({"access": "lift"}, "access", "“lift” is not one of step_free,"),
        ({"from": "tomorrow"}, "from", "Write a date as 2026-11-05"),
        ({"to": "2026-13-40"}, "to", "Write a date as 2026-11-05"),
        ({"from": ["2026-09-01", "2026-09-02"]}, "from", "Give this filter once."),
        ({"open_roles": "many"}, "open_roles", "Answer with true or false."),
        ({"language": "e;n"}, "language", "Write a language as its tag"),
        ({"text": "a" * 201}, "text", "Search for at most 200 characters."),
    ],
)
def test_filter_that_does_not_exist_is_refused_by_name(
    query: dict[str, Any], name: str, sentence: str, varied: str, client: Client
) -> None:
    for address in ("/api/events", "/api/occurrences", "/feeds/events.ics"):
        answer = client.get(address, query)
        assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (
            400,
            "bad_filter",
            [name],
        )
        assert answer.json()["fields"][name][0].startswith(sentence)


@pytest.mark.parametrize(
    "query, sentence",
    [
        ({}, "Give the span as from and to"),
        ({"from": "2026-09-01"}, "Give the span as from and to"),
        ({"from": "2026-09-02", "to": "2026-09-01"}, "The span ends before it starts."),
        ({"from": "2026-09-01", "to": "2026-12-31"}, "Ask for at most 100 days at a time."),
    ],
)
def test_span_of_the_calendar_is_asked_for(
    query: dict[str, str], sentence: str, db: None, client: Client
) -> None:
    answer = client.get("/api/occurrences", query)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(sentence)


def test_filters_are_described_with_their_choices(varied: str, client: Client) -> None:
    described = {row["name"]: row for row in client.get("/api/filters").json()}

    assert described["chapter"]["choices"] == [
        {"value": "larkmoor", "label": "Larkmoor Chapter", "colour": "teal"},
        {"value": "quillon", "label": "Quillon Chapter", "colour": "clay"},
    ]
    assert described["language"]["choices"] == [
        {"value": "en", "label": "English"},
        {"value": "es", "label": "Spanish"},
    ]
    assert described["open_roles"] == {
        "name": "open_roles",
        "label": "With open roles",
        "kind": "switch",
        "multiple": False,
        "choices": [],
    }
    assert [row["slug"] for row in client.get("/api/topics").json()] == ["housing", "labour", "law"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "address, query, count",
    [
        ("/api/events", {}, 4),
        ("/api/events", {"topic": "labour", "chapter": "larkmoor"}, 6),
        ("/api/occurrences", SEPTEMBER, 3),
        ("/api/occurrences", {**SEPTEMBER, "topic": "labour"}, 4),
    ],
)
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    rows: int,
    address: str,
    query: dict[str, str],
    count: int,
    facts: Facts,
    program_facts: ProgramFacts,
    client: Client,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    for number in range(rows):
        publishing.put_on_calendar(facts(title=f"Event {number}", program=str(program.pk)), now=now)

    with django_assert_num_queries(count):
        answer = client.get(address, query)

    assert len(answer.json()["results"]) == rows


def test_over_follows_from_the_clock_alone(facts: Facts, client: Client, now: datetime) -> None:
    schedule = {
        "starts_at": "2021-09-17T18:30",
        "ends_at": "2021-09-17T20:00",
        "time_zone": "America/New_York",
    }
    event = publishing.put_on_calendar(facts(schedule=schedule), now=now - timedelta(days=3000))

    assert client.get(f"/api/events/{event.slug}").json()["over"] is True
    assert Event.objects.get().status == "scheduled"


@pytest.mark.parametrize("more, status", [(0, 200), (1, 400)])
def test_more_dates_than_fit_one_answer_are_refused_with_what_to_do(
    more: int, status: int, facts: Facts, client: Client, now: datetime
) -> None:
    """Anyone may ask, so what one question can cost has an end."""
    event = publishing.put_on_calendar(facts(), now=now)
    starts = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)
    others = [
        Occurrence(event=event, date=date(2000, 1, 1) + timedelta(days=number), starts_at=starts,
                   ends_at=starts + timedelta(hours=1))
        for number in range(MOST_DATES - 1 + more)
    ]  # fmt: skip
    Occurrence.objects.bulk_create(others)

    answer = client.get("/api/occurrences", SEPTEMBER)

    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["results"]) == MOST_DATES
    else:
        assert answer.json() == {
            "code": "too_many_dates",
            "detail": "More than 2,000 dates lie in this span. Ask for fewer days, or narrow it by a filter.",
        }
