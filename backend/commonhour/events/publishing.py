"""The only writer of the shared calendar. Each verb is one transaction, and does nothing where nothing changes.

In that transaction stand together: the event, its occurrences, its finished VEVENT bytes and the counters of the feeds
it was in and is in now. SEQUENCE, DTSTAMP and LAST-MODIFIED move together, and never back: Google skips an edit whose
numbers stand still. The journal is kept by those who decide; this page only carries out.
"""

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from commonhour.errors import BadInput, Conflict
from commonhour.events import entries, ical, proof, schedule, text
from commonhour.events.choices import Status, Visibility
from commonhour.events.models import (
    Event,
    EventQuerySet,
    FeedBody,
    FeedForm,
    FeedKind,
    FeedScope,
    FeedState,
    Occurrence,
    Program,
    Tombstone,
    Topic,
)
from commonhour.events.public import PublicEvent, PublicProgram, PublicRole
from commonhour.identifiers import new_id
from commonhour.people.models import Chapter

log = logging.getLogger("commonhour.events")

PAST, AHEAD = timedelta(days=30), timedelta(days=400)
KEPT_WITHDRAWN = timedelta(days=90)
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)
TOPIC_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,9}", re.ASCII)
UNLISTED = "u-"
LONGEST_NOTE = 600
SCOPES = {Visibility.PUBLIC: FeedScope.PUBLIC, Visibility.NETWORK: FeedScope.MEMBERS}
COLOURS = {
    "brick": "firebrick",
    "amber": "goldenrod",
    "moss": "olivedrab",
    "teal": "teal",
    "sky": "steelblue",
    "iris": "slateblue",
    "plum": "purple",
    "rose": "palevioletred",
    "clay": "peru",
    "slate": "slategray",
}
"""A chapter's colour as the CSS name that calendars know (RFC 7986 5.9)."""


@dataclass(frozen=True, order=True)
class FeedKey:
    kind: str
    key: str
    scope: str


@dataclass(frozen=True)
class Surroundings:
    """The rows an event's facts name, loaded once."""

    chapters: Mapping[UUID, Chapter]
    topics: Mapping[str, Topic]
    program: Program | None


@transaction.atomic
def put_on_calendar(facts: PublicEvent, *, now: datetime, event_id: UUID | None = None) -> Event:
    """Publish an event for the first time."""
    event = Event(id=event_id or new_id(), uid=new_id(), published_at=now, stamp=now, status=Status.SCHEDULED)
    event.slug = _event_slug(facts)
    around = _surroundings(facts)
    _take_facts(event, facts, around)
    event.open_role_counts = {role.id: role.how_many for role in facts.roles if role.open}
    event.open_roles = sum(event.open_role_counts.values())
    _write_vevent(event, facts, around)
    event.save(force_insert=True)
    _link(event, facts, around)
    _bump(_feeds_of(event, around), around, now=now)
    return event


@transaction.atomic
def amend(event: Event, facts: PublicEvent, *, now: datetime) -> Event:
    """Show another approved revision of the same event; the same facts again change nothing.

    A cancelled one too: it stays in view for a while, and a person's name must come off it at once.
    """
    event = _locked(event)
    _refuse_unless(event, {Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED}, "amended")
    if facts.digest == event.digest:
        return event
    old = _surroundings(facts_of(event))
    before, old_bytes = _feeds_of(event, old), bytes(event.vevent)
    crossed = (event.visibility == Visibility.UNLISTED) != (facts.visibility == Visibility.UNLISTED)
    if crossed:
        event.slug = _event_slug(facts)
    event.open_role_counts = _counts_after(event, facts.roles)
    event.open_roles = sum(event.open_role_counts.values())
    around = _surroundings(facts)
    was, schedule_before = event.visibility, schedule.parse(event.schedule)
    _take_facts(event, facts, around)
    event.cancelled_dates = _still_dated(event, facts)
    # Who may see it is not in the bytes, but the emptied name it leaves behind must carry a higher number.
    moved = was != facts.visibility
    shown = _advance_if_changed(event, facts, around, b"" if moved else old_bytes, now=now)
    event.save(force_update=True)
    _link(event, facts, around)

    after = _feeds_of(event, around)
    changed = (before | after) if shown else (before ^ after) | _filters_among(before | after)
    if moved:
        changed |= _unbury(event)
    states = _bump(changed, around, now=now, others=old)
    if was == Visibility.PUBLIC and moved:
        _bury(event, schedule_before, [state for key, state in states.items() if key in before], now=now)
    return event


