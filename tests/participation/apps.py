"""A calendar app that was given a secret address once, and asks again with what it was told the last time."""

from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from icalendar import Calendar

from commonhour.participation import subscribing
from commonhour.participation.models import Subscription
from commonhour.participation.parts import Part
from commonhour.people.models import User


class App:
    """Holds what it last read: the bytes, their tag and their date. `by` says what it asks with: a tag, or a date."""

    def __init__(self, address: str, *, by: str = "tag") -> None:
        self.path = urlsplit(address).path
        self.by = by
        self.body = b""
        self.tag = self.date = ""

    def look(self) -> int:
        asked = {}
        if self.by == "tag" and self.tag:
            asked["If-None-Match"] = self.tag
        if self.by == "date" and self.date:
            asked["If-Modified-Since"] = self.date
        response = Client().get(self.path, headers=asked)
        if response.status_code == 200:
            self.body = response.content
        if response.status_code in {200, 304}:
            self.tag = response.headers.get("ETag", "")
            self.date = response.headers.get("Last-Modified", "")
        return response.status_code

    @property
    def entries(self) -> dict[str, Any]:
        """What it shows, by title; a master alone for a series."""
        found = {str(each["SUMMARY"]): each for each in Calendar.from_ical(self.body).walk("VEVENT")}
        return {title: each for title, each in found.items() if "RECURRENCE-ID" not in each}

    @property
    def titles(self) -> list[str]:
        return list(self.entries)


def subscribed(person: User, *parts: str, now: Any, name: str = "my phone", by: str = "tag") -> App:
    """An app at a new calendar of this person: `subscribed(ada, "sign_ups", "chapter larkmoor", now=now)`."""
    made = [Part(*part.split(" ", 1)) for part in parts]
    _, address = subscribing.make(actor=person, name=name, parts=made, now=now)
    return App(address, by=by)


def calendar_of(person: User) -> Subscription:
    return Subscription.objects.get(person=person)
