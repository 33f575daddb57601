"""What a calendar app is told of an event."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from commonhour.events import entries, program_publishing, publishing
from commonhour.events.choices import Status, Visibility
from tests.events.conftest import Facts, ProgramFacts

MAY_BE_NAMED = {
    # visibility of the program: those of the events that may name it
    Visibility.PUBLIC: {Visibility.PUBLIC, Visibility.NETWORK, Visibility.UNLISTED},
    Visibility.NETWORK: {Visibility.NETWORK},
    Visibility.UNLISTED: set(),
}


def standing(**changes: Any) -> entries.Standing:
    plain: dict[str, Any] = {
        "uid": UUID(int=1),
        "sequence": 0,
        "stamp": datetime(2026, 9, 1, 15, tzinfo=UTC),
        "created": datetime(2026, 9, 1, 15, tzinfo=UTC),
        "status": Status.SCHEDULED,
        "note": "",
        "cancelled_dates": (),
        "address": "https://commonhour.example/events/rights-1a2b3c",
        "hosts": ["Larkmoor Chapter"],
        "topics": [],
    }
    return entries.Standing(**{**plain, **changes})


@pytest.mark.parametrize("event", Visibility.values)
@pytest.mark.parametrize("program", Visibility.values)
def test_program_is_named_only_where_every_reader_of_the_event_may_see_it(program: str, event: str) -> None:
    allowed = event in MAY_BE_NAMED[Visibility(program)]

    for status in Status.values:
        said = entries.may_name(program=program, status=status, event=event)
        assert said == (allowed and status != Status.HELD)


def test_text_says_which_program_the_event_is_part_of(facts: Facts) -> None:
    alone = entries.entry_of(facts(), standing()).description
    joined = entries.entry_of(facts(), standing(program="Autumn of fair work")).description

    assert "Part of the program Autumn of fair work\n\nHosted by Larkmoor Chapter" in joined
    assert joined.replace("Part of the program Autumn of fair work\n\n", "") == alone


@pytest.mark.parametrize("visibility, named", [("public", True), ("network", False), ("unlisted", False)])
def test_public_event_names_its_program_in_its_bytes_if_all_may_see_it(
    visibility: str, named: bool, facts: Facts, program_facts: ProgramFacts, now: datetime
) -> None:
    program = program_publishing.put_on_calendar(
        program_facts(title="Secretive", visibility=visibility), now=now
    )

    event = publishing.put_on_calendar(facts(program=str(program.pk)), now=now)

    assert (b"Part of the program Secretive" in bytes(event.vevent)) == named
    assert (b"Secretive" in bytes(event.vevent)) == named


def test_categories_are_labels_that_no_reader_splits(facts: Facts) -> None:
    topics = ["Labour, and law", 'Rights "at work"', "Pay\\", "Rent;s", "\\,"]

    entry = entries.entry_of(facts(), standing(topics=topics))

    assert entry.categories == ("Talk", "Labour and law", "Rights at work", "Pay", "Rent s")
