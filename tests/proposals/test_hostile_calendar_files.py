"""Calendar files that are damaged or meant to do harm: no crash, bounded work, and no answer but a reading or a refusal."""

import base64
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from time import process_time
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhour.people.models import Chapter, User
from commonhour.proposals import intake
from commonhour.proposals.calendars import reading
from commonhour.proposals.calendars.lines import LARGEST, NotACalendar
from commonhour.proposals.calendars.reading import MOST_EVENTS, ReadFile
from commonhour.proposals.calendars.rules import MOST_DAYS, Budget
from tests.sizes import SIZES

from .test_calendar_files import FILES, TODAY

CORPUS = [file.read_bytes() for file in FILES]
DAYS = MOST_DAYS if SIZES.full else MOST_DAYS // 10
SCRAPS = [
    b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n", b"BEGIN:VALARM\r\n",
    b"BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\n", b"BEGIN:STANDARD\r\n", b"RRULE:FREQ=DAILY\r\n",
    b"RRULE:FREQ=SECONDLY;COUNT=99999999999999999999\r\n", b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n",
    b"RRULE:FREQ=WEEKLY;INTERVAL=-1;COUNT=0;BYDAY=99XX;UNTIL=99999999T999999Z\r\n", b"RRULE:;;;=;=\r\n",
    b"DTSTART:99991231T235959Z\r\n", b"DTSTART:00000000T000000\r\n", b"DTEND;VALUE=DATE:19700101\r\n",
    b"DTSTART;TZID=:20260101T000000\r\n", b"DURATION:P99999W\r\n", b"DURATION:PT9999999S\r\n", b"TZOFFSETTO:+9999\r\n",
    b"EXDATE:20260101T000000Z,,,,\r\n", b"RDATE;VALUE=PERIOD:20260101T000000Z/P1D\r\n", b"RECURRENCE-ID:20261013T183000\r\n",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20260915T183000\r\n", b"DESCRIPTION:<a href='javascript:x'><ul><li>\r\n",
    b"SUMMARY:\x00\x07\xff\xfe\xe2\x80\xae\r\n", b"X-WR-TIMEZONE:Mars/Olympus\r\n", b"STATUS:CANCELLED\r\n",
    b"ATTACH;ENCODING=BASE64;VALUE=BINARY:////\r\n", b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=rot13:=Z=\r\n",
    b'LOCATION;X="unclosed:here\r\n', b" ", b"\t", b"\r", b"\n", b"\\", b'"', b";", b":", b",", b"\xed\xa0\x80", b"=",
]  # fmt: skip


def read(raw: bytes, budget: Budget | None = None) -> ReadFile:
    return reading.read(raw, zone="America/New_York", today=TODAY, topics={}, budget=budget)


def check(raw: bytes) -> None:
    """Either a refusal, or listings that a draft can hold; and never more work than was set aside."""
    budget = Budget(DAYS)
    try:
        found = read(raw, budget)
    except NotACalendar:
        return
    assert budget.spent <= DAYS
    assert len(found.events) <= MOST_EVENTS
    for event in found.events:
        intake.read("listing", event.listing, kind="event")
        assert all(note.sentence.endswith(".") for note in event.notes)


def damaged(seed: int) -> bytes:
    """One file of the corpus with a few pieces changed, lost, doubled or put elsewhere."""
    dice = random.Random(seed)  # noqa: S311  the same damage for the same number
    raw = bytearray(dice.choice(CORPUS))
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(raw) + 1)
        end = min(len(raw), at + dice.choice((1, 1, 4, 20, 200)))
        kind = dice.randrange(7)
        if kind == 0 and at < len(raw):
            raw[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del raw[at:end]
        elif kind == 2:
            raw[at:at] = raw[at:end] * dice.choice((1, 2, 50))
        elif kind == 3:
            raw[at:at] = dice.choice(SCRAPS)
        elif kind == 4:
            rows = bytes(raw).split(b"\n")
            dice.shuffle(rows)
            raw = bytearray(b"\n".join(rows))
        elif kind == 5:
            rows = bytes(raw).split(b"\n")
            rows.insert(dice.randrange(len(rows)), dice.choice(SCRAPS).rstrip())
            raw = bytearray(b"\n".join(rows))
        else:
            other = dice.choice(CORPUS)
            raw = raw[:at] + other[dice.randrange(len(other)) :]
    return bytes(raw)


@settings(max_examples=SIZES.files, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**64))
def test_a_damaged_file_is_read_or_refused(seed: int) -> None:
    check(damaged(seed))


