"""The API of personal calendars: one's own alone, the address told once, and nothing of it kept."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from commonhour.errors import Conflict, Forbidden
from commonhour.events import program_publishing
from commonhour.events.models import Topic
from commonhour.events.public import PublicProgram
from commonhour.participation import subscribing
from commonhour.participation.models import PartKind, Subscription, SubscriptionAddress
from commonhour.participation.parts import MOST_PARTS, Part
from commonhour.people.models import Chapter, User
from commonhour.records.models import Record

Browser = Callable[[User | None], Client]
PHONE = {"name": "my phone", "parts": [{"kind": "sign_ups"}, {"kind": "chapter", "key": "larkmoor"}]}


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(path, json.dumps(body or {}), content_type="application/json")


def patch(client: Client, path: str, body: Any) -> Any:
    return client.patch(path, json.dumps(body), content_type="application/json")


def test_the_address_is_told_when_it_is_made_and_never_again(browser: Browser, ada: User) -> None:
    client = browser(ada)

    made = post(client, "/api/subscriptions", PHONE)

    assert made.status_code == 201
    body = made.json()
    address = body.pop("address")
    assert address.startswith("http://127.0.0.1:8000/feeds/my/")
    assert made.headers["Cache-Control"] == "no-store"
    assert body == {
        "id": body["id"],
        "name": "my phone",
        "made_at": body["made_at"],
        "has_address": True,
        "address_ended": None,
        "last_used_on": None,
        "ends_on": body["ends_on"],
        "parts": [
            {"kind": "chapter", "key": "larkmoor", "label": "Larkmoor Chapter"},
            {"kind": "sign_ups", "key": "", "label": "What I signed up for"},
        ],
    }
    assert client.get("/api/subscriptions").json() == [body]


def test_a_calendar_without_a_name_is_told_what_to_call_it(browser: Browser, ada: User) -> None:
    made = post(browser(ada), "/api/subscriptions", PHONE).json()

    for answer in (
        post(browser(ada), "/api/subscriptions", {**PHONE, "name": " "}),
        patch(browser(ada), f"/api/subscriptions/{made['id']}", {"name": ""}),
    ):
        sentence = "Give the calendar a name of at most 60 characters, such as “my phone”."
        assert (answer.status_code, answer.json()["fields"]) == (400, {"name": [sentence]})


def test_a_token_is_256_random_bits_of_which_only_a_hash_is_kept(browser: Browser, ada: User) -> None:
    """Nothing that the database holds, however it is written out, has eight characters of it."""
    addresses = [
        post(browser(ada), "/api/subscriptions", {**PHONE, "name": str(n)}).json()["address"]
        for n in range(9)
    ]
    tokens = [address.rsplit("/", 1)[1].removesuffix(".ics") for address in addresses]

    dump = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  our own tables
            dump += repr(cursor.fetchall())

    assert {len(token) for token in tokens} == {43}
    assert len(set(tokens)) == 9
    found = {token for token in tokens for at in range(36) if token[at : at + 8] in dump}
    assert found == set()
    assert all(subscribing.digest_of(token) in dump for token in tokens)


def test_everything_one_can_follow_has_a_label(
    browser: Browser, ada: User, larkmoor: Chapter, now: Any
) -> None:
    Topic.objects.create(slug="labour", name="Labour")
    program = program_publishing.put_on_calendar(
        PublicProgram.from_json(
            {
                "title": "Autumn of fair work", "summary": "Six evenings.", "chapter": str(larkmoor.pk), "audience": "public",
                "visibility": "network", "period_starts_on": "2026-09-01", "period_ends_on": "2026-12-01",
            }
        ),
        now=now,
    )  # fmt: skip
    parts = [
        {"kind": "sign_ups", "key": "ignored"},
        {"kind": "my_chapters"},
        {"kind": "network"},
        {"kind": "chapter", "key": "larkmoor"},
        {"kind": "program", "key": program.slug},
        {"kind": "topic", "key": "labour"},
        {"kind": "filter", "key": "?topic=labour&text=rent&open_roles=true&type=talk,panel&type="},
    ]

    made = post(browser(ada), "/api/subscriptions", {"name": "all", "parts": parts}).json()

    assert {(part["kind"], part["key"]): part["label"] for part in made["parts"]} == {
        ("sign_ups", ""): "What I signed up for",
        ("my_chapters", ""): "My chapters",
        ("network", ""): "Everything in the network",
        ("chapter", "larkmoor"): "Larkmoor Chapter",
        ("program", program.slug): "Autumn of fair work",
        ("topic", "labour"): "Labour",
        ("filter", "topic=labour&type=panel&type=talk&open_roles=true&text=rent"): (
            "Topic: Labour · Kind of event: Panel, Talk · With open roles · Words: rent"
        ),
    }
    assert {part["kind"] for part in made["parts"]} == set(PartKind.values)
    program_publishing.hold(program, now=now)
    (shown,) = browser(ada).get("/api/subscriptions").json()
    assert "Autumn" not in json.dumps(shown)
    assert "Something that is not there any more" in [part["label"] for part in shown["parts"]]


@pytest.mark.parametrize(
    "parts, sentence",
    [
        ([], "Choose at least one thing for the calendar to show."),
        ([{"kind": "chapter", "key": "nowhere"}], "There is no chapter “nowhere” that you can follow. Choose one of the list."),
        ([{"kind": "chapter", "key": "a\x00"}], "Null characters are not allowed."),
        ([{"kind": "program", "key": "u-1"}], "There is no program “u-1” that you can follow. Choose one of the list."),
        ([{"kind": "topic"}], "There is no topic “” that you can follow. Choose one of the list."),
        ([{"kind": "filter", "key": "topic="}],
         "This filter leaves nothing out. Choose everything in the network instead."),
        ([{"kind": "filter", "key": "colour=red"}], "There is no filter of this name."),
        ([{"kind": "filter", "key": "topic=nothing"}], "There is no topic “nothing”."),
        ([{"kind": "diary"}], '"diary" is not a valid choice.'),
        ([{"kind": "network", "secret": 1}], "There is no field of this name."),
        ([{"kind": "chapter", "key": f"c{n}"} for n in range(MOST_PARTS + 1)], "30"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused_with_what_to_do(
    parts: list[dict[str, str]], sentence: str, browser: Browser, ada: User
) -> None:
    refused = post(browser(ada), "/api/subscriptions", {"name": "my phone", "parts": parts})

    assert refused.status_code == 400
    told = " ".join(each for sentences in refused.json()["fields"].values() for each in sentences)
    assert sentence in told
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 61])
def test_a_calendar_has_a_name_that_can_be_read(name: str, browser: Browser, ada: User) -> None:
    refused = post(browser(ada), "/api/subscriptions", {**PHONE, "name": name})

    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["name"])


def test_no_two_calendars_of_one_person_have_the_same_name(browser: Browser, ada: User, lin: User) -> None:
    client = browser(ada)
    post(client, "/api/subscriptions", PHONE)
    other = post(client, "/api/subscriptions", {**PHONE, "name": "laptop"}).json()

    again = post(client, "/api/subscriptions", {**PHONE, "name": " my  phone "})
    renamed = patch(client, f"/api/subscriptions/{other['id']}", {"name": "my phone"})
    same = patch(client, f"/api/subscriptions/{other['id']}", {"name": "laptop"})

    sentence = "You have a calendar of this name. Give this one another."
    assert [each.json().get("detail") for each in (again, renamed, same)] == [sentence, sentence, None]
    assert post(browser(lin), "/api/subscriptions", PHONE).status_code == 201


def test_a_calendar_is_renamed_and_shows_something_else_at_the_same_address(
    browser: Browser, ada: User
) -> None:
    client = browser(ada)
    made = post(client, "/api/subscriptions", PHONE).json()
    digest = SubscriptionAddress.objects.get().digest

    changed = patch(
        client, f"/api/subscriptions/{made['id']}", {"name": "phone", "parts": [{"kind": "network"}]}
    )

    assert changed.status_code == 200
    assert changed.json()["name"] == "phone"
    assert changed.json()["parts"] == [{"kind": "network", "key": "", "label": "Everything in the network"}]
    assert "address" not in changed.json()
    assert SubscriptionAddress.objects.get().digest == digest
    patch(client, f"/api/subscriptions/{made['id']}", {"name": "phone", "parts": [{"kind": "network"}]})
    assert Subscription.objects.get().revision == 2


def test_a_new_address_is_told_once_and_replaces_the_old_one(browser: Browser, ada: User) -> None:
    client = browser(ada)
    made = post(client, "/api/subscriptions", PHONE).json()

    rotated = post(client, f"/api/subscriptions/{made['id']}/address")

    assert (rotated.status_code, set(rotated.json())) == (200, {"address"})
    assert rotated.json()["address"] != made["address"]
    assert SubscriptionAddress.objects.filter(ended_at=None).count() == 1
    assert SubscriptionAddress.objects.filter(subscription=None).count() == 1


def test_a_deleted_calendar_is_gone(browser: Browser, ada: User) -> None:
    client = browser(ada)
    made = post(client, "/api/subscriptions", PHONE).json()

    assert client.delete(f"/api/subscriptions/{made['id']}").status_code == 204

    assert client.get("/api/subscriptions").json() == []
    assert client.delete(f"/api/subscriptions/{made['id']}").status_code == 404


def test_somebody_elses_calendar_is_not_there(browser: Browser, ada: User, cai: User) -> None:
    made = post(browser(ada), "/api/subscriptions", PHONE).json()
    client = browser(cai)
    path = f"/api/subscriptions/{made['id']}"

    answers = [patch(client, path, {"name": "x"}), client.delete(path), post(client, f"{path}/address")]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert client.get("/api/subscriptions").json() == []
    with pytest.raises(Forbidden):
        subscribing.rotate(Subscription.objects.get(), actor=cai, now=Subscription.objects.get().made_at)


def test_a_person_has_so_many_calendars_and_no_more(browser: Browser, ada: User) -> None:
    client = browser(ada)
    for number in range(subscribing.MOST_CALENDARS):
        assert post(client, "/api/subscriptions", {**PHONE, "name": str(number)}).status_code == 201

    refused = post(client, "/api/subscriptions", PHONE)

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_calendars")
    assert refused.json()["detail"] == "You have 12 calendars, which is the most. Delete one first."


def retired(made: Subscription, address: str, now: datetime) -> None:
    subscribing.retire(token_of(address), now=now)


def left_unused(made: Subscription, address: str, now: datetime) -> None:
    subscribing.end_addresses(now=now + subscribing.KEPT_UNUSED)


def closed_for_a_while(made: Subscription, address: str, now: datetime) -> None:
    User.objects.filter(pk=made.person_id).update(is_active=False)
    subscribing.end_addresses(now=now)
    User.objects.filter(pk=made.person_id).update(is_active=True)


def ended_by_hand(made: Subscription, address: str, now: datetime) -> None:
    """As the operator's page has it, after an older copy of the database was put back."""
    SubscriptionAddress.objects.update(subscription=None, ended_at=now, last_used_on=None)


