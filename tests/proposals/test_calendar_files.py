"""Reading calendar files: a corpus in the shapes that real programs write, each beside what it must be read as.

The expected readings stand in `calendars/*.json`. Where icalendar and recurring-ical-events can read a file too, they
are asked for its dates, so that the corpus does not only agree with itself.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events

from commonhour.events import schedule, schedule_reading, text, timezones
from commonhour.proposals import intake
from commonhour.proposals.calendars import reading
from commonhour.proposals.calendars.lines import NotACalendar
from commonhour.proposals.calendars.one_event import ReadEvent
from commonhour.proposals.calendars.reading import ReadFile

HERE = Path(__file__).parent / "calendars"
FILES = sorted(HERE.glob("*.ics"))
TODAY = date(2026, 9, 1)
TOPICS = {"labor rights": "labor-rights", "labor-rights": "labor-rights"}


def read(raw: bytes) -> ReadFile:
    return reading.read(raw, zone="America/New_York", today=TODAY, topics=TOPICS)


def told(raw: bytes) -> dict[str, Any]:
    """A reading as the files beside the calendars write it down."""
    try:
        found = read(raw)
    except NotACalendar as refusal:
        return {"refused": refusal.sentence}
    return {
        **({"name": found.name} if found.name else {}),
        **({"notes": _notes(found.notes)} if found.notes else {}),
        "events": [_event(event) for event in found.events],
    }


def _event(event: ReadEvent) -> dict[str, Any]:
    flags = {"cancelled": event.cancelled, "over": event.over}
    return {
        "listing": dict(event.listing),
        **{name: value for name, value in (("kind", event.event_type), ("format", event.format)) if value},
        **({"repeats": event.repeats} if event.repeats else {}),
        **{name: True for name, value in flags.items() if value},
        "notes": _notes(event.notes),
    }


def _notes(notes: Any) -> list[str]:
    return [f"{note.fate}: {note.sentence}" + (f" [{note.rest}]" if note.rest else "") for note in notes]


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(FILES) >= 200
    assert {file.stem for file in FILES} == {file.stem for file in HERE.glob("*.json")}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_read_as_written_beside_it(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))

    assert told(file.read_bytes()) == expected
    for event in expected["events"]:
        stored = intake.read("listing", event["listing"], kind="event")
        assert stored == {name: value for name, value in event["listing"].items() if value != {}}
        assert "@" not in json.dumps(event["listing"])


# Another reader's opinion

READ_OTHERWISE = {
    "part-chinese-calendar": "icalendar reads only the Gregorian calendar",
    "part-day-end-same": "a day that ends on itself is one day, not none",
    "part-day-end-time": "a day that ends at noon of the next lasts two",
    "part-html-title": "its title is HTML",
    "part-leap-second": "there is no second 60 in Python",
    "part-seconds": "told to the minute here",
    "rule-exdate-midnight": "midnight leaves out that day's date, as Outlook means it",
    "rule-interval-zero": "means nothing, and dateutil runs it for ever",
    "rule-never": "dateutil runs it until the year 9999",
    "rule-override-day-id": "a whole day names that day's date",
    "rule-until-date": "the last day counts, as Google means it",
    "rule-until-local": "the end is told by the same clocks as the start",
}
"""Where we decided otherwise than icalendar and recurring-ical-events. Odd zones and broken files they do not read."""


def test_the_dates_are_those_that_another_reader_finds() -> None:
    compared, otherwise = 0, []
    for file in FILES:
        if file.stem in READ_OTHERWISE or file.stem.startswith(("zone-", "broken-", "encoding-")):
            continue
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        for event in read(file.read_bytes()).events:
            ours = _instances(event.listing) if _is_sure(event) else []
            if not ours:
                continue
            compared += 1
            if _instances_by(calendar, str(event.listing.get("title", "")), ours) != ours:
                otherwise.append(file.stem)

    assert otherwise == []
    assert compared >= 150


def _is_sure(event: ReadEvent) -> bool:
    """Nothing about its dates was left to the organizer, or is told in two ways."""
    return not event.cancelled and not any(
        word in note.sentence
        for note in event.notes
        for word in (
            "zone",
            "repeats",
            "rule",
            "end",
            "ends",
            "clocks",
            "hour",
            "date",
            "start",
            "cannot stand",
        )
    )


def _instances(listing: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    if schedule_reading.faults(listing):
        return []
    return [(each.starts, each.ends) for each in schedule.instances(schedule_reading.parse(listing))]


def _instances_by(
    calendar: icalendar.Calendar, title: str, ours: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    last = max(ends for _starts, ends in ours) + timedelta(days=400)
    found = recurring_ical_events.of(calendar, skip_bad_series=True).between(TODAY, last)
    same = [
        each
        for each in found
        if title.rstrip("…").startswith(text.clean_line(str(each.get("SUMMARY", "")))[:40])
    ]
    return sorted(
        (_instant(each.start), _instant(each.end)) for each in same if each.get("STATUS") != "CANCELLED"
    )


def _instant(at: date | datetime) -> datetime:
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return timezones.first_instant_of(datetime.combine(at, time(0)), "America/New_York")
