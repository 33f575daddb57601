"""A personal calendar at its secret address: what it shows, to whom, and what it costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhour.events import counters, program_publishing, publishing
from commonhour.events.models import Event, Topic
from commonhour.events.public import PublicProgram
from commonhour.participation import signing_up
from commonhour.participation.models import SubscriptionAddress
from commonhour.people import accounts
from commonhour.people.models import Chapter, Membership, User
from tests.participation.apps import App, subscribed
from tests.participation.conftest import UNLISTED, Clock, Happening, facts_for, publish

pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(days=1)


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


def test_a_saved_filter_that_names_what_is_gone_shows_nothing_and_harms_no_other_part(
    happening: Happening, ada: User, topic: Topic, now: datetime
) -> None:
    happening(title="Ours")
    app = subscribed(ada, "chapter larkmoor", "filter topic=labour", "topic labour", now=now)
    Topic.objects.all().delete()

    assert app.look() == 200
    assert app.titles == ["Ours"]


def test_one_bad_event_harms_no_other(happening: Happening, ada: User, now: datetime) -> None:
    bad = [happening(title="Bad bytes", **on(6)), *(happening(**{**UNLISTED, **on(day)}) for day in (7, 9))]
    good = happening(title="Good", **on(8))
    for event in (*bad, good):
        signing_up.sign_up(event, actor=ada, now=now)
    Event.objects.filter(pk=bad[0].pk).update(vevent=b"BEGIN:VEVENT\r\nSUMMARY:open\r\n")
    Event.objects.filter(pk=bad[1].pk).update(schedule={"starts_at": "never"})
    Event.objects.filter(pk=bad[2].pk).update(schedule=[])
    app = subscribed(ada, "sign_ups", "network", now=now)

    assert app.look() == 200
    assert app.titles == ["Good"]


def test_it_shows_the_window_that_all_feeds_show(
    happening: Happening, ada: User, clock: Clock, now: datetime
) -> None:
    event, later = happening(title="Soon"), happening(title="Later", schedule=far_away())
    for each in (event, later):
        signing_up.sign_up(each, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", "network", now=now)
    app.look()
    assert app.titles == ["Soon"]

    publishing.roll_windows(now=now + 200 * DAY)
    clock(now + 200 * DAY)

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


def test_network_that_is_named_anew_is_told_at_once(
    happening: Happening, ada: User, now: datetime, settings: Any
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    assert [app.look(), app.look()] == [200, 304]

    settings.NETWORK_NAME = "Open Hours"

    assert [app.look(), app.look()] == [200, 304]


def test_the_day_of_its_last_use_is_written_once_a_day(
    happening: Happening, ada: User, clock: Clock, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()
    assert SubscriptionAddress.objects.get().last_used_on == now.date()

    clock(now + DAY)
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
    by: str, happening: Happening, ada: User, clock: Clock, now: datetime
) -> None:
    """Also where something goes that leaves no date behind, such as a sign-up."""
    event = happening()
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now, by=by)
    app.look()
    clock(now + timedelta(seconds=5))
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
