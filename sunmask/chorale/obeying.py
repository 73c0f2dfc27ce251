"""Chords that are asked for, obeyed by rule: on the beat only their notes are drawn, and what leaves them is
refused.

A network that is told a chord plays it most of the time. A person who asks for one means every time. What
counts as the chord is what the rule of `harmony` reads from the notes of the beat.

V voices, T sixteenths, P symbols, N beats, K cells that are drawn
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.harmony import OTHER, RULE, TONES, beat_columns, best_chords, chord_beat, weights
from sunmask.chorale.noise import note_numbers
from sunmask.chorale.symbols import LOWEST_PITCH, NUM_PITCHES, ChoraleMeta, decode
from sunmask.chorale.told import INDEX

FORBIDDEN = -30.0
"""Added to the logits of other notes: as good as never, and still a number."""
MISSING = 2.0
"""Added to those of tones that no other voice has, so that a chord has its third and its seventh."""
ASKED = ("root", "quality", "bass")
BASS = 3
_CLASS_H = (LOWEST_PITCH + np.arange(NUM_PITCHES)) % 12


@dataclass(frozen=True)
class _Asked:
    """A beat that asks for a chord. number: of the beat. on: its first half. bass: pitch class or -1."""

    number: int
    beat: slice
    on: slice
    root: int
    quality: int
    bass: int

    @property
    def tones(self) -> list[int]:
        return [(self.root + step) % 12 for step in TONES[self.quality]]


class AskedChords:
    """The chords that the columns of a piece are told, and how well notes obey them."""

    def __init__(self, told_TF: np.ndarray, meta: ChoraleMeta) -> None:
        self._told_TF = told_TF
        self._column_N = beat_columns(len(told_TF), meta.pickup, chord_beat(meta.metre))

    @cached_property
    def _asked(self) -> list[_Asked]:
        found = []
        ends = [*self._column_N[1:].tolist(), len(self._told_TF)]
        for number, (start, end) in enumerate(zip(self._column_N.tolist(), ends, strict=True)):
            root, quality, bass = (int(self._told_TF[start, INDEX[name]]) - 1 for name in ASKED)
            if 0 <= root < 12 and 0 <= quality < OTHER:
                half = start + max(1, (end - start + 1) // 2)
                found.append(_Asked(number, slice(start, end), slice(start, half), root, quality, bass))
        return found

    def __bool__(self) -> bool:
        return bool(self._asked)

    def leaning(self, ids_VT: np.ndarray, open_VT: np.ndarray) -> Tensor:
        """What to add to the logits of the open cells, (K, P), row by row."""
        added_VTH = np.zeros((*ids_VT.shape, NUM_PITCHES), dtype=np.float32)
        pitch_VT = np.abs(decode(ids_VT)).astype(int)
        for asked in self._asked:
            added_VTH[:, asked.on] += np.where(np.isin(_CLASS_H, asked.tones), 0.0, FORBIDDEN)
            if asked.bass >= 0:
                added_VTH[BASS, asked.beat.start] = np.where(np.isin(_CLASS_H, asked.bass), 0.0, FORBIDDEN)
            here_V = pitch_VT[:, asked.beat.start]
            for voice in range(len(here_V)):
                others = {int(pitch) % 12 for row, pitch in enumerate(here_V) if pitch and row != voice}
                missing = [tone for tone in asked.tones if tone not in others]
                added_VTH[voice, asked.on] += np.where(np.isin(_CLASS_H, missing), MISSING, 0.0)
        added_KH = added_VTH[open_VT]
        rest_K1 = np.zeros((len(added_KH), 1), dtype=np.float32)
        return torch.from_numpy(np.concatenate([added_KH, added_KH, rest_K1], axis=1))

    def obeyed(self, ids_VT: np.ndarray) -> np.ndarray:
        """Of each asked chord whether the notes (V, T) of its beat are read as it: root, quality and, where
        it is said, the bass."""
        weight_NC, bass_N = weights(decode(ids_VT), self._column_N, RULE.later)
        numbers = [asked.number for asked in self._asked]
        read = best_chords(self._column_N[numbers], weight_NC[numbers], bass_N[numbers], RULE)
        wanted = np.array([(asked.root, asked.quality) for asked in self._asked])
        is_bass = [
            asked.bass in (-1, bass)
            for asked, bass in zip(self._asked, bass_N[numbers].tolist(), strict=True)
        ]
        return (read.root_N == wanted[:, 0]) & (read.quality_N == wanted[:, 1]) & np.array(is_bass)

    def refuse_leaving(self, before_VT: np.ndarray, proposed_VT: np.ndarray) -> np.ndarray:
        """The proposed ids (V, T) with the changes of those notes taken back that sound in a beat whose chord
        they leave: one that was obeyed before and is not any more."""
        was_obeyed, result = self.obeyed(before_VT), proposed_VT.copy()
        while True:
            left = was_obeyed & ~self.obeyed(result)
            changed = result != before_VT
            numbers_VT = note_numbers(result)
            refused = np.zeros_like(changed)
            for asked, has_left in zip(self._asked, left.tolist(), strict=True):
                for voice in range(len(result)) if has_left else ():
                    refused[voice] |= np.isin(numbers_VT[voice], numbers_VT[voice, asked.beat])
            refused &= changed
            if not refused.any():
                return result
            result = np.where(refused, before_VT, result)
