from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0011_events_that_are_not_over'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='status',
            field=models.CharField(choices=[('scheduled', 'Scheduled'), ('postponed', 'Postponed'), ('cancelled', 'Cancelled'), ('held', 'Held')], default='scheduled', max_length=10),
        ),
        migrations.AlterField(
            model_name='event',
            name='status_before_hold',
            field=models.CharField(blank=True, choices=[('scheduled', 'Scheduled'), ('postponed', 'Postponed'), ('cancelled', 'Cancelled'), ('held', 'Held')], max_length=10),
        ),
        migrations.AlterField(
            model_name='program',
            name='status',
            field=models.CharField(choices=[('scheduled', 'Scheduled'), ('postponed', 'Postponed'), ('cancelled', 'Cancelled'), ('held', 'Held')], default='scheduled', max_length=10),
        ),
        migrations.AlterField(
            model_name='program',
            name='status_before_hold',
            field=models.CharField(blank=True, choices=[('scheduled', 'Scheduled'), ('postponed', 'Postponed'), ('cancelled', 'Cancelled'), ('held', 'Held')], max_length=10),
        ),
    ]
