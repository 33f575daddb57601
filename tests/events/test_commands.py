"""The jobs an operator runs for the feeds, and what running them again does."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from commonhour.events import publishing
from commonhour.events.management.commands import check_feeds, keep_topic, rewrite_feeds, roll_feeds
from commonhour.events.models import Event, FeedState
from tests.events.conftest import Facts


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    for command in (check_feeds, keep_topic, rewrite_feeds, roll_feeds):
        monkeypatch.setattr(command, "now", lambda: now.replace(month=12))


def said(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue().strip()


def test_windows_roll_once_a_day(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    assert said("roll_feeds") == "Rolled the feeds; 4 of them changed."
    assert said("roll_feeds") == "Rolled the feeds; 0 of them changed."
    assert FeedState.objects.filter(window_from__month=11).count() == 4


def test_feeds_are_read_once_after_a_change(facts: Facts, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)

    assert said("check_feeds") == "Feeds read: 3."
    assert said("check_feeds") == "Feeds read: 0."


def test_old_bytes_are_written_again_and_a_bad_event_harms_no_other(
    facts: Facts, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = (publishing.put_on_calendar(facts(title=title), now=now) for title in ("Good", "Bad"))
    Event.objects.update(vevent=b"old", vevent_format=0)
    Event.objects.filter(pk=bad.pk).update(schedule={"starts_at": "never"})

    assert said("rewrite_feeds") == "Events written again: 1."

    good.refresh_from_db()
    assert (good.sequence, b"SUMMARY:Good" in bytes(good.vevent)) == (1, True)
    assert [record.message for record in caplog.records] == [f"Event {bad.pk} cannot be written again."]


def test_topic_is_kept_and_renamed_and_its_feed_with_it(facts: Facts, client: Client, now: datetime) -> None:
    publishing.put_on_calendar(facts(), now=now)
    before = client.get("/feeds/topics/labour.ics")["ETag"]

    assert said("keep_topic", "care", "Care work") == "Care work is on the list as care."
    assert said("keep_topic", "labour", "Fair work") == "Fair work is on the list as labour."

    after = client.get("/feeds/topics/labour.ics", HTTP_IF_NONE_MATCH=before)
    assert (after.status_code, b"NAME:Fair work\r\n" in after.content) == (200, True)
    assert [row["name"] for row in client.get("/api/topics").json()] == [
        "Care work",
        "Fair work",
        "Housing",
        "Law",
    ]


@pytest.mark.parametrize(
    "slug, name", [("Bad Word", "Name"), ("", "Name"), ("fine", " \x00 "), ("fine", "n" * 81)]
)
def test_topic_needs_a_plain_word_and_a_name(slug: str, name: str, db: None) -> None:
    with pytest.raises(CommandError, match="A topic has a word of small letters"):
        said("keep_topic", slug, name)
