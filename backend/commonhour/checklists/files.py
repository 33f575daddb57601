"""One mapping of a checklist file, read key by key, with every fault noted on the way."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from .conditions import ALWAYS, NEVER, Condition, Test
from .definitions import Option
from .facts import ALL_FACTS

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Fault:
    file: str
    line: int
    item: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}{f', {self.item}' if self.item else ''}: {self.what} {self.mend}"


class ChecklistFaults(Exception):
    """The files cannot be used. Every fault found is listed, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join((f"The checklists have {count}.", *map(str, self.faults))))


class Reader:
    """One mapping of a file, read key by key. What is wrong is noted and reading goes on with a harmless value.

    A key nobody asked for by the time of `close` is unknown.
    """

    def __init__(
        self,
        node: object,
        *,
        file: str,
        faults: list[Fault],
        item: str = "",
        line: int = 1,
        what: str = "the file",
    ) -> None:
        self.file, self.faults, self.item, self.what = file, faults, item, what
        self.line = line
        self.asked: list[str] = []
        self.node: Mapping[Any, Any] = {}
        if isinstance(node, Mapping):
            self.node = node
        else:
            self.fault(f"{what} is {_name_of(node)}, not a mapping.", "Write keys and values.")

    def fault(self, what: str, mend: str, key: str | None = None) -> None:
        self.faults.append(Fault(self.file, self.line_of(key), self.item, what, mend))

    def line_of(self, key: str | None = None) -> int:
        """Line of a key, counted from 1; without positions (a stored copy) that of nothing."""
        positions = getattr(self.node, "lc", None)
        if positions is None:
            return 0
        if key is not None and positions.data and key in positions.data:
            return int(positions.data[key][0]) + 1
        return self.line

    def has(self, key: str) -> bool:
        return key in self.node

    def value(self, key: str, *, needed: bool = True) -> Any:
        self.asked.append(key)
        if key not in self.node:
            if needed:
                self.fault(f"{self.what} has no '{key}'.", f"Add '{key}:'.")
            return None
        found = self.node[key]
        if found is None:
            self.fault(f"'{key}' of {self.what} is empty.", "Write a value, or remove the key.", key)
        return found

    def text(self, key: str, *, needed: bool = True) -> str:
        found = self.value(key, needed=needed)
        if found is None:
            return ""
        if isinstance(found, str) and found.strip():
            return str(found).strip()
        self.fault(f"'{key}' is {_name_of(found)}, not a text.", "Write a text; put it in quotes.", key)
        return ""

    def whole(self, key: str, *, needed: bool = True, least: int = 0, default: int = 0) -> int:
        found = self.value(key, needed=needed)
        if found is None:
            return default
        if isinstance(found, int) and not isinstance(found, bool) and found >= least:
            return int(found)
        self.fault(
            f"'{key}' is {_name_of(found)}, not a whole number.",
            f"Write a whole number from {least} up.",
            key,
        )
        return default

    def flag(self, key: str) -> bool:
        found = self.value(key, needed=False)
        if found is None:
            return False
        if isinstance(found, bool):
            return found
        self.fault(f"'{key}' is {_name_of(found)}, not true or false.", "Write true or false.", key)
        return False

    def word(self, key: str, words: Sequence[Word], *, default: Word, needed: bool = True) -> Word:
        found = self.value(key, needed=needed)
        if found is None:
            return default
        for word in words:
            if found == word and isinstance(found, str):
                return word
        self.fault(f"'{key}' is '{found}'.", f"Choose one of {listed(words)}.{nearest(found, words)}", key)
        return default

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        found = self.value(key, needed=needed)
        if found is None:
            return ()
        if isinstance(found, list) and found and all(isinstance(one, str) for one in found):
            return tuple(str(one) for one in found)
        self.fault(f"'{key}' is not a list of texts.", "Write a list such as [one, two].", key)
        return ()

    def inside(self, key: str, *, needed: bool = True) -> "Reader | None":
        found = self.value(key, needed=needed)
        if found is None:
            return None
        return self._reader(found, self.line_of(key), f"'{key}'")

    def rows(self, key: str, *, what: str, name: str = "id", needed: bool = True) -> list["Reader"]:
        """A list of mappings; each carries its own id into the faults found in it."""
        found = self.value(key, needed=needed)
        if found is None:
            return []
        if not isinstance(found, list) or not found:
            self.fault(f"'{key}' is not a list.", "Write a list with at least one entry.", key)
            return []
        positions = getattr(found, "lc", None)
        readers = []
        for number, row in enumerate(found):
            line = positions.data[number][0] + 1 if positions is not None and positions.data else 0
            row_id = row.get(name) if isinstance(row, Mapping) else None
            reader = self._reader(row, line, what)
            reader.item = str(row_id) if isinstance(row_id, str) and not self.item else self.item
            readers.append(reader)
        return readers

    def labels(self, key: str, *, needed: bool = True) -> tuple[Option, ...]:
        """A mapping of stored value to the words people see."""
        found = self.value(key, needed=needed)
        if found is None:
            return ()
        if not isinstance(found, Mapping) or not found:
            self.fault(
                f"'{key}' is not a mapping.", 'Write the value and its words: {"yes": "yes, all"}.', key
            )
            return ()
        options = []
        for value, label in found.items():
            if isinstance(value, str) and isinstance(label, str) and label.strip():
                options.append(Option(str(value), str(label)))
                continue
            self.fault(
                f"'{key}' holds {value!r}: {label!r}.", "Write both as texts, in quotes where needed.", key
            )
        return tuple(options)

    def condition(self, key: str, *, needed: bool = True, absent: Condition = NEVER) -> Condition:
        found = self.value(key, needed=needed)
        if found is None:
            return absent
        if found == "always" or found is True:
            return ALWAYS
        if found is False:
            return NEVER
        reader = self._reader(found, self.line_of(key), f"the condition '{key}'")
        if not isinstance(found, Mapping):
            return absent
        mode = "any" if reader.has("any") else "all"
        tests = [test for row in reader.rows(mode, what="a test") if (test := _test(row))]
        reader.close()
        return Condition(cast(Any, mode), tuple(tests))

    def close(self) -> None:
        for key in self.node:
            if key in self.asked:
                continue
            mend = nearest(key, self.asked).strip() or f"Remove it; {self.what} knows {listed(self.asked)}."
            self.fault(f"{self.what} has an unknown key '{key}'.", mend, key)

    def _reader(self, node: object, line: int, what: str) -> "Reader":
        return Reader(node, file=self.file, faults=self.faults, item=self.item, line=line, what=what)


