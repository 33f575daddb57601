"""What is said about a part of a calendar file that was not taken over as it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commonhour.events import text

MOST_NOTES = 40
LONGEST_REST = 8_000


class Fate(StrEnum):
    """What became of the part."""

    LEFT_OUT = "left_out"
    CHANGED = "changed"
    CHECK = "check"


@dataclass(frozen=True)
class Note:
    """One part, in a plain sentence. `rest` is what was not taken over, so that it can be copied by hand."""

    fate: Fate
    sentence: str
    rest: str = ""


class Notes(list[Note]):
    """Notes in the order in which they were found, each once."""

    def left_out(self, sentence: str, rest: str = "") -> None:
        self._add(Fate.LEFT_OUT, sentence, rest)

    def changed(self, sentence: str, rest: str = "") -> None:
        self._add(Fate.CHANGED, sentence, rest)

    def check(self, sentence: str, rest: str = "") -> None:
        self._add(Fate.CHECK, sentence, rest)

    def _add(self, fate: Fate, sentence: str, rest: str) -> None:
        note = Note(fate, sentence, text.clean(rest[:LONGEST_REST]))
        if note not in self and len(self) < MOST_NOTES:
            self.append(note)


def shown(value: str, most: int = 60) -> str:
    """A piece of the file, fit to stand in a sentence."""
    words = text.clean_line(value[: most * 4])
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def counted(number: int, one: str, several: str = "") -> str:
    """One of a thing, or several: "1 reminder", "12 reminders"."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def listed(words: Iterable[str]) -> str:
    """Words in a row: "a, b and c"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last
