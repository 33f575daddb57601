"""The API of taking part."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.errors import NotHere
from commonhour.events.clock_time import wall_time
from commonhour.events.models import Event, visible_to
from commonhour.http import Endpoint, now, read
from commonhour.participation import briefings, signing_up, taking
from commonhour.participation.models import TurnedDown
from commonhour.participation.serializers import (
    HostsWordIn,
    OwnLinesOut,
    OwnSignUpOut,
    SignUpIn,
    WhoComesOut,
)
from commonhour.people import policy
from commonhour.people.views import signed_in


class OwnSignUp(Endpoint):
    """One's own sign-up to an event: what one has, what is free, and what one is told."""

    permissions = {"GET": "sign_up.own", "PUT": "sign_up", "DELETE": "sign_up.own"}

    @extend_schema(operation_id="sign_up", responses=OwnSignUpOut)
    def get(self, request: Request, slug: str) -> Response:
        return self._answer(request, taking.event_at(slug, request.user))

    @extend_schema(operation_id="sign_up_to", request=SignUpIn, responses=OwnSignUpOut)
    def put(self, request: Request, slug: str) -> Response:
        event = taking.event_at(slug, request.user)
        given = read(SignUpIn, request.data)
        signing_up.sign_up(
            event,
            actor=signed_in(request),
            role=given["role"] or "",
            nickname=given.get("nickname"),
            now=now(),
        )
        return self._answer(request, event)

    @extend_schema(operation_id="withdraw_from", responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        # Not only where the event can be seen: what someone left here they can take back, whatever became of it.
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise NotHere
        signing_up.withdraw(event, actor=signed_in(request), now=now())
        return Response(status=204)

    def _answer(self, request: Request, event: Event) -> Response:
        person, taken = signed_in(request), taking.taken_of(event)
        body = {
            "mine": taking.sign_up_of(event, person),
            "places": {
                "wanted": event.capacity,
                "left": taken.places_left(event),
                "waiting": taken.waiting,
            },
            "openings": taking.openings_of(event),
            "hosts_decide": taking.hosts_decide(event),
            "hosting": policy.may(person, "sign_up.answer", taking.doors_of(event)),
            "why_not": signing_up.why_not(event, person, now=now()),
            "deleted_on": _deleted_on(event),
            "briefing": briefings.told_to(person, event),
        }
        return Response(OwnSignUpOut(body, context={"taken": taken}).data)


class WhoComes(Endpoint):
    """Who signed up, for organizers of the chapters that host the event, and their yes or no to each."""

    permissions = {"GET": "sign_up.answer", "POST": "sign_up.answer"}

    @extend_schema(operation_id="who_comes", responses=WhoComesOut)
    def get(self, request: Request, slug: str) -> Response:
        return self._answer(request, taking.event_at(slug, request.user))

    @extend_schema(operation_id="answer_sign_up", request=HostsWordIn, responses=WhoComesOut)
    def post(self, request: Request, slug: str) -> Response:
        event = taking.event_at(slug, request.user)
        given = read(HostsWordIn, request.data)
        say = signing_up.say_yes if given["answer"] == "yes" else signing_up.say_no
        say(event, given["id"], actor=signed_in(request), now=now())
        return self._answer(request, event)

    def _answer(self, request: Request, event: Event) -> Response:
        body = {
            "coming": signing_up.who_comes(event, actor=signed_in(request), now=now()),
            "turned_down": TurnedDown.objects.filter(event=event),
            "hosts_decide": taking.hosts_decide(event),
            "deleted_on": _deleted_on(event),
        }
        return Response(WhoComesOut(body).data)


class OwnSignUps(Endpoint):
    """All that one has signed up for, by date."""

    permissions = {"GET": "sign_up.own"}

    @extend_schema(operation_id="sign_ups", responses=OwnLinesOut)
    def get(self, request: Request) -> Response:
        person = signed_in(request)
        context: dict[str, Any] = {"now": now(), "visible": visible_to(person)}
        return Response(OwnLinesOut({"results": taking.sign_ups_of(person)}, context=context).data)


def _deleted_on(event: Event) -> str:
    """The day at the event's place."""
    return wall_time(taking.kept_until(event), event.time_zone, all_day=True)
