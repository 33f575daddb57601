"""The calendar feeds: stored bytes, joined; and their validators, which never need the body.

Plain Django views: content negotiation would answer 406 to Google, which sends no Accept header, and a touched session
would add Vary: Cookie. Nothing is held in the process between requests, and nothing here asks who is reading: a feed
holds what is public, and public alone. The parameters of a feed's address are the calendar's own filters.
"""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from commonhour.errors import NotHere, Refusal
from commonhour.events import addresses, counters, filters, ical, publishing
from commonhour.events.models import Event, FeedKind, FeedScope, FeedState, Program, Tombstone, Topic
from commonhour.events.timezones import UnknownZone, vtimezone
from commonhour.http import BROWSE, declares, json_refusal, now
from commonhour.people.models import Chapter

ALLOWED = ("GET", "HEAD")
CACHE = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
UNSETTLED = timedelta(seconds=2)
TRIES = 3
NEVER = datetime(2020, 1, 1, tzinfo=UTC)

log = logging.getLogger("commonhour.feeds")

STATE = """SELECT id, revision, changed_at, window_from, window_to, name, colour
FROM events_feedstate WHERE kind = %s AND key = %s AND scope = 'public'"""
PROGRAM_STATE = """SELECT s.id, s.revision, s.changed_at, s.window_from, s.window_to, s.name, s.colour
FROM events_feedstate s JOIN events_program p ON p.slug = s.key
WHERE s.kind = %s AND s.key = %s AND s.scope = 'public' AND p.visibility = 'public' AND p.status <> 'held'"""
EVENT_STATE = """SELECT sequence, stamp FROM events_event
WHERE slug = %s AND visibility <> 'network' AND status <> 'held'"""


@dataclass(frozen=True)
class Standing:
    """What a feed's validators are made of, read by one query."""

    mark: str
    changed_at: datetime
    state: FeedState | None = None

    @property
    def etag(self) -> str:
        return f'"{self.mark}-{ical.VERSION}"'

    @property
    def last_modified(self) -> datetime:
        """The next full second: a date that was sent before a change never equals one sent after it."""
        return self.changed_at.replace(microsecond=0) + timedelta(seconds=1)

    def is_settled(self, moment: datetime) -> bool:
        """A date has whole seconds only, so it says nothing safe about a change of just now."""
        return moment - self.changed_at >= UNSETTLED


Body = Callable[[Standing], bytes]
View = Callable[..., HttpResponseBase]


def feed_view(view: View) -> View:
    """GET and HEAD alike, 405 with Allow, and every refusal as the one envelope."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ALLOWED:
            refusal = Refusal("method_not_allowed", "A calendar feed can only be read.")
            refused = json_refusal(refusal)
            refused.status_code = 405
            refused["Allow"] = ", ".join(ALLOWED)
            return refused
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return json_refusal(refusal)

    return declares(get=BROWSE)(answer)  # type: ignore[no-any-return]  # the mark returns the view it was given


@feed_view
def network(request: HttpRequest) -> HttpResponseBase:
    return _named(request, FeedKind.NETWORK, "", lambda: settings.NETWORK_NAME)


@feed_view
def chapter(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _named(request, FeedKind.CHAPTER, slug, lambda: _name(Chapter.objects.filter(slug=slug), "name"))


@feed_view
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _named(request, FeedKind.TOPIC, slug, lambda: _name(Topic.objects.filter(slug=slug), "name"))


@feed_view
def program(request: HttpRequest, slug: str) -> HttpResponseBase:
    programs = Program.objects.visible_to(AnonymousUser()).filter(slug=slug)
    return _named(request, FeedKind.PROGRAM, slug, lambda: _name(programs, "title"))


@feed_view
def event(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One event as a file. An unlisted one too: who knows its random address may keep its date."""
    return _answer(request, lambda: _event_standing(slug), slug, lambda _: _one_event(slug))


