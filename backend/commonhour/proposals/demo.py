"""The demo: invented people, and the sample proposals carried through the real verbs into every state.

All that happened is told again in its order, each act with the hour it happened at, so that histories, promised dates
and journals look as they would. Nothing here writes what a verb would write.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonhour.errors import Conflict
from commonhour.events import checking, publishing
from commonhour.participation import signing_up
from commonhour.people import accounts
from commonhour.people.models import Chapter, JoinRequest, Membership, Role, User
from commonhour.proposals import assigning, drafting, lifecycle, notices, reviewing, sample_files
from commonhour.proposals.models import Notice, Proposal, Question, Revision
from commonhour.proposals.review_queries import Review, latest_revision
from commonhour.proposals.sample_files import Document, Sample, Step
from commonhour.proposals.states import Result, VerdictWord
from commonhour.records import timetable

PASSWORD = "common-hour-demo"  # noqa: S105  told to everyone
"""One for everyone in the demo. Nobody real has it: the demo goes only into a database that holds nothing else."""

Progress = Callable[[str], None]


class NotEmpty(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "not_empty",
            "This database is in use: it has people in it. The demo goes only into an empty one; nothing was changed.",
        )


def address_of(person_id: str) -> str:
    return f"{person_id}@example.org"


def is_empty() -> bool:
    return not (User.objects.exists() or Chapter.objects.exists())


def is_loaded() -> bool:
    """Whether this database holds the demo's people, and so is nobody's real one."""
    expected = {address_of(person["id"]) for person in sample_files.people()}
    return User.objects.filter(email__in=expected).count() == len(expected)


def sign_ins() -> list[tuple[str, str]]:
    """The addresses worth trying first, and what each can do."""
    return [
        (address_of(person["id"]), person["shows"]) for person in sample_files.people() if "shows" in person
    ]


def others() -> dict[str, list[str]]:
    """Everyone else who holds a role, by what they are first of all."""
    found: dict[str, list[str]] = {"reviewers": [], "leads": [], "organizers": []}
    for person in sample_files.people():
        if "shows" not in person and (first := _first_of_all(person)):
            found[first].append(address_of(person["id"]))
    return found


def _first_of_all(person: Mapping[str, Any]) -> str:
    if "network" in person:
        return "reviewers"
    roles = set(person["roles"].values())
    return next((f"{role}s" for role in (Role.LEAD, Role.ORGANIZER) if role in roles), "")


@transaction.atomic
def load(*, now: datetime, tell: Progress) -> None:
    """Fill an empty database: all of it, or nothing."""
    if not is_empty():
        raise NotEmpty
    for topic in sample_files.topics():
        publishing.keep_topic(topic["slug"], topic["name"], now=now)
    found_network(now=now)
    tell(f"{Chapter.objects.count()} chapters and {User.objects.count()} people")
    for number, told in enumerate(
        _in_order(Story(sample, now) for sample in sample_files.samples()), start=1
    ):
        told()
        if number % 40 == 0:
            tell(f"{number} acts, {Proposal.objects.count()} proposals")
    keep_mail_unsent(now=now)
    # So that the late review is there to be looked at, before the clock hands it on.
    timetable.skip(settings.TIMETABLE, now=now)
    checking.check_feeds(now=now)
    tell(
        f"{Proposal.objects.count()} proposals, {Proposal.objects.exclude(event=None).count()} events on the calendar"
    )


def keep_mail_unsent(*, now: datetime) -> None:
    """Nobody at these addresses waits for mail about what happened before today: no notice, and no task to send it."""
    Notice.objects.filter(sent_at=None).update(sent_at=now)
    DBTaskResult.objects.filter(task_path=notices.deliver.module_path, status=TaskResultStatus.READY).delete()


# People


def found_network(*, now: datetime) -> None:
    """The chapters with their people, each with the role the files give them."""
    password = make_password(PASSWORD)
    people = sample_files.people()
    for person in people:
        user = User.objects.create(email=address_of(person["id"]), name=person["name"], password=password)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    for read in sample_files.chapters():
        _found(read, people, now=now)
    for person in people:
        if "network" in person:
            accounts.appoint(
                user_of(person["id"]),
                role=person["network"],
                trained=person.get("trained", False),
                now=now - timedelta(days=300),
            )
        if "asks" in person:
            chapter = Chapter.objects.get(slug=person["asks"])
            words = "I saw the table outside the library and would like to help with the next one."
            accounts.ask_to_join(
                chapter, actor=user_of(person["id"]), words=words, now=now - timedelta(days=2)
            )


def _found(read: Mapping[str, Any], people: list[dict[str, Any]], *, now: datetime) -> None:
    slug = read["slug"]
    fields = {name: value for name, value in read.items() if name != "since"}
    members = [person for person in people if slug in person["roles"]]
    lead = next(person for person in members if person["roles"][slug] == Role.LEAD)
    founded = now - timedelta(days=365 * read["since"])
    chapter = accounts.found_chapter(
        first_lead=user_of(lead["id"]), now=founded, contact=f"{slug}@example.org", **fields
    )
    for number, person in enumerate(members):
        if person is not lead:
            _join(chapter, person, lead["id"], now=founded + timedelta(days=20 * (number + 1)))


def _join(chapter: Chapter, person: Mapping[str, Any], lead_id: str, *, now: datetime) -> None:
    accounts.ask_to_join(chapter, actor=user_of(person["id"]), words="", now=now)
    lead = user_of(lead_id)
    membership = accounts.accept(
        JoinRequest.objects.get(chapter=chapter, user__email=address_of(person["id"])), actor=lead, now=now
    )
    if (role := person["roles"][chapter.slug]) != Role.MEMBER:
        accounts.change_role(membership, role=role, actor=lead, now=now + timedelta(days=30))


def user_of(person_id: str) -> User:
    """Read anew each time: a loaded person remembers the standing they had."""
    return User.objects.get(email=address_of(person_id))


# Stories


@dataclass
class Story:
    """One sample on its way; `now` is the day of the demo, from which its days are counted back."""

    sample: Sample
    now: datetime
    proposal: Proposal | None = None
    changed: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def chapter(self) -> Chapter:
        return Chapter.objects.get(slug=self.sample.chapter)

    @property
    def acts(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Every act with its hour, in order; each sample has an hour of the day of its own."""
        hour = timedelta(minutes=zlib.crc32(self.sample.id.encode()) % 480)
        begun = self.now - timedelta(days=self.sample.begun) + hour
        yield begun, lambda: self._begin(begun)
        for number, step in enumerate(self.sample.steps, start=1):
            at = self.now - timedelta(days=step.ago) + hour + timedelta(minutes=7 * number)
            yield at, partial(STEPS[step.do], self, step, at)

    def document(self) -> Document:
        today = self.chapter.day_at(self.now)
        program = self.proposal.program_revision if self.proposal else None
        return sample_files.document_of(
            self.sample,
            today=today,
            time_zone=self.chapter.time_zone,
            changed=self.changed,
            program=program.document if program else None,
        )

    def fresh(self) -> Proposal:
        """The proposal as it is now, with whatever the last act left."""
        assert self.proposal is not None
        self.proposal = Proposal.objects.get(pk=self.proposal.pk)
        return self.proposal

    def actor(self, step: Step) -> User:
        return user_of(step.by or self.sample.by)

    def _begin(self, now: datetime) -> None:
        actor = user_of(self.sample.by)
        title = self.sample.written["listing"]["title"]
        self.proposal = drafting.start(
            self.chapter,
            kind=self.sample.kind,
            actor=actor,
            now=now,
            title=title,
            event_type=self.sample.written["facts"].get("event_type"),
        )
        if self.sample.program:
            program = Proposal.objects.get(
                kind="program", document__listing__title=_title_of(self.sample.program)
            )
            write(self.proposal, {"facts": self.document()["facts"]}, actor=actor, now=now)
            drafting.put_under_program(self.fresh(), program=program, actor=actor, now=now)
        write(self.fresh(), self.document(), actor=actor, now=now)


