"""Reads: rows in, models of `studio.protocol` out. Whoever calls has passed a door of `access.py`."""

import json
import zlib
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Now, RowNumber

from studio import limits, models, protocol

GENERATIONS_AT_ONCE = 60
"""That a snapshot or a page carries."""
COMMENTS_AT_ONCE = 40
TAKES_AT_ONCE = 40
SYMBOLS_AT_ONCE = 12_000
"""Of all takes that a snapshot carries."""
_OPEN = (models.GenerationState.QUEUED, models.GenerationState.RUNNING, models.GenerationState.PAUSED)
NUM_NEWEST = 3
"""Canvases of a project that its line in the list shows."""

# ---- people and projects ------------------------------------------------------------------------


def person(user: models.User | None, author_name: str = "") -> protocol.Person | None:
    """A person as others see them; None for an account that is gone.

    author_name: of somebody who came with an import and has no account here, whose id is 0.
    """
    if user is None:
        return protocol.Person(id=0, name=author_name) if author_name else None
    return protocol.Person(id=user.pk, name=user.username)


def project(row: models.Project, role: protocol.Role) -> protocol.Project:
    """A project for a reader with `role`."""
    num_canvases = row.canvases.filter(binned_at=None).count()
    return _project(row, role, num_canvases, _newest_canvases([row.pk]).get(row.pk, []))


def projects_of(user: models.User) -> list[protocol.Project]:
    """All projects of a person, those in the bin too, the latest change first."""
    memberships = (
        models.Member.objects.filter(user_id=user.pk)
        .select_related("project")
        .annotate(num_canvases=Count("project__canvases", filter=Q(project__canvases__binned_at=None)))
        .order_by("-project__updated_at")
    )
    newest = _newest_canvases([membership.project_id for membership in memberships])
    return [
        _project(
            membership.project,
            cast(protocol.Role, membership.role),
            membership.num_canvases,
            newest.get(membership.project_id, []),
        )
        for membership in memberships
    ]


def _project(
    row: models.Project, role: protocol.Role, num_canvases: int, newest: list[protocol.CanvasInShort]
) -> protocol.Project:
    return protocol.Project(
        id=row.pk,
        name=row.name,
        role=role,
        updated_at=row.updated_at,
        num_canvases=num_canvases,
        newest=newest,
        is_in_bin=row.binned_at is not None,
    )


def _newest_canvases(project_ids: list[UUID]) -> dict[UUID, list[protocol.CanvasInShort]]:
    """Of each project that has canvases the NUM_NEWEST that changed last, the latest first."""
    place = Window(RowNumber(), partition_by=F("project"), order_by=F("updated_at").desc())
    rows = (
        models.Canvas.objects.filter(project__in=project_ids, binned_at=None)
        .annotate(place=place)
        .filter(place__lte=NUM_NEWEST)
        .only("kind", "name", "updated_at", "project")
        .order_by("project", "place")
    )
    found: dict[UUID, list[protocol.CanvasInShort]] = {}
    for row in rows:
        short = protocol.CanvasInShort(id=row.pk, kind=row.kind, name=row.name, updated_at=row.updated_at)
        found.setdefault(row.project_id, []).append(short)
    return found


def members(project_id: UUID) -> list[protocol.Member]:
    """Everybody in a project, in the order of joining."""
    rows = models.Member.objects.filter(project_id=project_id).select_related("user").order_by("pk")
    return [member(row) for row in rows]


def member(row: models.Member) -> protocol.Member:
    somebody = protocol.Person(id=row.user_id, name=row.user.username)
    return protocol.Member(person=somebody, role=cast(protocol.Role, row.role))


# ---- canvases and what hangs on them ------------------------------------------------------------


def canvas(row: models.Canvas) -> protocol.Canvas:
    return protocol.Canvas(
        id=row.pk,
        project=row.project_id,
        kind=row.kind,
        name=row.name,
        created_by=person(row.created_by, row.author_name),
        updated_at=row.updated_at,
        is_in_bin=row.binned_at is not None,
        notices=[protocol.Notice(**notice) for notice in row.notices],
        position=row.position,
    )


