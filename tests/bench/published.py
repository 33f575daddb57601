"""A calendar to measure with: 10,000 published events, 1,000 of them in the window of a feed, 100 in one month."""

import os
import random
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 9, 1, 15, tzinfo=UTC)
MONTH = {"from": "2026-10-01", "to": "2026-10-31"}
ALL, IN_WINDOW, IN_MONTH = 10_000, 1_000, 100
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


def prepare(database: Path) -> None:
    """Point Django at a file and set it up; once a process."""
    sys.path[:0] = [str(ROOT / "backend"), str(ROOT)]
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhour.settings")
    import django

    django.setup()


@contextmanager
def calendars(events: int = ALL) -> Iterator[tuple[Path, Path]]:
    """Two databases: one of the hundred events of a month, and one of those among 10,000 (or fewer)."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.sqlite3", Path(folder) / "small.sqlite3"
        prepare(large)
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0, skip_checks=True)
        publish(0, IN_MONTH)
        connection.close()
        shutil.copy(large, small)
        begun = time.perf_counter()
        publish(IN_MONTH, events)
        taken = time.perf_counter() - begun
        each = taken / (events - IN_MONTH) * 1000
        say(f"publishing {events - IN_MONTH} events took {taken:.0f} s, {each:.1f} ms each")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        connection.close()
        yield small, large


def use(database: Path) -> None:
    """Send the next query to another file."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(database)


def publish(first: int, last: int) -> None:
    from django.db import transaction

    from commonhour.events import publishing
    from commonhour.events.models import Topic
    from commonhour.events.public import PublicEvent
    from commonhour.people.models import Chapter

    if first == 0:
        for number in range(20):
            Chapter.objects.create(
                slug=f"chapter-{number}",
                name=f"Chapter {number}",
                campus=f"Campus {number}",
                time_zone=ZONES[number % 4],
                colour="teal",
            )
        Topic.objects.bulk_create(
            Topic(slug=f"topic-{number}", name=f"Topic {number}") for number in range(12)
        )
    chapters = list(Chapter.objects.order_by("slug").values_list("pk", flat=True))
    for batch in range(first, last, 500):
        with transaction.atomic():
            for number in range(batch, min(batch + 500, last)):
                publishing.put_on_calendar(PublicEvent.from_json(facts(number, chapters)), now=NOW)


def start_of(number: int) -> datetime:
    """The first hundred lie in October, the next nine hundred in the window around it, the rest in years before."""
    chance = random.Random(number)  # noqa: S311  not a secret: the same events in every run
    hour = timedelta(hours=chance.randrange(9, 20))
    if number < IN_MONTH:
        return datetime(2026, 10, 1) + timedelta(days=chance.randrange(29)) + hour  # noqa: DTZ001  a wall time
    if number < IN_WINDOW:
        return datetime(2026, 11, 2) + timedelta(days=chance.randrange(320)) + hour  # noqa: DTZ001
    return datetime(2021, 1, 4) + timedelta(days=chance.randrange(1800)) + hour  # noqa: DTZ001


def facts(number: int, chapters: list[Any]) -> dict[str, Any]:
    chance = random.Random(-number)  # noqa: S311  as above
    start = start_of(number)
    sentences = [f"In part {each} we read, ask and plan what our campus can do next." for each in range(6)]
    return {
        "title": f"Evening {number} on fair work and safe homes",
        "summary": f"Number {number}: what we can do here, with people who know.",
        "description": "\n\n".join(chance.sample(sentences, 4)) + "\n\n- come early\n- bring a **friend**",
        "chapter": chapters[number % len(chapters)],
        "event_type": chance.choice(["talk", "panel", "training", "film_screening", "service_day"]),
        "format": "in_person",
        "audience": "public",
        "visibility": "public",
        "schedule": {
            "starts_at": f"{start:%Y-%m-%dT%H:%M}",
            "ends_at": f"{start + timedelta(minutes=90):%Y-%m-%dT%H:%M}",
            "time_zone": ZONES[number % 4],
        },
        "place_rule": "public",
        "place_name": f"Hall {number % 40}",
        "place_address": f"{number % 90} Elm Street",
        "access_features": ["step_free"],
        "topics": [f"topic-{number % 12}"],
        "roles": [{"id": "greeter", "name": "Greeter", "how_many": 2, "open": True}],
    }


def asked_for() -> int:
    """How many events the command line wants: `--events 2000`."""
    parser = ArgumentParser(description="Measure the calendar.")
    parser.add_argument("--events", type=int, default=ALL, help=f"how many to publish, at least {IN_WINDOW}")
    return max(IN_WINDOW, int(parser.parse_args().events))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def verdict(name: str, ratio: float, target: float, *, at_least: bool = False) -> bool:
    """Print one ratio beside its target, and whether it is met."""
    met = ratio >= target if at_least else ratio <= target
    say(f"{'ok  ' if met else 'MISS'} {name}: {ratio:.2f}x (target {'>=' if at_least else '<='} {target:g}x)")
    return met
