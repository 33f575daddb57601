"""The sample proposals: what is asked of each, how much review it gets, and where the reviewers' words lead."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from commonhour.checklists import catalogue, language, review
from commonhour.checklists.facts import FACTS
from commonhour.events import schedule, schedule_reading
from commonhour.proposals import answers, gaps, intake, sample_files
from commonhour.proposals.gaps import ProposalReport
from commonhour.proposals.sample_files import Expected, Sample
from commonhour.proposals.states import Kind

MONDAY = date(2026, 9, 7)
SAMPLES = {sample.id: sample for sample in sample_files.samples()}
THE_TWENTY_TWO = [sample for sample in SAMPLES.values() if sample.id.startswith("s")]
GOOD = [sample for sample in SAMPLES.values() if sample.quality == "good"]
ZONES = {chapter["slug"]: chapter["time_zone"] for chapter in sample_files.chapters()}

every_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
each_of_the_22 = pytest.mark.parametrize("sample", THE_TWENTY_TWO, ids=lambda sample: sample.id)


@cache
def document_of(sample_id: str, today: date = MONDAY) -> dict[str, Any]:
    sample = SAMPLES[sample_id]
    program = document_of(sample.program, today) if sample.program else None
    return sample_files.document_of(sample, today=today, time_zone=ZONES[sample.chapter], program=program)


def report_of(sample: Sample, today: date = MONDAY) -> ProposalReport:
    """As at the submission, or today where it stays a draft."""
    submitted = next((step.ago for step in sample.steps if step.do == "submit"), 0)
    return gaps.report_of(
        catalogue.current().checklists,
        document_of(sample.id, today),
        today - timedelta(days=submitted),
        kind=sample.kind,
        program=document_of(sample.program, today) if sample.program else None,
    )


def expected_of(sample: Sample) -> Expected:
    assert sample.expected
    return sample.expected


def test_there_are_the_twenty_two_and_some_of_our_own() -> None:
    assert [sample.id for sample in THE_TWENTY_TWO] == [f"s{number:02}" for number in range(1, 23)]
    assert [sample.id for sample in SAMPLES.values() if sample.kind == Kind.PROGRAM] == ["p01", "p02"]


@every_sample
def test_sample_fits_the_document(sample: Sample) -> None:
    written = document_of(sample.id)

    for section in set(written) - {"answers"}:
        intake.read(section, written[section], kind=sample.kind)
    for item, answer in written["answers"].items():
        answers.read_answer(answers.item_of(catalogue.current().checklists, item), answer)


@every_sample
def test_sample_answers_only_what_it_is_asked(sample: Sample) -> None:
    applying = {item.id for item in report_of(sample).applying}

    assert set(document_of(sample.id)["answers"]) - applying == set()


@each_of_the_22
def test_sample_answers_every_fact(sample: Sample) -> None:
    assert set(document_of(sample.id)["facts"]) == set(FACTS)


@each_of_the_22
def test_sample_has_the_level_it_says(sample: Sample) -> None:
    level = review.level_for(catalogue.current().policy, document_of(sample.id)["facts"])

    assert level.name == expected_of(sample).level


@each_of_the_22
def test_every_item_a_sample_fails_applies_to_it(sample: Sample) -> None:
    applying = {item.id for item in report_of(sample).applying}

    assert set(expected_of(sample).fails) - applying == set()


@each_of_the_22
def test_what_fails_leads_to_the_expected_result(sample: Sample) -> None:
    report = report_of(sample)

    outcome = review.decide(report, {item.id: verdict_on(item, sample) for item in report.applying})

    assert outcome.result == expected_of(sample).result


def verdict_on(item: Any, sample: Sample) -> review.Verdict:
    """As the reviewers of the file see it; what the sample itself promises is taken as the promise."""
    expected = expected_of(sample)
    if item.id in expected.conditions:
        day = report_of(sample).event_on
        assert day is not None
        condition = expected.conditions[item.id]
        by = day - timedelta(days=condition["before"])
        return review.Verdict("met_with_condition", condition["words"], condition["owner"], by)
    if item.id in expected.fails:
        return review.Verdict("not_met", expected.fails[item.id], rethink=expected.rethink)
    return review.Verdict(review.allowed_verdicts(item)[0])


@each_of_the_22
def test_sample_shows_the_hints_it_says(sample: Sample) -> None:
    listing = document_of(sample.id)["listing"]
    text = "\n".join(listing.get(name, "") for name in ("title", "summary", "description"))

    found = language.hints(catalogue.current().lexicon, text, more=True)

    assert {hint.entry for hint in found} == set(expected_of(sample).language)


@pytest.mark.parametrize("sample", GOOD, ids=lambda sample: sample.id)
def test_good_sample_is_complete(sample: Sample) -> None:
    assert report_of(sample).gaps == ()


@pytest.mark.parametrize("sample", GOOD, ids=lambda sample: sample.id)
def test_good_sample_uses_no_word_that_gets_a_hint(sample: Sample) -> None:
    listing = document_of(sample.id)["listing"]
    text = "\n".join(listing.get(name, "") for name in ("title", "summary", "description", "content_note"))

    assert language.hints(catalogue.current().lexicon, text, more=True) == []


@every_sample
def test_sample_is_complete_exactly_where_it_is_submitted(sample: Sample) -> None:
    submitted = any(step.do == "submit" for step in sample.steps)

    assert report_of(sample).complete is submitted


@pytest.mark.parametrize("sample_id", ["s05", "x12"])
def test_only_a_closed_space_and_a_team_meeting_leave_the_action_out(sample_id: str) -> None:
    assert report_of(SAMPLES[sample_id]).item("la.act").state == "not_applicable"


def test_refused_answer_keeps_a_sample_a_draft() -> None:
    refused = [sample.id for sample in SAMPLES.values() if "refused" in states_of(sample)]

    assert refused == ["s19", "s21"]


def states_of(sample: Sample) -> set[str]:
    return {item.state for item in report_of(sample).applying}


@pytest.mark.parametrize("days", range(0, 400, 23))
def test_every_sample_lies_in_the_coming_months_on_any_day(days: int) -> None:
    today = MONDAY + timedelta(days=days)

    for sample in dated():
        first, *_ = schedule.instances(schedule_reading.parse(document_of(sample.id, today)["listing"]))
        assert timedelta(0) < first.local_start.date() - today < timedelta(days=190)
        assert report_of(sample, today).complete is report_of(sample).complete


def dated() -> list[Sample]:
    return [sample for sample in SAMPLES.values() if "when" in sample.written["listing"]]


def test_date_words_are_counted_from_the_event() -> None:
    listing = document_of("s01")["listing"]
    handed_in = document_of("s01")["answers"]["sr.open"]["value"]

    assert (listing["starts_at"], listing["time_zone"]) == ("2026-09-24T17:30", "America/Los_Angeles")
    assert listing["access_request_by"] == "2026-09-15"
    assert "until 16 September." in handed_in


def test_series_leaves_out_and_moves_the_dates_it_names() -> None:
    recurrence = document_of("x11")["listing"]["recurrence"]

    assert recurrence["except_dates"] == ["2026-10-08", "2026-10-15"]
    assert recurrence["moved"] == [
        {"date": "2026-09-24", "starts_at": "2026-09-25T17:00", "ends_at": "2026-09-25T18:00"}
    ]


def test_last_monday_is_one_that_a_monthly_series_counts_as_the_last() -> None:
    starts = [
        each.local_start.date()
        for each in schedule.instances(schedule_reading.parse(document_of("s15")["listing"]))
    ]

    assert [each.isoformat() for each in starts] == ["2026-11-30", "2026-12-28", "2027-01-25", "2027-02-22"]


def test_rows_keep_their_ids_from_one_reading_to_the_next() -> None:
    later = document_of("s01", MONDAY + timedelta(days=30))

    assert [row["id"] for row in document_of("s01")["roles"]] == [row["id"] for row in later["roles"]]


def test_every_sample_is_written_by_an_organizer_of_its_chapter() -> None:
    people = {person["id"]: person for person in sample_files.people()}
    writers = {(sample.by, sample.chapter) for sample in SAMPLES.values()}

    assert {
        writer for writer, chapter in writers if people[writer]["roles"].get(chapter) in {None, "member"}
    } == set()


def test_every_address_is_an_example() -> None:
    texts = "".join(file.read_text() for file in sample_files.FOLDER.glob("p*/*.yaml"))

    assert set(re.findall(r"@[a-z0-9.-]+[a-z]", texts)) == {"@example.org"}
