"""What is noted when an address is read: the day, and what was sent. Small writes that never keep a reader waiting.

At most one a day for each address, and one more where its calendar has changed; where the database is being written, the
note is left to the next reader.
"""

from datetime import date, datetime, timedelta
from typing import Any

from commonhour.events.spare_writes import spare
from commonhour.participation.calendar_sources import Reading
from commonhour.participation.models import SubscriptionAddress

SECOND = timedelta(seconds=1)


def used(reading: Reading, *, on: date) -> None:
    """That some app asked for it on this day."""
    if reading.last_used_on != on:
        _note(reading, last_used_on=on)


def sent(reading: Reading, tag: str, *, now: datetime) -> datetime | None:
    """That these bytes were made of what was read; gives since when the address sends them, if that could be noted.

    The date is a full second that no other bytes of this address have, for a date is all that some apps send back.
    """
    since = reading.tag_since
    if since is None or tag != reading.last_tag:
        after = since + SECOND if since else now
        since = max(now, after).replace(microsecond=0) + SECOND
    noted = _note(reading, made_of=reading.made_of, tag=tag, tag_since=since, last_used_on=now.date())
    return since if noted else None


def _note(reading: Reading, **values: Any) -> bool:
    """Write, unless somebody has written since, or ended the address."""
    untouched = SubscriptionAddress.objects.filter(
        pk=reading.address, ended_at=None, made_of=reading.last_made_of, tag_since=reading.tag_since
    )
    return spare(lambda: untouched.update(**values)) == 1
