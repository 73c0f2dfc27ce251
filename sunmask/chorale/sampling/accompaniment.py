"""Voices below a melody sound on where it rests.

A network that sees a rest lets all voices rest, as chorales do. So it sees the rests between a held voice's
notes as noise that it must not trust, and the voices below are drawn no rest there.

V voices, T sixteenths, M open cells, P symbols
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_SYMBOLS, REST_ID

NEVER = -1e4
"""Added to the logit of a rest: no chance at all, and yet a number."""


@dataclass(frozen=True)
class Accompaniment:
    """rests_VT: cells of held voices that rest while a voice below is composed. sounds_VT: the cells below
    them that must not rest."""

    rests_VT: np.ndarray
    sounds_VT: np.ndarray

    @classmethod
    def of(cls, ids_VT: np.ndarray, hold_VT: np.ndarray, *, bar: int) -> "Accompaniment":
        """Of a canvas: rests between a voice's first note and its last, and those before it that last a bar
        or more, for which the others play an introduction. After its last note all come to an end.

        bar: sixteenths.
        """
        rests_VT, sounds_VT = np.zeros(hold_VT.shape, dtype=bool), np.zeros(hold_VT.shape, dtype=bool)
        for voice, ids_T in enumerate(ids_VT[:-1]):
            onsets = np.flatnonzero(ids_T != REST_ID)
            if not len(onsets):
                continue
            first = 0 if onsets[0] >= bar else onsets[0]
            is_rest_T = (ids_T == REST_ID) & hold_VT[voice]
            is_rest_T[:first] = is_rest_T[onsets[-1] :] = False
            below_VT = ~hold_VT[voice + 1 :] & is_rest_T
            rests_VT[voice] = below_VT.any(axis=0)
            sounds_VT[voice + 1 :] |= below_VT
        return cls(rests_VT, sounds_VT)

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> "Accompaniment":
        """Nothing that must sound."""
        return cls(np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))

    def __bool__(self) -> bool:
        return bool(self.sounds_VT.any())

    def bias(self, open_VT: np.ndarray) -> Tensor:
        """The bias of the open cells' logits, (M, P)."""
        bias_MP = torch.zeros((int(open_VT.sum()), NUM_SYMBOLS))
        bias_MP[torch.from_numpy(self.sounds_VT[open_VT]), REST_ID] = NEVER
        return bias_MP

    def silent_cells(self, ids_VT: np.ndarray) -> np.ndarray:
        """Cells (V, T) that rest and must not."""
        return self.sounds_VT & (ids_VT == REST_ID)
