"""When an event happens: its start and end, how it repeats, and the instances that follow.

Pure: no table, no clock. A schedule is wall time in a chapter's zone; each instance keeps the wall time across the
change of the clocks, and its instants in UTC follow from the zone data.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from dateutil.rrule import MO as MONDAY

from commonhour.events import timezones
from commonhour.events.timezones import WEEKDAYS

MOST_INSTANCES = 400
LONGEST = timedelta(days=92)
FREQUENCIES = ("daily", "weekly", "monthly_by_day", "monthly_by_weekday", "yearly")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Moved:
    """One instance of a series that takes place at another time than its rule says."""

    date: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Recurrence:
    frequency: str
    interval: int = 1
    weekdays: tuple[str, ...] = ()
    until: date | None = None
    count: int | None = None
    except_dates: tuple[date, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """A checked schedule; made by `schedule_reading.parse` alone. An all-day one holds midnights, its end the last day it covers."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    starts_fold: int | None = None
    ends_fold: int | None = None
    all_day: bool = False
    recurrence: Recurrence | None = None

    def to_json(self) -> dict[str, Any]:
        """The listing's own shape, in canonical form: what was read as nothing is written as null."""
        return {
            "starts_at": written(self.starts_at),
            "ends_at": written(self.ends_at),
            "starts_fold": self.starts_fold,
            "ends_fold": self.ends_fold,
            "time_zone": self.time_zone,
            "all_day": self.all_day,
            "recurrence": _recurrence_json(self.recurrence),
        }


@dataclass(frozen=True, order=True)
class Instance:
    """One dated happening. `date` is the date its rule gives and names it for good, also when it is moved."""

    starts: datetime
    ends: datetime
    date: date
    local_start: datetime = field(compare=False)
    local_end: datetime = field(compare=False)
    moved: bool = field(default=False, compare=False)


def instances(schedule: Schedule) -> tuple[Instance, ...]:
    """Every instance in the order of time, without the excepted dates and with the moved ones in their new place."""
    series = schedule.recurrence
    if series is None:
        return (_single(schedule),)
    moved = {each.date: each for each in series.moved}
    excepted = set(series.except_dates)
    found = []
    for start in rule_starts(schedule):
        day = start.date()
        if day in excepted:
            continue
        if day in moved:
            found.append(_moved_instance(schedule, moved[day]))
            continue
        found.append(_instance(schedule, day, start, start + (schedule.ends_at - schedule.starts_at)))
    return tuple(sorted(found))


def rule_starts(schedule: Schedule) -> tuple[datetime, ...]:
    """The wall times the rule alone gives, before exceptions; the first is the start itself."""
    assert schedule.recurrence is not None
    return tuple(islice(_rule(schedule.starts_at, schedule.recurrence), MOST_INSTANCES + 1))


def instant(schedule: Schedule, local: datetime, fold: int | None) -> datetime:
    """The one instant of a wall time that has been checked; an all-day one begins when its day does."""
    found = timezones.candidates_for(local, schedule.time_zone)
    if fold == 1 and len(found) > 1:
        return found[1]
    return timezones.first_instant_of(local, schedule.time_zone)


def nth_weekday(start: date) -> tuple[int, str]:
    """Which weekday of its month a date is: first to fourth, or the last where it is a fifth."""
    nth = (start.day - 1) // 7 + 1
    return (nth if nth < 5 else -1, WEEKDAYS[start.weekday()])


ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def spoken(schedule: Schedule) -> str:
    """How it repeats, as a sentence: "Every week on Tuesday and Thursday, until 10 December 2026."."""
    series = schedule.recurrence
    if series is None:
        return ""
    start, several = schedule.starts_at, series.interval
    unit = {"daily": "day", "weekly": "week", "yearly": "year"}.get(series.frequency, "month")
    every = f"Every {unit}" if several == 1 else f"Every {several} {unit}s"
    nth, _day = nth_weekday(start.date())
    on = {
        "daily": "",
        "weekly": " on " + _and([DAY_NAMES[WEEKDAYS.index(day)] for day in series.weekdays]),
        "monthly_by_day": f" on day {start.day}",
        "monthly_by_weekday": f" on the {ORDINALS[nth]} {DAY_NAMES[start.weekday()]}",
        "yearly": f" on {start.day} {start:%B}",
    }[series.frequency]
    end = f"until {spoken_day(series.until)}" if series.until else f"{series.count} times"
    return f"{every}{on}, {end}."


def _and(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _single(schedule: Schedule) -> Instance:
    return _instance(
        schedule,
        schedule.starts_at.date(),
        schedule.starts_at,
        schedule.ends_at,
        folds=(schedule.starts_fold, schedule.ends_fold),
    )


def _moved_instance(schedule: Schedule, moved: Moved) -> Instance:
    return _instance(schedule, moved.date, moved.starts_at, moved.ends_at, is_moved=True)


def _instance(
    schedule: Schedule,
    day: date,
    start: datetime,
    end: datetime,
    *,
    folds: tuple[int | None, int | None] = (None, None),
    is_moved: bool = False,
) -> Instance:
    # The instants of a whole day run to the midnight after it.
    closing = end + timedelta(days=1) if schedule.all_day else end
    return Instance(
        starts=instant(schedule, start, folds[0]),
        ends=instant(schedule, closing, folds[1]),
        date=day,
        local_start=start,
        local_end=end,
        moved=is_moved,
    )


def _rule(start: datetime, series: Recurrence) -> Iterator[datetime]:
    options: dict[str, Any] = {"dtstart": start, "interval": series.interval, "wkst": MONDAY}
    if series.count is not None:
        options["count"] = series.count
    if series.until is not None:
        options["until"] = datetime.combine(series.until, time.max)
    match series.frequency:
        case "daily":
            return iter(rrule(DAILY, **options))
        case "weekly":
            days = [weekday(WEEKDAYS.index(day)) for day in series.weekdays]
            return iter(rrule(WEEKLY, byweekday=days, **options))
        case "monthly_by_day":
            return iter(rrule(MONTHLY, bymonthday=start.day, **options))
        case "monthly_by_weekday":
            nth, _day = nth_weekday(start.date())
            return iter(rrule(MONTHLY, byweekday=weekday(start.weekday(), nth), **options))
    return iter(rrule(YEARLY, bymonth=start.month, bymonthday=start.day, **options))


def _recurrence_json(series: Recurrence | None) -> dict[str, Any] | None:
    if series is None:
        return None
    return {
        "frequency": series.frequency,
        "interval": series.interval,
        "weekdays": list(series.weekdays),
        "until": series.until.isoformat() if series.until else None,
        "count": series.count,
        "except_dates": [each.isoformat() for each in series.except_dates],
        "moved": [
            {
                "date": each.date.isoformat(),
                "starts_at": written(each.starts_at),
                "ends_at": written(each.ends_at),
            }
            for each in series.moved
        ],
    }


def written(local: datetime) -> str:
    """A wall time as a listing has it."""
    return local.strftime("%Y-%m-%dT%H:%M")


def spoken_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
