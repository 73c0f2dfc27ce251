"""The choice of cells to compose anew, so that the faults of a piece go and all else stays. No torch here.

V rows, T columns
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

import numpy as np

from sunmask import kinds
from sunmask.kinds import registry
from sunmask.method.cells import CellState

REPAIR_SETTINGS = {"num_steps": 64, "temperature": 1.0, "eta": 0.25}
"""Settings of a repair for any kind: few cells are free, so few steps fill them. The symbols that stood there
were likely, so the temperature is high enough to try others."""
OUTER_ROW_COST = 1.5
"""How much dearer a note of the highest or lowest voice is than one inside, where it is heard less."""


class Fault(Protocol):
    """A fault with the flat numbers of the cells in which it occurs."""

    @property
    def cells(self) -> Collection[int]: ...


def least_cells(content: Any, faults: Iterable[Fault], held_VT: np.ndarray | None = None) -> list[int]:
    """The least set of cells, as flat numbers, that has something of every fault that can be mended.

    Whole notes or words, each with the one after it in its row, which must be free to answer. held_VT: cells
    whose value must stay, (V, T); what is held is never chosen, so a fault in held cells alone is left out.
    Raises ValueError where the content is not of its kind.
    """
    units_VT = registry.codec(content["kind"]).units(content)
    held_VT = np.zeros(units_VT.shape, dtype=bool) if held_VT is None else np.asarray(held_VT, dtype=bool)
    units, held = units_VT.ravel(), np.unique(units_VT[held_VT])
    open_faults = [set(units[list(fault.cells)].tolist()) - set(held.tolist()) for fault in faults]
    open_faults = [fault for fault in open_faults if fault]
    cost = {unit: _cost(units_VT, unit) for unit in set().union(*open_faults)}
    chosen: set[int] = set()
    while open_faults:
        counts = {unit: sum(unit in fault for fault in open_faults) for unit in set().union(*open_faults)}
        best = min(counts, key=lambda unit: (cost[unit] / counts[unit], unit))
        chosen.add(best)
        open_faults = [fault for fault in open_faults if best not in fault]
    chosen |= {unit for each in chosen for unit in _next(units_VT, each)} - set(held.tolist())
    return np.flatnonzero(np.isin(units, list(chosen))).tolist()


def widened(content: Any, cells: Iterable[int], by: int, held_VT: np.ndarray | None = None) -> list[int]:
    """These cells and, in their rows, whatever note or word has a cell at most `by` columns before or after.

    held_VT: cells whose value must stay, (V, T). Raises ValueError where content is none of its kind.
    """
    units_VT = registry.codec(content["kind"]).units(content)
    chosen_VT = np.zeros(units_VT.shape, dtype=bool)
    for row, column in zip(*np.unravel_index(list(cells), units_VT.shape), strict=True):
        chosen_VT[row, max(0, column - by) : column + by + 1] = True
    kept = [] if held_VT is None else units_VT[np.asarray(held_VT, dtype=bool)]
    return np.flatnonzero(np.isin(units_VT, np.setdiff1d(units_VT[chosen_VT], kept))).tolist()


def settings_to_repair(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a piece was made with, changed for a repair of few cells."""
    return {**settings, **REPAIR_SETTINGS, **kinds.kind(kind).repair_settings}


def states_to_repair(
    shape: tuple[int, ...], cells: Iterable[int]
) -> tuple[list[list[int]], list[list[bool]]]:
    """States and pins of a grid in which these cells are renoisable and all others unmasked and pinned."""
    states = np.full(shape, CellState.UNMASKED)
    states.ravel()[list(cells)] = CellState.RENOISABLE
    return states.tolist(), (states == CellState.UNMASKED).tolist()


def _cost(units_VT: np.ndarray, unit: int) -> float:
    rows, columns = np.nonzero(units_VT == unit)
    is_outer = rows[0] in (0, len(units_VT) - 1) and len(units_VT) > 1
    return len(columns) * (OUTER_ROW_COST if is_outer else 1.0)


def _next(units_VT: np.ndarray, unit: int) -> list[int]:
    """The unit after this one in its row."""
    rows, columns = np.nonzero(units_VT == unit)
    column = columns[-1] + 1
    return [int(units_VT[rows[0], column])] if column < units_VT.shape[1] else []
