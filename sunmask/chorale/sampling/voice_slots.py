"""Pieces whose voices are not the standard four: their rows in the network's four slots, and back.

The part of a voice says which slot it has. All voices are transposed by the same number of octaves, so that
the outer ones that have a part come nearest to soprano and bass. A slot without a voice is a rest for the
rules, and for the network noise that it must not trust, as if that voice were still to be composed: beside a
rest it would let all voices rest. Voices without a part are held. So are unmasked or pinned notes beyond the
network's pitches, which it sees moved by octaves into its range.

B candidates, V rows of the canvas, S slots, T sixteenths
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.symbols import HIGHEST_PITCH, LOWEST_PITCH, Chorale
from sunmask.chorale.music.voices import STANDARD, VOICE_RANGES, VOICES, Voice, network_shift
from sunmask.method.cells import Plan
from sunmask.method.layouts import Layout
from sunmask.method.parts import Parts
from sunmask.method.sampling import Denoiser
from sunmask.method.settings import SamplerSettings
from sunmask.method.steps import Change, Step, Symbol

OCTAVE = 12


def is_native(piece: Chorale) -> bool:
    """Whether the piece can go to the network as it is: exactly the four standard parts, with their ranges
    and no largest leaps, and no pitch that the network lacks."""
    slot_map = SlotMap.of(piece.voices)
    is_own = slot_map == SlotMap(tuple(range(len(VOICES))), 0, VOICE_RANGES)
    return is_own and len(piece.voices) == len(VOICES) and not out_of_symbols(piece.symbols_VT).any()


def out_of_symbols(symbols_VT: np.ndarray) -> np.ndarray:
    """Which cells hold a pitch that the network does not know."""
    pitch_VT = np.abs(symbols_VT)
    return (pitch_VT > 0) & ((pitch_VT < LOWEST_PITCH) | (pitch_VT > HIGHEST_PITCH))


@dataclass(frozen=True)
class SlotMap:
    """rows: for each slot, the row of the voice that has it; None if none has. shift: semitones that are
    added for the network. ranges: lowest and highest pitch of each slot, as the network counts them. leaps:
    the largest leap allowed in each slot, None for any."""

    rows: tuple[int | None, ...]
    shift: int
    ranges: tuple[tuple[int, int], ...]
    leaps: tuple[int | None, ...] = (None,) * len(VOICES)

    @classmethod
    def of(cls, voices: Sequence[Voice]) -> "SlotMap":
        parts = [voice.part for voice in voices]
        rows = tuple(parts.index(part) if part in parts else None for part in VOICES)
        shift = network_shift(voices)
        ranges = tuple(
            (LOWEST_PITCH, HIGHEST_PITCH)
            if row is None
            else (voices[row].low + shift, voices[row].high + shift)
            for row in rows
        )
        leaps = tuple(None if row is None else voices[row].leap for row in rows)
        return cls(rows, shift, ranges, leaps)

    @property
    def empty(self) -> tuple[int, ...]:
        """The slots without a voice."""
        return tuple(slot for slot, row in enumerate(self.rows) if row is None)

    @property
    def slots(self) -> list[tuple[int, int]]:
        """Each slot that has a voice, and its row."""
        return [(slot, row) for slot, row in enumerate(self.rows) if row is not None]

    def cells(self, cells_VT: np.ndarray, otherwise: Any) -> np.ndarray:
        """Values of the canvas's cells as those of the slots', (S, T)."""
        cells_ST = np.full((len(self.rows), cells_VT.shape[1]), otherwise, dtype=cells_VT.dtype)
        for slot, row in self.slots:
            cells_ST[slot] = cells_VT[row]
        return cells_ST

    def symbols(self, symbols_VT: np.ndarray) -> np.ndarray:
        """Symbols that the network has, (S, T), notes beyond its pitches moved by octaves."""
        symbols_ST = self.cells(np.asarray(symbols_VT, dtype=np.int16), 0)
        return self._moved(symbols_ST, self.shift)

    def canvas(self, symbols_ST: np.ndarray, given_VT: np.ndarray, fixed_VT: np.ndarray) -> np.ndarray:
        """The symbols of the canvas: those of the slots, and the given ones at fixed cells."""
        symbols_VT = given_VT.copy()
        back_ST = np.where(symbols_ST == 0, 0, symbols_ST - np.sign(symbols_ST) * self.shift)
        for slot, row in self.slots:
            symbols_VT[row] = np.where(fixed_VT[row], given_VT[row], back_ST[slot])
        return symbols_VT

    def fixed(self, symbols_VT: np.ndarray, kept_VT: np.ndarray) -> np.ndarray:
        """Cells that the network cannot change, (V, T): all of rows without a slot, and notes beyond its
        pitches that are kept (unmasked or pinned)."""
        moved_VT = np.where(symbols_VT == 0, 0, symbols_VT + np.sign(symbols_VT) * self.shift)
        fixed_VT = out_of_symbols(moved_VT) & kept_VT
        seen = {row for _, row in self.slots}
        fixed_VT[[row for row in range(len(symbols_VT)) if row not in seen]] = True
        return fixed_VT

    def piece(self, piece: Chorale) -> Chorale:
        """The piece as the network's four voices, with the marks on their cells."""
        slot_of = {row: slot for slot, row in self.slots}

        def of_slots(cells: Iterable[tuple[int, int]]) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
            return ((cell, (slot_of[cell[0]], cell[1])) for cell in cells if cell[0] in slot_of)

        return Chorale(
            self.symbols(piece.symbols_VT),
            replace(piece.meta, voices=STANDARD),
            frozenset(to for _, to in of_slots(piece.fermatas)),
            {to: piece.lyrics[cell] for cell, to in of_slots(piece.lyrics)},
            piece.chords,
            {to: piece.signs[cell] for cell, to in of_slots(piece.signs)},
            {to: piece.spellings[cell] for cell, to in of_slots(piece.spellings)},
            piece.form,
        )

    def plan(self, plan: Plan, fixed_VT: np.ndarray) -> Plan:
        """The plan of the slots: fixed cells are trusted and held. Slots without a voice are held
        and not trusted, so the network is shown noise there."""
        return Plan(
            trust=self.cells(plan.trust | fixed_VT, False),
            hold=self.cells(plan.hold | fixed_VT, True),
            renoise=self.cells(plan.renoise & ~fixed_VT, False),
        )

    @staticmethod
    def _moved(symbols_ST: np.ndarray, shift: int) -> np.ndarray:
        pitch_ST = np.abs(symbols_ST).astype(np.int64) + shift
        too_low_ST = np.maximum(0, LOWEST_PITCH - pitch_ST)
        too_high_ST = np.maximum(0, pitch_ST - HIGHEST_PITCH)
        pitch_ST += OCTAVE * (-(-too_low_ST // OCTAVE)) - OCTAVE * (-(-too_high_ST // OCTAVE))
        return np.where(symbols_ST == 0, 0, np.sign(symbols_ST) * pitch_ST).astype(np.int16)


class SlotDenoiser(Denoiser):
    """The `Denoiser` of a piece of other voices: it works in slots, and is seen and changed in rows."""

    def __init__(
        self,
        slot_map: SlotMap,
        piece: Chorale,
        plan: Plan,
        layout: Callable[[Chorale, Plan, int], Layout],
        settings: SamplerSettings,
        *,
        seed: int,
        candidates: range,
        first_step: int = 0,
    ):
        """layout: makes that of a candidate from a piece and a plan of the four slots and the candidate's
        number. Raises ValueError where the plan has another shape than the piece."""
        if plan.shape != piece.symbols_VT.shape:
            raise ValueError(f"expected a plan of shape {piece.symbols_VT.shape}, got {plan.shape}")
        self._slot_map = slot_map
        fixed_VT = slot_map.fixed(piece.symbols_VT, plan.hold | plan.trust)
        self._given = [piece.symbols_VT.astype(np.int16) for _ in candidates]
        self._fixed = [fixed_VT.copy() for _ in candidates]
        of_slots, slot_plan = slot_map.piece(piece), slot_map.plan(plan, fixed_VT)
        layouts = [layout(of_slots, slot_plan, candidate) for candidate in candidates]
        super().__init__(
            layouts, settings, seed=seed, first_step=first_step, first_candidate=candidates.start
        )

    @property
    def symbols_BVT(self) -> np.ndarray:
        each = zip(self.cells_BVT, self._given, self._fixed, strict=True)
        return np.stack([self._slot_map.canvas(*one) for one in each])

    def decide_in_parts(self) -> Parts[Step | None]:
        step = yield from super().decide_in_parts()
        return None if step is None else replace(step, symbols_BVT=self.symbols_BVT)

    def apply_change(self, change: Change, candidate: int | None = None) -> None:
        chosen = range(self.num_candidates) if candidate is None else [candidate]
        for b in chosen:
            super().apply_change(self._of_slots(change, b), b)

    def _of_slots(self, change: Change, b: int) -> Change:
        """The change, in slots. For a cell that is freed or gets another note, it is decided anew whether it
        is fixed."""
        slot_map, given_VT, fixed_VT = self._slot_map, self._given[b], self._fixed[b]
        symbols_ST = None
        if change.symbols is not None:
            symbols_VT = np.asarray(change.symbols, dtype=np.int16).reshape(given_VT.shape)
            given_VT[change.cells] = symbols_VT[change.cells]
            symbols_ST = slot_map.symbols(symbols_VT).ravel().tolist()
        is_held = change.hold is True or (change.hold is None and change.renoise is not True)
        known_VT = slot_map.fixed(given_VT, np.full(given_VT.shape, is_held))
        if change.symbols is not None or not is_held:
            fixed_VT[change.cells] = known_VT[change.cells]
        cells_ST = slot_map.cells(change.cells & ~fixed_VT, False)
        return replace(change, cells=cells_ST, symbols=symbols_ST)

    def condition(self, content: Any, candidate: int) -> None:
        piece = self._slot_map.piece(chorale_from_json(content))
        super().condition(chorale_to_json(piece), candidate)

    def restore(
        self,
        stored: Iterable[Sequence[Sequence[Symbol]]],
        acts: Mapping[int, Callable[[], None]] | None = None,
    ) -> None:
        shape = self._given[0].shape

        def of_slots(grid: Sequence[Symbol]) -> list[Symbol]:
            return self._slot_map.symbols(np.reshape(np.asarray(grid), shape)).ravel().tolist()

        super().restore(([of_slots(grid) for grid in grids] for grids in stored), acts)
