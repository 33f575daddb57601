"""Which of our zones a calendar file means, by name or by what the file itself says about its clocks."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from commonhour.events import timezones
from commonhour.proposals.calendars import rules
from commonhour.proposals.calendars.lines import LONGEST_ZONE, Component
from commonhour.proposals.calendars.moments import Moment, in_utc, moment, moments, utc_offset
from commonhour.proposals.calendars.notes import Notes, shown
from commonhour.proposals.calendars.rules import Budget, Rule

MOST_OBSERVANCES = 30
MOST_OWN_ZONES = 30
MOST_ONSETS = 200
UTC_NAMES = frozenset({"UTC", "Z", "ETC/UTC", "GMT", "ETC/GMT", "ZULU", "UCT", "UNIVERSAL", "COORDINATED UNIVERSAL TIME",
                       "TZONE://MICROSOFT/UTC", "(UTC) COORDINATED UNIVERSAL TIME", "ETC/ZULU", "GMT+0"})  # fmt: skip

CITIES = {
    "dublin, edinburgh, lisbon, london": "Europe/London",
    "greenwich mean time : dublin, edinburgh, lisbon, london": "Europe/London",
    "amsterdam, berlin, bern, rome, stockholm, vienna": "Europe/Berlin",
    "brussels, copenhagen, madrid, paris": "Europe/Paris",
    "belgrade, bratislava, budapest, ljubljana, prague": "Europe/Budapest",
    "sarajevo, skopje, warsaw, zagreb": "Europe/Warsaw",
    "athens, bucharest": "Europe/Bucharest",
    "helsinki, kyiv, riga, sofia, tallinn, vilnius": "Europe/Kyiv",
    "jerusalem": "Asia/Jerusalem",
    "moscow, st. petersburg": "Europe/Moscow",
    "chennai, kolkata, mumbai, new delhi": "Asia/Kolkata",
    "kathmandu": "Asia/Kathmandu",
    "beijing, chongqing, hong kong, urumqi": "Asia/Shanghai",
    "osaka, sapporo, tokyo": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "canberra, melbourne, sydney": "Australia/Sydney",
    "auckland, wellington": "Pacific/Auckland",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "indiana (east)": "America/Indiana/Indianapolis",
    "saskatchewan": "America/Regina",
    "guadalajara, mexico city, monterrey": "America/Mexico_City",
    "bogota, lima, quito, rio branco": "America/Bogota",
    "buenos aires": "America/Argentina/Buenos_Aires",
    "brasilia": "America/Sao_Paulo",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
}
"""What Outlook shows instead of a name, after the offset."""

SHORT = {
    "EST": "America/New_York", "EDT": "America/New_York", "EST5EDT": "America/New_York",
    "CST": "America/Chicago", "CDT": "America/Chicago", "CST6CDT": "America/Chicago",
    "MST": "America/Denver", "MDT": "America/Denver", "MST7MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PST8PDT": "America/Los_Angeles",
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "BST": "Europe/London", "IST": "Asia/Kolkata",
}  # fmt: skip
"""What people write and no two of them mean the same by; always said."""

RENAMED = {
    "Asia/Calcutta": "Asia/Kolkata", "Asia/Katmandu": "Asia/Kathmandu", "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh", "Europe/Kiev": "Europe/Kyiv", "America/Godthab": "America/Nuuk",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires", "America/Indianapolis": "America/Indiana/Indianapolis",
}  # fmt: skip
"""Cities by the names they have now, where the table of Windows' zones keeps older ones."""

OLD_NUMBERS = {
    "2": "Europe/London", "3": "Europe/Paris", "4": "Europe/Berlin", "10": "America/New_York", "11": "America/Chicago",
    "12": "America/Denver", "13": "America/Los_Angeles", "14": "America/Anchorage", "15": "Pacific/Honolulu",
    "20": "Asia/Tokyo", "23": "Asia/Kolkata", "38": "America/Phoenix",
}  # fmt: skip
"""The zones that Outlook once numbered, as X-MICROSOFT-CDO-TZID."""


