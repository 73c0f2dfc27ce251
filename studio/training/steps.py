"""What people preferred in the middle of runs: what they hold, free, change and take back, as rows to train
on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from studio import bodies, models, protocol
from studio.reads.runs.acts import STEERING, steering
from studio.reads.runs.steps import replay
from studio.training.prompts import as_text, rows_of
from sunmask.kinds.settings import known
from sunmask.method.acts import Act, paint, settings_at
from sunmask.method.cells import plan_from_states

What = Literal["change", "hold", "free", "undo"]


def of_generations(found: Iterable[models.Generation]) -> Iterator[bodies.StepPreference]:
    """Rows of each generation (with its canvas) in the order of its acts, people numbered instead of
    named."""
    people: dict[str, str] = {}
    for generation in found:
        yield from of_generation(generation, people)


def of_generation(
    generation: models.Generation, people: dict[str, str] | None = None
) -> list[bodies.StepPreference]:
    """The preferences of one generation. people: numbers of persons by name, which new ones are added to."""
    people = {} if people is None else people
    rows = list(
        STEERING.filter(generation=generation).exclude(from_step=None).order_by("from_step", "number")
    )
    acts = steering(rows)
    on_cells: defaultdict[int, list[tuple[Act, models.Act]]] = defaultdict(list)
    for act, row in zip(acts, rows, strict=True):
        if act.cells and act.from_step is not None:
            on_cells[act.from_step].append((act, row))
    if not on_cells:
        return []
    sides = [_Candidate.of(generation) for _ in range(generation.num_candidates)]
    found: list[bodies.StepPreference] = []
    last = max(on_cells) - 1
    for step, grids in replay(generation, last):
        for act, row in on_cells.get(step + 1, ()):
            for number, side in enumerate(sides):
                if act.candidate not in (None, number):
                    continue
                name = row.author.username if row.author else row.author_name
                person = people.setdefault(name, f"person {len(people) + 1}")
                grid = side.changed.setdefault(step, list(grids[number]))
                same = {
                    "generation": generation.pk,
                    "canvas": generation.canvas_id,
                    "kind": generation.canvas.kind,
                    "act": act.number,
                    "candidate": number,
                    "step": step,
                    "settings": as_text(
                        known(generation.canvas.kind, settings_at(generation.settings, acts, step))
                    ),
                    "checkpoint": generation.checkpoint,
                    "checkpoint_sha256": generation.checkpoint_sha256,
                    "seed": generation.seed,
                    "person": person,
                    "acted_at": row.created_at,
                }
                found += _rows_of(act, side, grid, same, found)
    return found


@dataclass
class _Candidate:
    """What is painted on a candidate, and its grid with what acts of the same step wrote already."""

    states_VT: np.ndarray
    pins_VT: np.ndarray
    changed: dict[int, list[protocol.Symbol]] = field(default_factory=dict)

    @classmethod
    def of(cls, generation: models.Generation) -> "_Candidate":
        frozen = generation.frozen
        return cls(np.array(frozen["states"]), np.array(frozen["pins"], dtype=bool))

    @property
    def hold_C(self) -> np.ndarray:
        return plan_from_states(self.states_VT, self.pins_VT).hold.reshape(-1)


def _rows_of(
    act: Act, side: _Candidate, grid: list[protocol.Symbol], same: dict[str, Any], earlier: list[Any]
) -> list[bodies.StepPreference]:
    """One row for each thing that an act says of some of its cells; `side` and `grid` change with it."""
    cells = list(act.cells)
    held_before_C = side.hold_C
    view = {
        "grid": rows_of(list(grid), len(side.states_VT)),
        "states": side.states_VT.tolist(),
        "pins": side.pins_VT.tolist(),
    }
    before = {cell: grid[cell] for cell in cells}
    paint(side.states_VT.reshape(-1), side.pins_VT.reshape(-1), act)
    held_C = side.hold_C
    written = dict(zip(cells, act.symbols, strict=True)) if act.symbols is not None else {}
    for cell, symbol in written.items():
        grid[cell] = symbol
    of_what: defaultdict[What, list[int]] = defaultdict(list)
    for cell in cells:
        if cell in written and written[cell] != before[cell]:
            of_what["change"].append(cell)
        elif held_C[cell] and not held_before_C[cell]:
            of_what["hold"].append(cell)
        elif held_before_C[cell] and not held_C[cell]:
            of_what["free"].append(cell)
    return [
        _row(what, some, before=before, after=grid, same={**same, **view}, earlier=earlier)
        for what, some in of_what.items()
    ]


def _row(
    what: What,
    cells: list[int],
    *,
    before: dict[int, protocol.Symbol],
    after: list[protocol.Symbol],
    same: dict[str, Any],
    earlier: list[bodies.StepPreference],
) -> bodies.StepPreference:
    old, new = [before[cell] for cell in cells], [after[cell] for cell in cells]
    undone = _undone(what, cells, new, same, earlier)
    if undone is not None:
        undone.is_undone = True
        what = "undo"
    chosen, rejected = {
        "change": (new, old),
        "hold": (old, None),
        "free": (None, old),
        "undo": (new, old) if new != old else (None, None),
    }[what]
    return bodies.StepPreference(
        what=what, is_undone=False, cells=cells, chosen=chosen, rejected=rejected, **same
    )


_TAKEN_BACK_BY = {"hold": "free", "free": "hold", "change": "change"}


def _undone(
    what: What,
    cells: list[int],
    new: list[protocol.Symbol],
    same: dict[str, Any],
    earlier: list[bodies.StepPreference],
) -> bodies.StepPreference | None:
    """The earlier row that an act takes back: the last one on the same cells, where it does the opposite."""
    for row in reversed(earlier):
        if row.candidate != same["candidate"] or set(row.cells) != set(cells):
            continue
        if row.what == "undo" or row.is_undone or _TAKEN_BACK_BY[row.what] != what:
            return None
        return row if what != "change" or row.rejected == new else None
    return None
