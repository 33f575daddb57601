"""What a published event asks of people, and what only those who take part are told."""

from django.db import models
from django.db.models import Q

from commonhour.events.choices import RoleKind, Shown
from commonhour.events.models import Event
from commonhour.identifiers import new_id


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
