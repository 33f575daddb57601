"""The only writer of programs on the shared calendar. Each verb is one transaction; its events stand for themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonhour.events import addresses, counters, publishing, surroundings, text
from commonhour.events.choices import Status, Visibility
from commonhour.events.counters import SCOPES, Face, FeedKey
from commonhour.events.models import FeedKind, Program
from commonhour.events.public import PublicProgram
from commonhour.events.refusals import note_of, refuse_unless
from commonhour.identifiers import new_id


@transaction.atomic
def put_on_calendar(facts: PublicProgram, *, now: datetime, program_id: UUID | None = None) -> Program:
    program = Program(id=program_id or new_id(), published_at=now)
    program.slug = addresses.program_slug(facts.title, facts.visibility)
    _take_facts(program, facts, now=now)
    program.save(force_insert=True)
    _link(program, facts)
    _count_up(program, now=now)
    return program


@transaction.atomic
def amend(program: Program, facts: PublicProgram, *, now: datetime) -> Program:
    """Show another approved revision of it. Of a held one nobody sees anything until it is released."""
    program = _locked(program, {Status.SCHEDULED, Status.POSTPONED, Status.HELD}, "amended")
    if facts.digest == program.digest:
        return program
    was, said = program.visibility, (program.title, program.visibility)
    if was != facts.visibility and Visibility.UNLISTED in {was, facts.visibility}:
        program.slug = addresses.program_slug(facts.title, facts.visibility)
    _take_facts(program, facts, now=now)
    program.save(force_update=True)
    _link(program, facts)
    if program.status == Status.HELD:
        return program
    if (program.title, program.visibility) != said:
        publishing.tell_again(program.events.all(), now=now)
    _count_up(program, was, now=now)
    return program


def cancel(program: Program, *, now: datetime, reason: str = "") -> Program:
    """Call the program off; its events are cancelled one by one, by those who decide it."""
    return _stand(program, Status.CANCELLED, {Status.SCHEDULED, Status.POSTPONED}, reason, now=now)


def postpone(program: Program, *, now: datetime, reason: str = "") -> Program:
    return _stand(program, Status.POSTPONED, {Status.SCHEDULED}, reason, now=now)


def resume(program: Program, *, now: datetime) -> Program:
    return _stand(program, Status.SCHEDULED, {Status.POSTPONED}, "", now=now)


@transaction.atomic
def hold(program: Program, *, now: datetime) -> Program:
    """Withdraw the program's own page and feed from view; its events stand for themselves, and name it no more."""
    program = _locked(program, {Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED}, "held")
    program.status_before_hold, program.status, program.changed_at = program.status, Status.HELD, now
    program.save(update_fields=["status", "status_before_hold", "changed_at"])
    publishing.tell_again(program.events.all(), now=now)
    _count_up(program, now=now)
    return program


@transaction.atomic
def release(program: Program, *, now: datetime) -> Program:
    program = _locked(program, {Status.HELD}, "released")
    program.status, program.status_before_hold, program.changed_at = program.status_before_hold, "", now
    program.save(update_fields=["status", "status_before_hold", "changed_at"])
    publishing.tell_again(program.events.all(), now=now)
    _count_up(program, now=now)
    return program


SAME = (
    "title",
    "summary",
    "audience",
    "visibility",
    "language",
    "picture_link",
    "picture_alt",
    "roles",
    "actions",
    "partners",
    "figures",
    "principles",
    "views_line",
)


def _take_facts(program: Program, facts: PublicProgram, *, now: datetime) -> None:
    plain = facts.to_json()
    for name in SAME:
        setattr(program, name, plain[name])
    program.chapter = surroundings.chapters({facts.chapter})[facts.chapter]
    program.period_starts_on, program.period_ends_on = facts.period_starts_on, facts.period_ends_on
    program.description_markdown = facts.description
    program.description_html = text.html_of(facts.description)
    program.digest, program.changed_at = facts.digest, now


def _link(program: Program, facts: PublicProgram) -> None:
    program.hosts.set(surroundings.chapters({facts.chapter, *facts.cohosts}).values())
    program.topics.set(surroundings.topics(facts.topics).values())


@transaction.atomic
def _stand(program: Program, status: Status, allowed: set[Status], reason: str, *, now: datetime) -> Program:
    program = _locked(program, allowed, "changed")
    program.status, program.status_note, program.changed_at = status, note_of(reason), now
    program.save(update_fields=["status", "status_note", "changed_at"])
    _count_up(program, now=now)
    return program


def _locked(program: Program, allowed: set[Status], verb: str) -> Program:
    program = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    refuse_unless(program, allowed, verb)
    return program


def _count_up(program: Program, *was: str, now: datetime) -> None:
    """Count up free filters of those who see the program or, as it `was`, saw it; and its own feed, if it is named anew.

    Its feed is kept for both who see it and who do not, for its events have a visibility of their own.
    """
    faces: dict[FeedKey, Face | None] = {
        FeedKey(FeedKind.FILTERS, "", SCOPES[Visibility(each)]): surroundings.network_face()
        for each in {program.visibility, *was} - {Visibility.UNLISTED}
    }
    if program.visibility != Visibility.UNLISTED:
        moved_in = Visibility.UNLISTED in was
        for scope in SCOPES.values() if moved_in else [SCOPES[Visibility(program.visibility)]]:
            faces[FeedKey(FeedKind.PROGRAM, program.slug, scope)] = Face(program.title)
    counters.count_up(counters.locked(faces, now=now), {}, {}, faces, now=now)
