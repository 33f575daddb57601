"""What no feed may hold: the address of a person, an invitation, an alarm, or a word its reader may not see."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from commonhour.events import ical, program_publishing, publishing
from commonhour.events.choices import Shown
from commonhour.events.models import Event
from commonhour.people.models import User
from tests.events.conftest import Facts, ProgramFacts, weekly

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
SECRETS = ("Backroom", "secret.example", "Hushed", "ada@example.org", "Ask Lin", "Because of Tom")


@pytest.fixture
def calendar_of_all_kinds(
    facts: Facts, program_facts: ProgramFacts, ada: User, lin: User, now: datetime
) -> list[Event]:
    """Events that know more than they may tell: private places and links, people to ask, reasons, hidden ones."""
    program = program_publishing.put_on_calendar(program_facts(visibility="network", title="Hushed"), now=now)
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
            facts(title="Online", format="hybrid", online_link="https://meet.example/a", link_rule="public"),
            now=now,
        ),
        publishing.put_on_calendar(facts(title="Hushed one", visibility="network"), now=now),
        publishing.put_on_calendar(facts(title="Hushed two", visibility="unlisted"), now=now),
        publishing.put_on_calendar(
            facts(title="Hushed three", place_name="Backroom", description="https://secret.example"), now=now
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
