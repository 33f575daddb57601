"""What a document takes and what it refuses: every section and field, from the declaration itself."""

from collections.abc import Collection, Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhour.errors import BadInput
from commonhour.events import public
from commonhour.proposals import document, intake, problems
from commonhour.proposals.document import SECTIONS, Field, FieldType, Reach, Section

RIGHT: dict[str, Any] = {
    "line": "Words",
    "text": "Two\nlines",
    "markdown": "*Words*",
    "link": "https://example.org/a",
    "yes_no": True,
    "whole": 3,
    "number": 2.5,
    "date": "2026-11-05",
    "local_time": "2026-11-05T18:30",
    "time_zone": "America/New_York",
    "language": "en",
    "slugs": ["work"],
    "fold": 1,
    "recurrence": {"frequency": "daily", "count": 3},
    "scores": {"A": 2, "H": 0},
}
WORDS = ("line", "text", "markdown", "link", "time_zone")
LINES = ("line", "link", "time_zone")


def right(field: Field) -> Any:
    if field.type == "choice":
        return field.choices[0][0]
    if field.type == "choices":
        return [field.choices[-1][0], field.choices[0][0]]
    if field.type == "rows":
        return [{"id": "aaaa1111", **{inner.name: right(inner) for inner in field.fields}}]
    return RIGHT[field.type]


def kind_of(field: Field) -> str:
    return min(field.kinds)


def fields() -> Iterator[tuple[Section, Field]]:
    for section in SECTIONS.values():
        for field in section.fields:
            yield section, field
            for inner in field.fields:
                yield section, inner


def holding(section: Section, field: Field, value: Any) -> tuple[Any, str]:
    """A value of the section with this field in it, and the path of the field."""
    inside = next((outer for outer in section.fields if field in outer.fields), None)
    if inside:
        return {inside.name: [{"id": "aaaa1111", field.name: value}]}, f"{inside.name}.0.{field.name}"
    if section.rows:
        return [{"id": "aaaa1111", field.name: value}], f"0.{field.name}"
    return {field.name: value}, field.name


def refusal(section: Section, field: Field, value: Any) -> list[str]:
    given, path = holding(section, field, value)
    with pytest.raises(BadInput) as refused:
        intake.read(section.name, given, kind=kind_of(field))
    assert refused.value.code == "bad_input"
    assert list(refused.value.facts["fields"]) == [path]
    sentences: list[str] = refused.value.facts["fields"][path]
    assert all(sentence.endswith(".") for sentence in sentences)
    return sentences


def of_type(types: Collection[str]) -> list[Any]:
    """Every field of these types, as the cases of a test."""
    return [
        pytest.param(section, field, id=f"{section.name}.{field.name}")
        for section, field in fields()
        if field.type in types
    ]


FIELDS = of_type(get_args(FieldType))


def test_every_type_of_field_is_used_and_read() -> None:
    used = {field.type for _, field in fields()}

    assert used == set(get_args(FieldType))
    assert used == set(intake._READERS)


@pytest.mark.parametrize("section, field", FIELDS)
def test_a_right_value_is_kept_and_read_again_the_same(section: Section, field: Field) -> None:
    given, _ = holding(section, field, right(field))

    once = intake.read(section.name, given, kind=kind_of(field))

    assert once == intake.read(section.name, once, kind=kind_of(field))
    assert not document.is_empty(once)


@pytest.mark.parametrize("section, field", FIELDS)
def test_what_is_not_filled_in_is_not_stored(section: Section, field: Field) -> None:
    nothings: list[str | None] = [None]
    nothings += ["", "   "] if field.type in WORDS else []
    nothings += [""] if field.type in {"choice", "date", "local_time", "language", "whole", "number"} else []
    empty: Any = (
        {},
        [{"id": "aaaa1111"}],
        {"services": [{"id": "aaaa1111"}]},
        {"costs": [{"id": "aaaa1111"}]},
    )
    for nothing in nothings:
        given, _ = holding(section, field, nothing)

        assert intake.read(section.name, given, kind=kind_of(field)) in empty


def is_right(field: Field, value: Any) -> bool:
    fits: dict[str, bool] = {
        **dict.fromkeys(WORDS, isinstance(value, str)),
        "yes_no": isinstance(value, bool),
        "whole": value == 7,
        "number": isinstance(value, int | float) and not isinstance(value, bool),
    }
    return fits.get(field.type, False)


