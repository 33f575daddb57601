"""What each kind of evidence asks for until it is complete, and the sentence that says what to do."""

from typing import Any

import pytest

from tests.checklists.documents import PLAIN, answered, complete, judged, sentences

# Short answers


@pytest.mark.parametrize("value", [None, "", "   ", "-", "...", 3, True, ["a"], {"a": 1}])
def test_text_must_say_something(value: Any) -> None:
    report = answered("sr.decide", {"state": "answered", "value": value})

    assert sentences(report, "sr.decide") == ["Write an answer: What do students decide about this event?"]


@pytest.mark.parametrize("value", [None, "", "maybe", 3, ["no"]])
def test_choice_must_be_one_of_its_options(value: Any) -> None:
    report = answered("sr.limits", {"state": "answered", "value": value})

    assert [message.split(":")[0] for message in sentences(report, "sr.limits")] == ["Choose an answer"]


@pytest.mark.parametrize("value, note, sentence", [
    ("no", "", None),
    ("changed", "", "Add a sentence: what did you change?"),
    ("changed", "The advocate sits there now.", None),
])  # fmt: skip
def test_remark_is_due_for_the_options_that_need_one(value: str, note: str, sentence: str | None) -> None:
    report = answered("sr.limits", {"state": "answered", "value": value, "note": note})

    assert sentences(report, "sr.limits") == ([sentence] if sentence else [])


@pytest.mark.parametrize("value, complete_without_note", [
    ([], False), (["supply_chains"], False), (["supply_chains", "marriage"], True), (["supply_chains", "other!"], False),
    ("supply_chains", False), (None, False),
])  # fmt: skip
def test_one_issue_alone_needs_a_reason(value: Any, complete_without_note: bool) -> None:
    report = answered("dl.issues", {"state": "answered", "value": value})

    assert (report.item("dl.issues").state == "answered") is complete_without_note


@pytest.mark.parametrize("change, sentence", [
    ({"route": ""}, "Write an answer: How can a concern be raised?"),
    ({"anonymous_possible": None}, "Choose yes or no: Is it possible without a name?"),
    ({"anonymous_possible": "yes"}, "Choose yes or no: Is it possible without a name?"),
    ({"within_days": "5"}, "Enter a number: Within how many days?"),
    ({"within_days": True}, "Enter a number: Within how many days?"),
])  # fmt: skip
def test_each_field_of_a_short_form_is_asked_for(change: dict[str, Any], sentence: str) -> None:
    document = complete(**PLAIN)
    document["answers"]["ow.concern"]["value"] |= change

    report = judged(document)

    (gap,) = report.item("ow.concern").gaps
    assert gap == ("answers", next(iter(change)), "ow.concern", sentence)


def test_published_story_is_asked_for_its_licence_and_not_for_consent() -> None:
    document = complete()
    document["answers"]["ma.story"]["value"] = {"source_of_story": "A memoir, in print", "used_by": "licence"}

    before = sentences(judged(document), "ma.story")
    document["answers"]["ma.story"]["value"]["framing"] = "As one account, with the publisher's notes."

    assert before == ["Write an answer: How will you frame it?"]
    assert judged(document).item("ma.story").state == "answered"


@pytest.mark.parametrize("day, sentence", [
    ("2026-04-15", None),
    ("2026-04-16", "Choose a day that is not after the event: On which day?"),
    ("2026-02-30", "Enter a date: On which day?"),
    ("", "Enter a date: On which day?"),
])  # fmt: skip
def test_briefing_is_not_after_the_event(day: str, sentence: str | None) -> None:
    document = complete()
    document["answers"]["sr.prepare"]["value"]["date"] = day

    assert sentences(judged(document), "sr.prepare") == ([sentence] if sentence else [])


# Records

