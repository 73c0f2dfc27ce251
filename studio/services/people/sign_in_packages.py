"""Sign-in by what installed packages add (`sunmask.plugins.sign_in`): the way there and back.

Who comes back is told in the same form as allauth tells who comes by OpenID Connect, so `providers` decides
which person of the studio that is.
"""

import json
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from studio.environment import SIGN_IN, Provider
from studio.errors import StudioError
from studio.services.people.entry import LONGEST_WAIT_S
from sunmask.plugins import sign_in
from sunmask.plugins.sign_in import NotSignedIn, SignIn

logger = logging.getLogger(__name__)

SILENT = (requests.RequestException, OSError, KeyError)
"""Errors of a provider that does not answer, or whose answer cannot be used."""
UNDER_WAY = "sign_in_elsewhere"
"""Key of a session: by which package somebody is signing in, since when, and what comes afterwards."""
MOST_LETTERS_OF_ID = 191
"""Of a person's id elsewhere, as the database keeps it."""


def is_usable(provider: Provider) -> bool:
    """Whether the package that the operator has named is installed, fits and has what it needs."""
    return why_not(provider) is None


@cache
def _logged(sentence: str) -> None:
    logger.error("%s: left out", sentence)


def why_not(provider: Provider) -> str | None:
    """A sentence, which is logged once; None for a provider that can be used."""
    if not provider.is_from_package:
        return None
    found, reasons = sign_in.installed()
    sentence = None
    if provider.id not in found:
        others = "".join(f"; {reason}" for reason in reasons)
        sentence = (
            f"expected a package that adds the way to sign in {provider.id} of {SIGN_IN}, got none{others}"
        )
    elif missing := [each for each in found[provider.id].needs if not provider.options.get(each)]:
        names = " and ".join(f"{SIGN_IN}_{provider.id}_{each}".upper() for each in missing)
        sentence = f"expected {names} for the way to sign in {provider.id}"
    if sentence is not None:
        _logged(sentence)
    return sentence


def begin(request: HttpRequest, provider: Provider, *, after: str, process: str) -> str:
    """The address at which somebody shows who they are. process: login, or connect to link the account.

    Raises StudioError 503 where the package fails, and SILENT.
    """
    state = secrets.token_urlsafe(32)
    request.session[UNDER_WAY] = {
        "provider": provider.id,
        "state": state,
        "at": time.time(),
        "next": after,
        "process": process,
    }
    with _logging_what_fails(provider):
        address = _package_of(provider).begin(provider.options, _callback(request, provider), state)
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError(f"expected the address of a page, got {address!r:.80}")
    return address


def finish(request: HttpRequest, provider: Provider) -> SocialLogin:
    """Who comes back. Raises StudioError 403 where the package does not say who that is, or where this
    browser did not begin it, or began it too long ago; 503 where the package fails, and SILENT."""
    began = request.session.pop(UNDER_WAY, None)
    parameters = {name: request.GET[name] for name in request.GET}
    is_ours = (
        began is not None
        and began["provider"] == provider.id
        and constant_time_compare(began["state"], parameters.get("state", ""))
        and time.time() - began["at"] <= LONGEST_WAIT_S
    )
    if not is_ours:
        raise _failed(
            f"{provider.name} did not say who you are, or this took longer than ten minutes. "
            "Go to the studio and sign in again."
        )
    with _logging_what_fails(provider):
        try:
            found = _package_of(provider).finish(provider.options, _callback(request, provider), parameters)
        except NotSignedIn as refusal:
            raise _failed(f"{provider.name}: {refusal}") from refusal
        said: dict[str, Any] = json.loads(json.dumps(dict(found)))  # as the database will keep it
    id = said.get("sub")
    if not isinstance(id, str) or not 0 < len(id) <= MOST_LETTERS_OF_ID:
        logger.error("the way to sign in %s gave no id of a person, but %.200r", provider.id, id)
        raise _failed(f"{provider.name} did not say who you are. Ask the person who runs the studio.")
    return _login(provider, id, said, began)


def _login(provider: Provider, id: str, said: dict[str, Any], began: dict[str, Any]) -> SocialLogin:
    account = SocialAccount(provider=provider.id, uid=id, extra_data={"userinfo": said})
    login = SocialLogin(account=account)
    login.state = {"process": began["process"], "next": began["next"]}
    login.lookup()
    return login


@contextmanager
def _logging_what_fails(provider: Provider) -> Iterator[None]:
    """Say in a sentence that a package failed in a way that nobody foresaw; the log has the rest."""
    try:
        yield
    except (StudioError, *SILENT):
        raise
    except Exception as error:
        logger.exception("the way to sign in %s failed", provider.id)
        raise StudioError(
            "provider_failed",
            503,
            f"Signing in with {provider.name} failed, and it was logged. Ask the person who runs the studio.",
        ) from error


def _package_of(provider: Provider) -> SignIn:
    return sign_in.installed()[0][provider.id]


def _callback(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("openid_connect_callback", args=[provider.id]))


def _failed(sentence: str) -> StudioError:
    return StudioError("provider_failed", 403, sentence)
