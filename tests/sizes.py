"""How much the tests of our promises try: little in `make test`, and in `make proof` as much as the docs promise.

A test that asks for the fixture `proof`, or is marked `proof`, belongs to `make proof`. Decorators, which are written
before any fixture, read `SIZES` itself: `@settings(max_examples=SIZES.examples)`.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    full: bool
    events: int
    """Generated events that every independent reader of calendar files must read alike."""
    examples: int
    """Examples of one property."""
    operations: int
    """Random verbs in a story that a model follows."""
    fetches: int
    """Fetches of one feed that must all give the same bytes."""
    processes: int
    """Processes those fetches are spread over, each with a hash seed of its own."""
    files: int
    """Damaged files that an import must survive."""
    subscribers: int
    """Personal subscriptions, compared with a few."""
    every: int
    """Of a long fixed list (zones, changes of clocks) every so-manieth is tried; all are when it is 1."""


SMALL = Sizes(
    full=False,
    events=400,
    examples=100,
    operations=400,
    fetches=10,
    processes=2,
    files=300,
    subscribers=200,
    every=13,
)
FULL = Sizes(
    full=True,
    events=10_000,
    examples=5_000,
    operations=10_000,
    fetches=100,
    processes=5,
    files=20_000,
    subscribers=10_000,
    every=1,
)

SIZES = FULL if os.environ.get("COMMONHOUR_PROOF") == "full" else SMALL
