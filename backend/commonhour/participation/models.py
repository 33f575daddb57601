"""What a published event asks of people, and what only those who take part are told."""

from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When

from commonhour.events.choices import RoleKind, Shown
from commonhour.events.models import Event
from commonhour.identifiers import new_id
from commonhour.people.models import User

KEPT_DAYS = 30
"""How long sign-ups are kept after an event whose hosts promised no other day."""


class Opening(models.Model):
    """A role of a published event, as the approved revision has it, and how many are wanted in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="openings")
    role = models.CharField(max_length=40, help_text="The role's id in the document.")
    name = models.CharField(max_length=200)
    duties = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=RoleKind.choices)
    how_many = models.PositiveIntegerField()
    hours = models.FloatField(null=True)
    open = models.BooleanField()
    closed_at = models.DateTimeField(null=True, help_text="When an amendment took the role away.")

    class Meta:
        ordering = ("name", "role")
        constraints = (models.UniqueConstraint(fields=("event", "role"), name="one_opening_per_role"),)

    def __str__(self) -> str:
        return f"{self.name} at {self.event_id}"


class Briefing(models.Model):
    """Where it takes place and how to join, where the calendar does not say. A place told by the host is never here."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="briefing")
    place_rule = models.CharField(max_length=20, choices=Shown.choices)
    place_name = models.CharField(max_length=200, blank=True)
    room = models.CharField(max_length=200, blank=True)
    place_address = models.CharField(max_length=400, blank=True)
    directions = models.TextField(blank=True)
    link_rule = models.CharField(max_length=20, choices=Shown.choices)
    online_link = models.CharField(max_length=600, blank=True)
    delete_after_days = models.PositiveSmallIntegerField(
        default=KEPT_DAYS, help_text="How long after the event's end its sign-ups are kept, as promised."
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_briefing_holds_no_place_the_host_tells",
                condition=~Q(place_rule=Shown.FROM_HOST)
                | Q(place_name="", room="", place_address="", directions=""),
            ),
            models.CheckConstraint(
                name="a_briefing_holds_no_link_the_host_tells",
                condition=~Q(link_rule=Shown.FROM_HOST) | Q(online_link=""),
            ),
        )

    def __str__(self) -> str:
        return f"briefing of {self.event_id}"


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def with_position(self) -> "SignUpQuerySet":
        """Each with its `position` among those who wait, from 1; None for who does not wait."""
        up_to = Q(made_at__lt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__lte=OuterRef("pk"))
        ahead = SignUp.objects.filter(up_to, event=OuterRef("event"), waiting=True)
        counted = ahead.order_by().values("event").annotate(number=Count("pk")).values("number")
        return self.annotate(position=Case(When(waiting=True, then=Subquery(counted)), default=None))  # type: ignore[no-redef]  # it gives the attribute of a row its value


class SignUp(models.Model):
    """One person's place at an event, or the role they took in it.

    A person has one sign-up per event. Who takes a role does not fill a place. `waiting` is its order in the queue by
    `made_at`; `host_yes_at` is when the host agreed, where the host decides who learns the place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ups")
    opening = models.ForeignKey(
        Opening, on_delete=models.PROTECT, null=True, related_name="sign_ups", help_text="Empty for a place."
    )
    nickname = models.CharField(max_length=80, help_text="What the hosts see; it need not be a name.")
    waiting = models.BooleanField(default=False)
    host_yes_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    position: int | None
    """Only where `with_position` was asked."""

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("event", "person"), name="one_sign_up_per_event"),
            models.CheckConstraint(
                name="one_waits_for_a_place_never_for_a_role",
                condition=Q(waiting=False) | Q(opening__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"sign-up to {self.event_id}"


class TurnedDown(models.Model):
    """A sign-up the hosts said no to, under the id it had: the person reads it, and cannot sign up again unless let."""

    id = models.UUIDField(primary_key=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="turned_down")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    nickname = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("event", "person"), name="turned_down_once"),)

    def __str__(self) -> str:
        return f"turned down at {self.event_id}"


class AddressEnd(models.TextChoices):
    """Why an address ended that its owner did not end."""

    NO_HTTPS = "no_https", "It was asked for without https, where others could read it."
    UNUSED = "unused", "Nobody used it any more."
    ACCOUNT_CLOSED = "account_closed", "The account was closed."


class Subscription(models.Model):
    """One personal calendar of a person: what it shows, and a name such as "my phone"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="subscriptions")
    name = models.CharField(max_length=60)
    revision = models.PositiveBigIntegerField(default=1, help_text="Rises with each change of what it shows.")
    made_at = models.DateTimeField()
    address_ended = models.CharField(
        max_length=14,
        choices=AddressEnd.choices,
        blank=True,
        help_text="Why it has no address, until it has another. Of the address itself nothing is known any more.",
    )

    class Meta:
        ordering = ("made_at", "id")
        constraints = (models.UniqueConstraint(fields=("person", "name"), name="one_name_per_subscription"),)

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class PartKind(models.TextChoices):
    """What a personal calendar can be made of."""

    SIGN_UPS = "sign_ups", "What I signed up for"
    MY_CHAPTERS = "my_chapters", "My chapters"
    NETWORK = "network", "Everything in the network"
    CHAPTER = "chapter", "A chapter"
    PROGRAM = "program", "A program"
    TOPIC = "topic", "A topic"
    FILTER = "filter", "A saved filter"


class SubscriptionPart(models.Model):
    """One thing a personal calendar shows. `key` is a slug, or the canonical spelling of a choice of filters."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=12, choices=PartKind.choices)
    key = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("kind", "key")
        constraints = (
            models.UniqueConstraint(fields=("subscription", "kind", "key"), name="each_part_once"),
            models.CheckConstraint(
                name="a_part_is_named_where_it_needs_a_name",
                condition=(
                    Q(kind__in=("sign_ups", "my_chapters", "network"), key="")
                    | (Q(kind__in=("chapter", "program", "topic", "filter")) & ~Q(key=""))
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


class SubscriptionAddress(models.Model):
    """A secret address of a personal calendar, kept as a hash alone: who reads this table can open none.

    An ended one answers an emptied calendar for a while, so that apps let go of what they hold. It has no
    subscription any more: nothing could be read through it.

    `made_of` is a digest of all that its calendar was last made of, `tag` a digest of the bytes that came of it: while
    the first stands, the second does, and nothing need be made to know it.
    """

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    subscription = models.OneToOneField(
        Subscription, on_delete=models.CASCADE, null=True, related_name="address"
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    made_of = models.CharField(max_length=64, blank=True)
    tag = models.CharField(max_length=64, blank=True)
    tag_since = models.DateTimeField(
        null=True, help_text="Since when it sends these bytes: a full second, never earlier again."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_ended_address_opens_nothing",
                condition=(
                    Q(subscription=None, ended_at__isnull=False)
                    | (Q(ended_at=None) & Q(subscription__isnull=False))
                ),
            ),
        )

    def __str__(self) -> str:
        return f"address {self.pk}"
