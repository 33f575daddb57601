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
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 9, 1, 15, tzinfo=UTC)
MONTH = {"from": "2026-10-01", "to": "2026-10-31"}
ALL, IN_WINDOW, IN_MONTH = 10_000, 1_000, 100
SYLLABLES = (
    ("str", "k", "l", "m", "pr", "t"),
    "aeiué",
    ("n", "r", "st", "v"),
    ("a", "en", "ing", "ly", "o", "ü"),
)
WORDS = tuple("".join(each) for each in product(*SYLLABLES))
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
        begun = time.thread_time()
        publish(IN_MONTH, IN_WINDOW)
        each = (time.thread_time() - begun) / (IN_WINDOW - IN_MONTH) * 1000
        say(f"publishing {IN_WINDOW - IN_MONTH} events took {each:.1f} ms each")
        copy_into_the_past(IN_WINDOW, events)
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


def copy_into_the_past(first: int, last: int) -> None:
    """More events, over for years: rows copied from those published, for what is over is only there to be passed by."""
    from commonhour.events.models import Event, Occurrence
    from commonhour.identifiers import new_id

    originals = list(Event.objects.order_by("pk").prefetch_related("hosts", "topics"))
    for batch in range(first, last, 500):
        copies = []
        for number in range(batch, min(batch + 500, last)):
            original = originals[number % len(originals)]
            values = {
                field.attname: getattr(original, field.attname) for field in Event._meta.concrete_fields
            }
            uid, start = new_id(), start_of(number).replace(tzinfo=UTC)
            copies.append(
                Event(
                    **values
                    | {
                        "id": new_id(),
                        "uid": uid,
                        "slug": f"{original.slug}-{number}",
                        "title": title_of(number),
                        "starts_at": start,
                        "ends_at": start + timedelta(minutes=90),
                        "vevent": bytes(original.vevent).replace(
                            str(original.uid).encode(), str(uid).encode()
                        ),
                    }
                )
            )
        rows = list(zip(Event.objects.bulk_create(copies), range(batch, last), strict=False))
        linked: list[tuple[str, str, Any]] = [
            ("hosts", "chapter_id", Event.hosts.through),
            ("topics", "topic_id", Event.topics.through),
        ]
        for kind, column, ties in linked:
            ties.objects.bulk_create(
                ties(event_id=row.pk, **{column: tied.pk})
                for row, number in rows
                for tied in getattr(originals[number % len(originals)], kind).all()
            )
        Occurrence.objects.bulk_create(
            Occurrence(event=row, date=row.starts_at.date(), starts_at=row.starts_at, ends_at=row.ends_at)
            for row, _ in rows
        )


def title_of(number: int) -> str:
    return f"Evening {number} on fair work and safe homes"


def start_of(number: int) -> datetime:
    """The first hundred lie in October, the next nine hundred in the window around it, the rest in years before."""
    chance = random.Random(number)  # noqa: S311  not a secret: the same events in every run
    hour = timedelta(hours=chance.randrange(9, 20))
    if number < IN_MONTH:
        return datetime(2026, 10, 1) + timedelta(days=chance.randrange(29)) + hour  # noqa: DTZ001  a wall time
    if number < IN_WINDOW:
        return datetime(2026, 11, 2) + timedelta(days=chance.randrange(320)) + hour  # noqa: DTZ001  likewise
    return datetime(2021, 1, 4) + timedelta(days=chance.randrange(1800)) + hour  # noqa: DTZ001  likewise


def prose(chance: random.Random, words: int) -> str:
    """Sentences as long-winded as people's own: some words are frequent, more are rare, and some have accents.

    Texts put together from the same few sentences would be compressed to nothing, and flatter every figure.
    """
    ranks = (int(len(WORDS) * chance.random() ** 2) for _ in range(words))
    return " ".join(WORDS[rank] for rank in ranks).capitalize() + "."


def facts(number: int, chapters: list[Any]) -> dict[str, Any]:
    chance = random.Random(-number)  # noqa: S311  as above
    start = start_of(number)
    return {
        "title": title_of(number),
        "summary": f"Number {number}: what we can do here, with people who know.",
        "description": f"{prose(chance, 28)}\n\n- come early\n- bring a **friend**",
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


def counted(name: str, number: int, most: int) -> bool:
    """Print one count beside the most it may be, and whether it is met."""
    met = number <= most
    say(f"{'ok  ' if met else 'MISS'} {name}: {number} (target <= {most})")
    return met


def subscribe(number: int) -> None:
    """So many people, each with a calendar of their own that follows a chapter, a topic and the whole network."""
    from commonhour.participation.models import PartKind, Subscription, SubscriptionPart
    from commonhour.people.models import User

    people = User.objects.bulk_create(
        User(email=f"member-{each}@example.org", name=f"M {each}") for each in range(number)
    )
    calendars = Subscription.objects.bulk_create(
        Subscription(person=person, name="my phone", made_at=NOW) for person in people
    )
    SubscriptionPart.objects.bulk_create(
        SubscriptionPart(subscription=calendar, kind=kind, key=key)
        for each, calendar in enumerate(calendars)
        for kind, key in (
            (PartKind.NETWORK, ""),
            (PartKind.CHAPTER, f"chapter-{each % 20}"),
            (PartKind.TOPIC, f"topic-{each % 12}"),
        )
    )
