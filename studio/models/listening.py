"""Listening tests: did a person or a model make this?"""

import uuid

from django.db import models

from studio.models.people import User
from studio.models.projects import Project
from studio.models.takes import Take


class ListeningTest(models.Model):
    """Pieces of the project's model beside real ones, judged one at a time by anybody with a link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="listening_tests")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=32)
    """Of canvas."""
    real_name = models.CharField(max_length=60, default="")
    """What all real pieces are ("Bach's chorales"); "" where they are of several kinds."""
    rules = models.JSONField()
    """As `bodies.ListeningRules`; they never change."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="", db_default="")
    """The author of an imported test, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    """From then on nobody answers, and everybody in the project sees the result."""
    end = models.CharField(max_length=16, default="")
    """Why it is over, as `sunmask.ranking.listening.End`; "" while it goes on."""
    binned_at = models.DateTimeField(null=True)


class ListeningPiece(models.Model):
    """A piece of a listening test, as it was when the test was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    test = models.ForeignKey(ListeningTest, on_delete=models.CASCADE, related_name="pieces")
    take = models.ForeignKey(Take, null=True, on_delete=models.SET_NULL, related_name="+")
    is_model = models.BooleanField()
    name = models.CharField(max_length=200)
    content = models.JSONField()
    """The codec's content."""


class ListeningLink(models.Model):
    """A link by which anybody takes part, without an account; only the SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    test = models.ForeignKey(ListeningTest, on_delete=models.CASCADE, related_name="links")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Listener(models.Model):
    """A browser that takes part in a listening test, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    test = models.ForeignKey(ListeningTest, on_delete=models.CASCADE, related_name="listeners")
    browser_sha256 = models.CharField(max_length=64)
    """Of the test and the browser's cookie, so that nothing tells one browser in two tests."""
    skill = models.PositiveSmallIntegerField()
    """How well the listener knows such pieces, by their own word: 1 to 5."""
    is_member = models.BooleanField()
    """Whether somebody of the project was signed in, who may know the pieces: such answers do not count."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "browser_sha256"], name="one_browser_once")]


class ListeningQuestion(models.Model):
    """Did a model make this piece? What one listener was asked, and their answer once there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listener = models.ForeignKey(Listener, on_delete=models.CASCADE, related_name="questions")
    piece = models.ForeignKey(ListeningPiece, on_delete=models.CASCADE, related_name="questions")
    says_model = models.BooleanField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    heard = models.JSONField(null=True)
    """As `protocol.HeardSide`; None where there is nothing to hear."""
    counts = models.BooleanField(default=False)
    """Whether it was heard for long enough, by somebody who does not know the pieces."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listener", "piece"], name="one_question_each")]
