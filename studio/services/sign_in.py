"""The one place where passwords are checked: limited whichever way people sign in, two hashes at a time.

A hash takes 100 MiB and a tenth of a second on purpose, so as many at once as people ask for would take the
machine's memory from everybody.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.http import HttpRequest

from studio import limits
from studio.errors import StudioError
from studio.models import User

HASHES_AT_ONCE = 2
"""In one process."""
LONGEST_WAIT_S = 20.0

_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, for limits; never as X-Forwarded-For says, which anybody can write."""
    return request.META.get("REMOTE_ADDR") or "unknown"


class LimitedBackend(ModelBackend):
    """Names and passwords, counted against limits.SIGN_IN_BY_NAME and SIGN_IN_BY_ADDRESS.

    The API and the admin's page both ask it. Raises StudioError 429 for too many tries.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        if request is not None:
            address = address_of(request)
            limits.spend(limits.SIGN_IN_BY_ADDRESS, address)
            limits.spend(limits.SIGN_IN_BY_NAME, f"{username.strip().lower()}:{address}")
        found = super().authenticate(request, username=username, password=password, **more)
        return found if isinstance(found, User) else None


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _hashing.acquire(timeout=LONGEST_WAIT_S):
        raise StudioError(
            "busy", 503, "Too many people are signing in just now. Try again in a moment.", retry_after_s=5
        )
    try:
        yield
    finally:
        _hashing.release()


class _InTurn:
    """A hasher that waits for its turn."""

    def encode(self, *arguments: Any, **options: Any) -> str:
        with _in_turn():
            return super().encode(*arguments, **options)  # type: ignore[misc]

    def verify(self, password: str, encoded: str) -> bool:
        with _in_turn():
            return super().verify(password, encoded)  # type: ignore[misc]


class Argon2InTurn(_InTurn, Argon2PasswordHasher):
    """Django's Argon2."""


class Pbkdf2InTurn(_InTurn, PBKDF2PasswordHasher):
    """Django's PBKDF2, for hashes that were made elsewhere."""

    def verify(self, password: str, encoded: str) -> bool:
        # calls `encode`, which waits for its turn
        return PBKDF2PasswordHasher.verify(self, password, encoded)
