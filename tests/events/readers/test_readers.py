"""Every reader of calendar files that we can get reads ours as they are meant: every field, every date, every zone."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from commonhour.events import ical, schedule_reading, text, timezones
from commonhour.events import schedule as schedules
from commonhour.events.ical import Entry
from tests.events.readers import (
    generated,
    ical_reader,
    icalendar_reader,
    icaljs_reader,
    libical_reader,
    vobject_reader,
)
from tests.events.readers.adversarial import ADVERSARIAL
from tests.events.readers.neutral import Reader, Reading, differences, truth
from tests.events.test_ical import entry as any_entry
from tests.events.test_schedule import listing
from tests.sizes import SIZES, Sizes

READERS: dict[str, Reader] = {
    "icalendar": icalendar_reader.read,
    "vobject": vobject_reader.read,
    "ical": ical_reader.read,
    "ical.js": icaljs_reader.read,
    "libical": libical_reader.read,
}
pytestmark = pytest.mark.proof
every_reader = pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
NAME, ABOUT = "Larkmoor Chapter", "Commonhour"
IN_A_FILE = 250
YEARS = range(2025, 2037)
AROUND = (-1440, -90, -60, -30, -1, 0, 1, 30, 59, 60, 90, 1440)


@pytest.fixture(autouse=True)
def _no_talk_of_zones() -> Iterator[None]:
    """A zone that vobject knows from the file alone is an error in its log."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def entry(**changes: Any) -> Entry:
    return any_entry(**{"categories": ("Talk", "Labour and law"), **changes})


def whole(entries: list[Entry]) -> bytes:
    return ical.calendar(
        name=NAME,
        description=ABOUT,
        colour="teal",
        fragments=[ical.vevent(each) for each in entries],
        zones={each.schedule.time_zone for each in entries},
    )


def under_names_nobody_knows(raw: bytes) -> bytes:
    """The same file whose zones a reader can know from the file alone: most know the usual ones by heart."""
    for mark in (b";TZID=", b"\r\nTZID:"):
        raw = raw.replace(mark, mark + b"Ours/")
    return re.sub(rb"\r\nX-WR-TIMEZONE:[^\r]*", b"", raw)


@dataclass(frozen=True)
class File:
    raw: bytes
    meant: Reading


def file_of(entries: list[Entry]) -> File:
    return File(under_names_nobody_knows(whole(entries)), truth(entries, name=NAME, about=ABOUT))


def in_files(entries: list[Entry]) -> list[File]:
    return [file_of(entries[start : start + IN_A_FILE]) for start in range(0, len(entries), IN_A_FILE)]


def misread(reader: Reader, files: list[File]) -> list[str]:
    return [line for file in files for line in differences(file.meant, reader(file.raw))]


@pytest.fixture(scope="module")
def generated_events() -> list[Entry]:
    return generated.events(SIZES.events)


@pytest.fixture(scope="module")
def generated_files(generated_events: list[Entry]) -> list[File]:
    return in_files(generated_events)


@every_reader
def test_generated_events_are_read_as_they_are_meant(
    reader: Reader, generated_files: list[File], proof: Sizes
) -> None:
    assert len({each.uid for file in generated_files for each in file.meant.happenings}) >= proof.events

    assert misread(reader, generated_files) == []


def test_generated_events_pass_the_lint_and_keep_their_bytes_beside_each_other(
    generated_events: list[Entry], proof: Sizes
) -> None:
    fragments = [ical.vevent(each) for each in generated_events]

    assert [found for each in fragments for found in ical.lint(each)] == []
    file = whole(generated_events)
    assert file.count(ical.OPENING) == sum(each.count(ical.OPENING) for each in fragments)
    assert file.endswith(b"".join([*fragments, ical.CLOSING]))


