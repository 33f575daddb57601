"""End the addresses of personal calendars that nobody uses, and forget those that ended long ago. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from commonhour.http import now
from commonhour.participation import subscribing


class Command(BaseCommand):
    help = (
        "End the addresses of personal calendars that no app has asked for in 400 days or whose owner's account is "
        "closed, and forget those that ended more than 30 days ago. Run it once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = subscribing.end_addresses(now=now())
        self.stdout.write(f"Addresses of personal calendars ended or forgotten: {changed}.")
