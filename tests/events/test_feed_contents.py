"""What no feed, frame or poster may hold: the address of a person, an invitation, an alarm, a word its reader may not see."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from commonhour.events import ical, program_publishing, publishing
from commonhour.events.choices import Shown, Visibility
from commonhour.events.models import Event, Program
from commonhour.participation import personal_feeds
from commonhour.people.models import User
from tests.events.conftest import Facts, ProgramFacts, weekly
from tests.participation.apps import subscribed

OF_A_CALENDAR = {
    "VERSION",
    "PRODID",
    "CALSCALE",
    "NAME",
    "X-WR-CALNAME",
    "DESCRIPTION",
    "X-WR-CALDESC",
    "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL",
    "COLOR",
    "X-APPLE-CALENDAR-COLOR",
    "X-WR-TIMEZONE",
}
OF_A_ZONE = {"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"}
PARTS = {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
SECRETS = ("Backroom", "secret.example", "Hushed", "ada@example.org", "Ask Lin", "Because of Tom")


@pytest.fixture
def calendar_of_all_kinds(
    facts: Facts, program_facts: ProgramFacts, ada: User, lin: User, now: datetime
) -> list[Event]:
    """Events that know more than they may tell: private places and links, people to ask, reasons, hidden ones."""
    program = program_publishing.put_on_calendar(program_facts(visibility="network", title="Hushed"), now=now)
    public = program_publishing.put_on_calendar(program_facts(title="Open autumn"), now=now)
    private = {"place_rule": Shown.AFTER_SIGN_UP, "place_name": "", "room": "", "place_address": ""}
    told = facts(
        title="Told",
        access_contact=f"Ask Lin: {ada.email}",
        program=str(program.pk),
        **private,
    )
    events = [
        publishing.put_on_calendar(told, now=now),
        publishing.put_on_calendar(facts(title="A series", schedule=weekly()), now=now),
        publishing.put_on_calendar(
            facts(
                title="Online",
                format="hybrid",
                online_link="https://meet.example/a",
                link_rule="public",
                program=str(public.pk),
            ),
            now=now,
        ),
        publishing.put_on_calendar(
            facts(title="Hushed one", visibility="network", program=str(public.pk)), now=now
        ),
        publishing.put_on_calendar(
            facts(title="Hushed two", visibility="unlisted", program=str(public.pk)), now=now
        ),
        publishing.put_on_calendar(
            facts(
                title="Hushed three",
                place_name="Backroom",
                description="https://secret.example",
                program=str(public.pk),
            ),
            now=now,
        ),
    ]
    publishing.cancel(events[1], now=now, reason="Too few helpers.")
    publishing.hold(events[5], now=now + timedelta(minutes=1))
    return events


def feeds(events: list[Event]) -> list[str]:
    return [
        "/feeds/network.ics",
        "/feeds/chapters/larkmoor.ics",
        "/feeds/topics/labour.ics",
        f"/feeds/programs/{Program.objects.get(visibility=Visibility.PUBLIC).slug}.ics",
        "/feeds/events.ics?chapter=larkmoor&topic=labour",
        *(f"/events/{event.slug}.ics" for event in events[:3]),
    ]


def test_feeds_hold_only_what_they_may(calendar_of_all_kinds: list[Event], client: Client) -> None:
    for address in feeds(calendar_of_all_kinds):
        answer = client.get(address)
        assert answer.status_code == 200, address
        raw = answer.content

        for part, allowed in (
            (rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", OF_A_ZONE),
            (rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", ical.PROPERTIES - {"BEGIN", "END"}),
        ):
            found = b"".join(re.findall(part, raw, re.DOTALL))
            assert _names(found) <= allowed, address
            raw = re.sub(part, b"", raw, flags=re.DOTALL)
        assert _names(raw) <= OF_A_CALENDAR, address
        assert set(re.findall(r"BEGIN:([A-Z]+)", answer.content.decode())) <= PARTS
        plain = b"\n".join(ical.unfold(answer.content)).decode()
        assert "@" not in plain
        assert not [secret for secret in SECRETS if secret in plain]
        assert (
            ical.lint(b"".join(re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", answer.content, re.DOTALL)))
            == []
        )


def other_ways_out(events: list[Event]) -> dict[str, str]:
    """For each way the calendar leaves us but as a calendar file: where, and a public title that it tells."""
    program = Program.objects.get(visibility=Visibility.PUBLIC).slug
    told = {
        "network": "Told",
        "chapters/larkmoor": "Told",
        "topics/labour": "Told",
        f"programs/{program}": "Online",
        "events": "Told",
    }
    news = {f"/feeds/{feed}.{form}": title for feed, title in told.items() for form in ("atom", "json")}
    frames = {
        f"/embed?view={view}&{choice}": "Told"
        for view in ("month", "list")
        for choice in ("", "topic=labour")
    }
    posters = {f"/events/{event.slug}/poster": event.title for event in events[:3]}
    return {**news, **frames, **posters, f"/embed?program={program}": "Online", "/poster": "Told"}


def test_no_other_way_out_tells_what_is_not_public(
    calendar_of_all_kinds: list[Event],
    client: Client,
    ada: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("commonhour.http.now", lambda: now)
    client.force_login(ada)  # who sees more when she is asked by name

    for address, title in other_ways_out(calendar_of_all_kinds).items():
        answer = client.get(address)
        text = unescape(answer.content.decode())
        assert (address, answer.status_code, title in text) == (address, 200, True)
        assert (address, MAIL.findall(text)) == (address, [])
        assert (address, [secret for secret in SECRETS if secret in text]) == (address, [])


@pytest.mark.parametrize("hidden", [3, 4, 5], ids=["for members", "unlisted", "held"])
def test_what_is_hidden_has_no_poster_and_no_file_for_strangers(
    hidden: int, calendar_of_all_kinds: list[Event], client: Client
) -> None:
    event = calendar_of_all_kinds[hidden]
    ways = [f"/events/{event.slug}{way}" for way in (".ics", "/poster", "/code.svg")]

    answers = {client.get(way).status_code for way in ways}

    assert answers == ({200} if event.visibility == Visibility.UNLISTED else {404})


EVERY_PART = (
    "network",
    "chapter larkmoor",
    "topic labour",
    "filter topic=labour",
    "filter text=h",
    "sign_ups",
)


def test_a_personal_calendar_tells_its_owner_what_they_may_see_and_no_more(
    calendar_of_all_kinds: list[Event], ada: User, person: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_feeds, "now", lambda: now + timedelta(days=1))
    stranger = person("bo")
    program = f"program {Program.objects.get(visibility=Visibility.PUBLIC).slug}"

    for owner, more in ((stranger, set()), (ada, {"Hushed one"})):
        app = subscribed(owner, *EVERY_PART, program, now=now)
        assert app.look() == 200
        plain = b"\n".join(ical.unfold(app.body)).decode()
        public = {"Told", "Cancelled: A series", "Online", "Cancelled event"}
        assert set(app.titles) == public | more
        assert MAIL.findall(plain) == []
        allowed = {"Hushed"} if more else set()
        assert {secret for secret in SECRETS if secret in plain} == allowed


@pytest.mark.parametrize(
    "line",
    [
        "METHOD:PUBLISH",
        "ORGANIZER:mailto:ada@example.org",
        "ATTENDEE;CN=Ada:mailto:ada@example.org",
        "CONTACT:Ada",
        "COMMENT:Ada",
        "BEGIN:VALARM",
        "ATTACH:https://a.example/",
    ],
)
def test_lint_refuses_what_makes_a_listing_an_invitation_or_an_alarm(
    line: str, facts: Facts, now: datetime
) -> None:
    written = bytes(publishing.put_on_calendar(facts(), now=now).vevent)
    assert ical.lint(written) == []

    assert ical.lint(written.replace(b"\r\nSTATUS:", f"\r\n{line}\r\nSTATUS:".encode()))


def _names(raw: bytes) -> set[str]:
    return {re.split(rb"[:;]", line, maxsplit=1)[0].decode() for line in ical.unfold(raw)} - {"BEGIN", "END"}
