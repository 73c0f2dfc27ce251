"""Guided rejection: proposals that make a fault, or the whole worse, are refused (the paper's rejection step,
section 2.3).

V voices, T sixteenths
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sunmask.chorale.grade.bach import overall
from sunmask.chorale.grade.parallels import FIFTH, OCTAVE, PAIRS, parallel_places
from sunmask.chorale.music.bars import part_meta
from sunmask.chorale.music.harmony import TONES
from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, decode, normalise
from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.chorale.rules.leaps import awkward_leap_places, leap_places
from sunmask.chorale.settings import ChoraleSettings

PART = 128
"""Sixteenths that are graded as one: a longer piece is judged part by part, for the whole would take long and
hide what one change does."""
OUTER, UPPER = (0, 3), (0, 1)
"""Soprano and bass; soprano and alto."""
LOWEST_OF_ALTOS = VOICE_RANGES[UPPER[1]][0]
LARGEST_STEP = 2
"""Semitones: what is wider is a leap."""
DOMINANT, TONIC = (7, 11, 2, 5), (0, 3, 4, 7)
"""Semitones above the tonic: of the dominant, which may lack its root or seventh, and of the tonic chord."""
_IN_DOMINANT_C, _IN_TONIC_C = (np.isin(np.arange(12), chord) for chord in (DOMINANT, TONIC))
LEADING, RISE, FALL = 11, 1, -4
"""The leading note in semitones above the tonic, and how it may go on: in a middle voice it may also fall to
the fifth."""
SEVENTH = 10
"""Semitones above the root of a dominant seventh."""
SHORTEST_BARE = 4
"""Sixteenths: a fifth that sounds alone for less is passed over."""
LONGEST_CLASH, LONGEST_SUSPENSION = 2, 4
"""The most sixteenths of a dissonance in which no voice moves: of any, and of one that is prepared."""
THIRD = 1
"""The place of the third among the tones of a chord."""
FEW = 16
"""As many faults are never noise, however short the piece."""
LARGEST_GAP = 4
"""Changes of a voice with no more sixteenths between them stand or fall together."""


def _sets_of_classes(*steps: int) -> np.ndarray:
    """Of each root the pitch classes so many semitones above it, as the bits of a number, (12, 1)."""
    return np.array([[sum(1 << (root + step) % 12 for step in steps)] for root in range(12)])


def _chords_among_sets(*, with_third: bool) -> np.ndarray:
    """Of each set of pitch classes, as the bits of a number, whether all are tones of one chord; with_third:
    and its third is one of them. Booleans (4096,)."""
    sets_N = np.arange(1 << 12)
    found_N = np.zeros(len(sets_N), dtype=bool)
    for tones in TONES:
        for chord, third in zip(
            _sets_of_classes(*tones)[:, 0], _sets_of_classes(tones[THIRD])[:, 0], strict=True
        ):
            found_N |= (sets_N & ~chord == 0) & ((sets_N & third > 0) | (not with_third))
    return found_N


_IS_CHORD_C, _IS_IN_CHORD_C = _chords_among_sets(with_third=True), _chords_among_sets(with_third=False)
_SEVENTH_CHORD_R1, _ITS_DISSONANCE_R1 = _sets_of_classes(0, 4, 7, SEVENTH), _sets_of_classes(0, 4, SEVENTH)
_TRIADS_BELOW, _ROOT_BELOW_R1 = (_sets_of_classes(5, 9, 0), _sets_of_classes(5, 8, 0)), _sets_of_classes(5)


@dataclass(frozen=True)
class Refused:
    """Faults of voice leading that proposals may not make. parallels: parallel fifths and octaves. hidden:
    hidden ones of the outer voices. tonic: the pitch class of the key whose leading notes are to be resolved,
    None where they need not be. sevenths: those of dominant sevenths that do not fall. crossing: a soprano
    below the alto. ranges: notes outside `VOICE_RANGES`. bare: fifths that sound alone for a beat, without a
    third. dissonances: those that stand and do not resolve. awkward_leaps: by a seventh or more than an
    octave. leaps: of more semitones than these, of each voice."""

    parallels: bool = False
    hidden: bool = False
    tonic: int | None = None
    sevenths: bool = False
    crossing: bool = False
    ranges: bool = False
    bare: bool = False
    dissonances: bool = False
    awkward_leaps: bool = False
    leaps: tuple[int | None, ...] = ()

    @classmethod
    def by(cls, settings: ChoraleSettings, meta: ChoraleMeta) -> "Refused":
        resolves = settings.refuse_unresolved and settings.keep_key
        return cls(
            parallels=settings.refuse_parallels,
            hidden=settings.refuse_hidden,
            tonic=meta.tonic if resolves else None,
            sevenths=settings.refuse_sevenths,
            crossing=settings.refuse_crossing,
            ranges=settings.refuse_ranges,
            bare=settings.refuse_bare,
            dissonances=settings.refuse_dissonances,
            awkward_leaps=settings.refuse_leaps,
        )

    def __bool__(self) -> bool:
        return self != Refused()

    def count(self, ids_VT: np.ndarray) -> int:
        """How many there are."""
        return sum(1 for _ in self.places(ids_VT))

    def places(self, ids_VT: np.ndarray) -> Iterator[tuple[tuple[int, ...], int]]:
        """The voices of each fault, and its column: the second of two where it lies between two."""
        symbols_VT = decode(ids_VT)
        if self.parallels:
            for pair, column in zip(*np.nonzero(parallel_places(symbols_VT)), strict=True):
                yield PAIRS[pair], int(column)
        if self.hidden:
            for column in np.flatnonzero(hidden_places(symbols_VT)):
                yield OUTER, int(column)
        if self.tonic is not None:
            yield from _of_one_voice(unresolved_places(symbols_VT, self.tonic))
        if self.sevenths:
            yield from _of_one_voice(seventh_places(symbols_VT))
        if self.crossing:
            for column in np.flatnonzero(crossing_places(symbols_VT)):
                yield UPPER, int(column)
        if self.ranges:
            yield from _of_one_voice(out_of_range_places(symbols_VT))
        if self.bare:
            for column in np.flatnonzero(bare_places(symbols_VT)):
                yield tuple(range(len(symbols_VT))), int(column)
        if self.dissonances:
            for column in np.flatnonzero(dissonant_places(symbols_VT)):
                yield tuple(range(len(symbols_VT))), int(column)
        if self.awkward_leaps:
            yield from _of_one_voice(awkward_leap_places(symbols_VT))
        if self.leaps:
            yield from _of_one_voice(leap_places(symbols_VT, self.leaps))


def _of_one_voice(places_VT: np.ndarray) -> Iterator[tuple[tuple[int, ...], int]]:
    for voice, column in zip(*np.nonzero(places_VT), strict=True):
        yield (int(voice),), int(column)


def unresolved_places(symbols_VT: np.ndarray, tonic: int) -> np.ndarray:
    """Where a voice leaves the leading note otherwise than it may while the dominant goes to the tonic chord:
    booleans (V, T), true in the tonic chord's first column."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    sounds_VT, above_VT = pitch_VT > 0, (pitch_VT - tonic) % 12
    leads_VT = sounds_VT & (above_VT == LEADING)
    is_dominant_T = (_IN_DOMINANT_C[above_VT] | ~sounds_VT).all(axis=0)
    has_root_T = (sounds_VT & (above_VT == 0)).any(axis=0)
    is_tonic_T = (_IN_TONIC_C[above_VT] | ~sounds_VT).all(axis=0) & has_root_T
    move_VT = np.diff(pitch_VT, axis=1)
    is_inner_V1 = (np.arange(len(pitch_VT)) % (len(pitch_VT) - 1) > 0)[:, None]
    goes_well_VT = (move_VT == RISE) | (is_inner_V1 & (move_VT == FALL)) | ~sounds_VT[:, 1:]
    found_VT = np.zeros(pitch_VT.shape, dtype=bool)
    found_VT[:, 1:] = leads_VT[:, :-1] & (is_dominant_T[:-1] & is_tonic_T[1:]) & ~goes_well_VT
    return found_VT


