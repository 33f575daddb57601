"""The only writer of programs on the shared calendar. Each verb is one transaction; its events stand for themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonhour.events import addresses, counters, entries, publishing, surroundings, text
from commonhour.events.choices import Status, Visibility
from commonhour.events.counters import SCOPES, Face, Faces, FeedKey
from commonhour.events.models import FeedKind, FeedScope, Program
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
    was, named, old = Visibility(program.visibility), _named(program), program.slug
    if was != facts.visibility and Visibility.UNLISTED in {was, facts.visibility}:
        program.slug = addresses.program_slug(facts.title, facts.visibility)
    _take_facts(program, facts, now=now)
    program.save(force_update=True)
    _link(program, facts)
    if program.status != Status.HELD:
        # Before any feed is held: whoever changes an event holds it first, and the feeds after.
        _tell_events(program, named, now=now)
    if program.slug != old:
        _move_feeds(program, old, now=now)
    if program.status != Status.HELD:
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
    named = _named(program)
    program.status_before_hold, program.status, program.changed_at = program.status, Status.HELD, now
    program.save(update_fields=["status", "status_before_hold", "changed_at"])
    _tell_events(program, named, now=now)
    _count_up(program, now=now)
    return program


@transaction.atomic
def release(program: Program, *, now: datetime) -> Program:
    program = _locked(program, {Status.HELD}, "released")
    named = _named(program)
    program.status, program.status_before_hold, program.changed_at = program.status_before_hold, "", now
    program.save(update_fields=["status", "status_before_hold", "changed_at"])
    _tell_events(program, named, now=now)
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


def _named(program: Program) -> dict[Visibility, str]:
    """What events of each visibility may call it in their text."""
    return {
        each: program.title
        if entries.may_name(program=program.visibility, status=program.status, event=each)
        else ""
        for each in Visibility
    }


def _tell_events(program: Program, before: dict[Visibility, str], *, now: datetime) -> None:
    """Write those of its events anew that name it otherwise now, and no other: what is hidden moves no feed."""
    after = _named(program)
    told = [each for each in Visibility if before[each] != after[each]]
    publishing.tell_again(program.events.filter(visibility__in=told), now=now)


def _count_up(program: Program, *was: Visibility, now: datetime) -> None:
    """Count up free filters of those who see the program or, as it `was`, saw it; and its own feed, if it is named anew."""
    faces: Faces = {
        FeedKey(FeedKind.FILTERS, "", SCOPES[each]): surroundings.network_face()
        for each in {Visibility(program.visibility), *was} - {Visibility.UNLISTED}
    }
    if program.visibility != Visibility.UNLISTED:
        own = FeedKey(FeedKind.PROGRAM, program.slug, SCOPES[Visibility(program.visibility)])
        faces = {**faces, own: Face(program.title)}
    counters.count_up(counters.locked(faces, now=now), {}, {}, faces, now=now)


def _move_feeds(program: Program, old: str, *, now: datetime) -> None:
    """Its feeds have another address from now on; those of the old one show nothing more."""
    faces: Faces = {
        FeedKey(FeedKind.PROGRAM, slug, scope): Face(program.title) if slug == program.slug else None
        for slug in (old, program.slug)
        for scope in FeedScope
    }
    counters.count_up(counters.locked(faces, now=now), {}, {}, faces, now=now)
