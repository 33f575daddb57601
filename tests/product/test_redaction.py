"""No log holds the address of a personal calendar: not a right one, not a mistyped one, not in a traceback."""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from commonhour.redaction import redacted

TOKEN = "q83vEjRWeJASNFZ4mrzeq83vEjRWeJASNFZ4mrzeQ5w"

LOGGING: dict[str, Any] = settings.LOGGING


class Poison(Exception):
    """Carries what it failed on, as exceptions of drivers and parsers do."""


def _break(words: str) -> None:
    raise Poison(words)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What our own handler writes, as the settings make it, of everything down to the smallest."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    for name in LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(_filter(name))
    logger = logging.getLogger("tests.redaction")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def _filter(name: str) -> logging.Filter:
    made: logging.Filter = import_string(LOGGING["filters"][name]["()"])()
    return made


@pytest.mark.parametrize(
    "path",
    [
        f"/feeds/my/{TOKEN}.ics",
        f"/feeds/my/{TOKEN[:20]}",
        f"/feeds/my/{TOKEN[:20]}/{TOKEN[20:]}",
        f"/FEEDS/My/{TOKEN}.ics?x=1",
        f"https://calendar.example.org/feeds/my/{TOKEN}.ics",
        f"feeds%2Fmy%2F{TOKEN}.ics",
        *(f"/feeds/my/{TOKEN[:20]}{slip}{TOKEN[20:]}.ics HTTP/1.1" for slip in " '\"<>?#&"),
        TOKEN,
        f"/feeds/mine/{TOKEN[:-1]}.ics",
        f"/{TOKEN}s",
    ],
)
def test_nothing_is_left_of_an_address_however_it_was_mistyped(path: str) -> None:
    told = redacted(f'GET "{path}" 404')

    assert told.startswith('GET "')
    assert told.endswith('" 404')
    assert not any(TOKEN[at : at + 8] in told for at in range(len(TOKEN) - 8))


def test_the_address_of_every_other_feed_stays_as_it_is() -> None:
    told = "GET /feeds/chapters/larkmoor.ics and /feeds/myriad.ics and 27e2f5a3-0d6c-4c6e-8a40-3f8f2f4f4b7d"

    assert redacted(told) == told


def test_a_record_holds_it_in_no_part(log: StringIO) -> None:
    logger = logging.getLogger("tests.redaction")
    request = HttpRequest()
    request.path = request.path_info = f"/feeds/my/{TOKEN}.ics"
    path = request.path

    logger.warning("Not Found: %s", path, extra={"request": request, "status_code": 404})
    logger.info("%(path)s", {"path": path})
    logger.info("%d", path)
    try:
        _break(f"cannot read {TOKEN} of {path}")
    except Poison:
        logger.exception("Internal Server Error: %s", path, stack_info=True)

    said = log.getvalue()
    assert [line for line in said.splitlines() if not line.startswith(" ")] == [
        "Not Found: /feeds/my/…",
        "/feeds/my/…",
        "%d ('/feeds/my/…",
        "Internal Server Error: /feeds/my/…",
        "Traceback (most recent call last):",
        "tests.product.test_redaction.Poison: cannot read … of /feeds/my/…",
        "Stack (most recent call last):",
    ]
    assert not any(TOKEN[at : at + 8] in said for at in range(len(TOKEN) - 8))


@pytest.mark.parametrize("slip", ["\n", "\r", "\r\n", "\x85", "\u2028", "\x1b[2K", "\0"])
def test_a_path_that_a_web_server_decoded_is_one_line_of_the_log(slip: str, log: StringIO) -> None:
    path = f"/feeds/my/{TOKEN[:20]}{slip}{TOKEN[20:]}.ics"

    logging.getLogger("tests.redaction").info('"GET %s HTTP/1.1" 404', path)
    logging.getLogger("tests.redaction").info('"GET %s HTTP/1.1" 404', f"/{slip}2026-11-01 INFO signed in")

    assert log.getvalue().splitlines() == [
        '"GET /feeds/my/… HTTP/1.1" 404',
        f'"GET /{repr(slip)[1:-1]}2026-11-01 INFO signed in HTTP/1.1" 404',
    ]


def test_whoever_reads_the_record_after_us_finds_it_in_no_part_either() -> None:
    request = HttpRequest()
    request.path = request.path_info = f"/feeds/my/{TOKEN}.ics"
    record = logging.makeLogRecord(
        {"msg": "%s", "args": (request.path,), "request": request, "status_code": 404}
    )

    assert _filter("redacting").filter(record)

    assert TOKEN not in repr(vars(record))
    assert (record.status_code, record.args) == (404, None)  # type: ignore[attr-defined]  # as Django adds it


def test_every_handler_of_the_product_redacts() -> None:
    """A logger with a handler of its own would print the address past the filter, as Django's server does by default."""
    assert all("redacting" in handler["filters"] for handler in LOGGING["handlers"].values())
    assert LOGGING["root"]["handlers"] == ["console"]

    ours = {handler for handler in logging.getLogger().handlers if handler.filters}
    bring_their_own = {
        name: logger.handlers
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger) and logger.handlers
    }

    assert len(ours) == 1
    assert bring_their_own == {}
