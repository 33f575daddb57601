from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0002_sign_ups_and_personal_calendars'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscriptionaddress',
            name='made_of',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='subscriptionaddress',
            name='tag',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='subscriptionaddress',
            name='tag_since',
            field=models.DateTimeField(help_text='Since when it sends these bytes: a full second, never earlier again.', null=True),
        ),
    ]
