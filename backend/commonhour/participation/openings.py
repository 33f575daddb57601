"""The roles people can take: written from the approved revision, counted on the calendar."""

from collections.abc import Sequence
from datetime import datetime

from commonhour.events.models import Event
from commonhour.events.public import PublicRole
from commonhour.participation.models import Opening


def write(event: Event, roles: Sequence[PublicRole], *, now: datetime) -> list[Opening]:
    """Make the openings say what the approved roles say. A role that is gone is closed, not deleted: people may hold it.

    The calendar counts the open ones itself when it takes the same facts.
    """
    event.openings.exclude(role__in=[role.id for role in roles]).filter(closed_at=None).update(
        open=False, closed_at=now
    )
    return [_written(event, role) for role in roles]


def _written(event: Event, role: PublicRole) -> Opening:
    opening, _ = Opening.objects.update_or_create(
        event=event,
        role=role.id,
        defaults={
            "name": role.name,
            "duties": role.duties,
            "kind": role.kind,
            "how_many": role.how_many,
            "hours": role.hours,
            "open": role.open,
            "closed_at": None,
        },
    )
    return opening
