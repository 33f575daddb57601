from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_feed_body'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='vevent_size',
            field=models.PositiveIntegerField(default=0, help_text='Octets of the finished bytes.'),
        ),
        migrations.AddField(
            model_name='event',
            name='brief_size',
            field=models.PositiveIntegerField(default=0, help_text='Octets they would have with a link in place of the description.'),
        ),
        migrations.AddField(
            model_name='feedstate',
            name='shown_from',
            field=models.DateTimeField(null=True, help_text="The window's start, later where the past did not fit."),
        ),
        migrations.AddField(
            model_name='feedstate',
            name='shown_to',
            field=models.DateTimeField(null=True, help_text="The window's end, earlier where the far future did not fit."),
        ),
        migrations.AddField(
            model_name='feedstate',
            name='brief',
            field=models.BooleanField(default=False, help_text='Descriptions are links, so that the events fit.'),
        ),
        migrations.AddField(
            model_name='feedstate',
            name='events',
            field=models.PositiveIntegerField(default=0, help_text='How many events it shows.'),
        ),
        migrations.AddField(
            model_name='feedstate',
            name='size',
            field=models.PositiveBigIntegerField(default=0, help_text='Octets of the whole window, nothing left out.'),
        ),
    ]
