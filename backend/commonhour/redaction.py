"""What no log may hold: the secret addresses of personal calendars, mistyped ones included.

A filter on every handler rather than on a logger, for a logger's filter does not see the records of those below it. A
record is rewritten whole: its message with what was put into it, the text of its traceback, and the request it carries.
A message stays one line, for a web server decodes the path it logs: a line break in it would begin a line of its own.
"""

import logging
import re

SECRET_PATH = re.compile(r"(feeds(?:/|%2f)my(?:/|%2f))(?:.+(?= HTTP/\d)|.+(?=[\"'] \d)|.+)", re.IGNORECASE)
"""All that follows, for a mistyped secret is nearly the secret, and a space or a quotation mark in it does not end it."""

BARE_TOKEN = re.compile(r"(?<![\w-])[\w-]{40,48}(?![\w-])", re.ASCII)
"""256 bits in url-safe letters, wherever they stand alone; give or take a letter."""

BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

HIDDEN = "…"


def redacted(text: str) -> str:
    return BARE_TOKEN.sub(HIDDEN, SECRET_PATH.sub(rf"\g<1>{HIDDEN}", text))


class Redacting(logging.Filter):
    """Lets every record through, without what no log may hold."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        # What is left is text: a handler that looked into the exception itself would find the path in its frames.
        record.exc_info = None
        for name in ("exc_text", "stack_info"):
            text = getattr(record, name)
            if text:
                setattr(record, name, redacted(text))
        for name, value in list(vars(record).items()):
            if name not in USUAL:
                vars(record)[name] = redacted(str(value))
        return True


def _message(record: logging.LogRecord) -> str:
    """On one line. A filter must not fail on a record that a handler would only complain about."""
    try:
        words = record.getMessage()
    except (TypeError, ValueError, KeyError):
        words = f"{record.msg} {record.args}"
    return BREAKS.sub(lambda found: repr(found[0])[1:-1], words)


USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "status_code", "server_time"}
"""What every record has, and two figures of Django's; anything else, such as the request, is kept as redacted text."""
