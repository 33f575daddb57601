"""The public JSON of events, occurrences, programs, topics and filters.

A line of a list of events (`/api/events`, and `event` in `/api/occurrences`):

    {"id", "slug", "title", "summary", "event_type", "format", "audience", "visibility", "language",
     "status": "scheduled|postponed|cancelled", "status_note", "over": bool,
     "starts_at", "ends_at": UTC instants of the first start and the last end,
     "local_starts_at", "local_ends_at": "2026-09-17T18:30" wall time in `time_zone` of the first instance
        (all-day: "2026-09-17", the end being the last day), "time_zone", "all_day", "recurring": bool,
     "chapter": {"slug", "name", "colour"}, "hosts": [the same, the leading chapter first],
     "program": {"slug", "title"} | null, "topics": [{"slug", "name"}],
     "place": one line, or how one learns the place, "cost", "access_features": [..], "content_note", "open_roles": int}

An occurrence: {"date", "starts_at", "ends_at", "local_starts_at", "local_ends_at", "moved", "cancelled",
"cancelled_note", "over", "event": line}; `date` names it for good, also when it is moved.

An event's page adds to its line: "description_html", "repeats" (a sentence, or ""), "schedule", "occurrences" (without
`event`), "place_rule", "place_rule_label", "place_name", "room", "place_address", "directions", "link_rule",
"link_rule_label", "online_link", "cost_note", "capacity", "access_contact", "access_request_by", "picture_link",
"picture_alt", "recording", "photos", "views_line" (the sentence, or ""),
"roles": [{"id", "name", "duties", "kind", "how_many", "hours", "open", "still_wanted"}],
"speakers": [{"display_name", "self_description", "topic"}], "actions": [{"act", "where", "on", "expected"}],
"partners": [{"name", "does"}], "figures": [{"text", "source_title", "source_link", "year_of_data", "limits", "score"}],
"principles": {..}, "published_at", "changed_at", "calendar_file": "/events/<slug>.ics" | null.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commonhour.events import queries, schedule, schedule_reading
from commonhour.events.choices import (
    AccessFeature,
    Audience,
    Cost,
    EventType,
    FilterKind,
    Format,
    Photos,
    Recording,
    RoleKind,
    Shown,
    Status,
    Visibility,
)
from commonhour.events.clock_time import local_span, wall_time
from commonhour.events.entries import VIEWS_LINE, place_line
from commonhour.events.models import Event, FeedKind, Occurrence, Program


class ChapterName(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    colour = serializers.CharField()


class TopicOut(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class ProgramName(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()


class EventLine(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    event_type = serializers.ChoiceField(EventType.choices)
    format = serializers.ChoiceField(Format.choices)
    audience = serializers.ChoiceField(Audience.choices)
    visibility = serializers.ChoiceField(Visibility.choices)
    language = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    status_note = serializers.CharField()
    over = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    local_starts_at = serializers.SerializerMethodField()
    local_ends_at = serializers.SerializerMethodField()
    time_zone = serializers.CharField()
    all_day = serializers.BooleanField()
    recurring = serializers.SerializerMethodField()
    chapter = ChapterName()
    hosts = serializers.SerializerMethodField()
    program = serializers.SerializerMethodField()
    topics = TopicOut(many=True)
    place = serializers.SerializerMethodField()
    cost = serializers.ChoiceField(Cost.choices)
    access_features = serializers.ListField(child=serializers.ChoiceField(AccessFeature.choices))
    content_note = serializers.CharField()
    open_roles = serializers.IntegerField()

    def get_over(self, event: Event) -> bool:
        return bool(event.ends_at <= self.context["now"])

    def get_local_starts_at(self, event: Event) -> str:
        return wall_time(event.starts_at, event.time_zone, all_day=event.all_day)

    def get_local_ends_at(self, event: Event) -> str:
        ends = event.schedule.get("ends_at", "") if isinstance(event.schedule, dict) else ""
        return str(ends)[:10] if event.all_day else str(ends)

    def get_recurring(self, event: Event) -> bool:
        return isinstance(event.schedule, dict) and event.schedule.get("recurrence") is not None

    @extend_schema_field(ChapterName(many=True))
    def get_hosts(self, event: Event) -> list[dict[str, str]]:
        return [
            {"slug": each.slug, "name": each.name, "colour": each.colour} for each in queries.hosts_of(event)
        ]

    @extend_schema_field(ProgramName(allow_null=True))
    def get_program(self, event: Event) -> dict[str, str] | None:
        program = event.program
        if (
            program is None
            or program.visibility not in self.context["visible"]
            or program.status == Status.HELD
        ):
            return None
        return {"slug": program.slug, "title": program.title}

    def get_place(self, event: Event) -> str:
        return place_line(event)


class Dated(serializers.Serializer[Occurrence]):
    """One instance of an event, on the event's own page."""

    date = serializers.DateField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    local_starts_at = serializers.SerializerMethodField()
    local_ends_at = serializers.SerializerMethodField()
    moved = serializers.BooleanField()
    cancelled = serializers.BooleanField()
    cancelled_note = serializers.SerializerMethodField()
    over = serializers.SerializerMethodField()

    def get_local_starts_at(self, occurrence: Occurrence) -> str:
        return self._span(occurrence)[0]

    def get_local_ends_at(self, occurrence: Occurrence) -> str:
        return self._span(occurrence)[1]

    def get_cancelled_note(self, occurrence: Occurrence) -> str:
        if not occurrence.cancelled:
            return ""
        day = occurrence.date.isoformat()
        return next((row["note"] for row in occurrence.event.cancelled_dates if row["date"] == day), "")

    def get_over(self, occurrence: Occurrence) -> bool:
        return bool(occurrence.ends_at <= self.context["now"])

    def _span(self, occurrence: Occurrence) -> tuple[str, str]:
        event = occurrence.event
        return local_span(occurrence.starts_at, occurrence.ends_at, event.time_zone, all_day=event.all_day)


