"""A personal calendar at its secret address: what it shows, to whom it stays closed, and what it costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from commonhour.events import counters, program_publishing, publishing
from commonhour.events.models import Event, Tombstone, Topic
from commonhour.events.public import PublicProgram
from commonhour.participation import personal_feeds, signing_up, subscribing
from commonhour.participation.models import SubscriptionAddress
from commonhour.people import accounts
from commonhour.people.models import Chapter, Membership, User
from tests.events.conftest import read_back
from tests.participation.apps import App, calendar_of, subscribed
from tests.participation.conftest import Happening, facts_for, publish

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    at(monkeypatch, now)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(personal_feeds, "now", lambda: moment)


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(slug="labour", name="Labour")


def program_of(chapter: Chapter, **changes: Any) -> PublicProgram:
    plain = {
        "title": "Autumn of fair work", "summary": "Six evenings.", "chapter": str(chapter.pk), "audience": "public",
        "visibility": "public", "period_starts_on": "2026-09-01", "period_ends_on": "2026-12-01",
    }  # fmt: skip
    return PublicProgram.from_json({**plain, **changes})


def on(day: int, **changes: Any) -> dict[str, Any]:
    times = {"starts_at": f"2026-10-{day:02}T18:00", "ends_at": f"2026-10-{day:02}T20:00"}
    return {"schedule": {**times, "time_zone": "America/New_York"}, **changes}


# What it shows


def test_the_events_of_all_its_parts_stand_in_it_once_and_in_the_order_of_time(
    happening: Happening, larkmoor: Chapter, vesper: Chapter, topic: Topic, ada: User, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_of(larkmoor), now=now)
    happening(title="Of a program", program=str(program.pk), **on(9))
    publish(facts_for(vesper, title="Of a topic", topics=["labour"], **on(7)))
    publish(
        facts_for(
            vesper, title="Of a chapter and topic", topics=["labour"], cohosts=[str(larkmoor.pk)], **on(8)
        )
    )
    publish(facts_for(vesper, title="A film", event_type="film_screening", **on(5)))
    publish(facts_for(vesper, title="Of nothing she follows", **on(6)))

    app = subscribed(ada, f"program {program.slug}", "topic labour", "chapter larkmoor",
                     "filter type=film_screening", "sign_ups", now=now)  # fmt: skip

    assert app.look() == 200
    assert app.titles == ["A film", "Of a topic", "Of a chapter and topic", "Of a program"]


def test_what_one_signed_up_for_fills_the_time_and_all_else_leaves_it_free(
    happening: Happening, ada: User, now: datetime
) -> None:
    mine, _other = happening(title="Mine", **on(7)), happening(title="Other", **on(8))
    app = subscribed(ada, "my_chapters", "sign_ups", now=now)
    app.look()

    signing_up.sign_up(mine, actor=ada, now=now)

    assert app.look() == 200
    busy = {
        title: (str(each["TRANSP"]), str(each["X-MICROSOFT-CDO-BUSYSTATUS"]))
        for title, each in app.entries.items()
    }
    assert busy == {"Mine": ("OPAQUE", "BUSY"), "Other": ("TRANSPARENT", "FREE")}


def test_a_calendar_that_does_not_show_sign_ups_gives_none_away(
    happening: Happening, ada: User, now: datetime
) -> None:
    event = happening()
    app = subscribed(ada, "my_chapters", now=now)
    app.look()

    signing_up.sign_up(event, actor=ada, now=now)

    assert app.look() == 304
    assert b"BUSY\r\n" not in app.body


def test_who_waits_sees_the_event_as_perhaps_until_there_is_a_place(
    happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    event = happening(capacity=1)
    signing_up.sign_up(event, actor=lin, now=now)
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now)
    app.look()
    assert app.titles == ["Waiting list: Know your pay slip"]
    waiting = app.entries["Waiting list: Know your pay slip"]
    assert (str(waiting["STATUS"]), str(waiting["X-MICROSOFT-CDO-BUSYSTATUS"])) == ("TENTATIVE", "TENTATIVE")

    signing_up.withdraw(event, actor=lin, now=now + DAY)

    assert app.look() == 200
    placed = app.entries["Know your pay slip"]
    assert (str(placed["STATUS"]), str(placed["X-MICROSOFT-CDO-BUSYSTATUS"])) == ("CONFIRMED", "BUSY")
    assert placed["UID"] == waiting["UID"]
    assert placed["SEQUENCE"] > waiting["SEQUENCE"]
    assert placed["DTSTAMP"].dt > waiting["DTSTAMP"].dt
    assert placed["LAST-MODIFIED"].dt == placed["DTSTAMP"].dt


def test_an_event_that_is_called_off_takes_nobodys_time(
    happening: Happening, ada: User, now: datetime
) -> None:
    event = happening()
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now)

    publishing.cancel(event, now=now, reason="The speaker is ill.")

    app.look()
    (entry,) = app.entries.values()
    assert (str(entry["SUMMARY"]), str(entry["STATUS"])) == ("Cancelled: Know your pay slip", "CANCELLED")
    assert str(entry["TRANSP"]) == "TRANSPARENT"


def test_one_date_of_a_series_that_is_called_off_takes_no_time_and_the_others_do(
    happening: Happening, ada: User, now: datetime
) -> None:
    weekly = {**on(1)["schedule"], "recurrence": {"frequency": "weekly", "count": 3}}
    event = happening(schedule=weekly, capacity=None)
    signing_up.sign_up(event, actor=ada, now=now)
    publishing.cancel_occurrence(event, datetime(2026, 10, 8, tzinfo=UTC).date(), now=now)
    app = subscribed(ada, "sign_ups", now=now)

    app.look()

    parts = app.body.split(b"BEGIN:VEVENT")[1:]
    assert [b"OPAQUE" in part for part in parts] == [True, False]
    assert [b"STATUS:CANCELLED" in part for part in parts] == [False, True]


def test_my_chapters_are_those_of_this_moment(
    happening: Happening, vesper: Chapter, ada: User, lin: User, now: datetime
) -> None:
    happening(title="Of Larkmoor", **on(7))
    publish(facts_for(vesper, title="Of Vesper Hill", **on(8)))
    app = subscribed(ada, "my_chapters", now=now)
    app.look()
    assert app.titles == ["Of Larkmoor"]

    Membership.objects.create(user=ada, chapter=vesper, since=now)
    assert app.look() == 200
    assert app.titles == ["Of Larkmoor", "Of Vesper Hill"]

    accounts.leave(Membership.objects.get(user=ada, chapter__slug="larkmoor"), actor=lin, now=now)
    assert app.look() == 200
    assert app.titles == ["Of Vesper Hill"]


def test_what_is_for_members_stands_in_it_while_its_owner_is_one(
    happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    happening(title="For everyone", **on(7))
    event = happening(title="For members", visibility="network", **on(8))
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "network", "filter type=talk", "sign_ups", now=now)
    app.look()
    assert app.titles == ["For everyone", "For members"]

    accounts.leave(Membership.objects.get(user=ada), actor=lin, now=now)

    assert app.look() == 200
    assert app.titles == ["For everyone"]
    assert b"For members" not in app.body
    assert str(event.uid).encode() not in app.body


def test_a_held_program_shows_nothing_by_itself(
    larkmoor: Chapter, happening: Happening, oz: User, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_of(larkmoor), now=now)
    happening(program=str(program.pk))
    app = subscribed(oz, f"program {program.slug}", now=now)
    app.look()
    assert app.titles == ["Know your pay slip"]

    program_publishing.hold(program, now=now)

    assert app.look() == 200
    assert app.titles == []


UNLISTED = {
    "title": "Canary circle", "summary": "A canary meets.", "description": "Canary words.", "visibility": "unlisted",
    "place_rule": "public", "place_name": "Canary Hall", "room": "Canary Room", "place_address": "1 Canary Way",
    "link_rule": "public", "online_link": "https://meet.example/canary", "content_note": "Canary note",
    "directions": "Follow the canary.",
}  # fmt: skip


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


def test_the_emptied_name_of_what_members_still_see_elsewhere_brings_no_number_down(
    happening: Happening, larkmoor: Chapter, vesper: Chapter, ada: User, now: datetime
) -> None:
    event = publishing.amend(happening(), facts_for(larkmoor, visibility="network"), now=now)
    app = subscribed(ada, "chapter larkmoor", now=now)
    app.look()

    publishing.amend(event, facts_for(vesper, visibility="network"), now=now)

    assert (app.look(), app.entries) == (200, {})


def test_a_saved_filter_that_names_what_is_gone_shows_nothing_and_harms_no_other_part(
    happening: Happening, ada: User, topic: Topic, now: datetime
) -> None:
    happening(title="Ours")
    app = subscribed(ada, "chapter larkmoor", "filter topic=labour", "topic labour", now=now)
    Topic.objects.all().delete()

    assert app.look() == 200
    assert app.titles == ["Ours"]


def test_one_bad_event_harms_no_other(happening: Happening, ada: User, now: datetime) -> None:
    bad = [happening(title="Bad bytes", **on(6)), happening(**{**UNLISTED, **on(7)})]
    good = happening(title="Good", **on(8))
    for event in (*bad, good):
        signing_up.sign_up(event, actor=ada, now=now)
    Event.objects.filter(pk=bad[0].pk).update(vevent=b"BEGIN:VEVENT\r\nSUMMARY:open\r\n")
    Event.objects.filter(pk=bad[1].pk).update(schedule={"starts_at": "never"})
    app = subscribed(ada, "sign_ups", "network", now=now)

    assert app.look() == 200
    assert app.titles == ["Good"]


def test_it_shows_the_window_that_all_feeds_show(
    happening: Happening, ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    event, later = happening(title="Soon"), happening(title="Later", schedule=far_away())
    for each in (event, later):
        signing_up.sign_up(each, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", "network", now=now)
    app.look()
    assert app.titles == ["Soon"]

    publishing.roll_windows(now=now + 200 * DAY)
    at(monkeypatch, now + 200 * DAY)

    assert app.look() == 200
    assert app.titles == ["Later"]


def far_away() -> dict[str, str]:
    return {"starts_at": "2027-12-01T18:00", "ends_at": "2027-12-01T20:00", "time_zone": "America/New_York"}


def test_it_is_never_larger_than_calendars_take(
    happening: Happening, vesper: Chapter, ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Each feed fits, and both together do not."""
    for day in range(1, 11):
        happening(title=f"Ours {day}", description="word " * 300, **on(day))
        publish(facts_for(vesper, title=f"Theirs {day}", description="word " * 300, **on(day)))
    monkeypatch.setattr(counters, "LIMIT", 24_000)
    app = subscribed(ada, "chapter larkmoor", "chapter vesper-hill", now=now)

    app.look()

    assert 10_000 < len(app.body) <= 24_000
    assert len(app.titles) == 20
    assert b"word word" not in app.body


