"""One event of a calendar file as a listing of ours: its title and text, its place, its kind, and what was left out.

When it happens is read by `times.py`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from commonhour.events import text
from commonhour.events.choices import EventType, Format
from commonhour.proposals.calendars import lines, words
from commonhour.proposals.calendars.lines import Component
from commonhour.proposals.calendars.moments import duration
from commonhour.proposals.calendars.notes import Note, Notes, counted, listed, shown
from commonhour.proposals.calendars.rules import Budget
from commonhour.proposals.calendars.series import When
from commonhour.proposals.calendars.times import when_of
from commonhour.proposals.calendars.zones import Zones
from commonhour.proposals.document import SECTIONS

OURS = "-//COMMONHOUR//"

_LISTING = SECTIONS["listing"].by_name
MOST_OF = {name: field.most for name, field in _LISTING.items() if field.most}


@dataclass(frozen=True)
class ReadEvent:
    """One event of a file. `number` is its place there; `listing` has the shape of the section of that name."""

    number: int
    source: str
    listing: Mapping[str, Any]
    event_type: str | None
    format: str | None
    repeats: str
    cancelled: bool
    over: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Group:
    """An event with the changed dates of its series."""

    calendar: Component
    event: Component
    overrides: tuple[Component, ...]


def fingerprint(part: Component) -> tuple[str, str]:
    """What tells events apart that a program gave one UID, or none."""
    return part.value("DTSTART"), part.value("SUMMARY")


class EventReader:
    """Reads an event once, and notes all of it that is changed, left out, or worth a second look."""

    def __init__(
        self, group: Group, zones: Zones, today: date, budget: Budget, topics: Mapping[str, str]
    ) -> None:
        self.group = group
        self.event = group.event
        self.zones = zones
        self.today = today
        self.budget = budget
        self.topics = topics
        self.notes = Notes()
        self.ours = group.calendar.value("PRODID").upper().startswith(OURS)

    def read(self, number: int) -> ReadEvent:
        if not self.event.whole:
            self.notes.check(
                "The file breaks off within this event, or never ends it; see whether it is whole."
            )
        title = self._words("SUMMARY", "title")
        if self.ours:
            title = title.removeprefix("Cancelled: ").removeprefix("Postponed: ")
        listing: dict[str, Any] = {"title": self._fitting("title", title)}
        if not listing["title"]:
            self.notes.check("It has no title; give it one.")
        self._language(listing)
        when = when_of(
            self.event,
            self.group.overrides,
            zones=self.zones,
            today=self.today,
            budget=self.budget,
            notes=self.notes,
        )
        listing |= when.listing
        self._place(listing)
        self._text(listing)
        event_type = self._categories(listing)
        self._tell_what_is_left_out(listing.get("online_link", ""))
        cancelled = self._is_cancelled(when)
        over = when.last_day is not None and when.last_day < self.today
        if cancelled:
            self.notes.check("The file says that it is cancelled.")
        if over:
            self.notes.check("It is over.")
        return ReadEvent(
            number=number,
            source=self._source(),
            listing={name: value for name, value in listing.items() if value not in ("", [], None)},
            event_type=event_type or _type_by(listing["title"]),
            format=Format.ONLINE.value
            if self._is_only_online() and not listing.get("place_name")
            else _format_of(listing),
            repeats=when.repeats,
            cancelled=cancelled,
            over=over,
            notes=tuple(self.notes),
        )

    # Texts

    def _words(self, name: str, what: str) -> str:
        """A property of one line, without anybody's address."""
        value = self.event.value(name)
        said = text.clean_line(words.unescaped(value)) if self.ours else words.line(value)
        return self._without_addresses(said, what)

    def _without_addresses(self, value: str, what: str) -> str:
        kept, found = words.without_addresses(value)
        if found:
            self.notes.left_out(
                f"{counted(len(found), 'e-mail address', 'e-mail addresses')} in the {what} "
                f"{'was' if len(found) == 1 else 'were'} left out: the calendar holds nobody's address. Where people should "
                "write to one that is meant for everyone, put it in again.",
                "\n".join(found[:50]),
            )
        return kept

    def _fitting(self, name: str, value: str, label: str = "") -> str:
        kept, rest = words.shortened(value, MOST_OF[name])
        if rest:
            self.notes.changed(
                f"The {label or name} is longer than the {MOST_OF[name]:,} characters that fit; it was shortened, and the "
                "whole of it stands here.",
                value,
            )
        return kept

    def _language(self, listing: dict[str, Any]) -> None:
        line = self.event.first("SUMMARY")
        said = (line.parameters.get("LANGUAGE", "") if line else "").lower().partition("-")[0]
        if re.fullmatch(r"[a-z]{2,3}", said):
            listing["language"] = said

    def _text(self, listing: dict[str, Any]) -> None:
        value = self.event.value("DESCRIPTION")
        if words.is_longer_than_read(value):
            self.notes.left_out(f"Only the first {words.LONGEST:,} characters of the description were read.")
        plain, blocks = words.without_meeting_blocks(words.unescaped(value))
        if blocks:
            self.notes.left_out(
                "How to join the meeting stood in the description, where everyone would read it; that part was left out.",
                "\n\n".join(blocks),
            )
            listing["online_link"] = listing.get("online_link") or self._first_to_join(blocks)
        told = words.markdown_of_plain(plain) if self.ours else words.markdown(plain)
        if not told:
            rich = self.event.value("STYLED-DESCRIPTION", "X-ALT-DESC")
            told = words.markdown_of_html(words.unescaped(rich)) if rich else ""
        told = self._without_links_to_join(told, listing)
        told = self._without_addresses(told, "description")
        numbers = words.phones(told)
        if numbers:
            self.notes.check(
                "The description holds what looks like a telephone number; take it out unless everyone may call it.",
                "\n".join(numbers[:20]),
            )
        if words.holds_a_passcode(told):
            self.notes.check(
                "The description holds a meeting's number or passcode, and everyone can read it there."
            )
        if self.ours:
            told = _own_text(told, listing, _own_address(self.event))
        if not listing.get("summary") and told and "\n" not in told and len(told) <= MOST_OF["summary"]:
            listing["summary"] = text.clean_line(text.plain_of(told))
            return
        listing["description"] = self._fitting("description", told)

    def _without_links_to_join(self, told: str, listing: dict[str, Any]) -> str:
        kept, found = words.without_links_to_join(told)
        if found:
            self.notes.changed(
                "A link to join stood in the description, where everyone would read it; it was put where you decide who "
                "learns it.",
                "\n".join(found[:10]),
            )
            listing["online_link"] = listing.get("online_link") or self._first_to_join(found)
        return kept

    def _first_to_join(self, told: Sequence[str]) -> str:
        link = words.link_to_join(told)
        return link if words.fits_a_link(link, MOST_OF["online_link"]) else ""

    # Where

    def _place(self, listing: dict[str, Any]) -> None:
        listing["online_link"] = self._link_to_join()
        structured = self.event.first("X-APPLE-STRUCTURED-LOCATION")
        said = words.unescaped(self.event.value("LOCATION"))
        if words.is_html(said):
            said = text.plain_of(words.markdown_of_html(said))
        rows = [
            row for row in (text.clean_line(each) for each in re.split(r"\n|;\s", text.clean(said))) if row
        ]
        rows = [row for row in rows if not self._is_online(row)]
        if self.ours and rows and rows[0].startswith(_OWN_SECRETS):
            rows = []
        if not rows and structured and structured.parameters.get("X-TITLE"):
            rows = [text.clean_line(words.unescaped(structured.parameters["X-TITLE"]))]
        name, address = _name_and_address(rows)
        listing["place_name"] = self._fitting("place_name", self._without_addresses(name, "place"), "place")
        listing["place_address"] = self._fitting(
            "place_address", self._without_addresses(address, "place"), "address"
        )
        if self.event.first("GEO") or structured:
            self.notes.left_out("The point on the map was left out; the address says where it is.")

    def _is_only_online(self) -> bool:
        return self._is_online(text.clean_line(words.unescaped(self.event.value("LOCATION"))))

    def _is_online(self, row: str) -> bool:
        return bool(
            re.fullmatch(
                r"(?:online|virtual|remote|zoom|(?:on |via )?zoom(?: meeting)?|microsoft teams(?: meeting)?|teams|"
                r"google meet|webex|via (?:zoom|teams|google meet))\.?", row, re.IGNORECASE
            )
            or (row.lower().startswith(("http://", "https://")) and " " not in row)
        )  # fmt: skip

    def _link_to_join(self) -> str:
        stated = self.event.all_of(
            "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK",
            "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK", "X-CONFERENCE-URL", "X-ZOOM-MEETING-URL", "X-EVENT-VIRTUAL-URL",
        )  # fmt: skip
        location = words.unescaped(self.event.value("LOCATION")).strip()
        alone = location if self._is_online(location) else ""
        found = [words.first_link(words.unescaped(line.value)) for line in stated]
        unread = [
            words.line(line.value)
            for line, link in zip(stated, found, strict=True)
            if not link and line.value.strip()
        ]
        if unread:
            self.notes.left_out("A way to join that is no web address was left out.", "\n".join(unread[:10]))
        found += [words.link_to_join([location, self.event.value("URL")]), words.first_link(alone)]
        for link in filter(None, found):
            if words.fits_a_link(link, MOST_OF["online_link"]):
                return link
            self.notes.left_out("The link to join cannot be kept as it stands; copy the right one.", link)
        return ""

    # What kind

    def _categories(self, listing: dict[str, Any]) -> str | None:
        told = self.event.all_of("CATEGORIES")[: words.MOST_PIECES]
        said = [each for line in told for each in words.several(line.value)][: words.MOST_PIECES]
        chosen = list(
            dict.fromkeys(self.topics[each.lower()] for each in said if each.lower() in self.topics)
        )
        listing["topics"] = chosen[: MOST_OF["topics"]]
        kinds = [kind for each in said if (kind := _type_by(each))]
        unknown = [
            each for each in dict.fromkeys(said) if each.lower() not in self.topics and not _type_by(each)
        ]
        if unknown:
            self.notes.left_out(
                f"{counted(len(unknown), 'category', 'categories')} that {'is no topic' if len(unknown) == 1 else 'are no topics'} "
                "of this network: choose among its topics.",
                "\n".join(unknown[:40]),
            )
        return kinds[0] if kinds else None

    # What is left out

    def _tell_what_is_left_out(self, online_link: str) -> None:
        self._people()
        self._reminders()
        url = words.first_link(self.event.value("URL"))
        if url and not self.ours and url != online_link:
            self.notes.left_out(
                "The address of its page was left out; put it into the description if people need it.", url
            )
        attached = self.event.all_of("ATTACH", "IMAGE")
        if attached:
            inside = any(
                line.parameters.get("ENCODING") or line.parameters.get("VALUE") == "BINARY"
                for line in attached
            )
            self.notes.left_out(
                f"{counted(len(attached), 'attached file')} {'was' if len(attached) == 1 else 'were'} left out.",
                "" if inside else "\n".join(words.first_link(line.value) for line in attached[:20]),
            )
        if self.event.value("CLASS").strip().upper() in {"PRIVATE", "CONFIDENTIAL"}:
            self.notes.check("The file calls it private; choose with care who may find it.")
        if self.event.value("STATUS").strip().upper() == "TENTATIVE":
            self.notes.check("The file calls it tentative.")
        comments = [words.line(line.value) for line in self.event.all_of("COMMENT")[:20]]
        if any(comments):
            self.notes.left_out("A comment was left out.", "\n".join(comments))
        self._second_words()
        self._extras()
        if self.event.stray:
            self.notes.check(
                f"{counted(len(self.event.stray), 'line')} of the file, the first of them line {self.event.stray[0]:,}, could "
                "not be read as calendars are written; where one followed a text, it was read as the rest of that text."
            )

    def _people(self) -> None:
        invited = len(self.event.all_of("ATTENDEE"))
        others = [name for name, found in (("the organizer", self.event.first("ORGANIZER")),
                                           ("the contact", self.event.first("CONTACT"))) if found]  # fmt: skip
        people = [
            *([f"{invited:,} invited {'person' if invited == 1 else 'people'}"] if invited else []),
            *others,
        ]
        if people:
            said = listed(people)
            one = len(people) == 1 and invited <= 1
            self.notes.left_out(
                f"{said[0].upper()}{said[1:]} {'was' if one else 'were'} left out: names and addresses of people are never "
                "imported."
            )

    def _reminders(self) -> None:
        alarms = [part for part in self.event.parts if part.name == "VALARM"]
        alarms += [
            Component("VALARM", line.number)
            for line in self.event.all_of("DALARM", "AALARM", "MALARM", "PALARM")
        ]
        if len(alarms) == 1:
            self.notes.left_out(
                f"The reminder{_before(alarms[0].value('TRIGGER'))} was left out: calendars set their own."
            )
        elif alarms:
            self.notes.left_out(f"{len(alarms):,} reminders were left out: calendars set their own.")
        others = sorted({part.name for part in self.event.parts if part.name != "VALARM"})
        if others:
            self.notes.left_out(f"The parts {shown(listed(others), 120)} were left out.")

    def _extras(self) -> None:
        """What a program added in its own words, and what nobody knows: shown, so that it can be copied."""
        strange = (
            line
            for line in self.event.lines
            if not line.name.startswith(_SILENT)
            and (line.name not in lines.KNOWN or line.name == "RESOURCES")
        )
        extras = [
            f"{line.parameters.get('NAME') or line.name.removeprefix('X-').replace('-', ' ').capitalize()}: {said}"
            for line in islice(strange, words.MOST_PIECES)
            if (said := words.line(line.value))
        ]
        if extras:
            self.notes.left_out("Details that the other program added were left out.", "\n".join(extras))

    def _second_words(self) -> None:
        """What an event says once was taken from its first line; another one that differs is told."""
        for name, what in (("DTSTART", "start"), ("DTEND", "end"), ("SUMMARY", "title"), ("DESCRIPTION", "description"),
                           ("LOCATION", "place"), ("STATUS", "status")):  # fmt: skip
            said = list(dict.fromkeys(line.value for line in self.event.all_of(name)))
            if len(said) > 1:
                self.notes.left_out(
                    f"The file gives more than one {what}; the first was taken.",
                    "\n".join(words.unescaped(each) for each in said[1:6]),
                )

    def _is_cancelled(self, when: When) -> bool:
        method = self.group.calendar.value("METHOD").strip().upper()
        status = self.event.value("STATUS").strip().upper()
        return status in {"CANCELLED", "CANCELED"} or method == "CANCEL" or when.all_cancelled

    def _source(self) -> str:
        """What the event is known by when it comes again. A UID may hold an address, so only its digest is kept."""
        uid = self.event.value("UID").strip() or "\n".join(fingerprint(self.event))
        return hashlib.sha256(uid.encode("utf-8", errors="replace")).hexdigest()


