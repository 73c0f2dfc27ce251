"""Generations with their steps and acts."""

import uuid

from django.db import models

from studio.models.canvases import Canvas
from studio.models.jobs import Job
from studio.models.people import User


class GenerationState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


WAITING_OR_RUNNING = (GenerationState.QUEUED, GenerationState.RUNNING)
"""States of runs that are neither paused nor over: what workers still have to do."""


class Requested(models.TextChoices):
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
    requested = models.CharField(max_length=8, choices=Requested, default=Requested.RUN)
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
    """The author of an imported generation, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    queue_position = models.PositiveIntegerField(null=True)
    """Generations before this one in the queue, as last reported to people, while queued."""
    claimed_by = models.CharField(max_length=120, default="")
    """The worker that holds the lease, as "host:process id"."""
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    error = models.TextField(null=True)
    result_hash = models.CharField(max_length=64, null=True)
    best_first = models.JSONField(default=list)
    """Numbers of the candidates, the likeliest first, once done; empty where the kind does not tell."""
    request = models.CharField(max_length=64, null=True)
    """The id of the request that started it, as log lines have it."""
    idempotency_key = models.CharField(max_length=80, null=True)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.COMPOSE)
    made_as = models.CharField(max_length=16, choices=Purpose, default="")
    """The purpose of an imported generation in the studio where it was made."""
    job = models.ForeignKey(Job, null=True, on_delete=models.CASCADE, related_name="generations")
    sources = models.JSONField(default=list)
    """Ids of the takes that it was made from (repair: one, splice: two, others: those placed here)."""
    reproduces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="reproductions")
    verdict = models.JSONField(null=True)
    """The `protocol.Verdict` of a reproduction that ended."""
    ran_on = models.JSONField(default=dict)
    """Where it ran: {version, device, dtype, torch}, as the worker that began it says."""
    num_acts = models.PositiveIntegerField(default=0)
    """The number of the last act, so that a worker sees at a glance whether there is a new one."""
    num_bytes = models.PositiveBigIntegerField(default=0)
    """Bytes of its frozen canvas and of its stored steps."""
    num_windows = models.PositiveIntegerField(default=1, db_default=1)
    """Windows of one step of one candidate."""
    work_s = models.FloatField(default=0.0, db_default=0.0)
    """Seconds of work that workers spent on its stored steps."""
    begins_at = models.DateTimeField(null=True)
    """When it is expected to begin or go on, as last reported to people, while queued."""
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


class Hold(models.Model):
    """A worker ("host:process id"; "": every worker) that is to take up no runs, as an operator asks.

    gives_back: what it has, too.
    """

    worker = models.CharField(max_length=120, primary_key=True)
    gives_back = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)


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
    """A change that a person made to a running generation, and the step from which it holds."""

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
    """The author of an imported act, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["generation", "number"], name="act_number")]


class ReplayLink(models.Model):
    """A link to a read-only page that plays a generation, without an account; only the SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="replay_links")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
