"""One set of filters for the API, the calendar, the search and the feeds: what one can filter, one can subscribe to.

A filter that does not exist is refused by name, for a misspelt one would silently show, or subscribe to, everything.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import Model, Q, QuerySet, TextChoices
from django.http import QueryDict
from django_filters import Filter, FilterSet, ModelMultipleChoiceFilter, MultipleChoiceFilter

from commonhour.errors import BadInput
from commonhour.events import text
from commonhour.events.choices import LANGUAGES, AccessFeature, Audience, Cost, EventType, Format
from commonhour.events.models import Event, FeedKind, Occurrence, Program, Topic, feed_path
from commonhour.events.schedule import LONGEST
from commonhour.people.models import Chapter
from commonhour.people.policy import Person

Row = TypeVar("Row", bound=Model)
MOST_WORDS = 8
LONGEST_SEARCH = 200
MOST_VALUES = 40
BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

LABELS = {
    "from": "From",
    "to": "Until",
    "chapter": "Chapter",
    "program": "Program",
    "topic": "Topic",
    "type": "Kind of event",
    "format": "Format",
    "audience": "For whom",
    "language": "Language",
    "cost": "Cost",
    "access": "Access",
    "open_roles": "With open roles",
    "text": "Words",
}
"""Every filter there is, in the order it is shown, with its label."""

SINGLE = ("from", "to", "open_roles", "text")
CHOICES: dict[str, type[TextChoices]] = {
    "type": EventType,
    "format": Format,
    "audience": Audience,
    "cost": Cost,
    "access": AccessFeature,
}


class MomentField(forms.Field):
    """A date, or an instant with its offset. A bare date is its first moment, or with `closing` its last."""

    def __init__(self, *, closing: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.closing = closing

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        # A plus sign in an address arrives as a space where it was not encoded.
        try:
            moment = datetime.fromisoformat(str(value).replace(" ", "+"))
        except ValueError:
            moment = None
        if moment is None or not 1990 <= moment.year <= 2100:
            raise forms.ValidationError(
                "Write a date as 2026-11-05, or an instant as 2026-11-05T18:30:00-05:00."
            )
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        if self.closing and _is_a_day(str(value)):
            moment += timedelta(days=1)
        return moment.astimezone(UTC)


def _is_a_day(value: str) -> bool:
    """In any of the ways that a day is written: 2026-11-05, 20261105, 2026-W45-4."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class TagsField(forms.Field):
    """Language tags; any language may be asked for, also one that no event is in."""

    def to_python(self, value: Any) -> list[str]:
        tags = [str(each) for each in value or []]
        if any(not tag.replace("-", "").isalnum() or not tag.isascii() or len(tag) > 20 for tag in tags):
            raise forms.ValidationError("Write a language as its tag, such as en or es.")
        return tags


