"""Reviews as JSON: what reviewers and coordinators send, and the pages they read."""

from typing import Any

from rest_framework import serializers

from commonhour.http import Strict
from commonhour.proposals import lifecycle
from commonhour.proposals.intake import Faults, read_words
from commonhour.proposals.serializers import HostOut
from commonhour.proposals.states import Kind, Result, State, VerdictWord

LONGEST = 2000


class Words(serializers.CharField):
    """What someone writes to someone: a limit, no character a reader cannot see, empty where nothing is said."""

    def __init__(self, *, lines: bool = True, **given: Any) -> None:
        self.lines = lines
        super().__init__(**{"max_length": LONGEST, "allow_blank": True, "default": "", **given})

    def to_internal_value(self, data: Any) -> str:
        faults = Faults()
        words = read_words(super().to_internal_value(data), "", faults, most=LONGEST, lines=self.lines)
        if faults:
            raise serializers.ValidationError(faults[""])
        return words


class MoveIn(Strict):
    """A move, why, and what that move asks for besides."""

    move = serializers.ChoiceField(choices=sorted(lifecycle.MOVES))
    reason = Words()
    digest = serializers.CharField(max_length=64, required=False)
    starts_at = serializers.CharField(max_length=16, required=False)
    ends_at = serializers.CharField(max_length=16, required=False)
    starts_fold = serializers.IntegerField(min_value=0, max_value=1, required=False)
    ends_fold = serializers.IntegerField(min_value=0, max_value=1, required=False)
    date = serializers.CharField(max_length=10, required=False)


class VerdictIn(Strict):
    """`owner` and `due` belong to a condition; `rethink` says that the idea itself has to change."""

    digest = serializers.CharField(max_length=64)
    word = serializers.ChoiceField(choices=VerdictWord.choices)
    words = Words()
    rethink = serializers.BooleanField(default=False)
    owner = Words(max_length=80, lines=False)
    due = serializers.DateField(allow_null=True, default=None)


class OneVerdictIn(Strict):
    item = serializers.CharField(max_length=60)
    word = serializers.ChoiceField(choices=VerdictWord.choices)
    words = Words()
    rethink = serializers.BooleanField(default=False)
    owner = Words(max_length=80, lines=False)
    due = serializers.DateField(allow_null=True, default=None)


class VerdictsIn(Strict):
    """Several verdicts at once: all are kept, or none."""

    digest = serializers.CharField(max_length=64)
    verdicts = OneVerdictIn(many=True, allow_empty=False, max_length=200)  # type: ignore[call-arg]  # DRF hands it to the list


class QuestionIn(Strict):
    digest = serializers.CharField(max_length=64)
    item = serializers.CharField(max_length=60)
    words = Words(default=serializers.empty, allow_blank=False)


class AnswerIn(Strict):
    words = Words(default=serializers.empty, allow_blank=False)


class RecommendationIn(Strict):
    digest = serializers.CharField(max_length=64)
    result = serializers.ChoiceField(choices=Result.choices)
    reason = Words()


class RecusalIn(Strict):
    words = Words()


class AssignmentIn(Strict):
    """Without `reviewer`, the fairest choice is made; with `instead_of`, that one's review ends."""

    reviewer = serializers.UUIDField(allow_null=True, default=None)
    instead_of = serializers.UUIDField(allow_null=True, default=None)
    reason = Words()


