"""What `sunmask.sample` and `sunmask.infill` make of drum patterns."""

from typing import Any, Unpack

import numpy as np

from sunmask.kinds.making import generate
from sunmask.kinds.protocols import How
from sunmask.method.cells import CellState, plan_from_states
from sunmask_drums.codec import DRUMS, SIXTEENTHS, DrumCodec


class DrumMaker:
    length = SIXTEENTHS

    def sample(self, model: Any, *, length: int, metre: str, **how: Unpack[How]) -> list[Any]:
        return self.infill(DrumCodec().blank(), model, keep="", states=None, **how)

    def infill(
        self, start: Any, model: Any, *, keep: str | None, states: Any, pins: Any = None, **how: Unpack[How]
    ) -> list[Any]:
        """keep: names of drums that stay, separated by commas; the others are composed anew."""
        if keep is not None:
            kept = [name for name in keep.split(",") if name]
            if unknown := sorted(set(kept) - set(DRUMS)):
                raise ValueError(f"expected drums of {', '.join(DRUMS)} to keep, got {', '.join(unknown)}")
            states = np.full((len(DRUMS), SIXTEENTHS), CellState.RENOISABLE)
            states[[DRUMS.index(name) for name in kept]] = CellState.UNMASKED
        pinned = np.asarray(states) == CellState.UNMASKED if pins is None else np.asarray(pins)
        return generate(model, start, plan_from_states(np.asarray(states), pinned), **how)


MAKER = DrumMaker()
