"""Ratings have a time and may pick or reject; tags and remarks have an author; names sort by their numbers."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import studio.models.natural_order
from studio.models.natural_order import natural_order

BATCH_SIZE = 500
SINCE_THEN = {"remarks_by": "", "hides": []}


def forwards(apps, schema_editor):
    """Names get their order; tags that only the take knew become rows."""
    takes = apps.get_model("studio", "Take").objects
    tag_rows = apps.get_model("studio", "TakeTag").objects
    ids = list(takes.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH_SIZE):
        batch = list(takes.filter(pk__in=ids[first : first + BATCH_SIZE]).only("name", "name_order", "tags"))
        for take in batch:
            take.name_order = natural_order(take.name)
        takes.bulk_update(batch, ["name_order"])
        tagged = [take for take in batch if take.tags]
        tag_rows.filter(take__in=tagged).delete()  # written anew, in their order
        tag_rows.bulk_create(
            tag_rows.model(take=take, name=name) for take in tagged for name in dict.fromkeys(take.tags)
        )
    for take in _in_events(apps):
        take.setdefault("tagged_by", {name: [] for name in take["tags"]})
        take.update({name: value for name, value in SINCE_THEN.items() if name not in take})


def backwards(apps, schema_editor):
    takes = apps.get_model("studio", "Take").objects
    apps.get_model("studio", "TakeRating").objects.filter(stars=None).delete()
    for take in takes.filter(tag_rows__isnull=False).distinct().prefetch_related("tag_rows"):
        rows = sorted(take.tag_rows.all(), key=lambda row: row.pk)
        take.tags = list(dict.fromkeys(row.name for row in rows))
        kept = {}
        for row in rows:
            kept.setdefault(row.name, row.pk)
        take.tag_rows.exclude(pk__in=kept.values()).delete()
        take.save(update_fields=["tags"])
    for take in _in_events(apps):
        for name in ("tagged_by", *SINCE_THEN):
            take.pop(name, None)


def _in_events(apps):
    """Each take of an event, which is stored after it was changed: browsers that resume read them by the present
    names."""
    rows = apps.get_model("studio", "EventRow").objects
    ids = list(rows.filter(kind="take").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH_SIZE):
        batch = list(rows.filter(pk__in=ids[first : first + BATCH_SIZE]))
        yield from (row.payload["take"] for row in batch)
        rows.bulk_update(batch, ["payload"])


class Migration(migrations.Migration):
    dependencies = [("studio", "0016_sealed_records")]

    operations = [
        migrations.AddField("take", "name_order", studio.models.natural_order.NaturalOrderField(of="name")),
        migrations.AddField(
            "take", "remarks_by", models.CharField(blank=True, default="", max_length=150)
        ),
        migrations.RemoveConstraint("taketag", "one_tag_each"),
        migrations.AddField(
            "taketag", "user_name", models.CharField(blank=True, default="", max_length=150)
        ),
        migrations.AddConstraint(
            "taketag",
            models.UniqueConstraint(fields=["take", "name", "user_name"], name="one_tag_of_each_person"),
        ),
        migrations.AlterField("takerating", "stars", models.PositiveIntegerField(null=True)),
        migrations.AddField(
            "takerating",
            "flag",
            models.CharField(
                blank=True, choices=[("pick", "Pick"), ("reject", "Reject")], default="", max_length=8
            ),
        ),
        migrations.AddField("takerating", "rated_at", models.DateTimeField(null=True)),
        migrations.AddField("takerating", "saw_others", models.BooleanField(null=True)),
        migrations.RunPython(forwards, backwards),
        migrations.RemoveField("take", "tags"),
        migrations.CreateModel(
            "TakesChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("before", models.JSONField()),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="studio.project"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
