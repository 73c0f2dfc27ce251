"""Questions to the model about one grid as it is: doubt, alternatives, grade.

A `Look` row is its own queue entry: workers answer what waits between two passes of the network. A look
that nobody answers for `limits.LOOK_WAIT_S` has failed, so none is answered long after anybody cares, and
none that brings down its worker does so for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from studio import events, limits, protocol
from studio.documents import store
from studio.errors import invalid, not_found
from studio.models import Canvas, Generation, Look, Take, User
from studio.reads.runs.steps import content_of_take, content_with, grid_at
from studio.services.runs import chores
from studio.services.runs.claims import call_workers_on_commit
from studio.services.upkeep.checks import checked_card, require_room_for_another
from sunmask.kinds import registry
from sunmask.kinds.answers import Answer


@dataclass(frozen=True)
class Subject:
    """The subject of a question: a candidate of a generation at a step, or a take; with none of them, the
    canvas as it is."""

    generation: Generation | None = None
    candidate: int | None = None
    step: int | None = None
    take: Take | None = None


CANVAS = Subject()


@events.atomic()
def ask(
    *,
    canvas: Canvas,
    user: User,
    question: protocol.Question,
    cells: Sequence[int] = (),
    about: Subject = CANVAS,
) -> Look:
    """Ask a question about the canvas as it is, or about something made of it.

    cells: flat numbers; those whose alternatives are asked for. The checkpoint is the one that the
    generation ran on, else the default one. Raises StudioError 404 for a generation, candidate, step or
    take that is not there, 422 for a question that cannot be, 429 while too many of one's looks wait.
    """
    content, checkpoint = _content(canvas, about)
    _check_cells(canvas, content, question, cells)
    waiting = _waiting().filter(asked_by=user).count()
    sentence = "You have {num} questions waiting for an answer. Wait a moment."
    require_room_for_another(waiting, limits.LOOKS_WAITING, "too_many_looks", sentence, retry_after_s=2)
    Look.objects.filter(created_at__lt=Now() - timedelta(seconds=limits.LOOK_KEPT_S)).delete()
    look = Look.objects.create(
        canvas=canvas,
        question=question,
        content=content,
        cells=list(cells),
        checkpoint=checkpoint,
        asked_by=user,
    )
    call_workers_on_commit()
    return look


def take_up(
    worker: str, *, without: Sequence[UUID] = (), checkpoints: frozenset[str] = chores.ANY_CHECKPOINT
) -> Look | None:
    """Claim the look at one of these checkpoints that has waited longest for its answer."""
    waiting = _waiting().filter(chores.of(checkpoints)).exclude(pk__in=without)
    return chores.take_up(waiting.order_by("created_at"), worker)


@events.atomic()
def answer(*, look_id: UUID, answer: Answer | None = None, error: str | None = None) -> bool:
    """Store what a worker found or why it found nothing; tell people.

    False where another worker was first, or the look is gone.
    """
    answered = Look.objects.filter(pk=look_id, answered_at=None).update(
        answer=answer, error=error, answered_at=Now()
    )
    chores.forget(look_id)
    if answered:
        project_id = Look.objects.values_list("canvas__project_id", flat=True).get(pk=look_id)
        message = protocol.LookAnswered(id=look_id)
        events.publish(message, events.project_stream(project_id))
    return bool(answered)


def _waiting():
    since = Now() - timedelta(seconds=limits.LOOK_WAIT_S)
    return Look.objects.filter(answered_at=None, created_at__gte=since)


def _content(canvas: Canvas, about: Subject) -> tuple[dict[str, Any], str]:
    """The content that a question is about, and the name of the checkpoint that answers it."""
    generation, take = about.generation, about.take
    if generation is not None and take is not None:
        raise invalid("Ask about a generation or about a take, not about both.")
    if take is not None:
        if take.canvas_id != canvas.pk:
            raise not_found("take")
        return content_of_take(take), take.generation.checkpoint
    if generation is not None:
        if generation.canvas_id != canvas.pk:
            raise not_found("generation")
        if about.candidate is None or about.step is None:
            raise invalid("A question about a generation must name its candidate and step.")
        grid = grid_at(generation, about.candidate, about.step)
        return content_with(canvas.kind, generation.frozen["content"], grid), generation.checkpoint
    return store.project_to_cells(canvas)["content"], checked_card(canvas.kind, None).name


def _check_cells(canvas: Canvas, content: dict[str, Any], question: str, cells: Sequence[int]) -> None:
    if question != "alternatives":
        if cells:
            raise invalid("Doubt and grade are for all cells at once. Name no cells.")
        return
    num_cells = registry.codec(canvas.kind).symbols(content).size
    if not cells:
        raise invalid("Alternatives are for one note or word. Name its cells.")
    if wrong := [cell for cell in cells if not 0 <= cell < num_cells]:
        raise invalid(f"Expected cells from 0 to {num_cells - 1}, got {wrong[0]}.")
    if len(set(cells)) < len(cells):
        raise invalid("Name each cell only once.")
