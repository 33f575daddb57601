"""Feeds show their whole window until the next count; the format of the bytes rises with it, so sizes are written anew."""

from typing import Any

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Length


def fill(apps: Any, schema_editor: Any) -> None:
    apps.get_model('events', 'FeedState').objects.update(shown_from=F('window_from'), shown_to=F('window_to'))
    events = apps.get_model('events', 'Event').objects
    events.update(vevent_size=Length('vevent'), brief_size=Length('vevent'))


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_what_a_feed_shows'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
