"""The analysis of a chorale by which it is judged: pitches, attacks, key, and a chord for each beat.

V voices from the top, T sixteenths, B whole beats
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sunmask.chorale.music.bars import metric_positions
from sunmask.chorale.music.symbols import BEATS, Chorale, normalise
from sunmask.chorale.notation.spelling import analyse_key
from sunmask.lab.chorale.evaluation.judges.chords import Chords, chords_of_beats

BEAT = 4
"""Sixteenths of a quarter, in which the judges count where beats have no three parts."""
BEAT_OF_THREE = 6


@dataclass(frozen=True)
class Analysis:
    """pitch_VT: MIDI pitches, 0 where a voice rests. attack_VT: where a note begins. position_T: sixteenths
    since the bar line. tonic: pitch class of the key that all notes suggest. beat: its sixteenths, those of a
    dotted quarter in a metre like 6/8."""

    pitch_VT: np.ndarray
    attack_VT: np.ndarray
    position_T: np.ndarray
    tonic: int
    is_minor: bool
    beat: int = BEAT

    @classmethod
    def of(cls, chorale: Chorale) -> "Analysis":
        symbols_VT = normalise(chorale.symbols_VT)
        key = analyse_key(symbols_VT)
        return cls(
            np.abs(symbols_VT).astype(np.int64),
            symbols_VT > 0,
            metric_positions(chorale.meta, symbols_VT.shape[1]),
            key.tonic_fifths * 7 % 12,
            key.mode == "minor",
            BEAT_OF_THREE if BEATS[chorale.meta.metre][1] == BEAT_OF_THREE else BEAT,
        )

    @property
    def num_sixteenths(self) -> int:
        return self.pitch_VT.shape[1]

    @property
    def num_notes(self) -> int:
        return int(self.attack_VT.sum())

    @cached_property
    def moves_VT(self) -> np.ndarray:
        """Attacks of another pitch than the one that sounded in the sixteenth before."""
        before_VT = np.zeros_like(self.pitch_VT)
        before_VT[:, 1:] = self.pitch_VT[:, :-1]
        return self.attack_VT & (before_VT > 0) & (before_VT != self.pitch_VT)

    @cached_property
    def beats_B(self) -> np.ndarray:
        """First columns of the whole beats."""
        starts = np.flatnonzero(self.position_T % self.beat == 0)
        return starts[starts + self.beat <= self.num_sixteenths]

    @cached_property
    def chords(self) -> Chords:
        """The chord of each whole beat."""
        columns_BK = self.beats_B[:, None] + np.arange(self.beat)
        return chords_of_beats(self.pitch_VT[:, columns_BK].transpose(1, 0, 2))

    def chord_between(self, first: int, after: int) -> Chords:
        """The one chord of the columns from `first` to before `after`, as that of a beat."""
        return chords_of_beats(self.pitch_VT[None, :, first:after])

    @cached_property
    def attacks_T(self) -> np.ndarray:
        """Columns in which at least one voice begins a note."""
        return np.flatnonzero(self.attack_VT.any(axis=0))

    def note_lengths(self, voice: int) -> np.ndarray:
        """Sixteenths of each note of a voice, rests left out."""
        starts = np.flatnonzero(self.attack_VT[voice])
        ends = np.flatnonzero(np.append(self.attack_VT[voice, 1:] | (self.pitch_VT[voice, 1:] == 0), True))
        return ends[np.searchsorted(ends, starts)] - starts + 1
