"""The only writer of events on the shared calendar. Each verb is one transaction, and does nothing where nothing changes.

In that transaction stand together: the event, its occurrences, its finished VEVENT bytes and the counters of the feeds
it was in and is in now. SEQUENCE, DTSTAMP and LAST-MODIFIED move together, and never back: Google skips an edit whose
numbers stand still. The journal is kept by those who decide; this page only carries out.
"""

import logging
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from commonhour.errors import BadInput, Conflict
from commonhour.events import (
    addresses,
    counters,
    entries,
    ical,
    proof,
    schedule,
    schedule_reading,
    surroundings,
    text,
    withdrawn,
)
from commonhour.events.choices import Status, Visibility
from commonhour.events.counters import Face, FeedKey, Line, Lines
from commonhour.events.models import (
    Event,
    EventQuerySet,
    FeedKind,
    FeedState,
    Occurrence,
    Program,
    Topic,
)
from commonhour.events.public import PublicEvent, PublicRole
from commonhour.events.refusals import note_of, refuse_unless
from commonhour.events.surroundings import Surroundings
from commonhour.identifiers import new_id

log = logging.getLogger("commonhour.events")

SECOND = timedelta(seconds=1)
BYTES = ("sequence", "stamp", "vevent", "vevent_size", "brief_size", "vevent_format")
TOPIC_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,9}", re.ASCII)


@transaction.atomic
def put_on_calendar(facts: PublicEvent, *, now: datetime, event_id: UUID | None = None) -> Event:
    """Publish an event for the first time."""
    event = Event(id=event_id or new_id(), uid=new_id(), published_at=now, stamp=now, status=Status.SCHEDULED)
    event.slug = addresses.event_slug(facts.title, facts.visibility)
    around = surroundings.of(facts)
    _take_facts(event, facts, around)
    event.open_role_counts = {role.id: role.how_many for role in facts.roles if role.open}
    event.open_roles = sum(event.open_role_counts.values())
    _write_vevent(event, facts, around)
    event.save(force_insert=True)
    _link(event, facts, around)
    _count_up({}, _lines(event, around), around, now=now)
    return event


@transaction.atomic
def amend(event: Event, facts: PublicEvent, *, now: datetime) -> Event:
    """Show another approved revision of the same event; the same facts again change nothing.

    A cancelled one too: it stays in view for a while, and a person's name must come off it at once. And a held one, of
    which nobody sees anything until it is released: no feed changes, nor the name it left.
    """
    event = _locked(event)
    if facts.digest == event.digest:
        return event
    old, around = surroundings.of(facts_of(event)), surroundings.of(facts)
    before, old_bytes = _lines(event, old), bytes(event.vevent)
    was, schedule_before = event.visibility, schedule_reading.parse(event.schedule)
    # Who may see it is not in the bytes, but the emptied name it leaves behind must carry a higher number.
    moved = was != facts.visibility
    if moved and Visibility.UNLISTED in {was, facts.visibility}:
        event.slug = addresses.event_slug(facts.title, facts.visibility)
    event.open_role_counts = _counts_after(event, facts.roles)
    event.open_roles = sum(event.open_role_counts.values())
    _take_facts(event, facts, around)
    event.cancelled_dates = _still_dated(event, facts)
    _advance_if_changed(event, facts, around, b"" if moved else old_bytes, now=now)
    event.save(force_update=True)
    _link(event, facts, around)
    if event.status == Status.HELD:
        return event

    after = _lines(event, around)
    emptied = withdrawn.lines_of(event) if moved else {}
    faces = surroundings.faces({*before, *after, *emptied}, around, old)
    states = counters.locked(faces, now=now)
    if moved:
        withdrawn.unbury(event)
    if moved and facts.visibility != Visibility.PUBLIC:
        after |= withdrawn.bury(event, schedule_before, counters.showing(states, before), now=now)
    counters.count_up(states, before | emptied, after, faces, now=now)
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
    refuse_unless(event, {Status.SCHEDULED, Status.POSTPONED}, "changed")
    facts = facts_of(event)
    if facts.schedule.recurrence is None:
        raise Conflict("not_a_series", "This event has one date only. Cancel the event itself.")
    if day not in {each.date for each in schedule.instances(facts.schedule)}:
        raise BadInput(
            "not_a_date_of_it", f"{day.isoformat()} is not a date of this series. Choose one that is."
        )
    if any(row["date"] == day.isoformat() for row in event.cancelled_dates):
        return event
    row = {"date": day.isoformat(), "note": note_of(reason)}
    event.cancelled_dates = sorted([*event.cancelled_dates, row], key=lambda each: each["date"])
    event.occurrences.filter(date=day).update(cancelled=True)
    _show(event, facts, ["cancelled_dates"], now=now)
    return event


@transaction.atomic
def hold(event: Event, *, now: datetime) -> Event:
    """Withdraw the event from view. The reason is for the record, never for the public."""
    event = _locked(event)
    refuse_unless(event, {Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED}, "held")
    facts = facts_of(event)
    around = surroundings.of(facts)
    before = _lines(event, around)
    event.status_before_hold, event.status = event.status, Status.HELD
    _advance(event, now=now)
    event.save(update_fields=["status", "status_before_hold", "sequence", "stamp"])

    faces = surroundings.faces(before, around)
    states = counters.locked(faces, now=now)
    after = withdrawn.bury(event, facts.schedule, counters.showing(states, before), now=now)
    counters.count_up(states, before, after, faces, now=now)
    return event