class ReviewerOut(serializers.Serializer[Any]):
    """Someone who holds a review, as reviewers and coordinators see them. Those who still judge do not learn the result."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    chapters = serializers.ListField(child=serializers.CharField())
    due_at = serializers.DateTimeField()
    paused = serializers.BooleanField()
    overdue = serializers.BooleanField()
    done = serializers.BooleanField()
    recommended = serializers.ChoiceField(choices=Result.choices, allow_null=True)
    me = serializers.BooleanField()


class BecauseOut(serializers.Serializer[Any]):
    fact = serializers.CharField()
    value = serializers.JSONField()
    question = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the JSON, as DRF's metaclass takes it


class ReviewLevelOut(serializers.Serializer[Any]):
    """The level a revision was given, and the facts that put it there."""

    name = serializers.CharField()
    reviewers = serializers.IntegerField()
    trained = serializers.IntegerField()
    days = serializers.IntegerField(allow_null=True)
    because = BecauseOut(many=True)


class ReviewHeaderOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    public_status = serializers.CharField(allow_null=True)
    chapter = HostOut()
    cohosts = HostOut(many=True)
    program = serializers.CharField(allow_null=True)
    event_type = serializers.CharField(allow_null=True)
    starts = serializers.CharField(allow_null=True)
    ends = serializers.CharField(allow_null=True)
    time_zone = serializers.CharField(allow_null=True)
    revision = serializers.IntegerField()
    digest = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    level = ReviewLevelOut()
    due_at = serializers.DateTimeField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    paused = serializers.BooleanField()
    conflict_check = serializers.CharField()
    reading_as = serializers.ChoiceField(choices=("reviewer", "settling", "looking"))
    reviewers = ReviewerOut(many=True)


class FactOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    question = serializers.CharField()
    value = serializers.JSONField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the JSON, as DRF's metaclass takes it


class VerdictOut(serializers.Serializer[Any]):
    word = serializers.ChoiceField(choices=VerdictWord.choices)
    words = serializers.CharField()
    rethink = serializers.BooleanField()
    owner = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    name = serializers.CharField()
    mine = serializers.BooleanField()
    revision = serializers.IntegerField()
    at = serializers.DateTimeField()


class QuestionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField()
    words = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(allow_null=True)


class ChecklistNameOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()


class ReviewItemOut(serializers.Serializer[Any]):
    """One item with its answer. `reads` is exactly what it reads of the document; `words` what it can be given."""

    id = serializers.CharField()
    checklist = ChecklistNameOut(allow_null=True)
    question = serializers.CharField()
    why = serializers.CharField()
    severity = serializers.ChoiceField(choices=("blocker", "concern", "advice"))
    state = serializers.CharField()
    inherited = serializers.BooleanField()
    because = serializers.JSONField()
    may_be_condition = serializers.BooleanField()
    evidence = serializers.JSONField(allow_null=True)
    section = serializers.CharField()
    good = serializers.CharField()
    weak = serializers.CharField()
    good_evidence = serializers.CharField()
    review = serializers.CharField()
    needed = serializers.BooleanField()
    open = serializers.BooleanField()
    settled = serializers.BooleanField()
    reads = serializers.JSONField()
    changed = serializers.BooleanField()
    read_before = serializers.JSONField(allow_null=True)
    words = serializers.ListField(child=serializers.ChoiceField(choices=VerdictWord.choices))
    mine = VerdictOut(allow_null=True)
    verdicts = VerdictOut(many=True)
    questions = QuestionOut(many=True)


class ChangeOut(serializers.Serializer[Any]):
    section = serializers.CharField()
    row = serializers.CharField(allow_blank=True)
    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class PeopleOut(serializers.Serializer[Any]):
    roles = serializers.JSONField()
    speakers = serializers.JSONField()


class RoundOut(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    result = serializers.ChoiceField(choices=Result.choices)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class DecidedOut(RoundOut):
    """`by_nobody`: the product published an amendment that reopened nothing."""

    by_nobody = serializers.BooleanField()


class KeptConditionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    proposal = serializers.CharField()
    item = serializers.CharField()
    words = serializers.CharField()
    owner = serializers.CharField()
    due = serializers.DateField()
    kept = serializers.ChoiceField(choices=("kept", "missed", "open"))


class BeforeOut(serializers.Serializer[Any]):
    """`others_` counts conditions of proposals that this reader may not see; an owner is named only on this one."""

    conditions_elsewhere = KeptConditionOut(many=True)
    conditions_here = KeptConditionOut(many=True)
    others_kept = serializers.IntegerField()
    others_missed = serializers.IntegerField()
    rounds = RoundOut(many=True)


class OpenOut(serializers.Serializer[Any]):
    item = serializers.CharField()
    severity = serializers.CharField()
    why = serializers.CharField()
    sentence = serializers.CharField()
    words = serializers.CharField()


class PromisedOut(serializers.Serializer[Any]):
    item = serializers.CharField()
    words = serializers.CharField()
    owner = serializers.CharField()
    due = serializers.DateField()


class RecommendationOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    result = serializers.ChoiceField(choices=Result.choices)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class DecisionStateOut(serializers.Serializer[Any]):
    """Where the decision stands. `result` is what the reader's verdicts lead to now."""

    digest = serializers.CharField()
    verdicts_left = serializers.ListField(child=serializers.CharField())
    result = serializers.ChoiceField(choices=Result.choices)
    open = OpenOut(many=True)
    conditions = PromisedOut(many=True)
    unanswered = serializers.ListField(child=serializers.CharField())
    needed = serializers.IntegerField()
    recommended = serializers.ChoiceField(choices=Result.choices, allow_null=True)
    recommendations = RecommendationOut(many=True)
    disagreed = serializers.BooleanField()
    moves = serializers.JSONField()
    decided = DecidedOut(allow_null=True)


