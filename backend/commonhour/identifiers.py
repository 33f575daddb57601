"""Where new identifiers come from: one place, so that a test can fix them."""

import secrets
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A random identifier (RFC 9562 version 4) for anything that must not be guessed or counted."""
    return uuid4()


def new_salt() -> str:
    """256 random bits, so that a digest of a short value cannot be looked up."""
    return secrets.token_hex(32)


def new_token() -> str:
    """256 random bits that may stand in an address."""
    return secrets.token_urlsafe(32)