def cancel(event: Event, *, now: datetime, reason: str = "") -> Event:
    """Call the event off; it stays in feeds, cancelled, until thirty days after its end."""
    return _stand(
        event, Status.CANCELLED, {Status.SCHEDULED, Status.POSTPONED}, "cancelled", reason=reason, now=now
    )


def postpone(event: Event, *, now: datetime, reason: str = "") -> Event:
    """Say that it will not take place when it was to; the new date comes with `resume`."""
    return _stand(event, Status.POSTPONED, {Status.SCHEDULED}, "postponed", reason=reason, now=now)


@transaction.atomic
def resume(event: Event, *, now: datetime, facts: PublicEvent | None = None) -> Event:
    """Schedule a postponed event again, at the dates of `facts` where they are given."""
    event = _stand(event, Status.SCHEDULED, {Status.POSTPONED}, "resumed", reason="", now=now)
    return amend(event, facts, now=now) if facts else event


@transaction.atomic
def cancel_occurrence(event: Event, day: date, *, now: datetime, reason: str = "") -> Event:
    """Call off one date of a series; the other dates stay."""
    event = _locked(event)
    _refuse_unless(event, {Status.SCHEDULED, Status.POSTPONED}, "changed")
    facts = facts_of(event)
    if facts.schedule.recurrence is None:
        raise Conflict("not_a_series", "This event has one date only. Cancel the event itself.")
    if day not in {each.date for each in schedule.instances(facts.schedule)}:
        raise BadInput(
            "not_a_date_of_it", f"{day.isoformat()} is not a date of this series. Choose one that is."
        )
    if any(row["date"] == day.isoformat() for row in event.cancelled_dates):
        return event
    row = {"date": day.isoformat(), "note": _note(reason)}
    event.cancelled_dates = sorted([*event.cancelled_dates, row], key=lambda each: each["date"])
    event.occurrences.filter(date=day).update(cancelled=True)
    _show(event, facts, now=now)
    event.save(update_fields=["cancelled_dates", "sequence", "stamp", "vevent", "vevent_format"])
    return event


@transaction.atomic
def hold(event: Event, *, now: datetime) -> Event:
    """Withdraw the event from view. The reason is for the record, never for the public."""
    event = _locked(event)
    _refuse_unless(event, {Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED}, "held")
    facts = facts_of(event)
    around = _surroundings(facts)
    feeds = _feeds_of(event, around)
    event.status_before_hold, event.status = event.status, Status.HELD
    _advance(event, now=now)
    event.save(update_fields=["status", "status_before_hold", "sequence", "stamp"])
    states = _bump(feeds, around, now=now)
    _bury(event, facts.schedule, list(states.values()), now=now)
    return event


@transaction.atomic
def release(event: Event, *, now: datetime) -> Event:
    """Bring a held event back as it stood."""
    event = _locked(event)
    _refuse_unless(event, {Status.HELD}, "released")
    event.status, event.status_before_hold = event.status_before_hold, ""
    _show(event, facts_of(event), now=now, besides=_unbury(event))
    event.save(update_fields=["status", "status_before_hold", "sequence", "stamp", "vevent", "vevent_format"])
    return event


