"""A zone in a calendar file means what the zone data says, for readers that are not ours."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import StringIO
from typing import Any

import pytest
from dateutil.tz import tzical

from commonhour.events import timezones
from tests.sizes import SIZES, Sizes

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
SAMPLED = sorted({*HARD, *timezones.offered()[:: SIZES.every]})
WRITTEN = {
    # With the zone data of this edition: the digest of the zones above, and of every zone that is offered.
    "2026f": ("e0d2b69eed7116df", "51c324f9a424af71"),
}


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


def test_every_zone_offered_is_written_by_the_rules(proof: Sizes) -> None:
    """`observances` compares what it wrote with the zone data each time, and refuses what differs."""
    for name in timezones.offered()[:: 1 if proof.full else 5]:
        text, parts = timezones.vtimezone(name), timezones.observances(name)
        assert text.startswith(f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n".encode())
        assert b"COMMENT" not in text
        assert not [line for line in text.split(b"\r\n") if line.startswith(b"RDATE") and b"," in line]
        assert min(each.start.year for each in parts) < timezones.FIRST_YEAR
        assert {each.kind for each in parts} >= {"STANDARD"}
        if any(each.rule for each in parts):
            assert {each.kind for each in parts} == {"STANDARD", "DAYLIGHT"}
            assert all("BYDAY" in each.rule or "BYMONTHDAY" in each.rule for each in parts if each.rule)


def test_what_does_not_say_what_the_zone_data_says_is_refused() -> None:
    right = timezones.observances("America/New_York")
    wrong = tuple(replace(each, rule=each.rule.replace("BYDAY=2SU", "BYDAY=-1SU")) for each in right)

    timezones._verify("America/New_York", right)
    with pytest.raises(timezones.ZoneMismatch, match="America/New_York: the rules written differ"):
        timezones._verify("America/New_York", wrong)


def test_zones_are_those_that_were_published(proof: Sizes) -> None:
    """New zone data changes every tag by itself; but where a zone itself changed, people's dates may have moved.

    Then look at the events to come in that zone, raise `ical.FORMAT`, for `rewrite_feeds` leaves alone what has the present
    one, and write the new digests down here.
    """
    hard, every = WRITTEN[timezones.TZDATA_VERSION]

    assert _digest(HARD) == hard
    if proof.full:
        assert _digest(timezones.offered()) == every


def _digest(names: tuple[str, ...]) -> str:
    return hashlib.sha256(b"".join(timezones.vtimezone(name) for name in names)).hexdigest()[:16]


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
