"""People with accounts."""

from typing import Any

from django.contrib.auth.models import AbstractUser, Group
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now

from studio.models.names import look_of


class User(AbstractUser):
    """A person with an account; `username` is the name that others see and add members by.

    look: what that name looks like (`studio.models.names`), to find those who would be taken for each other.
    token_scope: the permission of the token by which this person sends a request, not stored; None for a
    browser.
    rights_from: the id of the provider whose groups made this person staff; "" where none did.
    """

    token_scope: str | None = None

    look = models.CharField(max_length=300, default="", editable=False, db_index=True)
    rights_from = models.CharField(max_length=100, default="", blank=True, editable=False)

    def save(self, *arguments: Any, **options: Any) -> None:
        self.look = look_of(self.username)
        super().save(*arguments, **options)


class SignInLink(models.Model):
    """A link that signs a person in once, until it is too old; only the token's SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()


class GroupQuota(models.Model):
    """What each person of a group may use, instead of the limit for everybody in `studio.limits`. Somebody in
    several groups has the largest of their quotas.

    runs: queued or running at a time.
    """

    group = models.OneToOneField(Group, primary_key=True, on_delete=models.CASCADE, related_name="quota")
    runs = models.PositiveIntegerField(
        "runs of each person, queued or running at a time", validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = "quota"

    def __str__(self) -> str:
        return f"{self.runs} runs"


class ServedTime(models.Model):
    """Seconds of work that workers have done for a person, as far as they still count
    (`studio.services.runs.served`).

    lent_s: left of the seconds that come before those of all others. at: when work was last done.
    """

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    seconds = models.FloatField(default=0.0)
    lent_s = models.FloatField(default=0.0)
    at = models.DateTimeField(db_default=Now())
