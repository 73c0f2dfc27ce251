"""The repair of a piece: the least set of cells with its faults is composed anew, all else is held.

V rows, T columns
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sunmask.kinds import graders, kind, samplers
from sunmask.kinds.grade import CanvasGrade
from sunmask.kinds.repair_cells import least_cells, settings_to_repair, states_to_repair
from sunmask.kinds.settings import settings_of
from sunmask.method.cells import plan_from_states
from sunmask.method.sampling import denoise
from sunmask.method.settings import SamplerSettings


@dataclass(frozen=True)
class Variant:
    content: dict[str, Any]
    graded: CanvasGrade


@dataclass(frozen=True)
class Repaired:
    """A repaired piece. before: its grade. cells: flat numbers of those that could change. variants:
    best first."""

    before: CanvasGrade
    cells: list[int]
    variants: list[Variant]


def repair(
    model: Any,
    content: dict[str, Any],
    *,
    count: int = 3,
    seed: int = 0,
    held_VT: np.ndarray | None = None,
    settings: SamplerSettings | None = None,
) -> Repaired:
    """`count` variants of a piece in which the least set of cells with faults is drawn again.

    model: as `sunmask.load` gives it. held_VT: cells whose value must stay, (V, T) booleans. No variants
    where there is nothing to repair. Raises ValueError where the content is not of its kind.
    """
    about = kind(content["kind"])
    codec = about.codec
    before = graders.grade(model, content)
    cells = least_cells(content, before.faults, held_VT)
    if not cells:
        return Repaired(before, cells, [])
    shape = codec.units(content).shape
    states, pins = states_to_repair(shape, cells)
    chosen = settings or settings_of(content["kind"], settings_to_repair(content["kind"], {}))
    denoiser = samplers.chosen(about, chosen).denoiser(
        content,
        plan_from_states(np.array(states), np.array(pins)),
        chosen,
        seed=seed,
        candidates=range(count),
    )
    for _ in denoise(model, denoiser):
        pass
    contents = [codec.with_symbols(content, np.reshape(grid, shape)) for grid in denoiser.symbols]
    variants = [Variant(each, graders.grade(model, each)) for each in contents]
    return Repaired(before, cells, sorted(variants, key=lambda variant: variant.graded.overall))
