"""What one chapter found out, another one uses: with its source, and without anyone's promise."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commonhour.errors import Conflict, Forbidden, NotHere, NotReady
from commonhour.library import queries, sharing
from commonhour.library.models import Figure, Helpline, Partner
from commonhour.people.models import Chapter, User
from commonhour.records import journal

FIGURE: dict[str, Any] = {"id": "figure1", "text": "61 wage claims were opened here in 2025.", "source_title": "Worker centre report",
          "source_link": "https://example.org/report", "scores": {"A": 2, "H": 2}, "stop_signs": ["changed"],
          "where_used": "Slide 3", "opened": "original"}  # fmt: skip
PARTNER: dict[str, Any] = {"id": "partner1", "name": "Cobblegate Workers' Centre", "does": "Trains helpers", "may_be_named": True,
           "agreed_on": "2026-08-20", "asked_for": "Help with claims", "personal": {"ref": "x"}}  # fmt: skip
HELPLINE: dict[str, Any] = {"id": "service1", "name": "Legal clinic", "languages": "English", "confidential": True,
            "shares_with": "nobody", "checked_on": "2026-08-01"}  # fmt: skip
SHARED: list[tuple[str, dict[str, Any], Any]] = [
    ("figures", FIGURE, Figure),
    ("partners", PARTNER, Partner),
    ("helplines", HELPLINE, Helpline),
]


@pytest.mark.parametrize("kind, row, model", SHARED)
def test_a_row_is_shared_once_and_brought_up_to_date(
    kind: str, row: dict[str, Any], model: Any, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    first = sharing.share(kind, row, chapter=larkmoor, actor=ada, now=now)
    again = sharing.share(kind, row, chapter=larkmoor, actor=ada, now=now)

    assert model.objects.get() == first == again
    assert [record.verb for record in journal.history_of(first)] == ["shared", "shared"]


@pytest.mark.parametrize("kind, row, model", SHARED)
def test_two_who_share_the_same_at_once_share_it_once(
    kind: str, row: dict[str, Any], model: Any, larkmoor: Chapter, ada: User, lin: User, now: datetime
) -> None:
    """Lin shares it just after Ada has looked whether it is there."""
    looked: list[str] = []

    def lin_is_faster(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if not looked and sql.startswith("SELECT") and model._meta.db_table in sql:
            looked.append(sql)
            sharing.share(kind, row, chapter=larkmoor, actor=lin, now=now)
        return answer

    with connection.execute_wrapper(lin_is_faster):
        sharing.share(kind, row, chapter=larkmoor, actor=ada, now=now)

    assert model.objects.get().shared_by == ada


def test_what_is_taken_holds_no_promise(larkmoor: Chapter, ada: User, oz: User, now: datetime) -> None:
    taken = {
        kind: sharing.row_of(
            kind, sharing.share(kind, row, chapter=larkmoor, actor=ada, now=now).pk, actor=oz
        )
        for kind, row, _ in SHARED
    }

    assert taken == {
        "figures": {name: FIGURE[name] for name in FIGURE if name not in {"id", "where_used", "opened"}},
        "partners": {"name": "Cobblegate Workers' Centre", "does": "Trains helpers"},
        "helplines": {name: HELPLINE[name] for name in HELPLINE if name not in {"id", "checked_on"}},
    }


@pytest.mark.parametrize("answer", [False, None])
def test_a_partner_that_may_not_be_named_is_not_shared(
    answer: bool | None, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    with pytest.raises(Conflict) as refused:
        sharing.share("partners", {**PARTNER, "may_be_named": answer}, chapter=larkmoor, actor=ada, now=now)

    assert refused.value.code == "may_not_be_named"
    assert Partner.objects.count() == 0


def test_a_figure_without_its_source_is_not_shared(larkmoor: Chapter, ada: User, now: datetime) -> None:
    with pytest.raises(NotReady) as refused:
        sharing.share("figures", {"text": "Many"}, chapter=larkmoor, actor=ada, now=now)

    assert list(refused.value.facts["fields"]) == ["source_title"]


def test_a_chapter_shares_through_its_own_organizers(
    larkmoor: Chapter, oz: User, rae: User, now: datetime
) -> None:
    for stranger in (oz, rae):
        with pytest.raises(Forbidden):
            sharing.share("figures", FIGURE, chapter=larkmoor, actor=stranger, now=now)


def test_the_library_is_for_members_of_the_network(
    larkmoor: Chapter, ada: User, person: Any, rae: User, now: datetime
) -> None:
    sharing.share("figures", FIGURE, chapter=larkmoor, actor=ada, now=now)

    assert queries.shared("figures", rae).count() == 1
    with pytest.raises(Forbidden):
        queries.shared("figures", person("nobody"))
    with pytest.raises(NotHere):
        queries.shared("secrets", rae)


@pytest.mark.parametrize(
    "text, found",
    [("", 1), ("wage", 1), ("WAGE report", 1), ("wage ocean", 0), ("%", 0), ("_", 0), ("\x00", 1)],
)
def test_every_word_is_looked_for(text: str, found: int, larkmoor: Chapter, ada: User, now: datetime) -> None:
    sharing.share("figures", FIGURE, chapter=larkmoor, actor=ada, now=now)

    assert queries.shared("figures", ada, text=text).count() == found


Browser = Callable[[User | None], Client]


def test_a_shared_figure_goes_from_one_proposal_into_another(
    browser: Browser, ada: User, oz: User, larkmoor: Chapter, vesper: Chapter
) -> None:
    first, second = browser(ada), browser(oz)
    json = "application/json"
    theirs = first.post("/api/proposals", {"chapter": larkmoor.slug, "kind": "event"}, json).json()
    first.patch(f"/api/proposals/{theirs['id']}/sections/figures", {"version": 0, "value": [FIGURE]}, json)
    shared = first.put(f"/api/proposals/{theirs['id']}/library", {"kind": "figures", "row": "figure1"}, json)
    assert shared.status_code == 204
    ours = second.post("/api/proposals", {"chapter": vesper.slug, "kind": "event"}, json).json()
    (line,) = second.get("/api/library/figures?text=wage").json()["results"]
    assert (line["chapter"]["slug"], line["score"]) == ("larkmoor", 4)

    page = second.post(
        f"/api/proposals/{ours['id']}/library", {"kind": "figures", "entry": line["id"]}, json
    ).json()

    (figure,) = page["document"]["figures"]
    assert figure["text"] == FIGURE["text"]
    assert figure["opened"] is None
    assert figure["id"] != "figure1"
    assert page["versions"]["figures"] == 1


def test_a_helpline_joins_the_others(browser: Browser, ada: User, larkmoor: Chapter, now: datetime) -> None:
    entry = sharing.share("helplines", HELPLINE, chapter=larkmoor, actor=ada, now=now)
    client, json = browser(ada), "application/json"
    proposal = client.post("/api/proposals", {"chapter": larkmoor.slug, "kind": "event"}, json).json()
    support = {"named_person": "Lena", "services": [{"id": "first111", "name": "Campus advocate"}]}
    client.patch(f"/api/proposals/{proposal['id']}/sections/support", {"version": 0, "value": support}, json)

    page = client.post(
        f"/api/proposals/{proposal['id']}/library", {"kind": "helplines", "entry": str(entry.pk)}, json
    ).json()

    services = page["document"]["support"]["services"]
    assert [service["name"] for service in services] == ["Campus advocate", "Legal clinic"]
    assert services[1]["checked_on"] is None
    assert page["document"]["support"]["named_person"] == "Lena"


def test_a_list_costs_the_same_with_one_entry_and_with_three(
    browser: Browser,
    ada: User,
    larkmoor: Chapter,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    client = browser(ada)
    for number in (1, 2, 3):
        row = {**FIGURE, "text": f"Figure {number}"}
        sharing.share("figures", row, chapter=larkmoor, actor=ada, now=now)
        if number in {1, 3}:
            with django_assert_num_queries(5):
                assert len(client.get("/api/library/figures").json()["results"]) == number
