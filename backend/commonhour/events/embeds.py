"""The calendar inside somebody else's web page: a month or a list in a frame, of what is public and nothing else.

No script, no cookie, no session: a frame on a campus site is third-party ground. It is the one page of ours that others may
frame, so it holds nothing that a click could be stolen for: no form, no session, only links that open outside the frame.
How it looks follows from a few parameters with closed lists of words, so that our address can be made to say nothing
that is not ours.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt

from commonhour import http
from commonhour.errors import BadInput
from commonhour.events import assets, bad_address, conditional, customs, days, filters, parameters, queries
from commonhour.events.choices import Format, Status
from commonhour.events.clock_time import city_of, zone_or_utc
from commonhour.events.conditional import Coding, Validators
from commonhour.events.days import Month
from commonhour.events.entries import place_line
from commonhour.events.models import FeedKind, FeedScope, FeedState, Occurrence
from commonhour.http import only_read
from commonhour.people.models import COLOURS, Chapter

STYLES = "src/served/embed.css"
SHOWN_A_DAY = 4
MOST_LINES, USUAL_LINES = 100, 20
ENDING = 50
"""All-day events of other zones that may end just now, and so are read and not shown."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "view": ("month", "list"),
    "theme": ("auto", "light", "dark"),
    "colour": ("", *COLOURS),
    "size": ("medium", "small", "large"),
    "heading": ("show", "hide"),
    "clock": ("", "12", "24"),
}
"""How it may look: each parameter with its words, the usual one first."""
PARAMETERS = (*WORDS, "on", "limit")
HEADERS = {
    "Cache-Control": conditional.PUBLIC["Cache-Control"],
    # The calendar itself is for search engines; its copies in frames, month after month, are not.
    "X-Robots-Tag": "noindex, nofollow",
}

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Look:
    """The parameters that are not filters, read and checked."""

    view: str
    theme: str
    colour: str
    size: str
    heading: str
    clock: str
    on: Month | None
    limit: int

    @property
    def canonical(self) -> list[tuple[str, str]]:
        """What was chosen, without what is usual anyway; the month apart, for the links of the page change it."""
        given = [
            (name, getattr(self, name)) for name, words in WORDS.items() if getattr(self, name) != words[0]
        ]
        return [*given, *([("limit", str(self.limit))] if self.limit != USUAL_LINES else [])]


@dataclass(frozen=True)
class Frame:
    """All that decides what one frame shows, beside the events."""

    look: Look
    choice: filters.Chosen
    names: tuple[str, ...]
    colour: str
    zone_name: str
    today: date

    @property
    def zone(self) -> tzinfo:
        return zone_or_utc(self.zone_name)

    @property
    def month(self) -> Month:
        return self.look.on or Month.of(self.today)

    @property
    def weeks(self) -> list[list[date]]:
        return self.month.weeks(customs.of(self.zone_name).first_weekday)

    @property
    def span(self) -> tuple[date, date]:
        """The days that are shown; a list without a month has no end."""
        if self.look.view == "month":
            return self.weeks[0][0], self.weeks[-1][-1]
        return (self.month.first, self.month.last) if self.look.on else (self.today, date.max)

    @property
    def shown_today(self) -> date | None:
        """Today, where the page would look different tomorrow; so that the tag of any other month outlives the day."""
        first, last = self.span
        return self.today if first <= self.today <= last else None

    @property
    def twelve_hours(self) -> bool:
        return customs.of(self.zone_name).twelve_hours if not self.look.clock else self.look.clock == "12"

    def address(self, month: Month | None) -> str:
        """The same frame on another month."""
        query = [*self.look.canonical, *([("on", str(month))] if month else [])]
        return "/embed?" + "&".join(part for part in (self.choice.canonical, urlencode(query)) if part)


@dataclass(frozen=True)
class Line:
    """An occurrence as the frame tells it on one of its days."""

    title: str
    address: str
    language: str
    standing: str
    instant: str
    start: str
    end: str
    there: str
    until: str
    continues: bool
    place: str
    hosts: tuple[tuple[str, str], ...]


def framable(view: View) -> View:
    """The one exception to the framing policy. All else of the policy is as strict as everywhere, or stricter."""
    policy = {
        "frame-ancestors": ["*"],
        "frame-src": [NONE],
        "script-src": [NONE],
        "img-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
        "manifest-src": [NONE],
    }
    return wraps(view)(xframe_options_exempt(csp_replace(policy)(view)))


