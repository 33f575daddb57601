import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from commonhour.checklists.evaluation import Report, evaluate
from commonhour.checklists.facts import FACTS
from tests.checklists.documents import EVERYTHING, PLAIN, TODAY, complete, every_item, principles

ITEMS = [item.id for item in every_item()]


def judged(document: dict[str, Any], **more: Any) -> Report:
    return evaluate(principles().checklists, document, TODAY, **more)


def sentences(report: Report, item_id: str) -> list[str]:
    return [gap.message for gap in report.item(item_id).gaps]


# --- the whole ---------------------------------------------------------------------------------------------------


def test_complete_document_has_no_gap_whatever_applies() -> None:
    report = judged(complete())

    assert [(item.id, item.gaps) for item in report.applying if item.gaps] == []
    assert report.complete
    assert report.done == report.total
    assert {item.id for item in report.applying} == set(ITEMS)


def test_empty_document_misses_every_fact_and_every_item_that_always_applies() -> None:
    report = judged({})

    assert not report.complete
    assert (report.done, report.total) == (0, 20)
    assert report.facts_missing == tuple(FACTS)


@pytest.mark.parametrize("fact", FACTS)
def test_one_fact_not_answered_leaves_it_incomplete(fact: str) -> None:
    document = complete()
    document["facts"][fact] = None

    report = judged(document)

    assert report.facts_missing == (fact,)
    assert not report.complete


def test_evaluation_leaves_the_document_as_it_was() -> None:
    document = complete(has_speakers=False)
    before = deepcopy(document)

    judged(document)

    assert document == before


def test_report_is_json_and_says_for_each_item_what_a_screen_needs() -> None:
    report = json.loads(json.dumps(judged(complete(has_speakers=False)).to_json()))
    moderator = next(item for item in report["checklists"][2]["items"] if item["id"] == "dl.moderator")

    assert set(report) == {"complete", "done", "total", "facts_missing", "checklists"}
    assert moderator["applies"] is False
    assert moderator["because"] == [{"fact": "has_speakers", "value": False}]
    assert moderator["state"] == "hidden"
    assert moderator["evidence"]["fields"][0] == {
        "name": "moderator",
        "asks": "Who moderates?",
        "kind": "text",
        "options": [],
        "optional": False,
        "only_when": {},
    }


# --- what applies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("checklist_id, facts, applies", [
    ("sound-statistics", {"uses_statistics": True}, True),
    ("sound-statistics", {}, False),
    ("materials", {"uses_media": True}, True),
    ("materials", {"uses_survivor_story": True}, True),
    ("materials", {"event_type": "vigil"}, True),
    ("materials", {}, False),
    ("values", {"audience": "campus"}, True),
    ("values", {"audience": "network"}, False),
    ("open-working", {}, True),
])  # fmt: skip
def test_checklist_applies_by_its_facts(checklist_id: str, facts: dict[str, Any], applies: bool) -> None:
    report = judged(complete(**{**PLAIN, **facts}))
    found = next(one for one in report.checklists if one.checklist.id == checklist_id)

    assert found.applies is applies
    assert {item.applies for item in found.items if not applies} <= {False}


def test_item_hidden_by_a_fact_keeps_its_answer_for_when_it_comes_back() -> None:
    document = complete()
    answer = deepcopy(document["answers"]["dl.moderator"])

    document["facts"]["has_speakers"] = False
    hidden = judged(document).item("dl.moderator")
    document["facts"]["has_speakers"] = True
    back = judged(document).item("dl.moderator")

    assert (hidden.applies, hidden.state, hidden.gaps) == (False, "hidden", ())
    assert (back.applies, back.state) == (True, "answered")
    assert document["answers"]["dl.moderator"] == answer


