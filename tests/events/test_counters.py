"""What a feed shows, and when its counter moves: if its bytes change, and only then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonhour.events import bodies, counters, feeds, ical, program_publishing, publishing
from commonhour.events.models import Event, FeedKind, FeedState, Tombstone
from commonhour.identifiers import new_id
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts, read_back, weekly

LATER = timedelta(hours=1)
DAY = timedelta(days=1)
FAR = {"starts_at": "2027-11-04T18:30", "ends_at": "2027-11-04T20:00", "time_zone": "America/New_York"}
NEARER = {"starts_at": "2027-03-04T18:30", "ends_at": "2027-03-04T20:00", "time_zone": "America/New_York"}


def revisions() -> dict[str, int]:
    return {f"{row.scope} {row.kind} {row.key}".strip(): row.revision for row in FeedState.objects.all()}


def moved(act: Callable[[], object]) -> set[str]:
    """The feeds that an act counts up."""
    before = revisions()
    act()
    return {name for name, revision in revisions().items() if revision != before.get(name, 0)}


def state(kind: str = "network", key: str = "") -> FeedState:
    return FeedState.objects.get(kind=kind, key=key, scope="public")


def test_event_outside_the_window_moves_only_free_filters(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    far = moved(lambda: publishing.put_on_calendar(facts(title="Far", schedule=FAR), now=now))

    assert far == {"public filters"}
    event = Event.objects.get(title="Far")
    assert moved(lambda: publishing.cancel(event, now=now + LATER)) == {"public filters"}


def test_event_that_moves_into_the_window_moves_its_feeds(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(topics=["law"]), now=now)
    event = publishing.put_on_calendar(facts(title="Far", schedule=FAR), now=now)

    near = moved(lambda: publishing.amend(event, facts(title="Far", schedule=NEARER), now=now + LATER))

    assert near == {"public filters", "public network", "public chapter larkmoor", "public topic labour"}


def test_new_feed_takes_the_window_in_force(facts: Facts, quillon: Chapter, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    publishing.put_on_calendar(facts(chapter=str(quillon.pk)), now=now + 9 * DAY)

    assert len({(row.window_from, row.window_to) for row in FeedState.objects.all()}) == 1
    publishing.roll_windows(now=now + 9 * DAY)
    assert {row.window_from for row in FeedState.objects.all()} == {counters.window(now + 9 * DAY)[0]}


def test_publishing_never_moves_the_window(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    publishing.cancel(event, now=now + 5 * DAY)

    assert {row.window_from for row in FeedState.objects.all()} == {counters.window(now)[0]}


def test_program_amended_under_its_title_moves_only_free_filters(
    facts: Facts, program_facts: ProgramFacts, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    said = moved(lambda: program_publishing.amend(program, program_facts(summary="Other."), now=now + LATER))

    assert said == {"public filters"}


def test_program_with_another_title_is_named_anew_in_its_feed_and_by_its_events(
    facts: Facts, program_facts: ProgramFacts, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    named = moved(lambda: program_publishing.amend(program, program_facts(title="Winter"), now=now + LATER))

    assert named == {
        "public filters",
        "public network",
        "public chapter larkmoor",
        "public topic labour",
        f"public program {program.slug}",
    }
    event.refresh_from_db()
    assert "Winter" in str(read_back(bytes(event.vevent))[0]["DESCRIPTION"])


def test_held_program_is_named_by_no_event(facts: Facts, program_facts: ProgramFacts, now: datetime) -> None:
    program = program_publishing.put_on_calendar(program_facts(title="Unwise"), now=now)
    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)
    assert b"Unwise" in bytes(event.vevent)

    program_publishing.hold(program, now=now + LATER)

    event.refresh_from_db()
    assert b"Unwise" not in bytes(event.vevent)
    assert event.sequence == 1


def test_nothing_that_happens_to_a_held_event_is_seen(facts: Facts, now: datetime) -> None:
    event = publishing.hold(publishing.put_on_calendar(facts(), now=now), now=now)
    stone = bytes(Tombstone.objects.get().vevent)

    assert moved(lambda: publishing.amend(event, facts(title="Better"), now=now + LATER)) == set()

    assert bytes(Tombstone.objects.get().vevent) == stone
    released = publishing.release(event, now=now + 2 * LATER)
    assert (released.title, released.sequence) == ("Better", 3)
    assert not Tombstone.objects.exists()


def test_event_hidden_while_it_is_held_leaves_its_emptied_name_where_the_public_knew_it(
    facts: Facts, now: datetime
) -> None:
    event = publishing.hold(publishing.put_on_calendar(facts(), now=now), now=now)
    hidden = publishing.amend(event, facts(visibility="network"), now=now)

    seen = moved(lambda: publishing.release(hidden, now=now + LATER))

    assert {name.split()[0] for name in seen} == {"members"}
    assert Tombstone.objects.exists()


def test_hidden_event_that_changes_how_it_is_hidden_keeps_its_emptied_name(
    facts: Facts, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    hidden = publishing.amend(event, facts(visibility="network"), now=now)

    seen = moved(lambda: publishing.amend(hidden, facts(visibility="unlisted"), now=now + LATER))

    assert {name.split()[0] for name in seen} == {"members"}
    assert Tombstone.objects.exists()


def test_emptied_name_of_a_series_stands_until_its_last_date_is_out_of_the_window(
    facts: Facts, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)

    publishing.hold(event, now=now)

    stone = Tombstone.objects.get()
    assert (stone.starts_at, stone.ends_at) == (event.starts_at, event.ends_at)
    assert event.ends_at > event.starts_at + 13 * DAY


def test_withdrawn_event_that_no_feed_showed_leaves_nothing(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=FAR), now=now)

    assert moved(lambda: publishing.hold(event, now=now)) == {"public filters"}

    assert not Tombstone.objects.exists()


@pytest.mark.parametrize("weeks, days", [(1, 60), (40, 91)], ids=["out of the window", "after its time"])
def test_emptied_name_of_an_event_for_members_moves_none_but_theirs(
    weeks: int, days: int, facts: Facts, now: datetime
) -> None:
    publishing.put_on_calendar(facts(schedule=NEARER), now=now)
    series = weekly(recurrence={"frequency": "weekly", "count": weeks})
    event = publishing.put_on_calendar(facts(schedule=series, visibility="network"), now=now)

    size = state(FeedKind.FILTERS).size

    def follow() -> None:
        publishing.amend(event, facts(schedule=series, visibility="unlisted"), now=now)
        publishing.roll_windows(now=now)
        assert state(FeedKind.FILTERS).size == size
        publishing.roll_windows(now=now + days * DAY)

    feeds_of_members = {
        f"members {feed}" for feed in ("filters", "network", "chapter larkmoor", "topic labour")
    }
    assert moved(follow) == feeds_of_members
    assert Tombstone.objects.exists() is (days < 91)
    assert {row.revision for row in FeedState.objects.filter(scope="members")} == {3}


def test_emptied_name_that_goes_moves_the_feeds_that_showed_it(facts: Facts, now: datetime) -> None:
    series = weekly(recurrence={"frequency": "weekly", "count": 40})
    publishing.hold(publishing.put_on_calendar(facts(schedule=series), now=now), now=now)

    gone = moved(lambda: publishing.roll_windows(now=now + 91 * DAY))

    assert gone == {"public filters", "public network", "public chapter larkmoor", "public topic labour"}


def test_feed_that_shows_nothing_yet_is_the_one_that_was_never_named(
    facts: Facts, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "now", lambda: now + DAY)
    before = client.get("/feeds/topics/labour.ics")

    publishing.put_on_calendar(facts(schedule=FAR), now=now)

    after = client.get("/feeds/topics/labour.ics")
    assert (after["ETag"], after.content) == (before["ETag"], before.content)
    assert "Last-Modified" not in after


def test_program_that_moves_takes_its_events_to_its_new_feed(
    facts: Facts, program_facts: ProgramFacts, client: Client, now: datetime
) -> None:
    """No event changes, and yet one feed shows what the other showed."""
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    publishing.put_on_calendar(facts(program=str(program.pk)), now=now)
    first = program.slug

    program = program_publishing.amend(program, program_facts(visibility="unlisted"), now=now)
    hidden = program.slug
    program = program_publishing.amend(program, program_facts(visibility="public"), now=now)

    programs = FeedState.objects.filter(kind=FeedKind.PROGRAM, scope="public")
    assert {state.key: (state.revision, state.events) for state in programs} == {
        first: (2, 0),
        hidden: (2, 0),
        program.slug: (1, 1),
    }
    assert len(read_back(client.get(f"/feeds/programs/{program.slug}.ics").content)) == 1


def test_feed_that_shows_nothing_yet_is_not_counted_by_a_new_name_nor_a_new_edition(
    facts: Facts, larkmoor: Chapter, now: datetime, settings: Any
) -> None:
    publishing.put_on_calendar(facts(schedule=FAR), now=now)
    Chapter.objects.update(name="Larkmoor and Vale")
    settings.NETWORK_NAME = "Open Hours"

    publishing.put_on_calendar(facts(schedule=FAR), now=now)
    publishing.roll_windows(now=now)

    named = dict(FeedState.objects.exclude(kind=FeedKind.FILTERS).values_list("name", "revision"))
    assert named == {"Open Hours": 0, "Larkmoor and Vale": 0, "Labour": 0}


def test_times_of_a_feed_rise_strictly_whatever_the_clock_does(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    times = [state().changed_at]

    for verb in (publishing.postpone, publishing.resume, publishing.cancel):
        event = verb(event, now=now - 3 * DAY)
        times.append(state().changed_at)

    assert times == sorted(set(times))


def test_counting_asks_as_much_of_a_large_calendar_as_of_a_small_one(
    facts: Facts, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    crowd(event, 300)

    with django_assert_num_queries(COST_OF_CANCELLING):
        publishing.cancel(event, now=now + LATER)


COST_OF_CANCELLING = 16


def crowd(like: Event, number: int, **changes: Any) -> None:
    """So many events of the same bytes but the name, without the work of publishing each."""
    hosts, topics = list(like.hosts.all()), list(like.topics.all())
    copies = []
    for count in range(number):
        copy = Event.objects.get(pk=like.pk)
        copy.pk, copy.uid, copy.slug = new_id(), new_id(), f"copy-{new_id().hex[:8]}-{count}"
        copy.starts_at, copy.ends_at = like.starts_at + count * DAY / 2, like.ends_at + count * DAY / 2
        copy.vevent = bytes(like.vevent).replace(str(like.uid).encode(), str(copy.uid).encode())
        for name, value in changes.items():
            setattr(copy, name, value)
        copies.append(copy)
    Event.objects.bulk_create(copies)
    Event.hosts.through.objects.bulk_create(
        Event.hosts.through(event=copy, chapter=host) for copy in copies for host in hosts
    )
    Event.topics.through.objects.bulk_create(
        Event.topics.through(event=copy, topic=topic) for copy in copies for topic in topics
    )


@pytest.fixture
def wordy(facts: Facts, now: datetime) -> Event:
    return publishing.put_on_calendar(facts(description="Frauen, Männer, Kinder ö. " * 75), now=now)


def test_feed_of_more_than_calendars_take_leaves_out_the_far_future(wordy: Event, now: datetime) -> None:
    crowd(wordy, 500)

    publishing.cancel(wordy, now=now + LATER)

    feed = state()
    body = bodies.calendar_of(feed)
    assert feed.size > counters.LIMIT >= len(body)
    assert len(body) > 0.99 * counters.LIMIT
    assert (feed.brief, feed.shown_from, feed.shown_to < feed.window_to) == (False, feed.window_from, True)
    assert len(read_back(body)) == feed.events == counters.shown_members(feed).count()


def test_feed_crowded_in_the_near_future_gives_links_for_descriptions(wordy: Event, now: datetime) -> None:
    crowd(wordy, 1_500, starts_at=wordy.starts_at, ends_at=wordy.ends_at)

    publishing.cancel(wordy, now=now + LATER)

    feed = state()
    body = bodies.calendar_of(feed)
    assert feed.brief
    assert len(body) <= counters.LIMIT
    assert len(read_back(body)) == feed.events == 1_501
    assert "Frauen" not in body.decode()


def test_past_goes_first_and_comes_back_when_there_is_room(wordy: Event, now: datetime) -> None:
    start = now - 28 * DAY
    crowd(wordy, 400, starts_at=start, ends_at=start + LATER)
    publishing.cancel(wordy, now=now)
    assert state().shown_from > state().window_from

    Event.objects.filter(slug__startswith="copy-").exclude(slug__endswith="0").delete()
    publishing.roll_windows(now=now + LATER)

    assert (state().shown_from, state().events) == (state().window_from, 41)


def test_free_filters_count_with_every_feed_that_rolls(
    facts: Facts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with one that is full before they are, for it says more of itself, and shows another part of its window."""
    soon, far = (
        weekly(starts_at=f"{day}T18:30", ends_at=f"{day}T20:00", recurrence=None)
        for day in ("2026-09-02", "2027-05-05")
    )
    for schedule in (soon, far):
        publishing.put_on_calendar(facts(schedule=schedule), now=now)
    monkeypatch.setattr(counters, "LIMIT", state(FeedKind.FILTERS).size)
    publishing.roll_windows(now=now)
    assert state(FeedKind.CHAPTER, "larkmoor").events == 1

    moved_on = moved(lambda: publishing.roll_windows(now=now + 3 * DAY))

    assert moved_on == {"public chapter larkmoor", "public filters"}


