"""Making a personal calendar, changing what it shows, and giving it an address, a new one, or none.

An address is told once, to the person who asked for it, and kept as a hash: nobody can read it again, here or in a
copy of the database. The journal says that something was done to a calendar, never what it shows, and no address.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from commonhour.errors import BadInput, Conflict, NotHere
from commonhour.events import text
from commonhour.identifiers import new_token
from commonhour.participation import ended_addresses
from commonhour.participation.models import (
    AddressEnd,
    PartKind,
    Subscription,
    SubscriptionAddress,
    SubscriptionPart,
)
from commonhour.participation.parts import Part, checked_parts
from commonhour.people import policy
from commonhour.people.accounts import one_at_a_time
from commonhour.people.models import User
from commonhour.records import journal
from commonhour.records.models import Record

MOST_CALENDARS = 12
MOST_ADDRESSES_A_DAY = 30
LONGEST_NAME = 60
KEPT_EMPTIED = timedelta(days=30)
"""How long an ended address answers an emptied calendar, so that apps let go of what they hold."""

KEPT_UNUSED = timedelta(days=400)
"""How long an address that no app asks for stays open."""

A_DAY = timedelta(days=1)
MADE, ROTATED = "made a calendar", "gave a calendar a new address"


@transaction.atomic
def make(*, actor: User, name: str, parts: Iterable[Part], now: datetime) -> tuple[Subscription, str]:
    """A new calendar and its address, which is told here and never again."""
    policy.require(actor, "calendar.make")
    one_at_a_time(actor)
    name = _name(name, actor)
    if Subscription.objects.filter(person=actor).count() >= MOST_CALENDARS:
        raise Conflict(
            "too_many_calendars", f"You have {MOST_CALENDARS} calendars, which is the most. Delete one first."
        )
    _refuse_too_many_addresses(actor, now)
    subscription = Subscription.objects.create(person=actor, name=name, made_at=now)
    _show(subscription, checked_parts(parts, actor))
    journal.write(MADE, subscription, actor=actor, now=now)
    return subscription, _open_address(subscription, now=now)


@transaction.atomic
def change(
    subscription: Subscription,
    *,
    actor: User,
    name: str | None = None,
    parts: Iterable[Part] | None = None,
    now: datetime,
) -> Subscription:
    """Call it something else, or show something else from now on, at the same address."""
    subscription = _locked(subscription, actor)
    done = []
    if name is not None:
        name = _name(name, actor, besides=subscription)
        if name != subscription.name:
            subscription.name = name
            done.append("name")
    if parts is not None:
        wanted = checked_parts(parts, actor)
        if set(wanted) != {Part(part.kind, part.key) for part in subscription.parts.all()}:
            subscription.parts.all().delete()
            _show(subscription, wanted)
            done.append("parts")
    if done:
        _count_up(subscription)
        journal.write("changed a calendar", subscription, actor=actor, now=now, what=done)
    return subscription


@transaction.atomic
def rotate(subscription: Subscription, *, actor: User, now: datetime) -> str:
    """A new address, told here and never again; the one before ends at once."""
    subscription = _locked(subscription, actor)
    _refuse_too_many_addresses(actor, now)
    _end(SubscriptionAddress.objects.filter(subscription=subscription), now=now)
    subscription.address_ended = ""
    subscription.save(update_fields=["address_ended"])
    journal.write(ROTATED, subscription, actor=actor, now=now)
    return _open_address(subscription, now=now)


@transaction.atomic
def revoke(subscription: Subscription, *, actor: User, now: datetime) -> None:
    """Delete a calendar; its address ends at once."""
    subscription = _locked(subscription, actor)
    _end(SubscriptionAddress.objects.filter(subscription=subscription), now=now)
    journal.write("deleted a calendar", subscription, actor=actor, now=now)
    subscription.delete()


@transaction.atomic
def retire(token: str, *, now: datetime) -> bool:
    """End an address that travelled where others could read it, and tell its owner by mail, who gets a new one.

    Says whether it was one that opened something.
    """
    addresses = _locked_addresses(Q(digest=digest_of(token)))
    for address in addresses:
        ended_addresses.tell_that_it_ended.enqueue(str(address.subscription_id))
        _end_unasked(address, AddressEnd.NO_HTTPS, now=now)
    return bool(addresses)


@transaction.atomic
def end_addresses(*, now: datetime) -> int:
    """End what no app asks for any more, or whose owner's account is closed; forget what ended long ago. Says how many."""
    unused = Q(last_used_on=None, made_at__lte=now - KEPT_UNUSED) | Q(
        last_used_on__lte=(now - KEPT_UNUSED).date()
    )
    addresses = _locked_addresses(unused | Q(subscription__person__is_active=False))
    for address in addresses:
        assert address.subscription is not None
        closed = not address.subscription.person.is_active
        _end_unasked(address, AddressEnd.ACCOUNT_CLOSED if closed else AddressEnd.UNUSED, now=now)
    forgotten, _ = SubscriptionAddress.objects.filter(ended_at__lte=now - KEPT_EMPTIED).delete()
    return len(addresses) + forgotten


