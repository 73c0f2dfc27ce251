"""Acts, the changes that people make to a run, and the states, pins and settings in force with them.

An act holds from the step that a worker stamped it with; until then it waits. Everything that replays acts
(the worker, branches, repair, authorship) goes through here; its twin in the browser is
`frontend/src/domain/generation/plan.ts`. No torch here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sunmask.method.cells import CellState

Symbol = int | str


@dataclass(frozen=True)
class Act:
    """A change of cells, or of settings, from a step on.

    from_step: None while it waits for a worker. candidate: None for all. cells: flat numbers. state, pinned,
    symbols (one for each cell): None where they stay as they are. settings: changed values by name. marks:
    row, column and what hangs there from then on, None for nothing.
    """

    number: int
    from_step: int | None
    candidate: int | None = None
    cells: Sequence[int] = ()
    state: int | None = None
    pinned: bool | None = None
    symbols: Sequence[Symbol] | None = None
    settings: Mapping[str, Any] | None = None
    marks: Sequence[tuple[int, int, Mapping[str, Any] | None]] | None = None


def in_force(acts: Iterable[Act], step: int, candidate: int | None = None) -> list[Act]:
    """The acts that hold when `step` is made, in the order in which they came into force.

    candidate: only the acts that concern it, its own and those for all candidates. None: every act, whichever
    candidate it is for.
    """
    holding = [
        (act.from_step, act.number, act)
        for act in acts
        if act.from_step is not None
        and act.from_step <= step
        and (candidate is None or act.candidate in (None, candidate))
    ]
    return [act for _, _, act in sorted(holding, key=lambda each: each[:2])]


def paint(states_C: np.ndarray, pins_C: np.ndarray, act: Act) -> None:
    """Change the states and pins of one candidate, in place, as an act on cells does.

    A pin on a renoisable cell has no effect.
    """
    cells = list(act.cells)
    if act.state is not None:
        states_C[cells] = act.state
    if act.pinned is not None:
        pins_C[cells] = act.pinned
    pins_C[cells] &= states_C[cells] != CellState.RENOISABLE


def painted_at(
    states: Sequence[Sequence[int]],
    pins: Sequence[Sequence[bool]],
    acts: Iterable[Act],
    *,
    candidate: int,
    step: int,
) -> tuple[np.ndarray, np.ndarray]:
    """States and pins (V, T) of a candidate when `step` was made, from the frozen ones."""
    states_VT, pins_VT = np.array(states), np.array(pins, dtype=bool)
    for act in in_force(acts, step, candidate):
        paint(states_VT.reshape(-1), pins_VT.reshape(-1), act)
    return states_VT, pins_VT


def settings_at(settings: Mapping[str, Any], acts: Iterable[Act], step: int) -> dict[str, Any]:
    """The settings that were in force when `step` was made, from those the run began with."""
    changed = dict(settings)
    for act in in_force(acts, step):
        changed |= act.settings or {}
    return changed


def marks_at(
    acts: Iterable[Act], *, candidate: int, step: int
) -> dict[tuple[int, int], Mapping[str, Any] | None]:
    """Marks that acts had put on cells (row, column) of a candidate when `step` was made; None: removed."""
    return {
        (row, column): mark
        for act in in_force(acts, step, candidate)
        for row, column, mark in act.marks or ()
    }
