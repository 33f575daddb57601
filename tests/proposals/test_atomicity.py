"""A move is the old state or the new one, at every statement; and happens once, whoever races."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection, connections
from django_tasks_db.models import DBTaskResult

from commonhour.errors import Conflict
from commonhour.events.models import Event
from commonhour.people.models import Chapter, User
from commonhour.proposals import lifecycle
from commonhour.proposals.models import Decision, Notice, Proposal, Recommendation
from commonhour.records.models import Record

from . import making


class Broken(OperationalError):
    """What Django raises when the connection is lost."""


class BreakAt:
    """Lets so many statements through, then fails as a lost connection would."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.number:
            raise Broken(sql)
        return execute(sql, params, many, context)


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours, and the queue."""
    ours: list[Any] = [model for model in apps.get_models() if model.__module__.startswith("commonhour.")]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in [*ours, DBTaskResult]
    }


@pytest.fixture
def ready(larkmoor: Chapter, ada: User, rae: User, cai: User, now: datetime) -> Proposal:
    """In review, with every verdict given."""
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now, hr_campus="met_with_condition")
    return proposal


@pytest.mark.parametrize("move", ["approve", "submit", "cancel"])
def test_a_failure_at_any_statement_leaves_the_old_state(
    move: str, ready: Proposal, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    digest = making.digest(ready)

    def approve() -> Proposal:
        return lifecycle.perform("approve", ready, actor=rae, now=now, reason="Fine.", digest=digest)

    if move == "cancel":
        approve()
    draft = making.draft(larkmoor, ada, now) if move == "submit" else ready
    act: Callable[[], Proposal] = {
        "approve": approve,
        "submit": lambda: lifecycle.perform("submit", draft, actor=ada, now=now),
        "cancel": lambda: lifecycle.perform("cancel", draft, actor=ada, now=now, reason="Ill."),
    }[move]
    before = everything()
    statement = 0

    while True:
        statement += 1
        breaking = BreakAt(statement)
        try:
            with connection.execute_wrapper(breaking):
                act()
        except Broken:
            assert everything() == before, f"at statement {statement}"
            continue
        break

    assert statement > {"approve": 50, "submit": 20, "cancel": 15}[move]
    after = everything()
    assert after["records.Record"] != before["records.Record"]


def test_approving_writes_everything_at_once(ready: Proposal, rae: User, ada: User, now: datetime) -> None:
    lifecycle.perform("approve", ready, actor=rae, now=now, reason="Fine.", digest=making.digest(ready))

    event = Event.objects.get()
    assert Decision.objects.count() == Recommendation.objects.count() == 1
    assert [opening.name for opening in event.openings.all()] == ["Host", "Lead"]
    assert event.briefing.place_name == "Larkmoor Library"
    assert (event.place_name, event.place_rule) == ("", "after_sign_up")
    assert Record.objects.filter(verb="approved").count() == 1
    assert [one.recipient for one in Notice.objects.filter(kind="published")] == [ada]
    assert event.occurrences.count() == 1
    assert not ready.assignments.filter(ended_at=None).exists()


def test_deciding_twice_is_refused(ready: Proposal, rae: User, now: datetime) -> None:
    digest = making.digest(ready)
    lifecycle.perform("approve", ready, actor=rae, now=now, reason="Fine.", digest=digest)

    with pytest.raises(Conflict):
        lifecycle.perform("approve", ready, actor=rae, now=now, reason="Fine.", digest=digest)

    assert Event.objects.count() == Decision.objects.count() == 1


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory has one connection, so nobody races"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["approve", "take_back", "withdraw", "ask_for_changes"])
def test_of_two_at_once_one_wins(rival: str, request: pytest.FixtureRequest, now: datetime) -> None:
    ready: Proposal = request.getfixturevalue("ready")
    rae, ada = User.objects.get(name="Rae"), User.objects.get(name="Ada")
    digest, outcomes, start = making.digest(ready), [], threading.Barrier(2)

    def run(name: str, actor: User) -> None:
        inputs = {"digest": digest} if name in {"approve", "ask_for_changes"} else {}
        start.wait()
        try:
            lifecycle.perform(name, ready, actor=actor, now=now, reason="So.", **inputs)
            outcomes.append((name, "done"))
        except Exception as refused:
            outcomes.append((name, type(refused).__name__))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=("approve", rae)),
        threading.Thread(target=run, args=(rival, rae if rival in {"approve", "ask_for_changes"} else ada)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = making.fresh(ready).state
    assert sum(outcome == "done" for _, outcome in outcomes) == 1, outcomes
    assert Event.objects.count() == Decision.objects.count() == (1 if state == "approved" else 0)
    assert Record.objects.filter(verb="approved").count() == Event.objects.count()
