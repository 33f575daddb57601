"""What a personal calendar tells of an event that is hidden: a block of time, or an emptied name."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from commonhour.events import publishing
from commonhour.events.models import Tombstone
from commonhour.participation import signing_up
from commonhour.people.models import Chapter, User
from tests.events.conftest import read_back
from tests.participation.apps import App, subscribed
from tests.participation.conftest import UNLISTED, Happening, facts_for

pytestmark = pytest.mark.usefixtures("clock")


def test_an_unlisted_event_is_a_block_of_time_and_where_to_read_the_rest(
    happening: Happening, ada: User, now: datetime
) -> None:
    event = happening(**UNLISTED)
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", "network", now=now)

    app.look()

    (entry,) = app.entries.values()
    assert {name: entry[name].to_ical().decode() for name in entry if name != "UID"} == {
        "DTSTAMP": "20260820T090000Z",
        "SEQUENCE": "0",
        "CREATED": "20260820T090000Z",
        "LAST-MODIFIED": "20260820T090000Z",
        "DTSTART": "20261015T180000",
        "DTEND": "20261015T200000",
        "SUMMARY": "Sign in to see",
        "DESCRIPTION": "You signed up for this. Sign in to see what it is and where:\\n\\n"
        "http://127.0.0.1:8000/account",
        "URL": "http://127.0.0.1:8000/account",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS": "BUSY",
    }
    assert b"anary" not in app.body
    assert event.slug.encode() not in app.body
    assert str(event.pk).encode() not in app.body


def test_two_calendars_that_hold_the_same_unlisted_event_cannot_be_joined_by_it(
    happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    event = happening(**UNLISTED)
    names = set()
    for person in (ada, lin):
        signing_up.sign_up(event, actor=person, now=now)
        app = subscribed(person, "sign_ups", now=now)
        app.look()
        names |= {str(entry["UID"]) for entry in app.entries.values()}

    assert len(names) == 2
    assert str(event.uid) not in names


@pytest.mark.parametrize("visibility", ["public", "network", "unlisted"])
def test_a_held_event_is_emptied_and_comes_back_when_it_is_released(
    visibility: str, happening: Happening, ada: User, now: datetime
) -> None:
    event = happening(**{**UNLISTED, "visibility": visibility})
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now)
    app.look()
    (before,) = app.entries.values()

    publishing.hold(event, now=now)

    assert app.look() == 200
    (entry,) = app.entries.values()
    assert (str(entry["SUMMARY"]), str(entry["STATUS"])) == ("Cancelled event", "CANCELLED")
    assert {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"}.isdisjoint(entry)
    assert b"anary" not in app.body
    assert (entry["UID"], entry["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)

    publishing.release(event, now=now)
    assert app.look() == 200
    assert app.titles == [str(before["SUMMARY"])]


PARTS_WITH_EMPTIED_NAMES = ("network", "chapter larkmoor", "my_chapters", "filter chapter=larkmoor")


@pytest.mark.parametrize("part", PARTS_WITH_EMPTIED_NAMES)
@pytest.mark.parametrize("visibility", ["public", "network"])
def test_a_held_event_leaves_its_emptied_name_where_one_follows_what_it_was_in(
    visibility: str, part: str, happening: Happening, ada: User, now: datetime
) -> None:
    event = happening(title="Canary", visibility=visibility)
    app = subscribed(ada, part, now=now)
    app.look()

    publishing.hold(event, now=now)

    assert app.look() == 200
    assert b"Canary" not in app.body
    assert emptied_in(app) == [(str(event.uid), 1)]


def emptied_in(app: App) -> list[tuple[str, int]]:
    """The emptied names in a calendar, with their numbers."""
    return [
        (str(entry["UID"]), int(entry["SEQUENCE"]))
        for entry in app.entries.values()
        if str(entry["SUMMARY"]) == "Cancelled event"
    ]


@pytest.mark.parametrize("part", PARTS_WITH_EMPTIED_NAMES)
@pytest.mark.parametrize("while_held", [False, True], ids=["at once", "while it is held"])
def test_an_event_for_members_that_becomes_unlisted_leaves_its_emptied_name_to_them_alone(
    part: str,
    while_held: bool,
    happening: Happening,
    larkmoor: Chapter,
    ada: User,
    people: list[User],
    client: Client,
    now: datetime,
) -> None:
    event = happening(title="Canary", visibility="network")
    app, others = subscribed(ada, part, now=now), subscribed(people[0], part, now=now)
    app.look()

    if while_held:
        event = publishing.hold(event, now=now)
    event = publishing.amend(event, facts_for(larkmoor, title="Canary", visibility="unlisted"), now=now)
    if while_held:
        event = publishing.release(event, now=now)

    assert (app.look(), others.look()) == (200, 200)
    assert b"Canary" not in app.body
    assert (emptied_in(app), emptied_in(others)) == ([(str(event.uid), 1)], [])

    happening(title="Open")
    for feed in ("network.ics", "chapters/larkmoor.ics", "events.ics", "events.ics?chapter=larkmoor"):
        assert [str(each["SUMMARY"]) for each in read_back(client.get(f"/feeds/{feed}").content)] == ["Open"]

    publishing.amend(event, facts_for(larkmoor, title="Canary", visibility="network"), now=now)
    assert (app.look(), sorted(app.titles)) == (200, ["Canary", "Open"])
    assert not Tombstone.objects.exists()


@pytest.mark.parametrize("while_held", [False, True], ids=["at once", "while it is held"])
@pytest.mark.parametrize("visibility", ["public", "network"])
def test_an_event_that_becomes_unlisted_leaves_its_emptied_name_to_those_who_had_signed_up(
    visibility: str,
    while_held: bool,
    happening: Happening,
    larkmoor: Chapter,
    vesper: Chapter,
    ada: User,
    lin: User,
    now: datetime,
) -> None:
    event = happening(**{**UNLISTED, "visibility": visibility})
    signing_up.sign_up(event, actor=ada, now=now)
    app, without = (
        subscribed(ada, "sign_ups", now=now),
        subscribed(ada, f"chapter {vesper.slug}", now=now, name="other"),
    )
    app.look()

    if while_held:
        event = publishing.hold(event, now=now)
    event = publishing.amend(event, facts_for(larkmoor, **UNLISTED), now=now)
    if while_held:
        event = publishing.release(event, now=now)
    later = now + timedelta(minutes=1)
    signing_up.sign_up(event, actor=lin, now=later)
    others = (
        without,
        subscribed(ada, "sign_ups", now=later, name="made since"),
        subscribed(lin, "sign_ups", now=now, name="signed up since"),
    )

    assert [each.look() for each in (app, *others)] == [200] * 4
    assert b"anary" not in app.body
    assert (emptied_in(app), sorted(app.titles)) == (
        [(str(event.uid), 1)],
        ["Cancelled event", "Sign in to see"],
    )
    assert [emptied_in(each) for each in others] == [[], [], []]

    publishing.amend(event, facts_for(larkmoor, **{**UNLISTED, "visibility": visibility}), now=later)
    assert (app.look(), app.titles) == (200, ["Canary circle"])


def test_who_signed_up_as_a_stranger_reads_the_emptied_name_of_what_is_for_members_now(
    happening: Happening, larkmoor: Chapter, ada: User, people: list[User], now: datetime
) -> None:
    event = happening()
    apps = []
    for person in (ada, people[0]):
        signing_up.sign_up(event, actor=person, now=now)
        apps.append(subscribed(person, "sign_ups", now=now))

    publishing.amend(event, facts_for(larkmoor, visibility="network"), now=now)

    assert [(app.look(), app.titles) for app in apps] == [
        (200, ["Know your pay slip"]),
        (200, ["Cancelled event"]),
    ]
    assert emptied_in(apps[1]) == [(str(event.uid), 1)]


def test_the_emptied_name_goes_from_the_calendar_of_a_guest_when_it_goes_from_the_feeds(
    happening: Happening, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    dated = {
        "schedule": {
            "starts_at": "2026-12-15T18:00",
            "ends_at": "2026-12-15T20:00",
            "time_zone": "America/New_York",
        }
    }
    event = happening(**dated)
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now)
    publishing.amend(event, facts_for(larkmoor, **UNLISTED, **dated), now=now)
    app.look()
    assert len(emptied_in(app)) == 1

    publishing.roll_windows(now=now + timedelta(days=91))

    assert (app.look(), app.titles) == (200, ["Sign in to see"])


def test_of_two_emptied_names_of_one_event_a_member_reads_the_later(
    happening: Happening, larkmoor: Chapter, ada: User, people: list[User], now: datetime
) -> None:
    event = happening()
    app, others = (
        subscribed(ada, "network", "filter chapter=larkmoor", now=now),
        subscribed(people[0], "network", now=now),
    )
    for visibility in ("network", "unlisted"):
        event = publishing.amend(event, facts_for(larkmoor, visibility=visibility), now=now)

    assert (app.look(), others.look()) == (200, 200)
    assert (emptied_in(app), emptied_in(others)) == ([(str(event.uid), 2)], [(str(event.uid), 1)])

    publishing.amend(event, facts_for(larkmoor), now=now)
    assert (app.look(), app.titles) == (200, ["Know your pay slip"])
    assert not Tombstone.objects.exists()


def test_the_emptied_name_of_what_became_one_for_members_never_hides_the_event(
    happening: Happening, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    event = happening()
    publishing.amend(event, facts_for(larkmoor, visibility="network"), now=now)
    assert Tombstone.objects.filter(uid=event.uid).exists()
    app = subscribed(ada, "chapter larkmoor", now=now)

    app.look()

    assert app.titles == ["Know your pay slip"]


def test_what_becomes_one_for_members_while_it_is_held_stays_emptied_for_them(
    happening: Happening, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    event = happening()
    app = subscribed(ada, "network", now=now)
    event = publishing.hold(event, now=now)
    app.look()

    event = publishing.amend(event, facts_for(larkmoor, visibility="network"), now=now)

    fresh = subscribed(ada, "network", now=now, name="fresh")
    assert (app.look(), fresh.look()) == (304, 200)
    assert emptied_in(app) == emptied_in(fresh) == [(str(event.uid), 1)]

    publishing.release(event, now=now)
    assert (app.look(), app.titles) == (200, ["Know your pay slip"])


def test_the_older_of_two_emptied_names_never_comes_back_to_a_member(
    happening: Happening, larkmoor: Chapter, vesper: Chapter, ada: User, now: datetime
) -> None:
    """The later stands in the calendar of another chapter: in this one it would bring the number down."""
    event = publishing.amend(happening(), facts_for(larkmoor, visibility="network"), now=now)
    app = subscribed(ada, "chapter larkmoor", now=now)
    event = publishing.amend(event, facts_for(vesper, visibility="network"), now=now)
    app.look()

    publishing.amend(event, facts_for(vesper, visibility="unlisted"), now=now)

    fresh = subscribed(ada, "chapter larkmoor", now=now, name="fresh")
    assert (app.look(), fresh.look()) == (304, 200)
    assert app.entries == fresh.entries == {}


def test_the_emptied_name_of_what_members_still_see_elsewhere_brings_no_number_down(
    happening: Happening, larkmoor: Chapter, vesper: Chapter, ada: User, now: datetime
) -> None:
    event = publishing.amend(happening(), facts_for(larkmoor, visibility="network"), now=now)
    app = subscribed(ada, "chapter larkmoor", now=now)
    app.look()

    publishing.amend(event, facts_for(vesper, visibility="network"), now=now)

    assert (app.look(), app.entries) == (200, {})
