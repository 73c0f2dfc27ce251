"""Several generations with one aim."""

import uuid

from django.db import models

from studio.models.canvases import Canvas
from studio.models.people import User


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
    """best_of: {settings, total, keep, batch, seed, stop_early}, and taste where it sorts by votes; grid:
    {settings, seeds, temperatures, steps}; pair: {settings, first, second, total, batch, seed}, the two
    places as flat numbers of cells."""
    frozen = models.JSONField()
    checkpoint = models.CharField(max_length=120)
    checkpoint_sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, default="")
    """Why it ended early, in a sentence."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """The author of an imported job, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=80, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canvas", "number"], name="job_number"),
            models.UniqueConstraint(fields=["created_by", "idempotency_key"], name="job_once"),
        ]
