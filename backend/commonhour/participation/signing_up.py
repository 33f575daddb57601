"""Taking a place or a role, changing one's mind, and what follows: the waiting list fills, the calendar counts what is open.

Every verb locks the event's row before it counts, so that the last place is given once. The journal names the person who
acted and the sign-up, never the event: once the sign-up is deleted, no line says who wanted to be where.
"""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.db import transaction

from commonhour.errors import BadInput, Conflict, NotHere
from commonhour.events import publishing, text
from commonhour.events.choices import Audience, Status
from commonhour.events.models import Event
from commonhour.participation import subscribing, taking
from commonhour.participation.models import Opening, SignUp, TurnedDown
from commonhour.people import policy
from commonhour.people.accounts import one_at_a_time
from commonhour.people.models import User
from commonhour.records import journal
from commonhour.records.models import Record

LONGEST_NICKNAME = 80
MOST_COMING = 40
MOST_A_DAY = 30
A_DAY = timedelta(days=1)
SIGNED_UP = "signed up"
LOOKED = "looked at its sign-ups"
NO_FROM_HOSTS = "The hosts could not take you this time. You are welcome at other events, and can write to the chapter about this one."

NOT_OPEN_TO_YOU = {
    Audience.CHAPTER_MEMBERS: "This event is for members of the chapters that host it. Ask to join one of them first.",
    Audience.NETWORK: "This event is for members of the network. Ask to join a chapter first.",
}


def why_not(event: Event, person: User, *, now: datetime) -> str:
    """Why this person cannot sign up now, in a sentence; empty where they can."""
    closed = taking.closed(event, now)
    if closed is not None:
        return closed.sentence
    if TurnedDown.objects.filter(event=event, person=person).exists():
        return NO_FROM_HOSTS
    if policy.may(person, "sign_up", taking.doors_of(event)):
        return ""
    return NOT_OPEN_TO_YOU[Audience(event.audience)]


@transaction.atomic
def sign_up(
    event: Event, *, actor: User, now: datetime, role: str = "", nickname: str | None = None
) -> SignUp:
    """Take a place, or the named open role; for someone who has signed up already, change which, or the nickname.

    Where every place is taken one waits, in the order of signing up. Nobody waits for a role.
    """
    policy.require(actor, "sign_up", taking.doors_of(event))
    one_at_a_time(actor)
    event = _locked(event)
    held = SignUp.objects.filter(event=event, person=actor).select_related("opening").first()
    if held is None:
        return _begin(event, actor=actor, role=role, nickname=nickname, now=now)
    return _change(event, held, role=role, nickname=nickname, now=now)


def _begin(event: Event, *, actor: User, role: str, nickname: str | None, now: datetime) -> SignUp:
    _refuse_closed(event, now)
    if TurnedDown.objects.filter(event=event, person=actor).exists():
        raise Conflict("turned_down", NO_FROM_HOSTS)
    _refuse_too_many(actor, now)
    name = _nickname(nickname if nickname is not None else actor.name[:LONGEST_NICKNAME])
    opening = _role_to_take(event, role) if role else None
    made = SignUp.objects.create(
        event=event,
        person=actor,
        opening=opening,
        nickname=name,
        waiting=opening is None and not _has_place(event),
        made_at=now,
    )
    journal.write(SIGNED_UP, made, actor=actor, now=now)
    if opening is not None:
        _count_open_roles(event, now=now)
    subscribing.count_up_for({actor.pk})
    return made


def _change(event: Event, held: SignUp, *, role: str, nickname: str | None, now: datetime) -> SignUp:
    name = held.nickname if nickname is None else _nickname(nickname)
    if role == (held.opening.role if held.opening else ""):
        if name == held.nickname:
            return held
        held.nickname = name
        held.save(update_fields=["nickname"])
        journal.write("changed a nickname", held, actor=held.person, now=now)
        return held
    _refuse_closed(event, now)
    if role:
        held.opening, held.waiting = _role_to_take(event, role), False
    elif _has_place(event):
        # Who changes from a role to a place stands where everybody does who asks for one now.
        held.opening, held.made_at = None, now
    else:
        raise Conflict(
            "no_place_left",
            "Every place is taken. Keep your role; or withdraw, and sign up again to wait for a place.",
        )
    held.nickname = name
    held.save(update_fields=["opening", "waiting", "nickname", "made_at"])
    journal.write("changed a sign-up", held, actor=held.person, now=now)
    _settle(event, {held.person_id}, now=now)
    return held


