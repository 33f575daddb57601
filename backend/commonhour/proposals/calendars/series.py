"""The dates of one series of a calendar file, on their way into a listing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from commonhour.events.schedule import MOST_INSTANCES
from commonhour.proposals.calendars import rules
from commonhour.proposals.calendars.moments import Moment
from commonhour.proposals.calendars.notes import Notes, counted
from commonhour.proposals.calendars.rules import Form, Rule
from commonhour.proposals.calendars.zones import Clock, Zones, in_zone


@dataclass(frozen=True)
class When:
    """The part of a listing that says when. `last_day` is the last day anything of it happens."""

    listing: dict[str, Any] = field(default_factory=dict)
    repeats: str = ""
    last_day: date | None = None
    all_cancelled: bool = False


@dataclass(frozen=True)
class Span:
    """One date of an event: wall times in the listing's zone; of whole days, the midnights of the first and the last."""

    starts: datetime
    ends: datetime | None
    starts_fold: int | None = None
    ends_fold: int | None = None


@dataclass(frozen=True)
class Occurrence:
    """One date of a series: where the rule puts it (in our zone, and as an instant), and where it takes place."""

    day: date
    rule: datetime
    instant: datetime


@dataclass
class Series:
    """A series as the file has it; cut and changed until a listing can hold it."""

    occurrences: list[Occurrence]
    rule: Rule | None
    span: Span
    start: Moment
    clock: Clock
    zones: Zones
    notes: Notes
    left_out: set[date] = field(default_factory=set)
    moved: dict[date, Span] = field(default_factory=dict)
    form: Form | None = None
    whole: bool = True

    def __post_init__(self) -> None:
        self.by_instant = {each.instant: each.rule.date() for each in self.occurrences}
        self.by_day = {each.day: each.rule.date() for each in reversed(self.occurrences)}
        self.days = {each.rule.date() for each in self.occurrences}

    @property
    def usual(self) -> timedelta | None:
        return None if self.span.ends is None else self.span.ends - self.span.starts

    def day_of(self, at: Moment) -> date | None:
        """The date of the series that EXDATE or RECURRENCE-ID means: by its instant, or else by its day."""
        if at.whole_day or self.start.whole_day:
            return self.by_day.get(at.day)
        instant = (
            Clock(self.clock.zone, self.clock.source) if not at.zone and not at.utc else self._own(at)
        ).instant(at.wall)
        local = in_zone(instant, self.clock.zone).wall.date()
        return self.by_instant.get(instant) or (local if local in self.days else None)

    def _own(self, at: Moment) -> Clock:
        return self.zones.clock_of(at, self.notes)

    def leave_out(self, dates: Sequence[Moment]) -> None:
        strangers = 0
        for at in dates:
            day = self.day_of(at)
            if day is not None:
                self.left_out.add(day)
            elif self.occurrences[0].day <= at.day <= self.occurrences[-1].day:
                strangers += 1
        if strangers:
            self.notes.left_out(
                f"{counted(strangers, 'date')} that the file leaves out {'is none' if strangers == 1 else 'are none'} of the "
                "series."
            )

    def move(self, day: date, span: Span, *, onward: bool) -> None:
        usual = self._usual_on(day)
        if (span.starts, span.ends) != (usual.starts, usual.ends):
            self.moved[day] = span
        if not onward or span.ends is None:
            return
        shift, length = span.starts - usual.starts, span.ends - span.starts
        for each in self.occurrences:
            later = each.rule.date()
            if later > day and later not in self.moved:
                starts = self._usual_on(later).starts + shift
                self.moved[later] = Span(starts, starts + length)
        self.notes.changed(
            f"From {day_words(day)} on the file moves all dates; here each of them is moved by itself."
        )

    def _usual_on(self, day: date) -> Span:
        starts = datetime.combine(day, self.span.starts.time())
        return Span(starts, None if self.usual is None else starts + self.usual)

    def _taking_place(self, day: date) -> date:
        return self.moved[day].starts.date() if day in self.moved else day

    def begin_at(self, today: date) -> None:
        """Leave out what is past, if anything is still to come."""
        coming = [
            each for each in self.occurrences
            if each.rule.date() not in self.left_out and self._taking_place(each.rule.date()) >= today
        ]  # fmt: skip
        if coming and (self.start.day < today or self._taking_place(self.occurrences[0].rule.date()) < today):
            first = coming[0]
            self.occurrences = self.occurrences[self.occurrences.index(first) :]
            self.notes.changed(
                f"Its dates before today were left out; here the series begins on {day_words(first.rule.date())}."
            )
            self.whole = False

    def shorten(self) -> None:
        if self.rule and self.rule.endless:
            self.notes.check(
                f"In the file it repeats without an end; here it was given one, {day_words(self.occurrences[-1].rule.date())}."
            )
            self.whole = False
        if len(self.occurrences) > MOST_INSTANCES:
            self.occurrences = self.occurrences[:MOST_INSTANCES]
            self.notes.check(
                f"A series here has at most {MOST_INSTANCES} dates; this one was ended on "
                f"{day_words(self.occurrences[-1].rule.date())}."
            )
            self.whole = False

    def fit(self) -> None:
        """Find the form that gives these dates; without one, the first date stands alone and the others are told."""
        days = [each.rule.date() for each in self.occurrences]
        if len(days) == 1:
            return
        self.form = form_of(days, self.rule)
        if self.form:
            self.left_out |= set(self.form.too_many)
            return
        said = f"It repeats {rules.spoken(self.rule)}" if self.rule else "Its dates follow no rule"
        told = [spoken(each.rule, self.start.whole_day) for each in self.occurrences
                if each.rule.date() not in self.left_out and each.rule.date() not in self.moved]  # fmt: skip
        told += [spoken(span.starts, self.start.whole_day) for span in self.moved.values()]
        self.notes.left_out(
            f"{said}. A series here repeats every so many days or weeks, or on the same day or weekday of its months; "
            "so the draft holds one date alone. Choose how it repeats, or write each date as an event of its own.",
            "\n".join(told[:MOST_INSTANCES]),
        )

    def put_into(self, listing: dict[str, Any]) -> When:
        if self.form is None:
            return self._one_date(listing)
        return self._in_form(listing, self.form)

    def _one_date(self, listing: dict[str, Any]) -> When:
        days = [each.rule.date() for each in self.occurrences]
        only = next((day for day in days if day not in self.left_out), days[0])
        span = self.moved.get(only, self._usual_on(only))
        fold = (
            (self.span.starts_fold, self.span.ends_fold) if span.starts == self.span.starts else (None, None)
        )
        told = {**listing, **listing_of(Span(span.starts, span.ends, *fold))}
        return When(
            told, last_day=(span.ends or span.starts).date(), all_cancelled=set(days) <= self.left_out
        )

    def _in_form(self, listing: dict[str, Any], form: Form) -> When:
        days = [each.rule.date() for each in self.occurrences]
        recurrence = rules.recurrence_of(form, until=days[-1], count=self._count(form))
        kept = set(days) | set(form.too_many)
        left_out = sorted(self.left_out & kept)
        if set(days) <= set(left_out):
            left_out = []
        moved = [self._moved_row(day) for day in sorted(set(self.moved) & kept - set(left_out))]
        recurrence |= {"except_dates": [each.isoformat() for each in left_out]} if left_out else {}
        recurrence |= {"moved": [each for each in moved if each]} if any(moved) else {}
        last = max(self._taking_place(day) for day in days)
        told = {**listing, **listing_of(self._usual_on(days[0])), "recurrence": recurrence}
        return When(told, last_day=last, all_cancelled=set(days) <= self.left_out)

    def _count(self, form: Form) -> int | None:
        """How many dates it has, where the file itself ends it by their number and all of them are there."""
        rule = self.rule
        if rule is None or rule.until or not self.whole or form.too_many:
            return None
        return rule.count if rule.count == len(self.occurrences) else None

    def _moved_row(self, day: date) -> dict[str, str] | None:
        span = self.moved[day]
        ends = span.ends or (span.starts + self.usual if self.usual else None)
        if ends is None:
            self.notes.left_out(f"{day_words(day)} is moved in the file; move it once the series has an end.",
                                spoken(span.starts, self.start.whole_day))  # fmt: skip
            return None
        return {"date": day.isoformat(), "starts_at": _minute(span.starts), "ends_at": _minute(ends)}


def form_of(days: Sequence[date], rule: Rule | None) -> Form | None:
    """The form that gives these dates, each once; of dates without a rule it may give half as many again."""
    if len(set(days)) < len(days):
        return None
    return rules.form_of(days, frequency=rule.frequency if rule else "", gaps=0 if rule else len(days) // 2)


# In the words of a listing, and of a note


def listing_of(span: Span) -> dict[str, Any]:
    told: dict[str, Any] = {"starts_at": _minute(span.starts)}
    if span.ends is not None:
        told["ends_at"] = _minute(span.ends)
    if span.starts_fold is not None:
        told["starts_fold"] = span.starts_fold
    if span.ends_fold is not None:
        told["ends_fold"] = span.ends_fold
    return told


def _minute(wall: datetime) -> str:
    return wall.strftime("%Y-%m-%dT%H:%M")


def day_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def spoken(wall: datetime, whole_day: bool) -> str:
    return f"{wall:%A}, {day_words(wall.date())}" + ("" if whole_day else f", {wall:%H:%M}")
