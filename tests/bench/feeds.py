"""What feeds cost, as ratios beside their targets: "nothing new", a stored body, a body after an edit, a publication.

Run it with `python tests/bench/feeds.py`. Each ratio compares what was measured in turns of one run, over loopback in
several processes one after the other; times of their own say nothing on a machine that others use too.
"""

import gzip
import io
import random
import shutil
import statistics
import sys
import tempfile
import time
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.bench import loopback, published  # noqa: E402  found by the line above

FEED = "/feeds/network.ics"
PROCESSES, TURNS, TURNS_OF_BOTH, EDITS = 3, 200, 9, 25
FEW, MANY = 10, 10_000
edits = count(1)


def main() -> int:
    with (
        published.calendars(published.asked_for()) as (small, large),
        tempfile.TemporaryDirectory() as folder,
    ):
        checks = (
            over_loopback(large, Path(folder)),
            in_process(small, large),
            making(large),
            compressing(large),
            publishing_to_many(large, Path(folder)),
        )
    return 0 if all(checks) else 1


# Over loopback, from a server of its own


def over_loopback(large: Path, folder: Path) -> bool:
    """The medians of several processes, and of those the median."""
    memory = folder / "feed.ics"
    with loopback.server(large) as server:
        memory.write_bytes(server.ask(FEED).body)
    assert memory.read_bytes().count(b"BEGIN:VEVENT") == published.IN_WINDOW
    found = [one_process(large, memory) for _ in range(PROCESSES)]
    middle = {name: statistics.median(each[name] for each in found) for name in found[0]}
    published.say(
        f"\nover loopback, {memory.stat().st_size:,} octets of {published.IN_WINDOW} events, {PROCESSES} processes:"
    )
    published.say(", ".join(f"{name} {taken:.2f} ms" for name, taken in middle.items()))

    def ratio(one: str, other: str) -> float:
        return statistics.median(each[one] / each[other] for each in found)

    met = published.verdict("304 against a view that does nothing", ratio("304", "nothing"), 1.25)
    met &= published.verdict(
        "304 of a free choice of filters against nothing", ratio("304 of a choice", "nothing"), 1.5
    )
    met &= published.verdict("stored gzip against plain bytes from memory", ratio("gzip", "memory"), 1.0)
    met &= published.verdict("stored plain against plain bytes from memory", ratio("plain", "memory"), 2.5)
    met &= published.verdict(
        "after an edit against plain bytes from memory", ratio("cold", "memory again"), 7.0
    )
    return (
        published.verdict(
            "after an edit, gzip, against plain bytes from memory", ratio("cold gzip", "memory again"), 7.0
        )
        and met
    )


def one_process(large: Path, memory: Path) -> dict[str, float]:
    choice = "/feeds/events.ics?topic=topic-3,topic-5&type=talk"
    with loopback.server(large, memory) as server:
        tag, chosen = (server.ask(address).headers["etag"] for address in (FEED, choice))
        server.ask(FEED, Accept_Encoding="gzip")

        def unchanged(address: str, tag: str) -> float:
            answer = server.ask(address, If_None_Match=tag)
            assert answer.status == 304
            return answer.milliseconds

        found = loopback.in_turns(
            {
                "nothing": lambda: server.ask("/bench/nothing").milliseconds,
                "304": lambda: unchanged(FEED, tag),
                "304 of a choice": lambda: unchanged(choice, chosen),
                "memory": lambda: server.ask("/bench/memory").milliseconds,
                "gzip": lambda: server.ask(FEED, Accept_Encoding="gzip").milliseconds,
                "plain": lambda: server.ask(FEED).milliseconds,
            },
            TURNS,
        )
        published.use(large)
        return found | loopback.in_turns(
            {
                "memory again": lambda: server.ask("/bench/memory").milliseconds,
                "cold": lambda: after_an_edit(server),
                "cold gzip": lambda: after_an_edit(server, Accept_Encoding="gzip"),
            },
            EDITS,
        )


def after_an_edit(server: loopback.Server, **headers: str) -> float:
    edit_one(next(edits))
    return server.ask(FEED, **headers).milliseconds


def edit_one(number: int) -> None:
    """Another room for one of the events that the feed shows."""
    from commonhour.events import models, publishing
    from commonhour.events.public import PublicEvent
    from commonhour.people.models import Chapter

    which = random.Random(number).randrange(published.IN_WINDOW)  # noqa: S311  the same events in every run
    chapters = list(Chapter.objects.order_by("slug").values_list("pk", flat=True))
    told = {**published.facts(which, chapters), "room": f"Room {number}"}
    event = models.Event.objects.get(title=told["title"])
    publishing.amend(event, PublicEvent.from_json(told), now=published.NOW + timedelta(minutes=number))


