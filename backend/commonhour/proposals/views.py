"""The API of writing proposals. Reviewing has its own."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour.checklists import catalogue, language
from commonhour.checklists.evaluation import describe_item
from commonhour.http import BROWSE, Endpoint, Pages, now, read
from commonhour.people import policy
from commonhour.people.views import signed_in
from commonhour.proposals import (
    borrowing,
    consent,
    document,
    drafting,
    gaps,
    lifecycle,
    overview,
    projection,
    queries,
)
from commonhour.proposals.models import Proposal
from commonhour.proposals.serializers import (
    CohostIn,
    CopyIn,
    HintsIn,
    HintsOut,
    HistoryLine,
    ListIn,
    ProgramIn,
    ProposalLine,
    ProposalLines,
    ProposalOut,
    ReuseIn,
    SectionIn,
    SectionOut,
    ShareIn,
    StartIn,
    WithdrawalIn,
)

FILTERS = [OpenApiParameter(name, str) for name in ("chapter", "state", "kind")]
PAGING = ("page", "page_size")


def page(request: Request, proposal: Proposal, status: int = 200) -> Response:
    """A proposal as it is now, read again: a verb may have changed any of it."""
    found = queries.proposal_at(request.user, proposal.pk)
    return Response(ProposalOut(overview.page_of(found, request.user, now=now())).data, status=status)


class Proposals(Endpoint):
    """The proposals of the chapters one organizes for, the last changed first, fifty a page."""

    permissions = {"GET": "proposal.list", "POST": "proposal.start"}

    @extend_schema(
        operation_id="proposals",
        parameters=[*FILTERS, OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=ProposalLines,
    )
    def get(self, request: Request) -> Response:
        policy.require(request.user, "proposal.list")
        given = {name: value for name, value in request.query_params.items() if name not in PAGING}
        asked = read(ListIn, given)
        pages, at = Pages(), now()
        found = pages.paginate_queryset(queries.proposals_of(request.user, **asked), request, self) or []
        lines = [
            overview.line_of(each, request.user, report=overview.report_for(each, request.user, now=at))
            for each in found
        ]
        return pages.get_paginated_response(ProposalLine(lines, many=True).data)

    @extend_schema(operation_id="start_proposal", request=StartIn, responses={201: ProposalOut})
    def post(self, request: Request) -> Response:
        asked = read(StartIn, request.data)
        chapter = queries.chapter_at(asked.pop("chapter"))
        proposal = drafting.start(chapter, **asked, actor=signed_in(request), now=now())
        return page(request, proposal, status=201)


class ProposalDetail(Endpoint):
    permissions = {"GET": "proposal.view"}

    @extend_schema(operation_id="proposal", responses=ProposalOut)
    def get(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        return Response(ProposalOut(overview.page_of(proposal, request.user, now=now())).data)


class ProposalSection(Endpoint):
    """Saving one section, or one answer as `answers:<item>`, as it is written."""

    permissions = {"PATCH": "proposal.edit"}

    @extend_schema(operation_id="write_section", request=SectionIn, responses=SectionOut)
    def patch(self, request: Request, proposal_id: UUID, section: str) -> Response:
        given, at = read(SectionIn, request.data), now()
        saved = drafting.write_section_at(
            proposal_id, section=section, **given, actor=signed_in(request), now=at
        )
        report = gaps.report_for(saved.proposal, saved.proposal.chapter.day_at(at))
        body = {
            "section": saved.section,
            "version": saved.version,
            "value": saved.value,
            "problems": saved.problems,
            "report": report.standing_json(),
            "moves": list(lifecycle.moves_for(saved.proposal, request.user, at, report=report)),
        }
        return Response(body)


class ProposalPreview(Endpoint):
    """The working document as the calendar would show it; `missing` says what keeps it from there."""

    permissions = {"GET": "proposal.read"}

    @extend_schema(operation_id="preview_proposal", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        policy.require(request.user, "proposal.read", proposal)
        return Response(projection.preview(proposal))


class ProposalCopy(Endpoint):
    permissions = {"POST": "proposal.edit"}

    @extend_schema(operation_id="copy_proposal", request=CopyIn, responses={201: ProposalOut})
    def post(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        slug = read(CopyIn, request.data)["chapter"]
        chapter = queries.chapter_at(slug) if slug else proposal.chapter
        copied = drafting.copy(proposal, chapter=chapter, actor=signed_in(request), now=now())
        return page(request, copied, status=201)


class ProposalHistory(Endpoint):
    permissions = {"GET": "proposal.read"}

    @extend_schema(operation_id="proposal_history", responses=HistoryLine(many=True))
    def get(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        return Response(HistoryLine(overview.history_of(proposal, request.user), many=True).data)


class ProposalCohosts(Endpoint):
    """Asking another chapter to host this too."""

    permissions = {"POST": "proposal.organize"}

    @extend_schema(operation_id="name_cohost", request=CohostIn, responses={201: ProposalOut})
    def post(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        chapter = queries.chapter_at(read(CohostIn, request.data)["chapter"])
        drafting.name_cohost(proposal, chapter=chapter, actor=signed_in(request), now=now())
        return page(request, proposal, status=201)


class ProposalCohost(Endpoint):
    """A chapter's own word: it co-hosts (POST), or is taken off (DELETE)."""

    permissions = {"POST": "proposal.confirm", "DELETE": "proposal.view"}

    @extend_schema(operation_id="confirm_cohost", request=None, responses=ProposalOut)
    def post(self, request: Request, proposal_id: UUID, slug: str) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        chapter = queries.chapter_at(slug)
        drafting.confirm_cohost(proposal, chapter=chapter, actor=signed_in(request), now=now())
        return page(request, proposal)

    @extend_schema(operation_id="drop_cohost", responses={204: None})
    def delete(self, request: Request, proposal_id: UUID, slug: str) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        chapter = queries.chapter_at(slug)
        drafting.drop_cohost(proposal, chapter=chapter, actor=signed_in(request), now=now())
        return Response(status=204)