def canvases(project_id: UUID) -> list[protocol.Canvas]:
    """The canvases of a project in their order, those in the bin too."""
    rows = models.Canvas.objects.filter(project_id=project_id).select_related("created_by")
    return [canvas(row) for row in rows]


def _generation_rows() -> QuerySet[models.Generation]:
    # the database's clock, not this machine's, says whether a lease is lost
    rows = models.Generation.objects.select_related("created_by").annotate(database_now=Now())
    return rows.defer("frozen")  # it may be large, and no summary tells it


def _generation(row: Any) -> protocol.Generation:
    is_lost = row.lease_until is None or row.lease_until < row.database_now
    return protocol.Generation(
        id=row.pk,
        canvas=row.canvas_id,
        number=row.number,
        state=row.state,
        is_resuming=row.state == models.GenerationState.RUNNING and is_lost,
        wanted=row.wanted,
        settings=row.settings,
        pace=protocol.Pace(**row.pace),
        seed=row.seed,
        num_candidates=row.num_candidates,
        num_steps=row.num_steps,
        first_step=row.first_step,
        last_step=row.last_step,
        parent=row.parent_id,
        parent_candidate=row.parent_candidate,
        checkpoint=row.checkpoint,
        created_by=person(row.created_by, row.author_name),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        queue_position=row.queue_position,
        error=row.error,
        result_hash=row.result_hash,
        purpose=row.purpose,
        job=row.job_id,
        sources=row.sources,
        reproduces=row.reproduces_id,
        verdict=None if row.verdict is None else protocol.Verdict(**row.verdict),
        is_graded=row.graded_at is not None,
    )


def generation(generation_id: UUID) -> protocol.Generation:
    """One generation as it is now."""
    return _generation(_generation_rows().get(pk=generation_id))


def generations(
    canvas_id: UUID, *, before: int | None = None, limit: int = GENERATIONS_AT_ONCE
) -> list[protocol.Generation]:
    """The newest generations of a canvas by their number; `before` a number, the newest of those.

    Without `before`, those that are not over come too, however old.
    """
    rows = _generation_rows().filter(canvas_id=canvas_id)
    older = rows if before is None else rows.filter(number__lt=before)
    found = {row.number: row for row in older.order_by("-number")[:limit]}
    if before is None:
        found |= {row.number: row for row in rows.filter(state__in=_OPEN)}
    return [_generation(found[number]) for number in sorted(found)]


def frozen(generation_row: models.Generation) -> protocol.Frozen:
    """The canvas as it was when the generation began."""
    return protocol.Frozen(**generation_row.frozen)


def steps_of_frame(row: models.Frame) -> list[dict[str, Any]]:
    """The steps of a stored frame as JSON of `protocol.Step`."""
    return json.loads(zlib.decompress(bytes(row.steps)))


def frame(row: models.Frame) -> protocol.Frame:
    steps = [protocol.Step(**step) for step in steps_of_frame(row)]
    return protocol.Frame(first_step=row.first_step, last_step=row.last_step, steps=steps)


def frames(generation_id: UUID, *, after_step: int | None, limit: int = 200) -> list[protocol.Frame]:
    """Stored frames in order; `after_step` leaves out those that end at or before it."""
    rows = models.Frame.objects.filter(generation_id=generation_id)
    if after_step is not None:
        rows = rows.filter(last_step__gt=after_step)
    return [frame(row) for row in rows.order_by("first_step")[:limit]]


def act(row: models.Act) -> protocol.Act:
    """An act; what it changes is in its payload, by the names of the protocol."""
    return protocol.Act(
        id=row.pk,
        generation=row.generation_id,
        number=row.number,
        kind=cast(Any, row.kind),
        candidate=row.candidate,
        from_step=row.from_step,
        author=person(row.author, row.author_name),
        created_at=row.created_at,
        **row.payload,
    )


def acts(generation_id: UUID) -> list[protocol.Act]:
    """The acts of a generation by their number."""
    return [
        act(row) for row in models.Act.objects.filter(generation_id=generation_id).select_related("author")
    ]


