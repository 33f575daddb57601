"""What a listing says of when its event happens, read: the schedule, or every fault in it.

Pure: no table, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from commonhour.errors import BadInput
from commonhour.events import timezones
from commonhour.events.schedule import (
    DAY_NAMES,
    FREQUENCIES,
    LONGEST,
    MOST_INSTANCES,
    Moved,
    Recurrence,
    Schedule,
    instances,
    rule_starts,
    spoken_day,
    written,
)
from commonhour.events.timezones import FIRST_YEAR, LAST_YEAR, WEEKDAYS

MOST_REPEATED = timedelta(hours=2)  # at Troll, in Antarctica; one hour elsewhere
RECURRENCE_KEYS = {"frequency", "interval", "weekdays", "until", "count", "except_dates", "moved"}


@dataclass(frozen=True)
class Fault:
    field: str
    sentence: str


class BadSchedule(BadInput):
    """The dates of a listing do not make a schedule; says everything that is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        fields: dict[str, list[str]] = {}
        for fault in faults:
            fields.setdefault(fault.field, []).append(fault.sentence)
        super().__init__("bad_schedule", faults[0].sentence, fields=fields)


def parse(listing: object) -> Schedule:
    """The schedule a listing states; raises `BadSchedule` with every fault found."""
    reader = _Reader(listing)
    schedule = reader.read()
    if reader.faults or schedule is None:
        raise BadSchedule(reader.faults or [Fault("starts_at", "Say when it starts.")])
    return schedule


def faults(listing: object, *, partial: bool = False) -> list[Fault]:
    """Everything wrong with the dates of a listing; with `partial`, what is not yet filled in is no fault."""
    reader = _Reader(listing, partial=partial)
    reader.read()
    return reader.faults