@transaction.atomic
def set_open_roles(event: Event, counts: Mapping[str, int], *, now: datetime) -> Event:
    """Say how many are still wanted in each role: a count, never who."""
    event = _locked(event)
    known = {role["id"] for role in event.roles}
    unknown = sorted(set(counts) - known)
    if unknown or any(number < 0 for number in counts.values()):
        raise BadInput("unknown_role", "Counts are given for roles of this event, from 0.")
    open_counts = {name: number for name, number in sorted(counts.items()) if number}
    if open_counts == event.open_role_counts:
        return event
    event.open_role_counts, event.open_roles = open_counts, sum(open_counts.values())
    event.save(update_fields=["open_role_counts", "open_roles"])
    around = _surroundings(facts_of(event))
    _bump(_filters_among(_feeds_of(event, around)), around, now=now)
    return event


@transaction.atomic
def publish_program(facts: PublicProgram, *, now: datetime, program_id: UUID | None = None) -> Program:
    program = Program(id=program_id or new_id(), published_at=now)
    program.slug = _address_for(facts.title, facts.visibility, Program, "program")
    _take_program_facts(program, facts, now=now)
    program.save(force_insert=True)
    _link_program(program, facts)
    _bump_program(program, now=now)
    return program


@transaction.atomic
def amend_program(program: Program, facts: PublicProgram, *, now: datetime) -> Program:
    program = _locked_program(program, {Status.SCHEDULED, Status.POSTPONED}, "amended")
    if facts.digest == program.digest:
        return program
    if (program.visibility == Visibility.UNLISTED) != (facts.visibility == Visibility.UNLISTED):
        program.slug = _address_for(facts.title, facts.visibility, Program, "program")
    _take_program_facts(program, facts, now=now)
    program.save(force_update=True)
    _link_program(program, facts)
    _bump_program(program, now=now)
    return program


def cancel_program(program: Program, *, now: datetime, reason: str = "") -> Program:
    """Call the program off; its events are cancelled one by one, by those who decide it."""
    return _stand_program(program, Status.CANCELLED, {Status.SCHEDULED, Status.POSTPONED}, reason, now=now)


def postpone_program(program: Program, *, now: datetime, reason: str = "") -> Program:
    return _stand_program(program, Status.POSTPONED, {Status.SCHEDULED}, reason, now=now)


def resume_program(program: Program, *, now: datetime) -> Program:
    return _stand_program(program, Status.SCHEDULED, {Status.POSTPONED}, "", now=now)


@transaction.atomic
def hold_program(program: Program, *, now: datetime) -> Program:
    """Withdraw the program's own page and feed from view; its events stand for themselves."""
    program = _locked_program(program, {Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED}, "held")
    program.status_before_hold, program.status, program.changed_at = program.status, Status.HELD, now
    program.save(update_fields=["status", "status_before_hold", "changed_at"])
    _bump_program(program, now=now)
    return program


@transaction.atomic
def release_program(program: Program, *, now: datetime) -> Program:
    program = _locked_program(program, {Status.HELD}, "released")
    program.status, program.status_before_hold, program.changed_at = program.status_before_hold, "", now
    program.save(update_fields=["status", "status_before_hold", "changed_at"])
    _bump_program(program, now=now)
    return program


@transaction.atomic
def keep_topic(slug: str, name: str, *, now: datetime) -> Topic:
    """Add a topic to the network's list, or give it another name; its feeds are named anew."""
    name = text.clean_line(name)
    if not TOPIC_SLUG.fullmatch(slug) or len(slug) > 60 or not 1 <= len(name) <= 80:
        raise BadInput(
            "bad_topic", "A topic has a word of small letters, digits and hyphens, and a name of at most 80."
        )
    topic, new = Topic.objects.select_for_update().get_or_create(slug=slug, defaults={"name": name})
    if new or topic.name == name:
        return topic
    topic.name = name
    topic.save(update_fields=["name"])
    scopes = FeedState.objects.filter(kind=FeedKind.TOPIC, key=slug).values_list("scope", flat=True)
    keys = {FeedKey(FeedKind.TOPIC, slug, scope) for scope in scopes}
    _bump(keys, Surroundings({}, {slug: topic}, None), now=now)
    return topic


