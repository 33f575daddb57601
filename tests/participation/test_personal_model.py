"""Personal calendars whose tags and dates never lie: random stories of a network, its people and their calendars.

After each step some apps ask, by tag or by date, and what they are told is held against the calendar made anew from the
tables, and against what this model knows that the person follows, has signed up for, and may know of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import pytest

from commonhour.errors import Conflict
from commonhour.events import counters
from commonhour.events.choices import Status, Visibility
from commonhour.events.models import FeedState, Topic, is_of_the_network
from commonhour.participation import (
    calendar_sources,
    personal_calendars,
    personal_feeds,
    signing_up,
    subscribing,
    taking,
)
from commonhour.participation.models import SignUp, Subscription
from commonhour.participation.parts import Part
from commonhour.people.models import Chapter, Membership, User
from tests.events.test_validators_model import TIGHT, _parts, _value
from tests.events.world import OPERATIONS, Known, World, operation
from tests.participation.apps import App
from tests.sizes import Sizes

KINDS_OF_FILTER = ("type=talk", "topic=law", "chapter=larkmoor&format=in_person", "text=rent")


@dataclass
class Follower:
    """One calendar as this world knows it: its secret, its apps, and what was done to it."""

    person: User
    subscription: Subscription
    apps: list[App]
    parts: tuple[Part, ...]
    ended: bool = False
    belongs: bool = False
    numbers: dict[bytes, tuple[int, bytes, bytes]] = field(default_factory=dict)
    named: tuple[int, set[str]] = (0, set())
    """At which step this model looked into it last, and which events it told of."""


@dataclass
class Network(World):
    """The world of events, with people who come and go in it."""

    people: list[User] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    ended: list[Follower] = field(default_factory=list)

    @classmethod
    def operations(cls) -> list[str]:
        """What people do, more often than what happens to events."""
        return [*super().operations(), *PEOPLES, *PEOPLES]

    @operation
    def join_a_chapter(self) -> bool | None:
        person, chapter = self._any(self.people), self._any(self.chapters)
        Membership.objects.get_or_create(user=person, chapter=chapter, defaults={"since": self.now})
        return None

    @operation
    def leave_a_chapter(self) -> bool | None:
        rows = list(Membership.objects.order_by("pk"))
        return self._any(rows).delete() and None if rows else False

    @operation
    def sign_up(self) -> bool | None:
        known, person = self._one(Status.SCHEDULED), self._someone()
        if known is None or person is None or taking.is_over(known.event, self.now):
            return False
        role = self._any(["", "", "greeter"]) if known.event.openings.exists() else ""
        try:
            signing_up.sign_up(known.event, actor=person, role=role, now=self.now)
        except Conflict:
            return False
        return None

    @operation
    def withdraw(self) -> bool | None:
        rows = list(SignUp.objects.order_by("made_at", "person__email").select_related("event", "person"))
        if not rows:
            return False
        row = self._any(rows)
        signing_up.withdraw(row.event, actor=row.person, now=self.now)
        return None

    @operation
    def make_a_calendar(self) -> bool | None:
        if len(self.followers) >= 6:
            return False
        person, parts = self._someone(), self._some_parts()
        if person is None:
            return False
        made, address = subscribing.make(
            actor=person, name=f"{self._title()} {self.visited.total()}", parts=parts, now=self.now
        )
        self.followers.append(Follower(person, made, apps_at(address), parts))
        return None

    @operation
    def show_something_else(self) -> bool | None:
        one = self._some_calendar()
        if one is None:
            return False
        one.parts = self._some_parts()
        subscribing.change(one.subscription, actor=one.person, parts=one.parts, now=self.now)
        return None

    @operation
    def rename_a_calendar(self) -> bool | None:
        one = self._some_calendar()
        if one is None:
            return False
        name = f"{self._title()} {self.visited.total()}"
        subscribing.change(one.subscription, actor=one.person, name=name, now=self.now)
        return None

    @operation
    def rotate(self) -> bool | None:
        one = self._some_calendar()
        if one is None or self.random.random() < 0.4:
            return False
        address = subscribing.rotate(one.subscription, actor=one.person, now=self.now)
        self.ended.append(Follower(one.person, one.subscription, one.apps, (), ended=True))
        one.apps = apps_at(address)
        return None

    @operation
    def revoke(self) -> bool | None:
        one = self._some_calendar()
        if one is None or len(self.followers) < 2 or self.random.random() < 0.4:
            return False
        self.followers.remove(one)
        self.ended.append(one)
        one.ended = True
        subscribing.revoke(one.subscription, actor=one.person, now=self.now)
        return None

    @operation
    def close_or_open_an_account(self) -> bool | None:
        person = self._any(self.people)
        person.is_active = not person.is_active or self.random.random() < 0.6
        person.save(update_fields=["is_active"])
        return None

    @operation
    def hide_an_event_from_members(self) -> bool | None:
        for_members = [
            known
            for known in self.events
            if known.facts["visibility"] == Visibility.NETWORK and known.event.status != Status.HELD
        ]
        if not for_members:
            return False
        return self._amend(self._any(for_members), visibility=Visibility.UNLISTED.value)

    def _someone(self) -> User | None:
        active = [person for person in self.people if person.is_active]
        return self._any(active) if active else None

    def _some_calendar(self) -> Follower | None:
        possible = [one for one in self.followers if one.person.is_active]
        return self._any(possible) if possible else None

    def _some_parts(self) -> tuple[Part, ...]:
        possible = [
            Part("sign_ups"), Part("sign_ups"), Part("my_chapters"), Part("network"),
            *(Part("chapter", chapter.slug) for chapter in self.chapters),
            *(Part("topic", topic.slug) for topic in self.topics),
            *(Part("program", known.program.slug) for known in self.programs if known.is_public),
            Part("filter", self._any(list(KINDS_OF_FILTER))),
        ]  # fmt: skip
        return tuple(sorted(set(self.random.sample(possible, self.random.randrange(1, 4)))))


PEOPLES = sorted(name for name in vars(Network) if name in OPERATIONS)


def apps_at(address: str) -> list[App]:
    return [App(address, by="tag"), App(address, by="date")]


@pytest.fixture
def network(
    larkmoor: Chapter, quillon: Chapter, vesper: Chapter, ada: User, rae: User, oz: User, now: datetime
) -> Network:
    topics = Topic.objects.bulk_create(
        Topic(slug=slug, name=slug.title()) for slug in ("labour", "housing", "law")
    )
    return Network([larkmoor, quillon, vesper], topics, now, Random(1), people=[ada, rae, oz])  # noqa: S311  a story, no secret


@pytest.fixture(autouse=True)
def _as_often_as_the_story_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((signing_up, "MOST_A_DAY"), (signing_up, "MOST_COMING"), (subscribing, "MOST_ADDRESSES_A_DAY"),
                         (subscribing, "MOST_CALENDARS")):  # fmt: skip
        monkeypatch.setattr(module, name, 100_000)


@pytest.mark.parametrize("seed, limit", [(21, None), (22, TIGHT)])
def test_tags_and_dates_never_lie(
    seed: int, limit: int | None, network: Network, proof: Sizes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_feeds, "now", lambda: network.now)
    if limit:
        monkeypatch.setattr(counters, "LIMIT", limit)
    network.random = Random(seed)  # noqa: S311  the same story each time

    for number in range(proof.operations // 4):
        follow(network, f"Step {number}", network.step())
    for name in sorted(set(PEOPLES) - set(network.visited)):
        while getattr(network, name)() is False:
            follow(network, f"On the way to {name}", network.step())
        follow(network, "At last", name)

    assert set(network.visited) == set(Network.operations()) or not proof.full


def follow(network: Network, when: str, name: str) -> None:
    try:
        look(network)
    except AssertionError as fault:
        raise AssertionError(f"{when}, {name}: {fault}") from fault


def look(network: Network) -> None:
    for one in (*network.followers, *network.ended[-3:]):
        if network.random.random() < 0.5:
            continue
        person = User.objects.get(pk=one.person.pk)
        truth = personal_calendars.emptied() if one.ended or not person.is_active else made_anew(one)
        if not one.ended and person.is_active:
            look_into(one, person, truth, network)
        for app in one.apps:
            if network.random.random() < 0.5:
                ask(app, truth)


def made_anew(one: Follower) -> bytes:
    digest = subscribing.digest_of(one.apps[0].path.removeprefix("/feeds/my/").removesuffix(".ics"))
    reading = calendar_sources.read(digest)
    assert reading is not None
    return personal_calendars.written(reading)


def ask(app: App, truth: bytes) -> None:
    before, asked_with = app.body, app.tag if app.by == "tag" else app.date
    status = app.look()
    if status == 404:
        # Thirty days after its end; an account that is closed keeps its addresses emptied.
        assert truth == personal_calendars.emptied()
        return
    assert status in {200, 304}
    assert app.body == truth, f"a false {status} by {app.by}" if status == 304 else "not what there is"
    assert len(truth) <= counters.LIMIT
    if status == 200 and asked_with and app.body == before:
        # What went and came back between two looks has another date, and can have no other: a date knows no content.
        assert (app.by, app.date != asked_with) == ("date", True), f"a needless 200 by {app.by}"


def look_into(one: Follower, person: User, body: bytes, network: Network) -> None:
    """Numbers move together and never back; and what stands in it is what this world knows it should show."""
    one.belongs = is_of_the_network(person)
    hidden = {str(known.event.uid).encode() for known in (*network.events, *network.left_alone)
              if known.facts["visibility"] != Visibility.PUBLIC}  # fmt: skip
    shortened = body.count(b"\r\nDESCRIPTION:http") > 0
    for uid, part in _parts(body):
        sequence, stamp = int(_value(part, b"SEQUENCE")), _value(part, b"DTSTAMP")
        assert stamp == _value(part, b"LAST-MODIFIED"), f"{uid!r} has two stamps"
        if uid in hidden and b"SUMMARY:Cancelled event\r\n" in part:
            # The name it left in public may be older than what a member saw since: nothing hidden moves a public number.
            continue
        last = one.numbers.get(uid)
        if last is not None and last[2] != part and not shortened:
            assert last[0] < sequence, f"{uid!r} changed under number {sequence}:\n{last[2]!r}\n{part!r}"
            assert last[1] < stamp, f"{uid!r} changed under stamp {stamp!r}"
        if not shortened:
            one.numbers[uid] = (sequence, stamp, part)
    if counters.LIMIT < 1_000_000:
        return
    shown = {uid.decode() for uid, part in _parts(body) if b"SUMMARY:Cancelled event\r\n" not in part}
    wanted = {str(known.event.uid) for known in wanted_by(one, person, network)}
    blocks = {
        uid.decode()
        for uid, part in _parts(body)
        if re.search(rb"\r\nSUMMARY:(\w+( \w+)?: )?Sign in to see\r\n", part)
    }
    assert shown - blocks == wanted, f"shows {shown - blocks}, and not {wanted}"
    look_for_emptied_names(one, person, body, shown, network)
    unlisted = [known for known in (*network.events, *network.left_alone)
                if known.facts["visibility"] == Visibility.UNLISTED]  # fmt: skip
    assert not any(
        str(known.event.uid).encode() in body and not stands_emptied(known, body) for known in unlisted
    )


def look_for_emptied_names(
    one: Follower, person: User, body: bytes, shown: set[str], network: Network
) -> None:
    """What it told of a step ago, and what was withdrawn since, stands emptied in it; but for saved filters' own."""
    step, (looked, named) = network.visited.total(), one.named
    one.named = (step, shown)
    mine = {str(each) for each in person.memberships.values_list("chapter_id", flat=True)}
    slugs = {str(chapter.pk): chapter.slug for chapter in network.chapters}
    signed_up = set(SignUp.objects.filter(person=person).values_list("event_id", flat=True))
    for known in network.events:
        withdrawn = known.event.status == Status.HELD or known.facts["visibility"] == Visibility.UNLISTED
        followed = any(
            follows(part, known, known.event.pk in signed_up, mine, slugs, network, set(Visibility))
            for part in one.parts
            if part.kind != "filter"
        )
        if withdrawn and followed and looked == step - 1 and str(known.event.uid) in named:
            assert stands_emptied(known, body), f"{known.event.uid} vanished, and left no emptied name"


