"""Rows, and nothing but rows: writes are in `services/`, reads in `selectors.py`, doors in `access.py`."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person with an account; `username` is the name that others see and add members by."""


class SignInLink(models.Model):
    """A link that signs a person in once, until it is too old; only the token's SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()


class Role(models.TextChoices):
    VIEWER = "viewer"
    COMMENTER = "commenter"
    CURATOR = "curator"
    EDITOR = "editor"
    OWNER = "owner"


class Project(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    binned_at = models.DateTimeField(null=True, blank=True)
    members: models.ManyToManyField = models.ManyToManyField(User, through="Member", related_name="projects")

    def __str__(self) -> str:
        return self.name


class InvitationLink(models.Model):
    """A link that makes anyone who has it a member; only the SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitation_links")
    role = models.CharField(max_length=16, choices=Role)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Member(models.Model):
    """invitation: the link this person joined with, until an owner chose the role; the membership ends with
    it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    invitation = models.ForeignKey(
        InvitationLink, null=True, on_delete=models.SET_NULL, related_name="members"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role_each")]


class Removal(models.Model):
    """Somebody whom an owner took out of a project: links made before that let this person in no more."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    removed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_removal_each")]


class Canvas(models.Model):
    """A grid of cells; its content lives in the document (`DocumentUpdate`, `DocumentSnapshot`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="canvases")
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=1)
    """Changes when the document is replaced as a whole, so that stale browsers do not merge."""
    notices = models.JSONField(default=list)
    origin = models.CharField(max_length=200, default="")
    """What it was made from, for people: "imported from melody.mxl", "a copy of ..."."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    binned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "created_at"]


class DocumentUpdate(models.Model):
    """One Yjs update of a canvas, numbered by the stream `canvas:<id>`."""

    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="document_updates")
    seq = models.PositiveBigIntegerField()
    epoch = models.PositiveIntegerField()
    update = models.BinaryField()
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    client_message_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["canvas", "seq"], name="document_seq"),
            models.UniqueConstraint(
                fields=["canvas", "author", "client_message_id"], name="document_message_once"
            ),
        ]


class DocumentSnapshot(models.Model):
    """A document with all updates up to `seq` merged; older updates may be pruned."""

    canvas = models.OneToOneField(Canvas, on_delete=models.CASCADE, related_name="document_snapshot")
    seq = models.PositiveBigIntegerField()
    epoch = models.PositiveIntegerField()
    update = models.BinaryField()


