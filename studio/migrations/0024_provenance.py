from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0023_campaigns'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='signs_files',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='generation',
            name='request',
            field=models.CharField(max_length=64, null=True),
        ),
    ]