_SILENT = ("X-MICROSOFT-", "X-MS-", "X-APPLE-", "X-WR-", "X-MOZ-", "X-LIC-", "X-GOOGLE-", "X-EVOLUTION-", "X-ALT-DESC",
           "X-CONFERENCE-URL", "X-ZOOM-", "X-KDE-", "X-LOTUS-", "X-GWSHOW", "X-OLK-", "X-RADICALE-", "X-NEXTCLOUD-",
           "X-FUNAMBOL-", "X-NC-", "X-EVENT-VIRTUAL-URL", "X-CALENDARSERVER-", "X-FRUUX-", "X-SOGO-", "X-ZIMBRA-",
           "X-PUBLISHED-TTL", "X-YAHOO-", "X-ICAL-", "X-RECURRENCE-ID", "X-LIC")  # fmt: skip
"""What programs keep for themselves and no reader ever sees."""


def _before(trigger: str) -> str:
    value = trigger.strip()
    length = duration(value[1:]) if value.startswith("-") else None
    if not length:
        return ""
    minutes = int(length.total_seconds()) // 60
    for size, unit in ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes and minutes % size == 0:
            return f" {counted(minutes // size, unit)} before"
    return ""


def _name_and_address(rows: Sequence[str]) -> tuple[str, str]:
    """A place's name and its address, where the file has both in one text."""
    if not rows:
        return "", ""
    if len(rows) > 1:
        return rows[0], ", ".join(rows[1:])
    name, comma, address = rows[0].partition(", ")
    several = address.count(",") >= 1
    if comma and several and re.search(r"\d", address) and not re.fullmatch(r"[\d\s-]+", name):
        return name, address
    return rows[0], ""


