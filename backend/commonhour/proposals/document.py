"""What a proposal's document may hold: every section and field, with its type, its limits and how far it reaches.

Pure. What is taken in (`intake.py`), what cannot stand on a calendar (`problems.py`), the public projection, what each
reader is shown and the editor's form all come from the tables below. A draft may hold what is unfinished (an empty text,
null); it never holds a wrong type.

What is empty is not stored: a missing section, a missing field and an empty one are the same thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from commonhour.checklists.facts import FACTS
from commonhour.events import choices, schedule, timezones
from commonhour.proposals.states import Kind


class Reach(StrEnum):
    """How far a field may travel; each includes the ones after it."""

    PUBLIC = "public"
    NETWORK = "network"
    PARTICIPANTS = "participants"
    REVIEWERS = "reviewers"

    def includes(self, other: "Reach") -> bool:
        """Whether a reader who stands here may read a field of that reach."""
        order = list(Reach)
        return order.index(other) <= order.index(self)


FieldType = Literal[
    "line", "text", "markdown", "link", "yes_no", "whole", "number", "choice", "choices", "date", "local_time",
    "time_zone", "language", "slugs", "fold", "recurrence", "scores", "rows",
]  # fmt: skip
Value = Any
BOTH = frozenset(Kind.values)
EVENTS, PROGRAMS = frozenset({Kind.EVENT.value}), frozenset({Kind.PROGRAM.value})
MOST_ROWS = 50


@dataclass(frozen=True)
class When:
    """A field of the same section that must hold this value."""

    field: str
    value: str | bool


@dataclass(frozen=True)
class Field:
    """One field.

    `public_when` narrows a public field: while it does not hold, its reach is `otherwise`. A `promise` holds for one
    event alone (a consent, an agreement, a licence, a check), so that a copy leaves it out.
    """

    name: str
    label: str
    type: FieldType
    reach: Reach
    most: int = 0
    least: int = 0
    choices: tuple[tuple[Any, str], ...] = ()
    help: str = ""
    personal: bool = False
    promise: bool = False
    kinds: frozenset[str] = BOTH
    public_when: When | None = None
    otherwise: Reach = Reach.REVIEWERS
    fields: tuple["Field", ...] = ()

    @property
    def stays_behind(self) -> bool:
        """Whether a copy of the proposal leaves this empty: promises, values about a person, and every date."""
        return self.promise or self.personal or self.type in {"date", "local_time", "fold", "recurrence"}

    def reach_in(self, record: Mapping[str, Any]) -> Reach:
        if self.public_when and record.get(self.public_when.field) != self.public_when.value:
            return self.otherwise
        return self.reach


@dataclass(frozen=True)
class Section:
    """One record, or a list of rows of one form.

    `public_given` names a field without which no row is public, `public_fact` the fact that must say yes for any to be:
    where it says no, nobody was asked to review the rows.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    rows: bool = False
    public_given: str = ""
    public_fact: str = ""
    help: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def personal(self) -> tuple[str, ...]:
        """The names of its fields about a person."""
        return tuple(field.name for field in self.fields if field.personal)

    def fields_of(self, kind: str) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if kind in field.kinds)


PUBLIC, NETWORK, PARTICIPANTS, REVIEWERS = Reach


def _line(name: str, label: str, most: int = 200, reach: Reach = REVIEWERS, **more: Any) -> Field:
    return Field(name, label, "line", reach, most=most, **more)


def _text(name: str, label: str, most: int = 1000, reach: Reach = REVIEWERS, **more: Any) -> Field:
    return Field(name, label, "text", reach, most=most, **more)


def _yes_no(name: str, label: str, reach: Reach = REVIEWERS, **more: Any) -> Field:
    return Field(name, label, "yes_no", reach, **more)


def _date(name: str, label: str, reach: Reach = REVIEWERS, **more: Any) -> Field:
    return Field(name, label, "date", reach, **more)


def _whole(name: str, label: str, least: int, most: int, reach: Reach = REVIEWERS, **more: Any) -> Field:
    return Field(name, label, "whole", reach, least=least, most=most, **more)


def _choice(
    name: str, label: str, options: Iterable[tuple[Any, str]], reach: Reach = REVIEWERS, **more: Any
) -> Field:
    return Field(name, label, "choice", reach, choices=tuple(options), **more)


