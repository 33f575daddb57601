"""What happens when many do it at once: only a database that lets them run at once can show it."""

from datetime import datetime

import pytest

from commonhour.events.models import Event, Occurrence
from commonhour.people.models import Chapter, User
from commonhour.proposals import lifecycle
from commonhour.proposals.models import Decision, Notice
from commonhour.records.models import Record
from tests.racing import released_together, where_writes_meet

from . import making

AT_ONCE = 20


@pytest.mark.django_db(transaction=True)
@where_writes_meet
def test_twenty_approvals_at_once_publish_once(
    larkmoor: Chapter, ada: User, lin: User, rae: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now)
    digest = making.digest(proposal)

    def approve() -> None:
        lifecycle.perform(
            "approve",
            making.fresh(proposal),
            actor=User.objects.get(pk=rae.pk),
            now=now,
            reason="Strong plan.",
            digest=digest,
        )

    came_to = released_together([approve] * AT_ONCE)

    assert came_to == {"done": 1, "not_from_here": AT_ONCE - 1}
    assert (Event.objects.count(), Occurrence.objects.count(), Decision.objects.count()) == (1, 1, 1)
    assert Event.objects.get().sequence == 0
    assert Record.objects.filter(verb="approved").count() == 1
    told = Notice.objects.filter(kind="published").values_list("recipient__name", flat=True)
    assert sorted(told) == ["Ada", "Lin"]
