"""Any sequence of signing up, withdrawing, answering and amending, followed by a model that keeps lists on paper."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from commonhour.errors import Conflict, NotHere
from commonhour.events import publishing
from commonhour.events.models import Event
from commonhour.participation import openings, signing_up
from commonhour.participation.models import SignUp
from commonhour.people.models import Chapter, User
from tests.participation.conftest import PUBLISHED_AT, Happening, facts_for
from tests.sizes import Sizes

ENOUGH_TO_SEE_ALL = 130
WAYS = ("", "host01", "note01")


class Paper:
    """The door list as somebody would keep it by hand."""

    def __init__(self, capacity: int | None, roles: dict[str, int]) -> None:
        self.capacity, self.roles = capacity, roles
        self.inside: list[str] = []
        self.queue: list[tuple[datetime, str]] = []
        self.holding: dict[str, str] = {}
        self.refused: set[str] = set()

    def left(self, role: str) -> int:
        return max(0, self.roles[role] - list(self.holding.values()).count(role))

    def free(self) -> bool:
        return self.capacity is None or len(self.inside) < self.capacity

    def has(self, name: str) -> bool:
        return name in self.holding or name in self.inside or any(who == name for _, who in self.queue)

    def sign_up(self, name: str, role: str, now: datetime) -> bool:
        if self.holding.get(name, "") == role and self.has(name):
            return True
        if name in self.refused or (role and (role not in self.roles or not self.left(role))):
            return False
        if not role and name in self.holding and not (self.free() and not self.queue):
            return False
        self._drop(name)
        if role:
            self.holding[name] = role
        elif self.free() and not self.queue:
            self.inside.append(name)
        else:
            self.queue.append((now, name))
        self.fill()
        return True

    def withdraw(self, name: str) -> bool:
        if not self.has(name):
            return False
        self._drop(name)
        self.fill()
        return True

    def amend(self, capacity: int | None, roles: dict[str, int], since: dict[str, datetime]) -> None:
        self.capacity, self.roles = capacity, roles
        for name in [name for name, role in self.holding.items() if role not in roles]:
            del self.holding[name]
            self.queue.append((since[name], name))
        self.fill()

    def fill(self) -> None:
        self.queue.sort()
        while self.queue and self.free():
            self.inside.append(self.queue.pop(0)[1])

    def _drop(self, name: str) -> None:
        self.holding.pop(name, None)
        self.inside = [who for who in self.inside if who != name]
        self.queue = [each for each in self.queue if each[1] != name]


@dataclass
class Story:
    """One event and its paper, through acts drawn by lot."""

    event: Event
    host: User
    chapter: Chapter
    people: list[User]
    lot: random.Random
    paper: Paper
    most_inside: int
    """How many may be inside: the capacity, or as many of those an amendment found there as have not left."""

    def act(self, at: datetime) -> str:
        name = self.lot.choices(("sign_up", "withdraw", "no", "again", "amend"), (50, 22, 10, 12, 6))[0]
        done = getattr(self, f"_{name}")(self.lot.choice(self.people), at)
        return f"{name} {'done' if done else 'refused'}"

    def _sign_up(self, one: User, at: datetime) -> bool:
        role = self.lot.choice(WAYS)
        done = attempt(lambda: signing_up.sign_up(self.event, actor=one, role=role, now=at))
        assert done == self.paper.sign_up(one.name, role, at), (one.name, role)
        return done

    def _withdraw(self, one: User, at: datetime) -> bool:
        done = attempt(lambda: signing_up.withdraw(self.event, actor=one, now=at))
        assert done == self.paper.withdraw(one.name), one.name
        return done

    def _no(self, one: User, at: datetime) -> bool:
        held = SignUp.objects.filter(event=self.event, person=one).first()
        if held is None:
            return False
        signing_up.say_no(self.event, held.pk, actor=self.host, now=at)
        self.paper.refused.add(one.name)
        return self.paper.withdraw(one.name)

    def _again(self, one: User, at: datetime) -> bool:
        refused = self.event.turned_down.filter(person=one).first()
        if refused is None:
            return False
        signing_up.say_yes(self.event, refused.pk, actor=self.host, now=at)
        self.paper.refused.remove(one.name)
        return True

    def _amend(self, _: User, at: datetime) -> bool:
        capacity = self.lot.choice((1, 2, 4, None))
        kept = self.lot.sample(("host01", "note01"), self.lot.choice((1, 2)))
        wanted = {role: self.lot.choice((1, 2, 3)) for role in kept}
        since = dict(self.event.sign_ups.values_list("person__name", "made_at"))
        self.event = amend(self.event, self.chapter, capacity, wanted, at)
        self.paper.amend(capacity, wanted, since)
        return True

    def compare(self) -> None:
        rows = SignUp.objects.with_position().filter(event=self.event).select_related("person", "opening")
        found = sorted(rows, key=lambda row: row.position or 0)
        inside = [row.person.name for row in found if not row.waiting and row.opening is None]
        queue = [row.person.name for row in found if row.waiting]
        assert sorted(inside) == sorted(self.paper.inside)
        assert queue == [who for _, who in self.paper.queue]
        assert {row.person.name: row.opening.role for row in found if row.opening} == self.paper.holding

        capacity = len(self.people) if self.paper.capacity is None else self.paper.capacity
        assert len(inside) <= max(capacity, self.most_inside)
        assert not queue or len(inside) >= capacity, "nobody waits beside a free place"
        seen = signing_up.who_comes(self.event, actor=self.host, now=PUBLISHED_AT)
        assert [(row.pk, row.position) for row in seen] == [
            (row.pk, row.position) for row in rows.order_by("made_at", "id")
        ]
        self.most_inside = max(capacity, len(inside))
        counts = Event.objects.get(pk=self.event.pk).open_role_counts
        left = {role: self.paper.left(role) for role in self.paper.roles}
        assert counts == {role: number for role, number in left.items() if number}


@pytest.mark.parametrize("seed", range(3))
def test_any_story_keeps_its_lists(
    seed: int, happening: Happening, people: list[User], ada: User, larkmoor: Chapter, now: datetime, proof: Sizes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(signing_up, "MOST_A_DAY", 100_000)
    event = happening(capacity=2, place_rule="after_host_yes")
    lot = random.Random(seed)  # noqa: S311  a story that can be told again
    paper = Paper(2, {"host01": 2, "note01": 1})
    story = Story(event, ada, larkmoor, people, lot, paper, most_inside=2)
    tried: Counter[str] = Counter()

    for number in range(max(ENOUGH_TO_SEE_ALL, proof.operations // 10)):
        tried[story.act(now + timedelta(seconds=number))] += 1
        story.compare()

    acts = ("sign_up", "withdraw", "no", "again")
    assert set(tried) == {f"{act} {how}" for act in acts for how in ("done", "refused")} | {"amend done"}


def attempt(act: Any) -> bool:
    try:
        act()
    except (Conflict, NotHere):
        return False
    return True


def amend(
    event: Event, chapter: Chapter, capacity: int | None, wanted: dict[str, int], now: datetime
) -> Event:
    roles = [
        {"id": role, "name": role, "kind": "support", "how_many": number, "open": True}
        for role, number in wanted.items()
    ]
    facts = facts_for(chapter, capacity=capacity, roles=roles, place_rule="after_host_yes")
    event = publishing.amend(event, facts, now=now)
    openings.write(event, facts.roles, now=now)
    signing_up.follow(event, now=now)
    return event