class Stream(models.Model):
    """The last number given out in a stream; its row lock makes the numbers contiguous."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)


class EventRow(models.Model):
    """One event of a `project:` or `generation:` stream (document updates are their own rows).

    For kind "frame" the payload is {"first_step": k}: the steps are in the `Frame` row.
    """

    stream = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=32)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_seq")]


class JobKind(models.TextChoices):
    BEST_OF = "best_of"
    GRID = "grid"
    PAIR = "pair"


class JobState(models.TextChoices):
    RUNNING = "running"
    ENDING = "ending"
    """No further generation begins; the one that runs is finished."""
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Job(models.Model):
    """Several generations of one frozen canvas with one aim: the best N of M, a grid of settings, a pair."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="jobs")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=JobKind)
    state = models.CharField(max_length=16, choices=JobState, default=JobState.RUNNING)
    settings = models.JSONField()
    """best_of: {settings, total, keep, batch, seed, stop_early}; grid: {settings, seeds, temperatures,
    steps}; pair: {settings, first, second, total, batch, seed}, the two places as flat numbers of cells."""
    frozen = models.JSONField()
    checkpoint = models.CharField(max_length=120)
    checkpoint_sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, default="")
    """Why it ended early, in a sentence."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=80, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canvas", "number"], name="job_number"),
            models.UniqueConstraint(fields=["created_by", "idempotency_key"], name="job_once"),
        ]


class GenerationState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Wanted(models.TextChoices):
    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"


class Purpose(models.TextChoices):
    COMPOSE = "compose"
    BATCH = "batch"
    """Part of a job."""
    REPAIR = "repair"
    SPLICE = "splice"
    REPRODUCE = "reproduce"
    IMPORTED = "imported"
    """Imported from another studio: it is over and never runs here."""


class Generation(models.Model):
    """One run: a function of frozen cells, plan, settings, seed, checkpoint (and acts).

    The row is the queue entry too: `fence` counts claims, `lease_until` (database clock) says until
    when the claimer may write, `attempt` counts claims since the last stored step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="generations")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=GenerationState, default=GenerationState.QUEUED)
    wanted = models.CharField(max_length=8, choices=Wanted, default=Wanted.RUN)
    frozen = models.JSONField()
    settings = models.JSONField()
    pace = models.JSONField()
    steps_granted = models.PositiveIntegerField(default=0)
    """In single-step pace: the step up to which the run may go."""
    seed = models.PositiveBigIntegerField()
    num_candidates = models.PositiveIntegerField()
    num_steps = models.PositiveIntegerField()
    first_step = models.PositiveIntegerField(default=0)
    last_step = models.PositiveIntegerField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    parent_candidate = models.PositiveIntegerField(null=True)
    checkpoint = models.CharField(max_length=120)
    checkpoint_sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="generations")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    queue_position = models.PositiveIntegerField(null=True)
    """Generations before this one in the queue, as last reported to people, while queued."""
    claimed_at = models.DateTimeField(null=True)
    """When a worker last took it up: people served longest ago come first."""
    claimed_by = models.CharField(max_length=120, default="")
    """The worker that holds the lease, as "host:process id"."""
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    error = models.TextField(null=True)
    result_hash = models.CharField(max_length=64, null=True)
    idempotency_key = models.CharField(max_length=80, null=True)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.COMPOSE)
    made_as = models.CharField(max_length=16, choices=Purpose, default="")
    """Of an imported one: its purpose where it was made."""
    job = models.ForeignKey(Job, null=True, on_delete=models.CASCADE, related_name="generations")
    sources = models.JSONField(default=list)
    """Ids of the takes that it was made from (repair: one, splice: two, others: those placed here)."""
    reproduces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="reproductions")
    verdict = models.JSONField(null=True)
    """Of a reproduction that ended: protocol.Verdict."""
    ran_on = models.JSONField(default=dict)
    """Where it ran: {version, device, dtype, torch}, as the worker that began it says."""
    num_acts = models.PositiveIntegerField(default=0)
    """The number of the last act, so that a worker sees at a glance whether there is a new one."""
    graded_at = models.DateTimeField(null=True)
    """When the last step of every candidate was graded; None while it is not."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canvas", "number"], name="generation_number"),
            models.UniqueConstraint(fields=["created_by", "idempotency_key"], name="generation_once"),
        ]
        indexes = [
            models.Index(fields=["state", "lease_until"]),
            models.Index(
                fields=["state", "finished_at"],
                condition=models.Q(graded_at=None),
                name="ungraded_generations",
            ),
        ]


class Frame(models.Model):
    """Consecutive steps of a generation; first_step is always the previous frame's last_step + 1."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="frames")
    first_step = models.PositiveIntegerField()
    last_step = models.PositiveIntegerField()
    steps = models.BinaryField()
    """zlib-compressed JSON: a list of protocol.Step."""
    fence = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["first_step"]
        constraints = [models.UniqueConstraint(fields=["generation", "first_step"], name="frame_step")]


class ActKind(models.TextChoices):
    CELLS = "cells"
    SETTINGS = "settings"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


