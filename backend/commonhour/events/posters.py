"""What goes on paper: a poster of an event or of a calendar, and the code on it as a picture of its own.

A poster outlives what it says, and nobody can take it back from a wall. So it names no person, not even a speaker who agreed
to stand on the page, and the code leads to the page, which knows of every change.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from commonhour import http
from commonhour.errors import BadInput
from commonhour.events import (
    assets,
    bad_address,
    codes,
    conditional,
    customs,
    days,
    filters,
    parameters,
    queries,
    schedule,
    schedule_reading,
)
from commonhour.events.choices import (
    LANGUAGES,
    AccessFeature,
    Audience,
    Cost,
    EventType,
    Format,
    Status,
    Visibility,
)
from commonhour.events.clock_time import city_of, zone_or_utc
from commonhour.events.conditional import Coding, Validators
from commonhour.events.entries import VIEWS_LINE, place_line
from commonhour.events.models import Event, Occurrence
from commonhour.events.typesetting import Sheet, sizes_for
from commonhour.http import only_read

STYLES = "src/served/poster.css"
PAPERS = {"a4": "A4", "letter": "US Letter"}
CLOCKS = ("12", "24")
ALSO = 4
"""Further dates named one by one; a longer series is told by its rule."""
LINES = 5
RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)


@dataclass(frozen=True)
class Paper:
    """How it is printed: chosen in the address, or as is customary where the event is."""

    size: str
    twelve_hours: bool


@dataclass(frozen=True)
class Date:
    """A date as a poster sets it, large."""

    weekday: str
    day: str
    month: str
    hours: str
    instant: str


@dataclass(frozen=True)
class Line:
    """One of the next events on the poster of a calendar, with its next date; `also` tells of the others."""

    date: str
    hours: str
    title: str
    language: str
    place: str
    also: str


@dataclass(frozen=True)
class Poster:
    kind: str
    title: str
    lead: str
    hosts: tuple[str, ...]
    colour: str
    address: str
    call: str
    code: str
    language: str = "en"
    standing: str = ""
    standing_words: str = ""
    date: Date | None = None
    also: str = ""
    place: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    small: str = ""

    @property
    def is_right_to_left(self) -> bool:
        return self.language.split("-")[0] in RIGHT_TO_LEFT

    @property
    def short_address(self) -> list[str]:
        """The address as one types it, in pieces between which a line may break."""
        plain = self.address.partition("://")[2]
        return (
            plain.replace("/", "/\n").replace("-", "-\n").replace("&", "\n&").replace("?", "\n?").split("\n")
        )

    @property
    def sheet(self) -> Sheet:
        """Its texts, to be measured."""
        return Sheet(
            title=self.title,
            hosts=" · ".join(self.hosts),
            lead=self.lead,
            standing=f"{self.standing} {self.standing_words}".strip(),
            hours=self.date.hours if self.date else "",
            also=self.also,
            place=self.place,
            facts=[value for _, value in self.facts],
            rows=[(line.title, line.place, line.also) for line in self.lines],
            small=self.small,
            call=self.call,
            address="".join(self.short_address),
        )


@only_read
def event_poster(request: HttpRequest, slug: str) -> HttpResponseBase:
    event = _event(request, slug)
    try:
        _only(request.GET, "paper", "clock")
        paper = _paper(request.GET, event.time_zone)
    except BadInput as refusal:
        return _refused(request, refusal, "poster", takes_filters=False)
    poster = _of_event(event, paper, http.now())
    links = {"back": f"/events/{event.slug}", "picture": f"/events/{event.slug}/code.svg"}
    return _printed(request, poster, paper, links, _kept_how(event))


@only_read
def poster(request: HttpRequest) -> HttpResponseBase:
    """The poster of a calendar: of the network's, or of any choice of filters."""
    try:
        choice = filters.chosen(request.GET, AnonymousUser(), besides=("paper", "clock"))
        paper = _paper(request.GET, choice.zone_name)
        made = _of_calendar(choice, paper, http.now())
    except BadInput as refusal:
        return _refused(request, refusal, "poster")
    links = {"back": choice.address("/"), "picture": choice.address("/code.svg")}
    return _printed(request, made, paper, links, {"Cache-Control": "no-cache"})


