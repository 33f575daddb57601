"""Move the window of every feed to today, and forget bodies nobody needs. Run it once a day; again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from commonhour.events import bodies, publishing
from commonhour.http import now


class Command(BaseCommand):
    help = "Move the window of every calendar feed to today (30 days back, 400 ahead). Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        moment = now()
        changed = publishing.roll_windows(now=moment)
        bodies.clear_away(now=moment)
        self.stdout.write(f"Rolled the feeds; {changed} of them changed.")
