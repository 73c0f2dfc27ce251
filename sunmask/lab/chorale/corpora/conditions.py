"""Conditions of the columns of training examples, some of them left unsaid.

V voices, L sixteenths of a window, T of a piece, N beats, F features told
"""

import numpy as np

from sunmask.chorale.conditioning.conditions import (
    home_key,
    metre_columns,
    set_chords,
    set_end,
    set_key,
    set_phrases,
    set_places,
    unsaid,
)
from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.harmony import read_chords
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, ChoraleMeta
from sunmask.chorale.settings import STYLES
from sunmask.lab.chorale.corpora.bach import Piece

TEXTURE_EDGES = (3.2, 3.8, 4.3, 4.9)
"""Onsets of all voices in a quarter, between the classes of texture."""


def texture_class(ids_VL: np.ndarray) -> int:
    """1 plain to 5 ornamented, by onsets a quarter; 0 where less than two bars sound."""
    length = ids_VL.shape[1]
    if length < 32 or (ids_VL == REST_ID).mean() > 0.2:
        return 0
    return 1 + int(np.searchsorted(TEXTURE_EDGES, 4 * (ids_VL < NUM_PITCHES).sum() / length))


def piece_conditions(piece: Piece) -> np.ndarray:
    """All that is known of a piece's columns but the texture, (T, F)."""
    symbols_VT = piece.symbols_VT
    meta = ChoraleMeta(metre=piece.usual_metre, pickup=piece.pickup)
    conditions_TF = metre_columns(meta, symbols_VT.shape[1])
    set_places(conditions_TF)
    set_end(conditions_TF)
    if piece.fermatas:
        onsets = np.flatnonzero(symbols_VT[0] > 0)
        set_phrases(conditions_TF, symbols_VT[0], [*piece.fermatas, *onsets[-1:].tolist()])
    set_key(conditions_TF, *home_key(symbols_VT))
    set_chords(conditions_TF, read_chords(symbols_VT, beat_columns(meta, symbols_VT.shape[1])))
    conditions_TF[:, INDEX["style"]] = STYLES.index(piece.style)
    return conditions_TF


def left_unsaid(rng: np.random.Generator, conditions_LF: np.ndarray) -> np.ndarray:
    """The conditions of a training example with some left unsaid: all in some examples, each by itself in
    others."""
    if rng.random() < 0.25:
        return unsaid(conditions_LF)
    said = conditions_LF.copy()
    for names, share in (
        (("to_end",), 0.75),
        (("to_phrase_end",), 0.6),
        (("fifths", "mode"), 0.6),
        (("texture",), 0.4),
        (("style",), 0.8),
    ):
        if rng.random() >= share:
            said[:, [INDEX[name] for name in names]] = 0
    for name, row in zip(CHORD, unsaid_chords(rng, conditions_LF), strict=True):
        said[row, INDEX[name]] = 0
    return said


def unsaid_chords(rng: np.random.Generator, conditions_LF: np.ndarray) -> list[np.ndarray]:
    """Columns in which root, quality and bass are left unsaid, booleans (L,) each: alike in a beat, and what
    is said of a chord's quality or bass is said of its root too."""
    root_L = conditions_LF[:, INDEX["root"]]
    starts_L = np.ones(len(root_L), dtype=bool)
    chord_LX = conditions_LF[:, [INDEX[name] for name in CHORD]]
    starts_L[1:] = (chord_LX[1:] != chord_LX[:-1]).any(axis=1) | (conditions_LF[1:, INDEX["sixteenth"]] == 0)
    beat_L = np.cumsum(starts_L) - 1
    kind = rng.random()
    share = 0.0 if kind < 0.5 else 1.0 if kind < 0.65 else rng.random()
    root_N = rng.random(beat_L[-1] + 1) >= share
    quality_N = root_N | (rng.random(len(root_N)) < 0.15)
    bass_N = root_N | (rng.random(len(root_N)) < rng.choice([0.1, 1.0, 0.5]))
    return [row[beat_L] for row in (root_N, quality_N, bass_N)]