@only_read
def event_code(request: HttpRequest, slug: str) -> HttpResponseBase:
    event = _event(request, slug)
    try:
        _only(request.GET, "size")
        width = _picture_width(request.GET)
    except BadInput as refusal:
        return _refused(request, refusal, "code", takes_filters=False)
    address = f"{settings.ORIGIN}/events/{event.slug}"
    headers = conditional.PUBLIC if event.visibility == Visibility.PUBLIC else conditional.SECRET
    picture = codes.drawn(address, title=f"QR code of {event.title}", width=width)
    return _picture(request, picture, file=event.slug, headers=headers)


@only_read
def code(request: HttpRequest) -> HttpResponseBase:
    """The code that leads into one's own calendar."""
    try:
        choice = filters.chosen(request.GET, AnonymousUser(), besides=("size",))
        name = ", ".join(choice.names) or settings.NETWORK_NAME
        picture = codes.drawn(
            settings.ORIGIN + choice.address("/subscribe"),
            title=f"QR code of the calendar of {name}",
            width=_picture_width(request.GET),
        )
    except BadInput as refusal:
        return _refused(request, refusal, "code")
    return _picture(request, picture, file="calendar", headers=conditional.PUBLIC)


# What stands on it


def _of_event(event: Event, paper: Paper, now: datetime) -> Poster:
    occurrences = list(event.occurrences.all())
    open_dates = [each for each in occurrences if not each.cancelled] or occurrences
    ahead = [each for each in open_dates if each.ends_at > now] or open_dates[-1:]
    address = f"{settings.ORIGIN}/events/{event.slug}"
    return Poster(
        kind=EventType(event.event_type).label if event.event_type != EventType.OTHER else "Event",
        title=event.title,
        lead=event.summary,
        hosts=tuple(chapter.name for chapter in queries.hosts_of(event)),
        colour=event.chapter.colour,
        address=address,
        call="Details, and how to take part",
        code=codes.drawn(address, title=f"QR code of {event.title}", width=codes.WIDTHS["medium"]),
        language=event.language,
        standing={Status.CANCELLED: "Cancelled", Status.POSTPONED: "Postponed"}.get(Status(event.status), ""),
        standing_words="A new date will follow on its page." if event.status == Status.POSTPONED else "",
        date=_date(ahead[0], paper) if ahead else None,
        also=_also(event, ahead[1:]),
        place=_place(event),
        facts=_facts(event),
        small=VIEWS_LINE if event.views_line else "",
    )


def _date(occurrence: Occurrence, paper: Paper) -> Date:
    event = occurrence.event
    place = zone_or_utc(event.time_zone)
    start, end = occurrence.starts_at.astimezone(place), occurrence.ends_at.astimezone(place)
    first, last = days.span_of(occurrence, place)
    day = f"{first.day}" if first == last else f"{first.day}–{last.day}"
    month = f"{first:%B %Y}"
    if first.replace(day=1) != last.replace(day=1):
        day, month = f"{first.day}", f"{first:%B} to {last.day} {last:%B %Y}"
    opens, closes = (customs.time(moment, twelve_hours=paper.twelve_hours) for moment in (start, end))
    until = closes if first == last else f"{closes} on {last:%A}"
    return Date(
        weekday=f"{first:%A}" if first == last else f"{first:%A} to {last:%A}",
        day=day,
        month=month,
        hours="All day" if event.all_day else f"{opens} to {until}, {city_of(event.time_zone)} time",
        instant=f"{first}" if event.all_day else start.isoformat(),
    )


def _also(event: Event, further: Sequence[Occurrence]) -> str:
    if not further:
        return ""
    if len(further) <= ALSO:
        zone = zone_or_utc(event.time_zone)
        firsts = [days.span_of(each, zone)[0] for each in further]
        *before, last = [f"{day.day} {day:%B}" for day in firsts]
        return f"Also on {', '.join(before)} and {last}." if before else f"Also on {last}."
    if schedule_reading.faults(event.schedule):
        return f"And {len(further)} more dates."
    return schedule.spoken(schedule_reading.parse(event.schedule))