@cache
def _links() -> Mapping[str, str]:
    """Other names of offered zones, such as US/Eastern, from the zone data itself."""
    data = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
    links = {}
    for line in data.splitlines():
        if line.startswith("L "):
            _link, target, name = line.split()
            links[name] = target
    return {name: target for name, target in links.items() if timezones.is_geographic(target)}


@cache
def _of_windows() -> Mapping[str, str]:
    found = {name: RENAMED.get(zone, zone) for name, zone in WINDOWS_TO_OLSON.items()}
    return {name: zone for name, zone in found.items() if timezones.is_geographic(zone)}


@cache
def _by_name() -> Mapping[str, str]:
    """Every name we know, in small letters, with the zone it means."""
    found = {name.lower(): zone for name, zone in _of_windows().items()}
    found |= {name.lower(): target for name, target in _links().items()}
    return found | {name.lower(): name for name in timezones.offered()}


def named(tzid: str) -> str | None:
    """The offered zone of this name, however it is dressed."""
    plain = tzid.strip().strip("\"'").strip()
    if plain.upper() in SHORT:
        return SHORT[plain.upper()]
    found = _by_name().get(plain.lower()) or _by_name().get(plain.lower().replace(" ", "_"))
    if found:
        return found
    parts = plain.strip("/").split("/")[-4:]
    for start in range(len(parts) - 1):
        # /mozilla.org/20050126_1/America/New_York, /freeassociation.sourceforge.net/Tzfile/Europe/Berlin
        found = _by_name().get("/".join(parts[start:]).lower())
        if found:
            return found
    return _by_display(plain)


def _by_display(name: str) -> str | None:
    """By what Outlook shows: "(UTC-05:00) Eastern Time (US & Canada)"."""
    said = re.sub(r"^\((?:UTC|GMT)[^)]{0,12}\)\s*", "", name[:200], flags=re.IGNORECASE).strip().lower()
    return CITIES.get(said) or CITIES.get(re.sub(r"\s*\(us (?:&|and) canada\).*$", "", said))


def is_utc(tzid: str) -> bool:
    return tzid.strip().strip("\"'").upper() in UTC_NAMES


# What a file says about its clocks itself


@dataclass(frozen=True)
class Observance:
    """Clocks that come into force at certain times. Each time is worked out once for a year."""

    starts: datetime
    before: timedelta
    after: timedelta
    rule: Rule | None
    dates: tuple[datetime, ...]

    def onsets(self, year: int, budget: Budget) -> list[datetime]:
        """The times at which these clocks came into force, as far as that year needs them."""
        years = {year - 1, year}
        if self.rule and self.rule.until and self.rule.until.day.year < year:
            years |= {self.rule.until.day.year - 1, self.rule.until.day.year}
        ruled = [each for one in sorted(years) for each in self._in(one, budget)]
        return [each for each in (self.starts, *self.dates, *ruled) if each.year <= year]

    def _in(self, year: int, budget: Budget) -> list[datetime]:
        if self.rule is None or self.rule.frequency != "YEARLY" or not self.rule.months:
            return []
        until = self.rule.until.day if self.rule.until else date.max
        first = max(date(year, min(self.rule.months), 1), self.starts.date())
        last = min(date(year, max(self.rule.months), 28) + timedelta(days=3), until)
        if first > last:
            return []
        plain = Rule("YEARLY", weekdays=self.rule.weekdays, days=self.rule.days, months=self.rule.months)
        try:
            found = rules.run(plain, first, last=last, most=4, budget=budget)
        except rules.Unread:
            return []
        return [datetime.combine(day, self.starts.time()) for day in found]


