"""Writing a proposal: who may, from which state, over which version, and what the journal keeps of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from commonhour.errors import BadInput, Conflict, Forbidden, NotHere
from commonhour.events.models import Topic
from commonhour.people.models import Chapter, User
from commonhour.proposals import borrowing, drafting, gaps, lifecycle, notices, overview, personal, queries
from commonhour.proposals.models import ChecklistSet, Notice, PersonalValue, Proposal
from commonhour.records import journal

from .making import approved, draft, fresh, submitted, write


def verbs(proposal: Proposal) -> list[str]:
    return [record.verb for record in journal.history_of(proposal)]


def save(
    proposal: Proposal, section: str, value: Any, *, actor: User, now: datetime, version: int | None = None
) -> drafting.Saved:
    version = drafting.version_of(fresh(proposal), section) if version is None else version
    return drafting.write_section(
        proposal, section=section, version=version, value=value, actor=actor, now=now
    )


@pytest.fixture
def proposal(larkmoor: Chapter, ada: User, now: datetime) -> Proposal:
    return drafting.start(larkmoor, kind="event", actor=ada, now=now, title="Pay slips")


def test_only_an_organizer_of_the_chapter_starts_a_proposal(
    larkmoor: Chapter, oz: User, rae: User, now: datetime
) -> None:
    for stranger in (oz, rae):
        with pytest.raises(Forbidden):
            drafting.start(larkmoor, kind="event", actor=stranger, now=now)


def test_a_program_starts_without_a_time_zone(larkmoor: Chapter, ada: User, now: datetime) -> None:
    program = drafting.start(larkmoor, kind="program", actor=ada, now=now, title="Spring")

    assert program.document == {"listing": {"title": "Spring", "language": "en"}}


def test_every_organizer_of_a_hosting_chapter_may_go_on(
    proposal: Proposal, ada: User, lin: User, oz: User, vesper: Chapter, now: datetime
) -> None:
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)
    with pytest.raises(Forbidden):
        save(proposal, "budget", {"sources": "Oz"}, actor=oz, now=now)

    drafting.confirm_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)

    assert save(proposal, "budget", {"sources": "Oz"}, actor=oz, now=now).version == 1
    assert save(proposal, "budget", {"sources": "Lin"}, actor=lin, now=now).version == 2


def test_someone_elses_proposal_is_not_there(proposal: Proposal, oz: User, now: datetime) -> None:
    with pytest.raises(NotHere):
        save(proposal, "budget", {"sources": "Oz"}, actor=oz, now=now)


def test_a_stale_version_loses_nothing(proposal: Proposal, ada: User, lin: User, now: datetime) -> None:
    save(proposal, "speakers", [{"id": "aaaa1111", "display_name": "T."}], actor=lin, now=now)

    with pytest.raises(Conflict) as refused:
        save(proposal, "speakers", [{"id": "aaaa1111", "display_name": "U."}], actor=ada, now=now, version=0)

    theirs = refused.value.facts["theirs"]
    assert (theirs["version"], theirs["by"], theirs["at"]) == (1, "Lin", now.isoformat())
    assert theirs["value"][0]["display_name"] == "T."
    assert fresh(proposal).sections["speakers"]["version"] == 1


def test_two_sections_do_not_clash(proposal: Proposal, ada: User, lin: User, now: datetime) -> None:
    save(proposal, "budget", {"sources": "Lin"}, actor=lin, now=now, version=0)

    assert save(proposal, "privacy", {"photos": "none"}, actor=ada, now=now, version=0).version == 1
    assert (
        save(proposal, "answers:hr.who", {"state": "answered", "value": "x"}, actor=ada, now=now).version == 1
    )


def test_an_answer_taken_back_counts_its_version_up(proposal: Proposal, ada: User, now: datetime) -> None:
    save(proposal, "answers:hr.who", {"state": "answered", "value": "Workers"}, actor=ada, now=now)

    saved = save(proposal, "answers:hr.who", {}, actor=ada, now=now)

    assert (saved.version, saved.value) == (2, {})
    assert "answers" not in fresh(proposal).document


STATES = ["submitted", "approved", "withdrawn"]


@pytest.mark.parametrize("state", STATES)
def test_only_a_draft_or_what_must_change_is_written_to(
    state: str, larkmoor: Chapter, ada: User, rae: User, vesper: Chapter, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now)
    if state == "submitted":
        lifecycle.perform("submit", proposal, actor=ada, now=now)
    elif state == "approved":
        proposal = approved(larkmoor, ada, rae, now)
    else:
        lifecycle.perform("withdraw", proposal, actor=ada, now=now, reason="Not this term.")
    acts: list[Callable[[], Any]] = [
        lambda: save(proposal, "budget", {"sources": "More"}, actor=ada, now=now),
        lambda: drafting.name_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now),
        lambda: drafting.put_under_program(fresh(proposal), program=None, actor=ada, now=now),
        lambda: drafting.update_checklists(fresh(proposal), actor=ada, now=now),
    ]

    for act in acts:
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "not_writable"
        assert refused.value.facts == {"state": state}


def test_what_must_change_is_written_to(larkmoor: Chapter, ada: User, now: datetime) -> None:
    proposal = draft(larkmoor, ada, now)
    Proposal.objects.filter(pk=proposal.pk).update(state="changes_needed")

    assert save(proposal, "budget", {"sources": "More"}, actor=ada, now=now).version == 1


def test_saving_writes_one_line_a_person_and_day(
    proposal: Proposal, ada: User, lin: User, now: datetime
) -> None:
    for number in range(3):
        save(proposal, "budget", {"sources": f"Ada {number}"}, actor=ada, now=now)
        save(proposal, "budget", {"sources": f"Lin {number}"}, actor=lin, now=now)
    assert verbs(proposal) == ["started", "wrote", "wrote"]

    save(proposal, "budget", {"sources": "Next day"}, actor=lin, now=now + timedelta(days=1))
    assert verbs(proposal) == ["started", "wrote", "wrote", "wrote"]


def test_saving_after_a_move_is_noted_again(larkmoor: Chapter, ada: User, now: datetime) -> None:
    proposal = draft(larkmoor, ada, now)
    save(proposal, "answers:sr.decide", {"state": "answered", "value": "One"}, actor=ada, now=now)
    later = now + timedelta(minutes=1)
    lifecycle.perform("submit", fresh(proposal), actor=ada, now=later)
    lifecycle.perform("take_back", fresh(proposal), actor=ada, now=later)

    save(proposal, "answers:sr.decide", {"state": "answered", "value": "Two"}, actor=ada, now=later)

    assert verbs(proposal)[-3:] == ["submitted", "took back", "wrote"]


def test_who_writes_becomes_an_author(proposal: Proposal, ada: User, lin: User, now: datetime) -> None:
    save(proposal, "budget", {"sources": "Lin"}, actor=lin, now=now)

    assert fresh(proposal).author_ids == {ada.pk, lin.pk}


def test_who_says_yes_for_a_cohost_is_an_author_for_good(
    proposal: Proposal, ada: User, oz: User, vesper: Chapter, now: datetime
) -> None:
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)
    drafting.confirm_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)

    drafting.drop_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)

    assert fresh(proposal).author_ids == {ada.pk, oz.pk}


def test_who_submits_is_an_author_for_good(larkmoor: Chapter, ada: User, lin: User, now: datetime) -> None:
    proposal = draft(larkmoor, ada, now)

    lifecycle.perform("submit", proposal, actor=lin, now=now)

    assert fresh(proposal).author_ids == {ada.pk, lin.pk}


def test_a_coordinator_who_gives_a_new_date_stays_its_coordinator(
    larkmoor: Chapter, ada: User, rae: User, cai: User, now: datetime
) -> None:
    proposal = approved(larkmoor, ada, rae, now)
    lifecycle.perform("postpone", proposal, actor=cai, now=now, reason="The room is flooded.")

    lifecycle.perform("resume", proposal, actor=cai, now=now, reason="It is dry.",
                      starts_at="2026-10-16T18:00", ends_at="2026-10-16T20:00")  # fmt: skip

    assert fresh(proposal).author_ids == {ada.pk}


def test_nothing_is_written_where_nothing_changes(proposal: Proposal, ada: User, now: datetime) -> None:
    save(proposal, "budget", {"sources": "Ada"}, actor=ada, now=now)
    before = fresh(proposal)

    saved = save(
        proposal, "budget", {"sources": "Ada", "in_kind": ""}, actor=ada, now=now + timedelta(hours=1)
    )

    assert saved.version == 1
    assert fresh(proposal).changed_at == before.changed_at


def test_a_topic_is_one_of_the_networks(proposal: Proposal, ada: User, now: datetime) -> None:
    Topic.objects.create(slug="work", name="Work")

    with pytest.raises(BadInput) as refused:
        save(proposal, "listing", {"topics": ["work", "play"]}, actor=ada, now=now)

    assert list(refused.value.facts["fields"]) == ["topics"]
    assert save(proposal, "listing", {"topics": ["work"]}, actor=ada, now=now).value["topics"] == ["work"]


def test_a_topic_that_the_network_dropped_stays_until_it_is_taken_off(
    proposal: Proposal, ada: User, now: datetime
) -> None:
    topic = Topic.objects.create(slug="work", name="Work")
    save(proposal, "listing", {"title": "A", "topics": ["work"]}, actor=ada, now=now)
    topic.delete()

    assert save(proposal, "listing", {"title": "B", "topics": ["work"]}, actor=ada, now=now).version == 2


ANSWERS: list[tuple[str, Any, str]] = [
    ("hr.who", "a text", ""),
    ("hr.who", {"value": "no state"}, "state"),
    ("hr.who", {"state": "perhaps"}, "state"),
    ("hr.who", {"state": "answered", "value": 5}, "value"),
    ("hr.who", {"state": "answered", "value": "pay\u202eslip"}, "value"),
    ("hr.who", {"state": "answered", "value": "x" * 4001}, "value"),
    ("hr.who", {"state": "answered", "value": "x", "because": "y"}, "because"),
    ("hr.who", {"state": "answered", "value": "x", "mood": "y"}, "mood"),
    ("hr.who", {"state": "not_yet", "by": "soon"}, "by"),
    ("hr.who", {"state": "not_applicable", "because": ["x"]}, "because"),
    ("hr.nostage", {"state": "answered", "value": "perhaps"}, "value"),
    ("hr.nostage", {"state": "answered", "value": True}, "value"),
    ("dl.issues", {"state": "answered", "value": ["nothing"]}, "value"),
    ("dl.issues", {"state": "answered", "value": "other"}, "value"),
    ("sr.prepare", {"state": "answered", "value": {"who": "Nadia"}}, "value.who"),
    ("sr.prepare", {"state": "answered", "value": {"date": "soon"}}, "value.date"),
    ("sr.prepare", {"state": "answered", "value": "Nadia"}, "value"),
    ("ow.concern", {"state": "answered", "value": {"anonymous_possible": "yes"}}, "value.anonymous_possible"),
    ("ow.concern", {"state": "answered", "value": {"within_days": -1}}, "value.within_days"),
    ("ma.story", {"state": "answered", "value": {"used_by": "hope"}}, "value.used_by"),
    ("sr.roles", {"state": "answered", "value": [{"name": "Lead"}]}, "value"),
    ("la.partner", {"state": "answered", "value": {"need": "x"}}, "value"),
]


@pytest.mark.parametrize("item, answer, path", ANSWERS)
def test_an_answer_has_the_shape_its_item_asks_for(
    item: str, answer: Any, path: str, proposal: Proposal, ada: User, now: datetime
) -> None:
    with pytest.raises(BadInput) as refused:
        save(proposal, f"answers:{item}", answer, actor=ada, now=now)

    assert list(refused.value.facts["fields"]) == [path]


def test_every_kind_of_answer_is_kept(proposal: Proposal, ada: User, now: datetime) -> None:
    given: dict[str, Any] = {
        "hr.who": {"state": "answered", "value": "Workers"},
        "dl.issues": {"state": "answered", "value": ["prison_and_state", "other"], "note": "Because."},
        "sr.prepare": {"state": "not_yet", "by": "2026-10-01", "who": "Nadia", "plan": "A meeting"},
        "la.act": {"state": "not_applicable", "because": "A closed circle."},
        "la.partner": {"state": "answered", "value": {"need_found_by": "A survey"}},
        "ow.concern": {"state": "answered", "value": {"anonymous_possible": False, "within_days": 0}},
    }

    for item, answer in given.items():
        assert save(proposal, f"answers:{item}", answer, actor=ada, now=now).value == answer

    assert fresh(proposal).document["answers"] == given


# Hosting together


def test_a_chapter_cohosts_once_its_own_organizer_says_so(
    proposal: Proposal, ada: User, oz: User, vesper: Chapter, now: datetime
) -> None:
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)
    report = gaps.report_for(fresh(proposal), now.date())
    assert "Vesper Hill Chapter has not confirmed yet. Ask them, or take them off." in {
        gap.message for gap in report.gaps
    }
    with pytest.raises(Forbidden):
        drafting.confirm_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now)

    drafting.confirm_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)

    assert fresh(proposal).confirmed_cohost_ids == {vesper.pk}
    assert verbs(proposal) == ["started", "named a co-host", "confirmed as a co-host"]


def test_organizers_of_a_chapter_that_is_asked_are_written_to_once(
    proposal: Proposal, ada: User, oz: User, tom: User, vesper: Chapter, now: datetime
) -> None:
    """Oz organizes there and can answer; Tom, a member, cannot and is not asked."""
    for _ in range(2):
        drafting.name_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now)

    (notice,) = Notice.objects.all()
    notices.deliver.func(str(notice.pk))

    (message,) = mail.outbox
    assert (message.to, message.subject) == ([oz.email], "Host together: Pay slips")
    assert f"/proposals/{proposal.pk}" in str(message.body)


def test_a_cohost_takes_itself_off_and_no_other(
    proposal: Proposal, ada: User, oz: User, vesper: Chapter, quillon: Chapter, now: datetime
) -> None:
    for chapter in (vesper, quillon):
        drafting.name_cohost(fresh(proposal), chapter=chapter, actor=ada, now=now)
    with pytest.raises(Forbidden):
        drafting.drop_cohost(fresh(proposal), chapter=quillon, actor=oz, now=now)

    drafting.drop_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)
    drafting.drop_cohost(fresh(proposal), chapter=quillon, actor=ada, now=now)

    assert fresh(proposal).every_cohost_id == frozenset()


WITH_A_STALE_PROPOSAL: dict[str, Callable[..., Any]] = {
    "confirm": lambda proposal, oz, now: drafting.confirm_cohost(
        proposal, chapter=oz.memberships.get().chapter, actor=oz, now=now
    ),
    "drop": lambda proposal, oz, now: drafting.drop_cohost(
        proposal, chapter=oz.memberships.get().chapter, actor=oz, now=now
    ),
    "leave the program": lambda proposal, oz, now: drafting.put_under_program(
        proposal, program=None, actor=oz, now=now
    ),
    "take newer checklists": lambda proposal, oz, now: drafting.update_checklists(
        proposal, actor=oz, now=now
    ),
    "blank": lambda proposal, oz, now: personal.blank(proposal, section="support", actor=oz, now=now),
    "share": lambda proposal, oz, now: borrowing.share(
        proposal, kind="partners", row="part01", actor=oz, now=now
    ),
    "reuse": lambda proposal, oz, now: borrowing.reuse(
        proposal, kind="partners", entry=uuid4(), actor=oz, now=now
    ),
}


@pytest.mark.parametrize("act", WITH_A_STALE_PROPOSAL)
def test_who_was_taken_off_meanwhile_may_no_longer(
    act: str, proposal: Proposal, ada: User, oz: User, vesper: Chapter, now: datetime
) -> None:
    """The question is asked of the row as it is, not as it was when the page was opened."""
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)
    drafting.confirm_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)
    opened = queries.proposal_at(oz, proposal.pk)
    drafting.drop_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now)

    with pytest.raises(Forbidden):
        WITH_A_STALE_PROPOSAL[act](opened, oz, now)


def test_the_chapter_that_leads_does_not_cohost(
    proposal: Proposal, ada: User, larkmoor: Chapter, now: datetime
) -> None:
    with pytest.raises(Conflict):
        drafting.name_cohost(proposal, chapter=larkmoor, actor=ada, now=now)


def test_a_chapter_only_asked_reads_what_the_network_may(
    proposal: Proposal, ada: User, oz: User, vesper: Chapter, now: datetime
) -> None:
    drafting.name_cohost(proposal, chapter=vesper, actor=ada, now=now)

    assert queries.reach_of(oz, queries.proposal_at(oz, proposal.pk)) == "network"
    drafting.confirm_cohost(fresh(proposal), chapter=vesper, actor=oz, now=now)
    assert queries.reach_of(oz, queries.proposal_at(oz, proposal.pk)) == "reviewers"


def test_a_chapter_only_asked_learns_nothing_of_what_is_answered(
    proposal: Proposal, ada: User, oz: User, vesper: Chapter, now: datetime
) -> None:
    """Which answers exist tells of the facts: a survivor's story has questions of its own."""
    save(proposal, "answers:ma.story", {"state": "not_applicable", "because": "No story"}, actor=ada, now=now)
    save(proposal, "support", {"named_person": "Lena"}, actor=ada, now=now)
    personal.blank(fresh(proposal), section="support", actor=ada, now=now)
    drafting.name_cohost(fresh(proposal), chapter=vesper, actor=ada, now=now)

    page = overview.page_of(queries.proposal_at(oz, proposal.pk), oz, now=now)

    assert (page["versions"], page["withdrawn"]) == ({}, [])
    assert "ma.story" not in str(page)
    ours = overview.page_of(queries.proposal_at(ada, proposal.pk), ada, now=now)
    assert ours["versions"]["answers:ma.story"] == 1
    assert ours["withdrawn"] == [{"section": "support", "row": ""}]