class Act(models.Model):
    """What a person did to a running generation, and the step from which it holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="acts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=ActKind)
    candidate = models.PositiveIntegerField(null=True)
    """None: all candidates."""
    payload = models.JSONField(default=dict)
    """cells: {cells, state, pinned, symbols}; settings: {settings}."""
    from_step = models.PositiveIntegerField(null=True)
    """The first step that was made with it; None until a worker has taken it up."""
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["generation", "number"], name="act_number")]


class Look(models.Model):
    """A question to the model about one grid as it is, answered by a worker: doubt or alternatives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="looks")
    question = models.CharField(max_length=16)
    """doubt, alternatives or grade."""
    content = models.JSONField()
    cells = models.JSONField(default=list)
    """Flat numbers of the cells that are asked about; empty: all."""
    checkpoint = models.CharField(max_length=120)
    answer = models.JSONField(null=True)
    error = models.CharField(max_length=500, null=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["answered_at", "created_at"])]


class Claim(models.Model):
    """A worker has taken this in hand, besides runs: the grades of a generation or take, or a look."""

    subject = models.UUIDField(primary_key=True)
    worker = models.CharField(max_length=120, db_index=True)
    until = models.DateTimeField()


class Grade(models.Model):
    """The automatic grade of one candidate at one step (lower is better), and where it comes from."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="grades")
    candidate = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    overall = models.FloatField()
    features = models.JSONField()
    faults = models.JSONField(default=list)
    """protocol.Fault each."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "candidate", "step"], name="one_grade_each")
        ]


class Take(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="takes")
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="takes")
    candidate = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    symbols = models.JSONField()
    figures = models.JSONField(default=dict)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=200, default="kept")
    is_starred = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    binned_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(default="", blank=True)
    tags = models.JSONField(default=list)
    """Names in order; `TakeTag` has the same, to search by."""
    rating = models.FloatField(null=True)
    """Mean of the people's stars (`TakeRating`), to filter and sort by."""
    grade = models.FloatField(null=True)
    """Overall grade, copied from `Grade` when there is one."""
    features = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    author_name = models.CharField(max_length=150, default="")
    """Of imported takes, whose author has no account here."""

    class Meta:
        ordering = ["position", "created_at"]
        indexes = [
            models.Index(fields=["canvas", "binned_at", "grade"]),
            models.Index(fields=["canvas", "binned_at", "created_at"]),
            models.Index(fields=["created_at"], condition=models.Q(grade=None), name="ungraded_takes"),
        ]


class TakeTag(models.Model):
    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="tag_rows")
    name = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take", "name"], name="one_tag_each")]


class TakeRating(models.Model):
    """One person's stars for a take, 1 to 5."""

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    user_name = models.CharField(max_length=150)
    stars = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take", "user_name"], name="one_rating_each")]


class Ranking(models.Model):
    """A set of takes of one kind that people order together by blind duels."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rankings")
    name = models.CharField(max_length=120)
    takes: models.ManyToManyField = models.ManyToManyField(Take, related_name="rankings")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    binned_at = models.DateTimeField(null=True, blank=True)


class Outcome(models.TextChoices):
    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    BOTH_BAD = "both_bad"


class Duel(models.Model):
    """Two takes shown blind to one judge, and (once voted) the outcome."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="duels")
    left = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="+")
    judge = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    judge_name = models.CharField(max_length=150)
    outcome = models.CharField(max_length=16, choices=Outcome, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    voted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ranking", "voted_at"])]


class ReplayLink(models.Model):
    """A link to a read-only page that plays a generation, without an account; only the SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="replay_links")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Export(models.Model):
    """An exported file: of a canvas, of a candidate at a step, or of a take."""

    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="exports")
    generation = models.ForeignKey(Generation, null=True, on_delete=models.CASCADE, related_name="+")
    candidate = models.PositiveIntegerField(null=True)
    step = models.PositiveIntegerField(null=True)
    take = models.ForeignKey(Take, null=True, on_delete=models.CASCADE, related_name="+")
    file_format = models.CharField(max_length=32)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["canvas", "created_at"])]


class Comment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="comments")
    text = models.CharField(max_length=2000)
    column = models.CharField(max_length=40, null=True)
    row = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """Of imported ones, whose author has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]


class RateBucket(models.Model):
    """How often something happened in a window of time, for the limits of `limits.py`."""

    key = models.CharField(max_length=160, primary_key=True)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
