"""Campaigns: questions about many items, each answered by several judges who do not see each other."""

import uuid

from django.db import models

from studio.models.people import User
from studio.models.projects import Project
from studio.models.takes import Take


class Campaign(models.Model):
    """Questions about takes of one kind; each take comes to `overlap` of its judges."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=32)
    """Of canvas."""
    questions = models.JSONField()
    """A list as `protocol.CampaignQuestion`; they never change."""
    overlap = models.PositiveSmallIntegerField()
    deadline = models.DateTimeField(null=True)
    """From then on nobody answers; None where it is closed by hand."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="", db_default="")
    """The author of an imported campaign, who has no account here."""
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    """When it was announced that no more answers are awaited; None while some are."""
    binned_at = models.DateTimeField(null=True)


class CampaignItem(models.Model):
    """What is asked about: a copy of a take, which stays when the take's canvas is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="items")
    take = models.ForeignKey(Take, null=True, on_delete=models.SET_NULL, related_name="campaign_items")
    name = models.CharField(max_length=200)
    content = models.JSONField()
    """The codec's content."""


class CampaignJudge(models.Model):
    """Somebody with a queue in a campaign. Who has left the studio stays under a pseudonym."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="judges")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveSmallIntegerField()
    """From 1: what a judge is called where names are not said."""
    is_active = models.BooleanField(default=True)
    """Whether new items come to this judge; of who is none any more, the answers stay."""
    is_set_aside = models.BooleanField(default=False)
    """Whether the answers are left out of agreement; they stay."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "user"], name="judge_once")]


class CampaignTask(models.Model):
    """An item in the queue of one judge, and (once answered) the answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    judge = models.ForeignKey(CampaignJudge, on_delete=models.CASCADE, related_name="tasks")
    item = models.ForeignKey(CampaignItem, on_delete=models.CASCADE, related_name="tasks")
    place = models.PositiveIntegerField()
    """In the queue, from 0."""
    shown_at = models.DateTimeField(null=True)
    answers = models.JSONField(null=True)
    """For each question, in their order, a number, a choice, a list of choices or a text."""
    heard = models.JSONField(null=True)
    """As `protocol.HeardSide`; None where there is nothing to hear."""
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judge", "item"], name="item_once_a_judge")]


class CampaignDecision(models.Model):
    """What an owner decides where answers differ; the answers stay as they are."""

    item = models.ForeignKey(CampaignItem, on_delete=models.CASCADE, related_name="decisions")
    question = models.PositiveSmallIntegerField()
    """Its place among the questions, from 0."""
    value = models.JSONField()
    """As an answer."""
    note = models.TextField(default="")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, default="", db_default="")
    """Who decided, of an imported campaign, without an account here."""
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "question"], name="one_decision_each")]
