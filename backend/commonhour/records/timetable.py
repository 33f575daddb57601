"""Jobs that recur: which is due, and that each is run by one process even where several keep time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from commonhour.records.models import Job


def run_due(
    timetable: Mapping[str, timedelta], *, now: datetime, run: Callable[[str], object]
) -> Iterator[str]:
    """Run each job whose last run is as long ago as the timetable says; yields its name when it is done.

    A job is claimed before it runs, so a process that dies in the middle leaves it to the next turn: jobs find what is
    left to do by themselves, and doing them twice does nothing new.
    """
    for name, every in timetable.items():
        if _claim(name, now, every):
            run(name)
            yield name


@transaction.atomic
def _claim(name: str, now: datetime, every: timedelta) -> bool:
    Job.objects.get_or_create(name=name)
    due = Q(last_run_at=None) | Q(last_run_at__lte=now - every)
    return Job.objects.filter(due, name=name).update(last_run_at=now) == 1


def skip(timetable: Iterable[str], *, now: datetime) -> None:
    """Take these jobs as run now."""
    for name in timetable:
        Job.objects.update_or_create(name=name, defaults={"last_run_at": now})
