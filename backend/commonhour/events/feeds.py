"""The feeds: which one an address means, its validators, which never need the body, and its body in each format.

Plain Django views: content negotiation would answer 406 to Google, which sends no Accept header, and a touched session
would add Vary: Cookie. Nothing is held in the process between requests but how many there were, and nothing here asks
who is reading: a feed holds what is public, and public alone. The parameters of a feed's address are the calendar's own
filters.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from commonhour.errors import BadInput, NotHere
from commonhour.events import (
    addresses,
    bodies,
    conditional,
    counters,
    filters,
    queries,
    syndication,
    tallies,
)
from commonhour.events.bodies import Place
from commonhour.events.compression import NOTHING, Pieces, Segment, Segments, gzip_of, plain_of
from commonhour.events.conditional import PUBLIC, SECRET, Coding, Validators
from commonhour.events.edition import edition
from commonhour.events.models import (
    Event,
    FeedForm,
    FeedKind,
    FeedScope,
    FeedState,
    Program,
    Tombstone,
    Topic,
)
from commonhour.events.raw_moments import moment_of
from commonhour.http import BROWSE, declares, now
from commonhour.people.models import Chapter

CONTENT_TYPES: dict[str, str] = {
    FeedForm.ICALENDAR: "text/calendar; charset=utf-8",
    FeedForm.ATOM: "application/atom+xml; charset=utf-8",
    FeedForm.JSON: "application/feed+json; charset=utf-8",
}
UNSETTLED = timedelta(seconds=2)
TRIES = 3
NEVER = datetime(2020, 1, 1, tzinfo=UTC)
"""When something changed that was never published: it may be named anew, and only its tag would show it."""

STATE = """SELECT id, revision, changed_at, edition FROM events_feedstate
WHERE kind = %s AND key = %s AND scope = 'public'"""
PROGRAM_STATE = """SELECT s.id, s.revision, s.changed_at, s.edition
FROM events_feedstate s JOIN events_program p ON p.slug = s.key
WHERE s.kind = %s AND s.key = %s AND s.scope = 'public' AND p.visibility = 'public' AND p.status <> 'held'"""
WITH_EVERY_CHANGE = """SELECT feed.*, every.id, every.revision, every.changed_at, every.edition FROM ({state}) feed LEFT JOIN events_feedstate every
ON every.kind = 'filters' AND every.key = '' AND every.scope = 'public'"""
EVENT_STATE = """SELECT sequence, stamp FROM events_event
WHERE slug = %s AND visibility <> 'network' AND status <> 'held'"""


@dataclass(frozen=True)
class Standing:
    """What a feed's validators are made of, read by one query; `feed` is nothing where nothing was ever published.

    `edition` is the one its date belongs to, empty where it has no date.
    """

    mark: str
    changed_at: datetime
    feed: int | None = None
    edition: str = ""

    @property
    def etag(self) -> str:
        return f'"{self.mark}-{edition()}"'

    def validators(self) -> Validators:
        """The next full second as the date: one that was sent before a change never equals one sent after it.

        A date has whole seconds only, so it says nothing safe about a change of just now, and none is given. Nor is one
        of another edition, which was sent with other bytes.
        """
        settled = self.edition == edition() and now() - self.changed_at >= UNSETTLED
        date = self.changed_at.replace(microsecond=0) + timedelta(seconds=1)
        return Validators(self.etag, date if settled else None)


@dataclass(frozen=True)
class Reading:
    """How a feed's standing is read, and its body made; `choice` tells free choices of filters apart."""

    read: Callable[[], Standing]
    make: Callable[[Standing], Segments]
    form: str = FeedForm.ICALENDAR
    choice: str = ""


View = Callable[..., HttpResponseBase]


def feed_view(view: View) -> View:
    declared: View = declares(get=BROWSE)(conditional.readable(view))
    return declared


@feed_view
def network(request: HttpRequest, form: str) -> HttpResponseBase:
    return _named(request, FeedKind.NETWORK, "", form, lambda: settings.NETWORK_NAME)


