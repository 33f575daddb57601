"""Making an account, verifying the address, signing in, and getting back in: the doors the browser uses."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.test import Client

from commonhour.people.models import User

pytestmark = pytest.mark.django_db
DOOR = "/_allauth/browser/v1"
Browser = Callable[[User | None], Client]


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(DOOR + address, body, content_type="application/json")


def key_in_mail(path: str) -> str:
    found = re.search(rf"{path}/(\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return unquote(found.group(1))


def test_sign_up_verify_and_arrive(browser: Browser) -> None:
    client = browser(None)
    signed_up = post(
        client, "/auth/signup", email="New@Example.org", password="a long enough phrase", name="Newt"
    )
    assert signed_up.status_code == 401  # not in yet: the address is to be verified
    assert client.get("/api/me").json()["user"] is None

    verified = post(client, "/auth/email/verify", key=key_in_mail("verify-email"))

    assert verified.status_code in {200, 401}
    post(client, "/auth/login", email="new@example.org", password="a long enough phrase")
    assert client.get("/api/me").json()["user"]["name"] == "Newt"


def test_sign_up_without_a_name_says_so(browser: Browser) -> None:
    refused = post(browser(None), "/auth/signup", email="new@example.org", password="a long enough phrase")

    assert refused.status_code == 400
    assert [error["message"] for error in refused.json()["errors"]] == [
        "Tell us what to call you. A nickname is enough."
    ]


def test_a_short_password_is_refused(browser: Browser) -> None:
    refused = post(browser(None), "/auth/signup", email="new@example.org", password="short", name="Newt")

    assert refused.status_code == 400
    assert {error["param"] for error in refused.json()["errors"]} == {"password"}


def test_sign_up_with_a_known_address_tells_a_stranger_nothing(ada: User, browser: Browser) -> None:
    known = post(
        browser(None), "/auth/signup", email="ada@example.org", password="a long enough phrase", name="X"
    )
    unknown = post(
        browser(None), "/auth/signup", email="new@example.org", password="a long enough phrase", name="X"
    )

    assert known.status_code == unknown.status_code
    assert known.json()["data"] == unknown.json()["data"]


def test_a_forgotten_password_is_replaced_through_mail(ada: User, browser: Browser) -> None:
    client = browser(None)
    post(client, "/auth/password/request", email="ada@example.org")

    reset = post(
        client, "/auth/password/reset", key=key_in_mail("reset-password"), password="another long phrase"
    )

    assert reset.status_code in {200, 401}
    assert (
        post(
            browser(None), "/auth/login", email="ada@example.org", password="another long phrase"
        ).status_code
        == 200
    )
    assert (
        post(
            browser(None), "/auth/login", email="ada@example.org", password="correct horse battery"
        ).status_code
        == 400
    )


def test_signing_out_ends_the_session(ada: User, browser: Browser) -> None:
    client = browser(ada)
    assert client.get("/api/me").json()["user"]["name"] == "Ada"

    client.delete(DOOR + "/auth/session")

    assert client.get("/api/me").json()["user"] is None


def test_an_account_that_was_closed_stands_nowhere(ada: User, browser: Browser) -> None:
    client = browser(ada)
    ada.is_active = False
    ada.save(update_fields=["is_active"])

    assert client.get("/api/me").json()["user"] is None


def test_writing_needs_the_token_of_this_page(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")

    refused = client.patch("/api/me", {"name": "Eve"}, content_type="application/json")

    ada.refresh_from_db()
    assert (refused.status_code, ada.name) == (403, "Ada")


def test_mail_speaks_in_our_words_and_calls_nobody_by_a_name_a_stranger_chose(
    ada: User, browser: Browser
) -> None:
    post(
        browser(None),
        "/auth/signup",
        email="new@example.org",
        password="a long enough phrase",
        name="Click evil.example",
    )
    post(browser(None), "/auth/password/request", email="ada@example.org")
    post(browser(None), "/auth/password/request", email="nobody@example.org")
    post(
        browser(None),
        "/auth/signup",
        email="ada@example.org",
        password="a long enough phrase",
        name="Click evil.example",
    )

    assert [message.subject for message in mail.outbox] == [
        "Confirm your address",
        "Choose a new password",
        "You have no account with this address",
        "You already have an account",
    ]
    assert [message.body for message in mail.outbox if "evil" in str(message.body)] == []
    assert all(str(message.body).startswith("Hello,\n") for message in mail.outbox)
