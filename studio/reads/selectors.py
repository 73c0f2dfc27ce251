"""Reads: rows in, models of `studio.protocol` out. Whoever calls has passed a door of `access.py`."""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Manager, Q, QuerySet, Window
from django.db.models.functions import Now, RowNumber

from studio import access, limits, models, protocol
from studio.reads.rows import all_but, person, said_of, with_people

GENERATIONS_AT_ONCE = 60
"""That a snapshot or a page carries."""
COMMENTS_AT_ONCE = 40
TAKES_AT_ONCE = 40
TAKES_IN_A_READ = 24
SYMBOLS_AT_ONCE = 12_000
"""Symbols of all takes that a snapshot carries."""
_OPEN = (models.GenerationState.QUEUED, models.GenerationState.RUNNING, models.GenerationState.PAUSED)
NUM_NEWEST = 3
"""Canvases of a project that its line in the list shows."""

# ---- people and projects ------------------------------------------------------------------------


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
            access.within_token(user, membership.role),
            membership.num_canvases,
            newest.get(membership.project_id, []),
        )
        for membership in memberships
    ]


def _project(
    row: models.Project, role: protocol.Role, num_canvases: int, newest: list[protocol.CanvasInShort]
) -> protocol.Project:
    return said_of(row, protocol.Project, role=role, num_canvases=num_canvases, newest=newest)


def _newest_canvases(project_ids: list[UUID]) -> dict[UUID, list[protocol.CanvasInShort]]:
    """The NUM_NEWEST canvases of each project that changed last, the latest first."""
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
        found.setdefault(row.project_id, []).append(said_of(row, protocol.CanvasInShort))
    return found


def members(project_id: UUID) -> list[protocol.Member]:
    """Everybody in a project, in the order of joining."""
    rows = with_people(models.Member.objects.filter(project_id=project_id), "user").order_by("pk")
    return [member(row) for row in rows]


def member(row: models.Member) -> protocol.Member:
    return said_of(row, protocol.Member, person=person(row.user))


# ---- canvases and what belongs to them ----------------------------------------------------------


def canvas(row: models.Canvas) -> protocol.Canvas:
    return said_of(row, protocol.Canvas)


def canvases(project_id: UUID) -> list[protocol.Canvas]:
    """The canvases of a project in their order, those in the bin too."""
    rows = with_people(models.Canvas.objects.filter(project_id=project_id), "created_by")
    return [canvas(row) for row in rows]


def _generation_rows() -> QuerySet[models.Generation]:
    # the database's clock, not this machine's, says whether a lease is lost
    rows = with_people(models.Generation.objects.annotate(database_now=Now()), "created_by")
    return rows.defer("frozen")  # it may be large, and no summary tells it


def _generation(row: Any) -> protocol.Generation:
    is_lost = row.lease_until is None or row.lease_until < row.database_now
    return said_of(
        row,
        protocol.Generation,
        is_resuming=row.state == models.GenerationState.RUNNING and is_lost,
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


def steps_of_frame(row: models.Frame) -> list[protocol.StepJson]:
    """The steps of a stored frame."""
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
    return said_of(row, protocol.Act, author=person(row.author, row.author_name), **row.payload)


def acts(generation_id: UUID) -> list[protocol.Act]:
    """The acts of a generation by their number."""
    rows = with_people(models.Act.objects.filter(generation_id=generation_id), "author")
    return [act(row) for row in rows]


def look(look_id: UUID) -> protocol.Look:
    """A look as it is now; one without an answer in time has failed. Its answer may name other cells."""
    row = models.Look.objects.annotate(database_now=Now()).get(pk=look_id)
    waits_s = (row.database_now - row.created_at).total_seconds()
    is_late = row.answered_at is None and waits_s > limits.LOOK_WAIT_S
    error = "No worker answered in time. Try again." if is_late else row.error
    state = "failed" if error else "waiting" if row.answered_at is None else "answered"
    return said_of(row, protocol.Look, state=state, error=error, **(row.answer or {}))


def take(row: models.Take) -> protocol.Take:
    """A take with everybody's stars: `ratings.as_seen_by` leaves those that a reader may see."""
    ratings = [stars(each) for each in row.ratings.all() if each.is_given]
    tagged_by = row.tagged_by
    return said_of(
        row,
        protocol.Take,
        generation_number=row.generation.number,
        tags=list(tagged_by),
        tagged_by=tagged_by,
        num_ratings=sum(each.stars is not None for each in ratings),
        ratings=ratings,
        hides=[],
    )


def stars(row: models.TakeRating) -> protocol.Stars:
    return said_of(row, protocol.Stars, name=row.user_name, flag=row.flag or None)


def take_rows() -> QuerySet[models.Take]:
    """Takes with all that `take` reads, in a number of queries that does not grow with theirs."""
    rows = with_people(models.Take.objects.select_related("generation"), "created_by")
    return rows.defer(*all_but(models.Generation, "generation", "number")).prefetch_related(
        "ratings", "tag_rows"
    )


def newest_takes(canvas_id: UUID) -> list[protocol.Take]:
    """The newest takes of a canvas in the order that people gave them, those in the bin too.

    They are TAKES_AT_ONCE, or as many as have SYMBOLS_AT_ONCE together."""
    newest = models.Take.objects.filter(canvas_id=canvas_id).order_by("-created_at", "-pk")
    ids = list(newest.values_list("pk", flat=True)[:TAKES_AT_ONCE])  # which ones, then those in full
    chosen: list[models.Take] = []
    num_symbols = 0
    for row in _takes_in_full(ids):
        num_symbols += len(row.symbols)
        if chosen and num_symbols > SYMBOLS_AT_ONCE:
            break
        chosen.append(row)
    return [take(row) for row in sorted(chosen, key=lambda row: (row.position, row.created_at))]


def _takes_in_full(ids: list[UUID]) -> Iterator[models.Take]:
    """Takes in the order of these ids, read in parts: large ones fill a snapshot before all are read."""
    for first in range(0, len(ids), TAKES_IN_A_READ):
        part = ids[first : first + TAKES_IN_A_READ]
        rows = {row.pk: row for row in take_rows().filter(pk__in=part)}
        yield from (rows[pk] for pk in part if pk in rows)


def num_takes(canvas_id: UUID) -> int:
    """How many takes a canvas has, those in the bin too."""
    return models.Take.objects.filter(canvas_id=canvas_id).count()


def num_of(rows: Manager[Any], page: Sequence[object], most: int) -> int:
    """How many rows there are in all: those of the newest page, where it is not full; else they are counted.
    rows: of a relation. most: that a page holds."""
    return len(page) if len(page) < most else rows.count()


def comment(row: models.Comment) -> protocol.Comment:
    return said_of(
        row,
        protocol.Comment,
        mentions=[protocol.Person(id=one.pk, name=one.username) for one in row.mentioned.all()],
        resolved_by=person(row.resolved_by, row.resolver_name),
    )


def comments(canvas_id: UUID, *, offset: int = 0, limit: int = COMMENTS_AT_ONCE) -> list[protocol.Comment]:
    """The newest comments on a canvas but `offset`, the oldest first."""
    rows = with_people(models.Comment.objects.filter(canvas_id=canvas_id), "created_by", "resolved_by")
    newest = rows.prefetch_related("mentioned").order_by("-created_at", "-pk")[offset : offset + limit]
    return [comment(row) for row in reversed(newest)]
