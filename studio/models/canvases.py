"""Canvases and their documents."""

import uuid

from django.db import models

from studio.models.people import User
from studio.models.projects import Project


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
    """The origin of a canvas, for people: "imported from melody.mxl", "a copy of ..."."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="")
    """The author of an imported canvas, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    binned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "created_at"]
        verbose_name_plural = "canvases"


class PracticeLink(models.Model):
    """A link to a page on which singers practise a canvas, without an account; only the SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="practice_links")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


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
    """A document with all updates up to `seq` merged.

    The newest is the document, with the updates after it. From an older one and the updates after that
    follows every moment of its history.
    """

    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="document_snapshots")
    seq = models.PositiveBigIntegerField()
    epoch = models.PositiveIntegerField()
    update = models.BinaryField()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["canvas", "seq"], name="snapshot_seq")]
