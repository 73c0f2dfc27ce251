"""The choice among proposals and the present value, such that a chain of choices tends to a target.

Iterated sampling importance resampling (Andrieu, Lee and Vihola 2018): some proposals are drawn from a
distribution q that does not depend on the present value; they and the present value are weighted by target /
q, and one is drawn by its weight. The target is invariant under this step. With one proposal it accepts or
rejects, as the paper's rejection step does, by Barker's rule; many proposals can be computed together.
"""

import numpy as np


def resampled(log_target: np.ndarray, log_proposal: np.ndarray, uniform: float) -> int:
    """The index of the chosen value among the proposals and the present one.

    log_target, log_proposal: logs of their densities. uniform: a random number in 0..1. A value with an
    infinite log is never chosen; if all are such, the result is 0.
    """
    is_possible = np.isfinite(log_target) & np.isfinite(log_proposal)
    if not is_possible.any():
        return 0
    weight = np.where(is_possible, log_target - np.where(is_possible, log_proposal, 0.0), -np.inf)
    chance = np.exp(weight - weight.max())
    return int(
        np.searchsorted(np.cumsum(chance) / chance.sum(), uniform, side="right").clip(0, len(weight) - 1)
    )
