"""One gzip member made of pieces, of which a change makes only a few anew: pure.

A gzip file of many members shows no event at all in Thunderbird and in GNOME. So the pieces are segments of one member, each
flushed so that it depends on nothing before it. Where one ends is decided by the names in it and not by counting, so that an
event more or less moves one border and not all that follow.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEVEL = 6
OPENING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""A gzip header without a name or a time, so that the same feed gives the same bytes everywhere."""
CLOSING = b"\x03\x00"
"""An empty last block."""

PARTS_A_SEGMENT = 64
NAME = 54
"""So many octets from its start, a part has said its name: `BEGIN:VEVENT`, `UID:` and the UUID."""

Segments = Sequence[bytes]
Lengths = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Compressed:
    """One gzip member, and of each of its segments the length: plain, and compressed."""

    gzipped: bytes
    lengths: Lengths


def cut(parts: Iterable[bytes]) -> list[bytes]:
    """Parts joined to segments of about sixty-four; whether a part ends one is a matter of its name alone."""
    segments: list[bytes] = []
    still_open: list[bytes] = []
    for part in parts:
        still_open.append(part)
        if zlib.crc32(part[:NAME]) % PARTS_A_SEGMENT == 0:
            segments.append(b"".join(still_open))
            still_open.clear()
    return [*segments, b"".join(still_open)] if still_open else segments


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


def pieces_of(body: bytes, compressed: Compressed) -> dict[bytes, bytes]:
    """What `gzip_of` takes as `before`: each segment of a body with its compressed piece."""
    pieces: dict[bytes, bytes] = {}
    plain_from, packed_from = 0, len(OPENING)
    for plain, packed in compressed.lengths:
        plain_to, packed_to = plain_from + plain, packed_from + packed
        pieces[body[plain_from:plain_to]] = compressed.gzipped[packed_from:packed_to]
        plain_from, packed_from = plain_to, packed_to
    return pieces


def _deflated(segment: bytes) -> bytes:
    """A piece of a deflate stream that ends on an octet and refers to nothing outside itself."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(segment) + deflate.flush(zlib.Z_FULL_FLUSH)
