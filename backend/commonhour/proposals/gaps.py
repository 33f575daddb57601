"""What a proposal still needs: its checklists' report, and the listing's own essentials, as one report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from commonhour.checklists import catalogue
from commonhour.checklists.definitions import Checklist
from commonhour.checklists.evaluation import ItemReport, Report, evaluate
from commonhour.checklists.evidence import Gap, as_date
from commonhour.events import schedule_reading
from commonhour.events.choices import Format, Shown
from commonhour.proposals import problems
from commonhour.proposals.models import ChecklistSet, Proposal, Revision
from commonhour.proposals.states import Kind

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Essential:
    """One question the calendar itself asks of a listing, with what is missing for it."""

    id: str
    question: str
    why: str
    gaps: tuple[Gap, ...]

    def to_json(self) -> dict[str, Any]:
        """In the shape of an item of a checklist."""
        return {
            **self.standing_json(),
            "question": self.question,
            "why": self.why,
            "required": True,
            "section": "listing",
            "evidence": None,
            "good_evidence": "",
            "good": "",
            "weak": "",
            "review": "",
        }

    def standing_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "applies": True,
            "because": [],
            "severity": "blocker",
            "may_be_condition": False,
            "may_be_not_applicable": False,
            "inherited": False,
            "state": "open" if self.gaps else "answered",
            "gaps": [gap.to_json() for gap in self.gaps],
        }


@dataclass(frozen=True)
class ProposalReport(Report):
    """The checklists' report with the listing's essentials before it. `checklists` holds only real checklists."""

    essentials: tuple[Essential, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        needed = tuple(gap for essential in self.essentials for gap in essential.gaps)
        return (*needed, *(gap for item in self.applying if item.holds_up for gap in item.gaps))

    def to_json(self) -> dict[str, Any]:
        json = Report.to_json(self)
        return {**json, "checklists": [self._essentials_json(), *json["checklists"]]}

    def standing_json(self) -> dict[str, Any]:
        """Only what writing can change: the words of the questions are on the page already."""
        return {
            "complete": self.complete,
            "done": self.done,
            "total": self.total,
            "facts_missing": list(self.facts_missing),
            "checklists": [
                {
                    "id": ESSENTIALS,
                    "applies": True,
                    "items": [each.standing_json() for each in self.essentials],
                },
                *(
                    {
                        "id": each.checklist.id,
                        "applies": each.applies,
                        "items": [_standing_of(item) for item in each.items],
                    }
                    for each in self.checklists
                ),
            ],
        }

    def _essentials_json(self) -> dict[str, Any]:
        return {
            "id": ESSENTIALS,
            "version": 1,
            "title": "The listing",
            "kind": "listing",
            "minutes": 3,
            "ground_rule": "",
            "not_applicable": "",
            "applies": True,
            "because": [],
            "items": [essential.to_json() for essential in self.essentials],
        }


ESSENTIALS = "listing"


def _standing_of(item: ItemReport) -> dict[str, Any]:
    return {
        "id": item.id,
        "applies": item.applies,
        "because": [{"fact": fact, "value": value} for fact, value in item.because],
        "severity": item.severity,
        "may_be_condition": item.may_be_not_yet,
        "may_be_not_applicable": item.may_be_not_applicable,
        "inherited": item.inherited,
        "state": item.state,
        "gaps": [gap.to_json() for gap in item.gaps],
    }


def report_for(proposal: Proposal, today: date) -> ProposalReport:
    """What the working document lacks. Reads its program's revision where it stands under one."""
    return report_of(
        definitions(proposal.checklists_id),
        proposal.document,
        today,
        kind=proposal.kind,
        program=proposal.program_revision.document if proposal.program_revision else None,
        unconfirmed=[cohost.chapter.name for cohost in proposal.cohosts.all() if cohost.confirmed_at is None],
    )


def report_on(revision: Revision, today: date) -> ProposalReport:
    """The same of a frozen revision, by the checklists it answers."""
    return report_of(
        definitions(revision.checklists_id),
        revision.document,
        today,
        kind=revision.proposal.kind,
        program=revision.program_revision.document if revision.program_revision else None,
    )


def report_of(
    checklists: Sequence[Checklist],
    document: Document,
    today: date,
    *,
    kind: str,
    program: Document | None = None,
    unconfirmed: Sequence[str] = (),
) -> ProposalReport:
    """The pure part: nothing is read but what is given."""
    report = evaluate(checklists, document, today, program=program, kind=kind)
    essentials = essentials_of(document, today, kind=kind, unconfirmed=unconfirmed)
    return ProposalReport(
        complete=report.complete and not any(essential.gaps for essential in essentials),
        done=report.done + sum(not essential.gaps for essential in essentials),
        total=report.total + len(essentials),
        facts_missing=report.facts_missing,
        event_on=report.event_on,
        checklists=report.checklists,
        essentials=essentials,
    )


@lru_cache(maxsize=64)
def definitions(digest: str) -> tuple[Checklist, ...]:
    """The checklists of a stored set. It is named by the digest of its content, so a process reads it once."""
    return catalogue.from_json(ChecklistSet.objects.get(pk=digest).definitions)


# The essentials


