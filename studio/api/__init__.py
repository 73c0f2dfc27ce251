"""The HTTP API: one file a noun; every failure is a `protocol.Failure`.

A route parses the request, gets its row from `access.py`, calls one function of `studio.services` or
`studio.reads`, and answers.
"""

import json
import logging
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from studio import addresses, limits, protocol
from studio.errors import StudioError, is_exhausted, is_storage_full, not_stored, out_of_memory, unknown_kind
from studio.reads.judging import blind
from studio.services.people.tokens import sign_in
from studio.web import by_token
from sunmask.kinds import UnknownKindError

logger = logging.getLogger(__name__)


NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""NUL, as JSON escapes it. Where the backslash is itself escaped, these characters are text and stay."""


TELLS_OF_TAKES = (b'"grade"', b'"overall"', b'"label"')
"""Names of fields that come with the name or the grade of a take."""


class ProtocolParser(Parser):
    """A parser for what databases can store and JSON can hold: it leaves out NUL and halves of characters
    (lone surrogates)."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        if b"\\u" not in request.body:  # only an escape can bring one
            return body
        return json.loads(NUL.sub(r"\1", json.dumps(body, ensure_ascii=False)).encode(errors="ignore"))

    def parse_querydict(
        self, data: MultiValueDict, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        return {name: _without_nul(value) for name, value in found.items()}


def _without_nul(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    return value.replace("\0", "") if isinstance(value, str) else value


class ProtocolRenderer(BaseRenderer):
    """JSON as events have it, so that a row reads the same from a request and from the socket.

    Judges find no names and grades in it of what they judge blind.
    """

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        text = to_json(data)
        if not any(word in text for word in TELLS_OF_TAKES):
            return text
        hidden = blind.of_request(request)
        return hidden.text_without(text.decode()).encode() if hidden.takes else text


def signed_in(request: HttpRequest) -> Any:
    """The person of a request, by session or token; counts changes against limits.WRITES."""
    token = by_token.token_of(request)
    if token:
        sign_in(request, token)
    if not request.user.is_authenticated:
        return None
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        counted = f"tokens of {request.user.pk}" if token else str(request.user.pk)
        limits.in_memory.spend(limits.WRITES, counted)
    return request.user


REFUSALS = {
    "4XX": "Refused, with the reason and what to do.",
    "503": "The studio cannot do this now, for example because its disk is full. Try again.",
}


class StudioAPI(NinjaAPI):
    """Its description says of each operation how it may be refused, too."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        components = schema["components"].setdefault("schemas", {})
        components["Failure"] = protocol.Failure.model_json_schema()
        body = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}
        refusals = {code: {"description": said, "content": body} for code, said in REFUSALS.items()}
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"] |= refusals
        return schema


DOCS = addresses.page("api/docs")
api = StudioAPI(
    title="SUNMASK studio",
    version=str(protocol.PROTOCOL_VERSION),
    description=(
        "Programs send `Authorization: Bearer smk_...`, a token of somebody's account. Without one, every "
        "change needs the session cookie and `X-CSRFToken` "
        f"(the `{settings.CSRF_COOKIE_NAME}` cookie). "
        "Errors are `Failure`. "
        f"Live events come over the socket: [its messages]({DOCS}/socket)."
    ),
    auth=signed_in,
    parser=ProtocolParser(),
    renderer=ProtocolRenderer(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)


def failure(error: StudioError) -> HttpResponse:
    """A StudioError as an HTTP answer."""
    body = protocol.Failure(code=error.code, message=error.message, retry_after_s=error.retry_after_s)
    response = HttpResponse(
        body.model_dump_json(exclude_none=True), status=error.status, content_type="application/json"
    )
    if error.retry_after_s is not None:
        response["Retry-After"] = str(error.retry_after_s)
    return response


@api.exception_handler(StudioError)
def _refused(request: HttpRequest, error: StudioError) -> HttpResponse:
    return failure(error)


@api.exception_handler(UnknownKindError)
def _not_installed(request: HttpRequest, error: UnknownKindError) -> HttpResponse:
    return failure(unknown_kind(error.kind))


@api.exception_handler(AuthenticationError)
def _signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return failure(StudioError("signed_out", 401, "You are signed out. Sign in to continue."))


@api.exception_handler(ValidationError)
def _not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"][1:] if part != "body") or "the body"
    message = f"{place}: {first['msg']}. See {DOCS} for what this request takes."
    return failure(StudioError("invalid", 422, message))


@api.exception_handler(HttpError)
def _bad_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    message = f"The body is not valid JSON. See {DOCS} for what this request takes."
    return failure(StudioError("bad_request", error.status_code, message))


@api.exception_handler(BadRequest)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def _malformed(request: HttpRequest, error: Exception) -> HttpResponse:
    message = f"This request is malformed. See {DOCS} for what it takes: one form with one file."
    return failure(StudioError("bad_request", 400, message))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return failure(
        StudioError("too_large", 413, "This request is too large for the studio. Send less at once.")
    )


@api.exception_handler(OperationalError)
def _not_stored(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("storage refused %s %s: %s", request.method, request.path, error)
    return failure(not_stored(error))


@api.exception_handler(OverflowError)
@api.exception_handler(DataError)
def _out_of_range(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("%s %s names what cannot be: %s", request.method, request.path, error)
    message = f"A number or a time in this request is too large or too small. See {DOCS} for its range."
    return failure(StudioError("invalid", 422, message))


@api.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    if is_storage_full(error):
        return _not_stored(request, error)
    if is_exhausted(error):
        logger.error("no memory for %s %s: %s", request.method, request.path, error)
        return failure(out_of_memory())
    logger.exception("%s %s failed", request.method, request.path, exc_info=error)
    return failure(
        StudioError("unexpected", 500, "Something went wrong in the studio, and it was logged. Try again.")
    )


api.add_router("", "studio.api.people.account.router", tags=["account"])
api.add_router("", "studio.api.people.tokens.router", tags=["tokens"])
api.add_router("", "studio.api.people.sign_in.router", tags=["account"])
api.add_router("", "studio.api.people.second_steps.router", tags=["account"])
api.add_router("", "studio.api.people.mail.router", tags=["account"])
api.add_router("", "studio.api.home.router", tags=["home"])
api.add_router("", "studio.api.projects.router", tags=["projects"])
api.add_router("", "studio.api.people.invitations.router", tags=["invitations"])
api.add_router("", "studio.api.audit.router", tags=["audit"])
api.add_router("", "studio.api.webhooks.router", tags=["webhooks"])
api.add_router("", "studio.api.canvases.router", tags=["canvases"])
api.add_router("", "studio.api.runs.generations.router", tags=["generations"])
api.add_router("", "studio.api.runs.acts.router", tags=["acts"])
api.add_router("", "studio.api.runs.looks.router", tags=["looks"])
api.add_router("", "studio.api.engravings.router", tags=["engravings"])
api.add_router("", "studio.api.renderings.router", tags=["renderings"])
api.add_router("", "studio.api.takes.router", tags=["takes"])
api.add_router("", "studio.api.judging.rankings.router", tags=["rankings"])
api.add_router("", "studio.api.judging.listening.router", tags=["listening"])
api.add_router("", "studio.api.judging.campaigns.router", tags=["campaigns"])
api.add_router("", "studio.api.training.router", tags=["training"])
api.add_router("", "studio.api.runs.replays.router", tags=["replays"])
api.add_router("", "studio.api.practice.router", tags=["practice"])
api.add_router("", "studio.api.archives.router", tags=["archives"])
api.add_router("", "studio.api.runs.jobs.router", tags=["jobs"])
api.add_router("", "studio.api.comments.router", tags=["comments"])
api.add_router("", "studio.api.history.router", tags=["history"])
api.add_router("", "studio.api.kinds.router", tags=["kinds"])