@settings(max_examples=SIZES.examples, deadline=None, database=None)
@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.binary(max_size=60)), max_size=60))
def test_any_heap_of_scraps_is_read_or_refused(scraps: list[bytes]) -> None:
    check(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b"".join(scraps))


def test_no_damaged_file_breaks_the_api(
    browser: Callable[[User | None], Client], ada: User, larkmoor: Chapter
) -> None:
    client = browser(ada)
    for seed in range(SIZES.files // 10):
        body: dict[str, Any] = {"chapter": larkmoor.slug, "file": base64.b64encode(damaged(seed)).decode()}

        answer = client.post("/api/proposals/imports", body, "application/json")
        assert answer.status_code in {200, 400}, (seed, answer.content)
        if answer.status_code == 200 and (events := answer.json()["events"]):
            body["numbers"] = [event["number"] for event in events][:3]
            begun = client.post("/api/proposals/imports/drafts", body, "application/json")
            assert begun.status_code == 201, (seed, begun.content)


@pytest.mark.parametrize("year", [2150, 2151, 2190, 2199, 2200])
def test_the_last_times_that_are_read_still_fit_a_draft(year: int) -> None:
    """In another zone, and after the longest length of time that is read."""
    check(
        alone().replace(b"20260908T183000", b"%d1231T235959Z" % year).replace(b";TZID=America/New_York", b"")
    )
    start = f"DTSTART;TZID=America/New_York:{year}1231T235959"
    check(filled(f"BEGIN:VEVENT\nUID:1\n{start}\nDURATION:P9999W\nEND:VEVENT\n", most=1))


@pytest.mark.parametrize(
    "charset", ["idna", "undefined", "\0", "rot13", "zlib", "unicode_escape", "utf-16", "../x"]
)
def test_a_text_in_no_charset_of_people_is_read_as_utf_8(charset: str) -> None:
    found = read(alone(f"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET={charset}:Caf=C3=A9 \\x41"))

    assert [event.listing["title"] for event in found.events] == ["Café \\x41"]


# Work that is counted, not timed

EVENT = "BEGIN:VEVENT\nUID:#\nDTSTART;TZID=America/New_York:20260908T183000\nDTEND;TZID=America/New_York:20260908T193000\n%s\nEND:VEVENT\n"
STRANGE_CLOCKS = (
    "BEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=1SU\n"
    "TZOFFSETFROM:+0317\nTZOFFSETTO:+0417\nEND:STANDARD\n"
)


TOO_MUCH = "This file repeats more than can be followed at once. Import its series in smaller files."
LARGE = 600_000 if SIZES.full else 20_000
TIMES = 1 if SIZES.full else 20
"""How much less of each bomb is tried in a small run."""


def filled(unit: str, *, before: str = "", most: int = LARGE) -> bytes:
    """As many of a piece as a file may hold; # is its number."""
    rows, size = [f"BEGIN:VCALENDAR\n{before}"], 0
    while size < most:
        rows.append(unit.replace("#", str(len(rows))))
        size += len(rows[-1])
    return f"{''.join(rows)}END:VCALENDAR\n".encode()


def alone(*rows: str) -> bytes:
    return filled((EVENT % "\n".join(rows)).replace("UID:#", "UID:1"), most=1)


def days_from_the_start(number: int, form: str = "%Y%m%dT183000") -> str:
    return ",".join(f"{date(2026, 9, 8) + timedelta(days=day):{form}}" for day in range(number))


BOMBS: dict[str, Callable[[], bytes]] = {
    "events": lambda: filled(EVENT % "SUMMARY:e"),
    "endless series": lambda: filled(EVENT % "RRULE:FREQ=DAILY"),
    "endless series from long ago": lambda: filled((EVENT % "RRULE:FREQ=DAILY").replace("2026", "1970")),
    "counted series from long ago": lambda: filled((EVENT % "RRULE:FREQ=DAILY;COUNT=99999").replace("2026", "1970")),
    "series that never happen": lambda: filled(EVENT % "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9"),
    "daily series that never happen": lambda: filled(EVENT % "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "long lists of weekdays": lambda: filled(
        EVENT % ("RRULE:FREQ=YEARLY;COUNT=400;BYDAY=" + ",".join(f"{nth}MO" for nth in range(1, 50)))
    ),
    "dates left out": lambda: alone("RRULE:FREQ=DAILY", "EXDATE:" + "20260908T183000Z," * (52_000 // TIMES)),
    "whole days left out": lambda: filled(
        EVENT.replace(";TZID=America/New_York:20260908T183000", ":20260908").replace("DTEND", "X-A")
        % f"RRULE:FREQ=DAILY\nEXDATE:{days_from_the_start(1_000, '%Y%m%d')}"
    ),
    "dates one by one": lambda: filled(EVENT % f"RDATE:{days_from_the_start(180)}"),
    "lines of dates": lambda: alone(*["RDATE:20260908T183000"] * (40_000 // TIMES)),
    "changed dates": lambda: filled(
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260908T183000\nDTSTART:20260909T183000\nEND:VEVENT\n",
        before=(EVENT % "RRULE:FREQ=DAILY").replace("UID:#", "UID:1"),
        most=LARGE,
    ),
    "strange clocks": lambda: filled(
        (EVENT % "RRULE:FREQ=DAILY;COUNT=400").replace("America/New_York", "z"),
        before=f"BEGIN:VTIMEZONE\nTZID:z\n{STRANGE_CLOCKS * 60}END:VTIMEZONE\n",
        most=LARGE * 2 // 3,
    ),
    "many strange clocks": lambda: filled(
        f"BEGIN:VTIMEZONE\nTZID:z#\n{STRANGE_CLOCKS * 3}END:VTIMEZONE\n"
        + (EVENT % "SUMMARY:e").replace("America/New_York", "z#"),
    ),
    "lists in HTML": lambda: filled(EVENT % ("DESCRIPTION:" + "<ul><li>" * 2_300)),
    "open brackets": lambda: filled(EVENT % ("DESCRIPTION:" + "[" * (18_000 // TIMES))),
    "emphasis": lambda: filled(EVENT % ("DESCRIPTION:" + "*a_b_ " * 3_000)),
    "links to join": lambda: filled(EVENT % ("DESCRIPTION:" + " ".join(f"https://zoom.us/j/{n}" for n in range(700)))),
    "details": lambda: alone(*["X-A:<b>x</b>"] * (45_000 // TIMES)),
    "categories": lambda: alone(*["CATEGORIES:a,b,c,d,e,f"] * (38_000 // TIMES)),
    "parameters": lambda: alone("X-A" + ";A=b" * (230_000 // TIMES) + ":x"),
    "spilled text": lambda: alone("DESCRIPTION:a", *["some of the letters"] * (45_000 // TIMES)),
    "nesting": lambda: filled("BEGIN:X-A\n", most=LARGE * 4 // 5),
    "folds": lambda: alone("SUMMARY:" + "a\n " * (48_000 // TIMES)),
    "soft breaks": lambda: alone("SUMMARY;ENCODING=QUOTED-PRINTABLE:" + "=\n" * (48_000 // TIMES)),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_as_bad_as_it_may_be_asks_for_bounded_work(name: str) -> None:
    raw = BOMBS[name]()
    assert len(raw) <= LARGEST
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        check(raw)
    finally:
        sys.setprofile(None)

    assert calls < 4_000_000


# Inside a pattern or a search nothing is called: there only time tells whether twice as much takes four times as long

LONG_LINES = {
    "hosts of a meeting": ("DESCRIPTION:https://", "bbb.", 20_000),
    "labels of a host": ("DESCRIPTION:https://", "a-.", 20_000),
    "paths of a meeting": ("LOCATION:https://webex.com/", "a.", 20_000),
    "links": ("DESCRIPTION:", "https://", 20_000),
    "addresses": ("DESCRIPTION:", "a@b.", 20_000),
    "codes": ("DESCRIPTION:", "pin  ", 20_000),
    "numbers": ("DESCRIPTION:", "(22) 333", 20_000),
    "half a tag": ("DESCRIPTION:", "<a ", 20_000),
    "bare parameters": ("X-A", ";A", 900_000),
    "quotation marks": ("X-A;B=", ',"', 900_000),
    "zones with colons": ("DTEND;TZID=", ":2026-01-01 10:00", 900_000),
    "escaped commas": ("CATEGORIES:", "\\,", 20_000),
    "punycode": ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=punycode:-", "b", 200_000),
}  # fmt: skip


A_BLINK = 0.02
"""Less than this, in seconds, a clock does not tell for sure."""


@pytest.mark.parametrize("name", LONG_LINES)
def test_four_times_as_long_a_line_takes_about_four_times_as_long(name: str) -> None:
    beginning, piece, most = LONG_LINES[name]

    def line(octets: int) -> bytes:
        return alone(f"{beginning}{piece * (octets // len(piece))}")

    assert costs_like(line(most // 4), line(most))


def test_a_long_name_of_a_zone_is_not_looked_up_for_every_date() -> None:
    def dates(number: int) -> bytes:
        left_out = ",".join([f"202609{day:02}T183000" for day in range(1, 26)] * (number // 25))
        return alone("RRULE:FREQ=DAILY", f"EXDATE;TZID={'A/' * 200 * number}:{left_out}")

    assert costs_like(dates(250), dates(1_000))


def test_of_tags_a_thousand_deep_the_words_are_kept_and_cost_what_words_cost() -> None:
    def told(piece: str) -> bytes:
        return alone(f"DESCRIPTION:<ul>{piece * (18_000 // len(piece))}Bring soup.")

    (event,) = read(told("<ul><li>")).events

    assert event.listing["summary"] == "Bring soup."
    assert costs_like(told("a word. "), told("<ul><li>"))


def costs_like(cheap: bytes, dear: bytes) -> bool:
    """Less than eight times as long: four times as much may take four times as long, and not sixteen."""
    return seconds(dear) < 8 * seconds(cheap) + A_BLINK


def seconds(raw: bytes) -> float:
    """What reading takes of the processor, at best."""
    took = []
    for _ in range(3):
        before = process_time()
        check(raw)
        took.append(process_time() - before)
    return min(took)


@pytest.mark.parametrize("dates", ["RRULE:FREQ=DAILY;COUNT=400", f"RDATE:{days_from_the_start(400)}"])
def test_past_what_can_be_followed_a_series_is_named_and_its_first_date_stays(dates: str) -> None:
    found = read(filled(EVENT % dates, most=10 * len(EVENT % dates)), Budget(days=100_000))

    whole = [event for event in found.events if event.listing.get("recurrence")]
    rest = [event for event in found.events if not event.listing.get("recurrence")]
    assert (len(whole), len(rest)) == (8, 2)
    assert {note.sentence for event in rest for note in event.notes} == {
        f"It repeats, and the draft holds the first date alone. {TOO_MUCH}",
        "It has no title; give it one.",
    }


def test_of_many_events_those_still_to_come_are_shown() -> None:
    past = filled((EVENT % "SUMMARY:past").replace("2026", "2024"), most=30_000)
    raw = past.replace(b"END:VCALENDAR\n", b"") + (EVENT % "SUMMARY:to come").encode()

    found = read(raw)

    assert len(found.events) == MOST_EVENTS
    assert [event.listing["title"] for event in found.events if not event.over] == ["to come"]
    assert found.not_shown == raw.count(b"BEGIN:VEVENT") - MOST_EVENTS
    assert date.fromisoformat(found.events[-1].listing["starts_at"][:10]) > TODAY
