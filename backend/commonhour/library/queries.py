"""Searching what is shared."""

from django.db.models import Q, QuerySet

from commonhour.errors import NotHere
from commonhour.library.models import Entry
from commonhour.library.sharing import SHELVES
from commonhour.people import policy
from commonhour.people.policy import Person

SEARCHED = {
    "figures": ("text", "source_title", "population", "place"),
    "partners": ("name", "does"),
    "helplines": ("name", "languages"),
}


def shared(kind: str, person: Person, *, text: str = "") -> QuerySet[Entry]:
    """What is on a shelf, each word of `text` somewhere in it."""
    policy.require(person, "library.read")
    if kind not in SHELVES:
        raise NotHere
    found = SHELVES[kind].model._default_manager.select_related("chapter")
    # A NUL is no letter of any text, and PostgreSQL refuses to compare with one.
    for word in text.replace("\x00", " ").split()[:8]:
        matches = Q()
        for name in SEARCHED[kind]:
            matches |= Q(**{f"{name}__icontains": word})
        found = found.filter(matches)
    return found
