"""Values about a person go out of the document and come back, whatever they are; nothing of them stays behind."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhour.checklists import catalogue
from commonhour.errors import BadInput
from commonhour.people.models import Chapter, User
from commonhour.proposals import answers, document, drafting, intake, personal
from commonhour.proposals.document import SECTIONS
from commonhour.proposals.models import PersonalValue

from .making import fresh

NOW = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
WORDS = st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=12)
PERSONAL = sorted(name for name, section in SECTIONS.items() if section.personal)


def records(section: str) -> st.SearchStrategy[Any]:
    """Sections with words in any of their personal fields and in one plain one."""
    form = SECTIONS[section]
    plain = next(field.name for field in form.fields if field.type == "line" and not field.personal)
    record = st.fixed_dictionaries({}, optional=dict.fromkeys((*form.personal, plain), WORDS))
    if not form.rows:
        return record
    rows = st.lists(record, max_size=3)
    return rows.map(lambda found: [{"id": f"row{number}aaa", **each} for number, each in enumerate(found)])


STORIES = st.lists(
    st.sampled_from(PERSONAL).flatmap(lambda name: st.tuples(st.just(name), records(name))), min_size=1, max_size=6
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES)
def test_what_was_saved_last_is_read_back_and_nothing_else_is_kept(
    story: list[tuple[str, Any]], larkmoor: Chapter, ada: User
) -> None:
    proposal = drafting.start(larkmoor, kind="event", actor=ada, now=NOW)
    last: dict[str, Any] = {}
    for section, value in story:
        version = drafting.version_of(fresh(proposal), section)
        drafting.write_section(proposal, section=section, version=version, value=value, actor=ada, now=NOW)
        last[section] = intake.read(section, value, kind="event")

    kept = fresh(proposal).document

    readable = personal.filled(kept)
    assert {name: readable.get(name, document.empty(name)) for name in last} == last
    refs = {ref for _, _, ref in personal.marks_in(kept)}
    values = PersonalValue.objects.filter(proposal=proposal)
    assert {str(value.pk) for value in values} == refs
    for value in values:
        assert value.digest == personal.digest_of(value.values, value.salt)
    for name in PERSONAL:
        stored = kept.get(name, [])
        for record in stored if isinstance(stored, list) else [stored]:
            assert not set(record) & set(SECTIONS[name].personal)


def test_equal_values_of_two_people_are_not_seen_to_be_equal(larkmoor: Chapter, ada: User) -> None:
    """A digest is salted: it neither tells a short name nor that two are the same."""
    proposal = drafting.start(larkmoor, kind="event", actor=ada, now=NOW)
    rows = [{"id": "aaaa1111", "display_name": "T."}, {"id": "bbbb2222", "display_name": "T."}]

    drafting.write_section(proposal, section="speakers", version=0, value=rows, actor=ada, now=NOW)

    first, second = (row["personal"]["digest"] for row in fresh(proposal).document["speakers"])
    assert first != second


ITEMS = [item for checklist in catalogue.current().checklists for item in checklist.items]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ANSWERS = st.fixed_dictionaries(
    {"state": st.sampled_from(answers.STATES)},
    optional=dict.fromkeys(("value", "note", "because", "by", "who", "plan"), JSON),
)


@given(item=st.sampled_from(ITEMS), answer=ANSWERS | JSON)
def test_any_answer_is_read_once_and_for_all_or_refused(item: Any, answer: Any) -> None:
    try:
        stored = answers.read_answer(item, answer)
    except BadInput:
        return
    assert answers.read_answer(item, stored) == stored
