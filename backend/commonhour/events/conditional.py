"""A document that is read again and again: conditional requests, codings, headers and methods, as RFC 9110 has them.

Knows no table and no format. Who calls it says what the validators are now, which must cost next to nothing, and how the
document is made, which is asked only where it is sent.
"""

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.csrf import csrf_exempt

from commonhour.errors import Refusal
from commonhour.events.compression import LEVEL
from commonhour.http import json_refusal

READING = ("GET", "HEAD")
VARY = "Accept-Encoding"
VARY_BY_CLIENT = "Accept-Encoding, User-Agent"
WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")

PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
        "Access-Control-Allow-Origin": "*",
    }
)
"""For what everyone may read, also a script on somebody else's page."""

SECRET: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
)
"""For what stands at an address that is a secret: kept by its reader alone, and never told on."""


class Coding(StrEnum):
    """How the bytes of a document are sent."""

    IDENTITY = "identity"
    GZIP = "gzip"


@dataclass(frozen=True)
class Validators:
    """What tells one revision of a document from every other.

    `etag` is the strong tag of its plain bytes, in quotes. `last_modified` is a full second that no other revision has,
    or nothing while the document is too fresh for a date of whole seconds to be safe.
    """

    etag: str
    last_modified: datetime | None = None

    def tag(self, coding: Coding) -> str:
        """Compressed bytes are other bytes, and a strong tag must tell them apart."""
        return f'{self.etag[:-1]}-gz"' if coding == Coding.GZIP else self.etag


class Outdated(Refusal):
    """The reader wanted one revision and no other, and there is another by now."""

    status = 412


Build = Callable[[Coding], tuple[Validators, bytes]]
"""Makes the document in a coding, and says which validators the bytes were made under: a change may come in between."""

View = Callable[..., HttpResponseBase]


def readable(view: View) -> View:
    """GET and HEAD, 405 with Allow for all else, and every refusal as the one envelope, which no cache keeps."""

    @csrf_exempt  # nothing but reading: who posts should hear what may be done here, not that their page is old
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in READING:
            refused = json_refusal(Refusal("method_not_allowed", "A calendar feed can only be read."))
            refused.status_code = 405
            refused["Allow"] = ", ".join(READING)
            return refused
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return json_refusal(refusal)

    return answered


def answer(
    request: HttpRequest,
    validators: Validators,
    build: Build,
    *,
    content_type: str,
    headers: Mapping[str, str],
    filename: str = "",
) -> HttpResponseBase:
    """The document, or "nothing new" where its reader holds it already.

    Raises:
        Outdated: the reader wanted another revision than this one and nothing else.
    """
    if _wants_another(request, validators):
        raise Outdated(
            "outdated", "This has changed since. Ask for it again without If-Match or If-Unmodified-Since."
        )
    codings = codings_for(request)
    held = held_by(request, validators, codings)
    if held is not None:
        # A stream of nothing: CommonMiddleware would claim Content-Length: 0, which in a 304 speaks of the body.
        response: HttpResponseBase = StreamingHttpResponse(status=304)
        del response["Content-Type"]
        response["ETag"] = validators.tag(held)
    else:
        validators, content = build(codings[0])
        response = HttpResponse(b"" if request.method == "HEAD" else content, content_type=content_type)
        response["Content-Length"] = str(len(content))
        if codings[0] == Coding.GZIP:
            response["Content-Encoding"] = Coding.GZIP.value
        if filename:
            response["Content-Disposition"] = f'inline; filename="{safe_filename(filename)}"'
        response["ETag"] = validators.tag(codings[0])
    if validators.last_modified is not None:
        response["Last-Modified"] = _in_words(validators.last_modified)
    response["Vary"] = VARY_BY_CLIENT if settings.FEED_CLIENTS_WITHOUT_GZIP else VARY
    response["X-Content-Type-Options"] = "nosniff"
    for name, value in headers.items():
        response[name] = value
    return response


