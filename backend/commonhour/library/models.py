"""What chapters share so that others need not begin again: figures with their sources, partners, helplines.

Nothing here was promised to anyone: no consent, no agreement, no private contact has a column.
"""

from django.db import models
from django.db.models.functions import Lower

from commonhour.identifiers import new_id
from commonhour.people.models import Chapter, User


class Entry(models.Model):
    """Who shared it, and when last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        abstract = True


class Figure(Entry):
    """A number, the sentence it may stand in, and how sound its source was found to be."""

    text = models.CharField(max_length=1000)
    figure = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    source_title = models.CharField(max_length=300)
    source_link = models.CharField(max_length=600, blank=True)
    year_of_data = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=200, blank=True)
    population = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=1000, blank=True)
    limits = models.CharField(max_length=1000, blank=True)
    scores = models.JSONField(default=dict)
    score_notes = models.CharField(max_length=1000, blank=True)
    stop_signs = models.JSONField(default=list)

    class Meta:
        ordering = ("-shared_at", "id")
        constraints = (
            models.UniqueConstraint("chapter", Lower("text"), name="a_chapter_shares_a_figure_once"),
        )

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def score(self) -> int | None:
        return sum(self.scores.values()) if self.scores else None


class Partner(Entry):
    """A group that said it may be named, and what it has done with a chapter."""

    name = models.CharField(max_length=200)
    does = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint("chapter", Lower("name"), name="a_chapter_shares_a_partner_once"),
        )

    def __str__(self) -> str:
        return self.name


class Helpline(Entry):
    """A service people can be pointed to; `checked_on` says when this chapter last called or opened it."""

    name = models.CharField(max_length=200)
    languages = models.CharField(max_length=200, blank=True)
    confidential = models.BooleanField(null=True)
    shares_with = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint("chapter", Lower("name"), name="a_chapter_shares_a_helpline_once"),
        )

    def __str__(self) -> str:
        return self.name
