"""Settings refuse nonsense at start, in a sentence that says what to set."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from commonhour.environment import Environment, database


@pytest.mark.parametrize(
    "read, sentence",
    [
        (lambda env: env.flag("X", "", default=False), "X is 'maybe'. Set it to yes or no."),
        (
            lambda env: env.number("X", "", default=1, least=1),
            "X is 'maybe'. Set it to a whole number of 1 or more.",
        ),
        (
            lambda env: env.choice("X", "", options=("a", "b"), default="a"),
            "X is 'maybe'. Set it to one of: a, b.",
        ),
        (
            lambda env: env.origin("X", "", default="http://localhost"),
            "X is 'maybe'. Set it to an address like https://calendar.example.org.",
        ),
    ],
)
def test_nonsense_is_refused_with_what_to_set(read: Callable[[Environment], object], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(Environment({"X": "maybe"}))

    assert str(refused.value) == sentence


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Environment({"X": "  "}).text("X", "", default="calm") == "calm"


def test_words_are_cut_at_commas() -> None:
    assert Environment({"X": "a.example, b.example,"}).words("X", "") == ["a.example", "b.example"]


@pytest.mark.parametrize("url", ["mysql://somewhere/name", "nonsense", "postgres:///"])
def test_an_unknown_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Set it to sqlite:///path/to/file or postgres://"):
        database(url)


def test_postgres_over_a_socket_folder() -> None:
    read = database("postgres:///name?host=/run/here&user=postgres")

    assert (read["NAME"], read["HOST"], read["USER"]) == ("name", "/run/here", "postgres")


def test_sqlite_waits_for_the_lock_at_the_start_of_a_transaction() -> None:
    read = database("sqlite:////var/lib/commonhour.sqlite3")

    assert read["NAME"] == "/var/lib/commonhour.sqlite3"
    assert read["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in read["OPTIONS"]["init_command"]
