"""The shared calendar: what a stranger may read, and nothing else.

No column here could hold an argument, a private place, or a person's terms: what is not meant for the public has no home
in this room. Only the verbs of `publishing.py` and `program_publishing.py` write these tables.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from commonhour.events.choices import (
    Audience,
    Cost,
    EventType,
    Format,
    Photos,
    Recording,
    Shown,
    Status,
    Visibility,
)
from commonhour.identifiers import new_id
from commonhour.people.models import Chapter
from commonhour.people.policy import Person, standing_of


def is_of_the_network(person: Person) -> bool:
    """Whether someone belongs here: an account alone, which anyone can make, is not enough."""
    who = standing_of(person)
    return bool(who.chapters or who.network)


def visible_to(person: Person) -> tuple[str, ...]:
    """The visibilities a person may come across in lists; unlisted is among them for nobody."""
    if is_of_the_network(person):
        return (Visibility.PUBLIC, Visibility.NETWORK)
    return (Visibility.PUBLIC,)


class Topic(models.Model):
    """What events are about: a list the network keeps."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("name", "slug")

    def __str__(self) -> str:
        return self.name


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, person: Person) -> "ProgramQuerySet":
        return self.filter(visibility__in=visible_to(person)).exclude(status=Status.HELD)

    def at_address(self, slug: str, person: Person) -> "ProgramQuerySet":
        """The program of one address, an unlisted one too: who knows its random address may read it."""
        allowed = (*visible_to(person), Visibility.UNLISTED)
        return self.filter(slug=slug, visibility__in=allowed).exclude(status=Status.HELD)


