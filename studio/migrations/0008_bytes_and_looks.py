from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Length

from studio.models.names import look_of


def fill(apps, schema_editor):
    user = apps.get_model("studio", "User")
    people = list(user.objects.only("username"))
    for person in people:
        person.look = look_of(person.username)
    user.objects.bulk_update(people, ["look"], batch_size=500)
    frames = apps.get_model("studio", "Frame").objects.filter(generation=OuterRef("pk")).order_by()
    size = Subquery(frames.values("generation").annotate(size=Sum(Length("steps"))).values("size"))
    apps.get_model("studio", "Generation").objects.update(num_bytes=Coalesce(size, 0))


class Migration(migrations.Migration):
    dependencies = [("studio", "0007_strengths")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="look",
            field=models.CharField(db_index=True, default="", editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="generation",
            name="num_bytes",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
