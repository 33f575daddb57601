"""Many acts at the same moment, each in a thread and a connection of its own; only PostgreSQL lets them meet."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection

from commonhour.errors import Refusal

where_writes_meet = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time."
)


def released_together(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """What the acts came to: "done", the code of a refusal, or the fault."""
    gate = Barrier(len(acts))
    came_to: Counter[str] = Counter()

    def attempt(act: Callable[[], object]) -> None:
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

    threads = [Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return came_to