@transaction.atomic
def withdraw(event: Event, *, actor: User, now: datetime) -> None:
    """Give up one's place, role or turn, at any time; whoever is next moves up."""
    event = _locked(event)
    held = SignUp.objects.filter(event=event, person=actor).first()
    if held is None:
        raise NotHere
    journal.write("withdrew", held, actor=actor, now=now)
    held.delete()
    _settle(event, {actor.pk}, now=now)


@transaction.atomic
def who_comes(event: Event, *, actor: User, now: datetime) -> list[SignUp]:
    """Everyone who signed up, for an organizer of the hosts. The journal says who looked, once a day for each."""
    policy.require(actor, "sign_up.answer", taking.doors_of(event))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if not journal.history_of(event).filter(actor=actor, verb=LOOKED, at__gte=midnight).exists():
        journal.write(LOOKED, event, actor=actor, now=now)
    comers = list(SignUp.objects.filter(event=event).select_related("opening"))
    # All are here in their order, so that counting them is cheaper than asking for each who is ahead.
    turns = count(1)
    for held in comers:
        held.position = next(turns) if held.waiting else None
    return comers


@transaction.atomic
def say_yes(event: Event, sign_up_id: UUID, *, actor: User, now: datetime) -> None:
    """The hosts agree: this person is told the place. Said to one they had turned down: they may sign up again."""
    event = _locked_for_hosts(event, actor)
    refused = TurnedDown.objects.filter(event=event, pk=sign_up_id).first()
    if refused is not None:
        journal.write("let sign up again", refused, actor=actor, now=now)
        refused.delete()
        return
    held = _sign_up_at(event, sign_up_id)
    if not taking.hosts_decide(event):
        raise Conflict(
            "no_yes_needed", "This event needs no yes: whoever has a place or a role is told where it is."
        )
    if held.host_yes_at is None:
        held.host_yes_at = now
        held.save(update_fields=["host_yes_at"])
        journal.write("agreed", held, actor=actor, now=now)


@transaction.atomic
def say_no(event: Event, sign_up_id: UUID, *, actor: User, now: datetime) -> None:
    """The hosts decline: the sign-up is deleted, whoever is next moves up, and the person reads it on the event's page."""
    event = _locked_for_hosts(event, actor)
    held = _sign_up_at(event, sign_up_id)
    refused = TurnedDown.objects.create(
        id=held.pk, event=event, person_id=held.person_id, nickname=held.nickname, at=now
    )
    held.delete()
    journal.write("turned down", refused, actor=actor, now=now)
    _settle(event, {refused.person_id}, now=now)


@transaction.atomic
def follow(event: Event, *, now: datetime) -> None:
    """After an amendment: who held a role that is gone stands in line for a place, where their sign-up always stood.

    Fewer places or roles than are taken throw nobody out: what is too many empties as people withdraw.
    """
    event = _locked(event)
    if taking.is_over(event, now):
        return
    lost = list(SignUp.objects.filter(event=event, opening__closed_at__isnull=False))
    for held in lost:
        held.opening, held.waiting = None, True
        held.save(update_fields=["opening", "waiting"])
        journal.write("lost a role", held, actor=None, now=now)
    _settle(event, {held.person_id for held in lost}, now=now)


