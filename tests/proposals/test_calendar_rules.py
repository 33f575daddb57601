"""Rules of calendar files against another program that runs them, and our own feeds read back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from commonhour.events import ical, schedule, schedule_reading, text
from commonhour.events.ical import Entry
from commonhour.events.schedule import Instance
from commonhour.events.timezones import WEEKDAYS
from commonhour.proposals.calendars import reading, rules
from commonhour.proposals.calendars.rules import Budget, Unread
from tests.events.readers.generated import events
from tests.sizes import SIZES

LAST = date(2029, 12, 31)


@st.composite
def rules_as_written(draw: st.DrawFn) -> str:
    """Any rule of days that RFC 5545 knows, those too that no series here has."""
    frequency = draw(st.sampled_from(rules.FREQUENCIES))
    parts = [f"FREQ={frequency}"]
    interval = draw(st.integers(1, 6))
    if interval > 1:
        parts.append(f"INTERVAL={interval}")
    if draw(st.booleans()):
        # Of "MO,1MO" dateutil takes what both name, and RFC 5545 what either does; nobody writes it.
        numbered = frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        nths = st.integers(-5, 5).filter(bool) if numbered else st.just(0)
        days = draw(st.lists(st.tuples(nths, st.sampled_from(WEEKDAYS)), min_size=1, max_size=4, unique=True))
        parts.append("BYDAY=" + ",".join(f"{nth or ''}{day}" for nth, day in days))
    if draw(st.integers(0, 3)) == 0:
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    if frequency != "WEEKLY" and draw(st.integers(0, 3)) == 0:
        numbers = st.integers(-31, 31).filter(bool)
        parts.append(
            "BYMONTHDAY=" + ",".join(map(str, draw(st.lists(numbers, min_size=1, max_size=4, unique=True))))
        )
    if frequency in {"MONTHLY", "YEARLY"} and len(parts) > 2 and draw(st.integers(0, 3)) == 0:
        places = st.integers(-4, 4).filter(bool)
        parts.append(
            "BYSETPOS=" + ",".join(map(str, draw(st.lists(places, min_size=1, max_size=2, unique=True))))
        )
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 20))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    return ";".join(parts)


@settings(max_examples=SIZES.examples, deadline=None, database=None, phases=[Phase.generate])
@given(rules_as_written(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_rule_gives_the_days_that_dateutil_finds(written: str, starts: date) -> None:
    # dateutil reads the nth weekday of a year that names days or months otherwise than RFC 5545 does.
    assume(not ("YEARLY" in written and "BYDAY" in written and "BYMONTHDAY" in written))
    noon = datetime.combine(starts, time(12))

    found = rules.run(rules.read(written, noon), starts, last=LAST, most=10_000, budget=Budget())

    # For a day that never comes, dateutil would look until the year 9999.
    assume(found)
    bounded = written if "COUNT" in written else f"{written};UNTIL={LAST:%Y%m%d}T235959"
    each_day = (each.date() for each in rrulestr(bounded, dtstart=noon))
    theirs = list(takewhile(lambda day: day <= LAST, each_day))
    assert list(found) == theirs


@settings(max_examples=SIZES.examples, deadline=None, database=None, phases=[Phase.generate])
@given(rules_as_written(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 800))
def test_following_a_rule_from_later_on_skips_nothing(written: str, starts: date, later: int) -> None:
    noon = datetime.combine(starts, time(12))
    rule, since = rules.read(written, noon), starts + timedelta(days=later)
    whole = rules.run(rule, starts, last=LAST, most=10_000, budget=Budget())

    found = rules.run(rule, starts, last=LAST, most=10_000, budget=Budget(), since=since)

    expected = whole if rule.count else tuple(day for day in whole if day >= since)
    assert found == expected


def test_a_rule_that_never_comes_true_costs_no_more_than_the_days_of_the_calendar() -> None:
    budget = Budget()
    rule = rules.read("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", datetime.fromisoformat("2026-09-08"))

    found = rules.run(rule, date(2026, 9, 8), last=date.max, most=1, budget=budget)

    assert found == ()
    assert budget.spent == (rules.LAST_DAY - date(2026, 9, 8)).days + 1


def test_past_its_budget_a_rule_is_not_followed() -> None:
    rule = rules.read("FREQ=DAILY", datetime.fromisoformat("2026-09-08"))

    with pytest.raises(Unread, match="smaller files"):
        rules.run(rule, date(2026, 9, 8), last=LAST, most=400, budget=Budget(days=100))


# Our own feeds


def test_what_our_feeds_say_is_read_back_as_the_same_listing() -> None:
    entries = events(SIZES.events // 4)
    for start in range(0, len(entries), reading.MOST_EVENTS):
        some = entries[start : start + reading.MOST_EVENTS]
        found = reading.read(_calendar(some), zone="America/New_York", today=date(2019, 1, 1), topics={})

        assert len(found.events) == len(some)
        for entry, event in zip(some, found.events, strict=True):
            dates = _dates_of(entry)
            assert event.cancelled == (entry.status == "CANCELLED" or not dates)
            assert not dates or _dates_told(event.listing) == dates, entry
            assert event.listing.get("title", "") == _without_ours(entry.summary)


def _calendar(entries: list[Entry]) -> bytes:
    zones = {entry.schedule.time_zone for entry in entries}
    return ical.calendar(name="All", description="", fragments=map(ical.vevent, entries), zones=zones)


def _dates_of(entry: Entry) -> list[tuple[datetime, datetime]]:
    called_off = entry.cancelled_dates if entry.status != "CANCELLED" else ()
    every = [each for each in schedule.instances(entry.schedule) if each.date not in called_off]
    return _dates(every, entry.schedule.all_day)


def _dates_told(listing: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    told = schedule_reading.parse(listing)
    return _dates(schedule.instances(told), told.all_day)


def _dates(every: Sequence[Instance], all_day: bool) -> list[tuple[datetime, datetime]]:
    """As instants; whole days as days, for they carry no zone in a file."""
    if all_day:
        return [(each.local_start, each.local_end) for each in every]
    return [(each.starts, each.ends) for each in every]


def _without_ours(title: str) -> str:
    return text.clean_line(title.removeprefix("Cancelled: ").removeprefix("Postponed: "))
