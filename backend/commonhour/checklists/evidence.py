"""One table of evidence types: which part of the document each reads, and what makes it complete.

Most types read records that the proposal holds anyway. Four are short answers and live in `answers`:

    type          value
    text          a text
    choice        one option's value; a remark stands in the answer's `note`
    choice_many   a list of options' values; likewise
    short_form    an object with the fields the item lists
"""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from .definitions import Evidence, FormField

FieldKind = Literal[
    "text", "text_or_number", "number", "how_many", "date", "past_date", "yes_no", "choice", "choice_many"
]


class Gap(NamedTuple):
    """What is missing, where it goes, and what to do about it in words an organizer can act on.

    In `answers` the row is the item and the field a part of its answer.
    """

    section: str
    field: str | None
    row: str | None
    message: str

    def to_json(self) -> dict[str, str | None]:
        return {"section": self.section, "field": self.field, "row": self.row, "message": self.message}


class Look(NamedTuple):
    """Everything a gap may depend on."""

    item: str
    question: str
    document: Mapping[str, Any]
    answer: Mapping[str, Any]
    facts: Mapping[str, Any]
    today: date
    event_on: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class RecordField:
    asks: str
    kind: FieldKind
    gap: str
    """The sentence shown while it is empty; `{it}` is the row."""
    values: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One part of the document. A path such as `support.services` names rows inside a section."""

    path: tuple[str, ...]
    fields: Mapping[str, RecordField]
    rows: bool = False
    noun: str = ""
    called: str = ""
    empty: str = ""
    beside: Mapping[str, RecordField] = field(default_factory=dict)
    """What a reviewer reads along with these fields; a verdict on the terms does not carry over to another speaker."""

    @property
    def section(self) -> str:
        return self.path[0]


@dataclass(frozen=True, slots=True)
class EvidenceType:
    name: str
    gaps: Callable[[Evidence, Look], list[Gap]]
    sources: tuple[Source, ...] = ()
    keys: frozenset[str] = frozenset()
    """What an item may say about this type in its file, besides `type`."""
    chooses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Where options describe a field of the document: the values that field may have."""

    @property
    def stored(self) -> bool:
        """Whether its value lives in `answers`."""
        return not self.sources

    @property
    def section(self) -> str:
        return self.sources[0].section if self.sources else "answers"

    @property
    def field_names(self) -> frozenset[str]:
        names = {name for source in self.sources for name in source.fields}
        return frozenset(names | {source.path[1] for source in self.sources if len(source.path) > 1})


# --- reading one value -------------------------------------------------------------------------------------------


