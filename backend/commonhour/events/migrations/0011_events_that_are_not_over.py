from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0010_held_events'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='event',
            name='events_in_feed_order',
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['visibility', 'starts_at', 'uid', 'ends_at', 'status', 'time_zone', 'vevent_size', 'sequence'], name='events_in_feed_order'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['visibility', 'ends_at', 'starts_at', 'status'], name='events_that_are_not_over'),
        ),
    ]
