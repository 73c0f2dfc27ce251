"""Routes that are not JSON: the one HTML page, the link that signs in, and the sign of life."""

import logging
import sys
from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from studio import addresses, limits, protocol
from studio.errors import StudioError, is_exhausted, is_storage_full, not_stored, out_of_memory
from studio.ops import heartbeats
from studio.reads import kinds
from studio.services.people import accounts, entry, mail, providers
from studio.services.sign_in import address_of
from studio.web import protocol_page

logger = logging.getLogger(__name__)


@require_safe
@never_cache
@ensure_csrf_cookie
def studio(request: HttpRequest, **ids: UUID) -> HttpResponseBase:
    """The page that loads the browser's code, which then asks the API who is there and what to show."""
    return _page(request)


@require_safe
@never_cache
@ensure_csrf_cookie
def canvas(request: HttpRequest, project_id: UUID, canvas_id: UUID) -> HttpResponseBase:
    """The same page, which names what the code of one canvas will ask for, so that it comes meanwhile."""
    code = ["src/pages/studio/StudioPage.tsx"]
    rows = [f"projects/{project_id}/snapshot", f"canvases/{canvas_id}/snapshot"]
    return _page(request, code, [*rows, "kinds"])


def _page(request: HttpRequest, code: Sequence[str] = (), answers: Sequence[str] = ()) -> HttpResponseBase:
    """code, answers: modules, and addresses below the API's, that the browser loads at once, not when it
    comes to them; answers only for somebody who is signed in."""
    is_built = (settings.FRONTEND_DIST / ".vite" / "manifest.json").exists()
    if not is_built and not settings.DJANGO_VITE["default"]["dev_mode"]:
        return render(request, "studio/not_built.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    early = ["account", *answers] if request.user.is_authenticated else []
    shapes = [shape.model_dump() for shape in kinds.shapes()]
    about = {
        "code": code,
        "answers": [addresses.page(f"api/{answer}") for answer in early],
        "kinds": shapes,
        "path": settings.PATH,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "studio/page.html", about)


@require_safe
@never_cache
@ensure_csrf_cookie
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same page for somebody with a link that has a secret; no search engine is to list it."""
    response = studio(request)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@never_cache
def practice(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page for a singer with a practice link, who only reads: it sets no cookie."""
    response = _page(request)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def sign_in_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask whether to sign in by a link; on a yes, continue without the token in the address.

    Only the yes signs in: a link that somebody is led to, or that a program looks at ahead, does nothing.
    """
    counted = [(limits.SIGN_IN_LINK, address_of(request))]
    limits.spend_all(counted)
    is_asked = request.method == "GET"
    person = accounts.person_of_link(token) if is_asked else accounts.use_sign_in_link(token)
    limits.take_back(counted)
    if is_asked:
        sentence = f"This link signs you in as {person.username}, once."
        return _ask(request, sentence, f"Sign in as {person.username}")
    entry.enter(request, person)  # without a second step: it is the way in for people who have lost theirs
    return HttpResponseRedirect(addresses.page())


def _ask(
    request: HttpRequest, sentence: str, button: str, problem: str = "", field: str = ""
) -> HttpResponse:
    """A page with one button, and perhaps a field for a new password."""
    said = {"sentence": sentence, "button": button, "problem": problem, "field": field}
    return render(request, "studio/ask.html", said, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def confirm_address(request: HttpRequest, key: str) -> HttpResponseBase:
    """Confirm a mail address by the link that was sent there, in a browser of whoever asked for it: else
    somebody could have another person confirm an address for them."""
    row = mail.to_confirm(key)
    if request.user != row.user:
        message = f"Sign in as {row.user.username} in this browser, then open this link again."
        return render(request, "studio/message.html", {"message": message}, status=HTTPStatus.FORBIDDEN)
    if request.method == "GET":
        return _ask(request, f"Is {row.email} your address?", "Confirm this address")
    mail.confirm(row)
    return HttpResponseRedirect(addresses.page("account"))


@require_http_methods(["GET", "POST"])
@never_cache
def reset_password(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a new password by a link that was sent by mail. It signs nobody in."""
    counted = [(limits.SIGN_IN_LINK, address_of(request))]
    limits.spend_all(counted)
    person = mail.person_of_reset(token)
    limits.take_back(counted)
    asked = (f"Choose a new password for the account {person.username}.", "Set the password")
    if request.method == "GET":
        return _ask(request, *asked, field="New password")
    try:
        mail.reset_password(token, request.POST.get("password", ""))
    except StudioError as error:
        if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return _ask(request, *asked, problem=error.message, field="New password")
    return HttpResponseRedirect(addresses.page())


@require_safe
@never_cache
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where a provider sends the browser of somebody whom it knows."""
    return providers.come_back(request, provider_id)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to an unsafe request without a valid CSRF token."""
    failure = protocol.Failure(
        code="csrf",
        message="This request did not come from the studio's own page. Reload the page and try again.",
    )
    return JsonResponse(failure.model_dump(exclude_none=True), status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return _refusal(request, HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no browser of the studio's sends, such as one for another host."""
    message = "This request is malformed. Open the studio by the address that you were given."
    return _refusal(request, HTTPStatus.BAD_REQUEST, "bad_request", message)


def _refusal(request: HttpRequest, status: HTTPStatus, code: str, message: str) -> HttpResponse:
    """JSON under /api/, a page elsewhere."""
    if request.path_info.startswith("/api/"):
        failure = protocol.Failure(code=code, message=message)
        return JsonResponse(failure.model_dump(exclude_none=True), status=status)
    return render(request, "studio/message.html", {"message": message}, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of the studio outside the API's routes, or storage that does not answer (a full disk), or no
    memory."""
    error = sys.exc_info()[1]
    if isinstance(error, DatabaseError) or is_storage_full(error) or is_exhausted(error):
        refusal = out_of_memory() if is_exhausted(error) else not_stored(error)
        response = _refusal(request, HTTPStatus(refusal.status), refusal.code, refusal.message)
        response["Retry-After"] = str(refusal.retry_after_s)
        return response
    message = "Something went wrong in the studio, and it was logged. Try again."
    return _refusal(request, HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", message)


@require_safe
def socket_docs(request: HttpRequest) -> HttpResponse:
    """The messages of `/ws/projects/<id>`, drawn from `studio.protocol`."""
    return render(request, "studio/socket_docs.html", protocol_page.context())


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Web, database, broker and worker (one at least), each "ok", "off" or "down"; 503 when the database is
    down."""
    report = {"web": "ok", "database": _database(), **_broker_and_worker()}
    is_serving = report["database"] == "ok"
    return JsonResponse(report, status=HTTPStatus.OK if is_serving else HTTPStatus.SERVICE_UNAVAILABLE)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("the database does not answer")
        return "down"
    return "ok"


def _broker_and_worker() -> dict[str, str]:
    if not settings.REDIS_URL:
        return {"broker": "off", "worker": "off"}
    try:
        return {"broker": "ok", "worker": "ok" if heartbeats.living() else "off"}
    except redis.RedisError:
        return {"broker": "down", "worker": "off"}
