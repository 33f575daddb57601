"""What icalendar would write otherwise: each fault by its name, still there, beside the bytes that ours has instead.

A test that fails here says that icalendar has been mended, and which part of `ical.py`, `text.py` or `timezones.py` may
be asked for its reason again.
"""

import re
from datetime import UTC, datetime

import icalendar
import pytest

from commonhour.events import ical, text, timezones
from tests.events.test_ical import entry

ZONE = "America/New_York"


def its_zone() -> str:
    raw: bytes = icalendar.Timezone.from_tzid(ZONE).to_ical()
    return raw.decode().replace("\r\n ", "")


def our_zone() -> str:
    return timezones.vtimezone(ZONE).decode()


def test_all_changes_of_a_zone_in_one_list_which_thunderbird_and_outlook_misread_by_an_hour() -> None:
    assert re.search(r"\r\nRDATE:[0-9T]+,[0-9T]+,", its_zone())
    assert "RRULE" not in its_zone()

    assert not re.search(r"\r\nRDATE:[^\r]*,", our_zone())
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in our_zone()


def test_change_in_spring_is_told_by_the_clock_of_afterwards() -> None:
    daylight = "BEGIN:DAYLIGHT\r\nDTSTART:{}\r\n"

    assert re.search(r"DTSTART:\d{8}T030000\r\n(?:[^\r]*\r\n)*?TZOFFSETFROM:-0500", its_zone())

    assert daylight.format("20190310T020000") + "TZOFFSETFROM:-0500" in our_zone()


def test_zone_ends_in_2038() -> None:
    assert max(re.findall(r"\d{4}(?=\d{4}T)", its_zone())) < "2039"

    (rule,) = (
        each for each in timezones.observances(ZONE) if each.kind == "DAYLIGHT" and each.start.year < 2020
    )
    assert max(rule.onsets(datetime.fromisoformat("2050-12-31"))).year == 2050


def test_comment_stands_where_the_grammar_has_no_place_for_it() -> None:
    assert "\r\nCOMMENT" in its_zone()

    assert "COMMENT" not in our_zone()


def test_zones_that_are_missing_come_in_no_order() -> None:
    calendar = icalendar.Calendar()

    assert isinstance(calendar.get_missing_tzids(), set)

    backwards = ical.calendar(name="", description="", fragments=[], zones=["Europe/Rome", "Asia/Tokyo"])
    assert backwards.index(b"TZID:Asia/Tokyo") < backwards.index(b"TZID:Europe/Rome")


def test_backslash_before_a_capital_n_becomes_a_line_break() -> None:
    its = icalendar.vText("C:\\New Folder").to_ical().decode()

    assert its == "C:\\new Folder"
    assert ical.escape("C:\\New Folder") == "C:\\\\New Folder"


def test_fold_cuts_an_escape_in_two_for_which_google_dropped_an_event() -> None:
    words = "a" * 60 + ",;\\" * 40
    event = icalendar.Event()
    event.add("summary", words)
    cut = re.compile(rb"(?<!\\)(?:\\\\)*\\\r\n ")

    assert cut.search(event.to_ical())
    assert not cut.search(ical.fold(f"SUMMARY:{ical.escape(words)}"))


def test_control_characters_pass_through() -> None:
    assert icalendar.vText("a\x00b\x1bc").to_ical() == b"a\x00b\x1bc"
    assert ical.escape(text.clean("a\x00b\x1bc")) == "abc"


def test_half_a_surrogate_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        icalendar.vText("a\ud800").to_ical()

    assert ical.fold(f"SUMMARY:{text.clean(chr(0xD800) + 'a')}") == "SUMMARY:\ufffda\r\n".encode()


def test_address_is_written_in_letters_that_addresses_have_not() -> None:
    assert icalendar.vUri("https://exämple.org/ü").to_ical() == "https://exämple.org/ü".encode()
    assert ical.uri("https://exämple.org/ü") == "https://ex%C3%A4mple.org/%C3%BC"


def test_each_writing_differs_from_the_one_before() -> None:
    start = datetime(2026, 11, 5, 18, 30, tzinfo=UTC)
    first, second = (icalendar.Event.new(start=start) for _ in range(2))

    assert first["UID"] != second["UID"]
    assert re.search(r"PRODID:.*\d\.\d", icalendar.Calendar.new().to_ical().decode().replace("\r\n ", ""))

    assert ical.vevent(entry()) == ical.vevent(entry())
    assert re.search(r"\d", ical.PRODID) is None
