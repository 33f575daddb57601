"""Hints on words while someone writes. They advise: they never block, never score, and can be put aside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .definitions import Lexicon, LexiconEntry

AT_ONCE = 3

_RANKS = {"statistic": 0, "objectifying": 1, "profiling": 1}
_OTHERS = 2

SOFT = "Looks as if you question this phrase. Fine."

_SENTENCE_ENDS = re.compile(r"[.!?…]+(?=\s|$)|\n+")
_QUOTED = re.compile(
    r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|«[^»\n]{1,400}»|\u2018[^\u2019\n]{1,400}\u2019|(?<!\w)'[^'\n]{1,400}'(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Hint:
    entry: str
    start: int
    end: int
    words: str
    why: str
    instead: str
    soft: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "entry": self.entry,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "why": SOFT if self.soft else self.why,
            "instead": "" if self.soft else self.instead,
            "soft": self.soft,
        }


def hints(
    lexicon: Lexicon, text: str, allow: Iterable[str] = (), *, kept: Iterable[str] = (), more: bool = False
) -> list[Hint]:
    """At most three, the ones that can be checked first; with `more` all, also those that are often mistaken.

    `allow` adds names to the lexicon's own (a law, a book, an organization); `kept` are the entries someone
    decided to keep for this text. Never run it over a speaker's own description or a survivor's own text.
    """
    kept = frozenset(kept)
    quiet = _quiet_spans(lexicon, text, tuple(allow))
    found = [
        hint
        for entry in lexicon.entries
        if entry.id not in kept and (more or entry.confidence != "low")
        if (hint := _hint(entry, text, quiet))
    ]
    ranks = {entry.id: _RANKS.get(entry.category, _OTHERS) for entry in lexicon.entries}
    found.sort(key=lambda hint: (hint.soft, ranks[hint.entry], hint.start))
    return found if more else found[:AT_ONCE]


def _hint(entry: LexiconEntry, text: str, quiet: list[tuple[int, int]]) -> Hint | None:
    """One hint an entry: its first plain use, or else its first softened one."""
    first: Hint | None = None
    for match in entry.pattern.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        soft = any(begin <= start and end <= stop for begin, stop in quiet)
        if first is None or not soft:
            first = Hint(entry.id, start, end, match.group(), entry.why, entry.instead, soft)
        if not soft:
            break
    return first


def _quiet_spans(lexicon: Lexicon, text: str, allow: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where a phrase is named rather than used: in quotation marks, in a sentence that questions it, in a title."""
    spans = [match.span() for match in _QUOTED.finditer(text)]
    for name in (*lexicon.names, *allow):
        # As it is printed: 'save the children' in a slogan is no organization.
        spans += [match.span() for match in re.finditer(re.escape(name), text)]
    questioning = _questioning(lexicon.questioning)
    start = 0
    for end in [*(match.end() for match in _SENTENCE_ENDS.finditer(text)), len(text)]:
        if questioning.search(text, start, end):
            spans.append((start, end))
        start = end
    return spans


@lru_cache(maxsize=8)
def _questioning(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
