"""The pages people open: one shell for all of them, with the facts of a public event or program already in it.

The facts stand in the HTML so that an event reads without JavaScript; React takes over from there. A page that one may
not see is the same page as one that is not there.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from commonhour import http
from commonhour.errors import NotHere, Refusal
from commonhour.events import assets, filters, queries
from commonhour.events.choices import AccessFeature, Cost, Format, Shown, Status, Visibility
from commonhour.events.clock_time import in_words, zone_or_utc
from commonhour.events.entries import VIEWS_LINE, place_line
from commonhour.events.models import Event, FeedForm, Occurrence, Program
from commonhour.http import BROWSE, declares, only_read
from commonhour.people.models import Chapter

SHOWN_DATES = 12
NEVER_A_PAGE = ("/api/", "/feeds/", "/static/", "/_allauth/")


@dataclass(frozen=True)
class Preview:
    """What a search engine or a chat shows of a page before it is opened. Restricted pages have none."""

    title: str = ""
    description: str = ""
    address: str = ""
    language: str = "en"
    structured: str = ""
    robots: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


SUBSCRIBE = Preview(
    title="Subscribe",
    description="Have these events in your own calendar. Changes follow by themselves, and no account is needed.",
)


@only_read
def shell(request: HttpRequest, **_: Any) -> HttpResponseBase:
    """A page that React draws by itself."""
    return _shell(request)


@only_read
def event(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = queries.event_page(Event.objects.at_address(slug, request.user)).first()
    if found is None:
        return _lost(request)
    if found.visibility == Visibility.NETWORK:
        return _shell(request)
    facts = _event_facts(found, http.now())
    if found.visibility == Visibility.UNLISTED:
        return _render(request, "events/event.html", Preview(robots="noindex, nofollow", extra=facts))
    return _render(request, "events/event.html", _event_preview(found, facts))


@only_read
def program(request: HttpRequest, slug: str) -> HttpResponseBase:
    programs = Program.objects.at_address(slug, request.user)
    found = queries.program_page(programs, request.user).first()
    if found is None:
        return _lost(request)
    if found.visibility == Visibility.NETWORK:
        return _shell(request)
    facts = {"program": found, "views_line": VIEWS_LINE if found.views_line else ""}
    if found.visibility == Visibility.UNLISTED:
        return _render(request, "events/program.html", Preview(robots="noindex, nofollow", extra=facts))
    preview = Preview(
        title=found.title,
        description=found.summary,
        address=f"{settings.ORIGIN}/programs/{found.slug}",
        language=found.language,
        extra=facts,
    )
    return _render(request, "events/program.html", preview)


@only_read
def chapter(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = Chapter.objects.filter(slug=slug).first()
    if found is None:
        return _lost(request)
    address = f"{settings.ORIGIN}/chapters/{found.slug}"
    return _render(
        request,
        "events/chapter.html",
        Preview(found.name, f"{found.campus}. {found.about}".strip(), address, extra={"chapter": found}),
    )


@only_read
def subscribe(request: HttpRequest) -> HttpResponseBase:
    """What the code on a poster opens: the way into one's own calendar, also where no script runs."""
    try:
        choice = filters.chosen(request.GET, AnonymousUser())
    except Refusal:
        return _render(request, "events/shell.html", SUBSCRIBE)  # React says what is wrong
    feed = choice.feed_path(FeedForm.ICALENDAR)
    address = settings.ORIGIN + feed
    facts = {
        "chosen": ", ".join((*choice.names, *choice.words)),
        "feed": feed,
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
    }
    return _render(request, "events/subscribe.html", replace(SUBSCRIBE, extra=facts))


