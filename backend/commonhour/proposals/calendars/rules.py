"""The recurrence rules of calendar files: read, run within bounds, and put into one of the forms we offer.

dateutil is not used to run a stranger's rule: one that never comes true, such as 30 February, keeps it busy until the
year 9999. Here every day looked at is paid for from a budget of the whole file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from math import gcd
from typing import Any

from commonhour.events import schedule
from commonhour.events.timezones import LAST_YEAR, WEEKDAYS
from commonhour.proposals.calendars.moments import Moment, moment
from commonhour.proposals.calendars.notes import listed

MOST_DAYS = 400_000
DAYS_FOR_A_DATE = 30
MOST_IN_A_LIST = 60
LONGEST_INTERVAL = 52
LAST_DAY = date(LAST_YEAR, 12, 31)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"}


class Unread(Exception):
    """Why a rule is not run."""


@dataclass
class Budget:
    """How many days may be looked at for one file; a date that is worked out costs as much as many that are not."""

    days: int = MOST_DAYS
    spent: int = 0

    def pay(self, days: int = 1) -> None:
        if self.spent + days > self.days:
            raise Unread(
                "This file repeats more than can be followed at once. Import its series in smaller files."
            )
        self.spent += days


@dataclass(frozen=True)
class Rule:
    frequency: str
    interval: int = 1
    count: int | None = None
    until: Moment | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    """The ordinal (0 for every one) and the weekday, Monday being 0."""
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_starts: int = 0

    @cached_property
    def ordinals(self) -> Mapping[int, frozenset[int]]:
        """By weekday, which of them in its month or year: 0 is every one."""
        found: dict[int, set[int]] = {}
        for nth, weekday in self.weekdays:
            found.setdefault(weekday, set()).add(nth if self.frequency in {"MONTHLY", "YEARLY"} else 0)
        return {weekday: frozenset(ordinals) for weekday, ordinals in found.items()}

    @property
    def endless(self) -> bool:
        return self.count is None and self.until is None


_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_CLOCK = {"BYHOUR": "hour", "BYMINUTE": "minute", "BYSECOND": "second"}


def read(value: str, starts: datetime) -> Rule:
    """A rule as written.

    Raises:
        Unread: it says what we do not follow, or nothing that can be understood.
    """
    parts = _parts_of(value)
    frequency = parts.get("FREQ", "").upper()
    if frequency in {"SECONDLY", "MINUTELY", "HOURLY"}:
        raise Unread("It repeats several times a day, which a series here does not.")
    if frequency not in FREQUENCIES:
        raise Unread("The file does not say how it repeats.")
    for name, unit in _CLOCK.items():
        if name in parts and parts[name].lstrip("0") != str(getattr(starts, unit)).lstrip("0"):
            raise Unread("It repeats at several hours of the day, which a series here does not.")
    unknown = sorted(
        name for name in parts if name not in _PARTS and name not in _CLOCK and not name.startswith("X-")
    )
    if unknown:
        raise Unread(f"Its rule uses {listed(unknown)}, which a series here does not know.")
    return Rule(
        frequency=frequency,
        interval=_whole(parts.get("INTERVAL") or "1", 1, LONGEST_INTERVAL * 366),
        count=_whole(parts["COUNT"], 1, 10**9) if parts.get("COUNT") else None,
        until=_until(parts.get("UNTIL", "")),
        weekdays=tuple(_weekday(each) for each in _list(parts.get("BYDAY", ""))),
        days=tuple(_whole(each, -31, 31) for each in _list(parts.get("BYMONTHDAY", ""))),
        months=tuple(_whole(each, 1, 12) for each in _list(parts.get("BYMONTH", ""))),
        positions=tuple(_whole(each, -366, 366) for each in _list(parts.get("BYSETPOS", ""))),
        week_starts=_weekday(parts.get("WKST") or "MO")[1],
    )


def _parts_of(value: str) -> dict[str, str]:
    parts = {}
    for piece in value.strip().strip(";").split(";")[:MOST_IN_A_LIST]:
        name, _, said = piece.partition("=")
        parts[name.strip().upper()[:30]] = said.strip()
    return parts


def _list(value: str) -> list[str]:
    found = [each.strip() for each in value.split(",") if each.strip()]
    if len(found) > MOST_IN_A_LIST:
        raise Unread("Its rule lists more days than a series here has.")
    return found


def _whole(value: str, least: int, most: int) -> int:
    digits = value.strip().lstrip("+-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 10:
        raise Unread(f"Its rule holds “{value[:20]}” where a number belongs.")
    number = -int(digits) if value.strip().startswith("-") else int(digits)
    if not least <= number <= most or number == 0:
        raise Unread(f"Its rule holds the number {number}, which means nothing there.")
    return number


def _weekday(value: str) -> tuple[int, int]:
    name = value.strip().upper()[-2:]
    if name not in WEEKDAYS:
        raise Unread(f"Its rule holds “{value[:20]}” where a weekday belongs.")
    ordinal = value.strip()[:-2]
    return (_whole(ordinal, -53, 53) if ordinal else 0, WEEKDAYS.index(name))


def _until(value: str) -> Moment | None:
    if not value:
        return None
    found = moment(value)
    if found is None:
        raise Unread(f"Its rule ends on “{value[:20]}”, which is no date we can read.")
    return found


# Running a rule


def run(
    rule: Rule, starts: date, *, last: date, most: int, budget: Budget, since: date | None = None
) -> tuple[date, ...]:
    """The days from the start to `last`, at most so many. A rule that does not count is followed only from `since` on."""
    last = min(last, LAST_DAY)
    since = starts if since is None or rule.count is not None else max(starts, since)
    most = min(most, rule.count or most)
    return tuple(islice(_days(_completed(rule, starts), starts, since, last, budget), most))


def _completed(rule: Rule, starts: date) -> Rule:
    """What the rule leaves to its start, as RFC 5545 has it."""
    weekdays, days, months = rule.weekdays, rule.days, rule.months
    if rule.frequency == "WEEKLY":
        weekdays = tuple((0, day) for _nth, day in weekdays) or ((0, starts.weekday()),)
    elif rule.frequency == "MONTHLY" and not weekdays and not days:
        days = (starts.day,)
    elif rule.frequency == "YEARLY" and not weekdays:
        months = months or (() if days else (starts.month,))
        days = days or (starts.day,)
    return Rule(rule.frequency, rule.interval, rule.count, rule.until, weekdays, days, months, rule.positions,
                rule.week_starts)  # fmt: skip


def _days(rule: Rule, starts: date, since: date, last: date, budget: Budget) -> Iterator[date]:
    for first, after in _periods(rule, starts, since, last):
        fitting = []
        day = first
        while day < after:
            budget.pay()
            if _fits(rule, day):
                fitting.append(day)
            day += timedelta(days=1)
        for chosen in _chosen(fitting, rule.positions):
            if since <= chosen <= last:
                yield chosen


def _periods(rule: Rule, starts: date, since: date, last: date) -> Iterator[tuple[date, date]]:
    """The first day of each period, from the one that `since` lies in or after, and the day after its last one."""
    if rule.frequency in {"DAILY", "WEEKLY"}:
        length = 1 if rule.frequency == "DAILY" else 7
        step = timedelta(days=length * rule.interval)
        day = starts if length == 1 else starts - timedelta(days=(starts.weekday() - rule.week_starts) % 7)
        day += step * max(0, (since - day) // step)
        while day <= last:
            yield day, day + timedelta(days=length)
            day += step
        return
    length = 1 if rule.frequency == "MONTHLY" else 12
    months = length * rule.interval
    month = starts.year * 12 + (starts.month - 1 if length == 1 else 0)
    month += months * max(0, (since.year * 12 + since.month - 1 - month) // months)
    while month // 12 <= last.year:
        yield _first_of(month), _first_of(month + length)
        month += months


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _fits(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.days and day.day not in rule.days and day.day - _length(day) - 1 not in rule.days:
        return False
    if not rule.weekdays:
        return True
    ordinals = rule.ordinals.get(day.weekday(), frozenset())
    return 0 in ordinals or not ordinals.isdisjoint(_places(rule, day))


def _places(rule: Rule, day: date) -> tuple[int, int]:
    """The how-manieth of its weekday a day is in its month or year, from the front and from the back."""
    if rule.frequency == "MONTHLY" or rule.months:
        return (day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7 + 1)
    of_year = day.timetuple().tm_yday
    whole = date(day.year, 12, 31).timetuple().tm_yday
    return (of_year - 1) // 7 + 1, -((whole - of_year) // 7 + 1)


def _length(day: date) -> int:
    return (date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)).day


def _chosen(days: list[date], positions: tuple[int, ...]) -> list[date]:
    if not positions:
        return days
    places = {each - 1 if each > 0 else len(days) + each for each in positions}
    return [day for place, day in enumerate(days) if place in places]


# Putting days into a form we offer


@dataclass(frozen=True)
class Form:
    """How it repeats in our words, and the days it gives that were not asked for."""

    frequency: str
    interval: int
    weekdays: tuple[str, ...] = ()
    too_many: tuple[date, ...] = field(default=())


FORMS_OF: Mapping[str, tuple[str, ...]] = {
    "DAILY": ("daily", "weekly"),
    "WEEKLY": ("weekly", "daily"),
    "MONTHLY": ("monthly_by_day", "monthly_by_weekday", "yearly"),
    "YEARLY": ("yearly", "monthly_by_day", "monthly_by_weekday"),
    "": ("weekly", "daily", "monthly_by_weekday", "monthly_by_day", "yearly"),
}
"""Ours for each of theirs. Three dates of a monthly rule may happen to lie so many weeks apart; nobody means that."""


def form_of(days: Sequence[date], *, frequency: str = "", gaps: int = 0) -> Form | None:
    """The first form that gives all of these days and, at most so many more."""
    for ours in FORMS_OF[frequency]:
        for candidate in _candidates(ours, days):
            given = _given(candidate, days[0], days[-1], len(days) + gaps)
            if set(days) <= set(given) and len(given) <= len(days) + gaps:
                too_many = tuple(sorted(set(given) - set(days)))
                return Form(candidate.frequency, candidate.interval, candidate.weekdays, too_many)
    return None


def _candidates(frequency: str, days: Sequence[date]) -> Iterator[Form]:
    first = days[0]
    months = [(each.year - first.year) * 12 + each.month - first.month for each in days]
    monday = first - timedelta(days=first.weekday())
    match frequency:
        case "daily":
            yield from _every(frequency, [(each - first).days for each in days])
        case "weekly":
            names = tuple(day for day in WEEKDAYS if day in {WEEKDAYS[each.weekday()] for each in days})
            yield from _every(frequency, [(each - monday).days // 7 for each in days], names)
        case "monthly_by_day":
            if all(each.day == first.day for each in days):
                yield from _every(frequency, months)
        case "monthly_by_weekday":
            if all(each.weekday() == first.weekday() for each in days):
                yield from _every(frequency, months)
        case "yearly":
            if all((each.month, each.day) == (first.month, first.day) for each in days):
                yield from _every(frequency, [each.year - first.year for each in days])


def _every(frequency: str, steps: Sequence[int], weekdays: tuple[str, ...] = ()) -> Iterator[Form]:
    interval = gcd(*steps) or 1
    if interval <= LONGEST_INTERVAL:
        yield Form(frequency, interval, weekdays)


def _given(form: Form, first: date, last: date, most: int) -> list[date]:
    """What the calendar itself would make of the form."""
    series = schedule.Recurrence(form.frequency, form.interval, form.weekdays, until=last)
    noon = datetime.combine(first, time(12))
    plan = schedule.Schedule(noon, noon + timedelta(hours=1), "UTC", recurrence=series)
    return [each.date() for each in schedule.rule_starts(plan)][: most + 1]


def recurrence_of(form: Form, *, until: date | None, count: int | None) -> dict[str, Any]:
    """The listing's own shape of it, without exceptions."""
    stated: dict[str, Any] = {"frequency": form.frequency, "interval": form.interval}
    if form.weekdays:
        stated["weekdays"] = list(form.weekdays)
    if count is not None:
        stated["count"] = count
    elif until is not None:
        stated["until"] = until.isoformat()
    return stated


def spoken(rule: Rule) -> str:
    """How a rule repeats, as a part of a sentence: "every month on the second Tuesday and the second Friday"."""
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[rule.frequency]
    said = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    if rule.positions:
        said += f" on the {listed(_nth(each) for each in rule.positions)} of"
    elif rule.weekdays or rule.days:
        said += " on"
    said += " " + listed(_named(nth, day) for nth, day in rule.weekdays) if rule.weekdays else ""
    if rule.days:
        said += " " + listed(_named_day(each) for each in rule.days)
    if rule.months:
        said += f" in {listed(MONTHS[each - 1] for each in rule.months)}"
    return said


def _named(nth: int, day: int) -> str:
    name = schedule.DAY_NAMES[day]
    return f"the {_nth(nth)} {name}" if nth else name


def _named_day(number: int) -> str:
    return f"day {number}" if number > 0 else f"the {_nth(number)} day"


def _nth(number: int) -> str:
    return ORDINALS.get(number) or (f"{number}th" if number > 0 else f"{-number}th last")
