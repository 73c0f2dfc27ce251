"""People with accounts."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person with an account; `username` is the name that others see and add members by."""


class SignInLink(models.Model):
    """A link that signs a person in once, until it is too old; only the token's SHA-256 is stored."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
