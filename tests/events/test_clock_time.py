"""Times as people read them: at the place, with the zone, a whole day ending on its last day."""

from datetime import UTC, datetime

import pytest

from commonhour.events.clock_time import in_words, local_span


@pytest.mark.parametrize(
    "start,end,all_day,words",
    [
        (
            datetime(2026, 11, 5, 23, 30, tzinfo=UTC),
            datetime(2026, 11, 6, 1, 0, tzinfo=UTC),
            False,
            "Thursday, 5 November 2026, 18:30 to 20:00 (EST, America/New_York)",
        ),
        (
            datetime(2026, 7, 31, 22, 0, tzinfo=UTC),
            datetime(2026, 8, 1, 5, 0, tzinfo=UTC),
            False,
            "Friday, 31 July 2026, 18:00 to 1 August, 01:00 (EDT, America/New_York)",
        ),
        (
            datetime(2026, 11, 5, 5, 0, tzinfo=UTC),
            datetime(2026, 11, 6, 5, 0, tzinfo=UTC),
            True,
            "Thursday, 5 November 2026, all day",
        ),
        (
            datetime(2026, 11, 5, 5, 0, tzinfo=UTC),
            datetime(2026, 11, 8, 5, 0, tzinfo=UTC),
            True,
            "Thursday, 5 November 2026 to Saturday, 7 November 2026",
        ),
    ],
)
def test_a_span_is_read_aloud_at_its_place(start: datetime, end: datetime, all_day: bool, words: str) -> None:
    assert in_words(start, end, "America/New_York", all_day=all_day) == words


def test_a_whole_day_ends_on_its_last_day() -> None:
    start, end = datetime(2026, 11, 5, 5, 0, tzinfo=UTC), datetime(2026, 11, 8, 5, 0, tzinfo=UTC)

    assert local_span(start, end, "America/New_York", all_day=True) == ("2026-11-05", "2026-11-07")


def test_a_zone_that_nobody_knows_is_told_in_utc() -> None:
    moment = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)

    assert local_span(moment, moment, "Mars/Olympus", all_day=False)[0] == "2026-11-05T12:00"
