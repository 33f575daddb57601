"""Personal calendars as JSON."""

from typing import Any

from rest_framework import serializers

from commonhour.http import Strict
from commonhour.participation.models import AddressEnd, PartKind, Subscription
from commonhour.participation.parts import LONGEST_FILTER, MOST_PARTS, Part
from commonhour.participation.subscribing import KEPT_UNUSED, LONGEST_NAME


class PartIn(Strict):
    kind = serializers.ChoiceField(choices=PartKind.choices)
    key = serializers.CharField(
        max_length=LONGEST_FILTER,
        allow_blank=True,
        default="",
        help_text="A slug, or the filters as they stand in an address.",
    )

    def to_internal_value(self, data: Any) -> Any:
        return Part(**super().to_internal_value(data))


class SubscriptionIn(Strict):
    name = serializers.CharField(max_length=LONGEST_NAME, allow_blank=True)
    parts = serializers.ListField(child=PartIn(), max_length=MOST_PARTS)


class SubscriptionChange(Strict):
    name = serializers.CharField(max_length=LONGEST_NAME, allow_blank=True, required=False)
    parts = serializers.ListField(child=PartIn(), max_length=MOST_PARTS, required=False)


class PartOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=PartKind.choices)
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF's own fields carry a label too


class SubscriptionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    made_at = serializers.DateTimeField()
    has_address = serializers.BooleanField()
    address_ended = serializers.ChoiceField(
        choices=AddressEnd.choices,
        allow_null=True,
        help_text="Why it has no address, where that is known and its owner did not end it.",
    )
    last_used_on = serializers.DateField(allow_null=True, help_text="The last day an app asked for it.")
    ends_on = serializers.DateField(
        allow_null=True, help_text="The day its address ends, unless an app asks for it before."
    )
    parts = PartOut(many=True)


class SubscriptionMade(SubscriptionOut):
    address = serializers.CharField(help_text="The secret address: told here, and never again.")


class AddressOut(serializers.Serializer[Any]):
    address = serializers.CharField(help_text="The secret address: told here, and never again.")


def subscription_as_json(subscription: Subscription, labels: Any) -> dict[str, Any]:
    """A calendar with its parts in words; its address is not known here."""
    address = getattr(subscription, "address", None)
    last = address.last_used_on or address.made_at.date() if address else None
    return {
        "id": subscription.pk,
        "name": subscription.name,
        "made_at": subscription.made_at,
        "has_address": address is not None,
        "address_ended": subscription.address_ended or None,
        "last_used_on": address.last_used_on if address else None,
        "ends_on": last + KEPT_UNUSED if last else None,
        "parts": [
            {"kind": part.kind, "key": part.key, "label": labels[Part(part.kind, part.key)]}
            for part in subscription.parts.all()
        ],
    }