def look(look_id: UUID) -> protocol.Look:
    """A look as it is now; one without an answer in time has failed. Its answer may name other cells."""
    row = models.Look.objects.annotate(database_now=Now()).get(pk=look_id)
    waits_s = (row.database_now - row.created_at).total_seconds()
    is_late = row.answered_at is None and waits_s > limits.LOOK_WAIT_S
    error = "No worker answered in time. Try again." if is_late else row.error
    state = "failed" if error else "waiting" if row.answered_at is None else "answered"
    return protocol.Look(
        id=row.pk,
        canvas=row.canvas_id,
        question=cast(Any, row.question),
        state=cast(Any, state),
        error=error,
        **{"cells": row.cells, **(row.answer or {})},
    )


def take(row: models.Take) -> protocol.Take:
    """A take with everybody's stars: `ratings.as_seen_by` leaves those that a reader may see."""
    ratings = [protocol.Stars(name=each.user_name, stars=each.stars) for each in row.ratings.all()]
    return protocol.Take(
        id=row.pk,
        canvas=row.canvas_id,
        generation=row.generation_id,
        generation_number=row.generation.number,
        candidate=row.candidate,
        step=row.step,
        name=row.name,
        note=row.note,
        is_starred=row.is_starred,
        position=row.position,
        is_in_bin=row.binned_at is not None,
        created_by=person(row.created_by, row.author_name),
        created_at=row.created_at,
        symbols=row.symbols,
        figures=row.figures,
        remarks=row.remarks,
        tags=row.tags,
        num_ratings=len(ratings),
        rating=row.rating,
        ratings=ratings,
        grade=row.grade,
        features=row.features,
        faults=[protocol.Fault(**fault) for fault in row.faults],
    )


def take_rows() -> QuerySet[models.Take]:
    """Takes with all that `take` reads, in a number of queries that does not grow with theirs."""
    rows = models.Take.objects.select_related("created_by", "generation").prefetch_related("ratings")
    # what a take does not say of its generation may be large
    return rows.defer("generation__frozen", "generation__settings", "generation__sources")


def newest_takes(canvas_id: UUID) -> list[protocol.Take]:
    """The newest takes of a canvas in the order that people gave them, those in the bin too.

    They are TAKES_AT_ONCE, or as many as have SYMBOLS_AT_ONCE together."""
    newest = models.Take.objects.filter(canvas_id=canvas_id).order_by("-created_at", "-pk")
    ids = list(newest.values_list("pk", flat=True)[:TAKES_AT_ONCE])  # which ones, then those in full
    chosen: list[models.Take] = []
    num_symbols = 0
    for row in take_rows().filter(pk__in=ids).order_by("-created_at", "-pk"):
        num_symbols += len(row.symbols)
        if chosen and num_symbols > SYMBOLS_AT_ONCE:
            break
        chosen.append(row)
    return [take(row) for row in sorted(chosen, key=lambda row: (row.position, row.created_at))]


def num_takes(canvas_id: UUID) -> int:
    """How many takes a canvas has, those in the bin too."""
    return models.Take.objects.filter(canvas_id=canvas_id).count()


def comment(row: models.Comment) -> protocol.Comment:
    return protocol.Comment(
        id=row.pk,
        canvas=row.canvas_id,
        thread=row.thread_id,
        text=row.text,
        column=row.column,
        last_column=row.last_column,
        row=row.row,
        place=row.place,
        quote=row.quote,
        mentions=[protocol.Person(id=one.pk, name=one.username) for one in row.mentioned.all()],
        resolved_at=row.resolved_at,
        resolved_by=person(row.resolved_by, row.resolver_name),
        created_by=person(row.created_by, row.author_name),
        created_at=row.created_at,
    )


def comments(canvas_id: UUID, *, offset: int = 0, limit: int = COMMENTS_AT_ONCE) -> list[protocol.Comment]:
    """The newest comments on a canvas but `offset`, the oldest first."""
    rows = models.Comment.objects.filter(canvas_id=canvas_id).select_related("created_by", "resolved_by")
    newest = rows.prefetch_related("mentioned").order_by("-created_at", "-pk")[offset : offset + limit]
    return [comment(row) for row in reversed(newest)]
