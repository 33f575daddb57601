"""The API of the library: reading it. Sharing and reusing begin at a proposal."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.http import Endpoint, Pages
from commonhour.library import queries
from commonhour.library.serializers import (
    SharedEntry,
    SharedFigure,
    SharedFigures,
    SharedHelpline,
    SharedHelplines,
    SharedPartner,
    SharedPartners,
)

SEARCH = [OpenApiParameter(name, kind) for name, kind in (("text", str), ("page", int), ("page_size", int))]


class Shelf(Endpoint):
    """One kind of shared thing, fifty a page."""

    kind: ClassVar[str]
    line: ClassVar[type[SharedEntry]]

    def page_of(self, request: Request) -> Response:
        pages = Pages()
        found = queries.shared(self.kind, request.user, text=request.query_params.get("text", ""))
        lines = pages.paginate_queryset(found, request, self)
        return pages.get_paginated_response(self.line(lines, many=True).data)


class Figures(Shelf):
    permissions = {"GET": "library.read"}
    kind, line = "figures", SharedFigure

    @extend_schema(operation_id="shared_figures", parameters=SEARCH, responses=SharedFigures)
    def get(self, request: Request) -> Response:
        return self.page_of(request)


class Partners(Shelf):
    permissions = {"GET": "library.read"}
    kind, line = "partners", SharedPartner

    @extend_schema(operation_id="shared_partners", parameters=SEARCH, responses=SharedPartners)
    def get(self, request: Request) -> Response:
        return self.page_of(request)


class Helplines(Shelf):
    permissions = {"GET": "library.read"}
    kind, line = "helplines", SharedHelpline

    @extend_schema(operation_id="shared_helplines", parameters=SEARCH, responses=SharedHelplines)
    def get(self, request: Request) -> Response:
        return self.page_of(request)
