"""Key analysis and key-aware spelling.

The key is the best of 24 Pearson correlations of the duration-weighted pitch classes with the
Aarden-Essen profiles. Pitches are spelled on the line of fifths (F C G D A E B = -1..5, a sharp
adds 7), within the twelve places that the key uses, never from MIDI defaults.
"""

from dataclasses import dataclass

import numpy as np

MAJOR_PROFILE = np.array(
    [
        17.7661, 0.145624, 14.9265, 0.160186, 19.8049, 11.3587,
        0.291248, 22.062, 0.145624, 8.15494, 0.232998, 4.95122,
    ]
)  # fmt: skip
MINOR_PROFILE = np.array(
    [
        18.2648, 0.737619, 14.0499, 16.8599, 0.702494, 14.4362,
        0.702494, 18.6161, 4.56621, 1.93186, 7.37619, 1.75623,
    ]
)  # fmt: skip
MAJOR_TONIC_FIFTHS = (0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)
"""Line-of-fifths place of a major tonic by pitch class: C C# D E- E F F# G A- A B- B."""
MINOR_TONIC_FIFTHS = (0, 7, 2, -3, 4, -1, 6, 1, 8, 3, -2, 5)
"""The same for minor: C c# d e- e f f# g g# a b- b."""


@dataclass(frozen=True)
class Key:
    """A key: `tonic_fifths` is the tonic's place on the line of fifths (C = 0), `mode` major or minor."""

    tonic_fifths: int
    mode: str

    @property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) of the key signature; more than 7 is possible in minor."""
        return self.tonic_fifths - (3 if self.mode == "minor" else 0)


def _pitch_class_weights(symbols_VT: np.ndarray) -> np.ndarray:
    pitches = np.abs(np.asarray(symbols_VT, dtype=np.int64)).ravel()
    return np.bincount(pitches[pitches > 0] % 12, minlength=12).astype(float)


def _correlations(weights: np.ndarray, profile: np.ndarray) -> np.ndarray:
    """Pearson correlation with the profile on each of the twelve tonics; zeros for flat weights."""
    if weights.std() == 0:
        return np.zeros(12)
    return np.array([np.corrcoef(weights, np.roll(profile, tonic))[0, 1] for tonic in range(12)])


def analyse_key(symbols_VT: np.ndarray) -> Key:
    """The key of a grid of symbols (V, T); C major where there is no note."""
    weights = _pitch_class_weights(symbols_VT)
    major, minor = _correlations(weights, MAJOR_PROFILE), _correlations(weights, MINOR_PROFILE)
    if minor.max() > major.max():
        return Key(MINOR_TONIC_FIFTHS[int(minor.argmax())], "minor")
    return Key(MAJOR_TONIC_FIFTHS[int(major.argmax())], "major")


def mode_for_signature(symbols_VT: np.ndarray, fifths: int) -> str:
    """Major or minor, whichever of the two keys with this signature fits the notes better."""
    weights = _pitch_class_weights(symbols_VT)
    major = _correlations(weights, MAJOR_PROFILE)[fifths * 7 % 12]
    minor = _correlations(weights, MINOR_PROFILE)[(fifths + 3) * 7 % 12]
    return "minor" if minor > major else "major"