def seventh_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where the seventh of a dominant seventh, of any key, does not fall by a step into the triad a fifth
    below: booleans (V, T), true in the triad's first column."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    sounds_VT, move_VT = pitch_VT > 0, np.diff(pitch_VT, axis=1)
    class_VT = pitch_VT % 12
    classes_T = np.bitwise_or.reduce(np.where(sounds_VT, 1 << class_VT, 0), axis=0)
    is_dominant_RT = (classes_T & ~_SEVENTH_CHORD_R1 == 0) & (
        classes_T & _ITS_DISSONANCE_R1 == _ITS_DISSONANCE_R1
    )
    is_triad_RT = np.zeros_like(is_dominant_RT)
    for triad_R1 in _TRIADS_BELOW:
        is_triad_RT |= (classes_T & ~triad_R1 == 0) & (classes_T & _ROOT_BELOW_R1 != 0)
    falls_VT = (move_VT <= -1) & (move_VT >= -LARGEST_STEP)
    found_VT = np.zeros(pitch_VT.shape, dtype=bool)
    for root, column in zip(*np.nonzero(is_dominant_RT[:, :-1] & is_triad_RT[:, 1:]), strict=True):
        is_seventh_V = sounds_VT[:, column] & (class_VT[:, column] == (root + SEVENTH) % 12)
        found_VT[:, column + 1] |= is_seventh_V & sounds_VT[:, column + 1] & ~falls_VT[:, column]
    return found_VT


