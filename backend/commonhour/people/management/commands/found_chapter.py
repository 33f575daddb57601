"""`manage.py found_chapter`: open a chapter with its first lead."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commonhour.errors import Refusal
from commonhour.http import now
from commonhour.people import accounts
from commonhour.people.models import COLOURS, User


class Command(BaseCommand):
    help = "Open a chapter. Its first lead has an account already, and lets everyone else in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its word in addresses, such as larkmoor")
        parser.add_argument("name", help='its name, such as "Larkmoor Chapter"')
        parser.add_argument("--campus", required=True)
        parser.add_argument("--town", default="")
        parser.add_argument("--time-zone", required=True, help="an IANA name, such as America/Chicago")
        parser.add_argument("--colour", choices=COLOURS, default=COLOURS[0])
        parser.add_argument(
            "--lead", required=True, metavar="EMAIL", help="address of the first lead's account"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fields = {name: options[name] for name in ("slug", "name", "campus", "town", "time_zone", "colour")}
        try:
            chapter = accounts.found_chapter(first_lead=account(options["lead"]), now=now(), **fields)
        except ValidationError as error:
            raise CommandError(
                " ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
            ) from None
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{chapter.name} is open, and {options['lead']} leads it.")


def account(email: str) -> User:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"There is no account with the address {email}. Let the person sign up first.")
    return user
