"""The one page a reviewer decides from, in the order it is read, as plain values; and what organizers see of a review."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from commonhour.checklists import catalogue, language, reading
from commonhour.checklists.evaluation import ItemReport
from commonhour.checklists.facts import known
from commonhour.events import text
from commonhour.people import policy
from commonhour.people.models import Chapter, User
from commonhour.proposals import lifecycle, personal, projection, reviewing, revising
from commonhour.proposals.models import Assignment, Condition, Proposal, Question, Revision, Verdict
from commonhour.proposals.review_queries import Review, item_in, latest_revision, program_of
from commonhour.proposals.states import Kind, State, VerdictWord

READY_PHRASES = (
    "The plan for … is strong. One thing before we can list it: …",
    "Could you tell us who asked for this?",
    "The figure is widely used, and it does not hold; here are two sentences that do: …",
    "We cannot list this part. The event stays yours; here is a version we could list tomorrow: …",
)
NO_ROLE = "I have no role in this event, and nobody close to me has."
HINTS = 3
QUIET = frozenset({False, "none", None})
"""Facts with these values are not worth a reviewer's eye."""


class Page:
    """Everything on the review page of one proposal, for one reader."""

    def __init__(self, proposal: Proposal, revision: Revision, reader: User, now: datetime) -> None:
        self.proposal, self.revision, self.reader, self.now = proposal, revision, reader, now
        self.review = Review(proposal, revision, proposal.chapter.day_at(now))

    @cached_property
    def document(self) -> dict[str, Any]:
        return personal.filled(self.revision.document)

    @cached_property
    def previous(self) -> Revision | None:
        """The last round: what this reader last gave a verdict on, or else what was last decided."""
        earlier = self.proposal.revisions.filter(number__lt=self.revision.number).select_related(
            "checklists", "program_revision"
        )
        mine = earlier.filter(verdicts__reviewer=self.reader).order_by("-number").first()
        return mine or earlier.filter(decision__isnull=False).order_by("-number").first()

    @cached_property
    def previous_document(self) -> dict[str, Any]:
        return personal.filled(self.previous.document) if self.previous else {}

    @cached_property
    def holds(self) -> Assignment | None:
        mine = (
            one
            for one in self.review.assignments
            if one.reviewer_id == self.reader.pk and one.ended_at is None
        )
        return next(mine, None)

    def to_json(self) -> dict[str, Any]:
        items = [self._item(item_id) for item_id in self.review.items]
        waiting = [item for item in items if item["open"]]
        return {
            "header": self._header(),
            "public": self._public(),
            "facts": self._facts(),
            "open": sorted(waiting, key=lambda item: SEVERITIES.index(item["severity"])),
            "fine": [item for item in items if not item["open"]],
            "document": self.document,
            "people": self._people(),
            "figures": self._figures(),
            "language_hints": self._hints(),
            "before": self._before(),
            "changes": self._changes(),
            "ready_phrases": list(READY_PHRASES),
            "decision": self._decision(),
        }

    # ---------------------------------------------------------------------------------- header and public side

    def _header(self) -> dict[str, Any]:
        listing = self.document.get("listing") or {}
        level = level_of(self.revision)
        due = self.holds.due_at if self.holds else _earliest(self.review.assignments)
        return {
            "id": self.proposal.pk,
            "kind": self.proposal.kind,
            "title": listing.get("title", ""),
            "state": self.proposal.state,
            "public_status": _status(self.proposal),
            "chapter": self.proposal.chapter,
            "cohosts": [cohost.chapter for cohost in self.proposal.cohosts.all() if cohost.confirmed_at],
            "program": self.proposal.program.title if self.proposal.program else None,
            "event_type": known(self.document).get("event_type"),
            "starts": listing.get("starts_at") or listing.get("period_starts_on"),
            "ends": listing.get("ends_at") or listing.get("period_ends_on"),
            "time_zone": listing.get("time_zone"),
            "revision": self.revision.number,
            "digest": self.revision.digest,
            "submitted_at": self.revision.submitted_at,
            "level": level,
            "due_at": due,
            "days_left": (due - self.now).days if due else None,
            "paused": bool(self.holds and self.holds.paused_at),
            "conflict_check": NO_ROLE,
            "reading_as": self._reading_as(),
            "reviewers": [
                self._reviewer(one) for one in self.review.assignments if _counts(one, self.proposal)
            ],
        }

    def _reading_as(self) -> str:
        """Whether the reader decides, settles, or only looks."""
        if self.proposal.state == State.SUBMITTED and self.holds:
            return "reviewer"
        if self.proposal.state == State.SUBMITTED and self.review.disagreed:
            return "settling" if policy.may(self.reader, "proposal.settle", self.proposal) else "looking"
        return "looking"

    def _reviewer(self, assignment: Assignment) -> dict[str, Any]:
        said = {one.reviewer_id: one for one in self.review.recommendations}.get(assignment.reviewer_id)
        # Who still judges learns that another is done, and not what they said.
        apart = self.holds is not None and self.reader.pk not in {
            one.reviewer_id for one in self.review.recommendations
        }
        return {
            "id": assignment.reviewer_id,
            "name": assignment.reviewer.name,
            "chapters": chapters_of([assignment.reviewer_id])[assignment.reviewer_id],
            "due_at": assignment.due_at,
            "paused": assignment.paused_at is not None,
            "overdue": said is None and assignment.ended_at is None and assignment.due_at < self.now,
            "done": said is not None,
            "recommended": said.result if said and not apart else None,
            "me": assignment.reviewer_id == self.reader.pk,
        }

    def _public(self) -> dict[str, Any]:
        """The listing exactly as the calendar would show it."""
        if self.proposal.kind == Kind.PROGRAM:
            shown = projection.program_facts(self.proposal, self.revision.document)
        else:
            shown = projection.event_facts(self.proposal, self.revision.document)
        return {**shown, "description_html": text.html_of(shown.get("description") or "")}

    def _facts(self) -> list[dict[str, Any]]:
        values = known(self.document)
        return [
            {"id": fact.id, "question": fact.question, "value": values[fact.id], "label": dict(fact.options).get(values[fact.id], "")}
            for fact in catalogue.current().facts
            if fact.id in values and values[fact.id] not in QUIET
        ]  # fmt: skip

    # ---------------------------------------------------------------------------------- items

    def _item(self, item_id: str) -> dict[str, Any]:
        found = self.review
        mine = found.standing.get(self.reader.pk, {}).get(item_id)
        counted = found.merged.get(item_id)
        needed = item_id in found.needed
        seen = mine or counted
        changed = self.previous is not None and found.unchanged_since[item_id] > self.previous.number
        return {
            **self._question(item_id),
            "needed": needed,
            "open": needed and (seen is None or seen.word in OPEN),
            "settled": item_id in found.settled and mine is None,
            "reads": reading.input_of(found.items[item_id], self.document, program=program_of(self.revision)),
            "changed": changed,
            "read_before": self._read_before(item_id) if changed else None,
            "words": list(reviewing.words_for(found, item_id)),
            "mine": _verdict(mine, self.reader) if mine else None,
            "verdicts": [_verdict(one, self.reader) for one in self._said(item_id)],
            "questions": [question_json(one) for one in found.questions if one.item == item_id],
        }

    def _question(self, item_id: str) -> dict[str, Any]:
        if item_id in reading.BUILT_IN:
            built_in = reading.BUILT_IN[item_id]
            return {
                "id": item_id, "checklist": None, "question": built_in.question, "why": "", "severity": "blocker",
                "state": "answered", "inherited": False, "because": [], "may_be_condition": False, "evidence": None,
                "section": "listing", "good": "", "weak": "", "good_evidence": "", "review": built_in.review,
            }  # fmt: skip
        report, checklist = self._reports[item_id]
        shown = report.to_json()
        asked = ("id", "question", "why", "severity", "state", "inherited", "because", "may_be_condition", "evidence",
                 "section", "good", "weak", "good_evidence", "review")  # fmt: skip
        return {**{name: shown[name] for name in asked}, "checklist": checklist}

    @cached_property
    def _reports(self) -> dict[str, tuple[ItemReport, dict[str, str]]]:
        return {
            item.id: (item, {"id": one.checklist.id, "title": one.checklist.title})
            for one in self.review.report.checklists
            for item in one.items
        }

    def _read_before(self, item_id: str) -> dict[str, Any] | None:
        assert self.previous is not None
        item = item_in(self.previous, item_id)
        return (
            reading.input_of(item, self.previous_document, program=program_of(self.previous))
            if item
            else None
        )

    def _said(self, item_id: str) -> list[Verdict]:
        """The newest verdict of each person on each revision, newest first; a co-reviewer's only once both are done.

        Two people who judge apart see more than two who read each other first.
        """
        newest: dict[tuple[UUID, int], Verdict] = {}
        for verdict in self.review.verdicts:
            if verdict.item == item_id and self._may_read(verdict):
                newest[verdict.reviewer_id, verdict.revision.number] = verdict
        return sorted(newest.values(), key=lambda one: one.at, reverse=True)

    def _may_read(self, verdict: Verdict) -> bool:
        if (
            verdict.reviewer_id == self.reader.pk
            or verdict.revision_id != self.revision.pk
            or self.holds is None
        ):
            return True
        return self.reader.pk in {one.reviewer_id for one in self.review.recommendations}

    # ---------------------------------------------------------------------------------- what stands beside the items

    def _people(self) -> dict[str, Any]:
        """Speakers with ticks; what they are paid stands apart, for the reader who opens it."""
        return {
            "roles": self.document.get("roles", []),
            "speakers": [
                {
                    "id": row.get("id"),
                    "display_name": row.get("display_name", ""),
                    "self_description": row.get("self_description", ""),
                    "topic": row.get("topic", ""),
                    "why_invited": row.get("why_invited", ""),
                    "ticks": {
                        "listed": bool(row.get("listing_consent_on")),
                        "topics_agreed": bool(row.get("topics_agreed")),
                        "may_withdraw": bool(row.get("may_withdraw")),
                        "recording_agreed": row.get("recording_agreed"),
                        "access_asked": bool(row.get("access_asked")),
                        "pay_said": bool(row.get("pay_offered")),
                        "costs_said": bool(row.get("costs_covered")),
                    },
                    "amounts": {name: row.get(name, "") for name in ("pay_offered", "costs_covered")},
                }
                for row in self.document.get("speakers", [])
            ],
        }

    def _figures(self) -> list[dict[str, Any]]:
        rubric = catalogue.current().rubric
        found = []
        for row in self.document.get("figures", []):
            total = sum((row.get("scores") or {}).values())
            band = rubric.band_of(total, stopped=bool(row.get("stop_signs"))) if row.get("scores") else None
            found.append({**row, "total": total, "most": rubric.max, "band": as_json(band) if band else None})
        return found

    def _hints(self) -> list[dict[str, Any]]:
        listing = self.document.get("listing") or {}
        found = [
            {"field": name, **hint.to_json()}
            for name in ("title", "summary", "description")
            for hint in language.hints(catalogue.current().lexicon, listing.get(name) or "")
        ]
        return found[:HINTS]

    def _before(self) -> dict[str, Any]:
        """The chapter's last decided proposals, and whether it kept its conditions.

        Of those this reader may not see, only how many were kept: a title alone would tell of an unlisted event.
        """
        today = self.review.today
        elsewhere = Condition.objects.filter(
            decision__revision__proposal__chapter=self.proposal.chapter_id,
            decision__revision__proposal__approved_revision=F("decision__revision"),
        ).exclude(decision__revision__proposal=self.proposal)
        mine = Q(decision__revision__proposal__in=Proposal.objects.visible_to(self.reader))
        told = elsewhere.filter(mine).select_related("decision__revision").order_by("-due")[:10]
        own = Condition.objects.filter(decision__revision=self.proposal.approved_revision_id)
        return {
            "conditions_elsewhere": [{**_condition(one, today), "owner": ""} for one in told],
            "conditions_here": [_condition(one, today) for one in own.select_related("decision__revision")],
            **elsewhere.exclude(mine).aggregate(
                others_kept=Count("pk", filter=Q(met_at__isnull=False)),
                others_missed=Count("pk", filter=Q(met_at=None, due__lt=today)),
            ),
            "rounds": [_round(one) for one in self._decided()],
        }

    def _decided(self) -> Iterable[Revision]:
        earlier = self.proposal.revisions.filter(decision__isnull=False, number__lt=self.revision.number)
        return earlier.select_related("decision").defer("document")

    def _changes(self) -> list[dict[str, Any]]:
        """What differs from the last round, field by field; nothing on a first one."""
        if self.previous is None:
            return []
        return [as_json(one) for one in revising.changes_between(self.previous_document, self.document)]

    def _decision(self) -> dict[str, Any]:
        found = self.review
        settling = self._reading_as() == "settling"
        outcome = found.outcome(found.merged if settling else found.merged_for(self.reader.pk))
        moves = lifecycle.moves_for(self.proposal, self.reader, self.now)
        mine = [one for one in found.recommendations if one.reviewer_id == self.reader.pk]
        decided = getattr(self.revision, "decision", None)
        return {
            "digest": self.revision.digest,
            "verdicts_left": [] if settling else found.open_for(self.reader.pk),
            "result": outcome.result,
            "open": [
                {"item": one.item, "severity": one.severity, "why": one.why, "sentence": one.sentence, "words": one.words}
                for one in outcome.open
            ],
            "conditions": [
                {"item": one.item, "words": one.words, "owner": one.owner, "due": one.by} for one in outcome.conditions
            ],
            "unanswered": [one.item for one in found.unanswered],
            "needed": self.revision.reviewers_needed,
            "recommended": mine[0].result if mine else None,
            "recommendations": [
                {"name": one.reviewer.name, "result": one.result, "reason": one.reason, "at": one.at}
                for one in found.recommendations
                if self.holds is None or mine
            ],
            "disagreed": found.disagreed,
            "moves": [move for move in moves if move["name"] in {"approve", "ask_for_changes"}],
            "decided": _decided_json(self.revision) if decided else None,
        }  # fmt: skip


