"""Feeds whose validators never lie: random stories, and a model that knows when bytes change.

After each step of a story every feed there is, of either scope, is made anew from the tables. Its counter must have risen
if those bytes differ from the last, and only then. Subscribers, who ask by tag or by date whenever they like, must be
answered 304 if what they hold is what there is, and only then.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from commonhour.events import bodies, counters, feeds
from commonhour.events.models import Event, FeedBody, FeedForm, FeedKind, FeedScope, FeedState, Topic
from commonhour.people.models import Chapter
from tests.events.world import World
from tests.sizes import Sizes

FREE_CHOICES = (
    "events.ics",
    "events.ics?topic=law",
    "events.ics?chapter=larkmoor&format=in_person",
    "events.ics?open_roles=true",
    "events.ics?text=rent",
)
PART = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
LONG = timedelta(days=400)
ASKS = 0.05
"""How likely a subscriber asks after a step."""
TIGHT = 12_000
"""Octets of a feed that holds a handful of the events of a story."""


@pytest.fixture
def world(
    larkmoor: Chapter, quillon: Chapter, vesper: Chapter, topics: dict[str, Topic], now: datetime
) -> World:
    return World([larkmoor, quillon, vesper], list(topics.values()), now, Random(7))  # noqa: S311  a story, not a secret


def test_validators_never_lie(world: World, proof: Sizes, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = follow(world, steps=proof.operations // 2, monkeypatch=monkeypatch)

    assert set(world.visited) == set(World.operations())
    assert watch.seen == {"whole", "answered 304", "answered 200"}


def test_validators_never_lie_where_not_everything_fits(
    world: World, proof: Sizes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "LIMIT", TIGHT)

    watch = follow(world, steps=proof.operations // 2, monkeypatch=monkeypatch)

    assert set(world.visited) == set(World.operations())
    assert watch.seen == {
        "whole",
        "a shorter past",
        "a nearer future",
        "links for descriptions",
        "answered 304",
        "answered 200",
    }


def test_no_two_revisions_ever_share_a_date(
    world: World, proof: Sizes, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast they follow, whatever the clocks say, and even if each had been there long enough to be dated."""
    monkeypatch.setattr(feeds, "now", lambda: world.now + LONG)
    world.pauses = (-1_500, -300, 0, 0, 3, 400, 2_500)
    tags: dict[tuple[str, str], str] = {}

    for number in range(proof.operations // 8):
        name = world.step()
        for address in dated_addresses(world):
            answer = client.head(address, headers={"If-None-Match": "*"})
            assert answer.status_code == 304
            if "Last-Modified" in answer:
                tag, date = answer["ETag"], answer["Last-Modified"]
                known = tags.setdefault((address, date), tag)
                assert known == tag, f"Step {number}, {name}: {address} was {known} at {date}, and is {tag}"

    assert {address for address, _ in tags} > {f"/feeds/network.{form}" for form in FeedForm}


def dated_addresses(world: World) -> Iterator[str]:
    for feed in ("network", "events", *named_feeds(world)):
        yield from (f"/feeds/{feed}.{form}" for form in FeedForm)
    yield "/feeds/events.ics?topic=law"
    newest = (known.event.slug for known in world.events[-5:] if known.is_public)
    yield from (f"/events/{slug}.ics" for slug in newest)


def named_feeds(world: World) -> Iterator[str]:
    yield from (f"chapters/{chapter.slug}" for chapter in world.chapters)
    yield from (f"topics/{topic.slug}" for topic in world.topics)
    yield from (f"programs/{known.program.slug}" for known in world.programs if known.is_public)


def follow(world: World, *, steps: int, monkeypatch: pytest.MonkeyPatch) -> "Watch":
    monkeypatch.setattr(feeds, "now", lambda: world.now)
    watch = Watch(world)
    for number in range(steps):
        name = world.step()
        try:
            watch.look()
        except AssertionError as fault:
            raise AssertionError(f"Step {number}, {name}: {fault}") from fault
    return watch


@dataclass
class Watch:
    """Looks at every feed after every step, and lets the subscribers ask."""

    world: World
    states: dict[int, tuple[int, datetime, bytes]] = field(default_factory=dict)
    parts: dict[tuple[str, bytes], tuple[int, bytes, bytes]] = field(default_factory=dict)
    stored: dict[object, tuple[int, datetime, bytes]] = field(default_factory=dict)
    subscribers: dict[tuple[str, str], "Subscriber"] = field(default_factory=dict)
    left_behind: set[int] = field(default_factory=set)
    """Feeds of addresses that programs had once: looked at once more, and then never again, for they gather."""
    moves: Counter[str] = field(default_factory=Counter)
    """How often each public feed changed its bytes; for a free choice, how often the counter of all of them rose."""
    seen: set[str] = field(default_factory=set)

    def look(self) -> None:
        FeedBody.objects.all().delete()
        spans, slugs = set(), {known.program.slug for known in self.world.programs}
        for state in FeedState.objects.order_by("id"):
            spans.add((state.window_from, state.window_to))
            if state.pk not in self.left_behind:
                self._look_at(state)
            if state.kind == FeedKind.PROGRAM and state.key not in slugs:
                self.left_behind.add(state.pk)
        assert len(spans) <= 1, f"the feeds have different windows: {spans}"
        self._look_at_events()
        for address in self._addresses():
            for way in ("tag", "date"):
                one = self.subscribers.setdefault((address, way), Subscriber(address, way))
                if self.world.random.random() < ASKS:
                    self.seen.add(f"answered {one.ask(self.moves[one.feed])}")

    def _look_at(self, state: FeedState) -> None:
        body = bodies.calendar_of(state)
        revision, changed_before, before = self.states.get(state.pk, (0, None, None))
        self.states[state.pk] = (state.revision, state.changed_at, body)
        named = f"{state.kind} {state.key} {state.scope}".strip()
        if state.kind == FeedKind.FILTERS:
            assert state.revision >= revision, f"{named} fell"
            if state.scope == FeedScope.PUBLIC and not self.world.touched_the_public:
                assert state.revision == revision, f"{named}: something hidden moved it"
            self.moves[named] = state.revision
            return
        self.moves[named] += body != before
        if before is None or changed_before is None:
            return
        if body == before or state.revision == 0:
            assert state.revision == revision, f"{named} counted, and its bytes are the same"
        else:
            assert state.revision > revision, f"{named} has other bytes under the same number"
            assert state.changed_at > changed_before, f"{named} has other bytes of an earlier time"
        if self._is_served(state) and not self.world.touched_the_public:
            assert body == before, f"{named}: something hidden shows"
        assert len(body) <= counters.LIMIT, f"{named} is {len(body)} octets"
        self._look_into(state, body, named)

    def _is_served(self, state: FeedState) -> bool:
        """Whether strangers can read it."""
        programs = {known.program.slug for known in self.world.programs if known.is_public}
        return state.scope == FeedScope.PUBLIC and (state.kind != FeedKind.PROGRAM or state.key in programs)

    def _look_into(self, state: FeedState, body: bytes, named: str) -> None:
        for uid, part in _parts(body):
            sequence, stamp = int(_value(part, b"SEQUENCE")), _value(part, b"DTSTAMP")
            assert stamp == _value(part, b"LAST-MODIFIED"), f"{named}: {uid!r} has two stamps"
            if state.brief:
                continue
            last = self.parts.get((state.scope, uid), (sequence, stamp, part))
            if part != last[2]:
                assert last[0] < sequence, f"{named}: {uid!r} changed under number {sequence}"
                assert last[1] < stamp, f"{named}: {uid!r} changed under stamp {stamp!r}"
            self.parts[state.scope, uid] = (sequence, stamp, part)
        if state.size <= counters.LIMIT:
            self.seen.add("whole")
            assert state.size == len(body), (
                f"{named} is said to be {state.size} octets and is {len(body)}: {body!r}"
            )
        if state.brief:
            self.seen.add("links for descriptions")
        if state.shown_from > state.window_from:
            self.seen.add("a shorter past")
        if state.shown_to < state.window_to:
            self.seen.add("a nearer future")
        if state.scope == FeedScope.PUBLIC:
            wanted = set(
                self.world.uids_in(lambda facts: self._is_in(state, facts), state.shown_from, state.shown_to)
            )
            shown = {uid.decode() for uid, part in _parts(body) if b"SUMMARY:Cancelled event\r\n" not in part}
            assert shown == {str(uid) for uid in wanted}, f"{named} shows other events than it should"
            assert state.events == len(shown), f"{named} says that it shows {state.events} events"

    def _is_in(self, state: FeedState, facts: dict[str, Any]) -> bool:
        match state.kind:
            case FeedKind.CHAPTER:
                ids = {str(chapter.pk) for chapter in self.world.chapters if chapter.slug == state.key}
                return bool(ids & {facts["chapter"], *facts["cohosts"]})
            case FeedKind.TOPIC:
                return state.key in facts["topics"]
            case FeedKind.PROGRAM:
                ids = {
                    str(known.program.pk) for known in self.world.programs if known.program.slug == state.key
                }
                return facts["program"] in ids
        return True

    def _look_at_events(self) -> None:
        """SEQUENCE and the stamp move together and never back, and always where the stored bytes move."""
        for pk, sequence, stamp, stored in Event.objects.values_list("pk", "sequence", "stamp", "vevent"):
            last = self.stored.get(pk, (sequence, stamp, stored))
            assert (sequence > last[0]) == (stamp > last[1]), f"event {pk}: one of number and stamp moved"
            assert sequence >= last[0], f"event {pk} fell"
            self.stored[pk] = (sequence, stamp, bytes(stored))

    def _addresses(self) -> Iterator[str]:
        yield from (f"{feed}.ics" for feed in ("network", *named_feeds(self.world)))
        yield from FREE_CHOICES


@dataclass
class Subscriber:
    """A calendar app: it keeps what it was sent, and asks whether that is still what there is."""

    address: str
    way: str
    body: bytes | None = None
    tag: str = ""
    date: str = ""
    moves: int = -1

    @property
    def feed(self) -> str:
        kind, _, key = self.address.split("?")[0].removesuffix(".ics").partition("/")
        named = {"network": "network ", "events": "filters "}.get(kind, f"{kind.removesuffix('s')} {key}")
        return f"{named} public"

    def ask(self, moves: int) -> int:
        path = f"/feeds/{self.address}"
        known = {"If-None-Match": self.tag} if self.way == "tag" else {"If-Modified-Since": self.date}
        knows = all(known.values())
        client = Client()
        answer = client.get(path, headers=known if knows else {})
        FeedBody.objects.all().delete()
        truth = b"".join(client.get(path))
        if answer.status_code == 304:
            assert self.body == truth, f"{self.address}: a false 304 by {self.way}"
            return 304
        assert answer.status_code == 200, answer.content
        assert answer.content == truth, f"{self.address}: not what there is"
        assert len(truth) <= counters.LIMIT, f"{self.address} is {len(truth)} octets"
        if knows and answer.content == self.body:
            assert moves > self.moves, f"{self.address}: a needless 200 by {self.way}, {answer.headers}"
        self.body, self.moves = answer.content, moves
        self.tag, self.date = answer["ETag"], answer.get("Last-Modified", "")
        return 200


def _parts(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each event of a file with all its components."""
    found: dict[bytes, list[bytes]] = {}
    for part in PART.findall(body):
        found.setdefault(_value(part, b"UID"), []).append(part)
    yield from ((uid, b"".join(parts)) for uid, parts in found.items())


def _value(part: bytes, name: bytes) -> bytes:
    found = re.search(rb"\r\n" + name + rb":([^\r]*)\r\n", part)
    assert found, part
    return found[1]
