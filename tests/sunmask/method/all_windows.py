"""A sampler that shows the network every window, whatever a step asks for."""

from typing import Any

import numpy as np

from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.sampling import Denoiser


def show_everything(denoiser: Denoiser) -> None:
    for layout in denoiser.layouts:
        patch(layout)


def patch(layout: Any) -> None:
    begin = type(layout).step

    def step(now: StepContext) -> CandidateStep:
        begun: Any = begin(layout, now)
        begun.needed = np.ones_like
        return begun

    layout.step = step
