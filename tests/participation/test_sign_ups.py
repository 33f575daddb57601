"""Taking part: a place or a role, the waiting list, the hosts' word, and what an amendment does to them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonhour.errors import BadInput, Conflict, Forbidden, NotHere
from commonhour.events import publishing
from commonhour.events.models import Event, FeedState
from commonhour.participation import openings, signing_up, taking
from commonhour.participation.models import SignUp, TurnedDown
from commonhour.people.models import Chapter, User
from commonhour.records.models import Record
from tests.participation.conftest import AFTER_IT, ROLES, Happening, facts_for, standing, still_wanted


def positions(event: Event) -> list[tuple[str, int | None]]:
    rows = SignUp.objects.with_position().filter(event=event).select_related("person")
    return [(held.person.name, held.position) for held in rows]


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


def test_an_unlisted_event_takes_sign_ups_by_its_address_alone(
    happening: Happening, people: list[User], now: datetime
) -> None:
    event = happening(visibility="unlisted")

    found = taking.event_at(event.slug, people[0])
    signing_up.sign_up(found, actor=people[0], now=now)

    assert standing(event) == {"Bo": "place"}


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
