"""Dates as a listing states them: every fault in words, and instances that an independent count agrees with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonhour.events import schedule as schedules
from commonhour.events import schedule_reading
from commonhour.events.schedule import MOST_INSTANCES, Schedule
from commonhour.events.schedule_reading import BadSchedule
from commonhour.events.timezones import WEEKDAYS

PLAIN = {"starts_at": "2026-11-05T18:30", "ends_at": "2026-11-05T20:00", "time_zone": "America/New_York"}
THURSDAYS = {"frequency": "weekly", "count": 4}


def listing(**changes: Any) -> dict[str, Any]:
    return {**PLAIN, **changes}


FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no start": ({"starts_at": None}, "starts_at", "Say when it starts."),
    "no end": ({"ends_at": ""}, "ends_at", "Say when it ends."),
    "no zone": ({"time_zone": None}, "time_zone", "Choose the time zone of the place."),
    "start is not a time": ({"starts_at": "tomorrow"}, "starts_at", "Write the date and the time as in"),
    "start has seconds": (
        {"starts_at": "2026-11-05T18:30:00"},
        "starts_at",
        "Write the date and the time as in",
    ),
    "start has an offset": (
        {"starts_at": "2026-11-05T18:30-05"},
        "starts_at",
        "Write the date and the time as in",
    ),
    "no such day": ({"starts_at": "2026-02-30T18:30"}, "starts_at", "Write the date and the time as in"),
    "no such hour": ({"starts_at": "2026-11-05T24:30"}, "starts_at", "Write the date and the time as in"),
    "start is a number": ({"starts_at": 20261105}, "starts_at", "Write the date and the time as in"),
    "year too early": (
        {"starts_at": "2019-12-31T18:30"},
        "starts_at",
        "The year must lie between 2020 and 2049.",
    ),
    "year too late": ({"ends_at": "2050-01-01T18:30"}, "ends_at", "The year must lie between 2020 and 2049."),
    "year of five digits": (
        {"starts_at": "12026-11-05T18:30"},
        "starts_at",
        "Write the date and the time as in",
    ),
    "end before start": (
        {"ends_at": "2026-11-05T18:00"},
        "ends_at",
        "The end (5 November 2026, 18:00) lies before the start (5 November 2026, 18:30).",
    ),
    "end is start": (
        {"ends_at": "2026-11-05T18:30"},
        "ends_at",
        "It ends at the moment it starts; give it a later end.",
    ),
    "too long": ({"ends_at": "2027-11-05T18:30"}, "ends_at", "One event lasts at most 92 days"),
    "last day before first": (
        {"all_day": True, "ends_at": "2026-11-04"},
        "ends_at",
        "The last day lies before the first one.",
    ),
    "unknown zone": (
        {"time_zone": "Mars/Olympus"},
        "time_zone",
        "This time zone is not known; choose one such as",
    ),
    "zone is a path": ({"time_zone": "../../etc/passwd"}, "time_zone", "This time zone is not known"),
    "zone is a list": ({"time_zone": ["UTC"]}, "time_zone", "This time zone is not known"),
    "zone of no place": (
        {"time_zone": "UTC"},
        "time_zone",
        "UTC is not a place on the map, and calendar apps misread it",
    ),
    "zone with a sign": ({"time_zone": "Etc/GMT+5"}, "time_zone", "Etc/GMT+5 is not a place on the map"),
    "old name of a zone": ({"time_zone": "US/Eastern"}, "time_zone", "US/Eastern is not a place on the map"),
    "all day is a word": ({"all_day": "yes"}, "all_day", "Answer with yes or no."),
    "start in the gap": (
        {"starts_at": "2026-03-08T02:30", "ends_at": "2026-03-08T04:00"},
        "starts_at",
        "On 8 March 2026 the clocks go forward and 02:30 does not exist; the nearest times are 01:59 and 03:00.",
    ),
    "end in the gap": (
        {"starts_at": "2026-03-08T01:00", "ends_at": "2026-03-08T02:15"},
        "ends_at",
        "On 8 March 2026 the clocks go forward and 02:15 does not exist; the nearest times are 01:59 and 03:00.",
    ),
    "gap at midnight": (
        {"starts_at": "2026-09-06T00:30", "ends_at": "2026-09-06T04:00", "time_zone": "America/Santiago"},
        "starts_at",
        "On 6 September 2026 the clocks go forward and 00:30 does not exist; the nearest times are 23:59 and 01:00.",
    ),
    "start comes twice": (
        {"starts_at": "2026-11-01T01:30", "ends_at": "2026-11-01T04:00"},
        "starts_fold",
        (
            "On 1 November 2026 the clocks go back and 01:30 comes twice; say whether it is the first (EDT, UTC-0400) "
            "or the second (EST, UTC-0500)."
        ),
    ),
    "end comes twice": (
        {"starts_at": "2026-10-31T22:00", "ends_at": "2026-11-01T01:30"},
        "ends_fold",
        "On 1 November 2026 the clocks go back and 01:30 comes twice",
    ),
    "fold is not one of two": (
        {"starts_at": "2026-11-01T01:30", "ends_at": "2026-11-01T04:00", "starts_fold": 2},
        "starts_fold",
        "Choose the first or the second of the two hours.",
    ),
    "folds in the wrong order": (
        {
            "starts_at": "2026-11-01T01:10",
            "ends_at": "2026-11-01T01:30",
            "starts_fold": 1,
            "ends_fold": 0,
        },
        "ends_at",
        "The end lies before the start; say for both which of the repeated hours is meant.",
    ),
    "recurrence is a word": (
        {"recurrence": "weekly"},
        "recurrence",
        "A recurrence states a frequency and an end.",
    ),
    "recurrence with an unknown key": (
        {"recurrence": {**THURSDAYS, "rrule": "FREQ=DAILY"}},
        "recurrence",
        "A recurrence has no field “rrule”.",
    ),
    "unknown frequency": (
        {"recurrence": {"frequency": "hourly", "count": 3}},
        "recurrence.frequency",
        "Choose how it repeats: daily, weekly,",
    ),
    "without an end": (
        {"recurrence": {"frequency": "weekly"}},
        "recurrence.until",
        "A series needs an end: a last date or a number of dates.",
    ),
    "with two ends": (
        {"recurrence": {**THURSDAYS, "until": "2026-12-31"}},
        "recurrence.count",
        "Give either the last date or the number of dates, not both.",
    ),
    "end before it begins": (
        {"recurrence": {"frequency": "weekly", "until": "2026-11-04"}},
        "recurrence.until",
        "The last date of the series lies before its first one.",
    ),
    "thousands by date": (
        {"recurrence": {"frequency": "daily", "until": "2040-01-01"}},
        "recurrence.until",
        "A series has at most 400 dates; end this one earlier.",
    ),
    "thousands by count": (
        {"recurrence": {"frequency": "daily", "count": 5000}},
        "recurrence.count",
        "A series has at most 400 dates.",
    ),
    "past the last year": (
        {"recurrence": {"frequency": "yearly", "count": 30}},
        "recurrence.count",
        "The series runs past the year 2049.",
    ),
    "count of none": (
        {"recurrence": {"frequency": "weekly", "count": 0}},
        "recurrence.count",
        "Say how many times as a whole number from 1.",
    ),
    "count is a truth": (
        {"recurrence": {"frequency": "weekly", "count": True}},
        "recurrence.count",
        "Say how many times as a whole number from 1.",
    ),
    "interval of none": (
        {"recurrence": {**THURSDAYS, "interval": 0}},
        "recurrence.interval",
        "The interval is a whole number from 1 to 52.",
    ),
    "weekday unknown": (
        {"recurrence": {**THURSDAYS, "weekdays": ["thursday"]}},
        "recurrence.weekdays",
        "Weekdays are written as MO, TU,",
    ),
    "weekdays of a daily series": (
        {"recurrence": {"frequency": "daily", "count": 3, "weekdays": ["MO"]}},
        "recurrence.weekdays",
        "Only a weekly series names its weekdays.",
    ),
    "start is not one of its days": (
        {"recurrence": {**THURSDAYS, "weekdays": ["MO"]}},
        "recurrence.weekdays",
        "The series starts on a Thursday, which is not one of its days",
    ),
    "left-out date not in it": (
        {"recurrence": {**THURSDAYS, "except_dates": ["2026-11-06"]}},
        "recurrence.except_dates",
        "6 November 2026 is not a date of this series.",
    ),
    "left-out date is no date": (
        {"recurrence": {**THURSDAYS, "except_dates": ["soon"]}},
        "recurrence.except_dates",
        "Write the date as in 2026-11-05.",
    ),
    "all left out": (
        {"recurrence": {"frequency": "weekly", "count": 1, "except_dates": ["2026-11-05"]}},
        "recurrence.except_dates",
        "Every date of the series is left out.",
    ),
    "moved date not in it": (
        {
            "recurrence": {
                **THURSDAYS,
                "moved": [
                    {"date": "2026-11-06", "starts_at": "2026-11-07T18:30", "ends_at": "2026-11-07T20:00"}
                ],
            }
        },
        "recurrence.moved",
        "6 November 2026 is not a date of this series.",
    ),
    "moved date without its new time": (
        {"recurrence": {**THURSDAYS, "moved": [{"date": "2026-11-12"}]}},
        "recurrence.moved",
        "A moved date states its date, its new start and its new end.",
    ),
    "moved to end before it starts": (
        {
            "recurrence": {
                **THURSDAYS,
                "moved": [
                    {"date": "2026-11-12", "starts_at": "2026-11-13T18:30", "ends_at": "2026-11-12T20:00"}
                ],
            }
        },
        "recurrence.moved",
        "The end (12 November 2026, 20:00) lies before the start",
    ),
    "moved twice": (
        {
            "recurrence": {
                **THURSDAYS,
                "moved": [
                    {"date": "2026-11-12", "starts_at": "2026-11-13T18:30", "ends_at": "2026-11-13T20:00"}
                ]
                * 2,
            }
        },
        "recurrence.moved",
        "12 November 2026 is moved twice.",
    ),
    "moved and left out": (
        {
            "recurrence": {
                **THURSDAYS,
                "except_dates": ["2026-11-12"],
                "moved": [
                    {"date": "2026-11-12", "starts_at": "2026-11-13T18:30", "ends_at": "2026-11-13T20:00"}
                ],
            }
        },
        "recurrence.moved",
        "12 November 2026 is both left out and moved.",
    ),
    "moved into the gap": (
        {
            "recurrence": {
                **THURSDAYS,
                "moved": [
                    {"date": "2026-11-12", "starts_at": "2027-03-14T02:30", "ends_at": "2027-03-14T04:00"}
                ],
            }
        },
        "recurrence.moved",
        "On 14 March 2027 the clocks change and 02:30 does not exist",
    ),
    "a date of the series in the gap": (
        {
            "starts_at": "2026-03-01T02:30",
            "ends_at": "2026-03-01T04:00",
            "recurrence": {"frequency": "weekly", "count": 3},
        },
        "starts_at",
        "On 8 March 2026 the clocks change and 02:30 does not exist; choose another time for the series",
    ),
    "a date of the series in the repeated hour": (
        {
            "starts_at": "2026-10-25T00:30",
            "ends_at": "2026-10-25T01:30",
            "recurrence": {"frequency": "weekly", "count": 3},
        },
        "starts_at",
        "On 1 November 2026 the clocks change and 01:30 comes twice",
    ),
    "overlapping itself": (
        {"ends_at": "2026-11-07T20:00", "recurrence": {"frequency": "daily", "count": 3}},
        "ends_at",
        "Each date of the series would still run when the next one starts.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_field(fault: str) -> None:
    changes, field, sentence = FAULTS[fault]

    (found,) = schedule_reading.faults(listing(**changes))

    assert found.field == field
    assert found.sentence.startswith(sentence)
    with pytest.raises(BadSchedule) as refusal:
        schedule_reading.parse(listing(**changes))
    assert refusal.value.facts["fields"] == {field: [found.sentence]}


@pytest.mark.parametrize("damaged", [[], "never", 7, None])
def test_what_is_no_listing_at_all_is_at_fault_and_breaks_no_reader(damaged: object) -> None:
    assert [fault.field for fault in schedule_reading.faults(damaged)] == [
        "time_zone",
        "starts_at",
        "ends_at",
    ]
    with pytest.raises(BadSchedule):
        schedule_reading.parse(damaged)


def test_all_faults_are_said_at_once() -> None:
    found = schedule_reading.faults(
        {"starts_at": "x", "ends_at": "y", "time_zone": "z", "recurrence": {"frequency": "q"}}
    )

    assert [fault.field for fault in found] == ["time_zone", "starts_at", "ends_at", "recurrence.frequency"]


def test_draft_has_no_fault_in_what_it_has_not_said() -> None:
    assert schedule_reading.faults({}, partial=True) == []
    assert (
        schedule_reading.faults(
            {"starts_at": "2026-11-05T18:30", "recurrence": {"frequency": "weekly"}}, partial=True
        )
        == []
    )
    assert [fault.field for fault in schedule_reading.faults({"starts_at": "x"}, partial=True)] == [
        "starts_at"
    ]


def test_each_of_the_repeated_hours_is_another_instant() -> None:
    base = listing(starts_at="2026-11-01T01:30", ends_at="2026-11-01T04:00")

    first, second = (
        schedules.instances(schedule_reading.parse({**base, "starts_fold": fold}))[0] for fold in (0, 1)
    )

    assert (first.starts, second.starts) == (
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    )


def test_fold_that_means_nothing_is_forgotten() -> None:
    assert schedule_reading.parse(listing(starts_fold=1, ends_fold=0)) == schedule_reading.parse(PLAIN)


def test_event_may_run_through_the_repeated_hour_backwards_on_the_clock() -> None:
    base = listing(starts_at="2026-11-01T01:30", ends_at="2026-11-01T01:10", starts_fold=0, ends_fold=1)

    (only,) = schedules.instances(schedule_reading.parse(base))

    assert only.ends - only.starts == timedelta(minutes=40)


def test_series_keeps_its_wall_time_over_the_change_of_the_clocks() -> None:
    schedule = schedule_reading.parse(
        listing(starts_at="2026-10-29T18:30", ends_at="2026-10-29T20:00", recurrence=THURSDAYS)
    )

    assert [each.starts.hour for each in schedules.instances(schedule)] == [22, 23, 23, 23]


def test_whole_day_begins_where_its_midnight_was_swallowed() -> None:
    schedule = schedule_reading.parse(
        {"starts_at": "2026-09-06", "ends_at": "2026-09-06", "all_day": True, "time_zone": "America/Santiago"}
    )

    (only,) = schedules.instances(schedule)

    assert only.ends - only.starts == timedelta(hours=23)


def test_left_out_and_moved_dates() -> None:
    moved = {"date": "2026-11-19", "starts_at": "2026-11-10T10:00", "ends_at": "2026-11-10T11:00"}
    schedule = schedule_reading.parse(
        listing(recurrence={**THURSDAYS, "except_dates": ["2026-11-12"], "moved": [moved]})
    )

    found = schedules.instances(schedule)

    assert [(each.date.day, each.local_start.day, each.moved) for each in found] == [
        (5, 5, False),
        (19, 10, True),
        (26, 26, False),
    ]


@pytest.mark.parametrize(
    "recurrence, sentence",
    [
        (None, ""),
        (THURSDAYS, "Every week on Thursday, 4 times."),
        (
            {"frequency": "weekly", "interval": 2, "weekdays": ["TH", "MO", "TU"], "until": "2026-12-10"},
            "Every 2 weeks on Monday, Tuesday and Thursday, until 10 December 2026.",
        ),
        ({"frequency": "daily", "count": 3}, "Every day, 3 times."),
        ({"frequency": "monthly_by_day", "count": 3}, "Every month on day 5, 3 times."),
        ({"frequency": "monthly_by_weekday", "count": 3}, "Every month on the first Thursday, 3 times."),
        ({"frequency": "yearly", "count": 3}, "Every year on 5 November, 3 times."),
    ],
)
def test_repetition_is_said_in_words(recurrence: dict[str, Any] | None, sentence: str) -> None:
    assert schedules.spoken(schedule_reading.parse(listing(recurrence=recurrence))) == sentence


def test_canonical_form_reads_back_as_itself() -> None:
    schedule = schedule_reading.parse(listing(recurrence={"frequency": "weekly", "count": 2, "weekdays": []}))

    assert schedule_reading.parse(schedule.to_json()) == schedule
    assert schedule.to_json()["recurrence"]["weekdays"] == ["TH"]


# Against an independent count: walking the calendar a day at a time

ZONES = (
    "America/New_York",
    "Europe/Dublin",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
)


@st.composite
def series(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(
        st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-01-01"))
    ).replace(second=0, microsecond=0)
    frequency = draw(st.sampled_from(schedules.FREQUENCIES))
    recurrence: dict[str, Any] = {"frequency": frequency, "interval": draw(st.integers(1, 4))}
    if frequency == "weekly":
        days = draw(st.sets(st.sampled_from(WEEKDAYS), max_size=4)) | {WEEKDAYS[start.weekday()]}
        recurrence["weekdays"] = sorted(days)
    if draw(st.booleans()):
        recurrence["count"] = draw(st.integers(1, 30))
    else:
        recurrence["until"] = str(start.date() + timedelta(days=draw(st.integers(0, 400))))
    all_day = draw(st.booleans())
    end = start if all_day else start + timedelta(minutes=draw(st.integers(1, 600)))
    return {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{end:%Y-%m-%dT%H:%M}",
        "time_zone": draw(st.sampled_from(ZONES)),
        "all_day": all_day,
        "recurrence": recurrence,
    }


def walked(schedule: Schedule) -> Iterator[date]:
    rule = schedule.recurrence
    assert rule is not None
    start = schedule.starts_at.date()
    monday = start - timedelta(days=start.weekday())
    day, found = start, 0
    while (
        day.year <= 2060 and found < (rule.count or MOST_INSTANCES) and (not rule.until or day <= rule.until)
    ):
        months = (day.year - start.year) * 12 + day.month - start.month
        last_week = (day + timedelta(days=7)).month != day.month
        same_week = (day.day - 1) // 7 == (start.day - 1) // 7 if start.day <= 28 else last_week
        belongs = {
            "daily": (day - start).days % rule.interval == 0,
            "weekly": (day - monday).days // 7 % rule.interval == 0
            and WEEKDAYS[day.weekday()] in rule.weekdays,
            "monthly_by_day": months % rule.interval == 0 and day.day == start.day,
            "monthly_by_weekday": months % rule.interval == 0
            and day.weekday() == start.weekday()
            and same_week,
            "yearly": (day.year - start.year) % rule.interval == 0
            and (day.month, day.day) == (start.month, start.day),
        }[rule.frequency]
        if belongs:
            found += 1
            yield day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "zone, day, start, end",
    [("Africa/Cairo", "2025-10-30", "23:00", "23:00"), ("Antarctica/Troll", "2025-10-26", "02:00", "01:00")],
)
def test_event_may_run_from_the_first_to_the_second_of_two_hours(
    zone: str, day: str, start: str, end: str
) -> None:
    hour = listing(
        starts_at=f"{day}T{start}", ends_at=f"{day}T{end}", starts_fold=0, ends_fold=1, time_zone=zone
    )

    (only,) = schedules.instances(schedule_reading.parse(hour))
    backwards = schedule_reading.faults({**hour, "starts_fold": 1, "ends_fold": 0})

    assert only.ends - only.starts == timedelta(hours=1)
    assert [each.field for each in backwards] == ["ends_at"]


@settings(max_examples=150, deadline=None)
@given(series())
def test_instances_are_those_an_independent_walk_finds(given_listing: dict[str, Any]) -> None:
    assume(not schedule_reading.faults(given_listing))
    schedule = schedule_reading.parse(given_listing)

    found = schedules.instances(schedule)

    assert [each.date for each in found] == list(walked(schedule))
    zone = ZoneInfo(schedule.time_zone)
    for each in found:
        if not schedule.all_day:
            assert each.starts.astimezone(zone).time() == schedule.starts_at.time()
            assert each.ends.astimezone(zone).time() == schedule.ends_at.time()
        assert each.starts < each.ends


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*PLAIN, "recurrence", "all_day", "starts_fold"]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=20)
            | st.sampled_from(list(PLAIN.values())),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "frequency",
                            "count",
                            "until",
                            "weekdays",
                            "except_dates",
                            "moved",
                            "interval",
                            "date",
                        ]
                    ),
                    inner,
                )
            ),
            max_leaves=12,
        ),
    )
)
def test_nonsense_is_refused_in_words_and_never_raises(nonsense: dict[str, Any]) -> None:
    for fault in schedule_reading.faults({**PLAIN, **nonsense}):
        assert fault.sentence.endswith((".", "?"))