@pytest.mark.parametrize(
    "end, why, told",
    [
        (retired, "no_https", ["It was asked for without https, where others could read it."]),
        (left_unused, "unused", ["Nobody used it any more."]),
        (closed_for_a_while, "account_closed", ["The account was closed."]),
        (ended_by_hand, None, []),
    ],
)
def test_a_calendar_without_an_address_says_why_until_it_has_another(
    end: Callable[[Subscription, str, datetime], None],
    why: str | None,
    told: list[str],
    browser: Browser,
    ada: User,
    larkmoor: Chapter,
    now: datetime,
) -> None:
    def shown() -> tuple[bool, str | None]:
        (calendar,) = browser(ada).get("/api/subscriptions").json()
        return calendar["has_address"], calendar["address_ended"]

    made, address = subscribing.make(actor=ada, name="x", parts=[Part("network")], now=now)
    assert shown() == (True, None)

    end(made, address, now)

    assert shown() == (False, why)
    assert [line.reason for line in Record.objects.filter(verb="ended an address")] == told
    subscribing.rotate(made, actor=ada, now=now)
    assert shown() == (True, None)


def test_a_person_is_given_so_many_addresses_a_day(ada: User, larkmoor: Chapter, now: Any) -> None:
    made, _ = subscribing.make(actor=ada, name="x", parts=[Part("network")], now=now)
    for _ in range(subscribing.MOST_ADDRESSES_A_DAY - 1):
        subscribing.rotate(made, actor=ada, now=now)

    with pytest.raises(Conflict) as refused:
        subscribing.rotate(made, actor=ada, now=now)

    assert refused.value.code == "too_many_addresses"
    subscribing.rotate(made, actor=ada, now=now + timedelta(days=1))


