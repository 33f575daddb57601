"""QR codes: every one is read back with a decoder of other authors, and leads where it should."""

import re
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from django.test import Client

from commonhour.events import codes, program_publishing, publishing
from commonhour.people.models import Chapter, User
from tests.events.conftest import Facts, ProgramFacts

Browser = Callable[[User | None], Client]
SVG = "{http://www.w3.org/2000/svg}"
BAR = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def painted(svg: str, *, scale: int = 4) -> memoryview:
    """The picture as a camera would see it: its bars on the white it brings along, and nothing around it."""
    picture = ET.fromstring(svg)
    side = int(picture.attrib["viewBox"].split()[2])
    ground, bars = picture.findall(f"{SVG}path")
    assert (ground.attrib["fill"], ground.attrib["d"]) == ("#fff", f"M0 0h{side}v{side}H0z")
    assert (bars.attrib["fill"], BAR.sub("", bars.attrib["d"])) == ("#000", "")
    pixels = bytearray(b"\xff" * (side * scale) ** 2)
    for x, y, length, _ in (map(int, bar) for bar in BAR.findall(bars.attrib["d"])):
        for row in range(y * scale, (y + 1) * scale):
            start = row * side * scale + x * scale
            pixels[start : start + length * scale] = bytes(length * scale)
    return memoryview(pixels).cast("B", shape=[side * scale, side * scale])


def read(svg: str) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(painted(svg))]


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/e",
        "https://calendar.example.org/events/know-your-rights-at-work-0a1b2c",
        "https://calendar.example.org/subscribe?text=%C3%A9t%C3%A9&chapter=larkmoor",
        "https://calendar.example.org/subscribe?"
        + "&".join(f"chapter=chapter-number-{n}" for n in range(40)),
    ],
)
def test_a_code_is_read_as_what_was_written(address: str) -> None:
    assert read(codes.drawn(address, title="A code", width=50)) == [address]


def test_a_code_survives_a_crease() -> None:
    address = "https://calendar.example.org/events/know-your-rights-at-work-0a1b2c"
    pixels = painted(codes.drawn(address, title="A code", width=50), scale=8)
    side = len(pixels.tolist())

    torn = bytearray(pixels.tobytes())
    for row in range(side // 2, side // 2 + 16):
        torn[row * side : (row + 1) * side] = b"\xff" * side
    found = zxingcpp.read_barcodes(memoryview(torn).cast("B", shape=[side, side]))

    assert [each.text for each in found] == [address]


def test_picture_says_in_words_what_it_is_and_keeps_its_quiet_zone() -> None:
    svg = codes.drawn("https://a.example/?a=1&b=2", title='"Fair" <work>', width=30)

    picture = ET.fromstring(svg)
    bars = [tuple(map(int, bar)) for bar in BAR.findall(svg)]
    side = int(picture.attrib["viewBox"].split()[2])
    assert picture.findtext(f"{SVG}title") == '"Fair" <work>'
    assert picture.findtext(f"{SVG}desc") == "Opens https://a.example/?a=1&b=2"
    assert (picture.attrib["role"], picture.attrib["width"]) == ("img", "30mm")
    assert min(min(x, y) for x, y, _, _ in bars) == 4
    assert max(max(x + length, y + 1) for x, y, length, _ in bars) == side - 4
    assert "style" not in svg


def test_code_of_an_event_opens_its_page(facts: Facts, client: Client, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    answer = client.get(f"/events/{event.slug}/code.svg")

    assert read(answer.content.decode()) == [f"http://127.0.0.1:8000/events/{event.slug}"]
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == f'inline; filename="{event.slug}.svg"'
    assert answer["Cache-Control"].startswith("public, ")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Cookie" not in answer["Vary"]
    again = client.get(f"/events/{event.slug}/code.svg", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, b"".join(again)) == (304, b"")


def test_code_of_a_choice_opens_the_way_into_ones_own_calendar(
    client: Client, larkmoor: Chapter, quillon: Chapter
) -> None:
    one = client.get("/code.svg?type=talk&chapter=quillon,larkmoor&size=large")

    assert read(one.content.decode()) == [
        "http://127.0.0.1:8000/subscribe?chapter=larkmoor&chapter=quillon&type=talk"
    ]
    assert "QR code of the calendar of Larkmoor Chapter, Quillon Chapter</title>" in one.content.decode()
    assert read(client.get("/code.svg").content.decode()) == ["http://127.0.0.1:8000/subscribe"]


@pytest.mark.parametrize("kind", ["code.svg", "poster"])
def test_what_is_of_the_network_is_for_its_members_and_not_there_for_strangers(
    kind: str, facts: Facts, browser: Browser, oz: User, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(visibility="network"), now=now)

    stranger, member = (browser(who).get(f"/events/{event.slug}/{kind}") for who in (None, oz))
    missing = browser(None).get(f"/events/never-was-000000/{kind}")

    assert (stranger.status_code, stranger.content) == (404, missing.content)
    assert dict(stranger.headers) == dict(missing.headers)
    assert member.status_code == 200
    assert member["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("kind", ["code.svg", "poster"])
def test_what_is_unlisted_is_for_who_knows_its_address_alone(
    kind: str, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(visibility="unlisted"), now=now)

    answer = client.get(f"/events/{event.slug}/{kind}")

    assert answer.status_code == 200
    assert [answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "private, no-cache", "no-referrer", "noindex",
    ]  # fmt: skip
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("kind", ["code.svg", "poster"])
def test_what_is_withdrawn_has_no_paper(
    kind: str, facts: Facts, browser: Browser, ada: User, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)
    publishing.hold(event, now=now)

    assert browser(ada).get(f"/events/{event.slug}/{kind}").status_code == 404


@pytest.mark.parametrize("address", ["/code.svg", "/poster"])
def test_hidden_program_is_refused_in_the_words_of_one_that_never_was(
    address: str, browser: Browser, ada: User, program_facts: ProgramFacts, now: datetime
) -> None:
    hidden = program_publishing.put_on_calendar(program_facts(visibility="network"), now=now)

    refused = browser(ada).get(f"{address}?program={hidden.slug}")
    missing = browser(ada).get(f"{address}?program=never-was")

    assert refused.status_code == 400
    assert refused.content.decode().replace(hidden.slug, "never-was") == missing.content.decode()


@pytest.mark.parametrize(
    "address, sentence",
    [
        ("/code.svg?size=huge", "“size” is one of medium, small, large; “huge” is not among them."),
        ("/code.svg?view=month", "There is no filter of this name."),
        ("/events/{}/code.svg?colour=red", "There is no “colour” here. What may be said is size."),
        ("/poster?paper=a3", "“paper” is one of a4, letter; “a3” is not among them."),
        ("/events/{}/poster?chapter=x", "There is no “chapter” here. What may be said is paper, clock."),
        (f"/code.svg?text={'🕯' * 200}", "This choice is longer than a code can hold."),
        (f"/poster?text={'🕯' * 200}", "This choice is longer than a code can hold."),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    address: str, sentence: str, facts: Facts, client: Client, now: datetime
) -> None:
    event = publishing.put_on_calendar(facts(), now=now)

    answer = client.get(address.format(event.slug))

    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert sentence in answer.content.decode()
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