# Checklists


def test_newer_checklists_are_offered_and_never_taken_in_silence(
    proposal: Proposal, ada: User, now: datetime
) -> None:
    today = drafting.current_set()
    older = [dict(each) for each in today.definitions]
    older[0] = {**older[0], "version": 7, "digest": "0" * 64}
    proposal.checklists = ChecklistSet.objects.create(digest="1" * 64, definitions=older)
    proposal.save(update_fields=["checklists"])
    save(proposal, "answers:hr.who", {"state": "answered", "value": "Workers"}, actor=ada, now=now)

    (newer,) = drafting.newer_checklists(fresh(proposal))
    assert (newer.id, newer.version_here, newer.version_now) == (older[0]["id"], 7, 1)
    assert fresh(proposal).checklists_id == "1" * 64

    drafting.update_checklists(fresh(proposal), actor=ada, now=now)

    assert fresh(proposal).checklists == today
    assert drafting.newer_checklists(fresh(proposal)) == []
    assert fresh(proposal).document["answers"] == {"hr.who": {"state": "answered", "value": "Workers"}}
    assert verbs(proposal)[-1] == "took newer checklists"


# What is missing


def test_a_complete_proposal_has_no_gap(larkmoor: Chapter, ada: User, now: datetime) -> None:
    report = gaps.report_for(draft(larkmoor, ada, now), now.date())

    assert [gap.message for gap in report.gaps] == []
    assert report.complete
    assert report.done == report.total