def _test(row: Reader) -> Test | None:
    if len(row.node) != 1:
        if row.node:
            row.fault("A test names more than one fact.", "Write one {fact: value} for each test.")
        return None
    (fact, wanted), *_ = row.node.items()
    if fact not in ALL_FACTS:
        row.fault(
            f"There is no fact '{fact}'.", f"Choose one of {listed(ALL_FACTS)}.{nearest(fact, ALL_FACTS)}"
        )
        return None
    values: list[Any] = [wanted]
    if isinstance(wanted, Mapping):
        inner = wanted.get("in")
        if set(wanted) != {"in"} or not isinstance(inner, list) or not inner:
            row.fault(
                f"The test on '{fact}' is not clear.", "Write {fact: value} or {fact: {in: [one, two]}}."
            )
            return None
        values = list(inner)
    allowed = ALL_FACTS[fact]
    for value in values:
        # 1 == True: compare types too, so that a count cannot pass for a yes.
        if not any(value == one and isinstance(value, type(one)) for one in allowed):
            row.fault(
                f"The fact '{fact}' is never '{value}'.",
                f"Choose one of {listed(allowed)}.{nearest(value, allowed)}",
            )
            return None
    return Test(str(fact), tuple(str(value) if isinstance(value, str) else bool(value) for value in values))


def _name_of(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"{'true' if value else 'false'}"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"'{value}'"


def listed(words: Iterable[object]) -> str:
    return ", ".join(str(word).lower() if isinstance(word, bool) else str(word) for word in words)


def nearest(word: object, words: Iterable[object]) -> str:
    close = difflib.get_close_matches(str(word), [str(one) for one in words], n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
