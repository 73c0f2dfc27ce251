"""The key of a piece whose file does not say it: by its last notes and the ends of its phrases first, then by
how its pitch classes correlate with a profile.

A melody in G that ends on G is in G major, however often it touches the triad of E minor. What each piece of
evidence weighs is a logarithm of how often melodies end like that (counted in Bach's chorales by
`sunmask/lab/chorale/evaluation/keys.py`), so weights add up.

V voices, T sixteenths
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from sunmask.chorale.music.symbols import MODES, notes
from sunmask.chorale.notation.spelling import Key, pitch_class_correlations

LAST_NOTES = {
    "major": (98, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0),
    "minor": (104, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0),
}
"""Melodies by the degree that they end on, in semitones above the tonic."""
PHRASE_ENDS = {
    "major": (238, 0, 97, 0, 82, 34, 1, 138, 2, 20, 0, 20),
    "minor": (235, 0, 81, 82, 3, 48, 0, 123, 12, 0, 37, 23),
}
"""The same for the last notes of phrases."""
LAST_BASSES = {mode: (194, 0, 0, 1, 1, 1, 0, 3, 0, 0, 0, 0) for mode in ("major", "minor")}
"""The same for the bass, estimated: in the chorales its last note is what says the tonic."""
UNSEEN = 0.5
"""Added to each count, so that nothing is impossible."""
SHARES = {"major": 0.87, "mixolydian": 0.09, "lydian": 0.01, "minor": 0.64, "dorian": 0.23, "phrygian": 0.1}
"""How often a piece with a major third over its tonic, or with a minor one, is in a mode of its signature.
Older melodies end on other degrees of their signature's scale, as Dorian ones do on the second."""
CORRELATION = 8.0
"""What a correlation of 1 weighs."""
NEAR = 2.0
"""Two keys whose weights differ by less are near: it is to be asked which it is."""
LONG = 2
"""A note that is so many times as long as most ends a phrase."""
A_BREATH = 2
"""A rest of so many sixteenths ends a phrase."""


class LikelyKey(NamedTuple):
    """A key and what speaks for it; weights can be compared with each other only. mode: of `MODES`."""

    weight: float
    key: Key
    mode: str

    @property
    def fifths(self) -> int:
        """Sharps or flats of the signature."""
        return self.key.tonic_fifths - MODES[self.mode][0]


def likely_keys(
    symbols_VT: np.ndarray, fermatas: Collection[tuple[int, int]] = (), fifths: int | None = None
) -> list[LikelyKey]:
    """Keys from the likeliest on: of a signature the likeliest with a major third over the tonic and the
    likeliest with a minor one, or all 24 of major and minor where none is given.

    fermatas: cells, which are the ends of phrases where the melody has any. Without notes C major, or the
    major key of the signature, is first.
    """
    evidence = _evidence(symbols_VT, fermatas)
    if fifths is None:
        found = [LikelyKey(evidence[mode][tonic], _written(tonic, mode), mode) for tonic, mode in _ALL]
    else:
        found = []
        for plain in ("major", "minor"):
            of_third = [mode for mode in SHARES if MODES[mode][1] == plain]
            keys = [(Key.of_signature(fifths, mode), mode) for mode in of_third]
            weighed = [
                LikelyKey(evidence[plain][key.tonic_fifths * 7 % 12] + np.log(SHARES[mode]), key, mode)
                for key, mode in keys
            ]
            found.append(max(weighed, key=lambda each: each.weight))
    return sorted(found, key=lambda each: -each.weight)


_ALL = [(tonic, mode) for mode in ("major", "minor") for tonic in range(12)]


def _written(tonic: int, mode: str) -> Key:
    """The key of a pitch class in the signature that has the fewest accidentals, six flats rather than six
    sharps."""
    fifths = (tonic * 7 - (3 if mode == "minor" else 0) + 6) % 12 - 6
    return Key.of_signature(fifths, mode)


def _evidence(symbols_VT: np.ndarray, fermatas: Collection[tuple[int, int]]) -> dict[str, np.ndarray]:
    """By mode: the weight of each pitch class as the tonic, (12,)."""
    melody = melody_of(symbols_VT)
    if not melody:
        return {"major": np.zeros(12), "minor": np.full(12, -1.0)}
    ends = np.array(phrase_ends(symbols_VT, fermatas), dtype=int) % 12
    bass = _last_bass(symbols_VT)
    evidence = {}
    for mode, correlation in pitch_class_correlations(symbols_VT).items():
        weight = CORRELATION * correlation + _on_each_tonic(LAST_NOTES[mode])[:, melody[-1][2] % 12]
        if len(ends):
            weight += _on_each_tonic(PHRASE_ENDS[mode])[:, ends].mean(axis=1)
        if bass is not None:
            weight += _on_each_tonic(LAST_BASSES[mode])[:, bass % 12]
        evidence[mode] = weight
    return evidence


def _on_each_tonic(counts: tuple[int, ...]) -> np.ndarray:
    """Logarithms of shares by tonic and pitch class, (12, 12)."""
    shares = np.array(counts) + UNSEEN
    return np.log(np.stack([np.roll(shares, tonic) for tonic in range(12)]) / shares.sum())


def melody_of(symbols_VT: np.ndarray) -> list[tuple[int, int, int]]:
    """The notes of the highest voice that has any, as (first sixteenth, sixteenths long, pitch)."""
    for voice in notes(symbols_VT):
        if sounding := [note for note in voice if note[2]]:
            return sounding
    return []


def phrase_ends(symbols_VT: np.ndarray, fermatas: Collection[tuple[int, int]]) -> list[int]:
    """Pitches on which the melody's phrases end: under its fermatas, or else its long notes and those before
    a rest."""
    melody = melody_of(symbols_VT)
    row = next((row for row, voice in enumerate(symbols_VT) if voice.any()), 0)
    held = {t for voice, t in fermatas if voice == row}
    if held:
        return [pitch for start, length, pitch in melody if held & set(range(start, start + length))]
    usual = sorted(length for _, length, _ in melody)[len(melody) // 2] if melody else 0
    starts = [start for start, _, _ in melody[1:]]
    return [
        pitch
        for (start, length, pitch), following in zip(melody, [*starts, None], strict=True)
        if length >= LONG * usual or (following is not None and following - start - length >= A_BREATH)
    ]


def _last_bass(symbols_VT: np.ndarray) -> int | None:
    """The last note of the lowest voice that has any; None where that is the melody."""
    sounding = [voice for voice in notes(symbols_VT) if any(pitch for _, _, pitch in voice)]
    return [pitch for _, _, pitch in sounding[-1] if pitch][-1] if len(sounding) > 1 else None
