"""A document that answers everything, for tests to take pieces out of and have judged."""

from copy import deepcopy
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck

from commonhour.checklists import catalogue
from commonhour.checklists.catalogue import Catalogue
from commonhour.checklists.definitions import Item
from commonhour.checklists.evaluation import Report, evaluate

CALM: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""For Hypothesis: a busy machine is no finding."""

TODAY = date(2026, 3, 1)
FOLDER = Path(__file__).resolve().parents[2] / "checklists"

EVERYTHING: dict[str, str | bool] = {
    "format": "hybrid",
    "event_type": "film_screening",
    "audience": "public",
    "visibility": "public",
    "has_speakers": True,
    "uses_survivor_story": True,
    "uses_statistics": True,
    "uses_media": True,
    "international_focus": True,
    "minors_present": "expected",
    "raises_money": True,
    "has_external_partner": True,
    "refers_to_services": True,
    "alcohol": True,
    "recording": "audio",
    "asks_public_to_report": True,
    "contact_with_affected_people": True,
}

PLAIN: dict[str, str | bool] = {
    "format": "in_person",
    "event_type": "other",
    "audience": "chapter_members",
    "visibility": "public",
    "has_speakers": False,
    "uses_survivor_story": False,
    "uses_statistics": False,
    "uses_media": False,
    "international_focus": False,
    "minors_present": "none",
    "raises_money": False,
    "has_external_partner": False,
    "refers_to_services": False,
    "alcohol": False,
    "recording": "none",
    "asks_public_to_report": False,
    "contact_with_affected_people": False,
}

FORMS: dict[str, dict[str, Any]] = {
    "sr.prepare": {
        "who_briefs": "Nadia",
        "what_is_covered": "Disclosure, photos, pausing",
        "date": "2026-04-10",
    },
    "sr.care": {"max_hours_in_event_week": 9, "who_checks_in": "Theo", "when": "Two days later, over tea"},
    "dl.moderator": {"moderator": "Amara", "plan": "Reads written questions only."},
    "ma.story": {
        "source_of_story": "Written and read by its author under a pen name",
        "used_by": "consent",
        "agreed_to_this_use_on": "2026-02-07",
        "saw_final_version": True,
        "withdrawal_route": "One message to Theo",
        "identifying_details_removed": "Town and employer",
        "person_was_adult": True,
    },
    "ma.rights": {"licence_or_permission": "https://example.org/licence", "valid_for_date": "2026-04-15"},
    "ow.concern": {
        "route": "Form on the event page",
        "anonymous_possible": True,
        "who_answers": "The regional coordinator",
        "within_days": 5,
    },
    "ow.tellback": {"person": "Sana", "date": "2026-04-27"},
}

LISTING: dict[str, Any] = {
    "title": "Film and supper: who catches our fish?",
    "summary": "A documentary on debt at sea, and a letter to our dining office.",
    "description": "A 52-minute licensed documentary, shown in two parts with supper between.",
    "starts_at": "2026-04-15T18:00",
    "ends_at": "2026-04-15T21:00",
    "time_zone": "America/Chicago",
    "place_name": "Student union",
    "room": "114",
    "place_address": "1 College Way",
    "place_rule": "public",
    "link_rule": "after_sign_up",
    "access_features": ["step_free", "captions"],
    "access_contact": "access@kestrel.example",
    "access_request_by": "2026-04-08",
    "content_note": "Debt and threats are described; no violence is shown.",
    "topics": ["work"],
}

SECTIONS: dict[str, Any] = {
    "roles": [
        {
            "id": "role1",
            "name": "Host",
            "duties": "Welcome people, run table talk",
            "kind": "participation",
            "how_many": 3,
            "hours": 3,
            "open": True,
        },
        {
            "id": "role2",
            "name": "Lead",
            "duties": "Choose the film",
            "kind": "leadership",
            "how_many": 2,
            "hours": 12,
            "open": False,
        },
    ],
    "speakers": [
        {
            "id": "speaker1",
            "display_name": "Joaquim Verrault",
            "self_description": "deckhand for 14 years, now trains fishers",
            "topic": "Debt on boats",
            "why_invited": "Knows the work",
            "listing_consent_on": "2026-02-20",
            "pay_offered": "400",
            "costs_covered": "Travel",
            "topics_agreed": True,
            "may_withdraw": True,
            "recording_agreed": "no",
            "access_asked": True,
        }
    ],
    "actions": [
        {
            "id": "action1",
            "act": "Write to the dining office",
            "where": "In the room",
            "on": "2026-04-15",
            "expected": 60,
            "measure_what": "Letters",
            "measure_target": "60",
            "measure_on": "2026-04-28",
            "measure_who": "Ines",
        }
    ],
    "partners": [
        {
            "id": "partner1",
            "name": "Student-worker council",
            "asked_for": "Letters to the dining office",
            "does": "Reads the letters",
            "agreed_on": "2026-02-02",
            "may_be_named": True,
            "contact": "council@kestrel.example",
        }
    ],
    "figures": [
        {
            "id": "figure1",
            "text": "The ILO estimates 27.6 million people in forced labour on any day in 2021.",
            "figure": "27.6 million",
            "unit": "people",
            "source_title": "Global Estimates 2022",
            "source_link": "https://example.org/estimates",
            "year_of_data": "2021",
            "place": "World",
            "population": "People in forced labour",
            "method": "Surveys and modelling",
            "limits": "Modelled",
            "where_used": "Slide 3",
            "opened": "original",
            "wording": "kept",
            "scores": {"A": 2, "B": 2, "C": 1, "D": 2, "E": 2, "F": 1, "G": 1, "H": 2},
            "score_notes": "Page 17.",
            "stop_signs": [],
            "shown_to_question": False,
        }
    ],
    "materials": [
        {
            "id": "material1",
            "kind": "Poster",
            "link": "https://example.org/poster",
            "made_by": "The chapter",
            "licence": "Our own",
            "people_shown": "nobody",
            "alt_text": "A boat at night",
            "content_note": "",
        }
    ],
    "support": {
        "named_person": "Lena",
        "training": "Campus advocate",
        "place_to_step_out": "Room 3",
        "confidential_resource": "The campus advocate",
        "must_report_people": "Hosts who are staff",
        "services": [
            {
                "id": "service1",
                "name": "Worker centre",
                "languages": "English, Spanish",
                "confidential": True,
                "shares_with": "nobody",
                "checked_on": "2026-02-01",
            }
        ],
    },
    "privacy": {
        "place_shown_to": "",
        "names_required": "nickname",
        "photos": "none",
        "collected_fields": "An e-mail address",
        "delete_after_days": 14,
    },
    "campus_rules": [
        {"id": "rule1", "rule": "Room form", "owner": "Ben", "due": "2026-04-01", "done": False}
    ],
    "budget": {
        "costs": [{"id": "cost1", "label": "Licence", "amount": 420}],
        "sources": "Student fee",
        "in_kind": "",
        "raised_for": "The legal clinic, which agreed",
        "share_to_recipient": "100%",
        "report_by": "2026-05-15",
    },
}


@lru_cache(maxsize=1)
def principles() -> Catalogue:
    return catalogue.load(FOLDER)


def every_item() -> list[Item]:
    return [item for checklist in principles().checklists for item in checklist.items]


def answer_to(item: Item) -> dict[str, Any]:
    """An acceptable answer for an item that keeps its value in `answers`."""
    evidence = item.evidence
    first = next((option.value for option in evidence.options if option.value not in item.refuses), None)
    values = {
        "text": item.good[:300],
        "choice": first,
        "choice_many": [first],
        "short_form": FORMS.get(item.id),
    }
    return {"state": "answered", "value": values[evidence.type], "note": "Because of our partner."}


def complete(**facts: str | bool) -> dict[str, Any]:
    """Everything answered and everything applying, but for the facts given here."""
    return deepcopy(
        {
            "facts": {**EVERYTHING, **facts},
            "listing": LISTING,
            **SECTIONS,
            "answers": {
                item.id: answer_to(item)
                for item in every_item()
                if item.evidence.type in ("text", "choice", "choice_many", "short_form")
            },
        }
    )


def judged(document: dict[str, Any], **more: Any) -> Report:
    """By the principles as they ship; `more` as `evaluate` takes it."""
    return evaluate(principles().checklists, document, TODAY, **more)


def sentences(report: Report, item_id: str) -> list[str]:
    return [gap.message for gap in report.item(item_id).gaps]


def answered(item_id: str, answer: dict[str, Any], **facts: Any) -> Report:
    """A plain document judged with this answer."""
    document = complete(**{**PLAIN, **facts})
    document["answers"][item_id] = answer
    return judged(document)
