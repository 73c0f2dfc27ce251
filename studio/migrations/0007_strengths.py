"""A take's place in a ranking is its `strength`; what was told of rankings before said `score`."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def rename(apps: Apps, before: str, after: str) -> None:
    """Rename one field of every standing in the stored events."""
    rows = apps.get_model("studio", "EventRow").objects.filter(kind="ranking")
    for row in rows.iterator(chunk_size=100):
        standings: list[dict[str, Any]] = row.payload["ranking"]["standings"]
        for standing in standings:
            if before in standing:
                standing[after] = standing.pop(before)
        row.save(update_fields=["payload"])


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rename(apps, "score", "strength")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rename(apps, "strength", "score")


class Migration(migrations.Migration):
    dependencies = [("studio", "0006_removals")]

    operations = [migrations.RunPython(forwards, backwards)]
