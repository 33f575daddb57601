"""Posters: what stands on paper, what never does, and that it is one page."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonhour.events import publishing, typesetting
from commonhour.events.typesetting import Sheet, Sizes
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, weekly
from tests.events.test_codes import read

STYLES = Path(settings.ROOT) / "frontend" / "src" / "served" / "poster.css"
INLINE = re.compile(r"</?(?:span|time|strong|a|wbr|b)\b[^>]*>")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[datetime], None]:
    """Tuesday, 1 September 2026, unless set."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("commonhour.http.now", lambda: moment)

    set_to(now)
    return set_to


def html_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def sheet_of(html: str) -> str:
    """The text on the paper, without what is only on the screen."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", INLINE.sub("", main))).split())


def test_poster_says_what_when_where_and_for_whom(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(
        facts(
            audience="campus", content_note="Speaks of debt.", access_request_by="2026-09-10", views_line=True
        ),
        now=now,
    )

    html = html_of(client, f"/events/{event.slug}/poster")

    said = sheet_of(html)
    for words in (
        "Talk Larkmoor Chapter Know your rights at work An evening with a labour lawyer.",
        "17 Thursday September 2026 6:30 pm to 8:00 pm, New York time",
        "Hale Library, Room 2, 12 Elm Street, Larkmoor",
        "Access Captions · Step-free. Something else you need? Ask by 10 September, through the page.",
        "Cost Free",
        "For whom The campus",
        "Content note Speaks of debt.",
        "What is said here is the view of the speakers and hosts.",
        f"127.0.0.1:8000/events/{event.slug}",
    ):
        assert words in said
    assert read(html[html.index("<svg") : html.index("</svg>") + 6]) == [
        f"http://127.0.0.1:8000/events/{event.slug}"
    ]


def test_nobody_is_named_on_paper(facts: Facts, client: Client, now: datetime) -> None:
    speakers = [{"display_name": "Dr. Amara Reyes", "self_description": "Lawyer."}]
    event = publishing.put_on_calendar(facts(speakers=speakers, access_contact="tavi@example.org"), now=now)

    said = sheet_of(html_of(client, f"/events/{event.slug}/poster"))

    assert "Something else you need? Ask, through the page." in said
    assert "Amara" not in said
    assert "tavi" not in said


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"place_rule": "after_sign_up", "place_name": "", "room": "", "place_address": ""}, "Place: shown after you sign up"),
        ({"format": "online", "link_rule": "public", "online_link": "https://meet.example.org/x"}, "Online: the link is on its page"),
        ({"format": "online", "link_rule": "after_sign_up"}, "Online: link shown after you sign up"),
        ({"format": "hybrid"}, "12 Elm Street, Larkmoor; or online"),
        ({"language": "es"}, "Language Spanish"),
        ({"cost": "fixed", "cost_note": "5 dollars"}, "Cost Fixed price: 5 dollars"),
    ],
)  # fmt: skip
def test_every_kind_of_place_and_cost_has_its_words(
    changes: dict[str, Any], said: str, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(**changes), now=now)

    sheet = sheet_of(html_of(client, f"/events/{event.slug}/poster"))
    assert said in sheet
    assert "meet.example.org" not in sheet


@pytest.mark.parametrize(
    "schedule, said",
    [
        (
            weekly(),
            "17 Thursday September 2026 6:30 pm to 8:00 pm, New York time Also on 24 September and 1 October.",
        ),
        (
            weekly(recurrence={"frequency": "weekly", "count": 8}),
            "8:00 pm, New York time Every week on Thursday, 8 times.",
        ),
        (
            {
                "starts_at": "2026-09-29",
                "ends_at": "2026-10-01",
                "all_day": True,
                "time_zone": "Europe/Berlin",
            },
            "29 Tuesday to Thursday September to 1 October 2026 All day",
        ),
        (
            {
                "starts_at": "2026-09-25",
                "ends_at": "2026-09-27",
                "all_day": True,
                "time_zone": "Europe/Berlin",
            },
            "25–27 Friday to Sunday September 2026 All day",
        ),
        (
            {"starts_at": "2026-09-11T22:00", "ends_at": "2026-09-12T01:00", "time_zone": "Europe/Berlin"},
            "11–12 Friday to Saturday September 2026 22:00 to 01:00 on Saturday, Berlin time",
        ),
    ],
)
def test_every_kind_of_date_has_its_words(
    schedule: dict[str, Any], said: str, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(schedule=schedule), now=now)

    assert said in sheet_of(html_of(client, f"/events/{event.slug}/poster"))


def test_the_next_date_of_a_series_stands_large(
    facts: Facts, client: Client, now: datetime, clock: Callable[[datetime], None]
) -> None:
    event = publishing.put_on_calendar(facts(schedule=weekly()), now=now)
    publishing.cancel_occurrence(event, datetime(2026, 9, 24, tzinfo=now.tzinfo).date(), now=now)
    address = f"/events/{event.slug}/poster"

    assert "17 Thursday September 2026" in sheet_of(html_of(client, address))
    assert "Also on 1 October." in sheet_of(html_of(client, address))
    clock(datetime(2026, 9, 18, tzinfo=now.tzinfo))
    assert "1 Thursday October 2026" in sheet_of(html_of(client, address))
    clock(datetime(2027, 9, 18, tzinfo=now.tzinfo))
    assert "1 Thursday October 2026" in sheet_of(html_of(client, address))


def test_cancelled_and_postponed_cannot_be_overlooked(facts: Facts, client: Client, now: datetime) -> None:
    film, panel = (publishing.put_on_calendar(facts(title=title), now=now) for title in ("Film", "Panel"))
    publishing.cancel(film, now=now, reason="Ill.")
    publishing.postpone(panel, now=now, reason="Ill.")

    cancelled, postponed = (html_of(client, f"/events/{each.slug}/poster") for each in (film, panel))

    assert "Larkmoor Chapter Cancelled Film" in sheet_of(cancelled)
    assert "Larkmoor Chapter Postponed A new date will follow on its page. Panel" in sheet_of(postponed)
    for html in (cancelled, postponed):
        assert html.count('class="date struck"') == html.count('class="hours struck"') == 1


@pytest.mark.parametrize(
    "language, direction", [("en", "ltr"), ("ar", "rtl"), ("ur-PK", "rtl"), ("zh", "ltr")]
)
def test_paper_is_written_in_the_direction_of_its_language(
    language: str, direction: str, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(language=language), now=now)

    html = html_of(client, f"/events/{event.slug}/poster")

    assert f'lang="{language}" dir="{direction}">' in html
    assert '<h1 dir="auto">' in html


@pytest.mark.parametrize(
    "title, tall",
    [
        ("Été à l’école", False),
        ("劳动者的权利", False),
        ("اعرف حقوقك", True),
        ("รู้สิทธิ", True),
        ("अधिकार", True),
    ],
)
def test_letters_with_marks_above_and_below_have_room(
    title: str, tall: bool, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(title=title), now=now)

    html = html_of(client, f"/events/{event.slug}/poster")

    assert ('<h1 class="tall" dir="auto">' in html) is tall
    assert typesetting.height_of(Sheet(title=title, hosts="", lead=""), 9, 2) == pytest.approx(
        typesetting.height_of(Sheet(title="x" * 3, hosts="", lead=""), 9, 2)
        + (9 * (1.3 - 1.06) if tall else 0)
    )


def test_hint_and_choices_are_on_the_screen_and_not_on_the_paper(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    html = html_of(client, f"/events/{event.slug}/poster?clock=24")

    assert '<html lang="en" class="letter">' in html
    assert "Ctrl" not in sheet_of(html)
    assert "18:30 to 20:00" in sheet_of(html)
    links = [unescape(each) for each in re.findall(r'<a href="([^"]*)"', html.split("<main")[0])]
    assert links == [
        "?clock=24&paper=a4", "?clock=12", f"/events/{event.slug}/code.svg", f"/events/{event.slug}",
    ]  # fmt: skip
    assert '<html lang="en" class="a4">' in html_of(client, f"/events/{event.slug}/poster{links[0]}")
    for forbidden in ("<script", "style=", "<img", "<form"):
        assert forbidden not in html


def test_poster_of_a_calendar_tells_what_comes_and_how_to_have_it(
    facts: Facts, quillon: Chapter, client: Client, now: datetime
) -> None:
    for number, visibility in enumerate(("public", "network", "unlisted")):
        publishing.put_on_calendar(facts(title=f"Evening {number}", visibility=visibility), now=now)
    publishing.cancel(publishing.put_on_calendar(facts(title="Cancelled one"), now=now), now=now)
    publishing.put_on_calendar(facts(title="Elsewhere", chapter=str(quillon.pk)), now=now)

    html = html_of(client, "/poster?chapter=larkmoor&type=talk")

    said = sheet_of(html)
    assert "Calendar Commonhour network Larkmoor Chapter Our events, in the calendar you already use." in said
    assert "Coming up Thursday, 17 September 6:30 pm Evening 0 Hale Library Only Talk" in said
    assert "Hours are those of New York." in said
    for hidden in ("Evening 1", "Evening 2", "Cancelled one", "Elsewhere"):
        assert hidden not in said
    assert read(html[html.index("<svg") : html.index("</svg>") + 6]) == [
        "http://127.0.0.1:8000/subscribe?chapter=larkmoor&type=talk"
    ]
    assert client.get("/poster")["X-Robots-Tag"] == "noindex"


def test_hours_of_a_place_are_those_of_its_clocks(
    facts: Facts, quillon: Chapter, client: Client, now: datetime
) -> None:
    evening = {**FRIDAY, "time_zone": "America/Los_Angeles"}
    abroad = {"chapter": str(quillon.pk), "schedule": evening}
    for title, form in (("Supper", "in_person"), ("Both", "hybrid"), ("Screen", "online")):
        link = {} if form == "in_person" else {"online_link": "https://meet.example/1", "link_rule": "public"}
        publishing.put_on_calendar(facts(title=title, format=form, **link, **abroad), now=now)
    publishing.put_on_calendar(facts(title="Here", schedule=FRIDAY), now=now)

    said = sheet_of(html_of(client, "/poster"))

    assert "Friday, 25 September 6:30 pm Supper Hale Library, Los Angeles, Quillon Chapter" in said
    assert "Friday, 25 September 6:30 pm Both Hale Library, Los Angeles, Quillon Chapter" in said
    assert "Friday, 25 September 9:30 pm Screen Online, Quillon Chapter" in said
    assert "Friday, 25 September 6:30 pm Here Hale Library, Larkmoor Chapter" in said
    assert "Hours are those of New York, where the line names no other city." in said


def test_series_takes_one_line_of_a_calendars_poster(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(title="Circle", schedule=weekly()), now=now)
    many = weekly(recurrence={"frequency": "weekly", "count": 9})
    publishing.put_on_calendar(facts(title="Desk", schedule=many), now=now)
    publishing.put_on_calendar(facts(title="Vigil", schedule=FRIDAY), now=now)

    said = sheet_of(html_of(client, "/poster?chapter=larkmoor"))

    circle = "Thursday, 17 September 6:30 pm Circle Hale Library Also on 24 September and 1 October."
    desk = "Thursday, 17 September 6:30 pm Desk Hale Library Every week on Thursday, 9 times."
    assert circle in said
    assert desk in said
    assert "Friday, 25 September 6:30 pm Vigil Hale Library" in said
    assert [said.count(title) for title in ("Circle", "Desk", "Vigil")] == [1, 1, 1]


FRIDAY = {"starts_at": "2026-09-25T18:30", "ends_at": "2026-09-25T20:00", "time_zone": "America/New_York"}


def test_refusal_offers_filters_only_where_there_are_some(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    for kind in ("poster?paper=a9", "code.svg?size=a9"):
        of_one, of_all = client.get(f"/events/{event.slug}/{kind}"), client.get(f"/{kind}")
        assert (of_one.status_code, of_all.status_code) == (400, 400)
        assert "<p>The address may say:</p>" in of_one.content.decode()
        assert "<p>Beside the filters of the calendar, the address may say:</p>" in of_all.content.decode()


def test_three_events_cost_as_many_queries_as_one(
    facts: Facts, client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    with django_assert_num_queries(3):
        client.get("/poster")
    with django_assert_num_queries(4):
        client.get(f"/events/{event.slug}/poster")

    publishing.put_on_calendar(facts(title="Two"), now=now)
    series = publishing.put_on_calendar(facts(title="Three", schedule=weekly()), now=now)
    with django_assert_num_queries(3):
        client.get("/poster")
    with django_assert_num_queries(4):
        client.get(f"/events/{series.slug}/poster")


# One page


def test_stylesheet_has_the_sizes_that_are_counted_with() -> None:
    styles = STYLES.read_text()

    def sizes(kind: str) -> list[tuple[int, float]]:
        rules = re.findall(rf"\.{kind}-(\d+) \{{\s*--{kind}: ([\d.]+)cqi;", styles)
        return [(int(step), float(size)) for step, size in rules]

    assert sizes("title") == list(enumerate(typesetting.TITLE_SIZES))
    assert sizes("text") == list(enumerate(typesetting.TEXT_SIZES))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_short_poster_is_set_as_large_as_can_be(paper: str) -> None:
    sheet = Sheet(title="Vigil", hosts="Larkmoor Chapter", lead="A quiet hour.", hours="5:00 pm to 6:00 pm")

    assert typesetting.sizes_for(sheet, paper) == Sizes(title=0, text=0)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("letter", ["a", "a ", "W", "権", "한", "ا", "ก", "é"])
def test_the_longest_texts_are_set_small_enough_for_one_page(letter: str, paper: str) -> None:
    def longest(length: int) -> str:
        return (letter * length)[:length]

    sheet = Sheet(
        title=longest(120),
        hosts=" · ".join(["Vesper Hill Chapter"] * 6),
        lead=longest(280),
        hours="10:00 am to 9:30 pm on Saturday, New York time",
        also="Every week on Tuesday, Thursday and Saturday, until 10 December 2026.",
        place=longest(400),
        facts=[longest(200), longest(200), longest(300)],
        small=longest(140),
        call="Details, and how to take part",
        address=longest(100),
    )

    sizes = typesetting.sizes_for(sheet, paper)
    height = typesetting.height_of(
        sheet, typesetting.TITLE_SIZES[sizes.title], typesetting.TEXT_SIZES[sizes.text]
    )
    assert height <= typesetting.HEIGHTS[paper]
