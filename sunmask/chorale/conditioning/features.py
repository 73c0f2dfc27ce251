"""Features of each column that a network can be conditioned on: metre, place, phrases, key, harmony, manner.

One integer tensor (B, T, F) holds it, a feature each in the order of `FEATURES`. Metre and place are always
said; 0 in any other feature means that nothing is said, and a network is trained to do without it.
"""

from torch import Tensor

MAX_BEAT, MAX_BEATS = 12, 12
"""Sixteenths in a beat, and beats in a bar, at most."""
FAR_QUARTERS, FAR_SIXTEENTHS = 32, 32
"""From how far on a coming end is only said to be far."""
NUM_ROOTS, NUM_QUALITIES, NUM_TEXTURES = 12, 10, 5

FEATURES = {
    "sixteenth": MAX_BEAT,  # within the beat
    "beat": MAX_BEATS,  # within the bar
    "beat_length": MAX_BEAT + 1,  # sixteenths
    "num_beats": MAX_BEATS + 1,  # in the bar
    "place": 4,  # see `windows.PLACES`
    "to_end": FAR_QUARTERS + 2,  # 1: the last quarter of the piece, 2: the one before, ...
    "to_phrase_end": FAR_SIXTEENTHS + 3,  # 1: the last note of a phrase, 1 + n: n sixteenths before it
    "fifths": 13,  # 1 to 12: five flats to six sharps
    "mode": 3,  # 1 major, 2 minor
    "root": NUM_ROOTS + 2,  # 1 to 12: a pitch class; 13: no chord sounds
    "quality": NUM_QUALITIES + 2,  # 1 to 10: see `harmony.QUALITIES`; 11: no chord sounds
    "bass": NUM_ROOTS + 1,  # 1 to 12: a pitch class
    "texture": NUM_TEXTURES + 1,  # 1 plain to 5 ornamented
    "style": 3,  # 1 Bach, 2 hymn
}
"""Name to number of values."""
INDEX = {name: number for number, name in enumerate(FEATURES)}
CONDITIONS = tuple(name for name in FEATURES if INDEX[name] > INDEX["place"])
"""The features that may be left unsaid."""
CHORD = ("root", "quality", "bass")
"""Those of a chord."""


def feature(conditions_BTF: Tensor, name: str) -> Tensor:
    """One of them, (B, T)."""
    return conditions_BTF[..., INDEX[name]]
