"""A small network to which everything happens that can happen to a calendar, at random and yet the same each time.

`step` does one of the operations that are possible now, by the verbs alone, and says which. A story is a `World` and a
number of steps; a subclass may add operations of its own, marked `@operation` in the same way.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from commonhour.events import counters, program_publishing, publishing
from commonhour.events.choices import Status, Visibility
from commonhour.events.models import Event, Program, Topic
from commonhour.events.public import PublicEvent, PublicProgram
from commonhour.people.models import Chapter
from tests.events.conftest import ordinary

ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Kolkata")
SPOKEN = ("Rent", "Wages", "Contracts", "Hotlines", "Supply chains", "Ünïcode; and, commas")
DAYS_AHEAD = (-45, -31, -20, -3, 1, 4, 12, 30, 80, 150, 300, 395, 401, 430)
MOST_EVENTS = 40
MOST_PROGRAMS = 4

Operation = Callable[..., bool | None]
Marked = TypeVar("Marked", bound=Operation)
OPERATIONS: set[str] = set()


def operation(verb: Marked) -> Marked:
    """Marks what may happen. It answers false where it was not possible just now."""
    OPERATIONS.add(verb.__name__)
    return verb


@dataclass
class Known:
    """What this world knows of an event: the facts it gave, and whether it holds it."""

    event: Event
    facts: dict[str, Any]
    held: bool = False

    @property
    def is_public(self) -> bool:
        return bool(self.facts["visibility"] == Visibility.PUBLIC) and not self.held


@dataclass
class KnownProgram:
    program: Program
    facts: dict[str, Any]

    @property
    def is_public(self) -> bool:
        return bool(self.facts["visibility"] == Visibility.PUBLIC) and self.program.status != Status.HELD


@dataclass
class World:
    chapters: list[Chapter]
    topics: list[Topic]
    now: datetime
    random: Random
    events: list[Known] = field(default_factory=list)
    left_alone: list[Known] = field(default_factory=list)
    """Events that stay as they are; they go where the window has passed them."""
    programs: list[KnownProgram] = field(default_factory=list)
    visited: Counter[str] = field(default_factory=Counter)
    pauses: tuple[int, ...] = (3, 400, 2_500, 90_000, 4_000_000)
    """Milliseconds that pass before a step, one of these; below nothing, where another clock is asked."""
    due: list[str] = field(default_factory=list)
    """What comes next: every operation once, and some publications, in a new order each time: so none is forgotten."""
    touched_the_public: bool = False
    """Whether the last step touched anything that the public sees, or saw before it."""

    @classmethod
    def operations(cls) -> list[str]:
        return sorted(name for name in dir(cls) if name in OPERATIONS)

    def step(self) -> str:
        """Let a little time pass and one thing happen."""
        self.now += timedelta(milliseconds=self.random.choice(self.pauses))
        tried = 0
        while tried < 2 * len(OPERATIONS):
            if not self.due:
                self.due = [*self.operations(), *["publish"] * 5]
                self.random.shuffle(self.due)
            name, tried = self.due.pop(), tried + 1
            self.touched_the_public = False
            if getattr(self, name)() is not False:
                self.visited[name] += 1
                return name
        raise AssertionError("Nothing is possible any more.")

    # What happens to events

    @operation
    def publish(self) -> bool | None:
        if len(self.events) >= MOST_EVENTS:
            self.forget()
        facts = {
            **ordinary(self._any(self.chapters)),
            "title": self._title(),
            "description": "Bring questions. " * self.random.choice((0, 1, 30)),
            "visibility": self._visibility(),
            "topics": self._topics(),
            "schedule": self._schedule(),
            "program": self._program_id(),
            "cohosts": [],
        }
        event = publishing.put_on_calendar(PublicEvent.from_json(facts), now=self.now)
        known = Known(event, facts)
        self.events.append(known)
        self.touched_the_public = known.is_public
        return None

    @operation
    def amend_its_text(self) -> bool | None:
        return self._amend(title=self._title())

    @operation
    def amend_what_no_calendar_shows(self) -> bool | None:
        return self._amend(capacity=self.random.randrange(10, 500))

    @operation
    def amend_to_the_same(self) -> bool | None:
        return self._amend()

    @operation
    def give_it_other_dates(self) -> bool | None:
        return self._amend(schedule=self._schedule())

    @operation
    def move_it_to_another_chapter(self) -> bool | None:
        return self._amend(chapter=str(self._any(self.chapters).pk), cohosts=[])

    @operation
    def let_a_chapter_host_with_it(self) -> bool | None:
        known = self._one()
        others = (
            [str(chapter.pk) for chapter in self.chapters if str(chapter.pk) != known.facts["chapter"]]
            if known
            else []
        )
        return (
            self._amend(known, cohosts=self.random.sample(others, self.random.randrange(2)))
            if known
            else False
        )

    @operation
    def let_it_join_or_leave_a_program(self) -> bool | None:
        return self._amend(program=self._program_id())

    @operation
    def give_it_other_topics(self) -> bool | None:
        return self._amend(topics=self._topics())

    @operation
    def show_it_to_others(self) -> bool | None:
        return self._amend(visibility=self._visibility())

    @operation
    def amend_it_while_it_is_held(self) -> bool | None:
        known = self._one(Status.HELD)
        changes = self.random.choice(
            ({"title": self._title()}, {"visibility": self._visibility()}, {"schedule": self._schedule()})
        )
        return self._amend(known, **changes) if known else False

    @operation
    def cancel(self) -> bool | None:
        return self._do(publishing.cancel, Status.SCHEDULED, Status.POSTPONED, reason="The speaker is ill.")

    @operation
    def cancel_one_date(self) -> bool | None:
        series = [
            known
            for known in self.events
            if "recurrence" in known.facts["schedule"]
            and known.event.status in {Status.SCHEDULED, Status.POSTPONED}
        ]
        if not series:
            return False
        known = self._any(series)
        day = self._any(list(known.event.occurrences.values_list("date", flat=True)))
        self.touched_the_public = known.is_public
        known.event = publishing.cancel_occurrence(known.event, day, now=self.now)
        return None

    @operation
    def postpone(self) -> bool | None:
        return self._do(publishing.postpone, Status.SCHEDULED)

    @operation
    def resume(self) -> bool | None:
        return self._do(publishing.resume, Status.POSTPONED)

    @operation
    def hold(self) -> bool | None:
        return self._do(publishing.hold, Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED)

    @operation
    def release(self) -> bool | None:
        return self._do(publishing.release, Status.HELD)

    @operation
    def fill_a_role(self) -> bool | None:
        return self._do(
            lambda event, now: publishing.set_open_roles(
                event, {"greeter": self.random.randrange(3)}, now=now
            ),
            *Status,
        )

    @operation
    def write_its_bytes_again(self) -> bool | None:
        known = self._one(Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED)
        if known is None:
            return False
        Event.objects.filter(pk=known.event.pk).update(vevent_format=0)
        self.touched_the_public = known.is_public
        publishing.rewrite_vevents(now=self.now)
        known.event.refresh_from_db()
        return None

    # What happens around them

    @operation
    def publish_a_program(self) -> bool | None:
        if len(self.programs) >= MOST_PROGRAMS:
            return False
        facts = {
            "title": self._title(),
            "summary": "Six evenings on work and rights.",
            "description": "What we read.",
            "chapter": str(self._any(self.chapters).pk),
            "audience": "public",
            "visibility": self._visibility(),
            "period_starts_on": "2026-09-01",
            "period_ends_on": "2026-12-01",
            "topics": self._topics(),
        }
        program = program_publishing.put_on_calendar(PublicProgram.from_json(facts), now=self.now)
        self.programs.append(KnownProgram(program, facts))
        self.touched_the_public = self.programs[-1].is_public
        return None

    @operation
    def amend_a_program_under_its_title(self) -> bool | None:
        return self._amend_program(summary=f"{self._title()}.")

    @operation
    def give_a_program_another_title(self) -> bool | None:
        return self._amend_program(title=self._title())

    @operation
    def show_a_program_to_others(self) -> bool | None:
        return self._amend_program(visibility=self._visibility())

    @operation
    def hold_a_program(self) -> bool | None:
        return self._do_program(program_publishing.hold, Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED)

    @operation
    def release_a_program(self) -> bool | None:
        return self._do_program(program_publishing.release, Status.HELD)

    @operation
    def postpone_a_program(self) -> bool | None:
        return self._do_program(program_publishing.postpone, Status.SCHEDULED)

    @operation
    def resume_a_program(self) -> bool | None:
        return self._do_program(program_publishing.resume, Status.POSTPONED)

    @operation
    def give_a_topic_another_name(self) -> bool | None:
        topic = self._any(self.topics)
        self.touched_the_public = True
        publishing.keep_topic(topic.slug, self._title(), now=self.now)
        return None

    @operation
    def give_a_chapter_another_name(self) -> bool | None:
        """Its feed follows with its next change; until then nothing changes for anyone who is subscribed to it."""
        chapter = self._any(self.chapters)
        chapter.name = f"{self._title()} Chapter"
        chapter.save(update_fields=["name"])
        self.touched_the_public = True
        return None

    @operation
    def let_days_pass(self) -> bool | None:
        self.now += timedelta(days=self.random.choice((1, 1, 1, 3, 25)))
        return self.roll_twice_a_day()

    @operation
    def roll_twice_a_day(self) -> bool | None:
        publishing.roll_windows(now=self.now)
        passed = counters.window(self.now)[0]
        self.left_alone = [known for known in self.left_alone if known.event.ends_at >= passed]
        self.touched_the_public = True
        return None

    # Choices

    def forget(self) -> None:
        known = self._any(self.events)
        self.events.remove(known)
        self.left_alone.append(known)

    def _amend(self, known: Known | None = None, **changes: Any) -> bool | None:
        known = known or self._one(Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED)
        if known is None:
            return False
        facts = {**known.facts, **changes}
        facts["cohosts"] = [each for each in facts["cohosts"] if each != facts["chapter"]]
        was_public = known.is_public
        known.event = publishing.amend(known.event, PublicEvent.from_json(facts), now=self.now)
        known.facts = facts
        self.touched_the_public = was_public or known.is_public
        return None

    def _do(self, verb: Callable[..., Event], *allowed: Status, **more: Any) -> bool | None:
        known = self._one(*allowed)
        if known is None:
            return False
        was_public = known.is_public
        known.event = verb(known.event, now=self.now, **more)
        known.held = known.event.status == Status.HELD
        self.touched_the_public = was_public or known.is_public
        return None

    def _amend_program(self, **changes: Any) -> bool | None:
        known = self._one_program(Status.SCHEDULED, Status.POSTPONED, Status.HELD)
        if known is None:
            return False
        was_public = known.is_public
        known.facts = {**known.facts, **changes}
        known.program = program_publishing.amend(
            known.program, PublicProgram.from_json(known.facts), now=self.now
        )
        self.touched_the_public = was_public or known.is_public
        return None

    def _do_program(self, verb: Callable[..., Program], *allowed: Status) -> bool | None:
        known = self._one_program(*allowed)
        if known is None:
            return False
        was_public = known.is_public
        known.program = verb(known.program, now=self.now)
        self.touched_the_public = was_public or known.is_public
        return None

    def _one(self, *allowed: Status) -> Known | None:
        possible = [known for known in self.events if not allowed or known.event.status in allowed]
        return self._any(possible) if possible else None

    def _one_program(self, *allowed: Status) -> KnownProgram | None:
        possible = [known for known in self.programs if known.program.status in allowed]
        return self._any(possible) if possible else None

    def _any(self, things: list[Any]) -> Any:
        return self.random.choice(things)

    def _title(self) -> str:
        return f"{self._any(list(SPOKEN))} {self.random.randrange(1000)}"

    def _visibility(self) -> str:
        return str(self.random.choices(("public", "network", "unlisted"), weights=(6, 2, 1))[0])

    def _topics(self) -> list[str]:
        return sorted(topic.slug for topic in self.random.sample(self.topics, self.random.randrange(3)))

    def _program_id(self) -> str | None:
        known = self._any([None, *self.programs])
        return str(known.program.pk) if known else None

    def _schedule(self) -> dict[str, Any]:
        day = (self.now + timedelta(days=self.random.choice(DAYS_AHEAD))).date()
        zone = self._any(list(ZONES))
        if self.random.random() < 0.15:
            whole = f"{day.isoformat()}T00:00"
            return {"starts_at": whole, "ends_at": whole, "time_zone": zone, "all_day": True}
        plain = {"starts_at": f"{day}T18:30", "ends_at": f"{day}T20:00", "time_zone": zone}
        if self.random.random() < 0.4:
            plain["recurrence"] = {"frequency": "weekly", "count": self.random.randrange(2, 7)}
        return plain

    def uids_in(
        self, is_member: Callable[[dict[str, Any]], bool], start: datetime, end: datetime
    ) -> Iterator[UUID]:
        """The known public events of a feed, within a span."""
        for known in (*self.events, *self.left_alone):
            if (
                known.is_public
                and is_member(known.facts)
                and known.event.ends_at >= start
                and known.event.starts_at <= end
            ):
                yield known.event.uid