@transaction.atomic
def release(event: Event, *, now: datetime) -> Event:
    """Bring a held event back as it stood."""
    event = _locked(event)
    refuse_unless(event, {Status.HELD}, "released")
    facts = facts_of(event)
    around = surroundings.of(facts)
    event.status, event.status_before_hold = event.status_before_hold, ""
    _advance(event, now=now)
    _write_vevent(event, facts, around)
    event.save(update_fields=["status", "status_before_hold", *BYTES])

    # One that was hidden while it was held leaves its emptied name where it was known.
    before, after = withdrawn.lines_of(event), _lines(event, around)
    faces = surroundings.faces({*before, *after}, around)
    states = counters.locked(faces, now=now)
    withdrawn.unbury(event)
    counters.count_up(states, before, after, faces, now=now)
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
    around = surroundings.of(facts_of(event))
    stands = {key: line for key, line in _lines(event, around).items() if key.kind == FeedKind.FILTERS}
    _count_up(stands, stands, around, now=now)
    return event


@transaction.atomic
def keep_topic(slug: str, name: str, *, now: datetime) -> Topic:
    """Add a topic to the network's list, or give it another name; its feeds are named anew."""
    name = text.clean_line(name)
    if not TOPIC_SLUG.fullmatch(slug) or len(slug) > 60 or not 1 <= len(name) <= 80:
        raise BadInput(
            "bad_topic", "A topic has a word of small letters, digits and hyphens, and a name of at most 80."
        )
    topic, new = Topic.objects.select_for_update(no_key=True).get_or_create(
        slug=slug, defaults={"name": name}
    )
    if new or topic.name == name:
        return topic
    topic.name = name
    topic.save(update_fields=["name"])
    scopes = FeedState.objects.filter(kind=FeedKind.TOPIC, key=slug).values_list("scope", flat=True)
    faces = {FeedKey(FeedKind.TOPIC, slug, scope): Face(name) for scope in scopes}
    faces |= {FeedKey(FeedKind.FILTERS, "", scope): surroundings.network_face() for scope in scopes}
    counters.count_up(counters.locked(faces, now=now), {}, {}, faces, now=now)
    return topic


@transaction.atomic
def roll_windows(*, now: datetime) -> int:
    """Move the feeds' window to today, and let go of what was withdrawn long ago; says how many feeds changed."""
    return counters.roll(now=now)


def tell_again(events: EventQuerySet, *, now: datetime) -> None:
    """Write the bytes of these events anew where what they name says something else by now."""
    visible = events.exclude(status=Status.HELD)
    for event in visible.select_for_update(of=("self",)).order_by("pk"):
        facts = facts_of(event)
        before = bytes(event.vevent)
        _write_vevent(event, facts, surroundings.of(facts), proven=False)
        if event.vevent != before:
            _show(event, facts, [], now=now)


def rewrite_vevents(*, now: datetime) -> int:
    """Write again the stored bytes of an older format; the events themselves do not change."""
    old = Event.objects.exclude(vevent_format=ical.FORMAT).exclude(status=Status.HELD)
    found = 0
    for pk in list(old.order_by("id").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                event = Event.objects.select_for_update(of=("self",)).get(pk=pk)
                _show(event, facts_of(event), [], now=now)
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


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


@transaction.atomic
def _stand(
    event: Event, status: Status, allowed: set[Status], verb: str, *, reason: str, now: datetime
) -> Event:
    event = _locked(event)
    refuse_unless(event, allowed, verb)
    event.status, event.status_note = status, note_of(reason)
    _show(event, facts_of(event), ["status", "status_note"], now=now)
    return event


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


def _show(event: Event, facts: PublicEvent, changed: Collection[str], *, now: datetime) -> None:
    """Write the event's bytes under higher numbers, save them and what else `changed`, and count up its feeds."""
    around = surroundings.of(facts)
    before = _lines(event, around)
    _advance(event, now=now)
    _write_vevent(event, facts, around)
    event.save(update_fields=[*changed, *BYTES])
    _count_up(before, _lines(event, around), around, now=now)


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
    event.vevent_size, event.brief_size = len(event.vevent), len(ical.brief(event.vevent))
    if proven:
        proof.prove(entry, event.vevent)


def _program_named(event: Event, program: Program | None) -> str:
    if program is None or not entries.may_name(
        program=program.visibility, status=program.status, event=event.visibility
    ):
        return ""
    return program.title


def _count_up(before: Lines, after: Lines, *around: Surroundings, now: datetime) -> None:
    faces = surroundings.faces({*before, *after}, *around)
    counters.count_up(counters.locked(faces, now=now), before, after, faces, now=now)


def _lines(event: Event, around: Surroundings) -> dict[FeedKey, Line]:
    """The event as the feeds that it stands in hold it."""
    line = Line(event.uid, event.starts_at, event.ends_at, event.sequence)
    return dict.fromkeys(_feeds_of(event, around), line)


def _feeds_of(event: Event, around: Surroundings) -> set[FeedKey]:
    """The feeds the event stands in; none while it is held, and none ever where it is unlisted."""
    if event.status == Status.HELD or event.visibility == Visibility.UNLISTED:
        return set()
    scope = counters.SCOPES[Visibility(event.visibility)]
    keys = {FeedKey(FeedKind.NETWORK, "", scope), FeedKey(FeedKind.FILTERS, "", scope)}
    keys |= {FeedKey(FeedKind.CHAPTER, chapter.slug, scope) for chapter in around.chapters.values()}
    keys |= {FeedKey(FeedKind.TOPIC, slug, scope) for slug in around.topics}
    if around.program is not None:
        keys.add(FeedKey(FeedKind.PROGRAM, around.program.slug, scope))
    return keys