def _link(name: str, label: str, reach: Reach = REVIEWERS, **more: Any) -> Field:
    return Field(name, label, "link", reach, most=600, **more)


def _fact(name: str) -> Field:
    """Its words stand in `checklists/facts.yaml`; `form` puts them in."""
    values = FACTS[name]
    reach = PUBLIC if name in PUBLIC_FACTS else REVIEWERS
    if values == (True, False):
        return _yes_no(name, name, reach)
    return _choice(name, name, [(value, str(value)) for value in values], reach)


PUBLIC_FACTS = frozenset(
    {"format", "event_type", "audience", "visibility", "recording", "uses_statistics", "uses_media"}
)
"""The last two show in public as the checklists on figures and on materials. All others are for reviewers alone."""

_WHERE: dict[str, Any] = {
    "kinds": EVENTS,
    "public_when": When("place_rule", choices.Shown.PUBLIC.value),
    "otherwise": PARTICIPANTS,
}
_LINK: dict[str, Any] = {
    "kinds": EVENTS,
    "public_when": When("link_rule", choices.Shown.PUBLIC.value),
    "otherwise": PARTICIPANTS,
}
_NAMED: dict[str, Any] = {"public_when": When("may_be_named", True)}

SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        Section("facts", "The facts", tuple(_fact(name) for name in FACTS)),
        Section(
            "listing",
            "The listing",
            (
                _line("title", "Title", 120, PUBLIC),
                _line("summary", "In one or two sentences", 280, PUBLIC, help="Shown in lists and in calendars."),
                Field("description", "Description", "markdown", PUBLIC, most=8000,
                      help="For a program, say here what it is for."),
                Field("starts_at", "Starts", "local_time", PUBLIC, kinds=EVENTS),
                Field("ends_at", "Ends", "local_time", PUBLIC, kinds=EVENTS),
                Field("starts_fold", "Which of the two hours it starts in", "fold", PUBLIC, kinds=EVENTS),
                Field("ends_fold", "Which of the two hours it ends in", "fold", PUBLIC, kinds=EVENTS),
                Field("time_zone", "Time zone", "time_zone", PUBLIC, most=60, kinds=EVENTS),
                _yes_no("all_day", "All day", PUBLIC, kinds=EVENTS),
                Field("recurrence", "Repeats", "recurrence", PUBLIC, kinds=EVENTS),
                _date("period_starts_on", "First day", PUBLIC, kinds=PROGRAMS),
                _date("period_ends_on", "Last day", PUBLIC, kinds=PROGRAMS),
                _choice("place_rule", "Who learns the place", choices.Shown.choices, PUBLIC, kinds=EVENTS),
                _line("place_name", "Place", **{"reach": PUBLIC, **_WHERE}),
                _line("room", "Room", **{"reach": PUBLIC, **_WHERE}),
                _line("place_address", "Address", 400, **{"reach": PUBLIC, **_WHERE}),
                _text("directions", "How to get there", **{"reach": PUBLIC, **_WHERE}),
                _choice("link_rule", "Who learns the link", choices.Shown.choices, PUBLIC, kinds=EVENTS),
                _link("online_link", "Link to join", **{"reach": PUBLIC, **_LINK}, promise=True),
                _choice("cost", "Cost", choices.Cost.choices, PUBLIC, kinds=EVENTS),
                _line("cost_note", "About the cost", reach=PUBLIC, kinds=EVENTS),
                _whole("capacity", "Places", 1, 1_000_000, PUBLIC, kinds=EVENTS, help="Leave empty if there is no limit."),
                Field("access_features", "What is there", "choices", PUBLIC,
                      choices=tuple(choices.AccessFeature.choices)),
                _line("access_contact", "Whom to ask for what someone needs", reach=PUBLIC, promise=True),
                _date("access_request_by", "Ask by", PUBLIC),
                _text("content_note", "Content note", 300, PUBLIC),
                Field("topics", "Topics", "slugs", PUBLIC, most=12),
                Field("language", "Language", "language", PUBLIC, most=35),
                _link("picture_link", "Link to a picture", PUBLIC, promise=True),
                _line("picture_alt", "What the picture shows, in words", 300, PUBLIC),
                _yes_no("views_line", "Say that views are the speakers' own", PUBLIC),
            ),
        ),
        Section(
            "roles",
            "Student roles",
            (
                _line("name", "Role", reach=PUBLIC),
                _text("duties", "What they do", reach=PUBLIC, help="Begin with a verb."),
                _choice("kind", "Kind", choices.RoleKind.choices, PUBLIC),
                _whole("how_many", "How many", 0, 1000, PUBLIC),
                Field("hours", "Hours each", "number", PUBLIC, most=1000),
                _yes_no("open", "Still open", PUBLIC, promise=True),
            ),
            rows=True,
            public_given="name",
        ),
        Section(
            "speakers",
            "Speakers",
            (
                _line("display_name", "Name they chose for this event", reach=PUBLIC, personal=True),
                _text("self_description", "How they describe themselves", reach=PUBLIC, personal=True,
                      help="Their words. Leave out what they did not choose to say."),
                _line("topic", "Topic", reach=PUBLIC),
                _text("why_invited", "Why they are invited", promise=True),
                _date("listing_consent_on", "Agreed to be listed on"),
                _text("pay_offered", "Pay offered", 300, promise=True),
                _text("costs_covered", "Costs covered", 300, promise=True),
                _yes_no("topics_agreed", "Questions and topics agreed", promise=True),
                _yes_no("may_withdraw", "Knows they may stop or withdraw at any time", promise=True),
                _choice("recording_agreed", "Agreed to be recorded",
                        (("yes", "Yes"), ("no", "No"), ("not_recorded", "Nothing is recorded")), promise=True),
                _yes_no("access_asked", "Asked what they need", promise=True),
            ),
            rows=True,
            public_given="listing_consent_on",
            public_fact="has_speakers",
        ),
        Section(
            "actions",
            "The local action",
            (
                _line("act", "What people will do", 300, PUBLIC, help="A verb and what it is done to."),
                _line("where", "Where", reach=PUBLIC),
                _date("on", "When", PUBLIC),
                _whole("expected", "How many people", 0, 10_000_000, PUBLIC),
                _line("measure_what", "What is counted", 300, NETWORK),
                _line("measure_target", "Target", 200, NETWORK),
                _date("measure_on", "Counted on", NETWORK),
                _line("measure_who", "Who counts", personal=True),
            ),
            rows=True,
            public_given="act",
        ),
        Section(
            "partners",
            "Partners",
            (
                _line("name", "Name", **{"reach": PUBLIC, **_NAMED}),
                _text("asked_for", "What they asked for"),
                _text("does", "What they do", **{"reach": PUBLIC, **_NAMED}),
                _date("agreed_on", "Agreed on"),
                _yes_no("may_be_named", "May be named", promise=True),
                _line("contact", "Contact, never shown", 300, personal=True),
            ),
            rows=True,
            public_given="name",
        ),
        Section(
            "figures",
            "Figures",
            (
                _text("text", "The sentence as it will be used", reach=PUBLIC),
                _line("figure", "Figure", 80, NETWORK),
                _line("unit", "What is counted", 200, NETWORK),
                _line("source_title", "Source", 300, PUBLIC),
                _link("source_link", "Link to the source", PUBLIC),
                _line("year_of_data", "Year of the data", 40, PUBLIC),
                _line("place", "Place", 200, NETWORK),
                _line("population", "Which people", 300, NETWORK),
                _text("method", "How it was counted", reach=NETWORK),
                _text("limits", "Limits", reach=PUBLIC),
                _line("where_used", "Where it will be used", 300, NETWORK),
                _choice("opened", "What was opened",
                        (("original", "Read the original page"), ("authors_summary", "Read a summary by the authors"),
                         ("secondary", "Only a secondary source"), ("not_found", "Could not find it")), NETWORK),
                _choice("wording", "Keeps unit, people, place and year",
                        (("kept", "Yes"), ("changed", "We changed it")), NETWORK),
                _text("wording_note", "What it was changed to", reach=NETWORK),
                Field("scores", "Scores on the source rubric", "scores", PUBLIC, most=2),
                _text("score_notes", "Why these scores", reach=NETWORK),
                Field("stop_signs", "Stop signs", "slugs", NETWORK, most=10),
                _yes_no("shown_to_question", "Shown in order to question it", NETWORK),
            ),
            rows=True,
            public_given="text",
            public_fact="uses_statistics",
        ),
        Section(
            "materials",
            "Materials",
            (
                _line("kind", "Kind", 100, NETWORK),
                _link("link", "Link", NETWORK),
                _line("made_by", "Made by", 200, NETWORK),
                _line("licence", "Licence", 300, NETWORK, promise=True),
                _line("people_shown", "People shown", 300, NETWORK),
                _text("alt_text", "In words", reach=NETWORK),
                _text("content_note", "Content note", 300, NETWORK),
            ),
            rows=True,
        ),
        Section(
            "support",
            "Support",
            (
                _line("named_person", "Who is there", personal=True, reach=PARTICIPANTS),
                _line("training", "Their training", 300, PARTICIPANTS, promise=True),
                _line("place_to_step_out", "Where one can step out", 300, PARTICIPANTS),
                _line("confidential_resource", "Who can keep it private", 300, PARTICIPANTS),
                _text("must_report_people", "Who must report what they hear", 600, PARTICIPANTS),
                Field("services", "Services and helplines", "rows", PARTICIPANTS, most=MOST_ROWS, fields=(
                    _line("name", "Name", reach=PARTICIPANTS),
                    _line("languages", "Languages", reach=PARTICIPANTS),
                    _yes_no("confidential", "Confidential", PARTICIPANTS),
                    _line("shares_with", "Shares with", 300, PARTICIPANTS),
                    _date("checked_on", "Checked on", PARTICIPANTS),
                )),
            ),
        ),
        Section(
            "privacy",
            "Privacy",
            (
                _line("place_shown_to", "Who is shown the place", 300),
                _choice("names_required", "Names asked for",
                        (("none", "None"), ("nickname", "A nickname"), ("real_name", "A real name")), PARTICIPANTS),
                _choice("photos", "Photos", choices.Photos.choices, PUBLIC),
                _line("collected_fields", "What is collected", 300, PARTICIPANTS),
                _whole("delete_after_days", "Deleted after days", 0, 365, PARTICIPANTS),
            ),
        ),
        Section(
            "campus_rules",
            "Campus rules",
            (
                _line("rule", "Rule", 300),
                _line("owner", "Who sees to it", personal=True),
                _date("due", "Due"),
                _yes_no("done", "Done", promise=True),
            ),
            rows=True,
        ),
        Section(
            "budget",
            "Money",
            (
                Field("costs", "Costs", "rows", REVIEWERS, most=MOST_ROWS, fields=(
                    _line("label", "For"),
                    Field("amount", "Amount", "number", REVIEWERS, most=10_000_000),
                )),
                _text("sources", "Who pays", 600),
                _text("in_kind", "Given in kind", 600),
                _line("raised_for", "Raised for", 300, promise=True),
                _line("share_to_recipient", "Share that reaches them", 200, promise=True),
                _date("report_by", "Report by"),
            ),
        ),
    )
}  # fmt: skip

