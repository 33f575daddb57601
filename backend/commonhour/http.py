"""HTTP wiring that knows no room: the door every view goes through, and one shape for every refusal.

A view declares which permission each of its methods asks. The door lets a stranger through only where
that is `BROWSE`; everything finer is asked inside the verb, by `people.policy`. A method without a
declaration is refused, and a test walks the URL conf for undeclared ones.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions, pagination, permissions, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from commonhour.errors import BadInput, Forbidden, NotHere, NotSignedIn, Refusal

BROWSE = "browse"
"""The permission everyone has, signed in or not: to read what is public."""

SIGN_IN = "sign_in"
"""The permission to use a door that creates or ends a session."""

OPEN_TO_STRANGERS = frozenset({BROWSE, SIGN_IN})

log = logging.getLogger("commonhour")


def now() -> datetime:
    """The clock. Only views and commands ask it; domain code is told."""
    return timezone.now()


def declares(**by_method: str) -> Callable[[Any], Any]:
    """Declare the permission each method of a plain Django view asks, as `Endpoint.permissions` does."""

    def mark(view: Any) -> Any:
        view.permissions = {method.upper(): name for method, name in by_method.items()}
        return view

    return mark


def only_read(view: Any) -> Any:
    """A plain Django view that everyone may read and nobody can write to.

    Who writes should hear just that, not that their page is old: there is no form here that could be forged.
    """
    return declares(get=BROWSE)(csrf_exempt(require_safe(view)))


class Session(SessionAuthentication):
    """Django's session, answering 401 (not 403) where nobody is signed in, so a client can offer to sign in."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the base is untyped
    target_class = "commonhour.http.Session"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "session"}


class Declared(permissions.BasePermission):
    """Lets a request in where its view declares the method's permission, and asks for a session where it must."""

    def has_permission(self, request: Request, view: Any) -> bool:
        declared: dict[str, str] = getattr(view, "permissions", {})
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method == "OPTIONS":
            return True
        if method not in declared:
            raise exceptions.MethodNotAllowed(method)
        if declared[method] in OPEN_TO_STRANGERS or request.user.is_authenticated:
            return True
        raise NotSignedIn("sign_in_first", "Sign in first. What you have typed is kept on this device.")


class Json(JSONParser):
    """JSON, where a body nested beyond all sense is refused like any other that cannot be read."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise exceptions.ParseError("This JSON is nested too deeply to be read.") from None


class Endpoint(APIView):
    """A view of the API. `permissions` maps each method it answers to the permission that method asks."""

    authentication_classes = (Session,)
    permission_classes = (Declared,)
    parser_classes = (Json,)
    permissions: ClassVar[dict[str, str]] = {}

    @property
    def allowed_methods(self) -> list[str]:
        return [*self.permissions, *(["HEAD"] if "GET" in self.permissions else []), "OPTIONS"]

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        # DRF's own answer describes the view and its choices to strangers.
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final


class Pages(pagination.PageNumberPagination):
    """Fifty a page; the client may ask for fewer or up to two hundred."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class Strict(serializers.Serializer[Any]):
    """A serializer that refuses keys it does not know, so that a misspelt one is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(map(str, data)) - set(self.fields))
            if unknown:
                known = ", ".join(sorted(self.fields))
                raise serializers.ValidationError(
                    {key: [f"There is no field of this name. Known: {known}."] for key in unknown}
                )
        return super().to_internal_value(data)


def read(serializer: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """The checked values of a request's body."""
    reader = serializer(data=data)
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


def refuse(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal becomes `{code, detail, ...facts}` with its status."""
    set_rollback()
    if isinstance(error, Refusal):
        return Response(envelope(error), status=error.status)
    if isinstance(error, RequestDataTooBig):
        sentence = "This is more than fits in one go. Send it in smaller parts."
        return Response({"code": "too_large", "detail": sentence}, status=413)
    if isinstance(error, (Http404, exceptions.NotFound)):
        return Response(envelope(NotHere()), status=404)
    if isinstance(error, serializers.ValidationError):
        body = {"code": "bad_input", "detail": "Some of this cannot be kept as it is. The fields say why.",
                "fields": flatten(error.detail)}  # fmt: skip
        return Response(body, status=400)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return Response({"code": "sign_in_first", "detail": "Sign in first."}, status=401)
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return Response({"code": "not_allowed", "detail": f"{str(error).rstrip('.')}."}, status=403)
    if isinstance(error, exceptions.APIException):
        detail = (
            str(error.detail) if not isinstance(error.detail, list | dict) else "This request cannot be read."
        )
        code = str(getattr(error, "default_code", "refused"))
        headers = {"Retry-After": str(wait)} if (wait := getattr(error, "wait", None)) else {}
        return Response({"code": code, "detail": detail}, status=error.status_code, headers=headers)
    return None


def envelope(error: Refusal) -> dict[str, Any]:
    return {"code": error.code, "detail": error.sentence, **error.facts}


def flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested error detail as {"rows.2.name": ["sentence."]}; errors of the whole are under ""."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, inner in detail.items():
            here = "" if key == "non_field_errors" else str(key)
            found |= flatten(inner, ".".join(part for part in (path, here) if part))
        return found
    if isinstance(detail, list) and any(isinstance(inner, list | dict) for inner in detail):
        found = {}
        for number, inner in enumerate(detail):
            found |= flatten(inner, f"{path}.{number}" if path else str(number)) if inner else {}
        return found
    return {path: [str(sentence) for sentence in (detail if isinstance(detail, list) else [detail])]}


def json_refusal(error: Refusal) -> JsonResponse:
    """The same envelope for views outside the REST framework."""
    return JsonResponse(envelope(error), status=error.status, headers={"Cache-Control": "no-store"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    sentence = (
        "This page has been open too long. Reload it and try again; what you typed is kept on this device."
    )
    return json_refusal(Forbidden("page_too_old", sentence))


@only_read
def health(request: HttpRequest) -> JsonResponse:
    """Answers when the process can answer; proxies and containers ask it."""
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@declares(get=BROWSE)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """What is refused before any view looks at it: the name of another host, more parameters than anyone gives."""
    sentence = "This request cannot be read. See whether its address is whole, and give fewer parameters."
    return json_refusal(BadInput("unreadable", sentence))


@declares(get=BROWSE)
def server_error(request: HttpRequest) -> JsonResponse:
    detail = "Something broke on our side, and it has been logged. Nothing you sent was half-done; try again."
    return JsonResponse({"code": "server_error", "detail": detail}, status=500)
