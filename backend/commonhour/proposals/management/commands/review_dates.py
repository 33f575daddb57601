"""Keep the promised dates of reviews: for the deployment's scheduler, every hour or so. Run twice, it does nothing new."""

from typing import Any

from django.core.management.base import BaseCommand

from commonhour.http import now
from commonhour.proposals import assigning, notices


class Command(BaseCommand):
    help = "Passes overdue reviews on, then tells the coordinators; sends again the mail that was not sent."

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        late = assigning.overdue(at)
        passed_on = sum(assigning.pass_on(assignment, now=at) for assignment in late)
        queued = notices.queue_again(now=at)
        self.stdout.write(
            f"Reviews overdue: {len(late)}; passed on: {passed_on}; mails queued again: {queued}."
        )
