"""What sign-up asks beside address and password."""

from typing import Any

from django import forms
from django.http import HttpRequest

from commonhour.people.models import User, plain_words


class SignUpForm(forms.Form):
    name = forms.CharField(max_length=80, validators=[plain_words],
                           error_messages={"required": "Tell us what to call you. A nickname is enough."})  # fmt: skip

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}