# In this process, through everything a request passes


def in_process(small: Path, large: Path) -> bool:
    # Two servers are never equally awake, so one process asks both databases.
    among = loopback.in_turns(
        {"10,000": lambda: unchanged_in(large), "100": lambda: unchanged_in(small)}, TURNS_OF_BOTH
    )
    published.use(large)
    ask = application()
    tag = ask(FEED)[1]["ETag"]
    unchanged: dict[str, Callable[[], object]] = {
        "304": lambda: ask(FEED, HTTP_IF_NONE_MATCH=tag),
        "nothing": lambda: ask("/bench/nothing"),
    }
    taken = in_turns(unchanged, 400)
    queries = statements(unchanged["304"])
    published.say(f"\nin one process: {', '.join(f'{name} {each:.3f} ms' for name, each in taken.items())}")
    met = published.verdict("304 against a view that does nothing", taken["304"] / taken["nothing"], 2.0)
    met &= published.verdict("304 among 10,000 events against 100", among["10,000"] / among["100"], 1.1)
    written = sum(not each.lstrip().startswith("SELECT") for each in queries)
    return (
        published.counted("queries of a 304", len(queries), 1)
        & published.counted("writes of a 304", written, 0)
        & met
    )


def unchanged_in(database: Path) -> float:
    published.use(database)
    ask = application()
    tag = ask(FEED)[1]["ETag"]
    return in_turns({"304": lambda: ask(FEED, HTTP_IF_NONE_MATCH=tag)}, TURNS)["304"]


def application() -> Callable[..., tuple[int, dict[str, str], bytes]]:
    from tests.bench import beside

    came: dict[str, Any] = {}

    def begin(status: str, headers: list[tuple[str, str]], fault: Any = None, /) -> Callable[[bytes], object]:
        came.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))
        return lambda written: None

    def ask(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            **headers,
        }
        response = beside.application(environ, begin)
        body = b"".join(response)
        response.close()
        return came["status"], came["headers"], body

    return ask