class OwnClocks:
    """A VTIMEZONE of a file, run by its own rules."""

    def __init__(self, component: Component, budget: Budget) -> None:
        observances = (_observance(part) for part in component.parts[:MOST_OBSERVANCES])
        self.observances = [each for each in observances if each is not None]
        self.budget = budget
        self._tables: dict[int, list[tuple[datetime, timedelta]]] = {}

    def offset_at(self, wall: datetime) -> timedelta | None:
        if not self.observances:
            return None
        table = self._table(wall.year)
        place = bisect_right(table, wall, key=lambda each: each[0])
        if place:
            return table[place - 1][1]
        return min(self.observances, key=lambda each: each.starts).before

    def _table(self, year: int) -> list[tuple[datetime, timedelta]]:
        if year not in self._tables:
            found = [
                (onset, each.after) for each in self.observances for onset in each.onsets(year, self.budget)
            ]
            self._tables[year] = sorted(found)
        return self._tables[year]

    def signature(self, year: int) -> tuple[timedelta | None, ...]:
        return tuple(self.offset_at(each) for each in _probes(year))


def _observance(part: Component) -> Observance | None:
    after = utc_offset(part.value("TZOFFSETTO"))
    starts = moment(part.value("DTSTART")) or _long_ago(part.value("DTSTART"))
    if after is None or starts is None:
        return None
    rule = None
    if part.value("RRULE"):
        try:
            rule = rules.read(part.value("RRULE"), starts.wall)
        except rules.Unread:
            rule = None
    dates = [
        each.wall
        for line in part.all_of("RDATE")[:MOST_ONSETS]
        for each in moments(line.value, most=MOST_ONSETS)[0]
    ]
    before = utc_offset(part.value("TZOFFSETFROM"))
    return Observance(
        starts.wall, after if before is None else before, after, rule, tuple(dates[:MOST_ONSETS])
    )


def _long_ago(value: str) -> Moment | None:
    """Outlook begins its zones in the year 1601."""
    found = re.fullmatch(r"1[0-9]{3}([0-9]{4}T[0-9]{6})Z?", value)
    return moment(f"1970{found[1]}") if found else None


def _probes(year: int) -> Sequence[datetime]:
    days = [date(year, month, day) for month in range(1, 13) for day in (1, 15)]
    return [datetime.combine(day, time(12)) for day in days]


@lru_cache(maxsize=8)
def _signatures(year: int) -> Mapping[tuple[timedelta | None, ...], tuple[str, ...]]:
    """The offered zones by how their clocks go in that year, those first that Windows has names for."""
    found: dict[tuple[timedelta | None, ...], list[str]] = {}
    for name in dict.fromkeys([*_of_windows().values(), *timezones.offered()]):
        place = timezones.zone(name)
        offsets = tuple(each.replace(tzinfo=place).utcoffset() for each in _probes(year))
        found.setdefault(offsets, []).append(name)
    return {signature: tuple(names) for signature, names in found.items()}


# From the file's clocks to ours


@dataclass(frozen=True)
class Local:
    """A wall time in one of our zones; `fold` only where the clock shows it twice."""

    wall: datetime
    fold: int | None = None


@dataclass(frozen=True)
class Clock:
    """How a file's wall times become those of `zone`. Without `source` they are the same."""

    zone: str
    source: OwnClocks | str = ""

    @property
    def same(self) -> bool:
        return self.source == ""

    def instant(self, wall: datetime, fold: int = 0) -> datetime:
        """The moment a wall time of the file means; in a gap, by the clock of before, as RFC 5545 has it."""
        if isinstance(self.source, OwnClocks):
            return in_utc(wall, self.source.offset_at(wall) or timedelta())
        place = timezones.zone(self.source or self.zone)
        return wall.replace(tzinfo=place, fold=fold).astimezone(UTC)

    def local(self, instant: datetime) -> Local:
        return in_zone(instant, self.zone)


