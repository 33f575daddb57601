"""Reading proposals: the one scoped way to each of them, and what lists load beforehand."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from commonhour.errors import NotHere
from commonhour.people import policy
from commonhour.people.models import Chapter, User
from commonhour.people.policy import Person, standing_of
from commonhour.proposals.document import Reach
from commonhour.proposals.models import Assignment, Cohost, Proposal, ProposalQuerySet, Revision


def proposal_at(person: Person, proposal_id: UUID) -> Proposal:
    """The proposal, for someone who may see it; to everyone else it does not exist."""
    proposal = loaded(Proposal.objects.visible_to(person).filter(pk=proposal_id)).first()
    if proposal is None:
        raise NotHere
    return proposal


def proposals_of(person: Person, *, chapter: str = "", state: str = "", kind: str = "") -> ProposalQuerySet:
    """What this person works on: proposals of chapters they organize for, newest change first."""
    hosted = standing_of(person).organizes
    found = Proposal.objects.visible_to(person).hosted_by(hosted)
    if chapter:
        found = found.hosted_by(Chapter.objects.filter(slug=chapter).values_list("pk", flat=True))
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return loaded(found)


def loaded(found: ProposalQuerySet) -> ProposalQuerySet:
    """With everything that permissions, a list row and a page look at, in a constant number of queries."""
    revisions = Revision.objects.defer("document").order_by("number")
    assignments = Assignment.objects.order_by("assigned_at", "id")
    return found.select_related(
        "chapter", "program", "program_revision", "event", "public_program"
    ).prefetch_related(
        "cohosts__chapter",
        "authors",
        Prefetch("assignments", assignments),
        Prefetch("revisions", revisions),
    )


def lock(proposal: Proposal) -> Proposal:
    """The proposal as it is now, its row held until the transaction ends."""
    return _locked(proposal.pk)


def lock_at(person: Person, proposal_id: UUID) -> Proposal:
    """The same by its id, for someone who may see it: one reading where `proposal_at` and `lock` would be two.

    It asks the permission instead of its mirror `visible_to`; a test holds the two together.
    """
    proposal = _locked(proposal_id)
    if not policy.may(person, "proposal.view", proposal):
        raise NotHere
    return proposal


def _locked(proposal_id: UUID) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("chapter")
    try:
        locked = rows.get(pk=proposal_id)
    except Proposal.DoesNotExist:
        raise NotHere from None
    prefetch_related_objects([locked], Prefetch("cohosts", Cohost.objects.select_related("chapter")))
    return locked


def reach_of(person: Person, proposal: Proposal) -> Reach:
    """A chapter asked to co-host reads what the network may read, until it has said yes."""
    who = standing_of(person)
    asked_only = who.organizes & proposal.every_cohost_id - proposal.confirmed_cohost_ids
    hosts = {proposal.chapter_id, *proposal.confirmed_cohost_ids}
    if asked_only and not who.organizes & hosts:
        return Reach.NETWORK
    return Reach.REVIEWERS


def names_of(user_ids: Sequence[str]) -> dict[str, str]:
    return {str(pk): name for pk, name in User.objects.filter(pk__in=user_ids).values_list("pk", "name")}


def chapter_at(slug: str) -> Chapter:
    chapter = Chapter.objects.filter(slug=slug).first()
    if chapter is None:
        raise NotHere
    return chapter
