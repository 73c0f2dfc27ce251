"""Comments on a canvas, its named versions, and the visits of people."""

import uuid

from django.db import models

from studio.models.canvases import Canvas
from studio.models.people import User


class Comment(models.Model):
    """A comment on a canvas, or on a place on it: one cell, several in a row, or whole columns (row None).

    The columns are ids of the document. A place outlives its columns: its name and content are stored with
    the comment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    """The comment that this one answers; None for the first of a thread."""
    text = models.CharField(max_length=2000)
    """Empty where its author took it back and others had answered."""
    column = models.CharField(max_length=40, null=True)
    last_column = models.CharField(max_length=40, null=True)
    """None: one column."""
    row = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=120, default="")
    """A name for the place: "alto, bar 3 beat 2"."""
    quote = models.CharField(max_length=120, default="")
    """The content of the place at that time: "F4", "harbour"."""
    mentioned: models.ManyToManyField = models.ManyToManyField(User, related_name="mentions")
    resolved_at = models.DateTimeField(null=True)
    """When a thread was resolved; set on its first comment, like `resolved_by`."""
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    resolver_name = models.CharField(max_length=150, default="")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """The author of an imported comment, who has no account here; likewise `resolver_name`."""
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    """When its author last said it otherwise."""
    idempotency_key = models.CharField(max_length=80, null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "idempotency_key"], name="comment_once"),
        ]


class Version(models.Model):
    """A moment of a document that somebody gave a name; it holds the whole document, so it is never lost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=120)
    seq = models.PositiveBigIntegerField(null=True)
    """In the canvas's stream; None for one that came with an archive."""
    moment_at = models.DateTimeField()
    """When the canvas was like this."""
    update = models.BinaryField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """The author of an imported version, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["moment_at", "created_at"]


class Visit(models.Model):
    """When somebody was last at a canvas, and what was the last number of its stream."""

    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["canvas", "user"], name="one_visit_each")]
