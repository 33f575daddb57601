"""What is of the right type and still cannot stand on a calendar: kept, shown, and it holds up the submission. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commonhour.events import choices, schedule_reading, text
from commonhour.proposals.document import SECTIONS, TOLD_BY_THE_HOST, Reach, Value, empty, seen_at
from commonhour.proposals.intake import Faults
from commonhour.proposals.states import Kind


def of_document(document: Mapping[str, Any], *, kind: str) -> dict[str, dict[str, list[str]]]:
    """Problems by section and field, of what has been filled in; what is missing is the checklists' to say."""
    found = {
        section: of_section(section, document.get(section) or empty(section), kind=kind)
        for section in SECTIONS
    }
    return {section: faults for section, faults in found.items() if faults}


def of_section(section: str, value: Value, *, kind: str, dated: bool = True) -> dict[str, list[str]]:
    """Those of one section. Without `dated`, its dates are somebody else's to look at."""
    faults = Faults()
    if section == "figures":
        for number, figure in enumerate(value):
            said = figure.get("source_link", "")
            if said and said.lower() != NOT_STATED and not text.clean_link(said):
                faults.add(f"{number}.source_link", f"{_HALF_A_LINK} Or write '{NOT_STATED}'.")
    if section == "listing":
        _listing_problems(value, kind, faults)
        if dated and kind == Kind.EVENT:
            for fault in schedule_reading.faults(value, partial=True):
                faults.add(fault.field, fault.sentence)
    return dict(faults)


NOT_STATED = "not stated in source"
_HALF_A_LINK = "This is not yet a whole link. Copy it from the address bar, with https:// in front."


def _listing_problems(listing: Mapping[str, Any], kind: str, faults: Faults) -> None:
    for name in ("picture_link", "online_link"):
        if listing.get(name) and not text.clean_link(listing[name]):
            faults.add(name, _HALF_A_LINK)
    if listing.get("picture_link") and not listing.get("picture_alt"):
        faults.add("picture_alt", "Say in words what the picture shows, for people who do not see it.")
    if kind == Kind.PROGRAM:
        _period_problems(listing, faults)
        return
    for rule, names in TOLD_BY_THE_HOST.items():
        for name in names:
            if listing.get(rule) == choices.Shown.FROM_HOST and listing.get(name):
                faults.add(name, "The host will tell this, so leave it out here: then nothing can show it.")


def _period_problems(listing: Mapping[str, Any], faults: Faults) -> None:
    starts, ends = listing.get("period_starts_on"), listing.get("period_ends_on")
    if starts and ends and ends < starts:
        faults.add("period_ends_on", "The last day lies before the first one.")


@dataclass(frozen=True)
class Leak:
    """A public text that says what only some may learn."""

    section: str
    field: str
    row: str | None
    sentence: str


def leaks(document: Mapping[str, Any]) -> Iterator[Leak]:
    """Every public text that names the place, the room, the address or the link of an event that keeps it back."""
    listing: Mapping[str, Any] = document.get("listing") or {}
    kept_back = [
        (SECTIONS["listing"].by_name[name], telling)
        for name in ("place_name", "room", "place_address", "online_link")
        if SECTIONS["listing"].by_name[name].reach_in(listing) is not Reach.PUBLIC
        for telling in _telling(listing.get(name) or "")
    ]
    if not kept_back:
        return
    for section, field, row, words in _public_words(document):
        spoken = _spoken(words)
        told = next((private for private, telling in kept_back if telling in spoken), None)
        if told:
            rule = next(rule for rule, names in TOLD_BY_THE_HOST.items() if told.name in names)
            yield Leak(section, field, row, _LEAKING[rule].format(what=told.label.lower()))


_LEAKING = {
    "place_rule": "Anyone can read this, and it names the {what}, which not everyone may learn. Take it out here, "
    "or choose that anyone may learn the place.",
    "link_rule": "Anyone can read this, and it holds the {what}, which not everyone may learn. Take it out here, "
    "or choose that anyone may learn the link.",
}


def _telling(value: str) -> Iterator[str]:
    """What gives a place away: the whole of it, and of an address its street. A bare number tells nothing."""
    parts = [value, *(part for part in re.split(r"[,;\n]", value) if re.search(r"\d", part))]
    for part in parts:
        spoken = _spoken(part.partition("://")[2] or part)
        if len(spoken.strip()) > 2 and re.search(r"[^\W\d]", spoken):
            yield spoken


_NOT_SPOKEN = re.compile(r"[\W_]+")


def _spoken(value: str) -> str:
    """Words as they are heard: without case, punctuation or markup, a space on either side of each."""
    words = _NOT_SPOKEN.sub(" ", unicodedata.normalize("NFKC", value).casefold())
    return f" {words.strip()} "


def _public_words(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None, str]]:
    """Each text a stranger may read, with where it stands."""
    for name, value in seen_at(document, Reach.PUBLIC).items():
        form = SECTIONS[name]
        for record in value if form.rows else [value]:
            for field in form.fields:
                if field.type in _WORDED and record.get(field.name):
                    yield name, field.name, record.get("id"), record[field.name]


_WORDED = frozenset({"line", "text", "markdown", "link"})
