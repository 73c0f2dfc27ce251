"""Projects, and who may do what there."""

import uuid

from django.db import models

from studio.models.people import User


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
    signs_files = models.BooleanField(default=True, db_default=True)
    """Whether files that leave it say who made which share of them."""
    members: models.ManyToManyField = models.ManyToManyField(User, through="Member", related_name="projects")

    def __str__(self) -> str:
        return self.name


class InvitationLink(models.Model):
    """A link that makes anyone who has it a member; only the SHA-256 is stored. canvas: where it leads; the
    page of a link shows how it begins."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitation_links")
    canvas = models.ForeignKey("studio.Canvas", null=True, on_delete=models.SET_NULL, related_name="+")
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
