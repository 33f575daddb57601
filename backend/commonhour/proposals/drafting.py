"""Verbs of writing a proposal. Each is one transaction that holds the proposal's row and keeps one line in the journal.

Only a draft, or what reviewers asked to change, is written to. Which move leads from one state to another stands in
`lifecycle.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from commonhour.checklists import catalogue
from commonhour.checklists.definitions import Checklist, digest
from commonhour.checklists.facts import FACTS
from commonhour.errors import BadInput, Conflict, Forbidden, NotHere
from commonhour.events.choices import EventType
from commonhour.events.models import Topic
from commonhour.people import policy
from commonhour.people.models import Chapter, User
from commonhour.proposals import (
    answers,
    copying,
    document,
    gaps,
    intake,
    notices,
    personal,
    problems,
    queries,
)
from commonhour.proposals.models import Author, ChecklistSet, Cohost, Proposal
from commonhour.proposals.states import Kind, State
from commonhour.records import journal
from commonhour.records.models import Record

WRITABLE = frozenset({State.DRAFT.value, State.CHANGES_NEEDED.value})
WHY_NOT_WRITABLE = {
    State.SUBMITTED: "It is with its reviewers now. Take it back to change it.",
    State.APPROVED: "It is approved. Amend it to change it; what is public stays public meanwhile.",
    State.WITHDRAWN: "It was withdrawn. Copy it to begin again with its ideas.",
}
WROTE = "wrote"

PRESETS: Mapping[str, Mapping[str, Any]] = {
    EventType.FILM_SCREENING: {"uses_media": True},
    EventType.PANEL: {"has_speakers": True},
    EventType.TALK: {"has_speakers": True},
    EventType.TABLING: {"uses_media": True},
    EventType.FUNDRAISER: {"raises_money": True, "uses_media": True},
    EventType.SERVICE_DAY: {"has_external_partner": True},
    EventType.CONFERENCE: {"has_speakers": True, "uses_statistics": True},
    EventType.CAMPAIGN_WEEK: {"uses_media": True, "uses_statistics": True},
    EventType.VIGIL: {"uses_media": True},
    EventType.SUPPORT_SPACE: {"visibility": "unlisted", "audience": "invited"},
    EventType.TEAM_MEETING: {"audience": "chapter_members"},
}
"""Facts an event of a kind usually has. They are answers like any other: seen first, and changed at will."""


@dataclass(frozen=True)
class Saved:
    """A section after saving. `problems` names what was kept and cannot stand on a calendar as it is."""

    proposal: Proposal
    section: str
    version: int
    value: Any
    problems: Mapping[str, list[str]]


# Beginning


@transaction.atomic
def start(
    chapter: Chapter, *, kind: str, actor: User, now: datetime, title: str = "", event_type: str | None = None
) -> Proposal:
    """Begin a proposal of a chapter, with the chapter's zone and the facts its kind of event usually has."""
    policy.require(actor, "proposal.start", chapter)
    listing = {"title": title, "time_zone": chapter.time_zone} if kind == Kind.EVENT else {"title": title}
    facts = {"event_type": event_type, **PRESETS.get(event_type or "", {})}
    begun = {
        "facts": intake.read("facts", facts, kind=kind),
        "listing": intake.read("listing", {**listing, "language": "en"}, kind=kind),
    }
    return _new(chapter, kind=kind, actor=actor, now=now, begun=begun, verb="started")


@transaction.atomic
def start_with(
    chapter: Chapter,
    *,
    listing: Mapping[str, Any],
    facts: Mapping[str, Any],
    actor: User,
    now: datetime,
    verb: str,
) -> Proposal:
    """Begin the proposal of an event with what was read elsewhere. Nothing is filled in that was not read."""
    policy.require(actor, "proposal.start", chapter)
    kind = Kind.EVENT
    begun = {
        "facts": intake.read("facts", facts, kind=kind),
        "listing": intake.read(
            "listing", {"time_zone": chapter.time_zone, "language": "en", **listing}, kind=kind
        ),
    }
    return _new(chapter, kind=kind, actor=actor, now=now, begun=begun, verb=verb)