SEVERITIES = ("blocker", "concern", "advice")
OPEN = frozenset({VerdictWord.NOT_MET, VerdictWord.ASK})


def page_for(proposal: Proposal, reader: User, now: datetime) -> Page | None:
    revision = latest_revision(proposal)
    return Page(proposal, revision, reader, now) if revision else None


def level_of(revision: Revision) -> dict[str, Any]:
    """The level a revision was given, and the facts that put it there."""
    levels = {level.name: level for level in catalogue.current().policy.levels}
    level = levels.get(revision.level)
    facts = known(revision.document)
    labels = {fact.id: (fact.question, dict(fact.options)) for fact in catalogue.current().facts}
    because = level.when.because(facts) if level else ()
    return {
        "name": revision.level,
        "reviewers": revision.reviewers_needed,
        "trained": revision.trained_needed,
        "days": level.days if level else None,
        "because": [
            {
                "fact": fact,
                "value": value,
                "question": labels[fact][0],
                "label": labels[fact][1].get(value, ""),
            }
            for fact, value in because
            if fact in labels and value is not None
        ],
    }


def as_json(value: Any) -> dict[str, Any]:
    """A frozen value as JSON, with or without a dict of its own."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def chapters_of(user_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {user_id: [] for user_id in user_ids}
    rows = (
        Chapter.objects.filter(memberships__user__in=found)
        .values_list("memberships__user", "name")
        .order_by("name")
    )
    for user_id, name in rows:
        found[user_id].append(name)
    return found


def question_json(question: Question) -> dict[str, Any]:
    return {
        "id": question.pk,
        "item": question.item,
        "words": question.words,
        "asked_at": question.asked_at,
        "answer": question.answer,
        "answered_at": question.answered_at,
        "answered_by": question.answered_by.name if question.answered_by else None,
    }


def _verdict(verdict: Verdict, reader: User) -> dict[str, Any]:
    return {
        "word": verdict.word,
        "words": verdict.words,
        "rethink": verdict.rethink,
        "owner": verdict.condition_owner,
        "due": verdict.condition_due,
        "name": verdict.reviewer.name,
        "mine": verdict.reviewer_id == reader.pk,
        "revision": verdict.revision.number,
        "at": verdict.at,
    }


def _condition(condition: Condition, today: Any) -> dict[str, Any]:
    kept = "kept" if condition.met_at else "missed" if condition.due < today else "open"
    return {
        "id": condition.pk,
        "proposal": condition.decision.revision.document["listing"]["title"],
        "item": condition.item,
        "words": condition.words,
        "owner": condition.owner,
        "due": condition.due,
        "kept": kept,
    }


def _round(revision: Revision) -> dict[str, Any]:
    return {"revision": revision.number, "result": revision.decision.result, "reason": revision.decision.reason,
            "at": revision.decision.at}  # fmt: skip


def _decided_json(revision: Revision) -> dict[str, Any]:
    return {**_round(revision), "by_nobody": revision.decision.decided_by_id is None}


def _status(proposal: Proposal) -> str | None:
    line = proposal.event or proposal.public_program
    return line.status if line else None


def _earliest(assignments: list[Assignment]) -> datetime | None:
    return min((one.due_at for one in assignments if one.ended_at is None), default=None)


def _counts(assignment: Assignment, proposal: Proposal) -> bool:
    return assignment.ended_at is None or (
        proposal.state != State.SUBMITTED and assignment.reviewer_id in proposal.deciding_reviewer_ids
    )


# -------------------------------------------------------------------------------------- for the organizers


def feedback_for(proposal: Proposal, now: datetime) -> dict[str, Any]:
    """What the people who wrote it see of its latest review: words beside items, and chapters instead of names.

    A reviewer's words show once that reviewer has recommended or the revision is decided; questions show at once.
    """
    revision = latest_revision(proposal)
    if revision is None:
        return {"revision": None, "digest": None, "state": proposal.state, "level": None, "reviewers": [], "items": [],
                "questions": [], "conditions": [], "decision": None, "due_at": None}  # fmt: skip
    found = Review(proposal, revision, proposal.chapter.day_at(now))
    decided = getattr(revision, "decision", None)
    done = {one.reviewer_id for one in found.recommendations}
    settlers = {one.reviewer_id for one in found.settlements.values()} if decided else set()
    chapters = chapters_of(
        {one.reviewer_id for one in found.verdicts} | {one.reviewer_id for one in found.assignments}
    )
    shown = [
        {
            "item": item,
            "word": verdict.word,
            "words": verdict.words,
            "rethink": verdict.rethink,
            "owner": verdict.condition_owner,
            "due": verdict.condition_due,
            "chapter": ", ".join(chapters.get(reviewer, [])),
            "revision": verdict.revision.number,
            "changed_since": not _as_it_was(proposal, revision, item),
        }
        for reviewer, by_item in found.standing.items()
        if reviewer in done | settlers
        for item, verdict in by_item.items()
    ]
    conditions = proposal.approved_revision.decision.conditions.all() if proposal.approved_revision else []
    return {
        "revision": revision.number,
        "digest": revision.digest,
        "state": proposal.state,
        "level": revision.level,
        "due_at": _earliest(found.assignments),
        "reviewers": [
            {"chapter": ", ".join(chapters[one.reviewer_id]), "due_at": one.due_at, "paused": one.paused_at is not None,
             "done": one.reviewer_id in done}
            for one in found.assignments
            if _counts(one, proposal)
        ],
        "items": shown,
        "questions": [{**question_json(one), "chapter": ", ".join(chapters.get(one.asked_by_id, []))} for one in found.questions],
        "conditions": [
            {"id": one.pk, "item": one.item, "words": one.words, "owner": one.owner, "due": one.due, "met_at": one.met_at}
            for one in conditions
        ],
        "decision": _decided_json(revision) if decided else None,
    }  # fmt: skip


def _as_it_was(proposal: Proposal, revision: Revision, item_id: str) -> bool:
    """Whether the working document still reads the same on this item as the revision did."""
    if proposal.state in {State.SUBMITTED, State.APPROVED}:
        return True
    item = item_in(revision, item_id)
    program: Mapping[str, Any] | None = program_of(revision)
    return item is not None and reading.stands(item, revision.document, proposal.document, program=program)