@transaction.atomic
def roll_windows(*, now: datetime) -> int:
    """Move every feed's window to today, counting up only the feeds whose content changes by it."""
    start, end = _window(now)
    rolled = 0
    for state in FeedState.objects.select_for_update().order_by("id"):
        if (state.window_from, state.window_to) == (start, end):
            continue
        moved = _crosses(state, start, end)
        state.window_from, state.window_to = start, end
        state.shown_from, state.shown_to = start, end
        if moved:
            _count_up(state, now=now)
            rolled += 1
        state.save(
            update_fields=["window_from", "window_to", "shown_from", "shown_to", "revision", "changed_at"]
        )
    rolled += _clear_away(now=now)
    return rolled


def rewrite_vevents(*, now: datetime) -> int:
    """Write again the stored bytes of an older format; the events themselves do not change."""
    old = Event.objects.exclude(vevent_format=ical.FORMAT).exclude(status=Status.HELD)
    found = 0
    for pk in list(old.order_by("id").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                event = Event.objects.select_for_update(of=("self",)).get(pk=pk)
                _show(event, facts_of(event), now=now)
                event.save(update_fields=["sequence", "stamp", "vevent", "vevent_format"])
        except BadInput:
            # One bad event never harms another: it keeps its old bytes, and the log says which it is.
            log.exception("Event %s cannot be written again.", pk)
            continue
        found += 1
    return found


def facts_of(event: Event) -> PublicEvent:
    """The public facts as they were given: their digest is the one that was approved."""
    hosts = set(event.hosts.values_list("pk", flat=True))
    return PublicEvent.from_json(
        {
            **{name: getattr(event, name) for name in SAME},
            "description": event.description_markdown,
            "chapter": event.chapter_id,
            "cohosts": sorted(hosts - {event.chapter_id}),
            "program": event.program_id,
            "topics": sorted(event.topics.values_list("slug", flat=True)),
            "schedule": event.schedule,
        }
    )


SAME = (
    "title",
    "summary",
    "event_type",
    "format",
    "audience",
    "visibility",
    "language",
    "place_rule",
    "place_name",
    "room",
    "place_address",
    "directions",
    "link_rule",
    "online_link",
    "cost",
    "cost_note",
    "capacity",
    "access_features",
    "access_contact",
    "access_request_by",
    "content_note",
    "picture_link",
    "picture_alt",
    "roles",
    "speakers",
    "actions",
    "partners",
    "figures",
    "principles",
    "recording",
    "photos",
    "views_line",
)
"""What stands in the facts and in the row under the same name."""

SAME_IN_PROGRAM = (
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


def _take_facts(event: Event, facts: PublicEvent, around: Surroundings) -> None:
    plain = facts.to_json()
    for name in SAME:
        setattr(event, name, plain[name])
    event.access_request_by = facts.access_request_by
    event.chapter = around.chapters[facts.chapter]
    event.program = around.program
    event.description_markdown = facts.description
    event.description_html = text.html_of(facts.description)
    event.schedule = plain["schedule"]
    event.time_zone, event.all_day = facts.schedule.time_zone, facts.schedule.all_day
    dated = schedule.instances(facts.schedule)
    event.starts_at, event.ends_at = dated[0].starts, max(each.ends for each in dated)
    event.access_words = f"|{'|'.join(facts.access_features)}|" if facts.access_features else ""
    event.search_text = _search_text(facts, around)
    event.digest = facts.digest


def _take_program_facts(program: Program, facts: PublicProgram, *, now: datetime) -> None:
    plain = facts.to_json()
    for name in SAME_IN_PROGRAM:
        setattr(program, name, plain[name])
    program.chapter = _chapters({facts.chapter})[facts.chapter]
    program.period_starts_on, program.period_ends_on = facts.period_starts_on, facts.period_ends_on
    program.description_markdown = facts.description
    program.description_html = text.html_of(facts.description)
    program.digest, program.changed_at = facts.digest, now


def _search_text(facts: PublicEvent, around: Surroundings) -> str:
    words = [
        facts.title,
        facts.summary,
        text.plain_of(facts.description),
        facts.place_name,
        *(chapter.name for chapter in around.chapters.values()),
        *(topic.name for topic in around.topics.values()),
        *(speaker.display_name for speaker in facts.speakers),
    ]
    return text.clean_line(" ".join(words)).casefold()


def _link(event: Event, facts: PublicEvent, around: Surroundings) -> None:
    event.hosts.set(around.chapters.values())
    event.topics.set(around.topics.values())
    _write_occurrences(event, facts)


def _link_program(program: Program, facts: PublicProgram) -> None:
    program.hosts.set(_chapters({facts.chapter, *facts.cohosts}).values())
    program.topics.set(_topics(facts.topics).values())


def _write_occurrences(event: Event, facts: PublicEvent) -> None:
    """Keep the row of each date that stays, so that what hangs on it stays too."""
    cancelled = {row["date"] for row in event.cancelled_dates}
    wanted = {each.date: each for each in schedule.instances(facts.schedule)}
    kept = {row.date: row for row in event.occurrences.all()}
    if set(kept) - set(wanted):
        event.occurrences.exclude(date__in=wanted).delete()
    new = []
    for day, each in wanted.items():
        row = kept.get(day) or Occurrence(event=event, date=day)
        row.starts_at, row.ends_at, row.moved = each.starts, each.ends, each.moved
        row.cancelled = day.isoformat() in cancelled
        if day not in kept:
            new.append(row)
    Occurrence.objects.bulk_create(new)
    staying = [row for day, row in kept.items() if day in wanted]
    if staying:
        Occurrence.objects.bulk_update(staying, ["starts_at", "ends_at", "moved", "cancelled"])


def _surroundings(facts: PublicEvent) -> Surroundings:
    program = None
    if facts.program is not None:
        program = Program.objects.filter(pk=facts.program).first()
        if program is None:
            raise BadInput(
                "unknown_program", "The program of this event is not on the calendar. Publish it first."
            )
    return Surroundings(_chapters({facts.chapter, *facts.cohosts}), _topics(facts.topics), program)


def _chapters(ids: set[UUID]) -> dict[UUID, Chapter]:
    found = Chapter.objects.in_bulk(ids)
    if len(found) != len(ids):
        raise BadInput(
            "unknown_chapter", "One of the chapters named does not exist.", fields={"chapter": ["Unknown."]}
        )
    return dict(sorted(found.items(), key=lambda each: (each[1].name, each[0])))


def _topics(slugs: tuple[str, ...]) -> dict[str, Topic]:
    found = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)} if slugs else {}
    missing = sorted(set(slugs) - set(found))
    if missing:
        sentence = f"The network's list has no topic {missing[0][:60]}. Choose one of the list."
        raise BadInput("unknown_topic", sentence, fields={"topics": [sentence]})
    return found


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def _refuse_unless(thing: Event | Program, allowed: set[Status], verb: str) -> None:
    if thing.status not in allowed:
        label = Status(thing.status).label.lower()
        raise Conflict(
            "not_from_here",
            f"On the calendar it is {label}, and cannot be {verb} from there.",
            status=thing.status,
        )


