"""The facts of a proposal: their names and values. Their words stand in `checklists/facts.yaml`.

A fact is a field of the document, so its name and values are code; everything an organizer reads is content.
"""

from collections.abc import Mapping
from typing import Any

YES_NO: tuple[bool, ...] = (True, False)

FACTS: dict[str, tuple[str | bool, ...]] = {
    "format": ("in_person", "online", "hybrid", "asynchronous"),
    "event_type": (
        "film_screening",
        "panel",
        "talk",
        "tabling",
        "training",
        "fundraiser",
        "service_day",
        "conference",
        "campaign_week",
        "book_club",
        "vigil",
        "advocacy_day",
        "support_space",
        "team_meeting",
        "other",
    ),
    "audience": ("chapter_members", "invited", "campus", "network", "public"),
    "visibility": ("public", "network", "unlisted"),
    "has_speakers": YES_NO,
    "uses_survivor_story": YES_NO,
    "uses_statistics": YES_NO,
    "uses_media": YES_NO,
    "international_focus": YES_NO,
    "minors_present": ("none", "possible", "expected"),
    "raises_money": YES_NO,
    "has_external_partner": YES_NO,
    "refers_to_services": YES_NO,
    "alcohol": YES_NO,
    "recording": ("none", "photos", "audio", "video", "livestream"),
    "asks_public_to_report": YES_NO,
    "contact_with_affected_people": YES_NO,
}

COMPUTED: dict[str, tuple[str | bool, ...]] = {"live": YES_NO}

ALL_FACTS: dict[str, tuple[str | bool, ...]] = {**FACTS, **COMPUTED}

_BOOLEANS = frozenset(name for name, values in FACTS.items() if values is YES_NO)
_WORDS = {name: frozenset(values) for name, values in FACTS.items() if values is not YES_NO}


def known(document: Mapping[str, Any]) -> dict[str, str | bool]:
    """The facts that are answered with a value they may have, and those computed from them.

    Anything else counts as not yet answered, so a condition on it is not met.
    """
    given = document.get("facts") or {}
    facts: dict[str, str | bool] = {}
    for name, value in given.items():
        # 1 == True in Python, and a count is not a yes.
        if name in _BOOLEANS:
            if value is True or value is False:
                facts[name] = value
        elif name in _WORDS and isinstance(value, str) and value in _WORDS[name]:
            facts[name] = value
    if "format" in facts:
        facts["live"] = facts["format"] != "asynchronous"
    return facts


def missing(facts: Mapping[str, str | bool]) -> tuple[str, ...]:
    return tuple(name for name in FACTS if name not in facts)