class ReviewPageOut(serializers.Serializer[Any]):
    """The one page a reviewer decides from, in the order in which it is read."""

    header = ReviewHeaderOut()
    public = serializers.JSONField()
    facts = FactOut(many=True)
    open = ReviewItemOut(many=True)
    fine = ReviewItemOut(many=True)
    document = serializers.JSONField()
    people = PeopleOut()
    figures = serializers.JSONField()
    language_hints = serializers.JSONField()
    before = BeforeOut()
    changes = ChangeOut(many=True)
    ready_phrases = serializers.ListField(child=serializers.CharField())
    decision = DecisionStateOut()


class QueueLineOut(serializers.Serializer[Any]):
    """A review one holds. `round` counts the revisions decided before."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    chapter = HostOut()
    event_type = serializers.CharField(allow_null=True)
    starts = serializers.CharField(allow_null=True)
    level = serializers.CharField()
    revision = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    days_left = serializers.IntegerField()
    overdue = serializers.BooleanField()
    paused = serializers.BooleanField()
    recommended = serializers.ChoiceField(choices=Result.choices, allow_null=True)
    round = serializers.IntegerField()


class DoneLineOut(serializers.Serializer[Any]):
    """A review one has finished, and what became of the proposal."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    chapter = HostOut()
    state = serializers.ChoiceField(choices=State.choices)
    ended_at = serializers.DateTimeField()


class QueueOut(serializers.Serializer[Any]):
    waiting = QueueLineOut(many=True)
    done = DoneLineOut(many=True)


class WaitingOut(serializers.Serializer[Any]):
    """A proposal in review, as coordinators watch it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    chapter = HostOut()
    starts = serializers.CharField(allow_null=True)
    level = serializers.CharField()
    revision = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    days_waiting = serializers.IntegerField()
    needed = serializers.IntegerField()
    empty_places = serializers.IntegerField()
    trained_missing = serializers.BooleanField()
    overdue = serializers.BooleanField()
    disagreed = serializers.BooleanField()
    questions_open = serializers.IntegerField()
    may_assign = serializers.BooleanField()
    reviewers = ReviewerOut(many=True)


class ReviewLoadOut(serializers.Serializer[Any]):
    """How much one reviewer reviews."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    chapters = serializers.ListField(child=serializers.CharField())
    trained = serializers.BooleanField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    decided = serializers.IntegerField()
    recused = serializers.IntegerField()
    passed_on = serializers.IntegerField()
    last_assigned_at = serializers.DateTimeField(allow_null=True)


class CandidateOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    chapters = serializers.ListField(child=serializers.CharField())
    trained = serializers.BooleanField()
    open = serializers.IntegerField()


class AssignmentsOut(serializers.Serializer[Any]):
    """Who holds a proposal's review, and who else could."""

    holding = ReviewerOut(many=True)
    candidates = CandidateOut(many=True)


class FeedbackReviewerOut(serializers.Serializer[Any]):
    """A reviewer as organizers see them: a chapter, not a name."""

    chapter = serializers.CharField()
    due_at = serializers.DateTimeField()
    paused = serializers.BooleanField()
    done = serializers.BooleanField()


class FeedbackItemOut(serializers.Serializer[Any]):
    item = serializers.CharField()
    word = serializers.ChoiceField(choices=VerdictWord.choices)
    words = serializers.CharField()
    rethink = serializers.BooleanField()
    owner = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    chapter = serializers.CharField()
    revision = serializers.IntegerField()
    changed_since = serializers.BooleanField()


class FeedbackQuestionOut(QuestionOut):
    chapter = serializers.CharField()


class FeedbackConditionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField()
    words = serializers.CharField()
    owner = serializers.CharField()
    due = serializers.DateField()
    met_at = serializers.DateTimeField(allow_null=True)


class FeedbackOut(serializers.Serializer[Any]):
    """What the people who wrote a proposal see of its latest review."""

    revision = serializers.IntegerField(allow_null=True)
    digest = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=State.choices)
    level = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    reviewers = FeedbackReviewerOut(many=True)
    items = FeedbackItemOut(many=True)
    questions = FeedbackQuestionOut(many=True)
    conditions = FeedbackConditionOut(many=True)
    decision = DecidedOut(allow_null=True)
