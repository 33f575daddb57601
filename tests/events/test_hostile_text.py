"""Hostile text in every public field: kept as harmless text, in the feed, in the page and in the API."""

import json
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from commonhour.events import program_publishing, publishing
from commonhour.events.choices import Shown
from commonhour.events.public import LINES, PARAGRAPHS, NotPublishable
from tests.events.conftest import Facts, ProgramFacts, read_back
from tests.events.test_ical import HOSTILE

SHORT = [value for value in HOSTILE if len(value) < 100]
UNSEEN = "\x00\x0b\x0c\x1b\x7f\x85\u2028\u2029\u202e\u2066\u061c\ufeff\ud800\udfff\r"


class Elements(HTMLParser):
    """The elements and attributes a page really has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, " ".join(sorted(name for name, _ in attributes))))
        for name, value in attributes:
            assert not name.startswith("on")
            assert not (
                name in {"href", "src"} and (value or "").lower().lstrip().startswith(("javascript", "data"))
            )


def elements(html: str) -> list[tuple[str, str]]:
    reader = Elements()
    reader.feed(html)
    return reader.found


def everywhere(words: str, facts: Facts) -> Any:
    """Facts that carry these words in every public text there is."""
    return facts(
        title=f"t {words}",
        summary=words,
        description=words,
        place_rule=Shown.PUBLIC,
        place_name=words,
        room=words,
        place_address=words,
        directions=words,
        cost_note=words,
        access_contact=words,
        content_note=words,
        picture_alt=words,
        online_link=words,
        link_rule="public",
        picture_link=words,
        format="hybrid",
        roles=[{"id": "r", "name": f"r {words}", "duties": words, "open": True}],
        speakers=[{"display_name": f"s {words}", "self_description": words, "topic": words}],
        actions=[{"act": f"a {words}", "where": words, "on": words[:40]}],
        partners=[{"name": f"p {words}", "does": words}],
        figures=[
            {
                "text": words,
                "source_title": words,
                "source_link": words,
                "year_of_data": words[:20],
                "limits": words,
            }
        ],
        principles={"checklists": [{"id": words, "note": [words]}]},
    )


@pytest.mark.parametrize("words", SHORT)
def test_hostile_words_stay_words(words: str, facts: Facts, client: Client, now: datetime) -> None:
    harmless = publishing.put_on_calendar(everywhere("plain", facts), now=now)
    expected = elements(client.get(f"/events/{harmless.slug}").content.decode())
    wanted = everywhere(words, facts)

    event = publishing.put_on_calendar(wanted, now=now)
    publishing.cancel(event, reason=words, now=now)

    assert publishing.facts_of(event).digest == wanted.digest
    page = client.get(f"/events/{event.slug}").content.decode()
    answer = client.get(f"/api/events/{event.slug}")
    feed = client.get("/feeds/network.ics").content
    found = [
        tag for tag in elements(page) if tag[0] in {"script", "iframe", "img", "style", "form", "object"}
    ]
    assert found == [
        tag for tag in expected if tag[0] in {"script", "iframe", "img", "style", "form", "object"}
    ]
    assert len(read_back(feed)) == 2
    for said in (page, json.dumps(answer.json(), ensure_ascii=False), feed.decode().replace("\r\n", "\n")):
        assert not set(said) & set(UNSEEN)
    script = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(script)["name"] == event.title


@pytest.mark.parametrize(
    "field", ["title", "summary", "description", "place_name", "room", "directions", "content_note"]
)
def test_text_that_is_too_long_is_refused_with_its_length(field: str, facts: Facts) -> None:
    most = {**LINES, **PARAGRAPHS}[field]

    with pytest.raises(NotPublishable) as refusal:
        facts(**{field: "a" * (most + 1)})

    assert refusal.value.facts["fields"] == {field: [f"At most {most} characters; these are {most + 1}."]}


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"secret": "x"}, "secret"),
        ({"roles": [{"id": "a", "name": "b", "holder": "Ada"}]}, "roles.holder"),
        ({"speakers": [{"display_name": "A", "legal_name": "B"}]}, "speakers.legal_name"),
        ({"partners": [{"name": "A", "contact": "b@example.org"}]}, "partners.contact"),
        ({"title": None}, "title"),
        ({"title": "  \u200e "}, "title"),
        ({"title": ["a"]}, "title"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"visibility": "everyone"}, "visibility"),
        ({"visibility": None}, "visibility"),
        ({"event_type": "party"}, "event_type"),
        ({"language": "klingon!"}, "language"),
        ({"topics": "labour"}, "topics"),
        ({"access_features": ["lift"]}, "access_features"),
        ({"access_request_by": "soon"}, "access_request_by"),
        ({"cohosts": ["not-an-id"]}, "cohosts"),
        ({"views_line": "yes"}, "views_line"),
        ({"roles": [{"id": "a", "name": "b", "how_many": -1}]}, "roles.0.how_many"),
        ({"roles": [{"id": "a", "name": "b", "hours": True}]}, "roles.0.hours"),
        ({"roles": [{"id": "a", "name": "b", "kind": "boss"}]}, "roles.0.kind"),
        ({"roles": [{"id": "a", "name": "b"}] * 2}, "roles"),
        ({"roles": [{"name": "b"}]}, "roles"),
        ({"actions": [{"act": "x", "expected": 1.5}]}, "actions.0.expected"),
        ({"principles": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}, "principles"),
        ({"principles": {"a": "x" * 50_000}}, "principles"),
        ({"schedule": {"starts_at": "2026-09-17T18:30"}}, "schedule.time_zone"),
        ({"place_rule": "from_host"}, "place_rule"),
        ({"online_link": "https://example.org/meet"}, "link_rule"),
    ],
)
def test_what_is_not_of_its_kind_is_refused_by_name(
    changes: dict[str, Any], field: str, facts: Facts
) -> None:
    with pytest.raises(NotPublishable) as refusal:
        facts(**changes)

    assert field in refusal.value.facts["fields"]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "//evil.example", "data:text/html,x", "ftp://a", "https://a b", "\\\\a", "x"],
)
def test_link_that_no_browser_should_follow_is_dropped(link: str, facts: Facts) -> None:
    assert facts(picture_link=link).picture_link == ""


def test_program_text_is_cleaned_as_an_events_is(
    program_facts: ProgramFacts, client: Client, now: datetime
) -> None:
    words = "a\r\nb\x00\u202e<script>alert(1)</script>"

    program = program_publishing.put_on_calendar(
        program_facts(title=words, description=words, summary=words), now=now
    )

    page = client.get(f"/programs/{program.slug}").content.decode()
    assert program.title == "a b<script>alert(1)</script>"
    assert "<script>" not in page
    assert not set(page) & set(UNSEEN)
