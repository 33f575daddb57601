"""A write that its reader can do without: a body kept for the next one, a count, a note. It is never waited for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

Answer = TypeVar("Answer")

PATIENCE_MS = 50


def spare(write: Callable[[], Answer]) -> Answer | None:
    """One transaction, given up almost at once and in silence, with no answer, where the database is being written."""
    with suppress(OperationalError, IntegrityError), _hardly_waiting():
        return write()
    return None


@contextmanager
def _hardly_waiting() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                yield
            return
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
