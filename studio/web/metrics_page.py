"""`/metrics`, for Prometheus: it is there where a token is set, and answers those who send it."""

from http import HTTPStatus

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from studio.environment import environment
from studio.reads import metrics


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """401 without the token, 503 where the database does not answer."""
    token = environment().metrics_token
    if not token:
        raise Http404("SUNMASK_METRICS_TOKEN is not set")
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        refusal = HttpResponse(
            "Send the token: Authorization: Bearer TOKEN\n", status=HTTPStatus.UNAUTHORIZED
        )
        refusal["WWW-Authenticate"] = "Bearer"
        return refusal
    try:
        return HttpResponse(metrics.page(), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
