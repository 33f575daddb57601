"""Every move, from every situation, by everyone: against a table written by hand.

Each cell is tried without a reason, which shows that the earlier questions are asked first; one that succeeds, with one too.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from commonhour.errors import Refusal
from commonhour.events.models import Event
from commonhour.people.models import Chapter, Role, User
from commonhour.people.policy import Person
from commonhour.proposals import drafting, lifecycle, reviewing
from commonhour.proposals.models import Cohost, Proposal
from commonhour.proposals.states import State

from . import making

OK = 200

ORGANIZERS = {"organizer", "lead"}
WHO: dict[str, set[str]] = {
    "submit": ORGANIZERS,
    "take_back": ORGANIZERS,
    "ask_for_changes": {"reviewer"},
    "approve": {"reviewer"},
    "amend": ORGANIZERS,
    "abandon_amendment": ORGANIZERS,
    "appeal": ORGANIZERS,
    "withdraw": ORGANIZERS,
    "postpone": ORGANIZERS | {"coordinator"},
    "resume": ORGANIZERS | {"coordinator"},
    "cancel": ORGANIZERS | {"coordinator"},
    "cancel_occurrence": ORGANIZERS | {"coordinator"},
    "hold": {"coordinator"},
    "release": {"coordinator"},
}
OTHERS_WHERE: dict[tuple[str, str], set[str]] = {
    # A lead signs at the careful level.
    ("submit", "careful draft"): {"lead"},
    ("submit", "disagreed"): {"lead"},
    ("appeal", "careful draft"): {"lead"},
    ("appeal", "disagreed"): {"lead"},
    # Before the first submission nobody was asked to review it.
    ("ask_for_changes", "draft"): set(),
    ("approve", "draft"): set(),
    ("ask_for_changes", "incomplete"): set(),
    ("approve", "incomplete"): set(),
    ("ask_for_changes", "careful draft"): set(),
    ("approve", "careful draft"): set(),
    # What reviewers disagree about, a coordinator decides.
    ("ask_for_changes", "disagreed"): {"coordinator"},
    ("approve", "disagreed"): {"coordinator"},
}  # fmt: skip
"""Who may, where it is not as above."""

AMENDMENTS = ("amending", "amendment in review", "amendment sent back")
FROM: dict[str, dict[str, int]] = {
    "submit": {"draft": OK, "incomplete": 422, "careful draft": OK, "sent back": OK, "amending": OK, "amendment sent back": OK},
    "take_back": dict.fromkeys(("in review", "all met", "not met", "disagreed", "amendment in review"), OK),
    "ask_for_changes": {"in review": 422, "all met": 422, "not met": OK, "disagreed": OK, "amendment in review": 422},
    "approve": {"in review": 422, "all met": OK, "not met": 422, "disagreed": 422, "amendment in review": 422},
    "amend": dict.fromkeys(("approved", "series", "over", "postponed", "held"), OK),
    "abandon_amendment": dict.fromkeys(AMENDMENTS, OK),
    "appeal": dict.fromkeys(("sent back", "amendment sent back"), OK),
    "withdraw": dict.fromkeys(("draft", "incomplete", "careful draft", "in review", "all met", "not met", "disagreed", "sent back"), OK),
    "postpone": dict.fromkeys(("approved", "series", *AMENDMENTS), OK),
    "resume": {"postponed": OK},
    "cancel": dict.fromkeys(("approved", "series", "postponed", *AMENDMENTS), OK),
    "cancel_occurrence": {"series": OK},
    "hold": dict.fromkeys(("approved", "series", "over", "postponed", "cancelled", *AMENDMENTS), OK),
    "release": {"held": OK},
}  # fmt: skip
"""What a person who may gets; 409 where nothing stands here."""

LEADS_TO: dict[str, str] = {
    "submit": "submitted", "take_back": "draft", "ask_for_changes": "changes_needed", "approve": "approved",
    "amend": "draft", "abandon_amendment": "approved", "appeal": "submitted", "withdraw": "withdrawn",
    "resume": "approved", "cancel": "approved",
}  # fmt: skip
"""The state after it; a move not named here leaves it. Submitting an amendment that changes nothing is approved."""

NEEDS_REASON = {
    "ask_for_changes", "approve", "appeal", "postpone", "resume", "cancel", "cancel_occurrence", "hold", "release",
}  # fmt: skip

SITUATIONS = (
    "draft", "incomplete", "careful draft", "in review", "all met", "not met", "disagreed", "sent back", "approved",
    "series", "over", "postponed", "cancelled", "held", *AMENDMENTS, "withdrawn",
)  # fmt: skip


@pytest.fixture
def mira(person: Callable[..., User]) -> User:
    chapter = Chapter.objects.create(
        slug="maren", name="Maren Chapter", campus="Maren College", time_zone="America/Denver", colour="sky"
    )
    return person("mira", chapter=chapter, role=Role.ORGANIZER)


@pytest.fixture
def asked(person: Callable[..., User]) -> User:
    chapter = Chapter.objects.create(
        slug="alder", name="Alder Chapter", campus="Alder College", time_zone="America/Denver", colour="moss"
    )
    return person("asa", chapter=chapter, role=Role.ORGANIZER)


@pytest.fixture
def people(
    ada: User, lin: User, rae: User, cai: User, mira: User, asked: User, larkmoor: Chapter, vesper: Chapter,
    person: Callable[..., User], now: datetime,
) -> dict[str, Person]:  # fmt: skip
    """One person for each relation to a proposal of Larkmoor that Rae reviews."""
    hal = person("hal", chapter=larkmoor, role=Role.MEMBER, network="coordinator")
    wes = person("wes", chapter=vesper, role=Role.ORGANIZER, network="reviewer")
    wes.network_roles.create(role="coordinator", since=now)
    return {
        "anonymous": AnonymousUser(),
        "stranger": person("sol"),
        "member": person("mel", chapter=larkmoor),
        "organizer": ada,
        "lead": lin,
        "organizer of a co-host": mira,
        "organizer of an asked co-host": asked,
        "author from elsewhere who reviews and coordinates": wes,
        "reviewer": rae,
        "other reviewer": person("rob", chapter=vesper, network="reviewer"),
        "organizer elsewhere": person("oz", chapter=vesper, role=Role.ORGANIZER),
        "coordinator": cai,
        "coordinator of a host": hal,
    }


class Life:
    """Carries a proposal of Larkmoor into a situation, by the real verbs. Rae reviews; Tom does too where two are needed."""

    def __init__(self, people: dict[str, Person], larkmoor: Chapter, now: datetime) -> None:
        self.larkmoor, self.now = larkmoor, now
        self.ada, self.lin, self.rae, self.cai, self.mira = (
            cast("User", people[name])
            for name in ("organizer", "lead", "reviewer", "coordinator", "organizer of a co-host")
        )
        self.build: dict[str, Callable[[], Proposal]] = {
            "draft": self.draft,
            "incomplete": lambda: self.draft({"roles": []}),
            "careful draft": lambda: self.draft(making.CAREFUL),
            "in review": self.in_review,
            "all met": self.all_met,
            "not met": lambda: self.not_met(self.in_review()),
            "disagreed": self.disagreed,
            "sent back": lambda: self.sent_back(self.in_review()),
            "approved": self.approved,
            "series": lambda: self.approved(making.SERIES),
            "over": self.over,
            "postponed": lambda: self.move("postpone", self.approved()),
            "cancelled": lambda: self.move("cancel", self.approved()),
            "held": lambda: self.move("hold", self.approved(), self.cai),
            "amending": self.amending,
            "amendment in review": self.amendment,
            "amendment sent back": lambda: self.sent_back(self.amendment()),
            "withdrawn": lambda: self.move("withdraw", self.in_review()),
        }

    def at(self, situation: str) -> Proposal:
        return making.fresh(self.build[situation]())

    def draft(self, *changes: Any) -> Proposal:
        proposal = making.draft(self.larkmoor, self.ada, self.now, *changes)
        chapter = self.mira.memberships.get().chapter
        drafting.name_cohost(proposal, chapter=chapter, actor=self.ada, now=self.now)
        drafting.confirm_cohost(proposal, chapter=chapter, actor=self.mira, now=self.now)
        making.wrote(proposal, User.objects.get(name="Wes"), self.now)
        return making.fresh(proposal)

    def move(self, name: str, proposal: Proposal, actor: User | None = None, **inputs: Any) -> Proposal:
        reason = "Because." if name in NEEDS_REASON else ""
        actor = actor or self.ada
        return lifecycle.perform(
            name, making.fresh(proposal), actor=actor, now=self.now, reason=reason, **inputs
        )

    def in_review(self, *changes: Any, proposal: Proposal | None = None) -> Proposal:
        # Rae is the only reviewer there is when it is submitted.
        rivals = User.objects.filter(name__in=("Tom", "Rob", "Wes"))
        rivals.update(is_active=False)
        proposal = self.move("submit", proposal or self.draft(*changes))
        rivals.update(is_active=True)
        return proposal

    def all_met(self, *changes: Any) -> Proposal:
        proposal = self.in_review(*changes)
        making.say(proposal, self.rae, self.now)
        return proposal

    def not_met(self, proposal: Proposal) -> Proposal:
        making.say(proposal, self.rae, self.now, hr_who="not_met")
        return proposal

    def sent_back(self, proposal: Proposal) -> Proposal:
        self.not_met(proposal)
        return self.move("ask_for_changes", proposal, self.rae, digest=making.digest(proposal))

    def approved(self, *changes: Any) -> Proposal:
        proposal = self.all_met(*changes)
        return self.move("approve", proposal, self.rae, digest=making.digest(proposal))

    def amending(self) -> Proposal:
        return self.move("amend", self.approved())

    def amendment(self) -> Proposal:
        changed = making.edit(self.amending(), {"answers": {"hr.who": making.said("People at the edge.")}})
        return self.in_review(proposal=changed)

    def disagreed(self) -> Proposal:
        User.objects.filter(name__in=("Rob", "Wes")).update(is_active=False)
        proposal = self.move("submit", self.draft(making.CAREFUL), self.lin)
        User.objects.update(is_active=True)
        tom = User.objects.get(name="Tom")
        making.say(proposal, self.rae, self.now)
        making.say(proposal, tom, self.now, hr_who="not_met")
        for reviewer, result in ((self.rae, "publish"), (tom, "changes_needed")):
            digest = making.digest(proposal)
            reviewing.recommend(
                proposal, result=result, digest=digest, reason="So.", actor=reviewer, now=self.now
            )
        return proposal

    def over(self) -> Proposal:
        proposal = self.approved()
        ended = {"starts_at": self.now - timedelta(days=2), "ends_at": self.now - timedelta(days=1)}
        Event.objects.filter(pk=cast("UUID", proposal.event_id)).update(**ended)
        return proposal


@pytest.fixture
def at(people: dict[str, Person], tom: User, larkmoor: Chapter, now: datetime) -> Callable[[str], Proposal]:
    life = Life(people, larkmoor, now)
    assert set(life.build) == set(SITUATIONS)
    return life.at


def expected(move: str, situation: str, relation: str) -> int:
    if relation == "anonymous":
        return 401
    if relation not in OTHERS_WHERE.get((move, situation), WHO[move]):
        return 403
    return FROM[move].get(situation, 409)


def attempt(
    name: str, proposal: Proposal, actor: Person, now: datetime, digest: str, reason: str
) -> tuple[int, str]:
    """The status of one attempt and the state it leads to; everything is taken back."""
    inputs: dict[str, Any] = {}
    if name in {"approve", "ask_for_changes"}:
        inputs["digest"] = digest
    if name == "cancel_occurrence":
        inputs["date"] = "2026-10-22"
    try:
        with transaction.atomic():
            moved = lifecycle.perform(name, proposal, actor=actor, now=now, reason=reason, **inputs)
            transaction.set_rollback(True)
    except Refusal as refusal:
        return refusal.status, Proposal.objects.values_list("state", flat=True).get(pk=proposal.pk)
    return OK, moved.state


def test_the_table_names_every_move_and_every_state() -> None:
    assert set(WHO) == set(FROM) == set(lifecycle.MOVES)
    assert {name for name, move in lifecycle.MOVES.items() if move.needs_reason} == NEEDS_REASON
    assert {situation for row in FROM.values() for situation in row} <= set(SITUATIONS)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_move_by_everyone(
    situation: str, at: Callable[[str], Proposal], people: dict[str, Person], asked: User, now: datetime
) -> None:
    proposal = at(situation)
    before = State(proposal.state)
    digest = making.digest(proposal) if proposal.was_submitted else ""
    wrong: list[tuple[Any, ...]] = []

    for relation, actor in people.items():
        row = None
        if relation == "organizer of an asked co-host":
            row = Cohost.objects.create(proposal=proposal, chapter=asked.memberships.get().chapter)
        for move in lifecycle.MOVES:
            want = expected(move, situation, relation)
            first = 400 if want == OK and move in NEEDS_REASON else want
            if first != OK:
                bare = attempt(move, proposal, actor, now, digest, reason="")
                if bare != (first, before):
                    wrong.append((relation, move, "without a reason", first, bare))
            if want == OK:
                after = LEADS_TO.get(move, before)
                if (move, situation) == ("submit", "amending"):
                    after = State.APPROVED
                told = attempt(move, proposal, actor, now, digest, reason="Because.")
                if told != (OK, after):
                    wrong.append((relation, move, OK, after, told))
        if row:
            row.delete()

    assert wrong == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_offered_is_what_is_possible(
    situation: str, at: Callable[[str], Proposal], people: dict[str, Person], asked: User, now: datetime
) -> None:
    proposal = at(situation)

    for relation, actor in people.items():
        if relation == "organizer of an asked co-host":
            continue
        for offered in lifecycle.moves_for(making.fresh(proposal), actor, now):
            want = expected(offered["name"], situation, relation)
            assert (offered["allowed"], offered["why_not_status"]) == (
                want == OK,
                None if want == OK else want,
            ), (
                relation,
                offered,
            )
            assert offered["allowed"] or offered["why_not"].endswith(".")
