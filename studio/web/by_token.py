"""Requests that programs send with a token: no cookie counts in them, and none is set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from studio import protocol
from studio.services.people import tokens

OF_BROWSERS = ("/api/account/", "/api/sign-in/")
"""Signing in, passwords, tokens, deletion are below these; at `/api/account` itself stands who one is."""


def token_of(request: HttpRequest) -> str:
    """The token that a request of the API brings, valid or not; "" where it brings none of the studio's."""
    return getattr(request, "api_token", "")


class ByToken:
    """Middleware that takes requests with a token apart from those of browsers, before any session is read.

    Whose token it is, the API finds out (`studio.api.signed_in`). An account is its person's alone: no token
    reaches what is below `OF_BROWSERS`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = tokens.bearer(request.headers.get("Authorization", ""))
        if not token or not request.path_info.startswith("/api/"):
            return self.get_response(request)
        if request.path_info.startswith(OF_BROWSERS):
            return _not_by_token()
        request.api_token = token  # type: ignore[attr-defined]
        request.COOKIES.clear()
        response = self.get_response(request)
        response.cookies.clear()
        return response


def _not_by_token() -> HttpResponseBase:
    message = "This cannot be done with a token. Sign in with a browser, and do it on your account's page."
    failure = protocol.Failure(code="not_by_token", message=message)
    answer = JsonResponse(failure.model_dump(exclude_none=True), status=403)
    answer["Cache-Control"] = "private, no-store"
    return answer
