"""What nobody may learn of a personal calendar: its address, from any log; a private place, from any calendar."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils.module_loading import import_string
from granian.log import LogLevels, configure_logging

from commonhour.events import publishing
from commonhour.participation import signing_up, subscribing
from commonhour.people.models import User
from tests.participation.apps import calendar_of, subscribed
from tests.participation.conftest import SECRET, Clock, Happening
from tests.sizes import Sizes

pytestmark = pytest.mark.usefixtures("clock")

LOGGING: dict[str, Any] = settings.LOGGING
PIECE = 8
"""So many characters of a token count as the token."""


# Its address


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """All that a handler made like ours would write, of every logger there is, down to each query."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    for name in LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(import_string(LOGGING["filters"][name]["()"])())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    loggers = [logging.getLogger()]
    loggers += [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for each in loggers:
        monkeypatch.setattr(each, "level", logging.DEBUG)
        monkeypatch.setattr(each, "_cache", {}, raising=False)
        if not each.propagate or each.parent is None:
            each.addHandler(handler)
    connection.force_debug_cursor = True
    yield written
    connection.force_debug_cursor = False
    for each in loggers:
        each.removeHandler(handler)


def test_no_log_holds_a_piece_of_an_address(
    happening: Happening, ada: User, lin: User, log: StringIO, proof: Sizes, now: datetime
) -> None:
    """Of right ones, mistyped ones, ended ones, ones asked for without https, and ones at which something broke."""
    happening()
    apps = [subscribed(person, "network", "sign_ups", now=now, name=str(number))
            for person in (ada, lin) for number in range(4)]  # fmt: skip
    tokens = [app.path.rsplit("/", 1)[1].removesuffix(".ics") for app in apps]
    subscribing.revoke(ada.subscriptions.get(name="0"), actor=ada, now=now)
    random = Random(7)  # noqa: S311  the same mistakes each time
    statuses = set()

    for number in range(10_000 if proof.full else 250):
        way = random.choice(WAYS)
        with override_settings(PRODUCTION=number % (2_000 if proof.full else 100) == 99):
            statuses.add(way(random.choice(tokens), random))

    assert statuses == {200, 404, 405, 500}
    said = log.getvalue()
    assert said.count("feeds/my/…") > 50
    assert "Traceback" in said
    assert "SELECT" in said
    pieces = {token[at : at + PIECE] for token in tokens for at in range(len(token) - PIECE + 1)}
    found = {said[at : at + PIECE] for at in range(len(said))} & pieces
    assert found == set()


def _right(token: str, random: Random) -> int:
    tag = random.choice(["*", '"x"', ""])
    return (
        Client()
        .get(f"/feeds/my/{token}.ics", headers={"If-None-Match": tag} if tag == '"x"' else {})
        .status_code
    )


def _mistyped(token: str, random: Random) -> int:
    at = random.randrange(len(token))
    shape = random.choice(
        [
            "/feeds/my/{0}.ics", "/feeds/my/{0}", "/feeds/my/{0}.ics/", "/feeds/my//{0}.ics", "/feeds/my/{0}.ics?a={0}",
            "/feeds/My/{0}.ics", "/feeds/my/{0}%00.ics", "/feeds/my/{1}/{2}.ics", "/feeds/my/{0}.ical", "/feeds/my/x{0}.ics",
        ]
    )  # fmt: skip
    other = f"{token[:at]}{'x' if token[at] != 'x' else 'y'}{token[at + 1 :]}"
    return Client().get(shape.format(other, other[:at] or "a", other[at:])).status_code


def _wrong_method(token: str, random: Random) -> int:
    method = random.choice(["post", "put", "delete", "patch"])
    return int(getattr(Client(enforce_csrf_checks=True), method)(f"/feeds/my/{token}.ics").status_code)


def _broken(token: str, random: Random) -> int:
    """The table it is read from has lost a column, as in a migration that went wrong."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE participation_subscriptionpart RENAME COLUMN kind TO lost")
        status = Client(raise_request_exception=False).get(f"/feeds/my/{token}.ics").status_code
        transaction.set_rollback(True)
    return status


WAYS = (_right, _right, _mistyped, _mistyped, _mistyped, _wrong_method, _broken)


def test_an_answer_never_repeats_the_address(happening: Happening, ada: User, now: datetime) -> None:
    happening()
    app = subscribed(ada, "network", now=now)
    token = app.path.rsplit("/", 1)[1].removesuffix(".ics")
    paths = [
        app.path,
        app.path.removesuffix(".ics"),
        f"{app.path}x",
        f"/feeds/my/x/{token}.ics",
        f"/feeds/my/{token}/",
    ]

    for path in paths:
        for client in (Client(), Client(headers={"Accept": "text/html"})):
            response = client.get(path)
            assert response.status_code in {200, 404}
            assert token[:PIECE].encode() not in response.content
            assert token[:PIECE] not in repr(response.headers)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE participation_subscriptionpart RENAME COLUMN kind TO lost")
        broken = Client(raise_request_exception=False).get(app.path)
        transaction.set_rollback(True)
    assert (broken.status_code, broken.json()["code"]) == (500, "server_error")
    assert token[:PIECE].encode() not in broken.content


def test_the_servers_own_log_goes_through_ours() -> None:
    """Granian sets its loggers up before it loads the product, and the product takes their handlers away."""
    names = ("granian.access", "_granian", "django.server", "django")
    before = {
        name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate) for name in names
    }
    try:
        configure_logging(LogLevels.info)
        assert logging.getLogger("granian.access").handlers

        loggers = {name: each for name, each in LOGGING["loggers"].items() if name in names}
        logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "loggers": loggers})

        assert {
            name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in names
        } == dict.fromkeys(names, ([], True))
    finally:
        for name, (handlers, propagate) in before.items():
            logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate


# A private place


@pytest.mark.parametrize("visibility", ["public", "network", "unlisted"])
@pytest.mark.parametrize("rule", ["after_sign_up", "after_host_yes", "from_host"])
def test_a_private_place_stands_in_no_calendar_not_even_in_that_of_a_guest(
    rule: str, visibility: str, happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    """The page tells it, after signing in. A feed is copied to a calendar company and kept for ever."""
    event = happening(place_rule=rule, link_rule=rule, visibility=visibility)
    apps = []
    for person in (ada, lin):
        made = signing_up.sign_up(event, actor=person, role="host01" if person == lin else "", now=now)
        signing_up.say_yes(event, made.pk, actor=ada, now=now) if rule == "after_host_yes" else None
        apps.append(subscribed(person, "sign_ups", "network", "my_chapters", "filter type=talk", now=now))

    for app in apps:
        app.look()
        assert len(app.entries) == 1
        assert b"anary" not in app.body
        assert not any(value.encode() in app.body for value in SECRET.values())


def test_an_unlisted_event_stands_in_the_calendar_of_nobody_who_did_not_sign_up(
    happening: Happening, ada: User, lin: User, cai: User, now: datetime
) -> None:
    event = happening(title="Canary", visibility="unlisted", topics=[], audience="public")
    signing_up.sign_up(event, actor=cai, now=now)
    others = [subscribed(person, "sign_ups", "network", "my_chapters", "chapter larkmoor", "filter text=canary", now=now)
              for person in (ada, lin)]  # fmt: skip
    for app in others:
        app.look()
        assert app.entries == {}

    publishing.amend(event, replace(publishing.facts_of(event), title="Canary again"), now=now)
    signing_up.withdraw(event, actor=cai, now=now)

    assert [app.look() for app in others] == [304, 304]


def test_no_name_and_no_nickname_of_anyone_stands_in_a_calendar(
    happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    event = happening(capacity=5)
    for person in (ada, lin):
        signing_up.sign_up(event, actor=person, nickname=f"Canary {person.name}", now=now)
    app = subscribed(ada, "sign_ups", "network", now=now)

    app.look()

    assert len(app.entries) == 1
    for word in (b"anary", b"Ada", b"Lin ", b"@"):
        assert word not in app.body


def test_a_private_calendar_is_not_called_public(happening: Happening, ada: User, now: datetime) -> None:
    event = happening(visibility="unlisted")
    signing_up.sign_up(event, actor=ada, now=now)
    app = subscribed(ada, "sign_ups", now=now)

    app.look()

    assert len(app.entries) == 1
    assert b"CLASS:" not in app.body
    assert b"SOURCE" not in app.body
    assert calendar_of(ada).pk.hex not in app.body.decode().replace("-", "")


def test_what_is_hidden_from_someone_moves_nothing_they_can_see(
    happening: Happening, ada: User, person: Any, clock: Clock, now: datetime
) -> None:
    """A stranger with an account follows the chapter; its members' events come and go."""
    happening(title="For everyone")
    app = subscribed(person("bo"), "network", "my_chapters", "chapter larkmoor", "filter text=pay", now=now)
    app.look()

    event = happening(title="For members", visibility="network")
    publishing.hold(event, now=now)
    publishing.release(event, now=now)
    signing_up.sign_up(event, actor=ada, now=now)

    clock(now + timedelta(minutes=1))
    assert app.look() == 304
