"""The records of a proposal as checklists see them: where each stands, and the sentence for each empty field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal[
    "text", "text_or_number", "number", "how_many", "date", "past_date", "yes_no", "choice", "choice_many"
]


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
