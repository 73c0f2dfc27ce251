"""How much a step doubts and accepts, and which cells are doubted together (paper, section 2.3).

Steps count from 1 to N. Every draw comes from a generator of its own (`step_generator`), so a step can
be repeated alone.

V voices, T sixteenths
"""

import hashlib

import numpy as np

from sunmask.noise import note_numbers
from sunmask.settings import SamplerSettings


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


def choose_group(rng: np.random.Generator, share: float, group: str) -> str:
    """The kind of group of one step: as set, or drawn to suit the doubted share.

    Single cells between held neighbours cannot change a note, so they serve early steps only.
    """
    if group != "mixed":
        return group
    if share > 0.6:
        return str(rng.choice(["cells", "beats", "notes"], p=[0.3, 0.5, 0.2]))
    return str(rng.choice(["beats", "notes", "pairs"], p=[0.4, 0.35, 0.25]))


def groups(rng: np.random.Generator, kind: str, ids_VT: np.ndarray, position_T: np.ndarray) -> np.ndarray:
    """The number of the group that each cell belongs to, (V, T). Raises ValueError for an unknown kind."""
    V, T = ids_VT.shape
    if kind == "cells":
        return np.arange(V * T).reshape(V, T)
    if kind == "notes":
        number_VT = note_numbers(ids_VT)
        return number_VT + T * np.arange(V)[:, None]
    beat_T = np.cumsum(position_T % 4 == 0)
    if kind == "beats":
        return beat_T + (T + 1) * np.arange(V)[:, None]
    if kind == "pairs":
        partner = rng.permutation(V) // 2  # two pairs of voices, new at each step
        return beat_T + (T + 1) * partner[:, None]
    raise ValueError(f"expected a group of cells, notes, beats or pairs, got {kind!r}")


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
