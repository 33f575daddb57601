"""An instant as the clock at the place shows it, and a span of time in words that name the zone."""

from datetime import UTC, datetime, timedelta, tzinfo

from commonhour.events.timezones import UnknownZone, zone


def zone_or_utc(name: str) -> tzinfo:
    """The zone of this name. A row with a zone nobody knows is told in UTC, so that it harms no other row."""
    try:
        return zone(name)
    except UnknownZone:
        return UTC


def city_of(zone_name: str) -> str:
    """The place that a zone is named for, as one writes it."""
    return zone_name.rpartition("/")[2].replace("_", " ")


def wall_time(moment: datetime, zone_name: str, *, all_day: bool) -> str:
    try:
        local = moment.astimezone(zone_or_utc(zone_name))
    except OverflowError:
        local = moment.astimezone(UTC)
    return f"{local:%Y-%m-%d}" if all_day else f"{local:%Y-%m-%dT%H:%M}"


def local_span(start: datetime, end: datetime, zone_name: str, *, all_day: bool) -> tuple[str, str]:
    last = end - timedelta(microseconds=1) if all_day else end
    return wall_time(start, zone_name, all_day=all_day), wall_time(last, zone_name, all_day=all_day)


def in_words(start: datetime, end: datetime, zone_name: str, *, all_day: bool) -> str:
    """As one reads it aloud: "Thursday, 5 November 2026, 18:30 to 20:00 (EST, America/New_York)"."""
    place = zone_or_utc(zone_name)
    first = start.astimezone(place)
    last = (end - timedelta(microseconds=1) if all_day else end).astimezone(place)
    same_day = first.date() == last.date()
    if all_day:
        return f"{_day(first)}, all day" if same_day else f"{_day(first)} to {_day(last)}"
    until = f"{last:%H:%M}" if same_day else f"{last.day} {last:%B}, {last:%H:%M}"
    return f"{_day(first)}, {first:%H:%M} to {until} ({first:%Z}, {zone_name})"


def _day(moment: datetime) -> str:
    return f"{moment:%A}, {moment.day} {moment:%B} {moment.year}"
