"""The rows that an event's facts name: its chapters, its topics, its program; and the faces these give to feeds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from commonhour.errors import BadInput
from commonhour.events.counters import Face, FeedKey
from commonhour.events.models import FeedKind, Program, Topic
from commonhour.events.public import PublicEvent
from commonhour.people.models import Chapter

COLOURS = {
    "brick": "firebrick",
    "amber": "goldenrod",
    "moss": "olivedrab",
    "teal": "teal",
    "sky": "steelblue",
    "iris": "slateblue",
    "plum": "purple",
    "rose": "palevioletred",
    "clay": "peru",
    "slate": "slategray",
}
"""A chapter's colour as the CSS name that calendars know (RFC 7986 5.9)."""


@dataclass(frozen=True)
class Surroundings:
    """The rows an event's facts name, loaded once."""

    chapters: Mapping[UUID, Chapter]
    topics: Mapping[str, Topic]
    program: Program | None


def of(facts: PublicEvent) -> Surroundings:
    program = None
    if facts.program is not None:
        program = Program.objects.filter(pk=facts.program).first()
        if program is None:
            raise BadInput(
                "unknown_program", "The program of this event is not on the calendar. Publish it first."
            )
    return Surroundings(chapters({facts.chapter, *facts.cohosts}), topics(facts.topics), program)


def chapters(ids: Collection[UUID]) -> dict[UUID, Chapter]:
    found = Chapter.objects.in_bulk(ids)
    if len(found) != len(ids):
        sentence = "One of the chapters named is not in the network any more. Choose the chapters again."
        raise BadInput("unknown_chapter", sentence, fields={"chapter": [sentence]})
    return dict(sorted(found.items(), key=lambda each: (each[1].name, each[0])))


def topics(slugs: Collection[str]) -> dict[str, Topic]:
    found = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)} if slugs else {}
    missing = sorted(set(slugs) - set(found))
    if missing:
        sentence = f"The network's list has no topic {missing[0][:60]}. Choose one of the list."
        raise BadInput("unknown_topic", sentence, fields={"topics": [sentence]})
    return found


def faces(keys: Collection[FeedKey], *around: Surroundings) -> dict[FeedKey, Face | None]:
    """The name and colour of each of these feeds, where the given surroundings know them."""
    return {key: next(filter(None, (_face(key, each) for each in around)), None) for key in keys}


def network_face() -> Face:
    return Face(settings.NETWORK_NAME, "teal")


def _face(key: FeedKey, around: Surroundings) -> Face | None:
    match key.kind:
        case FeedKind.NETWORK | FeedKind.FILTERS:
            return network_face()
        case FeedKind.CHAPTER:
            return next(
                (
                    Face(chapter.name, COLOURS.get(chapter.colour, ""))
                    for chapter in around.chapters.values()
                    if chapter.slug == key.key
                ),
                None,
            )
        case FeedKind.TOPIC if key.key in around.topics:
            return Face(around.topics[key.key].name)
        case FeedKind.PROGRAM if around.program and around.program.slug == key.key:
            return Face(around.program.title)
    return None
