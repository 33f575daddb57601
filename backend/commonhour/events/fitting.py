"""How much of a feed's window fits into the size that calendars take: pure, and no file is ever cut.

The past goes first, the oldest of it before the rest. Then the far future goes, until what is left is near. Then
descriptions become links, which lets as much of the window in again as fits; and where even that is too much, the future
goes on shrinking.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from commonhour.events.timezones import UnknownZone, vtimezone

NEAR = timedelta(days=90)
"""A term: what lies nearer is worth more than descriptions."""
INSTANT = timedelta(microseconds=1)
ZONE_OF_THE_EMPTY = "Europe/London"


class Part(NamedTuple):
    """One event as a feed holds it: when it is, in which zone it is written, and its octets in full and in brief."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    size: int
    brief_size: int


@dataclass(frozen=True)
class Window:
    start: datetime
    end: datetime
    today: datetime


@dataclass(frozen=True)
class Fit:
    """What to show: the parts that touch the time from `shown_from` to `shown_to`, in full or in brief."""

    shown_from: datetime
    shown_to: datetime
    brief: bool = False

    def shows(self, starts_at: datetime, ends_at: datetime) -> bool:
        return ends_at >= self.shown_from and starts_at <= self.shown_to


def fitting(parts: Iterable[Part], window: Window, *, frame: int, limit: int) -> Fit:
    """The most of the window that stays within `limit`; `frame` is what the file weighs without parts and zones."""
    whole = Fit(window.start, window.end)
    inside = [part for part in parts if whole.shows(part.starts_at, part.ends_at)]
    full = _narrowed(inside, window, brief=False, frame=frame, limit=limit)
    if full.shown_to == window.end or full.shown_to >= window.today + NEAR:
        return full
    return _narrowed(inside, window, brief=True, frame=frame, limit=limit)


@cache
def zone_size(zone: str) -> int:
    try:
        return len(vtimezone(zone))
    except UnknownZone:
        return 0  # a part in such a zone is left out of every file


class _Load:
    def __init__(self, parts: Iterable[Part], *, brief: bool, frame: int) -> None:
        self.brief = brief
        self.rest = frame
        self.zones: Counter[str] = Counter()
        for part in parts:
            self.rest += self._own(part)
            self.zones[part.zone] += 1
        self.zoned = sum(zone_size(zone) for zone in self.zones)

    def leave_out(self, part: Part) -> None:
        self.rest -= self._own(part)
        self.zones[part.zone] -= 1
        if not self.zones[part.zone]:
            del self.zones[part.zone]
            self.zoned -= zone_size(part.zone)

    @property
    def octets(self) -> int:
        return self.rest + (self.zoned if self.zones else zone_size(ZONE_OF_THE_EMPTY))

    def _own(self, part: Part) -> int:
        return part.brief_size if self.brief else part.size


def _narrowed(parts: list[Part], window: Window, *, brief: bool, frame: int, limit: int) -> Fit:
    load = _Load(parts, brief=brief, frame=frame)
    shown_from, shown_to = window.start, window.end

    past = sorted((part for part in parts if part.ends_at < window.today), key=attrgetter("ends_at"))
    for moment, ending in groupby(past, key=attrgetter("ends_at")):
        if load.octets <= limit:
            break
        shown_from = moment + INSTANT
        for part in ending:
            load.leave_out(part)

    rest = (part for part in parts if part.ends_at >= shown_from)
    for moment, starting in groupby(
        sorted(rest, key=attrgetter("starts_at"), reverse=True), key=attrgetter("starts_at")
    ):
        if load.octets <= limit:
            break
        shown_to = moment - INSTANT
        for part in starting:
            load.leave_out(part)

    return Fit(shown_from, shown_to, brief)
