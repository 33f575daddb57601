"""`manage.py appoint`: make someone a reviewer or a coordinator of the network."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commonhour.http import now
from commonhour.people import accounts
from commonhour.people.management.commands.found_chapter import account
from commonhour.people.models import NetworkRoleName


class Command(BaseCommand):
    help = "Make a person with an account a reviewer or a coordinator of the network."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=NetworkRoleName.values)
        parser.add_argument("--trained", action="store_true", help="a reviewer trained in harm reduction")

    def handle(self, *args: Any, **options: Any) -> None:
        person = account(options["email"])
        accounts.appoint(person, role=options["role"], trained=options["trained"], now=now())
        self.stdout.write(f"{person.name} is now {options['role']} of the network.")
