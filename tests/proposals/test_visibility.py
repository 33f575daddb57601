"""Who sees which proposal: the query and the permission say the same, for every person and every state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from commonhour.events.models import Event
from commonhour.people import policy
from commonhour.people.models import Chapter, Role, User
from commonhour.proposals import assigning, drafting, lifecycle
from commonhour.proposals.models import Assignment, Proposal
from commonhour.proposals.states import AssignmentEnd, State

from .making import approved, digest, draft, fresh, say, submitted, wrote

Browser = Callable[[User | None], Client]


@pytest.fixture
def everyone(
    ada: User,
    lin: User,
    rae: User,
    tom: User,
    cai: User,
    oz: User,
    person: Any,
    larkmoor: Chapter,
    quillon: Chapter,
) -> dict[str, Any]:
    return {
        "a stranger": AnonymousUser(),
        "someone without a chapter": person("nobody"),
        "a member": person("mia", chapter=larkmoor),
        "an organizer": ada,
        "a lead": lin,
        "an organizer elsewhere": oz,
        "a reviewer": rae,
        "another reviewer": tom,
        "a reviewer of the chapter": person("rob", chapter=larkmoor, network="reviewer"),
        "a coordinator": cai,
        "a coordinator of the chapter": person(
            "cora", chapter=larkmoor, role=Role.ORGANIZER, network="coordinator"
        ),
        "an organizer and coordinator elsewhere": person(
            "cole", chapter=quillon, role=Role.ORGANIZER, network="coordinator"
        ),
        "someone who left": _inactive(person("gone", chapter=larkmoor, role=Role.LEAD)),
    }


def _inactive(user: User) -> User:
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@pytest.fixture
def proposals(
    larkmoor: Chapter, vesper: Chapter, ada: User, rae: User, tom: User, cai: User, now: datetime
) -> dict[str, Proposal]:
    made = {
        "a draft": draft(larkmoor, ada, now),
        "a draft a reviewer wrote on": draft(larkmoor, ada, now),
        "a draft with a co-host asked": draft(larkmoor, ada, now),
        "a draft with a co-host": draft(larkmoor, ada, now),
        "submitted": submitted(larkmoor, ada, now),
        "approved": published(larkmoor, ada, now),
        "amended": published(larkmoor, ada, now),
        "taken back": submitted(larkmoor, ada, now),
        "withdrawn": draft(larkmoor, ada, now),
        "a coordinator wrote on it": submitted(larkmoor, ada, now),
    }
    wrote(made["a draft a reviewer wrote on"], rae, now)
    wrote(made["a coordinator wrote on it"], cai, now)
    for name in ("a draft with a co-host asked", "a draft with a co-host"):
        drafting.name_cohost(made[name], chapter=vesper, actor=ada, now=now)
    made["a draft with a co-host"].cohosts.update(confirmed_at=now)
    lifecycle.perform("take_back", made["taken back"], actor=ada, now=now)
    lifecycle.perform("amend", made["amended"], actor=ada, now=now)
    lifecycle.perform("withdraw", made["withdrawn"], actor=ada, now=now, reason="Not now.")
    for reviewer in (rae, tom):
        for name in ("a draft a reviewer wrote on", "a draft with a co-host", "submitted"):
            if not made[name].assignments.filter(reviewer=reviewer, ended_at=None).exists():
                Assignment.objects.create(
                    proposal=made[name], reviewer=reviewer, assigned_at=now, due_at=now + timedelta(days=5)
                )
    return {name: fresh(proposal) for name, proposal in made.items()}


def published(chapter: Chapter, author: User, now: datetime) -> Proposal:
    """Approved by the reviewer the product chose."""
    proposal = submitted(chapter, author, now)
    reviewer = proposal.assignments.get().reviewer
    say(proposal, reviewer, now)
    return lifecycle.perform(
        "approve", proposal, actor=reviewer, now=now, reason="Strong plan.", digest=digest(proposal)
    )


def test_the_list_and_the_permission_agree_for_everyone_and_everything(
    everyone: dict[str, Any], proposals: dict[str, Proposal]
) -> None:
    seen: dict[str, set[str]] = {}
    for who, someone in everyone.items():
        visible = set(Proposal.objects.visible_to(someone).values_list("pk", flat=True))
        for what, proposal in proposals.items():
            assert (proposal.pk in visible) is policy.may(someone, "proposal.view", proposal), (who, what)
            if proposal.pk in visible:
                seen.setdefault(who, set()).add(what)

    asked = {"a draft with a co-host asked", "a draft with a co-host"}
    was_submitted = {"submitted", "approved", "amended", "taken back"}
    assert seen["an organizer"] == seen["a lead"] == set(proposals)
    assert seen["a coordinator of the chapter"] == set(proposals)
    assert seen["an organizer elsewhere"] == asked
    assert seen["a coordinator"] == was_submitted
    assert seen["an organizer and coordinator elsewhere"] == {*was_submitted, "a coordinator wrote on it"}
    assert seen["a reviewer"] >= {"submitted", "a draft with a co-host"}
    assert "a draft a reviewer wrote on" not in seen["a reviewer"]
    assert "a draft with a co-host" not in seen["another reviewer"], "their own chapter was asked"
    for nobody in (
        "a stranger",
        "someone without a chapter",
        "a member",
        "a reviewer of the chapter",
        "someone who left",
    ):
        assert nobody not in seen


E = AssignmentEnd


@pytest.mark.parametrize(
    "ends, reads",
    [
        ([None], True), ([E.DECIDED], True), ([E.TAKEN_BACK], True),
        ([E.RECUSED], False), ([E.REASSIGNED], False), ([E.OVERDUE], False),
        ([E.DECIDED, E.RECUSED], False), ([E.OVERDUE, E.DECIDED], True), ([E.REASSIGNED, None], True),
    ],
)  # fmt: skip
def test_who_gave_a_review_up_reads_no_further(
    ends: list[AssignmentEnd | None], reads: bool, larkmoor: Chapter, ada: User, rae: User, now: datetime
) -> None:
    proposal = submitted(larkmoor, ada, now)
    Assignment.objects.all().delete()
    for day, end in enumerate(ends):
        at = now + timedelta(days=day)
        Assignment.objects.create(
            proposal=proposal,
            reviewer=rae,
            assigned_at=at,
            due_at=at,
            ended_at=at if end else None,
            end=end or "",
        )

    assert Proposal.objects.visible_to(rae).exists() is reads
    assert policy.may(rae, "proposal.view", fresh(proposal)) is reads
    assert policy.may(rae, "review.read", fresh(proposal)) is reads


def test_who_gave_a_review_up_settles_nothing(larkmoor: Chapter, ada: User, rae: User, now: datetime) -> None:
    proposal = submitted(larkmoor, ada, now)
    rae.network_roles.create(role="coordinator", since=now)
    assigning.recuse(proposal, actor=rae, words="My sister speaks there.", now=now)

    assert not policy.may(rae, "proposal.settle", fresh(proposal))


def test_the_list_names_a_proposal_once(proposals: dict[str, Proposal], ada: User, oz: User) -> None:
    assert Proposal.objects.visible_to(ada).count() == len(proposals)
    assert Proposal.objects.visible_to(oz).count() == 2


def test_a_list_costs_the_same_with_one_proposal_and_with_three(
    browser: Browser,
    ada: User,
    larkmoor: Chapter,
    vesper: Chapter,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    client = browser(ada)
    for number in (1, 2, 3):
        proposal = submitted(larkmoor, ada, now)
        Proposal.objects.filter(pk=proposal.pk).update(state=State.DRAFT)
        drafting.name_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now)
        if number in {1, 3}:
            with django_assert_num_queries(10):
                assert len(client.get("/api/proposals").json()["results"]) == number


def test_a_page_costs_the_same_with_one_speaker_and_with_three(
    browser: Browser, ada: User, larkmoor: Chapter, now: datetime, django_assert_num_queries: Any
) -> None:
    client = browser(ada)
    proposal = draft(larkmoor, ada, now)
    for number in (1, 3):
        speakers = [{"id": f"speaker{each}", "display_name": f"S. {each}"} for each in range(number)]
        version = drafting.version_of(fresh(proposal), "speakers")
        drafting.write_section(
            proposal, section="speakers", version=version, value=speakers, actor=ada, now=now
        )
        with django_assert_num_queries(10):
            page = client.get(f"/api/proposals/{proposal.pk}").json()
        assert len(page["document"]["speakers"]) == number


def test_a_chapter_only_asked_is_not_shown_what_is_for_reviewers(
    browser: Browser, ada: User, oz: User, larkmoor: Chapter, vesper: Chapter, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now)
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)
    client = browser(oz)

    page = client.get(f"/api/proposals/{proposal.pk}")

    body = page.json()
    assert body["title"] == "Know your pay slip"
    assert body["may_confirm_for"] == ["vesper-hill"]
    assert body["next_step"] == "Confirm that your chapter co-hosts, or take it off."
    assert (body["report"], body["level"], body["moves"]) == (None, None, [])
    assert (body["complete"], body["done"], body["total"]) == (False, 0, 0)
    assert body["document"]["answers"] == {}
    for private in ("Lena", "Lupe", "cobblegate.example", "1 College Way", "Room booked", "Nadia"):
        assert private not in page.content.decode()
    for address in ("history", "preview"):
        assert client.get(f"/api/proposals/{proposal.pk}/{address}").status_code == 403


def test_the_history_reads_as_lines(browser: Browser, ada: User, larkmoor: Chapter, now: datetime) -> None:
    proposal = submitted(larkmoor, ada, now)

    lines = browser(ada).get(f"/api/proposals/{proposal.pk}/history").json()

    assert [(line["who"], line["did"], line["revision"]) for line in lines] == [
        ("Ada", "started", None),
        ("Ada", "submitted", 1),
    ]


def test_why_it_is_held_is_for_coordinators(
    browser: Browser, ada: User, cai: User, larkmoor: Chapter, tom: User, rae: User, now: datetime
) -> None:
    proposal = published(larkmoor, ada, now)
    lifecycle.perform("hold", proposal, actor=cai, now=now, reason="A member says she was named.")
    lifecycle.perform("release", proposal, actor=cai, now=now, reason="She was not.")

    read = {
        who.name: [
            (line["did"], line["reason"])
            for line in browser(who).get(f"/api/proposals/{proposal.pk}/history").json()[-2:]
        ]
        for who in (ada, cai)
    }

    assert read == {
        "Ada": [("held", ""), ("released", "")],
        "Cai": [("held", "A member says she was named."), ("released", "She was not.")],
    }


@pytest.mark.parametrize("reader", ["tom", "cai"])
def test_reviewers_and_coordinators_read_what_was_sent_and_not_what_is_being_written(
    reader: str, request: Any, larkmoor: Chapter, ada: User, now: datetime, browser: Browser
) -> None:
    person = request.getfixturevalue(reader)
    proposal = submitted(larkmoor, ada, now)
    if reader == "tom":
        Assignment.objects.filter(proposal=proposal).update(reviewer=person)
    sent = proposal.document["listing"]["title"]
    Proposal.objects.filter(pk=proposal.pk).update(
        state=State.CHANGES_NEEDED,
        document={**proposal.document, "listing": {**proposal.document["listing"], "title": "Not yet said"}},
    )

    theirs, own = (browser(one).get(f"/api/proposals/{proposal.pk}").json() for one in (person, ada))

    assert (theirs["title"], theirs["document"]["listing"]["title"]) == (sent, sent)
    assert (own["title"], own["document"]["listing"]["title"]) == ("Not yet said", "Not yet said")


@pytest.mark.parametrize(
    "status, sentence",
    [
        ("scheduled", "It is on the calendar. Amend it if something changes."),
        ("postponed", "It stands on the calendar, postponed. Resume it once it has a date."),
        ("cancelled", "It stands on the calendar, cancelled. Copy it to begin again with its ideas."),
        ("held", "A coordinator has taken it out of view and is looking at a concern."),
    ],
)
def test_the_next_step_follows_what_the_public_sees(
    status: str, sentence: str, larkmoor: Chapter, ada: User, rae: User, now: datetime, browser: Browser
) -> None:
    proposal = approved(larkmoor, ada, rae, now)
    assert proposal.event_id
    Event.objects.filter(pk=proposal.event_id).update(
        status=status, status_before_hold="scheduled" if status == "held" else ""
    )

    assert browser(ada).get(f"/api/proposals/{proposal.pk}").json()["next_step"] == sentence
