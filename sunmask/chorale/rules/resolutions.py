"""Notes that have to go on in one way: leading notes rise, sevenths of dominants fall.

V voices, T sixteenths, R roots
"""

import numpy as np

from sunmask.chorale.rules.leaps import AUGMENTED_SECOND
from sunmask.chorale.rules.sonorities import (
    DOMINANT_ROOT_C,
    LARGEST_STEP,
    NO_ROOT,
    RAISED,
    ROOTLESS_DOMINANT_ROOT_C,
    SEVENTH_C,
    Sonorities,
    classes_of,
    sets_of_classes,
)

DOMINANT, TONIC = (7, 11, 2, 5), (0, 3, 4, 7)
"""Semitones above the tonic: of the dominant, which may lack its root or seventh, and of the tonic chord."""
_IN_DOMINANT_C, _IN_TONIC_C = (np.isin(np.arange(12), chord) for chord in (DOMINANT, TONIC))
LEADING, RISE, FALL = 11, 1, -4
"""The leading note in semitones above the tonic, and how it may go on: in a middle voice it may also fall to
the fifth."""
TO_MEDIANT = 3
"""The leading note of the mediant's key, in semitones above the tonic of major: D sharp in C major."""
SHORTEST_DOUBLED = 2
"""Sixteenths: a leading note that is doubled for less is passed over."""
SIXTH = 8
"""The sixth of minor in semitones above the tonic, an augmented second below the leading note."""
SCALE = (0, 2, 4, 5, 7, 9, 11)
"""The notes of major, in semitones above its tonic."""
THIRD, SEVENTH = 4, 10
"""Semitones above the root of a dominant seventh."""
_SEVENTH_CHORD_R1, _ITS_DISSONANCE_R1 = sets_of_classes(0, 4, 7, SEVENTH), sets_of_classes(0, 4, SEVENTH)
_ITS_ROOT_AND_THIRD_R1, _ITS_SEVENTH_R1 = sets_of_classes(0, THIRD), sets_of_classes(SEVENTH)
_MAJOR_BELOW_R1, _MINOR_BELOW_R1, _ROOT_BELOW_R1 = (
    sets_of_classes(5, 9, 0), sets_of_classes(5, 8, 0), sets_of_classes(5)
)  # fmt: skip
_THIRD_OF_MINOR_R1 = sets_of_classes(8)