def held_by(request: HttpRequest, validators: Validators, codings: tuple[Coding, ...]) -> Coding | None:
    """The coding in which the reader holds this very revision, among those it takes; nothing where it does not.

    A date counts only where no tag was sent (RFC 9110 13.1.3), and only the one we gave. A later date proves nothing:
    who sends the time of its own last visit may have come while a change was being written.
    """
    named = request.META.get("HTTP_IF_NONE_MATCH")
    if named is not None:
        tags = {tag.strip().removeprefix("W/") for tag in named.split(",")}
        if tags == {"*"}:
            return codings[0]
        return next((coding for coding in codings if validators.tag(coding) in tags), None)
    since = request.META.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or validators.last_modified is None:
        return None
    moment = parse_http_date_safe(since)
    if moment is None or datetime.fromtimestamp(moment, UTC) != validators.last_modified:
        return None
    return codings[0]


def _wants_another(request: HttpRequest, validators: Validators) -> bool:
    """Whether a condition shuts this revision out (RFC 9110 13.2.2, steps 1 and 2); of tags only strong ones are equal."""
    wanted = request.META.get("HTTP_IF_MATCH")
    if wanted is not None:
        tags = {tag.strip() for tag in wanted.split(",")}
        return tags != {"*"} and not any(validators.tag(coding) in tags for coding in Coding)
    unmodified_since = request.META.get("HTTP_IF_UNMODIFIED_SINCE")
    if unmodified_since is None or validators.last_modified is None:
        return False
    moment = parse_http_date_safe(unmodified_since)
    return moment is not None and validators.last_modified.timestamp() > moment


def names(request: HttpRequest, validators: Validators) -> bool:
    """Whether the request itself names the tag of this revision, so that it was handed out before."""
    sent = request.META.get("HTTP_IF_NONE_MATCH", "")
    return any(validators.tag(coding) in sent for coding in Coding)


def codings_for(request: HttpRequest) -> tuple[Coding, ...]:
    """The codings this reader takes, the one to send first.

    Never compressed unasked, nor for the clients of the setting, whose subscriptions broke on it.
    """
    if settings.FEED_CLIENTS_WITHOUT_GZIP:
        agent = request.META.get("HTTP_USER_AGENT", "").casefold()
        if any(word.casefold() in agent for word in settings.FEED_CLIENTS_WITHOUT_GZIP):
            return (Coding.IDENTITY,)
    return accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def coded(content: bytes, coding: Coding) -> bytes:
    """What is made for one answer, in its coding; the same bytes at any time."""
    return gzip.compress(content, LEVEL, mtime=0) if coding == Coding.GZIP else content


@lru_cache(maxsize=256)  # clients send one of a few dozen spellings
def accepted(header: str) -> tuple[Coding, ...]:
    """What an Accept-Encoding allows, best first (RFC 9110 12.5.3).

    A coding named twice counts by its smaller weight, and one whose weight cannot be read was not asked for. Where nothing
    we have is allowed, the plain bytes are sent: a calendar without an answer helps nobody.
    """
    weights: dict[str, float] = {}
    for element in header.casefold().split(","):
        name, weight = _weighed(element)
        if weight is not None:
            weights[name] = min(weight, weights.get(name, weight))
    anything = weights.get("*", 0.0)
    gzip = weights.get(Coding.GZIP, anything)
    # Plain bytes may be sent unless they are shut out, and are wanted only where they are named.
    plain = weights.get(Coding.IDENTITY, weights.get("*"))
    if not gzip:
        return (Coding.IDENTITY,)
    if plain == 0:
        return (Coding.GZIP,)
    if plain is not None and plain > gzip:
        return (Coding.IDENTITY, Coding.GZIP)
    return (Coding.GZIP, Coding.IDENTITY)


@lru_cache(maxsize=256)  # feeds change seldom
def _in_words(moment: datetime) -> str:
    return http_date(moment.timestamp())


def _weighed(element: str) -> tuple[str, float | None]:
    """A coding and its weight; none where it cannot be read."""
    name, *parameters = (part.strip() for part in element.split(";"))
    if name == "x-gzip":
        name = Coding.GZIP.value
    if not name or len(parameters) > 1:
        return name, None
    if not parameters:
        return name, 1.0
    key, _, value = parameters[0].partition("=")
    if key.strip() != "q" or not WEIGHT.fullmatch(value):
        return name, None
    return name, float(value)


def safe_filename(name: str) -> str:
    """A name that needs no quoting in a header, on any disk."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "-" for each in name)