class Program(models.Model):
    """Events under one purpose over a period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    hosts = models.ManyToManyField(Chapter, related_name="+")
    topics = models.ManyToManyField(Topic, related_name="+")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=280)
    description_markdown = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    language = models.CharField(max_length=20)
    period_starts_on = models.DateField()
    period_ends_on = models.DateField()
    picture_link = models.CharField(max_length=600, blank=True)
    picture_alt = models.CharField(max_length=300, blank=True)
    views_line = models.BooleanField(default=False)
    roles = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    partners = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    principles = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    status_before_hold = models.CharField(max_length=10, choices=Status.choices, blank=True)
    status_note = models.CharField(max_length=600, blank=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ("period_starts_on", "title", "id")
        constraints = (
            models.CheckConstraint(
                name="program_ends_after_it_starts", condition=Q(period_ends_on__gte=F("period_starts_on"))
            ),
            models.CheckConstraint(
                name="program_visibility_is_one_of_three", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(name="program_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="held_program_remembers_what_it_was",
                condition=(
                    (Q(status=Status.HELD) & ~Q(status_before_hold=""))
                    | (~Q(status=Status.HELD) & Q(status_before_hold=""))
                ),
            ),
            models.CheckConstraint(
                name="unlisted_program_has_a_random_address",
                condition=(
                    Q(visibility=Visibility.UNLISTED, slug__startswith="u-")
                    | (~Q(visibility=Visibility.UNLISTED) & ~Q(slug__startswith="u-"))
                ),
            ),
        )
        indexes = (models.Index(fields=("visibility", "period_starts_on"), name="programs_by_period"),)

    def __str__(self) -> str:
        return self.title


class EventQuerySet(models.QuerySet["Event"]):
    def on_the_calendar(self) -> "EventQuerySet":
        return self.exclude(status=Status.HELD)

    def public(self) -> "EventQuerySet":
        return self.on_the_calendar().filter(visibility=Visibility.PUBLIC)

    def visible_to(self, person: Person) -> "EventQuerySet":
        """What a person may come across: in lists, search, counts and feeds."""
        return self.on_the_calendar().filter(visibility__in=visible_to(person))

    def touching(self, start: datetime, end: datetime) -> "EventQuerySet":
        """Events of which at least the span from the first to the last date meets this one."""
        return self.filter(ends_at__gte=start, starts_at__lte=end)

    def at_address(self, slug: str, person: Person) -> "EventQuerySet":
        """The event of one address, an unlisted one too: who knows its random address may read it."""
        allowed = (*visible_to(person), Visibility.UNLISTED)
        return self.on_the_calendar().filter(slug=slug, visibility__in=allowed)


class Event(models.Model):
    """A public event: the projection of one approved revision, and where it stands since."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    hosts = models.ManyToManyField(Chapter, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, null=True, related_name="events")
    topics = models.ManyToManyField(Topic, related_name="+")

    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=280)
    description_markdown = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    event_type = models.CharField(max_length=20, choices=EventType.choices)
    format = models.CharField(max_length=20, choices=Format.choices)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    language = models.CharField(max_length=20)

    schedule = models.JSONField()
    time_zone = models.CharField(max_length=60)
    all_day = models.BooleanField(default=False)
    starts_at = models.DateTimeField(help_text="Start of the first instance.")
    ends_at = models.DateTimeField(help_text="End of the last instance.")

    place_rule = models.CharField(max_length=20, choices=Shown.choices)
    place_name = models.CharField(max_length=200, blank=True)
    room = models.CharField(max_length=200, blank=True)
    place_address = models.CharField(max_length=400, blank=True)
    directions = models.TextField(blank=True)
    link_rule = models.CharField(max_length=20, choices=Shown.choices)
    online_link = models.CharField(max_length=600, blank=True)

    cost = models.CharField(max_length=20, choices=Cost.choices)
    cost_note = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    access_features = models.JSONField(default=list)
    access_words = models.CharField(
        max_length=300, blank=True, help_text="The same, to be filtered by: |a|b|."
    )
    access_contact = models.CharField(max_length=200, blank=True)
    access_request_by = models.DateField(null=True)
    content_note = models.CharField(max_length=300, blank=True)
    picture_link = models.CharField(max_length=600, blank=True)
    picture_alt = models.CharField(max_length=300, blank=True)
    recording = models.CharField(max_length=20, choices=Recording.choices)
    photos = models.CharField(max_length=20, choices=Photos.choices)
    views_line = models.BooleanField(default=False)
    roles = models.JSONField(default=list)
    speakers = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    partners = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    principles = models.JSONField(default=dict)
    search_text = models.TextField(blank=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    status_before_hold = models.CharField(max_length=10, choices=Status.choices, blank=True)
    status_note = models.CharField(max_length=600, blank=True)
    cancelled_dates = models.JSONField(default=list)
    open_role_counts = models.JSONField(default=dict)
    open_roles = models.PositiveIntegerField(default=0)

    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    stamp = models.DateTimeField(help_text="DTSTAMP and LAST-MODIFIED: the last change a feed shows.")
    vevent = models.BinaryField(help_text="Finished VEVENT bytes; a feed is a join of these.")
    vevent_size = models.PositiveIntegerField(default=0, help_text="Octets of the finished bytes.")
    brief_size = models.PositiveIntegerField(
        default=0, help_text="Octets they would have with a link in place of the description."
    )
    vevent_format = models.PositiveSmallIntegerField(default=0)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                name="event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="event_visibility_is_one_of_three", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(name="event_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="a_place_on_the_calendar_is_public",
                condition=Q(place_rule=Shown.PUBLIC)
                | Q(place_name="", room="", place_address="", directions=""),
            ),
            models.CheckConstraint(
                name="a_link_on_the_calendar_is_public",
                condition=Q(link_rule=Shown.PUBLIC) | Q(online_link=""),
            ),
            models.CheckConstraint(
                name="unlisted_has_a_random_address_only_it_has",
                condition=(
                    Q(visibility=Visibility.UNLISTED, slug__startswith="u-")
                    | (~Q(visibility=Visibility.UNLISTED) & ~Q(slug__startswith="u-"))
                ),
            ),
            models.CheckConstraint(
                name="held_remembers_what_it_was",
                condition=(
                    (Q(status=Status.HELD) & ~Q(status_before_hold=""))
                    | (~Q(status=Status.HELD) & Q(status_before_hold=""))
                ),
            ),
        )
        indexes = (
            # All that decides whether a feed shows an event, and what it takes there: so that the many that are over
            # are passed by without opening their rows.
            models.Index(
                fields=(
                    *("visibility", "starts_at", "uid", "ends_at"),
                    *("status", "time_zone", "vevent_size", "sequence"),
                ),
                name="events_in_feed_order",
            ),
            models.Index(
                fields=("visibility", "ends_at", "starts_at", "status"), name="events_that_are_not_over"
            ),
            models.Index(fields=("program", "starts_at"), name="events_of_a_program"),
            models.Index(fields=("visibility",), condition=Q(status=Status.HELD), name="held_events"),
        )

    def __str__(self) -> str:
        return self.title