def probes(zones: tuple[str, ...]) -> Iterator[Entry]:
    """An event of one hour at each of several moments around every change of the clocks, and in each winter and summer."""
    numbers = count(1)
    for zone in zones:
        moments = [datetime(year, month, 15, 12, tzinfo=UTC) for year in YEARS for month in (1, 7)]
        for change in timezones.changes(zone):
            if change.at.year in YEARS:
                moments += [change.at + timedelta(minutes=minutes) for minutes in AROUND]
        for moment in moments:
            yield entry(uid=UUID(int=next(numbers)), schedule=_hour_from(moment, zone))


def _hour_from(moment: datetime, zone: str) -> schedules.Schedule:
    clock = {
        **generated.on_the_clock("starts", moment, zone),
        **generated.on_the_clock("ends", moment + timedelta(hours=1), zone),
    }
    return schedule_reading.parse({"time_zone": zone, **clock})


@pytest.fixture(scope="module")
def probing_events() -> list[Entry]:
    zones = timezones.offered() if SIZES.full else generated.ZONES
    return list(probes(zones))[:: SIZES.every]


@pytest.fixture(scope="module")
def probing_files(probing_events: list[Entry]) -> list[File]:
    return in_files(probing_events)


@every_reader
def test_every_zone_is_read_right_around_every_change_of_its_clocks(
    reader: Reader, probing_files: list[File], proof: Sizes
) -> None:
    assert misread(reader, probing_files) == []


def test_time_that_comes_twice_is_told_in_utc(probing_events: list[Entry]) -> None:
    told = [each for each in probing_events if each.schedule.starts_fold is not None]

    assert told
    for each in told:
        assert b"\r\nDTSTART:" in ical.vevent(each)


CHANGES = (
    # Zone, a day and a time that its clocks skip there, a day and a time that they show twice.
    ("America/New_York", "2026-03-08", "02:30", "2026-11-01", "01:30"),
    ("Europe/London", "2026-03-29", "01:30", "2026-10-25", "01:30"),
    ("America/Santiago", "2026-09-06", "00:30", "2026-04-04", "23:30"),
    ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-04-05", "01:35"),
)


def series_without(day: str, time: str, zone: str, *, moved: bool, **end: Any) -> schedules.Schedule:
    """A daily series around the change, which leaves out that one date or holds it in the morning."""
    start = datetime.fromisoformat(f"{day}T{time}") - timedelta(days=3)
    morning = {"date": day, "starts_at": f"{day}T10:00", "ends_at": f"{day}T11:00"}
    exception = {"moved": [morning]} if moved else {"except_dates": [day]}
    return schedule_reading.parse(
        {
            "starts_at": f"{start:%Y-%m-%dT%H:%M}",
            "ends_at": f"{start + timedelta(minutes=20):%Y-%m-%dT%H:%M}",
            "time_zone": zone,
            "recurrence": {"frequency": "daily", **exception, **end},
        }
    )


@every_reader
def test_date_that_the_clocks_take_away_is_left_out_or_moved_for_every_reader(reader: Reader) -> None:
    """Also where it is the last one: UNTIL was the first showing of that time once, and two readers look for the second."""
    numbers = count(1)
    entries = []
    for zone, *days in CHANGES:
        for day, time in (days[:2], days[2:]):
            last = datetime.fromisoformat(day).date()
            assert len(timezones.candidates_for(datetime.fromisoformat(f"{day}T{time}"), zone)) != 1
            for end in (
                {"count": 4},
                {"count": 7},
                {"until": f"{last}"},
                {"until": f"{last + timedelta(days=3)}"},
            ):
                for moved in (True, False):
                    dated = series_without(day, time, zone, moved=moved, **end)
                    entries.append(entry(uid=UUID(int=next(numbers)), schedule=dated))

    assert misread(reader, in_files(entries)) == []


@every_reader
def test_night_that_is_longer_each_time_is_as_long_for_every_reader(reader: Reader) -> None:
    """Each date spans the change of the clocks, the first too, whose length stands for all: ical.js added an hour."""
    nights = schedule_reading.parse(
        {
            "starts_at": "2027-10-30T22:00",
            "ends_at": "2027-10-31T06:00",
            "time_zone": "Europe/London",
            "recurrence": {"frequency": "monthly_by_weekday", "interval": 12, "count": 3},
        }
    )
    assert {each.ends - each.starts for each in schedules.instances(nights)} == {timedelta(hours=9)}

    assert misread(reader, in_files([entry(schedule=nights)])) == []


