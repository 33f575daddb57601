"""`manage.py keep_time`: run the recurring jobs when they are due, for ever or once."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from commonhour.http import now
from commonhour.records import timetable

LOOK_EVERY_SECONDS = 60
log = logging.getLogger("commonhour")


class Command(BaseCommand):
    help = (
        "Runs the recurring jobs of the timetable when they are due. Several may run; each job is run by one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="run what is due now, then end; for a scheduler of your own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            self._turn()
            if options["once"]:
                return
            time.sleep(LOOK_EVERY_SECONDS)

    def _turn(self) -> None:
        close_old_connections()  # the database may have been restarted since the last turn
        try:
            for name in timetable.run_due(settings.TIMETABLE, now=now(), run=self._run):
                self.stdout.write(f"{name} is done.")
        except Exception:
            # One job that breaks must not end the others' clock. It is due again at its next time.
            log.exception("A recurring job broke.")

    def _run(self, name: str) -> None:
        call_command(name, stdout=self.stdout, stderr=self.stderr)
