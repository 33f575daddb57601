"""Proposals as JSON. What a section holds is read by `intake.py`; here stand the envelopes around it."""

from typing import Any

from rest_framework import serializers

from commonhour.events.choices import EventType, Status
from commonhour.http import Strict
from commonhour.library.sharing import KINDS
from commonhour.people.models import plain_words
from commonhour.proposals.document import SECTIONS
from commonhour.proposals.states import Kind, State


class HostOut(serializers.Serializer[Any]):
    """A chapter, as far as a line of a list names it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    colour = serializers.CharField()
    time_zone = serializers.CharField()


class CohostOut(serializers.Serializer[Any]):
    chapter = HostOut()
    confirmed_at = serializers.DateTimeField(allow_null=True)


class PublicLineOut(serializers.Serializer[Any]):
    """Where it stands on the calendar: of an event or a program, by `kind`."""

    slug = serializers.CharField()
    status = serializers.CharField()


class ProposalLine(serializers.Serializer[Any]):
    """A proposal in a list. `starts` is a local time of an event in `time_zone`, or the first day of a program."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    public_status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    event = PublicLineOut(allow_null=True)
    chapter = HostOut()
    cohosts = CohostOut(many=True)
    may_confirm_for = serializers.ListField(child=serializers.CharField())
    starts = serializers.CharField(allow_null=True)
    time_zone = serializers.CharField()
    complete = serializers.BooleanField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    next_step = serializers.CharField()
    promised_answer = serializers.DateField(allow_null=True)
    changed_at = serializers.DateTimeField()


class ProposalLines(serializers.Serializer[Any]):
    """One page of a list."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ProposalLine(many=True)


class GapOut(serializers.Serializer[Any]):
    """What is missing, where it goes and what to do about it; `row` is the id of a row, or of the item in `answers`."""

    section = serializers.CharField()
    field = serializers.CharField(allow_null=True)
    row = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class DecidingFactOut(serializers.Serializer[Any]):
    fact = serializers.CharField()
    value = serializers.JSONField(allow_null=True)


class ItemStandingOut(serializers.Serializer[Any]):
    """What writing can change of an item."""

    id = serializers.CharField()
    applies = serializers.BooleanField()
    because = DecidingFactOut(many=True)
    severity = serializers.ChoiceField(choices=("blocker", "concern", "advice"))
    may_be_condition = serializers.BooleanField()
    may_be_not_applicable = serializers.BooleanField()
    inherited = serializers.BooleanField()
    state = serializers.ChoiceField(
        choices=("answered", "not_applicable", "not_yet", "open", "refused", "hidden")
    )
    gaps = GapOut(many=True)


class ChecklistStandingOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    applies = serializers.BooleanField()
    items = ItemStandingOut(many=True)


class ReportStandingOut(serializers.Serializer[Any]):
    """A report without its words, to be laid over the one of the page by the ids in it."""

    complete = serializers.BooleanField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    facts_missing = serializers.ListField(child=serializers.CharField())
    checklists = ChecklistStandingOut(many=True)


class MoveInputOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has an attribute of this name
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # likewise


class MoveOut(serializers.Serializer[Any]):
    """A move, and where it is not possible for this reader now, why: `why_not` is the button's tooltip."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has an attribute of this name
    does = serializers.CharField()
    allowed = serializers.BooleanField()
    why_not = serializers.CharField(allow_blank=True)
    why_not_code = serializers.CharField(allow_blank=True)
    why_not_status = serializers.IntegerField(allow_null=True)
    needs_reason = serializers.BooleanField()
    reason_is_public = serializers.BooleanField()
    inputs = MoveInputOut(many=True)


class LevelOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    reviewers = serializers.IntegerField()
    trained = serializers.IntegerField()
    days = serializers.IntegerField()


