"""The journal: lines are added, never edited or deleted."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from commonhour.people.models import Chapter, User
from commonhour.records import journal
from commonhour.records.models import Record

pytestmark = pytest.mark.django_db


def test_a_line_says_who_did_what_to_what_and_why(larkmoor: Chapter, ada: User, now: datetime) -> None:
    journal.write("painted", larkmoor, actor=ada, now=now, reason="It was grey.", colour="teal")

    (line,) = journal.history_of(larkmoor)
    assert (line.at, line.actor, line.verb, line.subject) == (
        now,
        ada,
        "painted",
        f"people.chapter:{larkmoor.pk}",
    )
    assert (line.reason, line.detail) == ("It was grey.", {"colour": "teal"})


def test_history_is_of_one_thing_and_in_order(larkmoor: Chapter, quillon: Chapter, now: datetime) -> None:
    for verb in ("first", "second"):
        journal.write(verb, larkmoor, actor=None, now=now)
    journal.write("elsewhere", quillon, actor=None, now=now)

    assert [line.verb for line in journal.history_of(larkmoor)] == ["first", "second"]


def test_a_line_is_never_edited_or_deleted(larkmoor: Chapter, now: datetime) -> None:
    line = journal.write("founded", larkmoor, actor=None, now=now)
    line.verb = "dissolved"

    for attempt in (
        line.save,
        line.delete,
        Record.objects.all().delete,
        lambda: Record.objects.update(verb="x"),
    ):
        with pytest.raises(TypeError, match="A record is never"):
            attempt()
    assert journal.history_of(larkmoor).get().verb == "founded"


def test_a_line_is_not_written_over(larkmoor: Chapter, now: datetime) -> None:
    line = journal.write("founded", larkmoor, actor=None, now=now)
    again = Record(sequence=line.sequence, at=now, verb="dissolved", subject=line.subject)

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    with pytest.raises(TypeError, match="A record is never"):
        Record.objects.bulk_create(
            [again], update_conflicts=True, update_fields=["verb"], unique_fields=["sequence"]
        )
    assert Record.objects.get(pk=line.pk).verb == "founded"
