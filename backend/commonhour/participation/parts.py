"""What a personal calendar can be made of: reading it, and saying it in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from commonhour.errors import BadInput, Refusal
from commonhour.events import filters
from commonhour.events.models import Program, Topic
from commonhour.participation.models import PartKind
from commonhour.people.models import Chapter
from commonhour.people.policy import Person

MOST_PARTS = 30
LONGEST_FILTER = 1000
WITHOUT_A_NAME = frozenset({PartKind.SIGN_UPS, PartKind.MY_CHAPTERS, PartKind.NETWORK})
GONE = "Something that is not there any more"


@dataclass(frozen=True, order=True)
class Part:
    """One thing a calendar shows, as its kind and the name of which."""

    kind: str
    key: str = ""


def checked_parts(parts: Iterable[Part], person: Person) -> tuple[Part, ...]:
    """The parts as they are kept: each once, in order, and each of something this person can see.

    Raises:
        BadInput: none or too many, or one that there is not.
    """
    found = {_checked(part, person) for part in parts}
    if not found:
        _refuse("Choose at least one thing for the calendar to show.")
    if len(found) > MOST_PARTS:
        _refuse(f"A calendar shows at most {MOST_PARTS} things; these are {len(found)}. Make a second one.")
    return tuple(sorted(found))


def _checked(part: Part, person: Person) -> Part:
    if part.kind in WITHOUT_A_NAME:
        return Part(part.kind)
    if part.kind == PartKind.FILTER:
        return Part(part.kind, _canonical(part.key, person))
    known = {
        PartKind.CHAPTER: Chapter.objects.all(),
        PartKind.PROGRAM: Program.objects.visible_to(person),
        PartKind.TOPIC: Topic.objects.all(),
    }[PartKind(part.kind)]
    # A NUL is no letter of any slug, and PostgreSQL refuses to compare with one.
    if "\x00" in part.key or not known.filter(slug=part.key).exists():
        _refuse(f"There is no {part.kind} “{part.key[:60]}” that you can follow. Choose one of the list.")
    return part


def _canonical(key: str, person: Person) -> str:
    spelling = chosen(key, person).canonical
    if not spelling:
        _refuse("This filter leaves nothing out. Choose everything in the network instead.")
    if len(spelling) > LONGEST_FILTER:
        _refuse("This filter has more values than can be kept. Leave some out.")
    return spelling


def chosen(key: str, person: Person) -> filters.Chosen:
    """A saved choice of filters, read as this person may use it now."""
    return filters.chosen(QueryDict(key.removeprefix("?")), person)


def _refuse(sentence: str) -> None:
    raise BadInput("bad_part", sentence, fields={"parts": [sentence]})


def labels(parts: Iterable[Part], person: Person) -> Mapping[Part, str]:
    """What people read for each part; of what is gone, or hidden from this person by now, only that."""
    wanted = frozenset(parts)
    filter_words = _words_of_filters(person) if any(part.kind == PartKind.FILTER for part in wanted) else {}
    slugs = {kind: {part.key for part in wanted if part.kind == kind} for kind in PartKind}
    names = {
        PartKind.CHAPTER: _names(Chapter.objects.filter(slug__in=slugs[PartKind.CHAPTER]), "name"),
        PartKind.PROGRAM: _names(
            Program.objects.visible_to(person).filter(slug__in=slugs[PartKind.PROGRAM]), "title"
        ),
        PartKind.TOPIC: _names(Topic.objects.filter(slug__in=slugs[PartKind.TOPIC]), "name"),
    }
    found = {}
    for part in wanted:
        kind = PartKind(part.kind)
        if kind in WITHOUT_A_NAME:
            found[part] = kind.label
        elif kind == PartKind.FILTER:
            found[part] = _filter_in_words(part.key, person, filter_words)
        else:
            found[part] = names[kind].get(part.key, GONE)
    return found


def _names(rows: QuerySet[Any], column: str) -> dict[str, str]:
    return dict(rows.values_list("slug", column))


Words = Mapping[str, Mapping[str, str]]


def _words_of_filters(person: Person) -> Words:
    """For each filter, what people read for each of its values."""
    return {
        each["name"]: {choice["value"]: choice["label"] for choice in each["choices"]}
        for each in filters.described(person)
    }


def _filter_in_words(key: str, person: Person, words: Words) -> str:
    try:
        given = chosen(key, person).given
    except Refusal:
        return GONE
    said = []
    for name, label in filters.LABELS.items():
        values = [words.get(name, {}).get(value, value) for value in given.getlist(name)]
        if name == "open_roles" and values:
            said.append(label)
        elif values:
            said.append(f"{label}: {', '.join(values)}")
    return " · ".join(said)
