"""A document read again and again: every combination of headers against a small model of what the standard says.

The model is written from RFC 9110 and knows nothing of the code: a condition is a set of tags, a coding is a weight. We are
stricter than the standard in one thing: of dates, only the one we gave counts, and no later one.
"""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponseBase
from django.test import RequestFactory

from commonhour.errors import BadInput, NotHere
from commonhour.events import conditional
from commonhour.events.conditional import Coding, Validators
from tests.events.http_model import WEIGHTS, held, taken

PLAIN, PACKED = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"\x1f\x8bpacked"
TAG, TAG_GZ = '"n12-1.2025.2"', '"n12-1.2025.2-gz"'
CHANGED = datetime(2026, 9, 1, 15, 0, 1, tzinfo=UTC)
DATE = "Tue, 01 Sep 2026 15:00:01 GMT"

# What each value of a header says, read by hand: the tags it names, "any", or nothing where it is not sent.
TAGS: dict[str | None, frozenset[str] | None] = {
    None: None,
    "": frozenset(),
    "*": frozenset({"any"}),
    " * ": frozenset({"any"}),
    TAG: frozenset({TAG}),
    TAG_GZ: frozenset({TAG_GZ}),
    f"W/{TAG}": frozenset({TAG}),
    f"W/{TAG_GZ}": frozenset({TAG_GZ}),
    f'"old", {TAG}': frozenset({TAG}),
    f'"old",W/{TAG} , "x,y"': frozenset({TAG}),
    f"{TAG_GZ},{TAG}": frozenset({TAG, TAG_GZ}),
    f",, {TAG},": frozenset({TAG}),
    '"n11-1.2025.2"': frozenset(),
    "n12-1.2025.2": frozenset(),
    f"w/{TAG}": frozenset(),
    '"n12-1.2025.2" "x"': frozenset(),
    f'"old", *, {TAG_GZ}': frozenset({TAG_GZ}),
    '"N12-1.2025.2"': frozenset(),
    "garbage\x7f\xff": frozenset(),
}
# Whether a date is the one of this revision, in each of the three spellings of RFC 9110 5.6.7.
DATES: dict[str | None, bool | None] = {
    None: None,
    DATE: True,
    "Tuesday, 01-Sep-26 15:00:01 GMT": True,
    "Tue Sep  1 15:00:01 2026": True,
    "Tue, 01 Sep 2026 15:00:00 GMT": False,
    "Tue, 01 Sep 2026 15:00:02 GMT": False,
    "Wed, 01 Sep 2027 15:00:01 GMT": False,
    "2026-09-01T15:00:01Z": False,
    "Tue, 32 Sep 2026 15:00:01 GMT": False,
    f"{DATE}, {DATE}": False,
    "": False,
    "0": False,
}


def ask(
    method: str = "GET",
    *,
    tags: str | None = None,
    since: str | None = None,
    coding: str | None = None,
    agent: str | None = None,
    **others: str,
) -> HttpRequest:
    sent = {
        "If-None-Match": tags,
        "If-Modified-Since": since,
        "Accept-Encoding": coding,
        "User-Agent": agent,
        **others,
    }
    headers: dict[str, Any] = {name: value for name, value in sent.items() if value is not None}
    return RequestFactory().generic(method, "/feeds/network.ics", headers=headers)


