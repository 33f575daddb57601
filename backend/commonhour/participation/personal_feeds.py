"""The secret addresses of personal calendars: a plain Django view that asks the database once where nothing is new.

An address that was never given out, was mistyped, or ended long ago is one and the same "not here". Nothing here repeats
the address it was asked at, and whoever asks without https is told nothing at all: the address has been read by others
on the way, and is ended.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from commonhour.errors import NotHere
from commonhour.events.conditional import SECRET, Coding, Validators, answer, coded, readable
from commonhour.http import BROWSE, declares, now
from commonhour.participation import calendar_sources, noting, personal_calendars, subscribing
from commonhour.participation.calendar_sources import Reading

SUFFIX = ".ics"
FILE = "calendar.ics"
ICALENDAR = "text/calendar; charset=utf-8"
TRIES = 3


def _secretly(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refusals too are kept by nobody and told to nobody."""

    @wraps(view)
    def answered(request: HttpRequest, secret: str) -> HttpResponseBase:
        response = view(request, secret)
        response["Referrer-Policy"] = SECRET["Referrer-Policy"]
        response["X-Robots-Tag"] = SECRET["X-Robots-Tag"]
        return response

    return answered


@declares(get=BROWSE)
@_secretly
@readable
def calendar(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar at a secret address; the last part of the path, whatever that is, so that nothing else repeats it."""
    token, moment = secret.removesuffix(SUFFIX), now()
    digest = subscribing.digest_of(token)
    reading = calendar_sources.read(digest)
    if settings.PRODUCTION and not request.is_secure():
        # Read first: what was never given out must not make anyone wait for the lock of a write.
        if reading is not None and reading.ended_at is None:
            subscribing.retire(token, now=moment)
        raise NotHere
    if reading is None or not secret.endswith(SUFFIX) or _is_forgotten(reading, moment):
        raise NotHere
    if not reading.is_open:
        return _send(request, personal_calendars.emptied())
    if reading.made_of != reading.last_made_of:
        return _send_anew(request, digest, reading, moment)
    noting.used(reading, on=moment.date())
    known = Validators(f'"{reading.last_tag}"', _dated(reading.tag_since, moment))

    def build(coding: Coding) -> tuple[Validators, bytes]:
        content = personal_calendars.written(reading)
        # Where something moved this very moment the bytes are already the next ones, and carry their own tag.
        return (known if _tag(content) == known.etag else Validators(_tag(content))), coded(content, coding)

    return answer(request, known, build, content_type=ICALENDAR, headers=SECRET, filename=FILE)


def _is_forgotten(reading: Reading, moment: datetime) -> bool:
    return reading.ended_at is not None and moment - reading.ended_at >= subscribing.KEPT_EMPTIED


def _send_anew(request: HttpRequest, digest: str, reading: Reading, moment: datetime) -> HttpResponseBase:
    """Make the calendar again, for something it is made of has moved; often it comes to the same bytes."""
    for _ in range(TRIES):
        content = personal_calendars.written(reading)
        again = calendar_sources.read(digest)
        if again is None or not again.is_open:
            return _send(request, personal_calendars.emptied())
        if again.made_of == reading.made_of:
            since = noting.sent(again, _tag(content).strip('"'), now=moment)
            return _send(request, content, since=_dated(since, moment))
        reading = again
    # Too much moves to say what this was made of. The bytes are good, and the next reader remembers theirs.
    return _send(request, personal_calendars.written(reading))


def _send(request: HttpRequest, content: bytes, *, since: datetime | None = None) -> HttpResponseBase:
    validators = Validators(_tag(content), since)
    return answer(
        request,
        validators,
        lambda coding: (validators, coded(content, coding)),
        content_type=ICALENDAR,
        headers=SECRET,
        filename=FILE,
    )


def _dated(since: datetime | None, moment: datetime) -> datetime | None:
    """A date is sent once it is past: an answer must not claim to be of the future (RFC 9110 8.8.2.1)."""
    return since if since is not None and since <= moment else None


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:40]}"'