SEVERITIES = [
    ("dl.terms", {"has_speakers": True}, "concern"),
    ("dl.terms", {"has_speakers": True, "uses_survivor_story": True}, "blocker"),
    ("la.partner", {}, "concern"),
    ("la.partner", {"event_type": "service_day"}, "blocker"),
    ("la.partner", {"contact_with_affected_people": True}, "blocker"),
    ("hr.support", {"audience": "campus"}, "concern"),
    ("hr.support", {"audience": "campus", "event_type": "vigil"}, "blocker"),
    ("hr.support", {"audience": "campus", "minors_present": "possible"}, "concern"),
    ("hr.support", {"audience": "campus", "minors_present": "expected"}, "blocker"),
    ("hr.note", {"event_type": "talk"}, "concern"),
    ("hr.note", {"event_type": "film_screening"}, "blocker"),
    ("hr.authority", {"event_type": "support_space"}, "blocker"),
    ("hr.campus", {}, "concern"),
    ("hr.campus", {"minors_present": "possible"}, "blocker"),
    ("hr.campus", {"alcohol": True}, "blocker"),
    ("ma.purpose", {"uses_media": True}, "concern"),
    ("ma.purpose", {"uses_media": True, "raises_money": True}, "blocker"),
    ("ow.money", {}, "concern"),
    ("ow.money", {"raises_money": True}, "blocker"),
    ("sr.care", {}, "advice"),
    ("sr.roles", {}, "blocker"),
]


@pytest.mark.parametrize("item_id, facts, severity", SEVERITIES)
def test_severity_rises_with_its_facts(item_id: str, facts: dict[str, Any], severity: str) -> None:
    item = judged(complete(**{**PLAIN, **facts})).item(item_id)

    assert item.applies
    assert item.severity == severity


def test_severity_table_holds_every_item_that_can_be_raised() -> None:
    raised = {item.id for item in every_item() if item.blocker_when.mode != "never"}

    assert raised <= {item_id for item_id, _, severity in SEVERITIES if severity == "blocker"}


# --- the three honest answers ------------------------------------------------------------------------------------


def answered(item_id: str, answer: dict[str, Any], **facts: Any) -> Report:
    document = complete(**{**PLAIN, **facts})
    document["answers"][item_id] = answer
    return judged(document)


NOT_YET = {"state": "not_yet", "by": "2026-04-01", "who": "Ines"}


@pytest.mark.parametrize("item_id, facts, state", [
    ("sr.decide", {}, "not_yet"),  # a concern
    ("sr.limits", {}, "open"),  # a blocker
    ("ma.list", {"uses_media": True}, "not_yet"),  # a blocker that may be a condition
    ("hr.support", {"audience": "campus", "event_type": "vigil"}, "not_yet"),  # raised, and may be a condition
    ("ow.money", {}, "not_yet"),  # a concern
    ("ow.money", {"raises_money": True}, "open"),  # raised to a blocker
])  # fmt: skip
def test_blocker_cannot_be_left_for_later_unless_it_may_be_a_condition(
    item_id: str, facts: dict[str, Any], state: str
) -> None:
    report = answered(item_id, NOT_YET, **facts)

    assert report.item(item_id).state == state
    assert report.complete is (state == "not_yet")


@pytest.mark.parametrize("change, sentence", [
    ({"by": ""}, "Say by which day you will have it."),
    ({"by": "soon"}, "Say by which day you will have it."),
    ({"by": "2026-03-01"}, "The promised day has passed. Answer now, or choose a later day."),
    ({"by": "2026-04-15"}, "Choose a day before the event."),
    ({"who": " "}, "Say who will see to it."),
])  # fmt: skip
def test_not_yet_needs_a_day_before_the_event_and_a_person(change: dict[str, str], sentence: str) -> None:
    report = answered("sr.decide", {**NOT_YET, **change})

    assert report.item("sr.decide").state == "open"
    assert sentences(report, "sr.decide") == [sentence]


def test_not_yet_without_an_event_date_needs_only_to_lie_ahead() -> None:
    document = complete(**PLAIN)
    document["listing"]["starts_at"] = None
    document["answers"]["sr.decide"] = {**NOT_YET, "by": "2027-01-01"}

    assert judged(document).item("sr.decide").state == "not_yet"


@pytest.mark.parametrize("item_id, facts, allowed", [
    ("sr.roles", {}, False),  # never
    ("la.act", {}, False),
    ("la.act", {"event_type": "support_space"}, True),  # its checklist, by a fact
    ("la.act", {"event_type": "team_meeting"}, True),
    ("la.act", {"international_focus": True}, False),  # never a reason
    ("hr.privacy", {}, True),  # its checklist
    ("hr.who", {}, False),  # the item goes before its checklist
    ("hr.nostage", {}, False),
    ("ma.list", {"event_type": "tabling"}, True),  # nothing beyond the listing
    ("ma.list", {"uses_media": True}, False),
    ("va.dichotomy", {"audience": "campus"}, True),  # the item
    ("va.hierarchy", {"audience": "campus"}, False),
    ("ow.money", {}, True),
])  # fmt: skip
def test_not_applicable_only_where_item_or_checklist_allows_it(
    item_id: str, facts: dict[str, Any], allowed: bool
) -> None:
    report = answered(item_id, {"state": "not_applicable", "because": "Nothing of the kind."}, **facts)

    assert report.item(item_id).may_be_not_applicable is allowed
    assert report.item(item_id).state == ("not_applicable" if allowed else "open")
    assert sentences(report, item_id) == (
        [] if allowed else ["This question cannot be left out here. Answer it."]
    )


