"""Everything that a personal calendar is made of at one moment, by one query of its secret address.

Nothing is written for a subscriber when an event is published. A calendar is made of counters that move anyway (of the
feeds it shows), of the numbers of the events its owner signed up for, and of its own revision.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from commonhour.events import counters
from commonhour.events.edition import edition
from commonhour.events.raw_moments import moment_of

FORMAT = 3
"""Raise it with every change of the bytes that `personal_calendars.py` makes: it tells which tags are old."""

READING = """
WITH reader AS (
  SELECT a.id AS address, a.made_at, a.ended_at, a.last_used_on, a.made_of, a.tag, a.tag_since,
         s.id AS subscription, s.name, s.revision, u.id AS person, u.is_active,
         EXISTS (SELECT 1 FROM people_membership m WHERE m.user_id = u.id)
         OR EXISTS (SELECT 1 FROM people_networkrole r WHERE r.user_id = u.id) AS belongs
  FROM participation_subscriptionaddress a
  LEFT JOIN participation_subscription s ON s.id = a.subscription_id
  LEFT JOIN people_user u ON u.id = s.person_id
  WHERE a.digest = %s
),
part AS (
  SELECT p.kind, p.key FROM reader CROSS JOIN participation_subscriptionpart p WHERE p.subscription_id = reader.subscription
),
wanted AS (
  SELECT kind, key FROM part WHERE kind IN ('network', 'chapter', 'program', 'topic')
  UNION SELECT 'filters', '' FROM part WHERE kind = 'filter'
  UNION SELECT 'chapter', c.slug FROM reader CROSS JOIN people_membership m CROSS JOIN people_chapter c
    WHERE m.user_id = reader.person AND c.id = m.chapter_id AND EXISTS (SELECT 1 FROM part WHERE part.kind = 'my_chapters')
),
source AS (
  SELECT 'feed' AS what, f.id AS number, f.revision AS counted, '' AS mark
    FROM reader CROSS JOIN wanted CROSS JOIN events_feedstate f
    WHERE f.kind = wanted.kind AND f.key = wanted.key
      AND (f.scope = 'public' OR reader.belongs)
      AND (f.kind <> 'program' OR EXISTS (
        SELECT 1 FROM events_program g WHERE g.slug = f.key AND g.status <> 'held'
          AND (g.visibility = 'public' OR (g.visibility = 'network' AND reader.belongs))))
  UNION ALL
  SELECT 'window', f.id, 0, CAST(f.window_from AS text) FROM events_feedstate f WHERE f.kind = 'network' AND f.key = ''
  UNION ALL
  SELECT 'sign_up', 0, e.sequence, CAST(g.id AS text) || CAST(g.waiting AS text) || e.visibility || e.status
    FROM reader CROSS JOIN participation_signup g CROSS JOIN events_event e
    WHERE g.person_id = reader.person AND e.id = g.event_id AND EXISTS (SELECT 1 FROM part WHERE part.kind = 'sign_ups')
  UNION ALL
  SELECT 'emptied', t.id, t.sequence, ''
    FROM reader CROSS JOIN participation_signup g CROSS JOIN events_event e CROSS JOIN events_tombstone t
    WHERE g.person_id = reader.person AND e.id = g.event_id AND t.uid = e.uid
      AND (e.visibility = 'unlisted' OR (e.visibility = 'network' AND NOT reader.belongs))
      AND g.made_at <= t.stamp AND reader.made_at <= t.stamp
      AND EXISTS (SELECT 1 FROM part WHERE part.kind = 'sign_ups')
  UNION ALL
  SELECT 'outdated', t.id, 0, ''
    FROM reader CROSS JOIN events_tombstone t CROSS JOIN events_event e
    WHERE reader.belongs AND t.scope = 'public' AND e.uid = t.uid
      AND ((e.visibility = 'network' AND e.status <> 'held')
           OR EXISTS (SELECT 1 FROM events_tombstone later WHERE later.uid = t.uid AND later.scope = 'members'))
)
SELECT reader.*, source.what, source.number, source.counted, source.mark FROM reader LEFT JOIN source ON 1 = 1
"""
"""One row for each thing a calendar is made of, and one where it is made of nothing. Scopes are chosen here, by who the
person is at this moment: what hides an event from them hides the counter it would move. CROSS JOIN is SQLite's word for
"in this order": from the one reader outwards, or it reads every membership and every sign-up there is.

An event that is hidden under its own name was told under it only to who had signed up before, at an address that was there
before: to them alone its emptied name says nothing new.

The emptied name that an event left in public is outdated to a member who saw more of it: it stands for members now, or left
a later one with them.
"""

COLUMNS = ("address", "made_at", "ended_at", "last_used_on", "made_of", "tag", "tag_since", "subscription", "name", "revision",
           "person", "is_active", "belongs")  # fmt: skip


class Source(NamedTuple):
    """A feed with its counter, the window they share, something signed up for with its number, or an emptied name."""

    what: str
    number: int
    counted: int
    mark: str


@dataclass(frozen=True)
class Reading:
    """What one address opens at this moment, before anything is made of it."""

    address: int
    ended_at: datetime | None
    last_used_on: date | None
    last_made_of: str
    last_tag: str
    tag_since: datetime | None
    subscription: UUID | None
    name: str
    revision: int
    person: UUID | None
    is_open: bool
    belongs: bool
    sources: tuple[Source, ...]

    @cached_property
    def made_of(self) -> str:
        """A digest of everything the bytes depend on; it may move where they do not, never the other way round."""
        everything = (FORMAT, edition(), counters.LIMIT, self.name, self.revision, self.belongs, self.sources)
        return sha256(repr(everything).encode()).hexdigest()

    @property
    def feeds(self) -> list[int]:
        return [source.number for source in self.sources if source.what == "feed"]

    @property
    def emptied(self) -> list[int]:
        """The emptied names of what was signed up for."""
        return [source.number for source in self.sources if source.what == "emptied"]

    @property
    def outdated(self) -> list[int]:
        """The emptied names in public of what a member saw more of since."""
        return [source.number for source in self.sources if source.what == "outdated"]

    @property
    def has_sign_ups(self) -> bool:
        return any(source.what == "sign_up" for source in self.sources)


def read(digest: str) -> Reading | None:
    """What stands at the address of this digest, by one query; nothing where there was never one, or long ago."""
    with connection.cursor() as cursor:
        cursor.execute(READING, [digest])
        rows = cursor.fetchall()
    if not rows:
        return None
    first = dict(zip(COLUMNS, rows[0], strict=False))
    sources = sorted(Source(*row[len(COLUMNS) :]) for row in rows if row[len(COLUMNS)] is not None)
    return Reading(
        address=first["address"],
        ended_at=_moment(first["ended_at"]),
        last_used_on=_day(first["last_used_on"]),
        last_made_of=first["made_of"],
        last_tag=first["tag"],
        tag_since=_moment(first["tag_since"]),
        subscription=_id(first["subscription"]),
        name=first["name"] or "",
        revision=first["revision"] or 0,
        person=_id(first["person"]),
        is_open=first["ended_at"] is None and bool(first["is_active"]),
        belongs=bool(first["belongs"]),
        sources=tuple(sources),
    )


def _moment(value: str | datetime | None) -> datetime | None:
    return None if value is None else moment_of(value)


def _day(value: str | date | None) -> date | None:
    """SQLite hands raw values back as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _id(value: str | UUID | None) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value