@transaction.atomic
def _stand(
    event: Event, status: Status, allowed: set[Status], verb: str, *, reason: str, now: datetime
) -> Event:
    event = _locked(event)
    _refuse_unless(event, allowed, verb)
    event.status, event.status_note = status, _note(reason)
    _show(event, facts_of(event), now=now)
    event.save(update_fields=["status", "status_note", "sequence", "stamp", "vevent", "vevent_format"])
    return event


def _locked_program(program: Program, allowed: set[Status], verb: str) -> Program:
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    _refuse_unless(program, allowed, verb)
    return program


@transaction.atomic
def _stand_program(
    program: Program, status: Status, allowed: set[Status], reason: str, *, now: datetime
) -> Program:
    program = _locked_program(program, allowed, "changed")
    program.status, program.status_note, program.changed_at = status, _note(reason), now
    program.save(update_fields=["status", "status_note", "changed_at"])
    _bump_program(program, now=now)
    return program


def _note(reason: str) -> str:
    note = text.clean(reason)
    if len(note) > LONGEST_NOTE:
        raise BadInput("reason_too_long", f"At most {LONGEST_NOTE} characters; these are {len(note)}.")
    return note


def _counts_after(event: Event, roles: tuple[PublicRole, ...]) -> dict[str, int]:
    """How many are still wanted when the number wanted changes: who already said yes stays."""
    before = {role["id"]: role["how_many"] for role in event.roles if role["open"]}
    counts = {}
    for role in roles:
        taken = before.get(role.id, 0) - event.open_role_counts.get(role.id, 0)
        if role.open and role.how_many > taken:
            counts[role.id] = role.how_many - taken
    return counts