def answer(request: HttpRequest, *, settled: bool = True, **changes: Any) -> HttpResponseBase:
    validators = Validators(TAG, CHANGED if settled else None)
    given: dict[str, Any] = {
        "content_type": "text/calendar; charset=utf-8",
        "headers": conditional.PUBLIC,
        "filename": "network.ics",
        **changes,
    }
    return conditional.answer(
        request, validators, lambda coding: (validators, PACKED if coding == Coding.GZIP else PLAIN), **given
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("settled", [True, False], ids=["settled", "fresh"])
def test_every_combination_is_answered_as_the_standard_says(method: str, *, settled: bool) -> None:
    for tags, since, coding in product(TAGS, DATES, WEIGHTS):
        codings = taken(coding)
        names = {"identity": TAG, "gzip": TAG_GZ}
        holding = held(codings, names, TAGS[tags], dated=bool(DATES[since]) and settled)
        sent = holding or codings[0]
        expected = {
            "ETag": TAG_GZ if sent == "gzip" else TAG,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
            "Access-Control-Allow-Origin": "*",
            **({"Last-Modified": DATE} if settled else {}),
        }
        content = PACKED if sent == "gzip" else PLAIN
        if not holding:
            expected |= {
                "Content-Type": "text/calendar; charset=utf-8",
                "Content-Length": str(len(content)),
                "Content-Disposition": 'inline; filename="network.ics"',
                **({"Content-Encoding": "gzip"} if sent == "gzip" else {}),
            }

        got = answer(ask(method, tags=tags, since=since, coding=coding), settled=settled)

        case = (tags, since, coding)
        body = b"" if holding or method == "HEAD" else content
        assert (case, got.status_code, dict(got.headers)) == (case, 304 if holding else 200, expected)
        assert (case, b"".join(got)) == (case, body)


# What each condition on the present revision says of it: that it is the one, or not; nothing where it says nothing.
MATCHES = {
    "*": True,
    TAG: True,
    TAG_GZ: True,
    f'"old", {TAG}': True,
    f"W/{TAG}": False,
    '"old"': False,
    "": False,
}
UNMODIFIED = {
    DATE: True,
    "Tue, 01 Sep 2026 15:00:02 GMT": True,
    "Tue, 01 Sep 2026 15:00:00 GMT": False,
    "2026-09-01T15:00:00Z": True,  # no date of the standard, so no condition
}


@pytest.mark.parametrize("held", [None, TAG], ids=["new reader", "reader who holds it"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_reader_who_wants_one_revision_gets_no_other(coding: str, held: str | None) -> None:
    view = conditional.readable(answer)
    otherwise = 304 if held else 200

    for match, is_it in MATCHES.items():
        for date in UNMODIFIED:  # where a tag was named, a date counts for nothing
            got = view(ask(tags=held, coding=coding, **{"If-Match": match, "If-Unmodified-Since": date}))
            assert (match, date, got.status_code) == (match, date, otherwise if is_it else 412)
    for date, is_it in UNMODIFIED.items():
        got = view(ask(tags=held, coding=coding, **{"If-Unmodified-Since": date}))
        assert (date, got.status_code) == (date, otherwise if is_it else 412)
        fresh = view(ask(tags=held, coding=coding, **{"If-Unmodified-Since": date}), settled=False)
        assert (date, fresh.status_code) == (date, otherwise)


def test_refused_revision_is_kept_by_no_cache() -> None:
    got = conditional.readable(answer)(ask(**{"If-Match": '"old"'}))

    assert (got.status_code, got.headers["Cache-Control"], "ETag" in got.headers) == (412, "no-store", False)


def test_nothing_is_made_for_who_holds_it() -> None:
    def build(coding: Coding) -> tuple[Validators, bytes]:
        raise AssertionError("the body was made")

    got = conditional.answer(
        ask(tags=TAG), Validators(TAG, CHANGED), build, content_type="text/calendar", headers={}
    )

    assert got.status_code == 304


def test_body_goes_out_under_the_validators_it_was_made_under() -> None:
    later = Validators('"n13-1.2025.2"')

    got = conditional.answer(
        ask(coding="gzip"),
        Validators(TAG, CHANGED),
        lambda _: (later, PACKED),
        content_type="text/calendar",
        headers={},
    )

    assert got.headers["ETag"] == '"n13-1.2025.2-gz"'
    assert "Last-Modified" not in got.headers


def test_secret_address_is_kept_by_its_reader_alone() -> None:
    for request in (ask(), ask(tags=TAG), ask(coding="gzip")):
        got = answer(request, headers=conditional.SECRET)

        told = {name: got.headers.get(name) for name in (*conditional.SECRET, "Access-Control-Allow-Origin")}
        assert told == {
            "Cache-Control": "private, no-cache",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "Access-Control-Allow-Origin": None,
        }


@pytest.mark.parametrize(
    "agent, coding",
    [
        ("Microsoft Office/16.0 (Microsoft Outlook 16.0.1)", None),
        ("MICROSOFT OUTLOOK", None),
        ("Google-Calendar-Importer", "gzip"),
        ("", "gzip"),
        (None, "gzip"),
    ],
)
def test_clients_whose_subscriptions_broke_get_plain_bytes(
    agent: str | None, coding: str | None, settings: Any
) -> None:
    settings.FEED_CLIENTS_WITHOUT_GZIP = ["Outlook"]

    got = answer(ask(coding="gzip", agent=agent))
    again = answer(ask(coding="gzip", agent=agent, tags=TAG_GZ))

    assert got.headers.get("Content-Encoding") == coding
    assert again.status_code == (304 if coding else 200)
    # A cache between must not hand one client what was sent to another.
    assert {each.headers["Vary"] for each in (got, again)} == {"Accept-Encoding, User-Agent"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_all_but_reading_is_refused_with_what_is_allowed(method: str) -> None:
    view = conditional.readable(answer)

    got = view(ask(method))

    assert (got.status_code, got.headers["Allow"]) == (405, "GET, HEAD")
    assert got.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "refusal, status", [(NotHere(), 404), (BadInput("bad_filter", "There is no filter of this name."), 400)]
)
def test_no_cache_keeps_a_refusal(refusal: Exception, status: int) -> None:
    def view(request: HttpRequest) -> HttpResponseBase:
        raise refusal

    got = conditional.readable(view)(ask(tags="*"))

    assert (got.status_code, got.headers["Cache-Control"]) == (status, "no-store")
    assert not {"ETag", "Last-Modified", "Access-Control-Allow-Origin"} & set(got.headers)


@pytest.mark.parametrize(
    "name, safe",
    [
        ("larkmoor.ics", "larkmoor.ics"),
        ('a"; x=y\r\nSet-Cookie: a=b.ics', "a---x-y--Set-Cookie--a-b.ics"),
        ("../été.ics", "..--t-.ics"),
    ],
)
def test_name_of_the_file_needs_no_quoting(name: str, safe: str) -> None:
    assert answer(ask(), filename=name).headers["Content-Disposition"] == f'inline; filename="{safe}"'