@transaction.atomic
def copy(proposal: Proposal, *, chapter: Chapter, actor: User, now: datetime) -> Proposal:
    """Begin a proposal with the ideas of another one; what that one promised comes back empty."""
    policy.require(actor, "proposal.edit", proposal)
    policy.require(actor, "proposal.start", chapter)
    ideas = copying.ideas_of(proposal.document, gaps.definitions(proposal.checklists_id))
    if proposal.kind == Kind.EVENT and chapter.pk != proposal.chapter_id:
        ideas["listing"] = {**ideas.get("listing", {}), "time_zone": chapter.time_zone}
    return _new(
        chapter, kind=proposal.kind, actor=actor, now=now, begun=ideas, verb="copied", copied_from=proposal
    )


def _new(
    chapter: Chapter,
    *,
    kind: str,
    actor: User,
    now: datetime,
    begun: dict[str, Any],
    verb: str,
    copied_from: Proposal | None = None,
) -> Proposal:
    proposal = Proposal(
        kind=kind,
        chapter=chapter,
        checklists=current_set(),
        document={name: value for name, value in begun.items() if value},
        copied_from=copied_from,
        created_at=now,
        changed_at=now,
    )
    proposal.save(force_insert=True)
    Author.objects.create(proposal=proposal, user=actor, since=now)
    source = {"copied_from": str(copied_from.pk)} if copied_from else {}
    journal.write(verb, proposal, actor=actor, now=now, **source)
    return proposal


def current_set() -> ChecklistSet:
    """The stored copy of today's checklists: one row for each content they ever had."""
    definitions = catalogue.to_json(catalogue.current().checklists)
    kept, _ = ChecklistSet.objects.get_or_create(
        digest=digest(definitions), defaults={"definitions": definitions}
    )
    return kept


# Writing


def write_section(
    proposal: Proposal, *, section: str, version: int, value: Any, actor: User, now: datetime
) -> Saved:
    """Save one section, or one answer as `answers:<item>`, over the version last seen.

    Raises:
        Conflict: somebody saved another value in between; the refusal carries theirs, and nothing is lost.
    """
    return write_section_at(proposal.pk, section=section, version=version, value=value, actor=actor, now=now)


@transaction.atomic
def write_section_at(
    proposal_id: UUID, *, section: str, version: int, value: Any, actor: User, now: datetime
) -> Saved:
    """The same for a caller that knows only the id: saving happens at every pause, so the row is read once."""
    proposal = queries.lock_at(actor, proposal_id)
    policy.require(actor, "proposal.edit", proposal)
    _require_writable(proposal)
    read = _read(proposal, section, value)
    before = stored(proposal, section)
    known = personal.values_in({section: before})
    if personal.filled({section: before}, known)[section] == read:
        return _saved(
            proposal, section, read
        )  # also sent again, because the first answer was lost on the way
    if version != version_of(proposal, section):
        raise _clash(proposal, section)

    kept = read
    if section in document.SECTIONS:
        kept = personal.split(proposal, section, read, before=before, known=known)
    if not _goes_on(proposal, actor, now=now):
        _note_author(proposal, actor, now=now)
    _put(proposal, section, kept, actor=actor, now=now)
    proposal.save(update_fields=["document", "sections", "changed_at"])
    return _saved(proposal, section, read)


def version_of(proposal: Proposal, section: str) -> int:
    return int((proposal.sections.get(section) or {}).get("version", 0))


def versions_of(proposal: Proposal) -> dict[str, int]:
    """The version of every section, and of every answer ever given; what is not named is at 0."""
    return {
        **dict.fromkeys(document.SECTIONS, 0),
        **{name: row["version"] for name, row in proposal.sections.items()},
    }


