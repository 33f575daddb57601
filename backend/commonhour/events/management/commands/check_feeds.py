"""Read every public feed that changed as a strict calendar app would, and keep what it found. Run it once an hour."""

from typing import Any

from django.core.management.base import BaseCommand

from commonhour.events import checking
from commonhour.http import now


class Command(BaseCommand):
    help = (
        "Read every public calendar feed that changed as a strict app would; coordinators see what it finds."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Feeds read: {checking.check_feeds(now=now())}.")
