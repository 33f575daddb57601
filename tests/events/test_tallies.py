"""How often feeds are asked for is counted in bulk: never a write for each request."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from commonhour.events import publishing
from commonhour.events.models import FeedState, FeedTally
from commonhour.events.tallies import Tallies
from tests.events.conftest import Facts

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(facts: Facts) -> FeedState:
    publishing.put_on_calendar(facts(), now=NOW)
    return FeedState.objects.get(kind="network")


def test_answers_are_written_together_by_feed_and_day(feed: FeedState) -> None:
    tallies = Tallies()
    for unchanged in (True, True, False, True):
        tallies.note(feed.pk, unchanged=unchanged, now=NOW)

    tallies.write_if_due(now=NOW + MINUTE)

    (tally,) = FeedTally.objects.all()
    assert (tally.feed, tally.day, tally.sent, tally.unchanged) == (feed, NOW.date(), 1, 3)


def test_a_second_process_adds_to_what_the_first_wrote(feed: FeedState) -> None:
    for tallies in (Tallies(), Tallies()):
        tallies.note(feed.pk, unchanged=True, now=NOW)
        tallies.write_if_due(now=NOW + MINUTE)

    assert list(FeedTally.objects.values_list("sent", "unchanged")) == [(0, 2)]


def test_it_writes_at_most_once_a_minute_and_loses_nothing_in_between(
    feed: FeedState, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tallies = Tallies()
    tallies.note(feed.pk, unchanged=True, now=NOW)
    tallies.note(feed.pk, unchanged=True, now=NOW)

    with django_assert_num_queries(0):
        tallies.write_if_due(now=NOW + MINUTE - timedelta(seconds=1))
    tallies.write_if_due(now=NOW + MINUTE)

    assert FeedTally.objects.get().unchanged == 2


def test_nothing_to_write_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        Tallies().write_if_due(now=NOW + MINUTE)
