"""What the verbs of the shared calendar promise to those who decide, and to subscribers."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from commonhour.errors import BadInput, Conflict
from commonhour.events import program_publishing, publishing
from commonhour.events.models import Event, FeedState, Occurrence, Tombstone
from commonhour.events.public import NotPublishable
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts, read_back, weekly

LATER = timedelta(hours=1)


def revisions() -> dict[str, int]:
    return {f"{row.scope} {row.kind} {row.key}".strip(): row.revision for row in FeedState.objects.all()}


def test_published_event_is_exactly_its_facts(facts: Facts, now: datetime) -> None:
    wanted = facts()

    event = publishing.put_on_calendar(wanted, now=now)

    stored = Event.objects.get(pk=event.pk)
    assert publishing.facts_of(stored) == wanted
    assert publishing.facts_of(stored).digest == stored.digest == wanted.digest


def test_description_is_rendered_once_and_safely(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(
        facts(
            description="Read [this](https://example.org/a) <script>x</script> ![p](https://evil.example/p.png)"
        ),
        now=now,
    )

    assert event.description_html == (
        '<p>Read <a href="https://example.org/a" rel="nofollow noopener noreferrer">this</a> '
        '&lt;script&gt;x&lt;/script&gt; !<a href="https://evil.example/p.png" rel="nofollow noopener noreferrer">p</a></p>\n'
    )


def test_series_is_stored_as_its_occurrences(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)

    starts = list(event.occurrences.values_list("starts_at", flat=True))
    assert starts == [datetime(2026, 9, day, 22, 30, tzinfo=UTC) for day in (17, 24)] + [
        datetime(2026, 10, 1, 22, 30, tzinfo=UTC)
    ]


def test_publishing_counts_up_each_feed_it_enters_once(facts: Facts, quillon: Chapter, now: datetime) -> None:
    publishing.put_on_calendar(facts(cohosts=[str(quillon.pk)]), now=now)

    assert revisions() == {
        "public network": 1,
        "public filters": 1,
        "public chapter larkmoor": 1,
        "public chapter quillon": 1,
        "public topic labour": 1,
    }


def test_amending_with_the_same_facts_changes_nothing(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    before, counted = Event.objects.values().get(), revisions()

    publishing.amend(event, facts(), now=now + LATER)

    assert Event.objects.values().get() == before
    assert revisions() == counted


def test_amendment_moves_sequence_and_stamp_together(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    amended = publishing.amend(event, facts(room="Room 9"), now=now)

    assert (amended.sequence, amended.stamp) == (1, now + timedelta(seconds=1))
    read = read_back(bytes(amended.vevent))[0]
    assert read["SEQUENCE"] == 1
    assert read["DTSTAMP"].dt == read["LAST-MODIFIED"].dt == amended.stamp


def test_stamp_never_falls_when_the_clock_does(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    amended = publishing.amend(event, facts(room="Room 9"), now=now - timedelta(days=2))

    assert amended.stamp == now + timedelta(seconds=1)
    state = FeedState.objects.get(kind="network")
    assert state.changed_at > now


def test_amendment_keeps_the_row_of_each_date_that_stays(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)
    before = dict(event.occurrences.values_list("date", "pk"))

    publishing.amend(event, facts(schedule=weekly(recurrence={"frequency": "weekly", "count": 2})), now=now)

    kept = dict(Occurrence.objects.values_list("date", "pk"))
    assert kept == {day: before[day] for day in (date(2026, 9, 17), date(2026, 9, 24))}


def test_address_and_uid_stay_through_an_amendment(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    amended = publishing.amend(event, facts(title="Another title"), now=now)

    assert (amended.slug, amended.uid) == (event.slug, event.uid)


def test_cancelled_event_says_so_everywhere(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    cancelled = publishing.cancel(event, reason="The speaker is ill.", now=now)

    assert (cancelled.status, cancelled.status_note, cancelled.sequence) == (
        "cancelled",
        "The speaker is ill.",
        1,
    )
    text = bytes(cancelled.vevent).replace(b"\r\n ", b"")
    assert b"SUMMARY:Cancelled: Know your rights at work\r\n" in text
    assert b"STATUS:CANCELLED\r\n" in text
    assert b"This event is cancelled. The speaker is ill." in text


def test_postponed_event_resumes_at_its_new_date(facts: Facts, now: datetime) -> None:
    event = publishing.postpone(publishing.put_on_calendar(facts(), now=now), reason="Storm.", now=now)
    assert b"STATUS:TENTATIVE" in event.vevent
    schedule = {
        "starts_at": "2026-10-08T18:30",
        "ends_at": "2026-10-08T20:00",
        "time_zone": "America/New_York",
    }

    resumed = publishing.resume(event, facts=facts(schedule=schedule), now=now)

    assert (resumed.status, resumed.status_note) == ("scheduled", "")
    assert resumed.starts_at == datetime(2026, 10, 8, 22, 30, tzinfo=UTC)
    assert b"SUMMARY:Know your rights" in resumed.vevent


@pytest.mark.parametrize(
    "verb", [publishing.postpone, publishing.cancel, publishing.resume, publishing.release]
)
def test_cancelled_event_stays_cancelled(verb: Callable[..., object], facts: Facts, now: datetime) -> None:
    event = publishing.cancel(publishing.put_on_calendar(facts(), now=now), now=now)

    with pytest.raises(Conflict, match="cannot be"):
        verb(event, now=now)


def test_one_date_of_a_series_is_called_off(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)

    publishing.cancel_occurrence(event, date(2026, 9, 24), reason="Exam week.", now=now)

    assert list(event.occurrences.values_list("date", "cancelled")) == [
        (date(2026, 9, 17), False),
        (date(2026, 9, 24), True),
        (date(2026, 10, 1), False),
    ]
    event.refresh_from_db()
    assert event.cancelled_dates == [{"date": "2026-09-24", "note": "Exam week."}]
    assert b"RECURRENCE-ID;TZID=America/New_York:20260924T183000" in event.vevent


def test_called_off_date_stays_off_through_an_amendment(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)
    publishing.cancel_occurrence(event, date(2026, 9, 24), now=now)

    publishing.amend(event, facts(schedule=weekly(), room="Room 9"), now=now)

    assert list(Occurrence.objects.filter(cancelled=True).values_list("date", flat=True)) == [
        date(2026, 9, 24)
    ]


def test_only_a_date_of_the_series_is_called_off(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)

    with pytest.raises(BadInput, match="2026-09-25 is not a date"):
        publishing.cancel_occurrence(event, date(2026, 9, 25), now=now)


def test_held_event_leaves_its_emptied_name(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    held = publishing.hold(event, now=now)

    stone = Tombstone.objects.get()
    read = read_back(bytes(stone.vevent))[0]
    assert {str(name): str(read[name]) for name in ("UID", "SUMMARY", "STATUS", "SEQUENCE")} == {
        "UID": str(event.uid),
        "SUMMARY": "Cancelled event",
        "STATUS": "CANCELLED",
        "SEQUENCE": str(held.sequence),
    }
    assert not {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"} & set(read)
    assert sorted(stone.feeds.values_list("kind", flat=True)) == ["chapter", "network", "topic"]


def test_released_event_returns_as_it_stood_with_a_higher_number(facts: Facts, now: datetime) -> None:
    event = publishing.postpone(publishing.put_on_calendar(facts(), now=now), now=now)
    held = publishing.hold(event, now=now)

    released = publishing.release(held, now=now)

    assert (released.status, released.sequence) == ("postponed", 3)
    assert not Tombstone.objects.exists()


def test_event_that_leaves_the_public_gets_another_address_and_leaves_its_emptied_name(
    facts: Facts, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    hidden = publishing.amend(event, facts(visibility="unlisted"), now=now)

    assert hidden.slug.startswith("u-")
    assert len(hidden.slug) == 34
    assert Tombstone.objects.get().sequence == hidden.sequence == 1


def test_hidden_event_moves_no_public_counter(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(visibility="network"), now=now)
    publishing.put_on_calendar(facts(visibility="unlisted"), now=now)

    assert {name.split()[0] for name, counted in revisions().items() if counted} == {"members"}


def test_open_roles_move_the_filters_alone(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    changed = publishing.set_open_roles(event, {"greeter": 1}, now=now)

    assert (changed.open_role_counts, changed.open_roles) == ({"greeter": 1}, 1)
    assert revisions() == {
        "public network": 1,
        "public filters": 2,
        "public chapter larkmoor": 1,
        "public topic labour": 1,
    }


def test_more_wanted_in_a_role_keeps_those_who_said_yes(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    publishing.set_open_roles(event, {"greeter": 0}, now=now)
    roles = [{"id": "greeter", "name": "Greeter", "how_many": 5, "open": True}]

    amended = publishing.amend(event, facts(roles=roles), now=now)

    assert amended.open_role_counts == {"greeter": 3}


def test_place_that_is_not_public_has_no_room_on_the_calendar(facts: Facts) -> None:
    with pytest.raises(NotPublishable, match="stays out of the calendar"):
        facts(place_rule="after_sign_up")


def test_visibility_is_always_said(facts: Facts, larkmoor: Chapter) -> None:
    plain = facts().to_json()
    del plain["visibility"]

    with pytest.raises(NotPublishable) as refusal:
        type(facts()).from_json(plain)

    assert refusal.value.facts["fields"] == {"visibility": ["This is missing."]}


def test_program_has_its_feed_and_lists_its_events(
    facts: Facts, program_facts: ProgramFacts, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)

    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    assert list(program.events.all()) == [event]
    assert revisions()[f"public program {program.slug}"] == 1


def test_leaving_a_program_counts_up_its_feed(
    facts: Facts, program_facts: ProgramFacts, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    publishing.amend(event, facts(), now=now)

    assert revisions()[f"public program {program.slug}"] == 2


def test_window_rolls_only_where_its_content_changes(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    far = weekly(starts_at="2027-10-07T18:30", ends_at="2027-10-07T20:00", recurrence=None)
    publishing.put_on_calendar(facts(topics=["law"], schedule=far), now=now)
    before = revisions()

    publishing.roll_windows(now=now + timedelta(days=3))

    assert {name: revisions()[name] - count for name, count in before.items()} == {
        "public network": 1,
        "public filters": 1,
        "public chapter larkmoor": 1,
        "public topic labour": 0,
        "public topic law": 1,
    }


def test_emptied_name_goes_after_ninety_days(facts: Facts, now: datetime) -> None:
    publishing.hold(publishing.put_on_calendar(facts(), now=now), now=now)

    publishing.roll_windows(now=now + timedelta(days=91))

    assert not Tombstone.objects.exists()


def test_released_program_is_what_it_was(program_facts: ProgramFacts, now: datetime) -> None:
    program = program_publishing.cancel(program_publishing.put_on_calendar(program_facts(), now=now), now=now)

    released = program_publishing.release(program_publishing.hold(program, now=now), now=now)

    assert released.status == "cancelled"


def test_event_back_among_the_public_takes_its_emptied_name_away(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    hidden = publishing.amend(event, facts(visibility="network"), now=now)

    back = publishing.amend(hidden, facts(topics=["law"]), now=now)

    assert not Tombstone.objects.exists()
    assert back.sequence == 2
    assert revisions()["public topic labour"] == 3
