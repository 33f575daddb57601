"""Verbs about people: their name, joining a chapter, leaving it, and the roles they hold."""

from datetime import datetime

from django.db import IntegrityError, transaction

from commonhour.errors import BadInput, Conflict, NotHere
from commonhour.people import policy
from commonhour.people.models import Chapter, JoinRequest, Membership, NetworkRole, Role, User
from commonhour.records import journal


@transaction.atomic
def change_name(user: User, *, name: str, now: datetime) -> User:
    """Give oneself another name. The journal keeps that it changed, and neither name."""
    policy.require(user, "account")
    if name != user.name:
        user.name = name
        user.save(update_fields=["name"])
        journal.write("changed name", user, actor=user, now=now)
    return user


def one_at_a_time(person: User) -> None:
    """Until the transaction ends no other act of this person begins, so that a limit on them holds.

    Not FOR UPDATE: the lines of the journal refer to the row, and need not wait.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


@transaction.atomic
def ask_to_join(chapter: Chapter, *, actor: User, words: str, now: datetime) -> JoinRequest:
    """Ask a chapter's leads to let this person in. Asking twice keeps the first request."""
    policy.require(actor, "chapter.join", chapter)
    if Membership.objects.filter(user=actor, chapter=chapter).exists():
        raise Conflict("already_member", f"You already belong to {chapter.name}.")
    request, new = JoinRequest.objects.get_or_create(
        user=actor, chapter=chapter, defaults={"words": words, "asked_at": now}
    )
    if new:
        journal.write("asked to join", chapter, actor=actor, now=now)
    return request


@transaction.atomic
def accept(request: JoinRequest, *, actor: User, now: datetime) -> Membership:
    request = _still_open(request)
    policy.require(actor, "chapter.manage", request.chapter)
    membership, _ = Membership.objects.get_or_create(
        user=request.user, chapter=request.chapter, defaults={"since": now}
    )
    journal.write("accepted", request.chapter, actor=actor, now=now, person=str(request.user_id))
    request.delete()
    return membership


@transaction.atomic
def decline(request: JoinRequest, *, actor: User, now: datetime) -> None:
    request = _still_open(request)
    policy.require(actor, "chapter.manage", request.chapter)
    journal.write("declined", request.chapter, actor=actor, now=now, person=str(request.user_id))
    request.delete()


def _still_open(request: JoinRequest) -> JoinRequest:
    """The request with its row held, so that of two leads who answer at once only the first does."""
    rows = JoinRequest.objects.select_for_update(of=("self",)).select_related("user", "chapter")
    found = rows.filter(pk=request.pk).first()
    if found is None:
        raise NotHere
    return found


@transaction.atomic
def change_role(membership: Membership, *, role: str, actor: User, now: datetime) -> Membership:
    """Give a member another role. The last lead stays a lead, so that a chapter is never without one."""
    policy.require(actor, "chapter.manage", membership.chapter)
    if role not in Role.values:
        sentence = f"Choose one of: {', '.join(Role.values)}."
        raise BadInput("unknown_role", sentence, fields={"role": [sentence]})
    if role != Role.LEAD:
        _keep_a_lead(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    journal.write("changed role", membership.chapter, actor=actor, now=now,
                  person=str(membership.user_id), before=before, after=role)  # fmt: skip
    return membership


@transaction.atomic
def leave(membership: Membership, *, actor: User, now: datetime) -> None:
    """End a membership: one's own, or by a lead of the chapter."""
    if membership.user_id != actor.pk:
        policy.require(actor, "chapter.manage", membership.chapter)
    _keep_a_lead(membership)
    journal.write("left", membership.chapter, actor=actor, now=now, person=str(membership.user_id))
    membership.delete()


def _keep_a_lead(membership: Membership) -> None:
    leads = Membership.objects.select_for_update().filter(chapter=membership.chapter, role=Role.LEAD)
    if membership.role == Role.LEAD and list(leads.values_list("pk", flat=True)) == [membership.pk]:
        raise Conflict("last_lead", "A chapter needs a lead. Make somebody else a lead first.")


@transaction.atomic
def found_chapter(*, first_lead: User, now: datetime, **fields: str) -> Chapter:
    """Open a chapter with its first lead. For the operator's command and the demo; not offered over HTTP."""
    chapter = Chapter(**fields)
    chapter.full_clean()
    try:
        with transaction.atomic():
            chapter.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "chapter_exists", f"There is already a chapter at the address {chapter.slug}."
        ) from None
    Membership.objects.create(user=first_lead, chapter=chapter, role=Role.LEAD, since=now)
    journal.write("founded", chapter, actor=first_lead, now=now)
    return chapter


@transaction.atomic
def appoint(
    user: User, *, role: str, trained: bool = False, now: datetime, actor: User | None = None
) -> NetworkRole:
    """Make someone a reviewer or a coordinator of the network. For the operator's command and the demo."""
    appointment, _ = NetworkRole.objects.update_or_create(
        user=user,
        role=role,
        defaults={"trained": trained},
        create_defaults={"trained": trained, "since": now},
    )
    journal.write("appointed", user, actor=actor, now=now, role=role, trained=trained)
    return appointment
