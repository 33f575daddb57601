"""The time zones an event may use, and the VTIMEZONE text that means the same to every calendar app.

icalendar's own generator writes all changes of a zone as one RDATE list, which Thunderbird, Outlook and vobject
misread by an hour. So each zone is written here as yearly rules where a rule fits and as one RDATE a line where none
does, the first date among them, and is checked against the zone data it was made from before anyone sees it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

import tzdata
from dateutil.rrule import rrulestr

TZDATA_VERSION: str = tzdata.IANA_VERSION
"""The zone data comes from the pinned package, never from the machine: two processes then write the same bytes."""

FIRST_YEAR, LAST_YEAR = 2020, 2049
"""The years an event may lie in; the zones are written, and checked, for one year more on each side."""

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORTEST_RULE = 3
PROBE = timedelta(days=5)


class UnknownZone(ValueError):
    """Not a name of the zone data."""


class ZoneMismatch(AssertionError):
    """The text written for a zone does not say what the zone data says."""


@dataclass(frozen=True)
class Change:
    """One moment at which a zone's clocks change."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def wall(self) -> datetime:
        """The local time of the change by the clock in force until then, as RFC 5545 3.6.5 wants it."""
        return (self.at + self.before).replace(tzinfo=None)


@dataclass(frozen=True)
class Observance:
    kind: str
    start: datetime
    before: timedelta
    after: timedelta
    name: str
    rule: str = ""
    dates: tuple[datetime, ...] = ()

    def onsets(self, until: datetime) -> tuple[datetime, ...]:
        """The local times this observance claims, as a reader of the text would compute them."""
        if self.rule:
            return tuple(rrulestr(self.rule, dtstart=self.start).between(self.start, until, inc=True))
        return (self.start, *(each for each in self.dates if each != self.start))


@lru_cache(maxsize=1)
def all_names() -> frozenset[str]:
    listing = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii")
    return frozenset(listing.split())


@lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """The zones a chapter may choose: places on a map, for GNOME reads Etc/GMT+5 with the wrong sign."""
    return tuple(sorted(name for name in all_names() if is_geographic(name)))


def is_geographic(name: str) -> bool:
    region, slash, _place = name.partition("/")
    return bool(slash) and region in REGIONS


