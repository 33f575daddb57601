import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_shown_is_never_empty'),
    ]

    operations = [
        # What it held can be built again.
        migrations.DeleteModel(name='FeedBody'),
        migrations.CreateModel(
            name='FeedBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(blank=True, help_text='Digest of a free choice of filters; empty for the feed itself.', max_length=64)),
                ('form', models.CharField(choices=[('ics', 'Icalendar'), ('atom', 'Atom'), ('json', 'Json')], max_length=4)),
                ('etag', models.CharField(max_length=160)),
                ('body', models.BinaryField()),
                ('gzipped', models.BinaryField()),
                ('segments', models.JSONField(default=list)),
                ('built_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FeedCheck',
            fields=[
                ('feed', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reading', serialize=False, to='events.feedstate')),
                ('revision', models.PositiveBigIntegerField()),
                ('checked_at', models.DateTimeField()),
                ('size', models.PositiveIntegerField()),
                ('findings', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='FeedTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('sent', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name='feedstate',
            constraint=models.CheckConstraint(condition=models.Q(('shown_from__gte', models.F('window_from')), ('shown_to__lte', models.F('window_to'))), name='a_feed_shows_nothing_outside_its_window'),
        ),
        migrations.AddField(
            model_name='feedbody',
            name='feed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='events.feedstate'),
        ),
        migrations.AddField(
            model_name='feedtally',
            name='feed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='events.feedstate'),
        ),
        migrations.AddConstraint(
            model_name='feedbody',
            constraint=models.UniqueConstraint(fields=('feed', 'choice', 'form'), name='one_body_per_feed_and_form'),
        ),
        migrations.AddConstraint(
            model_name='feedtally',
            constraint=models.UniqueConstraint(fields=('feed', 'day'), name='one_tally_per_feed_and_day'),
        ),
    ]
