"""The API of personal calendars: each person's own, and nobody else's."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.errors import NotHere
from commonhour.http import Endpoint, now, read
from commonhour.participation import parts, subscribing
from commonhour.participation.models import Subscription
from commonhour.participation.parts import Part
from commonhour.participation.subscription_serializers import (
    AddressOut,
    SubscriptionChange,
    SubscriptionIn,
    SubscriptionMade,
    SubscriptionOut,
    subscription_as_json,
)
from commonhour.people.models import User
from commonhour.people.views import signed_in


def own(person: User, subscription_id: UUID) -> Subscription:
    found = Subscription.objects.filter(person=person, pk=subscription_id).first()
    if found is None:
        raise NotHere
    return found


def described(person: User, **narrowed: Any) -> list[dict[str, Any]]:
    """The person's calendars, each with its parts in words."""
    rows = Subscription.objects.filter(person=person, **narrowed)
    found = list(rows.select_related("address").prefetch_related("parts"))
    shown = [Part(part.kind, part.key) for subscription in found for part in subscription.parts.all()]
    labels = parts.labels(shown, person)
    return [subscription_as_json(subscription, labels) for subscription in found]


class Subscriptions(Endpoint):
    """One's personal calendars."""

    permissions = {"GET": "calendar.make", "POST": "calendar.make"}

    @extend_schema(responses=SubscriptionOut(many=True), operation_id="subscriptions")
    def get(self, request: Request) -> Response:
        return Response(SubscriptionOut(described(signed_in(request)), many=True).data)

    @extend_schema(
        request=SubscriptionIn, responses={201: SubscriptionMade}, operation_id="make_subscription"
    )
    def post(self, request: Request) -> Response:
        given, person = read(SubscriptionIn, request.data), signed_in(request)
        made, address = subscribing.make(actor=person, name=given["name"], parts=given["parts"], now=now())
        (body,) = described(person, pk=made.pk)
        return Response(SubscriptionMade({**body, "address": address}).data, status=201)


class SubscriptionDetail(Endpoint):
    permissions = {"PATCH": "calendar.change", "DELETE": "calendar.change"}

    @extend_schema(request=SubscriptionChange, responses=SubscriptionOut, operation_id="change_subscription")
    def patch(self, request: Request, subscription_id: UUID) -> Response:
        given, person = read(SubscriptionChange, request.data), signed_in(request)
        subscribing.change(own(person, subscription_id), actor=person, now=now(), **given)
        (body,) = described(person, pk=subscription_id)
        return Response(SubscriptionOut(body).data)

    @extend_schema(responses={204: None}, operation_id="delete_subscription")
    def delete(self, request: Request, subscription_id: UUID) -> Response:
        person = signed_in(request)
        subscribing.revoke(own(person, subscription_id), actor=person, now=now())
        return Response(status=204)


class SubscriptionAddress(Endpoint):
    """A new address for a calendar, in the stead of the one before."""

    permissions = {"POST": "calendar.change"}

    @extend_schema(request=None, responses=AddressOut, operation_id="rotate_subscription")
    def post(self, request: Request, subscription_id: UUID) -> Response:
        person = signed_in(request)
        address = subscribing.rotate(own(person, subscription_id), actor=person, now=now())
        return Response(AddressOut({"address": address}).data)
