"""Takes: keep a candidate at a step; find, name, star, rate, tag, order and bin what was kept."""

from uuid import UUID

from ninja import Query, Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest, reader_of
from studio.models import Take, User
from studio.reads import selectors, take_search
from studio.reads.judging import ratings
from studio.reads.runs import provenance
from studio.services import canvases
from studio.services.collection import many_takes, takes

router = Router()


def _for(curator: User, take: Take) -> protocol.Take:
    """The take as somebody sees it who may rate it, as all may who change one."""
    return ratings.as_seen_by(selectors.take(take), ratings.Reader(curator.username, may_rate=True))


@router.post("/generations/{generation_id}/takes", response={201: protocol.Take})
def keep(request: SignedInRequest, generation_id: UUID, body: bodies.NewTake):
    """Keep a candidate at a step; the same one again is the same take."""
    generation = access.generation_for(request.user, generation_id, may="curate")
    canvases.require_live(generation.canvas)
    take = takes.keep(
        generation=generation,
        user=request.user,
        candidate=body.candidate,
        step=body.step,
        name=body.name,
        note=body.note,
    )
    return Status(201, _for(request.user, take))


@router.get("/projects/{project_id}/takes", response=bodies.TakePage)
def find_takes(request: SignedInRequest, project_id: UUID, query: Query[bodies.TakeQuery]):
    """The takes of a project, filtered and sorted, page by page."""
    project, role = access.project_and_role_for(request.user, project_id, may="see")
    return take_search.page(project.pk, query, reader_of(request, role))


@router.get("/projects/{project_id}/takes/words", response=bodies.TakeWords)
def take_words(request: SignedInRequest, project_id: UUID):
    """Authors, models, keys, tags and parts of the grade to filter takes by."""
    return take_search.words(access.project_for(request.user, project_id, may="see").pk)


@router.get("/projects/{project_id}/takes/ids", response=bodies.TakeIds)
def find_take_ids(request: SignedInRequest, project_id: UUID, query: Query[bodies.TakeIdsQuery]):
    """The same takes by their ids alone, thousands at once."""
    project, role = access.project_and_role_for(request.user, project_id, may="see")
    return take_search.ids(project.pk, query, reader_of(request, role))


@router.post("/projects/{project_id}/takes/changes", response={201: bodies.TakesChanged})
def change_many_takes(request: SignedInRequest, project_id: UUID, body: bodies.ManyTakesChange):
    """Star, rate, flag, tag or bin many takes at once: all of them, or none where something is refused."""
    project = access.project_for(request.user, project_id, may="curate")
    changed = many_takes.change(project=project, user=request.user, request=body)
    return Status(201, bodies.TakesChanged(id=changed.pk, num_takes=len(changed.before["takes"])))


@router.post("/takes-changes/{change_id}/undo", response=bodies.TakesChanged)
def undo_change_of_takes(request: SignedInRequest, change_id: UUID):
    """Take back a change of many takes that you made; 409 where it was taken back already."""
    changed = many_takes.undo(change=access.takes_change_for(request.user, change_id))
    return bodies.TakesChanged(id=changed.pk, num_takes=len(changed.before["takes"]))


@router.get("/takes/{take_id}/settings", response=bodies.TakeSettings)
def take_settings(request: SignedInRequest, take_id: UUID):
    """The origin of a take: generation, settings and acts in force, shares of authors, the take it comes
    from."""
    return provenance.of_take(access.take_for(request.user, take_id, may="see"))


@router.patch("/takes/{take_id}", response=protocol.Take)
def change_take(request: SignedInRequest, take_id: UUID, body: bodies.TakeChange):
    """Name it, star it, move it, say something about it, tag it."""
    take = access.take_for(request.user, take_id, may="curate")
    return _for(request.user, takes.change(take=take, user=request.user, **body.model_dump()))


@router.put("/takes/{take_id}/rating", response=protocol.Take)
def rate_take(request: SignedInRequest, take_id: UUID, body: bodies.OwnRating):
    """Your own 1 to 5 stars for it, or your pick or reject; null takes them back."""
    take = access.take_for(request.user, take_id, may="curate")
    return _for(request.user, takes.rate(take=take, user=request.user, **body.model_dump(exclude_unset=True)))


@router.post("/takes/{take_id}/bin", response=protocol.Take)
def bin_take(request: SignedInRequest, take_id: UUID):
    """Put it in the bin, from which it can be restored."""
    return _for(request.user, takes.put_in_bin(take=access.take_for(request.user, take_id, may="curate")))


@router.post("/takes/{take_id}/restore", response=protocol.Take)
def restore_take(request: SignedInRequest, take_id: UUID):
    return _for(request.user, takes.restore(take=access.take_for(request.user, take_id, may="curate")))
