"""Data to train on: votes of rankings, rated takes, and what people preferred in the middle of runs."""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.text import slugify
from ninja import Query, Router
from pydantic import BaseModel

from studio import access, addresses, bodies
from studio.api.requests import SignedInRequest, reader_of
from studio.bodies.training import schema
from studio.models import Generation
from studio.reads import take_search
from studio.reads.judging import blind
from studio.training import files, preferences, steps, takes
from studio.web import streaming

router = Router()

SchemaName = Literal["preference-pair", "rated-take", "step-preference"]


@router.get("/rankings/{ranking_id}/preferences")
def get_preferences(
    request: SignedInRequest, ranking_id: UUID, query: Query[bodies.TrainingQuery]
) -> StreamingHttpResponse:
    """Every vote as one row (`/schemas/preference-pair`), without names of judges.

    409 until the ranking is open.
    """
    row = access.ranking_for(request.user, ranking_id, may="see")
    found = preferences.of_ranking(row, blind.of_request(request).takes)
    return _download(request, found, query, f"{row.name} preferences", "preference-pair")


@router.get("/projects/{project_id}/takes/data")
def get_rated_takes(
    request: SignedInRequest,
    project_id: UUID,
    found: Query[bodies.TakeQuery],
    query: Query[bodies.TrainingQuery],
) -> StreamingHttpResponse:
    """All takes that the filter finds as rows (`/schemas/rated-take`), without names of people.

    409 where they are of several kinds.
    """
    project, role = access.project_and_role_for(request.user, project_id, may="see")
    reader = reader_of(request, role)
    rows = takes.of_takes(take_search.filtered(project.pk, found, reader), reader)
    return _download(request, rows, query, f"{project.name} takes", "rated-take")


@router.get("/canvases/{canvas_id}/steps/data")
def get_step_preferences(
    request: SignedInRequest, canvas_id: UUID, query: Query[bodies.TrainingQuery]
) -> StreamingHttpResponse:
    """What people held, freed, changed and took back in the middle of the runs of a canvas, as rows
    (`/schemas/step-preference`), without names."""
    canvas = access.canvas_for(request.user, canvas_id, may="see")
    runs = (
        Generation.objects.filter(canvas=canvas, num_acts__gt=0).select_related("canvas").order_by("number")
    )
    rows = steps.of_generations(runs.iterator(chunk_size=10))
    return _download(request, rows, query, f"{canvas.name} steps", "step-preference")


@router.get("/schemas/{name}", auth=None)
def row_schema(request: HttpRequest, response: HttpResponse, name: SchemaName) -> dict[str, Any]:
    """The JSON schema of one row of such data."""
    response["Content-Type"] = "application/schema+json"
    return schema(name, base=addresses.link(request).rstrip("/"))


def _download(
    request: HttpRequest,
    rows: Iterable[BaseModel],
    query: bodies.TrainingQuery,
    name: str,
    row: SchemaName,
) -> StreamingHttpResponse:
    base = addresses.link(request).rstrip("/")
    wanted = files.Wanted(name=name, schema=row, query=query, base=base)
    ending = "" if query.view == "full" else f"-{query.view}"
    return streaming.download(
        files.pieces(wanted, rows),
        name=f"{slugify(name) or 'data'}{ending}.{query.file}",
        media_type=files.MEDIA_TYPES[query.file],
    )
