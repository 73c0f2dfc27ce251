"""A comment that is sent again with the same key is made once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0029_canvases'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='idempotency_key',
            field=models.CharField(max_length=80, null=True),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('created_by', 'idempotency_key'), name='comment_once'),
        ),
    ]