def test_free_choice_of_filters_fits_as_well(
    wordy: Event, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "now", lambda: now + DAY)
    crowd(wordy, 500)
    publishing.cancel(wordy, now=now + LATER)

    body = client.get("/feeds/events.ics?topic=labour").content

    assert 0.99 * counters.LIMIT < len(body) <= counters.LIMIT
    assert body.endswith(ical.CLOSING)


def test_event_that_a_full_feed_leaves_out_moves_no_feed(wordy: Event, facts: Facts, now: datetime) -> None:
    crowd(wordy, 500)
    publishing.cancel(wordy, now=now + LATER)

    late = weekly(starts_at="2027-09-30T18:30", ends_at="2027-09-30T20:00", recurrence=None)
    added = moved(lambda: publishing.put_on_calendar(facts(schedule=late), now=now + 2 * LATER))

    assert added == {"public filters"}


@pytest.mark.parametrize("number, nearly", [(1, False), (280, True)])
def test_fullness_is_known_before_anything_is_left_out(
    number: int, nearly: bool, wordy: Event, now: datetime
) -> None:
    crowd(wordy, number)

    publishing.cancel(wordy, now=now + LATER)

    feed = state(FeedKind.CHAPTER, "larkmoor")
    assert feed.shown_to == feed.window_to
    assert (counters.fullness(feed) >= counters.NEARLY_FULL) is nearly
    assert counters.fullness(feed) == len(bodies.calendar_of(feed)) / counters.LIMIT
