"""One gzip member made of pieces, of which a change makes only a few anew: pure.

A gzip file of many members shows no event at all in Thunderbird and in GNOME. So the pieces are segments of one member, each
flushed so that it depends on nothing before it. Where one ends is decided by the names in it and not by counting, so that an
event more or less moves one border and not all that follow.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEVEL = 6
OPENING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""A gzip header without a name or a time, so that the same feed gives the same bytes everywhere."""
CLOSING = b"\x03\x00"
"""An empty last block."""

FEWEST, USUAL, MOST = 24, 24, 96
"""A segment has at least so many parts, then about so many more, and never more than that."""
NAME = 54
"""So many octets from its start, a part has said its name: `BEGIN:VEVENT`, `UID:` and the UUID."""

Segments = Sequence[bytes]
Lengths = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Compressed:
    """One gzip member, and of each of its segments the length: plain, and compressed."""

    gzipped: bytes
    lengths: Lengths = ()


NOTHING = Compressed(b"")


class Pieces:
    """The compressed pieces of a body made before, found by the plain bytes they hold."""

    def __init__(self, body: bytes = b"", compressed: Compressed = NOTHING) -> None:
        self._body, self._gzipped = body, compressed.gzipped
        self._found: dict[bytes, tuple[int, int, int, int]] = {}
        plain_from, packed_from = 0, len(OPENING)
        for plain, packed in compressed.lengths:
            name = body[plain_from : plain_from + min(plain, NAME)]
            self._found[name] = (plain_from, plain, packed_from, packed)
            plain_from, packed_from = plain_from + plain, packed_from + packed

    def of(self, segment: bytes) -> bytes | None:
        """The piece of exactly these bytes. They are compared, for a digest of a megabyte costs more than that."""
        plain_from, plain, packed_from, packed = self._found.get(segment[:NAME], (0, -1, 0, 0))
        if plain != len(segment) or not self._body.startswith(segment, plain_from):
            return None
        return self._gzipped[packed_from : packed_from + packed]


def cut(parts: Iterable[bytes]) -> list[bytes]:
    """Parts joined to segments; which part ends one is a matter of its name, as far as the limits let it."""
    segments: list[bytes] = []
    still_open: list[bytes] = []
    for part in parts:
        still_open.append(part)
        length = len(still_open)
        if (length >= FEWEST and zlib.crc32(part[:NAME]) % USUAL == 0) or length == MOST:
            segments.append(b"".join(still_open))
            still_open = []
    return [*segments, b"".join(still_open)] if still_open else segments


def gzip_of(segments: Segments, before: Pieces | None = None) -> Compressed:
    """The segments as one gzip member, taking the pieces that were compressed before."""
    known = before or Pieces()
    pieces, checksum, length = [], 0, 0
    for segment in segments:
        pieces.append(known.of(segment) or _deflated(segment))
        checksum = zlib.crc32(segment, checksum)
        length += len(segment)
    trailer = checksum.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little")
    lengths = [(len(plain), len(piece)) for plain, piece in zip(segments, pieces, strict=True)]
    return Compressed(b"".join([OPENING, *pieces, CLOSING, trailer]), lengths)


def unpacked(gzipped: bytes | memoryview) -> bytes:
    # The member says at its end how long it is: room made at once takes half the time of room that grows.
    length = int.from_bytes(gzipped[-4:], "little")
    return zlib.decompress(gzipped, wbits=zlib.MAX_WBITS | 16, bufsize=length + 1)


def _deflated(segment: bytes) -> bytes:
    """A piece of a deflate stream that ends on an octet and refers to nothing outside itself."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(segment) + deflate.flush(zlib.Z_FULL_FLUSH)
