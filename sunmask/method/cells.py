"""Painted cells (a state and a pin for each) and the plan that follows from them.

`plan_from_states` is the only place that turns painted states into the three bits of a `Plan`: the paper's
mask m, which says what to trust (section 2), what is held, and what is reset to noise. No torch and no kind
of canvas is known here.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class CellState(IntEnum):
    """The painted state of one cell; documents and JSON store the number."""

    UNMASKED = 0
    """Trust it, and build on it."""
    MASKED = 1
    """Doubt it: rewrite it from its present value."""
    RENOISABLE = 2
    """Reset it to noise and compose it anew."""


DEFAULT_PIN = {CellState.UNMASKED: True, CellState.MASKED: False, CellState.RENOISABLE: False}
"""Whether a state pins its value unless somebody set the pin; renoisable never pins."""


@dataclass(frozen=True)
class Plan:
    """Three bits for each cell of a grid, boolean arrays of one shape.

    trust: the model is told that the value is right (the paper's m = 1).
    hold: the value may not change.
    renoise: the value is reset to noise at step 0.
    """

    trust: np.ndarray
    hold: np.ndarray
    renoise: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        return self.trust.shape


def plan_from_states(states: np.ndarray, pinned: np.ndarray) -> Plan:
    """Turn painted states and pins into a plan.

    states: integers, the values of `CellState`, any shape. pinned: booleans of the same shape; a
    pin on a renoisable cell has no effect. Raises ValueError for other shapes or values.

    | state | pinned | trust | hold | renoise |
    |---|---|---|---|---|
    | unmasked | yes | 1 | yes | no |
    | unmasked | no | 1 | no | no |
    | masked | yes | 0 | yes | no |
    | masked | no | 0 | no | no |
    | renoisable | never | 0 | no | yes |
    """
    states, pinned = np.asarray(states), np.asarray(pinned, dtype=bool)
    if states.shape != pinned.shape:
        raise ValueError(f"expected pins of the states' shape {states.shape}, got {pinned.shape}")
    unknown = states[~np.isin(states, list(CellState))]
    if unknown.size:
        raise ValueError(f"expected states 0, 1 or 2 (see CellState), got {unknown.flat[0]}")
    renoise = states == CellState.RENOISABLE
    return Plan(trust=states == CellState.UNMASKED, hold=pinned & ~renoise, renoise=renoise)
