"""Grades: what waits for one, and storing it. The row says what waits, so a kill loses nothing.

A generation that is done waits until `graded_at` is set; a take waits while its grade is None.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from studio import events, protocol
from studio.models import Generation, GenerationState, Grade, Take
from studio.reads import selectors
from studio.reads.grades import grade as graded_row
from studio.reads.runs.steps import content_with, grids_at
from studio.services.runs import chores
from sunmask.kinds import kinds
from sunmask.kinds.grade import CanvasGrade


def take_up_generation(worker: str, checkpoints: frozenset[str] = chores.ANY_CHECKPOINT) -> Generation | None:
    """Claim the generation of these checkpoints that has waited longest for its grades."""
    waiting = Generation.objects.filter(
        chores.of(checkpoints), state=GenerationState.DONE, graded_at=None, canvas__kind__in=kinds()
    )
    return chores.take_up(waiting.select_related("canvas").order_by("finished_at"), worker)


def take_up_take(worker: str, checkpoints: frozenset[str] = chores.ANY_CHECKPOINT) -> Take | None:
    """Claim a take that waits for its grade, the newest first, since it was just kept."""
    waiting = Take.objects.filter(
        chores.of(checkpoints, "generation__checkpoint"),
        grade=None,
        binned_at=None,
        canvas__kind__in=kinds(),
    )
    return chores.take_up(
        waiting.select_related("canvas", "generation__canvas").order_by("-created_at"), worker
    )


def contents_of(generation: Generation) -> list[dict[str, Any]]:
    """The content of each candidate at its last step. Raises StudioError 404 where it is not stored."""
    kind, content = generation.canvas.kind, generation.frozen["content"]
    return [content_with(kind, content, grid) for grid in grids_at(generation, generation.num_steps)]


@events.atomic()
def store(*, generation: Generation, grades: Sequence[CanvasGrade | None]) -> bool:
    """Store the grades of the last step of all candidates, in order, and tell people.

    None where a candidate cannot be graded. False where another worker was first; then nothing changes.
    """
    waiting = Generation.objects.filter(pk=generation.pk, graded_at=None)
    chores.forget(generation.pk)
    if not waiting.update(graded_at=Now()):
        return False
    rows = [
        Grade(generation=generation, candidate=candidate, step=generation.num_steps, **graded.to_json())
        for candidate, graded in enumerate(grades)
        if graded is not None
    ]
    Grade.objects.bulk_create(rows)
    for row in rows:
        of_row = Q(generation=generation, candidate=row.candidate, step=row.step, grade=None)
        for take in Take.objects.filter(of_row).select_related("canvas", "generation", "created_by"):
            copy_to_take(take, row)
            announce_take(take)
    added = protocol.GradesAdded(canvas=generation.canvas_id, grades=[graded_row(row) for row in rows])
    events.publish(added, events.project_stream(generation.canvas.project_id))
    _announce_graded(generation)
    return True


@events.atomic()
def store_take(*, take: Take, graded: CanvasGrade) -> None:
    """Store the grade of a take that has none, and tell people."""
    row = Grade(generation=take.generation, candidate=take.candidate, step=take.step, **graded.to_json())
    chores.forget(take.pk)
    copy_to_take(take, row)
    announce_take(take)


def find(*, generation: Generation, candidate: int, step: int) -> Grade | None:
    """The stored grade of a candidate at a step."""
    return Grade.objects.filter(generation=generation, candidate=candidate, step=step).first()


def copy_to_take(take: Take, row: Grade) -> None:
    """Give a take the figures of a grade."""
    take.grade, take.features, take.faults = row.overall, row.features, row.faults
    take.save(update_fields=["grade", "features", "faults"])


def announce_take(take: Take, *, is_new: bool = False) -> None:
    """Append the take as it is now to its project's stream (inside a transaction)."""
    changed = protocol.TakeChanged(take=selectors.take(take), is_new=is_new)
    events.publish(changed, events.project_stream(take.canvas.project_id))


def _announce_graded(generation: Generation) -> None:
    changed = protocol.GenerationChanged(generation=selectors.generation(generation.pk))
    events.publish(changed, events.project_stream(generation.canvas.project_id))
