"""What the verbs of events and programs refuse alike: a step that cannot be taken from here, and a reason too long."""

from collections.abc import Collection

from commonhour.errors import BadInput, Conflict
from commonhour.events import text
from commonhour.events.choices import Status
from commonhour.events.models import Event, Program

LONGEST_NOTE = 600


def refuse_unless(thing: Event | Program, allowed: Collection[Status], verb: str) -> None:
    if thing.status not in allowed:
        label = Status(thing.status).label.lower()
        raise Conflict(
            "not_from_here",
            f"On the calendar it is {label}, and cannot be {verb} from there. Load the page again to see what can be done.",
            status=thing.status,
        )


def note_of(reason: str) -> str:
    note = text.clean(reason)
    if len(note) > LONGEST_NOTE:
        sentence = f"A reason has at most {LONGEST_NOTE} characters; this one has {len(note)}. Shorten it."
        raise BadInput("reason_too_long", sentence, fields={"reason": [sentence]})
    return note
