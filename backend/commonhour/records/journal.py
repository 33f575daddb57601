"""Writing to the journal, and reading what happened to one thing."""

from datetime import datetime
from typing import Any

from django.db import models

from commonhour.records.models import Record, RecordQuerySet


def subject_of(thing: models.Model) -> str:
    """The journal's name for a thing: "proposals.proposal:5f0c…"."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def write(
    verb: str,
    thing: models.Model,
    *,
    actor: Any,
    now: datetime,
    reason: str = "",
    **detail: Any,
) -> Record:
    """Add one line, in the caller's transaction. `actor` is the User, or None where the product itself acted."""
    return Record.objects.create(
        at=now, actor=actor, verb=verb, subject=subject_of(thing), reason=reason, detail=detail
    )


def history_of(thing: models.Model) -> RecordQuerySet:
    """The lines about a thing, oldest first, with who acted."""
    return Record.objects.about(subject_of(thing)).select_related("actor")