def crossing_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where the soprano is below the alto, booleans (T,); not below all notes that altos sing, as in a tune
    that men sing."""
    soprano_T, alto_T = np.abs(np.asarray(symbols_VT)[list(UPPER)]).astype(np.int32)
    return (soprano_T >= LOWEST_OF_ALTOS) & (soprano_T < alto_T)


def out_of_range_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Cells whose pitch is outside the range of their voice, booleans (V, T)."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    lowest_V1, highest_V1 = np.array(VOICE_RANGES).T[:, :, None]
    return (pitch_VT > 0) & ((pitch_VT < lowest_V1) | (pitch_VT > highest_V1))


def bare_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where all voices sound a fifth, its octaves and nothing else for a beat: booleans (T,), true in the
    second column."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    above_VT = (pitch_VT - pitch_VT[-1:]) % 12
    is_bare_T = np.zeros(pitch_VT.shape[1], dtype=bool)
    for fifth in (FIFTH, 12 - FIFTH):  # below the others its lower note is the bass, or its upper one
        is_fifth_VT = above_VT == fifth
        is_bare_T |= is_fifth_VT.any(axis=0) & (is_fifth_VT | (above_VT == 0)).all(axis=0)
    is_bare_T &= (pitch_VT > 0).all(axis=0)
    begins_T = np.append(True, (np.diff(pitch_VT, axis=1) != 0).any(axis=0))
    first_R = np.flatnonzero(begins_T)
    length_R = np.diff(np.append(first_R, len(begins_T)))
    found_T = np.zeros(len(begins_T), dtype=bool)
    found_T[first_R[is_bare_T[first_R] & (length_R >= SHORTEST_BARE)] + 1] = True
    return found_T


def dissonant_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where all voices stand on what is neither a triad nor a seventh chord with its third, and it is no
    suspension: booleans (T,), true where it should have moved on.

    In a suspension one of the notes that do not fit sounded before. It stands for a beat at most, and then
    falls by a step.
    """
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    num_columns = pitch_VT.shape[1]
    begins_T = np.append(True, (np.diff(pitch_VT, axis=1) != 0).any(axis=0))
    first_R = np.flatnonzero(begins_T)
    length_R = np.diff(np.append(first_R, num_columns))
    stands_R = length_R > LONGEST_CLASH
    first_R, length_R = first_R[stands_R], length_R[stands_R]
    chord_VR = pitch_VT[:, first_R]
    classes_R = np.bitwise_or.reduce(1 << chord_VR % 12, axis=0)
    found_T = np.zeros(num_columns, dtype=bool)
    for run in np.flatnonzero(~_IS_CHORD_C[classes_R] & (chord_VR > 0).all(axis=0)):
        first, after, chord_V = first_R[run], first_R[run] + length_R[run], chord_VR[:, run]
        held_V = _explains(chord_V) & (pitch_VT[:, first - 1] == chord_V) & (first > 0)
        if not held_V.any():
            found_T[first + LONGEST_CLASH] = True
        elif length_R[run] > LONGEST_SUSPENSION:
            found_T[first + LONGEST_SUSPENSION] = True
        elif after < num_columns:
            fall_V = chord_V - pitch_VT[:, after]
            found_T[after] = not (held_V & (fall_V > 0) & (fall_V <= LARGEST_STEP)).any()
    return found_T


def _explains(chord_V: np.ndarray) -> np.ndarray:
    """The voices without whose note the others sound tones of one chord, booleans (V,)."""
    others = (np.delete(chord_V, voice) for voice in range(len(chord_V)))
    return np.array([_IS_IN_CHORD_C[np.bitwise_or.reduce(1 << each % 12)] for each in others])


