"""The API of moves, reviews and coordination."""

from dataclasses import fields
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.errors import NotHere
from commonhour.http import Endpoint, now, read
from commonhour.people import policy
from commonhour.people.views import signed_in
from commonhour.proposals import assigning, lifecycle, queries, review_lists, review_page, reviewing
from commonhour.proposals.models import Proposal
from commonhour.proposals.review_serializers import (
    AnswerIn,
    AssignmentIn,
    AssignmentsOut,
    FeedbackOut,
    MoveIn,
    QuestionIn,
    QueueOut,
    RecommendationIn,
    RecusalIn,
    ReviewLoadOut,
    ReviewPageOut,
    VerdictIn,
    VerdictsIn,
    WaitingOut,
)
from commonhour.proposals.serializers import ProposalOut
from commonhour.proposals.views import page


def reviewed_by(request: Request, proposal_id: UUID) -> Proposal:
    """A proposal whose review this person may read: its reviewers, past ones too, and coordinators."""
    proposal = queries.proposal_at(request.user, proposal_id)
    policy.require(request.user, "review.read", proposal)
    return proposal


def review_of(request: Request, proposal: Proposal) -> Response:
    """The review page as it is now, read again."""
    found = review_page.page_for(queries.proposal_at(request.user, proposal.pk), signed_in(request), now())
    if found is None:
        raise NotHere
    return Response(ReviewPageOut(found.to_json()).data)


class Moves(Endpoint):
    """Every move of a proposal, by name. Which are possible, and why others are not, stands in its `moves`."""

    permissions = {"POST": "proposal.view"}

    @extend_schema(operation_id="move_proposal", request=MoveIn, responses=ProposalOut)
    def post(self, request: Request, proposal_id: UUID) -> Response:
        given = read(MoveIn, request.data)
        proposal = queries.proposal_at(request.user, proposal_id)
        lifecycle.perform(given.pop("move"), proposal, actor=request.user, now=now(), **given)
        return page(request, proposal)


