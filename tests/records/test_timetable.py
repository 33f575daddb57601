"""Recurring jobs: each runs when it is due, and only once however many keep time."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands

from commonhour.records import timetable

pytestmark = pytest.mark.django_db
HOURLY = {"look": timedelta(hours=1), "sweep": timedelta(days=1)}


def turn(now: datetime) -> list[str]:
    ran: list[str] = []
    assert list(timetable.run_due(HOURLY, now=now, run=ran.append)) == ran
    return ran


def test_a_job_runs_at_first_and_then_when_its_time_has_passed(now: datetime) -> None:
    assert turn(now) == ["look", "sweep"]
    assert turn(now + timedelta(minutes=59)) == []
    assert turn(now + timedelta(minutes=60)) == ["look"]
    assert turn(now + timedelta(days=1)) == ["look", "sweep"]


def test_a_second_keeper_of_time_finds_nothing_left(now: datetime) -> None:
    turn(now)

    assert turn(now) == []


def test_a_job_that_breaks_is_due_again_at_its_next_time(now: datetime) -> None:
    def break_down(name: str) -> None:
        raise RuntimeError(name)

    with pytest.raises(RuntimeError, match="look"):
        list(timetable.run_due(HOURLY, now=now, run=break_down))

    assert turn(now) == ["sweep"]
    assert turn(now + timedelta(hours=1)) == ["look"]


@pytest.mark.django_db(transaction=True)  # the command lets go of its connection between turns
def test_every_job_of_the_timetable_is_a_command_that_runs() -> None:
    assert set(settings.TIMETABLE) <= set(get_commands())
    out = StringIO()

    call_command("keep_time", "--once", stdout=out)

    assert [f"{name} is done." in out.getvalue() for name in settings.TIMETABLE] == [True] * len(
        settings.TIMETABLE
    )


def test_a_skipped_job_waits_for_its_next_time(now: datetime) -> None:
    timetable.skip(HOURLY, now=now)

    assert turn(now) == []
    assert turn(now + timedelta(hours=1)) == ["look"]