@feed_view
def filtered(request: HttpRequest) -> HttpResponseBase:
    """Any choice of filters as a feed; the same choice in any order is the same feed."""
    choice = filters.chosen(request.GET, AnonymousUser())
    digest = hashlib.sha256(choice.canonical.encode()).hexdigest()[:12]

    def read() -> Standing:
        standing = _standing(FeedKind.FILTERS, "") or _unborn("filters")
        return Standing(f"{standing.mark}-{digest}", standing.changed_at, standing.state)

    return _answer(request, read, "events", lambda standing: _filtered_body(standing, choice))


def _named(request: HttpRequest, kind: str, key: str, name: Callable[[], str]) -> HttpResponseBase:
    """A feed by its kind and slug; where nothing was ever published, an empty one for the day something is."""

    def read() -> Standing:
        return _standing(kind, key) or _unborn(hashlib.sha256(name().encode()).hexdigest()[:12])

    def build(standing: Standing) -> bytes:
        return _named_body(standing) if standing.state else _file(name(), "", [], [])

    return _answer(request, read, key or "network", build, keep=True)


def _event_standing(slug: str) -> Standing:
    row = _row(EVENT_STATE, [slug])
    if row is None:
        raise NotHere
    return Standing(f"e{row[0]}", _moment(row[1]))


def _standing(kind: str, key: str) -> Standing | None:
    """One raw query by the unique index: through the ORM a 304 would cost three times as much."""
    row = _row(PROGRAM_STATE if kind == FeedKind.PROGRAM else STATE, [kind, key])
    if row is None:
        return None
    changed, start, end = (_moment(value) for value in row[2:5])
    state = FeedState(
        id=row[0],
        kind=kind,
        key=key,
        scope=FeedScope.PUBLIC,
        revision=row[1],
        changed_at=changed,
        window_from=start,
        window_to=end,
        name=row[5],
        colour=row[6],
    )
    return Standing(f"{kind[0]}{row[1]}", changed, state)


