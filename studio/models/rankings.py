"""Takes that people order together."""

import uuid

from django.db import models

from studio.models.people import User
from studio.models.projects import Project
from studio.models.takes import Take


class Ranking(models.Model):
    """A set of takes of one kind that people order together by duels, blind until somebody opens it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rankings")
    name = models.CharField(max_length=120)
    takes: models.ManyToManyField = models.ManyToManyField(Take, related_name="rankings")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """The author of an imported ranking, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    binned_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    """When the order and the origin of the takes came to be seen; None while nobody may see them."""


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
    heard = models.JSONField(null=True)
    """How much of each side the judge heard, as JSON of `protocol.Heard`; None where nobody counted."""

    class Meta:
        indexes = [models.Index(fields=["ranking", "voted_at"])]