def stored(proposal: Proposal, section: str) -> Any:
    """A section of the working document as it is stored, or one answer."""
    if section.startswith(answers.PREFIX):
        return (proposal.document.get(document.ANSWERS) or {}).get(section.removeprefix(answers.PREFIX), {})
    return proposal.document.get(section) or document.empty(section)


def shown(proposal: Proposal, section: str) -> Any:
    """The same as an editor shows it: personal values in their place, and every field, also the empty ones."""
    return _shown(proposal, section, personal.filled({section: stored(proposal, section)})[section])


def _shown(proposal: Proposal, section: str, readable: Any) -> Any:
    if section not in document.SECTIONS:
        return readable
    return document.whole_section(section, readable, kind=proposal.kind)


def _require_writable(proposal: Proposal) -> None:
    if proposal.state not in WRITABLE:
        raise Conflict("not_writable", WHY_NOT_WRITABLE[State(proposal.state)], state=proposal.state)


def _read(proposal: Proposal, section: str, value: Any) -> Any:
    if section.startswith(answers.PREFIX):
        checklists = gaps.definitions(proposal.checklists_id)
        return answers.read_answer(answers.item_of(checklists, section.removeprefix(answers.PREFIX)), value)
    if section not in document.SECTIONS:
        known = ", ".join([*document.SECTIONS, "answers:<item>"])
        raise BadInput("unknown_section", f"There is no such section. Known: {known}.")
    read = intake.read(section, value, kind=proposal.kind)
    if section == "listing":
        _require_known_topics(read.get("topics", []), proposal)
    return read


def _require_known_topics(slugs: Sequence[str], proposal: Proposal) -> None:
    new = set(slugs) - set((proposal.document.get("listing") or {}).get("topics", []))
    if not new:
        return
    unknown = sorted(new - set(Topic.objects.filter(slug__in=new).values_list("slug", flat=True)))
    if unknown:
        sentence = f"The network has no topic '{unknown[0]}'. Choose among its topics."
        raise BadInput("bad_input", sentence, fields={"topics": [sentence]})


def _clash(proposal: Proposal, section: str) -> Conflict:
    seen: Mapping[str, Any] = proposal.sections.get(section) or {}
    by = str(seen.get("by", ""))
    name = queries.names_of([by]).get(by, "Somebody") if by else "Somebody"
    return Conflict(
        "section_changed",
        f"{name} saved this part while you were writing. Both versions are here; choose what stays.",
        theirs={
            "version": version_of(proposal, section),
            "value": shown(proposal, section),
            "by": name,
            "at": seen.get("at"),
        },
    )


def _put(proposal: Proposal, section: str, value: Any, *, actor: User, now: datetime) -> None:
    """Set a section of the working document, and count its version up."""
    if section.startswith(answers.PREFIX):
        given = dict(proposal.document.get(document.ANSWERS) or {})
        given.pop(section.removeprefix(answers.PREFIX), None)
        if value:
            given[section.removeprefix(answers.PREFIX)] = value
        changed = {**proposal.document, document.ANSWERS: given}
    else:
        changed = {**proposal.document, section: value}
    proposal.document = {name: part for name, part in changed.items() if part}
    proposal.sections = {
        **proposal.sections,
        section: {
            "version": version_of(proposal, section) + 1,
            "by": str(actor.pk),
            "at": now.isoformat(),
        },
    }
    proposal.changed_at = now


def _saved(proposal: Proposal, section: str, read: Any) -> Saved:
    wrong = problems.of_section(section, read, kind=proposal.kind) if section in document.SECTIONS else {}
    return Saved(proposal, section, version_of(proposal, section), _shown(proposal, section, read), wrong)


def _goes_on(proposal: Proposal, actor: User, *, now: datetime) -> bool:
    """Whether the last thing that happened here was a save by the same person today: then all is noted already."""
    last = max(proposal.sections.values(), key=lambda row: row["at"], default=None)
    if last is None or last.get("by") != str(actor.pk):
        return False
    at = datetime.fromisoformat(last["at"])
    return at == proposal.changed_at and at.astimezone(UTC).date() == now.astimezone(UTC).date()


