"""What `sunmask.sample` and `sunmask.infill` make of drum patterns."""

from typing import Any, Unpack

import numpy as np

from sunmask.kinds.making import generate
from sunmask.kinds.protocols import How
from sunmask.method.cells import CellState, plan_from_states
from sunmask_drums.codec import SIXTEENTHS, DrumCodec


class DrumMaker:
    length = SIXTEENTHS

    def sample(self, model: Any, *, length: int, metre: str, **how: Unpack[How]) -> list[Any]:
        start = DrumCodec().blank()
        return self.infill(
            start, model, keep=None, states=np.full((4, SIXTEENTHS), CellState.RENOISABLE), **how
        )

    def infill(
        self, start: Any, model: Any, *, keep: str | None, states: Any, pins: Any = None, **how: Unpack[How]
    ) -> list[Any]:
        pinned = np.asarray(states) == CellState.UNMASKED if pins is None else np.asarray(pins)
        return generate(model, start, plan_from_states(np.asarray(states), pinned), **how)


MAKER = DrumMaker()
