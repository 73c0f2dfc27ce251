"""Stored steps: packing them into frames, and rebuilding grids from a first grid and what changed."""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from studio import models, protocol
from studio.errors import StudioError
from studio.reads import selectors
from studio.reads.runs import acts
from sunmask.kinds import registry

Grid = list[protocol.Symbol]
"""All cells of one candidate, row by row (cell = row * columns + column)."""


def pack(steps: Sequence[protocol.StepJson]) -> bytes:
    """Steps as a frame's row stores them."""
    return zlib.compress(json.dumps(steps, separators=(",", ":")).encode(), level=6)


def steps_of(generation: models.Generation) -> Iterator[protocol.Step]:
    """Every stored step of a generation in order, as stored: first `symbols`, then `changes`."""
    for row in models.Frame.objects.filter(generation=generation).order_by("first_step"):
        for step in selectors.steps_of_frame(row):
            yield protocol.Step(**step)


def replay(generation: models.Generation, upto: int | None = None) -> Iterator[tuple[int, list[Grid]]]:
    """Each stored step up to `upto` with the grids of all candidates, which are changed in place."""
    rows = models.Frame.objects.filter(generation=generation)
    if upto is not None:
        rows = rows.filter(first_step__lte=upto)
    grids: list[Grid] = []
    for row in rows.order_by("first_step"):
        for step in selectors.steps_of_frame(row):
            if upto is not None and step["step"] > upto:
                return
            if step.get("symbols") is not None:
                grids = [list(symbols) for symbols in step["symbols"]]
            else:
                for grid, changes in zip(grids, step["changes"], strict=True):
                    for cell, symbol in zip(changes[::2], changes[1::2], strict=True):
                        grid[cell] = symbol
            yield step["step"], grids


def grids_at(generation: models.Generation, step: int) -> list[Grid]:
    """The grids of all candidates at a stored step. Raises StudioError 404 when it is not stored."""
    reached: int | None = None
    grids: list[Grid] = []
    for reached, grids in replay(generation, step):  # noqa: B007 (the last one counts)
        pass
    if reached != step:
        raise StudioError(
            "no_such_step", 404, f"Step {step} is not stored, or not yet. Choose a step that is shown."
        )
    return grids


def grid_at(generation: models.Generation, candidate: int, step: int) -> Grid:
    """One candidate's cells at a stored step. Raises StudioError 404 for another candidate or step."""
    require_candidate(generation, candidate)
    return grids_at(generation, step)[candidate]


def require_candidate(generation: models.Generation, candidate: int) -> None:
    """Raise StudioError 404 where a generation has no such candidate."""
    if not 0 <= candidate < generation.num_candidates:
        raise StudioError(
            "no_such_candidate",
            404,
            f"Expected a candidate from 1 to {generation.num_candidates}, got {candidate + 1}.",
        )


def displayed_grid(kind: str, grid: Grid, num_rows: int) -> Grid:
    """A grid as people see it, without marks on symbols that only a running generation needs."""
    codec = registry.codec(kind)
    num_columns = max(1, len(grid) // num_rows)
    return [codec.clean_symbol(cell // num_columns, symbol) for cell, symbol in enumerate(grid)]


def content_with(kind: str, content: dict[str, Any], grid: Grid) -> dict[str, Any]:
    """A codec's content with the symbols of a grid in place of its own."""
    codec = registry.codec(kind)
    return codec.with_symbols(content, np.reshape(grid, (codec.rows(content["meta"]), -1)))


def content_of_take(take: models.Take) -> dict[str, Any]:
    """The codec's content of a take: the frozen canvas with the take's symbols."""
    content = acts.content_at(take.generation, take.candidate, take.step)
    return content_with(take.canvas.kind, content, take.symbols)
