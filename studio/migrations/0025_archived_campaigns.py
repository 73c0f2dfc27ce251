from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0024_provenance"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="author_name",
            field=models.CharField(db_default="", default="", max_length=150),
        ),
        migrations.AddField(
            model_name="campaign",
            name="finished_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="campaigndecision",
            name="author_name",
            field=models.CharField(db_default="", default="", max_length=150),
        ),
        migrations.AddField(
            model_name="listeningtest",
            name="author_name",
            field=models.CharField(db_default="", default="", max_length=150),
        ),
    ]