def as_date(value: object) -> date | None:
    """A date from the document: `YYYY-MM-DD`, or the day of a local time."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def says_something(value: object) -> bool:
    """A text counts when it holds a letter or a digit: a dash or a full stop is not an answer."""
    return isinstance(value, str) and any(map(str.isalnum, value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_filled(value: object, kind: str, values: Sequence[str] | frozenset[str], today: date) -> bool:
    if kind == "text":
        return says_something(value)
    if kind == "text_or_number":
        return _is_number(value) or says_something(value)
    if kind == "yes_no":
        return value is True or value is False
    if kind == "choice":
        return isinstance(value, str) and value in values
    if kind in ("number", "count"):
        return _is_number(value)
    if kind == "how_many":
        return _is_number(value) and bool(value)
    if kind == "date":
        return as_date(value) is not None
    if kind == "past_date":
        day = as_date(value)
        return day is not None and day <= today
    chosen = value if isinstance(value, list) else []
    return bool(chosen) and all(isinstance(one, str) and one in values for one in chosen)


class Reference(NamedTuple):
    """Stands where a personal value is kept outside the document: filled, and known by its digest only."""

    digest: str


def value_of(row: Mapping[str, Any], name: str, *, personal: bool) -> object:
    """A field of a row. A personal one stands in the row, under `personal`, or outside as a reference.

    A reference counts as filled unless it lists the fields it holds (`filled`) and this one is not among them.
    """
    if not personal or name in row:
        return row.get(name)
    kept = row.get("personal")
    if not isinstance(kept, Mapping):
        return None
    if "ref" in kept:
        filled = kept.get("filled")
        return Reference(str(kept.get("digest", ""))) if filled is None or name in filled else None
    return kept.get(name)


def part(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = document
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def rows_of(document: Mapping[str, Any], source: Source) -> list[Mapping[str, Any]]:
    found = part(document, source.path)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def asked_fields(evidence: Evidence, source: Source) -> Iterator[tuple[str, RecordField]]:
    """The fields of this source that the item wants filled; without a list, all of them."""
    inner = len(source.path) > 1 and source.path[1] in evidence.fields
    for name, spec in source.fields.items():
        if not evidence.fields or inner or name in evidence.fields:
            yield name, spec


# --- records -----------------------------------------------------------------------------------------------------


def _gaps_of(
    fields: list[tuple[str, RecordField]], row: Mapping[str, Any], source: Source, number: int, look: Look
) -> list[Gap]:
    gaps = []
    for name, spec in fields:
        value = value_of(row, name, personal=spec.personal)
        if _is_filled(value, spec.kind, spec.values, look.today) or isinstance(value, Reference):
            continue
        it = _called(row, source, number)
        message = spec.gap.format(it=it)
        if spec.kind == "past_date" and as_date(value) is not None:
            message = f"That day lies in the future. {message}"
        gaps.append(Gap(source.section, name, row.get("id") if source.rows else None, message))
    return gaps


def _called(row: Mapping[str, Any], source: Source, number: int) -> str:
    if not source.rows:
        return source.noun
    spec = source.fields.get(source.called)
    name = value_of(row, source.called, personal=bool(spec and spec.personal))
    if isinstance(name, str) and says_something(name):
        return f"the {source.noun} '{textwrap.shorten(name, 41, placeholder='…')}'"
    return f"{source.noun} {number}"


def _record_gaps(evidence: Evidence, look: Look, sources: Sequence[Source]) -> list[Gap]:
    gaps: list[Gap] = []
    for source in sources:
        fields = list(asked_fields(evidence, source))
        if not fields:
            continue
        if not source.rows:
            whole = part(look.document, source.path)
            gaps += _gaps_of(fields, whole if isinstance(whole, Mapping) else {}, source, 0, look)
            continue
        rows = rows_of(look.document, source)
        if source.empty and len(rows) < evidence.min:
            gaps.append(Gap(source.section, None, None, source.empty))
        each = [_gaps_of(fields, row, source, number, look) for number, row in enumerate(rows, start=1)]
        if evidence.rows == "one" and each:
            nearest = min(each, key=len)
            gaps += nearest
        else:
            gaps += [gap for one in each for gap in one]
    return gaps


def _records(*sources: Source) -> Callable[[Evidence, Look], list[Gap]]:
    def gaps(evidence: Evidence, look: Look) -> list[Gap]:
        if evidence.instead and says_something(_form_value(look).get(evidence.instead.name)):
            return []
        found = _record_gaps(evidence, look, sources)
        if found and evidence.instead and not rows_of(look.document, sources[0]):
            gap = found[0]
            return [gap._replace(message=f"{gap.message} {evidence.instead.asks}")]
        return found

    return gaps


def _record_type(name: str, *sources: Source, keys: tuple[str, ...] = ()) -> EvidenceType:
    return EvidenceType(
        name,
        _records(*sources),
        sources,
        frozenset(("fields", "optional_fields", "rows", "min", "instead", *keys)),
    )


ROLES = Source(
    ("roles",),
    {
        "name": RecordField("Name", "text", "Give {it} a name."),
        "duties": RecordField("What they do", "text", "Say what {it} does, with a verb."),
        "kind": RecordField(
            "Kind",
            "choice",
            "Say whether {it} is leadership, participation or support.",
            ("leadership", "participation", "support"),
        ),
        "how_many": RecordField("How many", "how_many", "Say how many students {it} takes."),
        "hours": RecordField("Hours each", "how_many", "Give {it} the number of hours each person works."),
        "open": RecordField("Still open", "yes_no", "Say whether {it} is still open or filled."),
    },
    rows=True,
    noun="role",
    called="name",
    empty="Add at least one role that students hold.",
)

SPEAKERS = Source(
    ("speakers",),
    {
        "display_name": RecordField(
            "Name for the listing", "text", "Write the name under which {it} is listed.", personal=True
        ),
        "self_description": RecordField(
            "In their own words", "text", "Ask {it} for a description in their own words.", personal=True
        ),
        "topic": RecordField("Topic", "text", "Say what {it} speaks about."),
        "why_invited": RecordField("Why invited", "text", "Say why {it} is invited: what do they know?"),
        "listing_consent_on": RecordField(
            "Agreed to be listed on", "past_date", "Enter the day on which {it} agreed to be listed this way."
        ),
    },
    rows=True,
    noun="speaker",
    called="display_name",
    empty="Add each speaker, or change the answer to 'Will anyone speak?'.",
)

TERMS = Source(
    ("speakers",),
    {
        "pay_offered": RecordField("Pay offered", "text", "Say what pay {it} was offered."),
        "costs_covered": RecordField("Costs covered", "text", "Say which costs are covered for {it}."),
        "topics_agreed": RecordField(
            "Questions agreed", "yes_no", "Say whether the questions are agreed with {it}."
        ),
        "may_withdraw": RecordField(
            "May decline or withdraw", "yes_no", "Say whether {it} may decline a question or withdraw."
        ),
        "recording_agreed": RecordField(
            "Recording agreed",
            "choice",
            "Say whether {it} agreed to a recording, or that there is none.",
            ("yes", "no", "not_recorded"),
        ),
        "access_asked": RecordField(
            "Asked about access", "yes_no", "Say whether {it} was asked what they need."
        ),
    },
    rows=True,
    noun="speaker",
    called="display_name",
    empty="Add each speaker and what they were offered.",
    beside={"display_name": SPEAKERS.fields["display_name"]},
)

ACTIONS = Source(
    ("actions",),
    {
        "act": RecordField(
            "What people do", "text", "Say what people will do, with a verb and what it is done to."
        ),
        "where": RecordField("Where", "text", "Say where {it} takes place."),
        "on": RecordField("When", "date", "Give the day of {it}."),
        "expected": RecordField(
            "People expected", "how_many", "Say about how many people will take part in {it}."
        ),
    },
    rows=True,
    noun="action",
    called="act",
    empty="Add what people will do, where and when.",
)

MEASURES = Source(
    ("actions",),
    {
        "measure_what": RecordField("What is counted", "text", "Say what you will count for {it}."),
        "measure_target": RecordField(
            "Target", "text_or_number", "Set a target for {it} that can be missed."
        ),
        "measure_on": RecordField("Counted on", "date", "Say on which day {it} is counted."),
        "measure_who": RecordField("Counted by", "text", "Say who counts for {it}.", personal=True),
    },
    rows=True,
    noun="action",
    called="act",
    empty="Add the local action first; then say what you will count.",
    beside={"act": ACTIONS.fields["act"]},
)

PARTNERS = Source(
    ("partners",),
    {
        "name": RecordField("Name", "text", "Name {it}."),
        "asked_for": RecordField("What they asked for", "text", "Say what {it} asked for or agreed to."),
        "does": RecordField("What they do", "text", "Say what {it} does for this event, with a verb."),
        "agreed_on": RecordField("Agreed on", "past_date", "Enter the day on which {it} agreed."),
        "may_be_named": RecordField(
            "May be named", "yes_no", "Say whether {it} may be named on the calendar."
        ),
        "contact": RecordField(
            "Contact, never published", "text", "Add a contact at {it}; it is never published.", personal=True
        ),
    },
    rows=True,
    noun="partner",
    called="name",
    empty="Add the partner.",
)

_NOT_STATED = "or write 'not stated in source'."
FIGURES = Source(
    ("figures",),
    {
        "text": RecordField("The exact words", "text", "Write {it} in the exact words people will see."),
        "figure": RecordField("Figure", "text_or_number", "Enter the number itself for {it}."),
        "unit": RecordField("Unit", "text", f"Say what {{it}} counts, {_NOT_STATED}"),
        "source_title": RecordField("Source", "text", "Give the title of the source of {it}."),
        "source_link": RecordField("Link to the source", "text", f"Link the source of {{it}}, {_NOT_STATED}"),
        "year_of_data": RecordField(
            "Year of the data", "text_or_number", f"Give the year of {{it}}, {_NOT_STATED}"
        ),
        "place": RecordField("Place", "text", f"Say which place {{it}} is about, {_NOT_STATED}"),
        "population": RecordField("Who is counted", "text", f"Say who is counted in {{it}}, {_NOT_STATED}"),
        "method": RecordField("Method", "text", f"Say how {{it}} was found, {_NOT_STATED}"),
        "limits": RecordField("Limits", "text", f"Say what {{it}} cannot tell, {_NOT_STATED}"),
        "where_used": RecordField("Where used", "text", "Say where you will use {it}."),
    },
    rows=True,
    noun="figure",
    called="text",
    empty="List each figure you will use, or change the answer to 'Will any figure be used?'.",
)

CLAIM_CHOICES = {
    "opened": ("original", "authors_summary", "secondary", "not_found"),
    "wording": ("kept", "changed"),
}

CLAIM_FIELDS = Source(
    ("figures",),
    {
        "opened": RecordField(
            "Original opened",
            "choice",
            "Say whether someone opened the source of {it}.",
            CLAIM_CHOICES["opened"],
        ),
        "wording": RecordField(
            "Wording kept",
            "choice",
            "Say whether {it} keeps the source's unit, people, place and year.",
            CLAIM_CHOICES["wording"],
        ),
        "wording_note": RecordField("Changed to", "text", "Say what you changed in {it}."),
    },
    rows=True,
    noun="figure",
    called="text",
    empty="List the figures first.",
    beside=FIGURES.fields,
)

SCORES = Source(
    ("figures",),
    {
        "scores": RecordField("Scores", "text", ""),
        "score_notes": RecordField("Why this score", "text", "Give {it} one line on its scores."),
        "stop_signs": RecordField("Stop signs", "text", ""),
        "shown_to_question": RecordField("Shown to question it", "yes_no", ""),
    },
    rows=True,
    noun="figure",
    called="text",
    empty="List the figures first; then score them.",
    beside=FIGURES.fields,
)

MATERIALS = Source(
    ("materials",),
    {
        "kind": RecordField("Kind", "text", "Say what kind of material {it} is."),
        "link": RecordField("Link", "text", "Link {it}; a draft is fine."),
        "made_by": RecordField("Made by", "text", "Say who made {it}."),
        "licence": RecordField("Licence", "text", "Say by which right or licence you use {it}."),
        "people_shown": RecordField("People shown", "text", "Say who is shown in {it}, or 'nobody'."),
        "alt_text": RecordField("Text alternative", "text", "Describe {it} for people who cannot see it."),
        "content_note": RecordField("Content note", "text", "Write a content note for {it}."),
    },
    rows=True,
    noun="material",
    called="kind",
    empty="Add every poster, picture, film, slide set, display, story and post; drafts are fine.",
)

SUPPORT = Source(
    ("support",),
    {
        "named_person": RecordField(
            "Support person", "text", "Name the person who is there to support people.", personal=True
        ),
        "training": RecordField("Their training", "text", "Say how the support person is trained."),
        "place_to_step_out": RecordField("Place to step out", "text", "Say where people can step out."),
        "confidential_resource": RecordField(
            "Confidential resource",
            "text",
            "Name one person or service that can keep what they hear private.",
        ),
        "must_report_people": RecordField(
            "Who must report", "text", "Say who has to report what they hear, or that nobody has to."
        ),
    },
    noun="the support plan",
)

_SERVICE_FIELDS = {
    "name": RecordField("Service", "text", "Name {it}."),
    "languages": RecordField("Languages", "text", "Say which languages {it} speaks."),
    "confidential": RecordField("Confidential", "yes_no", "Say whether {it} is confidential."),
    "shares_with": RecordField(
        "Shares with", "text", "Say with whom {it} shares what it hears, or 'nobody'."
    ),
    "checked_on": RecordField("Checked on", "past_date", "Enter the day on which you last checked {it}."),
}

SERVICES = Source(
    ("support", "services"),
    _SERVICE_FIELDS,
    rows=True,
    noun="service",
    called="name",
    empty="Add each service and helpline on your material, with at least one local choice.",
)

LISTED_SERVICES = Source(
    ("support", "services"),
    {name: _SERVICE_FIELDS[name] for name in ("name", "shares_with", "checked_on")},
    rows=True,
    noun="service",
    called="name",
)

PRIVACY = Source(
    ("privacy",),
    {
        "place_shown_to": RecordField("Place shown to", "text", "Say who is told the place."),
        "names_required": RecordField(
            "Names", "choice", "Say whether people must give a name.", ("none", "nickname", "real_name")
        ),
        "photos": RecordField(
            "Photos", "choice", "Say what the rule on photos is.", ("none", "by_consent", "open")
        ),
        "collected_fields": RecordField(
            "Collected", "text", "Say what you collect from people, or 'nothing'."
        ),
        "delete_after_days": RecordField(
            "Deleted after days", "number", "Say after how many days it is deleted."
        ),
    },
    noun="the privacy plan",
)

PLACE_RULES = ("public", "after_sign_up", "after_host_yes", "from_host")

LISTING_PRIVACY = Source(
    ("listing",),
    {
        "place_rule": RecordField("Who sees the place", "choice", "Say who may see the place.", PLACE_RULES),
        "link_rule": RecordField(
            "Who sees the link", "choice", "Say who may see the online link.", PLACE_RULES
        ),
    },
    noun="the listing",
)

FACTS_PRIVACY = Source(
    ("facts",),
    {
        "visibility": RecordField(
            "Who sees the listing",
            "choice",
            "Say who may see it on the calendar.",
            ("public", "network", "unlisted"),
        ),
        "recording": RecordField(
            "Recording", "choice", "Say what is recorded.", ("none", "photos", "audio", "video", "livestream")
        ),
    },
    noun="the facts",
)

RULES = Source(
    ("campus_rules",),
    {
        "rule": RecordField("Rule", "text", "Say which campus rule {it} is."),
        "owner": RecordField("Who sees to it", "text", "Say who sees to {it}.", personal=True),
        "due": RecordField("Due", "date", "Say by which day {it} is due."),
        "done": RecordField("Done", "yes_no", "Say whether {it} is done."),
    },
    rows=True,
    noun="campus rule",
    called="rule",
    empty="Add the campus rules that apply, with a due date and an owner each.",
)

COSTS = Source(
    ("budget", "costs"),
    {
        "label": RecordField("Cost", "text", "Say what {it} is for."),
        "amount": RecordField("Amount", "number", "Give the amount of {it}; 0 is fine."),
    },
    rows=True,
    noun="cost",
    called="label",
    empty="List what it costs, line by line; one line with 0 is fine.",
)

BUDGET = Source(
    ("budget",),
    {
        "sources": RecordField("Who pays", "text", "Say who pays, or that nothing is spent."),
        "in_kind": RecordField("Given in kind", "text", "Say what is given in kind."),
        "raised_for": RecordField("Raised for", "text", "Say who receives the money, and that they agreed."),
        "share_to_recipient": RecordField(
            "Share that reaches them", "text_or_number", "Say how much of the money raised reaches them."
        ),
        "report_by": RecordField("Report by", "date", "Say by which day you report on the money."),
    },
    noun="the budget",
)

ACCESS_FEATURES = (
    "step_free",
    "captions",
    "interpreter_on_request",
    "microphone",
    "quiet_room",
    "online_option",
    "free_or_pay_what_you_can",
    "children_welcome",
    "plain_language",
    "other_languages",
)

ACCESS = Source(
    ("listing",),
    {
        "access_features": RecordField(
            "Access features",
            "choice_many",
            "Choose what makes it possible to come and take part.",
            ACCESS_FEATURES,
        ),
        "access_contact": RecordField("Access contact", "text", "Say whom people ask for what they need."),
        "access_request_by": RecordField("Ask by", "date", "Say by which day people should ask."),
    },
    noun="the listing",
)

CONTENT_NOTE = Source(
    ("listing",),
    {
        "content_note": RecordField(
            "Content note", "text", "Write what comes up, in plain words, without detail."
        )
    },
    noun="the listing",
)


def _claim_choice_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    rows = rows_of(look.document, CLAIM_FIELDS)
    if not rows:
        return [Gap("figures", None, None, CLAIM_FIELDS.empty)]
    gaps = []
    for number, row in enumerate(rows, start=1):
        fields = [(evidence.claim_field, CLAIM_FIELDS.fields[evidence.claim_field])]
        note = f"{evidence.claim_field}_note"
        if evidence.remark and evidence.remark.is_due((str(row.get(evidence.claim_field)),)):
            fields.append((note, CLAIM_FIELDS.fields[note]))
        gaps += _gaps_of(fields, row, CLAIM_FIELDS, number, look)
    return gaps


def _score_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    """Scores for each criterion, a line on them, and no red figure that is not shown to question it."""
    rubric = evidence.rubric
    if rubric is None:
        raise LookupError(f"{look.item} names no rubric")
    rows = rows_of(look.document, SCORES)
    if not rows:
        return [Gap("figures", None, None, SCORES.empty)]
    gaps = []
    for number, row in enumerate(rows, start=1):
        it = _called(row, SCORES, number)
        scores = row.get("scores")
        given = scores if isinstance(scores, Mapping) else {}
        points = [given.get(criterion.id) for criterion in rubric.criteria]
        unscored = [
            criterion.name
            for criterion, point in zip(rubric.criteria, points, strict=True)
            if point not in (0, 1, 2) or isinstance(point, bool)
        ]
        if unscored:
            gaps.append(Gap("figures", "scores", row.get("id"), f"Score {it} for: {', '.join(unscored)}."))
        else:
            total = sum(points)  # type: ignore[arg-type]
            band = rubric.band_of(total, stopped=bool(row.get("stop_signs")))
            if band is rubric.bands[-1] and row.get("shown_to_question") is not True:
                message = (
                    f"{it[0].upper()}{it[1:]} scores {total} of {rubric.max} and is {band.id}: {band.means}."
                )
                gaps.append(Gap("figures", "shown_to_question", row.get("id"), message))
        gaps += _gaps_of([("score_notes", SCORES.fields["score_notes"])], row, SCORES, number, look)
    return gaps


def _privacy_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    """A place rule where there is a place, a link rule where there is a link; a program has neither."""
    gaps = _record_gaps(evidence, look, (FACTS_PRIVACY, LISTING_PRIVACY, PRIVACY))
    form = look.facts.get("format")
    not_asked = {
        "place_rule": look.kind == "program" or form in ("online", "asynchronous"),
        "link_rule": look.kind == "program" or form not in ("online", "hybrid"),
    }
    return [gap for gap in gaps if not not_asked.get(gap.field or "", False)]


def _budget_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    """Where nothing is raised, nobody is asked where it goes."""
    gaps = _record_gaps(evidence, look, (COSTS, BUDGET))
    if look.facts.get("raises_money") is True:
        return gaps
    return [gap for gap in gaps if gap.field not in ("raised_for", "share_to_recipient", "report_by")]


def _access_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    gaps = _record_gaps(evidence, look, (ACCESS,))
    listing = look.document.get("listing") or {}
    by = as_date(listing.get("access_request_by"))
    if by and look.event_on and by > look.event_on:
        message = "The day to ask for access lies after the event. Choose one that leaves time to act."
        gaps.append(Gap("listing", "access_request_by", None, message))
    return gaps


def _content_note_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    gaps = _record_gaps(evidence, look, (CONTENT_NOTE,))
    listing = look.document.get("listing") or {}
    return gaps or _too_long(evidence, listing.get("content_note"), "listing", "content_note")


# --- short answers -----------------------------------------------------------------------------------------------


def _too_long(
    evidence: Evidence, value: object, section: str, name: str | None, row: str | None = None
) -> list[Gap]:
    if evidence.max_chars and isinstance(value, str) and len(value) > evidence.max_chars:
        message = f"Shorten it to {evidence.max_chars} characters; it has {len(value)}."
        return [Gap(section, name, row, message)]
    return []


def _form_value(look: Look) -> Mapping[str, Any]:
    value = look.answer.get("value")
    return value if isinstance(value, Mapping) else {}


def _text_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = look.answer.get("value")
    if not says_something(value):
        return [Gap("answers", None, look.item, f"Write an answer: {look.question}")]
    return _too_long(evidence, value, "answers", None, look.item)


def _choice_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = look.answer.get("value")
    if not isinstance(value, str) or value not in evidence.values:
        return [Gap("answers", None, look.item, f"Choose an answer: {look.question}")]
    return _remark_gaps(evidence, look, (value,))


def _choice_many_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = look.answer.get("value")
    if not _is_filled(value, "choice_many", evidence.values, look.today):
        return [Gap("answers", None, look.item, f"Choose at least one answer: {look.question}")]
    return _remark_gaps(evidence, look, tuple(value or ()))


def _remark_gaps(evidence: Evidence, look: Look, chosen: tuple[str, ...]) -> list[Gap]:
    remark = evidence.remark
    if remark is None or not remark.is_due(chosen) or says_something(look.answer.get("note")):
        return []
    asks = remark.asks if remark.asks.endswith(("?", ".")) else f"{remark.asks}."
    return [Gap("answers", "note", look.item, f"Add a sentence: {asks[0].lower()}{asks[1:]}")]


_FORM_HINTS = {
    "text": "Write an answer",
    "number": "Enter a number",
    "count": "Enter a number",
    "date": "Enter a date",
    "past_date": "Enter a date that has passed",
    "yes_no": "Choose yes or no",
    "choice": "Choose an answer",
}


def _form_gaps(evidence: Evidence, look: Look) -> list[Gap]:
    value = _form_value(look)
    gaps = []
    for entry in evidence.form:
        if entry.optional or not entry.applies(value):
            continue
        message = _form_gap(entry, value.get(entry.name), look)
        if message:
            gaps.append(Gap("answers", entry.name, look.item, message))
    return gaps


def _form_gap(entry: FormField, value: object, look: Look) -> str | None:
    options = [option.value for option in entry.options]
    if not _is_filled(value, entry.kind, options, look.today):
        return f"{_FORM_HINTS[entry.kind]}: {entry.asks}"
    day = as_date(value)
    if entry.not_after_event and day and look.event_on and day > look.event_on:
        return f"Choose a day that is not after the event: {entry.asks}"
    return None


_CHOICES = frozenset(("options", "remark"))

EVIDENCE_TYPES: dict[str, EvidenceType] = {
    evidence_type.name: evidence_type
    for evidence_type in (
        EvidenceType("text", _text_gaps, keys=frozenset(("max_chars",))),
        EvidenceType("choice", _choice_gaps, keys=_CHOICES),
        EvidenceType("choice_many", _choice_many_gaps, keys=_CHOICES),
        EvidenceType("short_form", _form_gaps, keys=frozenset(("fields",))),
        _record_type("role_list", ROLES),
        _record_type("speaker_list", SPEAKERS),
        _record_type("terms_per_speaker", TERMS),
        _record_type("action", ACTIONS),
        _record_type("measure", MEASURES),
        _record_type("partner_list", PARTNERS),
        _record_type("claim_list", FIGURES),
        EvidenceType(
            "choice_per_claim",
            _claim_choice_gaps,
            (CLAIM_FIELDS,),
            _CHOICES | {"field"},
            chooses=CLAIM_CHOICES,
        ),
        EvidenceType("rubric_per_claim", _score_gaps, (SCORES,), frozenset(("rubric",))),
        _record_type("material_list", MATERIALS),
        _record_type("support_plan", SUPPORT, LISTED_SERVICES),
        EvidenceType(
            "privacy_plan",
            _privacy_gaps,
            (PRIVACY, FACTS_PRIVACY, LISTING_PRIVACY),
            frozenset(("fields", "optional_fields")),
        ),
        _record_type("rule_list", RULES),
        EvidenceType("budget", _budget_gaps, (BUDGET, COSTS), frozenset(("fields", "optional_fields"))),
        _record_type("date_per_service", SERVICES),
        EvidenceType(
            "access_plan",
            _access_gaps,
            (ACCESS,),
            frozenset(("options", "fields")),
            chooses={"access_features": ACCESS_FEATURES},
        ),
        EvidenceType("content_note", _content_note_gaps, (CONTENT_NOTE,), frozenset(("max_chars",))),
    )
}
