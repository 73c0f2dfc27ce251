"""All tables as the first thirteen migrations leave them: a new database is made in one go. One that has some of
those goes on with the others.

Its name comes after that of 0001_initial: whatever depends on the first migration, as the admin's do, then depends
on that one where the squash is left aside, and not on the thirteenth.
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('studio', '0001_initial'),
        ('studio', '0002_human_in_the_loop'),
        ('studio', '0003_pairs_of_runs'),
        ('studio', '0004_invitation_links'),
        ('studio', '0005_claims_of_workers'),
        ('studio', '0006_removals'),
        ('studio', '0007_strengths'),
        ('studio', '0008_bytes_and_looks'),
        ('studio', '0009_sealed_rankings'),
        ('studio', '0010_takes_sorted'),
        ('studio', '0011_history_of_canvases'),
        ('studio', '0012_edited_comments'),
        ('studio', '0013_canvas_of_invitation_links'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('subject', models.UUIDField(primary_key=True, serialize=False)),
                ('worker', models.CharField(db_index=True, max_length=120)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RateBucket',
            fields=[
                ('key', models.CharField(max_length=160, primary_key=True, serialize=False)),
                ('window_start', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Stream',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('look', models.CharField(db_index=True, default='', editable=False, max_length=300)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Canvas',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=32)),
                ('name', models.CharField(max_length=200)),
                ('position', models.PositiveIntegerField(default=0)),
                ('epoch', models.PositiveIntegerField(default=1)),
                ('notices', models.JSONField(default=list)),
                ('origin', models.CharField(default='', max_length=200)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('binned_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'created_at'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=2000)),
                ('column', models.CharField(max_length=40, null=True)),
                ('last_column', models.CharField(max_length=40, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('place', models.CharField(default='', max_length=120)),
                ('quote', models.CharField(default='', max_length=120)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('resolver_name', models.CharField(default='', max_length=150)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('edited_at', models.DateTimeField(null=True)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mentioned', models.ManyToManyField(related_name='mentions', to=settings.AUTH_USER_MODEL)),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='studio.comment')),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='EventRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=80)),
                ('seq', models.PositiveBigIntegerField()),
                ('kind', models.CharField(max_length=32)),
                ('payload', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stream', 'seq'), name='event_seq')],
            },
        ),
        migrations.CreateModel(
            name='InvitationLink',
            fields=[
                ('token_sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('viewer', 'Viewer'), ('commenter', 'Commenter'), ('curator', 'Curator'), ('editor', 'Editor'), ('owner', 'Owner')], max_length=16)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('canvas', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('best_of', 'Best Of'), ('grid', 'Grid'), ('pair', 'Pair')], max_length=16)),
                ('state', models.CharField(choices=[('running', 'Running'), ('ending', 'Ending'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='running', max_length=16)),
                ('settings', models.JSONField()),
                ('frozen', models.JSONField()),
                ('checkpoint', models.CharField(max_length=120)),
                ('checkpoint_sha256', models.CharField(max_length=64)),
                ('note', models.CharField(default='', max_length=300)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('idempotency_key', models.CharField(max_length=80, null=True)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Generation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('paused', 'Paused'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='queued', max_length=16)),
                ('wanted', models.CharField(choices=[('run', 'Run'), ('pause', 'Pause'), ('stop', 'Stop')], default='run', max_length=8)),
                ('frozen', models.JSONField()),
                ('settings', models.JSONField()),
                ('pace', models.JSONField()),
                ('steps_granted', models.PositiveIntegerField(default=0)),
                ('seed', models.PositiveBigIntegerField()),
                ('num_candidates', models.PositiveIntegerField()),
                ('num_steps', models.PositiveIntegerField()),
                ('first_step', models.PositiveIntegerField(default=0)),
                ('last_step', models.PositiveIntegerField(null=True)),
                ('parent_candidate', models.PositiveIntegerField(null=True)),
                ('checkpoint', models.CharField(max_length=120)),
                ('checkpoint_sha256', models.CharField(max_length=64)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('queue_position', models.PositiveIntegerField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('claimed_by', models.CharField(default='', max_length=120)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(null=True)),
                ('result_hash', models.CharField(max_length=64, null=True)),
                ('idempotency_key', models.CharField(max_length=80, null=True)),
                ('purpose', models.CharField(choices=[('compose', 'Compose'), ('batch', 'Batch'), ('repair', 'Repair'), ('splice', 'Splice'), ('reproduce', 'Reproduce'), ('imported', 'Imported')], default='compose', max_length=16)),
                ('made_as', models.CharField(choices=[('compose', 'Compose'), ('batch', 'Batch'), ('repair', 'Repair'), ('splice', 'Splice'), ('reproduce', 'Reproduce'), ('imported', 'Imported')], default='', max_length=16)),
                ('sources', models.JSONField(default=list)),
                ('verdict', models.JSONField(null=True)),
                ('ran_on', models.JSONField(default=dict)),
                ('num_acts', models.PositiveIntegerField(default=0)),
                ('num_bytes', models.PositiveBigIntegerField(default=0)),
                ('graded_at', models.DateTimeField(null=True)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='generations', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='generations', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='studio.generation')),
                ('reproduces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reproductions', to='studio.generation')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='generations', to='studio.job')),
            ],
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('question', models.CharField(max_length=16)),
                ('content', models.JSONField()),
                ('cells', models.JSONField(default=list)),
                ('checkpoint', models.CharField(max_length=120)),
                ('answer', models.JSONField(null=True)),
                ('error', models.CharField(max_length=500, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='studio.canvas')),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('viewer', 'Viewer'), ('commenter', 'Commenter'), ('curator', 'Curator'), ('editor', 'Editor'), ('owner', 'Owner')], max_length=16)),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='studio.invitationlink')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('binned_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('members', models.ManyToManyField(related_name='projects', through='studio.Member', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='member',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='studio.project'),
        ),
        migrations.AddField(
            model_name='invitationlink',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitation_links', to='studio.project'),
        ),
        migrations.AddField(
            model_name='canvas',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='canvases', to='studio.project'),
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('removed_at', models.DateTimeField(auto_now=True)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.project')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReplayLink',
            fields=[
                ('token_sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replay_links', to='studio.generation')),
            ],
        ),
        migrations.CreateModel(
            name='SignInLink',
            fields=[
                ('token_sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Take',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('candidate', models.PositiveIntegerField()),
                ('step', models.PositiveIntegerField()),
                ('symbols', models.JSONField()),
                ('figures', models.JSONField(default=dict)),
                ('name', models.CharField(max_length=120)),
                ('note', models.CharField(default='kept', max_length=200)),
                ('is_starred', models.BooleanField(default=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('binned_at', models.DateTimeField(blank=True, null=True)),
                ('remarks', models.TextField(blank=True, default='')),
                ('tags', models.JSONField(default=list)),
                ('rating', models.FloatField(null=True)),
                ('grade', models.FloatField(null=True)),
                ('features', models.JSONField(default=dict)),
                ('faults', models.JSONField(default=list)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='takes', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='takes', to='studio.generation')),
            ],
            options={
                'ordering': ['position', 'created_at'],
            },
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('binned_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rankings', to='studio.project')),
                ('takes', models.ManyToManyField(related_name='rankings', to='studio.take')),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('candidate', models.PositiveIntegerField(null=True)),
                ('step', models.PositiveIntegerField(null=True)),
                ('file_format', models.CharField(max_length=32)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.generation')),
                ('take', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.take')),
            ],
        ),
        migrations.CreateModel(
            name='Duel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('judge_name', models.CharField(max_length=150)),
                ('outcome', models.CharField(choices=[('left', 'Left'), ('right', 'Right'), ('tie', 'Tie'), ('both_bad', 'Both Bad')], max_length=16, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('voted_at', models.DateTimeField(null=True)),
                ('heard', models.JSONField(null=True)),
                ('judge', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duels', to='studio.ranking')),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.take')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studio.take')),
            ],
        ),
        migrations.CreateModel(
            name='TakeRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_name', models.CharField(max_length=150)),
                ('stars', models.PositiveIntegerField()),
                ('take', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='studio.take')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='TakeTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=40)),
                ('take', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tag_rows', to='studio.take')),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('seq', models.PositiveBigIntegerField(null=True)),
                ('moment_at', models.DateTimeField()),
                ('update', models.BinaryField()),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='studio.canvas')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['moment_at', 'created_at'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='studio.canvas')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DocumentSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField()),
                ('epoch', models.PositiveIntegerField()),
                ('update', models.BinaryField()),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_snapshots', to='studio.canvas')),
            ],
            options={
                'ordering': ['seq'],
                'constraints': [models.UniqueConstraint(fields=('canvas', 'seq'), name='snapshot_seq')],
            },
        ),
        migrations.CreateModel(
            name='DocumentUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField()),
                ('epoch', models.PositiveIntegerField()),
                ('update', models.BinaryField()),
                ('client_message_id', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('canvas', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_updates', to='studio.canvas')),
            ],
            options={
                'ordering': ['seq'],
                'constraints': [models.UniqueConstraint(fields=('canvas', 'seq'), name='document_seq'), models.UniqueConstraint(fields=('canvas', 'author', 'client_message_id'), name='document_message_once')],
            },
        ),
        migrations.CreateModel(
            name='Frame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_step', models.PositiveIntegerField()),
                ('last_step', models.PositiveIntegerField()),
                ('steps', models.BinaryField()),
                ('fence', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='frames', to='studio.generation')),
            ],
            options={
                'ordering': ['first_step'],
                'constraints': [models.UniqueConstraint(fields=('generation', 'first_step'), name='frame_step')],
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('cells', 'Cells'), ('settings', 'Settings'), ('pause', 'Pause'), ('resume', 'Resume'), ('stop', 'Stop')], max_length=16)),
                ('candidate', models.PositiveIntegerField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('from_step', models.PositiveIntegerField(null=True)),
                ('author_name', models.CharField(default='', max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='studio.generation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('generation', 'number'), name='act_number')],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('candidate', models.PositiveIntegerField()),
                ('step', models.PositiveIntegerField()),
                ('overall', models.FloatField()),
                ('features', models.JSONField()),
                ('faults', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('generation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grades', to='studio.generation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('generation', 'candidate', 'step'), name='one_grade_each')],
            },
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(fields=('canvas', 'number'), name='job_number'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(fields=('created_by', 'idempotency_key'), name='job_once'),
        ),
        migrations.AddIndex(
            model_name='generation',
            index=models.Index(fields=['state', 'lease_until'], name='studio_gene_state_c2adae_idx'),
        ),
        migrations.AddIndex(
            model_name='generation',
            index=models.Index(condition=models.Q(('graded_at', None)), fields=['state', 'finished_at'], name='ungraded_generations'),
        ),
        migrations.AddConstraint(
            model_name='generation',
            constraint=models.UniqueConstraint(fields=('canvas', 'number'), name='generation_number'),
        ),
        migrations.AddConstraint(
            model_name='generation',
            constraint=models.UniqueConstraint(fields=('created_by', 'idempotency_key'), name='generation_once'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['answered_at', 'created_at'], name='studio_look_answere_1335b8_idx'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('project', 'user'), name='one_role_each'),
        ),
        migrations.AddConstraint(
            model_name='removal',
            constraint=models.UniqueConstraint(fields=('project', 'user'), name='one_removal_each'),
        ),
        migrations.AddIndex(
            model_name='take',
            index=models.Index(fields=['canvas', 'binned_at', 'grade', 'id'], name='takes_by_grade'),
        ),
        migrations.AddIndex(
            model_name='take',
            index=models.Index(fields=['canvas', 'binned_at', 'created_at', 'id'], name='takes_by_time'),
        ),
        migrations.AddIndex(
            model_name='take',
            index=models.Index(condition=models.Q(('grade', None)), fields=['created_at'], name='ungraded_takes'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['canvas', 'created_at'], name='studio_expo_canvas__7eb91b_idx'),
        ),
        migrations.AddIndex(
            model_name='duel',
            index=models.Index(fields=['ranking', 'voted_at'], name='studio_duel_ranking_772cb6_idx'),
        ),
        migrations.AddConstraint(
            model_name='takerating',
            constraint=models.UniqueConstraint(fields=('take', 'user_name'), name='one_rating_each'),
        ),
        migrations.AddConstraint(
            model_name='taketag',
            constraint=models.UniqueConstraint(fields=('take', 'name'), name='one_tag_each'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('canvas', 'user'), name='one_visit_each'),
        ),
    ]
