"""What the calendar does not say about where it is and how to join, and who is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commonhour.errors import NotHere
from commonhour.events.choices import Shown
from commonhour.events.models import Event
from commonhour.participation.models import Briefing
from commonhour.people.policy import Person, standing_of

PLACE = ("place_name", "room", "place_address", "directions")


def write(event: Event, listing: Mapping[str, Any], *, now: datetime) -> Briefing:
    """Keep the place and the link of the approved revision, each under its rule.

    What is public stands on the calendar and not here; what the host tells stands nowhere.
    """
    place_rule = listing.get("place_rule") or Shown.FROM_HOST
    link_rule = listing.get("link_rule") or Shown.FROM_HOST
    kept = {"place_rule": place_rule, "link_rule": link_rule, "written_at": now}
    kept |= {name: _told(listing, name, place_rule) for name in PLACE}
    kept["online_link"] = _told(listing, "online_link", link_rule)
    briefing, _ = Briefing.objects.update_or_create(event=event, defaults=kept)
    return briefing


def _told(listing: Mapping[str, Any], name: str, rule: str) -> str:
    return "" if rule in {Shown.PUBLIC, Shown.FROM_HOST} else listing.get(name) or ""


def briefing_for(event: Event, person: Person) -> Briefing:
    """The briefing, for organizers of the chapters that host the event; to everyone else there is none."""
    hosts = frozenset(event.hosts.values_list("pk", flat=True))
    briefing = Briefing.objects.filter(event=event).first()
    if briefing is None or not standing_of(person).organizes & hosts:
        raise NotHere
    return briefing
