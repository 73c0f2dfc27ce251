"""Reads of acts: rows in, acts as `sunmask.method.acts` replays them out."""

from collections.abc import Iterable
from typing import Any

from studio import models
from studio.models import ActKind, Generation
from sunmask.kinds.marks import with_marks
from sunmask.method import acts
from sunmask.method.acts import Act

_STEERING_KINDS = (ActKind.CELLS, ActKind.SETTINGS)
STEERING = models.Act.objects.filter(kind__in=_STEERING_KINDS)


def steering(rows: Iterable[models.Act]) -> list[Act]:
    """Acts on cells and settings, from their rows."""
    return [
        Act(number=row.number, from_step=row.from_step, candidate=row.candidate, **row.payload)
        for row in rows
    ]


def of(generation: Generation) -> list[Act]:
    """The acts on cells and settings of a generation, by number, those that still wait included. Rows that
    were fetched with the generation (`prefetch_related("acts")`) are not asked for again."""
    return steering(row for row in generation.acts.all() if row.kind in _STEERING_KINDS)


def painted_at(generation: Generation, candidate: int, step: int) -> tuple[list[list[int]], list[list[bool]]]:
    """States and pins (rows by columns) of a candidate as they were in force when `step` was made."""
    frozen = generation.frozen
    states, pins = acts.painted_at(
        frozen["states"], frozen["pins"], of(generation), candidate=candidate, step=step
    )
    return states.tolist(), pins.tolist()


def content_at(generation: Generation, candidate: int, step: int) -> dict[str, Any]:
    """The frozen content with the marks that acts had changed when `step` was made."""
    content: dict[str, Any] = generation.frozen["content"]
    if not generation.num_acts:
        return content
    return with_marks(content, acts.marks_at(of(generation), candidate=candidate, step=step))


def settings_at(generation: Generation, step: int) -> dict[str, Any]:
    """The settings that were in force when `step` was made."""
    return acts.settings_at(generation.settings, of(generation), step)
