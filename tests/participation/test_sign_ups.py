"""Taking part: a place or a role, the waiting list, the hosts' word, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, transaction

from commonhour.errors import BadInput, Conflict, Forbidden, NotHere
from commonhour.events import publishing
from commonhour.events.models import Event, FeedState
from commonhour.participation import briefings, openings, signing_up, taking
from commonhour.participation.models import PartKind, SignUp, Subscription, TurnedDown
from commonhour.people.models import Chapter, User
from commonhour.people.policy import Person
from commonhour.records.models import Record
from tests.participation.conftest import ROLES, Happening, facts_for

AFTER_IT = datetime(2026, 10, 16, 0, 0, tzinfo=UTC)
"""The instant the event ends: 20:00 in New York."""


def standing(event: Event) -> dict[str, str]:
    """Who has what, as one reads it from a list at the door."""
    return {
        held.person.name: held.opening.name if held.opening else "waits" if held.waiting else "place"
        for held in SignUp.objects.filter(event=event).select_related("person", "opening")
    }


def positions(event: Event) -> list[tuple[str, int | None]]:
    rows = SignUp.objects.with_position().filter(event=event).select_related("person")
    return [(held.person.name, held.position) for held in rows]


def still_wanted(event: Event) -> dict[str, int]:
    return dict(Event.objects.get(pk=event.pk).open_role_counts)


# Places and roles


def test_a_nickname_is_enough_and_the_accounts_name_is_the_one_offered(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening()

    named = signing_up.sign_up(event, actor=bo, now=now)
    nicked = signing_up.sign_up(event, actor=cy, nickname="  Quiet \u202e Fox ", now=now)

    assert (named.nickname, nicked.nickname) == ("Bo", "Quiet Fox")


@pytest.mark.parametrize("nickname", ["", "   ", "\u200b", "x" * 81])
def test_a_name_nobody_could_read_out_is_refused(
    nickname: str, happening: Happening, people: list[User], now: datetime
) -> None:
    with pytest.raises(BadInput) as refused:
        signing_up.sign_up(happening(), actor=people[0], nickname=nickname, now=now)

    assert refused.value.facts["fields"] == {
        "nickname": ["Give a name of at most 80 characters. It need not be your own."]
    }
    assert SignUp.objects.count() == 0


def test_whoever_comes_when_it_is_full_waits_in_turn(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening(capacity=2)

    for number, one in enumerate(people[:5]):
        signing_up.sign_up(event, actor=one, now=now + timedelta(minutes=number))

    assert positions(event) == [("Bo", None), ("Cy", None), ("Di", 1), ("Ed", 2), ("Flo", 3)]


def test_an_event_without_a_number_of_places_never_makes_anyone_wait(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening(capacity=None)

    for one in people:
        signing_up.sign_up(event, actor=one, now=now)

    assert set(standing(event).values()) == {"place"}


def test_a_role_fills_no_place_and_the_calendar_counts_it(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, di, *_ = people
    event = happening(capacity=1)

    signing_up.sign_up(event, actor=bo, role="host01", now=now)
    signing_up.sign_up(event, actor=cy, role="note01", now=now)
    signing_up.sign_up(event, actor=di, now=now)

    assert standing(event) == {"Bo": "Host", "Cy": "Note keeper", "Di": "place"}
    assert still_wanted(event) == {"host01": 1}
    assert Event.objects.get(pk=event.pk).open_roles == 1


def test_the_last_of_a_role_is_given_once(happening: Happening, people: list[User], now: datetime) -> None:
    bo, cy, *_ = people
    event = happening()
    signing_up.sign_up(event, actor=bo, role="note01", now=now)

    with pytest.raises(Conflict, match="Someone has just taken the last “Note keeper”") as refused:
        signing_up.sign_up(event, actor=cy, role="note01", now=now)

    assert refused.value.code == "role_taken"
    assert standing(event) == {"Bo": "Note keeper"}


@pytest.mark.parametrize("role", ["lead01", "nothing"])
def test_only_an_open_role_can_be_taken(
    role: str, happening: Happening, people: list[User], now: datetime
) -> None:
    with pytest.raises(Conflict, match="not open any more"):
        signing_up.sign_up(happening(), actor=people[0], role=role, now=now)


def test_the_table_lets_nobody_wait_for_a_role(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening()
    opening = event.openings.get(role="host01")

    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(
            event=event, person=people[0], opening=opening, nickname="Bo", waiting=True, made_at=now
        )


# A changed mind


def test_a_changed_nickname_keeps_the_turn(happening: Happening, people: list[User], now: datetime) -> None:
    bo, cy, di, *_ = people
    event = happening(capacity=1)
    for number, one in enumerate((bo, cy, di)):
        signing_up.sign_up(event, actor=one, now=now + timedelta(minutes=number))

    signing_up.sign_up(event, actor=cy, nickname="Fox", now=now + timedelta(hours=1))

    assert positions(event) == [("Bo", None), ("Cy", 1), ("Di", 2)]
    assert SignUp.objects.get(person=cy).nickname == "Fox"


def test_a_role_instead_of_a_place_makes_room_for_the_next(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening(capacity=1)
    for one in (bo, cy):
        signing_up.sign_up(event, actor=one, now=now)

    signing_up.sign_up(event, actor=bo, role="host01", now=now)

    assert standing(event) == {"Bo": "Host", "Cy": "place"}
    assert still_wanted(event) == {"host01": 1, "note01": 1}


def test_a_place_instead_of_a_role_stands_behind_those_who_asked_for_one(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening(capacity=1)
    signing_up.sign_up(event, actor=bo, role="host01", now=now)
    signing_up.sign_up(event, actor=cy, now=now + timedelta(minutes=1))

    with pytest.raises(Conflict, match="Keep your role"):
        signing_up.sign_up(event, actor=bo, now=now + timedelta(minutes=2))
    signing_up.withdraw(event, actor=cy, now=now + timedelta(minutes=3))
    held = signing_up.sign_up(event, actor=bo, now=now + timedelta(minutes=4))

    assert (standing(event), held.made_at) == ({"Bo": "place"}, now + timedelta(minutes=4))
    assert still_wanted(event) == {"host01": 2, "note01": 1}


def test_a_refused_change_leaves_what_one_had(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening()
    signing_up.sign_up(event, actor=bo, role="note01", now=now)
    signing_up.sign_up(event, actor=cy, role="host01", now=now)

    with pytest.raises(Conflict):
        signing_up.sign_up(event, actor=cy, role="note01", nickname="Fox", now=now)

    assert standing(event) == {"Bo": "Note keeper", "Cy": "Host"}
    assert SignUp.objects.get(person=cy).nickname == "Cy"


def test_who_withdraws_makes_room_for_the_first_in_line(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening(capacity=2)
    for number, one in enumerate(people[:5]):
        signing_up.sign_up(event, actor=one, now=now + timedelta(minutes=number))

    signing_up.withdraw(event, actor=people[0], now=now)
    signing_up.withdraw(event, actor=people[3], now=now)

    assert positions(event) == [("Cy", None), ("Di", None), ("Flo", 1)]
    assert Record.objects.filter(verb="moved up", actor=None).count() == 1


def test_nothing_can_be_withdrawn_twice(happening: Happening, people: list[User], now: datetime) -> None:
    event = happening()
    signing_up.sign_up(event, actor=people[0], now=now)
    signing_up.withdraw(event, actor=people[0], now=now)

    with pytest.raises(NotHere):
        signing_up.withdraw(event, actor=people[0], now=now)


# When, and who


@pytest.mark.parametrize(
    "verb, code", [("cancel", "cancelled"), ("postpone", "postponed"), ("hold", "not_here")]
)
def test_nobody_signs_up_for_what_does_not_take_place_and_who_did_can_withdraw(
    verb: str, code: str, happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening()
    signing_up.sign_up(event, actor=bo, now=now)
    getattr(publishing, verb)(event, now=now)

    with pytest.raises((Conflict, NotHere)) as refused:
        signing_up.sign_up(event, actor=cy, now=now)
    with pytest.raises((Conflict, NotHere)):
        signing_up.sign_up(event, actor=bo, role="host01", now=now)
    signing_up.withdraw(event, actor=bo, now=now)

    assert refused.value.code == code
    assert standing(event) == {}


def test_nobody_signs_up_for_what_is_over(happening: Happening, people: list[User]) -> None:
    event = happening()
    signing_up.sign_up(event, actor=people[0], now=AFTER_IT - timedelta(seconds=1))

    with pytest.raises(Conflict, match="over"):
        signing_up.sign_up(event, actor=people[1], now=AFTER_IT)


def test_nobody_moves_up_where_nothing_takes_place(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, di, *_ = people
    cancelled, over = happening(capacity=1), happening(capacity=1)
    for event in (cancelled, over):
        signing_up.sign_up(event, actor=bo, now=now)
        signing_up.sign_up(event, actor=cy, now=now)
    signing_up.sign_up(over, actor=di, role="host01", now=now)
    publishing.cancel(cancelled, now=now)

    signing_up.withdraw(cancelled, actor=bo, now=now)
    signing_up.withdraw(over, actor=bo, now=AFTER_IT)
    signing_up.withdraw(over, actor=di, now=AFTER_IT)

    assert standing(cancelled) == standing(over) == {"Cy": "waits"}
    assert still_wanted(over) == {"host01": 1, "note01": 1}, "a role of the past is not wanted again"


@pytest.mark.parametrize(
    "audience, opens",
    [
        ("public", {"stranger with an account", "someone elsewhere", "a member"}),
        ("campus", {"stranger with an account", "someone elsewhere", "a member"}),
        ("invited", {"stranger with an account", "someone elsewhere", "a member"}),
        ("network", {"someone elsewhere", "a member"}),
        ("chapter_members", {"a member"}),
    ],
)
def test_an_event_is_open_to_whom_it_is_for(
    audience: str,
    opens: set[str],
    happening: Happening,
    person: Any,
    larkmoor: Chapter,
    oz: User,
    now: datetime,
) -> None:
    event = happening(audience=audience, capacity=None)
    asking = {
        "stranger with an account": person("sam"),
        "someone elsewhere": oz,
        "a member": person("mel", chapter=larkmoor),
    }

    came = set()
    for who, one in asking.items():
        try:
            signing_up.sign_up(event, actor=one, now=now)
            came.add(who)
        except Forbidden:
            assert signing_up.why_not(event, one, now=now).endswith("first.")

    assert came == opens


def test_nobody_blocks_places_all_over_the_calendar(
    happening: Happening, people: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_up, "MOST_COMING", 2)
    bo = people[0]
    first, second, third = (happening() for _ in range(3))
    signing_up.sign_up(first, actor=bo, now=now)
    signing_up.sign_up(second, actor=bo, now=now)

    with pytest.raises(Conflict, match="2 events that are still to come"):
        signing_up.sign_up(third, actor=bo, now=now)
    signing_up.sign_up(second, actor=bo, role="host01", now=now)
    signing_up.withdraw(first, actor=bo, now=now)
    signing_up.sign_up(third, actor=bo, now=now)

    assert SignUp.objects.filter(person=bo).count() == 2


def test_signing_up_and_withdrawing_again_has_an_end_too(
    happening: Happening, people: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_up, "MOST_A_DAY", 3)
    bo, cy, *_ = people
    event = happening()
    for _ in range(3):
        signing_up.sign_up(event, actor=bo, now=now)
        signing_up.withdraw(event, actor=bo, now=now)

    with pytest.raises(Conflict, match="3 times within a day"):
        signing_up.sign_up(event, actor=bo, now=now)
    signing_up.sign_up(event, actor=cy, now=now)
    signing_up.sign_up(event, actor=bo, now=now + timedelta(days=1))

    assert set(standing(event)) == {"Bo", "Cy"}


# What the hosts say


def test_the_hosts_say_yes_or_no(happening: Happening, people: list[User], ada: User, now: datetime) -> None:
    bo, cy, di, *_ = people
    event = happening(capacity=2, place_rule="after_host_yes")
    yes, no, _ = (signing_up.sign_up(event, actor=one, now=now) for one in (bo, cy, di))

    signing_up.say_yes(event, yes.pk, actor=ada, now=now)
    signing_up.say_no(event, no.pk, actor=ada, now=now)

    assert standing(event) == {"Bo": "place", "Di": "place"}
    assert SignUp.objects.get(person=bo).host_yes_at == now
    assert signing_up.why_not(event, cy, now=now) == signing_up.NO_FROM_HOSTS
    with pytest.raises(Conflict, match="could not take you this time"):
        signing_up.sign_up(event, actor=cy, now=now)


def test_hosts_who_change_their_mind_let_someone_sign_up_again(
    happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    event = happening()
    held = signing_up.sign_up(event, actor=people[0], now=now)
    signing_up.say_no(event, held.pk, actor=ada, now=now)

    signing_up.say_yes(event, held.pk, actor=ada, now=now)
    signing_up.sign_up(event, actor=people[0], now=now)

    assert (standing(event), TurnedDown.objects.count()) == ({"Bo": "place"}, 0)


def test_a_yes_is_asked_only_where_the_place_hangs_on_it(
    happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    event = happening(place_rule="after_sign_up")
    held = signing_up.sign_up(event, actor=people[0], now=now)

    with pytest.raises(Conflict, match="needs no yes"):
        signing_up.say_yes(event, held.pk, actor=ada, now=now)


def test_only_organizers_of_the_hosts_see_and_answer(
    happening: Happening, people: list[User], ada: User, lin: User, oz: User, cai: User, rae: User, person: Any,
    larkmoor: Chapter, now: datetime,
) -> None:  # fmt: skip
    event = happening(place_rule="after_host_yes")
    held = signing_up.sign_up(event, actor=people[0], now=now)

    for nobody in (oz, cai, rae, people[0], person("mel", chapter=larkmoor)):
        for ask in (
            lambda one: signing_up.who_comes(event, actor=one, now=now),
            lambda one: signing_up.say_yes(event, held.pk, actor=one, now=now),
            lambda one: signing_up.say_no(event, held.pk, actor=one, now=now),
        ):
            with pytest.raises(Forbidden):
                ask(nobody)

    assert [one.nickname for one in signing_up.who_comes(event, actor=lin, now=now)] == ["Bo"]
    assert [one.nickname for one in signing_up.who_comes(event, actor=ada, now=now)] == ["Bo"]


def test_a_sign_up_of_another_event_is_not_there(
    happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    here, elsewhere = happening(place_rule="after_host_yes"), happening(place_rule="after_host_yes")
    held = signing_up.sign_up(elsewhere, actor=people[0], now=now)

    for say in (signing_up.say_yes, signing_up.say_no):
        with pytest.raises(NotHere):
            say(here, held.pk, actor=ada, now=now)


# After an amendment


def amend(event: Event, chapter: Chapter, now: datetime, **changes: Any) -> Event:
    facts = facts_for(chapter, **changes)
    event = publishing.amend(event, facts, now=now)
    openings.write(event, facts.roles, now=now)
    signing_up.follow(event, now=now)
    return event


def test_fewer_places_throw_nobody_out(
    happening: Happening, people: list[User], larkmoor: Chapter, now: datetime
) -> None:
    event = happening(capacity=3)
    for number, one in enumerate(people[:4]):
        signing_up.sign_up(event, actor=one, now=now + timedelta(minutes=number))

    amend(event, larkmoor, now, capacity=1)
    after_cut = standing(event)
    signing_up.withdraw(event, actor=people[0], now=now)
    still_full = standing(event)
    signing_up.withdraw(event, actor=people[1], now=now)
    signing_up.withdraw(event, actor=people[2], now=now)

    assert after_cut == {"Bo": "place", "Cy": "place", "Di": "place", "Ed": "waits"}
    assert still_full == {"Cy": "place", "Di": "place", "Ed": "waits"}
    assert standing(event) == {"Ed": "place"}


@pytest.mark.parametrize("capacity", [3, None])
def test_more_places_are_given_to_who_waits(
    capacity: int | None, happening: Happening, people: list[User], larkmoor: Chapter, now: datetime
) -> None:
    event = happening(capacity=1)
    for number, one in enumerate(people[:3]):
        signing_up.sign_up(event, actor=one, now=now + timedelta(minutes=number))

    amend(event, larkmoor, now, capacity=capacity)

    assert standing(event) == {"Bo": "place", "Cy": "place", "Di": "place"}


def test_a_role_taken_away_leaves_a_place_to_whom_there_is_one_for(
    happening: Happening, people: list[User], larkmoor: Chapter, now: datetime
) -> None:
    bo, cy, di, *_ = people
    event = happening(capacity=2)
    signing_up.sign_up(event, actor=bo, role="host01", now=now)
    signing_up.sign_up(event, actor=cy, role="host01", now=now + timedelta(minutes=1))
    signing_up.sign_up(event, actor=di, now=now + timedelta(minutes=2))

    amend(event, larkmoor, now, roles=ROLES[1:])

    assert standing(event) == {"Bo": "place", "Cy": "waits", "Di": "place"}
    assert positions(event) == [("Bo", None), ("Cy", 1), ("Di", None)]
    assert still_wanted(event) == {"note01": 1}
    assert Record.objects.filter(verb="lost a role", actor=None).count() == 2


def test_fewer_of_a_role_throw_nobody_out_and_the_count_stays_true(
    happening: Happening, people: list[User], larkmoor: Chapter, now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening()
    for one in (bo, cy):
        signing_up.sign_up(event, actor=one, role="host01", now=now)
    few = [{**ROLES[0], "how_many": 1}, *ROLES[1:]]
    many = [{**ROLES[0], "how_many": 3}, *ROLES[1:]]

    amend(event, larkmoor, now, roles=few)
    cut = standing(event), still_wanted(event)
    amend(event, larkmoor, now, roles=many)

    assert cut == ({"Bo": "Host", "Cy": "Host"}, {"note01": 1})
    assert still_wanted(event) == {"host01": 1, "note01": 1}


def test_a_role_that_is_not_offered_any_more_stays_with_who_has_it(
    happening: Happening, people: list[User], larkmoor: Chapter, now: datetime
) -> None:
    event = happening()
    signing_up.sign_up(event, actor=people[0], role="host01", now=now)

    amend(event, larkmoor, now, roles=[{**ROLES[0], "open": False}, *ROLES[1:]])

    assert (standing(event), still_wanted(event)) == ({"Bo": "Host"}, {"note01": 1})
    with pytest.raises(Conflict, match="not open any more"):
        signing_up.sign_up(event, actor=people[1], role="host01", now=now)


def test_who_takes_a_place_moves_no_feed_and_a_role_only_what_can_be_filtered_by_it(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening()

    def revisions() -> dict[str, int]:
        return dict(FeedState.objects.values_list("kind", "revision"))

    before, bytes_before = revisions(), bytes(Event.objects.get(pk=event.pk).vevent)
    signing_up.sign_up(event, actor=people[0], now=now)
    after_place = revisions()
    signing_up.sign_up(event, actor=people[1], role="host01", now=now)

    assert after_place == before
    assert revisions() == {**before, "filters": before["filters"] + 1}
    assert bytes(Event.objects.get(pk=event.pk).vevent) == bytes_before


# Who is told the place

HELD = (
    "a place",
    "a role",
    "waits",
    "a place, and yes",
    "a role, and yes",
    "waits, and yes",
    "turned down",
    "withdrew",
)
HOSTS = {"an organizer", "an organizer of a co-host"}
IN = {"a place", "a role", "a place, and yes", "a role, and yes"}
TOLD_TO = {
    "public": set[str](),
    "from_host": set[str](),
    "after_sign_up": HOSTS | IN,
    "after_host_yes": HOSTS | {"a place, and yes", "a role, and yes"},
}
"""Whom each rule tells, written by hand. What is public stands on the page, what the host tells stands nowhere."""


@pytest.fixture
def related(
    happening: Happening, larkmoor: Chapter, vesper: Chapter, person: Any, ada: User, oz: User, cai: User, now: datetime
) -> Any:  # fmt: skip
    """An event with these rules, and one person in every relation to it."""

    def make(place_rule: str, link_rule: str) -> tuple[Event, dict[str, Person]]:
        rules = {"place_rule": place_rule, "link_rule": link_rule}
        event = happening(
            **rules, capacity=None, cohosts=[str(vesper.pk)], roles=[{**ROLES[0], "how_many": 9}]
        )
        cast: dict[str, Person] = {who: person(f"p{number}") for number, who in enumerate(HELD)}
        held = {
            who: signing_up.sign_up(event, actor=one, role="host01" if "a role" in who else "", now=now)
            for who, one in cast.items()
            if isinstance(one, User)
        }
        signing_up.say_no(event, held["turned down"].pk, actor=ada, now=now)
        signing_up.withdraw(event, actor=held["withdrew"].person, now=now)
        for who, one in held.items():
            agreed = now if who.endswith("yes") else None
            SignUp.objects.filter(pk=one.pk).update(waiting="waits" in who, host_yes_at=agreed)
        return event, {
            **cast,
            "nothing": person("sam"),
            "a member who has nothing": person("mel", chapter=larkmoor),
            "a stranger": AnonymousUser(),
            "an organizer": ada,
            "an organizer of a co-host": oz,
            "a coordinator": cai,
        }

    return make


@pytest.mark.parametrize("link_rule", TOLD_TO)
@pytest.mark.parametrize("place_rule", TOLD_TO)
def test_place_and_link_are_told_each_by_its_rule_to_whom_it_says(
    place_rule: str, link_rule: str, related: Any
) -> None:
    event, cast = related(place_rule, link_rule)

    told = {who: briefings.told_to(one, event) for who, one in cast.items()}

    canary = briefings.Told(place_name="Canary Library", room="Canary Room 12", place_address="1 Canary Way",
                            directions="Ring the canary twice.", online_link="https://meet.example/canary")  # fmt: skip
    place = {who for who, what in told.items() if what and what.place_address}
    link = {who for who, what in told.items() if what and what.online_link}
    assert (place, link) == (TOLD_TO[place_rule], TOLD_TO[link_rule])
    for who in place & link:
        assert told[who] == canary
    for who in set(told) - place:
        assert "anary" not in repr(told[who]).replace("meet.example/canary", "")


def test_while_it_is_held_the_place_is_told_to_its_hosts_alone(related: Any, now: datetime) -> None:
    event, cast = related("after_sign_up", "after_host_yes")
    event = publishing.hold(event, now=now)

    assert {who for who, one in cast.items() if briefings.told_to(one, event)} == HOSTS


def test_who_has_left_the_chapter_an_event_is_for_is_told_nothing_more(
    happening: Happening, person: Any, larkmoor: Chapter, now: datetime
) -> None:
    mel = person("mel", chapter=larkmoor)
    event = happening(audience="chapter_members")
    signing_up.sign_up(event, actor=mel, now=now)
    before = briefings.told_to(mel, event)
    mel.memberships.all().delete()

    assert before is not None
    assert briefings.told_to(User.objects.get(pk=mel.pk), event) is None


def test_who_moves_up_is_told(happening: Happening, people: list[User], now: datetime) -> None:
    bo, cy, *_ = people
    event = happening(capacity=1)
    for one in (bo, cy):
        signing_up.sign_up(event, actor=one, now=now)
    waiting = briefings.told_to(cy, event)

    signing_up.withdraw(event, actor=bo, now=now)

    assert waiting is None
    assert briefings.told_to(bo, event) is None
    told = briefings.told_to(cy, event)
    assert told is not None
    assert told.room == "Canary Room 12"


# What is kept, and until when


@pytest.mark.parametrize("promised, kept", [(None, 30), (14, 14), (0, 0), (365, 365)])
def test_sign_ups_are_deleted_on_the_promised_day(
    promised: int | None, kept: int, happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    event = happening(days=promised, capacity=1)
    signing_up.sign_up(event, actor=people[0], now=now)
    signing_up.sign_up(event, actor=people[1], now=now)
    signing_up.sign_up(event, actor=people[2], role="host01", now=now)
    refused = signing_up.sign_up(event, actor=people[3], role="note01", now=now)
    signing_up.say_no(event, refused.pk, actor=ada, now=now)
    day = AFTER_IT + timedelta(days=kept)

    early = signing_up.delete_of(event, now=day - timedelta(seconds=1))
    counts = still_wanted(event)
    done = signing_up.delete_of(event, now=day)
    again = signing_up.delete_of(event, now=day)

    assert (early, done, again) == (False, True, False)
    assert (SignUp.objects.count(), TurnedDown.objects.count()) == (0, 0)
    assert still_wanted(event) == counts, "a role of the past is not wanted again"
    (line,) = Record.objects.filter(verb="deleted its sign-ups")
    assert (line.actor, line.detail) == (None, {"places": 1, "roles": 1, "waiting": 1})


def test_what_is_deleted_leaves_the_calendars_of_those_who_came(
    happening: Happening, people: list[User], now: datetime
) -> None:
    bo, cy, *_ = people
    event = happening()
    signing_up.sign_up(event, actor=bo, now=now)
    for one in (bo, cy):
        calendar = Subscription.objects.create(person=one, name="My phone", made_at=now, changed_at=now)
        calendar.parts.create(kind=PartKind.SIGN_UPS)

    signing_up.delete_of(event, now=AFTER_IT + timedelta(days=30))

    assert dict(Subscription.objects.values_list("person__name", "revision")) == {"Bo": 2, "Cy": 1}


def test_once_deleted_no_line_of_the_journal_says_who_was_where(
    happening: Happening, people: list[User], ada: User, now: datetime
) -> None:
    event = happening()
    signing_up.sign_up(event, actor=people[0], nickname="Quiet Fox", now=now)
    signing_up.sign_up(event, actor=people[0], role="host01", nickname="Quieter Fox", now=now)
    held = signing_up.sign_up(event, actor=people[1], now=now)
    signing_up.say_no(event, held.pk, actor=ada, now=now)
    signing_up.withdraw(event, actor=people[0], now=now)
    signing_up.sign_up(event, actor=people[0], now=now)
    signing_up.delete_of(event, now=AFTER_IT + timedelta(days=30))

    by_people = Record.objects.filter(actor__in=people)
    assert by_people.count() == 5
    for line in Record.objects.all():
        written = f"{line.subject} {line.reason} {line.detail}"
        assert "Fox" not in written
        assert str(people[0].pk) not in written
        if line.actor in people:
            assert str(event.pk) not in written
            assert line.detail == {}


def test_the_job_deletes_what_is_due_and_nothing_else(
    happening: Happening, people: list[User], now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    long_ago = {
        "starts_at": "2025-03-06T18:00",
        "ends_at": "2025-03-06T20:00",
        "time_zone": "America/New_York",
    }
    far = {"starts_at": "2049-03-06T18:00", "ends_at": "2049-03-06T20:00", "time_zone": "America/New_York"}
    past, coming = happening(schedule=long_ago), happening(schedule=far)
    for event in (past, coming):
        signing_up.sign_up(event, actor=people[0], now=datetime(2025, 2, 1, tzinfo=UTC))

    call_command("delete_sign_ups")
    call_command("delete_sign_ups")

    assert capsys.readouterr().out == "The sign-ups of 1 events deleted.\nThe sign-ups of 0 events deleted.\n"
    assert standing(past) == {}
    assert standing(coming) == {"Bo": "place"}


def test_the_journal_says_who_looked_at_the_list_once_a_day(
    happening: Happening, ada: User, lin: User, now: datetime
) -> None:
    event = happening()
    for at in (now, now + timedelta(hours=1), now + timedelta(days=1)):
        signing_up.who_comes(event, actor=ada, now=at)
    signing_up.who_comes(event, actor=lin, now=now)

    looked = Record.objects.filter(verb="looked at its sign-ups").values_list("actor__name", flat=True)
    assert sorted(looked) == ["Ada", "Ada", "Lin"]


def test_an_unlisted_event_takes_sign_ups_by_its_address_alone(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening(visibility="unlisted")

    found = taking.event_at(event.slug, people[0])
    signing_up.sign_up(found, actor=people[0], now=now)

    assert standing(event) == {"Bo": "place"}
