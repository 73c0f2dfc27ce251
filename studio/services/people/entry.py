"""The last step of signing in, whichever way somebody comes: at once, or after a second step."""

import time

from allauth.mfa.models import Authenticator
from django.contrib.auth import login, logout
from django.http import HttpRequest

from studio.errors import StudioError
from studio.models import User

WAITING = "second_step"
"""Key of a session: whose second step it waits for, and since when."""
LONGEST_WAIT_S = 600
RECENTLY_S = 900


def has_second_step(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def enter(request: HttpRequest, user: User) -> None:
    """Sign somebody in who has shown everything that there is to show."""
    require_open(user)
    request.session.pop(WAITING, None)
    login(request, user)
    request.session["entered_at"] = time.time()


def enter_or_wait(request: HttpRequest, user: User) -> bool:
    """Sign somebody in, or remember that a second step is to come; whether they are in."""
    require_open(user)
    if not has_second_step(user):
        enter(request, user)
        return True
    logout(request)  # whoever was signed in here
    request.session[WAITING] = {"user": user.pk, "at": time.time()}
    return False


def waiting(request: HttpRequest) -> User | None:
    """Whose second step this browser's session waits for."""
    said = request.session.get(WAITING)
    if said is None or time.time() - said["at"] > LONGEST_WAIT_S:
        return None
    return User.objects.filter(pk=said["user"], is_active=True).first()


def entered_recently(request: HttpRequest) -> bool:
    return time.time() - request.session.get("entered_at", 0.0) < RECENTLY_S


def require_open(user: User) -> None:
    """Raise StudioError 403 for an account that was closed."""
    if not user.is_active:
        raise StudioError("closed", 403, "This account is closed. Ask the person who runs the studio.")


def second_step_needed() -> StudioError:
    """The answer to somebody who has shown the first of two things."""
    return StudioError("second_step", 401, "Confirm that it is you: with a code, or with a passkey.")
