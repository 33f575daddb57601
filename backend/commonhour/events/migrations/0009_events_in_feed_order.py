from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0008_events_by_size'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='event',
            name='events_in_feed_order',
        ),
        migrations.RemoveIndex(
            model_name='event',
            name='events_by_size',
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['visibility', 'starts_at', 'uid', 'ends_at', 'status', 'time_zone', 'vevent_size'], name='events_in_feed_order'),
        ),
    ]
