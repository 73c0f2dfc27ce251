"""Schedules: how much each step doubts and accepts (paper, section 2.3).

Steps count from 1 to N. Every draw comes from a generator of its own (`step_generator`), so a step can
be repeated alone.

V rows, T columns
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from sunmask.method.settings import SamplerSettings

FINISH_SHARE = 0.25
"""Share of the steps, at the end, over which the temperature falls linearly to `settings.finish` times
itself."""


def step_generator(seed: int, candidate: int, step: int, purpose: str) -> np.random.Generator:
    """The generator of one purpose at one step of one candidate: a stable hash of the four."""
    text = f"{seed}/{candidate}/{step}/{purpose}".encode()
    key = int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")
    return np.random.Generator(np.random.Philox(key=key))


@dataclass(frozen=True)
class Schedule:
    """How much each step of a run doubts and accepts, and at which temperature. The base class has the
    paper's falling share and no rounds of revision; a kind may have a subclass."""

    settings: SamplerSettings

    @property
    def writes_in_order(self) -> bool:
        """Whether cells are filled one at a time while the doubted share falls, which needs a fixed number of
        tokens for each cell (`sunmask.method.writing_order`)."""
        return False

    def round_begin(self, step: int) -> int:
        """The first step of a step's round of revision; 1 if the step is in none, since no round begins at
        step 1. At the end of a round, what it made worse may be taken back (`CandidateStep.end_round`)."""
        return 1

    def ends_round(self, step: int) -> bool:
        """Whether a step is the last of a round."""
        begin = self.round_begin(step)
        return begin > 1 and (step == self.settings.num_steps or self.round_begin(step + 1) != begin)

    @property
    def fall_steps(self) -> int:
        """Number of steps over which the doubted share falls; afterwards it is constant."""
        return max(1, round(self.settings.eta * self.settings.num_steps))

    def doubted_share(self, step: int) -> float:
        """alpha_n = max(a_min, a_max - n / (eta N) (a_max - a_min)), n = 0 at the first step."""
        settings = self.settings
        fall = (step - 1) / (settings.eta * settings.num_steps) * (settings.alpha_max - settings.alpha_min)
        return max(settings.alpha_min, settings.alpha_max - fall)

    def accepted_share(self, step: int) -> float:
        """Chance that a proposal is taken: 1, or a triangle over the steps with its top in the middle."""
        if not self.settings.accept_ramp or step >= self.settings.num_steps:
            return 1.0
        middle = (self.settings.num_steps + 1) / 2
        return max(0.05, 1 - abs(step - middle) / middle)

    def temperature(self, step: int) -> float:
        """The set temperature, which falls linearly over the last quarter to `finish` times itself."""
        steps = FINISH_SHARE * self.settings.num_steps
        late = max(0.0, 1 - (self.settings.num_steps - step) / steps)
        return self.settings.temperature * (1 - late * (1 - self.settings.finish))


def least_likely(chance_VT: np.ndarray, cells_VT: np.ndarray, share: float) -> np.ndarray:
    """The `share` of these cells, rounded up, with the smallest chances, as booleans (V, T)."""
    at = np.flatnonzero(cells_VT)
    order = chance_VT.ravel()[at].argsort(kind="stable")
    chosen_VT = np.zeros_like(cells_VT)
    chosen_VT.flat[at[order[: math.ceil(share * len(at))]]] = True
    return chosen_VT


def doubt(
    rng: np.random.Generator, share: float, group_VT: np.ndarray, changes_VT: np.ndarray | None
) -> np.ndarray:
    """The cells that a step doubts, (V, T): whole groups, each with chance `share`.

    changes_VT: how often each cell has changed, or None. With it (active balance) the chance falls
    where a group has changed more often than the mean.
    """
    _, number_VT = np.unique(group_VT, return_inverse=True)
    number_VT = number_VT.reshape(group_VT.shape)
    count = int(number_VT.max()) + 1
    chance = np.full(count, share)
    if changes_VT is not None:
        sums = np.bincount(number_VT.ravel(), weights=changes_VT.ravel(), minlength=count)
        mean = sums / np.bincount(number_VT.ravel(), minlength=count)
        chance = np.minimum(1.0, share * (1 + changes_VT.mean()) / (1 + mean))
    return (rng.random(count) < chance)[number_VT]