ESSENTIALS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": ""}, "title", "Give it a title."),
    ({"summary": ""}, "summary", "Say in one or two sentences what it is."),
    ({"starts_at": None}, "starts_at", "Say when it starts."),
    ({"time_zone": ""}, "time_zone", "Choose the time zone of the place."),
    ({"cost": None}, "cost", "Say what it costs; free is an answer."),
    ({"language": None}, "language", "Say in which language it is."),
    ({"place_rule": None}, "place_rule", "Say who may see the place."),
    (
        {"place_name": ""},
        "place_name",
        "Name the place. If it is not yet known, choose that the host tells it.",
    ),
    ({"starts_at": "2026-03-08T02:30", "ends_at": "2026-03-08T04:00"}, "starts_at", ""),
    ({"ends_at": "2026-10-15T17:00"}, "ends_at", ""),
    ({"starts_at": "2026-08-15T18:00", "ends_at": "2026-08-15T20:00"}, "ends_at", "This day has passed. Choose one to come."),
    ({"picture_link": "https://example.org/p"}, "picture_alt", ""),
]  # fmt: skip


@pytest.mark.parametrize("change, field, sentence", ESSENTIALS)
def test_the_listing_needs_what_a_calendar_asks(
    change: dict[str, Any], field: str, sentence: str, larkmoor: Chapter, ada: User, now: datetime
) -> None:
    proposal = draft(larkmoor, ada, now, {"listing": change})

    report = gaps.report_for(proposal, now.date())

    assert not report.complete
    found = {gap.field: gap.message for gap in report.gaps if gap.section == "listing"}
    assert field in found
    assert not sentence or found[field] == sentence