class ProposalProgram(Endpoint):
    permissions = {"PUT": "proposal.edit"}

    @extend_schema(operation_id="put_under_program", request=ProgramIn, responses=ProposalOut)
    def put(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        program_id = read(ProgramIn, request.data)["program"]
        program = queries.proposal_at(request.user, program_id) if program_id else None
        drafting.put_under_program(proposal, program=program, actor=signed_in(request), now=now())
        return page(request, proposal)


class ProposalChecklists(Endpoint):
    """Answering today's checklists instead of the copy taken when the proposal began."""

    permissions = {"POST": "proposal.edit"}

    @extend_schema(operation_id="update_checklists", request=None, responses=ProposalOut)
    def post(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        drafting.update_checklists(proposal, actor=signed_in(request), now=now())
        return page(request, proposal)


class ProposalWithdrawals(Endpoint):
    """Someone withdraws their consent: what is kept about them here is blanked, in every revision and in public."""

    permissions = {"POST": "proposal.edit"}

    @extend_schema(operation_id="withdraw_consent", request=WithdrawalIn, responses=ProposalOut)
    def post(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        consent.withdraw(proposal, **read(WithdrawalIn, request.data), actor=signed_in(request), now=now())
        return page(request, proposal)


class ProposalLibrary(Endpoint):
    """Sharing a row of a proposal with the network (PUT), and taking a shared thing into it (POST)."""

    permissions = {"PUT": "library.share", "POST": "proposal.edit"}

    @extend_schema(operation_id="share_row", request=ShareIn, responses={204: None})
    def put(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        borrowing.share(proposal, **read(ShareIn, request.data), actor=signed_in(request), now=now())
        return Response(status=204)

    @extend_schema(operation_id="reuse_shared", request=ReuseIn, responses={201: ProposalOut})
    def post(self, request: Request, proposal_id: UUID) -> Response:
        proposal = queries.proposal_at(request.user, proposal_id)
        borrowing.reuse(proposal, **read(ReuseIn, request.data), actor=signed_in(request), now=now())
        return page(request, proposal, status=201)


class DocumentForm(Endpoint):
    """Every section and field of the document: type, limits, choices, and how far it reaches."""

    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="document_form", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        words = {fact.id: fact.to_json() for fact in catalogue.current().facts}
        return Response(document.form(words))


class Checklists(Endpoint):
    """Today's checklists with every question, for anyone who wants to know what is asked."""

    permissions = {"GET": BROWSE}

    @extend_schema(operation_id="checklists", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        today = catalogue.current()
        body: dict[str, Any] = {
            "checklists": [
                {
                    "id": each.id,
                    "version": each.version,
                    "title": each.title,
                    "principles": list(each.principles),
                    "kind": each.kind,
                    "minutes": each.minutes,
                    "applies_when": each.applies_when.to_json(),
                    "not_applicable": each.not_applicable,
                    "ground_rule": each.ground_rule,
                    "items": [{**describe_item(item), "severity": item.severity} for item in each.items],
                }
                for each in today.checklists
            ],
            "facts": [fact.to_json() for fact in today.facts],
            "rubrics": [rubric.to_json() for rubric in today.rubrics],
        }
        return Response(body)


class LanguageHints(Endpoint):
    """Hints on words while someone writes. They advise, never block, and nothing of the text is kept."""

    permissions = {"POST": "language.hints"}

    @extend_schema(operation_id="language_hints", request=HintsIn, responses=HintsOut)
    def post(self, request: Request) -> Response:
        policy.require(request.user, "language.hints")
        asked = read(HintsIn, request.data)
        found = language.hints(
            catalogue.current().lexicon, asked["text"], kept=asked["kept"], more=asked["more"]
        )
        return Response({"hints": [hint.to_json() for hint in found]})
