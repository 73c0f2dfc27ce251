"""Writes about people: sign up, sign in, change a password, links that sign in once."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from studio import events
from studio.errors import StudioError, invalid
from studio.models import SignInLink, User
from studio.models.names import is_of_one_alphabet, kept_back, look_of
from studio.services import audit

SIGN_IN_LINK_LIFETIME = timedelta(hours=12)
MAX_PASSWORD_CHARACTERS = 256


def sign_up(*, name: str, password: str) -> User:
    """A new person. Raises StudioError 422 for a name or password that cannot be, 409 for a taken name, 403
    where people come by providers alone."""
    require_local()
    name = User.normalize_username(name.strip())
    check_name(name)
    _check_password(password, User(username=name))
    _check_is_free(name)
    user = User(username=name)
    user.set_password(password)  # before the transaction: it takes its time on purpose
    return _saved(user)


def make_person(*, name: str, mail: str = "") -> User:
    """A new person without a password. mail: an address that is known to be theirs, "" for none.

    Raises StudioError as `sign_up` does, for the name.
    """
    check_name(name)
    _check_is_free(name)
    user = User(username=name, email=mail)
    user.set_unusable_password()
    user = _saved(user)
    if mail and not EmailAddress.objects.filter(email=mail, verified=True).exists():
        EmailAddress.objects.create(user=user, email=mail, verified=True, primary=True)
    return user


def require_local() -> None:
    """Raise StudioError 403 where the operator has switched names and passwords off."""
    if not settings.HAS_LOCAL_SIGN_IN:
        raise StudioError(
            "no_local_sign_in",
            403,
            "This studio has no sign-in by name and password. Use one of the other ways on its page.",
        )


def _check_is_free(name: str) -> None:
    look = look_of(name)
    if User.objects.filter(Q(username__iexact=name) | Q(look__in=(look, kept_back(look)))).exists():
        raise _taken(name)


def _saved(user: User) -> User:
    try:
        with events.atomic():
            user.save()
            audit.record("account.made", person=user)
    except IntegrityError:
        raise _taken(user.username) from None
    return user


def check_sign_in(*, request: HttpRequest, name: str, password: str) -> User:
    """The person of a name and password; one sentence for a wrong name and for a wrong password.

    request: says where the try comes from. Raises StudioError 401, 429 for too many tries.
    """
    password = password[: MAX_PASSWORD_CHARACTERS + 1]
    user = authenticate(request, username=name.strip(), password=password)
    if user is None:
        raise StudioError("sign_in_failed", 401, "The name or the password is wrong. Try again.")
    return get_user_model().objects.get(pk=user.pk)


def change_password(*, user: User, old: str, new: str) -> User:
    """Set another password: it ends the person's other sessions and makes their sockets look again."""
    if not user.check_password(old):
        raise StudioError("wrong_password", 403, "The current password is wrong. Try again.")
    set_password(user, new)
    return user


def set_password(user: User, new: str) -> None:
    """Raises StudioError 422 for one that cannot be."""
    _check_password(new, user)
    user.set_password(new)  # before the transaction: it takes its time on purpose
    with events.atomic():
        user.save(update_fields=["password"])
        audit.record("account.password", person=user)
        events.recheck(user_id=user.pk)


def make_sign_in_link(*, user: User) -> str:
    """The token of a link that signs `user` in, once, within SIGN_IN_LINK_LIFETIME."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        token_sha256=_sha256(token), user=user, expires_at=timezone.now() + SIGN_IN_LINK_LIFETIME
    )
    return token


def person_of_link(token: str) -> User:
    """Whom a link signs in. Raises StudioError 404 for one that is unknown, used, or too old."""
    links = SignInLink.objects.filter(expires_at__gt=timezone.now(), user__is_active=True)
    link = links.select_related("user").filter(token_sha256=_sha256(token)).first()
    if link is None:
        message = (
            "This link was used, has expired, or belongs to another studio. Ask for a new one, "
            "or sign in with your name."
        )
        raise StudioError("link_over", 404, message)
    return link.user


def use_sign_in_link(token: str) -> User:
    """Whom a link signs in; it does so once. Raises StudioError 404 as `person_of_link` does."""
    user = person_of_link(token)
    num_used, _ = SignInLink.objects.filter(token_sha256=_sha256(token)).delete()
    return user if num_used else person_of_link(token)  # somebody else was quicker


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def check_name(name: str) -> None:
    """Raise StudioError 422 for a name that cannot be."""
    if not 1 <= len(name) <= 40:
        raise invalid(f"A name must have 1 to 40 characters; this one has {len(name)}.")
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError:
        raise invalid("A name may have letters, digits and the signs @.+-_, but no spaces.") from None
    if not is_of_one_alphabet(name):
        raise invalid("The letters of a name must be of one alphabet, so that nobody is taken for another.")


def _check_password(password: str, user: User) -> None:
    if not password.strip():
        raise invalid("A password needs more than blanks.")
    if len(password) > MAX_PASSWORD_CHARACTERS:
        raise invalid(f"A password may have at most {MAX_PASSWORD_CHARACTERS} characters.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise invalid(" ".join(error.messages)) from None


def _taken(name: str) -> StudioError:
    return StudioError(
        "name_taken", 409, f'The name "{name}" is taken, or looks like one that is. Choose another.'
    )
