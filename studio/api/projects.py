"""Projects, their members, and the snapshot that the project's stream carries on from."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, events, limits, protocol
from studio.api.requests import SignedInRequest
from studio.errors import not_found
from studio.models import Project
from studio.reads import selectors, storage
from studio.reads.streams import stream_seq
from studio.services import projects
from studio.services.people import imported_names

router = Router()


def _answer(request: SignedInRequest, project: Project) -> protocol.Project:
    role = access.role_of(request.user, project.pk)
    if role is None:  # taken away since the row was read
        raise not_found("project")
    return selectors.project(project, role)


@router.get("/projects", response=list[protocol.Project])
def own_projects(request: SignedInRequest):
    """All projects that you are a member of, those in the bin too."""
    return selectors.projects_of(request.user)


@router.post("/projects", response={201: protocol.Project})
def create_project(request: SignedInRequest, body: bodies.Named):
    """A new project, with you as its owner."""
    access.require_scope(request.user, "edit")
    return Status(201, _answer(request, projects.create(user=request.user, name=body.name)))


@router.get("/projects/{project_id}", response=protocol.Project)
def project(request: SignedInRequest, project_id: UUID):
    return _answer(request, access.project_for(request.user, project_id, may="see"))


@router.patch("/projects/{project_id}", response=protocol.Project)
def rename_project(request: SignedInRequest, project_id: UUID, body: bodies.Named):
    row = access.project_for(request.user, project_id, may="own")
    return _answer(request, projects.rename(project=row, name=body.name))


@router.get("/projects/{project_id}/storage", response=bodies.Storage)
def project_storage(request: SignedInRequest, project_id: UUID):
    """Bytes that its documents, steps, takes and comments take on the server, and the limit."""
    row = access.project_for(request.user, project_id, may="see")
    num_bytes = storage.bytes_of([row.pk])[row.pk]
    return bodies.Storage(num_bytes=num_bytes, most_bytes=limits.PROJECT_MIB << 20)


@router.get("/projects/{project_id}/provenance", response=bodies.Provenance)
def project_provenance(request: SignedInRequest, project_id: UUID):
    row = access.project_for(request.user, project_id, may="see")
    return bodies.Provenance(signs_files=row.signs_files)


@router.put("/projects/{project_id}/provenance", response=bodies.Provenance)
def set_project_provenance(request: SignedInRequest, project_id: UUID, body: bodies.ProvenanceChange):
    """Let files that leave the project say who made which share of them, or not."""
    row = access.project_for(request.user, project_id, may="own")
    projects.set_provenance(project=row, signs_files=body.signs_files)
    return bodies.Provenance(signs_files=body.signs_files)


@router.get("/projects/{project_id}/imported-name", response=bodies.ImportedName)
def imported_name(request: SignedInRequest, project_id: UUID):
    """How much came with an archive under your name, and is nobody's until you claim it."""
    row = access.project_for(request.user, project_id, may="see")
    name = request.user.username
    return bodies.ImportedName(name=name, num_rows=imported_names.num_under(project=row, name=name))


@router.post("/projects/{project_id}/imported-name", response=bodies.ImportedName)
def claim_imported_name(request: SignedInRequest, project_id: UUID):
    """Say that what came under your name is yours: takes, comments, acts, stars, votes. Returns how much."""
    row = access.project_for(request.user, project_id, may="see")
    access.require_scope(request.user, "edit")
    num_claimed = imported_names.claim(project=row, user=request.user)
    return bodies.ImportedName(name=request.user.username, num_rows=num_claimed)


@router.post("/projects/{project_id}/bin", response=protocol.Project)
def bin_project(request: SignedInRequest, project_id: UUID):
    """Put it in the bin, from which it can be restored."""
    row = access.project_for(request.user, project_id, may="own")
    return _answer(request, projects.put_in_bin(project=row))


@router.post("/projects/{project_id}/restore", response=protocol.Project)
def restore_project(request: SignedInRequest, project_id: UUID):
    row = access.project_for(request.user, project_id, may="own")
    return _answer(request, projects.restore(project=row))


@router.get("/projects/{project_id}/snapshot", response=bodies.ProjectSnapshot)
def project_snapshot(request: SignedInRequest, project_id: UUID):
    """The project with members and canvases. The number is read first: later events may be in already."""
    row = access.project_for(request.user, project_id, may="see")
    seq = stream_seq(events.project_stream(row.pk))
    return bodies.ProjectSnapshot(
        project=_answer(request, row),
        members=selectors.members(row.pk),
        canvases=selectors.canvases(row.pk),
        seq=seq,
    )


@router.get("/projects/{project_id}/members", response=list[protocol.Member])
def members(request: SignedInRequest, project_id: UUID):
    row = access.project_for(request.user, project_id, may="see")
    return selectors.members(row.pk)


@router.post("/projects/{project_id}/members", response={201: protocol.Member})
def add_member(request: SignedInRequest, project_id: UUID, body: bodies.NewMember):
    """Add a person by name."""
    row = access.project_for(request.user, project_id, may="own")
    return Status(201, selectors.member(projects.add_member(project=row, name=body.name, role=body.role)))


@router.patch("/projects/{project_id}/members/{person_id}", response=protocol.Member)
def change_role(request: SignedInRequest, project_id: UUID, person_id: int, body: bodies.NewRole):
    row = access.project_for(request.user, project_id, may="own")
    member = access.member_for(request.user, row, person_id)
    return selectors.member(projects.set_role(member=member, role=body.role))


@router.delete("/projects/{project_id}/members/{person_id}", response={204: None})
def remove_member(request: SignedInRequest, project_id: UUID, person_id: int):
    """Remove a person; their open sockets close."""
    row = access.project_for(request.user, project_id, may="own")
    projects.remove_member(member=access.member_for(request.user, row, person_id))
    return Status(204, None)
