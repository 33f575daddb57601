"""Dates and times as calendar files write them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

FIRST, LAST = 1970, 2150
"""The years that are read. A listing holds times of up to 2199: what another zone or a length of years makes of one fits."""

_MOMENT = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ]?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:\.[0-9]+)?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Moment:
    """A day, a wall time in a zone, a floating wall time, or (where `utc`) an instant."""

    wall: datetime
    whole_day: bool = False
    utc: bool = False
    zone: str = ""

    @property
    def day(self) -> date:
        return self.wall.date()


def moment(value: str, zone: str = "") -> Moment | None:
    """The value of DTSTART and its kin, or nothing where it is no date of the years we read."""
    found = _MOMENT.fullmatch(value.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    if not FIRST <= int(year) <= LAST:
        return None
    try:
        wall = datetime(int(year), int(month), int(day))
        if hour is None:
            return Moment(wall, whole_day=True) if offset is None else None
        wall = wall.replace(hour=int(hour), minute=int(minute), second=min(int(second or 0), 59))
    except ValueError:
        return None
    if offset is None:
        return Moment(wall, zone=zone)
    if offset.upper() == "Z":
        return Moment(wall, utc=True)
    return Moment(wall - _offset(offset), utc=True)


def _offset(value: str) -> timedelta:
    hours, minutes = int(value[1:3]), int(value[-2:])
    length = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return -length if value[0] == "-" else length


def moments(value: str, zone: str = "", *, most: int = 1_000) -> tuple[list[Moment], list[str]]:
    """The first of a list, and the pieces that are no dates. Of a period, its start counts."""
    read, unread = [], []
    for piece in value.split(",", most)[:most]:
        found = moment(piece.partition("/")[0], zone)
        if found is not None:
            read.append(found)
        elif piece.strip():
            unread.append(piece)
    return read, unread


def duration(value: str) -> timedelta | None:
    """A length of time, or nothing where it is none or runs backwards."""
    found = _DURATION.fullmatch(value.strip())
    if found is None or not any(found.groups()[1:]) or found[1] == "-":
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def utc_offset(value: str) -> timedelta | None:
    """+0530, -08:00 or +013730 of a VTIMEZONE."""
    found = re.fullmatch(r"([+-]?)([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?", value.strip())
    if found is None or int(found[2]) > 18 or int(found[3]) > 59:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=min(int(found[4] or 0), 59))
    return -length if found[1] == "-" else length


def in_utc(wall: datetime, offset: timedelta) -> datetime:
    return (wall - offset).replace(tzinfo=UTC)
