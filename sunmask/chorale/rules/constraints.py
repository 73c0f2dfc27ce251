"""Requested chords as constraints: on the beat only their notes are drawn, and changes that leave them are
refused.

A network that is conditioned on a chord plays it most of the time. A person who requests one means every
time. Whether a beat has the chord is decided by the rule of `harmony`, from the notes of the beat. A chord
that no network has learned (`chords.SETS`) is had where all tones that it needs sound, and no others.

V voices, T sixteenths, P symbols, N beats, K cells that are drawn
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord, by_beat
from sunmask.chorale.music.harmony import OTHER, RULE, THIRD, TONES, best_chords, weights
from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, ChoraleMeta, decode

FORBIDDEN = -30.0
"""Added to the logits of other notes: as good as never, and still a number."""
MISSING = 2.0
"""Added to the logits of tones that no other voice has, so that a chord has its third and its seventh."""
MISSING_OF_SET = 6.0
"""The same for a chord that the network does not lead to by itself."""
BASS = 3
_CLASS_H = (LOWEST_PITCH + np.arange(NUM_PITCHES)) % 12


@dataclass(frozen=True)
class _ChordConstraint:
    """A beat, or a part of one, with a requested chord. on: its first half. bass: pitch class or -1.
    of_set: the chord, where it is one of `chords.SETS`."""

    beat: slice
    on: slice
    root: int
    quality: int
    bass: int
    of_set: Chord | None = None

    @property
    def tones(self) -> list[int]:
        if self.of_set is not None:
            return list(self.of_set.tones)
        return [(self.root + step) % 12 for step in TONES[self.quality]]

    def needed(self, num_voices: int) -> list[int]:
        """Tones that some voice must have: of a set as many as there are voices."""
        return self.tones if self.of_set is None else list(self.of_set.needed[:num_voices])


class ChordConstraints:
    """The chords in the conditions of a piece's columns, and how well notes satisfy them."""

    def __init__(
        self,
        conditions_TF: np.ndarray,
        meta: ChoraleMeta,
        chords: Mapping[int, Chord] | None = None,
        num_voices: int = 4,
    ) -> None:
        """chords: that are asked for, of which those that the conditions have no word for count here.
        num_voices: that sing."""
        self._conditions_TF, self._meta, self._num_voices = conditions_TF, meta, num_voices
        starts = beat_columns(meta, len(conditions_TF))
        asked = by_beat(chords or {}, starts, len(conditions_TF))
        self._sets = {start: (end, chord) for start, (end, chord) in asked.items() if chord.is_set}

    @cached_property
    def _constraints(self) -> list[_ChordConstraint]:
        found = []
        asked_TX = self._conditions_TF[:, [INDEX[name] for name in CHORD]] - 1
        changes = np.flatnonzero((asked_TX[1:] != asked_TX[:-1]).any(axis=1)) + 1
        starts = np.union1d(beat_columns(self._meta, len(asked_TX)), changes).tolist()
        for start, end in zip(starts, [*starts[1:], len(asked_TX)], strict=True):
            root, quality, bass = asked_TX[start].tolist()
            if any(first <= start < last for first, (last, _) in self._sets.items()):
                continue
            if 0 <= root < 12 and 0 <= quality < OTHER:
                half = start + max(1, (end - start + 1) // 2)
                found.append(_ChordConstraint(slice(start, end), slice(start, half), root, quality, bass))
        for start, (end, chord) in self._sets.items():
            half, bass = start + max(1, (end - start + 1) // 2), -1 if chord.bass is None else chord.bass
            on = slice(start, half)
            found.append(_ChordConstraint(slice(start, end), on, chord.root, 0, bass, chord))
        return sorted(found, key=lambda constraint: constraint.beat.start)

    def __bool__(self) -> bool:
        return bool(self._constraints)

    def is_on(self, column: int) -> bool:
        """Whether only notes of a chord may be drawn there."""
        return bool(self._number_T[column] >= 0)

    @cached_property
    def _forbidden_VTH(self) -> np.ndarray:
        """The bias of the logits of each pitch that does not depend on the notes."""
        added_VTH = np.zeros((4, len(self._conditions_TF), NUM_PITCHES), dtype=np.float32)
        for constraint in self._constraints:
            added_VTH[:, constraint.on] = np.where(np.isin(_CLASS_H, constraint.tones), 0.0, FORBIDDEN)
            if constraint.bass >= 0:
                added_VTH[BASS, constraint.beat.start] = np.where(
                    np.isin(_CLASS_H, constraint.bass), 0.0, FORBIDDEN
                )
        return added_VTH

    @cached_property
    def _number_T(self) -> np.ndarray:
        """The number of the constrained beat of each column that is on one, elsewhere -1."""
        number_T = np.full(len(self._conditions_TF), -1)
        for number, constraint in enumerate(self._constraints):
            number_T[constraint.on] = number
        return number_T

    @cached_property
    def _is_tone_NC(self) -> np.ndarray:
        return np.array([np.isin(np.arange(12), each.needed(self._num_voices)) for each in self._constraints])

    def logit_bias(self, ids_VT: np.ndarray, open_VT: np.ndarray) -> Tensor:
        """The bias to add to the logits of the open cells, (K, P), row by row."""
        starts = [constraint.beat.start for constraint in self._constraints]
        pitch_VN = np.abs(decode(ids_VT))[:, starts].astype(int)
        sounds_VNC = (pitch_VN[:, :, None] % 12 == np.arange(12)) & (pitch_VN[:, :, None] > 0)
        others_VNC = sounds_VNC.sum(axis=0) - sounds_VNC
        wants_N1 = np.where(self._is_set_N, MISSING_OF_SET, MISSING)[:, None]
        missing_VNC = np.where(self._is_tone_NC & (others_VNC == 0), wants_N1, 0.0).astype(np.float32)
        voice_K, column_K = np.nonzero(open_VT)
        number_K = self._number_T[column_K]
        missing_KH = missing_VNC[voice_K, number_K][:, _CLASS_H] * (number_K >= 0)[:, None]
        added_KH = self._forbidden_VTH[voice_K, column_K] + missing_KH
        rest_K1 = np.zeros((len(added_KH), 1), dtype=np.float32)
        return torch.from_numpy(np.concatenate([added_KH, added_KH, rest_K1], axis=1).astype(np.float32))

    def satisfied(self, ids_VT: np.ndarray) -> np.ndarray:
        """Whether the notes (V, T) of the beat of each requested chord are read as it, with a root and a
        third that sound: root, quality and, where given, the bass."""
        start_N = np.array([constraint.beat.start for constraint in self._constraints])
        end_N = np.array([constraint.beat.stop for constraint in self._constraints])
        weight_NC, bass_N = weights(decode(ids_VT), start_N, RULE.later, end_N)
        read = best_chords(start_N, weight_NC, bass_N, RULE)
        root_N, quality_N, asked_bass_N = np.array([[a.root, a.quality, a.bass] for a in self._constraints]).T
        is_bass_N = (asked_bass_N < 0) | (asked_bass_N == bass_N)
        third_N = (root_N + np.array([tones[THIRD] for tones in TONES])[quality_N]) % 12
        row_N = np.arange(len(root_N))
        has_both_N = (weight_NC[row_N, root_N] > 0) & (weight_NC[row_N, third_N] > 0)
        is_read_N = (read.root_N == root_N) & (read.quality_N == quality_N) & has_both_N
        return np.where(self._is_set_N, self._is_made_N(ids_VT), is_read_N) & is_bass_N

    @property
    def has_sets(self) -> bool:
        """Whether a chord such as sus4 is requested, which must sound as it is said."""
        return bool(self._sets)

    @cached_property
    def _is_set_N(self) -> np.ndarray:
        return np.array([constraint.of_set is not None for constraint in self._constraints])

    def _is_made_N(self, ids_VT: np.ndarray) -> np.ndarray:
        """Whether the tones that a set needs sound in the first half of its beat, and nothing else does."""
        made = np.zeros(len(self._constraints), dtype=bool)
        pitch_VT = np.abs(decode(ids_VT)).astype(int)
        for n in np.flatnonzero(self._is_set_N).tolist():
            constraint = self._constraints[n]
            on_VL = pitch_VT[:, constraint.on]
            sounding = set((on_VL[on_VL > 0] % 12).tolist())
            made[n] = set(constraint.needed(self._num_voices)) <= sounding <= set(constraint.tones)
        return made

    def violated_cells(self, ids_VT: np.ndarray) -> np.ndarray:
        """The cells (V, T) of the beats whose notes do not make the requested chord."""
        return self._beats(ids_VT.shape, ~self.satisfied(ids_VT))

    def _beats(self, shape: tuple[int, ...], is_of: np.ndarray) -> np.ndarray:
        """The cells of those of the beats, booleans of a shape (V, T). is_of: a boolean for each chord."""
        cells_VT = np.zeros(shape, dtype=bool)
        for constraint, is_one in zip(self._constraints, is_of.tolist(), strict=True):
            cells_VT[:, constraint.beat] |= is_one
        return cells_VT

    def revert_violations(self, before_VT: np.ndarray, proposed_VT: np.ndarray) -> np.ndarray:
        """The proposed ids (V, T) with the changes of those notes taken back that sound in a beat whose chord
        they leave: one that was satisfied before and is not any more."""
        if np.array_equal(before_VT, proposed_VT):
            return proposed_VT
        was_satisfied, result = self.satisfied(before_VT), proposed_VT.copy()
        while (left := was_satisfied & ~self.satisfied(result)).any():
            changed = result != before_VT
            refused = changed & whole_notes(result, self._beats(result.shape, left))
            if not refused.any():
                return result
            result = np.where(refused, before_VT, result)
        return result
