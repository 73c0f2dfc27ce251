"""Drum patterns in the sampler, and what `sunmask.sample` and `sunmask.infill` make of them."""

from typing import Any

import numpy as np
import torch

from sunmask.kinds.grade import CanvasGrade, CellFault
from sunmask.kinds.grid.maker import GridMaker
from sunmask.kinds.grid.sampler import GridSampler
from sunmask.method.candidate_steps import CandidateStep
from sunmask.method.draws import draw_open
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import SeenLogits
from sunmask_drums.codec import SIXTEENTHS, DrumCodec
from sunmask_drums.settings import DrumSettings


class DrumStep(CandidateStep):
    """A step in which a stroke is likelier the busier the pattern is to be."""

    def draw(
        self, logits: SeenLogits, uniform_VN: np.ndarray, open_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        busyness = DrumSettings.of(settings).busyness
        added_KP = torch.tensor([0.0, busyness, busyness]).expand(int(open_VT.sum()), -1)
        return draw_open(logits, uniform_VN, open_VT, self.now.ids_VN, settings, added_KP)


class DrumSampler(GridSampler):
    """The `Sampler` of drum patterns."""

    step = DrumStep

    def grade(self, network: Any, content: Any) -> CanvasGrade:
        """How many of the two beats that carry a bar lack their stroke."""
        symbols_VT = self.codec.symbols(content)
        faults = tuple(
            CellFault(f"no_{name}", f"The {name} is missing.", (row * SIXTEENTHS + t,), 1.0)
            for row, name, t in ((0, "kick", 0), (1, "snare", 4))
            if not symbols_VT[row, t]
        )
        return CanvasGrade(float(len(faults)), {"missing": float(len(faults))}, faults)


SAMPLER = DrumSampler(DrumCodec())
MAKER = GridMaker(DrumCodec())