def _in_order(stories: Iterator[Story]) -> Iterator[Callable[[], None]]:
    acts = [act for story in stories for act in story.acts]
    return (told for _, told in sorted(acts, key=lambda act: act[0]))


def _title_of(sample_id: str) -> str:
    sample = next(sample for sample in sample_files.samples() if sample.id == sample_id)
    return str(sample.written["listing"]["title"])


def write(proposal: Proposal, document: Document, *, actor: User, now: datetime) -> None:
    """Save every section and answer of a document as the editor would: one at a time, over the version there is."""
    answers = {f"answers:{item}": value for item, value in document.get("answers", {}).items()}
    sections = {name: value for name, value in document.items() if name != "answers"}
    for name, value in {**sections, **answers}.items():
        saved = drafting.write_section(
            proposal,
            section=name,
            version=drafting.version_of(proposal, name),
            value=value,
            actor=actor,
            now=now,
        )
        proposal = saved.proposal


def _write(story: Story, step: Step, now: datetime) -> None:
    """Change part of the document; an answer set to nothing is taken back."""
    for section, value in step.more["set"].items():
        before = story.changed.get(section, story.sample.written.get(section, {}))
        story.changed[section] = {**before, **value} if isinstance(value, dict) else value
    document = story.document()
    gone: Document = {item: {} for item, value in story.changed.get("answers", {}).items() if value is None}
    document["answers"] = {**document["answers"], **gone}
    write(story.fresh(), document, actor=story.actor(step), now=now)


