"""What the calendar does not say about where it is and how to join, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonhour.events.choices import Shown, Status
from commonhour.events.models import Event
from commonhour.participation import taking
from commonhour.participation.models import KEPT_DAYS, Briefing
from commonhour.people import policy
from commonhour.people.policy import Person

PLACE = ("place_name", "room", "place_address", "directions")


def write(
    event: Event, listing: Mapping[str, Any], privacy: Mapping[str, Any] | None = None, *, now: datetime
) -> Briefing:
    """Keep the place and the link of the approved revision, each under its rule, and how long sign-ups are kept.

    What is public stands on the calendar and not here; what the host tells stands nowhere.
    """
    place_rule = listing.get("place_rule") or Shown.FROM_HOST
    link_rule = listing.get("link_rule") or Shown.FROM_HOST
    days = (privacy or {}).get("delete_after_days")
    kept = {"place_rule": place_rule, "link_rule": link_rule, "written_at": now}
    kept["delete_after_days"] = KEPT_DAYS if days is None else days
    kept |= {name: _kept(listing, name, place_rule) for name in PLACE}
    kept["online_link"] = _kept(listing, "online_link", link_rule)
    briefing, _ = Briefing.objects.update_or_create(event=event, defaults=kept)
    return briefing


def _kept(listing: Mapping[str, Any], name: str, rule: str) -> str:
    return "" if rule in {Shown.PUBLIC, Shown.FROM_HOST} else listing.get(name) or ""


@dataclass(frozen=True)
class Told:
    """What one person is told; empty where there is nothing, or nothing for them."""

    place_name: str = ""
    room: str = ""
    place_address: str = ""
    directions: str = ""
    online_link: str = ""


def told_to(person: Person, event: Event) -> Told | None:
    """What this person is told of the place and of the link, each by its own rule; None where nothing is.

    Organizers of a chapter that hosts it always read it. Who has a place or a role, and may still come, reads what is
    told after signing up, and after the hosts' yes the rest. Who waits for a place reads nothing yet.
    """
    briefing = Briefing.objects.filter(event=event).first()
    if briefing is None:
        return None
    told = _told(briefing, _rules_met(event, person))
    return None if told == Told() else told


def _rules_met(event: Event, person: Person) -> set[Shown]:
    doors = taking.doors_of(event)
    if policy.may(person, "sign_up.answer", doors):
        return {Shown.AFTER_SIGN_UP, Shown.AFTER_HOST_YES}
    held = taking.sign_up_of(event, person)
    if (
        held is None
        or held.waiting
        or event.status == Status.HELD
        or not policy.may(person, "sign_up", doors)
    ):
        return set()
    return {Shown.AFTER_SIGN_UP} if held.host_yes_at is None else {Shown.AFTER_SIGN_UP, Shown.AFTER_HOST_YES}


def _told(briefing: Briefing, rules: set[Shown]) -> Told:
    place = {name: getattr(briefing, name) for name in PLACE} if briefing.place_rule in rules else {}
    link = {"online_link": briefing.online_link} if briefing.link_rule in rules else {}
    return Told(**place, **link)
