"""What the served HTML says before any script runs, and to whom it says nothing."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhour.events import assets, program_publishing, publishing
from commonhour.people.models import Chapter, User
from tests.events.conftest import Facts, ProgramFacts, weekly

Browser = Callable[[User | None], Client]

MANIFEST = {
    "src/main.tsx": {
        "file": "assets/main-a1b2c3d4.js",
        "imports": ["_react.js"],
        "css": ["assets/main-x.css"],
    },
    "src/app/theme.ts": {"file": "assets/theme-00000000.js"},
    "src/features/participation/EventPage.tsx": {
        "file": "assets/EventPage-11111111.js",
        "imports": ["_react.js"],
        "css": ["assets/event-z.css"],
    },
    "_react.js": {"file": "assets/react-e5f6a7b8.js", "css": ["assets/kit-y.css"]},
}


@pytest.fixture
def _built(settings: Any, tmp_path: Path) -> None:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    settings.FRONTEND_BUILD = tmp_path


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("commonhour.http.now", lambda: now)


def structured(html: str) -> Any:
    return json.loads(html.split('<script type="application/ld+json">')[1].split("</script>", maxsplit=1)[0])


@pytest.mark.usefixtures("_built", "db")
def test_shell_links_the_build_by_its_hashed_names(client: Client) -> None:
    html = client.get("/").content.decode()

    assert '<script type="module" src="/static/assets/main-a1b2c3d4.js"></script>' in html
    assert '<link rel="modulepreload" href="/static/assets/react-e5f6a7b8.js">' in html
    assert [line.strip() for line in html.splitlines() if "stylesheet" in line] == [
        '<link rel="stylesheet" href="/static/assets/kit-y.css">',
        '<link rel="stylesheet" href="/static/assets/main-x.css">',
    ]
    assert '<script src="/static/assets/theme-00000000.js"></script>' in html
    assert html.index("theme-00000000.js") < html.index("stylesheet")


@pytest.mark.usefixtures("_built")
def test_a_public_page_brings_the_part_that_draws_it(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    html = client.get(f"/events/{event.slug}").content.decode()

    assert '<link rel="modulepreload" href="/static/assets/EventPage-11111111.js">' in html
    assert '<link rel="stylesheet" href="/static/assets/event-z.css">' in html


def test_shell_without_a_build_is_still_a_page(
    settings: Any, tmp_path: Path, client: Client, db: None
) -> None:
    settings.FRONTEND_BUILD = tmp_path

    assert assets.of_page() == assets.Assets()
    assert '<div id="root">' in client.get("/sign-in").content.decode()


def test_event_reads_without_a_script(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly(), content_note="Speaks of debt."), now=now)

    html = client.get(f"/events/{event.slug}").content.decode()

    for words in (
        "<h1>Know your rights at work</h1>",
        "Thursday, 17 September 2026, 18:30 to 20:00 (EDT, America/New_York)",
        "Hale Library, Room 2, 12 Elm Street, Larkmoor",
        "<p>Come with <em>questions</em>.</p>",
        "Speaks of debt.",
        "<strong>Greeter</strong> Welcome people.",
        '<a href="https://www.ilo.org/x" rel="nofollow noopener noreferrer">ILO 2022</a>',
        '<meta property="og:title" content="Know your rights at work">',
        '<meta name="description" content="An evening with a labour lawyer.">',
        "<title>Know your rights at work · Commonhour network</title>",
    ):
        assert words in html
    assert structured(html) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Know your rights at work",
        "description": "An evening with a labour lawyer.",
        "url": f"http://127.0.0.1:8000/events/{event.slug}",
        "startDate": "2026-09-17T18:30:00-04:00",
        "endDate": "2026-09-17T20:00:00-04:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "organizer": {
            "@type": "Organization",
            "name": "Larkmoor Chapter",
            "url": "http://127.0.0.1:8000/chapters/larkmoor",
        },
        "location": {"@type": "Place", "name": "Hale Library", "address": "12 Elm Street, Larkmoor"},
    }


@pytest.mark.parametrize("visibility, offered", [("public", True), ("unlisted", False)])
def test_only_a_public_event_is_offered_for_a_wall(
    visibility: str, offered: bool, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(visibility=visibility), now=now)

    html = client.get(f"/events/{event.slug}").content.decode()

    assert "Know your rights" in html
    assert (f'href="/events/{event.slug}/poster"' in html) is offered


@pytest.mark.parametrize("visibility", ["network", "unlisted"])
def test_restricted_event_gives_no_preview(
    visibility: str, facts: Facts, browser: Browser, oz: User, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(visibility=visibility), now=now)

    answer = browser(oz).get(f"/events/{event.slug}")

    html = answer.content.decode()
    head = html.split("<body>")[0]
    assert answer.status_code == 200
    assert "Know your rights" not in head
    assert "og:" not in head
    assert "ld+json" not in html
    assert ("Know your rights" in html) is (visibility == "unlisted")
    assert answer.get("X-Robots-Tag", "") == ("noindex, nofollow" if visibility == "unlisted" else "")


@pytest.mark.parametrize("hide", ["network", "held"])
def test_hidden_page_is_the_page_that_is_not_there(
    hide: str, facts: Facts, program_facts: ProgramFacts, client: Client, now: datetime
) -> None:
    visibility = "network" if hide == "network" else "public"
    event = publishing.put_on_calendar(facts(visibility=visibility), now=now)
    program = program_publishing.put_on_calendar(program_facts(visibility=visibility), now=now)
    if hide == "held":
        publishing.hold(event, now=now)
        program_publishing.hold(program, now=now)

    for address in (f"/events/{event.slug}", f"/programs/{program.slug}"):
        hidden, missing = client.get(address), client.get("/events/never-was-000000")
        assert (hidden.status_code, hidden.content) == (404, missing.content)
        assert dict(hidden.headers) == dict(missing.headers)


def test_unknown_address_is_a_page_for_people_and_an_envelope_for_programs(client: Client, db: None) -> None:
    page, envelope = client.get("/nowhere"), client.get("/api/nowhere")

    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert (envelope.status_code, envelope.json()["code"]) == (404, "not_here")


def test_program_and_chapter_pages_read_without_a_script(
    facts: Facts, program_facts: ProgramFacts, larkmoor: Chapter, client: Client, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)
    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    page = client.get(f"/programs/{program.slug}").content.decode()
    chapter = client.get("/chapters/larkmoor").content.decode()

    assert f'<a href="/events/{event.slug}">Know your rights at work</a>' in page
    assert "What we read and <strong>do</strong>." in page
    assert "<h1>Larkmoor Chapter</h1>" in chapter
    assert client.get("/chapters/nowhere").status_code == 404


def test_subscribing_reads_without_a_script(larkmoor: Chapter, client: Client, settings: Any) -> None:
    settings.ORIGIN = "https://calendar.example.org"

    html = client.get("/subscribe?type=talk&text=pay%20%26%20rest&chapter=larkmoor").content.decode()
    bare = client.get("/subscribe").content.decode()

    choice = f"chapter={larkmoor.slug}&amp;type=talk&amp;text=%26+pay+rest"
    assert "<title>Subscribe · " in html
    assert f'href="webcal://calendar.example.org/feeds/events.ics?{choice}"' in html
    assert f">https://calendar.example.org/feeds/events.ics?{choice}</a>" in html
    assert "<h1>Subscribe: Larkmoor Chapter, Talk, “pay &amp; rest”</h1>" in html
    assert ">https://calendar.example.org/feeds/network.ics</a>" in bare
    assert "<h1>Subscribe: Commonhour network</h1>" in bare


@pytest.mark.parametrize(
    "chosen, feed",
    [
        ("", "network.ics"),
        ("?chapter=larkmoor", "chapters/larkmoor.ics"),
        ("?topic=labour", "topics/labour.ics"),
        ("?chapter=larkmoor&topic=labour", "events.ics?chapter=larkmoor&amp;topic=labour"),
        ("?type=talk", "events.ics?type=talk"),
    ],
)
def test_one_choice_has_one_address_with_and_without_a_script(
    chosen: str, feed: str, facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    assert f">http://127.0.0.1:8000/feeds/{feed}</a>" in client.get(f"/subscribe{chosen}").content.decode()


def test_a_choice_that_cannot_be_read_is_left_to_the_page_to_say(client: Client, db: None) -> None:
    answer = client.get("/subscribe?chapter=nowhere")

    assert answer.status_code == 200
    assert "/feeds/events.ics" not in answer.content.decode()


def test_robots_never_close_the_feeds(client: Client, db: None) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /_allauth/",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]


def test_site_map_lists_what_is_public_alone(facts: Facts, client: Client, now: datetime) -> None:
    listed = publishing.put_on_calendar(facts(), now=now)
    for visibility in ("network", "unlisted"):
        publishing.put_on_calendar(facts(visibility=visibility), now=now)

    assert client.get("/sitemap.xml").content.decode().count("<loc>") == 1
    assert listed.slug in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("address,feed", [("/", "network"), ("/chapters/larkmoor", "chapters/larkmoor")])
def test_a_page_names_its_feed_in_every_format(
    larkmoor: Chapter, client: Client, address: str, feed: str
) -> None:
    page = client.get(address).content.decode()

    named = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page)
    assert named == [
        ("text/calendar", f"/feeds/{feed}.ics"),
        ("application/atom+xml", f"/feeds/{feed}.atom"),
        ("application/feed+json", f"/feeds/{feed}.json"),
    ]
    assert [client.get(path).status_code for _, path in named] == [200, 200, 200]
