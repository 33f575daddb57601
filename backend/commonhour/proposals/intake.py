"""What people send of a document, read into what is stored: of the right type, within its limits, or refused by path.

Pure. Every field is read as the tables of `document.py` declare it; nothing is guessed and nothing silently dropped.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from commonhour.characters import LINE_BREAKS, UNSEEN
from commonhour.errors import BadInput
from commonhour.events import schedule
from commonhour.identifiers import new_id
from commonhour.proposals.document import MOST_ROWS, MOVED, RECURRENCE, SECTIONS, Field, Value, is_empty

CRITERIA = ("A", "B", "C", "D", "E", "F", "G", "H")

_ROW_ID = re.compile(r"[a-z0-9]{4,40}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):")


class Faults(dict[str, list[str]]):
    """What cannot be kept, by path."""

    def add(self, path: str, sentence: str) -> None:
        self.setdefault(path, []).append(sentence)

    def raise_any(self) -> None:
        if self:
            raise BadInput(
                "bad_input", "Some of this cannot be kept as it is. The fields say why.", fields=dict(self)
            )


def read(section: str, value: Value, *, kind: str) -> Value:
    """A section as it is stored: checked, line endings made one, rows with ids, empty fields left out.

    Raises:
        BadInput: with every fault, by path; nothing is guessed and nothing silently dropped.
    """
    form, faults = SECTIONS[section], Faults()
    fields = form.fields_of(kind)
    stored = _rows(value, fields, "", MOST_ROWS, faults) if form.rows else _record(value, fields, "", faults)
    faults.raise_any()
    return stored


def _record(
    value: Value, fields: Sequence[Field], path: str, faults: Faults, *, row: bool = False
) -> dict[str, Any]:
    if value is None and not row:
        return {}
    if not isinstance(value, Mapping):
        faults.add(path.rstrip("."), "This must be an object with named fields.")
        return {}
    known = {field.name for field in fields} | ({"id"} if row else set())
    for key in value:
        if key not in known:
            listed = ", ".join(sorted(known))
            faults.add(f"{path}{_shown(key)}", f"There is no field of this name here. Known: {listed}.")
    stored = {}
    for field in fields:
        read_one = _READERS[field.type](value.get(field.name), field, f"{path}{field.name}", faults)
        if not is_empty(read_one):
            stored[field.name] = read_one
    return stored


def _rows(
    value: Value, fields: Sequence[Field], path: str, most: int, faults: Faults
) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        faults.add(path, "This must be a list of rows.")
        return []
    if len(value) > most:
        faults.add(path, f"At most {most} rows fit here; these are {len(value)}.")
        return []
    stored, seen = [], set()
    for number, row in enumerate(value):
        here = f"{path}.{number}." if path else f"{number}."
        record = _record(row, fields, here, faults, row=True)
        row_id = row.get("id") if isinstance(row, Mapping) else None
        if row_id in (None, ""):
            row_id = new_id().hex[:12]
        elif not isinstance(row_id, str) or not _ROW_ID.fullmatch(row_id):
            faults.add(
                f"{here}id", "An id is 4 to 40 small letters and digits; leave it out and one is made."
            )
        elif row_id in seen:
            faults.add(f"{here}id", "Two rows carry the same id.")
        seen.add(row_id if isinstance(row_id, str) else "")
        stored.append({"id": row_id, **record})
    return stored


def read_words(value: Value, path: str, faults: Faults, *, most: int, lines: bool) -> str:
    """A text with one kind of line ending and no character a reader cannot see."""
    if value is None:
        return ""
    if not isinstance(value, str):
        faults.add(path, "This must be a text.")
        return ""
    value = LINE_BREAKS.sub("\n", value)
    unseen = UNSEEN.search(value)
    if unseen:
        faults.add(path, _unseen_sentence(value, unseen.start()))
        return ""
    if not lines and "\n" in value:
        faults.add(path, "Keep this on one line.")
        return ""
    if len(value) > most:
        faults.add(path, f"At most {most} characters fit here; these are {len(value)}.")
        return ""
    return value if value.strip() else ""


def _unseen_sentence(value: str, at: int) -> str:
    before = value[max(0, at - 20) : at].replace("\n", " ").strip()
    where = f"after “{before}”" if before else "at the beginning"
    return f"There is an invisible character (U+{ord(value[at]):04X}) {where}. Delete it and type that part again."


def _shown(key: object) -> str:
    """A key that was sent, fit to stand in an answer."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", str(key))[:60]


def _read_line(value: Value, field: Field, path: str, faults: Faults) -> str:
    return read_words(value, path, faults, most=field.most, lines=False)


def _read_text(value: Value, field: Field, path: str, faults: Faults) -> str:
    return read_words(value, path, faults, most=field.most, lines=True)


def _read_link(value: Value, field: Field, path: str, faults: Faults) -> str:
    link = read_words(value, path, faults, most=field.most, lines=False)
    scheme = _SCHEME.match(link)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        faults.add(path, "A link starts with https:// or http://.")
        return ""
    return link.strip()


def read_yes_no(value: Value, path: str, faults: Faults) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    faults.add(path, "Answer with yes, no or nothing: true, false or null.")
    return None


def _read_yes_no(value: Value, field: Field, path: str, faults: Faults) -> bool | None:
    return read_yes_no(value, path, faults)


def read_number(
    value: Value, path: str, faults: Faults, *, least: float, most: float, whole: bool
) -> int | float | None:
    if value is None or value == "":
        return None
    number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not number or not least <= value <= most:
        word = "a whole number" if whole else "a number"
        faults.add(path, f"Give {word} from {least:,} to {most:,}.")
        return None
    return int(value) if float(value).is_integer() else round(float(value), 2)