# What it costs


def test_nothing_new_is_one_query_and_no_write(happening: Happening, ada: User, now: datetime) -> None:
    event = happening()
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", "my_chapters", "network", "filter type=talk", now=now)
    assert app.look() == 200

    with CaptureQueriesContext(connection) as asked:
        assert app.look() == 304

    assert [query["sql"].split()[0] for query in asked] == ["WITH"]


def test_the_day_of_its_last_use_is_written_once_a_day(
    happening: Happening, ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()
    assert SubscriptionAddress.objects.get().last_used_on == now.date()

    at(monkeypatch, now + DAY)
    assert [written(app), written(app), written(app)] == [1, 0, 0]

    assert SubscriptionAddress.objects.get().last_used_on == (now + DAY).date()


def written(app: App) -> int:
    """How many rows the next look writes."""
    with CaptureQueriesContext(connection) as asked:
        assert app.look() == 304
    return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in asked)


def test_a_change_that_leaves_its_bytes_as_they_were_sends_nothing_again(
    happening: Happening, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    """The counter of filters moves with every publication; the tag of the bytes does not."""
    happening(title="A talk")
    app = subscribed(ada, "filter type=talk", now=now)
    app.look()

    happening(title="A film", event_type="film_screening")

    assert written(app) == 1
    assert written(app) == 0
    assert app.titles == ["A talk"]


@pytest.mark.parametrize("by", ["tag", "date"])
def test_apps_that_ask_by_date_are_told_the_truth_too(
    by: str, happening: Happening, ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Also where something goes that leaves no date behind, such as a sign-up."""
    event = happening()
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now, by=by)
    app.look()
    at(monkeypatch, now + timedelta(seconds=5))
    assert (app.look(), app.look()) == (200 if by == "date" else 304, 304)

    signing_up.withdraw(event, actor=ada, now=now)

    assert app.look() == 200
    assert app.titles == []


# HTTP


def test_it_is_for_its_reader_alone(happening: Happening, ada: User, now: datetime) -> None:
    happening()
    app = subscribed(ada, "network", now=now)

    plain = Client().get(app.path)
    packed = Client().get(app.path, headers={"Accept-Encoding": "gzip"})
    head = Client().head(app.path)

    assert plain.headers["Cache-Control"] == "private, no-cache"
    assert plain.headers["Referrer-Policy"] == "no-referrer"
    assert plain.headers["X-Robots-Tag"] == "noindex"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert plain.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert plain.headers["Content-Disposition"] == 'inline; filename="calendar.ics"'
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert "Access-Control-Allow-Origin" not in plain.headers
    assert plain.cookies == {}
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
    assert len(packed.content) < len(plain.content)
    assert (head.content, head.headers["ETag"]) == (b"", plain.headers["ETag"])
    assert app.path.encode() not in plain.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(method: str, ada: User, now: datetime) -> None:
    app = subscribed(ada, "network", now=now)

    response = getattr(Client(enforce_csrf_checks=True), method)(app.path)

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert response.headers["Referrer-Policy"] == "no-referrer"


# Its end


def ended(app: App) -> None:
    """What an app reads at an address that ended lately: a valid calendar with nothing in it, whatever it asks with."""
    assert app.look() == 200
    assert app.titles == []
    assert b"X-WR-CALDESC:This address has ended. Sign in to get a new one.\r\n" in app.body
    assert app.look() == 304


def test_a_new_address_ends_the_one_before_at_once(happening: Happening, ada: User, now: datetime) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()

    address = subscribing.rotate(calendar_of(ada), actor=ada, now=now)

    ended(app)
    other = App(address)
    assert (other.look(), other.titles) == (200, ["Know your pay slip"])


def test_a_deleted_calendar_ends_at_once(happening: Happening, ada: User, now: datetime) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()

    subscribing.revoke(calendar_of(ada), actor=ada, now=now)

    ended(app)


def test_the_calendars_of_a_closed_account_end_at_once(
    happening: Happening, ada: User, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()

    User.objects.filter(pk=ada.pk).update(is_active=False)

    ended(app)


def test_thirty_days_after_its_end_it_is_as_if_it_had_never_been(
    happening: Happening, ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()
    subscribing.revoke(calendar_of(ada), actor=ada, now=now)
    mistyped = f"{app.path[:-10]}{'y' if app.path[-10] == 'x' else 'x'}{app.path[-9:]}"
    never = [
        answer_at(path)
        for path in ("/feeds/my/never.ics", mistyped, app.path.removesuffix(".ics"), f"{app.path}/")
    ]

    at(monkeypatch, now + timedelta(days=30, seconds=-1))
    ended(app)
    at(monkeypatch, now + timedelta(days=30))

    assert {answer_at(app.path, tag) for tag in ("", app.tag, "*")} == set(never)
    assert len(set(never)) == 1
    status, headers, body = never[0]
    assert status == 404
    assert dict(headers)["Cache-Control"] == "no-store"
    assert dict(headers)["Referrer-Policy"] == "no-referrer"
    assert b"feeds" not in body


def answer_at(path: str, tag: str = "") -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    response = Client().get(path, headers={"If-None-Match": tag} if tag else {})
    return response.status_code, tuple(sorted(response.items())), response.content


@pytest.mark.parametrize("written", ["{}", "{}?x=1"])
def test_asked_for_without_https_it_says_nothing_and_is_ended(
    written: str, happening: Happening, ada: User, settings: Any, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()
    settings.PRODUCTION = True

    unknown, known = answer_at("/feeds/my/never.ics"), answer_at(written.format(app.path), app.tag)

    assert known == unknown
    assert known[0] == 404
    assert SubscriptionAddress.objects.get().subscription is None
    secure = Client().get(app.path, secure=True)
    assert (secure.status_code, b"BEGIN:VEVENT" in secure.content) == (200, False)


@pytest.mark.django_db(transaction=True)
def test_whose_address_was_ended_by_an_app_without_https_learns_it_once_by_mail(
    ada: User, settings: Any, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    settings.PRODUCTION = True

    for _ in range(2):
        answer_at(app.path)
    call_command("db_worker", batch=True, verbosity=0)

    (told,) = mail.outbox
    assert (told.to, told.subject) == ([ada.email], "A calendar of yours needs a new address")
    for words in (
        "Hello Ada,",
        "“my phone” has ended",
        "without https",
        f"{settings.ORIGIN}/account/calendars\n",
    ):
        assert words in str(told.body)
    secret = app.path.rsplit("/", 1)[1].removesuffix(".ics")
    queued = str(DBTaskResult.objects.values_list("args_kwargs", flat=True).get())
    assert not any(secret[start : start + 8] in str(told.body) + queued for start in range(len(secret) - 7))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["deleted", "closed"])
def test_nobody_is_mailed_of_a_calendar_they_ended_themselves(
    end: str, ada: User, settings: Any, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    settings.PRODUCTION = True
    answer_at(app.path)
    if end == "deleted":
        subscribing.revoke(calendar_of(ada), actor=ada, now=now)
    else:
        User.objects.filter(pk=ada.pk).update(is_active=False)

    call_command("db_worker", batch=True, verbosity=0)

    assert mail.outbox == []


def test_what_ended_lately_is_not_forgotten_before_apps_have_read_that_it_is_empty(
    ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    subscribing.revoke(calendar_of(ada), actor=ada, now=now)

    assert subscribing.end_addresses(now=now + 29 * DAY) == 0

    at(monkeypatch, now + 29 * DAY)
    assert app.look() == 200
    assert subscribing.end_addresses(now=now + 30 * DAY) == 1


def test_half_an_address_without_https_ends_it_too(ada: User, settings: Any, now: datetime) -> None:
    """The secret was on the way all the same."""
    app = subscribed(ada, "network", now=now)
    settings.PRODUCTION = True

    assert answer_at(app.path.removesuffix(".ics"))[0] == 404

    assert SubscriptionAddress.objects.get().subscription is None


def test_what_was_never_given_out_writes_nothing_without_https(
    db: None, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.PRODUCTION = True

    with django_assert_num_queries(1):
        assert answer_at("/feeds/my/never.ics")[0] == 404


def test_what_nobody_uses_ends_and_what_ended_long_ago_is_forgotten(
    happening: Happening, ada: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    used = subscribed(ada, "network", now=now, name="used")
    at(monkeypatch, now + 399 * DAY)
    used.look()

    assert subscribing.end_addresses(now=now + 399 * DAY) == 0
    assert subscribing.end_addresses(now=now + 400 * DAY) == 1
    at(monkeypatch, now + 400 * DAY)
    ended(app)
    assert used.look() == 304
    assert subscribing.end_addresses(now=now + 430 * DAY) == 1

    assert app.look() == 404
    assert SubscriptionAddress.objects.count() == 1
    assert [each.name for each in ada.subscriptions.order_by("name")] == ["my phone", "used"]


def test_the_address_of_a_closed_account_ends_for_good(
    happening: Happening, ada: User, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert subscribing.end_addresses(now=now) == 1

    User.objects.filter(pk=ada.pk).update(is_active=True)
    ended(app)