def wearing(words: str) -> list[dict[str, Any]]:
    """The same words in each field in turn, and last in all of them."""
    line, paragraph, label = text.clean_line(words), text.clean(words), text.clean_label(words)
    dated = schedule_reading.parse(listing(recurrence={"frequency": "daily", "count": 3}))
    fields: list[dict[str, Any]] = [
        {"summary": line},
        {"description": paragraph},
        {"location": line},
        {"categories": tuple(filter(None, ("Talk", label, "Law")))},
        {"conference": text.clean_link(f"https://meet.example/{line.replace(' ', '')}")},
        {
            "schedule": dated,
            "cancelled_dates": (dated.starts_at.date(),),
            "cancelled_summary": text.clean_line(f"Cancelled: {line}"),
        },
    ]
    return [*fields, {name: value for each in fields for name, value in each.items()}]


@every_reader
def test_adversarial_words_are_read_as_words_in_every_field(reader: Reader) -> None:
    assert len(set(ADVERSARIAL)) >= 60
    numbers = count(1)
    entries = [
        entry(uid=UUID(int=next(numbers)), **each)
        for words in ADVERSARIAL
        for changes in wearing(words)
        for each in (changes, {})
    ]

    assert misread(reader, in_files(entries)) == []


@every_reader
def test_adversarial_words_are_read_as_words_in_what_a_calendar_says_of_itself(reader: Reader) -> None:
    one_line, several = " ".join(ADVERSARIAL), "\n\n".join(ADVERSARIAL)
    raw = ical.calendar(
        name=one_line, description=several, fragments=[ical.vevent(entry())], zones=["America/New_York"]
    )

    meant = truth([entry()], name=text.clean_line(one_line), about=text.clean(several))
    assert differences(meant, reader(raw)) == []


@every_reader
def test_reader_that_reads_something_else_is_noticed(reader: Reader) -> None:
    """Each of the readers can say no: a byte changed in any line it reads makes a difference."""
    entries = [entry(conference="https://meet.example/a")]
    raw = whole(entries)
    meant = truth(entries, name=NAME, about=ABOUT)
    assert differences(meant, reader(raw)) == []

    for before, after in (
        (b"T183000", b"T183100"),
        (b"T200000", b"T200100"),
        (b"Know your", b"Know our"),
        (b"Bring", b"Take"),
        (b"Hale", b"Vale"),
        (b"commonhour.example", b"elsewhere.example"),
        (b"meet.example", b"met.example"),
        (b"Talk", b"Walk"),
        (b"CONFIRMED", b"TENTATIVE"),
        (b"SEQUENCE:3", b"SEQUENCE:4"),
        (b"DTSTAMP:2026", b"DTSTAMP:2025"),
        (b"CREATED:2026", b"CREATED:2025"),
        (b"LAST-MODIFIED:2026", b"LAST-MODIFIED:2025"),
        (b"TRANSPARENT", b"OPAQUE"),
        (b"Larkmoor", b"Quillon"),
    ):
        assert before in raw
        assert differences(meant, reader(raw.replace(before, after))) != [], before


LABELS_MISREAD = {
    "icalendar": "",
    "vobject": "",
    "ical": ",",
    "ical.js": "\\",
    "libical": ',;"\\',
}


@pytest.mark.parametrize("name", READERS)
def test_labels_go_without_what_some_reader_splits_them_at(name: str) -> None:
    """Why `text.clean_label` is needed still: each of its characters is misread by some reader, at the end or before it."""
    found = ""
    for character in ',;"\\':
        assert text.clean_label(f"a{character}b") == "a b"
        wanted = entry(categories=(f"a{character}", "b", f"c{character}d", "e"))
        if differences(truth([wanted], name=NAME, about=ABOUT), READERS[name](whole([wanted]))):
            found += character

    assert found == LABELS_MISREAD[name]
