"""Every permission in the product, on one page: a name, the sentence it completes ("You may …"), a predicate.

Predicates look only at who the person is and at plain attributes of the thing (its chapter, its hosts, its
reviewers), so this page needs nothing from the rooms above. What a state or a checklist allows is not asked here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from commonhour.errors import Forbidden, NotSignedIn
from commonhour.people.models import NetworkRoleName, Role, User

Person = User | AnonymousUser


@dataclass(frozen=True)
class Standing:
    """Who a person is, read once: their role in each chapter, and in the network."""

    user_id: UUID | None = None
    roles: dict[UUID, str] = field(default_factory=dict)
    network: frozenset[str] = frozenset()
    trained: bool = False

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def chapters(self) -> frozenset[UUID]:
        return frozenset(self.roles)

    @property
    def organizes(self) -> frozenset[UUID]:
        return frozenset(
            chapter for chapter, role in self.roles.items() if role in {Role.ORGANIZER, Role.LEAD}
        )

    @property
    def leads(self) -> frozenset[UUID]:
        return frozenset(chapter for chapter, role in self.roles.items() if role == Role.LEAD)

    @property
    def reviews(self) -> bool:
        return NetworkRoleName.REVIEWER in self.network

    @property
    def coordinates(self) -> bool:
        return NetworkRoleName.COORDINATOR in self.network


def standing_of(person: Person) -> Standing:
    """One query, once per loaded person; an inactive person stands nowhere."""
    if not isinstance(person, User) or not person.is_active:
        return Standing()
    known: Standing | None = person.__dict__.get("standing")
    if known is None:
        # Each membership beside each network role: a handful of rows, and half the cost of asking twice.
        rows = User.objects.filter(pk=person.pk).values_list(
            "memberships__chapter_id", "memberships__role", "network_roles__role", "network_roles__trained"
        )
        found = list(rows)
        known = Standing(
            user_id=person.pk,
            roles={chapter: role for chapter, role, _, _ in found if chapter},
            network=frozenset(role for _, _, role, _ in found if role),
            trained=any(trained for _, _, role, trained in found if role == NetworkRoleName.REVIEWER),
        )
        person.__dict__["standing"] = known  # a note on the loaded person, gone with the request
    return known


@dataclass(frozen=True)
class Permission:
    sentence: str
    holds: Callable[[Standing, Any], bool]


def _hosts(thing: Any) -> frozenset[UUID]:
    """The chapters that lead or have confirmed that they co-host a proposal."""
    return frozenset({thing.chapter_id, *thing.confirmed_cohost_ids})


def _organizes_it(who: Standing, thing: Any) -> bool:
    return bool(who.organizes & _hosts(thing))


def _outside(who: Standing, thing: Any) -> bool:
    """From a chapter that neither leads nor co-hosts, and not among those who wrote it."""
    hosts = frozenset({thing.chapter_id, *thing.every_cohost_id})
    return not who.chapters & hosts and who.user_id not in thing.author_ids


def _read_it_as_reviewer(who: Standing, thing: Any) -> bool:
    return who.reviews and who.user_id in thing.reading_reviewer_ids and _outside(who, thing)


def _holds_its_review(who: Standing, thing: Any) -> bool:
    return who.reviews and who.user_id in thing.deciding_reviewer_ids and _outside(who, thing)


def _reviews_it(who: Standing, thing: Any) -> bool:
    """Nobody decides on an event in which they have a place or a role: they withdraw from one or the other first."""
    return _holds_its_review(who, thing) and who.user_id not in thing.taking_part_ids


def _coordinates_it(who: Standing, thing: Any) -> bool:
    return who.coordinates and _outside(who, thing)


def _open_to(who: Standing, event: Any) -> bool:
    """An event for a chapter's members is for members of those that host it; one for the network, for whoever belongs to it."""
    match event.audience:
        case "chapter_members":
            return bool(who.chapters & event.host_ids)
        case "network":
            return bool(who.chapters or who.network)
    return who.signed_in


