"""Reading one answer to a checklist item: its shape follows from the item, and an item nobody asks is refused. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commonhour.checklists.definitions import Checklist, Evidence, FormField, Item
from commonhour.checklists.evidence import EVIDENCE_TYPES
from commonhour.errors import BadInput
from commonhour.proposals.document import is_empty
from commonhour.proposals.intake import (
    Faults,
    read_choice,
    read_choices,
    read_date,
    read_number,
    read_words,
    read_yes_no,
)

PREFIX = "answers:"
STATES = ("answered", "not_applicable", "not_yet")
TEXT, SENTENCE, NAME = 4000, 1000, 200
KEYS = {
    "answered": ("value", "note"),
    "not_applicable": ("because",),
    "not_yet": ("by", "who", "plan"),
}


def item_of(checklists: Sequence[Checklist], item_id: str) -> Item:
    for checklist in checklists:
        for item in checklist.items:
            if item.id == item_id:
                return item
    raise BadInput(
        "unknown_item", "No checklist of this proposal asks this. Reload the page to see what is asked."
    )


def read_answer(item: Item, given: Any) -> dict[str, Any]:
    """The answer as it is stored; `{}` takes it back. A fact that hides the item does not touch it.

    Raises:
        BadInput: with every fault, by path.
    """
    faults = Faults()
    if is_empty(given):
        return {}
    if not isinstance(given, Mapping):
        faults.add("", "An answer is an object with a state.")
        faults.raise_any()
    state = read_choice(given.get("state"), "state", faults, STATES)
    if state is None:
        faults.setdefault("state", [f"Say which kind of answer it is: {', '.join(STATES)}."])
        faults.raise_any()
    answer = _read_by_state(item, str(state), given, faults)
    faults.raise_any()
    if state == "answered" and not answer:
        return {}
    return {"state": state, **answer}


def _read_by_state(item: Item, state: str, given: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    known = KEYS[state]
    for key in given:
        # What belongs to another state may be sent empty, as a form with every field does.
        if key not in {"state", *known} and (key not in _every_key() or not is_empty(given[key])):
            shown = key if key in _every_key() else str(key).encode("ascii", "replace").decode()[:60]
            faults.add(
                shown, f"An answer that is '{state}' has no field of this name. Known: {', '.join(known)}."
            )
    read: dict[str, Callable[[], Any]] = {
        "value": lambda: _read_value(item.evidence, given.get("value"), faults),
        "note": lambda: read_words(given.get("note"), "note", faults, most=SENTENCE, lines=True),
        "because": lambda: read_words(given.get("because"), "because", faults, most=SENTENCE, lines=True),
        "plan": lambda: read_words(given.get("plan"), "plan", faults, most=SENTENCE, lines=True),
        "who": lambda: read_words(given.get("who"), "who", faults, most=NAME, lines=False),
        "by": lambda: read_date(given.get("by"), "by", faults),
    }
    answer = {key: read[key]() for key in known}
    return {key: value for key, value in answer.items() if not is_empty(value)}


def _every_key() -> set[str]:
    return {key for keys in KEYS.values() for key in keys}


def _read_value(evidence: Evidence, value: Any, faults: Faults) -> Any:
    options = [option.value for option in evidence.options]
    match evidence.type:
        case "text":
            return read_words(value, "value", faults, most=evidence.max_chars or TEXT, lines=True)
        case "choice":
            return read_choice(value, "value", faults, options)
        case "choice_many":
            return read_choices(value, "value", faults, options)
        case "short_form":
            return _read_form(evidence, value, faults)
    if evidence.instead:
        return _read_instead(evidence.instead.name, value, faults)
    if not is_empty(value):
        section = EVIDENCE_TYPES[evidence.type].section
        faults.add("value", f"This is answered by the records in the section '{section}'. Enter them there.")
    return None


def _read_instead(name: str, value: Any, faults: Faults) -> dict[str, Any]:
    if is_empty(value):
        return {}
    if not isinstance(value, Mapping) or set(value) - {name}:
        faults.add("value", f"This must be an object with the one field '{name}'.")
        return {}
    words = read_words(value.get(name), f"value.{name}", faults, most=SENTENCE, lines=True)
    return {name: words} if words else {}


def _read_form(evidence: Evidence, value: Any, faults: Faults) -> dict[str, Any]:
    if is_empty(value):
        return {}
    if not isinstance(value, Mapping):
        faults.add("value", "This must be an object with the fields of the question.")
        return {}
    names = [field.name for field in evidence.form]
    for key in value:
        if key not in names:
            shown = str(key).encode("ascii", "replace").decode()[:60]
            faults.add(f"value.{shown}", f"There is no field of this name here. Known: {', '.join(names)}.")
    read = {field.name: _read_form_field(field, value.get(field.name), faults) for field in evidence.form}
    return {name: each for name, each in read.items() if not is_empty(each)}


def _read_form_field(field: FormField, value: Any, faults: Faults) -> Any:
    path = f"value.{field.name}"
    match field.kind:
        case "number" | "count":
            return read_number(value, path, faults, least=0, most=10_000_000, whole=field.kind == "count")
        case "date" | "past_date":
            return read_date(value, path, faults)
        case "yes_no":
            return read_yes_no(value, path, faults)
        case "choice":
            return read_choice(value, path, faults, [option.value for option in field.options])
    return read_words(value, path, faults, most=SENTENCE, lines=True)
