"""The JSB-16th archive (npz, arrays (T, 4) of MIDI pitches, NaN = rest), on which others are measured.

It knows neither re-attacks nor bars: a note continues for as long as its pitch stands, and the metre is
taken from the same piece in music21's corpus.

V voices, T sixteenths
"""

from pathlib import Path

import numpy as np

from sunmask.lab.chorale.corpora.bach import Piece, are_same, harmony_grams, jsb_grids

MOST_SHIFT = 64
"""Sixteenths by which a piece may begin earlier or later than its match."""


def jsb_pieces(path: Path, corpus: list[Piece], split: str = "test") -> list[Piece]:
    """The pieces of a split with the metre and pickup of their match in `corpus`, otherwise 4/4 from a bar
    line.

    Raises OSError or ValueError where the file is not the archive.
    """
    grams = [harmony_grams(piece.symbols_VT) for piece in corpus]
    pieces = []
    for number, pitch_VT in enumerate(jsb_grids(path, split)):
        own = harmony_grams(pitch_VT)
        shared = [len(own & others) if are_same(own, others) else 0 for others in grams]
        bar, pickup = 16, 0
        if any(shared):
            match = corpus[int(np.argmax(shared))]
            position = match.positions_T[0] + aligned(pitch_VT, np.abs(match.symbols_VT))
            bar, pickup = match.bar, int(-position % match.bar)
        pieces.append(Piece(f"jsb-{split}-{number}", with_onsets(pitch_VT), bar, pickup))
    return pieces


def with_onsets(pitch_VT: np.ndarray) -> np.ndarray:
    """Pitches (0 = rest) as symbols: an onset where the pitch changes, continuations after it."""
    goes_on = np.zeros(pitch_VT.shape, dtype=bool)
    goes_on[:, 1:] = pitch_VT[:, 1:] == pitch_VT[:, :-1]
    return np.where(goes_on, -pitch_VT, pitch_VT).astype(np.int16)


def aligned(pitch_VT: np.ndarray, other_VT: np.ndarray) -> int:
    """The column of `other_VT` at which `pitch_VT` begins (negative: before it), alike in every key."""
    best, found = 0, 0
    for shift in sorted(range(-MOST_SHIFT, MOST_SHIFT + 1), key=abs):
        here, there = pitch_VT[:, max(0, -shift) :], other_VT[:, max(0, shift) :]
        length = min(here.shape[1], there.shape[1])
        apart = there[:, :length].astype(int) - here[:, :length]
        agreeing = np.unique(apart, return_counts=True)[1].max(initial=0)
        if agreeing > best:
            best, found = agreeing, shift
    return found
