"""What an operator does at the command line: open a chapter, appoint reviewers and coordinators."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commonhour.people.models import Chapter, Membership, User
from commonhour.people.policy import standing_of

pytestmark = pytest.mark.django_db


def found(slug: str, *, zone: str = "America/Chicago", lead: str = "oz@example.org") -> str:
    out = StringIO()
    call_command(
        "found_chapter",
        slug,
        "New Chapter",
        "--campus=New College",
        f"--time-zone={zone}",
        f"--lead={lead}",
        stdout=out,
    )
    return out.getvalue()


def test_a_chapter_opens_with_its_first_lead(oz: User) -> None:
    said = found("new")

    assert said == "New Chapter is open, and oz@example.org leads it.\n"
    assert Membership.objects.get(chapter__slug="new").role == "lead"


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ({"slug": "larkmoor"}, "slug: Chapter with this Slug already exists."),
        (
            {"slug": "new", "zone": "Mars/Base"},
            "time_zone: Choose the time zone of a place, such as America/Chicago.",
        ),
        (
            {"slug": "new", "zone": "Etc/GMT+5"},
            "time_zone: Choose the time zone of a place, such as America/Chicago.",
        ),
        (
            {"slug": "new", "lead": "nobody@example.org"},
            "There is no account with the address nobody@example.org.",
        ),
    ],
)
def test_a_fault_is_said_and_nothing_is_opened(
    arguments: dict[str, str], sentence: str, oz: User, larkmoor: Chapter
) -> None:
    before = Chapter.objects.count()

    with pytest.raises(CommandError) as refused:
        found(**arguments)

    assert str(refused.value).startswith(sentence)
    assert Chapter.objects.count() == before


def test_an_appointment_can_be_raised_to_trained(oz: User) -> None:
    call_command("appoint", "OZ@example.org", "reviewer", stdout=StringIO())
    call_command("appoint", "oz@example.org", "reviewer", "--trained", stdout=StringIO())

    who = standing_of(User.objects.get(pk=oz.pk))
    assert (who.reviews, who.trained, who.coordinates) == (True, True, False)
