"""The pages of docs/ that are made from the code: `pages.py` writes them, `pages.py --check` fails where one is stale.

Run by the product's own Python, with Django set up; everything else in this folder needs the standard library alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Callable, Iterable

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MADE = "<!-- Made from the code by `make docs`. Change it there. -->\n\n"


def settings_page() -> str:
    from commonhour import settings

    rows = [
        # A default that lies in this checkout is shown as it lies in anyone's.
        (f"`{one.name}`", one.about, f"`{one.default.replace(f'{ROOT}/', '')}`" if one.default else "")
        for one in settings.env.declared
    ]
    return (
        "# Settings\n\n"
        "Every setting is an environment variable, read once at start. Nonsense is refused with a sentence that says what to\n"
        "set. `operating.md` says which ones a deployment needs.\n\n"
        + table(("variable", "what it does", "without it"), rows)
    )


def permissions_page() -> str:
    from commonhour.people import policy

    rows = [
        (f"`{name}`", f"You may {permission.sentence}.") for name, permission in policy.PERMISSIONS.items()
    ]
    return (
        "# Permissions\n\n"
        "Every permission there is, as `backend/commonhour/people/policy.py` has it. Each is asked inside the verb it guards; every\n"
        "address and method declares the one it asks. What you may not see looks exactly like what is not there.\n\n"
        + table(("permission", "in words"), rows)
    )


def lifecycle_page() -> str:
    from commonhour.proposals.lifecycle import TABLE
    from commonhour.proposals.states import State

    def label(state: State) -> str:
        return state.label.lower()

    arrows = [
        f"    {source.value} --> {move.target.value}: {move.label.lower()}"
        for move in TABLE
        for source in State
        if move.target not in (None, source) and source in move.sources
    ]
    names = [f"    {state.value}: {label(state)}" for state in State]
    diagram = "\n".join(
        ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.DRAFT.value}", *names, *arrows, "```"]
    )
    rows = [
        (
            move.label,
            ", ".join(label(state) for state in State if state in move.sources),
            label(move.target) if move.target else "as it was",
            move.who_words,
            "; ".join(filter(None, (move.needs_words, "a reason" if move.needs_reason else ""))),
            move.does,
        )
        for move in TABLE
    ]
    return (
        "# The life of a proposal\n\n"
        "Every move there is, as `backend/commonhour/proposals/lifecycle.py` has it. Whoever asks for a move is asked, in this order: may\n"
        "you, is it possible from here, is it ready, is a reason given. The first no is the answer.\n\n"
        f"{diagram}\n\nMoves that leave the state as it is are in the table alone.\n\n"
        + table(("move", "from", "to", "who", "needs", "what it does"), rows)
    )


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "permissions.md": permissions_page,
    "lifecycle.md": lifecycle_page,
}


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def main(arguments: list[str]) -> int:
    set_up_django()
    stale = 0
    for name, page in PAGES.items():
        file, text = DOCS / name, MADE + page()
        if file.exists() and file.read_text() == text:
            continue
        stale += 1
        if "--check" in arguments:
            print(f"docs/{name} is not what the code says. Run `make docs` and commit it.")
        else:
            file.write_text(text)
            print(f"docs/{name} is written.")
    return 1 if stale and "--check" in arguments else 0


def set_up_django() -> None:
    """Without the settings of whoever runs this, so that the pages are the same for everyone."""
    for name in [*os.environ]:
        if name.startswith("COMMONHOUR_") or name == "DATABASE_URL":
            del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonhour.settings"
    sys.path.insert(0, str(ROOT / "backend"))
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
