"""What reviewers do inside a review: verdicts, questions, a recommendation. Each keeps one line in the journal.

Their lines stand under the revision, not under the proposal: organizers read the proposal's lines, and a reviewer's
words are theirs to read only once the reviewer is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from commonhour.checklists import reading, review
from commonhour.errors import BadInput, Conflict, NotHere, NotReady
from commonhour.people import policy
from commonhour.people.models import User
from commonhour.proposals import assigning, deciding, lifecycle, notices, queries
from commonhour.proposals.models import Condition, Proposal, Question, Recommendation, Verdict
from commonhour.proposals.review_queries import Review, input_digest, latest_revision
from commonhour.proposals.states import Result, State, VerdictWord
from commonhour.records import journal

BUILT_IN_WORDS = (VerdictWord.MET, VerdictWord.ASK, VerdictWord.NOT_MET)
SAY_WHAT = {
    VerdictWord.NOT_MET: "Say what would meet it.",
    VerdictWord.ASK: "Say what you ask.",
    VerdictWord.MET_WITH_CONDITION: "Say what must still happen.",
}


@dataclass(frozen=True)
class Given:
    """One verdict as a reviewer gives it."""

    item: str
    word: str
    words: str = ""
    rethink: bool = False
    owner: str = ""
    due: date | None = None


def give_verdict(proposal: Proposal, given: Given, *, digest: str, actor: User, now: datetime) -> Verdict:
    return give_verdicts(proposal, [given], digest=digest, actor=actor, now=now)[0]


@transaction.atomic
def give_verdicts(
    proposal: Proposal, given: Sequence[Given], *, digest: str, actor: User, now: datetime
) -> list[Verdict]:
    """Say a word on each of these items of the revision that was read. A changed mind is a new row; the newest counts.

    `ask` also puts the question to the organizers.
    """
    found = _reviewed(proposal, digest=digest, actor=actor, now=now)
    faults = {
        f"{one.item}.{name}": [sentence] for one in given for name, sentence in _faults(found, one, now)
    }
    if len({one.item for one in given}) < len(given):
        faults["verdicts"] = ["Give each item one verdict."]
    if faults:
        sentence = next(iter(faults.values()))[0]
        raise BadInput("verdict_incomplete", sentence, fields=faults)
    verdicts = [_write(found, one, actor=actor, now=now) for one in given]
    if not _asks(found, actor):
        assigning.unpause(found.proposal, reviewer_id=actor.pk, now=now)
    journal.write("gave verdicts", found.revision, actor=actor, now=now,
                  words={one.item: one.word for one in given})  # fmt: skip
    return verdicts


def _asks(found: Review, actor: User) -> bool:
    """Whether a question of theirs still waits, read again."""
    now_standing = Review(found.proposal, found.revision, found.today)
    return any(one.asked_by_id == actor.pk for one in now_standing.unanswered)


def _reviewed(proposal: Proposal, *, digest: str, actor: User, now: datetime) -> Review:
    """The revision in review, for someone who may decide on it, if it is the one they read."""
    locked = queries.lock(proposal)
    revision = latest_revision(locked)
    if revision is None:
        raise NotHere
    found = Review(locked, revision, locked.chapter.day_at(now))
    permission = (
        "proposal.settle" if locked.state == State.SUBMITTED and found.disagreed else "proposal.review"
    )
    policy.require(actor, permission, locked)
    if locked.state != State.SUBMITTED:
        raise Conflict("not_in_review", "It is not in review now. Reload the page.", state=locked.state)
    if digest != revision.digest:
        raise Conflict("stale_revision", "It has changed since you opened it. Look at what changed first.",
                       digest=revision.digest, revision=revision.number,
                       changed=found.changed_since(digest))  # fmt: skip
    if permission == "proposal.review" and any(one.reviewer_id == actor.pk for one in found.recommendations):
        raise Conflict("recommended_already", "You have given your recommendation on this revision.")
    return found


def _faults(found: Review, given: Given, now: datetime) -> list[tuple[str, str]]:
    """What is missing in one verdict: field and sentence."""
    if given.item not in found.items:
        return [("item", "This revision is not asked this. Reload the page.")]
    faults = []
    allowed = words_for(found, given.item)
    if given.word not in allowed:
        faults.append(("word", f"This answer can be given one of: {', '.join(allowed)}."))
    if given.word in SAY_WHAT and not given.words.strip():
        faults.append(("words", SAY_WHAT[VerdictWord(given.word)]))
    if given.rethink and given.word != VerdictWord.NOT_MET:
        faults.append(("rethink", "Only what is not met can ask for another idea."))
    if given.word == VerdictWord.MET_WITH_CONDITION:
        faults += _condition_faults(found, given, now)
    return faults


def _condition_faults(found: Review, given: Given, now: datetime) -> list[tuple[str, str]]:
    faults = []
    if not given.owner.strip():
        faults.append(("owner", "Say who sees to it."))
    day = deciding.day_of(found.revision)
    if given.due is None:
        faults.append(("due", "Say by which day."))
    elif given.due < found.today:
        faults.append(("due", "This day has passed. Choose one to come."))
    elif day and given.due >= day:
        faults.append(("due", f"Choose a day before the event, which is on {day.isoformat()}."))
    return faults


def words_for(found: Review, item_id: str) -> tuple[str, ...]:
    """The verdicts an item can get as it stands."""
    if item_id in reading.BUILT_IN:
        return BUILT_IN_WORDS
    return review.allowed_verdicts(found.report.item(item_id))


def _write(found: Review, given: Given, *, actor: User, now: datetime) -> Verdict:
    conditional = given.word == VerdictWord.MET_WITH_CONDITION
    mine = [one.at for one in found.verdicts if (one.item, one.reviewer_id) == (given.item, actor.pk)]
    verdict = Verdict(
        revision=found.revision,
        item=given.item,
        reviewer=actor,
        word=given.word,
        words=given.words.strip(),
        rethink=given.rethink,
        condition_owner=given.owner.strip() if conditional else "",
        condition_due=given.due if conditional else None,
        input_digest=input_digest(given.item, found.revision),
        # The newest counts, also of two within one tick of the clock.
        at=max([now, *(at + timedelta(microseconds=1) for at in mine)]),
    )
    verdict.save(force_insert=True)
    if given.word == VerdictWord.ASK:
        _ask(found, given, actor=actor, now=now)
    return verdict


def _ask(found: Review, given: Given, *, actor: User, now: datetime) -> Question:
    question = Question(
        revision=found.revision, item=given.item, words=given.words.strip(), asked_by=actor, asked_at=now
    )
    question.save(force_insert=True)
    assigning.pause(found.proposal, reviewer_id=actor.pk, now=now)
    people = notices.organizers_of(found.proposal)
    notices.tell(found.proposal, "question_asked", people, cause=question.pk, now=now)
    return question


@transaction.atomic
def explain(proposal: Proposal, question_id: UUID, *, words: str, actor: User, now: datetime) -> Question:
    """Answer a reviewer's question: an explanation changes no document and needs no new revision."""
    locked = queries.lock(proposal)
    policy.require(actor, "proposal.edit", locked)
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("revision", "asked_by")
        .filter(pk=question_id, revision__proposal=locked)
        .first()
    )
    if question is None:
        raise NotHere
    if locked.state != State.SUBMITTED or question.revision != latest_revision(locked):
        raise Conflict("not_in_review", "The revision it was asked about is no longer in review.")
    if question.answered_at:
        raise Conflict("answered_already", "It was answered already. Reload the page to read the answer.")
    if not words.strip():
        raise BadInput("words_missing", "Write an answer.", fields={"words": ["Write an answer."]})
    question.answer, question.answered_by, question.answered_at = words.strip(), actor, now
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    if not _asks(Review(locked, question.revision, locked.chapter.day_at(now)), question.asked_by):
        assigning.unpause(locked, reviewer_id=question.asked_by_id, now=now)
    journal.write("answered a question", locked, actor=actor, now=now, item=question.item)
    notices.tell(locked, "question_answered", [question.asked_by_id], cause=question.pk, now=now)
    return question


