"""The journal: one line for every act that changed something, never edited or deleted; and when recurring jobs ran."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class RecordQuerySet(models.QuerySet["Record"]):
    def about(self, subject: str) -> "RecordQuerySet":
        return self.filter(subject=subject)

    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("A record is never edited.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A record is never written in bulk, where one could replace another.")

    def delete(self) -> NoReturn:
        raise TypeError("A record is never deleted.")


class Record(models.Model):
    """Who did what to what, when and why.

    `subject` is "room.noun:id", not a foreign key, so that this room knows none above it. `detail` holds
    identifiers and words of the product, never a value about a person.
    """

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        indexes = (models.Index(fields=("subject", "sequence"), name="records_of_a_subject"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A record is never edited.")
        # Django would otherwise try an UPDATE first where the key is given.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A record is never deleted.")


class Job(models.Model):
    """A recurring job, named by its command, and when it was last begun."""

    name = models.CharField(max_length=60, primary_key=True)
    last_run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
