"""What becomes of an event, as every reader sees it from one fetch of the feed to the next."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from commonhour.events import publishing
from commonhour.events.models import Event
from tests.events.conftest import Facts, weekly
from tests.events.readers import libical_reader
from tests.events.readers.neutral import Reading
from tests.events.readers.test_readers import READERS

pytestmark = pytest.mark.proof
TITLE = "Know your rights at work"
Step = Callable[[Event, datetime], Event]


@pytest.fixture
def story(facts: Facts) -> list[tuple[str, Step, list[str], str]]:
    """What is done to it, then the days it is on by the feed (UTC), and its title and status there."""
    later = weekly(starts_at="2026-09-17T19:00", ends_at="2026-09-17T20:30")
    moved = {"date": "2026-09-24", "starts_at": "2026-09-25T19:00", "ends_at": "2026-09-25T20:30"}
    elsewhere = {**later, "recurrence": {**later["recurrence"], "moved": [moved]}}
    days = ["0917T2300", "0924T2300", "1001T2300"]
    on_friday = ["0917T2300", "0925T2300", "1001T2300"]
    return [
        (
            "start half an hour later",
            lambda event, now: publishing.amend(event, facts(schedule=later), now=now),
            days,
            f"{TITLE} CONFIRMED",
        ),
        (
            "move one date",
            lambda event, now: publishing.amend(event, facts(schedule=elsewhere), now=now),
            on_friday,
            f"{TITLE} CONFIRMED",
        ),
        (
            "postpone",
            lambda event, now: publishing.postpone(event, now=now),
            on_friday,
            f"Postponed: {TITLE} TENTATIVE",
        ),
        ("resume", lambda event, now: publishing.resume(event, now=now), on_friday, f"{TITLE} CONFIRMED"),
        (
            "hold",
            lambda event, now: publishing.hold(event, now=now),
            on_friday,
            "Cancelled event CANCELLED",
        ),
        ("release", lambda event, now: publishing.release(event, now=now), on_friday, f"{TITLE} CONFIRMED"),
        (
            "cancel",
            lambda event, now: publishing.cancel(event, now=now),
            on_friday,
            f"Cancelled: {TITLE} CANCELLED",
        ),
    ]


def test_every_reader_follows_an_event_through_its_life(
    story: list[tuple[str, Step, list[str], str]], facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)
    before = _read(client)

    for name, step, days, title in story:
        event = step(event, now)

        after = _read(client)

        assert [f"{each.starts[4:13]}" for each in after.happenings] == days, name
        assert {f"{each.summary} {each.status}" for each in after.happenings} == {title}, name
        assert _numbers(after) > _numbers(before), name
        before = after


def test_one_date_called_off_is_cancelled_for_every_reader_and_the_others_stay(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)

    publishing.cancel_occurrence(event, date(2026, 9, 24), now=now)

    assert [(each.starts[4:8], each.status, each.summary) for each in _read(client).happenings] == [
        ("0917", "CONFIRMED", TITLE),
        ("0924", "CANCELLED", f"Cancelled: {TITLE}"),
        ("1001", "CONFIRMED", TITLE),
    ]


def test_name_of_a_held_event_is_emptied_for_every_reader(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(
        facts(online_link="https://meet.example/a", link_rule="public", format="hybrid"), now=now
    )

    publishing.hold(event, now=now + timedelta(hours=1))

    (stone,) = _read(client).happenings
    assert (stone.uid, stone.summary, stone.status) == (str(event.uid), "Cancelled event", "CANCELLED")
    assert not any((stone.description, stone.location, stone.url, stone.conference, stone.categories))


def _read(client: Client) -> Reading:
    """The network's feed, which all readers understand alike."""
    raw = client.get("/feeds/network.ics").content
    first, *others = (
        read(raw) for name, read in READERS.items() if name != "libical" or libical_reader.is_installed()
    )
    assert all(each.happenings == first.happenings for each in others)
    return first


def _numbers(reading: Reading) -> tuple[int, str]:
    """SEQUENCE, and DTSTAMP with LAST-MODIFIED: one of each in all the event's parts, and the same moment."""
    ((sequence, stamp, modified),) = {
        (each.sequence, each.stamp, each.modified) for each in reading.happenings
    }
    assert stamp == modified
    return int(sequence), stamp
