"""`manage.py keep_topic`: add a topic to the network's list, or give one another name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commonhour.errors import Refusal
from commonhour.events import publishing
from commonhour.http import now


class Command(BaseCommand):
    help = "Add a topic to the network's list, or rename it. Its address stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its word in addresses, such as labour-rights")
        parser.add_argument("name", help='its name, such as "Labour rights"')

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            topic = publishing.keep_topic(options["slug"], options["name"], now=now())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{topic.name} is on the list as {topic.slug}.")
