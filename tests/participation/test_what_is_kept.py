"""What is kept of those who sign up, until when, and what the journal says of who looked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from commonhour.participation import signing_up
from commonhour.participation.models import PartKind, SignUp, Subscription, TurnedDown
from commonhour.people.models import User
from commonhour.records.models import Record
from tests.participation.conftest import AFTER_IT, Happening, standing, still_wanted


@pytest.mark.parametrize("promised, kept", [(None, 30), (14, 14), (0, 0), (365, 365)])
def test_sign_ups_are_deleted_on_the_promised_day(
    promised: int | None, kept: int, happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    event = happening(days=promised, capacity=1)
    signing_up.sign_up(event, actor=people[0], now=now)
    signing_up.sign_up(event, actor=people[1], now=now)
    signing_up.sign_up(event, actor=people[2], role="host01", now=now)
    refused = signing_up.sign_up(event, actor=people[3], role="note01", now=now)
    signing_up.say_no(event, refused.pk, actor=ada, now=now)
    day = AFTER_IT + timedelta(days=kept)

    early = signing_up.delete_of(event, now=day - timedelta(seconds=1))
    counts = still_wanted(event)
    done = signing_up.delete_of(event, now=day)
    again = signing_up.delete_of(event, now=day)

    assert (early, done, again) == (False, True, False)
    assert (SignUp.objects.count(), TurnedDown.objects.count()) == (0, 0)
    assert still_wanted(event) == counts, "a role of the past is not wanted again"
    (line,) = Record.objects.filter(verb="deleted its sign-ups")
    assert (line.actor, line.detail) == (None, {"places": 1, "roles": 1, "waiting": 1})


def test_what_is_deleted_leaves_the_calendars_of_those_who_came(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening()
    signing_up.sign_up(event, actor=bo, now=now)
    for one in (bo, cy):
        calendar = Subscription.objects.create(person=one, name="My phone", made_at=now)
        calendar.parts.create(kind=PartKind.SIGN_UPS)

    signing_up.delete_of(event, now=AFTER_IT + timedelta(days=30))

    assert dict(Subscription.objects.values_list("person__name", "revision")) == {"Bo": 2, "Cy": 1}


def test_once_deleted_no_line_of_the_journal_says_who_was_where(
    happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    event = happening()
    signing_up.sign_up(event, actor=people[0], nickname="Quiet Fox", now=now)
    signing_up.sign_up(event, actor=people[0], role="host01", nickname="Quieter Fox", now=now)
    held = signing_up.sign_up(event, actor=people[1], now=now)
    signing_up.say_no(event, held.pk, actor=ada, now=now)
    signing_up.withdraw(event, actor=people[0], now=now)
    signing_up.sign_up(event, actor=people[0], now=now)
    signing_up.delete_of(event, now=AFTER_IT + timedelta(days=30))

    by_people = Record.objects.filter(actor__in=people)
    assert by_people.count() == 5
    for line in Record.objects.all():
        written = f"{line.subject} {line.reason} {line.detail}"
        assert "Fox" not in written
        assert str(people[0].pk) not in written
        if line.actor in people:
            assert str(event.pk) not in written
            assert line.detail == {}


def test_the_job_deletes_what_is_due_and_nothing_else(
    happening: Happening, people: list[User], now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    long_ago = {
        "starts_at": "2025-03-06T18:00",
        "ends_at": "2025-03-06T20:00",
        "time_zone": "America/New_York",
    }
    far = {"starts_at": "2049-03-06T18:00", "ends_at": "2049-03-06T20:00", "time_zone": "America/New_York"}
    past, coming = happening(schedule=long_ago), happening(schedule=far)
    for event in (past, coming):
        signing_up.sign_up(event, actor=people[0], now=datetime(2025, 2, 1, tzinfo=UTC))

    call_command("delete_sign_ups")
    call_command("delete_sign_ups")

    assert capsys.readouterr().out.splitlines() == [
        "Events whose sign-ups were deleted: 1.",
        "Events whose sign-ups were deleted: 0.",
    ]
    assert standing(past) == {}
    assert standing(coming) == {"Bo": "place"}


def test_the_journal_says_who_looked_at_the_list_once_a_day(
    happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    event = happening()
    for at in (now, now + timedelta(hours=1), now + timedelta(days=1)):
        signing_up.who_comes(event, actor=ada, now=at)
    signing_up.who_comes(event, actor=lin, now=now)

    looked = Record.objects.filter(verb="looked at its sign-ups").values_list("actor__name", flat=True)
    assert sorted(looked) == ["Ada", "Ada", "Lin"]
