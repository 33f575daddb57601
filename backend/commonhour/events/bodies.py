"""The bodies of calendar feeds: made of stored parts, and kept compressed as they were last made."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from commonhour.events import counters, ical
from commonhour.events.choices import Visibility
from commonhour.events.compression import Compressed, Pieces, Segments, cut, gzip_of, unpacked
from commonhour.events.conditional import Coding
from commonhour.events.models import Event, FeedBody, FeedForm, FeedKind, FeedScope, FeedState, Tombstone
from commonhour.events.raw_moments import moment_of
from commonhour.events.spare_writes import spare
from commonhour.events.timezones import UnknownZone, vtimezone

MOST_CHOICES = 100
"""How many free choices of filters are kept: strangers can make more than there is room for."""
FRESH = timedelta(days=1)
KEPT = """SELECT gzipped FROM events_feedbody
WHERE feed_id = %s AND choice = %s AND form = %s AND etag = %s"""
EARLIEST = "SELECT MIN(starts_at), COUNT(*) FROM events_event WHERE visibility = %s AND ends_at >= %s"
END_AND_BEGINNING = b"\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"

log = logging.getLogger("commonhour.feeds")


@dataclass(frozen=True)
class Place:
    """Where a body is kept: whose it is, of which choice of filters, in which form."""

    feed: int
    choice: str = ""
    form: str = FeedForm.ICALENDAR


# Made


def calendar_of(state: FeedState) -> bytes:
    return b"".join(segments_of(state))


def segments_of(
    state: FeedState, events: QuerySet[Event] | None = None, stones: QuerySet[Tombstone] | None = None
) -> Segments:
    """The stored parts in the order of start and name; `events` and `stones` where it is a choice among all.

    A part whose bytes cannot stand in a feed is left out: it never harms its neighbours.
    """
    if events is None or stones is None:
        events, stones, brief = (
            _since_the_earliest(state, counters.shown_members(state)),
            counters.shown_emptied_names(state),
            state.brief,
        )
    else:
        fit = counters.fit_of_choice(state, events, stones)
        events = events.filter(ends_at__gte=fit.shown_from, starts_at__lte=fit.shown_to)
        stones = stones.filter(ends_at__gte=fit.shown_from, starts_at__lte=fit.shown_to)
        brief = fit.brief
    parts = _parts(events, stones)
    good = [(zone, part) for zone, part in parts if _zone_is_known(zone)]
    fragments = [part for _, part in good]
    if not _are_whole(fragments):
        good = [(zone, part) for zone, part in good if ical.is_whole(part)]
        fragments = [part for _, part in good]
    if len(good) < len(parts):
        log.error(
            "%d events of feed %s have bytes that cannot stand in it; they are left out.",
            len(parts) - len(good),
            state,
        )
    if brief:
        fragments = [ical.brief(part) for part in fragments]
    return file_of(state.name, state.colour, fragments, {zone for zone, _ in good})


def _are_whole(fragments: list[bytes]) -> bool:
    """What `ical.is_whole` asks of each part, asked of all at once.

    Each begins and ends an event, and all that is named between is one end followed at once by one beginning.
    """
    together = b"".join(fragments)
    pairs = together.count(END_AND_BEGINNING)
    return (
        all(part.startswith(ical.OPENING) and part.endswith(ical.FREE) for part in fragments)
        and b"\x00" not in together
        and together.count(b":VEVENT\r\n") == (2 * pairs + 2 if fragments else 0)
    )


def _since_the_earliest(state: FeedState, events: QuerySet[Event]) -> QuerySet[Event]:
    """The same events, asked for so that an index passes by those that were over long ago.

    A series may have begun long before what is shown of it, so only the table can say where to begin. The count is asked
    for because a least value alone makes SQLite walk an index by start until one fits: through all that is over.
    """
    if state.kind not in {FeedKind.NETWORK, FeedKind.FILTERS}:
        return events
    visibility = Visibility.PUBLIC if state.scope == FeedScope.PUBLIC else Visibility.NETWORK
    since = connection.ops.adapt_datetimefield_value(state.shown_from)
    with connection.cursor() as cursor:
        cursor.execute(EARLIEST, [visibility, since])
        earliest = cursor.fetchone()[0]
    return events if earliest is None else events.filter(starts_at__gte=moment_of(earliest))


def _parts(events: QuerySet[Event], stones: QuerySet[Tombstone]) -> list[tuple[str, bytes]]:
    events = events.order_by("starts_at", "uid")
    left = _rows(stones, "starts_at", "uid", "time_zone", "vevent")
    if not left:
        return [(zone, bytes(part)) for zone, part in _rows(events, "time_zone", "vevent")]
    rows = [*_rows(events, "starts_at", "uid", "time_zone", "vevent"), *left]
    return [(zone, bytes(part)) for _, _, zone, part in sorted(rows, key=itemgetter(0, 1))]


def _rows(rows: QuerySet[Any], *columns: str) -> list[tuple[Any, ...]]:
    """As the driver gives them: to make moments and UUIDs of a thousand rows costs more than all the rest."""
    try:
        sql, parameters = rows.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def file_of(name: str, colour: str, fragments: list[bytes], zones: set[str]) -> Segments:
    """A calendar file, in segments: what it says of itself, the events in groups, and its end."""
    about = "" if name == settings.NETWORK_NAME else settings.NETWORK_NAME
    empty = ical.calendar(name=name, description=about, fragments=(), zones=sorted(zones), colour=colour)
    return [empty.removesuffix(ical.CLOSING), *cut(fragments), ical.CLOSING]


def serves(fragment: bytes, zone_name: str) -> bool:
    """Whether stored bytes can stand in a feed."""
    return ical.is_whole(fragment) and _zone_is_known(zone_name)


@lru_cache(maxsize=1024)
def _zone_is_known(name: str) -> bool:
    try:
        vtimezone(name)
    except UnknownZone:
        return False
    return True


# Kept


def kept(place: Place, etag: str, coding: Coding) -> bytes | None:
    """The body of this tag, by one raw query. Plain bytes are unpacked, for hardly anyone asks for them."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [place.feed, place.choice, place.form, etag])
        row = cursor.fetchone()
    if row is None:
        return None
    return bytes(row[0]) if coding == Coding.GZIP else unpacked(row[0])