@framable
@only_read
def embed(request: HttpRequest) -> HttpResponseBase:
    try:
        frame = read(request.GET, now=http.now())
    except BadInput as refusal:
        return _refused(request, refusal)

    def build(coding: Coding) -> tuple[Validators, bytes]:
        content = render_to_string("events/embed.html", _page(frame)).encode()
        return validators, conditional.coded(content, coding)

    # Read before the events are: a change in between makes the tag older than the page, never younger.
    validators = _validators(frame)
    return conditional.answer(
        request, validators, build, content_type="text/html; charset=utf-8", headers=HEADERS
    )


def read(query: QueryDict, *, now: datetime) -> Frame:
    """The frame of an address.

    Raises:
        BadInput: a parameter is unknown, or a value is not of its list.
    """
    look = _look(query)
    choice = filters.chosen(query, AnonymousUser(), besides=PARAMETERS)
    return Frame(
        look=look,
        choice=choice,
        names=choice.names,
        colour=look.colour or choice.colour,
        zone_name=choice.zone_name,
        today=now.astimezone(zone_or_utc(choice.zone_name)).date(),
    )


def _look(query: QueryDict) -> Look:
    words = {name: parameters.word(query, name, offered) for name, offered in WORDS.items()}
    month = parameters.single(query, "on")
    on = Month.read(month) if month else None
    if month and on is None:
        raise BadInput("bad_parameter", "Write the month “on” as 2026-11.")
    limit = parameters.single(query, "limit") or str(USUAL_LINES)
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= MOST_LINES):
        raise BadInput("bad_parameter", f"Write “limit” as a number from 1 to {MOST_LINES}.")
    return Look(**words, on=on, limit=int(limit))


def _validators(frame: Frame) -> Validators:
    """What the page depends on: the counter of all public changes, the names it tells, the day, and what draws it.

    There is no date: the day turns without a change, so that no moment of a change could vouch for the page.
    """
    counter = FeedState.objects.filter(kind=FeedKind.FILTERS, key="", scope=FeedScope.PUBLIC)
    revision, changed_at = counter.values_list("revision", "changed_at").first() or (0, None)
    told = (
        changed_at,
        frame.choice.canonical,
        frame.look,
        frame.names,
        frame.zone_name,
        frame.shown_today,
        settings.NETWORK_NAME,
        assets.stylesheet(STYLES),
        list(Chapter.objects.order_by("slug").values_list("slug", "name", "colour", "time_zone")),
        _drawn_by(),
    )
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:20]
    return Validators(f'"m{revision}-{digest}"')


@cache
def _drawn_by() -> str:
    """A digest of this room's sources: a deploy that draws the same events differently must change the tag."""
    room = Path(__file__).parent
    sources = sorted([*room.glob("*.py"), *room.glob("templates/events/*.html")])
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _page(frame: Frame) -> dict[str, Any]:
    first, last = frame.span
    found = list(_occurrences(frame))
    on_days = days.by_day(found, first, last, frame.zone)
    shared = {
        "frame": frame,
        "styles": assets.stylesheet(STYLES),
        "heading": ", ".join(frame.names) or settings.NETWORK_NAME,
        "city": city_of(frame.zone_name),
        "before": _month_link(frame, -1),
        "after": _month_link(frame, 1),
        "this_month": frame.address(None) if frame.look.on else "",
        "subscribe": frame.choice.address("/subscribe"),
    }
    if frame.look.view == "month":
        inside = any(Month.of(day) == frame.month for day in on_days)
        return shared | {
            "period": frame.month.words,
            "weeks": _weeks(frame, on_days),
            "weekdays": [f"{day:%A}" for day in frame.weeks[0]],
            "next_month": None if inside else _next_month(frame),
            "empty": not inside,
            "calendar": frame.choice.address("/", view="month", on=f"{frame.month.first}"),
        }
    agenda, cut = _agenda(frame, on_days)
    return shared | {
        "period": frame.month.words if frame.look.on else "Coming up",
        "agenda": agenda,
        "next_month": _next_month(frame) if frame.look.on and not agenda else None,
        "empty": not agenda,
        "cut": cut,
        "calendar": frame.choice.address(
            "/", view="agenda", **({"on": f"{frame.month.first}"} if frame.look.on else {})
        ),
    }


def _occurrences(frame: Frame) -> QuerySet[Occurrence]:
    first, last = frame.span
    if last == date.max:
        start, _ = days.instants_of(first, first)
        found = queries.occurrences_from(start, AnonymousUser())
    else:
        found = queries.occurrences_between(*days.instants_of(first, last), AnonymousUser())
    lines = queries.occurrence_marks(frame.choice.narrow(found)).order_by("starts_at", "event_id")
    return lines[: frame.look.limit + ENDING] if last == date.max else lines


