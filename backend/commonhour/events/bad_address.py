"""The page for the person who put an address that cannot be answered into a page, or on paper."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonhour.errors import BadInput

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


def page(
    request: HttpRequest,
    refusal: BadInput,
    *,
    what: str,
    styles: str,
    words: Mapping[str, Sequence[str]],
    more: Mapping[str, str] = NOTHING_MORE,
    takes_filters: bool = True,
) -> HttpResponse:
    """The refusal, where `what` would stand, with the words that the address may say instead."""
    context = {
        "sentence": refusal.sentence,
        "network": settings.NETWORK_NAME,
        "styles": styles,
        "what": what,
        "words": {name: [each for each in offered if each] for name, offered in words.items()},
        "more": more,
        "takes_filters": takes_filters,
    }
    response = render(request, "events/refused.html", context, status=400)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