def _still_dated(event: Event, facts: PublicEvent) -> list[dict[str, Any]]:
    days = {each.date.isoformat() for each in schedule.instances(facts.schedule)}
    return [row for row in event.cancelled_dates if row["date"] in days]


# The bytes of one event


def _show(event: Event, facts: PublicEvent, *, now: datetime, besides: Collection[FeedKey] = ()) -> None:
    """Advance the event's numbers, write its bytes, and count up every feed it is in, and those `besides`."""
    around = _surroundings(facts)
    _advance(event, now=now)
    _write_vevent(event, facts, around)
    _bump(_feeds_of(event, around).union(besides), around, now=now)


def _advance(event: Event, *, now: datetime) -> None:
    # DTSTAMP has a resolution of one second, and must rise with each SEQUENCE also within that second.
    event.sequence += 1
    event.stamp = max(now, event.stamp + SECOND)


def _advance_if_changed(
    event: Event, facts: PublicEvent, around: Surroundings, old: bytes, *, now: datetime
) -> bool:
    _write_vevent(event, facts, around, proven=False)
    if bytes(event.vevent) == old:
        return False
    _advance(event, now=now)
    _write_vevent(event, facts, around)
    return True


def _write_vevent(event: Event, facts: PublicEvent, around: Surroundings, *, proven: bool = True) -> None:
    hosts = [
        around.chapters[facts.chapter],
        *(each for pk, each in around.chapters.items() if pk != facts.chapter),
    ]
    entry = entries.entry_of(
        facts,
        entries.Standing(
            uid=event.uid,
            sequence=event.sequence,
            stamp=event.stamp,
            created=event.published_at,
            status=event.status,
            note=event.status_note,
            cancelled_dates=tuple(date.fromisoformat(row["date"]) for row in event.cancelled_dates),
            address=f"{settings.ORIGIN}/events/{event.slug}",
            hosts=[chapter.name for chapter in hosts],
            topics=sorted(topic.name for topic in around.topics.values()),
            program=_program_named(event, around.program),
        ),
    )
    event.vevent, event.vevent_format = ical.vevent(entry), ical.FORMAT
    if proven:
        proof.prove(entry, event.vevent)


def _program_named(event: Event, program: Program | None) -> str:
    if program is None or not entries.may_name(
        program=program.visibility, status=program.status, event=event.visibility
    ):
        return ""
    return program.title


# Feeds and their counters


def _feeds_of(event: Event, around: Surroundings) -> set[FeedKey]:
    """The feeds the event stands in; none while it is held, and none ever where it is unlisted."""
    if event.status == Status.HELD or event.visibility == Visibility.UNLISTED:
        return set()
    scope = SCOPES[Visibility(event.visibility)]
    keys = {FeedKey(FeedKind.NETWORK, "", scope), FeedKey(FeedKind.FILTERS, "", scope)}
    keys |= {FeedKey(FeedKind.CHAPTER, chapter.slug, scope) for chapter in around.chapters.values()}
    keys |= {FeedKey(FeedKind.TOPIC, slug, scope) for slug in around.topics}
    if around.program is not None:
        keys.add(FeedKey(FeedKind.PROGRAM, around.program.slug, scope))
    return keys


