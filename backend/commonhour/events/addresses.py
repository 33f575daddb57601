"""The addresses of what is on the calendar: readable with a random end, or nothing but randomness where it is unlisted."""

from django.utils.text import slugify

from commonhour.events.choices import Visibility
from commonhour.events.models import Event, Program
from commonhour.identifiers import new_id

UNLISTED = "u-"


def event_slug(title: str, visibility: str) -> str:
    return _slug(title, visibility, Event, "event")


def program_slug(title: str, visibility: str) -> str:
    return _slug(title, visibility, Program, "program")


def _slug(title: str, visibility: str, kind: type[Event] | type[Program], word: str) -> str:
    if visibility == Visibility.UNLISTED:
        return f"{UNLISTED}{new_id().hex}"
    base = slugify(title)[:60].strip("-") or word
    if base == "u" or base.startswith(UNLISTED):
        base = f"{word}-{base}"
    while True:
        slug = f"{base}-{new_id().hex[:6]}"
        if not kind.objects.filter(slug=slug).exists():
            return slug
