"""How large a poster is set, so that it fills one page and never needs a second.

A stylesheet cannot make text fit, and no script runs to try. So lines are broken and counted here beforehand, by the widths
of letters and with room to spare, and the largest sizes that fit are chosen. All measures are hundredths of the sheet's width, as in
`poster.css`, which has the same sizes.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import ceil

TITLE_SIZES = (12.0, 9.2, 7.2, 5.8, 4.5, 3.4)
TEXT_SIZES = (2.9, 2.6, 2.35, 2.15, 1.95, 1.8, 1.65, 1.5, 1.35, 1.2, 1.1, 1.0)
READABLE = 7
"""So many of the sizes read well from an arm's length; a title shrinks before the text goes below them."""
MOST_OF_A_TITLE = 31.0
"""Higher than this, a title is set smaller before the text is."""
HEIGHTS = {"a4": 268 / 182 * 100, "letter": 250 / 187.9 * 100}
LEADING = 1.55
SPARE = 2.5

# How wide the letters from space to tilde are, in hundredths of their size: measured in the two
# faces as they are set: the text face in bold, the display face drawn together by two hundredths.
TEXT_FACE = (
    31, 30, 39, 77, 61, 97, 73, 21, 34, 34, 49, 60, 27, 37, 27, 44, 66, 44, 58, 60, 62, 61, 63, 54, 62, 57,
    27, 27, 57, 61, 57, 55, 78, 68, 64, 66, 69, 60, 57, 72, 70, 43, 56, 66, 55, 86, 72, 75, 63, 76, 65, 61,
    61, 69, 64, 89, 69, 65, 62, 34, 44, 34, 58, 40, 29, 55, 60, 51, 60, 56, 37, 59, 57, 30, 26, 56, 32, 88,
    57, 58, 60, 60, 38, 51, 38, 57, 53, 74, 54, 52, 51, 38, 25, 38, 54,
)  # fmt: skip
DISPLAY_FACE = (
    28, 32, 42, 64, 66, 104, 87, 21, 44, 44, 62, 51, 26, 44, 24, 50, 60, 53, 59, 54, 55, 54, 56, 53, 54,
    56, 24, 26, 54, 54, 54, 54, 107, 87, 76, 80, 83, 76, 73, 87, 90, 44, 61, 88, 72, 107, 88, 83, 70, 83,
    81, 67, 77, 85, 87, 119, 87, 80, 75, 33, 50, 33, 53, 54, 38, 58, 65, 55, 65, 55, 39, 61, 67, 34, 30,
    64, 33, 95, 68, 57, 65, 64, 51, 51, 37, 67, 59, 87, 60, 63, 53, 28, 28, 28, 67,
)  # fmt: skip
UNKNOWN, FULL = 66, 102
"""Letters of other alphabets come from whatever face the machine has."""


Face = tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """The texts of a poster, by where they stand."""

    title: str
    hosts: str
    lead: str
    standing: str = ""
    hours: str = ""
    also: str = ""
    place: str = ""
    facts: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    small: str = ""
    call: str = ""
    address: str = ""

    @property
    def is_tall(self) -> bool:
        """Whether the title is in letters that stand above or hang below those of ours, such as Arabic, Hindi or Thai."""
        return any(
            unicodedata.bidirectional(letter) in {"R", "AL"} or unicodedata.category(letter) in {"Mn", "Mc"}
            for letter in unicodedata.normalize("NFC", self.title)
        )


@dataclass(frozen=True)
class Sizes:
    """Which of the sizes, the largest being 0."""

    title: int
    text: int


def sizes_for(sheet: Sheet, paper: str) -> Sizes:
    """The largest title within its share, and under it the largest text with which the page stays one page."""
    room = HEIGHTS[paper] - SPARE
    first = next(
        (step for step, size in enumerate(TITLE_SIZES) if _title(sheet, size) <= MOST_OF_A_TITLE),
        len(TITLE_SIZES) - 1,
    )
    titles, texts = range(first, len(TITLE_SIZES)), range(len(TEXT_SIZES))
    steps = [*product(titles, texts[:READABLE]), *product(titles, texts[READABLE:])]
    fitting = (
        Sizes(title, text)
        for title, text in steps
        if height_of(sheet, TITLE_SIZES[title], TEXT_SIZES[text]) <= room
    )
    return next(fitting, Sizes(len(TITLE_SIZES) - 1, len(TEXT_SIZES) - 1))


def height_of(sheet: Sheet, title: float, text: float) -> float:
    top = 3.2 + _lines(sheet.hosts, text, 78) * text * LEADING
    if sheet.standing:
        top += 8 + _lines(sheet.standing, 1.6 * text, 94) * 1.6 * text * LEADING
    top += 7.6 + _title(sheet, title)
    top += _lines(sheet.lead, 1.22 * text, 92) * 1.22 * text * 1.4
    if sheet.hours:
        top += 10.4 + 11.6 + 1.2 + _lines(sheet.hours, 3.4, 100) * 3.4 * LEADING
        top += _lines(sheet.also, text, 100) * text * LEADING
        top += 1.2 + _lines(sheet.place, 1.22 * text, 100) * 1.22 * text * 1.35
    if sheet.rows:
        top += 7.6 + 1.4 + 1.3 * text * 1.2
        for row in sheet.rows:
            top += max(2, sum(_lines(words, text, 62) for words in row)) * text * 1.35 + 2.5
    return top + _foot(sheet, text)


def _title(sheet: Sheet, size: float) -> float:
    return _lines(sheet.title, size, 100, DISPLAY_FACE) * size * (1.3 if sheet.is_tall else 1.06)


def _foot(sheet: Sheet, text: float) -> float:
    code, beside = (38.0, 55.0) if not sheet.hours else (30.0, 62.0)
    way = code + 0.6 + _lines(sheet.call, text, code + 2) * text * 1.25
    facts = sum(text * LEADING + _lines(fact, text, beside) * text * 1.35 + 1 for fact in sheet.facts)
    if sheet.small:
        facts += 1.4 + _lines(sheet.small, 0.88 * text, beside) * 0.88 * text * 1.35
    return 2.8 + max(way, facts) + 2.4 + 1.7 + _lines(sheet.address, 0.95 * text, 100) * 0.95 * text * 1.3


def _lines(text: str, size: float, width: float, face: Face = TEXT_FACE) -> int:
    """How many lines a text takes at a size; none where there is no text."""
    room, space = width / size * 100, face[0]
    lines, used = 0, 0
    for word in _words(text, face):
        if lines and used + space + word <= room:
            used += space + word
        else:
            # What is longer than a line breaks anywhere, as Chinese does.
            lines += max(1, ceil(word / room))
            used = word if word <= room else int(word % room)
    return lines


@lru_cache(maxsize=1024)
def _words(text: str, face: Face) -> tuple[int, ...]:
    return tuple(sum(_width(letter, face) for letter in word) for word in text.split())


def _width(letter: str, face: Face) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return FULL
    plain = ord(unicodedata.normalize("NFD", letter)[0]) - ord(" ")
    return face[plain] if 0 <= plain < len(face) else UNKNOWN
