"""Kept candidates, and the files made of them."""

import uuid

from django.db import models

from studio.models.canvases import Canvas
from studio.models.generations import Generation
from studio.models.people import User


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
    """The author of an imported take, who has no account here."""

    class Meta:
        ordering = ["position", "created_at"]
        indexes = [
            # with the id, so that thousands are sorted without a look at their rows
            models.Index(fields=["canvas", "binned_at", "grade", "id"], name="takes_by_grade"),
            models.Index(fields=["canvas", "binned_at", "created_at", "id"], name="takes_by_time"),
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
    """The author of an export that came with an archive, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["canvas", "created_at"])]