def _read_whole(value: Value, field: Field, path: str, faults: Faults) -> int | float | None:
    return read_number(value, path, faults, least=field.least, most=field.most, whole=True)


def _read_number(value: Value, field: Field, path: str, faults: Faults) -> int | float | None:
    return read_number(value, path, faults, least=field.least, most=field.most, whole=False)


def read_choice(value: Value, path: str, faults: Faults, options: Sequence[str]) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and value in options:
        return value
    faults.add(path, f"Choose one of: {', '.join(options)}.")
    return None


def _read_choice(value: Value, field: Field, path: str, faults: Faults) -> str | None:
    return read_choice(value, path, faults, [option for option, _ in field.choices])


def read_choices(value: Value, path: str, faults: Faults, options: Sequence[str]) -> list[str]:
    """The chosen words, each once, in the order in which they are offered."""
    if value is None:
        return []
    if not isinstance(value, list) or any(not isinstance(each, str) or each not in options for each in value):
        faults.add(path, f"Choose any of: {', '.join(options)}.")
        return []
    return [option for option in options if option in value]


def _read_choices(value: Value, field: Field, path: str, faults: Faults) -> list[str]:
    return read_choices(value, path, faults, [option for option, _ in field.choices])


def read_date(value: Value, path: str, faults: Faults) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and _DATE.fullmatch(value) and 1900 <= int(value[:4]) <= 2199:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    faults.add(path, "Write the date as in 2026-11-05.")
    return None


def _read_date(value: Value, field: Field, path: str, faults: Faults) -> str | None:
    return read_date(value, path, faults)


def _read_local_time(value: Value, field: Field, path: str, faults: Faults) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and _LOCAL.fullmatch(value) and 1900 <= int(value[:4]) <= 2199:
        try:
            return datetime.fromisoformat(value).strftime("%Y-%m-%dT%H:%M")
        except ValueError:
            pass
    faults.add(path, "Write the date and the time as in 2026-11-05T18:30.")
    return None


def _read_language(value: Value, field: Field, path: str, faults: Faults) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= 20 and _LANGUAGE.fullmatch(value):
        return value
    faults.add(path, "Write the language as a tag such as en or es.")
    return None


def _read_slugs(value: Value, field: Field, path: str, faults: Faults) -> list[str]:
    if value is None:
        return []
    proper = isinstance(value, list) and all(
        isinstance(each, str) and len(each) <= 80 and _SLUG.fullmatch(each) for each in value
    )
    if not proper:
        faults.add(path, "This must be a list of short names such as labor-rights.")
        return []
    if len(set(value)) > field.most:
        faults.add(path, f"Choose at most {field.most}.")
        return []
    return list(dict.fromkeys(value))


def _read_fold(value: Value, field: Field, path: str, faults: Faults) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value in (0, 1)):
        return value
    faults.add(path, "Choose the first hour (0) or the second (1), or nothing.")
    return None


def _read_scores(value: Value, field: Field, path: str, faults: Faults) -> dict[str, int]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        faults.add(path, "Scores are given by criterion, from A to H.")
        return {}
    stored = {}
    for key in value:
        if key not in CRITERIA:
            faults.add(f"{path}.{_shown(key)}", f"There is no such criterion. Known: {', '.join(CRITERIA)}.")
    for key in CRITERIA:
        score = read_number(value.get(key), f"{path}.{key}", faults, least=0, most=2, whole=True)
        if score is not None:
            stored[key] = int(score)
    return stored


def _read_recurrence(value: Value, field: Field, path: str, faults: Faults) -> dict[str, Any] | None:
    """The shape only; whether it makes sense with the start is a problem, not a wrong type."""
    if value is None or value == {}:
        return None
    if not isinstance(value, Mapping):
        faults.add(path, "A recurrence is an object with a frequency and an end, or null.")
        return None
    lists = {"except_dates", "moved"}
    stored = _record({key: value[key] for key in value if key not in lists}, RECURRENCE, f"{path}.", faults)
    dates, moved = (
        _short_list(value.get(name), f"{path}.{name}", faults) for name in ("except_dates", "moved")
    )
    except_dates = [
        read_date(each, f"{path}.except_dates.{number}", faults) for number, each in enumerate(dates)
    ]
    stored["except_dates"] = sorted({each for each in except_dates if each})
    stored["moved"] = [
        _record(each, MOVED, f"{path}.moved.{number}.", faults, row=False)
        for number, each in enumerate(moved)
    ]
    return {name: each for name, each in stored.items() if not is_empty(each)}


def _short_list(value: Value, path: str, faults: Faults) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > schedule.MOST_INSTANCES:
        faults.add(path, f"This must be a list of at most {schedule.MOST_INSTANCES} dates.")
        return []
    return value


def _read_rows(value: Value, field: Field, path: str, faults: Faults) -> list[dict[str, Any]]:
    return _rows(value, field.fields, path, field.most, faults)


_READERS: dict[str, Callable[[Value, Field, str, Faults], Value]] = {
    "line": _read_line,
    "text": _read_text,
    "markdown": _read_text,
    "time_zone": _read_line,
    "link": _read_link,
    "yes_no": _read_yes_no,
    "whole": _read_whole,
    "number": _read_number,
    "choice": _read_choice,
    "choices": _read_choices,
    "date": _read_date,
    "local_time": _read_local_time,
    "language": _read_language,
    "slugs": _read_slugs,
    "fold": _read_fold,
    "recurrence": _read_recurrence,
    "scores": _read_scores,
    "rows": _read_rows,
}