ANSWERS = "answers"

TOLD_BY_THE_HOST = {
    "place_rule": ("place_name", "room", "place_address", "directions"),
    "link_rule": ("online_link",),
}
"""What each rule keeps back, and what nobody enters here where the host tells it."""

RECURRENCE = (
    _choice("frequency", "How it repeats", [(each, each) for each in schedule.FREQUENCIES]),
    _whole("interval", "Every", 1, 52),
    Field("weekdays", "On", "choices", PUBLIC, choices=tuple((day, day) for day in timezones.WEEKDAYS)),
    _date("until", "Until"),
    _whole("count", "How many times", 1, 100_000),
)
MOVED = (
    _date("date", "Instead of"),
    Field("starts_at", "Starts", "local_time", PUBLIC),
    Field("ends_at", "Ends", "local_time", PUBLIC),
)


def empty(section: str) -> Value:
    return [] if section in SECTIONS and SECTIONS[section].rows else {}


def is_empty(value: Value) -> bool:
    """Nothing was given: null, an empty text, list or record. A no and a zero are answers."""
    return value is None or (isinstance(value, str | list | dict) and not value)


# What a reader is shown.


def seen_at(document: Mapping[str, Any], reach: Reach) -> dict[str, Any]:
    """The part of a document (with its personal values filled in) that a reader who stands here may read."""
    seen: dict[str, Any] = {}
    facts: Mapping[str, Any] = document.get("facts") or {}
    for name, form in SECTIONS.items():
        value = document.get(name) or empty(name)
        if form.public_fact and facts.get(form.public_fact) is not True and reach is not Reach.REVIEWERS:
            continue
        if form.rows:
            rows = [_seen_row(row, form, reach) for row in value]
            shown: Value = [row for row in rows if len(row) > 1]
        else:
            shown = _seen_record(value, form.fields, reach)
        if not is_empty(shown):
            seen[name] = shown
    if reach is Reach.REVIEWERS and document.get(ANSWERS):
        seen[ANSWERS] = document[ANSWERS]
    return seen


