"""The choice among proposals and the present value, such that a chain of choices tends to a target.

Iterated sampling importance resampling (Andrieu, Lee and Vihola 2018): the present value and some proposals,
all from one distribution q that does not know the present value, are weighed by target / q, and one is drawn
by its weight. The target stays as it is under this step, so the paper's rejection step with an energy is the
case of one proposal, and many can be computed together.
"""

import numpy as np


def resampled(log_target: np.ndarray, log_proposal: np.ndarray, uniform: float) -> int:
    """The number of the chosen value, the present one among them. uniform: 0..1. A value whose target is
    zero (minus infinity) is never chosen, unless all are; then the first is."""
    is_possible = np.isfinite(log_target) & np.isfinite(log_proposal)
    if not is_possible.any():
        return 0
    weight = np.where(is_possible, log_target - np.where(is_possible, log_proposal, 0.0), -np.inf)
    chance = np.exp(weight - weight.max())
    return int(
        np.searchsorted(np.cumsum(chance) / chance.sum(), uniform, side="right").clip(0, len(weight) - 1)
    )
