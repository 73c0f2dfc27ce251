"""How fast a machine composes, measured once when its worker starts."""

import time

from sunmask.kinds import kind
from sunmask.kinds.settings import settings_of
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Model, denoise

NUM_CANDIDATES = 4
NUM_STEPS = 4
"""Steps to measure; the first one is not counted."""


def seconds_per_step(network: Model, kind_name: str) -> float:
    """Seconds that a step of one candidate takes where every cell of the kind's first demo is open."""
    codec = kind(kind_name).codec
    content = codec.demo(codec.demo_names[0])
    open_VT = codec.symbols(content) * 0 + CellState.RENOISABLE
    # without what only some networks use: so few steps would measure that instead of the network
    settings = settings_of(kind_name, {"num_steps": NUM_STEPS}).used_by(None)
    denoiser = kind(kind_name).sampler.denoiser(
        content,
        plan_from_states(open_VT, open_VT == CellState.UNMASKED),
        settings,
        seed=0,
        candidates=range(NUM_CANDIDATES),
    )
    steps = denoise(network, denoiser)
    next(steps)
    began, num_steps = time.monotonic(), sum(1 for _ in steps)
    return (time.monotonic() - began) / (num_steps * NUM_CANDIDATES)
