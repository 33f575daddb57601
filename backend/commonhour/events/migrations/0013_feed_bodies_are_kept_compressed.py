from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0012_say_held'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='feedbody',
            name='body',
        ),
    ]