def in_zone(instant: datetime, zone: str) -> Local:
    there = instant.astimezone(timezones.zone(zone))
    wall = there.replace(tzinfo=None, fold=0)
    twice = len(timezones.candidates_for(wall, zone)) > 1
    return Local(wall, there.fold if twice else None)


class Zones:
    """The zones of one calendar of a file. `home` is where its times without a zone, and those in UTC, are at home."""

    def __init__(self, calendar: Component, chapters: str, budget: Budget, notes: Notes) -> None:
        self.parts = {
            part.value("TZID").strip().strip('"')[:LONGEST_ZONE]: part
            for part in calendar.parts
            if part.name == "VTIMEZONE"
        }
        said = calendar.value("X-WR-TIMEZONE").strip()
        self.chapters = chapters
        self.budget = budget
        self.home = chapters
        self.said_home = ""
        if said and not is_utc(said):
            zone = self._of_name(said)
            if zone:
                self.home, self.said_home = zone, said
            else:
                notes.check(
                    f"The file is at home in “{shown(said)}”, a zone not known here; times without a zone were read in "
                    f"your chapter's, {chapters}."
                )
        self._own_zones = 0
        self._known: dict[tuple[str, int], Clock] = {}

    def clock_of(self, at: Moment, notes: Notes) -> Clock:
        """The clock a moment is written by; says so where that had to be guessed."""
        if at.utc or is_utc(at.zone):
            return Clock(self.home, "UTC")
        if not at.zone:
            return Clock(self.home)
        key = (at.zone, at.wall.year)
        if key not in self._known:
            self._known[key] = self._clock_of(at.zone, at.wall.year)
        clock = self._known[key]
        self._tell(at.zone, clock, notes)
        return clock

    def _clock_of(self, tzid: str, year: int) -> Clock:
        zone = self._of_name(tzid)
        if zone:
            return Clock(zone)
        part = self.parts.get(tzid)
        if part is not None and part.parts and self._own_zones < MOST_OWN_ZONES:
            self._own_zones += 1
            own = OwnClocks(part, self.budget)
            zone = self._of_clocks(own, year)
            return Clock(zone) if zone else Clock(self.home, own if own.observances else "")
        plain = tzid.strip()
        if plain in timezones.all_names():
            return Clock(self.home, plain)
        return Clock(self.home)

    def _of_name(self, tzid: str) -> str | None:
        zone = named(tzid)
        part = self.parts.get(tzid)
        if zone or part is None:
            return zone
        for name in ("X-LIC-LOCATION", "TZID-ALIAS-OF"):
            zone = zone or (named(part.value(name)) if part.value(name) else None)
        return zone or OLD_NUMBERS.get(part.value("X-MICROSOFT-CDO-TZID").strip())

    def _of_clocks(self, own: OwnClocks, year: int) -> str | None:
        year = min(max(year, timezones.FIRST_YEAR), timezones.LAST_YEAR)
        fitting = _signatures(year).get(own.signature(year), ())
        preferred = [zone for zone in (self.home, self.chapters) if zone in fitting]
        return next(iter([*preferred, *fitting]), None)

    def _tell(self, tzid: str, clock: Clock, notes: Notes) -> None:
        name = shown(tzid)
        if name.upper() in SHORT and clock.same:
            notes.check(f"The file's zone “{name}” was read as {clock.zone}. Choose another if it is not.")
            return
        if clock.same and named(tzid) == clock.zone:
            return
        if not clock.same:
            notes.check(
                f"The file's zone “{name}” is none that can be chosen here; the time is written as clocks in {clock.zone} "
                "show it."
            )
        elif tzid in self.parts and self.parts[tzid].parts:
            notes.check(
                f"The file's zone “{name}” goes like {clock.zone}, which was taken. Choose another if it is not."
            )
        else:
            notes.check(
                f"The file does not explain its zone “{name}”; the time was read in {clock.zone}. Choose the right zone."
            )
