"""Publications, the daily roll and readers, all at the same moment: only a database that lets them can show it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client

from commonhour.events import bodies, counters, program_publishing, publishing
from commonhour.events.compression import unpacked
from commonhour.events.models import Event, FeedBody, FeedKind, FeedState, Program
from commonhour.people.models import Chapter
from tests.events.conftest import Facts, ProgramFacts
from tests.racing import released_together, where_writes_meet
from tests.sizes import SIZES

ROUNDS = 60 if SIZES.full else 8
AT_ONCE = 6

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
    where_writes_meet,
]


@pytest.fixture
def autumn(program_facts: ProgramFacts, now: datetime) -> Program:
    return program_publishing.put_on_calendar(program_facts(), now=now)


@pytest.fixture
def talks(autumn: Program, facts: Facts, now: datetime) -> list[Event]:
    """Three events of that program."""
    return [
        publishing.put_on_calendar(facts(title=f"Talk {number}", program=str(autumn.pk)), now=now)
        for number in range(3)
    ]


def shown_by(kind: str, key: str = "") -> tuple[int, int]:
    """How often a feed was counted, and how many events it says it shows."""
    state = FeedState.objects.get(kind=kind, key=key, scope="public")
    return state.revision, state.events


def test_publications_at_once_lose_no_count(
    facts: Facts, larkmoor: Chapter, quillon: Chapter, vesper: Chapter, now: datetime
) -> None:
    """They meet in feeds that nobody named before, and name their chapters in every order."""
    chapters = [str(chapter.pk) for chapter in (larkmoor, quillon, vesper)]

    for turn in range(ROUNDS):
        acts = [
            partial(
                publishing.put_on_calendar,
                facts(
                    title=f"Talk {turn} {number}",
                    chapter=chapters[number % 3],
                    cohosts=[chapters[(number + 1 + number % 2) % 3]],
                    topics=["labour", "law"] if number % 2 else ["housing"],
                ),
                now=now,
            )
            for number in range(AT_ONCE)
        ]
        assert released_together(acts) == {"done": AT_ONCE}

    published = ROUNDS * AT_ONCE
    assert Event.objects.count() == published
    assert shown_by(FeedKind.NETWORK) == (published, published)
    assert shown_by(FeedKind.FILTERS) == (published, published)
    for chapter in (larkmoor, quillon, vesper):
        hosted = Event.objects.filter(hosts=chapter).count()
        assert shown_by(FeedKind.CHAPTER, chapter.slug) == (hosted, hosted)


def test_first_publications_ever_wait_in_no_ring(
    facts: Facts, larkmoor: Chapter, quillon: Chapter, vesper: Chapter, now: datetime
) -> None:
    """No feed has a state yet, so there is none that all of them could wait for first."""
    chapters = [str(chapter.pk) for chapter in (larkmoor, quillon, vesper)]

    for turn in range(ROUNDS):
        Event.objects.all().delete()
        FeedState.objects.all().delete()
        acts = [
            partial(
                publishing.put_on_calendar,
                facts(
                    title=f"Talk {turn} {number}",
                    chapter=chapters[number % 3],
                    topics=["labour", "law"] if number % 2 else ["housing"],
                    visibility=("public", "network")[number % 2],
                ),
                now=now,
            )
            for number in range(AT_ONCE)
        ]
        assert released_together(acts) == {"done": AT_ONCE}


def test_events_that_change_hands_and_sight_at_once_wait_in_no_ring(
    facts: Facts, larkmoor: Chapter, quillon: Chapter, now: datetime
) -> None:
    """Each turn, some become hidden while others come to light, between two chapters, in both directions."""
    events = [
        publishing.put_on_calendar(
            facts(
                title=f"Talk {number}",
                chapter=str((larkmoor, quillon)[number % 2].pk),
                visibility=("public", "network")[number % 2],
            ),
            now=now,
        )
        for number in range(AT_ONCE)
    ]

    for turn in range(ROUNDS):
        acts = [
            partial(
                publishing.amend,
                event,
                facts(
                    title=f"Talk {number}",
                    chapter=str((larkmoor, quillon)[(number + turn + 1) % 2].pk),
                    visibility=("public", "network")[(number + turn + 1) % 2],
                ),
                now=now + timedelta(minutes=turn),
            )
            for number, event in enumerate(events)
        ]
        assert released_together(acts) == {"done": AT_ONCE}

    for state in FeedState.objects.exclude(kind=FeedKind.FILTERS):
        assert state.events == counters.shown_members(state).count()


def test_program_is_named_anew_while_its_events_change(
    autumn: Program,
    talks: list[Event],
    facts: Facts,
    program_facts: ProgramFacts,
    quillon: Chapter,
    now: datetime,
) -> None:
    """Naming it anew writes all its events, and counts feeds for each: more than one step that others could cross."""
    for turn in range(ROUNDS):
        moment = now + timedelta(minutes=turn)
        acts: list[Callable[[], object]] = [
            partial(program_publishing.amend, autumn, program_facts(title=f"Autumn {turn}"), now=moment),
            *(
                partial(
                    publishing.amend,
                    event,
                    facts(
                        title=f"Talk {number} {turn}",
                        cohosts=[str(quillon.pk)] * (turn % 2),
                        program=str(autumn.pk),
                    ),
                    now=moment,
                )
                for number, event in enumerate(talks)
            ),
        ]
        assert released_together(acts) == {"done": 1 + len(talks)}

    for event in Event.objects.all():
        text = bytes(event.vevent).replace(b"\r\n ", b"")
        assert f"Autumn {ROUNDS - 1}".encode() in text


def test_program_comes_and_goes_from_sight_while_its_events_change(
    autumn: Program, talks: list[Event], facts: Facts, program_facts: ProgramFacts, now: datetime
) -> None:
    """It has another address each time, and so other feeds: they are no reason to hold what its events wait for."""
    for turn in range(ROUNDS):
        moment = now + timedelta(minutes=turn)
        sight = ("unlisted", "public")[turn % 2]
        acts: list[Callable[[], object]] = [
            partial(program_publishing.amend, autumn, program_facts(visibility=sight), now=moment),
            *(
                partial(
                    publishing.amend,
                    event,
                    facts(title=f"Talk {number} {turn}", program=str(autumn.pk)),
                    now=moment,
                )
                for number, event in enumerate(talks)
            ),
        ]
        assert released_together(acts) == {"done": 1 + len(talks)}

    named = [
        b"Part of the program" in bytes(event.vevent).replace(b"\r\n ", b"") for event in Event.objects.all()
    ]
    assert named == [sight == "public"] * 3


def test_window_rolls_while_feeds_are_named_for_the_first_time(
    facts: Facts, quillon: Chapter, topics: object, now: datetime
) -> None:
    publishing.put_on_calendar(facts(topics=[]), now=now)

    for turn in range(ROUNDS):
        Event.objects.exclude(hosts__slug="larkmoor").delete()
        FeedState.objects.filter(kind__in=(FeedKind.TOPIC, FeedKind.CHAPTER)).exclude(key="larkmoor").delete()
        moment = now + timedelta(days=turn + 1)
        publish = partial(publishing.put_on_calendar, now=moment)
        acts: list[Callable[[], object]] = [
            partial(publishing.roll_windows, now=moment),
            partial(publish, facts(chapter=str(quillon.pk), topics=["law"])),
            partial(publish, facts(chapter=str(quillon.pk), topics=["housing"])),
        ]

        assert released_together(acts) == {"done": 3}
        assert {state.window_from for state in FeedState.objects.all()} == {counters.window(moment)[0]}


def test_reader_never_gets_a_body_under_the_tag_of_another(facts: Facts, now: datetime) -> None:
    event = publishing.put_on_calendar(facts(title="Talk 0"), now=now)
    bodies_by_tag: dict[str, set[bytes]] = {}

    def read() -> None:
        for _ in range(5):
            answer = Client().get("/feeds/network.ics")
            bodies_by_tag.setdefault(answer["ETag"], set()).add(answer.content)

    for turn in range(1, ROUNDS + 1):
        publish = partial(
            publishing.amend, event, facts(title=f"Talk {turn}"), now=now + timedelta(minutes=turn)
        )
        assert released_together([publish, read, read, read]) == {"done": 4}

    assert [len(found) for found in bodies_by_tag.values()] == [1] * len(bodies_by_tag)
    assert len(bodies_by_tag) > ROUNDS / 2
    state = FeedState.objects.get(kind=FeedKind.NETWORK)
    kept = FeedBody.objects.filter(feed=state, form="ics").first()
    if kept and kept.etag.startswith(f'"n{state.revision}-'):
        assert unpacked(kept.gzipped) == bodies.calendar_of(state)
