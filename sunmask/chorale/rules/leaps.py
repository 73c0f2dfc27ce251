"""Leaps: how far a voice may move at once, and lines whose notes are brought within that.

V voices, T sixteenths, P symbols, N notes of a line, H pitches
"""

from collections.abc import Iterator, Sequence

import numpy as np

from sunmask.chorale.music.notes import note_numbers
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, decode
from sunmask.chorale.rules.sonorities import LARGEST_STEP, RAISED, Sonorities

TOO_FAR = 3e3
"""Nats that a leap costs which is too wide: more than any notes, less than one that must never sound."""
OCTAVE, WIDEST_OF_MIDDLE = 12, 7
SEVENTHS, TRITONE, AUGMENTED_SECOND = (10, 11), 6, 3
"""Semitones."""
OTHER_NOTE = 1.0
"""Nats that it costs to change a note at all."""
FIXED = 1e9


def leap_places(symbols_VT: np.ndarray, leaps: Sequence[int | None]) -> np.ndarray:
    """Where a voice moves farther than it may from the note right before: booleans (V, T), true in the first
    column of the second note. leaps: semitones of each voice, None for any."""
    widest_V1 = np.array([np.inf if leap is None else leap for leap in leaps])[:, None]
    return np.abs(_moves(symbols_VT)) > widest_V1


def awkward_leap_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where a voice leaps by a seventh or by more than an octave: booleans (V, T), true in the first column
    of the second note."""
    far_VT = np.abs(_moves(symbols_VT))
    return (far_VT > OCTAVE) | np.isin(far_VT, SEVENTHS)


def tritone_places(sonorities: Sonorities) -> np.ndarray:
    """Where a voice leaps a tritone up, or down without a step back up after it: booleans (V, T), true in the
    first column of the second note."""
    chord_VR, before_VR, after_VR = sonorities.chord_VR, sonorities.before_VR, sonorities.after_VR
    is_move_VR = (sonorities.start_VR == sonorities.first_R) & (chord_VR > 0) & (before_VR > 0)
    rise_VR = after_VR - chord_VR
    goes_back_VR = (rise_VR > 0) & (rise_VR <= LARGEST_STEP)
    falls_VR = (chord_VR - before_VR == -TRITONE) & (after_VR > 0) & ~goes_back_VR
    return sonorities.in_columns(is_move_VR & (falls_VR | (chord_VR - before_VR == TRITONE)))


def wide_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where a middle voice leaps by more than a fifth and less than an octave: booleans (V, T), true in the
    first column of the second note."""
    far_VT = np.abs(_moves(symbols_VT))
    found_VT = (far_VT > WIDEST_OF_MIDDLE) & (far_VT < OCTAVE)
    found_VT[[0, -1]] = False
    return found_VT


def augmented_places(symbols_VT: np.ndarray, signature: int) -> np.ndarray:
    """Where a voice under the soprano moves by an augmented second to or from a raised note: booleans (V, T),
    true in the first column of the second note. signature: the tonic of the major key that has it."""
    move_VT, above_VT = _moves(symbols_VT), (np.abs(np.asarray(symbols_VT)) - signature) % 12
    is_raised_VT = np.isin(above_VT, RAISED)
    found_VT = (move_VT == AUGMENTED_SECOND) & is_raised_VT
    found_VT[:, 1:] |= (move_VT[:, 1:] == -AUGMENTED_SECOND) & is_raised_VT[:, :-1]
    found_VT[0] = False
    return found_VT


def _moves(symbols_VT: np.ndarray) -> np.ndarray:
    """Semitones up from the column before (V, T), negative down; 0 beside a rest, and in the first column."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    both_sound_VT = (pitch_VT[:, 1:] > 0) & (pitch_VT[:, :-1] > 0)
    move_VT = np.zeros_like(pitch_VT)
    move_VT[:, 1:] = both_sound_VT * np.diff(pitch_VT, axis=1)
    return move_VT


def within_leaps(
    ids_VT: np.ndarray, nats_VTP: np.ndarray, may_VT: np.ndarray, leaps: Sequence[int | None]
) -> np.ndarray:
    """The ids (V, T) with other pitches in lines that leap too far: of all lines that do not, the one that
    costs fewest nats. Between two notes that may not change a leap is left.

    nats_VTP: log-probabilities of symbols where cells may change. may_VT: only notes that may as a whole do.
    """
    result = ids_VT.copy()
    places_VT = leap_places(decode(ids_VT), leaps)
    for voice in np.flatnonzero(places_VT.any(axis=1)).tolist():
        for line in _lines(ids_VT, voice):
            if any(places_VT[voice, note].any() for note in line):
                pitches = _cheapest(ids_VT[voice], nats_VTP[voice], may_VT[voice], line, leaps[voice])
                for note, pitch in zip(line, pitches, strict=True):
                    ids_K = ids_VT[voice, note]
                    result[voice, note] = ids_K - ids_K % NUM_PITCHES + pitch
    return result


def _lines(ids_VT: np.ndarray, voice: int) -> Iterator[list[slice]]:
    """The notes of a voice between its rests."""
    begins = np.flatnonzero(np.diff(note_numbers(ids_VT)[voice], prepend=-1))
    line: list[slice] = []
    for first, end in zip(begins.tolist(), [*begins[1:].tolist(), ids_VT.shape[1]], strict=True):
        if ids_VT[voice, first] != REST_ID:
            line.append(slice(first, end))
        elif line:
            yield line
            line = []
    if line:
        yield line


def _cheapest(
    ids_T: np.ndarray, nats_TP: np.ndarray, may_T: np.ndarray, line: list[slice], leap: int | None
) -> np.ndarray:
    """The pitches of the notes of a line, counted from the lowest, (N,), by dynamic programming."""
    pitch_H = np.arange(NUM_PITCHES)
    move_HH = TOO_FAR * (np.abs(pitch_H[:, None] - pitch_H) > (NUM_PITCHES if leap is None else leap))
    cost_NH = np.stack([_costs(ids_T[note], nats_TP[note], bool(may_T[note].all())) for note in line])
    came_from = []
    total_H = cost_NH[0]
    for cost_H in cost_NH[1:]:
        through_HH = total_H[:, None] + move_HH
        came_from.append(through_HH.argmin(axis=0))
        total_H = through_HH.min(axis=0) + cost_H
    pitches = [int(total_H.argmin())]
    for best_H in reversed(came_from):
        pitches.append(int(best_H[pitches[-1]]))
    return np.array(pitches[::-1])


def _costs(ids_K: np.ndarray, nats_KP: np.ndarray, may: bool) -> np.ndarray:
    """The nats that each pitch of a note costs more than the one it has, (H,)."""
    now = int(ids_K[0] % NUM_PITCHES)
    cost_H = np.full(NUM_PITCHES, FIXED)
    if may:
        begins_K1 = (ids_K - ids_K % NUM_PITCHES)[:, None]
        nats_H = np.take_along_axis(nats_KP, begins_K1 + np.arange(NUM_PITCHES), axis=1).sum(axis=0)
        cost_H = np.maximum(nats_H[now] - nats_H, 0.0) + OTHER_NOTE
    cost_H[now] = 0.0
    return cost_H
