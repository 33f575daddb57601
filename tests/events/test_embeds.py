"""The calendar in a frame on a campus site: what it shows, to whom, how it looks, and how cheaply it is asked for again."""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonhour.events import customs, program_publishing, publishing
from commonhour.events.days import Month
from commonhour.people.models import Chapter, User
from tests.events.conftest import Facts, ProgramFacts, weekly

Browser = Callable[[User | None], Client]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[datetime], None]:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("commonhour.http.now", lambda: moment)

    set_to(now)
    return set_to


@pytest.fixture(autouse=True)
def _a_fixed_clock(clock: Callable[[datetime], None]) -> None:
    """Tuesday, 1 September 2026."""


def single(start: str, end: str, zone: str = "America/New_York", **more: Any) -> dict[str, Any]:
    return {"starts_at": start, "ends_at": end, "time_zone": zone, **more}


INLINE = re.compile(r"</?(?:span|time|strong|a)\b[^>]*>")


def words(html: str) -> str:
    """The text of a page in reading order, as somebody hears it."""
    body = INLINE.sub("", html.split("<body", 1)[1].split(">", 1)[1])
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def show(client: Client, **query: Any) -> str:
    answer = client.get(f"/embed?{urlencode(query, doseq=True)}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


# What it shows


def test_month_is_a_table_with_a_caption_and_a_heading_for_each_weekday(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    html = show(client)

    assert '<caption class="unseen">Events in September 2026</caption>' in html
    assert re.findall(r'<th scope="col" abbr="(\w+)">', html) == [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]  # fmt: skip
    assert html.count("<td") == 35
    assert "Thursday, 17 September 6:30 pm to 8:00 pm Know your rights at work, Larkmoor Chapter" in words(
        html
    )
    assert f'href="/events/{event.slug}"' in html


def test_list_is_in_order_by_day_from_today_on(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(
        facts(title="Over", schedule=single("2026-08-31T10:00", "2026-08-31T11:00")), now=now
    )
    publishing.put_on_calendar(
        facts(title="Later", schedule=single("2026-09-03T18:00", "2026-09-03T19:00")), now=now
    )
    publishing.put_on_calendar(
        facts(title="This morning", schedule=single("2026-09-01T08:00", "2026-09-01T09:00")), now=now
    )
    publishing.put_on_calendar(
        facts(title="Sooner", schedule=single("2026-09-03T09:00", "2026-09-03T10:00")), now=now
    )

    html = show(client, view="list")

    assert re.findall(r'<h3><time datetime="([\d-]+)">|dir="auto">([A-Z][\w ]+)</a>', html) == [
        ("2026-09-01", ""), ("", "This morning"), ("2026-09-03", ""), ("", "Sooner"), ("", "Later"),
    ]  # fmt: skip
    assert "1 Tuesday September 2026 Today" in words(html)
    assert "Larkmoor Chapter Hale Library, Room 2, 12 Elm Street, Larkmoor" in words(html)


@pytest.mark.parametrize("view", ["month", "list"])
@pytest.mark.parametrize("visibility", ["network", "unlisted", "held"])
def test_only_what_is_public_is_shown_whoever_looks(
    view: str, visibility: str, facts: Facts, browser: Browser, ada: User, now: datetime
) -> None:
    publishing.put_on_calendar(facts(title="Open evening"), now=now)
    event = publishing.put_on_calendar(
        facts(title="Closed evening", visibility="public" if visibility == "held" else visibility), now=now
    )
    if visibility == "held":
        publishing.hold(event, now=now)

    html = show(browser(ada), view=view)

    assert "Open evening" in html
    assert "Closed evening" not in html
    assert event.slug not in html


@pytest.mark.parametrize("view", ["month", "list"])
def test_cancelled_and_postponed_say_so_in_words(
    view: str, facts: Facts, client: Client, now: datetime
) -> None:
    film, panel = (publishing.put_on_calendar(facts(title=title), now=now) for title in ("Film", "Panel"))
    course = publishing.put_on_calendar(facts(title="Course", schedule=weekly()), now=now)
    publishing.cancel(film, reason="The room burnt down.", now=now)
    publishing.postpone(panel, reason="A guest is ill.", now=now)
    publishing.cancel_occurrence(course, date(2026, 9, 24), reason="A holiday.", now=now)

    said = words(show(client, view=view))

    assert re.findall(r"(Cancelled|Postponed|pm):? (Film|Panel)", said) == [
        ("Cancelled", "Film"),
        ("Postponed", "Panel"),
    ]
    assert len(re.findall(r"Cancelled:? Course", said)) == 1
    assert said.count("Course") == 3


def test_the_place_that_is_not_public_is_told_as_how_one_learns_it(
    facts: Facts, client: Client, now: datetime
) -> None:
    hidden = {"place_rule": "after_sign_up", "place_name": "", "room": "", "place_address": ""}
    publishing.put_on_calendar(facts(**hidden), now=now)
    publishing.put_on_calendar(
        facts(format="online", link_rule="public", online_link="https://meet.example.org/x", **hidden),
        now=now,
    )

    html = show(client, view="list")

    assert "Place: shown after you sign up" in html
    assert '<span dir="auto">Online</span>' in html
    assert "meet.example.org" not in html


def test_what_lasts_several_days_stands_on_each_in_the_month_and_once_in_the_list(
    facts: Facts, client: Client, now: datetime
) -> None:
    days = single("2026-09-29", "2026-10-01", all_day=True)
    publishing.put_on_calendar(facts(title="Campaign", schedule=days), now=now)

    month, agenda = words(show(client)), words(show(client, view="list"))

    assert "Tuesday, 29 September All day Campaign until Thursday, 1 October" in month
    assert "Wednesday, 30 September Continues: Campaign" in month
    assert "Thursday, 1 October Continues: Campaign" in month
    assert agenda.count("Campaign") == 1
    assert "All day until Thursday, 1 October Campaign" in agenda


def test_what_goes_past_midnight_says_when_it_ends(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(
        facts(title="Vigil", schedule=single("2026-09-11T22:00", "2026-09-12T01:00")), now=now
    )
    publishing.put_on_calendar(
        facts(title="Film", schedule=single("2026-09-14T22:00", "2026-09-15T00:00")), now=now
    )

    said = words(show(client, view="list"))

    assert "10:00 pm until 1:00 am on Saturday, 12 September Vigil" in said
    assert "10:00 pm to midnight Film" in said


def test_a_full_day_names_how_many_more_there_are_and_leads_to_them(
    facts: Facts, client: Client, now: datetime
) -> None:
    for number in range(6):
        publishing.put_on_calendar(facts(title=f"Meeting {number}"), now=now)

    html = show(client, chapter="larkmoor")

    assert html.count("Meeting ") == 3
    assert "3 more on Thursday, 17 September" in words(html)
    assert 'href="/?chapter=larkmoor&amp;view=week&amp;on=2026-09-17"' in html


def test_a_list_is_cut_where_it_was_asked_to_be_and_says_so(
    facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(schedule=weekly()), now=now)

    assert show(client, view="list", limit=2).count("Know your rights") == 2
    assert "More events on the full calendar" in show(client, view="list", limit=2)
    assert "More events on the full calendar" not in show(client, view="list", limit=3)


# Whose days, whose clock


def test_zone_is_named_and_is_the_chapters_own_where_one_was_chosen(
    facts: Facts, quillon: Chapter, client: Client, now: datetime
) -> None:
    there = single("2026-09-17T23:30", "2026-09-17T23:45", "America/Chicago")
    publishing.put_on_calendar(facts(chapter=str(quillon.pk), schedule=there), now=now)

    network, chapter = words(show(client)), words(show(client, chapter="quillon"))

    assert (
        "Friday, 18 September 12:30 am to 12:45 am Know your rights at work (11:30 pm in Chicago)" in network
    )
    assert "Times are local to New York (America/New_York)." in network
    assert "Thursday, 17 September 11:30 pm to 11:45 pm Know your rights at work, Quillon" in chapter
    assert "Times are local to Chicago (America/Chicago)." in chapter


def test_chapters_of_several_zones_and_colours_are_shown_in_the_networks(
    client: Client, quillon: Chapter, vesper: Chapter
) -> None:
    html = show(client, chapter=["quillon", "vesper-hill"])

    assert "Times are local to New York (America/New_York)." in words(html)
    assert "<body>" in html
    assert "(America/Chicago)" in words(show(client, chapter="quillon"))


def test_what_is_over_takes_no_place_in_a_list(facts: Facts, client: Client, now: datetime) -> None:
    daily = single("2026-06-20T18:00", "2026-06-20T19:00", recurrence={"frequency": "daily", "count": 60})
    publishing.put_on_calendar(facts(title="Over", schedule=daily), now=now)
    publishing.put_on_calendar(facts(title="Ahead"), now=now)

    html = show(client, view="list", limit=1)

    assert "Ahead" in html
    assert "Over" not in html


def test_all_day_belongs_to_the_day_of_its_place(facts: Facts, client: Client, now: datetime) -> None:
    day = single("2026-09-18", "2026-09-18", "Pacific/Auckland", all_day=True)
    publishing.put_on_calendar(facts(title="Far away", schedule=day), now=now)

    assert "Friday, 18 September All day Far away" in words(show(client))
    assert "18 Friday September 2026 All day Far away" in words(show(client, view="list"))


@pytest.mark.parametrize(
    "zone, first, evening, paper",
    [
        ("America/New_York", "Sunday", "6:30 pm", "letter"),
        ("Europe/Berlin", "Monday", "18:30", "a4"),
        ("Africa/Cairo", "Saturday", "6:30 pm", "a4"),
        ("Nowhere/Known", "Monday", "18:30", "a4"),
    ],
)
def test_customs_are_those_of_the_country(zone: str, first: str, evening: str, paper: str) -> None:
    there = customs.of(zone)

    week = Month(2026, 9).weeks(there.first_weekday)
    assert f"{week[0][0]:%A}" == first
    assert customs.time(datetime(2026, 9, 17, 18, 30, tzinfo=UTC), twelve_hours=there.twelve_hours) == evening
    assert there.paper == paper


@pytest.mark.parametrize(
    "hour, minute, said",
    [(0, 0, "midnight"), (0, 5, "12:05 am"), (12, 0, "noon"), (12, 30, "12:30 pm"), (13, 5, "1:05 pm")],
)
def test_hours_of_twelve_are_told_without_a_riddle(hour: int, minute: int, said: str) -> None:
    assert customs.time(datetime(2026, 9, 17, hour, minute, tzinfo=UTC), twelve_hours=True) == said


def test_clock_can_be_chosen(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    assert "18:30 to 20:00 Know your rights" in words(show(client, clock="24"))


# Other months


def test_months_are_paged_by_links_that_keep_everything_else(client: Client, larkmoor: Chapter) -> None:
    html = show(client, on="2026-12", chapter="larkmoor", theme="dark", size="small", view="month")

    links = [unescape(each) for each in re.findall(r'<a href="(/embed[^"]*)"', html)]
    assert links == [
        "/embed?chapter=larkmoor&theme=dark&size=small&on=2026-11",
        "/embed?chapter=larkmoor&theme=dark&size=small",
        "/embed?chapter=larkmoor&theme=dark&size=small&on=2027-01",
    ]
    assert client.get(links[2]).status_code == 200


@pytest.mark.parametrize("view", ["month", "list"])
def test_empty_month_leads_to_the_next_one_with_events_under_the_same_filters(
    view: str, facts: Facts, quillon: Chapter, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(schedule=single("2026-10-01T00:30", "2026-10-01T01:00")), now=now)
    publishing.put_on_calendar(
        facts(chapter=str(quillon.pk), schedule=single("2026-11-20T18:00", "2026-11-20T19:00")), now=now
    )

    def next_of(**query: str) -> list[str]:
        html = show(client, view=view, on="2026-09", **query)
        return [unescape(each) for each in re.findall(r'events are in <a href="([^"]*)"', html)]

    kept = "" if view == "month" else "view=list&"
    assert next_of() == [f"/embed?{kept}on=2026-10"]
    assert next_of(chapter="quillon") == [f"/embed?chapter=quillon&{kept}on=2026-11"]
    assert next_of(topic="law") == []


def test_an_empty_calendar_offers_to_tell_when_something_comes(client: Client, db: None) -> None:
    said = words(show(client, view="list"))

    assert (
        "Nothing is coming up. Subscribe, and what is published here appears in your calendar by itself."
        in said
    )


@pytest.mark.parametrize("on, before, after", [("1990-01", 0, 1), ("2100-12", 1, 0)])
def test_paging_ends_where_no_calendar_reaches(
    on: str, before: int, after: int, client: Client, db: None
) -> None:
    html = show(client, on=on)

    assert (html.count('rel="prev nofollow"'), html.count('rel="next nofollow"')) == (before, after)


# How it looks


def test_look_is_chosen_among_closed_lists_of_words(client: Client, larkmoor: Chapter) -> None:
    html = show(client, chapter="larkmoor", theme="dark", colour="plum", size="large", heading="hide")

    assert '<html lang="en" data-theme="dark" class="large">' in html
    assert '<body data-colour="plum">' in html
    assert '<h1 class="unseen">Larkmoor Chapter</h1>' in html
    assert '<body data-colour="teal">' in show(client, chapter="larkmoor")
    assert "<body>" in show(client)
    assert '<html lang="en" class="medium">' in show(client, theme="auto")


def test_heading_is_what_was_asked_for_by_name(
    client: Client, larkmoor: Chapter, program_facts: ProgramFacts, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(program_facts(), now=now)

    assert "<h1>Commonhour network</h1>" in show(client)
    assert "<h1>Larkmoor Chapter, Autumn of fair work, Labour</h1>" in show(
        client, chapter="larkmoor", program=program.slug, topic="labour"
    )


@pytest.mark.parametrize(
    "query, sentence",
    [
        ("chaptr=x", "The filter “chaptr” cannot be read. There is no filter of this name."),
        ("view=week", "“view” is one of month, list; “week” is not among them."),
        ("theme=neon", "“theme” is one of auto, light, dark; “neon” is not among them."),
        ("colour=%23ff0000", "“#ff0000” is not among them."),
        ("colour=</style><script>", "“&lt;/style&gt;&lt;script&gt;” is not among them."),
        ("view=list&view=month", "Give “view” once."),
        ("on=2026-13", "Write the month “on” as 2026-11."),
        ("on=2026-1", "Write the month “on” as 2026-11."),
        ("on=٢٠٢٦-٠٩", "Write the month “on” as 2026-11."),
        ("on=2101-01", "Write the month “on” as 2026-11."),
        ("limit=0", "Write “limit” as a number from 1 to 100."),
        ("limit=101", "Write “limit” as a number from 1 to 100."),
        ("limit=²", "Write “limit” as a number from 1 to 100."),
        ("chapter=nowhere", "There is no chapter “nowhere”."),
    ],
)
def test_what_cannot_be_read_is_said_in_words_where_the_calendar_would_stand(
    query: str, sentence: str, client: Client, db: None
) -> None:
    answer = client.get(f"/embed?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert sentence in answer.content.decode()
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


def test_hidden_program_is_refused_in_the_words_of_one_that_never_was(
    client: Client, program_facts: ProgramFacts, now: datetime
) -> None:
    hidden = program_publishing.put_on_calendar(program_facts(visibility="network"), now=now)

    refused = client.get(f"/embed?program={hidden.slug}").content.decode()
    missing = client.get("/embed?program=never-was").content.decode()

    assert refused.replace(hidden.slug, "never-was") == missing


# In somebody else's page


def test_it_needs_no_script_and_leaves_nothing_behind(
    facts: Facts, browser: Browser, ada: User, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    for member in (browser(ada), Client()):
        answer = member.get("/embed")
        html = answer.content.decode()
        assert not answer.cookies
        assert answer["Vary"] == "Accept-Encoding"
        for forbidden in (
            "<script",
            "<style",
            "style=",
            "<form",
            "<img",
            "<iframe",
            "onclick",
            "javascript:",
        ):
            assert forbidden not in html


@pytest.mark.parametrize("view", ["month", "list"])
def test_links_leave_the_frame_and_say_nothing_of_it(
    view: str, facts: Facts, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)

    html = show(client, view=view, chapter="larkmoor", type="talk")

    outside = re.findall(r'<a [^>]*href="(?!/embed)([^"]*)"([^>]*)>', html)
    assert {unescape(address).partition("?")[0] for address, _ in outside} >= {"/subscribe", "/"}
    assert all('target="_blank" rel="noopener noreferrer"' in rest for _, rest in outside)
    assert 'href="/subscribe?chapter=larkmoor&amp;type=talk"' in html


def test_policy_is_the_usual_one_but_for_who_may_frame_it(client: Client, db: None) -> None:
    def policy(address: str) -> dict[str, str]:
        header = client.get(address)["Content-Security-Policy"]
        return dict(part.strip().split(" ", 1) for part in header.split(";"))

    usual, framed = policy("/robots.txt"), policy("/embed")

    differing = {name for name in usual if usual[name] != framed[name]}
    assert framed["frame-ancestors"] == "*"
    assert {framed[name] for name in differing - {"frame-ancestors"}} == {"'none'"}
    assert (framed["style-src"], framed["font-src"]) == ("'self'", "'self'")


def test_page_is_well_formed(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(title='<b>"Fair" & free</b> مرحبا', schedule=weekly()), now=now)

    for view in ("month", "list"):
        html = show(client, view=view).replace("<!doctype html>", "")
        ET.fromstring(re.sub(r"<(meta|link)([^>]*)>", r"<\1\2/>", html))
        assert "&lt;b&gt;&quot;Fair&quot; &amp; free&lt;/b&gt; مرحبا" in html


# Asked for again


def again(client: Client, address: str, etag: str) -> int:
    return client.get(address, headers={"If-None-Match": etag}).status_code


def test_nothing_new_is_sent_without_a_body_until_something_public_changes(
    facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    etag = client.get("/embed")["ETag"]

    assert again(client, "/embed", etag) == 304
    publishing.put_on_calendar(facts(visibility="network"), now=now + timedelta(minutes=1))
    publishing.put_on_calendar(facts(visibility="unlisted"), now=now + timedelta(minutes=1))
    assert again(client, "/embed", etag) == 304
    publishing.cancel(event, reason="Ill.", now=now + timedelta(minutes=2))
    assert again(client, "/embed", etag) == 200
    assert "Last-Modified" not in client.get("/embed")


def test_what_no_feed_reaches_yet_counts_too(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    address = "/embed?on=2029-05"
    etag = client.get(address)["ETag"]

    far = facts(title="Years ahead", schedule=single("2029-05-17T18:30", "2029-05-17T20:00"))
    publishing.put_on_calendar(far, now=now + timedelta(minutes=1))

    assert again(client, address, etag) == 200
    assert "Years ahead" in client.get(address).content.decode()


def test_the_day_is_in_the_tag_only_where_it_is_on_the_page(
    facts: Facts, client: Client, now: datetime, clock: Callable[[datetime], None]
) -> None:
    publishing.put_on_calendar(facts(schedule=single("2026-09-01T18:00", "2026-09-01T19:00")), now=now)
    addresses = [
        "/embed",
        "/embed?view=list",
        "/embed?on=2026-09",
        "/embed?on=2026-11",
        "/embed?view=list&on=2026-11",
    ]
    tags = {address: client.get(address)["ETag"] for address in addresses}
    bodies = {address: client.get(address).content for address in addresses}

    clock(datetime(2026, 9, 2, 3, 59, tzinfo=UTC))
    assert [again(client, address, tags[address]) for address in addresses] == [304] * 5
    clock(datetime(2026, 9, 2, 4, 0, tzinfo=UTC))
    assert [again(client, address, tags[address]) for address in addresses] == [200, 200, 200, 304, 304]
    assert [client.get(address).content == bodies[address] for address in addresses] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_a_renamed_chapter_and_another_look_have_another_tag(
    facts: Facts, larkmoor: Chapter, client: Client, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    etag = client.get("/embed")["ETag"]

    assert again(client, "/embed?theme=dark", etag) == 200
    larkmoor.name = "Larkmoor Students"
    larkmoor.save(update_fields=["name"])
    assert again(client, "/embed", etag) == 200


def test_the_same_choice_in_any_order_is_the_same_page(
    client: Client, larkmoor: Chapter, quillon: Chapter
) -> None:
    one = client.get("/embed?chapter=quillon&chapter=larkmoor&theme=dark&view=list")
    other = client.get("/embed?view=list&theme=dark&chapter=larkmoor,quillon")

    assert (one["ETag"], one.content) == (other["ETag"], other.content)


def test_gzip_has_a_tag_of_its_own_and_the_same_words(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    plain = client.get("/embed")
    packed = client.get("/embed", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", plain["ETag"][:-1] + '-gz"')


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(method: str, db: None) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)("/embed")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("view", ["month", "list"])
def test_three_rows_cost_as_many_queries_as_one(
    view: str,
    facts: Facts,
    quillon: Chapter,
    client: Client,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    publishing.put_on_calendar(facts(cohosts=[str(quillon.pk)]), now=now)
    address = f"/embed?view={view}"
    with django_assert_num_queries(4):
        client.get(address)

    publishing.put_on_calendar(facts(title="Two"), now=now)
    publishing.put_on_calendar(facts(title="Three", chapter=str(quillon.pk)), now=now)
    with django_assert_num_queries(4):
        assert "Three" in client.get(address).content.decode()
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(2):
        assert again(client, address, etag) == 304
