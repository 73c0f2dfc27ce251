import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0025_archived_campaigns'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='generation',
            name='claimed_at',
        ),
        migrations.CreateModel(
            name='ServedTime',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('seconds', models.FloatField(default=0.0)),
                ('lent_s', models.FloatField(default=0.0)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('worker', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('gives_back', models.BooleanField(default=False)),
                ('since', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='generation',
            name='num_windows',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='generation',
            name='work_s',
            field=models.FloatField(db_default=0.0, default=0.0),
        ),
        migrations.AddField(
            model_name='generation',
            name='begins_at',
            field=models.DateTimeField(null=True),
        ),
    ]
