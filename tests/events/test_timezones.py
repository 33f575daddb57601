"""A zone in a calendar file means what the zone data says, for readers that are not ours."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import StringIO
from typing import Any

import pytest
from dateutil.tz import tzical

from commonhour.events import timezones

HARD = (
    "America/New_York",
    "Europe/London",
    "Europe/Dublin",
    "Asia/Jerusalem",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Santiago",
    "America/Asuncion",
    "Asia/Gaza",
    "America/Nuuk",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Europe/Chisinau",
    "Asia/Amman",
    "America/Mexico_City",
    "Asia/Almaty",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Asia/Tehran",
    "Africa/Juba",
)
SAMPLED = sorted({*HARD, *timezones.offered()[::17]})


@lru_cache
def as_read(name: str) -> Any:
    return tzical(StringIO(timezones.vtimezone(name).decode())).get(name)


@pytest.mark.parametrize("name", SAMPLED)
def test_zone_reads_the_same_around_every_change(name: str) -> None:
    zone, read = timezones.zone(name), as_read(name)
    moments = [datetime(year, month, 15, 12, tzinfo=UTC) for year in range(2020, 2050) for month in (1, 7)]
    for change in timezones.changes(name):
        if 2020 <= change.at.year < 2050:
            moments += [change.at + timedelta(hours=hours) for hours in (-30, -3, -2, 3, 4, 30)]

    wrong = []
    for moment in moments:
        local = moment.astimezone(zone)
        wall = local.replace(tzinfo=None)
        if (
            len(timezones.candidates_for(wall, name)) == 1
            and wall.replace(tzinfo=read).utcoffset() != local.utcoffset()
        ):
            wrong.append(moment)

    assert wrong == []


def test_every_zone_offered_can_be_written() -> None:
    for name in timezones.offered()[::5]:
        text = timezones.vtimezone(name)
        assert text.startswith(f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n".encode())
        assert b"COMMENT" not in text
        assert not [line for line in text.split(b"\r\n") if line.startswith(b"RDATE") and b"," in line]


def test_summer_time_is_a_rule_and_not_a_list() -> None:
    text = timezones.vtimezone("America/New_York").decode()

    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU" in text
    assert "RDATE" not in text


def test_first_date_is_among_the_dates_because_ical_js_skips_it_otherwise() -> None:
    for name in ("America/Santiago", "Africa/Cairo", "America/Mexico_City"):
        for observance in timezones.observances(name):
            if observance.dates:
                assert observance.start in observance.dates


@pytest.mark.parametrize("name", ["UTC", "Etc/GMT+5", "US/Eastern", "EST5EDT", "Factory"])
def test_what_is_no_place_is_not_offered(name: str) -> None:
    assert name not in timezones.offered()


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../UTC", "America", "america/new_york"])
def test_unknown_zone_is_not_opened(name: str) -> None:
    with pytest.raises(timezones.UnknownZone):
        timezones.zone(name)
