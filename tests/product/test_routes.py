"""Every address declares what it asks, and every refusal has one shape: walked, not sampled."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_filters import FilterSet
from rest_framework import serializers
from rest_framework.filters import OrderingFilter

from commonhour.http import OPEN_TO_STRANGERS, Endpoint, flatten
from commonhour.people.policy import PERMISSIONS

SIGN_IN_DOOR = "_allauth/"
"""allauth's own views: it guards them itself, and its own suite tests them."""

DESCRIPTION = {"api/openapi.json", "api/docs"}
"""Public and the same for everyone: served outside the REST framework."""

METHODS = ("get", "post", "put", "patch", "delete")


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and not here.startswith(SIGN_IN_DOOR):
            yield here, pattern.callback


def declared(view: Any) -> dict[str, str]:
    return getattr(getattr(view, "view_class", view), "permissions", {})


ROUTES = dict(routes())


@pytest.mark.parametrize("address", ROUTES)
def test_every_route_declares_a_known_permission_for_every_method(address: str) -> None:
    view = ROUTES[address]
    permissions = declared(view)
    view_class = getattr(view, "view_class", None)

    assert permissions, f"{address} declares no permission"
    assert set(permissions.values()) <= set(PERMISSIONS), (
        f"{address} asks for a permission that policy.py does not know"
    )
    if view_class is not None and issubclass(view_class, Endpoint):
        answered = {method.upper() for method in METHODS if hasattr(view_class, method)}
        assert answered == set(permissions), f"{address} answers {answered} and declares {set(permissions)}"


@pytest.mark.parametrize(
    "address", [address for address in ROUTES if address.startswith("api/") and address not in DESCRIPTION]
)
def test_every_api_route_goes_through_the_door(address: str) -> None:
    assert issubclass(ROUTES[address].view_class, Endpoint)


def filled(address: str) -> str:
    """The address with an id of the right shape that belongs to nothing."""
    nothing = {
        "uuid": "00000000-0000-4000-8000-000000000000",
        "slug": "nothing",
        "int": "999999",
        "str": "nothing",
    }
    parts = []
    for part in address.split("/"):
        converter = part.strip("<>").split(":")[0] if part.startswith("<") else ""
        rest = part.split(">")[-1] if converter else part
        parts.append(nothing.get(converter, "nothing") + rest if converter else part)
    return "/" + "/".join(parts)


@pytest.mark.parametrize(
    "address, method",
    [
        (address, method)
        for address, view in ROUTES.items()
        if address.startswith("api/")
        for method, name in declared(view).items()
        if name not in OPEN_TO_STRANGERS
    ],
)
@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in_in_the_same_words_everywhere(address: str, method: str) -> None:
    response = Client().generic(method, filled(address), b"{}", content_type="application/json")

    assert response.status_code == 401
    assert response.json() == {
        "code": "sign_in_first",
        "detail": "Sign in first. What you have typed is kept on this device.",
    }
    assert response.headers["Cache-Control"] == "no-store"


TOO_MANY = {"QUERY_STRING": "&".join(f"p{number}=1" for number in range(1_001))}
ANOTHER_HOST = {"HTTP_HOST": "calendar.example.com"}


@pytest.mark.parametrize(
    "address, asked",
    [
        *((address, TOO_MANY) for address in ("/feeds/events.ics", "/embed", "/api/events")),
        *((address, ANOTHER_HOST) for address in ("/feeds/network.ics", "/api/events", "/")),
    ],
)
@pytest.mark.django_db
def test_what_no_view_looks_at_is_refused_in_the_same_shape(address: str, asked: dict[str, Any]) -> None:
    response = Client().get(address, **asked)

    assert (response.status_code, response.json()["code"]) == (400, "unreadable")
    assert response.headers["Cache-Control"] == "no-store"


CALENDAR = {"from", "to", "chapter", "program", "topic", "type", "format", "audience", "language", "cost", "access",
            "open_roles", "text"}  # fmt: skip
PAGING = {"page", "page_size"}
ASKED = {
    "/api/events": CALENDAR | PAGING,
    "/api/occurrences": CALENDAR,
    "/api/feeds/preview": CALENDAR,
    "/api/programs": PAGING,
    "/api/proposals": {"chapter", "state", "kind"} | PAGING,
    "/api/library/figures": {"text"} | PAGING,
    "/api/library/partners": {"text"} | PAGING,
    "/api/library/helplines": {"text"} | PAGING,
}
"""What each address may be asked in its query. A filter answers yes or no about a column to whoever may use it, so that
a new one is a decision on who may learn that column, and has its line here. No list can be put in another order."""


ONLY_READ = [
    address
    for address, view in ROUTES.items()
    if not hasattr(view, "view_class") and set(declared(view)) == {"GET"}
]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ONLY_READ)
@pytest.mark.django_db
def test_who_writes_to_what_is_only_read_hears_so_and_not_that_the_page_is_old(
    address: str, method: str
) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method.upper(), filled(address))

    assert (answer.status_code, answer.headers.get("Allow")) == (405, "GET, HEAD")


MAY_BE_FRAMED = {"embed"}
"""The one exception to the framing policy: what others may put into a frame, which holds nothing to be clicked by mistake."""


@pytest.mark.parametrize("address", ROUTES)
@pytest.mark.django_db
def test_nothing_may_be_framed_but_what_is_made_for_it(address: str) -> None:
    allowed = address in MAY_BE_FRAMED

    for method in ("get", "post"):
        answer = Client().generic(method.upper(), filled(address))
        policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}
        assert ("X-Frame-Options" not in answer) is allowed
        assert policy["frame-ancestors"] == (["*"] if allowed else ["'none'"])


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def test_every_filter_of_every_list_is_declared() -> None:
    described = {
        address: {each["name"] for each in methods["get"].get("parameters", []) if each["in"] == "query"}
        for address, methods in json.loads((settings.ROOT / "backend" / "openapi.json").read_text())[
            "paths"
        ].items()
        if "get" in methods
    }

    assert {address: names for address, names in described.items() if names} == ASKED


def test_every_filter_set_offers_what_is_declared_and_every_choice_of_order_is_ours() -> None:
    offered = {kind.__name__: set(kind.get_filters()) for kind in below(FilterSet) if ours(kind)}
    assert offered == {"CalendarFilters": CALENDAR}

    views = [view.view_class for view in ROUTES.values() if hasattr(view, "view_class")]
    for view in views:
        assert not getattr(view, "filter_backends", ()), view
        assert not getattr(view, "ordering_fields", ()), view
    assert [kind for kind in below(OrderingFilter) if ours(kind)] == []


def ours(kind: type[Any]) -> bool:
    return kind.__module__.startswith("commonhour")


def test_no_serializer_takes_its_fields_from_a_model() -> None:
    assert [kind for kind in below(serializers.ModelSerializer) if ours(kind)] == []


def test_nested_faults_are_named_by_their_path() -> None:
    detail = {"rows": [{}, {"name": ["Too long."]}], "non_field_errors": ["Whole."], "title": ["Empty."]}

    assert flatten(detail) == {"rows.1.name": ["Too long."], "": ["Whole."], "title": ["Empty."]}