def _row(sql: str, parameters: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()  # type: ignore[no-any-return]  # the driver types a row as Any


def _moment(value: str | datetime) -> datetime:
    """SQLite hands raw moments back as text, in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _unborn(mark: str) -> Standing:
    return Standing(f"0{mark}", NEVER)


def _name(rows: QuerySet[Any], column: str) -> str:
    found = rows.values_list(column, flat=True).first()
    if found is None:
        raise NotHere
    return str(found)


# Bodies


def _named_body(standing: Standing) -> bytes:
    state = standing.state
    assert state is not None
    return _joined(state, counters.members_of(state), Tombstone.objects.filter(feeds=state.pk))


def _filtered_body(standing: Standing, choice: filters.Chosen) -> bytes:
    if standing.state is None:
        return _file(settings.NETWORK_NAME, "", [], [])
    events = choice.narrow(Event.objects.public())
    # An emptied name stays only in what names the chapter, program or topic it was in: elsewhere it would be noise.
    named = [
        (kind, choice.given.getlist(kind)) for kind in (FeedKind.CHAPTER, FeedKind.PROGRAM, FeedKind.TOPIC)
    ]
    stones = Tombstone.objects.none()
    for kind, keys in named:
        if keys:
            stones |= Tombstone.objects.filter(feeds__kind=kind, feeds__key__in=keys)
    return _joined(standing.state, events, stones.distinct())


def _joined(state: FeedState, events: QuerySet[Event], stones: QuerySet[Tombstone]) -> bytes:
    """The stored parts in the order of start and name."""
    inside = events.filter(ends_at__gte=state.window_from, starts_at__lte=state.window_to)
    inside = inside.order_by("starts_at", "uid")
    left = list(stones.values_list("starts_at", "uid", "time_zone", "vevent"))
    if left:
        rows = sorted(
            [*inside.values_list("starts_at", "uid", "time_zone", "vevent"), *left], key=lambda row: row[:2]
        )
        parts = [(row[2], bytes(row[3])) for row in rows]
    else:
        # Without the two columns to sort by: turning them into moments and UUIDs would cost more than all the rest.
        parts = [(zone, bytes(stored)) for zone, stored in inside.values_list("time_zone", "vevent")]
    good = [(zone, fragment) for zone, fragment in parts if _serves(fragment, zone)]
    if len(good) < len(parts):
        log.error(
            "%d events of feed %s have bytes that cannot stand in it; they are left out.",
            len(parts) - len(good),
            state,
        )
    return _file(
        state.name, state.colour, [fragment for _, fragment in good], sorted({zone for zone, _ in good})
    )


def _serves(fragment: bytes, zone_name: str) -> bool:
    return ical.is_whole(fragment) and _zone_is_known(zone_name)


@lru_cache(maxsize=1024)
def _zone_is_known(name: str) -> bool:
    try:
        vtimezone(name)
    except UnknownZone:
        return False
    return True


def _one_event(slug: str) -> bytes:
    row = Event.objects.filter(slug=slug).values_list("title", "time_zone", "vevent").first()
    if row is None or not _serves(bytes(row[2]), row[1]):
        raise NotHere
    return _file(row[0], "", [bytes(row[2])], [row[1]])


def _file(name: str, colour: str, fragments: list[bytes], zones: list[str]) -> bytes:
    about = "" if name == settings.NETWORK_NAME else settings.NETWORK_NAME
    return ical.calendar(name=name, description=about, fragments=fragments, zones=zones, colour=colour)


# HTTP


def _answer(
    request: HttpRequest, read: Callable[[], Standing], file: str, build: Body, *, keep: bool = False
) -> HttpResponseBase:
    standing = read()
    settled = standing.is_settled(now())
    if _is_unchanged(request, standing, settled=settled):
        # A stream of nothing: CommonMiddleware would claim Content-Length: 0, which in a 304 speaks of the body.
        response: HttpResponseBase = StreamingHttpResponse(status=304)
        del response["Content-Type"]
    else:
        standing, content = _body(standing, read, build, keep=keep)
        settled = standing.is_settled(now())
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Length"] = str(len(content))
        response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    response["ETag"] = standing.etag
    if settled:
        response["Last-Modified"] = format_datetime(standing.last_modified, usegmt=True)
    response["Cache-Control"] = CACHE
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Accept-Encoding"
    response["X-Content-Type-Options"] = "nosniff"
    if file.startswith(addresses.UNLISTED):
        response["Cache-Control"] = "private, no-cache"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        del response["Access-Control-Allow-Origin"]
    return response


def _body(
    standing: Standing, read: Callable[[], Standing], build: Body, *, keep: bool
) -> tuple[Standing, bytes]:
    """The kept body, or a new one with the validators it was built under: a publication may come in between."""
    stored = _kept(standing) if keep else None
    if stored is not None:
        return standing, stored
    for _ in range(TRIES):
        content = build(standing)
        again = read()
        if again.mark == standing.mark:
            if keep:
                _keep(standing, content)
            return standing, content
        standing = again
    return standing, build(standing)


def _keep(standing: Standing, content: bytes) -> None:
    if standing.state is None:
        return
    # A reader is never refused because a writer holds the database: the next one will keep it.
    with suppress(OperationalError):
        publishing.keep_body(standing.state.pk, standing.etag, content, now=now())


def _kept(standing: Standing) -> bytes | None:
    if standing.state is None:
        return None
    row = _row(
        "SELECT body FROM events_feedbody WHERE feed_id = %s AND etag = %s AND choice = '' AND form = 'ics'",
        [standing.state.pk, standing.etag],
    )
    return None if row is None else bytes(row[0])


def _is_unchanged(request: HttpRequest, standing: Standing, *, settled: bool) -> bool:
    """Whether the reader holds these bytes. A date counts only where no tag was sent (RFC 9110 13.1.3)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        wanted = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return standing.etag in wanted or "*" in wanted
    since = request.headers.get("If-Modified-Since")
    if since is None or not settled:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment >= standing.last_modified
