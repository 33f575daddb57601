"""How allauth makes and mails our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from commonhour.people.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def populate_username(self, request: Any, user: User) -> None:
        """We have no user names."""

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL
