from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0013_feed_bodies_are_kept_compressed'),
    ]

    operations = [
        migrations.AddField(
            model_name='tombstone',
            name='scope',
            field=models.CharField(choices=[('public', 'Public'), ('members', 'Members')], default='public', max_length=10),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='tombstone',
            name='uid',
            field=models.UUIDField(),
        ),
        migrations.AddConstraint(
            model_name='tombstone',
            constraint=models.UniqueConstraint(fields=('uid', 'scope'), name='one_emptied_name_where_it_was_seen'),
        ),
    ]
