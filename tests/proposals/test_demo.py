"""The demo: what `manage.py demo` puts into an empty database, and that it puts it nowhere else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from commonhour.events.choices import Status, Visibility
from commonhour.events.models import Event, Occurrence, Program
from commonhour.participation import taking
from commonhour.participation.models import SignUp
from commonhour.people.models import Chapter, JoinRequest, NetworkRole, User
from commonhour.proposals import assigning, demo, demo_events, gaps, projection, sample_files
from commonhour.proposals.demo import NotEmpty
from commonhour.proposals.models import Assignment, Condition, Decision, Notice, Proposal, Question
from commonhour.proposals.states import AssignmentEnd, Kind, Result, State
from commonhour.records import journal

LOADED_AT = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The demo, loaded once for the tests that only read it, and taken away again; what it told on the way."""
    lines: list[str] = []
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic(), quick:  # type: ignore[attr-defined]  # a fixture of pytest-django without a type
        demo.load(now=LOADED_AT, tell=lines.append)
        yield lines
        transaction.set_rollback(True)


def titled(sample_id: str) -> Proposal:
    sample = next(sample for sample in sample_files.samples() if sample.id == sample_id)
    return Proposal.objects.get(document__listing__title=sample.written["listing"]["title"])


@pytest.mark.django_db
def test_demo_never_goes_into_a_database_of_real_people(
    lin: User, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ((), ("--events", "3")):
        with pytest.raises(CommandError, match="in use"):
            call_command("demo", *arguments)
    call_command("demo", "--sign-ins")

    assert capsys.readouterr().out == "The demo's people are not in this database.\n"
    assert Proposal.objects.count() == 0


@pytest.mark.django_db
def test_demo_never_goes_into_a_server_in_production(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="in production"):
        call_command("demo")

    assert User.objects.count() == 0


def test_progress_is_told_in_lines(loaded: list[str]) -> None:
    assert loaded[0] == "13 chapters and 36 people"
    assert loaded[-1] == "41 proposals, 21 events on the calendar"


def test_every_state_and_every_result_is_there(loaded: list[str]) -> None:
    assert set(Proposal.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Decision.objects.values_list("result", flat=True)) == set(Result.values)
    assert set(Proposal.objects.values_list("kind", flat=True)) == set(Kind.values)


def test_people_take_places_and_roles_and_no_reviewer_is_among_them(loaded: list[str]) -> None:
    held = SignUp.objects.all()
    assert {one.opening is None for one in held} == {True, False}
    assert set(held.values_list("person__email", flat=True)) >= {"nell@example.org", "oz@example.org"}
    assert not held.filter(person__network_roles__role="reviewer").exists()
    for event in Event.objects.filter(sign_ups__isnull=False).distinct():
        taken = taking.taken_of(event)
        left = {opening.role: taken.left(opening) for opening in taking.openings_of(event)}
        assert event.open_role_counts == {role: number for role, number in left.items() if number}


def test_every_status_and_visibility_is_on_the_calendar(loaded: list[str]) -> None:
    assert set(Event.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(Event.objects.values_list("visibility", flat=True)) == set(Visibility.values)
    assert Occurrence.objects.filter(starts_at__lt=LOADED_AT).count() == 0


def test_calendar_shows_exactly_what_was_approved(loaded: list[str]) -> None:
    for proposal in Proposal.objects.exclude(event=None).select_related("approved_revision", "event"):
        assert proposal.approved_revision
        assert proposal.event
        approved = projection.public_event(proposal, proposal.approved_revision.document)
        assert proposal.event.digest == approved.digest


def test_only_good_samples_and_the_conditional_one_are_published(loaded: list[str]) -> None:
    quality = {sample.written["listing"]["title"]: sample for sample in sample_files.samples()}
    published = [quality[event.title] for event in Event.objects.all() if event.title in quality]

    assert {sample.id for sample in published if sample.quality != "good"} == {"s15"}
    assert {one.item for one in Condition.objects.all()} == {"la.followup", "hr.support", "sr.open"}


@pytest.mark.parametrize(
    "sample_id", [sample.id for sample in sample_files.samples() if sample.expected and sample.expected.fails]
)
def test_review_of_a_sample_ends_as_its_file_says(loaded: list[str], sample_id: str) -> None:
    sample = next(sample for sample in sample_files.samples() if sample.id == sample_id)
    decision = Decision.objects.filter(revision__proposal=titled(sample_id)).first()

    if not any(step.do == "review" for step in sample.steps):
        assert decision is None
        return

    assert decision
    assert sample.expected
    assert decision.result == sample.expected.result


def test_drafts_have_gaps_at_different_stages(loaded: list[str]) -> None:
    drafts = Proposal.objects.filter(state=State.DRAFT, approved_revision=None)
    reports = [gaps.report_for(draft, LOADED_AT.date()) for draft in drafts]

    assert [report.complete for report in reports] == [False] * len(reports)
    assert min(report.done / report.total for report in reports) < 0.3
    assert max(report.done / report.total for report in reports) > 0.8


def test_something_waits_in_every_way_a_review_can_wait(loaded: list[str]) -> None:
    held = Assignment.objects.filter(ended_at=None)

    assert [titled("x04").pk] == [
        Assignment.objects.get(pk=late).proposal_id for late in assigning.overdue(LOADED_AT)
    ]
    assert [one.proposal_id for one in held.exclude(paused_at=None)] == [titled("x03").pk]
    assert Question.objects.filter(answered_at=None).count() == 1
    assert held.filter(proposal=titled("x16")).count() == 2
    assert titled("x16").revisions.get().recommendations.count() == 1
    ends = set(Assignment.objects.exclude(end="").values_list("end", flat=True))
    assert ends - {AssignmentEnd.REASSIGNED} == {
        AssignmentEnd.DECIDED,
        AssignmentEnd.RECUSED,
        AssignmentEnd.OVERDUE,
    }


@pytest.mark.parametrize("reviewer, sample_id", [("rae", "x17"), ("tom", "x03")])
def test_reviewers_one_can_sign_in_as_have_a_review(loaded: list[str], reviewer: str, sample_id: str) -> None:
    held = titled(sample_id).assignments.filter(ended_at=None, due_at__gt=LOADED_AT)

    assert [one.reviewer.email for one in held] == [demo.address_of(reviewer)]


def test_amendments_are_shown_in_each_of_three_ways(loaded: list[str]) -> None:
    reviewed, untouched = titled("x05"), titled("x14")
    open_one = Proposal.objects.get(state=State.DRAFT, event__isnull=False)

    assert [one.decision.decided_by is None for one in reviewed.revisions.all()] == [False, False]
    assert [one.decision.decided_by is None for one in untouched.revisions.all()] == [False, True]
    assert open_one.event
    assert open_one.event.title == "Translation day: rights cards in six languages"
    assert open_one.title == "Translation day: rights cards in seven languages"


def test_campaign_has_three_events_and_one_co_host(loaded: list[str]) -> None:
    campaign = Program.objects.get(chapter__slug="quillon")
    events = Event.objects.filter(program=campaign)

    hosts = sorted(events.values_list("hosts__slug", flat=True))

    assert hosts == ["quillon", "quillon", "quillon", "tamarack-bend"]
    assert Event.objects.filter(program__chapter__slug="vesper-hill").count() == 2


def test_co_host_that_has_not_answered_holds_up_a_draft(loaded: list[str]) -> None:
    waiting = titled("x02")

    assert [(cohost.chapter.slug, cohost.confirmed_at) for cohost in waiting.cohosts.all()] == [
        ("wexcombe", None)
    ]


def test_one_date_of_a_series_is_cancelled(loaded: list[str]) -> None:
    circle = titled("s03").event
    assert circle

    assert [one.cancelled for one in circle.occurrences.order_by("starts_at")] == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_nothing_happened_before_its_cause_or_after_the_day(loaded: list[str]) -> None:
    for proposal in Proposal.objects.all():
        hours = [record.at for record in journal.history_of(proposal)]
        assert all(one <= other for one, other in pairwise(hours))
        assert hours[-1] <= LOADED_AT


def test_reviews_are_spread_over_six_chapters(loaded: list[str]) -> None:
    reviewers = User.objects.filter(network_roles__role="reviewer")
    load = sorted(reviewer.assignments.count() for reviewer in reviewers)

    assert Chapter.objects.filter(memberships__user__in=reviewers).distinct().count() == 6
    assert NetworkRole.objects.filter(role="reviewer", trained=True).count() == 3
    assert load[0] >= 3  # of about forty; ties are drawn by lot


def test_nobody_gets_mail_about_what_happened_before_today(loaded: list[str]) -> None:
    assert Notice.objects.filter(sent_at=None).count() == 0
    assert DBTaskResult.objects.filter(status="READY").count() == 0


def test_someone_waits_to_join(loaded: list[str]) -> None:
    request = JoinRequest.objects.get()

    assert (request.user.email, request.chapter.slug) == ("quinn@example.org", "larkmoor")


@pytest.mark.parametrize("address", [address for address, _ in demo.sign_ins()])
def test_listed_sign_in_works(loaded: list[str], client: Client, address: str) -> None:
    answer = client.post(
        "/_allauth/browser/v1/auth/login",
        {"email": address, "password": demo.PASSWORD},
        content_type="application/json",
    )

    assert answer.status_code == 200
    assert client.get("/api/me").json()["user"]["email"] == address


def test_sign_ins_are_printed_with_what_each_can_do(
    loaded: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("demo", "--sign-ins")

    printed = capsys.readouterr().out
    assert demo.PASSWORD in printed
    assert "ada@example.org    organizer of Larkmoor: writes proposals and answers the checklists" in printed
    assert "other reviewers: yara@example.org, priya@example.org, kit@example.org, per@example.org" in printed


def test_demo_is_refused_where_there_is_something(loaded: list[str]) -> None:
    before = Proposal.objects.count(), User.objects.count()

    with pytest.raises(NotEmpty):
        demo.load(now=LOADED_AT, tell=loaded.append)
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("demo")

    assert (Proposal.objects.count(), User.objects.count()) == before


def test_demo_does_nothing_quietly_where_it_may(
    loaded: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = Proposal.objects.count()

    call_command("demo", "--if-empty")

    assert capsys.readouterr().out == ""
    assert Proposal.objects.count() == before


def test_events_can_be_generated_on_top(loaded: list[str]) -> None:
    lines: list[str] = []
    before = Event.objects.count()

    demo_events.publish(5, now=LOADED_AT, tell=lines.append)

    assert Event.objects.count() == before + 5
    assert (
        Event.objects.filter(published_at__gt=LOADED_AT - timedelta(days=61), program__isnull=False).count()
        >= 5
    )
    assert lines[-1].startswith("5 of 5 events, ")
