"""A listening answer is called a listening question, since the row exists before it is answered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0027_group_quotas'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='listeninganswer', name='one_answer_each'),
        migrations.RenameModel(old_name='ListeningAnswer', new_name='ListeningQuestion'),
        migrations.AlterField(
            model_name='listeningquestion',
            name='listener',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='studio.listener'),
        ),
        migrations.AlterField(
            model_name='listeningquestion',
            name='piece',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='studio.listeningpiece'),
        ),
        migrations.AddConstraint(
            model_name='listeningquestion',
            constraint=models.UniqueConstraint(fields=('listener', 'piece'), name='one_question_each'),
        ),
    ]