def essentials_of(
    document: Document, today: date, *, kind: str, unconfirmed: Sequence[str] = ()
) -> tuple[Essential, ...]:
    listing: Mapping[str, Any] = document.get("listing") or {}
    facts: Mapping[str, Any] = document.get("facts") or {}
    wrong = problems.of_section("listing", listing, kind=kind, dated=False)
    essentials = [
        Essential("listing.text", *_TEXT, _text_gaps(listing, kind)),
        _when(listing, wrong, today, kind),
    ]
    if kind == Kind.EVENT:
        told = tuple(
            Gap(each.section, each.field, each.row, each.sentence) for each in problems.leaks(document)
        )
        essentials.append(Essential("listing.where", *_WHERE, (*_where_gaps(listing, facts, wrong), *told)))
    essentials.append(Essential("listing.details", *_DETAILS, _detail_gaps(document, wrong, kind)))
    if unconfirmed:
        essentials.append(Essential("listing.cohosts", *_COHOSTS, _cohost_gaps(unconfirmed)))
    return tuple(essentials)


_TEXT = (
    "What is it called, and what is it?",
    "The title and the summary are all that most people ever read.",
)
_WHEN = (
    "When does it take place?",
    "Calendars show it at the hour of the place, on both sides of a clock change.",
)
_PERIOD = ("From when until when does the program run?", "Its events lie in this period.")
_WHERE = ("Where is it, and who may learn that?", "A place once shown in a calendar cannot be called back.")
_DETAILS = ("What does it cost, and in which language is it?", "People decide by this whether they can come.")
_COHOSTS = ("Did each co-hosting chapter confirm?", "A chapter is named only once it has said yes itself.")

_PLACE_FIELDS = ("place_name", "room", "place_address", "directions", "online_link")


def _gap(name: str | None, sentence: str) -> Gap:
    return Gap("listing", name, None, sentence)


def _filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _missing(listing: Mapping[str, Any], asked: Mapping[str, str]) -> list[Gap]:
    return [_gap(name, sentence) for name, sentence in asked.items() if not _filled(listing.get(name))]


def _problem_gaps(wrong: Mapping[str, list[str]], fits: Callable[[str], bool]) -> list[Gap]:
    return [_gap(name, sentence) for name, sentences in wrong.items() if fits(name) for sentence in sentences]


def _text_gaps(listing: Mapping[str, Any], kind: str) -> tuple[Gap, ...]:
    asked = {"title": "Give it a title.", "summary": "Say in one or two sentences what it is."}
    if kind == Kind.PROGRAM:
        asked["description"] = "Say what the program is for."
    return tuple(_missing(listing, asked))


def _when(listing: Mapping[str, Any], wrong: Mapping[str, list[str]], today: date, kind: str) -> Essential:
    if kind == Kind.PROGRAM:
        asked = {"period_starts_on": "Give the first day.", "period_ends_on": "Give the last day."}
        gaps = _missing(listing, asked) + _problem_gaps(wrong, lambda name: name.startswith("period_"))
        last = as_date(listing.get("period_ends_on"))
        return Essential("listing.when", *_PERIOD, (*gaps, *_over(last, today, "period_ends_on")))

    gaps = [_gap(fault.field, fault.sentence) for fault in schedule_reading.faults(listing)]
    last = None if listing.get("recurrence") else as_date(listing.get("ends_at"))
    return Essential("listing.when", *_WHEN, (*gaps, *_over(last, today, "ends_at")))


def _over(last: date | None, today: date, name: str) -> list[Gap]:
    return [_gap(name, "This day has passed. Choose one to come.")] if last and last < today else []


def _where_gaps(
    listing: Mapping[str, Any], facts: Mapping[str, Any], wrong: Mapping[str, list[str]]
) -> tuple[Gap, ...]:
    gaps = _problem_gaps(wrong, lambda name: name in _PLACE_FIELDS)
    if facts.get("format") in {Format.IN_PERSON, Format.HYBRID}:
        gaps += _told_gaps(
            listing, "place_rule", "place_name", "Say who may see the place.", "Name the place."
        )
    if facts.get("format") in {Format.ONLINE, Format.HYBRID}:
        gaps += _told_gaps(
            listing, "link_rule", "online_link", "Say who may see the link.", "Add the link to join."
        )
    return tuple(gaps)


def _told_gaps(listing: Mapping[str, Any], rule: str, what: str, ask_rule: str, ask_what: str) -> list[Gap]:
    if not _filled(listing.get(rule)):
        return [_gap(rule, ask_rule)]
    if listing[rule] != Shown.FROM_HOST and not _filled(listing.get(what)):
        return [_gap(what, f"{ask_what} If it is not yet known, choose that the host tells it.")]
    return []


def _detail_gaps(document: Document, wrong: Mapping[str, list[str]], kind: str) -> tuple[Gap, ...]:
    asked = {"language": "Say in which language it is."}
    if kind == Kind.EVENT:
        asked["cost"] = "Say what it costs; free is an answer."
    gaps = _missing(document.get("listing") or {}, asked)
    gaps += _problem_gaps(wrong, lambda name: name not in _PLACE_FIELDS and not name.startswith("period_"))
    return (*gaps, *_figure_gaps(document.get("figures") or [], kind))


def _figure_gaps(figures: Sequence[Mapping[str, Any]], kind: str) -> list[Gap]:
    found = []
    for path, sentences in problems.of_section("figures", figures, kind=kind).items():
        number, field = path.split(".", 1)
        found += [Gap("figures", field, figures[int(number)]["id"], sentence) for sentence in sentences]
    return found


def _cohost_gaps(unconfirmed: Sequence[str]) -> tuple[Gap, ...]:
    return tuple(
        Gap("cohosts", None, None, f"{name} has not confirmed yet. Ask them, or take them off.")
        for name in unconfirmed
    )
