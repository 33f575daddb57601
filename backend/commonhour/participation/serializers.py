"""The JSON of taking part.

To the person themselves, `GET /api/events/<slug>/sign-up`: what they have, what is free, what they are told, and why they
cannot sign up where they cannot. Of other people there are counts alone. To organizers of the hosts, `…/sign-ups`: who
comes, by nickname; no address of anyone.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commonhour.events.choices import RoleKind, Status, Visibility
from commonhour.events.serializers import EventLine
from commonhour.http import Strict
from commonhour.participation.models import SignUp

WAYS = (("place", "A place"), ("role", "A role"))
ANSWERS = (("yes", "Yes"), ("no", "No"))


class SignUpIn(Strict):
    place_or_role = serializers.ChoiceField(WAYS)
    role = serializers.CharField(max_length=40, required=False, allow_null=True, default=None)
    nickname = serializers.CharField(max_length=400, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["place_or_role"] == "role") != bool(attrs["role"]):
            raise serializers.ValidationError({"role": ["Name the role where you take one, and only there."]})
        return attrs


class HostsWordIn(Strict):
    id = serializers.UUIDField()
    answer = serializers.ChoiceField(ANSWERS)


class HeldOut(serializers.Serializer[Any]):
    """What somebody has. `position` counts from 1 among those who wait."""

    nickname = serializers.CharField()
    place_or_role = serializers.SerializerMethodField()
    role_name = serializers.SerializerMethodField()
    waiting = serializers.BooleanField()
    position = serializers.IntegerField(allow_null=True)
    host_yes = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(WAYS))
    def get_place_or_role(self, held: SignUp) -> str:
        return "role" if held.opening else "place"

    def get_role_name(self, held: SignUp) -> str:
        return held.opening.name if held.opening else ""

    def get_host_yes(self, held: SignUp) -> bool:
        return held.host_yes_at is not None


class SignUpOut(HeldOut):
    """One's own sign-up."""

    role = serializers.SerializerMethodField()
    made_at = serializers.DateTimeField()

    def get_role(self, held: SignUp) -> str | None:
        return held.opening.role if held.opening else None


class PlacesOut(serializers.Serializer[Any]):
    """`wanted` and `left` are null where the number of places is not limited."""

    wanted = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    waiting = serializers.IntegerField()


class OpeningOut(serializers.Serializer[Any]):
    id = serializers.CharField(source="role")
    name = serializers.CharField()
    duties = serializers.CharField()
    kind = serializers.ChoiceField(RoleKind.choices)
    hours = serializers.FloatField(allow_null=True)
    how_many = serializers.IntegerField()
    left = serializers.SerializerMethodField()

    def get_left(self, opening: Any) -> int:
        return int(self.context["taken"].left(opening))


class BriefingOut(serializers.Serializer[Any]):
    place_name = serializers.CharField()
    room = serializers.CharField()
    place_address = serializers.CharField()
    directions = serializers.CharField()
    online_link = serializers.CharField()


class OwnSignUpOut(serializers.Serializer[Any]):
    """`why_not` says why one cannot sign up now, or is empty; `deleted_on` is the day sign-ups to this event are deleted."""

    mine = SignUpOut(allow_null=True)
    places = PlacesOut()
    openings = OpeningOut(many=True)
    hosts_decide = serializers.BooleanField()
    hosting = serializers.BooleanField()
    why_not = serializers.CharField()
    deleted_on = serializers.DateField()
    briefing = BriefingOut(allow_null=True)


class ComerOut(HeldOut):
    """One who comes, as the hosts see them."""

    id = serializers.UUIDField()


class TurnedDownOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    nickname = serializers.CharField()


class WhoComesOut(serializers.Serializer[Any]):
    coming = ComerOut(many=True)
    turned_down = TurnedDownOut(many=True)
    hosts_decide = serializers.BooleanField()
    deleted_on = serializers.DateField()


class OwnLineOut(SignUpOut):
    """One of one's sign-ups. `event` is null while the event is withdrawn from view; its `slug` still serves to withdraw."""

    slug = serializers.CharField(source="event.slug")
    event = serializers.SerializerMethodField()

    @extend_schema_field(EventLine(allow_null=True))
    def get_event(self, held: SignUp) -> dict[str, Any] | None:
        event = held.event
        shown = (*self.context["visible"], Visibility.UNLISTED)
        if event.status == Status.HELD or event.visibility not in shown:
            return None
        return dict(EventLine(event, context=self.context).data)


class OwnLinesOut(serializers.Serializer[Any]):
    results = OwnLineOut(many=True)
