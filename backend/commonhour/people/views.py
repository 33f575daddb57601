"""The API of people and chapters."""

from uuid import UUID

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.errors import NotHere
from commonhour.http import BROWSE, Endpoint, now, read
from commonhour.people import accounts, policy
from commonhour.people.models import Chapter, JoinRequest, Membership, User
from commonhour.people.serializers import (
    ChapterOut,
    JoinAnswerIn,
    JoinIn,
    JoinOut,
    MeIn,
    MeOut,
    NetworkOut,
    PersonOut,
    RoleIn,
)


def chapter_at(slug: str) -> Chapter:
    chapter = Chapter.objects.filter(slug=slug).first()
    if chapter is None:
        raise NotHere
    return chapter


def member_at(chapter: Chapter, user_id: UUID) -> Membership:
    membership = chapter.memberships.select_related("user", "chapter").filter(user_id=user_id).first()
    if membership is None:
        raise NotHere
    return membership


def signed_in(request: Request) -> User:
    """The person behind a request that the door let through."""
    assert isinstance(request.user, User)
    return request.user


@method_decorator(ensure_csrf_cookie, name="dispatch")
class Me(Endpoint):
    """Who is signed in. Also hands out the CSRF cookie that every writing request needs."""

    permissions = {"GET": BROWSE, "PATCH": "account"}

    @extend_schema(responses=MeOut, operation_id="me")
    def get(self, request: Request) -> Response:
        user = request.user if isinstance(request.user, User) else None
        body = {
            "user": user,
            "memberships": user.memberships.select_related("chapter").order_by("chapter__name")
            if user
            else [],
            "network_roles": user.network_roles.order_by("role") if user else [],
            "asked_to_join": user.join_requests.select_related("chapter").order_by("asked_at")
            if user
            else [],
        }
        return Response(MeOut(body).data)

    @extend_schema(request=MeIn, responses=MeOut, operation_id="change_me")
    def patch(self, request: Request) -> Response:
        name = read(MeIn, request.data)["name"]
        accounts.change_name(signed_in(request), name=name, now=now())
        return self.get(request)


class Network(Endpoint):
    """What the network calls itself, its own time zone, and where the running source can be read."""

    permissions = {"GET": BROWSE}

    @extend_schema(responses=NetworkOut, operation_id="network")
    def get(self, request: Request) -> Response:
        body = {
            "name": settings.NETWORK_NAME,
            "time_zone": settings.NETWORK_TIME_ZONE,
            "source_address": settings.SOURCE,
        }
        return Response(NetworkOut(body).data)


class Chapters(Endpoint):
    """Every chapter of the network."""

    permissions = {"GET": BROWSE}

    @extend_schema(responses=ChapterOut(many=True), operation_id="chapters")
    def get(self, request: Request) -> Response:
        return Response(ChapterOut(Chapter.objects.all(), many=True).data)


class ChapterDetail(Endpoint):
    permissions = {"GET": BROWSE}

    @extend_schema(responses=ChapterOut, operation_id="chapter")
    def get(self, request: Request, slug: str) -> Response:
        return Response(ChapterOut(chapter_at(slug)).data)


class ChapterPeople(Endpoint):
    """Who belongs to a chapter, for its own people."""

    permissions = {"GET": "chapter.people"}

    @extend_schema(responses=PersonOut(many=True), operation_id="chapter_people")
    def get(self, request: Request, slug: str) -> Response:
        chapter = chapter_at(slug)
        policy.require(request.user, "chapter.people", chapter)
        people = chapter.memberships.select_related("user").order_by("user__name", "user_id")
        return Response(PersonOut(people, many=True).data)


class ChapterPerson(Endpoint):
    permissions = {"PATCH": "chapter.manage", "DELETE": "chapter.leave"}

    @extend_schema(request=RoleIn, responses=PersonOut, operation_id="change_role")
    def patch(self, request: Request, slug: str, user_id: UUID) -> Response:
        chapter = chapter_at(slug)
        policy.require(request.user, "chapter.people", chapter)
        role = read(RoleIn, request.data)["role"]
        changed = accounts.change_role(
            member_at(chapter, user_id), role=role, actor=signed_in(request), now=now()
        )
        return Response(PersonOut(changed).data)

    @extend_schema(responses={204: None}, operation_id="leave_chapter")
    def delete(self, request: Request, slug: str, user_id: UUID) -> Response:
        chapter = chapter_at(slug)
        policy.require(request.user, "chapter.people", chapter)
        accounts.leave(member_at(chapter, user_id), actor=signed_in(request), now=now())
        return Response(status=204)


class JoinRequests(Endpoint):
    """Asking to join a chapter, and who has asked."""

    permissions = {"GET": "chapter.manage", "POST": "chapter.join"}

    @extend_schema(responses=JoinOut(many=True), operation_id="join_requests")
    def get(self, request: Request, slug: str) -> Response:
        chapter = chapter_at(slug)
        policy.require(request.user, "chapter.manage", chapter)
        waiting = chapter.join_requests.select_related("user").order_by("asked_at", "id")
        return Response(JoinOut(waiting, many=True).data)

    @extend_schema(request=JoinIn, responses={201: JoinOut}, operation_id="ask_to_join")
    def post(self, request: Request, slug: str) -> Response:
        words = read(JoinIn, request.data)["words"]
        asked = accounts.ask_to_join(chapter_at(slug), actor=signed_in(request), words=words, now=now())
        return Response(JoinOut(asked).data, status=201)


class JoinAnswer(Endpoint):
    permissions = {"POST": "chapter.manage"}

    @extend_schema(request=JoinAnswerIn, responses={204: None}, operation_id="answer_join_request")
    def post(self, request: Request, slug: str, request_id: UUID) -> Response:
        chapter = chapter_at(slug)
        policy.require(request.user, "chapter.manage", chapter)
        asked = (
            JoinRequest.objects.select_related("user", "chapter")
            .filter(chapter=chapter, pk=request_id)
            .first()
        )
        if asked is None:
            raise NotHere
        answer = accounts.accept if read(JoinAnswerIn, request.data)["accept"] else accounts.decline
        answer(asked, actor=signed_in(request), now=now())
        return Response(status=204)