@cache
def zone(name: str) -> ZoneInfo:
    if name not in all_names():
        raise UnknownZone(name)
    with resources.files("tzdata.zoneinfo").joinpath(name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def changes(name: str) -> tuple[Change, ...]:
    """Every change of the zone's offset in the years served."""
    place = zone(name)
    at, end = datetime(FIRST_YEAR - 1, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 2, 1, 1, tzinfo=UTC)
    found: list[Change] = []
    while at < end:
        following = at + PROBE
        if at.astimezone(place).utcoffset() != following.astimezone(place).utcoffset():
            found.append(_change_between(place, at, following))
        at = following
    return tuple(found)


def _change_between(place: ZoneInfo, early: datetime, late: datetime) -> Change:
    before = _offset(place, early)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        if _offset(place, middle) == before:
            early = middle
        else:
            late = middle
    local = late.astimezone(place)
    return Change(late, before, _offset(place, late), local.tzname() or "", bool(local.dst()))


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(place).utcoffset()
    assert offset is not None
    return offset


@cache
def observances(name: str) -> tuple[Observance, ...]:
    place, moved = zone(name), changes(name)
    if not moved:
        return (_constant(place, datetime(1970, 1, 1)),)

    groups: dict[tuple[str, timedelta, timedelta, str], list[Change]] = {}
    for change in moved:
        groups.setdefault((_kind(change, moved), change.before, change.after, change.name), []).append(change)

    found: list[Observance] = []
    for (kind, before, after, label), onsets in groups.items():
        found.extend(_observances_of(kind, before, after, label, [each.wall for each in onsets]))
    if not _covers_the_beginning(found):
        found.append(_constant(place, datetime(FIRST_YEAR - 1, 1, 1)))
    written = tuple(sorted(found, key=lambda each: (each.start, each.kind, each.name)))
    _verify(name, written)
    return written


def _constant(place: ZoneInfo, start: datetime) -> Observance:
    local = datetime(FIRST_YEAR - 1, 1, 1, tzinfo=UTC).astimezone(place)
    offset = local.utcoffset() or timedelta()
    kind = "DAYLIGHT" if local.dst() and offset else "STANDARD"
    if start.year == 1970:
        kind = "STANDARD"
    return Observance(kind, start, offset, offset, local.tzname() or "", dates=(start,))


def _kind(change: Change, moved: tuple[Change, ...]) -> str:
    """By direction, not by what the zone data calls summer: Dublin and Casablanca call their winter the exception."""
    alone = sum(1 for each in moved if each.before == change.before and each.after == change.after) == 1
    if alone and not change.summer:
        return "STANDARD"
    return "DAYLIGHT" if change.after > change.before else "STANDARD"


def _observances_of(
    kind: str, before: timedelta, after: timedelta, name: str, onsets: list[datetime]
) -> list[Observance]:
    ruled = _ruled_from(onsets)
    found: list[Observance] = []
    if ruled is not None:
        start, rule = ruled
        found.append(Observance(kind, start, before, after, name, rule=rule))
        onsets = [each for each in onsets if each < start]
    if onsets:
        # ical.js skips DTSTART where an RDATE stands beside it, and ical skips it where no rule does: so it is written twice.
        found.append(Observance(kind, onsets[0], before, after, name, dates=tuple(onsets)))
    return found


def _ruled_from(onsets: list[datetime]) -> tuple[datetime, str] | None:
    """The yearly rule that holds from some year on for good, and its first date."""
    if onsets[-1].year < LAST_YEAR or len(onsets) < SHORTEST_RULE:
        return None
    best: tuple[datetime, str] | None = None
    for rule in _candidates(onsets[-1]):
        start = onsets[-1]
        for each in reversed(onsets):
            follows = start.year - each.year in (0, 1) and each.time() == start.time()
            if not follows or not _obeys(each, rule):
                break
            start = each
        if onsets[-1].year - start.year + 1 >= SHORTEST_RULE and (best is None or start < best[0]):
            best = (start, rule)
    return best


def _candidates(onset: datetime) -> list[str]:
    """The shapes laws are written in: the nth or last weekday, a weekday on or after a day, a fixed day."""
    day = WEEKDAYS[onset.weekday()]
    rules = [f"FREQ=YEARLY;BYMONTH={onset.month};BYDAY={nth}{day}" for nth in (1, 2, 3, 4, -1)]
    last = (date(onset.year + onset.month // 12, onset.month % 12 + 1, 1) - timedelta(days=1)).day
    for first in range(max(1, onset.day - 6), onset.day + 1):
        if first + 6 <= last and not (onset.month == 2 and first + 6 > 28):
            span = ",".join(str(number) for number in range(first, first + 7))
            rules.append(f"FREQ=YEARLY;BYMONTH={onset.month};BYMONTHDAY={span};BYDAY={day}")
    rules.append(f"FREQ=YEARLY;BYMONTH={onset.month};BYMONTHDAY={onset.day}")
    return rules


def _obeys(onset: datetime, rule: str) -> bool:
    return bool(rrulestr(rule, dtstart=onset.replace(month=1, day=1)).between(onset, onset, inc=True))


def _covers_the_beginning(found: list[Observance]) -> bool:
    return any(each.start < datetime(FIRST_YEAR, 1, 1) - timedelta(days=1) for each in found)


def _verify(name: str, written: tuple[Observance, ...]) -> None:
    end = datetime(LAST_YEAR + 1, 12, 31, 23, 59)
    said = sorted(
        (onset - each.before, each.before, each.after)
        for each in written
        for onset in each.onsets(end)
        if each.before != each.after
    )
    true = sorted(
        (each.at.replace(tzinfo=None), each.before, each.after)
        for each in changes(name)
        if each.at.replace(tzinfo=None) <= end - each.before
    )
    if said != true:
        raise ZoneMismatch(f"{name}: the rules written differ from the zone data.")


@cache
def vtimezone(name: str) -> bytes:
    """The zone's VTIMEZONE, the same bytes in every process."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for each in observances(name):
        lines.append(f"BEGIN:{each.kind}")
        lines.append(f"DTSTART:{each.start:%Y%m%dT%H%M%S}")
        lines.append(f"TZOFFSETFROM:{_offset_text(each.before)}")
        lines.append(f"TZOFFSETTO:{_offset_text(each.after)}")
        if each.name:
            lines.append(f"TZNAME:{each.name}")
        if each.rule:
            lines.append(f"RRULE:{each.rule}")
        lines.extend(f"RDATE:{onset:%Y%m%dT%H%M%S}" for onset in each.dates)
        lines.append(f"END:{each.kind}")
    lines.append("END:VTIMEZONE")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _offset_text(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, minutes = divmod(seconds // 60, 60)
    rest = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{hours:02}{minutes:02}{rest}"


def candidates_for(local: datetime, name: str) -> tuple[datetime, ...]:
    """The instants that the wall clock of the zone shows as `local`: none in a gap, two in a repeated hour."""
    place = zone(name)
    found = []
    for fold in (0, 1):
        aware = local.replace(tzinfo=place, fold=fold)
        instant = aware.astimezone(UTC)
        if instant.astimezone(place).replace(tzinfo=None, fold=0) == local.replace(fold=0):
            found.append(instant)
    return tuple(sorted(set(found)))


def first_instant_of(local: datetime, name: str) -> datetime:
    """The instant of a wall time, or where a gap swallowed it (midnight, in some zones) the moment the gap closes."""
    found = candidates_for(local, name)
    if found:
        return found[0]
    _before, after = around_gap(local, name)
    return candidates_for(after, name)[0]


def around_gap(local: datetime, name: str) -> tuple[datetime, datetime]:
    """The last valid minute before a gap and the first one after it, as wall time."""
    place = zone(name)
    # With fold=0 a time inside the gap is read by the clock of before, with fold=1 by that of after.
    early = local.replace(tzinfo=place, fold=1).astimezone(UTC)
    late = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    change = _change_between(place, early - timedelta(seconds=1), late + timedelta(seconds=1))
    opens = (change.at + change.after).replace(tzinfo=None)
    return change.wall - timedelta(minutes=1), opens
