"""Reading settings from the environment, and refusing nonsense with a sentence that says what to set.

Every variable is declared once, with the sentence that explains it; `docs/settings.md` is generated
from these declarations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Declared:
    """One variable: its name, what it does, and what holds where it is not set."""

    name: str
    about: str
    default: str


class Environment:
    """Typed reading of environment variables; remembers what was declared."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.declared: list[Declared] = []

    def _read(self, name: str, about: str, default: str) -> str:
        self.declared.append(Declared(name, about, default))
        return self._values.get(name, "").strip() or default

    def text(self, name: str, about: str, *, default: str = "") -> str:
        return self._read(name, about, default)

    def choice(self, name: str, about: str, *, options: tuple[str, ...], default: str) -> str:
        value = self._read(name, f"{about} One of: {', '.join(options)}.", default)
        if value not in options:
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to one of: {', '.join(options)}.")
        return value

    def flag(self, name: str, about: str, *, default: bool) -> bool:
        value = self._read(name, about, "yes" if default else "no").lower()
        if value not in YES | NO:
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to yes or no.")
        return value in YES

    def number(self, name: str, about: str, *, default: int, least: int = 0) -> int:
        value = self._read(name, about, str(default))
        if not value.isascii() or not value.isdigit() or int(value) < least:
            raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number of {least} or more.")
        return int(value)

    def words(self, name: str, about: str, *, default: tuple[str, ...] = ()) -> list[str]:
        value = self._read(name, about, ",".join(default))
        return [word.strip() for word in value.split(",") if word.strip()]

    def origin(self, name: str, about: str, *, default: str) -> str:
        """An address such as https://calendar.example.org, without a path."""
        value = self._read(name, about, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise ImproperlyConfigured(
                f"{name} is {value!r}. Set it to an address like https://calendar.example.org."
            )
        return value


def database(url: str) -> dict[str, Any]:
    """Django's database settings for a DATABASE_URL.

    `sqlite:///relative/or/absolute/path`, `sqlite://:memory:`, `postgres://user:pass@host:port/name`, or
    `postgres:///name?host=/socket/folder`.
    """
    if url == "sqlite://:memory:":
        return _sqlite(":memory:")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]) or ":memory:")
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(options.pop("user", parts.username or "")),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": options.pop("port", str(parts.port or "")),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}, **options},
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL starts with {parts.scheme or 'nothing'!r}. Set it to sqlite:///path/to/file or "
        "postgres://user:password@host:5432/name."
    )


def _sqlite(name: str) -> dict[str, Any]:
    # Immediate transactions: a writer waits for the lock at BEGIN instead of failing at its first write.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,  # kept open: opening the file anew costs more than answering that a feed is unchanged
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728;",
        },
    }