def _name_cohost(story: Story, step: Step, now: datetime) -> None:
    chapter = Chapter.objects.get(slug=step.more["chapter"])
    drafting.name_cohost(story.fresh(), chapter=chapter, actor=story.actor(step), now=now)


def _confirm_cohost(story: Story, step: Step, now: datetime) -> None:
    chapter = Chapter.objects.get(slug=step.more["chapter"])
    drafting.confirm_cohost(story.fresh(), chapter=chapter, actor=story.actor(step), now=now)


def _move(story: Story, step: Step, now: datetime) -> None:
    lifecycle.perform(
        step.do, story.fresh(), actor=story.actor(step), now=now, reason=step.more.get("reason", "")
    )


def _cancel_occurrence(story: Story, step: Step, now: datetime) -> None:
    lifecycle.perform(
        "cancel_occurrence",
        story.fresh(),
        actor=story.actor(step),
        now=now,
        reason=step.more["reason"],
        date=sample_files.occurrence(story.document(), step.more["occurrence"]),
    )


def _ask(story: Story, step: Step, now: datetime) -> None:
    """The first reviewer asks about an item; where the step has an answer, the organizers explain."""
    proposal = story.fresh()
    asked = reviewing.Given(step.more["item"], VerdictWord.ASK, step.more["words"])
    reviewing.give_verdict(
        proposal, asked, digest=_revision(proposal).digest, actor=bench(proposal)[0], now=now
    )
    if "answer" in step.more:
        question = Question.objects.get(revision__proposal=proposal, answered_at=None)
        answered = now + timedelta(days=step.ago - step.more["answer_ago"])
        reviewing.explain(
            proposal, question.pk, words=step.more["answer"], actor=story.actor(step), now=answered
        )


def _hand_over(story: Story, step: Step, now: datetime) -> None:
    """A coordinator gives the review to somebody by name, unless they hold it already: who does is chosen by lot."""
    proposal, wanted = story.fresh(), user_of(step.more["to"])
    holding = bench(proposal)
    if wanted not in holding:
        assigning.reassign(
            proposal,
            actor=story.actor(step),
            now=now,
            reason=step.more["reason"],
            to=wanted.pk,
            instead_of=holding[0].pk,
        )


def _recuse(story: Story, step: Step, now: datetime) -> None:
    proposal = story.fresh()
    assigning.recuse(proposal, actor=bench(proposal)[0], words=step.more["words"], now=now)


def _recommend(story: Story, step: Step, now: datetime) -> None:
    """One reviewer of several finishes."""
    proposal = story.fresh()
    review_as(proposal, bench(proposal)[0], story.sample, step.more["reason"], now=now)


def _review(story: Story, step: Step, now: datetime) -> None:
    """Everyone on the bench gives verdicts and recommends; the last one carries it out."""
    reviewers = bench(story.fresh())
    for number, reviewer in enumerate(reviewers):
        last = number == len(reviewers) - 1
        reason = step.more["reason"] if last else step.more["first"]
        review_as(story.fresh(), reviewer, story.sample, reason, now=now + timedelta(hours=5 * number))


