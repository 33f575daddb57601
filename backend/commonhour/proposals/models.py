"""What a proposal is made of: its document, its frozen revisions, and what reviewers said about them."""

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from commonhour.events.models import Event
from commonhour.events.models import Program as PublicProgram
from commonhour.identifiers import new_id, new_salt
from commonhour.participation.models import SignUp
from commonhour.people.models import Chapter, User
from commonhour.people.policy import Person, standing_of
from commonhour.proposals.states import GAVE_UP, AssignmentEnd, Kind, Result, State, VerdictWord

Row = TypeVar("Row", bound=models.Model)


class FrozenQuerySet(models.QuerySet[Row]):
    """Refuses in bulk what a frozen row refuses by itself."""

    def update(self, **changes: Any) -> NoReturn:
        raise TypeError(f"A {self.model._meta.verbose_name} is never edited.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(
            f"A {self.model._meta.verbose_name} is never written in bulk, where one could replace another."
        )

    def delete(self) -> NoReturn:
        raise TypeError(f"A {self.model._meta.verbose_name} is never deleted.")


class Frozen(models.Model):
    """A row that is written once: never edited, never deleted."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A {self._meta.verbose_name} is never edited.")
        # Django would otherwise try an UPDATE first where the key is given.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"A {self._meta.verbose_name} is never deleted.")


class ChecklistSet(Frozen):
    """The checklist definitions that proposals answer, kept as they were, once per distinct content."""

    digest = models.CharField(max_length=64, primary_key=True)
    definitions = models.JSONField()

    def __str__(self) -> str:
        return self.digest[:12]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person) -> "ProposalQuerySet":
        """What this person may see: the mirror of the permission `proposal.view`."""
        who = standing_of(person)
        if not who.signed_in:
            return self.none()
        seen = _hosted_by(who.organizes)
        outside = ~_hosted_by(who.chapters) & ~Q(
            pk__in=Author.objects.filter(user=who.user_id).values("proposal")
        )
        if who.reviews:
            given_up_later = Assignment.objects.filter(
                proposal=OuterRef("proposal"),
                reviewer=who.user_id,
                end__in=GAVE_UP,
                ended_at__gt=OuterRef("ended_at"),
            )
            kept = Assignment.objects.filter(~Exists(given_up_later), reviewer=who.user_id)
            seen |= outside & Q(pk__in=kept.exclude(end__in=GAVE_UP).order_by().values("proposal"))
        if who.coordinates:
            seen |= outside & Q(pk__in=Revision.objects.order_by().values("proposal"))
        return self.filter(seen)

    def hosted_by(self, chapters: Iterable[UUID]) -> "ProposalQuerySet":
        """Led or co-hosted by one of these chapters, confirmed or not."""
        return self.filter(_hosted_by(chapters))


def _hosted_by(chapters: Iterable[UUID]) -> Q:
    chapters = list(chapters)
    asked = Cohost.objects.filter(chapter__in=chapters).order_by().values("proposal")
    return Q(chapter__in=chapters) | Q(pk__in=asked)


class Proposal(models.Model):
    """What organizers write: an event or a program, with a working document.

    The document holds no value about a person: those stand in `PersonalValue`, and the document names them
    by reference and salted digest. `sections` holds, per section, its version, who changed it last and when.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    document = models.JSONField(default=dict)
    sections = models.JSONField(default=dict)
    checklists = models.ForeignKey(ChecklistSet, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="events_under_it")
    program_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    approved_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="+")
    public_program = models.OneToOneField(
        PublicProgram, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at", "id")
        constraints = (
            models.CheckConstraint(
                name="approved_means_an_approved_revision",
                condition=~Q(state=State.APPROVED) | Q(approved_revision__isnull=False),
            ),
            models.CheckConstraint(
                name="published_event_means_an_approved_revision",
                condition=(Q(event__isnull=True) & Q(public_program__isnull=True))
                | Q(approved_revision__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_was_never_approved",
                condition=~Q(state=State.WITHDRAWN) | Q(approved_revision__isnull=True),
            ),
            models.CheckConstraint(
                name="only_an_event_stands_under_a_program",
                condition=Q(program__isnull=True) | Q(kind=Kind.EVENT),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The working title, or a word that says there is none yet."""
        return self.document.get("listing", {}).get("title") or f"Untitled {self.kind}"

    # What policy looks at. `queries.loaded` reads all of it beforehand.

    @property
    def every_cohost_id(self) -> frozenset[UUID]:
        return frozenset(cohost.chapter_id for cohost in self.cohosts.all())

    @property
    def confirmed_cohost_ids(self) -> frozenset[UUID]:
        return frozenset(cohost.chapter_id for cohost in self.cohosts.all() if cohost.confirmed_at)

    @property
    def author_ids(self) -> frozenset[UUID]:
        return frozenset(author.user_id for author in self.authors.all())

    @property
    def reviewer_ids(self) -> frozenset[UUID]:
        """Everyone who was ever assigned."""
        return frozenset(assignment.reviewer_id for assignment in self.assignments.all())

    @property
    def reading_reviewer_ids(self) -> frozenset[UUID]:
        """Who holds its review, or held one to its end and may read what became of it. `visible_to` mirrors this."""
        last: dict[UUID, Assignment] = {}
        for assignment in self.assignments.all():
            before = last.get(assignment.reviewer_id)
            if before is None or assignment.outlasts(before):
                last[assignment.reviewer_id] = assignment
        return frozenset(reviewer for reviewer, assignment in last.items() if assignment.end not in GAVE_UP)

    @property
    def deciding_reviewer_ids(self) -> frozenset[UUID]:
        """Who holds its review now. Outside review: who held the last one to its end, and so is told that it is over."""
        over = () if self.state == State.SUBMITTED else (AssignmentEnd.DECIDED, AssignmentEnd.TAKEN_BACK)
        return frozenset(
            assignment.reviewer_id
            for assignment in self.assignments.all()
            if assignment.ended_at is None or assignment.end in over
        )

    @property
    def taking_part_ids(self) -> frozenset[UUID]:
        """Who has signed up for its published event; asked only of who holds the review, so not loaded beforehand."""
        if self.event_id is None:
            return frozenset()
        return frozenset(SignUp.objects.filter(event=self.event_id).values_list("person_id", flat=True))

    @property
    def was_submitted(self) -> bool:
        return bool(self.revisions.all())


class Cohost(models.Model):
    """A chapter named as co-host; it counts once an organizer of its own has confirmed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="cohosts")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("chapter__name",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "chapter"), name="one_cohost_row_per_chapter"),
        )

    def __str__(self) -> str:
        return f"{self.chapter} co-hosts {self.proposal_id}"


class Author(models.Model):
    """A person who wrote any part of a proposal, and so may never decide on it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="authors")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("proposal", "user"), name="one_author_row_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} wrote {self.proposal_id}"


class Imported(models.Model):
    """The event of a calendar file that a proposal began with, so that it can be told when it comes again.

    `source` is a digest of the event's UID, which may hold an address of a person.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="imported")
    source = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.source[:12]


class PersonalValue(models.Model):
    """Values about one person (a speaker's name and words, a private contact), outside every frozen document.

    A document names the row by id and digest. The digest is salted, so a short name cannot be guessed from it.
    Withdrawn consent empties `values` and `salt` once, everywhere and in every revision, and changes no digest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="personal_values")
    salt = models.CharField(max_length=64, default=new_salt)
    values = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    blanked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Revision(Frozen):
    """The frozen, numbered copy of a proposal's document at submission."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    checklists = models.ForeignKey(ChecklistSet, on_delete=models.PROTECT, related_name="+")
    program_revision = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    cohost_ids = models.JSONField(default=list)
    appeal = models.BooleanField(
        default=False, help_text="The words of the one before, put before other eyes."
    )
    level = models.CharField(max_length=10)
    reviewers_needed = models.PositiveSmallIntegerField()
    trained_needed = models.PositiveSmallIntegerField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("proposal", "number"), name="revisions_are_numbered"),)

    def __str__(self) -> str:
        return f"revision {self.number} of {self.proposal_id}"