ROW_GAPS = [
    ("sr.roles", "roles", "name", "", "Give role 1 a name."),
    ("sr.roles", "roles", "duties", " ", "Say what the role 'Host' does, with a verb."),
    (
        "sr.roles",
        "roles",
        "kind",
        "boss",
        "Say whether the role 'Host' is leadership, participation or support.",
    ),
    ("sr.roles", "roles", "how_many", 0, "Say how many students the role 'Host' takes."),
    ("sr.roles", "roles", "hours", None, "Give the role 'Host' the number of hours each person works."),
    ("sr.roles", "roles", "open", None, "Say whether the role 'Host' is still open or filled."),
    ("la.act", "actions", "where", "", "Say where the action 'Write to the dining office' takes place."),
    ("la.act", "actions", "on", "soon", "Give the day of the action 'Write to the dining office'."),
    (
        "la.followup",
        "actions",
        "measure_target",
        "",
        "Set a target for the action 'Write to the dining office' that",
    ),
    (
        "la.partner",
        "partners",
        "asked_for",
        "",
        "Say what the partner 'Student-worker council' asked for or agreed to.",
    ),
    (
        "la.partner",
        "partners",
        "agreed_on",
        "2026-03-02",
        "That day lies in the future. Enter the day on which",
    ),
    (
        "la.partner",
        "partners",
        "contact",
        "",
        "Add a contact at the partner 'Student-worker council'; it is never",
    ),
    (
        "ow.partners",
        "partners",
        "may_be_named",
        None,
        "Say whether the partner 'Student-worker council' may be named",
    ),
    ("dl.speakers", "speakers", "display_name", "", "Write the name under which speaker 1 is listed."),
    (
        "dl.speakers",
        "speakers",
        "self_description",
        "",
        "Ask the speaker 'Joaquim Verrault' for a description in",
    ),
    (
        "dl.speakers",
        "speakers",
        "listing_consent_on",
        None,
        "Enter the day on which the speaker 'Joaquim Verrault'",
    ),
    ("dl.terms", "speakers", "pay_offered", "", "Say what pay the speaker 'Joaquim Verrault' was offered."),
    (
        "dl.terms",
        "speakers",
        "recording_agreed",
        "maybe",
        "Say whether the speaker 'Joaquim Verrault' agreed to a",
    ),
    (
        "st.list",
        "figures",
        "limits",
        "",
        "Say what the figure 'The ILO estimates 27.6 million people in…' cannot",
    ),
    ("st.primary", "figures", "opened", None, "Say whether someone opened the source of the figure 'The ILO"),
    (
        "st.wording",
        "figures",
        "wording",
        None,
        "Say whether the figure 'The ILO estimates 27.6 million people in…'",
    ),
    (
        "st.score",
        "figures",
        "score_notes",
        "",
        "Give the figure 'The ILO estimates 27.6 million people in…' one line",
    ),
    ("ma.list", "materials", "made_by", "", "Say who made the material 'Poster'."),
    ("hr.campus", "campus_rules", "due", None, "Say by which day the campus rule 'Room form' is due."),
]


@pytest.mark.parametrize("item_id, section, field, value, sentence", ROW_GAPS)
def test_gap_of_a_row_names_the_row_and_what_to_do(
    item_id: str, section: str, field: str, value: Any, sentence: str
) -> None:
    document = complete()
    row = document[section][0]
    row[field] = value

    gaps = judged(document).item(item_id).gaps

    assert [(gap.section, gap.field, gap.row) for gap in gaps] == [(section, field, row["id"])]
    assert gaps[0].message.startswith(sentence)


@pytest.mark.parametrize("item_id, section, sentence", [
    ("sr.roles", "roles", "Add at least one role that students hold."),
    ("la.act", "actions", "Add what people will do, where and when."),
    ("la.followup", "actions", "Add the local action first; then say what you will count."),
    ("la.partner", "partners", "Add the partner. If there is no partner: how was the local need found out?"),
    ("ow.partners", "partners", "Add the partner."),
    ("dl.speakers", "speakers", "Add each speaker, or change the answer to 'Will anyone speak?'."),
    ("dl.terms", "speakers", "Add each speaker and what they were offered."),
    ("st.list", "figures", "List each figure you will use, or change the answer to 'Will any figure be used?'."),
    ("st.primary", "figures", "List the figures first."),
    ("st.wording", "figures", "List the figures first."),
    ("st.score", "figures", "List the figures first; then score them."),
    ("ma.list", "materials", "Add every poster, picture, film, slide set, display, story and post; drafts are fine."),
    ("hr.campus", "campus_rules", "Add the campus rules that apply, with a due date and an owner each."),
])  # fmt: skip
@pytest.mark.parametrize("empty", [[], None, "roles"])
def test_empty_list_is_one_gap(item_id: str, section: str, sentence: str, empty: Any) -> None:
    document = complete()
    document[section] = empty

    assert sentences(judged(document), item_id) == [sentence]


WHOLE_GAPS = [
    ("hr.support", "support", "named_person", "", "Name the person who is there to support people."),
    (
        "hr.support",
        "support",
        "must_report_people",
        "",
        "Say who has to report what they hear, or that nobody has to.",
    ),
    ("hr.privacy", "privacy", "photos", "sometimes", "Say what the rule on photos is."),
    ("hr.privacy", "privacy", "delete_after_days", "14", "Say after how many days it is deleted."),
    ("hr.privacy", "listing", "place_rule", None, "Say who may see the place."),
    ("hr.privacy", "listing", "link_rule", "", "Say who may see the online link."),
    ("ow.money", "budget", "sources", "", "Say who pays, or that nothing is spent."),
    ("ow.money", "budget", "share_to_recipient", "", "Say how much of the money raised reaches them."),
    ("hr.note", "listing", "content_note", "", "Write what comes up, in plain words, without detail."),
    ("hr.note", "listing", "content_note", "x" * 301, "Shorten it to 300 characters; it has 301."),
    ("dl.access", "listing", "access_features", [], "Choose what makes it possible to come and take part."),
    (
        "dl.access",
        "listing",
        "access_features",
        ["lift"],
        "Choose what makes it possible to come and take part.",
    ),
    ("dl.access", "listing", "access_contact", "", "Say whom people ask for what they need."),
    (
        "dl.access",
        "listing",
        "access_request_by",
        "2026-04-16",
        "The day to ask for access lies after the event.",
    ),
]