class OccurrenceOut(Dated):
    """One instance of an event, on the calendar."""

    event = EventLine()


class OccurrencesOut(serializers.Serializer[Any]):
    results = OccurrenceOut(many=True)


class FeedPreviewOut(serializers.Serializer[Any]):
    """What a public feed holds now, and where its size leaves something of its window out, from when to when it reaches."""

    count = serializers.IntegerField()
    next = OccurrenceOut(many=True)
    shown_from = serializers.DateTimeField(allow_null=True)
    shown_to = serializers.DateTimeField(allow_null=True)
    brief = serializers.BooleanField(help_text="Whether descriptions are links to the pages of the events.")


class PlainRoleOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    duties = serializers.CharField()
    kind = serializers.ChoiceField(RoleKind.choices)
    how_many = serializers.IntegerField()
    hours = serializers.FloatField(allow_null=True)
    open = serializers.BooleanField()


class RoleOut(PlainRoleOut):
    still_wanted = serializers.IntegerField()


class SpeakerOut(serializers.Serializer[Any]):
    display_name = serializers.CharField()
    self_description = serializers.CharField()
    topic = serializers.CharField()


class ActionOut(serializers.Serializer[Any]):
    act = serializers.CharField()
    where = serializers.CharField()
    on = serializers.CharField()
    expected = serializers.IntegerField(allow_null=True)


class PartnerOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    does = serializers.CharField()


class FigureOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    source_title = serializers.CharField()
    source_link = serializers.CharField()
    year_of_data = serializers.CharField()
    limits = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)