def in_turns(ways: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """Milliseconds of this thread's own time: what neighbours do on this machine is not counted."""

    def timed(act: Callable[[], object]) -> Callable[[], float]:
        def measure() -> float:
            begun = time.thread_time()
            act()
            return (time.thread_time() - begun) * 1000

        return measure

    return loopback.in_turns({name: timed(act) for name, act in ways.items()}, turns)


def statements(act: Callable[[], object]) -> list[str]:
    from django.db import connection

    found: list[str] = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        act()
    return found


# A body, against building it anew for each request


def making(large: Path) -> bool:
    from commonhour.events import bodies
    from commonhour.events.models import FeedState

    published.use(large)
    ask = application()
    state = FeedState.objects.get(kind="network", scope="public")
    ways: dict[str, Callable[[], object]] = {
        "made after an edit": lambda: bodies.calendar_of(state),
        "stored, the whole request": lambda: ask(FEED),
    }
    taken = in_turns(ways, 60) | in_turns({"icalendar": by_icalendar}, 5)
    taken |= {"the whole request after an edit": asked_after_edits(ask)}
    published.say(f"\nmaking it: {', '.join(f'{name} {each:.2f} ms' for name, each in taken.items())}")
    met = True
    for name, target in (
        ("made after an edit", 300),
        ("stored, the whole request", 300),
        ("the whole request after an edit", 80),
    ):
        met &= published.verdict(
            f"icalendar against a body {name}", taken["icalendar"] / taken[name], target, at_least=True
        )
    memory = peak(by_icalendar) / peak(ways["made after an edit"])
    return published.verdict("memory of icalendar against a body of ours", memory, 2, at_least=True) & met


def asked_after_edits(ask: Callable[..., object]) -> float:
    """All of that request: reading where the feed stands, making, compressing and keeping the body, and sending it."""
    times = []
    for _ in range(EDITS):
        edit_one(next(edits))
        begun = time.thread_time()
        ask(FEED)
        times.append((time.thread_time() - begun) * 1000)
    return statistics.median(times)


def peak(act: Callable[[], object]) -> int:
    tracemalloc.start()
    act()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def by_icalendar() -> bytes:
    """The same feed as icalendar builds it for each request, its zones already made."""
    from icalendar import Calendar, Event

    from commonhour.events import counters, models, schedule, schedule_reading

    calendar = Calendar()
    calendar.add("prodid", "-//x//x//EN")
    calendar.add("version", "2.0")
    state = models.FeedState.objects.get(kind="network", scope="public")
    for row in counters.shown_members(state).select_related("chapter").order_by("starts_at", "uid"):
        (only,) = schedule.instances(schedule_reading.parse(row.schedule))
        event = Event()
        event.add("uid", str(row.uid))
        event.add("dtstamp", row.stamp)
        event.add("created", row.published_at)
        event.add("sequence", row.sequence)
        event.add("last-modified", row.stamp)
        event.add("dtstart", only.starts)
        event.add("dtend", only.ends)
        event.add("summary", row.title)
        event.add(
            "description", f"{row.summary}\n\n{row.description_markdown}\n\nHosted by {row.chapter.name}"
        )
        event.add("location", f"{row.place_name}, {row.room}, {row.place_address}")
        event.add("url", f"https://x.example/events/{row.slug}")
        event.add("categories", [row.event_type])
        event.add("status", "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


# Compression


def compressing(large: Path) -> bool:
    from commonhour.events.models import Event

    published.use(large)
    every = [
        bytes(part) for part in Event.objects.order_by("starts_at", "uid").values_list("vevent", flat=True)
    ]
    return compressing_of(every[-published.IN_WINDOW :], 0.15) & compressing_of(every, 0.1)


def compressing_of(parts: list[bytes], target: float) -> bool:
    """A new gzip body after an edit of one part, from the parts on, against compressing the whole."""
    from commonhour.events.compression import Pieces, cut, gzip_of, plain_of

    segments = cut(parts)
    body, before = plain_of(segments), gzip_of(segments)
    turn = count()

    def edited() -> bytes:
        number = next(turn) * 37 % len(parts)
        changed = [*parts[:number], parts[number].replace(b"Elm", b"Oak"), *parts[number + 1 :]]
        return gzip_of(cut(changed), Pieces(before)).gzipped

    taken = in_turns({"edited": edited, "whole": lambda: zlib.compress(body, 6)}, 15)
    assert gzip.decompress(before.gzipped) == body
    published.say(
        f"\n{len(parts):,} events, {len(body):,} octets, {len(segments)} segments: "
        f"a new gzip body {taken['edited']:.2f} ms, gzip-6 of the whole {taken['whole']:.1f} ms"
    )
    met = published.verdict(
        "a new gzip body against gzip-6 of the whole", taken["edited"] / taken["whole"], target
    )
    return published.verdict("compressed size against plain", len(before.gzipped) / len(body), 0.2) & met


# Publishing, with few and with many who follow


def publishing_to_many(large: Path, folder: Path) -> bool:
    """The same edits among ten subscriptions and among ten thousand, in turns of both databases."""
    files = {number: folder / f"{number}.sqlite3" for number in (FEW, MANY)}
    for number, file in files.items():
        published.use(large)
        copy(large, file)
        published.use(file)
        published.subscribe(number)
    numbers = [next(edits) for _ in range(60)]
    to_edit = {number: iter(numbers) for number in files}
    wrote: dict[int, list[int]] = {FEW: [], MANY: []}

    def edit(number: int) -> Callable[[], float]:
        def measured() -> float:
            published.use(files[number])
            rows = changes()
            begun = time.thread_time()
            edit_one(next(to_edit[number]))
            taken = (time.thread_time() - begun) * 1000
            wrote[number].append(changes() - rows)
            return taken

        return measured

    taken = loopback.in_turns({str(number): edit(number) for number in files}, len(numbers))
    published.say(
        f"\npublishing: {taken[str(FEW)]:.1f} ms with {FEW}, {taken[str(MANY)]:.1f} ms with {MANY:,} subscriptions"
    )
    published.say(
        f"rows written by an edit: {statistics.median(wrote[FEW]):.0f} and {statistics.median(wrote[MANY]):.0f}"
    )
    met = wrote[FEW] == wrote[MANY]
    return (
        published.verdict(
            f"publishing with {MANY:,} subscriptions against {FEW}", taken[str(MANY)] / taken[str(FEW)], 1.1
        )
        & met
    )


def copy(file: Path, to: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(file, to)


def changes() -> int:
    """How many rows this connection has written so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT total_changes()")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