class Assignment(models.Model):
    """A reviewer holds a proposal, with the date they are promised to answer by; ended, never deleted.

    The promised date pauses once, while a question waits for its answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_before = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=AssignmentEnd.choices, blank=True)

    class Meta:
        ordering = ("assigned_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("proposal", "reviewer"),
                condition=Q(ended_at__isnull=True),
                name="a_reviewer_holds_it_once",
            ),
            models.CheckConstraint(
                name="ended_assignment_says_why",
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
        )
        indexes = (models.Index(fields=("reviewer", "ended_at", "due_at"), name="what_a_reviewer_holds"),)

    def __str__(self) -> str:
        return f"{self.reviewer_id} reviews {self.proposal_id}"

    def outlasts(self, other: "Assignment") -> bool:
        """Whether it ended later. Of two that ended at once, the one that was not given up."""
        if self.ended_at is None or other.ended_at is None:
            return self.ended_at is None
        return (self.ended_at, self.end not in GAVE_UP) > (other.ended_at, other.end not in GAVE_UP)


class Verdict(Frozen):
    """A reviewer's word on one item of one revision. A changed mind is a new row; the newest counts.

    `input_digest` covers exactly what the item reads: in a later revision the verdict stands where it is equal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="verdicts")
    item = models.CharField(max_length=60)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=24, choices=VerdictWord.choices)
    words = models.TextField(blank=True)
    rethink = models.BooleanField(default=False)
    condition_owner = models.CharField(max_length=80, blank=True)
    condition_due = models.DateField(null=True)
    input_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("revision", "item", "reviewer"), name="verdicts_of_a_revision"),)
        constraints = (
            models.CheckConstraint(
                name="a_condition_has_owner_and_date",
                condition=~Q(word=VerdictWord.MET_WITH_CONDITION)
                | (~Q(condition_owner="") & Q(condition_due__isnull=False) & ~Q(words="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.word}"


class Question(models.Model):
    """What a reviewer asks about an item, and the organizers' explanation, which needs no new revision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="questions")
    item = models.CharField(max_length=60)
    words = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return self.words[:60]


class Recommendation(Frozen):
    """A reviewer is done with a revision and says what should become of it, naming the digest they saw."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="recommendations")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=24, choices=Result.choices)
    reason = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("revision", "reviewer"), name="one_recommendation_per_reviewer"),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id}: {self.result}"


class Decision(Frozen):
    """What was decided on a revision, why, and the digest that was decided on.

    `decided_by` is null only where the product itself approved an amendment that reopened nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField(max_length=24, choices=Result.choices)
    reason = models.TextField()
    digest = models.CharField(max_length=64)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(name="a_decision_has_a_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.result} on {self.revision_id}"


class Condition(models.Model):
    """Something promised with a publication: by whom, by when, and whether it was kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    item = models.CharField(max_length=60)
    words = models.TextField()
    owner = models.CharField(max_length=80)
    due = models.DateField()
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("due", "item", "id")

    def __str__(self) -> str:
        return self.words[:60]


class Notice(models.Model):
    """One mail to one person, queued in the transaction of its cause and sent once.

    It holds which mail, to whom and about which proposal; the words are written when it is sent, from what the
    person may see at that hour.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(
        max_length=200, unique=True, help_text="Names the cause and the recipient: the same twice is one."
    )
    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("sent_at", "queued_at"), name="notices_waiting"),)

    def __str__(self) -> str:
        return self.key
