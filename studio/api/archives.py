"""A project or some of its takes as a zip, and such a zip back into a new project or one that exists."""

from typing import IO, Annotated, cast
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.text import slugify
from ninja import File, Query, Router, Status, UploadedFile

from studio import access, limits, protocol
from studio.api.requests import SignedInRequest
from studio.archives import importing, writing
from studio.archives.choice import choose_for
from studio.errors import StudioError, not_found
from studio.reads import selectors
from studio.web import streaming

router = Router()


@router.get("/projects/{project_id}/archive")
def export_archive(
    request: SignedInRequest, project_id: UUID, take: Annotated[list[UUID] | None, Query()] = None
) -> StreamingHttpResponse:
    """Everything in a project, or only chosen takes and what led to them, for another studio to import.

    Only owners get the names of judges, the votes of rankings that are not open, campaigns and listening
    tests that go on, and the names and grades of takes that they judge blind.
    """
    project, role = access.project_and_role_for(request.user, project_id, may="see")
    limits.spend(limits.ARCHIVES, str(request.user.pk))
    choice = choose_for(request.user, project, role, take or None)
    if take and len(choice.take_places) < len(set(take)):
        raise not_found("take in this project")
    return streaming.download(
        writing.pieces(choice), name=f"{slugify(project.name) or 'project'}.zip", media_type="application/zip"
    )


@router.post("/archives", response={201: protocol.Project})
def import_archive(request: SignedInRequest, file: File[UploadedFile]):
    """Make a new project from everything in an archive. 422, with the reason, for a file that is not one."""
    access.require_scope(request.user, "edit")
    project = importing.restore(file=_sent(request, file), user=request.user)
    return Status(201, selectors.project(project, "owner"))


@router.post("/projects/{project_id}/archives", response={201: protocol.ArchiveImported})
def import_archive_into_project(request: SignedInRequest, project_id: UUID, file: File[UploadedFile]):
    """Add everything in an archive to a project: all of it or nothing. Names that are taken get a number.

    Only owners bring in campaigns. 422, with the reason, for a file that is not an archive.
    """
    project = access.project_for(request.user, project_id, may="edit")
    imported = importing.restore_into(file=_sent(request, file), user=request.user, project=project)
    return Status(201, imported)


def _sent(request: SignedInRequest, file: UploadedFile) -> IO[bytes]:
    """The file of an upload. Raises StudioError 413 for one that is larger than an archive may be."""
    limits.spend(limits.UPLOADS, str(request.user.pk))
    num_bytes = file.size or 0
    if num_bytes > limits.ARCHIVE_BYTES:
        message = (
            f"An archive may have at most {limits.ARCHIVE_BYTES >> 20} MiB; this one has "
            f"{num_bytes >> 20}. Export fewer takes."
        )
        raise StudioError("too_large", 413, message)
    return cast(IO[bytes], file.file)