def unresolved_places(symbols_VT: np.ndarray, tonic: int) -> np.ndarray:
    """Where a voice leaves the leading note otherwise than it may while the dominant goes to the tonic chord,
    or reaches or leaves it by an augmented second: booleans (V, T), true in the first column of the other
    chord or note."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    sounds_VT, above_VT = pitch_VT > 0, (pitch_VT - tonic) % 12
    leads_VT = sounds_VT & (above_VT == LEADING)
    is_dominant_T = (_IN_DOMINANT_C[above_VT] | ~sounds_VT).all(axis=0)
    has_root_T = (sounds_VT & (above_VT == 0)).any(axis=0)
    is_tonic_T = (_IN_TONIC_C[above_VT] | ~sounds_VT).all(axis=0) & has_root_T
    move_VT = np.diff(pitch_VT, axis=1)
    goes_well_VT = _goes_well(move_VT) | ~sounds_VT[:, 1:]
    found_VT = np.zeros(pitch_VT.shape, dtype=bool)
    found_VT[:, 1:] = leads_VT[:, :-1] & (is_dominant_T[:-1] & is_tonic_T[1:]) & ~goes_well_VT
    is_sixth_VT = above_VT == SIXTH
    falls_VT = leads_VT[:, :-1] & is_sixth_VT[:, 1:] & (move_VT == -AUGMENTED_SECOND)
    rises_VT = is_sixth_VT[:, :-1] & leads_VT[:, 1:] & (move_VT == AUGMENTED_SECOND)
    found_VT[:, 1:] |= (falls_VT | rises_VT) & sounds_VT[:, 1:] & sounds_VT[:, :-1]
    return found_VT


def _goes_well(move_VT: np.ndarray) -> np.ndarray:
    """Whether leading notes may move so, booleans of the same shape."""
    num_voices = len(move_VT)
    is_inner_V1 = (np.arange(num_voices) % (num_voices - 1) > 0)[:, None]
    return (move_VT == RISE) | (is_inner_V1 & (move_VT == FALL))


def unresolved_elsewhere(symbols_VT: np.ndarray, signature: int) -> np.ndarray:
    """The same for the dominants of all keys, which are told by their sevenths, by a third that is not in the
    key signature, or because a major triad goes to the minor triad a fifth below: booleans (V, T). signature:
    the tonic of the major key that has it."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    classes_T = classes_of(pitch_VT)
    is_dominant_RT = (classes_T & ~_SEVENTH_CHORD_R1 == 0) & (
        classes_T & _ITS_ROOT_AND_THIRD_R1 == _ITS_ROOT_AND_THIRD_R1
    )
    has_root_RT = classes_T & _ROOT_BELOW_R1 != 0
    is_minor_RT = (classes_T & ~_MINOR_BELOW_R1 == 0) & (classes_T & _THIRD_OF_MINOR_R1 != 0)
    is_major_RT = (classes_T & ~_MAJOR_BELOW_R1 == 0) & has_root_RT
    is_altered_R1 = ~np.isin((np.arange(12)[:, None] + THIRD - signature) % 12, SCALE)
    is_told_RT = (classes_T & _ITS_SEVENTH_R1 != 0) | is_altered_R1
    goes_RT = is_dominant_RT[:, :-1] & (
        (is_minor_RT & has_root_RT)[:, 1:] | (is_told_RT[:, :-1] & is_major_RT[:, 1:])
    )
    return _found(pitch_VT, THIRD, goes_RT, _goes_well(np.diff(pitch_VT, axis=1)))


