"""What a calendar app is told of an event: its line, its text, its place, in words that stand alone on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from commonhour.events import text
from commonhour.events.choices import AccessFeature, Cost, EventType, Format, Shown, Status, Visibility
from commonhour.events.ical import Entry
from commonhour.events.public import PublicEvent
from commonhour.events.schedule import Schedule

LONGEST_TEXT = 2000
VIEWS_LINE = (
    "What is said here is the view of the speakers and hosts. "
    "A listing does not mean that the network or its members share it."
)
PREFIXES = {Status.CANCELLED: "Cancelled: ", Status.POSTPONED: "Postponed: "}
STATUSES = {Status.CANCELLED: "CANCELLED", Status.POSTPONED: "TENTATIVE"}
HOW_TO_LEARN: dict[str, str] = {
    Shown.AFTER_SIGN_UP: "shown after you sign up",
    Shown.AFTER_HOST_YES: "shown after the host says yes",
    Shown.FROM_HOST: "ask the host",
}


@dataclass(frozen=True)
class Standing:
    """Where the public event stands beside its facts."""

    uid: UUID
    sequence: int
    stamp: datetime
    created: datetime
    status: str
    note: str
    cancelled_dates: tuple[date, ...]
    address: str
    hosts: Sequence[str]
    topics: Sequence[str]
    program: str = ""
    """The title of its program, where `may_name` allows it."""


def may_name(*, program: str, status: str, event: str) -> bool:
    """Whether everyone who may read an event of this visibility may know of its program, held or not, too.

    Who reads an unlisted event has its address and may be anyone; an unlisted program is told to nobody.
    """
    if status == Status.HELD:
        return False
    return program == Visibility.PUBLIC or program == event == Visibility.NETWORK


def entry_of(facts: PublicEvent, standing: Standing) -> Entry:
    labels = (EventType(facts.event_type).label, *standing.topics)
    return Entry(
        uid=standing.uid,
        sequence=standing.sequence,
        stamp=standing.stamp,
        created=standing.created,
        schedule=facts.schedule,
        summary=PREFIXES.get(Status(standing.status), "") + facts.title,
        description=_description(facts, standing),
        location=place_line(facts),
        url=standing.address,
        conference=facts.online_link,
        categories=tuple(filter(None, map(text.clean_label, labels))),
        status=STATUSES.get(Status(standing.status), "CONFIRMED"),
        cancelled_dates=standing.cancelled_dates,
        cancelled_summary=PREFIXES[Status.CANCELLED] + facts.title,
    )


def tombstone_of(
    uid: UUID, *, schedule: Schedule, sequence: int, stamp: datetime, created: datetime
) -> Entry:
    """The same name in a calendar, and nothing else left: calendars overwrite what they held."""
    return Entry(
        uid=uid,
        sequence=sequence,
        stamp=stamp,
        created=created,
        schedule=schedule,
        summary="Cancelled event",
        status="CANCELLED",
    )


class Placed(Protocol):
    """What says where something is: the facts, or the row that holds them."""

    @property
    def format(self) -> str: ...
    @property
    def place_rule(self) -> str: ...
    @property
    def place_name(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def place_address(self) -> str: ...
    @property
    def link_rule(self) -> str: ...
    @property
    def online_link(self) -> str: ...


def place_line(thing: Placed) -> str:
    """The public place in one line, or how one learns it."""
    if thing.format == Format.ASYNCHRONOUS:
        return ""
    if thing.format == Format.ONLINE:
        return thing.online_link or f"Online: link {HOW_TO_LEARN.get(thing.link_rule, 'on the event page')}"
    if thing.place_rule != Shown.PUBLIC:
        return f"Place: {HOW_TO_LEARN.get(thing.place_rule, 'ask the host')}"
    return ", ".join(part for part in (thing.place_name, thing.room, thing.place_address) if part)


def _description(facts: PublicEvent, standing: Standing) -> str:
    parts = [
        _status_line(standing),
        facts.summary,
        _shortened(text.plain_of(facts.description)),
        f"Content note: {facts.content_note}" if facts.content_note else "",
        f"Directions: {facts.directions}" if facts.directions else "",
        _online_line(facts),
        _access_line(facts),
        _cost_line(facts),
        f"Part of the program {standing.program}" if standing.program else "",
        f"Hosted by {', '.join(standing.hosts)}",
        VIEWS_LINE if facts.views_line else "",
        standing.address,
    ]
    return text.clean("\n\n".join(part for part in parts if part))


def _status_line(standing: Standing) -> str:
    if standing.status == Status.CANCELLED:
        return f"This event is cancelled. {standing.note}".strip()
    if standing.status == Status.POSTPONED:
        return f"This event is postponed; a new date will follow here. {standing.note}".strip()
    return ""


def _shortened(words: str) -> str:
    if len(words) <= LONGEST_TEXT:
        return words
    return words[:LONGEST_TEXT].rsplit(" ", 1)[0] + " … The rest is on the event page."


def _online_line(facts: PublicEvent) -> str:
    if facts.format not in {Format.ONLINE, Format.HYBRID}:
        return ""
    if facts.online_link:
        return f"Join online: {facts.online_link}"
    return f"Link: {HOW_TO_LEARN.get(facts.link_rule, 'on the event page')}"


def _access_line(facts: PublicEvent) -> str:
    # Who to ask stands on the page only: it may be a person's address, and a feed is copied for ever.
    features = ", ".join(AccessFeature(each).label.lower() for each in facts.access_features)
    return f"Access: {features}" if features else ""


def _cost_line(facts: PublicEvent) -> str:
    if facts.cost == Cost.FREE and not facts.cost_note:
        return ""
    return f"Cost: {Cost(facts.cost).label}. {facts.cost_note}".strip()