class _Reader:
    """Reads a listing once and gathers its faults; a part that is at fault is left out of what is asked next."""

    def __init__(self, listing: object, *, partial: bool = False) -> None:
        # A damaged row may hold anything; what is no listing at all states nothing.
        self.listing: Mapping[str, Any] = listing if isinstance(listing, Mapping) else {}
        self.partial = partial
        self.faults: list[Fault] = []

    def read(self) -> Schedule | None:
        zone = self._zone()
        all_day = self._flag("all_day")
        starts = self._moment("starts_at", self.listing.get("starts_at"), all_day, "Say when it starts.")
        ends = self._moment("ends_at", self.listing.get("ends_at"), all_day, "Say when it ends.")
        starts_fold, ends_fold = self._fold("starts_fold"), self._fold("ends_fold")
        if starts and ends:
            self._in_order(starts, ends, all_day)
        series = self._recurrence(starts, all_day)
        if self.faults or zone is None or starts is None or ends is None:
            return None

        schedule = Schedule(starts, ends, zone, None, None, all_day, series)
        if series is not None:
            return self._checked_series(schedule)
        if all_day:
            return schedule
        starts_fold = self._checked_fold("starts_at", "starts_fold", starts, starts_fold, zone)
        ends_fold = self._checked_fold("ends_at", "ends_fold", ends, ends_fold, zone)
        if self.faults:
            return None
        schedule = Schedule(starts, ends, zone, starts_fold, ends_fold, all_day, None)
        self._after_its_start(schedule)
        return schedule

    def _fault(self, name: str, sentence: str) -> None:
        self.faults.append(Fault(name, sentence))

    def _missing(self, name: str, sentence: str) -> None:
        if not self.partial:
            self._fault(name, sentence)

    def _zone(self) -> str | None:
        name = self.listing.get("time_zone")
        if name in (None, ""):
            self._missing("time_zone", "Choose the time zone of the place.")
            return None
        if not isinstance(name, str) or name not in timezones.all_names():
            self._fault("time_zone", "This time zone is not known; choose one such as America/New_York.")
            return None
        if not timezones.is_geographic(name):
            self._fault(
                "time_zone",
                f"{name} is not a place on the map, and calendar apps misread it; choose one such as America/New_York.",
            )
            return None
        return name

    def _flag(self, name: str) -> bool:
        value = self.listing.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            self._fault(name, "Answer with yes or no.")
            return False
        return value

    def _moment(self, name: str, value: object, all_day: bool, missing: str) -> datetime | None:
        if value in (None, ""):
            self._missing(name, missing)
            return None
        moment = _local(value)
        if moment is None:
            self._fault(name, "Write the date and the time as in 2026-11-05T18:30.")
            return None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self._fault(name, f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
            return None
        return datetime.combine(moment.date(), time.min) if all_day else moment

    def _fold(self, name: str) -> int | None:
        value = self.listing.get(name)
        if value is None or (value in (0, 1) and not isinstance(value, bool)):
            return value
        self._fault(name, "Choose the first or the second of the two hours.")
        return None

    def _in_order(self, starts: datetime, ends: datetime, all_day: bool, name: str = "ends_at") -> None:
        if all_day and ends < starts:
            self._fault(name, "The last day lies before the first one.")
        elif not all_day and ends <= starts:
            # Within a repeated hour the clock may show an earlier time at a later moment; the folds decide there.
            if self._may_run_through_a_repeated_hour(starts, ends):
                return
            if ends == starts:
                self._fault(name, "It ends at the moment it starts; give it a later end.")
                return
            self._fault(name, f"The end ({_spoken(ends)}) lies before the start ({_spoken(starts)}).")
        elif ends - starts > LONGEST:
            self._fault(name, f"One event lasts at most {LONGEST.days} days; make it a series or a program.")

    def _may_run_through_a_repeated_hour(self, starts: datetime, ends: datetime) -> bool:
        zone = self.listing.get("time_zone")
        if starts - ends >= MOST_REPEATED or not isinstance(zone, str) or zone not in timezones.all_names():
            return False
        return (
            len(timezones.candidates_for(starts, zone)) == 2
            and len(timezones.candidates_for(ends, zone)) == 2
        )

    def _after_its_start(self, schedule: Schedule) -> None:
        (single,) = instances(schedule)
        if single.ends <= single.starts:
            self._fault(
                "ends_at", "The end lies before the start; say for both which of the repeated hours is meant."
            )

    def _checked_fold(
        self, name: str, fold_name: str, local: datetime, fold: int | None, zone: str
    ) -> int | None:
        found = timezones.candidates_for(local, zone)
        if not found:
            self._fault(name, _gap_sentence(local, zone))
            return None
        if len(found) == 1:
            return None
        if fold is None:
            self._fault(fold_name, _overlap_sentence(local, found, zone))
        return fold

    def _recurrence(self, starts: datetime | None, all_day: bool) -> Recurrence | None:
        value = self.listing.get("recurrence")
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self._fault("recurrence", "A recurrence states a frequency and an end.")
            return None
        for key in sorted(set(map(str, value)) - RECURRENCE_KEYS):
            self._fault("recurrence", f"A recurrence has no field “{key[:40]}”.")
        frequency = value.get("frequency")
        if frequency not in FREQUENCIES:
            self._fault("recurrence.frequency", f"Choose how it repeats: {', '.join(FREQUENCIES)}.")
            return None
        series = Recurrence(
            frequency=frequency,
            interval=self._interval(value.get("interval")),
            weekdays=self._weekdays(frequency, value.get("weekdays"), starts),
            until=self._day("recurrence.until", value.get("until")),
            count=self._count(value.get("count")),
            except_dates=self._except_dates(value.get("except_dates")),
            moved=self._moved(value.get("moved"), all_day),
        )
        self._has_one_end(value, series, starts)
        return series

    def _interval(self, value: object) -> int:
        if value is None:
            return 1
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 52:
            return value
        self._fault("recurrence.interval", "The interval is a whole number from 1 to 52.")
        return 1

    def _weekdays(self, frequency: str, value: object, starts: datetime | None) -> tuple[str, ...]:
        if frequency != "weekly":
            if value:
                self._fault("recurrence.weekdays", "Only a weekly series names its weekdays.")
            return ()
        if not value:
            return (WEEKDAYS[starts.weekday()],) if starts else ()
        if not isinstance(value, list | tuple) or any(each not in WEEKDAYS for each in value):
            self._fault("recurrence.weekdays", f"Weekdays are written as {', '.join(WEEKDAYS)}.")
            return ()
        days = tuple(day for day in WEEKDAYS if day in value)
        if starts and WEEKDAYS[starts.weekday()] not in days:
            day = DAY_NAMES[starts.weekday()]
            self._fault(
                "recurrence.weekdays",
                f"The series starts on a {day}, which is not one of its days; add it or move the start.",
            )
        return days

    def _count(self, value: object) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._fault("recurrence.count", "Say how many times as a whole number from 1.")
            return None
        if value > MOST_INSTANCES:
            self._fault("recurrence.count", f"A series has at most {MOST_INSTANCES} dates.")
            return None
        return value

    def _day(self, name: str, value: object) -> date | None:
        if value in (None, ""):
            return None
        day = _date(value)
        if day is None:
            self._fault(name, "Write the date as in 2026-11-05.")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._fault(name, f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
            return None
        return day

    def _except_dates(self, value: object) -> tuple[date, ...]:
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self._fault("recurrence.except_dates", "The dates left out are a list.")
            return ()
        days = [self._day("recurrence.except_dates", each) for each in value[: MOST_INSTANCES + 1]]
        return tuple(sorted({day for day in days if day is not None}))

    def _moved(self, value: object, all_day: bool) -> tuple[Moved, ...]:
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self._fault("recurrence.moved", "The moved dates are a list.")
            return ()
        found: dict[date, Moved] = {}
        for row in value[: MOST_INSTANCES + 1]:
            moved = self._moved_row(row, all_day)
            if moved is None:
                continue
            if moved.date in found:
                self._fault("recurrence.moved", f"{spoken_day(moved.date)} is moved twice.")
            found[moved.date] = moved
        return tuple(found[day] for day in sorted(found))

    def _moved_row(self, row: object, all_day: bool) -> Moved | None:
        name = "recurrence.moved"
        if not isinstance(row, Mapping) or set(row) - {"date", "starts_at", "ends_at"}:
            self._fault(name, "A moved date states its date, its new start and its new end.")
            return None
        if any(row.get(key) in (None, "") for key in ("date", "starts_at", "ends_at")):
            self._missing(name, "A moved date states its date, its new start and its new end.")
            return None
        day = self._day(name, row.get("date"))
        starts = self._moment(name, row.get("starts_at"), all_day, "")
        ends = self._moment(name, row.get("ends_at"), all_day, "")
        if day is None or starts is None or ends is None:
            return None
        self._in_order(starts, ends, all_day, name)
        return Moved(day, starts, ends)

    def _has_one_end(self, value: Mapping[str, Any], series: Recurrence, starts: datetime | None) -> None:
        has_until, has_count = value.get("until") not in (None, ""), value.get("count") is not None
        if has_until and has_count:
            self._fault("recurrence.count", "Give either the last date or the number of dates, not both.")
        if not has_until and not has_count:
            self._missing("recurrence.until", "A series needs an end: a last date or a number of dates.")
        if series.until and starts and series.until < starts.date():
            self._fault("recurrence.until", "The last date of the series lies before its first one.")

    def _checked_series(self, schedule: Schedule) -> Schedule | None:
        series = schedule.recurrence
        assert series is not None
        if series.until is None and series.count is None:
            return None
        starts = rule_starts(schedule)
        if len(starts) > MOST_INSTANCES:
            self._fault(
                "recurrence.until", f"A series has at most {MOST_INSTANCES} dates; end this one earlier."
            )
            return None
        if not starts or starts[0] != schedule.starts_at:
            self._fault("recurrence.frequency", "The start is not one of the dates of its own series.")
            return None
        if starts[-1].year > LAST_YEAR:
            self._fault("recurrence.count", f"The series runs past the year {LAST_YEAR}.")
            return None
        self._exceptions_belong(series, {each.date() for each in starts})
        self._does_not_overlap_itself(schedule, starts)
        if not self.faults and not schedule.all_day:
            self._clear_of_clock_changes(schedule)
        return None if self.faults else schedule

    def _exceptions_belong(self, series: Recurrence, days: set[date]) -> None:
        for day in series.except_dates:
            if day not in days:
                self._fault("recurrence.except_dates", f"{spoken_day(day)} is not a date of this series.")
        for moved in series.moved:
            if moved.date not in days:
                self._fault("recurrence.moved", f"{spoken_day(moved.date)} is not a date of this series.")
            if moved.date in series.except_dates:
                self._fault("recurrence.moved", f"{spoken_day(moved.date)} is both left out and moved.")
        if days <= set(series.except_dates):
            self._fault("recurrence.except_dates", "Every date of the series is left out.")

    def _does_not_overlap_itself(self, schedule: Schedule, starts: tuple[datetime, ...]) -> None:
        length = schedule.ends_at - schedule.starts_at
        if schedule.all_day:
            length += timedelta(days=1)
        if any(later - earlier < length for earlier, later in pairwise(starts)):
            self._fault("ends_at", "Each date of the series would still run when the next one starts.")

    def _clear_of_clock_changes(self, schedule: Schedule) -> None:
        for each in instances(schedule):
            name = "recurrence.moved" if each.moved else "starts_at"
            for local in (each.local_start, each.local_end):
                found = timezones.candidates_for(local, schedule.time_zone)
                if len(found) == 1:
                    continue
                what = "does not exist" if not found else "comes twice"
                self._fault(
                    name,
                    f"On {spoken_day(local.date())} the clocks change and {local:%H:%M} {what}; "
                    "choose another time for the series, or leave that date out.",
                )
                return


def _spoken(local: datetime) -> str:
    return f"{local.day} {local:%B} {local.year}, {local:%H:%M}"


def _gap_sentence(local: datetime, zone: str) -> str:
    before, after = timezones.around_gap(local, zone)
    return (
        f"On {spoken_day(local.date())} the clocks go forward and {local:%H:%M} does not exist; "
        f"the nearest times are {before:%H:%M} and {after:%H:%M}."
    )


def _overlap_sentence(local: datetime, found: tuple[datetime, ...], zone: str) -> str:
    place = timezones.zone(zone)
    first, second = (each.astimezone(place) for each in found)
    return (
        f"On {spoken_day(local.date())} the clocks go back and {local:%H:%M} comes twice; "
        f"say whether it is the first ({first:%Z}, UTC{first:%z}) or the second ({second:%Z}, UTC{second:%z})."
    )


def _local(value: object) -> datetime | None:
    """A wall time without an offset, to the minute; a bare date is its midnight."""
    if not isinstance(value, str) or len(value) not in (10, 16):
        return None
    try:
        moment = datetime.strptime(value, "%Y-%m-%dT%H:%M" if len(value) == 16 else "%Y-%m-%d")
    except ValueError:
        return None
    return moment if written(moment).startswith(value) else None


def _date(value: object) -> date | None:
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