@pytest.mark.parametrize("section, field", FIELDS)
def test_a_wrong_type_is_refused_by_its_path(section: Section, field: Field) -> None:
    """Whatever is not of the field's type is named; no value is bent into one."""
    wrong: list[Any] = [7, 7.5, True, "words", ["a list"], [1], {"an": "object"}, [[]]]
    for value in wrong:
        if is_right(field, value):
            continue
        given, path = holding(section, field, value)

        with pytest.raises(BadInput) as refused:
            intake.read(section.name, given, kind=kind_of(field))

        assert all(name == path or name.startswith(f"{path}.") for name in refused.value.facts["fields"])


UNSEEN = {
    "NUL": "\x00",
    "escape": "\x1b",
    "C1": "\x84",
    "soft hyphen": "\xad",
    "zero width space": "\u200b",
    "right to left mark": "\u200f",
    "right to left override": "\u202e",
    "isolate": "\u2066",
    "byte order mark": "\ufeff",
    "half a surrogate": "\ud800",
    "tag": "\U000e0041",
    "no character": "\uffff",
}


@pytest.mark.parametrize("section, field", of_type(WORDS))
def test_what_nobody_can_see_is_refused_with_its_place(section: Section, field: Field) -> None:
    for unseen in UNSEEN.values():
        sentences = refusal(section, field, f"pay{unseen}slip")

        number = f"U+{ord(unseen):04X}"
        assert sentences == [
            f"There is an invisible character ({number}) after “pay”. Delete it and type that part again."
        ]


@pytest.mark.parametrize("section, field", of_type(LINES))
def test_a_line_is_one_line(section: Section, field: Field) -> None:
    for breaking in ("\n", "\r\n", "\r", "\u2028", "\u0085", "\x0b"):
        assert refusal(section, field, f"pay{breaking}slip") == ["Keep this on one line."]


@pytest.mark.parametrize("section, field", of_type({"text", "markdown"}))
def test_line_endings_become_one_kind(section: Section, field: Field) -> None:
    given, path = holding(section, field, "a\r\nb\rc\u2028d\n\n")

    stored = intake.read(section.name, given, kind=kind_of(field))

    for step in path.split("."):
        stored = stored[int(step)] if step.isdigit() else stored[step]
    assert stored == "a\nb\nc\nd\n\n"


@pytest.mark.parametrize("section, field", of_type(WORDS))
def test_what_is_too_long_is_refused_with_both_lengths(section: Section, field: Field) -> None:
    start = "https://e.org/" if field.type == "link" else ""
    given, _ = holding(section, field, start + "é" * (field.most - len(start)))

    intake.read(section.name, given, kind=kind_of(field))

    assert refusal(section, field, start + "é" * (field.most + 1 - len(start))) == [
        f"At most {field.most} characters fit here; these are {field.most + 1}."
    ]


@pytest.mark.parametrize("section, field", of_type(WORDS))
def test_markup_stays_text(section: Section, field: Field) -> None:
    words = "<b>&amp;</b>" if field.type == "time_zone" else "<script>alert(1)</script>"
    given, path = holding(section, field, words)

    stored = intake.read(section.name, given, kind=kind_of(field))

    for step in path.split("."):
        stored = stored[int(step)] if step.isdigit() else stored[step]
    assert stored == words


@pytest.mark.parametrize("section, field", of_type({"whole", "number"}))
def test_a_number_stays_between_its_bounds(section: Section, field: Field) -> None:
    for value in (field.least - 1, field.most + 1, float("inf"), float("nan"), 10**400):
        refusal(section, field, value)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "mailto:a@b.example", "file:///etc"],
)
def test_a_link_leads_to_the_web(link: str) -> None:
    with pytest.raises(BadInput) as refused:
        intake.read("listing", {"picture_link": link}, kind="event")

    assert refused.value.facts["fields"] == {"picture_link": ["A link starts with https:// or http://."]}


@pytest.mark.parametrize("section", SECTIONS.values(), ids=list(SECTIONS))
def test_an_unknown_key_is_refused_by_name(section: Section) -> None:
    row = {"id": "aaaa1111", "colour\u202e": "red"}
    with pytest.raises(BadInput) as refused:
        intake.read(section.name, [row] if section.rows else {"colour\u202e": "red"}, kind="event")

    (path,) = refused.value.facts["fields"]
    assert path == ("0.colour\ufffd" if section.rows else "colour\ufffd")
    assert refused.value.facts["fields"][path][0].startswith("There is no field of this name here. Known: ")


@pytest.mark.parametrize("name", ["starts_at", "place_name", "recurrence", "capacity"])
def test_a_program_has_no_field_of_an_event(name: str) -> None:
    value = right(SECTIONS["listing"].by_name[name])

    assert intake.read("listing", {name: value}, kind="event")
    with pytest.raises(BadInput):
        intake.read("listing", {name: value}, kind="program")


