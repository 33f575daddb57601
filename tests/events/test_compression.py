"""One gzip member made of pieces: read alike by everyone, the same from every history, and an edit makes few anew."""

import gzip
import random
import zlib
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhour.events.compression import (
    FEWEST,
    MOST,
    Compressed,
    Pieces,
    Segment,
    Segments,
    cut,
    gzip_of,
    plain_of,
)


class Counting(Pieces):
    """Pieces that know how many were asked for and not found."""

    missed = 0

    def of(self, segment: Segment) -> bytes | None:
        found = super().of(segment)
        self.missed += found is None
        return found


def parts(number: int, seed: int = 0) -> list[bytes]:
    chance = random.Random(seed)  # noqa: S311  not a secret: the same parts in every run
    return [part(UUID(int=chance.getrandbits(128)), f"Evening {each}") for each in range(number)]


def part(uid: UUID, title: str) -> bytes:
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n".encode()


def whole(parts: list[bytes]) -> Segments:
    return [Segment(b"BEGIN:VCALENDAR\r\n"), *cut(parts), Segment(b"END:VCALENDAR\r\n")]


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_everything_comes_back_from_exactly_one_member(plain: list[bytes]) -> None:
    body, compressed = b"".join(plain), gzip_of([Segment(each) for each in plain])

    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    read = reader.decompress(compressed.gzipped)

    assert (read, reader.eof, reader.unused_data) == (body, True, b"")
    assert gzip.decompress(compressed.gzipped) == body


def test_nothing_of_the_moment_or_the_machine_is_in_it() -> None:
    compressed = gzip_of(whole(parts(3)))

    assert compressed.gzipped[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_change_of_one_part_compresses_few_segments_anew(change: str) -> None:
    before = parts(2_000)
    compressed = gzip_of(whole(before))
    anew = []
    for place in range(0, 2_000, 40):
        after = list(before)
        if change == "edit":
            after[place] = after[place].replace(b"Evening", b"Morning")
        elif change == "add":
            after.insert(place, part(UUID(int=place), "New"))
        else:
            del after[place]
        known = Counting(compressed)

        made_of_pieces = gzip_of(whole(after), known)

        assert made_of_pieces == gzip_of(whole(after))
        anew.append(known.missed)

    assert {"edit": max(anew) == 1, "add": max(anew) <= 4, "remove": max(anew) <= 4}[change]
    assert sum(anew) / len(anew) < 2


def test_segment_that_is_the_beginning_of_an_old_one_is_made_anew() -> None:
    before = parts(10)
    compressed = gzip_of(whole(before))

    shorter = whole(before[:-1])

    assert gzip_of(shorter, Pieces(compressed)) == gzip_of(shorter)


@pytest.mark.parametrize("number", [0, 1, 23, 24, 500, 5_000])
def test_segments_hold_every_part_in_order_and_none_grows_long(number: int) -> None:
    given = parts(number)

    segments = cut(given)

    assert plain_of(segments) == b"".join(given)
    counts = [segment.plain.count(b"BEGIN:VEVENT") for segment in segments]
    assert all(FEWEST <= count <= MOST for count in counts[:-1])
    assert number < 500 or 36 <= number / len(counts) <= 60


def test_where_it_is_cut_hangs_on_names_and_not_on_what_they_say() -> None:
    given = parts(500)
    changed = [each.replace(b"Evening", b"A much longer title for the evening") for each in given]

    counts = [[one.plain.count(b"BEGIN:VEVENT") for one in cut(each)] for each in (given, changed)]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("lost", [b"", b"\x00"], ids=["shorter", "longer"])
def test_pieces_that_do_not_fill_their_member_are_not_used(lost: bytes) -> None:
    segments = whole(parts(3))
    compressed = gzip_of(segments)
    damaged = Compressed(compressed.gzipped[:-1] if not lost else compressed.gzipped + lost, compressed.laid)

    assert not any(Pieces(damaged).of(segment) for segment in segments)
    assert gzip_of(segments, Pieces(damaged)) == compressed
