"""Drum patterns in the sampler, and what `sunmask.sample` and `sunmask.infill` make of them."""

from typing import Any

from sunmask.kinds.graded import CellFault, Graded
from sunmask.kinds.grid_maker import GridMaker
from sunmask.kinds.grid_sampler import GridSampler
from sunmask_drums.codec import SIXTEENTHS, DrumCodec


class DrumSampler(GridSampler):
    """The `Sampler` of drum patterns."""

    def grade(self, network: Any, content: Any) -> Graded:
        """How many of the two beats that carry a bar lack their stroke."""
        symbols_VT = self.codec.symbols(content)
        faults = tuple(
            CellFault(f"no_{name}", f"The {name} is missing.", (row * SIXTEENTHS + t,), 1.0)
            for row, name, t in ((0, "kick", 0), (1, "snare", 4))
            if not symbols_VT[row, t]
        )
        return Graded(float(len(faults)), {"missing": float(len(faults))}, faults)


SAMPLER = DrumSampler(DrumCodec())
MAKER = GridMaker(DrumCodec())