def stands_emptied(known: Known, body: bytes) -> bool:
    return any(
        b"SUMMARY:Cancelled event\r\n" in part
        for uid, part in _parts(body)
        if uid == str(known.event.uid).encode()
    )


def wanted_by(one: Follower, person: User, network: Network) -> Iterator[Known]:
    """What a calendar should name, by the facts that were given and what its owner is at this moment."""
    mine = {str(each) for each in person.memberships.values_list("chapter_id", flat=True)}
    state = FeedState.objects.first()
    if state is None:
        return
    signed_up = set(SignUp.objects.filter(person=person).values_list("event_id", flat=True))
    visible = (
        {Visibility.PUBLIC, Visibility.NETWORK}
        if mine or person.network_roles.exists()
        else {Visibility.PUBLIC}
    )
    slugs = {str(chapter.pk): chapter.slug for chapter in network.chapters}
    for known in (*network.events, *network.left_alone):
        facts, event = known.facts, known.event
        inside = event.ends_at >= state.window_from and event.starts_at <= state.window_to
        if facts["visibility"] not in visible or event.status == Status.HELD or not inside:
            continue
        if any(
            follows(part, known, event.pk in signed_up, mine, slugs, network, visible) for part in one.parts
        ):
            yield known


def follows(
    part: Part,
    known: Known,
    signed_up: bool,
    mine: set[str],
    slugs: dict[str, str],
    network: Network,
    visible: set[Visibility],
) -> bool:
    facts = known.facts
    hosts = {facts["chapter"], *facts["cohosts"]}
    match part.kind:
        case "sign_ups":
            return signed_up
        case "my_chapters":
            return bool(hosts & mine)
        case "network":
            return True
        case "chapter":
            return part.key in {slugs[host] for host in hosts}
        case "topic":
            return part.key in facts["topics"]
        case "program":
            programs = [each for each in network.programs if each.program.slug == part.key]
            return any(
                facts["program"] == str(each.program.pk)
                and each.facts["visibility"] in visible
                and each.program.status != Status.HELD
                for each in programs
            )
    passes: dict[str, bool] = {
        "type=talk": facts["event_type"] == "talk",
        "topic=law": "law" in facts["topics"],
        "chapter=larkmoor&format=in_person": "larkmoor" in {slugs[host] for host in hosts},
        "text=rent": "rent" in known.event.search_text,
    }
    return passes[part.key]