class SwitchField(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if str(value).lower() not in BOOLEANS:
            raise forms.ValidationError("Answer with true or false.")
        return BOOLEANS[str(value).lower()]


class WordsField(forms.Field):
    def to_python(self, value: Any) -> list[str]:
        words = text.clean_line(str(value or "")).casefold()
        if len(words) > LONGEST_SEARCH:
            raise forms.ValidationError(f"Search for at most {LONGEST_SEARCH} characters.")
        return words.split()[:MOST_WORDS]


class Among(MultipleChoiceFilter):  # type: ignore[misc]  # the package has no types
    """One of a closed list of words; any of those given."""

    def __init__(self, column: str, words: type[TextChoices]) -> None:
        super().__init__(
            choices=words.choices,
            error_messages={"invalid_choice": f"“%(value)s” is not one of {', '.join(words.values)}."},
        )
        self.column = column

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{_event(qs)}{self.column}__in": value}) if value else qs


class HavingAll(Among):
    """Every access feature given, not any: who needs captions and a step-free way needs both."""

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        for each in value:
            qs = qs.filter(**{f"{_event(qs)}{self.column}__contains": f"|{each}|"})
        return qs


class Linked(ModelMultipleChoiceFilter):  # type: ignore[misc]  # the package has no types
    """Events tied to any of some rows, named by their slugs; `ties` finds the events without naming one twice."""

    def __init__(self, word: str, queryset: Any, ties: Callable[[list[Any]], Any]) -> None:
        super().__init__(
            queryset=queryset,
            to_field_name="slug",
            error_messages={
                "invalid_choice": f"There is no {word} “%(value)s”.",
                "invalid_pk_value": f"There is no {word} “%(pk)s”.",
            },
        )
        self.ties = ties

    def filter(self, qs: QuerySet[Any], value: Iterable[Any]) -> QuerySet[Any]:
        rows = list(value)
        return qs.filter(**{f"{_event(qs)}pk__in": self.ties(rows)}) if rows else qs


class Plain(Filter):  # type: ignore[misc]  # the package has no types
    """A filter whose checked value makes a condition on columns of the event."""

    def __init__(
        self, field: type[forms.Field], condition: Callable[[Any], list[tuple[str, Any]]], **options: Any
    ) -> None:
        self.field_class = field
        super().__init__(**options)
        self.condition = condition

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        for column, wanted in self.condition(value) if value else []:
            qs = qs.filter(**{f"{_event(qs)}{column}": wanted})
        return qs


class Moment(Filter):  # type: ignore[misc]  # the package has no types
    """One end of a span; both are applied together, for they must meet in one occurrence."""

    field_class = MomentField

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


def _event(rows: QuerySet[Any]) -> str:
    """Where the event stands as seen from the rows being narrowed."""
    return "" if rows.model is Event else "event__"


def _visible_programs(request: Any) -> QuerySet[Program]:
    # A program one may not see is refused in the words of one that never was.
    return Program.objects.visible_to(request.user)


FILTERS: dict[str, Filter] = {
    "from": Moment(),
    "to": Moment(closing=True),
    "chapter": Linked(
        "chapter",
        Chapter.objects.all(),
        lambda rows: Event.hosts.through.objects.filter(chapter__in=rows).values("event_id"),
    ),
    "program": Linked(
        "program", _visible_programs, lambda rows: Event.objects.filter(program__in=rows).values("pk")
    ),
    "topic": Linked(
        "topic",
        Topic.objects.all(),
        lambda rows: Event.topics.through.objects.filter(topic__in=rows).values("event_id"),
    ),
    "type": Among("event_type", EventType),
    "format": Among("format", Format),
    "audience": Among("audience", Audience),
    "language": Plain(TagsField, lambda tags: [("language__in", tags)], widget=forms.SelectMultiple),
    "cost": Among("cost", Cost),
    "access": HavingAll("access_words", AccessFeature),
    "open_roles": Plain(SwitchField, lambda _: [("open_roles__gt", 0)]),
    "text": Plain(WordsField, lambda words: [("search_text__contains", word) for word in words]),
}


class CalendarFilters(FilterSet):  # type: ignore[misc]  # the package has no types
    """Narrows events, or occurrences by their event: the same choice reads the same over both."""

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        # Not as attributes of the class: one of them is called "from".
        return dict(FILTERS)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        start, end = self.form.cleaned_data["from"], self.form.cleaned_data["to"]
        if start is None and end is None:
            return rows
        touched = Q()
        if start is not None:
            touched &= Q(ends_at__gt=start, starts_at__gt=start - LONGEST)
        if end is not None:
            touched &= Q(starts_at__lt=end)
        if rows.model is Occurrence:
            return rows.filter(touched)
        return rows.filter(pk__in=Occurrence.objects.filter(touched).values("event_id"))


@dataclass(frozen=True)
class Chosen:
    """A checked choice of filters, and its one canonical spelling."""

    given: QueryDict
    filters: CalendarFilters

    @property
    def canonical(self) -> str:
        """The same choice in any order and spelling gives the same text, and so the same feed."""
        return _canonical(self.given)

    def rows(self, name: str) -> list[Any]:
        """The chapters, programs or topics that were asked for."""
        return list(self.filters.form.cleaned_data[name])

    @property
    def names(self) -> tuple[str, ...]:
        """What was asked for by name, as a heading would say it; empty where the choice names nothing."""
        named = [*self.rows("chapter"), *self.rows("program"), *self.rows("topic")]
        return tuple(str(each) for each in named)

    @property
    def words(self) -> tuple[str, ...]:
        """What narrows it beside the names, as people read it."""
        plain: dict[str, Callable[[str], str]] = {
            **{name: _label_in(offered) for name, offered in CHOICES.items()},
            "language": lambda tag: LANGUAGES.get(tag.split("-")[0], tag),
            "open_roles": lambda _: LABELS["open_roles"],
            "text": lambda value: f"“{value}”",
            "from": lambda value: f"from {value}",
            "to": lambda value: f"until {value}",
        }
        return tuple(
            plain[name](value) for name in LABELS if name in plain for value in self.given.getlist(name)
        )

    @property
    def zone_name(self) -> str:
        """The zone of the chapters that were asked for, where they share one; else the network's."""
        zones = {chapter.time_zone for chapter in self.rows("chapter")}
        return str(zones.pop()) if len(zones) == 1 else settings.NETWORK_TIME_ZONE

    @property
    def colour(self) -> str:
        """The colour of the one chapter that was asked for."""
        chapters = self.rows("chapter")
        return str(chapters[0].colour) if len(chapters) == 1 else ""

    @property
    def feed(self) -> tuple[str, str]:
        """Kind and key of its feed: one chapter, program or topic has its own, and nothing chosen is the network's."""
        chosen = [(name, value) for name, values in self.given.lists() for value in values]
        if not chosen:
            return FeedKind.NETWORK, ""
        name, value = chosen[0]
        if len(chosen) == 1 and name in (FeedKind.CHAPTER, FeedKind.PROGRAM, FeedKind.TOPIC):
            return name, value
        return FeedKind.FILTERS, ""

    def feed_path(self, form: str) -> str:
        """Where its feed is read, as `form`."""
        kind, key = self.feed
        path = feed_path(kind, key, form)
        return self.address(path) if kind == FeedKind.FILTERS else path

    def address(self, path: str, **more: str) -> str:
        """One of our pages under the same choice."""
        query = "&".join(part for part in (self.canonical, urlencode(more)) if part)
        return f"{path}?{query}" if query else path

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        return self.filters.form.cleaned_data["from"], self.filters.form.cleaned_data["to"]

    def narrow(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        return self.filters.filter_queryset(rows)


def chosen(query: Mapping[str, Any], person: Person, *, besides: Iterable[str] = ()) -> Chosen:
    """Read the filters of an address; `besides` names the parameters that are not filters.

    Raises:
        BadInput: a parameter is unknown, or a value is not of its filter.
    """
    tidy = _tidy(query, besides)
    filters = CalendarFilters(tidy, queryset=Event.objects.none(), request=SimpleNamespace(user=person))
    if not filters.is_valid():
        _refuse({name: [str(each) for each in errors] for name, errors in filters.errors.items()})
    return Chosen(tidy, filters)


def spelled(query: Mapping[str, Any]) -> str:
    """The canonical spelling of a choice whose values nobody has checked yet; asks the database nothing.

    Raises:
        BadInput: a parameter is unknown.
    """
    return _canonical(_tidy(query))


def described(person: Person) -> list[dict[str, Any]]:
    """Every filter with its label and the choices this person has."""
    lists: dict[str, list[dict[str, str]]] = {
        name: [{"value": str(value), "label": str(label)} for value, label in words.choices]
        for name, words in CHOICES.items()
    }
    chapters = Chapter.objects.values_list("slug", "name", "colour")
    lists["chapter"] = [{"value": slug, "label": name, "colour": colour} for slug, name, colour in chapters]
    programs = Program.objects.visible_to(person).values_list("slug", "title")
    lists["program"] = [{"value": slug, "label": title} for slug, title in programs]
    lists["topic"] = [
        {"value": slug, "label": name} for slug, name in Topic.objects.values_list("slug", "name")
    ]
    spoken = (
        Event.objects.visible_to(person).order_by("language").values_list("language", flat=True).distinct()
    )
    lists["language"] = [{"value": tag, "label": LANGUAGES.get(tag.split("-")[0], tag)} for tag in spoken]
    return [
        {
            "name": name,
            "label": label,
            "kind": "choice" if name in lists else {"open_roles": "switch", "text": "text"}.get(name, "date"),
            "multiple": name not in SINGLE,
            "choices": lists.get(name, []),
        }
        for name, label in LABELS.items()
    ]


def _tidy(query: Mapping[str, Any], besides: Iterable[str] = ()) -> QueryDict:
    """Values split at commas, single, sorted and without the empty ones."""
    given = query if isinstance(query, QueryDict) else QueryDict(urlencode(query, doseq=True))
    unknown = sorted(set(given) - set(LABELS) - set(besides))
    if unknown:
        known = ", ".join([*LABELS, *besides])
        _refuse({unknown[0][:60]: [f"There is no filter of this name. The filters are: {known}."]})
    tidy = QueryDict(mutable=True)
    for name in LABELS:
        values = given.getlist(name)
        if name not in SINGLE:
            values = [part for value in values for part in value.split(",")]
        cleaned = sorted({text.clean_line(value) for value in values} - {""})
        if name in SINGLE and len(cleaned) > 1:
            _refuse({name: ["Give this filter once."]})
        if len(cleaned) > MOST_VALUES:
            _refuse({name: [f"Give at most {MOST_VALUES} values."]})
        if cleaned:
            tidy.setlist(name, cleaned)
    return tidy


def _canonical(tidy: QueryDict) -> str:
    values = [(name, _plainest(name, value)) for name in LABELS for value in tidy.getlist(name)]
    return urlencode([(name, value) for name, value in values if value])


def _plainest(name: str, value: str) -> str:
    """The plainest spelling that reads the same; one that cannot be read stays, and is refused when it is checked."""
    try:
        match name:
            case "from" | "to":
                return _plainest_moment(MomentField(closing=name == "to").to_python(value), name)
            case "open_roles":
                return "true" if SwitchField().to_python(value) else ""
            case "text":
                return " ".join(sorted(set(WordsField().to_python(value))))
    except forms.ValidationError:
        pass
    return value


def _plainest_moment(moment: datetime | None, name: str) -> str:
    assert moment is not None  # empty values are not kept
    if moment.time() != time.min:
        return moment.isoformat()
    return (moment - timedelta(days=name == "to")).date().isoformat()


def _label_in(offered: type[TextChoices]) -> Callable[[str], str]:
    return lambda value: str(offered(value).label)


def _refuse(fields: dict[str, list[str]]) -> None:
    name, sentences = next(iter(fields.items()))
    raise BadInput("bad_filter", f"The filter “{name}” cannot be read. {sentences[0]}", fields=fields)
