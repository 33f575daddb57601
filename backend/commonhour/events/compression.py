"""One gzip member made of pieces, of which a change makes only a few anew: pure.

A gzip file of many members shows no event at all in Thunderbird and in GNOME. So the pieces are segments of one member, each
flushed so that it depends on nothing before it. Where one ends is decided by the names in it and not by counting, so that an
event more or less moves one border and not all that follow.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

LEVEL = 6
"""Of every gzip we send: another would give the same document other bytes."""
OPENING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""A gzip header without a name or a time, so that the same feed gives the same bytes everywhere."""
CLOSING = b"\x03\x00"
"""An empty last block."""
TRAILER = 8
"""So many octets of checksum and length end a member (RFC 1952 2.3.1)."""

FEWEST, USUAL, MOST = 24, 24, 96
"""A segment has at least so many parts, then about so many more, and never more than that."""
NAME = 54
"""So many octets from its start, a part has said its name: `BEGIN:VEVENT`, `UID:` and the UUID."""

Laid = Sequence[Sequence[Any]]
"""The digest of each segment of a member, and how many octets it takes there."""


@dataclass(frozen=True)
class Segment:
    """Plain bytes, and the digest by which they are found again."""

    plain: bytes

    @cached_property
    def digest(self) -> str:
        return sha256(self.plain).hexdigest()


Segments = Sequence[Segment]


@dataclass(frozen=True)
class Compressed:
    """One gzip member, and where its segments lie in it."""

    gzipped: bytes
    laid: Laid = ()


class Pieces:
    """The compressed pieces of a body made before, found by what they hold."""

    def __init__(self, compressed: Compressed | None = None) -> None:
        self._gzipped, laid = (compressed.gzipped, compressed.laid) if compressed else (b"", ())
        self._found: dict[str, tuple[int, int]] = {}
        begins = len(OPENING)
        for digest, length in laid:
            self._found[digest] = (begins, begins + length)
            begins += length
        if begins + len(CLOSING) + TRAILER != len(self._gzipped):
            self._found = {}

    def of(self, segment: Segment) -> bytes | None:
        """The piece of exactly these bytes."""
        found = self._found.get(segment.digest)
        return self._gzipped[found[0] : found[1]] if found else None


NOTHING = Pieces()


def plain_of(segments: Segments) -> bytes:
    return b"".join(segment.plain for segment in segments)


def cut(parts: Sequence[bytes]) -> list[Segment]:
    """Parts joined to segments; which part ends one is a matter of its name, as far as the limits let it."""
    segments, begins = [], 0
    while begins < len(parts):
        ends = begins + FEWEST
        last = min(begins + MOST, len(parts))
        while ends < last and zlib.crc32(parts[ends - 1][:NAME]) % USUAL:
            ends += 1
        segments.append(Segment(b"".join(parts[begins:ends])))
        begins = ends
    return segments


def gzip_of(segments: Segments, before: Pieces = NOTHING) -> Compressed:
    """The segments as one gzip member, taking the pieces that were compressed before."""
    pieces, checksum, length = [], 0, 0
    for segment in segments:
        pieces.append(before.of(segment) or _deflated(segment.plain))
        checksum = zlib.crc32(segment.plain, checksum)
        length += len(segment.plain)
    trailer = checksum.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little")
    laid = [(segment.digest, len(piece)) for segment, piece in zip(segments, pieces, strict=True)]
    return Compressed(b"".join([OPENING, *pieces, CLOSING, trailer]), laid)


@lru_cache(maxsize=4)  # a feed changes seldom, and a calendar app that takes plain bytes is not the only one
def unpacked(gzipped: bytes) -> bytes:
    # The member says at its end how long it is: room made at once takes half the time of room that grows.
    length = int.from_bytes(gzipped[-4:], "little")
    return zlib.decompress(gzipped, wbits=zlib.MAX_WBITS | 16, bufsize=length + 1)


def _deflated(plain: bytes) -> bytes:
    """A piece of a deflate stream that ends on an octet and refers to nothing outside itself."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)
