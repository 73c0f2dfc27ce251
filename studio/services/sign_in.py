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
from studio.services.people import accounts
from studio.services.people.browsers import browser_of

HASHES_AT_ONCE = 2
"""In one process."""
LONGEST_WAIT_S = 45.0
"""In which a class comes in."""

_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, for limits; never as X-Forwarded-For says, which anybody can write."""
    return request.META.get("REMOTE_ADDR") or "unknown"


class LimitedBackend(ModelBackend):
    """Names and passwords; wrong ones are counted, right ones never.

    The API and the admin's page both ask it. Raises StudioError 429 for too many wrong tries, before it looks
    at the password.
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
        accounts.require_local()
        counted = [] if request is None else _counted(request, username)
        limits.spend_all(counted)  # beforehand: of many tries at once each must find the others counted
        try:
            found = super().authenticate(request, username=username, password=password, **more)
        except StudioError:
            limits.take_back(counted)
            raise
        if found is not None:
            limits.take_back(counted)
        return found if isinstance(found, User) else None


def _counted(request: HttpRequest, username: str) -> list[tuple[limits.Rate, str]]:
    """The counters of a wrong try: name and address, the browser, and for a browser in which nobody has
    signed in before the address. Nobody else holds up a person who tries their own name in their own
    browser."""
    name, address, browser = username.strip().lower(), address_of(request), browser_of(request)
    counted = [(limits.SIGN_IN_BY_NAME, f"{name}:{address}")]
    if browser is None:
        return [*counted, (limits.SIGN_IN_BY_ADDRESS, address)]
    if browser.person is None:
        return [*counted, (limits.SIGN_IN_BY_BROWSER, browser.id), (limits.SIGN_IN_BY_ADDRESS, address)]
    if User.objects.filter(pk=browser.person, username__iexact=name).exists():
        return [(limits.SIGN_IN_BY_NAME, f"{name}:browser {browser.id}")]
    # by the person: they can have as many browsers as they like
    return [*counted, (limits.SIGN_IN_BY_BROWSER, f"person {browser.person}")]


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
