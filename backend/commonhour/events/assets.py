"""The built frontend as the pages link it: hashed names, read from the build's own list of what it made."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

THEME, MAIN = "src/app/theme.ts", "src/main.tsx"
PAGES = {
    "page-calendar": "src/features/events/CalendarPage.tsx",
    "page-event": "src/features/participation/EventPage.tsx",
    "page-program": "src/features/events/ProgramPage.tsx",
    "page-chapters": "src/features/people/ChaptersPage.tsx",
    "page-chapter": "src/features/events/ChapterPage.tsx",
    "page-subscribe": "src/features/events/SubscribePage.tsx",
}
"""The part of the frontend that draws each public page: named in the HTML, it comes together with the rest."""

Chunks = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Assets:
    """What the shell links; empty where nothing has been built.

    The theme is a plain script, not a module: it has to run before the first paint.
    """

    theme: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()


def of_page(page: str | None = None) -> Assets:
    """What a page needs that React draws."""
    return _assets(*_build(), PAGES.get(page or ""))


def stylesheet(source: str) -> str:
    """The address of a stylesheet for pages that no script draws; empty where nothing has been built."""
    return _stylesheet(*_build(), source)


def _build() -> tuple[Path, int]:
    """The build's list and when it was written, so that a new one is read anew; 0 where nothing has been built."""
    manifest = Path(settings.FRONTEND_BUILD) / ".vite" / "manifest.json"
    try:
        return manifest, manifest.stat().st_mtime_ns
    except OSError:
        return manifest, 0


@lru_cache(maxsize=16)
def _assets(manifest: Path, changed: int, page: str | None) -> Assets:
    """Entries, their parts, and the styles of these."""
    chunks = _chunks(manifest, changed)
    theme, scripts = ([chunks[name]["file"]] if name in chunks else [] for name in (THEME, MAIN))
    parts = [part for entry in (MAIN, page) if entry in chunks for part in _parts(entry, chunks)]
    styles = [style for part in parts for style in chunks[part].get("css", [])]
    preloads = [chunks[part]["file"] for part in parts if part != MAIN]
    return Assets(
        *(
            tuple(f"{settings.STATIC_URL}{name}" for name in dict.fromkeys(names))
            for names in (theme, scripts, styles, preloads)
        )
    )


@lru_cache(maxsize=16)
def _stylesheet(manifest: Path, changed: int, source: str) -> str:
    chunks = _chunks(manifest, changed)
    return f"{settings.STATIC_URL}{chunks[source]['file']}" if source in chunks else ""


def _chunks(manifest: Path, changed: int) -> Chunks:
    found: Chunks = json.loads(manifest.read_text(encoding="utf-8")) if changed else {}
    return found


def _parts(entry: str, chunks: Chunks) -> list[str]:
    """What an entry needs before it runs, deepest first, and then itself."""
    found: dict[str, None] = {}
    for name in chunks[entry].get("imports", []):
        found.update(dict.fromkeys(_parts(name, chunks)))
    return [*found, entry]
