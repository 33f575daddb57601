"""The bytes of a calendar file, against readers that are not ours."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import recurring_ical_events
import vobject
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from commonhour.events import ical, proof, schedule_reading, text, timezones
from commonhour.events import schedule as schedules
from commonhour.events.ical import Entry
from commonhour.events.surroundings import COLOURS
from tests.events.conftest import read_back
from tests.events.test_schedule import listing, series

STAMP = datetime(2026, 9, 1, 15, tzinfo=UTC)
UID = UUID("6f1c2b9e-0000-4000-8000-000000000001")

HOSTILE = (
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:planted",
    "a\nEND:VEVENT\nEND:VCALENDAR",
    "a\rATTENDEE:mailto:victim@example.org",
    "a\x00b",
    "a\x0bb\x0cc\x1bd\x7fe",
    "a\x85b\u2028c\u2029d",
    "\u202egnp.exe\u202c",
    "\u2066a\u2069\u200f\u061c",
    "\ufeffa\uffff",
    "lone \ud800 surrogate \udfff",
    "C:\\New Folder\\name\\",
    "ends with a backslash\\",
    "\\\\n and \\n and \\N and \\; and \\,",
    ";:,\"'=",
    "ÄÖÜ 漢字 🎉👩‍👩‍👧‍👦 e\u0301",
    "x" * 119,
    "é" * 119,
    "🎉" * 60,
    "\\" * 118,
    "a,;" * 39,
    " leading and trailing ",
    "\ttabs\tinside\t",
    '"><script>alert(1)</script>',
    "</title><script>alert(1)</script>",
    "{{ 7*7 }} {% debug %} ${7*7} %s %(x)s",
    "=cmd|' /C calc'!A0",
    "BEGIN:VCALENDAR",
    "X-ALT-DESC;FMTTYPE=text/html:<b>",
    "a\u00a0b\u3000c",
    "\u200b\u200d\u2060",
)


def entry(**changes: Any) -> Entry:
    plain: dict[str, Any] = {
        "uid": UID,
        "sequence": 3,
        "stamp": STAMP,
        "created": STAMP - timedelta(days=2),
        "schedule": schedule_reading.parse(listing()),
        "summary": "Know your rights",
        "description": "Come.\n\nBring questions; pens, too.",
        "location": "Hale Library",
        "url": "https://commonhour.example/events/know-your-rights-1a2b3c",
        "categories": ("Talk", "Labour, and law"),
        "cancelled_summary": "Cancelled: Know your rights",
    }
    return Entry(**{**plain, **changes})


def whole(*entries: Entry) -> bytes:
    zones = {each.schedule.time_zone for each in entries}
    return ical.calendar(
        name="N", description="", fragments=[ical.vevent(each) for each in entries], zones=zones
    )


def test_one_event_in_full() -> None:
    assert ical.vevent(entry()).decode() == (
        "BEGIN:VEVENT\r\n"
        "UID:6f1c2b9e-0000-4000-8000-000000000001\r\n"
        "DTSTAMP:20260901T150000Z\r\n"
        "SEQUENCE:3\r\n"
        "CREATED:20260830T150000Z\r\n"
        "LAST-MODIFIED:20260901T150000Z\r\n"
        "DTSTART;TZID=America/New_York:20261105T183000\r\n"
        "DTEND;TZID=America/New_York:20261105T200000\r\n"
        "SUMMARY:Know your rights\r\n"
        "DESCRIPTION:Come.\\n\\nBring questions\\; pens\\, too.\r\n"
        "LOCATION:Hale Library\r\n"
        "URL:https://commonhour.example/events/know-your-rights-1a2b3c\r\n"
        "CATEGORIES:Talk,Labour\\, and law\r\n"
        "STATUS:CONFIRMED\r\n"
        "TRANSP:TRANSPARENT\r\n"
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
        "END:VEVENT\r\n"
    )


def test_series_with_left_out_moved_and_cancelled_dates() -> None:
    moved = {"date": "2026-11-19", "starts_at": "2026-11-20T10:00", "ends_at": "2026-11-20T11:00"}
    recurrence = {
        "frequency": "weekly",
        "interval": 2,
        "weekdays": ["TU", "TH"],
        "until": "2026-12-31",
        "except_dates": ["2026-12-01"],
        "moved": [moved],
    }
    written = ical.vevent(
        entry(
            schedule=schedule_reading.parse(listing(recurrence=recurrence)),
            cancelled_dates=(date(2026, 12, 3),),
        )
    )

    times = ("DTSTART", "DTEND", "RRULE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "STATUS")
    assert [line for line in written.decode().split("\r\n") if line.startswith(times)] == [
        "DTSTART;TZID=America/New_York:20261105T183000",
        "DTEND;TZID=America/New_York:20261105T200000",
        "RRULE:FREQ=WEEKLY;UNTIL=20270101T045959Z;INTERVAL=2;BYDAY=TU,TH;WKST=MO",
        "EXDATE;TZID=America/New_York:20261201T183000",
        "SUMMARY:Know your rights",
        "STATUS:CONFIRMED",
        "RECURRENCE-ID;TZID=America/New_York:20261119T183000",
        "DTSTART;TZID=America/New_York:20261120T100000",
        "DTEND;TZID=America/New_York:20261120T110000",
        "SUMMARY:Know your rights",
        "STATUS:CONFIRMED",
        "RECURRENCE-ID;TZID=America/New_York:20261203T183000",
        "DTSTART;TZID=America/New_York:20261203T183000",
        "DTEND;TZID=America/New_York:20261203T200000",
        "SUMMARY:Cancelled: Know your rights",
        "STATUS:CANCELLED",
    ]


def test_whole_days_end_on_the_day_after() -> None:
    days = {"starts_at": "2026-11-05", "ends_at": "2026-11-07", "all_day": True}

    lines = ical.vevent(entry(schedule=schedule_reading.parse(listing(**days)))).decode().split("\r\n")

    assert "DTSTART;VALUE=DATE:20261105" in lines
    assert "DTEND;VALUE=DATE:20261108" in lines


@pytest.mark.parametrize("fold, start", [(0, "20261101T053000Z"), (1, "20261101T063000Z")])
def test_repeated_hour_is_written_in_utc(fold: int, start: str) -> None:
    twice = listing(starts_at="2026-11-01T01:30", ends_at="2026-11-01T04:00", starts_fold=fold)

    lines = ical.vevent(entry(schedule=schedule_reading.parse(twice))).decode().split("\r\n")

    assert f"DTSTART:{start}" in lines
    assert "DTEND:20261101T090000Z" in lines


def test_date_stretched_by_the_clocks_is_written_out() -> None:
    """DTEND fixes an exact length for every date; overnight at the change it would end an hour early."""
    nights = listing(
        starts_at="2026-10-30T22:00",
        ends_at="2026-10-31T06:00",
        recurrence={"frequency": "daily", "count": 3},
    )

    written = ical.vevent(entry(schedule=schedule_reading.parse(nights))).decode()

    assert written.count("BEGIN:VEVENT") == 2
    assert (
        "RECURRENCE-ID;TZID=America/New_York:20261031T220000\r\nDTSTART;TZID=America/New_York:20261031T220000"
        in written
    )


def test_address_is_ascii_without_comma_or_semicolon() -> None:
    assert (
        ical.uri("https://exämple.org/a,b;c?d=e&f=%20#g") == "https://ex%C3%A4mple.org/a%2Cb%3Bc?d=e&f=%20#g"
    )


def test_busy_calendar_says_busy_and_nothing_else_differs() -> None:
    fragment = ical.vevent(entry())

    assert ical.as_busy(fragment).replace(ical.BUSY, ical.FREE) == fragment
    assert b"TRANSP:OPAQUE" in ical.as_busy(fragment)


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "é" * 300, "URL:https://elsewhere.example\nDESCRIPTION:planted"]
)
def test_short_form_has_the_link_for_a_text_and_no_other_byte_differs(hostile: str) -> None:
    words = text.clean(hostile)
    moved = {"date": "2026-11-12", "starts_at": "2026-11-13T10:00", "ends_at": "2026-11-13T11:00"}
    weeks = {"frequency": "weekly", "count": 3, "moved": [moved]}
    dated = schedule_reading.parse(listing(recurrence=weeks))
    address = f"https://commonhour.example/events/{'long-' * 12}1a2b3c"
    meant = entry(schedule=dated, summary=f"s {words}", description=words, location=words, url=address)

    short = ical.brief(ical.vevent(meant))

    assert short == ical.vevent(replace(meant, description=address if words else ""))
    assert [str(each.get("DESCRIPTION", address)) for each in read_back(short)] == [address, address]
    assert ical.brief(short) == short
    assert ical.lint(short) == []
    assert ical.brief(ical.as_busy(ical.vevent(meant))) == ical.as_busy(short)


def test_what_has_no_link_stays_as_it_is_in_short_form() -> None:
    bare = ical.vevent(entry(url="", description=""))

    assert ical.brief(bare) == bare


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_reads_as_the_text_it_is(hostile: str) -> None:
    clean, line = text.clean(hostile), text.clean_line(hostile)
    bad = entry(summary=line, description=clean, location=line, categories=(line,) if line else ())
    neighbour = entry(uid=UUID(int=7))

    fragment = ical.vevent(bad)

    proof.prove(bad, fragment)
    read = read_back(whole(bad, neighbour))
    assert [str(each["UID"]) for each in read] == [str(UID), str(neighbour.uid)]
    assert {name for each in read for name in each} <= ical.PROPERTIES
    assert str(read[0].get("SUMMARY", "")) == line
    second = vobject.readOne(whole(bad).decode()).vevent
    assert (second.summary.value if line else "") == line


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_any_text_survives_escaping_and_folding(anything: str) -> None:
    clean = text.clean(anything)
    assert text.clean(clean) == clean
    assume(clean)

    raw = ical.fold(f"SUMMARY:{ical.escape(clean)}")

    rows = raw.split(b"\r\n")[:-1]
    assert all(len(row) <= ical.LINE for row in rows)
    for row in rows:
        row.decode("utf-8")
    assert not any((len(row) - len(row.rstrip(b"\\"))) % 2 for row in rows[:-1])
    assert ical.unfold(raw) == [f"SUMMARY:{ical.escape(clean)}".encode()]


texts = st.text(st.characters(), max_size=120)


@settings(max_examples=120, deadline=None)
@given(st.one_of(st.just(listing()), series()), texts, texts, st.lists(texts, max_size=3), st.integers(0, 99))
def test_any_event_reads_back_as_it_was_meant(
    dates: dict[str, Any], summary: str, description: str, categories: list[str], sequence: int
) -> None:
    assume(not schedule_reading.faults(dates))
    meant = entry(
        schedule=schedule_reading.parse(dates),
        summary=text.clean_line(summary) or "x",
        description=text.clean(description),
        categories=tuple(filter(None, map(text.clean_line, categories))),
        sequence=sequence,
    )

    fragment = ical.vevent(meant)

    assert ical.lint(fragment) == []
    assert proof.differences(meant, fragment) == []


@settings(max_examples=60, deadline=None)
@given(series())
def test_any_series_expands_for_another_reader_as_for_us(dates: dict[str, Any]) -> None:
    assume(not schedule_reading.faults(dates))
    schedule = schedule_reading.parse(dates)
    ours = schedules.instances(schedule)

    read = Calendar.from_ical(whole(entry(schedule=schedule)))
    theirs = recurring_ical_events.of(read).between(
        ours[0].starts - timedelta(days=2), ours[-1].ends + timedelta(days=2)
    )

    if schedule.all_day:
        assert sorted(each["DTSTART"].dt for each in theirs) == [each.date for each in ours]
    else:
        got = sorted(
            (each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC)) for each in theirs
        )
        assert got == [(each.starts, each.ends) for each in ours]


def test_text_that_would_read_otherwise_is_refused() -> None:
    bad = entry(summary="not\x00clean")

    with pytest.raises(proof.Unreadable, match="Calendar apps would not read this event as it is written"):
        proof.prove(bad, ical.vevent(bad))


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        ical.vevent(entry()).replace(b"\r\n", b"\n"),
        ical.vevent(entry()).replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        ical.vevent(entry()).replace(b"SUMMARY:", b"ATTENDEE:"),
        ical.vevent(entry()).replace(b"SUMMARY:", b"SUMMARY:\x07"),
        ical.vevent(entry()).replace(b"SUMMARY:", b"SUMMARY:\\\r\n ;"),
        ical.vevent(entry()) + ical.vevent(entry())[:40],
    ],
)
def test_lint_finds_what_a_strict_reader_would_refuse(broken: bytes) -> None:
    assert ical.lint(broken)


def test_calendar_says_what_it_is_in_new_words_and_in_old_ones() -> None:
    one = ical.calendar(
        name="Fair\u2028work, now",
        description="Of\x00 us; all",
        fragments=[ical.vevent(entry())],
        zones=["America/New_York"],
        colour="firebrick",
    )

    assert one.split(b"BEGIN:VTIMEZONE")[0].decode() == (
        "BEGIN:VCALENDAR\r\n"
        "VERSION:2.0\r\n"
        "PRODID:-//Commonhour//Commonhour//EN\r\n"
        "CALSCALE:GREGORIAN\r\n"
        "NAME:Fair work\\, now\r\n"
        "X-WR-CALNAME:Fair work\\, now\r\n"
        "DESCRIPTION:Of us\\; all\r\n"
        "X-WR-CALDESC:Of us\\; all\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
        "X-PUBLISHED-TTL:PT1H\r\n"
        "COLOR:firebrick\r\n"
        "X-APPLE-CALENDAR-COLOR:#B22222\r\n"
        "X-WR-TIMEZONE:America/New_York\r\n"
    )


@pytest.mark.parametrize("zones", [(), ("America/Chicago", "America/New_York")])
def test_zone_of_a_calendar_is_told_only_where_all_events_share_it(zones: tuple[str, ...]) -> None:
    assert b"X-WR-TIMEZONE" not in ical.calendar(name="N", description="", fragments=[], zones=zones)


def test_every_colour_of_a_chapter_has_its_number_for_apple() -> None:
    assert set(COLOURS.values()) == set(ical.HEX)


PROGRAM = """
import sys
import django
django.setup()
from tests.events.test_ical import ZONES_OF_ALL_KINDS, entry, listing, whole
from commonhour.events import schedule_reading
events = [entry(schedule=schedule_reading.parse(listing(time_zone=zone))) for zone in ZONES_OF_ALL_KINDS]
sys.stdout.buffer.write(whole(*events))
"""
ZONES_OF_ALL_KINDS = ("America/New_York", "Asia/Kathmandu", "America/Santiago", "Africa/Cairo", "Asia/Gaza")


def test_bytes_are_the_same_in_every_process() -> None:
    root = Path(__file__).parents[2]
    bodies = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}/backend:{root}"},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }

    assert bodies == {
        whole(
            *(entry(schedule=schedule_reading.parse(listing(time_zone=zone))) for zone in ZONES_OF_ALL_KINDS)
        )
    }
    assert timezones.TZDATA_VERSION in ical.VERSION
