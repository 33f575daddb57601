"""Who is here: people, chapters, and the roles that join them."""

import re
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from commonhour import characters
from commonhour.http import now
from commonhour.identifiers import new_id

COLOURS = ("brick", "amber", "moss", "teal", "sky", "iris", "plum", "rose", "clay", "slate")
"""Names of the chapter colours; the frontend holds a light and a dark tone of each, both checked for contrast."""


def geographic_zone(name: str) -> None:
    """Refuse a zone that is not one of a place: calendars misread the others (GNOME and `Etc/GMT±n`)."""
    if (
        "/" not in name
        or name.startswith(("Etc/", "SystemV/", "posix/", "right/"))
        or name not in available_timezones()
    ):
        raise ValidationError("Choose the time zone of a place, such as America/Chicago.")


def plain_words(value: str) -> None:
    """Refuse a name that is not one line of what can be seen: it could pass for another one."""
    if characters.UNSEEN.search(value) or re.search(r"[\n\t]", characters.LINE_BREAKS.sub("\n", value)):
        raise ValidationError("Use plain letters, without invisible characters or line breaks.")
    if value and not value.strip("\u200c\u200d \xa0"):
        raise ValidationError("Give at least one letter that can be seen.")


def readable_words(value: str) -> None:
    """Refuse a text, of one line or several, in which something cannot be seen."""
    if characters.UNSEEN.search(value):
        raise ValidationError("There is an invisible character in this. Delete it and type that part again.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account: an address to reach them, and the name they chose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=80, validators=[plain_words])
    is_active = models.BooleanField(default=True)
    # Accounts are made by allauth, which takes no hour: the default asks our one clock.
    created_at = models.DateTimeField(default=now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_per_address"),)

    def __str__(self) -> str:
        return self.name


class Chapter(models.Model):
    """A student group at a campus. The network's own team is a chapter like any other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, validators=[plain_words])
    campus = models.CharField(max_length=160, validators=[plain_words])
    town = models.CharField(max_length=120, blank=True, validators=[plain_words])
    time_zone = models.CharField(max_length=60, validators=[geographic_zone])
    colour = models.CharField(max_length=10, choices=[(word, word) for word in COLOURS])
    about = models.TextField(max_length=600, blank=True)
    contact = models.EmailField(
        blank=True, help_text="A role address the chapter shows in public, never a person's own."
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def day_at(self, moment: datetime) -> date:
        """The day it is at its campus."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()


class Role(models.TextChoices):
    """What a person is in a chapter; each includes the ones before it."""

    MEMBER = "member"
    ORGANIZER = "organizer"
    LEAD = "lead"


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "chapter"), name="one_membership_per_chapter"),
        )

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.chapter}"


class JoinRequest(models.Model):
    """A person's wish to join a chapter, until one of its leads answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="join_requests")
    words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "chapter"), name="one_open_request_per_chapter"),
        )

    def __str__(self) -> str:
        return f"{self.user} asks to join {self.chapter}"


class NetworkRoleName(models.TextChoices):
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"


class NetworkRole(models.Model):
    """What a person does for the whole network. `trained`: in harm reduction, for reviews at the careful level."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="network_roles")
    role = models.CharField(max_length=12, choices=NetworkRoleName.choices)
    trained = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "role"), name="one_network_role_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.user} is {self.role}"
