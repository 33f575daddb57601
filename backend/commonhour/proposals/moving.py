"""One attempt at a move, and the form of a row in the table of moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from commonhour.people.models import User
from commonhour.people.policy import Person
from commonhour.proposals import gaps
from commonhour.proposals.models import Proposal, Revision
from commonhour.proposals.review_queries import Review, latest_revision
from commonhour.proposals.states import State


class Moving:
    """One attempt at a move: who, when, with what; everything it may need to know, read where it is asked for."""

    def __init__(
        self,
        move: "Move",
        proposal: Proposal,
        *,
        actor: Person,
        now: datetime,
        reason: str = "",
        inputs: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.move, self.proposal, self.actor, self.now = move, proposal, actor, now
        self.reason, self.inputs = reason.strip(), inputs
        self.detail: dict[str, Any] = {}
        """What the Record of this move names besides."""

    @property
    def person(self) -> User:
        """The one who moves it: nobody gets past the first question without being signed in."""
        assert isinstance(self.actor, User)
        return self.actor

    @cached_property
    def today(self) -> date:
        return self.proposal.chapter.day_at(self.now)

    @cached_property
    def report(self) -> gaps.ProposalReport:
        """What the working document lacks."""
        return gaps.report_for(self.proposal, self.today)

    @cached_property
    def revision(self) -> Revision | None:
        return latest_revision(self.proposal)

    @cached_property
    def review(self) -> Review:
        assert self.revision is not None
        return Review(self.proposal, self.revision, self.today)

    @cached_property
    def disagreed(self) -> bool:
        return self.proposal.state == State.SUBMITTED and self.revision is not None and self.review.disagreed

    @property
    def status(self) -> str:
        """Where the public line stands, or nothing where there is none."""
        line = self.proposal.event or self.proposal.public_program
        return line.status if line else ""

    def resumed_document(self) -> dict[str, Any]:
        """The approved document, at the times given."""
        document = dict(self.proposal.document)
        given = {name: self.inputs[name] for name in ("starts_at", "ends_at") if self.inputs.get(name)}
        listing = {**document.get("listing", {}), **given}
        if given:
            # A new date is a new hour: which of a repeated one is asked again.
            listing = {
                name: value for name, value in listing.items() if name not in {"starts_fold", "ends_fold"}
            }
            listing |= {
                name: self.inputs[name]
                for name in ("starts_fold", "ends_fold")
                if self.inputs.get(name) is not None
            }
        return {**document, "listing": listing}


class ReadBy(Enum):
    """Who reads the reason of a move."""

    EVERYONE = "everyone"
    HOSTS = "hosts"
    COORDINATORS = "coordinators"


@dataclass(frozen=True)
class Input:
    """A value a move asks for besides its reason."""

    name: str
    label: str
    type: str
    required: bool = True


Question = Callable[[Moving], None]
"""Raises a Refusal where the answer is no."""


def nothing_more(moving: Moving) -> None:
    """No further question."""


@dataclass(frozen=True)
class Move:
    """One row of the table. `who` names the permission asked; `target` None leaves the state as it is."""

    name: str
    label: str
    does: str
    sources: frozenset[State]
    target: State | None
    who: Callable[[Moving], str]
    who_words: str
    effect: Callable[[Moving], State | None]
    recorded_as: str
    needs_words: str = ""
    from_here: Question = nothing_more
    ready: Question = nothing_more
    needs_reason: bool = False
    reason_read_by: ReadBy = ReadBy.HOSTS
    inputs: tuple[Input, ...] = ()
    checked: Question = nothing_more
    """Looks at the inputs, last of all."""
