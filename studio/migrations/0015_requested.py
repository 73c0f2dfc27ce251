from django.db import migrations

BATCH_SIZE = 500


def rename_in_events(apps, old, new):
    """Events hold generations as they were sent; browsers that resume read them by the present names."""
    rows = apps.get_model("studio", "EventRow").objects
    ids = list(rows.filter(kind="generation").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH_SIZE):
        batch = list(rows.filter(pk__in=ids[first : first + BATCH_SIZE]))
        for row in batch:
            generation = row.payload["generation"]
            if old in generation:
                generation[new] = generation.pop(old)
        rows.bulk_update(batch, ["payload"])


def forwards(apps, schema_editor):
    rename_in_events(apps, "wanted", "requested")


def backwards(apps, schema_editor):
    rename_in_events(apps, "requested", "wanted")


class Migration(migrations.Migration):
    dependencies = [("studio", "0014_best_first")]

    operations = [
        migrations.RenameField("generation", "wanted", "requested"),
        migrations.RunPython(forwards, backwards),
    ]
