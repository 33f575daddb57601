"""Occurrences laid on days: the weeks of a month, and which of its days something stands on. No clock, no table."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self

from commonhour.events.clock_time import zone_or_utc
from commonhour.events.models import Occurrence

AWAY = timedelta(hours=14)
"""No place begins its day longer than this before, or after, the day begins in UTC."""
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read "2026-11"; nothing where it is none, or one that no calendar reaches."""
        year, dash, number = text.partition("-")
        if not (
            dash
            and len(year) == 4
            and len(number) == 2
            and text.replace("-", "").isdecimal()
            and text.isascii()
        ):
            return None
        if not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(number) <= 12):
            return None
        return cls(int(year), int(number))

    def moved(self, months: int) -> Self:
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return type(self)(years, number + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.moved(1).first - timedelta(days=1)

    @property
    def is_in_reach(self) -> bool:
        return FIRST_YEAR <= self.year <= LAST_YEAR

    @property
    def words(self) -> str:
        return f"{self.first:%B %Y}"

    def weeks(self, first_weekday: int) -> list[list[date]]:
        """The weeks that hold any day of the month, each whole."""
        return calendar.Calendar(first_weekday).monthdatescalendar(self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


def span_of(occurrence: Occurrence, zone: tzinfo) -> tuple[date, date]:
    """The first and the last day something touches.

    A timed one is read on the clock of the page; an all-day one belongs to the days of its own place, wherever it is
    read. One that ends at midnight does not touch the next day.
    """
    where = zone_or_utc(occurrence.event.time_zone) if occurrence.event.all_day else zone
    last = occurrence.ends_at - timedelta(microseconds=1)
    return occurrence.starts_at.astimezone(where).date(), last.astimezone(where).date()


def instants_of(first: date, last: date) -> tuple[datetime, datetime]:
    """A span of instants that holds these days at every place on earth."""
    start = datetime.combine(first, time(), UTC) - AWAY
    return start, datetime.combine(last, time(), UTC) + timedelta(days=1) + AWAY


def by_day(
    occurrences: Iterable[Occurrence], first: date, last: date, zone: tzinfo
) -> Mapping[date, list[Occurrence]]:
    """What stands on each day from the first to the last, in order; days with nothing are left out."""
    days: dict[date, list[Occurrence]] = {}
    for occurrence in occurrences:
        begins, ends = span_of(occurrence, zone)
        day = max(begins, first)
        while day <= min(ends, last):
            days.setdefault(day, []).append(occurrence)
            day += timedelta(days=1)
    for found in days.values():
        found.sort(key=lambda each: (not each.event.all_day, each.starts_at, each.event.title, each.event_id))
    return {day: days[day] for day in sorted(days)}