def _note_author(proposal: Proposal, actor: User, *, now: datetime) -> None:
    """Keep who wrote, and one line in the journal per person and day between two moves: saving is automatic."""
    newest = (
        Record.objects.about(journal.subject_of(proposal))
        .filter(~Q(verb=WROTE) | Q(actor=actor))
        .order_by("-sequence")
        .values_list("verb", "at")
        .first()
    )
    if newest and newest[0] == WROTE and newest[1].astimezone(UTC).date() == now.astimezone(UTC).date():
        return
    _is_author(proposal, actor, now=now)
    journal.write(WROTE, proposal, actor=actor, now=now)


def _is_author(proposal: Proposal, actor: User, *, now: datetime) -> None:
    """From here on they never decide on it, whatever chapter they belong to later."""
    Author.objects.get_or_create(proposal=proposal, user=actor, defaults={"since": now})


# Hosting together


@transaction.atomic
def name_cohost(proposal: Proposal, *, chapter: Chapter, actor: User, now: datetime) -> Cohost:
    """Ask another chapter to host this too; it counts once an organizer of its own has confirmed."""
    proposal = queries.lock(proposal)
    policy.require(actor, "proposal.organize", proposal)
    _require_writable(proposal)
    if chapter.pk == proposal.chapter_id:
        raise Conflict("leads_already", f"{chapter.name} leads this proposal already.")
    cohost, new = Cohost.objects.get_or_create(proposal=proposal, chapter=chapter)
    if new:
        _touch(proposal, now=now)
        journal.write("named a co-host", proposal, actor=actor, now=now, chapter=str(chapter.pk))
        asked = [one for one in notices.organizers_in({chapter.pk}) if one != actor]
        notices.tell(proposal, "asked_to_cohost", asked, cause=cohost.pk, now=now)
    return cohost


@transaction.atomic
def confirm_cohost(proposal: Proposal, *, chapter: Chapter, actor: User, now: datetime) -> Cohost:
    """Say for a chapter that it co-hosts: its name and its own roles stand in the listing."""
    proposal = queries.lock(proposal)
    _require_organizer_of(chapter, proposal, actor, "proposal.confirm")
    _require_writable(proposal)
    cohost = _cohost(proposal, chapter)
    if cohost.confirmed_at is None:
        cohost.confirmed_at, cohost.confirmed_by = now, actor
        cohost.save(update_fields=["confirmed_at", "confirmed_by"])
        _touch(proposal, now=now)
        _is_author(proposal, actor, now=now)
        journal.write("confirmed as a co-host", proposal, actor=actor, now=now, chapter=str(chapter.pk))
    return cohost


@transaction.atomic
def drop_cohost(proposal: Proposal, *, chapter: Chapter, actor: User, now: datetime) -> None:
    """Take a chapter off: by the chapter that leads, or by the co-host itself."""
    proposal = queries.lock(proposal)
    if not policy.may(actor, "proposal.organize", proposal):
        _require_organizer_of(chapter, proposal, actor, "proposal.confirm")
    _require_writable(proposal)
    _cohost(proposal, chapter).delete()
    _touch(proposal, now=now)
    journal.write("took off a co-host", proposal, actor=actor, now=now, chapter=str(chapter.pk))


def _require_organizer_of(chapter: Chapter, proposal: Proposal, actor: User, permission: str) -> None:
    policy.require(actor, permission, proposal)
    if chapter.pk not in policy.standing_of(actor).organizes:
        raise Forbidden(
            "not_allowed", f"Only an organizer of {chapter.name} can do this.", permission=permission
        )


def _cohost(proposal: Proposal, chapter: Chapter) -> Cohost:
    cohost = Cohost.objects.filter(proposal=proposal, chapter=chapter).first()
    if cohost is None:
        raise NotHere
    return cohost


