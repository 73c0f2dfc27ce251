"""Doors for programs: tokens of a person, webhooks of a project and what was sent to them."""

import uuid

from django.db import models

from studio.models.people import User
from studio.models.projects import Project


class ApiToken(models.Model):
    """A secret with which programs send requests as a person; only the SHA-256 of the whole token is stored.

    key: its public beginning, by which the row is found. scope: a permission of `studio.access`; the token
    allows this and what every lower role may. used_at: to the minute.
    """

    key = models.CharField(max_length=16, primary_key=True)
    sha256 = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class Webhook(models.Model):
    """An address to which the events of a project are sent, in order.

    stream, cursor: the number in the project's stream up to which all is sent, or not chosen. events: the
    chosen types. num_failures, failing_since, next_try_at: of the event that comes next, while it is refused.
    disabled_at, note: when it was switched off, and why. claimed_by, claimed_until: the process that sends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="webhooks")
    address = models.CharField(max_length=500)
    events = models.JSONField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    stream = models.CharField(max_length=80)
    cursor = models.PositiveBigIntegerField()
    num_failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, default="")
    claimed_by = models.CharField(max_length=120, default="")
    claimed_until = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One event for one webhook. message_id: the same at every try, and when it is sent again.

    status: the HTTP status of the last answer, None where none came; `problem` then says why.
    is_requested: somebody wants it sent again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    seq = models.PositiveBigIntegerField()
    message_id = models.CharField(max_length=120)
    type = models.CharField(max_length=32)
    body = models.TextField()
    num_tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=300, default="")
    is_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "message_id"], name="delivery_once")]
