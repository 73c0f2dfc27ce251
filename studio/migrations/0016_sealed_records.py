"""Rankings have rules, a seal and a record; what was made before has none of them."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


BATCH_SIZE = 500
RULES = {
    "min_listening_s": 0.0,
    "shows": "score",
    "shuffled": False,
    "real": [],
    "author": False,
    "repeats": 0.1,
    "random": 0.1,
    "shared": 0.15,
    "controls": 0.1,
}
SURENESS = {
    "expected_tau": 0.0,
    "is_first_order": False,
    "for_first_order": None,
    "precision": 0.5,
    "for_precision": 0,
    "for_first_place": {"votes": None, "fewest": None, "most": None},
    "num_sure": 0,
    "num_changes": None,
    "turned_to": None,
}
SINCE_THEN = {
    "standings_with_all": [],
    "standings_at_equal_length": [],
    "controls": [],
    "rules": RULES,
    "has_begun": False,
    "seal": None,
    "head": None,
    "num_entries": 0,
    "set_aside": [],
    "sureness": SURENESS,
    "side": {"value": 0.0, "low": -2.0, "high": 2.0},
    "length": None,
}
"""What rankings say now that they did not say in events: nothing was known of it."""


def forwards(apps, schema_editor):
    """Events hold rankings as they were sent; browsers that resume read them by the present names."""
    for ranking in _in_events(apps):
        ranking.pop("num_unsettled", None)
        ranking.update({name: value for name, value in SINCE_THEN.items() if name not in ranking})
        for standing in ranking["standings"]:
            standing.setdefault("best_place", 1)
            standing.setdefault("worst_place", len(ranking["standings"]))


def backwards(apps, schema_editor):
    for ranking in _in_events(apps):
        ranking["num_unsettled"] = max(0, len(ranking["standings"]) - 1)
        for name in SINCE_THEN:
            ranking.pop(name, None)
        for standing in ranking["standings"]:
            standing.pop("best_place", None)
            standing.pop("worst_place", None)


def _in_events(apps):
    """Each ranking of an event, which is stored after it was changed."""
    rows = apps.get_model("studio", "EventRow").objects
    ids = list(rows.filter(kind="ranking").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH_SIZE):
        batch = list(rows.filter(pk__in=ids[first : first + BATCH_SIZE]))
        yield from (row.payload["ranking"] for row in batch)
        rows.bulk_update(batch, ["payload"])


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0015_requested'),
    ]

    operations = [
        migrations.AddField(
            model_name='duel',
            name='reason',
            field=models.CharField(default='teaches', max_length=16),
        ),
        migrations.AddField(
            model_name='duel',
            name='repeats',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.duel'),
        ),
        migrations.AddField(
            model_name='ranking',
            name='rules',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='ranking',
            name='seed',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='ranking',
            name='set_aside',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='duel',
            name='left',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.take'),
        ),
        migrations.AlterField(
            model_name='duel',
            name='right',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.take'),
        ),
        migrations.CreateModel(
            name='Control',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('content', models.JSONField()),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='controls', to='studio.ranking')),
            ],
        ),
        migrations.AddField(
            model_name='duel',
            name='left_control',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.control'),
        ),
        migrations.AddField(
            model_name='duel',
            name='right_control',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.control'),
        ),
        migrations.CreateModel(
            name='RankingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('what', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='studio.ranking')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ranking', 'number'), name='entries_in_order')],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
