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
    rules = models.JSONField(default=dict)
    """As `protocol.RankingRules`; {} where votes count as they did before there were rules."""
    seed = models.CharField(max_length=64, default="", blank=True)
    """Hex, from which sides and pairs follow; "" before the first pair. Secret until it is opened."""
    set_aside = models.JSONField(default=list)
    """Names of judges whose votes do not count."""


class Control(models.Model):
    """Something hidden among the takes of a ranking to test its judges; it has no part in the order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="controls")
    kind = models.CharField(max_length=16)
    """As `protocol.ControlKind`."""
    name = models.CharField(max_length=200)
    content = models.JSONField()
    """The codec's content."""


class RankingEntry(models.Model):
    """What happened in a ranking, in its order; each hash is of the one before and of what happened."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    """From 0, the seal."""
    what = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranking", "number"], name="entries_in_order")]


class Outcome(models.TextChoices):
    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    BOTH_BAD = "both_bad"


class Duel(models.Model):
    """Two takes shown blind to one judge, and (once voted) the outcome."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="duels")
    left = models.ForeignKey(Take, null=True, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Take, null=True, on_delete=models.CASCADE, related_name="+")
    left_control = models.ForeignKey(Control, null=True, on_delete=models.CASCADE, related_name="+")
    right_control = models.ForeignKey(Control, null=True, on_delete=models.CASCADE, related_name="+")
    """Of each side, either a take or a control."""
    reason = models.CharField(max_length=16, default="teaches")
    """Why the pair was chosen, as `protocol.PairReason`."""
    repeats = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    """The judge's earlier duel of the same two, sides changed."""
    judge = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    judge_name = models.CharField(max_length=150)
    outcome = models.CharField(max_length=16, choices=Outcome, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    voted_at = models.DateTimeField(null=True)
    heard = models.JSONField(null=True)
    """How much of each side the judge heard, as JSON of `protocol.Heard`; None where nobody counted."""

    class Meta:
        indexes = [models.Index(fields=["ranking", "voted_at"])]

    @property
    def left_item(self) -> uuid.UUID:
        """The id of what stands on the left, a take or a control."""
        return self._item(self.left_id, self.left_control_id)

    @property
    def right_item(self) -> uuid.UUID:
        return self._item(self.right_id, self.right_control_id)

    def _item(self, take: uuid.UUID | None, control: uuid.UUID | None) -> uuid.UUID:
        item = take or control
        if item is None:
            raise ValueError(f"duel {self.pk} has a side with neither a take nor a control")
        return item