PERMISSIONS: dict[str, Permission] = {
    "browse": Permission("read what is public", lambda who, thing: True),
    "sign_in": Permission("sign in or make an account", lambda who, thing: True),
    "account": Permission("see and change your own account", lambda who, thing: who.signed_in),
    "chapter.join": Permission("ask to join a chapter", lambda who, thing: who.signed_in),
    "chapter.leave": Permission("leave a chapter you belong to", lambda who, thing: thing.pk in who.chapters),
    "chapter.people": Permission(
        "see who belongs to your chapter", lambda who, thing: thing.pk in who.chapters or who.coordinates
    ),
    "chapter.feed": Permission(
        "see how full the feed of a chapter you organize for is",
        lambda who, thing: thing.pk in who.organizes or who.coordinates,
    ),
    "chapter.manage": Permission(
        "manage the people of a chapter you lead", lambda who, thing: thing.pk in who.leads
    ),
    "proposal.list": Permission("see the proposals you work on", lambda who, thing: who.signed_in),
    "proposal.start": Permission(
        "start a proposal for a chapter you organize for", lambda who, chapter: chapter.pk in who.organizes
    ),
    "proposal.view": Permission(
        "see a proposal of your chapter, or one you review or coordinate",
        lambda who, thing: (
            bool(who.organizes & {thing.chapter_id, *thing.every_cohost_id})
            or _read_it_as_reviewer(who, thing)
            or (_coordinates_it(who, thing) and thing.was_submitted)
        ),
    ),
    "proposal.read": Permission(
        "read the whole of a proposal your chapter hosts, or one you review or coordinate",
        lambda who, thing: (
            _organizes_it(who, thing)
            or _read_it_as_reviewer(who, thing)
            or (_coordinates_it(who, thing) and thing.was_submitted)
        ),
    ),
    "proposal.edit": Permission("write a proposal your chapter hosts", _organizes_it),
    "proposal.organize": Permission(
        "move a proposal of the chapter that leads it", lambda who, thing: thing.chapter_id in who.organizes
    ),
    "proposal.sign": Permission(
        "sign for the chapter that leads a proposal", lambda who, thing: thing.chapter_id in who.leads
    ),
    "proposal.confirm": Permission(
        "confirm that your chapter co-hosts",
        lambda who, thing: bool(who.organizes & frozenset(thing.every_cohost_id)),
    ),
    "proposal.review": Permission(
        "review a proposal assigned to you, from outside its hosts and with no part in its event", _reviews_it
    ),
    "review.recuse": Permission("step back from a review you hold", _holds_its_review),
    "review.read": Permission(
        "read the review of a proposal that you review, reviewed or coordinate",
        lambda who, thing: _read_it_as_reviewer(who, thing) or _coordinates_it(who, thing),
    ),
    "proposal.coordinate": Permission(
        "coordinate a proposal your own chapter does not host", _coordinates_it
    ),
    "proposal.settle": Permission(
        "settle, as a coordinator who did not review it and has no part in it, what its reviewers disagree about",
        lambda who, thing: (
            _coordinates_it(who, thing)
            and who.user_id not in thing.reviewer_ids
            and who.user_id not in thing.taking_part_ids
        ),
    ),
    "proposal.postpone": Permission(
        "postpone, resume or cancel an event of your chapter, or one you coordinate",
        lambda who, thing: thing.chapter_id in who.organizes or _coordinates_it(who, thing),
    ),
    "sign_up": Permission("sign up for an event that is open to you", _open_to),
    "sign_up.own": Permission("see and withdraw your own sign-ups", lambda who, thing: who.signed_in),
    "sign_up.answer": Permission(
        "see and answer the sign-ups of an event your chapter hosts",
        lambda who, event: bool(who.organizes & event.host_ids),
    ),
    "calendar.make": Permission("make personal calendars", lambda who, thing: who.signed_in),
    "calendar.change": Permission(
        "change a personal calendar of your own", lambda who, calendar: calendar.person_id == who.user_id
    ),
    "library.read": Permission(
        "read what chapters share, as a member of the network",
        lambda who, thing: bool(who.chapters or who.network),
    ),
    "library.share": Permission(
        "share for a chapter you organize for", lambda who, chapter: chapter.pk in who.organizes
    ),
    "language.hints": Permission("ask for hints on your words", lambda who, thing: who.signed_in),
    "review.queue": Permission(
        "see the reviews assigned to you", lambda who, thing: who.reviews or who.coordinates
    ),
    "coordination": Permission("see what waits in the whole network", lambda who, thing: who.coordinates),
}


def may(person: Person, name: str, thing: Any = None) -> bool:
    """Whether this person may, whatever the state of the thing."""
    return PERMISSIONS[name].holds(standing_of(person), thing)


def require(person: Person, name: str, thing: Any = None) -> None:
    """Refuse with the permission's own sentence where the person may not.

    Raises:
        NotSignedIn: nobody is signed in, and the permission is not everyone's.
        Forbidden: this person may not.
    """
    if may(person, name, thing):
        return
    if not standing_of(person).signed_in:
        raise NotSignedIn("sign_in_first", "Sign in first. What you have typed is kept on this device.")
    raise Forbidden(
        "not_allowed", f"Only someone who may {PERMISSIONS[name].sentence} can do this.", permission=name
    )