@feed_view
def chapter(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    chapters = Chapter.objects.filter(slug=slug)
    return _named(request, FeedKind.CHAPTER, slug, form, lambda: _name(chapters, "name"))


@feed_view
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    topics = Topic.objects.filter(slug=slug)
    return _named(request, FeedKind.TOPIC, slug, form, lambda: _name(topics, "name"))


@feed_view
def program(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    programs = Program.objects.visible_to(AnonymousUser()).filter(slug=slug)
    return _named(request, FeedKind.PROGRAM, slug, form, lambda: _name(programs, "title"))


@feed_view
def event(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One event as a file. An unlisted one too: who knows its random address may keep its date."""
    reading = Reading(lambda: _event_standing(slug), lambda _: _one_event(slug))
    headers = SECRET if slug.startswith(addresses.UNLISTED) else PUBLIC
    return _answer(request, reading.read(), reading, slug, headers=headers)


@feed_view
def filtered(request: HttpRequest, form: str) -> HttpResponseBase:
    """Any choice of filters as a feed; the same choice in any order and spelling is the same feed.

    Who names the tag of this choice and revision was given it for a choice that was good; so the values, which cost
    more than all the rest, are checked for everyone else.
    """
    spelling = filters.spelled(request.GET)
    digest = hashlib.sha256(spelling.encode()).hexdigest() if spelling else ""

    def read() -> Standing:
        standing = _standing(FeedKind.FILTERS, "") or _unborn("filters")
        return replace(standing, mark=f"{standing.mark}-{digest[:12]}{_mark_of(form)}")

    def make(standing: Standing) -> Segments:
        choice = filters.chosen(request.GET, AnonymousUser())
        state = _state_of(standing, FeedKind.FILTERS, "", settings.NETWORK_NAME)
        if form != FeedForm.ICALENDAR:
            return _news(state, standing, form, choice)
        if standing.feed is None:
            return bodies.file_of(settings.NETWORK_NAME, "", [], set())
        events = choice.narrow(counters.shown_members(state))
        return bodies.segments_of(state, events, _stones_of(choice))

    standing = read()
    if not conditional.names(request, standing.validators()):
        filters.chosen(request.GET, AnonymousUser())
    return _answer(request, standing, Reading(read, make, form, choice=digest), "events")


def _named(request: HttpRequest, kind: str, key: str, form: str, name: Callable[[], str]) -> HttpResponseBase:
    """A feed by its kind and slug; where nothing was ever published, an empty one for the day something is."""
    _refuse_filters(request, form)

    def read() -> Standing:
        news = form != FeedForm.ICALENDAR
        found = _standing_of_news(kind, key, form) if news else _standing(kind, key)
        if found is not None:
            return found
        unborn = _unborn(hashlib.sha256(name().encode()).hexdigest()[:12])
        return replace(unborn, mark=f"{unborn.mark}{_mark_of(form)}")

    def make(standing: Standing) -> Segments:
        if form != FeedForm.ICALENDAR:
            return _news(_state_of(standing, kind, key, name()), standing, form)
        if standing.feed is None:
            return bodies.file_of(name(), "", [], set())
        return bodies.segments_of(FeedState.objects.get(pk=standing.feed))

    return _answer(request, read(), Reading(read, make, form), key or "network")


def _refuse_filters(request: HttpRequest, form: str) -> None:
    """A filter would be ignored in silence here, and whoever wrote it would have subscribed to more than they meant.

    Other parameters are let be: people add one that means nothing so that an app reads a feed anew.
    """
    given = request.GET if request.META.get("QUERY_STRING") else ()  # to read nothing costs something too
    unheard = next((each for each in filters.LABELS if each in given), None)
    if unheard is not None:
        raise BadInput(
            "bad_filter",
            f"This feed takes no filters, and “{unheard}” is one. Choose by filters at /feeds/events.{form}.",
        )


def _answer(
    request: HttpRequest,
    standing: Standing,
    reading: Reading,
    file: str,
    *,
    headers: Mapping[str, str] = PUBLIC,
) -> HttpResponseBase:
    response = conditional.answer(
        request,
        standing.validators(),
        lambda coding: _built(standing, reading, coding),
        content_type=CONTENT_TYPES[reading.form],
        headers=headers,
        filename=f"{file}.{reading.form}",
    )
    if standing.feed is not None:
        unchanged = response.status_code == 304
        tallies.THIS_PROCESS.note(standing.feed, unchanged=unchanged, now=now())
        if not unchanged:
            tallies.THIS_PROCESS.write_if_due(now=now())
    return response


def _built(standing: Standing, reading: Reading, coding: Coding) -> tuple[Validators, bytes]:
    """The kept body, or a new one with the validators it was made under: a publication may come in between."""
    for _ in range(TRIES):
        place = Place(standing.feed, reading.choice, reading.form) if standing.feed is not None else None
        last = bodies.kept(place) if place else None
        if last is not None and last.etag == standing.etag:
            return standing.validators(), last.content(coding)
        segments = reading.make(standing)
        again = reading.read()
        if again.mark == standing.mark:
            before = Pieces(last.compressed) if last else NOTHING
            compressed = (
                bodies.keep(place, standing.etag, segments, before=before, now=now()) if place else None
            )
            break
        standing = again
    else:
        # A calendar that never rests: what is sent is at least as new as its tag says, and is not kept.
        segments, compressed = reading.make(standing), None
    if coding == Coding.GZIP:
        return standing.validators(), (compressed or gzip_of(segments)).gzipped
    return standing.validators(), plain_of(segments)


# What a feed's validators are read from


def _standing(kind: str, key: str) -> Standing | None:
    """One raw query by the unique index: through the ORM a 304 would cost three times as much."""
    row = _row(PROGRAM_STATE if kind == FeedKind.PROGRAM else STATE, [kind, key])
    # One that was named and never showed anything is still the empty one.
    return _counted(kind, row) if row and row[1] else None


def _event_standing(slug: str) -> Standing:
    row = _row(EVENT_STATE, [slug])
    if row is None:
        raise NotHere
    # It has no counter of its own, so no date that each of its files would have alone.
    return Standing(_marked("event", row[0], moment_of(row[1])), NEVER)


def _standing_of_news(kind: str, key: str, form: str) -> Standing | None:
    """By one query too: the feed's own counter, and that of every public change."""
    state = PROGRAM_STATE if kind == FeedKind.PROGRAM else STATE
    row = _row(WITH_EVERY_CHANGE.format(state=state), [kind, key])
    if not row or not row[1]:
        return None
    every = _counted(FeedKind.FILTERS, row[4:]) if row[5] else None
    return _of_news(_counted(kind, row), every, form)


def _counted(kind: str, row: Sequence[Any]) -> Standing:
    feed, revision, changed_at, counted_under = row[:4]
    changed_at = moment_of(changed_at)
    return Standing(_marked(kind, revision, changed_at), changed_at, feed, counted_under)


def _marked(kind: str, number: int, moment: datetime) -> str:
    """A number, and the second from which it counts: a database restored from a backup counts to the same one again."""
    return f"{kind[0]}{number}-{int(moment.timestamp()):x}"


def _of_news(standing: Standing, every: Standing | None, form: str) -> Standing:
    """What a feed reader is told is more than a calendar's line: all of a text, and how it is written.

    So it counts with every public change, also with one that leaves the lines of this feed as they were. That counter
    rises with each of the feeds, or the later of the two dates might stand still where one of them moves.
    """
    every = every or _unborn("filters")
    changed_at = max(standing.changed_at, every.changed_at)
    return replace(standing, mark=f"{standing.mark}{every.mark}{_mark_of(form)}", changed_at=changed_at)


def _mark_of(form: str) -> str:
    return "" if form == FeedForm.ICALENDAR else f"-{form}"


def _unborn(mark: str) -> Standing:
    return Standing(f"0{mark}", NEVER)


def _row(sql: str, parameters: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _name(rows: QuerySet[Any], column: str) -> str:
    found = rows.values_list(column, flat=True).first()
    if found is None:
        raise NotHere
    return str(found)


# What its body is made of


def _state_of(standing: Standing, kind: str, key: str, name: str) -> FeedState:
    """The row of a feed, or one that was never kept, for a feed where nothing was ever published."""
    if standing.feed is None:
        return FeedState(kind=kind, key=key, name=name)
    return FeedState.objects.get(pk=standing.feed)


def _news(state: FeedState, standing: Standing, form: str, choice: filters.Chosen | None = None) -> Segments:
    """The same events for feed readers."""
    events: QuerySet[Event] = Event.objects.none()
    if standing.feed is not None:
        events = counters.shown_members(state)
    path, page = state.path(form), state.page
    if choice is not None:
        events = choice.narrow(events)
        query = f"?{choice.canonical}" if choice.canonical else ""
        path, page = f"{path}{query}", f"/{query}"
    channel = syndication.Channel(
        name=state.name,
        about="" if state.name == settings.NETWORK_NAME else settings.NETWORK_NAME,
        address=f"{settings.ORIGIN}{path}",
        page=f"{settings.ORIGIN}{page}",
        updated=standing.changed_at,
    )
    write = syndication.atom if form == FeedForm.ATOM else syndication.json_feed
    return [Segment(write(channel, syndication.items_of(queries.newest(events), settings.ORIGIN)))]


def _stones_of(choice: filters.Chosen) -> QuerySet[Tombstone]:
    """An emptied name stays only in what names the chapter, program or topic it was in: elsewhere it would be noise."""
    stones = Tombstone.objects.none()
    for kind in (FeedKind.CHAPTER, FeedKind.PROGRAM, FeedKind.TOPIC):
        keys = choice.given.getlist(kind)
        if keys:
            stones |= Tombstone.objects.filter(scope=FeedScope.PUBLIC, feeds__kind=kind, feeds__key__in=keys)
    return stones.distinct()


def _one_event(slug: str) -> Segments:
    row = Event.objects.filter(slug=slug).values_list("title", "time_zone", "vevent").first()
    if row is None or not bodies.serves(bytes(row[2]), row[1]):
        raise NotHere
    return bodies.file_of(row[0], "", [bytes(row[2])], {row[1]})
