"""What happens when many do it at once: only a database that lets them run at once can show it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection

from commonhour.errors import Refusal
from commonhour.events.models import Event, Occurrence
from commonhour.people.models import Chapter, User
from commonhour.proposals import lifecycle
from commonhour.proposals.models import Decision, Notice
from commonhour.records.models import Record

from . import making

AT_ONCE = 20


def released_together(act: Callable[[], object]) -> Counter[str]:
    """What so many attempts in threads of their own came to: "done", or the code of the refusal."""
    gate = Barrier(AT_ONCE)
    came_to: Counter[str] = Counter()

    def attempt() -> None:
        try:
            gate.wait(timeout=30)
            act()
            came_to["done"] += 1
        except Refusal as refusal:
            came_to[refusal.code] += 1
        except Exception as error:  # whatever it is, the test names it
            came_to[repr(error)] += 1
        finally:
            connection.close()

    threads = [Thread(target=attempt) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return came_to


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time.")
def test_twenty_approvals_at_once_publish_once(
    larkmoor: Chapter, ada: User, lin: User, rae: User, now: datetime
) -> None:
    proposal = making.submitted(larkmoor, ada, now)
    making.say(proposal, rae, now)
    digest = making.digest(proposal)

    came_to = released_together(
        lambda: lifecycle.perform(
            "approve",
            making.fresh(proposal),
            actor=User.objects.get(pk=rae.pk),
            now=now,
            reason="Strong plan.",
            digest=digest,
        )
    )

    assert came_to == {"done": 1, "not_from_here": AT_ONCE - 1}
    assert (Event.objects.count(), Occurrence.objects.count(), Decision.objects.count()) == (1, 1, 1)
    assert Event.objects.get().sequence == 0
    assert Record.objects.filter(verb="approved").count() == 1
    told = Notice.objects.filter(kind="published").values_list("recipient__name", flat=True)
    assert sorted(told) == ["Ada", "Lin"]