def hidden_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where the outer voices move the same way into a fifth or octave, the soprano by a leap, out of another
    interval: booleans (T,), true at the second of the intervals."""
    pitch_2T = np.abs(np.asarray(symbols_VT))[list(OUTER)].astype(np.int32)
    move_2T = np.diff(pitch_2T, axis=1)
    both_sound_T = (pitch_2T[:, 1:] > 0).all(axis=0) & (pitch_2T[:, :-1] > 0).all(axis=0)
    interval_T = (pitch_2T[0] - pitch_2T[1]) % 12
    found_T = np.zeros(pitch_2T.shape[1], dtype=bool)
    found_T[1:] = (
        both_sound_T
        & (move_2T[0] * move_2T[1] > 0)
        & (np.abs(move_2T[0]) > LARGEST_STEP)
        & (interval_T[1:] != interval_T[:-1])
        & ((interval_T[1:] == FIFTH) | (interval_T[1:] == OCTAVE))
    )
    return found_T


def refuse_faults(before_VT: np.ndarray, proposed_VT: np.ndarray, refused: Refused) -> np.ndarray:
    """The proposed ids (V, T) with changes taken back where they make a fault that is refused.

    Taken back are the changes of the notes on either side of a fault, in the voices that make it; that may
    bring others to light, so it is looked at again until nothing more can be taken back.
    """
    result = proposed_VT.copy()
    while True:
        changed = result != before_VT
        back = changed & whole_notes(result, faulty_cells(result, refused))
        if not back.any():
            return result
        result = np.where(back, before_VT, result)


def faulty_cells(ids_VT: np.ndarray, refused: Refused) -> np.ndarray:
    """The cells, booleans (V, T), on both sides of each such fault in the voices that make it."""
    cells = np.zeros(ids_VT.shape, dtype=bool)
    for voices, column in refused.places(ids_VT):
        for voice in voices:
            cells[voice, max(0, column - 1) : column + 1] = True
    return cells


def is_noise(ids_VT: np.ndarray, refused: Refused, free_VT: np.ndarray) -> bool:
    """Whether there are so many faults that this is noise rather than music with faults: more than `FEW`, and
    more than one in two columns. free: cells that may change; a fault among others does not count, as of a
    melody that is held out of range, and no crossing, which such a melody makes in all columns."""
    most = max(FEW, ids_VT.shape[1] // 2)
    may_VT = free_VT | np.pad(free_VT[:, :-1], ((0, 0), (1, 0)))
    places = replace(refused, crossing=False).places(ids_VT)
    return sum(may_VT[list(voices), column].any() for voices, column in places) > most


def faulty_notes(rng: np.random.Generator, ids_VT: np.ndarray, refused: Refused) -> np.ndarray:
    """The notes at such faults, booleans (V, T), of about half of the voices, drawn at
    random. A leading note that is not resolved concerns the other middle voice too, with which it shares the
    notes of both chords."""
    cells_VT = faulty_cells(ids_VT, refused)
    if refused.tonic is not None:
        columns = np.nonzero(unresolved_places(decode(ids_VT), refused.tonic))[1]
        cells_VT[1:-1, [*columns - 1, *columns]] = True
    in_voice_V1 = rng.random((len(ids_VT), 1)) < 0.5
    return whole_notes(ids_VT, cells_VT & in_voice_V1)


def refuse_worse(
    before_VT: np.ndarray, after_VT: np.ndarray, may_VT: np.ndarray, meta: ChoraleMeta
) -> np.ndarray:
    """The ids after some steps, (V, T), with each changed stretch of a voice undone that made the
    grade of its part of the piece worse.

    may_VT: cells that may be taken back; a stretch with others in it stays. Each stretch is tried against
    what the ones before it have left.
    """
    result = after_VT.copy()
    num_parts = max(1, round(after_VT.shape[1] / PART))
    for columns_T in np.array_split(np.arange(after_VT.shape[1]), num_parts):
        columns = slice(columns_T[0], columns_T[-1] + 1)
        of_part = part_meta(meta, int(columns.start))
        part, old, may = result[:, columns], before_VT[:, columns], may_VT[:, columns]
        best = None
        for voice, stretch in changed_stretches(old, part):
            if not may[voice, stretch].all():
                continue
            if best is None:
                best = _graded(part, of_part)
            tried = part.copy()
            tried[voice, stretch] = old[voice, stretch]
            grade = _graded(tried, of_part)
            if grade < best:
                part[:], best = tried, grade
    return result


def changed_stretches(before_VT: np.ndarray, after_VT: np.ndarray) -> list[tuple[int, slice]]:
    """The voice and columns of all stretches that differ, the earliest first."""
    found = []
    for voice, changed_T in enumerate(before_VT != after_VT):
        columns = np.flatnonzero(changed_T)
        if len(columns):
            runs = np.split(columns, np.flatnonzero(np.diff(columns) > LARGEST_GAP + 1) + 1)
            found += [(voice, slice(int(run[0]), int(run[-1]) + 1)) for run in runs]
    return sorted(found, key=lambda each: (each[1].start, each[0]))


def _graded(ids_VT: np.ndarray, meta: ChoraleMeta) -> float:
    return overall(Chorale(normalise(decode(ids_VT)), meta))
