"""A character nobody sees is refused in every word people write, and never reaches the calendar: one list for all."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from commonhour import characters
from commonhour.errors import BadInput
from commonhour.events import text
from commonhour.people.models import User, plain_words, readable_words
from commonhour.proposals import intake

UNSEEN = {
    "NUL": "\x00",
    "escape": "\x1b",
    "C1": "\x84",
    "soft hyphen": "\xad",
    "grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul filler": "\u3164",
    "half-width filler": "\uffa0",
    "zero width space": "\u200b",
    "right to left mark": "\u200f",
    "right to left override": "\u202e",
    "word joiner": "\u2060",
    "isolate": "\u2066",
    "byte order mark": "\ufeff",
    "annotation": "\ufff9",
    "half a surrogate": "\ud800",
    "tag": "\U000e0041",
    "no character": "\uffff",
}


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_stands_in_no_name_no_words_and_no_listing(unseen: str) -> None:
    disguised = f"Li{unseen}n"

    assert characters.UNSEEN.search(disguised)
    for refusing in (plain_words, readable_words):
        with pytest.raises(ValidationError):
            refusing(disguised)
    with pytest.raises(BadInput):
        intake.read("listing", {"title": disguised}, kind="event")
    assert text.clean(disguised).replace("\N{REPLACEMENT CHARACTER}", "") == "Lin"


@pytest.mark.parametrize("name", ["می\u200cخواهم", "👩\u200d🌾 Ada", "Zoë O'Hara-Núñez", "李", "❤️"])
def test_what_words_need_is_kept(name: str) -> None:
    plain_words(name)
    assert intake.read("listing", {"title": name}, kind="event") == {"title": name}
    assert text.clean_line(name) == name


@pytest.mark.parametrize("name", ["\u200d", "\u200c \u200d", "two\nlines", "two\u2028lines", "a\ttab"])
def test_a_name_is_one_line_with_something_to_see(name: str) -> None:
    with pytest.raises(ValidationError):
        plain_words(name)


@pytest.mark.django_db
def test_nobody_renames_themselves_into_somebody_else(ada: User) -> None:
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.patch("/api/me", {"name": "Li\u200bn\u00ad"}, content_type="application/json")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["name"])
    assert User.objects.get().name == "Ada"
