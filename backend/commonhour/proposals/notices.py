"""Mail about a proposal: queued with its cause, in one transaction, and sent once, in words its reader may see."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django_tasks import task

from commonhour.http import now as clock
from commonhour.people import policy
from commonhour.people.models import NetworkRoleName, Role, User
from commonhour.proposals.models import Notice, Proposal

log = logging.getLogger("commonhour.proposals")

A_SENDER_IS_GONE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Words:
    subject: str
    body: str
    page: str = "/proposals/{id}"
    also_outside: bool = False
    """Whether it also goes to someone who may not see the proposal any more; it then names no title."""


WORDS: dict[str, Words] = {
    "asked_to_cohost": Words(
        "Host together: {title}",
        "The chapter that leads {title} would like yours to host it too. Your chapter is named only once one of its "
        "organizers says so on the page, where you can also decline.",
    ),
    "submitted": Words(
        "Submitted: {title}",
        "{title} was submitted and waits for its reviewers. The page shows the date they promised.",
    ),
    "changes_needed": Words(
        "Changes needed: {title}",
        "The reviewers of {title} ask for changes. Beside each item you find what would meet it.",
    ),
    "published": Words(
        "On the calendar: {title}",
        "{title} was approved and is on the calendar, exactly as the reviewers saw it. Conditions, if there are any, "
        "stand on its page with their owner and date.",
    ),
    "question_asked": Words(
        "A question about {title}",
        "A reviewer of {title} has a question. An explanation is enough; nothing needs to be submitted again.",
    ),
    "status_changed": Words(
        "Changed on the calendar: {title}",
        "Where {title} stands on the calendar has changed. Its page says how.",
    ),
    "assigned": Words(
        "A review for you: {title}",
        "You were chosen to review {title}. If you have any part in it, or cannot, step back on its page: "
        "the next reviewer is asked at once.",
        page="/reviews/{id}",
    ),
    "review_ended": Words(
        "No longer with you: {title}",
        "You no longer need to review {title}. Thank you for what you have done.",
        page="/reviews",
        also_outside=True,
    ),
    "question_answered": Words(
        "Answered: {title}",
        "The organizers of {title} have answered your question.",
        page="/reviews/{id}",
    ),
    "overdue": Words(
        "Overdue: {title}",
        "The review of {title} is past its promised date, and nobody is next. Somebody needs to be asked.",
        page="/coordination",
    ),
    "nobody_eligible": Words(
        "Needs a reviewer: {title}",
        "Not enough reviewers from other chapters can take {title}. Somebody needs to be found.",
        page="/coordination",
    ),
    "disagreement": Words(
        "Reviewers disagree: {title}",
        "The reviewers of {title} do not agree. A coordinator decides, in writing.",
        page="/reviews/{id}",
    ),
    "appealed": Words(
        "Appealed: {title}",
        "The organizers of {title} asked for a reviewer from another chapter.",
        page="/coordination",
    ),
}


def tell(
    proposal: Proposal, kind: str, people: Iterable[User | UUID], *, cause: object, now: datetime
) -> None:
    """Queue one mail to each of these people. `cause` names why: the same cause twice sends nothing more."""
    for person in people:
        recipient = person.pk if isinstance(person, User) else person
        key = f"{kind}:{cause}:{recipient}"
        notice, new = Notice.objects.get_or_create(
            key=key,
            defaults={"kind": kind, "recipient_id": recipient, "proposal": proposal, "queued_at": now},
        )
        if new:
            deliver.enqueue(str(notice.pk))


def organizers_of(proposal: Proposal) -> list[User]:
    """The organizers and leads of every chapter that hosts it."""
    return organizers_in({proposal.chapter_id, *proposal.confirmed_cohost_ids})


def organizers_in(chapters: Collection[UUID]) -> list[User]:
    return list(
        User.objects.filter(
            is_active=True,
            memberships__chapter__in=chapters,
            memberships__role__in=(Role.ORGANIZER, Role.LEAD),
        ).distinct()
    )


def coordinators_of(proposal: Proposal) -> list[User]:
    """The coordinators who may act on it: none from a chapter that hosts it."""
    coordinators = User.objects.filter(is_active=True, network_roles__role=NetworkRoleName.COORDINATOR)
    return [person for person in coordinators if policy.may(person, "proposal.coordinate", proposal)]


@task()
def deliver(notice_id: str) -> None:
    """Send one queued mail, unless it was sent, is being sent, or its reader may no longer see the proposal."""
    now = clock()
    if not _claim(notice_id, now):
        return
    notice = Notice.objects.select_related("recipient", "proposal__chapter").get(pk=notice_id)
    try:
        if _may_be_told(notice):
            message_for(notice).send()
    except Exception:
        Notice.objects.filter(pk=notice_id).update(claimed_at=None)
        raise
    Notice.objects.filter(pk=notice_id).update(sent_at=now)


def _may_be_told(notice: Notice) -> bool:
    outside = WORDS[notice.kind].also_outside and notice.recipient.is_active
    return outside or policy.may(notice.recipient, "proposal.view", notice.proposal)


def _claim(notice_id: str, now: datetime) -> bool:
    """Whether this process is the one to send it: one conditional write, so that two workers cannot both be."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - A_SENDER_IS_GONE_AFTER)
    return Notice.objects.filter(free, pk=notice_id, sent_at=None).update(claimed_at=now) == 1


def message_for(notice: Notice) -> EmailMessage:
    """The mail's words. The title of an unlisted proposal stays out of the subject, which screens show to bystanders."""
    proposal, words = notice.proposal, WORDS[notice.kind]
    unnamed = f"a proposal of {proposal.chapter.name}"
    sees = policy.may(notice.recipient, "proposal.view", proposal)
    title = " ".join(proposal.title.split()) if sees else unnamed
    unlisted = proposal.document.get("facts", {}).get("visibility") == "unlisted"
    link = f"{settings.ORIGIN}{words.page.format(id=proposal.pk)}"
    domain = settings.ORIGIN.partition("://")[2].partition(":")[0]
    return EmailMessage(
        subject=words.subject.format(title=unnamed if unlisted else title),
        body=f"Hello {notice.recipient.name},\n\n{words.body.format(title=title)}\n\n{link}\n",
        to=[notice.recipient.email],
        # The same mail sent again after a crash carries the same name, which mail servers recognise.
        headers={"Message-ID": f"<{notice.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def queue_again(*, now: datetime) -> int:
    """Queue what was not sent in time: a worker died, or the mail server was away. Returns how many."""
    stale = now - A_SENDER_IS_GONE_AFTER
    waiting = Notice.objects.filter(
        Q(claimed_at=None) | Q(claimed_at__lt=stale), sent_at=None, queued_at__lt=stale
    )
    keys = list(waiting.values_list("pk", flat=True)[:500])
    for key in keys:
        deliver.enqueue(str(key))
    return len(keys)