def _seen_row(row: Mapping[str, Any], form: Section, reach: Reach) -> dict[str, Any]:
    if form.public_given and not row.get(form.public_given) and not reach.includes(Reach.REVIEWERS):
        return {"id": row["id"]}
    return {"id": row["id"], **_seen_record(row, form.fields, reach)}


def _seen_record(record: Mapping[str, Any], fields: Sequence[Field], reach: Reach) -> dict[str, Any]:
    return {
        field.name: record[field.name]
        for field in fields
        if field.name in record and reach.includes(field.reach_in(record))
    }


def whole(document: Mapping[str, Any], *, kind: str) -> dict[str, Any]:
    """The document with every section and field of its kind, the empty ones as their empty value, for an editor."""
    full: dict[str, Any] = {name: whole_section(name, document.get(name), kind=kind) for name in SECTIONS}
    full[ANSWERS] = document.get(ANSWERS) or {}
    return full


def whole_section(section: str, value: Value, *, kind: str) -> Value:
    form = SECTIONS[section]
    fields = form.fields_of(kind)
    if form.rows:
        return [{"id": row["id"], **_whole_record(row, fields)} for row in value or []]
    return _whole_record(value or {}, fields)


def _whole_record(record: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    return {field.name: _whole_field(field, record.get(field.name)) for field in fields}


def _whole_field(field: Field, value: Value) -> Value:
    if field.type == "rows":
        return [{"id": row["id"], **_whole_record(row, field.fields)} for row in value or []]
    if field.type == "recurrence" and value:
        return {"frequency": None, "interval": 1, "weekdays": [], "until": None, "count": None,
                "except_dates": [], "moved": [], **value}  # fmt: skip
    return _EMPTY.get(field.type) if value is None else value


_EMPTY: dict[str, Any] = {"line": "", "text": "", "markdown": "", "link": "", "time_zone": "",
                          "choices": [], "slugs": [], "scores": {}}  # fmt: skip


# The form an editor is drawn from.


def form(fact_words: Mapping[str, Any]) -> dict[str, Any]:
    """Every section and field as JSON. `fact_words` holds, by fact, its `question`, `help` and `options`."""
    return {
        "sections": [_section_json(section, fact_words) for section in SECTIONS.values()],
        "reaches": [{"value": reach.value, "label": label} for reach, label in REACH_LABELS.items()],
    }


REACH_LABELS = {
    Reach.PUBLIC: "Anyone may read this",
    Reach.NETWORK: "Signed-in members of the network may read this",
    Reach.PARTICIPANTS: "People who take part may read this",
    Reach.REVIEWERS: "Only organizers and reviewers read this",
}


def _section_json(section: Section, fact_words: Mapping[str, Any]) -> dict[str, Any]:
    fields = section.fields
    if section.name == "facts":
        fields = tuple(_worded(field, fact_words[field.name]) for field in fields if field.name in fact_words)
    return {
        "id": section.name,
        "label": section.label,
        "help": section.help,
        "shape": "rows" if section.rows else "record",
        "most_rows": MOST_ROWS if section.rows else None,
        "public_given": section.public_given or None,
        "fields": [_field_json(field) for field in fields],
    }


def _worded(field: Field, words: Mapping[str, Any]) -> Field:
    options = tuple((option["value"], option["label"]) for option in words["options"])
    return replace(field, label=words["question"], help=words["help"], choices=options)


def _field_json(field: Field) -> dict[str, Any]:
    return {
        "id": field.name,
        "label": field.label,
        "help": field.help,
        "type": field.type,
        "most": field.most or None,
        "least": field.least if field.type in {"whole", "number"} else None,
        "choices": [{"value": value, "label": label} for value, label in field.choices],
        "reach": field.reach.value,
        "public_when": (
            {
                "field": field.public_when.field,
                "value": field.public_when.value,
                "otherwise": field.otherwise.value,
            }
            if field.public_when
            else None
        ),
        "personal": field.personal,
        "kinds": sorted(field.kinds),
        "fields": [_field_json(inner) for inner in field.fields],
    }
