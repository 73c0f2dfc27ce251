"""How much a step doubts and accepts (paper, section 2.3).

Steps count from 1 to N. Every draw comes from a generator of its own (`step_generator`), so a step can
be repeated alone.

V voices, T sixteenths
"""

import hashlib
import math

import numpy as np

from sunmask.method.settings import SamplerSettings

SETTLED_SHARE = 0.25
"""Of the free cells; where no more are doubted, what stands is music."""
FINISH_SHARE = 0.25
"""Of the steps, at the end, over which the temperature falls (`finish`)."""


def step_generator(seed: int, candidate: int, step: int, purpose: str) -> np.random.Generator:
    """The generator of one purpose at one step of one candidate: a stable hash of the four."""
    text = f"{seed}/{candidate}/{step}/{purpose}".encode()
    key = int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")
    return np.random.Generator(np.random.Philox(key=key))


def doubted_share(step: int, settings: SamplerSettings) -> float:
    """alpha_n = max(a_min, a_max - n / (eta N) (a_max - a_min)), n = 0 at the first step."""
    fall = (step - 1) / (settings.eta * settings.num_steps) * (settings.alpha_max - settings.alpha_min)
    return max(settings.alpha_min, settings.alpha_max - fall)


def accepted_share(step: int, settings: SamplerSettings) -> float:
    """Chance that a proposal is taken: 1, or a triangle over the steps with its top in the middle."""
    if not settings.accept_ramp or step >= settings.num_steps:
        return 1.0
    middle = (settings.num_steps + 1) / 2
    return max(0.05, 1 - abs(step - middle) / middle)


def temperature(step: int, settings: SamplerSettings) -> float:
    """The one that is set, falling in a line over the last quarter to `finish` times as much."""
    steps = FINISH_SHARE * settings.num_steps
    late = max(0.0, 1 - (settings.num_steps - step) / steps)
    return settings.temperature * (1 - late * (1 - settings.finish))


def fall_steps(settings: SamplerSettings) -> int:
    """Steps over which the doubted share falls; the others rework blocks, or stay at the last share."""
    return max(1, round(settings.eta * settings.num_steps))


def is_settled(step: int, settings: SamplerSettings) -> bool:
    """Whether so little is doubted that faults are worth refusing: earlier, most notes are noise yet."""
    is_late = step > fall_steps(settings)
    if settings.write_once:
        return is_late
    return doubted_share(step, settings) <= SETTLED_SHARE or (settings.rework and is_late)


def rework_round(step: int, settings: SamplerSettings) -> tuple[int, float]:
    """For a step after the fall: the first step of its round, and the share of a block that it doubts.

    A round begins with whole blocks and doubts ever fewer of their cells, as the fall did with the canvas.
    """
    first = fall_steps(settings) + 1
    length = settings.num_steps - first + 1
    num_rounds = max(1, round(length / settings.rework_steps))
    number = (step - first) * num_rounds // length
    begin = first + -(-number * length // num_rounds)
    end = first + -(-(number + 1) * length // num_rounds)
    return begin, 1 - (step - begin) / (end - begin)


def round_begin(step: int, settings: SamplerSettings) -> int:
    """The first step of the round of rework that a step belongs to; 1 where it belongs to none."""
    in_rework = settings.rework and fall_steps(settings) < step <= settings.num_steps
    return rework_round(step, settings)[0] if in_rework else 1


def least_likely(chance_VT: np.ndarray, cells_VT: np.ndarray, share: float) -> np.ndarray:
    """Of the cells that share, rounded up, with the smallest chances, booleans (V, T)."""
    at = np.flatnonzero(cells_VT)
    order = chance_VT.ravel()[at].argsort(kind="stable")
    chosen_VT = np.zeros_like(cells_VT)
    chosen_VT.flat[at[order[: math.ceil(share * len(at))]]] = True
    return chosen_VT


def doubt(
    rng: np.random.Generator, share: float, group_VT: np.ndarray, changes_VT: np.ndarray | None
) -> np.ndarray:
    """Which cells a step doubts, (V, T): whole groups, each with chance `share`.

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
