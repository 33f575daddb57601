"""Hints advise: few at once, softly where a phrase is only named, and never on what someone kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhour.checklists.language import SOFT, Hint, hints
from tests.checklists.documents import CALM, principles

LEXICON = principles().lexicon


def found(text: str, *allow: str, more: bool = False) -> list[tuple[str, bool]]:
    return [(hint.entry, hint.soft) for hint in hints(LEXICON, text, allow, more=more)]


def test_hint_says_what_was_noticed_where_why_and_what_to_say_instead() -> None:
    (hint,) = hints(LEXICON, "Help us rescue girls")

    entry = LEXICON.entry("rescue")
    assert hint == Hint("rescue", 8, 14, "rescue", entry.why, entry.instead, soft=False)


@pytest.mark.parametrize("text, soft", [
    ("Break the chains", False),
    ("Why we never say 'break the chains'", True),
    ('A talk on the phrase "break the chains"', True),
    ("A talk on the phrase “break the chains”", True),
    ("A talk on the phrase \u2018break the chains\u2019", True),
    ("Break the chains: a myth", True),
    ("Pictures of work instead of people in chains", True),
    ("Break the chains. A talk about a myth.", False),  # another sentence
    ("It's our students' turn to break the chains, isn't it", False),  # apostrophes are no quotation marks
    ("Mythical heroes break the chains", False),  # a part of a word is no word
])  # fmt: skip
def test_phrase_that_is_quoted_or_questioned_is_only_hinted_at_softly(text: str, soft: bool) -> None:
    assert found(text) == [("chains-images", soft)]


def test_soft_hint_says_that_it_is_fine() -> None:
    (hint,) = hints(LEXICON, "The myth of people in chains")

    assert hint.to_json() | {"start": 0, "end": 0} == {
        "entry": "chains-images",
        "start": 0,
        "end": 0,
        "words": "in chains",
        "why": SOFT,
        "instead": "",
        "soft": True,
    }


@pytest.mark.parametrize("text, allow, wanted", [
    ("A speaker from Save the Children", (), [("conspiracy-tags", True)]),
    ("March to save the children", (), [("conspiracy-tags", False)]),
    ("A tour of Rescue House", (), [("rescue", False)]),
    ("A tour of Rescue House", ("Rescue House",), [("rescue", True)]),
])  # fmt: skip
def test_names_are_hinted_at_softly(
    text: str, allow: tuple[str, ...], wanted: list[tuple[str, bool]]
) -> None:
    assert found(text, *allow) == wanted


def test_plain_use_counts_where_both_stand_in_a_text() -> None:
    assert found("Some say 'rescue'. We rescue girls.") == [("rescue", False)]


EVERYTHING_AT_ONCE = (
    "Be a hero and rescue helpless girls from monsters who prey on children. Spot the signs in massage parlors."
    " 300,000 children are trafficked every year, a $150 billion industry. Hear the shocking true story of sex slaves."
)


def test_three_at_most_and_figures_first() -> None:
    assert found(EVERYTHING_AT_ONCE) == [("stat-300k", False), ("stat-150bn", False), ("massage", False)]


def test_more_shows_all_of_them_and_those_that_are_often_mistaken() -> None:
    shown = [entry for entry, _ in found(EVERYTHING_AT_ONCE, more=True)]

    assert shown[:5] == ["stat-300k", "stat-150bn", "spot-victims", "massage", "sex-slave"]
    assert set(shown[5:]) == {"be-a-hero", "rescue", "helpless", "monsters", "predators", "shocking"}


def test_low_confidence_is_shown_only_on_request() -> None:
    assert found("Modern-day slavery 101") == []
    assert found("Modern-day slavery 101", more=True) == [("modern-slavery", False)]


def test_soft_hints_do_not_crowd_out_plain_ones() -> None:
    text = "The myth of 300,000 children, of $150 billion, of the average age of 13. We rescue girls."

    assert found(text)[0] == ("rescue", False)


def test_kept_hint_does_not_come_back() -> None:
    assert hints(LEXICON, "Help us rescue girls", kept=["rescue"]) == []


def test_same_entry_is_shown_once() -> None:
    assert found("Rescue, rescue, rescue!") == [("rescue", False)]


@settings(**CALM)
@given(st.text(max_size=300))
def test_hint_always_points_at_its_words(text: str) -> None:
    for hint in hints(LEXICON, text, more=True):
        assert text[hint.start : hint.end] == hint.words != ""