class EventPage(EventLine):
    description_html = serializers.CharField()
    repeats = serializers.SerializerMethodField()
    schedule = serializers.DictField()
    occurrences = Dated(many=True)
    place_rule = serializers.ChoiceField(Shown.choices)
    place_rule_label = serializers.CharField(source="get_place_rule_display")
    place_name = serializers.CharField()
    room = serializers.CharField()
    place_address = serializers.CharField()
    directions = serializers.CharField()
    link_rule = serializers.ChoiceField(Shown.choices)
    link_rule_label = serializers.CharField(source="get_link_rule_display")
    online_link = serializers.CharField()
    cost_note = serializers.CharField()
    capacity = serializers.IntegerField(allow_null=True)
    access_contact = serializers.CharField()
    access_request_by = serializers.DateField(allow_null=True)
    picture_link = serializers.CharField()
    picture_alt = serializers.CharField()
    recording = serializers.ChoiceField(Recording.choices)
    photos = serializers.ChoiceField(Photos.choices)
    views_line = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()
    speakers = SpeakerOut(many=True)
    actions = ActionOut(many=True)
    partners = PartnerOut(many=True)
    figures = FigureOut(many=True)
    principles = serializers.DictField()
    published_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(source="stamp")
    calendar_file = serializers.SerializerMethodField()

    def get_repeats(self, event: Event) -> str:
        if schedule_reading.faults(event.schedule):
            return ""
        return schedule.spoken(schedule_reading.parse(event.schedule))

    def get_views_line(self, event: Event) -> str:
        return VIEWS_LINE if event.views_line else ""

    @extend_schema_field(RoleOut(many=True))
    def get_roles(self, event: Event) -> list[dict[str, Any]]:
        return [{**role, "still_wanted": event.open_role_counts.get(role["id"], 0)} for role in event.roles]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_calendar_file(self, event: Event) -> str | None:
        return None if event.visibility == Visibility.NETWORK else f"/events/{event.slug}.ics"


class ProgramLine(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    visibility = serializers.ChoiceField(Visibility.choices)
    language = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    status_note = serializers.CharField()
    period_starts_on = serializers.DateField()
    period_ends_on = serializers.DateField()
    over = serializers.SerializerMethodField()
    chapter = ChapterName()
    hosts = ChapterName(many=True)
    topics = TopicOut(many=True)

    def get_over(self, program: Program) -> bool:
        return bool(program.period_ends_on < self.context["now"].date())


class ProgramPage(ProgramLine):
    description_html = serializers.CharField()
    picture_link = serializers.CharField()
    picture_alt = serializers.CharField()
    views_line = serializers.SerializerMethodField()
    roles = PlainRoleOut(many=True)
    actions = ActionOut(many=True)
    partners = PartnerOut(many=True)
    figures = FigureOut(many=True)
    principles = serializers.DictField()
    events = EventLine(many=True, source="shown_events")
    published_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    calendar_file = serializers.SerializerMethodField()

    def get_views_line(self, program: Program) -> str:
        return VIEWS_LINE if program.views_line else ""

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_calendar_file(self, program: Program) -> str | None:
        return f"/feeds/programs/{program.slug}.ics" if program.visibility == Visibility.PUBLIC else None


class Page(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class EventsOut(Page):
    results = EventLine(many=True)


class ProgramsOut(Page):
    results = ProgramLine(many=True)


class FilterChoice(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF's own fields carry a label too
    colour = serializers.CharField(required=False)


class FilterOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF's own fields carry a label too
    kind = serializers.ChoiceField(FilterKind.choices)
    multiple = serializers.BooleanField()
    choices = FilterChoice(many=True)


class FeedRoomOut(serializers.Serializer[Any]):
    """How much of what calendars take a chapter's feed would fill, in octets, and what it leaves out so that it fits."""

    size = serializers.IntegerField()
    limit = serializers.IntegerField()
    nearly_full = serializers.BooleanField()
    starts_late = serializers.BooleanField()
    ends_early = serializers.BooleanField()
    brief = serializers.BooleanField()


class FeedHealthOut(FeedRoomOut):
    """How one public feed is; sizes in octets."""

    kind = serializers.ChoiceField(FeedKind.choices)
    name = serializers.CharField()
    path = serializers.CharField()
    page = serializers.CharField()
    events = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    asked = serializers.IntegerField()
    share_unchanged = serializers.FloatField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    check_is_fresh = serializers.BooleanField()
    findings = serializers.ListField(child=serializers.CharField())
