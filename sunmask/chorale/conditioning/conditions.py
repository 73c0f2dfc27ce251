"""Conditions of the columns of a piece (see `features`): metre, ends, phrases, key, chords.

T sixteenths of a piece, L of a window, F features
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from sunmask.chorale.conditioning.features import CONDITIONS, FAR_QUARTERS, FAR_SIXTEENTHS, FEATURES, INDEX
from sunmask.chorale.music.bars import bars, beat_columns, metre_lengths, metric_positions
from sunmask.chorale.music.chords import Chord, by_beat
from sunmask.chorale.music.form import section_ends
from sunmask.chorale.music.harmony import QUALITIES, Chords
from sunmask.chorale.music.keys import key_stretches, plain_key
from sunmask.chorale.music.symbols import BEATS, Chorale, ChoraleMeta, note_end
from sunmask.chorale.sampling.windows import OUTSIDE
from sunmask.chorale.settings import STYLES, TEXTURES, ChoraleSettings


def metre_columns(meta: ChoraleMeta, num_sixteenths: int) -> np.ndarray:
    """A table (T, F) that says the metre, and nothing else but "inside the piece"."""
    conditions_TF = np.zeros((num_sixteenths, len(FEATURES)), dtype=np.int64)
    num_beats_T, length_T = metre_lengths(meta, num_sixteenths)
    position_T = metric_positions(meta, num_sixteenths)
    conditions_TF[:, INDEX["sixteenth"]], conditions_TF[:, INDEX["beat"]] = (
        position_T % length_T,
        position_T // length_T,
    )
    conditions_TF[:, INDEX["beat_length"]], conditions_TF[:, INDEX["num_beats"]] = length_T, num_beats_T
    return conditions_TF


def no_conditions() -> np.ndarray:
    """The row (F,) of a column outside the piece."""
    row_F = np.zeros(len(FEATURES), dtype=np.int64)
    row_F[INDEX["place"]] = OUTSIDE
    return row_F


def set_places(conditions_TF: np.ndarray) -> None:
    """Say that the first and last columns are the piece's."""
    conditions_TF[0, INDEX["place"]], conditions_TF[-1, INDEX["place"]] = 1, 2