def _weeks(frame: Frame, on_days: Mapping[date, list[Occurrence]]) -> list[list[dict[str, Any]]]:
    return [[_cell(frame, day, on_days.get(day, [])) for day in week] for week in frame.weeks]


def _cell(frame: Frame, day: date, found: list[Occurrence]) -> dict[str, Any]:
    shown = found if len(found) <= SHOWN_A_DAY else found[: SHOWN_A_DAY - 1]
    return {
        "day": day,
        "weekday": f"{day:%A}",
        "month": f"{day:%B}",
        "outside": Month.of(day) != frame.month,
        "today": day == frame.today,
        "lines": [_line(frame, each, day) for each in shown],
        "more": len(found) - len(shown),
        "all": frame.choice.address("/", view="week", on=f"{day}"),
    }


def _agenda(frame: Frame, on_days: Mapping[date, list[Occurrence]]) -> tuple[list[dict[str, Any]], bool]:
    """Day by day, each occurrence once, on the first of its days that is shown; and whether there is more."""
    seen: set[int] = set()
    agenda: list[dict[str, Any]] = []
    for day, found in on_days.items():
        fresh = [each for each in found if each.pk not in seen]
        if not frame.look.on:
            fresh = fresh[: frame.look.limit - len(seen)]
        seen |= {each.pk for each in fresh}
        if fresh:
            lines = [_line(frame, each, day) for each in fresh]
            agenda.append({"day": day, "today": day == frame.today, "lines": lines})
    everything = {each.pk for found in on_days.values() for each in found}
    return agenda, len(everything) > len(seen)


def _line(frame: Frame, occurrence: Occurrence, day: date) -> Line:
    event = occurrence.event
    begins, ends = days.span_of(occurrence, frame.zone)
    start, end = (moment.astimezone(frame.zone) for moment in (occurrence.starts_at, occurrence.ends_at))
    there = start.astimezone(zone_or_utc(event.time_zone))
    opens, closes, opens_there = (
        "" if event.all_day else customs.time(moment, twelve_hours=frame.twelve_hours)
        for moment in (start, end, there)
    )
    last_day = f"{ends:%A}, {ends.day} {ends:%B}"
    same_clock = event.all_day or there.replace(tzinfo=None) == start.replace(tzinfo=None)
    return Line(
        title=event.title,
        address=f"/events/{event.slug}",
        language=event.language,
        standing=_standing(occurrence),
        instant=f"{begins}" if event.all_day else start.isoformat(),
        start=opens or "All day",
        end=closes if begins == ends else "",
        there="" if same_clock else f"{opens_there} in {city_of(event.time_zone)}",
        until="" if begins == ends else f"{closes} on {last_day}" if closes else last_day,
        continues=day != begins,
        place="Online" if event.format == Format.ONLINE else place_line(event),
        hosts=tuple((each.name, each.colour) for each in queries.hosts_of(event)),
    )


def _standing(occurrence: Occurrence) -> str:
    if occurrence.cancelled or occurrence.event.status == Status.CANCELLED:
        return "Cancelled"
    return "Postponed" if occurrence.event.status == Status.POSTPONED else ""


def _next_month(frame: Frame) -> tuple[str, str] | None:
    """The next month with anything in it, under the same filters: its words and its address in this frame."""
    _, end = days.instants_of(frame.month.first, frame.month.last)
    around = queries.occurrences_from(end - 2 * days.AWAY, AnonymousUser())
    later = frame.choice.narrow(around).select_related("event").order_by("starts_at", "event_id")
    starts = (days.span_of(each, frame.zone)[0] for each in later[:ENDING])
    first = next((day for day in starts if day > frame.month.last), None)
    return (Month.of(first).words, frame.address(Month.of(first))) if first else None


def _month_link(frame: Frame, step: int) -> tuple[str, str] | None:
    month = frame.month.moved(step)
    return (month.words, frame.address(month)) if month.is_in_reach else None


def _refused(request: HttpRequest, refusal: BadInput) -> HttpResponse:
    more = {"on": "a month, as 2026-11", "limit": f"how many events a list shows, up to {MOST_LINES}"}
    styles = assets.stylesheet(STYLES)
    return bad_address.page(request, refusal, what="calendar", styles=styles, words=WORDS, more=more)
