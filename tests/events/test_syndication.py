"""The calendar for feed readers: what Atom and JSON Feed say of an event, and that they say it in the same bytes."""

import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from commonhour.events import publishing, syndication
from commonhour.events.models import Event
from tests.events.conftest import Facts, weekly

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
CHANNEL = syndication.Channel(
    name="Labour & law",
    about="Commonhour network",
    address="https://hour.example/feeds/topics/labour.atom",
    page="https://hour.example/?topic=labour",
    updated=NOW,
)

pytestmark = pytest.mark.django_db


def items() -> list[syndication.Item]:
    return syndication.items_of(Event.objects.order_by("-stamp", "uid"), "https://hour.example")


def told(facts: Facts, **changes: Any) -> tuple[dict[str, Any], ET.Element]:
    """The only event, published as said, in both formats."""
    publishing.put_on_calendar(facts(**changes), now=NOW)
    (entry,) = ET.fromstring(syndication.atom(CHANNEL, items())).findall(f"{ATOM}entry")
    (item,) = json.loads(syndication.json_feed(CHANNEL, items()))["items"]
    return item, entry


def test_both_formats_tell_when_where_and_by_whom(facts: Facts) -> None:
    item, entry = told(facts, schedule=weekly())

    event = Event.objects.get()
    assert item == {
        "id": f"urn:uuid:{event.uid}",
        "url": f"https://hour.example/events/{event.slug}",
        "title": "Know your rights at work",
        "summary": "An evening with a labour lawyer.",
        "content_html": (
            "<p>Thursday, 17 September 2026, 18:30 to 20:00 (EDT, America/New_York)<br>"
            "Every week on Thursday, 3 times.<br>Hale Library, Room 2, 12 Elm Street, Larkmoor</p>"
            "<p>An evening with a labour lawyer.</p><p>Come with <em>questions</em>.</p>\n"
        ),
        "date_published": "2026-09-01T09:00:00Z",
        "date_modified": "2026-09-01T09:00:00Z",
        "authors": [{"name": "Larkmoor Chapter"}],
        "tags": ["Talk", "Labour"],
        "language": "en",
        "_commonhour": {
            "starts_at": "2026-09-17T22:30:00Z",
            "ends_at": "2026-09-18T00:00:00Z",
            "time_zone": "America/New_York",
            "all_day": False,
            "repeats": "Every week on Thursday, 3 times.",
            "place": "Hale Library, Room 2, 12 Elm Street, Larkmoor",
            "status": "scheduled",
            "calendar_file": f"https://hour.example/events/{event.slug}.ics",
        },
    }
    assert entry.findtext(f"{ATOM}id") == item["id"]
    assert entry.findtext(f"{ATOM}title") == item["title"]
    assert entry.findtext(f"{ATOM}summary") == item["content_html"]
    assert entry.findtext(f"{ATOM}updated") == "2026-09-01T09:00:00+00:00"
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == item["tags"]


def test_a_place_that_is_not_public_is_not_told(facts: Facts) -> None:
    item, _ = told(facts, place_rule="after_sign_up", place_name="", room="", place_address="")

    assert item["_commonhour"]["place"] == "Place: shown after you sign up"


def test_a_cancelled_event_says_so_and_why(facts: Facts) -> None:
    event = publishing.put_on_calendar(facts(), now=NOW)

    publishing.cancel(event, now=NOW, reason="The room is flooded & closed.")

    (item,) = items()
    assert item.title == "Cancelled: Know your rights at work"
    assert item.html.startswith("<p>The room is flooded &amp; closed.</p>")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b", 'quote " and \u2028 end', "]]>", "שלום"]
)
def test_a_hostile_title_is_text_in_both(facts: Facts, text: str) -> None:
    item, entry = told(facts, title=f"x {text}", summary=f"s {text}")

    title = Event.objects.get().title
    assert item["title"] == entry.findtext(f"{ATOM}title") == title
    assert "<script" not in item["content_html"]


def test_an_empty_feed_changes_with_its_counter_and_not_with_the_clock() -> None:
    empty = syndication.atom(CHANNEL, [])

    assert syndication.atom(CHANNEL, []) == empty
    assert ET.fromstring(empty).findtext(f"{ATOM}updated") == "2026-09-01T09:00:00+00:00"


def test_a_feed_names_itself_and_its_page() -> None:
    feed = ET.fromstring(syndication.atom(CHANNEL, []))
    described = json.loads(syndication.json_feed(CHANNEL, []))

    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": CHANNEL.page, "self": CHANNEL.address}
    assert feed.findtext(f"{ATOM}id") == described["feed_url"] == CHANNEL.address
    assert described["home_page_url"] == CHANNEL.page