class PinnedProgramOut(serializers.Serializer[Any]):
    """The program an event stands under, and the revision it answers by."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    revision = serializers.IntegerField()
    amended_since = serializers.BooleanField()


class RevisionLine(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    digest = serializers.CharField()
    submitted_at = serializers.DateTimeField()


class NewerChecklistOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    version_here = serializers.IntegerField()
    version_now = serializers.IntegerField()


class WithdrawnOut(serializers.Serializer[Any]):
    section = serializers.CharField()
    row = serializers.CharField(allow_blank=True)


class ProposalOut(ProposalLine):
    """The page of a proposal. `document` holds every section and field; What is missing is null for a chapter only asked."""

    created_at = serializers.DateTimeField()
    level = LevelOut(allow_null=True)
    may_write = serializers.BooleanField()
    writable = serializers.BooleanField()
    reach = serializers.CharField()
    program = PinnedProgramOut(allow_null=True)
    copied_from = serializers.UUIDField(allow_null=True)
    versions = serializers.DictField(child=serializers.IntegerField())
    document = serializers.JSONField()
    problems = serializers.DictField(
        child=serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    )
    withdrawn = WithdrawnOut(many=True)
    report = serializers.JSONField(allow_null=True)
    moves = MoveOut(many=True)
    newer_checklists = NewerChecklistOut(many=True)
    revision = RevisionLine(allow_null=True)
    approved_revision = RevisionLine(allow_null=True)


class ListIn(Strict):
    """Which of one's proposals to list; without a word, all of them."""

    chapter = serializers.SlugField(default="")
    state = serializers.ChoiceField(choices=State.choices, default="")
    kind = serializers.ChoiceField(choices=Kind.choices, default="")


class StartIn(Strict):
    """A proposal begins with its chapter and its kind; the rest is written as it comes."""

    chapter = serializers.SlugField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField(max_length=120, allow_blank=True, default="", validators=[plain_words])
    event_type = serializers.ChoiceField(choices=EventType.choices, allow_null=True, default=None)


class SectionIn(Strict):
    """One section, over the version last seen; 0 is the version of one never written."""

    version = serializers.IntegerField(min_value=0)
    value = serializers.JSONField(allow_null=True)


class SectionOut(serializers.Serializer[Any]):
    """A section after saving. `problems` was kept and cannot stand on a calendar as it is.

    `report` names of each item only what writing can change, by the ids of the page's report.
    """

    section = serializers.CharField()
    version = serializers.IntegerField()
    value = serializers.JSONField()
    problems = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    report = ReportStandingOut()
    moves = MoveOut(many=True)


class CopyIn(Strict):
    """Without a chapter, the copy is for the one that leads the original."""

    chapter = serializers.SlugField(required=False, allow_null=True, default=None)


class CohostIn(Strict):
    chapter = serializers.SlugField()


class ProgramIn(Strict):
    """The program's proposal, or null to stand alone."""

    program = serializers.UUIDField(allow_null=True)


class ShareIn(Strict):
    kind = serializers.ChoiceField(choices=KINDS)
    row = serializers.CharField(max_length=40)


class ReuseIn(Strict):
    kind = serializers.ChoiceField(choices=KINDS)
    entry = serializers.UUIDField()


class WithdrawalIn(Strict):
    """Whose values are to be blanked: a row of a section, or with an empty row the section itself."""

    section = serializers.ChoiceField(choices=[name for name, form in SECTIONS.items() if form.personal])
    row = serializers.CharField(max_length=40, allow_blank=True, default="")


class HistoryLine(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    who = serializers.CharField(allow_null=True)
    did = serializers.CharField()
    reason = serializers.CharField()
    revision = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(allow_null=True)


class HintsIn(Strict):
    """`kept` names entries someone decided to keep in this text; `more` asks for the doubtful ones too."""

    text = serializers.CharField(max_length=10_000, allow_blank=True, trim_whitespace=False)
    kept = serializers.ListField(child=serializers.CharField(max_length=60), max_length=100, default=list)
    more = serializers.BooleanField(default=False)


class HintOut(serializers.Serializer[Any]):
    entry = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    words = serializers.CharField()
    why = serializers.CharField()
    instead = serializers.CharField()
    soft = serializers.BooleanField()


class HintsOut(serializers.Serializer[Any]):
    hints = HintOut(many=True)