@pytest.mark.parametrize(
    "section", [each for each in SECTIONS.values() if each.rows], ids=lambda each: each.name
)
def test_rows_are_counted_named_and_single(section: Section) -> None:
    made = intake.read(section.name, [{}, {"id": None}], kind="event")

    assert len({row["id"] for row in made}) == 2
    wrong: list[Any] = [
        [{"id": "aaaa1111"}] * 2,
        [{"id": "NO"}],
        [{"id": 5}],
        [{}] * 51,
        ["row"],
        {"id": "aaaa1111"},
    ]
    for rows in wrong:
        with pytest.raises(BadInput):
            intake.read(section.name, rows, kind="event")


@pytest.mark.parametrize(
    "value",
    ["2026-11-31", "2026-1-5", "05.11.2026", "2026-11-05T00:00", "1066-10-14", "٢٠٢٦-١١-٠٥"],
)
def test_a_date_is_a_day_that_exists(value: str) -> None:
    with pytest.raises(BadInput):
        intake.read("listing", {"access_request_by": value}, kind="event")


@pytest.mark.parametrize(
    "recurrence, path",
    [
        ({"frequency": "hourly"}, "recurrence.frequency"),
        ({"frequency": "daily", "count": 0}, "recurrence.count"),
        ({"frequency": "weekly", "weekdays": ["XX"]}, "recurrence.weekdays"),
        ({"frequency": "daily", "except_dates": ["soon"]}, "recurrence.except_dates.0"),
        ({"frequency": "daily", "except_dates": ["2026-11-05"] * 401}, "recurrence.except_dates"),
        ({"frequency": "daily", "moved": [{"date": "2026-11-05", "to": "x"}]}, "recurrence.moved.0.to"),
        ({"frequency": "daily", "ends": "never"}, "recurrence.ends"),
    ],
)
def test_a_recurrence_has_its_shape(recurrence: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as refused:
        intake.read("listing", {"recurrence": recurrence}, kind="event")

    assert list(refused.value.facts["fields"]) == [path]


LISTING = {"title": "Pay slips", "starts_at": "2026-11-05T18:30", "ends_at": "2026-11-05T20:00",
           "time_zone": "America/New_York"}  # fmt: skip


@pytest.mark.parametrize(
    "change, path",
    [
        ({"ends_at": "2026-11-05T18:00"}, "ends_at"),
        ({"starts_at": "2026-03-08T02:30", "ends_at": "2026-03-08T04:00"}, "starts_at"),
        ({"starts_at": "2026-11-01T01:30", "ends_at": "2026-11-01T03:00"}, "starts_fold"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"recurrence": {"frequency": "daily", "count": 5000}}, "recurrence.count"),
        ({"recurrence": {"frequency": "daily", "until": "2036-11-05"}}, "recurrence.until"),
        ({"place_rule": "from_host", "room": "12"}, "room"),
        ({"link_rule": "from_host", "online_link": "https://example.org"}, "online_link"),
        ({"picture_link": "example.org/picture", "picture_alt": "A bus stop"}, "picture_link"),
        ({"picture_link": "https://example.org/picture"}, "picture_alt"),
    ],
)
def test_what_cannot_stand_on_a_calendar_is_kept_and_named(change: dict[str, Any], path: str) -> None:
    """A draft is saved in the middle of a thought: end before start, a clock change, a half-typed link."""
    stored = intake.read("listing", {**LISTING, **change}, kind="event")

    found = problems.of_section("listing", stored, kind="event")

    assert list(found) == [path]
    assert problems.of_section("listing", intake.read("listing", LISTING, kind="event"), kind="event") == {}


def test_a_period_that_ends_before_it_starts_is_a_problem() -> None:
    stored = intake.read(
        "listing", {"period_starts_on": "2026-11-05", "period_ends_on": "2026-11-04"}, kind="program"
    )

    assert problems.of_section("listing", stored, kind="program") == {
        "period_ends_on": ["The last day lies before the first one."]
    }


def test_an_editor_gets_every_field_and_may_send_it_back() -> None:
    whole = document.whole({}, kind="event")

    for section in SECTIONS:
        assert intake.read(section, whole[section], kind="event") == document.empty(section)


def test_public_limits_are_never_narrower_than_the_calendars() -> None:
    """What a document takes, the calendar takes: else an approved proposal could not be published."""
    limits = {**public.LINES, **public.PARAGRAPHS, **dict.fromkeys(public.LINKS, public.LINK)}
    for _, field in fields():
        if field.reach is Reach.PUBLIC and field.type in WORDS and field.name in limits:
            assert field.most <= limits[field.name], field.name