_TYPES: tuple[tuple[str, EventType], ...] = (
    (r"film|movie|screening|documentary|cinema", EventType.FILM_SCREENING),
    (r"panel|round ?table", EventType.PANEL),
    (r"tabling|info(?:rmation)? (?:table|booth)|activities fair|involvement fair", EventType.TABLING),
    (r"training|workshop|teach-?in|orientation", EventType.TRAINING),
    (r"fund-?rais\w*|bake sale|gala|benefit (?:night|concert)", EventType.FUNDRAISER),
    (r"service day|day of service|volunteer\w*|clean-?up|community service", EventType.SERVICE_DAY),
    (r"conference|summit|symposium|convention", EventType.CONFERENCE),
    (r"(?:awareness|campaign|action) week|week of action", EventType.CAMPAIGN_WEEK),
    (r"book (?:club|group|discussion)|reading group", EventType.BOOK_CLUB),
    (r"vigil|candle-?light|memorial|remembrance", EventType.VIGIL),
    (r"advocacy|lobby(?:ing)?(?: day)?|rally|call your|letter.writing", EventType.ADVOCACY_DAY),
    (r"support (?:group|space|circle)|healing (?:circle|space)", EventType.SUPPORT_SPACE),
    (r"meeting|gbm|e-?board", EventType.TEAM_MEETING),
    (r"talk|lecture|speaker|keynote|seminar|colloquium|webinar", EventType.TALK),
)  # fmt: skip
_TYPE_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})s?\b", re.IGNORECASE), kind) for pattern, kind in _TYPES)


