"""The calendar for feed readers: Atom (RFC 4287) and JSON Feed 1.1, of the same public events as the calendar files.

A reader shows what is new, so the latest change comes first and only the newest entries are told; a calendar app wants
the whole. Nothing here asks the clock: the same events give the same bytes in every process.
"""

import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commonhour.errors import Refusal
from commonhour.events import schedule, schedule_reading
from commonhour.events.choices import EventType, Status
from commonhour.events.clock_time import in_words
from commonhour.events.entries import PREFIXES, place_line
from commonhour.events.models import Event

log = logging.getLogger("commonhour.feeds")

FORMAT = 1
"""Raise it with every change of the bytes below: it is part of the edition."""

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold, not even escaped: one of these and a reader refuses the whole feed."""


@dataclass(frozen=True)
class Channel:
    """A feed as a reader lists it. `address` is its own, `page` the one a person opens."""

    name: str
    about: str
    address: str
    page: str
    updated: datetime


@dataclass(frozen=True)
class Item:
    """One event as a reader shows it. `html` was cleaned when it was published."""

    uid: UUID
    title: str
    address: str
    html: str
    summary: str
    author: str
    topics: tuple[str, ...]
    language: str
    published: datetime
    updated: datetime
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    all_day: bool
    repeats: str
    place: str
    status: str


class AtomFeed(Atom1Feed):
    """Django's writer, which would say that a feed without entries changed at the time of the request."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated


def atom(channel: Channel, items: Iterable[Item]) -> bytes:
    feed = AtomFeed(
        title=channel.name,
        link=channel.page,
        description=None,
        subtitle=channel.about,
        feed_url=channel.address,
        feed_guid=channel.address,
        author_name=channel.about or channel.name,
        language="en",
        updated=channel.updated,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.address,
            description=item.html,
            unique_id=f"urn:uuid:{item.uid}",
            author_name=item.author,
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.topics,
        )
    written: str = feed.writeString("utf-8")
    return written.encode()


def json_feed(channel: Channel, items: Iterable[Item]) -> bytes:
    """As version 1.1 has it; when and where stand under `_commonhour`, as its section on extensions asks."""
    described = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        **({"description": channel.about} if channel.about else {}),
        "language": "en",
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()


def _json_item(item: Item) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{item.uid}",
        "url": item.address,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": _instant(item.published),
        "date_modified": _instant(item.updated),
        "authors": [{"name": item.author}],
        "tags": list(item.topics),
        "language": item.language,
        "_commonhour": {
            "starts_at": _instant(item.starts_at),
            "ends_at": _instant(item.ends_at),
            "time_zone": item.time_zone,
            "all_day": item.all_day,
            "repeats": item.repeats,
            "place": item.place,
            "status": item.status,
            "calendar_file": f"{item.address}.ics",
        },
    }


def items_of(events: Iterable[Event], origin: str) -> list[Item]:
    """Events loaded as `queries.newest` loads them, as items; `origin` is what their addresses start with."""
    return [item for event in events if (item := _item_or_nothing(event, origin))]


def _item_or_nothing(event: Event, origin: str) -> Item | None:
    # One bad row never harms another: it is left out, and the log says which it is.
    try:
        return _writable(_item_of(event, origin))
    except (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        log.exception("Event %s cannot be told to feed readers.", event.pk)
        return None


def _writable(item: Item) -> Item:
    if any(NO_XML.search(told) for told in (item.title, item.html, *item.topics)):
        raise ValueError("It holds a character that XML does not have.")
    return item


def _item_of(event: Event, origin: str) -> Item:
    dated = schedule_reading.parse(event.schedule)
    first = schedule.instances(dated)[0]
    when = in_words(first.starts, first.ends, event.time_zone, all_day=event.all_day)
    repeats, place = schedule.spoken(dated), place_line(event)
    others = sorted(host.name for host in event.hosts.all() if host.pk != event.chapter_id)
    return Item(
        uid=event.uid,
        title=PREFIXES.get(Status(event.status), "") + event.title,
        address=f"{origin}/events/{event.slug}",
        html=_html(event, [when, repeats, place]),
        summary=event.summary,
        author=", ".join([event.chapter.name, *others]),
        topics=(EventType(event.event_type).label, *sorted(topic.name for topic in event.topics.all())),
        language=event.language,
        published=event.published_at,
        updated=event.stamp,
        starts_at=first.starts,
        ends_at=first.ends,
        time_zone=event.time_zone,
        all_day=event.all_day,
        repeats=repeats,
        place=place,
        status=event.status,
    )


def _html(event: Event, lines: Sequence[str]) -> SafeString:
    spoken = [line for line in lines if line]
    note = format_html("<p>{}</p>", event.status_note) if event.status_note else SafeString()
    facts = format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in spoken)))
    content = (
        format_html("<p>Content note: {}</p>", event.content_note) if event.content_note else SafeString()
    )
    summary = format_html("<p>{}</p>", event.summary)
    # Written by our own Markdown renderer and cleaned when the event was published.
    return note + facts + summary + mark_safe(event.description_html) + content  # noqa: S308  as just said


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
