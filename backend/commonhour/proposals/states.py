"""The words a proposal's life is told in."""

from django.db import models


class Kind(models.TextChoices):
    EVENT = "event"
    PROGRAM = "program"


class State(models.TextChoices):
    """What is being decided about a proposal. What subscribers see is the status of the public event."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_NEEDED = "changes_needed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class VerdictWord(models.TextChoices):
    """A reviewer's word on one item of one revision."""

    MET = "met"
    MET_WITH_CONDITION = "met_with_condition"
    ASK = "ask"
    NOT_MET = "not_met"
    NOT_APPLICABLE_ACCEPTED = "not_applicable_accepted"


class Result(models.TextChoices):
    """What a decision says."""

    PUBLISH = "publish"
    PUBLISH_WITH_CONDITIONS = "publish_with_conditions"
    CHANGES_NEEDED = "changes_needed"


class AssignmentEnd(models.TextChoices):
    """Why a reviewer no longer holds a review."""

    DECIDED = "decided"
    RECUSED = "recused"
    REASSIGNED = "reassigned"
    OVERDUE = "overdue"
    TAKEN_BACK = "taken_back"


GAVE_UP = frozenset({AssignmentEnd.RECUSED, AssignmentEnd.REASSIGNED, AssignmentEnd.OVERDUE})
"""Ends before there was a decision or the chapter took it back: who ends so has no more to do with it."""
