"""Chords a beat: their vocabulary, and the rule that reads them from the notes of any chorale.

A beat's pitch classes weigh by how long and in how many voices they sound, later ones less. Each of 12
roots and 9 qualities scores what it explains, less what it does not, less its missing notes.

V voices, T sixteenths, N beats
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

QUALITIES = ("maj", "min", "dim", "aug", "dom7", "maj7", "min7", "hdim7", "dim7", "other")
TONES = (
    (0, 4, 7),
    (0, 3, 7),
    (0, 3, 6),
    (0, 4, 8),
    (0, 4, 7, 10),
    (0, 4, 7, 11),
    (0, 3, 7, 10),
    (0, 3, 6, 10),
    (0, 3, 6, 9),
)
"""Semitones above the root of each quality but `other`."""
ROOT, THIRD = 0, 1
"""The places of root and third among the tones of a chord."""
OTHER = QUALITIES.index("other")
NONE = 1000
"""Above every pitch."""


@dataclass(frozen=True)
class Rule:
    """later: weight of the second half of a beat. outside: cost of a note that is no chord note. missing:
    cost of a missing root, third, fifth and seventh. quality: cost of each quality. bass: gain of the root
    in the bass, and of the third. least: share inside a chord below which it is `other`."""

    later: float = 0.3
    outside: float = 0.527
    missing: tuple[float, ...] = (0.3, 0.117, 0.197, 0.3)
    quality: tuple[float, ...] = (0.0, 0.0, 0.034, 0.19, 0.116, 0.182, 0.157, 0.064, 0.1)
    bass: tuple[float, float] = (0.214, 0.086)
    least: float = 0.55


RULE = Rule()


@dataclass(frozen=True)
class Chords:
    """The chords of beats: first column, root as a pitch class or -1 where nothing sounds, index in QUALITIES
    or -1, pitch class of the bass or -1. (N,) each."""

    column_N: np.ndarray
    root_N: np.ndarray
    quality_N: np.ndarray
    bass_N: np.ndarray


def weights(
    symbols_VT: np.ndarray, column_N: np.ndarray, later: float, end_N: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Share of each pitch class in each beat (N, 12), zero where nothing sounds, and the bass (N,). end_N:
    the columns after their last; by default each beat ends where the next begins."""
    pitch_VT = np.abs(symbols_VT).astype(int)
    end_N = np.append(column_N[1:], pitch_VT.shape[1]) if end_N is None else end_N
    half_N = np.minimum(column_N + np.maximum(1, (end_N - column_N + 1) // 2), end_N)
    classes_VTC = (pitch_VT[..., None] % 12 == np.arange(12)) & (pitch_VT > 0)[..., None]
    until_TC = np.zeros((pitch_VT.shape[1] + 1, 12))  # how much of each class sounds before a column
    until_TC[1:] = classes_VTC.sum(axis=0).cumsum(axis=0)
    weight_NC = until_TC[half_N] - until_TC[column_N] + later * (until_TC[end_N] - until_TC[half_N])
    lowest_N = np.where(pitch_VT > 0, pitch_VT, NONE)[:, column_N].min(axis=0)
    bass_N = np.where(lowest_N == NONE, -1, lowest_N % 12)
    total_N1 = weight_NC.sum(axis=1, keepdims=True)
    return weight_NC / np.maximum(total_N1, 1e-9), bass_N


def read_chords(symbols_VT: np.ndarray, column_N: np.ndarray, rule: Rule = RULE) -> Chords:
    """The chords of a grid by the rule. column_N: the first columns of its beats, see `bars.beat_columns`."""
    weight_NC, bass_N = weights(symbols_VT, column_N, rule.later)
    return best_chords(column_N, weight_NC, bass_N, rule)


@cache
def _tables(missing: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tables of each chord X, root by root: its pitch classes (X, 12), the cost of lacking each, its third
    (X,)."""
    member_XC, missing_XC = np.zeros((12 * len(TONES), 12)), np.zeros((12 * len(TONES), 12))
    third_X = np.zeros(12 * len(TONES), dtype=int)
    for root in range(12):
        for quality, tones in enumerate(TONES):
            x = root * len(TONES) + quality
            members = (root + np.array(tones)) % 12
            member_XC[x, members] = 1
            missing_XC[x, members] = missing[: len(tones)]
            third_X[x] = members[THIRD]
    return member_XC, missing_XC, third_X


def best_chords(column_N: np.ndarray, weight_NC: np.ndarray, bass_N: np.ndarray, rule: Rule) -> Chords:
    """The chord with the highest score in each beat."""
    member_XC, missing_XC, third_X = _tables(rule.missing)
    root_X, quality_X = np.divmod(np.arange(len(third_X)), len(TONES))
    inside_NX = weight_NC @ member_XC.T
    lacking_NX = (weight_NC <= 0.02) @ missing_XC.T
    in_bass_NX = (bass_N[:, None] == root_X) * rule.bass[0] + (bass_N[:, None] == third_X) * rule.bass[1]
    cost_X = np.array(rule.quality)[quality_X]
    score_NX = inside_NX - rule.outside * (1 - inside_NX) - lacking_NX - cost_X + in_bass_NX
    best_N = score_NX.argmax(axis=1)
    root_N, quality_N = root_X[best_N], quality_X[best_N]
    explained_N = inside_NX[np.arange(len(best_N)), best_N]
    quality_N = np.where(explained_N < rule.least, OTHER, quality_N)
    silent_N = weight_NC.sum(axis=1) == 0
    return Chords(
        column_N,
        np.where(silent_N, -1, root_N),
        np.where(silent_N, -1, quality_N),
        np.where(silent_N, -1, bass_N),
    )
