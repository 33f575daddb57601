"""Write the stored calendar bytes of an older format again, after an upgrade that changed the format."""

from typing import Any

from django.core.management.base import BaseCommand

from commonhour.events import publishing
from commonhour.http import now


class Command(BaseCommand):
    help = "Write again the stored calendar bytes of an older format. Run it after an upgrade; it is safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        written = publishing.rewrite_vevents(now=now())
        self.stdout.write(f"Events written again: {written}.")
