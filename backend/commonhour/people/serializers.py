"""People and chapters as JSON."""

from typing import Any

from rest_framework import serializers

from commonhour.http import Strict
from commonhour.people.models import NetworkRoleName, Role, plain_words, readable_words


class ChapterOut(serializers.Serializer[Any]):
    """A chapter, as a stranger may see it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    campus = serializers.CharField()
    town = serializers.CharField()
    time_zone = serializers.CharField()
    colour = serializers.CharField()
    about = serializers.CharField()
    contact = serializers.CharField()


class MembershipOut(serializers.Serializer[Any]):
    chapter = ChapterOut()
    role = serializers.ChoiceField(choices=Role.choices)


class NetworkRoleOut(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=NetworkRoleName.choices)
    trained = serializers.BooleanField()


class UserOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()


class RequestedChapterOut(serializers.Serializer[Any]):
    slug = serializers.CharField(source="chapter.slug")
    name = serializers.CharField(source="chapter.name")
    asked_at = serializers.DateTimeField()


class MeOut(serializers.Serializer[Any]):
    """Who is signed in, with every role they hold; `user` is null for a stranger."""

    user = UserOut(allow_null=True)
    memberships = MembershipOut(many=True)
    network_roles = NetworkRoleOut(many=True)
    asked_to_join = RequestedChapterOut(many=True)


class NetworkOut(serializers.Serializer[Any]):
    """One deployment is one network."""

    name = serializers.CharField()
    time_zone = serializers.CharField()
    source_address = serializers.CharField(
        help_text="Address of the running source; empty where none is set."
    )


class MeIn(Strict):
    name = serializers.CharField(max_length=80, validators=[plain_words])


class PersonOut(serializers.Serializer[Any]):
    """A member, as the chapter's own people see them."""

    id = serializers.UUIDField(source="user.id")
    name = serializers.CharField(source="user.name")
    role = serializers.ChoiceField(choices=Role.choices)
    since = serializers.DateTimeField()


class RoleIn(Strict):
    role = serializers.ChoiceField(choices=Role.choices)


class JoinIn(Strict):
    words = serializers.CharField(max_length=300, allow_blank=True, default="", validators=[readable_words])


class JoinOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(source="user.name")
    words = serializers.CharField()
    asked_at = serializers.DateTimeField()


class JoinAnswerIn(Strict):
    accept = serializers.BooleanField()
