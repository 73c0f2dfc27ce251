"""What a take was composed from, and grids as rows of symbols."""

import json
from typing import Any

import numpy as np

from studio import bodies, models, protocol
from studio.reads.runs import acts
from studio.reads.runs.steps import content_of_take
from sunmask.kinds import registry
from sunmask.kinds.settings import known
from sunmask.method.cells import plan_from_states


def as_text(value: Any) -> str:
    """JSON as text: the same for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def prompt_of(take: models.Take) -> bodies.Prompt:
    """The prompt of a take, with the acts in force when its step was made."""
    generation, candidate, step = take.generation, take.candidate, take.step
    codec = registry.codec(take.canvas.kind)
    parts = codec.parts(acts.content_at(generation, candidate, step))
    states, pins = acts.painted_at(generation, candidate, step)
    hold = plan_from_states(np.array(states), np.array(pins)).hold
    grid = rows_of(take.symbols, len(states))
    return bodies.Prompt(
        symbols=[
            [symbol if is_held else None for symbol, is_held in zip(symbols, held, strict=True)]
            for symbols, held in zip(grid, hold.tolist(), strict=True)
        ],
        states=states,
        pins=pins,
        settings=as_text(known(take.canvas.kind, acts.settings_at(generation, step))),
        meta=as_text(parts.meta),
        marks=as_text([[row, column, mark] for (row, column), mark in sorted(parts.marks.items())]),
    )


def rows_of(cells: list[protocol.Symbol], num_rows: int) -> list[list[protocol.Symbol]]:
    """All cells, row by row, as rows."""
    num_columns = len(cells) // num_rows
    return [cells[start : start + num_columns] for start in range(0, num_rows * num_columns, num_columns)]


def made_of(take: models.Take, *, is_blind: bool = False) -> dict[str, Any]:
    """What a take is and where it comes from, by the names of the rows. is_blind: without its grade."""
    generation = take.generation
    return {
        "symbols": rows_of(take.symbols, len(generation.frozen["states"])),
        "content": as_text(content_of_take(take)),
        "checkpoint": generation.checkpoint,
        "checkpoint_sha256": generation.checkpoint_sha256,
        "seed": generation.seed,
        "candidate": take.candidate,
        "step": take.step,
        "grade": None if is_blind else take.grade,
    }
