"""What is known of taking part in one event: who may, what is taken, who waits, and until when it is kept. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from commonhour.errors import Conflict, NotHere, Refusal
from commonhour.events.choices import Shown, Status
from commonhour.events.models import Event
from commonhour.events.queries import HEAVY
from commonhour.participation.models import KEPT_DAYS, Briefing, Opening, SignUp
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.people.policy import Person


@dataclass(frozen=True)
class Doors:
    """What the permissions look at of an event: whom it is for, and who hosts it."""

    audience: str
    host_ids: frozenset[UUID]


def doors_of(event: Event) -> Doors:
    return Doors(event.audience, frozenset(event.hosts.values_list("pk", flat=True)))


def event_at(slug: str, person: Person) -> Event:
    """The event of this address, for someone who may read it or organizes for a chapter that hosts it.

    Its hosts reach it also while it is held; to everyone else it is then not there.
    """
    shown = Event.objects.at_address(slug, person).first()
    if shown is not None:
        return shown
    event = Event.objects.filter(slug=slug).first()
    if event is None or not policy.may(person, "sign_up.answer", doors_of(event)):
        raise NotHere
    return event


@dataclass(frozen=True)
class Taken:
    """How many places and roles of an event are taken, and how many people wait for a place."""

    places: int
    waiting: int
    roles: Mapping[UUID, int]

    def left(self, opening: Opening) -> int:
        return max(0, opening.how_many - self.roles.get(opening.pk, 0))

    def places_left(self, event: Event) -> int | None:
        """None where their number is not limited."""
        return None if event.capacity is None else max(0, event.capacity - self.places)


def taken_of(event: Event) -> Taken:
    rows = (
        SignUp.objects.filter(event=event).order_by().values_list("opening", "waiting").annotate(Count("pk"))
    )
    counted = {(opening, waiting): number for opening, waiting, number in rows}
    return Taken(
        places=counted.pop((None, False), 0),
        waiting=counted.pop((None, True), 0),
        roles={opening: number for (opening, _), number in counted.items()},
    )


def openings_of(event: Event) -> list[Opening]:
    """The roles that are offered now."""
    return list(event.openings.filter(open=True, closed_at=None))


def sign_up_of(event: Event, person: Person) -> SignUp | None:
    """This person's own, with the position in the queue."""
    if not isinstance(person, User):
        return None
    return SignUp.objects.with_position().filter(event=event, person=person).select_related("opening").first()


def sign_ups_of(person: User) -> QuerySet[SignUp]:
    """All that someone has signed up for, by date, with what a list shows of each event."""
    return (
        SignUp.objects.with_position()
        .filter(person=person)
        .select_related("opening", "event__chapter", "event__program")
        .prefetch_related("event__hosts", "event__topics")
        .defer(*(f"event__{name}" for name in HEAVY))
        .order_by("event__starts_at", "event_id")
    )


def hosts_decide(event: Event) -> bool:
    """Whether the place or the link is told only after the host's yes."""
    return Shown.AFTER_HOST_YES in {event.place_rule, event.link_rule}


def is_over(event: Event, now: datetime) -> bool:
    return event.ends_at <= now


def closed(event: Event, now: datetime) -> Refusal | None:
    """Why nobody can sign up for it now, whoever asks."""
    if event.status == Status.HELD:
        return NotHere()
    if event.status == Status.CANCELLED:
        return Conflict("cancelled", "This event is cancelled. Nobody can sign up for it any more.")
    if is_over(event, now):
        return Conflict("over", "This event is over. Nobody can sign up for it any more.")
    if event.status == Status.POSTPONED:
        return Conflict("postponed", "This event is postponed. You can sign up once it has a new date.")
    return None


def kept_until(event: Event) -> datetime:
    """When its sign-ups are deleted: so many days after its end as its hosts promised."""
    days = Briefing.objects.filter(event=event).values_list("delete_after_days", flat=True).first()
    return event.ends_at + timedelta(days=KEPT_DAYS if days is None else days)