class Feedback(Endpoint):
    """The reviewers' words beside the items, for the people who wrote the proposal."""

    permissions = {"GET": "proposal.read"}

    @extend_schema(operation_id="review_feedback", responses=FeedbackOut)
    def get(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        policy.require(request.user, "proposal.read", proposal)
        return Response(FeedbackOut(review_page.feedback_for(proposal, now())).data)


class Reviews(Endpoint):
    """The reviews one holds, by promised date and level."""

    permissions = {"GET": "review.queue"}

    @extend_schema(operation_id="reviews", responses=QueueOut)
    def get(self, request: Request) -> Response:
        policy.require(request.user, "review.queue")
        return Response(QueueOut(review_lists.queue_of(signed_in(request), now())).data)


class ReviewPage(Endpoint):
    """Everything to decide from, on one page."""

    permissions = {"GET": "review.read"}

    @extend_schema(operation_id="review", responses=ReviewPageOut)
    def get(self, request: Request, proposal_id: UUID) -> Response:
        return review_of(request, reviewed_by(request, proposal_id))


class Verdicts(Endpoint):
    """Several verdicts at once, such as "the rest is met"."""

    permissions = {"PUT": "proposal.review"}

    @extend_schema(operation_id="give_verdicts", request=VerdictsIn, responses=ReviewPageOut)
    def put(self, request: Request, proposal_id: UUID) -> Response:
        given = read(VerdictsIn, request.data)
        proposal = reviewed_by(request, proposal_id)
        verdicts = [reviewing.Given(**one) for one in given["verdicts"]]
        reviewing.give_verdicts(
            proposal, verdicts, digest=given["digest"], actor=signed_in(request), now=now()
        )
        return review_of(request, proposal)


class VerdictOnItem(Endpoint):
    permissions = {"PUT": "proposal.review"}

    @extend_schema(operation_id="give_verdict", request=VerdictIn, responses=ReviewPageOut)
    def put(self, request: Request, proposal_id: UUID, item: str) -> Response:
        given = read(VerdictIn, request.data)
        proposal = reviewed_by(request, proposal_id)
        named = {field.name: given[field.name] for field in fields(reviewing.Given) if field.name in given}
        verdict = reviewing.Given(item=item, **named)
        reviewing.give_verdict(proposal, verdict, digest=given["digest"], actor=signed_in(request), now=now())
        return review_of(request, proposal)


class Questions(Endpoint):
    """Asking the organizers about an item. The promised date pauses, once."""

    permissions = {"POST": "proposal.review"}

    @extend_schema(operation_id="ask_question", request=QuestionIn, responses={201: ReviewPageOut})
    def post(self, request: Request, proposal_id: UUID) -> Response:
        given = read(QuestionIn, request.data)
        proposal = reviewed_by(request, proposal_id)
        asked = reviewing.Given(item=given["item"], word="ask", words=given["words"])
        reviewing.give_verdict(proposal, asked, digest=given["digest"], actor=signed_in(request), now=now())
        answer = review_of(request, proposal)
        answer.status_code = 201
        return answer


class QuestionAnswer(Endpoint):
    """The organizers' explanation, which needs no new revision."""

    permissions = {"POST": "proposal.edit"}

    @extend_schema(operation_id="answer_question", request=AnswerIn, responses=FeedbackOut)
    def post(self, request: Request, proposal_id: UUID, question_id: UUID) -> Response:
        words = read(AnswerIn, request.data)["words"]
        proposal = queries.proposal_at(request.user, proposal_id)
        reviewing.explain(proposal, question_id, words=words, actor=signed_in(request), now=now())
        return Response(FeedbackOut(review_page.feedback_for(proposal, now())).data)


class ConditionKept(Endpoint):
    """A host says that a condition of the publication is kept, and how."""

    permissions = {"POST": "proposal.edit"}

    @extend_schema(operation_id="keep_condition", request=AnswerIn, responses=FeedbackOut)
    def post(self, request: Request, proposal_id: UUID, condition_id: UUID) -> Response:
        words = read(AnswerIn, request.data)["words"]
        proposal = queries.proposal_at(request.user, proposal_id)
        reviewing.keep_condition(proposal, condition_id, words=words, actor=signed_in(request), now=now())
        return Response(FeedbackOut(review_page.feedback_for(proposal, now())).data)


class RecommendationOnRevision(Endpoint):
    """A reviewer is done. The last of the bench carries out what all recommend."""

    permissions = {"POST": "proposal.review"}

    @extend_schema(operation_id="recommend", request=RecommendationIn, responses=ReviewPageOut)
    def post(self, request: Request, proposal_id: UUID) -> Response:
        given = read(RecommendationIn, request.data)
        proposal = reviewed_by(request, proposal_id)
        reviewing.recommend(proposal, **given, actor=signed_in(request), now=now())
        return review_of(request, proposal)


class Recusal(Endpoint):
    """Stepping back, with or without saying why."""

    permissions = {"POST": "review.recuse"}

    @extend_schema(operation_id="recuse", request=RecusalIn, responses={204: None})
    def post(self, request: Request, proposal_id: UUID) -> Response:
        words = read(RecusalIn, request.data)["words"]
        proposal = reviewed_by(request, proposal_id)
        assigning.recuse(proposal, actor=signed_in(request), words=words, now=now())
        return Response(status=204)


class Waiting(Endpoint):
    """Everything in review, by age and level."""

    permissions = {"GET": "coordination"}

    @extend_schema(operation_id="waiting", responses=WaitingOut(many=True))
    def get(self, request: Request) -> Response:
        policy.require(request.user, "coordination")
        return Response(WaitingOut(review_lists.waiting_for(signed_in(request), now()), many=True).data)


class Reviewers(Endpoint):
    """Who reviews how much."""

    permissions = {"GET": "coordination"}

    @extend_schema(operation_id="reviewers", responses=ReviewLoadOut(many=True))
    def get(self, request: Request) -> Response:
        policy.require(request.user, "coordination")
        return Response(ReviewLoadOut(review_lists.load_of_reviewers(now()), many=True).data)


class Assignments(Endpoint):
    """Who holds a review, who else could, and giving it to them."""

    permissions = {"GET": "proposal.coordinate", "POST": "proposal.coordinate"}

    @extend_schema(operation_id="assignments", responses=AssignmentsOut)
    def get(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        policy.require(request.user, "proposal.coordinate", proposal)
        return Response(AssignmentsOut(review_lists.assignments_of(proposal, signed_in(request), now())).data)

    @extend_schema(operation_id="assign", request=AssignmentIn, responses={201: AssignmentsOut})
    def post(self, request: Request, proposal_id: UUID) -> Response:
        given = read(AssignmentIn, request.data)
        proposal = queries.proposal_at(request.user, proposal_id)
        assigning.reassign(
            proposal,
            to=given["reviewer"],
            instead_of=given["instead_of"],
            reason=given["reason"],
            actor=signed_in(request),
            now=now(),
        )
        body = review_lists.assignments_of(proposal, signed_in(request), now())
        return Response(AssignmentsOut(body).data, status=201)
