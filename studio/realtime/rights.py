"""The rights of the person behind an open socket now: still signed in, still a member, with which role."""

import time
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from studio import access
from studio.models import User
from studio.protocol import Role
from studio.reads.judging import blind
from studio.reads.judging.blind import Blind


@dataclass(frozen=True)
class Standing:
    """role: None without a membership; user: None when the session has ended or the person is not active."""

    user: User | None
    role: Role | None
    blind: Blind = field(default_factory=Blind)
    """What this person judges blind."""

    @property
    def close_code(self) -> int | None:
        """Why the socket must close, a key of `protocol.CLOSE_CODES`, or None."""
        if self.user is None:
            return 4401
        return None if self.role else 4403


def read_standing(session_key: str | None, project_id: str) -> Standing:
    """Read session, person (with the hash that a new password changes) and membership."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    if not isinstance(user, User) or not user.is_active:
        return Standing(None, None)
    role = access.role_of(user, project_id)
    return Standing(user, role, blind.of(user, project_id))


class Bucket:
    """Lets `per_s` acts a second through, and up to `at_once` after a rest."""

    def __init__(self, per_s: float, at_once: float) -> None:
        self.per_s, self.at_once = per_s, at_once
        self._tokens, self._at = at_once, time.monotonic()

    def wait_s(self) -> float:
        """Take one; returns the seconds to wait before acting, 0 for none."""
        now = time.monotonic()
        self._tokens = min(self.at_once, self._tokens + (now - self._at) * self.per_s) - 1
        self._at = now
        return max(0.0, -self._tokens / self.per_s)
