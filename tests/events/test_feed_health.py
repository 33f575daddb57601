"""How feeds are: what strict readers find in a whole file, and what coordinators see of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from commonhour.events import bodies, checking, counters, health, publishing
from commonhour.events.models import Event, FeedCheck, FeedState, FeedTally
from commonhour.people.models import User
from tests.events.conftest import Facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(facts: Facts, now: datetime) -> bytes:
    """A sound feed of two events."""
    for title in ("One", "Two"):
        publishing.put_on_calendar(facts(title=title), now=now)
    return bodies.calendar_of(FeedState.objects.get(kind="network"))


def test_a_sound_feed_has_no_finding(content: bytes) -> None:
    assert checking.findings(content, expected=2) == []


def without(content: bytes, opening: bytes, closing: bytes) -> bytes:
    start = content.index(opening)
    return content[:start] + content[content.index(closing, start) + len(closing) :]


EVENT = (b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n")
ZONE = (b"BEGIN:VTIMEZONE\r\n", b"END:VTIMEZONE\r\n")


def doubled(content: bytes, opening: bytes, closing: bytes) -> bytes:
    start = content.index(opening)
    part = content[start : content.index(closing, start) + len(closing)]
    return content[:start] + part + content[start:]


@pytest.mark.parametrize(
    "damage,finding",
    [
        (lambda raw: without(raw, *EVENT), "1 of its 2 events are missing"),
        (lambda raw: doubled(raw, *EVENT), "stands in it more than once."),
        (lambda raw: without(raw, *ZONE), "The zone America/New_York is used and not declared."),
        (lambda raw: doubled(raw, *ZONE), "The zone America/New_York is declared more than once."),
        (lambda raw: raw.replace(b"SUMMARY:One", b"SUMMARY:" + b"x" * 80), "A row is longer than 75 octets."),
        (lambda raw: raw.replace(b"SUMMARY:One", b"SUMMARY:O\x00ne"), "A line is not of the grammar"),
        (lambda raw: raw.replace(b"END:VCALENDAR", b"END:VEVENT"), "It does not begin and end as a"),
        (lambda raw: raw.replace(b"VERSION:2.0", b"no line at all"), "It does not parse"),
        (lambda raw: raw.replace(b"END:VCALENDAR", b"X-X:" + b"x" * counters.LIMIT), "Google takes no more"),
    ],
)
def test_each_damage_is_found_and_said(content: bytes, damage: Any, finding: str) -> None:
    damaged = damage(content)

    assert damaged != content
    assert any(finding in each for each in checking.findings(damaged, expected=2))


def test_last_change_is_never_of_the_future(content: bytes, now: datetime) -> None:
    assert {feed.changed_at for feed in health.feeds_health(now=now)} == {now}


def test_a_feed_is_read_once_for_each_revision(content: bytes, facts: Facts, now: datetime) -> None:
    assert checking.check_feeds(now=now) == 3
    assert checking.check_feeds(now=now) == 0

    publishing.put_on_calendar(facts(title="Three", topics=["law"]), now=now)

    assert checking.check_feeds(now=now) == 3  # the network, the chapter and the new topic; not the old one
    assert set(FeedCheck.objects.values_list("feed__kind", flat=True)) == {"network", "chapter", "topic"}
    assert all(check.findings == [] for check in FeedCheck.objects.all())


def test_a_damaged_event_is_found_in_every_feed_it_should_stand_in(content: bytes, now: datetime) -> None:
    Event.objects.filter(title="One").update(vevent=b"BEGIN:VEVENT\r\nnonsense")

    checking.check_feeds(now=now)

    sentence = "1 of its 2 events are missing, for their stored bytes are damaged."
    assert [check.findings for check in FeedCheck.objects.all()] == [[sentence]] * 3


def test_a_coordinator_sees_how_each_feed_is(
    content: bytes, now: datetime, client: Client, cai: User
) -> None:
    network = FeedState.objects.get(kind="network")
    checking.check_feeds(now=now)
    FeedTally.objects.create(feed=network, day=now.date(), sent=1, unchanged=3)
    FeedTally.objects.create(feed=network, day=now.date() - timedelta(days=8), sent=100)

    (line,) = [each for each in health.feeds_health(now=now) if each.kind == "network"]

    assert line.path == "/feeds/network.ics"
    assert (line.events, line.size) == (2, network.size)
    assert (line.asked, line.share_unchanged) == (4, 0.75)
    assert (line.check_is_fresh, line.findings) == (True, ())
    assert (line.nearly_full, line.starts_late, line.ends_early, line.brief) == (False,) * 4
    client.force_login(cai)
    told = client.get("/api/feeds").json()
    assert [each["path"] for each in told] == [each.path for each in health.feeds_health(now=now)]
    assert (len(told), told[-1]["kind"]) == (4, "filters")


def test_what_members_see_is_not_among_them(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(visibility="network"), now=now)

    checking.check_feeds(now=now)

    assert health.feeds_health(now=now) == []
    assert not FeedCheck.objects.exists()


def test_a_feed_at_eighty_percent_is_nearly_full(content: bytes, now: datetime) -> None:
    FeedState.objects.filter(kind="network").update(size=int(counters.LIMIT * 0.8))

    lines = health.feeds_health(now=now)

    assert (lines[0].kind, lines[0].nearly_full) == ("network", True)
    assert not any(line.nearly_full for line in lines[1:])


@pytest.mark.parametrize("who", ["ada", "rae", "oz"])
def test_others_do_not_see_it(request: pytest.FixtureRequest, client: Client, who: str) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get("/api/feeds").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/api/feeds").status_code == 401
