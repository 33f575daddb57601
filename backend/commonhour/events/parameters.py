"""The words of an address that are not filters, each of them given once."""

from collections.abc import Sequence

from django.http import QueryDict

from commonhour.errors import BadInput


def single(query: QueryDict, name: str) -> str:
    values = query.getlist(name)
    if len(values) > 1:
        raise BadInput("bad_parameter", f"Give “{name}” once.")
    return values[0] if values else ""


def word(query: QueryDict, name: str, offered: Sequence[str]) -> str:
    """The word given, or the first of those offered, which may be empty."""
    given = single(query, name) or offered[0]
    if given not in offered:
        known = ", ".join(each for each in offered if each)
        raise BadInput("bad_parameter", f"“{name}” is one of {known}; “{given[:40]}” is not among them.")
    return given
