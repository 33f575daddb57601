"""What a feed costs: stored bytes against building with icalendar, and "nothing new" against a bare view.

Run it with `python tests/bench/feeds.py`. The first is counted in the processor's time of this thread; the second over
loopback, in turns with the bare view of the same server.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.bench import published  # noqa: E402  found by the line above

STORED_TARGET, UNCHANGED_TARGET = 100.0, 2.0
FEED = "/feeds/network.ics"
REQUESTS = 600


def by_icalendar() -> bytes:
    """The same feed as icalendar builds it for each request, its zones already made."""
    from icalendar import Calendar, Event

    from commonhour.events import counters, models, schedule

    calendar = Calendar()
    calendar.add("prodid", "-//x//x//EN")
    calendar.add("version", "2.0")
    start, end = counters.window(published.NOW)
    rows = models.Event.objects.public().filter(ends_at__gte=start, starts_at__lte=end)
    for row in rows.select_related("chapter").order_by("starts_at", "uid"):
        (only,) = schedule.instances(schedule.parse(row.schedule))
        event = Event()
        event.add("uid", str(row.uid))
        event.add("dtstamp", row.stamp)
        event.add("sequence", row.sequence)
        event.add("last-modified", row.stamp)
        event.add("dtstart", only.starts)
        event.add("dtend", only.ends)
        event.add("summary", row.title)
        event.add(
            "description", f"{row.summary}\n\n{row.description_markdown}\n\nHosted by {row.chapter.name}"
        )
        event.add("location", f"{row.place_name}, {row.place_address}")
        event.add("url", f"https://x.example/events/{row.slug}")
        event.add("status", "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def median_ms(act: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = time.thread_time()
        act()
        times.append((time.thread_time() - begun) * 1000)
    return statistics.median(times)


@contextmanager
def server(database: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(published.ROOT / "backend"),
    }
    process = subprocess.Popen(
        [*command, "commonhour.wsgi:application"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                ask(port, "/healthz")
            except OSError:
                time.sleep(0.2)
                continue
            break
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port: int, address: str, tag: str = "") -> tuple[float, int, str]:
    """One request on a connection of its own: how long, which status, which tag."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", address, headers={"If-None-Match": tag} if tag else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return (time.perf_counter() - begun) * 1000, answer.status, answer.headers.get("ETag", "")


def main() -> int:
    from django.test import Client

    with published.calendars(published.asked_for()) as (_small, large):
        published.use(large)
        client = Client()
        first = client.get(FEED)
        assert first.content.count(b"BEGIN:VEVENT") == published.IN_WINDOW
        built = median_ms(by_icalendar, 5)
        stored = median_ms(lambda: client.get(FEED), 60)
        tag = first["ETag"]
        unchanged = median_ms(lambda: client.get(FEED, HTTP_IF_NONE_MATCH=tag), 200)
        bare = median_ms(lambda: client.get("/healthz"), 200)
        published.say(
            f"{len(first.content):,} bytes of {published.IN_WINDOW} events: icalendar {built:.0f} ms, stored {stored:.2f} ms"
        )
        met = published.verdict(
            "stored against icalendar per request", built / stored, STORED_TARGET, at_least=True
        )
        published.say(f"in process: 304 {unchanged:.3f} ms, bare view {bare:.3f} ms, {unchanged / bare:.2f}x")

        with server(large) as port:
            tag = ask(port, FEED)[2]
            times: dict[str, list[float]] = {"304": [], "bare": [], "200": []}
            for number in range(REQUESTS):
                taken, status, _ = ask(port, FEED, tag)
                assert status == 304
                times["304"].append(taken)
                times["bare"].append(ask(port, "/healthz")[0])
                if number % 10 == 0:
                    times["200"].append(ask(port, FEED)[0])
        middle = {name: statistics.median(taken) for name, taken in times.items()}
        published.say(
            ", ".join(f"{name} {taken:.2f} ms" for name, taken in middle.items()) + " over loopback"
        )
        met &= published.verdict(
            "304 against a bare view over loopback", middle["304"] / middle["bare"], UNCHANGED_TARGET
        )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
