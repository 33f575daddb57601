"""The mail to someone whose calendar's address was ended, and not by them: their app only shows that it is empty."""

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task

from commonhour.participation.models import Subscription


@task()
def tell_that_it_ended(subscription_id: str) -> None:
    """Because it was asked for where others could read it. Of a calendar deleted since there is nothing to say."""
    subscription = (
        Subscription.objects.select_related("person")
        .filter(pk=subscription_id, person__is_active=True)
        .first()
    )
    if subscription is None:
        return
    person, name = subscription.person, subscription.name
    EmailMessage(
        subject="A calendar of yours needs a new address",
        body=(
            f"Hello {person.name},\n\n"
            f"The secret address of your calendar “{name}” has ended, and the app that used it shows no events now. "
            "It was asked for without https, where others on the way could read it. Nothing else of your account was "
            "open to them, and this may have been no fault of yours.\n\n"
            "Give the calendar a new address, and put it into the app just as it is shown there:\n\n"
            f"{settings.ORIGIN}/account/calendars\n"
        ),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
