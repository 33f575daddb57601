"""`manage.py delete_sign_ups`: keep the promise of when sign-ups are deleted. Run twice, it does nothing new."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Q

from commonhour.events.models import Event
from commonhour.http import now
from commonhour.participation import signing_up


class Command(BaseCommand):
    help = "Deletes the sign-ups of events whose promised day has come."

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        held = Q(sign_ups__isnull=False) | Q(turned_down__isnull=False)
        over = Event.objects.filter(held, ends_at__lte=at).distinct().only("pk")
        deleted = sum(signing_up.delete_of(event, now=at) for event in over)
        self.stdout.write(f"Events whose sign-ups were deleted: {deleted}.")
