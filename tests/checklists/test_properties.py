"""What holds for every proposal, whatever is filled in and whatever is not."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commonhour.checklists.evaluation import ACCEPTED, Report
from commonhour.checklists.facts import FACTS
from commonhour.checklists.review import LEVELS, level_for
from tests.checklists.documents import CALM, complete, every_item, judged, principles

Path = tuple[str | int, ...]

some_facts = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FACTS.items()})
some_facts_or_none = st.fixed_dictionaries(
    {name: st.sampled_from((*values, None)) for name, values in FACTS.items()}
)


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every leaf of the document outside the facts, and every list as a whole."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in ("facts", "id", "state") and (*path, key) != ("listing", "starts_at"):
                yield from places(inner, (*path, key))
        return
    yield path
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


PLACES = sorted(set(places(complete())), key=str)


def holder(document: dict[str, Any], path: Path) -> Any:
    found: Any = document
    for step in path[:-1]:
        found = found[step]
    return found


def without(document: dict[str, Any], paths: list[Path]) -> dict[str, Any]:
    """The document as someone had it before they filled these places in. A list that goes takes its rows along."""
    emptied = deepcopy(document)
    for path in sorted(paths, key=len, reverse=True):
        inner = holder(emptied, path)
        whole = isinstance(inner[path[-1]], list)
        inner[path[-1]] = [] if whole else None
    return emptied


def gap_count(report: Report) -> dict[str, int]:
    return {item.id: len(item.gaps) for item in report.applying}


@settings(max_examples=150, **CALM)
@given(facts=some_facts, missing=st.lists(st.sampled_from(PLACES), max_size=12), data=st.data())
def test_answering_never_adds_a_gap(facts: dict[str, Any], missing: list[Path], data: st.DataObject) -> None:
    full = complete(**facts)
    still = data.draw(st.lists(st.sampled_from(missing), unique=True)) if missing else []
    # A row that someone adds and leaves half empty is a new question, not an answer: rows come back whole.
    back = [path for path in missing if path not in still]
    later = [path for path in still if not any(path[: len(whole)] == whole for whole in back)]
    before = judged(without(full, missing))
    after = judged(without(full, later))

    fewer, more = gap_count(after), gap_count(before)
    assert [item for item in more if fewer[item] > more[item]] == []
    assert after.done >= before.done
    assert after.total == before.total


@settings(max_examples=100, **CALM)
@given(facts=some_facts)
def test_complete_document_has_no_gap_under_any_facts(facts: dict[str, Any]) -> None:
    report = judged(complete(**facts))

    assert report.gaps == ()
    assert report.complete
    assert report.done == report.total


@settings(max_examples=100, **CALM)
@given(facts=some_facts_or_none, missing=st.lists(st.sampled_from(PLACES), max_size=30))
def test_complete_means_nothing_holds_it_up(facts: dict[str, Any], missing: list[Path]) -> None:
    report = judged(without(complete(**facts), missing))

    required = [item for item in report.applying if not item.item.optional]
    assert report.complete == (not report.facts_missing and all(item.state in ACCEPTED for item in required))
    assert (report.gaps == ()) == all(item.state in ACCEPTED for item in required)
    assert report.done == sum(item.state in ACCEPTED for item in required)


@settings(max_examples=60, **CALM)
@given(facts=some_facts)
def test_optional_items_never_block(facts: dict[str, Any]) -> None:
    document = complete(**facts)
    for item in every_item():
        if item.optional:
            document["answers"].pop(item.id, None)

    assert judged(document).complete


@settings(max_examples=60, **CALM)
@given(first=some_facts, between=some_facts_or_none)
def test_facts_that_hide_and_show_lose_nothing(first: dict[str, Any], between: dict[str, Any]) -> None:
    document = complete(**first)
    before = judged(document).to_json()

    document["facts"] = between
    judged(document)
    document["facts"] = first

    assert judged(document).to_json() == before


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150, **CALM)
@given(paths=st.lists(st.sampled_from(PLACES), max_size=6), values=st.lists(nonsense, min_size=6, max_size=6))
def test_nonsense_in_any_place_is_a_gap_and_not_a_crash(paths: list[Path], values: list[Any]) -> None:
    document = complete()
    for path, value in zip(sorted(paths, key=len, reverse=True), values, strict=False):
        holder(document, path)[path[-1]] = value

    report = judged(document)

    assert report.complete == (report.gaps == ())


CAUTIOUS = {
    "uses_survivor_story": (False, True),
    "uses_media": (False, True),
    "minors_present": ("none", "possible", "expected"),
    "contact_with_affected_people": (False, True),
    "asks_public_to_report": (False, True),
    "audience": ("chapter_members", "invited", "campus", "network", "public"),
}


@settings(max_examples=200, **CALM)
@given(facts=some_facts_or_none, fact=st.sampled_from(sorted(CAUTIOUS)))
def test_more_at_stake_never_lowers_the_level(facts: dict[str, Any], fact: str) -> None:
    """Also against a fact that is not yet answered: silence makes no review lighter than the least careful answer."""
    ranks = [
        LEVELS.index(level_for(principles().policy, {**facts, fact: value}).name) for value in CAUTIOUS[fact]
    ]

    assert ranks == sorted(ranks)
    assert LEVELS.index(level_for(principles().policy, {**facts, fact: None}).name) >= ranks[0]