def test_the_journal_says_that_something_was_done_and_neither_what_nor_where(
    ada: User, larkmoor: Chapter, now: Any
) -> None:
    made, address = subscribing.make(actor=ada, name="canary", parts=[Part("chapter", "larkmoor")], now=now)
    subscribing.change(made, actor=ada, name="canaries", parts=[Part("network")], now=now)
    subscribing.change(made, actor=ada, name="canaries", now=now)
    other = subscribing.rotate(made, actor=ada, now=now)
    subscribing.retire(token_of(other), now=now)
    subscribing.rotate(made, actor=ada, now=now)
    subscribing.revoke(made, actor=ada, now=now)

    lines = [
        (line.verb, line.actor, line.detail)
        for line in Record.objects.about(f"participation.subscription:{made.pk}")
    ]

    assert lines == [
        ("made a calendar", ada, {}),
        ("changed a calendar", ada, {"what": ["name", "parts"]}),
        ("gave a calendar a new address", ada, {}),
        ("ended an address", None, {}),
        ("gave a calendar a new address", ada, {}),
        ("deleted a calendar", ada, {}),
    ]
    written = repr(list(Record.objects.values()))
    assert not any(
        word in written
        for word in ("canar", "larkmoor", token_of(address), subscribing.digest_of(token_of(address)))
    )


def token_of(address: str) -> str:
    return address.rsplit("/", 1)[1].removesuffix(".ics")


def test_a_list_of_many_asks_as_often_as_a_list_of_one(
    browser: Browser, ada: User, django_assert_num_queries: Any, now: Any
) -> None:
    client = browser(ada)
    for number in range(3):
        subscribing.make(
            actor=ada, name=str(number), parts=[Part("network"), Part("chapter", "larkmoor")], now=now
        )
        with django_assert_num_queries(6):
            client.get("/api/subscriptions")


def test_the_command_ends_what_is_not_used(ada: User, larkmoor: Chapter, now: Any, capsys: Any) -> None:
    subscribing.make(actor=ada, name="x", parts=[Part("network")], now=now - timedelta(days=500))

    call_command("end_addresses")

    assert capsys.readouterr().out == "Addresses of personal calendars ended or forgotten: 1.\n"
