"""The words of an address that are not filters: each from a closed list, and given once; and the page that says which."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from commonhour.errors import BadInput

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


def single(query: QueryDict, name: str) -> str:
    values = query.getlist(name)
    if len(values) > 1:
        raise BadInput("bad_parameter", f"Give “{name}” once.")
    return values[0] if values else ""


def word(query: QueryDict, name: str, offered: Sequence[str]) -> str:
    """The word given, or the first of those offered, which may be empty."""
    given = single(query, name) or offered[0]
    if given not in offered:
        known = ", ".join(each for each in offered if each)
        raise BadInput("bad_parameter", f"“{name}” is one of {known}; “{given[:40]}” is not among them.")
    return given


def refused(
    request: HttpRequest,
    refusal: BadInput,
    *,
    what: str,
    styles: str,
    words: Mapping[str, Sequence[str]],
    more: Mapping[str, str] = NOTHING_MORE,
) -> HttpResponse:
    """A person put this address into a page or on paper: the answer is for them, and stands where `what` would."""
    context = {
        "sentence": refusal.sentence,
        "network": settings.NETWORK_NAME,
        "styles": styles,
        "what": what,
        "words": {name: [each for each in offered if each] for name, offered in words.items()},
        "more": more,
    }
    response = render(request, "events/refused.html", context, status=400)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
