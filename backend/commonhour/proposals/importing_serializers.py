"""Calendar files on their way in, as JSON."""

import base64
from typing import Any

from rest_framework import serializers

from commonhour.events import text
from commonhour.events.choices import EventType, Format
from commonhour.http import Strict
from commonhour.proposals.calendars.lines import LARGEST
from commonhour.proposals.calendars.notes import Fate
from commonhour.proposals.calendars.one_event import ReadEvent
from commonhour.proposals.importing import MOST_DRAFTS, Preview

TOO_LARGE = f"This is more than the {LARGEST // 1_000_000} MB that can be read. Export fewer events, such as one term."


class FileIn(Strict):
    """A calendar file: its bytes in base 64, or its text where someone pasted it."""

    chapter = serializers.SlugField()
    file = serializers.CharField(
        max_length=LARGEST * 3 // 2, default="", allow_blank=True, error_messages={"max_length": TOO_LARGE}
    )
    text = serializers.CharField(
        max_length=LARGEST,
        default="",
        allow_blank=True,
        trim_whitespace=False,
        error_messages={"max_length": TOO_LARGE},
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        file, words = attrs.pop("file"), attrs.pop("text")
        if file and words:
            raise serializers.ValidationError("Send the file or its text, not both.")
        try:
            attrs["raw"] = base64.b64decode(file, validate=True) if file else words.encode()
        except ValueError:  # binascii.Error, and what is said of letters that are no ASCII at all
            raise serializers.ValidationError(
                {"file": "The file did not arrive whole. Choose it again."}
            ) from None
        return attrs


class FileChoiceIn(FileIn):
    """The same file again, with the numbers of the events to begin drafts with."""

    numbers = serializers.ListField(child=serializers.IntegerField(min_value=0), max_length=MOST_DRAFTS * 4)


class NoteOut(serializers.Serializer[Any]):
    """What became of a part of the file. `rest` is what was not taken over, to be copied by hand."""

    fate = serializers.ChoiceField(choices=[(fate.value, fate.value) for fate in Fate])
    sentence = serializers.CharField()
    rest = serializers.CharField(allow_blank=True)


class DraftOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class ReadEventOut(serializers.Serializer[Any]):
    """One event of a file. Times are local to `time_zone`; `known` is a proposal of the chapter that began with it."""

    number = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    starts_at = serializers.CharField(allow_null=True)
    ends_at = serializers.CharField(allow_null=True)
    all_day = serializers.BooleanField()
    time_zone = serializers.CharField()
    repeats = serializers.CharField(allow_blank=True)
    dates_left_out = serializers.ListField(child=serializers.DateField())
    dates_moved = serializers.IntegerField()
    place = serializers.CharField(allow_blank=True)
    online_link = serializers.CharField(allow_blank=True)
    summary = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    topics = serializers.ListField(child=serializers.CharField())
    event_type = serializers.ChoiceField(choices=EventType.choices, allow_null=True)
    format = serializers.ChoiceField(choices=Format.choices, allow_null=True)
    cancelled = serializers.BooleanField()
    over = serializers.BooleanField()
    known = DraftOut(allow_null=True)
    notes = NoteOut(many=True)


class PreviewOut(serializers.Serializer[Any]):
    """What a file says. Nothing of it has been kept."""

    name = serializers.CharField(allow_blank=True)
    events = ReadEventOut(many=True)
    not_shown = serializers.IntegerField()
    most_drafts = serializers.IntegerField()
    notes = NoteOut(many=True)


class DraftsOut(serializers.Serializer[Any]):
    drafts = DraftOut(many=True)


def preview_of(preview: Preview) -> dict[str, Any]:
    return {
        "name": preview.file.name,
        "events": [_event(event, preview) for event in preview.file.events],
        "not_shown": preview.file.not_shown,
        "most_drafts": MOST_DRAFTS,
        "notes": preview.file.notes,
    }


def _event(event: ReadEvent, preview: Preview) -> dict[str, Any]:
    listing = event.listing
    series = listing.get("recurrence") or {}
    return {
        "number": event.number,
        "title": listing.get("title", ""),
        "starts_at": listing.get("starts_at"),
        "ends_at": listing.get("ends_at"),
        "all_day": bool(listing.get("all_day")),
        "time_zone": listing["time_zone"],
        "repeats": event.repeats,
        "dates_left_out": series.get("except_dates", []),
        "dates_moved": len(series.get("moved", [])),
        "place": ", ".join(
            part for name in ("place_name", "place_address") if (part := listing.get(name, ""))
        ),
        "online_link": listing.get("online_link", ""),
        "summary": listing.get("summary", ""),
        "description": text.plain_of(listing.get("description", "")),
        "topics": listing.get("topics", []),
        "event_type": event.event_type,
        "format": event.format,
        "cancelled": event.cancelled,
        "over": event.over,
        "known": preview.known.get(event.source),
        "notes": event.notes,
    }