@transaction.atomic
def delete_of(event: Event, *, now: datetime) -> bool:
    """Delete who signed up, where the promised day has come; the journal keeps how many there were."""
    event = _locked(event)
    if taking.kept_until(event) > now:
        return False
    taken, whose = taking.taken_of(event), set(event.sign_ups.values_list("person_id", flat=True))
    sign_ups, _ = SignUp.objects.filter(event=event).delete()
    refused, _ = TurnedDown.objects.filter(event=event).delete()
    if not sign_ups + refused:
        return False
    journal.write(
        "deleted its sign-ups",
        event,
        actor=None,
        now=now,
        places=taken.places,
        roles=sum(taken.roles.values()),
        waiting=taken.waiting,
    )
    subscribing.count_up_for(whose)
    return True


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def _locked_for_hosts(event: Event, actor: User) -> Event:
    policy.require(actor, "sign_up.answer", taking.doors_of(event))
    return _locked(event)


def _sign_up_at(event: Event, sign_up_id: UUID) -> SignUp:
    held = SignUp.objects.filter(event=event, pk=sign_up_id).first()
    if held is None:
        raise NotHere
    return held


def _refuse_closed(event: Event, now: datetime) -> None:
    refusal = taking.closed(event, now)
    if refusal is not None:
        raise refusal


def _refuse_too_many(person: User, now: datetime) -> None:
    """Nobody blocks places all over the calendar. Signing up and withdrawing again is counted by the journal."""
    coming = SignUp.objects.filter(person=person, event__ends_at__gt=now).count()
    if coming >= MOST_COMING:
        raise Conflict(
            "too_many",
            f"You have signed up for {coming} events that are still to come, which is the most. Withdraw from one first.",
        )
    today = Record.objects.filter(actor=person, verb=SIGNED_UP, at__gt=now - A_DAY).count()
    if today >= MOST_A_DAY:
        raise Conflict(
            "too_many_a_day",
            f"You have signed up {today} times within a day, which is the most. Go on tomorrow.",
        )


def _nickname(words: str) -> str:
    name = text.clean_line(words)
    if not 1 <= len(name) <= LONGEST_NICKNAME:
        sentence = f"Give a name of at most {LONGEST_NICKNAME} characters. It need not be your own."
        raise BadInput("bad_nickname", sentence, fields={"nickname": [sentence]})
    return name


def _role_to_take(event: Event, role: str) -> Opening:
    opening = event.openings.filter(role=role, open=True, closed_at=None).first()
    if opening is None:
        raise Conflict("role_gone", "This role is not open any more. Choose another one, or a place.")
    if not taking.taken_of(event).left(opening):
        raise Conflict(
            "role_taken",
            f"Someone has just taken the last “{opening.name}”. Choose another role, or a place.",
        )
    return opening


def _has_place(event: Event) -> bool:
    taken = taking.taken_of(event)
    left = taken.places_left(event)
    return left is None or (left > 0 and not taken.waiting)


def _settle(event: Event, whose: set[UUID], *, now: datetime) -> None:
    """What follows from a change of these people's sign-ups. An event that is over stays as it was, but in their calendars."""
    if not taking.is_over(event, now):
        if event.status != Status.CANCELLED:
            whose = whose | _move_up(event, now=now)
        _count_open_roles(event, now=now)
    # All at once and last, so that two events that settle together never wait for each other's people.
    subscribing.count_up_for(whose)


def _move_up(event: Event, *, now: datetime) -> set[UUID]:
    """Give free places to those who wait, first come first served; says who moved."""
    left = taking.taken_of(event).places_left(event)
    waiting = SignUp.objects.filter(event=event, waiting=True)
    moved = list(waiting if left is None else waiting[:left])
    for held in moved:
        held.waiting = False
        held.save(update_fields=["waiting"])
        journal.write("moved up", held, actor=None, now=now)
    return {held.person_id for held in moved}


def _count_open_roles(event: Event, *, now: datetime) -> None:
    """Tell the calendar how many are still wanted in each role: a count, never who."""
    taken = taking.taken_of(event)
    counts = {opening.role: taken.left(opening) for opening in taking.openings_of(event)}
    if counts or event.open_role_counts:
        publishing.set_open_roles(event, counts, now=now)