@declares(get=BROWSE)
def lost(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """What is not there, and what one may not see: a page for people, an envelope for programs."""
    if request.path.startswith(NEVER_A_PAGE):
        return http.json_refusal(NotHere())
    return _lost(request)


@only_read
def robots(request: HttpRequest) -> HttpResponse:
    """Never closes the feeds: calendars that obey this file would go silent."""
    lines = [
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /_allauth/",
        f"Sitemap: {settings.ORIGIN}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@only_read
def sitemap(request: HttpRequest) -> HttpResponse:
    events = Event.objects.public().order_by("starts_at", "id").values_list("slug", "stamp")
    programs = Program.objects.filter(visibility=Visibility.PUBLIC).exclude(status=Status.HELD)
    pages = [(f"/events/{slug}", stamp) for slug, stamp in events]
    pages += [(f"/programs/{slug}", changed) for slug, changed in programs.values_list("slug", "changed_at")]
    rows = [
        f"<url><loc>{settings.ORIGIN}{address}</loc><lastmod>{moment:%Y-%m-%d}</lastmod></url>"
        for address, moment in pages
    ]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{''.join(rows)}</urlset>\n"
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def _render(request: HttpRequest, template: str, preview: Preview, *, status: int = 200) -> HttpResponse:
    # What is hidden links what is not there would: nothing of the page that was asked for.
    page = request.resolver_match.url_name if request.resolver_match and status != 404 else None
    context = {
        "assets": assets.of_page(page),
        "preview": preview,
        "network": settings.NETWORK_NAME,
        **preview.extra,
    }
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-cache"
    if preview.robots:
        response["X-Robots-Tag"] = preview.robots
    return response


def _shell(request: HttpRequest) -> HttpResponse:
    return _render(request, "events/shell.html", Preview())


def _lost(request: HttpRequest) -> HttpResponse:
    return _render(request, "events/lost.html", Preview(robots="noindex"), status=404)


def _event_preview(found: Event, facts: dict[str, Any]) -> Preview:
    address = f"{settings.ORIGIN}/events/{found.slug}"
    return Preview(
        title=found.title,
        description=found.summary,
        address=address,
        language=found.language,
        structured=_for_script(_structured(found, facts["dates"], address)),
        extra=facts,
    )


def _event_facts(found: Event, now: datetime) -> dict[str, Any]:
    occurrences = list(found.occurrences.all())
    ahead = [each for each in occurrences if each.ends_at > now] or occurrences[-1:]
    features = {str(value): label for value, label in AccessFeature.choices}
    return {
        "event": found,
        "dates": ahead[:SHOWN_DATES],
        "when": [_when(each, found) for each in ahead[:SHOWN_DATES]],
        "more_dates": max(0, len(ahead) - SHOWN_DATES),
        "hosts": queries.hosts_of(found),
        "place": place_line(found),
        "access": [features.get(each, each) for each in found.access_features],
        "open_roles": [role for role in found.roles if found.open_role_counts.get(role.get("id"))],
        "views_line": VIEWS_LINE if found.views_line else "",
        "calendar_file": f"/events/{found.slug}.ics",
    }


def _when(occurrence: Occurrence, found: Event) -> dict[str, Any]:
    """The dates in words, in the zone of the place and naming it."""
    return {
        "words": in_words(occurrence.starts_at, occurrence.ends_at, found.time_zone, all_day=found.all_day),
        "instant": occurrence.starts_at.astimezone(zone_or_utc(found.time_zone)).isoformat(),
        "cancelled": occurrence.cancelled,
    }


def _structured(found: Event, dates: list[Occurrence], address: str) -> dict[str, Any]:
    """The event as schema.org/Event, with nothing in it that is not on the page."""
    place = zone_or_utc(found.time_zone)
    first = dates[0] if dates else None
    online = {Format.ONLINE: "Online", Format.HYBRID: "Mixed"}.get(Format(found.format), "Offline")
    status = {Status.CANCELLED: "EventCancelled", Status.POSTPONED: "EventPostponed"}.get(
        Status(found.status), "EventScheduled"
    )
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": found.title,
        "description": found.summary,
        "url": address,
        "startDate": (first.starts_at if first else found.starts_at).astimezone(place).isoformat(),
        "endDate": (first.ends_at if first else found.ends_at).astimezone(place).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": f"https://schema.org/{online}EventAttendanceMode",
        "isAccessibleForFree": found.cost != Cost.FIXED,
        "inLanguage": found.language,
        "organizer": {
            "@type": "Organization",
            "name": found.chapter.name,
            "url": f"{settings.ORIGIN}/chapters/{found.chapter.slug}",
        },
    }
    if found.place_rule == Shown.PUBLIC and found.place_name:
        described["location"] = {"@type": "Place", "name": found.place_name, "address": found.place_address}
    elif found.online_link:
        described["location"] = {"@type": "VirtualLocation", "url": found.online_link}
    return described


def _for_script(value: dict[str, Any]) -> str:
    """JSON that cannot close the script element it stands in."""
    plain = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
