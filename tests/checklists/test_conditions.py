"""Small enough to be exhaustive: every condition of two tests, over every answer to its two facts."""

from itertools import product
from typing import Any

import pytest

from commonhour.checklists.conditions import ALWAYS, NEVER, Condition, Test
from commonhour.checklists.facts import FACTS, known, missing
from tests.checklists.documents import EVERYTHING

SPEAKERS = Test("has_speakers", (True,))
OPEN = Test("audience", ("campus", "public"))
ANSWERS = list(product([True, False, None], ["campus", "public", "invited", None]))


def facts(speakers: bool | None, audience: str | None) -> dict[str, Any]:
    return known({"facts": {"has_speakers": speakers, "audience": audience}})


@pytest.mark.parametrize("speakers, audience", ANSWERS)
def test_any_holds_where_one_test_is_met(speakers: bool | None, audience: str | None) -> None:
    condition = Condition("any", (SPEAKERS, OPEN))

    assert condition.holds(facts(speakers, audience)) == (
        speakers is True or audience in ("campus", "public")
    )


@pytest.mark.parametrize("speakers, audience", ANSWERS)
def test_all_holds_where_both_tests_are_met(speakers: bool | None, audience: str | None) -> None:
    condition = Condition("all", (SPEAKERS, OPEN))

    assert condition.holds(facts(speakers, audience)) == (
        speakers is True and audience in ("campus", "public")
    )


def test_always_holds_and_never_does_not() -> None:
    assert ALWAYS.holds({})
    assert not NEVER.holds(EVERYTHING)


@pytest.mark.parametrize("mode, speakers, audience, because", [
    ("any", True, "invited", (("has_speakers", True),)),
    ("any", True, "campus", (("has_speakers", True), ("audience", "campus"))),
    ("any", False, None, (("has_speakers", False), ("audience", None))),
    ("all", True, "campus", (("has_speakers", True), ("audience", "campus"))),
    ("all", True, "invited", (("audience", "invited"),)),
])  # fmt: skip
def test_because_names_the_facts_that_decide(
    mode: Any, speakers: bool | None, audience: str | None, because: tuple[tuple[str, Any], ...]
) -> None:
    assert Condition(mode, (SPEAKERS, OPEN)).because(facts(speakers, audience)) == because


@pytest.mark.parametrize("form, live", [
    ("in_person", True), ("online", True), ("hybrid", True), ("asynchronous", False), (None, None),
])  # fmt: skip
def test_live_is_computed_from_the_format(form: str | None, live: bool | None) -> None:
    assert known({"facts": {"format": form}}).get("live") is live


@pytest.mark.parametrize("wrong", [1, 0, "yes", [], {}, 2.5, "True"])
def test_wrong_value_counts_as_not_answered(wrong: Any) -> None:
    assert known({"facts": {"alcohol": wrong, "audience": wrong, "nonsense": wrong}}) == {}


def test_live_is_never_asked_for() -> None:
    assert missing({}) == tuple(FACTS)
    assert "live" not in FACTS
    assert missing(known({"facts": EVERYTHING})) == ()
