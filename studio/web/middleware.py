"""Rules for every request: unsafe methods carry a CSRF token, API answers stay private, sessions grow old."""

import copy
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from studio import addresses, protocol
from studio.errors import StudioError
from studio.ops import counters, log_context
from studio.services import audit
from studio.services.people import browsers, sessions
from studio.web import by_token

logger = logging.getLogger(__name__)


def _never_exempt(request: HttpRequest) -> HttpResponseBase:
    """Stands in for a view: it has no `csrf_exempt` mark. Never called."""
    raise NotImplementedError


class CsrfEverywhere(CsrfViewMiddleware):
    """Django's CSRF check without exemptions: the API's views are marked exempt by its router.

    A request with a token of the studio needs none: no other page can make a browser send that header, and no
    cookie counts in it (`by_token`).
    """

    def process_view(
        self, request: HttpRequest, callback: Callable | None, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        if by_token.token_of(request):
            return None
        return super().process_view(request, _never_exempt, callback_args, callback_kwargs)


class Counted:
    """Middleware that counts answers, and the time until they begin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began_at = time.monotonic()
        response = self.get_response(request)
        counters.add("answers", status=f"{response.status_code // 100}xx")
        counters.add("answer_seconds", time.monotonic() - began_at)
        return response


class PrivateAnswers:
    """Middleware that keeps answers of the API out of every cache: each is for one person and one moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith("/api/"):
            response["Cache-Control"] = "private, no-store"
        return response


class Acting:
    """Middleware that says for the audit log who does what a request changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with audit.during(request):
            return self.get_response(request)


class NotedInLogs:
    """Middleware that says for log lines whose request it is, and which rows its address names."""

    NAMED = ("project", "canvas", "generation", "take")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            log_context.note(person=log_context.hashed(request.user.pk))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, arguments: Any, named: dict[str, Any]
    ) -> None:
        log_context.note(**{name: named.get(f"{name}_id") for name in self.NAMED})


class Refusals:
    """Refusals that the API does not make itself are said in a sentence: on a page, in JSON under /api/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not request.path_info.startswith("/api/"):
            return response
        message = (
            f"{request.method} is not possible at this address. See {addresses.page('api/docs')} for what is."
        )
        failure = protocol.Failure(code="method_not_allowed", message=message)
        body = failure.model_dump(exclude_none=True)
        allowed = ", ".join(sorted(response["Allow"].split(", ")))  # the framework keeps them in a set
        return JsonResponse(body, status=response.status_code, headers={"Allow": allowed})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, StudioError):
            return None
        response = render(
            request, "studio/message.html", {"message": exception.message}, status=exception.status
        )
        if exception.retry_after_s is not None:
            response["Retry-After"] = str(exception.retry_after_s)
        return response


class Browsers:
    """Lets a browser be known again: one that is about to sign in, and one in which somebody has."""

    ASKED_BEFORE_SIGNING_IN = ("/api/account", "/admin/login/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.BROWSER_COOKIE_NAME in response.cookies:  # it has just been given one
            return response
        known = browsers.browser_of(request)
        if request.user.is_authenticated:
            if known is None or known.person != request.user.pk:
                browsers.mark(response, known, request.user.pk)
        elif known is None and request.path_info in self.ASKED_BEFORE_SIGNING_IN:
            browsers.mark(response, None, None)
        return response


class Sessions(SessionMiddleware):
    """Sessions in the database. Where that cannot be written, as on a full disk, Django would say that the
    session has ended; here what only says when it was last used is left out, and anything else is told."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            refused = interrupted.__context__ and interrupted.__context__.__context__
            if not isinstance(refused, OperationalError):
                raise
            if not getattr(request, "is_only_seen", False):
                raise refused from None
            logger.warning("when a session was last used is not written down: %s", refused)
            return response


class SessionAge:
    """Ends a session that has been idle for SESSION_IDLE_S or is older than SESSION_COOKIE_AGE.

    When, where and with which browser it was last used is written at most every NOTED_EVERY_S seconds, to
    spare the database.
    """

    NOTED_EVERY_S = 600

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = time.time()
            began_at = request.session.setdefault("began_at", now)
            seen_at = request.session.get("seen_at", 0.0)
            is_idle = seen_at and now - seen_at > settings.SESSION_IDLE_S
            if is_idle or now - began_at > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen_at > self.NOTED_EVERY_S:
                request.session["seen_at"] = now
                sessions.note(request)
                return self._answered(request)
        return self.get_response(request)

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; the request then says whether its session has nothing new but when it was used."""
        before = copy.deepcopy(dict(request.session.items()))
        response = self.get_response(request)
        request.is_only_seen = dict(request.session.items()) == before  # type: ignore[attr-defined]
        return response
