"""Grades and looks, which workers compute, and the claims of workers on them."""

import uuid

from django.db import models

from studio.models.canvases import Canvas
from studio.models.generations import Generation
from studio.models.people import User


class Look(models.Model):
    """A query to the model about one grid as it stands (doubt, alternatives or grade), answered by a
    worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="looks")
    question = models.CharField(max_length=16)
    """doubt, alternatives or grade."""
    content = models.JSONField()
    cells = models.JSONField(default=list)
    """Flat indices of the cells that the query is about; empty: all."""
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
