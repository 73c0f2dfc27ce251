"""Which browser a request comes from: a signed cookie, so that wrong tries to sign in count against whoever
makes them, and not against all people at an address.

A browser without one is given one when it asks who is signed in; who signs in there is written into it.
"""

import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

SALT = "studio.browser"
LIFETIME_S = 180 * 24 * 3600


@dataclass(frozen=True)
class Browser:
    """id: by chance. person: the id of whoever signed in there last; None where nobody has so far."""

    id: str
    person: int | None = None


def browser_of(request: HttpRequest) -> Browser | None:
    """None for one without a cookie of this studio, or with one that is too old."""
    try:
        said = signing.loads(
            request.COOKIES.get(settings.BROWSER_COOKIE_NAME, ""), salt=SALT, max_age=LIFETIME_S
        )
        return Browser(**said)
    except (signing.BadSignature, TypeError):
        return None


def mark(response: HttpResponseBase, known: Browser | None, person: int | None) -> None:
    """Give a browser its cookie, or write into it who is signed in now."""
    browser = Browser(secrets.token_urlsafe(12) if known is None else known.id, person)
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        signing.dumps(asdict(browser), salt=SALT),
        max_age=LIFETIME_S,
        path=settings.PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
