"""`manage.py demo`: fill an empty database with the sample network, or add events to it for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commonhour.errors import Refusal
from commonhour.http import now
from commonhour.proposals import demo, demo_events


class Command(BaseCommand):
    help = "Load the sample network into an empty database: chapters, people for every role, proposals in every state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is something already"
        )
        parser.add_argument(
            "--sign-ins", action="store_true", help="only print who can sign in, and what each can do"
        )
        parser.add_argument(
            "--events", type=int, default=0, metavar="N", help="publish N generated events, for measuring"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sign_ins"]:
            self._print_sign_ins()
            return
        if settings.PRODUCTION:
            raise CommandError(
                "This server is in production, and everyone knows the demo's password. Nothing was changed."
            )
        if options["if_empty"] and not demo.is_empty():
            return
        try:
            self._load(events=options["events"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _load(self, *, events: int) -> None:
        start = time.monotonic()

        def tell(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - start:5.1f} s  {line}")
            self.stdout.flush()

        if not (events and demo.is_loaded()):
            demo.load(now=now(), tell=tell)
        if events:
            demo_events.publish(events, now=now(), tell=tell)
        self.stdout.write("")
        self._print_sign_ins()

    def _print_sign_ins(self) -> None:
        if not demo.is_loaded():
            self.stdout.write("The demo's people are not in this database.")
            return
        self.stdout.write(f"Sign in with the password {demo.PASSWORD} as")
        width = max(len(address) for address, _ in demo.sign_ins())
        for address, shows in demo.sign_ins():
            self.stdout.write(f"  {address:<{width}}  {shows}")
        for what, addresses in demo.others().items():
            self.stdout.write(f"  other {what}: {', '.join(addresses)}")
