"""Rankings are sealed until somebody opens them; those before told the origin of takes after each vote."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def open_those_before(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("studio", "Ranking").objects.update(opened_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("studio", "0008_bytes_and_looks")]

    operations = [
        migrations.AddField("ranking", "opened_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("duel", "heard", models.JSONField(null=True)),
        migrations.RunPython(open_those_before, migrations.RunPython.noop),
    ]