class Occurrence(models.Model):
    """One dated instance of an event. `date` is the one its rule gives and names it, also after a move."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    date = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    moved = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at", "event_id")
        constraints = (
            models.UniqueConstraint(fields=("event", "date"), name="one_occurrence_per_date"),
            models.CheckConstraint(
                name="occurrence_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        )
        indexes = (models.Index(fields=("starts_at", "ends_at"), name="occurrences_by_range"),)

    def __str__(self) -> str:
        return f"{self.event_id} on {self.date}"


class FeedKind(models.TextChoices):
    """`filters` counts every public change, also one that no named feed shows: a free filter may depend on it."""

    NETWORK = "network"
    CHAPTER = "chapter"
    PROGRAM = "program"
    TOPIC = "topic"
    FILTERS = "filters"


FEED_FOLDERS: dict[str, str] = {
    FeedKind.NETWORK: "network",
    FeedKind.CHAPTER: "chapters/",
    FeedKind.PROGRAM: "programs/",
    FeedKind.TOPIC: "topics/",
    FeedKind.FILTERS: "events",
}


def feed_path(kind: str, key: str, form: str) -> str:
    """Where the feed of a kind and key is read, as `form`."""
    return f"/feeds/{FEED_FOLDERS[kind]}{key}.{form}"


class FeedScope(models.TextChoices):
    """Counters of what everyone sees stand apart, so that a hidden event moves no public validator."""

    PUBLIC = "public"
    MEMBERS = "members"


class FeedState(models.Model):
    """A feed's revision counter, its window, and how much of that window fits into the size that calendars take.

    The validators are made of the counter alone. `shown_from`, `shown_to` and `brief` say what the size leaves of the
    window; they change only together with the counter.
    """

    kind = models.CharField(max_length=10, choices=FeedKind.choices)
    key = models.CharField(max_length=80, blank=True, help_text="The slug; empty for the network's feed.")
    scope = models.CharField(max_length=10, choices=FeedScope.choices)
    name = models.CharField(max_length=160, help_text="The calendar's name as subscribers see it.")
    colour = models.CharField(max_length=20, blank=True)
    revision = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField()
    edition = models.CharField(
        max_length=12, blank=True, help_text="How feeds were written when it was last counted."
    )
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()
    shown_from = models.DateTimeField(help_text="The window's start, later where the past did not fit.")
    shown_to = models.DateTimeField(help_text="The window's end, earlier where the far future did not fit.")
    brief = models.BooleanField(default=False, help_text="Descriptions are links, so that the events fit.")
    events = models.PositiveIntegerField(default=0, help_text="How many events it shows.")
    size = models.PositiveBigIntegerField(
        default=0, help_text="Octets of the whole window, nothing left out."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "key", "scope"), name="one_state_per_feed"),
            models.CheckConstraint(
                name="feed_window_has_a_length", condition=Q(window_to__gt=F("window_from"))
            ),
            models.CheckConstraint(
                name="a_feed_shows_nothing_outside_its_window",
                condition=Q(shown_from__gte=F("window_from"), shown_to__lte=F("window_to")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} ({self.scope})"

    def path(self, form: str) -> str:
        """Where the feed is read, as `form`."""
        return feed_path(self.kind, self.key, form)

    @property
    def page(self) -> str:
        """Where a person reads the same."""
        if self.kind == FeedKind.TOPIC:
            return f"/?topic={self.key}"
        return f"/{FEED_FOLDERS[self.kind]}{self.key}" if self.key else "/"


class FeedForm(models.TextChoices):
    """The formats a feed is published in."""

    ICALENDAR = "ics"
    ATOM = "atom"
    JSON = "json"


class FeedBody(models.Model):
    """A feed as it was last built, under the tag it was built for; the first reader after a change makes the next.

    Apart from the counters, so that counting up never rewrites a megabyte. `gzipped` is one gzip member joined from
    full-flush segments, and `segments` says where each lies and what it holds, so that the next body compresses only
    what changed.
    """

    feed = models.ForeignKey(FeedState, on_delete=models.CASCADE, related_name="bodies")
    choice = models.CharField(
        max_length=64, blank=True, help_text="Digest of a free choice of filters; empty for the feed itself."
    )
    form = models.CharField(max_length=4, choices=FeedForm.choices)
    etag = models.CharField(max_length=160)
    gzipped = models.BinaryField()
    segments = models.JSONField(default=list)
    built_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("feed", "choice", "form"), name="one_body_per_feed_and_form"),
        )

    def __str__(self) -> str:
        return f"{self.feed_id} {self.form} {self.etag}"


class FeedTally(models.Model):
    """How often a feed was asked for on a day, and how often nothing was new. Counted in bulk, never per request."""

    feed = models.ForeignKey(FeedState, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField()
    sent = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("feed", "day"), name="one_tally_per_feed_and_day"),)

    def __str__(self) -> str:
        return f"{self.feed_id} on {self.day}"


class FeedCheck(models.Model):
    """What the last reading of a whole feed by strict readers found, and at which revision."""

    feed = models.OneToOneField(FeedState, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    revision = models.PositiveBigIntegerField()
    checked_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.feed_id} at revision {self.revision}"


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    def touching(self, start: datetime, end: datetime) -> "TombstoneQuerySet":
        return self.filter(ends_at__gte=start, starts_at__lte=end)


class Tombstone(models.Model):
    """What a withdrawn event leaves in the feeds it was in: its name in them, emptied and cancelled.

    Calendars keep what merely vanishes while they are offline; this makes them overwrite it. One event may leave two: an
    older one where everyone could see it, and a later one where members still could.
    """

    uid = models.UUIDField()
    scope = models.CharField(max_length=10, choices=FeedScope.choices)
    feeds = models.ManyToManyField(FeedState, related_name="tombstones")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    stamp = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    vevent = models.BinaryField()
    until = models.DateTimeField()

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "uid")
        constraints = (
            models.UniqueConstraint(fields=("uid", "scope"), name="one_emptied_name_where_it_was_seen"),
        )

    def __str__(self) -> str:
        return f"{self.uid} until {self.until:%Y-%m-%d}"
