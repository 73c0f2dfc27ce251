"""The event log, and how often something may happen."""

from django.db import models


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


class RateBucket(models.Model):
    """How often something happened in a window of time, for the limits of `limits.py`."""

    key = models.CharField(max_length=160, primary_key=True)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