def test_an_online_event_names_its_link(larkmoor: Chapter, ada: User, now: datetime) -> None:
    change = {"facts": {"format": "online"}, "listing": {"link_rule": "public", "place_rule": None}}

    report = gaps.report_for(draft(larkmoor, ada, now, change), now.date())

    assert "online_link" in {gap.field for gap in report.gaps}


def test_a_program_needs_a_period_and_a_purpose_and_no_place(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    program = drafting.start(larkmoor, kind="program", actor=ada, now=now, title="Spring")

    needed = {gap.field for gap in gaps.report_for(program, now.date()).gaps if gap.section == "listing"}

    assert needed >= {"summary", "description", "period_starts_on", "period_ends_on"}
    assert not needed & {"starts_at", "ends_at", "place_name", "place_rule", "cost"}


def test_a_save_tells_of_a_report_only_what_can_change(larkmoor: Chapter, ada: User, now: datetime) -> None:
    report = gaps.report_for(draft(larkmoor, ada, now), now.date())
    whole, standing = report.to_json(), report.standing_json()

    for before, after in zip(whole["checklists"], standing["checklists"], strict=True):
        assert after["id"] == before["id"]
        for item, now_item in zip(before["items"], after["items"], strict=True):
            assert now_item.items() <= item.items()


# Personal values


def test_what_is_personal_stands_outside_the_document(proposal: Proposal, ada: User, now: datetime) -> None:
    speakers = [
        {"id": "aaaa1111", "display_name": "Imara Q.", "self_description": "lawyer", "topic": "Relief"}
    ]
    saved = save(proposal, "speakers", speakers, actor=ada, now=now)

    stored = fresh(proposal).document["speakers"][0]
    assert saved.value[0]["display_name"] == "Imara Q."
    assert "Imara" not in str(stored)
    assert stored["personal"].keys() == {"ref", "digest", "filled"}
    assert stored["personal"]["filled"] == ["display_name", "self_description"]


def test_an_unchanged_value_keeps_its_reference(proposal: Proposal, ada: User, now: datetime) -> None:
    row = {"id": "aaaa1111", "display_name": "Imara Q.", "topic": "Relief"}
    save(proposal, "speakers", [row], actor=ada, now=now)
    before = fresh(proposal).document["speakers"][0]["personal"]

    save(proposal, "speakers", [{**row, "topic": "Waiting times"}], actor=ada, now=now)
    assert fresh(proposal).document["speakers"][0]["personal"] == before

    save(proposal, "speakers", [{**row, "display_name": "I. Q."}], actor=ada, now=now)
    assert fresh(proposal).document["speakers"][0]["personal"]["ref"] != before["ref"]
    assert PersonalValue.objects.count() == 1


def test_a_frozen_value_outlives_its_replacement(larkmoor: Chapter, ada: User, now: datetime) -> None:
    proposal = submitted(larkmoor, ada, now)
    frozen = {ref for _, _, ref in personal.marks_in(proposal.document)}
    lifecycle.perform("take_back", proposal, actor=ada, now=now)

    save(proposal, "support", {"named_person": "Somebody else"}, actor=ada, now=now)

    assert {str(pk) for pk in PersonalValue.objects.values_list("pk", flat=True)} > frozen


def test_withdrawn_consent_blanks_a_person_everywhere_and_changes_no_digest(
    larkmoor: Chapter, ada: User, now: datetime
) -> None:
    proposal = submitted(larkmoor, ada, now)
    lifecycle.perform("take_back", proposal, actor=ada, now=now)
    save(proposal, "support", {"named_person": "Lena B."}, actor=ada, now=now)
    revision = proposal.revisions.get()
    before = (revision.digest, revision.document)

    personal.blank(fresh(proposal), section="support", actor=ada, now=now)

    for document in (fresh(proposal).document, proposal.revisions.get().document):
        assert "named_person" not in personal.filled(document)["support"]
    assert (proposal.revisions.get().digest, proposal.revisions.get().document) == before
    assert PersonalValue.objects.filter(blanked_at=None, values__has_key="named_person").count() == 0
    record = journal.history_of(proposal).last()
    assert record is not None
    assert record.verb == "blanked personal values"
    assert "Lena" not in str(record.detail)


def test_a_copied_document_of_nothing_personal_asks_no_table(
    django_assert_num_queries: Any, proposal: Proposal
) -> None:
    with django_assert_num_queries(0):
        assert personal.filled(proposal.document) == proposal.document


def test_what_is_split_is_filled_again(larkmoor: Chapter, ada: User, now: datetime) -> None:
    proposal = drafting.start(larkmoor, kind="event", actor=ada, now=now)
    whole = {
        "speakers": [{"id": "aaaa1111", "display_name": "T."}, {"id": "bbbb2222", "topic": "Only a topic"}],
        "actions": [{"id": "cccc3333", "act": "Write", "measure_who": "Ines"}],
        "partners": [{"id": "dddd4444", "contact": "a@example.org"}],
        "support": {"named_person": "Lena"},
        "campus_rules": [{"id": "eeee5555", "rule": "Room", "owner": "Ben"}],
    }

    write(proposal, whole)

    assert personal.filled(fresh(proposal).document) == whole
    assert PersonalValue.objects.count() == 5
