"""How often each feed is asked for, and how often nothing was new.

Counted in the memory of the process and written in bulk, beside an answer that is sent in full: "nothing new" must not
cost a write. What a process has not written when it ends is lost; it is a share that is asked for, not an account.
"""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from django.db.models import F

from commonhour.events.models import FeedTally
from commonhour.events.spare_writes import spare

EVERY = timedelta(minutes=1)


class Tallies:
    """The counts that are not written yet, by feed and by whether its answer was "nothing new"."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[int, bool]] = Counter()
        self._since: datetime | None = None

    def note(self, feed_id: int, *, unchanged: bool, now: datetime) -> None:
        with self._lock:
            self._since = self._since or now
            self._counts[feed_id, unchanged] += 1

    def write_if_due(self, *, now: datetime) -> None:
        """Write what is a minute old, so that a flood of readers is one write."""
        with self._lock:
            if self._since is None or now - self._since < EVERY:
                return
            counts, self._counts, self._since = self._counts, Counter(), None
        spare(lambda: _write(counts, now=now))


def _write(counts: Counter[tuple[int, bool]], *, now: datetime) -> None:
    feeds = {feed for feed, _ in counts}
    FeedTally.objects.bulk_create(
        [FeedTally(feed_id=feed, day=now.date()) for feed in sorted(feeds)], ignore_conflicts=True
    )
    for feed in sorted(feeds):
        FeedTally.objects.filter(feed_id=feed, day=now.date()).update(
            sent=F("sent") + counts[feed, False], unchanged=F("unchanged") + counts[feed, True]
        )


THIS_PROCESS = Tallies()