def test_not_applicable_needs_a_sentence() -> None:
    report = answered("ow.money", {"state": "not_applicable", "because": "-"})

    assert sentences(report, "ow.money") == ["Say in a sentence why this does not apply."]


def test_refused_option_holds_up_the_proposal() -> None:
    report = answered(
        "hr.nostage", {"state": "answered", "value": "yes", "note": "A short room with a waiver."}
    )

    assert report.item("hr.nostage").state == "refused"
    assert sentences(report, "hr.nostage") == [
        "'yes' cannot be published. Change the plan, and then this answer."
    ]
    assert not report.complete


def test_refused_option_holds_up_the_proposal_even_where_answering_is_optional() -> None:
    harm_reduction = principles().checklist("harm-reduction")
    optional = replace(
        harm_reduction, items=tuple(replace(item, optional=True) for item in harm_reduction.items)
    )
    document = complete()
    document["answers"]["hr.nostage"] = {"state": "answered", "value": "yes", "note": "A short room."}

    report = evaluate([optional], document, TODAY)

    assert report.total == 0
    assert not report.complete


@pytest.mark.parametrize("item_id", [item.id for item in every_item() if item.optional])
def test_optional_item_never_blocks(item_id: str) -> None:
    document = complete()
    document["answers"].pop(item_id)

    report = judged(document)

    assert report.item(item_id).state == "open"
    assert report.complete
    assert report.done == report.total


# --- short answers -----------------------------------------------------------------------------------------------


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


# --- records -----------------------------------------------------------------------------------------------------

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


# --- values kept outside the document ----------------------------------------------------------------------------


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


# --- events under a program --------------------------------------------------------------------------------------


def session(**facts: Any) -> dict[str, Any]:
    """An event under a program: facts, a listing and roles of its own, and nothing else."""
    full = complete(**facts)
    return {name: full[name] for name in ("facts", "listing", "roles", "privacy")}


def test_event_inherits_what_its_program_answers() -> None:
    report = judged(session(), program=complete())

    assert report.complete
    assert report.item("sr.decide").inherited
    assert report.item("dl.speakers").inherited


def test_every_session_names_its_own_roles_access_note_and_privacy() -> None:
    event = session()
    event["roles"] = []
    event["listing"]["access_features"] = []

    report = judged(event, program=complete())

    asked_again = [item.id for item in every_item() if item.every_session]
    assert asked_again == ["sr.roles", "dl.access", "hr.note", "hr.privacy"]
    assert [item.id for item in report.applying if item.holds_up] == ["sr.roles", "dl.access"]


def test_event_is_asked_again_where_its_facts_differ() -> None:
    report = judged(session(minors_present="expected"), program=complete(minors_present="none"))

    hangs_on_minors = [item.id for item in every_item() if "minors_present" in item.facts]
    assert [item.id for item in report.applying if item.holds_up] == hangs_on_minors


def test_event_that_says_it_itself_is_taken_at_its_word() -> None:
    event = session()
    event["answers"] = {"sr.decide": {"state": "answered", "value": ""}}
    event["speakers"] = [{"id": "new", "display_name": "Bo"}]

    report = judged(event, program=complete())

    assert (report.item("sr.decide").inherited, report.item("sr.decide").state) == (False, "open")
    assert (report.item("dl.speakers").inherited, report.item("dl.speakers").state) == (False, "open")


def test_gap_of_the_program_is_a_gap_of_the_event() -> None:
    program = complete()
    program["answers"].pop("sr.decide")

    assert not judged(session(), program=program).complete


def test_facts_of_the_table_are_those_of_the_document() -> None:
    assert set(EVERYTHING) == set(PLAIN) == set(FACTS)
