"""The moments that raw SQL answers with: as text from SQLite, as moments from PostgreSQL."""

from datetime import UTC, datetime


def moment_of(value: str | datetime) -> datetime:
    """In UTC, as every database here keeps them, where the value names no zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