def _type_by(said: str) -> str | None:
    """What kind of event the words speak of; a guess, which the organizer sees first."""
    return next((kind.value for pattern, kind in _TYPE_PATTERNS if pattern.search(said)), None)


def _format_of(listing: Mapping[str, Any]) -> str | None:
    if listing.get("online_link"):
        return Format.HYBRID.value if listing.get("place_name") else Format.ONLINE.value
    return Format.IN_PERSON.value if listing.get("place_name") else None


# Files that the product itself wrote


def _own_address(event: Component) -> str:
    return event.value("URL").strip()


_OWN_SECRETS = ("Place: ", "Online: ")
"""How our feeds say that a place or a link is told to some only."""

_OWN_ENDINGS = (
    "Access: ",
    "Cost: ",
    "Hosted by ",
    "Join online: ",
    "Link: ",
    "Part of ",
    "What is said here is the view of",
)


def _own_text(told: str, listing: dict[str, Any], address: str) -> str:
    """What an organizer wrote, out of the text our own feeds make of a listing."""
    kept: list[str] = []
    for part in told.split("\n\n"):
        if part.startswith("Content note: "):
            listing["content_note"] = part.removeprefix("Content note: ")[: MOST_OF["content_note"]]
        elif part.startswith("Directions: "):
            listing["directions"] = part.removeprefix("Directions: ")[: MOST_OF["directions"]]
        elif part != address and not part.startswith(_OWN_ENDINGS):
            kept.append(part)
    if kept and len(kept[0]) <= MOST_OF["summary"] and "\n" not in kept[0]:
        listing["summary"] = text.clean_line(text.plain_of(kept.pop(0)))
    return "\n\n".join(kept)
