"""Events as they come: any text, every zone and every way to repeat that we offer, near the changes of clocks too."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from commonhour.events import schedule as schedules
from commonhour.events import schedule_reading, text, timezones
from commonhour.events.ical import Entry
from commonhour.events.schedule import Schedule
from commonhour.events.timezones import WEEKDAYS
from tests.events.test_timezones import HARD
from tests.sizes import SIZES

ZONES = tuple(sorted({*HARD, *timezones.offered()[:: SIZES.every]}))
FIRST, LAST = datetime.fromisoformat("2020-01-02"), datetime.fromisoformat("2049-12-01")

words = st.text(st.characters(), max_size=200)
lines = words.map(text.clean_line)
paragraphs = st.one_of(
    words.map(text.clean), st.lists(words, max_size=4).map(lambda several: text.clean("\n\n".join(several)))
)
links = st.text(st.characters(), max_size=60).map(
    lambda tail: text.clean_link(f"https://meet.example/{tail}")
)
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(
    lambda each: each.replace(second=0, microsecond=0)
)


def events(count: int) -> list[Entry]:
    """That many different events, each with a name of its own."""
    found: list[Entry] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(entries())
    def collect(entry: Entry) -> None:
        found.append(replace(entry, uid=UUID(int=len(found) + 1)))

    collect()
    assert len(found) >= count
    return found


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    schedule = draw(st.one_of(single_schedules(), series()))
    dated = [each.date for each in schedules.instances(schedule)]
    called_off = draw(st.sets(st.sampled_from(dated), max_size=2)) if schedule.recurrence else set()
    stamp = draw(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
    title = draw(lines.filter(bool))
    return Entry(
        uid=UUID(int=0),
        sequence=draw(st.integers(0, 2**31 - 1)),
        stamp=stamp,
        created=stamp - timedelta(days=draw(st.integers(0, 900))),
        schedule=schedule,
        summary=title,
        description=draw(paragraphs),
        location=draw(lines),
        url=f"https://commonhour.example/events/{draw(st.from_regex(r'[a-z0-9-]{1,80}', fullmatch=True))}",
        conference=draw(st.one_of(st.just(""), links)),
        categories=tuple(filter(None, draw(st.lists(words.map(text.clean_label), max_size=3)))),
        status=draw(st.sampled_from(("CONFIRMED", "CONFIRMED", "CANCELLED", "TENTATIVE"))),
        cancelled_dates=tuple(sorted(called_off)),
        cancelled_summary=f"Cancelled: {title}",
    )


@st.composite
def single_schedules(draw: st.DrawFn) -> Schedule:
    """One date. Made from instants, so that it may lie in a repeated hour, and never in one that is skipped."""
    zone = draw(st.sampled_from(ZONES))
    if draw(st.integers(0, 4)) == 0:
        first = draw(moments)
        last = first + timedelta(days=draw(st.integers(0, 20)))
        return _parsed(
            starts_at=f"{first:%Y-%m-%d}", ends_at=f"{last:%Y-%m-%d}", time_zone=zone, all_day=True
        )
    starts = draw(moments)
    turns = [each.at for each in timezones.changes(zone) if 2020 < each.at.year < 2049]
    near = draw(st.booleans())
    if turns and near:
        starts = draw(st.sampled_from(turns)) + timedelta(minutes=draw(st.integers(-240, 240)))
    ends = starts + timedelta(
        minutes=draw(st.one_of(st.integers(1, 300), st.integers(1, schedules.LONGEST.days * 1440 - 120)))
    )
    assume(ends.year < 2050)
    return _parsed(time_zone=zone, **on_the_clock("starts", starts, zone), **on_the_clock("ends", ends, zone))


def on_the_clock(name: str, instant: datetime, zone: str) -> dict[str, Any]:
    local = instant.astimezone(timezones.zone(zone))
    twice = len(timezones.candidates_for(local.replace(tzinfo=None, fold=0), zone)) == 2
    return {f"{name}_at": f"{local:%Y-%m-%dT%H:%M}", f"{name}_fold": local.fold if twice else None}


@st.composite
def series(draw: st.DrawFn) -> Schedule:
    """Several dates by a rule, some left out, some moved, and often across a change of the clocks."""
    zone = draw(st.sampled_from(ZONES))
    start = draw(moments).replace(tzinfo=None)
    turns = timezones.changes(zone)
    near = draw(st.booleans())
    if turns and near:
        turn = draw(st.sampled_from(turns)).wall
        start = turn - timedelta(days=draw(st.integers(0, 40)), minutes=draw(st.integers(-300, 300)))
    all_day = draw(st.integers(0, 3)) == 0
    length = (
        timedelta(days=draw(st.integers(0, 2))) if all_day else timedelta(minutes=draw(st.integers(1, 900)))
    )
    rule = _rule(draw, start)
    listing = {
        "starts_at": _local(start, all_day),
        "ends_at": _local(start + length, all_day),
        "time_zone": zone,
        "all_day": all_day,
        "recurrence": rule,
    }
    assume(FIRST <= start <= LAST)
    plain = schedule_reading.parse(listing) if not schedule_reading.faults(listing) else None
    days = [each.date() for each in schedules.rule_starts(plain)] if plain else [start.date()]
    some = draw(st.lists(st.sampled_from(days), unique=True, max_size=min(4, len(days) - 1)))
    left_out = draw(st.integers(0, len(some)))
    rule["except_dates"] = [f"{day}" for day in some[:left_out]]
    rule["moved"] = [_moved(draw, day, length, all_day) for day in some[left_out:]]
    assume(not schedule_reading.faults(listing))
    return schedule_reading.parse(listing)


def _rule(draw: st.DrawFn, start: datetime) -> dict[str, Any]:
    frequency = draw(st.sampled_from(schedules.FREQUENCIES))
    rule: dict[str, Any] = {"frequency": frequency, "interval": draw(st.integers(1, 4))}
    if frequency == "weekly":
        rule["weekdays"] = sorted(
            {WEEKDAYS[start.weekday()], *draw(st.sets(st.sampled_from(WEEKDAYS), max_size=3))}
        )
    if draw(st.booleans()):
        rule["count"] = draw(st.one_of(st.integers(1, 12), st.integers(1, 60)))
    else:
        rule["until"] = f"{start.date() + timedelta(days=draw(st.integers(0, 120)))}"
    return rule


def _moved(draw: st.DrawFn, day: Any, length: timedelta, all_day: bool) -> dict[str, str]:
    start = datetime.combine(day, datetime.min.time()) + timedelta(
        days=draw(st.integers(-9, 9)), minutes=draw(st.integers(0, 1439))
    )
    return {
        "date": f"{day}",
        "starts_at": _local(start, all_day),
        "ends_at": _local(start + length, all_day),
    }


def _local(moment: datetime, all_day: bool) -> str:
    return f"{moment:%Y-%m-%d}" if all_day else f"{moment:%Y-%m-%dT%H:%M}"


def _parsed(**listing: Any) -> Schedule:
    found = schedule_reading.faults(listing)
    assume(not found)
    return schedule_reading.parse(listing)
