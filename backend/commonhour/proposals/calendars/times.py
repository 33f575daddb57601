"""When an event of a calendar file happens, in the words of a listing: its start, end, zone and dates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from commonhour.events import schedule, schedule_reading, timezones
from commonhour.events.schedule import MOST_INSTANCES
from commonhour.proposals.calendars import rules
from commonhour.proposals.calendars.lines import Component, Line
from commonhour.proposals.calendars.moments import Moment, duration, moment, moments
from commonhour.proposals.calendars.notes import Notes, counted, shown
from commonhour.proposals.calendars.rules import Budget, Rule
from commonhour.proposals.calendars.series import (
    Occurrence,
    Series,
    Span,
    When,
    day_words,
    form_of,
    listing_of,
    spoken,
)
from commonhour.proposals.calendars.zones import Clock, Local, Zones, in_zone, is_utc

DAY = timedelta(days=1)
MOST_LISTED = 1_000
MOST_OCCURRENCES = MOST_INSTANCES + 100
ENDLESS_FOR = timedelta(days=365)
MOST_DATES = 20_000
JUST_PAST = timedelta(days=60)
"""How long ago a date may lie that was moved to one still to come."""


def when_of(
    event: Component,
    overrides: Sequence[Component],
    *,
    zones: Zones,
    today: date,
    budget: Budget,
    notes: Notes,
) -> When:
    return _Reader(event, zones, today, budget, notes).read(overrides)


class _Reader:
    def __init__(self, event: Component, zones: Zones, today: date, budget: Budget, notes: Notes) -> None:
        self.event = event
        self.zones = zones
        self.today = today
        self.budget = budget
        self.notes = notes

    def read(self, overrides: Sequence[Component]) -> When:
        start = self._start()
        if start is None:
            return When({"time_zone": self.zones.home})
        clock = self.zones.clock_of(start, self.notes)
        self._say_zone(start, clock)
        span = self._span(self.event, start, clock)
        listing: dict[str, Any] = {"time_zone": clock.zone, "all_day": start.whole_day}
        series = self._series(start, clock, span, overrides)
        if series is None:
            listing |= listing_of(span)
            when = When(listing, last_day=(span.ends or span.starts).date())
        else:
            when = series.put_into(listing)
        return self._checked(when)

    # One date

    def _start(self) -> Moment | None:
        line = self.event.first("DTSTART")
        if line is None:
            self.notes.left_out("The file does not say when it starts; choose the day and the time.")
            return None
        start = _moment(line)
        if start is None:
            self.notes.left_out(
                "Its start is no date that can be read; choose the day and the time.", line.value
            )
            return None
        all_day = self.event.value("X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY").strip().upper() in {
            "TRUE",
            "1",
        }
        if all_day and not start.utc and start.wall.time() == time(0):
            return Moment(start.wall, whole_day=True)
        return start

    def _say_zone(self, start: Moment, clock: Clock) -> None:
        if start.whole_day:
            return
        if (start.utc or is_utc(start.zone)) and not self.zones.said_home:
            self.notes.changed(
                f"The file gives its times in UTC; here they are written as clocks in {clock.zone} show them."
            )
        elif not start.zone and not start.utc and self.zones.said_home:
            self.notes.check(
                f"The file gives its times without a zone; they were read in the file's own, {clock.zone}."
            )
        elif not start.zone and not start.utc:
            self.notes.check(
                f"The file gives its times without a zone; they were read in your chapter's, {clock.zone}."
            )

    def _span(self, component: Component, start: Moment, clock: Clock) -> Span:
        if start.whole_day:
            return Span(start.wall, self._last_day(component, start))
        begins = self._local(start, clock, "start")
        ends = self._end(component, start, clock)
        if start.wall.second:
            self.notes.changed("Seconds were left out; times here are told to the minute.")
        if ends is None:
            return Span(_to_the_minute(begins.wall), None, begins.fold)
        return Span(_to_the_minute(begins.wall), _to_the_minute(ends.wall), begins.fold, ends.fold)

    def _last_day(self, component: Component, start: Moment) -> datetime:
        line, length = component.first("DTEND"), component.first("DURATION")
        end = _moment(line) if line else None
        if line and end is None:
            self.notes.left_out(
                "Its end is no date that can be read; see whether it lasts longer than a day.", line.value
            )
        if end is not None:
            # The end of whole days is the day after; of a time on that day, the day itself counts.
            last = end.wall if not end.whole_day and end.wall.time() > time(0) else end.wall - DAY
            return max(datetime.combine(last.date(), time(0)), start.wall)
        lasts = duration(length.value) if length else None
        if lasts and lasts >= DAY:
            return start.wall + min(timedelta(days=lasts.days), schedule.LONGEST * 2) - DAY
        return start.wall

    def _end(self, component: Component, start: Moment, clock: Clock) -> Local | None:
        line, length = component.first("DTEND"), component.first("DURATION")
        begins = clock.instant(start.wall)
        ends: datetime | None = None
        if line is not None:
            end = _moment(line)
            if end is None or end.whole_day:
                self.notes.left_out("Its end is no time that can be read; say when it ends.", line.value)
                return None
            ends = self.zones.clock_of(end, self.notes).instant(end.wall)
        elif length is not None:
            lasts = duration(length.value)
            if lasts is None:
                self.notes.left_out("How long it lasts cannot be read; say when it ends.", length.value)
                return None
            ends = begins + min(lasts, timedelta(days=3660))
        if ends is None or ends == begins:
            self.notes.left_out("The file gives no end; say when it ends.")
            return None
        if ends < begins:
            self.notes.left_out(
                "In the file it ends before it starts; say when it ends.", line.value if line else ""
            )
            return None
        return in_zone(ends, clock.zone)

    def _local(self, at: Moment, clock: Clock, what: str) -> Local:
        """The wall time in the listing's zone, named where the clocks change over it."""
        if not clock.same:
            return clock.local(clock.instant(at.wall))
        found = timezones.candidates_for(at.wall, clock.zone)
        if len(found) == 1:
            return Local(at.wall)
        if found:
            self.notes.check(
                f"Its {what} falls into an hour that comes twice; the first of the two was taken."
            )
            return Local(at.wall, 0)
        moved = clock.local(clock.instant(at.wall))
        self.notes.check(
            f"Its {what}, {at.wall:%H:%M}, does not exist on that day, for the clocks go forward; "
            f"it was read as {moved.wall:%H:%M}."
        )
        return moved

    # A series

    def _series(
        self, start: Moment, clock: Clock, span: Span, overrides: Sequence[Component]
    ) -> Series | None:
        written = self.event.all_of("RRULE")
        self._say_unfollowed(written)
        if not written and not self.event.first("RDATE"):
            return None
        rule = self._rule(written[0].value, start) if written else None
        if written and rule is None:
            return None
        days = self._recent_days(rule, start, clock)
        occurrences = self._occurrences(days, start, clock, rule) if days else []
        if not occurrences:
            return None
        series = Series(
            occurrences=occurrences,
            rule=rule,
            span=span,
            start=start,
            clock=clock,
            zones=self.zones,
            notes=self.notes,
        )
        self._fit(series, overrides)
        return series

    def _say_unfollowed(self, written: Sequence[Line]) -> None:
        if self.event.first("EXRULE"):
            self.notes.left_out(
                "The rule by which it skips dates was left out; leave out each date by hand.",
                self.event.value("EXRULE"),
            )
        if len(written) > 1:
            self.notes.left_out(
                "Only the first of its rules was followed.", "\n".join(each.value for each in written[1:])
            )

    def _recent_days(self, rule: Rule | None, start: Moment, clock: Clock) -> tuple[date, ...]:
        """The days of its rule, or of its start alone; none where the rule gives none, of which the notes say why."""
        days = self._days(rule, start, clock) if rule else (start.day,)
        if days is None:
            return ()
        if not days:
            self.notes.left_out(
                "Its rule gives no date at all; the draft holds the start alone.", self.event.value("RRULE")
            )
        # What is long past is not worth its arithmetic, unless all of it is.
        days = tuple(day for day in days if day >= self.today - JUST_PAST) or days[-MOST_INSTANCES:]
        return days[:MOST_OCCURRENCES]

    def _occurrences(
        self, days: Sequence[date], start: Moment, clock: Clock, rule: Rule | None
    ) -> list[Occurrence]:
        """Those of these days and of the dates named one by one; none where they are more than can be worked out."""
        further = self._listed(self.event.all_of("RDATE"))
        try:
            self.budget.pay(rules.DAYS_FOR_A_DATE * (len(days) + len(further)))
        except rules.Unread as reason:
            self.notes.left_out(f"It repeats, and the draft holds the first date alone. {reason}")
            return []
        occurrences = [self._occurrence(day, start, clock) for day in days]
        return self._with_further(occurrences, further, start, clock, rule)

    def _rule(self, value: str, start: Moment) -> Rule | None:
        try:
            return rules.read(value, start.wall)
        except rules.Unread as reason:
            self.notes.left_out(f"It repeats, and the draft holds the first date alone. {reason}", value)
            return None

    def _days(self, rule: Rule, start: Moment, clock: Clock) -> tuple[date, ...] | None:
        """The days of the file's own clock, without those past the end of the rule."""
        last = rules.LAST_DAY
        if rule.endless:
            last = max(start.day, self.today) + ENDLESS_FOR
        elif rule.until:
            last = rule.until.day + DAY
        if rule.count and rule.until:
            self.notes.check(
                "Its rule has two ends, a number of dates and a last day; the one that comes first was taken."
            )
        try:
            found = rules.run(
                rule, start.day, last=last, most=MOST_DATES, budget=self.budget, since=self._since(rule)
            )
        except rules.Unread as reason:
            self.notes.left_out(f"It repeats, and the draft holds the first date alone. {reason}")
            return None
        days = tuple(day for day in found if self._by_the_end(day, rule, start, clock))
        if len(days) < len(found) and rule.until and found[len(days)] == self._local_day(rule.until, clock):
            self.notes.check(
                f"The file ends the series on {day_words(found[len(days)])} at a time before that day's own; "
                "that day was left out."
            )
        return days

    def _since(self, rule: Rule) -> date | None:
        """From when on a rule is worth following; one that is over is followed from its start."""
        since = self.today - JUST_PAST
        return None if rule.until and rule.until.day < since else since

    def _local_day(self, until: Moment, clock: Clock) -> date:
        if not until.utc:
            return until.day
        return in_zone(until.wall.replace(tzinfo=UTC), clock.zone).wall.date()

    def _by_the_end(self, day: date, rule: Rule, start: Moment, clock: Clock) -> bool:
        until = rule.until
        if until is None:
            return True
        if start.whole_day or until.whole_day:
            return day <= until.day
        wall = datetime.combine(day, start.wall.time())
        if until.utc:
            return clock.instant(wall) <= until.wall.replace(tzinfo=UTC)
        return wall <= until.wall

    def _occurrence(self, day: date, start: Moment, clock: Clock) -> Occurrence:
        wall = datetime.combine(day, start.wall.time())
        if start.whole_day:
            return Occurrence(day, wall, wall.replace(tzinfo=UTC))
        instant = clock.instant(wall)
        return Occurrence(day, _to_the_minute(wall if clock.same else clock.local(instant).wall), instant)

    def _with_further(
        self,
        occurrences: list[Occurrence],
        further: Sequence[Moment],
        start: Moment,
        clock: Clock,
        rule: Rule | None,
    ) -> list[Occurrence]:
        """Dates named one by one join the series where all of them together have a form; else they are told."""
        if not further:
            return occurrences
        extra: list[Occurrence] = []
        for at in further:
            own = self.zones.clock_of(at, self.notes)
            if at.whole_day or start.whole_day:
                extra.append(self._occurrence(at.day, start, clock))
                continue
            instant = own.instant(at.wall)
            local = in_zone(instant, clock.zone).wall
            extra.append(Occurrence(local.date(), _to_the_minute(local), instant))
        known = {each.instant for each in occurrences}
        extra = [each for each in {one.instant: one for one in extra}.values() if each.instant not in known]
        every = sorted([*occurrences, *extra], key=lambda each: each.instant)
        same_time = len({each.rule.time() for each in every}) == 1
        if same_time and len(every) > 1 and form_of([each.rule.date() for each in every], rule):
            return every
        if extra:
            self.notes.left_out(
                f"{counted(len(extra), 'further date')} did not fit a series and must be written as "
                f"{'an event of its own' if len(extra) == 1 else 'events of their own'}.",
                "\n".join(spoken(each.rule, start.whole_day) for each in extra[:MOST_INSTANCES]),
            )
        return occurrences

    def _listed(self, lines: Sequence[Line]) -> list[Moment]:
        """The dates of all the lines of EXDATE or RDATE, as many as a series could need."""
        found: list[Moment] = []
        strange: list[str] = []
        for line in lines:
            if len(found) + len(strange) >= MOST_LISTED:
                self.notes.left_out(
                    f"The file lists more dates than a series has; {MOST_LISTED:,} were read."
                )
                break
            read, unread = moments(line.value, line.parameters.get("TZID", ""), most=MOST_LISTED)
            found += read
            strange += unread
        if strange:
            self.notes.left_out(
                f"{counted(len(strange), 'date')} of its series could not be read.", ", ".join(strange[:20])
            )
        return found[:MOST_LISTED]

    def _fit(self, series: Series, overrides: Sequence[Component]) -> None:
        rule, start, occurrences = series.rule, series.start, series.occurrences
        if rule and occurrences[0].day != start.day and start.day >= self.today - JUST_PAST:
            self.notes.changed(
                f"The file's start, {day_words(start.day)}, is not a date of its own rule; the series begins on "
                f"{day_words(occurrences[0].rule.date())}."
            )
        if len({each.rule.time() for each in occurrences}) > 1:
            self.notes.check(
                f"The file counts this series by other clocks, so that its hour would change with the season; here it stays "
                f"{occurrences[0].rule:%H:%M}. Move single dates where the file is right."
            )
        series.leave_out(self._listed(self.event.all_of("EXDATE")))
        for override in overrides:
            self._override(series, override)
        series.begin_at(self.today)
        series.shorten()
        series.fit()

    def _override(self, series: Series, override: Component) -> None:
        line = override.first("RECURRENCE-ID")
        at = _moment(line) if line else None
        day = series.day_of(at) if at else None
        if line is None or day is None:
            self.notes.left_out(
                "A changed date could not be matched to a date of the series.", _told(override)
            )
            return
        if _is_cancelled(override) and not _is_cancelled(self.event):
            series.left_out.add(day)
            return
        start_line = override.first("DTSTART")
        start = _moment(start_line) if start_line else None
        if start is not None and start.whole_day == series.start.whole_day:
            own = self._span(override, start, self._like(series.clock, start))
            later = line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
            series.move(day, own, onward=later)
        for name, what in (("SUMMARY", "title"), ("LOCATION", "place"), ("DESCRIPTION", "description")):
            said, usual = override.value(name), self.event.value(name)
            if said and said != usual:
                self.notes.left_out(
                    f"On {day_words(day)} the file has another {what}; a series here has one.",
                    said.replace("\\n", "\n"),
                )

    def _like(self, clock: Clock, start: Moment) -> Clock:
        """The changed date's own clock, told in the zone of the series."""
        own = self.zones.clock_of(start, self.notes)
        return own if own.zone == clock.zone else Clock(clock.zone, own.source or own.zone)

    # At the end

    def _checked(self, when: When) -> When:
        """The same, with what the calendar itself would say of it."""
        told = when.listing
        repeats, faults = "", list[schedule_reading.Fault]()
        if told.get("recurrence") and told.get("ends_at"):
            try:
                repeats = schedule.spoken(schedule_reading.parse(told))
            except schedule_reading.BadSchedule as refusal:
                faults = refusal.faults
        else:
            faults = schedule_reading.faults(told, partial=True)
        for fault in faults:
            self.notes.check(f"As the file has it, this cannot stand on the calendar: {fault.sentence}")
        return replace(when, repeats=repeats)


def _moment(line: Line) -> Moment | None:
    return moment(line.value, line.parameters.get("TZID", ""))


def _to_the_minute(wall: datetime) -> datetime:
    return wall.replace(second=0, microsecond=0)


def _is_cancelled(component: Component) -> bool:
    return component.value("STATUS").strip().upper() in {"CANCELLED", "CANCELED"}


def _told(override: Component) -> str:
    return shown(f"{override.value('DTSTART')} {override.value('SUMMARY')}", 120)
