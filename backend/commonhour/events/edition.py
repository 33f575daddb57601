"""The edition of all feeds: how their files are written at this moment, beside what was published.

A new version of the program or of the zone data, or another name or address of the network, changes the bytes of files in
which no event changed. It is part of each tag. A date cannot have a part, so each feed remembers under which edition it was
last counted, and is sent without a date until it is counted under this one.
"""

from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from commonhour.events import ical, syndication


def edition() -> str:
    """A digest of all that the bytes of a file depend on and no counter counts."""
    return _digest(ical.VERSION, syndication.FORMAT, settings.NETWORK_NAME, settings.ORIGIN)


@lru_cache
def _digest(*parts: str | int) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:12]