@pytest.mark.parametrize("item_id, section, field, value, sentence", WHOLE_GAPS)
def test_gap_of_a_section_says_what_to_do(
    item_id: str, section: str, field: str, value: Any, sentence: str
) -> None:
    document = complete()
    document[section][field] = value

    gaps = judged(document).item(item_id).gaps

    assert [(gap.section, gap.field, gap.row) for gap in gaps] == [(section, field, None)]
    assert gaps[0].message.startswith(sentence)


def test_one_partner_who_asked_is_enough_and_the_nearest_to_it_is_asked_for_the_rest() -> None:
    document = complete()
    document["partners"].append({"id": "partner2", "name": "Law Society"})

    enough = judged(document)
    document["partners"][0]["agreed_on"] = None
    nearest = judged(document).item("la.partner").gaps

    assert enough.item("la.partner").state == "answered"
    assert [(gap.row, gap.field) for gap in nearest] == [("partner1", "agreed_on")]


def test_local_need_found_without_a_partner_stands_in_for_one() -> None:
    document = complete(has_external_partner=False)
    document["partners"] = []
    document["answers"]["la.partner"] = {
        "state": "answered",
        "value": {"need_found_by": "Last term's outcomes"},
    }

    assert judged(document).complete


def test_money_that_is_not_raised_goes_nowhere() -> None:
    document = complete(raises_money=False)
    document["budget"] = {
        "costs": [{"id": "c", "label": "Nothing", "amount": 0}],
        "sources": "Nothing is spent.",
    }

    assert judged(document).complete


@pytest.mark.parametrize("form, asked", [
    ("in_person", ["place_rule"]), ("online", ["link_rule"]), ("hybrid", ["place_rule", "link_rule"]),
    ("asynchronous", []),
])  # fmt: skip
def test_place_and_link_are_asked_for_where_there_are_any(form: str, asked: list[str]) -> None:
    document = complete(format=form)
    document["listing"] |= {"place_rule": None, "link_rule": None}

    assert [gap.field for gap in judged(document).item("hr.privacy").gaps] == asked
    assert judged(document, kind="program").item("hr.privacy").gaps == ()


def test_helpline_needs_its_check_and_what_it_shares() -> None:
    document = complete()
    document["support"]["services"][0] |= {"checked_on": "2026-03-02", "shares_with": ""}

    report = judged(document)

    assert [gap.field for gap in report.item("hr.support").gaps] == ["shares_with", "checked_on"]
    assert [gap.field for gap in report.item("ma.help").gaps] == ["shares_with", "checked_on"]


def test_changed_wording_needs_what_it_was_changed_to() -> None:
    document = complete()
    document["figures"][0]["wording"] = "changed"

    assert [gap.field for gap in judged(document).item("st.wording").gaps] == ["wording_note"]


@pytest.mark.parametrize("scores, stop_signs, questioned, state", [
    ({}, [], False, "answered"),
    (dict.fromkeys("ABCD", 0), [], False, "answered"),  # 8, amber
    ({**dict.fromkeys("ABCD", 0), "E": 1}, [], False, "open"),  # 7, red
    ({**dict.fromkeys("ABCD", 0), "E": 1}, [], True, "answered"),
    ({}, ["changed"], False, "open"),  # a stop sign makes it red
    ({}, ["changed"], True, "answered"),
    ({"A": 3}, [], False, "open"),
    ({"A": None}, [], False, "open"),
    ({"A": True}, [], False, "open"),
])  # fmt: skip
def test_red_figure_may_only_be_shown_to_question_it(
    scores: dict[str, Any], stop_signs: list[str], questioned: bool, state: str
) -> None:
    document = complete()
    figure = document["figures"][0]
    figure["scores"] = {**figure["scores"], "F": 2, "G": 2, **scores}
    figure |= {"stop_signs": stop_signs, "shown_to_question": questioned}

    assert judged(document).item("st.score").state == state


def test_red_figure_is_told_its_score_and_what_to_do() -> None:
    document = complete()
    document["figures"][0]["scores"] = dict.fromkeys("ABCDEFGH", 0)

    (sentence,) = sentences(judged(document), "st.score")
    assert sentence == (
        "The figure 'The ILO estimates 27.6 million people in…' scores 0 of 16 and is red:"
        " leave it out or show it only to question it."
    )


# Values kept outside the document


@pytest.mark.parametrize("kept, missing", [
    ({"display_name": "T.", "self_description": "trainer"}, []),
    ({"display_name": "T.", "self_description": ""}, ["self_description"]),
    ({"ref": "r1", "digest": "d1"}, []),
    ({"ref": "r1", "digest": "d1", "filled": ["display_name"]}, ["self_description"]),
    ({}, ["display_name", "self_description"]),
])  # fmt: skip
def test_personal_values_count_wherever_they_are_kept(kept: dict[str, Any], missing: list[str]) -> None:
    document = complete()
    speaker = document["speakers"][0]
    del speaker["display_name"], speaker["self_description"]
    speaker["personal"] = kept

    assert [gap.field for gap in judged(document).item("dl.speakers").gaps] == missing
