"""Leaning to a key: from nothing, each stretch of a piece would settle in a key of its own.

In the first steps symbols of the key that the notes of a window suggest, whatever they are by then, are made
likelier, so that one key wins in all of it. From noise alone that is a key by chance. Its mode stays the one
that the start suggests: what is half composed sounds major, and hardly a minor piece would come of noise.

V voices, T sixteenths, P symbols
"""

from functools import cache

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, decode
from sunmask.chorale.notation.spelling import MAJOR_PROFILE, MINOR_PROFILE, Key, analyse_key
from sunmask.chorale.sampling.windows import WINDOW
from sunmask.chorale.settings import ChoraleSettings

LEANING_SHARE = 0.2
"""The share of the steps that lean to the key; the later ones take it from the notes."""


def leans(step: int, settings: ChoraleSettings) -> bool:
    """Whether a step, from 1, leans to a key."""
    return settings.tonality > 0 and step <= LEANING_SHARE * settings.num_steps


def leaning(
    ids_VT: np.ndarray, start_VT: np.ndarray, starts: list[int], owner_T: np.ndarray, tonality: float
) -> Tensor:
    """The bias of the logits of each column's symbols, (T, P), 0 or less: the logarithm of how often the
    window's key has their pitch class beside its most frequent one, times `tonality`.

    start_VT: the symbols that the piece began with, for the mode; starts and owner_T: of the windows.
    """
    symbols_VT = decode(ids_VT)
    of_window = []
    for first in starts:
        columns = slice(first, first + WINDOW)
        mode = analyse_key(start_VT[:, columns]).mode
        of_window.append(_of_key(analyse_key(symbols_VT[:, columns], mode)))
    return torch.stack(of_window)[torch.from_numpy(owner_T)] * tonality


@cache
def _of_key(key: Key) -> Tensor:
    profile = MAJOR_PROFILE if key.mode == "major" else MINOR_PROFILE
    on_tonic = np.roll(np.log(profile / profile.max()), key.tonic_fifths * 7 % 12)
    pitches = on_tonic[(LOWEST_PITCH + np.arange(NUM_PITCHES)) % 12]
    return torch.from_numpy(np.concatenate([pitches, pitches, [0]]).astype(np.float32))  # the rest is in any
