"""The API of calendar files on their way in. Between the two calls nothing is kept: the second sends the file again."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.http import Endpoint, now, read
from commonhour.people.views import signed_in
from commonhour.proposals import importing, queries
from commonhour.proposals.importing_serializers import (
    DraftsOut,
    FileChoiceIn,
    FileIn,
    PreviewOut,
    preview_of,
)


class Imports(Endpoint):
    """Reading a calendar file: what drafts would begin with, and every part that could not be read or kept."""

    permissions = {"POST": "proposal.start"}

    @extend_schema(operation_id="read_calendar_file", request=FileIn, responses=PreviewOut)
    def post(self, request: Request) -> Response:
        asked = read(FileIn, request.data)
        chapter = queries.chapter_at(asked["chapter"])
        preview = importing.read(asked["raw"], chapter=chapter, actor=signed_in(request), now=now())
        return Response(PreviewOut(preview_of(preview)).data)


class ImportedDrafts(Endpoint):
    """Beginning a draft for each chosen event of a calendar file, all of them or none."""

    permissions = {"POST": "proposal.start"}

    @extend_schema(operation_id="start_from_calendar_file", request=FileChoiceIn, responses={201: DraftsOut})
    def post(self, request: Request) -> Response:
        asked = read(FileChoiceIn, request.data)
        chapter = queries.chapter_at(asked["chapter"])
        drafts = importing.start(
            asked["raw"], numbers=asked["numbers"], chapter=chapter, actor=signed_in(request), now=now()
        )
        return Response(DraftsOut({"drafts": drafts}).data, status=201)