def test_a_speakers_terms_and_every_contact_are_for_reviewers() -> None:
    """Written by hand from the list of who sees each record."""
    private = {
        "speakers": {"why_invited", "listing_consent_on", "pay_offered", "costs_covered", "topics_agreed",
                     "may_withdraw", "recording_agreed", "access_asked"},
        "actions": {"measure_who"},
        "partners": {"asked_for", "agreed_on", "may_be_named", "contact"},
        "campus_rules": {"rule", "owner", "due", "done"},
        "budget": {"costs", "sources", "in_kind", "raised_for", "share_to_recipient", "report_by"},
        "privacy": {"place_shown_to"},
    }  # fmt: skip
    for name, expected in private.items():
        found = {field.name for field in SECTIONS[name].fields if field.reach is Reach.REVIEWERS}
        assert found == expected, name
    open_facts = {field.name for field in SECTIONS["facts"].fields if field.reach is Reach.PUBLIC}
    assert open_facts == {
        "format", "event_type", "audience", "visibility", "recording", "uses_statistics", "uses_media",
    }  # fmt: skip


def test_nobody_is_asked_who_they_are() -> None:
    words = {word for section, field in fields() for word in f"{section.name}_{field.name}".split("_")}

    assert not words & {"race", "ethnicity", "gender", "orientation", "religion", "status", "survivor_status"}


REACHES = list(Reach)


@pytest.mark.parametrize("narrow, wide", [(a, b) for a in REACHES for b in REACHES])
def test_reach_grows_in_one_line(narrow: Reach, wide: Reach) -> None:
    assert wide.includes(narrow) is (REACHES.index(narrow) <= REACHES.index(wide))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(section=st.sampled_from(sorted(SECTIONS)), value=JSON, kind=st.sampled_from(["event", "program"]))
def test_anything_is_read_or_refused_in_words(section: str, value: Any, kind: str) -> None:
    try:
        stored = intake.read(section, value, kind=kind)
    except BadInput:
        return
    assert intake.read(section, stored, kind=kind) == stored


KEPT_BACK: dict[str, Any] = {
    "place_rule": "after_sign_up", "place_name": "Quarry Hall", "room": "Loft B", "place_address": "7 Slate Row, Larkmoor",
    "link_rule": "after_host_yes", "online_link": "https://meet.example/quarry-7",
}  # fmt: skip
TELLING = ("Meet at *quarry hall*!", "Up in the LOFT  B.", "7 Slate Row", "Join: meet.example/quarry-7")
WORDED = [
    (section, field)
    for section in SECTIONS.values()
    for field in section.fields
    if field.reach is Reach.PUBLIC and field.type in {"line", "text", "markdown", "link"}
    if field.name not in KEPT_BACK and field.name != "directions"
]


@pytest.mark.parametrize("words", TELLING)
@pytest.mark.parametrize(
    "section, field", [pytest.param(*each, id=f"{each[0].name}.{each[1].name}") for each in WORDED]
)
def test_a_public_text_may_not_tell_what_is_kept_back(section: Section, field: Field, words: str) -> None:
    """Each of the four in each text a stranger reads; with words of another place beside it, nothing is said."""
    allowed = {
        "listing_consent_on": "2026-08-01",
        "may_be_named": True,
        "text": "A figure",
        "act": "Write",
        "name": "X",
    }

    def told(said: str) -> list[tuple[str, str, str | None]]:
        record = {"id": "row1aaaa", **allowed, field.name: said}
        facts = {"has_speakers": True, "uses_statistics": True}
        parts: dict[str, Any] = {"listing": KEPT_BACK, "facts": facts}
        parts[section.name] = [record] if section.rows else {**parts.get(section.name, {}), field.name: said}
        return [(each.section, each.field, each.row) for each in problems.leaks(parts)]

    assert told(words) == [(section.name, field.name, "row1aaaa" if section.rows else None)]
    assert told("Meet in the hall, in loft 7, up the row.") == []


def test_what_anyone_may_learn_may_be_said_anywhere() -> None:
    open_to_all = {**KEPT_BACK, "place_rule": "public", "link_rule": "public", "summary": " ".join(TELLING)}

    assert list(problems.leaks({"listing": open_to_all})) == []


def test_a_bare_number_tells_no_place() -> None:
    listing = {"place_rule": "after_sign_up", "room": "114", "summary": "114 people came last year."}

    assert list(problems.leaks({"listing": listing})) == []
