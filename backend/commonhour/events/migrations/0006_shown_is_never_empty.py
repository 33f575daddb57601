from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0005_fill_what_a_feed_shows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='feedstate',
            name='shown_from',
            field=models.DateTimeField(help_text="The window's start, later where the past did not fit."),
        ),
        migrations.AlterField(
            model_name='feedstate',
            name='shown_to',
            field=models.DateTimeField(help_text="The window's end, earlier where the far future did not fit."),
        ),
    ]
