"""The audit log of a project: who changed its rights and links, and what was deleted."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from studio import access, bodies
from studio.api.requests import SignedInRequest
from studio.services import audit

router = Router()

LINES_AT_ONCE = 50
Before = Annotated[int | None, Query(ge=1, le=2**63 - 1)]


@router.get("/projects/{project_id}/audit", response=bodies.AuditPage)
def of_project(request: SignedInRequest, project_id: UUID, before: Before = None):
    """Who changed members, roles, links and webhooks, and what was put in the bin or deleted: a page
    `before` a number, the newest first."""
    project = access.project_for(request.user, project_id, may="own")
    rows = audit.of_project(project)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: LINES_AT_ONCE + 1])
    lines = [
        bodies.AuditLine(id=row.pk, at=row.at, name=audit.name_of(row), what=audit.sentence(row))
        for row in found[:LINES_AT_ONCE]
    ]
    return bodies.AuditPage(lines=lines, has_more=len(found) > LINES_AT_ONCE)
