"""The outputs of a network with conditions.

B examples, V voices, T sixteenths, N beats of four sixteenths, P symbols, S states and M moves of the rhythm,
A approaches and L leaps of a melody
"""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Reading:
    """The network's outputs for windows.

    symbols_BVTP: logits of every cell by itself. rhythm_BVTSM: added to the logits of the three moves in each
    state (see `rhythm`). leaps_BVTAL: added to the logits of pitches for their leap from the note before, by
    how that was approached (see `melody`). chords_BNK, bass_BNR: logits of each beat's chord (roots x
    qualities, then none) and of its bass's pitch class.
    """

    symbols_BVTP: Tensor
    rhythm_BVTSM: Tensor
    leaps_BVTAL: Tensor
    chords_BNK: Tensor
    bass_BNR: Tensor
