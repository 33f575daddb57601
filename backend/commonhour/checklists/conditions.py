"""Conditions over facts: `always`, or a list of tests of which any or all must be true."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

FactValue = str | bool


@dataclass(frozen=True, slots=True)
class Test:
    fact: str
    values: tuple[FactValue, ...]

    # pytest collects classes by this name.
    __test__ = False

    def to_json(self) -> dict[str, Any]:
        if len(self.values) == 1:
            return {self.fact: self.values[0]}
        return {self.fact: {"in": list(self.values)}}


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that is not answered fulfils no test: nothing is asked, and nothing made lighter, on a guess."""

    mode: Literal["always", "never", "any", "all"]
    tests: tuple[Test, ...] = ()

    def holds(self, facts: Mapping[str, FactValue]) -> bool:
        if self.mode == "any":
            return any(facts.get(test.fact) in test.values for test in self.tests)
        if self.mode == "all":
            return all(facts.get(test.fact) in test.values for test in self.tests)
        return self.mode == "always"

    def because(self, facts: Mapping[str, FactValue]) -> tuple[tuple[str, FactValue | None], ...]:
        """The facts that decide: the tests that were met where it holds, those that were not where it does not."""
        holds = self.holds(facts)
        return tuple(
            (test.fact, facts.get(test.fact))
            for test in self.tests
            if (facts.get(test.fact) in test.values) is holds
        )

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(test.fact for test in self.tests)

    def to_json(self) -> str | bool | dict[str, Any]:
        if self.mode == "always":
            return "always"
        if self.mode == "never":
            return False
        return {self.mode: [test.to_json() for test in self.tests]}


ALWAYS = Condition("always")
NEVER = Condition("never")
