"""Kept candidates, and the files made of them."""

import uuid

from django.db import models

from studio.models.canvases import Canvas
from studio.models.generations import Generation
from studio.models.natural_order import NaturalOrderField
from studio.models.people import User
from studio.models.projects import Project


class Take(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvas = models.ForeignKey(Canvas, on_delete=models.CASCADE, related_name="takes")
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="takes")
    candidate = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    symbols = models.JSONField()
    figures = models.JSONField(default=dict)
    name = models.CharField(max_length=120)
    name_order = NaturalOrderField(of="name")
    note = models.CharField(max_length=200, default="kept")
    is_starred = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    binned_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(default="", blank=True)
    remarks_by = models.CharField(max_length=150, default="", blank=True)
    """Name of the person who wrote them last; "" where nobody knows."""
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

    @property
    def tagged_by(self) -> dict[str, list[str]]:
        """Each tag, in their order, with the names of the people who gave it; nobody's where it is
        unknown."""
        found: dict[str, list[str]] = {}
        written: dict[str, str] = {}
        for row in sorted(self.tag_rows.all(), key=lambda row: row.pk):
            people = found.setdefault(written.setdefault(row.name.casefold(), row.name), [])
            people += [row.user_name] if row.user_name else []
        return found

    @property
    def tags(self) -> list[str]:
        """All tags in their order, whoever gave them."""
        return list(self.tagged_by)


class TakeTag(models.Model):
    """A tag that one person gave a take."""

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="tag_rows")
    name = models.CharField(max_length=40, db_index=True)
    user_name = models.CharField(max_length=150, default="", blank=True)
    """"" where nobody knows who it was."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["take", "name", "user_name"], name="one_tag_of_each_person")
        ]


class Flag(models.TextChoices):
    PICK = "pick"
    REJECT = "reject"


class TakeRating(models.Model):
    """What one person thinks of a take: stars, 1 to 5, and whether they pick or reject it.

    With neither, the person took it back after they had seen others'.
    """

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    user_name = models.CharField(max_length=150)
    stars = models.PositiveIntegerField(null=True)
    flag = models.CharField(max_length=8, choices=Flag, default="", blank=True)
    rated_at = models.DateTimeField(null=True)
    """When it came to be as it is; None where nobody noted it."""
    saw_others = models.BooleanField(null=True)
    """Whether others' ratings were in view by then; None where nobody noted it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take", "user_name"], name="one_rating_each")]

    @property
    def is_given(self) -> bool:
        return self.stars is not None or self.flag != ""


class TakesChange(models.Model):
    """A change of many takes at once, with what undoes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    undone_at = models.DateTimeField(null=True)
    before = models.JSONField()
    """How the takes were, as `studio.services.collection.many_takes` writes it."""


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
