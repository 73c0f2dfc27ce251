"""The plural of canvas, as the admin's pages show it."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0028_listening_questions'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='canvas',
            options={'ordering': ['position', 'created_at'], 'verbose_name_plural': 'canvases'},
        ),
    ]
