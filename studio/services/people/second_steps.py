"""A second thing beside the password: codes of an authenticator app, passkeys, and recovery codes.

allauth keeps the rows and checks signatures. A code counts once, and wrong ones are counted.
"""

import struct
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from studio import limits
from studio.errors import StudioError, invalid, not_found
from studio.models import User
from studio.services import audit
from studio.services.people import accounts, entry
from studio.services.sign_in import address_of

MOST_PASSKEYS = 10
LAST_COUNTER = "last_counter"
"""Key of an authenticator app's row: the half minute whose code was used last."""
MAKING = "makes_passkey"
"""Key of a session whose person has shown that the account is theirs, and now makes a passkey."""
_UNREADABLE = (
    ValidationError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)
"""What libraries raise for an answer of a passkey that is none, or does not fit."""


# ---- what somebody has ------------------------------------------------------------------------------


def app_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()


def passkeys_of(user: User) -> list[Authenticator]:
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return list(found.order_by("pk"))


def num_unused_codes(user: User) -> int:
    """Recovery codes that can still be used."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return 0 if found is None else app_settings.RECOVERY_CODE_COUNT - found.data["used_mask"].bit_count()


# ---- setting up -------------------------------------------------------------------------------------


def require_owner(request: HttpRequest, user: User, password: str) -> None:
    """Raise StudioError 403 where somebody else may be at a browser that was left open: for a wrong password,
    or, for accounts without one, where the session is old."""
    if user.has_usable_password():
        counted = [(limits.SIGN_IN_BY_NAME, f"password:{user.pk}")]
        limits.spend_all(counted)
        if not user.check_password(password[: accounts.MAX_PASSWORD_CHARACTERS + 1]):
            raise StudioError("wrong_password", 403, "The password is wrong. Try again.")
        limits.take_back(counted)
    elif not entry.entered_recently(request):
        raise StudioError(
            "sign_in_again", 403, "Sign out and in again first, then do this within 15 minutes."
        )


def begin_app(user: User) -> tuple[str, str, str]:
    """The secret of an authenticator app that is not set up yet, its address, and that as an SVG to scan."""
    if app_of(user) is not None:
        raise StudioError("has_app", 409, "An authenticator app is set up already. Remove it first.")
    secret = totp.get_totp_secret(regenerate=True)
    address = get_adapter().build_totp_url(user, secret)
    return secret, address, get_adapter().build_totp_svg(address)


@transaction.atomic
def finish_app(request: HttpRequest, user: User, code: str) -> list[str]:
    """Set the app up that shows this code; returns recovery codes, if these are the first. Raises StudioError
    422."""
    if app_of(user) is not None:
        raise StudioError("has_app", 409, "An authenticator app is set up already. Remove it first.")
    secret = request.session.get(totp.SECRET_SESSION_KEY)
    if secret is None:
        raise invalid("This took too long. Begin again.")
    counter = _counter_of(secret, code)
    if counter is None:
        raise invalid("This code is not the one that the app shows now. Try again.")
    made = totp.TOTP.activate(user, secret).instance
    _remember(made, counter)
    audit.record("account.step_added", subject="an authenticator app", person=user)
    totp.clear_totp_secret(request)
    return _first_codes(user)


def begin_passkey(request: HttpRequest, user: User) -> dict[str, Any]:
    """What a browser needs to make a passkey."""
    if len(passkeys_of(user)) >= MOST_PASSKEYS:
        raise StudioError("too_many", 409, f"An account can have at most {MOST_PASSKEYS} passkeys.")
    request.session[MAKING] = True
    return webauthn.begin_registration(user, passwordless=True)


@transaction.atomic
def finish_passkey(request: HttpRequest, user: User, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep the passkey that a browser has made; returns recovery codes, if these are the first. Raises
    StudioError 422."""
    if not request.session.pop(MAKING, False):
        raise invalid("This took too long. Begin again.")
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except _UNREADABLE:
        raise invalid("The browser made no passkey that can be used here. Try again.") from None
    webauthn.WebAuthn.add(user, name.strip() or "Passkey", credential)
    audit.record("account.step_added", subject="a passkey", person=user)
    return _first_codes(user)