def _touch(proposal: Proposal, *, now: datetime) -> None:
    proposal.changed_at = now
    proposal.save(update_fields=["changed_at"])


# Programs and checklists


@transaction.atomic
def put_under_program(
    proposal: Proposal, *, program: Proposal | None, actor: User, now: datetime
) -> Proposal:
    """Make an event part of an approved program, or of none.

    It pins the program's revision as approved today, so that a later amendment of the program does not touch it,
    and takes over the facts it has not answered itself.
    """
    proposal = queries.lock(proposal)
    policy.require(actor, "proposal.edit", proposal)
    _require_writable(proposal)
    if program is not None:
        _require_fitting_program(proposal, program)
        _take_over_facts(proposal, program, actor=actor, now=now)
    proposal.program = program
    proposal.program_revision = program.approved_revision if program else None
    proposal.changed_at = now
    proposal.save(update_fields=["program", "program_revision", "document", "sections", "changed_at"])
    named = str(program.pk) if program else None
    journal.write("put under a program", proposal, actor=actor, now=now, program=named)
    _note_author(proposal, actor, now=now)
    return proposal


def _require_fitting_program(proposal: Proposal, program: Proposal) -> None:
    if proposal.kind != Kind.EVENT:
        raise Conflict("programs_hold_events", "A program stands by itself; only an event is part of one.")
    if program.kind != Kind.PROGRAM:
        raise BadInput("not_a_program", "Choose a program.")
    if program.approved_revision_id is None:
        raise Conflict("program_not_approved", f"{program.title} is not approved yet. Wait for its approval.")
    hosts = {program.chapter_id, *program.confirmed_cohost_ids}
    if not hosts & {proposal.chapter_id, *proposal.confirmed_cohost_ids}:
        raise Conflict(
            "program_of_others", f"{program.title} is hosted by other chapters. Ask to co-host it first."
        )


def _take_over_facts(proposal: Proposal, program: Proposal, *, actor: User, now: datetime) -> None:
    assert program.approved_revision is not None
    shared = program.approved_revision.document.get("facts") or {}
    own = proposal.document.get("facts") or {}
    facts = {name: own.get(name, shared.get(name)) for name in FACTS}
    known = {name: value for name, value in facts.items() if value is not None}
    if known != own:
        _put(proposal, "facts", known, actor=actor, now=now)


@dataclass(frozen=True)
class NewerChecklist:
    """A checklist that has changed since the proposal took its copy; 0 stands for one it did not have."""

    id: str
    title: str
    version_here: int
    version_now: int


def newer_checklists(proposal: Proposal) -> list[NewerChecklist]:
    """What would change if the proposal took today's checklists. Only offered, never applied in silence."""
    here = {checklist.id: checklist for checklist in gaps.definitions(proposal.checklists_id)}
    today = {checklist.id: checklist for checklist in catalogue.current().checklists}
    return [
        NewerChecklist(
            name, (today.get(name) or here[name]).title, _version(here, name), _version(today, name)
        )
        for name in sorted({*here, *today})
        if name not in here or name not in today or here[name].digest != today[name].digest
    ]


def _version(checklists: Mapping[str, Checklist], name: str) -> int:
    return checklists[name].version if name in checklists else 0


@transaction.atomic
def update_checklists(proposal: Proposal, *, actor: User, now: datetime) -> Proposal:
    """Answer today's checklists from here on. Answers stay where the item stays, and wait where it went away."""
    proposal = queries.lock(proposal)
    policy.require(actor, "proposal.edit", proposal)
    _require_writable(proposal)
    changed = newer_checklists(proposal)
    if not changed:
        return proposal
    proposal.checklists = current_set()
    proposal.changed_at = now
    proposal.save(update_fields=["checklists", "changed_at"])
    versions = {each.id: [each.version_here, each.version_now] for each in changed}
    journal.write("took newer checklists", proposal, actor=actor, now=now, checklists=versions)
    return proposal
