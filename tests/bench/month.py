"""What a month of the calendar costs among 10,000 events, beside the same month among 100.

Run it with `python tests/bench/month.py`. Counted is the processor's time of this thread, in turns of both databases.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.bench import published  # noqa: E402  found by the line above

TARGET = 2.0
TURNS, ROUNDS = 6, 5
ADDRESS = "/api/occurrences"


def milliseconds(database: Path, query: dict[str, str]) -> tuple[list[float], int, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    published.use(database)
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        rows = len(client.get(ADDRESS, query).json()["results"])
    queries = len(asked)
    times = []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        client.get(ADDRESS, query)
        times.append((time.thread_time() - begun) * 1000)
    return times, rows, queries


def main() -> int:
    met, events = True, published.asked_for()
    with published.calendars(events) as (small, large):
        for query in (
            published.MONTH,
            {**published.MONTH, "topic": "topic-3"},
            {**published.MONTH, "text": "friend"},
        ):
            times: dict[Path, list[float]] = {small: [], large: []}
            counted = {}
            for _ in range(TURNS):
                for database in (small, large):
                    taken, rows, queries = milliseconds(database, query)
                    times[database] += taken
                    counted[database] = (rows, queries)
            one, many = (statistics.median(times[each]) for each in (small, large))
            name = ", ".join(f"{key} {value}" for key, value in query.items())
            published.say(
                f"{name}: {one:.1f} ms among {published.IN_MONTH}, {many:.1f} ms among {events}; "
                f"(rows, queries) {counted[small]} and {counted[large]}"
            )
            met &= published.verdict(
                f"a month among {events} against {published.IN_MONTH}", many / one, TARGET
            )
            met &= counted[small] == counted[large]
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
