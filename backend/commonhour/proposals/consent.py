"""Withdrawn consent: what is kept about a person leaves every document, every revision and the calendar, at once."""

from datetime import datetime

from django.db import transaction

from commonhour.people.models import User
from commonhour.proposals import deciding, personal, queries
from commonhour.proposals.models import Proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, section: str, row: str = "", actor: User, now: datetime) -> Proposal:
    """Blank the values of one row (or of a section that is one record), in whatever state the proposal is.

    The public line is written again from the same approved revision: it has lost a name, and no digest of a revision
    has changed.
    """
    personal.blank(proposal, section=section, row=row, actor=actor, now=now)
    proposal = queries.lock(proposal)
    if proposal.event is not None and proposal.approved_revision is not None:
        deciding.put_on_calendar(proposal, proposal.approved_revision, now=now)
    return proposal
