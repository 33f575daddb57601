"""How the address of a personal calendar ends: at once for every app, silently, and after thirty days without a trace."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from commonhour.participation import subscribing
from commonhour.participation.models import SubscriptionAddress
from commonhour.people.models import User
from tests.participation.apps import App, calendar_of, subscribed
from tests.participation.conftest import Clock, Happening

pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(days=1)


def ended(app: App) -> None:
    """What an app reads at an address that ended lately: a valid calendar with nothing in it, whatever it asks with."""
    assert app.look() == 200
    assert app.titles == []
    assert b"X-WR-CALDESC:This address has ended. Sign in to get a new one.\r\n" in app.body
    assert app.look() == 304


def test_a_new_address_ends_the_one_before_at_once(happening: Happening, ada: User, now: datetime) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()

    address = subscribing.rotate(calendar_of(ada), actor=ada, now=now)

    ended(app)
    other = App(address)
    assert (other.look(), other.titles) == (200, ["Know your pay slip"])


def test_a_deleted_calendar_ends_at_once(happening: Happening, ada: User, now: datetime) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()

    subscribing.revoke(calendar_of(ada), actor=ada, now=now)

    ended(app)


def test_the_calendars_of_a_closed_account_end_at_once(
    happening: Happening, ada: User, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()

    User.objects.filter(pk=ada.pk).update(is_active=False)

    ended(app)


def test_thirty_days_after_its_end_it_is_as_if_it_had_never_been(
    happening: Happening, ada: User, clock: Clock, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()
    subscribing.revoke(calendar_of(ada), actor=ada, now=now)
    mistyped = f"{app.path[:-10]}{'y' if app.path[-10] == 'x' else 'x'}{app.path[-9:]}"
    never = [
        answer_at(path)
        for path in ("/feeds/my/never.ics", mistyped, app.path.removesuffix(".ics"), f"{app.path}/")
    ]

    clock(now + timedelta(days=30, seconds=-1))
    ended(app)
    clock(now + timedelta(days=30))

    assert {answer_at(app.path, tag) for tag in ("", app.tag, "*")} == set(never)
    assert len(set(never)) == 1
    status, headers, body = never[0]
    assert status == 404
    assert dict(headers)["Cache-Control"] == "no-store"
    assert dict(headers)["Referrer-Policy"] == "no-referrer"
    assert b"feeds" not in body


def answer_at(path: str, tag: str = "") -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    response = Client().get(path, headers={"If-None-Match": tag} if tag else {})
    return response.status_code, tuple(sorted(response.items())), response.content


@pytest.mark.parametrize("written", ["{}", "{}?x=1"])
def test_asked_for_without_https_it_says_nothing_and_is_ended(
    written: str, happening: Happening, ada: User, settings: Any, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    app.look()
    settings.PRODUCTION = True

    unknown, known = answer_at("/feeds/my/never.ics"), answer_at(written.format(app.path), app.tag)

    assert known == unknown
    assert known[0] == 404
    assert SubscriptionAddress.objects.get().subscription is None
    secure = Client().get(app.path, secure=True)
    assert (secure.status_code, b"BEGIN:VEVENT" in secure.content) == (200, False)


@pytest.mark.django_db(transaction=True)
def test_whose_address_was_ended_by_an_app_without_https_learns_it_once_by_mail(
    ada: User, settings: Any, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    settings.PRODUCTION = True

    for _ in range(2):
        answer_at(app.path)
    call_command("db_worker", batch=True, verbosity=0)

    (told,) = mail.outbox
    assert (told.to, told.subject) == ([ada.email], "A calendar of yours needs a new address")
    for words in (
        "Hello Ada,",
        "“my phone” has ended",
        "without https",
        f"{settings.ORIGIN}/account/calendars\n",
    ):
        assert words in str(told.body)
    secret = app.path.rsplit("/", 1)[1].removesuffix(".ics")
    queued = str(DBTaskResult.objects.values_list("args_kwargs", flat=True).get())
    assert not any(secret[start : start + 8] in str(told.body) + queued for start in range(len(secret) - 7))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["deleted", "closed"])
def test_nobody_is_mailed_of_a_calendar_they_ended_themselves(
    end: str, ada: User, settings: Any, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    settings.PRODUCTION = True
    answer_at(app.path)
    if end == "deleted":
        subscribing.revoke(calendar_of(ada), actor=ada, now=now)
    else:
        User.objects.filter(pk=ada.pk).update(is_active=False)

    call_command("db_worker", batch=True, verbosity=0)

    assert mail.outbox == []


def test_what_ended_lately_is_not_forgotten_before_apps_have_read_that_it_is_empty(
    ada: User, clock: Clock, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    subscribing.revoke(calendar_of(ada), actor=ada, now=now)

    assert subscribing.end_addresses(now=now + 29 * DAY) == 0

    clock(now + 29 * DAY)
    assert app.look() == 200
    assert subscribing.end_addresses(now=now + 30 * DAY) == 1


def test_half_an_address_without_https_ends_it_too(ada: User, settings: Any, now: datetime) -> None:
    """The secret was on the way all the same."""
    app = subscribed(ada, "network", now=now)
    settings.PRODUCTION = True

    assert answer_at(app.path.removesuffix(".ics"))[0] == 404

    assert SubscriptionAddress.objects.get().subscription is None


def test_what_was_never_given_out_writes_nothing_without_https(
    db: None, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.PRODUCTION = True

    with django_assert_num_queries(1):
        assert answer_at("/feeds/my/never.ics")[0] == 404


def test_what_nobody_uses_ends_and_what_ended_long_ago_is_forgotten(
    happening: Happening, ada: User, clock: Clock, now: datetime
) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    used = subscribed(ada, "network", now=now, name="used")
    clock(now + 399 * DAY)
    used.look()

    assert subscribing.end_addresses(now=now + 399 * DAY) == 0
    assert subscribing.end_addresses(now=now + 400 * DAY) == 1
    clock(now + 400 * DAY)
    ended(app)
    assert used.look() == 304
    assert subscribing.end_addresses(now=now + 430 * DAY) == 1

    assert app.look() == 404
    assert SubscriptionAddress.objects.count() == 1
    assert [each.name for each in ada.subscriptions.order_by("name")] == ["my phone", "used"]


def test_the_address_of_a_closed_account_ends_for_good(
    happening: Happening, ada: User, now: datetime
) -> None:
    app = subscribed(ada, "network", now=now)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert subscribing.end_addresses(now=now) == 1

    User.objects.filter(pk=ada.pk).update(is_active=True)
    ended(app)