def _sign_up(story: Story, step: Step, now: datetime) -> None:
    event = story.fresh().event
    assert event is not None
    role = event.openings.get(name=step.more["role"]).role if "role" in step.more else ""
    signing_up.sign_up(event, actor=user_of(step.by), role=role, nickname=step.more.get("nickname"), now=now)


def _overdue(story: Story, step: Step, now: datetime) -> None:
    for assignment_id in assigning.overdue(now):
        assigning.pass_on(assignment_id, now=now)


STEPS: dict[str, Callable[[Story, Step, datetime], None]] = {
    "write": _write,
    "name_cohost": _name_cohost,
    "confirm_cohost": _confirm_cohost,
    "ask": _ask,
    "hand_over": _hand_over,
    "recuse": _recuse,
    "recommend": _recommend,
    "review": _review,
    "sign_up": _sign_up,
    "overdue": _overdue,
    "cancel_occurrence": _cancel_occurrence,
    **dict.fromkeys(("submit", "take_back", "amend", "withdraw", "postpone", "cancel", "hold"), _move),
}


# Reviews


def review_as(proposal: Proposal, reviewer: User, sample: Sample, reason: str, *, now: datetime) -> None:
    """Give the verdicts the sample leads to, and recommend what follows from them."""
    revision = _revision(proposal)
    found = Review(proposal, revision, proposal.chapter.day_at(now))
    answered = [
        item for item, own in found.standing.get(reviewer.pk, {}).items() if own.word == VerdictWord.ASK
    ]
    owed = [*found.open_for(reviewer.pk), *answered]
    failing = [item for item in (sample.expected.fails if sample.expected else ()) if item in found.items]
    given = [_verdict(found, item, sample) for item in dict.fromkeys([*owed, *failing])]
    if given:
        reviewing.give_verdicts(proposal, given, digest=revision.digest, actor=reviewer, now=now)
    proposal = Proposal.objects.get(pk=proposal.pk)
    found = Review(proposal, revision, proposal.chapter.day_at(now))
    result = Result(found.outcome(found.merged_for(reviewer.pk)).result)
    reviewing.recommend(
        proposal, result=result, digest=revision.digest, reason=reason, actor=reviewer, now=now
    )


def _verdict(found: Review, item: str, sample: Sample) -> reviewing.Given:
    expected = sample.expected
    allowed = reviewing.words_for(found, item)
    if expected is None or item not in expected.fails:
        return reviewing.Given(item, allowed[0], **_promised(found, item, allowed[0]))
    if item in expected.conditions:
        condition = expected.conditions[item]
        return reviewing.Given(
            item,
            VerdictWord.MET_WITH_CONDITION,
            condition["words"],
            owner=condition["owner"],
            due=_days_before(found, condition["before"]),
        )
    rethink = expected.rethink and item == next(iter(expected.fails))
    return reviewing.Given(item, VerdictWord.NOT_MET, expected.fails[item], rethink=rethink)


def _promised(found: Review, item: str, word: str) -> dict[str, Any]:
    """Of an answer that is promised for later: the promise, as the condition."""
    if word != VerdictWord.MET_WITH_CONDITION:
        return {}
    promised = found.report.item(item)
    words = found.revision.document["answers"][item].get("plan", "As promised.")
    return {"words": words, "owner": promised.promised_who, "due": promised.promised_by}


def _days_before(found: Review, days: int) -> date:
    assert found.report.event_on is not None
    return found.report.event_on - timedelta(days=days)


def bench(proposal: Proposal) -> list[User]:
    """Who reviews it now."""
    holding = proposal.assignments.filter(ended_at=None).order_by("assigned_at", "id")
    return [user_of(one.reviewer.email.partition("@")[0]) for one in holding.select_related("reviewer")]


def _revision(proposal: Proposal) -> Revision:
    revision = latest_revision(proposal)
    assert revision is not None
    return revision


def chapters_with_organizers() -> list[tuple[Chapter, User]]:
    """Each chapter with one who may write and sign for it."""
    leads = (
        Membership.objects.filter(role=Role.LEAD).select_related("chapter", "user").order_by("chapter__slug")
    )
    return [(membership.chapter, membership.user) for membership in leads]