def _filters_among(keys: set[FeedKey]) -> set[FeedKey]:
    return {key for key in keys if key.kind == FeedKind.FILTERS}


def _bump_program(program: Program, *, now: datetime) -> None:
    if program.visibility == Visibility.UNLISTED:
        return
    scope = SCOPES[Visibility(program.visibility)]
    around = Surroundings({}, {}, program)
    _bump(
        {FeedKey(FeedKind.PROGRAM, program.slug, scope), FeedKey(FeedKind.FILTERS, "", scope)},
        around,
        now=now,
    )


def _bump(
    keys: set[FeedKey], around: Surroundings, *, now: datetime, others: Surroundings | None = None
) -> dict[FeedKey, FeedState]:
    """Count up the given feeds, locked in the order of their ids so that two publications never wait in a ring."""
    if not keys:
        return {}
    locked = _locked_states(keys)
    if len(locked) < len(keys):
        missing = [_new_state(key, around, others, now=now) for key in sorted(keys - set(locked))]
        FeedState.objects.bulk_create(missing, ignore_conflicts=True)
        locked = _locked_states(keys)
    start, end = _window(now)
    # One moment for all, later than any of theirs: so one statement counts them up.
    moment = max([now, *(state.changed_at + INSTANT for state in locked.values())])
    FeedState.objects.filter(pk__in=[state.pk for state in locked.values()]).update(
        revision=F("revision") + 1,
        changed_at=moment,
        window_from=start,
        window_to=end,
        shown_from=start,
        shown_to=end,
    )
    for key, state in locked.items():
        face = _face(key, around, others)
        if face is not None and face != (state.name, state.colour):
            state.name, state.colour = face
            state.save(update_fields=["name", "colour"])
    return locked


def _locked_states(keys: set[FeedKey]) -> dict[FeedKey, FeedState]:
    wanted = FeedState.objects.filter(kind__in={key.kind for key in keys}, key__in={key.key for key in keys})
    found = {FeedKey(row.kind, row.key, row.scope): row for row in wanted.select_for_update().order_by("id")}
    return {key: row for key, row in found.items() if key in keys}


def _count_up(state: FeedState, *, now: datetime) -> None:
    state.revision += 1
    state.changed_at = max(now, state.changed_at + INSTANT)


def _new_state(
    key: FeedKey, around: Surroundings, others: Surroundings | None, *, now: datetime
) -> FeedState:
    start, end = _window(now)
    name, colour = _face(key, around, others) or (key.key, "")
    return FeedState(
        kind=key.kind,
        key=key.key,
        scope=key.scope,
        name=name,
        colour=colour,
        changed_at=now,
        window_from=start,
        window_to=end,
        shown_from=start,
        shown_to=end,
    )


def _face(key: FeedKey, *around: Surroundings | None) -> tuple[str, str] | None:
    """A feed's name and colour."""
    if key.kind in {FeedKind.NETWORK, FeedKind.FILTERS}:
        return settings.NETWORK_NAME, "teal"
    for each in around:
        if each is None:
            continue
        for chapter in each.chapters.values():
            if key.kind == FeedKind.CHAPTER and chapter.slug == key.key:
                return chapter.name, COLOURS.get(chapter.colour, "")
        if key.kind == FeedKind.TOPIC and key.key in each.topics:
            return each.topics[key.key].name, ""
        if key.kind == FeedKind.PROGRAM and each.program and each.program.slug == key.key:
            return each.program.title, ""
    return None