def cancelled_places(symbols_VT: np.ndarray, tonic: int, signature: int) -> np.ndarray:
    """Where a voice under the soprano lowers the leading note, or another raised note, by a semitone:
    booleans (V, T), true in the first column of the lower note."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    leads_VT = (pitch_VT > 0) & (
        np.isin((pitch_VT - signature) % 12, RAISED) | ((pitch_VT - tonic) % 12 == LEADING)
    )
    found_VT = np.zeros(pitch_VT.shape, dtype=bool)
    found_VT[1:, 1:] = leads_VT[1:, :-1] & (np.diff(pitch_VT[1:], axis=1) == -RISE)
    return found_VT


def left_leading_places(sonorities: Sonorities, tonic: int, signature: int) -> np.ndarray:
    """Where a voice leaves the leading note of this or another key, which sounded in its dominant, otherwise
    than it may: by a leap into another chord or so that the dominant lacks it, or by a step down where the
    tonic follows: booleans (V, T), true in the first column of the next note. The dominant may lack its root,
    as in a diminished triad."""
    whole_R, rootless_R = (each[sonorities.classes_R] for each in (DOMINANT_ROOT_C, ROOTLESS_DOMINANT_ROOT_C))
    root_R = np.minimum(whole_R, rootless_R)
    third_R = (root_R + THIRD) % 12
    is_told_R = ((sonorities.classes_R >> (root_R + SEVENTH) % 12) & 1 > 0) & (whole_R < NO_ROOT)
    is_told_R |= (third_R == (tonic + LEADING) % 12) | ~np.isin((third_R - signature) % 12, SCALE)
    is_told_R &= sonorities.is_full_R & (root_R < NO_ROOT)
    move_VR = sonorities.after_VR - sonorities.chord_VR
    leaves_VR = (sonorities.after_VR > 0) & ~_goes_well(move_VR) & (move_VR != LARGEST_STEP)
    leaves_VR &= (sonorities.chord_VR % 12 == third_R) & is_told_R
    next_VR = sonorities.next_VR
    is_other_VR = next_VR & ~_SEVENTH_CHORD_R1[root_R % 12, 0] > 0
    lacks_it_VR, has_tonic_VR = (next_VR >> third_R) & 1 == 0, (next_VR >> (third_R + RISE) % 12) & 1 > 0
    falls_a_step_VR = (move_VR < 0) & (move_VR >= -LARGEST_STEP)
    leaves_VR &= np.where(falls_a_step_VR, is_other_VR & has_tonic_VR, is_other_VR | lacks_it_VR)
    return sonorities.after_notes(leaves_VR)


def doubled_places(sonorities: Sonorities, tonic: int, signature: int) -> np.ndarray:
    """The voices that double a leading note for an eighth or longer while all sound its dominant, or some of
    it: the leading note of the key, of the major key with its signature, of a key in which it is raised, or
    of any dominant seventh. Booleans (V, T), true in the first column."""
    chord_VR = sonorities.chord_VR
    leading = {
        (tonic + LEADING) % 12,
        *((signature + above) % 12 for above in (LEADING, *RAISED, TO_MEDIANT)),
    }
    found_VR = np.zeros(chord_VR.shape, dtype=bool)
    for note in leading:
        is_dominant_R = sonorities.classes_R & ~_SEVENTH_CHORD_R1[(note - THIRD) % 12, 0] == 0
        found_VR |= _doubled((chord_VR % 12 == note) & is_dominant_R)
    seventh_R = SEVENTH_C[0][sonorities.classes_R]
    is_third_VR = chord_VR % 12 == (seventh_R + THIRD - SEVENTH) % 12
    found_VR |= _doubled(is_third_VR & (seventh_R < NO_ROOT))
    lasts_R = sonorities.is_full_R & (sonorities.length_R >= SHORTEST_DOUBLED)
    return sonorities.in_columns(found_VR & lasts_R)


def _doubled(is_note_VR: np.ndarray) -> np.ndarray:
    """The notes of which there is more than one at once."""
    return is_note_VR & (is_note_VR.sum(axis=0) > 1)


def seventh_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where the seventh of a dominant seventh, of any key, does not fall by a step into the triad a fifth
    below: booleans (V, T), true in the triad's first column."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    classes_T, move_VT = classes_of(pitch_VT), np.diff(pitch_VT, axis=1)
    is_dominant_RT = (classes_T & ~_SEVENTH_CHORD_R1 == 0) & (
        classes_T & _ITS_DISSONANCE_R1 == _ITS_DISSONANCE_R1
    )
    is_triad_RT = np.zeros_like(is_dominant_RT)
    for triad_R1 in (_MAJOR_BELOW_R1, _MINOR_BELOW_R1):
        is_triad_RT |= (classes_T & ~triad_R1 == 0) & (classes_T & _ROOT_BELOW_R1 != 0)
    falls_VT = (move_VT <= -1) & (move_VT >= -LARGEST_STEP)
    return _found(pitch_VT, SEVENTH, is_dominant_RT[:, :-1] & is_triad_RT[:, 1:], falls_VT)


def _found(pitch_VT: np.ndarray, step: int, goes_RT: np.ndarray, goes_well_VT: np.ndarray) -> np.ndarray:
    """Where voices that have the note some steps above the root of a chord do not go on well, (V, T). goes:
    whether the chord on each root moves on behind each column but the last."""
    found_VT = np.zeros(pitch_VT.shape, dtype=bool)
    for root, column in zip(*np.nonzero(goes_RT), strict=True):
        is_note_V = (pitch_VT[:, column] > 0) & (pitch_VT[:, column] % 12 == (root + step) % 12)
        goes_on_V = is_note_V & (pitch_VT[:, column + 1] > 0)
        found_VT[:, column + 1] |= goes_on_V & ~goes_well_VT[:, column]
    return found_VT