@transaction.atomic
def recommend(
    proposal: Proposal, *, result: str, digest: str, reason: str, actor: User, now: datetime
) -> Proposal:
    """Say what should become of it, once every open item has a verdict.

    The last of the bench carries it out where all agree; where they do not, a coordinator is asked to decide.
    """
    found = _reviewed(proposal, digest=digest, actor=actor, now=now)
    locked = found.proposal
    if found.disagreed:
        raise Conflict(
            "reviewers_disagree",
            "The reviewers are done and disagree. Decide by approving or asking for changes.",
        )
    missing = found.open_for(actor.pk)
    if missing:
        raise NotReady(
            "verdicts_missing", f"{len(missing)} of the open items still need your verdict.", items=missing
        )
    mine = found.merged_for(actor.pk)
    follows = found.result_of(mine)
    if result != follows:
        raise NotReady(
            "verdicts_say_otherwise",
            f"Your verdicts lead to “{follows.label.lower()}”. Change a verdict, or the recommendation.",
            result=follows,
            items=[one.item for one in found.outcome(mine).open],
        )
    if not reason.strip():
        raise BadInput(
            "reason_missing", "Say why, in a sentence.", fields={"reason": ["Say why, in a sentence."]}
        )

    if _would_complete(found, actor, result):
        move = "ask_for_changes" if result == Result.CHANGES_NEEDED else "approve"
        return lifecycle.perform(move, locked, actor=actor, now=now, reason=reason, digest=digest)
    Recommendation(
        revision=found.revision, reviewer=actor, result=result, reason=reason.strip(), digest=digest, at=now
    ).save(force_insert=True)
    journal.write("recommended", found.revision, actor=actor, now=now, result=result)
    if Review(locked, found.revision, found.today).disagreed:
        people = [
            one for one in notices.coordinators_of(locked) if policy.may(one, "proposal.settle", locked)
        ]
        notices.tell(locked, "disagreement", people, cause=found.revision.pk, now=now)
    return locked


def _would_complete(found: Review, actor: User, result: str) -> bool:
    """Whether everyone else on a full bench has recommended in the same direction."""
    said = {one.reviewer_id: one.result != Result.CHANGES_NEEDED for one in found.recommendations}
    others = [who for who in found.bench if who != actor.pk]
    full = len(found.bench) >= found.revision.reviewers_needed
    return full and all(said.get(who) is (result != Result.CHANGES_NEEDED) for who in others)


@transaction.atomic
def keep_condition(
    proposal: Proposal, condition_id: UUID, *, words: str, actor: User, now: datetime
) -> Condition:
    """Say, for a host, that a condition of the publication is kept, and how. Said once, it stands."""
    locked = queries.lock(proposal)
    policy.require(actor, "proposal.edit", locked)
    condition = (
        Condition.objects.select_for_update()
        .filter(pk=condition_id, decision__revision=locked.approved_revision_id)
        .first()
    )
    if condition is None:
        raise NotHere
    if condition.met_at:
        raise Conflict("kept_already", "It was marked as kept already.")
    if not words.strip():
        raise BadInput("words_missing", "Say how it was kept.", fields={"words": ["Say how it was kept."]})
    condition.met_at, condition.met_by = now, actor
    condition.save(update_fields=["met_at", "met_by"])
    journal.write("kept a condition", locked, actor=actor, now=now, reason=words.strip(), item=condition.item)
    return condition