def keep(place: Place, etag: str, segments: Segments, *, now: datetime) -> Compressed:
    """Compress a new body, with the pieces of the one it replaces, and keep it for the next reader.

    Where many readers come at once after a change, each may do so: they make the same bytes, and the last are kept. No
    reader is refused, nor kept waiting, because a writer holds the database.
    """
    compressed = gzip_of(segments, _pieces_before(place))
    row = FeedBody(
        feed_id=place.feed,
        choice=place.choice,
        form=place.form,
        etag=etag,
        gzipped=compressed.gzipped,
        segments=compressed.lengths,
        built_at=now,
    )
    spare(lambda: _write(row, place, now=now))
    return compressed


def _write(row: FeedBody, place: Place, *, now: datetime) -> None:
    if place.choice and not _has_room(row, now=now):
        return
    FeedBody.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["feed", "choice", "form"],
        update_fields=["etag", "gzipped", "segments", "built_at"],
    )


def clear_away(*, now: datetime) -> int:
    """Forget the free choices made before the last change, or long ago; says how many."""
    gone = 0
    states = FeedState.objects.filter(bodies__choice__gt="").distinct()
    for feed, changed_at in states.values_list("pk", "changed_at"):
        old = FeedBody.objects.filter(feed=feed, choice__gt="", built_at__lt=max(changed_at, now - FRESH))
        gone += old.delete()[0]
    return gone


def _pieces_before(place: Place) -> Pieces:
    """Of the body that is there, whatever its tag: an edit leaves nearly all of it as it was."""
    rows = FeedBody.objects.filter(feed=place.feed, choice=place.choice, form=place.form)
    for gzipped, lengths in rows.values_list("gzipped", "segments"):
        return Pieces(unpacked(gzipped), Compressed(bytes(gzipped), lengths))
    return Pieces()


def _has_room(row: FeedBody, *, now: datetime) -> bool:
    """Whether one more free choice may be kept; where there are many, in the stead of the oldest that is out of date.

    Those of the present revision, with which a tag begins, stay for a day, so that a flood of choices is not a flood of
    writes.
    """
    choices = FeedBody.objects.filter(feed=row.feed_id, choice__gt="")
    if choices.filter(choice=row.choice, form=row.form).exists() or choices.count() < MOST_CHOICES:
        return True
    revision, dash, _ = row.etag.partition("-")
    old = choices.filter(~Q(etag__startswith=f"{revision}{dash}") | Q(built_at__lt=now - FRESH))
    oldest = old.order_by("built_at", "pk").values_list("pk", flat=True).first()
    return oldest is not None and FeedBody.objects.filter(pk=oldest).delete()[0] > 0
