"""Feeds as they were last built, and how they are compressed: in pieces, of which an edit makes only one anew.

A gzip file of many members shows no event at all in Thunderbird and in GNOME, so the pieces are segments of one member,
each flushed so that it depends on nothing before it. Where one ends is decided by the names in it and not by counting, so
that an event more or less moves one border and not all that follow.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction

from commonhour.events.conditional import Coding
from commonhour.events.models import FeedBody, FeedForm, FeedState

LEVEL = 6
OPENING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""A gzip header without a name or a time, so that the same feed gives the same bytes everywhere."""
CLOSING = b"\x03\x00"
"""An empty last block."""

PARTS_A_SEGMENT = 64
NAME = 54
"""So many octets from its start, a part has said its name: `BEGIN:VEVENT`, `UID:` and the UUID."""

MOST_CHOICES = 100
"""How many free choices of filters are kept: strangers can make more than there is room for."""
FRESH = timedelta(days=1)
PATIENCE_MS = 50

Segments = Sequence[bytes]


@dataclass(frozen=True)
class Place:
    """Where a body is kept: whose it is, of which choice of filters, in which form."""

    feed: int
    choice: str = ""
    form: str = FeedForm.ICALENDAR


@dataclass(frozen=True)
class Compressed:
    """One gzip member, and the length of each of its segments: plain, and compressed."""

    gzipped: bytes
    lengths: list[tuple[int, int]]


def cut(parts: Iterable[bytes]) -> list[bytes]:
    """Parts joined to segments of about sixty-four; which part ends one is a matter of its name alone."""
    segments, open_one = [], []
    for part in parts:
        open_one.append(part)
        if zlib.crc32(part[:NAME]) % PARTS_A_SEGMENT == 0:
            segments.append(b"".join(open_one))
            open_one = []
    return [*segments, b"".join(open_one)] if open_one else segments


def gzip_of(segments: Segments, before: Mapping[bytes, bytes] | None = None) -> Compressed:
    """The segments as one gzip member; `before` holds what was compressed already."""
    known = before or {}
    pieces, checksum, length = [], 0, 0
    for segment in segments:
        pieces.append(known.get(segment) or _deflated(segment))
        checksum = zlib.crc32(segment, checksum)
        length += len(segment)
    trailer = checksum.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little")
    lengths = [(len(plain), len(piece)) for plain, piece in zip(segments, pieces, strict=True)]
    return Compressed(b"".join([OPENING, *pieces, CLOSING, trailer]), lengths)


def _deflated(segment: bytes) -> bytes:
    """A piece of a deflate stream that ends on an octet and refers to nothing outside itself."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(segment) + deflate.flush(zlib.Z_FULL_FLUSH)


def served(
    place: Place, etag: str, coding: Coding, build: Callable[[], Segments | None], *, now: datetime
) -> bytes | None:
    """The kept body where it is that of the tag; otherwise a new one, kept for the next reader.

    Where many readers come at once after a change, each may build: they make the same bytes, and the last one is kept.
    `build` answers nothing where the feed changed under its hands; then nothing is kept or served.
    """
    found = kept(place, etag, coding)
    if found is not None:
        return found
    segments = build()
    if segments is None:
        return None
    body = b"".join(segments)
    compressed = gzip_of(segments, _compressed_before(place))
    keep(place, etag, body, compressed, now=now)
    return compressed.gzipped if coding == Coding.GZIP else body


def kept(place: Place, etag: str, coding: Coding) -> bytes | None:
    """By one raw query of one column: the other one is a megabyte that nobody asked for."""
    column = "gzipped" if coding == Coding.GZIP else "body"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM events_feedbody WHERE feed_id = %s AND choice = %s AND form = %s AND etag = %s",  # noqa: S608  one of two words of ours
            [place.feed, place.choice, place.form, etag],
        )
        row = cursor.fetchone()
    return None if row is None else bytes(row[0])


def keep(place: Place, etag: str, body: bytes, compressed: Compressed, *, now: datetime) -> None:
    """Remember a body. A reader is never refused, nor kept waiting, because a writer holds the database."""
    row = FeedBody(
        feed_id=place.feed,
        choice=place.choice,
        form=place.form,
        etag=etag,
        body=body,
        gzipped=compressed.gzipped,
        segments=compressed.lengths,
        built_at=now,
    )
    with suppress(OperationalError, IntegrityError), _hardly_waiting():
        if place.choice and not _has_room(place, now=now):
            return
        FeedBody.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["feed", "choice", "form"],
            update_fields=["etag", "body", "gzipped", "segments", "built_at"],
        )


def clear_away(*, now: datetime) -> int:
    """Forget the free choices that were built before the last change, or long ago; says how many."""
    gone = 0
    for feed, changed_at in FeedState.objects.filter(bodies__choice__gt="").values_list("pk", "changed_at"):
        old = FeedBody.objects.filter(feed=feed, choice__gt="", built_at__lt=max(changed_at, now - FRESH))
        gone += old.delete()[0]
    return gone


def _compressed_before(place: Place) -> dict[bytes, bytes]:
    """The segments of the body that is there, whatever its tag: an edit leaves nearly all of them as they were."""
    row = (
        FeedBody.objects.filter(feed=place.feed, choice=place.choice, form=place.form)
        .values_list("body", "gzipped", "segments")
        .first()
    )
    if row is None:
        return {}
    body, gzipped, lengths = memoryview(row[0]), memoryview(row[1]), row[2]
    found, plain_at, packed_at = {}, 0, len(OPENING)
    for plain, packed in lengths:
        found[bytes(body[plain_at : plain_at + plain])] = bytes(gzipped[packed_at : packed_at + packed])
        plain_at, packed_at = plain_at + plain, packed_at + packed
    return found


def _has_room(place: Place, *, now: datetime) -> bool:
    """Whether one more free choice may be kept, in the stead of the oldest that is out of date if there are many.

    Those of the present revision stay for a day, so that a flood of choices is not a flood of writes.
    """
    choices = FeedBody.objects.filter(feed=place.feed, choice__gt="")
    if choices.filter(choice=place.choice, form=place.form).exists() or choices.count() < MOST_CHOICES:
        return True
    changed_at = FeedState.objects.values_list("changed_at", flat=True).get(pk=place.feed)
    old = choices.filter(built_at__lt=max(changed_at, now - FRESH)).order_by("built_at").values("pk")[:1]
    return FeedBody.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0] > 0


@contextmanager
def _hardly_waiting() -> Iterator[None]:
    """A transaction that gives up almost at once where the database is being written."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                yield
            return
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