def _place(event: Event) -> str:
    """As on the page. A link is not for paper: nobody types it, and it may change."""
    line = "Online: the link is on its page" if event.online_link else place_line(event)
    if event.format == Format.ONLINE:
        return line
    return f"{place_line(event)}; or online" if event.format == Format.HYBRID else place_line(event)


def _facts(event: Event) -> tuple[tuple[str, str], ...]:
    # What it costs has a line of its own.
    told = [each for each in event.access_features if each != AccessFeature.FREE_OR_PAY_WHAT_YOU_CAN]
    access = " · ".join(AccessFeature(each).label for each in told)
    asked = event.access_request_by
    if event.access_contact or asked:
        by = f" by {asked.day} {asked:%B}" if asked else ""
        access = f"{access}. Something else you need? Ask{by}, through the page.".removeprefix(". ")
    cost = Cost(event.cost).label + (f": {event.cost_note}" if event.cost_note else "")
    open_to = Audience(event.audience)
    language = LANGUAGES.get(event.language.split("-")[0], event.language)
    facts = (
        ("Access", access),
        ("Cost", cost),
        ("For whom", "" if open_to == Audience.PUBLIC else open_to.label),
        ("Language", "" if language == "English" else language),
        ("Content note", event.content_note),
    )
    return tuple((name, value) for name, value in facts if value)


def _of_calendar(choice: filters.Chosen, paper: Paper, now: datetime) -> Poster:
    address = settings.ORIGIN + choice.address("/subscribe")
    named = ", ".join(choice.names)
    coming = choice.narrow(queries.occurrences_from(now, AnonymousUser()).filter(starts_at__gt=now))
    shown = coming.filter(cancelled=False, event__status=Status.SCHEDULED)
    lines = list(queries.occurrence_marks(_first_of_each(shown)).order_by("starts_at", "event_id")[:LINES])
    further = _further(shown, lines)
    return Poster(
        kind="Calendar",
        title=named or settings.NETWORK_NAME,
        lead="Our events, in the calendar you already use. Changes follow by themselves, and you need no account.",
        hosts=(settings.NETWORK_NAME,) if named else (),
        colour=choice.colour,
        address=address,
        call="Scan, and choose your calendar",
        code=codes.drawn(
            address,
            title=f"QR code of the calendar of {named or settings.NETWORK_NAME}",
            width=codes.WIDTHS["medium"],
        ),
        facts=(("Only", ", ".join(choice.words)),) if choice.words else (),
        lines=tuple(_line(each, further[each.event_id], paper, choice) for each in lines),
        small=_hours_and_changes(lines, choice.zone_name) if lines else "",
    )


