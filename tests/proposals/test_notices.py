"""Mail about proposals: queued with its cause, sent once, in words its reader may see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from commonhour.people.models import Chapter, Role, User
from commonhour.proposals import assigning, lifecycle, notices
from commonhour.proposals.models import Notice, Proposal

from . import making

MINUTES = timedelta(minutes=11)


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, lin: User, rae: User, now: datetime) -> Proposal:
    return making.submitted(larkmoor, ada, now)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[datetime], None]:
    def show(hour: datetime) -> None:
        monkeypatch.setattr("commonhour.proposals.notices.clock", lambda: hour)

    show(now)
    return show


def send_all() -> None:
    for notice in Notice.objects.order_by("queued_at", "key"):
        notices.deliver.func(str(notice.pk))


def test_a_mail_is_queued_in_the_transaction_of_its_cause(
    larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    draft = making.draft(larkmoor, ada, now)

    with transaction.atomic():
        lifecycle.perform("submit", draft, actor=ada, now=now)
        queued = Notice.objects.count(), DBTaskResult.objects.count()
        transaction.set_rollback(True)

    assert queued == (1, 1)
    assert (Notice.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_the_reviewer_and_the_other_organizers_are_told(proposal: Proposal, rae: User, lin: User) -> None:
    send_all()

    told = sorted((message.to[0], message.subject) for message in mail.outbox)
    assert told == [
        (lin.email, "Submitted: Know your pay slip"),
        (rae.email, "A review for you: Know your pay slip"),
    ]
    assert f"/reviews/{proposal.pk}" in str(next(one.body for one in mail.outbox if one.to == [rae.email]))


def test_a_mail_goes_out_once_however_often_it_is_delivered(
    proposal: Proposal, clock: Callable[[datetime], None], now: datetime
) -> None:
    send_all()
    send_all()
    clock(now + MINUTES)
    send_all()

    assert len(mail.outbox) == 2


def test_a_mail_that_failed_is_sent_again_and_carries_the_same_name(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    notice = Notice.objects.get(kind="assigned")
    send_messages = EmailBackend.send_messages

    def refuse(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(ConnectionRefusedError):
        notices.deliver.func(str(notice.pk))
    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    notices.deliver.func(str(notice.pk))

    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{notice.pk}@127.0.0.1>"
    assert notices.queue_again(now=now + MINUTES) == 1


def test_a_worker_that_died_is_waited_for_and_then_replaced(
    proposal: Proposal, clock: Callable[[datetime], None], now: datetime
) -> None:
    notice = Notice.objects.get(kind="assigned")
    Notice.objects.filter(pk=notice.pk).update(claimed_at=now)

    notices.deliver.func(str(notice.pk))
    early = len(mail.outbox)
    clock(now + MINUTES)
    notices.deliver.func(str(notice.pk))

    assert (early, len(mail.outbox)) == (0, 1)


def test_who_may_no_longer_see_it_is_not_written_to(
    proposal: Proposal, rae: User, larkmoor: Chapter, now: datetime
) -> None:
    rae.memberships.create(chapter=larkmoor, role=Role.MEMBER, since=now)

    send_all()

    assert [message.to for message in mail.outbox if message.to == [rae.email]] == []
    assert not Notice.objects.filter(sent_at=None).exists()


def test_who_passed_a_review_on_is_told_without_a_title_they_may_not_read(
    proposal: Proposal, rae: User, tom: User, cai: User, now: datetime
) -> None:
    held = proposal.assignments.get().reviewer
    other = tom if held == rae else rae
    assigning.reassign(proposal, actor=cai, now=now, reason="Ill.", instead_of=held.pk, to=other.pk)

    notice = Notice.objects.get(kind="review_ended")
    notices.deliver.func(str(notice.pk))

    sent = mail.outbox[-1]
    assert (sent.to, sent.subject) == ([held.email], "No longer with you: a proposal of Larkmoor Chapter")
    assert "pay slip" not in sent.body
    assert sent.body.endswith("/reviews\n")


def test_the_title_of_an_unlisted_event_stays_out_of_the_subject(
    larkmoor: Chapter, lin: User, rae: User, tom: User, now: datetime
) -> None:
    making.submitted(larkmoor, lin, now, {"facts": {"visibility": "unlisted"}})

    send_all()

    assert {message.subject for message in mail.outbox} == {
        "A review for you: a proposal of Larkmoor Chapter"
    }


def test_no_mail_holds_a_private_value(
    larkmoor: Chapter, lin: User, ada: User, rae: User, cai: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now, hr_who="ask")
    making.say(proposal, rae, now, hr_who="not_met")
    lifecycle.perform(
        "ask_for_changes", proposal, actor=rae, now=now, reason="Say who.", digest=making.digest(proposal)
    )

    send_all()

    sent = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert {one.kind for one in Notice.objects.all()} == {
        "submitted",
        "assigned",
        "question_asked",
        "changes_needed",
    }
    for private in (
        "Larkmoor Library",
        "Room 12",
        "Lena",
        "Lupe",
        "yesenia",
        "Say more",
        "Say who",
        "Rae,",
        "Ben",
    ):
        assert private not in sent.replace("Hello Rae,", "")


def test_every_kind_of_mail_can_be_written(proposal: Proposal, rae: User, now: datetime) -> None:
    for kind in notices.WORDS:
        message = notices.message_for(Notice(kind=kind, recipient=rae, proposal=proposal, queued_at=now))
        assert "Know your pay slip" in message.subject
        assert str(message.body).count("\n\n") == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="The worker closes the connection that the test stands on"
)
def test_the_worker_sends_what_is_queued(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("proposal")

    call_command("db_worker", batch=True, verbosity=0)

    assert len(mail.outbox) == 2
    assert not Notice.objects.filter(sent_at=None).exists()
