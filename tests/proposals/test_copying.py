"""Copying a proposal: its ideas come along, its promises never."""

from datetime import datetime
from typing import Any

import pytest

from commonhour.checklists import catalogue
from commonhour.errors import Forbidden
from commonhour.people.models import Chapter, Role, User
from commonhour.proposals import copying, document, drafting, gaps, intake, personal
from commonhour.proposals.models import PersonalValue
from tests.checklists.documents import complete

from .making import draft, fresh

LEFT_BEHIND = {
    "listing": {"starts_at", "ends_at", "starts_fold", "ends_fold", "recurrence", "period_starts_on", "period_ends_on",
                "online_link", "access_contact", "access_request_by", "picture_link"},
    "roles": {"open"},
    "speakers": {"display_name", "self_description", "why_invited", "listing_consent_on", "pay_offered", "costs_covered",
                 "topics_agreed", "may_withdraw", "recording_agreed", "access_asked"},
    "actions": {"on", "measure_on", "measure_who"},
    "partners": {"agreed_on", "may_be_named", "contact"},
    "materials": {"licence"},
    "support": {"named_person", "training"},
    "campus_rules": {"owner", "due", "done"},
    "budget": {"raised_for", "share_to_recipient", "report_by"},
}  # fmt: skip
"""Written by hand: consent dates, agreements, licences, helpline checks, terms, access contacts, dates, persons."""


def test_a_copy_leaves_behind_exactly_what_was_promised() -> None:
    for name, section in document.SECTIONS.items():
        left = {field.name for field in section.fields if field.stays_behind}
        assert left == LEFT_BEHIND.get(name, set()), name
    services = document.SECTIONS["support"].by_name["services"]
    assert {field.name for field in services.fields if field.stays_behind} == {"checked_on"}


def test_a_copy_of_everything_holds_no_day_and_no_person() -> None:
    whole = complete()

    copied = copying.ideas_of(whole, catalogue.current().checklists)

    assert "2026" not in str({**copied, "figures": None})
    for word in (
        "Joaquim",
        "Ines",
        "Lena",
        "Ben",
        "council@kestrel.example",
        "access@kestrel.example",
        "Our own",
    ):
        assert word not in str(copied)
    assert copied["listing"]["title"] == whole["listing"]["title"]
    assert copied["speakers"][0]["topic"] == "Debt on boats"
    assert copied["figures"][0]["scores"] == whole["figures"][0]["scores"]
    assert copied["answers"]["hr.who"] == whole["answers"]["hr.who"]
    assert not {"ma.story", "ma.rights"} & set(copied["answers"])


def test_what_was_put_off_is_asked_again() -> None:
    answers: dict[str, Any] = {
        "sr.prepare": {"state": "not_yet", "by": "2026-10-01", "who": "Nadia"},
        "la.act": {"state": "not_applicable", "because": "A closed circle."},
        "zz.gone": {"state": "answered", "value": "Nobody asks this any more"},
    }

    copied = copying.ideas_of({"answers": answers}, catalogue.current().checklists)

    assert copied == {"answers": {"la.act": {"state": "not_applicable", "because": "A closed circle."}}}


def test_rows_of_a_copy_are_rows_of_its_own() -> None:
    whole = complete()

    copied = copying.ideas_of(whole, catalogue.current().checklists)

    assert copied["roles"][0]["id"] != whole["roles"][0]["id"]
    assert intake.read("roles", copied["roles"], kind="event") == copied["roles"]


def test_a_copy_is_a_draft_of_its_own(larkmoor: Chapter, quillon: Chapter, ada: User, now: datetime) -> None:
    original = draft(larkmoor, ada, now)
    values = PersonalValue.objects.count()

    copied = drafting.copy(original, chapter=larkmoor, actor=ada, now=now)

    assert (copied.state, copied.copied_from_id, copied.chapter) == ("draft", original.pk, larkmoor)
    assert copied.author_ids == {ada.pk}
    assert list(personal.marks_in(copied.document)) == []
    assert PersonalValue.objects.count() == values
    assert not gaps.report_for(fresh(copied), now.date()).complete


def test_a_copy_for_another_chapter_is_for_its_own_organizer(
    larkmoor: Chapter, quillon: Chapter, vesper: Chapter, ada: User, now: datetime
) -> None:
    original = draft(larkmoor, ada, now)
    with pytest.raises(Forbidden):
        drafting.copy(original, chapter=quillon, actor=ada, now=now)
    ada.memberships.create(chapter=quillon, role=Role.ORGANIZER, since=now)

    copied = drafting.copy(original, chapter=quillon, actor=User.objects.get(pk=ada.pk), now=now)

    assert copied.document["listing"]["time_zone"] == "America/Chicago"