def count_up_for(people: Iterable[UUID]) -> None:
    """Say that what these people signed up for has changed: the entries of their calendars must carry higher numbers.

    Google skips an entry whose numbers stand still, so a place given to someone who waited would never show.
    """
    touched = Subscription.objects.filter(person__in=list(people), parts__kind=PartKind.SIGN_UPS)
    for subscription in touched.select_for_update(of=("self",)).order_by("pk"):
        _count_up(subscription)


def digest_of(token: str) -> str:
    """How an address is kept: 256 random bits need no salt, and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> str:
    return f"{settings.ORIGIN}/feeds/my/{token}.ics"


def _open_address(subscription: Subscription, *, now: datetime) -> str:
    token = new_token()
    SubscriptionAddress.objects.create(subscription=subscription, digest=digest_of(token), made_at=now)
    return address_of(token)


def _locked_addresses(narrowed: Q) -> list[SubscriptionAddress]:
    """Those that still open something. Their calendars are locked first, as their owners' own changes do."""
    found = SubscriptionAddress.objects.filter(narrowed, ended_at=None)
    list(Subscription.objects.select_for_update(of=("self",)).filter(address__in=found).order_by("pk"))
    return list(found.select_for_update(of=("self",)).select_related("subscription__person").order_by("pk"))


def _end_unasked(address: SubscriptionAddress, why: AddressEnd, *, now: datetime) -> None:
    """End it without its owner, whose calendar says why until it has another."""
    subscription = address.subscription
    assert subscription is not None
    journal.write("ended an address", subscription, actor=None, now=now, reason=why.label)
    subscription.address_ended = why
    subscription.save(update_fields=["address_ended"])
    _end(SubscriptionAddress.objects.filter(pk=address.pk), now=now)


def _end(addresses: QuerySet[SubscriptionAddress], *, now: datetime) -> None:
    """From here on the address is bound to nothing: what it opened, and when, is forgotten."""
    addresses.update(subscription=None, ended_at=now, last_used_on=None, made_of="", tag="", tag_since=None)


def _show(subscription: Subscription, parts: Iterable[Part]) -> None:
    SubscriptionPart.objects.bulk_create(
        SubscriptionPart(subscription=subscription, kind=part.kind, key=part.key) for part in parts
    )


def _count_up(subscription: Subscription) -> None:
    subscription.revision += 1
    subscription.save(update_fields=["name", "revision"])


def _locked(subscription: Subscription, actor: User) -> Subscription:
    policy.require(actor, "calendar.change", subscription)
    one_at_a_time(actor)
    found = Subscription.objects.select_for_update(of=("self",)).filter(pk=subscription.pk).first()
    if found is None:
        raise NotHere
    return found


def _refuse_too_many_addresses(person: User, now: datetime) -> None:
    """Every ended address is kept for a while, so that nobody may end them without end."""
    made = Record.objects.filter(actor=person, verb__in=(MADE, ROTATED), at__gt=now - A_DAY).count()
    if made >= MOST_ADDRESSES_A_DAY:
        raise Conflict(
            "too_many_addresses",
            f"You have been given {made} addresses within a day, which is the most. Go on tomorrow.",
        )


def _name(words: str, person: User, *, besides: Subscription | None = None) -> str:
    name = text.clean_line(words)
    sentence = ""
    others = Subscription.objects.filter(person=person, name=name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if not 1 <= len(name) <= LONGEST_NAME:
        sentence = f"Give the calendar a name of at most {LONGEST_NAME} characters, such as “my phone”."
    elif others.exists():
        sentence = "You have a calendar of this name. Give this one another."
    if sentence:
        raise BadInput("bad_name", sentence, fields={"name": [sentence]})
    return name
