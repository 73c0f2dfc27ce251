"""Guided rejection: proposals that make a fault, or the whole worse, are refused (the paper's rejection step,
section 2.3).

V voices, T sixteenths
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sunmask.chorale.grade.bach import overall
from sunmask.chorale.grade.parallels import PAIRS, parallel_places
from sunmask.chorale.music.bars import part_meta
from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import REST_ID, Chorale, ChoraleMeta, decode, normalise
from sunmask.chorale.music.voices import VOICE_RANGES, VOICES
from sunmask.chorale.rules.dissonances import (
    DISSONANCES,
    accented_places,
    bare_places,
    clashing_places,
    false_relations,
    foreign_bass_places,
    left_seventh_places,
    open_places,
    standing_places,
    struck_seventh_places,
    thirdless_places,
)
from sunmask.chorale.rules.leaps import (
    augmented_places,
    awkward_leap_places,
    leap_places,
    tritone_places,
    wide_places,
)
from sunmask.chorale.rules.motion import (
    OUTER,
    Fault,
    hidden_places,
    on_successive_beats,
    ornamented_intervals,
    unequal_fifths,
)
from sunmask.chorale.rules.positions import (
    SUNG_RANGES,
    UPPER,
    crossing_places,
    order_faults,
    out_of_range_places,
)
from sunmask.chorale.rules.resolutions import (
    cancelled_places,
    doubled_places,
    left_leading_places,
    seventh_places,
    unresolved_elsewhere,
    unresolved_places,
)
from sunmask.chorale.rules.sonorities import Sonorities
from sunmask.chorale.settings import ChoraleSettings

PART = 128
"""Sixteenths that are graded as one: a longer piece is judged part by part, for the whole would take long and
hide what one change does."""
BETWEEN = -1
"""In place of the number of a column: it separates two parts of a piece."""
FEW = 16
"""As many faults are never noise, however short the piece."""
LARGEST_GAP = 4
"""Changes of a voice with no more sixteenths between them stand or fall together."""


@dataclass(frozen=True)
class Refused:
    """Faults of voice leading that proposals may not make. parallels: parallel fifths and octaves. hidden:
    hidden ones of the outer voices. tonic: the pitch class of the key whose leading notes are to be resolved,
    None where they need not be. signature: the tonic of the major key with its signature, None where the key
    is not known. sevenths: those of dominant sevenths that do not fall. crossing: a soprano below the alto.
    ranges: notes outside `VOICE_RANGES`. bare: fifths that sound alone for a beat, without a third.
    dissonances: those that stand and do not resolve. awkward_leaps: by a seventh or more than an octave.
    leaps: of more semitones than these, of each voice.

    is_strict: of each of these more, as a teacher marks it in an exercise: what an ornament hides, fifths out
    of diminished ones, all leading notes and sevenths, tenors and basses out of their order, gaps,
    `SUNG_RANGES`, short dissonances, a bass outside its chord, false relations, tritones up and augmented
    seconds.

    beats: the columns in which beats begin, for parallels and dissonances. closes: the last columns of
    phrases, which are to be triads over their roots. Both in order, and of the whole piece."""

    parallels: bool = False
    hidden: bool = False
    tonic: int | None = None
    signature: int | None = None
    sevenths: bool = False
    crossing: bool = False
    ranges: bool = False
    bare: bool = False
    dissonances: bool = False
    awkward_leaps: bool = False
    leaps: tuple[int | None, ...] = ()
    is_strict: bool = False
    beats: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()

    @classmethod
    def by(
        cls,
        settings: ChoraleSettings,
        meta: ChoraleMeta,
        beats: tuple[int, ...] = (),
        *,
        is_strict: bool = False,
    ) -> "Refused":
        resolves = settings.refuse_unresolved and settings.keep_key
        return cls(
            parallels=settings.refuse_parallels,
            hidden=settings.refuse_hidden,
            tonic=meta.tonic if resolves else None,
            signature=7 * meta.fifths % 12 if settings.keep_key else None,
            sevenths=settings.refuse_sevenths,
            crossing=settings.refuse_crossing,
            ranges=settings.refuse_ranges,
            bare=settings.refuse_bare,
            dissonances=settings.refuse_dissonances,
            awkward_leaps=settings.refuse_leaps,
            is_strict=is_strict,
            beats=beats,
        )

    def __bool__(self) -> bool:
        return self != Refused(signature=self.signature, is_strict=self.is_strict, beats=self.beats)

    def count(self, ids_VT: np.ndarray) -> int:
        """How many there are."""
        return sum(1 for _ in self.places(ids_VT))

    def counts(self, ids_NVL: np.ndarray, first: int) -> np.ndarray:
        """How many there are in each of several versions of the same columns, (N,). first: the first of
        these columns in the piece."""
        num_versions, num_voices, length = ids_NVL.shape
        apart_NVL = np.full((num_versions, num_voices, length + 1), REST_ID)
        apart_NVL[:, :, :length] = ids_NVL
        columns_NL = np.tile(np.append(np.arange(first, first + length), BETWEEN), (num_versions, 1))
        all_VT = apart_NVL.transpose(1, 0, 2).reshape(num_voices, -1)
        at = np.array([column for _, column in self.places(all_VT, columns_NL.ravel())], dtype=np.int64)
        return np.bincount(at[at % (length + 1) < length] // (length + 1), minlength=num_versions)

    def places(self, ids_VT: np.ndarray, columns_T: np.ndarray | None = None) -> Iterator[Fault]:
        """The voices of each fault, and its column: the second of two where it lies between two. columns: of
        the piece, where the ids are not all of it; BETWEEN for one that separates two parts of it."""
        symbols_VT = decode(ids_VT)
        if self.parallels:
            for pair, column in zip(*np.nonzero(parallel_places(symbols_VT)), strict=True):
                yield PAIRS[pair], int(column)
        if self.hidden:
            for column in np.flatnonzero(hidden_places(symbols_VT)):
                yield OUTER, int(column)
        if self.tonic is not None:
            yield from _of_one_voice(self.unresolved(symbols_VT))
        if self.sevenths:
            yield from _of_one_voice(seventh_places(symbols_VT))
        if self.crossing:
            for column in np.flatnonzero(crossing_places(symbols_VT)):
                yield UPPER, int(column)
        if self.ranges:
            ranges = SUNG_RANGES if self.is_strict else VOICE_RANGES
            yield from _of_one_voice(out_of_range_places(symbols_VT, ranges))
        if self.awkward_leaps:
            yield from _of_one_voice(awkward_leap_places(symbols_VT))
        if self.leaps:
            yield from _of_one_voice(leap_places(symbols_VT, self.leaps))
        if not (self.is_strict or self.bare or self.dissonances or self.closes):
            return
        sonorities = Sonorities.of(symbols_VT)
        if self.bare:
            yield from _of_all_voices(bare_places(sonorities))
        if self.dissonances:
            yield from _of_all_voices(standing_places(sonorities))
        if self.closes:
            at, _ = _among(self.closes, columns_T, symbols_VT.shape[1])
            yield from _of_all_voices(open_places(sonorities, at))
        if self.is_strict:
            yield from self._strict_places(sonorities, columns_T)

    def unresolved(self, symbols_VT: np.ndarray) -> np.ndarray:
        """Where a voice leaves a leading note as it may not, booleans (V, T); nowhere without a tonic."""
        if self.tonic is None:
            return np.zeros(symbols_VT.shape, dtype=bool)
        found_VT = unresolved_places(symbols_VT, self.tonic)
        if self.is_strict and self.signature is not None:
            found_VT |= unresolved_elsewhere(symbols_VT, self.signature)
            found_VT |= cancelled_places(symbols_VT, self.tonic, self.signature)
        return found_VT

    def _strict_places(self, sonorities: Sonorities, columns_T: np.ndarray | None) -> Iterator[Fault]:
        pitch_VT = sonorities.pitch_VT
        beats, columns_B = _among(self.beats, columns_T, pitch_VT.shape[1])
        if self.parallels:
            is_next_B = np.append(False, np.diff(columns_B) == np.diff(beats))
            yield from ornamented_intervals(pitch_VT)
            yield from on_successive_beats(pitch_VT, beats, is_next_B)
        if self.hidden:
            yield from unequal_fifths(pitch_VT)
        if self.tonic is not None and self.signature is not None:
            yield from _of_one_voice(doubled_places(sonorities, self.tonic, self.signature))
            yield from _of_one_voice(left_leading_places(sonorities, self.tonic, self.signature))
        if self.sevenths:
            yield from _of_one_voice(left_seventh_places(sonorities, beats))
        if self.crossing:
            yield from order_faults(pitch_VT)
        if self.awkward_leaps:
            yield from _of_one_voice(tritone_places(sonorities))
            yield from _of_one_voice(wide_places(pitch_VT))
        if self.awkward_leaps and self.signature is not None:
            yield from _of_one_voice(augmented_places(pitch_VT, self.signature))
        if self.dissonances:
            for places in DISSONANCES:
                yield from _of_all_voices(places(sonorities))
            yield from _of_all_voices(accented_places(sonorities, beats))
            yield from _of_all_voices(thirdless_places(sonorities, beats))
            yield from _of_all_voices(foreign_bass_places(sonorities, beats))
            yield from _of_one_voice(struck_seventh_places(sonorities))
        if self.dissonances and self.signature is not None:
            yield from _of_all_voices(clashing_places(sonorities, self.signature))
            yield from false_relations(sonorities, self.signature)


def _among(
    wanted: tuple[int, ...], columns_T: np.ndarray | None, num_columns: int
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the columns are wanted: where they stand in a grid, and their numbers in the piece. None: the
    grid is the piece."""
    if columns_T is None:
        columns_T = np.arange(num_columns)
    at = np.flatnonzero(np.isin(columns_T, wanted))
    return at, columns_T[at]


def _of_all_voices(places_T: np.ndarray) -> Iterator[Fault]:
    for column in np.flatnonzero(places_T):
        yield tuple(range(len(VOICES))), int(column)


def _of_one_voice(places_VT: np.ndarray) -> Iterator[Fault]:
    for voice, column in zip(*np.nonzero(places_VT), strict=True):
        yield (int(voice),), int(column)


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
        symbols_VT = decode(ids_VT)
        columns = np.nonzero(refused.unresolved(symbols_VT))[1]
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