def _first_of_each(coming: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
    """A series takes one line, however often it comes."""
    same = coming.filter(event=OuterRef("event")).order_by("starts_at")
    return coming.filter(starts_at=Subquery(same.values("starts_at")[:1]))


def _further(coming: QuerySet[Occurrence], lines: Sequence[Occurrence]) -> dict[UUID, list[Occurrence]]:
    """The dates of the same events that come after these lines."""
    further: dict[UUID, list[Occurrence]] = defaultdict(list)
    first = {line.event_id: line for line in lines}
    for each in coming.filter(event__in=first).order_by("starts_at"):
        line = first[each.event_id]
        if each.pk != line.pk:
            each.event = line.event
            further[each.event_id].append(each)
    return further


def _line(
    occurrence: Occurrence, further: Sequence[Occurrence], paper: Paper, choice: filters.Chosen
) -> Line:
    event = occurrence.event
    abroad = _is_abroad(occurrence, choice.zone_name)
    clock = zone_or_utc(event.time_zone if abroad else choice.zone_name)
    day, _ = days.span_of(occurrence, clock)
    start = occurrence.starts_at.astimezone(clock)
    places = (
        "Online" if event.format == Format.ONLINE else event.place_name,
        city_of(event.time_zone) if abroad else "",
        "" if len(choice.rows("chapter")) == 1 else event.chapter.name,
    )
    return Line(
        date=f"{day:%A}, {day.day} {day:%B}",
        hours="" if event.all_day else customs.time(start, twelve_hours=paper.twelve_hours),
        title=event.title,
        language=event.language,
        place=", ".join(filter(None, places)),
        also=_also(event, further),
    )


def _is_abroad(occurrence: Occurrence, zone_name: str) -> bool:
    """Whether the clocks of its place show another hour: who comes goes by them, who joins from afar by their own."""
    event = occurrence.event
    if event.all_day or event.format == Format.ONLINE:
        return False
    here, there = (
        occurrence.starts_at.astimezone(zone_or_utc(name)) for name in (zone_name, event.time_zone)
    )
    return here.utcoffset() != there.utcoffset()


def _hours_and_changes(lines: Iterable[Occurrence], zone_name: str) -> str:
    abroad = any(_is_abroad(each, zone_name) for each in lines)
    but = ", where the line names no other city" if abroad else ""
    return f"Hours are those of {city_of(zone_name)}{but}. The code knows what has changed since this was printed."


# How it is made and sent


def _event(request: HttpRequest, slug: str) -> Event:
    """The event of an address. Who asks is looked at only where strangers may not see it, so that the rest can be kept."""
    stranger = queries.event_page(Event.objects.at_address(slug, AnonymousUser())).first()
    found = stranger or queries.event_page(Event.objects.at_address(slug, request.user)).first()
    if found is None:
        raise Http404
    return found


def _kept_how(event: Event) -> Mapping[str, str]:
    """A page that strangers may see is asked for again; any other is its reader's own."""
    return {"Cache-Control": "no-cache"} if event.visibility == Visibility.PUBLIC else conditional.SECRET


def _printed(
    request: HttpRequest, made: Poster, paper: Paper, links: Mapping[str, str], headers: Mapping[str, str]
) -> HttpResponse:
    def here(**change: str) -> str:
        given = request.GET.copy()
        for name, value in change.items():
            given[name] = value
        return f"?{given.urlencode()}"

    context = {
        "poster": made,
        "sizes": sizes_for(made.sheet, paper.size),
        "paper": paper,
        "papers": [(label, here(paper=name), name == paper.size) for name, label in PAPERS.items()],
        "clocks": [
            (label, here(clock=name), (name == "12") == paper.twelve_hours)
            for name, label in (("12", "6:30 pm"), ("24", "18:30"))
        ],
        "network": settings.NETWORK_NAME,
        "styles": assets.stylesheet(STYLES),
        **links,
    }
    response = render(request, "events/poster.html", context)
    for name, value in headers.items():
        response[name] = value
    response["X-Robots-Tag"] = "noindex"
    return response


def _picture(
    request: HttpRequest, picture: str, *, file: str, headers: Mapping[str, str]
) -> HttpResponseBase:
    content = picture.encode()
    validators = Validators(f'"{hashlib.sha256(content).hexdigest()[:20]}"')

    def build(coding: Coding) -> tuple[Validators, bytes]:
        return validators, conditional.coded(content, coding)

    response = conditional.answer(
        request, validators, build, content_type="image/svg+xml", headers=headers, filename=f"{file}.svg"
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _refused(
    request: HttpRequest, refusal: BadInput, what: str, *, takes_filters: bool = True
) -> HttpResponse:
    words = {"size": tuple(codes.WIDTHS)} if what == "code" else {"paper": tuple(PAPERS), "clock": CLOCKS}
    return bad_address.page(
        request,
        refusal,
        what=what,
        styles=assets.stylesheet(STYLES),
        words=words,
        takes_filters=takes_filters,
    )


def _only(query: QueryDict, *known: str) -> None:
    unknown = sorted(set(query) - set(known))
    if unknown:
        raise BadInput(
            "bad_parameter", f"There is no “{unknown[0][:40]}” here. What may be said is {', '.join(known)}."
        )


def _paper(query: QueryDict, zone_name: str) -> Paper:
    usual = customs.of(zone_name)
    size = parameters.word(query, "paper", ("", *PAPERS))
    clock = parameters.word(query, "clock", ("", *CLOCKS))
    return Paper(size or usual.paper, clock == "12" if clock else usual.twelve_hours)


def _picture_width(query: QueryDict) -> int:
    return codes.WIDTHS[parameters.word(query, "size", tuple(codes.WIDTHS))]
