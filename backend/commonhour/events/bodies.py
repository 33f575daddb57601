"""The bodies of calendar feeds: made of stored parts, and kept compressed as they were last made."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from commonhour.events import counters, ical, parts
from commonhour.events.compression import (
    NOTHING,
    Compressed,
    Pieces,
    Segment,
    Segments,
    cut,
    gzip_of,
    plain_of,
    unpacked,
)
from commonhour.events.conditional import Coding
from commonhour.events.models import Event, FeedBody, FeedForm, FeedState, Tombstone
from commonhour.events.spare_writes import spare
from commonhour.events.timezones import UnknownZone, vtimezone

MOST_CHOICES = 100
"""How many free choices of filters are kept: strangers can make more than there is room for."""
FRESH = timedelta(days=1)
KEPT = "SELECT etag, gzipped, segments FROM events_feedbody WHERE feed_id = %s AND choice = %s AND form = %s"

log = logging.getLogger("commonhour.feeds")


@dataclass(frozen=True)
class Place:
    """Where a body is kept: whose it is, of which choice of filters, in which form."""

    feed: int
    choice: str = ""
    form: str = FeedForm.ICALENDAR


# Made


def calendar_of(state: FeedState) -> bytes:
    return plain_of(segments_of(state))


def segments_of(
    state: FeedState,
    events: QuerySet[Event] | None = None,
    tombstones: QuerySet[Tombstone] | None = None,
) -> Segments:
    """The stored parts in the order of start and name; `events` and `tombstones` where it is a choice among all.

    A part whose bytes cannot stand in a feed is left out: it never harms its neighbours.
    """
    if events is None or tombstones is None:
        found, brief = parts.shown(state), state.brief
    else:
        fit = counters.fit_of_choice(state, events, tombstones)
        events = events.filter(ends_at__gte=fit.shown_from, starts_at__lte=fit.shown_to)
        tombstones = tombstones.filter(ends_at__gte=fit.shown_from, starts_at__lte=fit.shown_to)
        found, brief = parts.among(events, tombstones), fit.brief
    zones, fragments, sizes = zip(*found, strict=True) if found else ((), (), ())
    if all(map(_zone_is_known, set(zones))) and _are_as_proven(fragments, sizes):
        made = _file_of_parts(state, set(zones), fragments, brief=brief)
        if not any(b"\x00" in segment.plain for segment in made):
            return made
    good = [(zone, part) for zone, part, _ in found if serves(part, zone)]
    if len(good) < len(found):
        log.error(
            "Feed %s leaves out events whose bytes cannot stand in it: %d.", state, len(found) - len(good)
        )
    return _file_of_parts(state, {zone for zone, _ in good}, [part for _, part in good], brief=brief)


def _file_of_parts(state: FeedState, zones: set[str], fragments: Sequence[bytes], *, brief: bool) -> Segments:
    return file_of(state.name, state.colour, [*map(ical.brief, fragments)] if brief else fragments, zones)


def _are_as_proven(fragments: Sequence[bytes], sizes: Sequence[int]) -> bool:
    """Whether each is as long as it was when it was proven, and begins and ends as an event does.

    Then nobody looks through it again, which would cost a third of all the rest.
    """
    return (
        [*map(len, fragments)] == [*sizes]
        and all(part.startswith(ical.OPENING) for part in fragments)
        and all(part.endswith(ical.FREE) for part in fragments)
    )


def file_of(name: str, colour: str, fragments: Sequence[bytes], zones: set[str]) -> Segments:
    """A calendar file, in segments: what it says of itself, the events in groups, and its end."""
    about = "" if name == settings.NETWORK_NAME else settings.NETWORK_NAME
    empty = ical.calendar(name=name, description=about, fragments=(), zones=sorted(zones), colour=colour)
    return [Segment(empty.removesuffix(ical.CLOSING)), *cut(fragments), Segment(ical.CLOSING)]


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


@dataclass(frozen=True)
class Kept:
    """A body as it was last made, and the tag it was made for."""

    etag: str
    compressed: Compressed

    def content(self, coding: Coding) -> bytes:
        """Plain bytes are unpacked, for hardly anyone asks for them."""
        gzipped = self.compressed.gzipped
        return gzipped if coding == Coding.GZIP else unpacked(gzipped)


def kept(place: Place) -> Kept | None:
    """The body that is there, by one raw query, whatever its tag: an edit leaves nearly all of it as it was."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [place.feed, place.choice, place.form])
        row = cursor.fetchone()
    return Kept(row[0], Compressed(bytes(row[1]), json.loads(row[2]))) if row else None


def keep(
    place: Place, etag: str, segments: Segments, *, before: Pieces = NOTHING, now: datetime
) -> Compressed:
    """Compress a new body, with the pieces of the one it replaces, and keep it for the next reader.

    Where many readers come at once after a change, each may do so: they make the same bytes, and the last are kept. No
    reader is refused, nor kept waiting, because a writer holds the database.
    """
    compressed = gzip_of(segments, before)
    row = FeedBody(
        feed_id=place.feed,
        choice=place.choice,
        form=place.form,
        etag=etag,
        gzipped=compressed.gzipped,
        segments=compressed.laid,
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
