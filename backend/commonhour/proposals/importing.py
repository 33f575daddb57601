"""Verbs of importing: read somebody's calendar file, and begin drafts with events of it.

Reading keeps nothing, and nothing is ever fetched. A draft begins with what `calendars` could read; who may find it, and
who learns its place, stays open for the organizer to say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commonhour.errors import BadInput
from commonhour.events.models import Topic
from commonhour.people import policy
from commonhour.people.models import Chapter, User
from commonhour.proposals import drafting
from commonhour.proposals.calendars import reading
from commonhour.proposals.calendars.one_event import ReadEvent
from commonhour.proposals.calendars.reading import ReadFile
from commonhour.proposals.models import Imported, Proposal

MOST_DRAFTS = 50


@dataclass(frozen=True)
class Preview:
    """What a file says, and for each source in it the newest proposal of the chapter that began with it."""

    file: ReadFile
    known: Mapping[str, Proposal]


def read(raw: bytes, *, chapter: Chapter, actor: User, now: datetime) -> Preview:
    """The events of a file as the chapter's drafts would begin, and what of it could not be read or kept.

    Raises:
        NotACalendar: it is something else, or too much of it.
    """
    policy.require(actor, "proposal.start", chapter)
    file = reading.read(raw, zone=chapter.time_zone, today=chapter.day_at(now), topics=_topics())
    return Preview(file, _known_in(chapter, {event.source for event in file.events}))


def start(
    raw: bytes, *, numbers: Sequence[int], chapter: Chapter, actor: User, now: datetime
) -> list[Proposal]:
    """Begin one draft for each chosen event, all of them or none. An event that was imported before may come again.

    The file is read first: a large one takes seconds, in which nobody may wait for a transaction of ours.

    Raises:
        BadInput: nothing was chosen, too much, or what is not in the file.
    """
    chosen = _chosen(read(raw, chapter=chapter, actor=actor, now=now).file, numbers)
    with transaction.atomic():
        return [_start_one(event, chapter, actor, now) for event in chosen]


def _chosen(file: ReadFile, numbers: Sequence[int]) -> list[ReadEvent]:
    if not numbers:
        raise BadInput("nothing_chosen", "Choose at least one event of the file.")
    if len(set(numbers)) > MOST_DRAFTS:
        raise BadInput(
            "too_many", f"At most {MOST_DRAFTS} drafts are started at once. Choose fewer, then the others."
        )
    known = {event.number: event for event in file.events}
    if not set(numbers) <= set(known):
        raise BadInput("not_in_the_file", "The file no longer reads as before. Read it again, then choose.")
    return [known[number] for number in sorted(set(numbers))]


def _start_one(event: ReadEvent, chapter: Chapter, actor: User, now: datetime) -> Proposal:
    facts = {"event_type": event.event_type, "format": event.format}
    proposal = drafting.start_with(
        chapter, listing=event.listing, facts=facts, actor=actor, now=now, verb="imported"
    )
    Imported.objects.create(proposal=proposal, source=event.source)
    return proposal


def _known_in(chapter: Chapter, sources: Collection[str]) -> dict[str, Proposal]:
    rows = Imported.objects.filter(proposal__chapter=chapter, source__in=sources).select_related("proposal")
    return {row.source: row.proposal for row in rows.order_by("proposal__created_at")}


def _topics() -> dict[str, str]:
    """The network's topics by their names and their slugs, in small letters."""
    rows = list(Topic.objects.values_list("slug", "name"))
    return {name.lower(): slug for slug, name in rows} | {slug: slug for slug, _name in rows}