def set_end(conditions_TF: np.ndarray) -> None:
    """Say of every column how far the piece's end is."""
    total = len(conditions_TF)
    conditions_TF[:, INDEX["to_end"]] = 1 + np.minimum((total - 1 - np.arange(total)) // 4, FAR_QUARTERS)


def set_phrases(conditions_TF: np.ndarray, symbols_T: np.ndarray, ends: list[int]) -> None:
    """Say how far the next phrase end is. ends: columns in which the soprano's last notes begin; where there
    is none yet it will last a beat, or to the piece's end if that is no more than a bar off."""
    total = len(conditions_TF)
    to_end_T = np.full(total, FAR_SIXTEENTHS + 2)
    for end in sorted(set(ends), reverse=True):
        last = end
        if symbols_T[end] == 0:
            last = end + 3 if total - end > 16 else total - 1
        after = note_end(symbols_T, last)
        to_end_T[:end] = 1 + np.minimum(end - np.arange(end), FAR_SIXTEENTHS)
        to_end_T[end:after] = 1
    conditions_TF[:, INDEX["to_phrase_end"]] = to_end_T


def phrase_ends(chorale: Chorale) -> list[int]:
    """Where phrases end: at the soprano's fermatas, and with its last note in a section of the form; in a
    piece without a soprano, where it is planned."""
    soprano_T = chorale.symbols_VT[0]
    ends = {column for voice, column in chorale.fermatas if voice == 0}
    for last in section_ends(chorale.form):
        onsets = np.flatnonzero(soprano_T[: last + 1] > 0)
        if len(onsets):
            ends.add(int(onsets[-1]))
        elif not soprano_T.any():
            ends.add(max(0, last - 3))
    if ends or soprano_T.any():
        return sorted(ends)
    return planned_ends(chorale.meta, chorale.num_sixteenths)


def planned_ends(meta: ChoraleMeta, num_sixteenths: int) -> list[int]:
    """Where phrases end that nobody has planned: in the middle of every second bar and of the last; on its
    first beat, where its beats have no middle. Columns in which last notes begin."""
    numbered = [bar for bar in bars(meta, num_sixteenths) if bar.number > 0]
    ends = [*numbered[1:-1:2], *numbered[-1:]]
    middles = (bar.start + (bar.nominal // 2 if BEATS[bar.metre][0] % 2 == 0 else 0) for bar in ends)
    return sorted({min(middle, num_sixteenths - 1) for middle in middles})


def set_key(conditions_TF: np.ndarray, fifths: int, mode: str) -> None:
    """Say one key for all columns; fifths outside five flats to six sharps count as their enharmonic ones."""
    conditions_TF[:, INDEX["fifths"]] = 1 + (fifths + 5) % 12
    conditions_TF[:, INDEX["mode"]] = 1 if mode == "major" else 2


def set_chords(conditions_TF: np.ndarray, chords: Chords) -> None:
    """Say a chord for every column of its beat."""
    ends = [*chords.column_N[1:].tolist(), len(conditions_TF)]
    rows = zip(chords.column_N.tolist(), ends, chords.root_N, chords.quality_N, chords.bass_N, strict=True)
    for start, end, root, quality, bass in rows:
        conditions_TF[start:end, INDEX["root"]] = FEATURES["root"] - 1 if root < 0 else root + 1
        conditions_TF[start:end, INDEX["quality"]] = FEATURES["quality"] - 1 if quality < 0 else quality + 1
        conditions_TF[start:end, INDEX["bass"]] = bass + 1


def set_requested_chords(conditions_TF: np.ndarray, chorale: Chorale) -> None:
    """Say the chords that a canvas asks for in their beats, and nothing of other beats."""
    requested = by_beat(chorale.chords, beat_columns(chorale.meta, len(conditions_TF)), len(conditions_TF))
    for start, (end, chord) in requested.items():
        _set_chord(conditions_TF[start:end], chord)


def set_chords_from(conditions_TF: np.ndarray, chords: Mapping[int, Chord], meta: ChoraleMeta) -> None:
    """Say chords from the columns in which they come to the next one, or to the end of the beat."""
    total = len(conditions_TF)
    starts = sorted({*beat_columns(meta, total).tolist(), *chords, total})
    for start, end in pairwise(starts):
        if start in chords:
            _set_chord(conditions_TF[start:end], chords[start])


def _set_chord(conditions_LF: np.ndarray, chord: Chord) -> None:
    if chord.is_set:  # no network has a word for it
        return
    conditions_LF[:, INDEX["root"]] = chord.root + 1
    conditions_LF[:, INDEX["quality"]] = QUALITIES.index(chord.quality) + 1
    conditions_LF[:, INDEX["bass"]] = 0 if chord.bass is None else chord.bass + 1


def home_key(symbols_VT: np.ndarray) -> tuple[int, str]:
    """Fifths and mode of the last bass note, minor where its minor third sounds longer in the piece."""
    pitch_VT = np.abs(symbols_VT).astype(int)
    bass_T = pitch_VT[3][pitch_VT[3] > 0]
    tonic = int(bass_T[-1] % 12) if len(bass_T) else 0
    counts_C = np.bincount(pitch_VT[pitch_VT > 0] % 12, minlength=12)
    mode = "minor" if counts_C[(tonic + 3) % 12] > counts_C[(tonic + 4) % 12] else "major"
    major = tonic if mode == "major" else (tonic + 3) % 12
    return (7 * major + 5) % 12 - 5, mode


def conditions_of(chorale: Chorale, settings: ChoraleSettings, ends: list[int] | None = None) -> np.ndarray:
    """The conditions of each column that a canvas and the settings of its run give, (T, F). ends: of its
    phrases; None takes those of `phrase_ends`."""
    meta, symbols_VT = chorale.meta, chorale.symbols_VT
    conditions_TF = metre_columns(meta, symbols_VT.shape[1])
    set_places(conditions_TF)
    if settings.ending:
        set_end(conditions_TF)
    else:
        conditions_TF[-1, INDEX["place"]] = 0
    ends = phrase_ends(chorale) if ends is None else ends
    if settings.phrases and ends:
        set_phrases(conditions_TF, symbols_VT[0], ends)
    if settings.keep_key:
        for start, end, fifths, mode in key_stretches(meta, symbols_VT.shape[1]):
            set_key(conditions_TF[start:end], *plain_key(fifths, mode))
    set_requested_chords(conditions_TF, chorale)
    conditions_TF[:, INDEX["texture"]] = TEXTURES.index(settings.texture)
    conditions_TF[:, INDEX["style"]] = STYLES.index(settings.style)
    return conditions_TF


def transpose_conditions(conditions_LF: np.ndarray, shift: int) -> np.ndarray:
    """Keys and chords moved by semitones."""
    moved = conditions_LF.copy()
    for name in ("root", "bass"):
        column = moved[:, INDEX[name]]
        is_pitch = (column > 0) & (column <= 12)
        column[is_pitch] = 1 + (column[is_pitch] - 1 + shift) % 12
    fifths = moved[:, INDEX["fifths"]]
    fifths[fifths > 0] = 1 + (fifths[fifths > 0] - 1 + 7 * shift) % 12
    return moved


def unsaid(conditions_LF: np.ndarray) -> np.ndarray:
    """A copy in which nothing but metre and place is said (unconditional)."""
    kept = conditions_LF.copy()
    kept[:, [INDEX[name] for name in CONDITIONS]] = 0
    return kept