def _window(now: datetime) -> tuple[datetime, datetime]:
    """From thirty days back to four hundred ahead, by whole days, so that it moves once a day at most."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - PAST, day + AHEAD


def _crosses(state: FeedState, start: datetime, end: datetime) -> bool:
    """Whether moving the window lets an event of the feed in or out."""
    members = members_of(state)
    inside = members.filter(ends_at__gte=state.window_from, starts_at__lte=state.window_to)
    inside_then = members.filter(ends_at__gte=start, starts_at__lte=end)
    left = inside.exclude(ends_at__gte=start, starts_at__lte=end)
    joined = inside_then.exclude(ends_at__gte=state.window_from, starts_at__lte=state.window_to)
    return left.exists() or joined.exists()


def members_of(state: FeedState) -> EventQuerySet:
    """The events a feed draws from, whatever its window."""
    visibility = Visibility.PUBLIC if state.scope == FeedScope.PUBLIC else Visibility.NETWORK
    events = Event.objects.on_the_calendar().filter(visibility=visibility)
    match state.kind:
        case FeedKind.CHAPTER:
            return events.filter(hosts__slug=state.key)
        case FeedKind.TOPIC:
            return events.filter(topics__slug=state.key)
        case FeedKind.PROGRAM:
            return events.filter(program__slug=state.key)
    return events


def keep_body(feed_id: int, etag: str, body: bytes, *, now: datetime) -> None:
    """Remember a feed as it was built, for the next reader."""
    FeedBody.objects.update_or_create(
        feed_id=feed_id,
        choice="",
        form=FeedForm.ICALENDAR,
        defaults={"etag": etag, "body": body, "gzipped": b"", "built_at": now},
    )


# What a withdrawn event leaves


def _bury(event: Event, dated: schedule.Schedule, states: list[FeedState], *, now: datetime) -> None:
    """Leave the event's emptied name in the feeds it has just left."""
    feeds = [state for state in states if state.scope == FeedScope.PUBLIC and state.kind != FeedKind.FILTERS]
    if not feeds:
        return
    entry = entries.tombstone_of(
        event.uid, schedule=dated, sequence=event.sequence, stamp=event.stamp, created=event.published_at
    )
    written = ical.vevent(entry)
    proof.prove(entry, written)
    dates = schedule.instances(dated)
    stone, _new = Tombstone.objects.update_or_create(
        uid=event.uid,
        defaults={
            "starts_at": dates[0].starts,
            "ends_at": max(each.ends for each in dates),
            "sequence": event.sequence,
            "stamp": event.stamp,
            "time_zone": dated.time_zone,
            "vevent": written,
            "until": now + KEPT_WITHDRAWN,
        },
    )
    stone.feeds.set(feeds)


def _unbury(event: Event) -> set[FeedKey]:
    """Take the emptied name away where the event comes back; says which feeds change by that."""
    stone = Tombstone.objects.filter(uid=event.uid).first()
    if stone is None:
        return set()
    keys = {FeedKey(*each) for each in stone.feeds.values_list("kind", "key", "scope")}
    stone.delete()
    return keys


def _clear_away(*, now: datetime) -> int:
    old = list(Tombstone.objects.filter(until__lte=now))
    for stone in old:
        _count_up_feeds_of(stone, now=now)
        stone.delete()
    return len(old)


def _count_up_feeds_of(stone: Tombstone, *, now: datetime) -> None:
    states = list(FeedState.objects.filter(tombstones=stone).select_for_update(of=("self",)).order_by("id"))
    for state in states:
        _count_up(state, now=now)
    FeedState.objects.bulk_update(states, ["revision", "changed_at"])


# Addresses


def _event_slug(facts: PublicEvent) -> str:
    return _address_for(facts.title, facts.visibility, Event, "event")


def _address_for(title: str, visibility: str, kind: type[Event] | type[Program], word: str) -> str:
    """A readable address with a random end; for what is unlisted, nothing but randomness."""
    if visibility == Visibility.UNLISTED:
        return f"{UNLISTED}{new_id().hex}"
    base = slugify(title)[:60].strip("-") or word
    if base == "u" or base.startswith(UNLISTED):
        base = f"{word}-{base}"
    while True:
        slug = f"{base}-{new_id().hex[:6]}"
        if not kind.objects.filter(slug=slug).exists():
            return slug
