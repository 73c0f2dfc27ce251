"""A chord for each beat, found in the notes: root, quality and bass.

Every chord of a table is tried on every root. It gains by the notes that it explains and loses by those that
it does not, by members that are missing, and by how seldom chords of its quality are meant. What sounds in
the first half of a beat counts more, since passing notes come later.

V voices, B beats, K sixteenths of a beat, 4 or 6
"""

from dataclasses import dataclass

import numpy as np

QUALITIES = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "dom7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
    "hdim7": (0, 3, 6, 10),
    "dim7": (0, 3, 6, 9),
}
"""Semitones above the root, by quality."""
NAMES = (*QUALITIES, "other", "none")
OTHER, NONE = len(QUALITIES), len(QUALITIES) + 1
SELDOM = (0.0, 0.0, 0.04, 0.16, 0.02, 0.1, 0.08, 0.08, 0.06)
"""The cost of each quality."""
MISSING = (0.3, 0.25, 0.08, 0.3)
"""The cost of a missing root, third, fifth and seventh; a fifth that is not perfect costs as much as a
third."""
FIRST_HALF, SECOND_HALF = 1.0, 0.3
UNEXPLAINED = 0.5
ROOT_IN_BASS, THIRD_IN_BASS = 0.2, 0.08
LEAST_EXPLAINED = 0.55
MAJOR, MINOR, DIMINISHED, AUGMENTED, DOMINANT = range(5)
HALF_DIMINISHED, WHOLLY_DIMINISHED = 7, 8


def _tables() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Members (C, 12), costs of missing ones (C, 12) and third of each chord (C,); C = quality x 12 roots."""
    members, missing, thirds = [], [], []
    for semitones in QUALITIES.values():
        for root in range(12):
            inside, cost = np.zeros(12), np.zeros(12)
            for place, semis in enumerate(semitones):
                note = (root + semis) % 12
                inside[note] = 1
                cost[note] = MISSING[1] if place == 2 and semis != 7 else MISSING[place]
            members.append(inside)
            missing.append(cost)
            thirds.append((root + semitones[1]) % 12)
    return np.array(members), np.array(missing), np.array(thirds)


MEMBERS, COSTS, THIRDS = _tables()
ROOTS = np.tile(np.arange(12), len(QUALITIES))


@dataclass(frozen=True)
class Chords:
    """The chord of each beat: root and bass as pitch classes (-1 in silence), quality as a place in
    `NAMES`."""

    root_B: np.ndarray
    quality_B: np.ndarray
    bass_B: np.ndarray

    def __len__(self) -> int:
        return len(self.root_B)


def chords_of_beats(pitch_BVK: np.ndarray) -> Chords:
    """The chords of beats of MIDI pitches, 0 = rest."""
    num_sixteenths = pitch_BVK.shape[-1]
    weight_K = np.where(np.arange(num_sixteenths) < num_sixteenths / 2, FIRST_HALF, SECOND_HALF)
    sounds_BVK = (pitch_BVK > 0) * weight_K
    weight_B12 = np.stack([(sounds_BVK * (pitch_BVK % 12 == note)).sum((1, 2)) for note in range(12)], axis=1)
    total_B1 = weight_B12.sum(1, keepdims=True)
    weight_B12 = weight_B12 / np.maximum(total_B1, 1e-9)
    lowest_BVK = np.where(pitch_BVK > 0, pitch_BVK, 999)
    first_B = np.argmax((pitch_BVK > 0).any(axis=1), axis=1)  # a beat may begin in silence
    bass_B = np.take_along_axis(lowest_BVK.min(axis=1), first_B[:, None], axis=1)[:, 0] % 12

    explained_BC = weight_B12 @ MEMBERS.T
    score_BC = explained_BC - UNEXPLAINED * (1 - explained_BC) - (weight_B12 < 1e-9) @ COSTS.T
    score_BC = score_BC - np.repeat(SELDOM, 12)
    score_BC = (
        score_BC + ROOT_IN_BASS * (bass_B[:, None] == ROOTS) + THIRD_IN_BASS * (bass_B[:, None] == THIRDS)
    )
    best_B = score_BC.argmax(axis=1)
    quality_B = best_B // 12
    quality_B[np.take_along_axis(explained_BC, best_B[:, None], axis=1)[:, 0] < LEAST_EXPLAINED] = OTHER
    is_silent_B = total_B1[:, 0] == 0
    quality_B[is_silent_B] = NONE
    return Chords(np.where(is_silent_B, -1, ROOTS[best_B]), quality_B, np.where(is_silent_B, -1, bass_B))


def is_dominant_of(root: np.ndarray, quality: np.ndarray, tonic: np.ndarray | int) -> np.ndarray:
    """Whether chords are V (major or with a seventh) or vii (diminished) of a tonic; arrays of one shape."""
    on_fifth = ((root - tonic) % 12 == 7) & np.isin(quality, (MAJOR, DOMINANT))
    on_leading_note = ((root - tonic) % 12 == 11) & np.isin(
        quality, (DIMINISHED, HALF_DIMINISHED, WHOLLY_DIMINISHED)
    )
    return (root >= 0) & (on_fifth | on_leading_note)
