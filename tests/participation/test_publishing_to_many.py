"""Publishing costs what it costs, however many people have subscribed."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonhour.events import publishing
from commonhour.events.models import FeedState
from commonhour.participation.models import Subscription, SubscriptionAddress, SubscriptionPart
from commonhour.people.models import Chapter, User
from tests.events.conftest import Facts, facts, topics
from tests.sizes import Sizes

__all__ = ["facts", "topics"]

FEW = 10
WRITE = re.compile(r'^(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')


def subscribe(number: int, now: datetime) -> None:
    """So many people who follow everything that there is to follow here."""
    people = User.objects.bulk_create(
        User(email=f"s{count}@example.org", name="S") for count in range(number)
    )
    subscriptions = Subscription.objects.bulk_create(
        Subscription(person=person, name="my phone", made_at=now) for person in people
    )
    SubscriptionPart.objects.bulk_create(
        SubscriptionPart(subscription=one, kind=kind, key=key)
        for one in subscriptions
        for kind, key in (("network", ""), ("chapter", "larkmoor"), ("topic", "labour"))
    )
    SubscriptionAddress.objects.bulk_create(
        SubscriptionAddress(digest=f"{one.pk.hex:0>64}", subscription=one, made_at=now)
        for one in subscriptions
    )


def statements(facts: Facts, now: datetime) -> list[str]:
    """The tables that a publication and a cancellation write to, one word a statement."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        event = publishing.put_on_calendar(facts(), now=now)
        publishing.cancel(event, now=now + timedelta(hours=1))
    found = (WRITE.match(query["sql"]) for query in asked)
    return [match[1] for match in found if match]


@pytest.mark.usefixtures("topics")
def test_publishing_writes_nothing_per_subscriber(
    facts: Facts, larkmoor: Chapter, proof: Sizes, now: datetime
) -> None:
    publishing.put_on_calendar(facts(), now=now)
    subscribe(FEW, now)
    for_few = statements(facts, now)
    User.objects.all().delete()
    subscribe(proof.subscribers, now)

    for_many = statements(facts, now)

    assert for_many == for_few != []
    assert not [table for table in for_many if table.startswith("participation")]


def test_publishing_into_many_feeds_counts_them_in_one_statement(
    facts: Facts, quillon: Chapter, vesper: Chapter, now: datetime
) -> None:
    wanted = facts(cohosts=[str(quillon.pk), str(vesper.pk)], topics=["labour", "law", "housing"])
    event = publishing.put_on_calendar(wanted, now=now)
    before = dict(FeedState.objects.values_list("pk", "revision"))

    with CaptureQueriesContext(connection) as asked:
        publishing.cancel(event, now=now + timedelta(hours=1))

    counted = [query["sql"] for query in asked if query["sql"].startswith('UPDATE "events_feedstate"')]
    after = dict(FeedState.objects.values_list("pk", "revision"))
    assert len(before) == 8
    assert after == {pk: revision + 1 for pk, revision in before.items()}
    assert len(counted) == 1
