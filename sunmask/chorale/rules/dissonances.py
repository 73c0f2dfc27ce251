"""Dissonances that do not pass or resolve, fifths and closes without a third: what a teacher of harmony marks
in the sonorities of a piece.

V voices, T sixteenths, R sonorities, N of them that are looked at
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from sunmask.chorale.grade.parallels import FIFTH
from sunmask.chorale.rules.motion import Fault
from sunmask.chorale.rules.sonorities import (
    FULL_TRIAD_ROOT_C,
    HAS_THIRD_C,
    IS_CHORD_C,
    IS_CONSONANT_C,
    IS_IN_CHORD_C,
    LARGEST_STEP,
    NO_ROOT,
    SEVENTH_C,
    SEVENTH_ROOT_C,
    TRIAD_ROOT_C,
    Sonorities,
    classes_of,
)

SHORTEST_BARE = 4
"""Sixteenths: a fifth that sounds alone for less is passed over."""
LONGEST_CLASH, LONGEST_SUSPENSION = 2, 4
"""The most sixteenths of a dissonance in which no voice moves: of any, and of one that is prepared."""
LONGEST_ANTICIPATION = 2
"""Sixteenths."""
LATEST_RESOLUTION = 2
"""Sixteenths for which a note may go on when the dissonance that it makes has ended."""
MOST_AT_ONCE = 2
"""Voices that pass or are suspended over a chord of the others."""
LONGEST_ACCENT = 3
"""Sixteenths for which a note that belongs to no chord may stay when it begins on a beat."""
ONE_LETTER = (0, 5, 7, 3, 10)
"""Semitones above the tonic of major: notes that have one letter with the note a semitone higher, as keys use
them. In C major: C, F and G, which are raised, and E flat and B flat."""
SHORTEST = 2
"""Sixteenths: a triad over its fifth, a fifth without a third or a seventh that sounds for less is passed
over."""
DOMINANT = 0
"""The place of the dominant seventh in `SEVENTH_C`, the one seventh that is struck at will."""


def bare_places(sonorities: Sonorities) -> np.ndarray:
    """Where all voices sound a fifth, its octaves and nothing else for a beat: booleans (T,), true in the
    second column."""
    chord_VR, length_R = sonorities.chord_VR, sonorities.length_R
    above_VR = (chord_VR - chord_VR[-1:]) % 12
    is_bare_R = np.zeros(len(length_R), dtype=bool)
    for fifth in (FIFTH, 12 - FIFTH):  # below the others its lower note is the bass, or its upper one
        is_fifth_VR = above_VR == fifth
        is_bare_R |= is_fifth_VR.any(axis=0) & (is_fifth_VR | (above_VR == 0)).all(axis=0)
    is_bare_R &= sonorities.is_full_R & (length_R >= SHORTEST_BARE)
    found_T = np.zeros(sonorities.pitch_VT.shape[1], dtype=bool)
    found_T[sonorities.first_R[is_bare_R] + 1] = True
    return found_T


def open_places(sonorities: Sonorities, closes: np.ndarray) -> np.ndarray:
    """Where a phrase ends on anything but a triad over its root: booleans (T,), true in these columns.
    closes: the last columns of phrases."""
    is_closed_R = (sonorities.chord_VR[-1] % 12 == TRIAD_ROOT_C[sonorities.classes_R]) | ~sonorities.is_full_R
    found_T = np.zeros(sonorities.pitch_VT.shape[1], dtype=bool)
    found_T[closes] = ~is_closed_R[np.searchsorted(sonorities.first_R, closes, side="right") - 1]
    return found_T


def standing_places(sonorities: Sonorities) -> np.ndarray:
    """Where all voices stand on what is neither a triad nor a seventh chord with its third, and it is no
    suspension: booleans (T,), true where it should have moved on.

    In a suspension one of the notes that do not fit sounded before. It stands for a beat at most, and then
    falls by a step.
    """
    found_T = np.zeros(sonorities.pitch_VT.shape[1], dtype=bool)
    is_looked_at_R = sonorities.is_full_R & ~IS_CHORD_C[sonorities.classes_R]
    number_N = np.flatnonzero(is_looked_at_R & (sonorities.length_R > LONGEST_CLASH))
    if not len(number_N):
        return found_T
    first_N, length_N, chord_VN = (
        each[..., number_N] for each in (sonorities.first_R, sonorities.length_R, sonorities.chord_VR)
    )
    after_N = first_N + length_N
    held_VN = _explains(chord_VN) & (sonorities.start_VR[:, number_N] < first_N)
    is_held_N = held_VN.any(axis=0)
    is_long_N = is_held_N & (length_N > LONGEST_SUSPENSION)
    found_T[first_N[~is_held_N] + LONGEST_CLASH] = True
    found_T[first_N[is_long_N] + LONGEST_SUSPENSION] = True
    goes_on_N = is_held_N & ~is_long_N & (after_N < len(found_T))
    fall_VN = chord_VN[:, goes_on_N] - sonorities.pitch_VT[:, after_N[goes_on_N]]
    falls_N = (held_VN[:, goes_on_N] & (fall_VN > 0) & (fall_VN <= LARGEST_STEP)).any(axis=0)
    found_T[after_N[goes_on_N][~falls_N]] = True
    return found_T


def _explains(chord_VN: np.ndarray) -> np.ndarray:
    """The voices without whose note the others sound tones of one chord, booleans (V, N)."""
    others = (np.delete(chord_VN, voice, axis=0) for voice in range(len(chord_VN)))
    return np.array([IS_IN_CHORD_C[classes_of(each)] for each in others])


def unexplained_places(sonorities: Sonorities) -> np.ndarray:
    """Where the notes, however short, belong to no chord, and it does not help to take away those of one or
    two voices that pass, return, anticipate or are suspended: booleans (T,), true in the first column."""
    number_N = np.flatnonzero(sonorities.is_full_R & ~IS_IN_CHORD_C[sonorities.classes_R])
    chord_VN, start_VN, end_VN, before_VN, after_VN = (
        each[:, number_N]
        for each in (
            sonorities.chord_VR,
            sonorities.start_VR,
            sonorities.end_VR,
            sonorities.before_VR,
            sonorities.after_VR,
        )
    )
    first_N, length_N = sonorities.first_R[number_N], sonorities.length_R[number_N]
    # beside a rest and at the edge of the grid, where nothing is known, it counts as a step
    comes_VN = (before_VN == 0) | (np.abs(chord_VN - before_VN) <= LARGEST_STEP)
    goes_VN = (after_VN == 0) | (np.abs(chord_VN - after_VN) <= LARGEST_STEP)
    goes_VN &= end_VN <= first_N + length_N + LATEST_RESOLUTION
    is_new_VN = start_VN == first_N
    is_suspended_VN = ~is_new_VN & goes_VN & (after_VN < chord_VN)
    is_ahead_VN = (end_VN > first_N + length_N) & (length_N <= LONGEST_ANTICIPATION)
    is_ahead_VN[-1] = False  # the bass goes with its chord
    may_VN = (is_new_VN & comes_VN & (goes_VN | is_ahead_VN)) | is_suspended_VN
    is_explained_N = np.zeros(len(number_N), dtype=bool)
    for count in range(1, MOST_AT_ONCE + 1):
        for voices in map(list, combinations(range(len(chord_VN)), count)):
            others_VN = np.delete(chord_VN, voices, axis=0)
            is_explained_N |= may_VN[voices].all(axis=0) & IS_CONSONANT_C[classes_of(others_VN)]
    found_T = np.zeros(sonorities.pitch_VT.shape[1], dtype=bool)
    found_T[first_N[~is_explained_N]] = True
    return found_T


def lasting_places(sonorities: Sonorities) -> np.ndarray:
    """Where the third of three sonorities comes whose notes belong to no chord: booleans (T,)."""
    is_dissonant_R = sonorities.is_full_R & ~IS_IN_CHORD_C[sonorities.classes_R]
    is_third_R = np.zeros(len(is_dissonant_R), dtype=bool)
    is_third_R[2:] = is_dissonant_R[:-2] & is_dissonant_R[1:-1] & is_dissonant_R[2:]
    return sonorities.in_columns(is_third_R)


def accented_places(sonorities: Sonorities, beats: np.ndarray) -> np.ndarray:
    """Where on a beat a note that belongs to no chord begins and stays for a beat or longer, or sounds
    together with the note to which it goes (over a bass that has that note it may): booleans (T,). beats:
    columns in which beats begin."""
    is_dissonant_R = sonorities.is_full_R & ~IS_IN_CHORD_C[sonorities.classes_R]
    number_N = np.flatnonzero(is_dissonant_R & sonorities.begin_in(beats))
    chord_VN, start_VN, after_VN = (
        each[:, number_N] for each in (sonorities.chord_VR, sonorities.start_VR, sonorities.after_VR)
    )
    others = [np.delete(chord_VN, voice, axis=0) for voice in range(len(chord_VN))]
    may_VN = np.array([IS_CONSONANT_C[classes_of(each)] for each in others])
    stays_VN = sonorities.end_VR[:, number_N] - start_VN > LONGEST_ACCENT
    is_struck_VN = stays_VN & (start_VN == sonorities.first_R[number_N])
    above = [each[:-1] if voice < len(others) - 1 else each for voice, each in enumerate(others)]
    is_there_VN = np.array(
        [(each % 12 == after_N % 12).any(axis=0) for each, after_N in zip(above, after_VN, strict=True)]
    )
    is_wrong_VN = is_struck_VN | (is_there_VN & (after_VN > 0)) | ~may_VN
    found_R = np.zeros(len(sonorities.first_R), dtype=bool)
    found_R[number_N] = may_VN.any(axis=0) & is_wrong_VN.all(axis=0)
    return sonorities.in_columns(found_R)


def clashing_places(sonorities: Sonorities, signature: int) -> np.ndarray:
    """Where a note and the same one raised or lowered sound at once: booleans (T,). signature: the tonic of
    the major key with the same signature, whose usual accidentals tell which notes have one letter."""
    is_clash_R = np.zeros(len(sonorities.first_R), dtype=bool)
    for lower in ONE_LETTER:
        both = (1 << (signature + lower) % 12) | (1 << (signature + lower + 1) % 12)
        is_clash_R |= sonorities.classes_R & both == both
    return sonorities.in_columns(is_clash_R & sonorities.is_full_R)


def struck_seventh_places(sonorities: Sonorities) -> np.ndarray:
    """Where a voice leaps to the seventh of a chord that is no dominant: booleans (V, T)."""
    sevenths_R = np.delete(SEVENTH_C, DOMINANT, axis=0).min(axis=0)[sonorities.classes_R]
    is_seventh_VR = (sonorities.chord_VR % 12 == sevenths_R) & sonorities.is_full_R
    leap_VR = np.abs(sonorities.chord_VR - sonorities.before_VR)
    is_struck_VR = (sonorities.start_VR == sonorities.first_R) & (sonorities.before_VR > 0)
    return sonorities.in_columns(is_seventh_VR & is_struck_VR & (leap_VR > LARGEST_STEP))


def left_seventh_places(sonorities: Sonorities, beats: np.ndarray) -> np.ndarray:
    """Where a voice goes otherwise than a step down from the seventh of a chord, into another chord or so
    that the chord lacks it: booleans (V, T), true in the first column of the next note. What a note makes
    that passes within a beat is no such chord. beats: columns in which beats begin."""
    classes_R, chord_VR = sonorities.classes_R, sonorities.chord_VR
    seventh_R, root_R = SEVENTH_C.min(axis=0)[classes_R], SEVENTH_ROOT_C[classes_R]
    comes_VR = np.abs(chord_VR - sonorities.before_VR) <= LARGEST_STEP
    goes_VR = np.abs(chord_VR - sonorities.after_VR) <= LARGEST_STEP
    passes_VR = (sonorities.start_VR == sonorities.first_R) & comes_VR & goes_VR
    passes_R = ((chord_VR % 12 == root_R) & passes_VR).any(axis=0) & ~sonorities.begin_in(beats)
    is_chord_R = sonorities.is_full_R & (sonorities.length_R >= SHORTEST) & ~passes_R
    is_seventh_VR = (chord_VR % 12 == seventh_R) & is_chord_R
    fall_VR = chord_VR - sonorities.after_VR
    is_left_VR = is_seventh_VR & (sonorities.after_VR > 0) & ((fall_VR < 0) | (fall_VR > LARGEST_STEP))
    next_VR = sonorities.next_VR
    lacks_it_VR = (next_VR >> seventh_R % NO_ROOT) & 1 == 0
    return sonorities.after_notes(is_left_VR & ((next_VR & ~classes_R > 0) | lacks_it_VR))


def doubled_seventh_places(sonorities: Sonorities) -> np.ndarray:
    """Where two voices sound the seventh of a chord: booleans (T,)."""
    is_seventh_VR = sonorities.chord_VR % 12 == SEVENTH_C.min(axis=0)[sonorities.classes_R]
    is_found_R = (is_seventh_VR.sum(axis=0) > 1) & sonorities.is_full_R
    return sonorities.in_columns(is_found_R & (sonorities.length_R >= SHORTEST))


def thirdless_places(sonorities: Sonorities, beats: np.ndarray) -> np.ndarray:
    """Where a chord without its third comes on a beat, and does not get it within the beat, as a suspended
    fourth does: booleans (T,). beats: columns in which beats begin."""
    is_on_beat_R, has_it_R = sonorities.begin_in(beats), HAS_THIRD_C[sonorities.classes_R]
    gets_it_R = np.append(has_it_R[1:] & ~is_on_beat_R[1:], False)
    is_found_R = is_on_beat_R & IS_IN_CHORD_C[sonorities.classes_R] & ~has_it_R & ~gets_it_R
    return sonorities.in_columns(is_found_R & sonorities.is_full_R & (sonorities.length_R >= SHORTEST))


def foreign_bass_places(sonorities: Sonorities, beats: np.ndarray) -> np.ndarray:
    """Where on a beat a bass begins that does not belong to the chord of the others: booleans (T,). beats:
    columns in which beats begin."""
    is_foreign_R = sonorities.is_full_R & ~IS_IN_CHORD_C[sonorities.classes_R]
    is_foreign_R &= IS_CHORD_C[classes_of(sonorities.chord_VR[:-1])]
    is_foreign_R &= sonorities.begin_in(beats) & (sonorities.start_VR[-1] == sonorities.first_R)
    return sonorities.in_columns(is_foreign_R)


def false_relations(sonorities: Sonorities, signature: int) -> Iterator[Fault]:
    """Where a voice sounds a note right after another voice sounded the same one raised or lowered.
    signature: see `clashing_places`."""
    class_VR = sonorities.chord_VR % 12
    for lower in ONE_LETTER:
        low_VR, high_VR = (class_VR == (signature + lower + more) % 12 for more in (0, 1))
        low_VR, high_VR = low_VR & (sonorities.chord_VR > 0), high_VR & (sonorities.chord_VR > 0)
        for first_VR, second_VR in ((low_VR, high_VR), (high_VR, low_VR)):
            left_VR = first_VR[:, :-1]
            reached_VR = second_VR[:, 1:] & ~second_VR[:, :-1]
            is_one_voice_R = (left_VR & reached_VR).any(axis=0)
            is_found_R = left_VR.any(axis=0) & reached_VR.any(axis=0) & ~is_one_voice_R
            for number in np.flatnonzero(is_found_R):
                voices = np.flatnonzero(left_VR[:, number] | reached_VR[:, number])
                yield tuple(voices.tolist()), int(sonorities.first_R[number + 1])


def leapt_fourth_places(sonorities: Sonorities) -> np.ndarray:
    """Where the bass leaps under another triad to its fifth, so that a fourth over it is not prepared:
    booleans (T,)."""
    bass_R, before_R, classes_R = sonorities.chord_VR[-1], sonorities.before_VR[-1], sonorities.classes_R
    is_leap_R = (sonorities.start_VR[-1] == sonorities.first_R) & (before_R > 0)
    is_leap_R &= np.abs(bass_R - before_R) > LARGEST_STEP
    is_other_R = np.append(False, classes_R[1:] & ~classes_R[:-1] > 0)
    return sonorities.in_columns(_over_fifths(sonorities) & is_leap_R & is_other_R)


def left_fourth_places(sonorities: Sonorities) -> np.ndarray:
    """Where the bass leaps away from the fifth of a triad, so that the fourth over it does not resolve:
    booleans (T,), true in the first column of the next note."""
    bass_R, after_R = sonorities.chord_VR[-1], sonorities.after_VR[-1]
    is_left_R = _over_fifths(sonorities) & sonorities.goes_VR[-1] & (after_R > 0)
    is_left_R &= (np.abs(after_R - bass_R) > LARGEST_STEP) & ((after_R - bass_R) % 12 > 0)  # or by an octave
    left_VR = np.zeros(sonorities.end_VR.shape, dtype=bool)
    left_VR[-1] = is_left_R
    return sonorities.after_notes(left_VR)[-1]


def _over_fifths(sonorities: Sonorities) -> np.ndarray:
    """Which sonorities are triads over their fifths, (R,)."""
    bass_R, root_R = sonorities.chord_VR[-1], FULL_TRIAD_ROOT_C[sonorities.classes_R]
    is_over_fifth_R = sonorities.is_full_R & (root_R < NO_ROOT) & ((bass_R - root_R) % 12 == FIFTH)
    return is_over_fifth_R & (sonorities.length_R >= SHORTEST)


DISSONANCES = (
    unexplained_places,
    lasting_places,
    leapt_fourth_places,
    left_fourth_places,
    doubled_seventh_places,
)
"""Those that are told by the sonorities alone, and concern all voices."""