@transaction.atomic
def remove(user: User, authenticator: Authenticator | None) -> None:
    """Recovery codes go with the last of them. Raises StudioError 404 for none."""
    if authenticator is None:
        raise not_found("second step")
    is_app = authenticator.type == Authenticator.Type.TOTP
    authenticator.delete()
    subject = "an authenticator app" if is_app else "a passkey"
    audit.record("account.step_removed", subject=subject, person=user)
    if not entry.has_second_step(user):
        Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Other recovery codes; the old ones count no longer."""
    if not entry.has_second_step(user):
        raise StudioError("no_second_step", 409, "Set up an authenticator app or a passkey first.")
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(user).generate_codes()


def _first_codes(user: User) -> list[str]:
    has_some = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()
    return [] if has_some else RecoveryCodes.activate(user).generate_codes()


# ---- signing in -------------------------------------------------------------------------------------


def confirm_by_code(request: HttpRequest, code: str) -> User:
    """Sign in whose second step this browser waits for, by a code of the app or a recovery code.

    Raises StudioError 401 for a wrong code, 429 for too many of them.
    """
    user = _expected(request)
    counted = [(limits.SECOND_STEP, str(user.pk))]
    limits.spend_all(counted)
    if not _use_code(user, "".join(code.split())):
        raise StudioError("wrong_code", 401, "This code is wrong, or was used before. Try the next one.")
    limits.take_back(counted)
    entry.enter(request, user)
    return user


def begin_passkey_sign_in(request: HttpRequest) -> dict[str, Any]:
    """What a browser needs to show a passkey: of whoever is expected, or of anybody."""
    return webauthn.begin_authentication(entry.waiting(request))


def sign_in_by_passkey(request: HttpRequest, credential: dict[str, Any]) -> User:
    """Sign in by a passkey: as a second step, or instead of name and password. Raises StudioError 401."""
    counted = [(limits.SIGN_IN_BY_ADDRESS, address_of(request))]
    limits.spend_all(counted)
    expected = entry.waiting(request)
    if expected is None:
        accounts.require_local()
    try:
        webauthn.parse_authentication_response(credential)
        user = expected or webauthn.extract_user_from_response(credential)
        authenticator = webauthn.complete_authentication(user, credential)
    except _UNREADABLE:
        raise StudioError("wrong_passkey", 401, "This passkey does not belong to an account here.") from None
    limits.take_back(counted)
    authenticator.record_usage()
    assert isinstance(user, User)
    entry.enter(request, user)
    return user


def _expected(request: HttpRequest) -> User:
    user = entry.waiting(request)
    if user is None:
        raise StudioError("too_late", 401, "This took too long. Sign in again.")
    return user


@transaction.atomic
def _use_code(user: User, code: str) -> bool:
    """Whether it is a code of the app that was not used yet, or a recovery code; it counts no more then."""
    rows = Authenticator.objects.select_for_update(no_key=True).filter(user=user)
    for row in rows.exclude(type=Authenticator.Type.WEBAUTHN):
        if row.type == Authenticator.Type.TOTP:
            counter = _counter_of(decrypt(row.data["secret"]), code)
            if counter is not None and counter > row.data.get(LAST_COUNTER, 0):
                _remember(row, counter)
                return True
        elif row.wrap().validate_code(code):
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
            return True
    return False


def _counter_of(secret: str, code: str) -> int | None:
    """The half minute in which an app shows this code; None for none near now."""
    for counter in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(
            actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))
        ):
            return counter
    return None


def _remember(row: Authenticator, counter: int) -> None:
    row.data[LAST_COUNTER] = counter
    row.last_used_at = timezone.now()
    row.save(update_fields=["data", "last_used_at"])
