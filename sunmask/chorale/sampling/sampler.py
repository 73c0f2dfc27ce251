"""Chorales in the sampling loop: a cell is one token, windows are 128 sixteenths, and faults of voice leading
can be refused.

Suffixes of array names: V voices, T sixteenths of the piece, K windows, W = 128 sixteenths of a window, M
open cells, P symbols, F features of a column, X outputs of the joint head, H pitches
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.conditions import conditions_of, metre_columns, no_conditions, set_places
from sunmask.chorale.conditioning.features import FEATURES, INDEX
from sunmask.chorale.conditioning.planning import FREE, planned_conditions
from sunmask.chorale.content import chorale_from_json
from sunmask.chorale.grade.cells import grade_content
from sunmask.chorale.music.bars import on_beat
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import METRES, NUM_SYMBOLS, REST_ID, Chorale, ChoraleMeta, decode, encode
from sunmask.chorale.music.tuplets import tuplet_cells
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.rules.constraints import ChordConstraints
from sunmask.chorale.rules.leaps import leap_places, within_leaps
from sunmask.chorale.rules.rejection import (
    Refused,
    faulty_cells,
    faulty_notes,
    is_noise,
    refuse_faults,
    refuse_worse,
)
from sunmask.chorale.rules.replacement import replace_faulty_notes
from sunmask.chorale.sampling.accompaniment import NEVER, Accompaniment
from sunmask.chorale.sampling.beginning import Beginning, begins_in_order, learned_weights
from sunmask.chorale.sampling.looks import alternatives, in_octave, notes_and_rests
from sunmask.chorale.sampling.melody import draw_jointly
from sunmask.chorale.sampling.remasking import doubted_cells
from sunmask.chorale.sampling.schedule import ChoraleSchedule
from sunmask.chorale.sampling.tonality import leaning, leans
from sunmask.chorale.sampling.voice_slots import SlotDenoiser, SlotMap, is_native
from sunmask.chorale.sampling.windows import PATCH, WINDOW
from sunmask.chorale.settings import ChoraleSettings
from sunmask.kinds.answers import Answer
from sunmask.kinds.grade import CanvasGrade
from sunmask.kinds.looks import NUM_DOUBT_PASSES, Look, doubt
from sunmask.kinds.sampler import Sampler
from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.cells import Plan
from sunmask.method.draws import draw, draw_open
from sunmask.method.sampling import Denoiser
from sunmask.method.schedules import Schedule
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs, SeenLogits


class ChoraleSampler(Sampler):
    """The `Sampler` of chorales: two to six voices, of which the network sees up to four."""

    def denoiser(
        self,
        content: Any,
        plan: Plan,
        settings: SamplerSettings,
        *,
        seed: int,
        candidates: range,
        first_step: int = 0,
    ) -> Denoiser:
        piece, settings = chorale_from_json(content), ChoraleSettings.of(settings)
        return denoiser_of(piece, plan, settings, seed=seed, candidates=candidates, first_step=first_step)

    def make_ready(self) -> None:
        learned_weights()

    def grade(self, network: Any, content: Any) -> CanvasGrade:
        return grade_content(content)

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        piece = chorale_from_json(content)
        if not is_native(piece):
            return self._look_at_ensemble(question, piece, cells)
        return self._look(question, piece, cells)

    def _look(self, question: str, piece: Chorale, cells: Sequence[int], empty: Sequence[int] = ()) -> Look:
        """empty: rows that are hidden from the network, whatever it is asked."""
        everything = np.ones(piece.symbols_VT.shape, dtype=bool)
        renoise_VT = np.zeros_like(everything)
        renoise_VT[list(empty)] = True
        plan = Plan(trust=everything, hold=everything, renoise=renoise_VT)
        conditions_TF = conditions_of(piece, ChoraleSettings())
        layout = ChoraleLayout(plan, encode(piece.symbols_VT), piece.meta, conditions_TF)
        if question == "alternatives":
            return alternatives(layout, piece, cells)
        return doubt([layout] * NUM_DOUBT_PASSES, notes_and_rests(piece.symbols_VT, layout.beat_T))

    def _look_at_ensemble(self, question: str, piece: Chorale, cells: Sequence[int]) -> Look:
        slot_map, shape = SlotMap.of(piece.voices), piece.symbols_VT.shape
        fixed_VT = slot_map.fixed(piece.symbols_VT, np.ones(shape, dtype=bool))
        asked_VT = np.zeros(shape, dtype=bool)
        asked_VT.flat[list(cells)] = True
        if (asked_VT & fixed_VT).any():
            raise ValueError(
                "The model cannot see this note: the note is outside the model's range, or its voice has no "
                "part. Choose another note."
            )
        number_ST = slot_map.cells(np.arange(piece.symbols_VT.size).reshape(shape), -1)
        asked = np.flatnonzero(slot_map.cells(asked_VT, False)).tolist()
        look = self._look(question, slot_map.piece(piece), asked, slot_map.empty)

        def answer(kept: Tensor) -> Answer:
            found = look.answer(kept)
            if question == "doubt":
                doubt_VT = np.zeros(shape)
                for slot, row in slot_map.slots:
                    doubt_VT[row] = np.reshape(found["doubt"], number_ST.shape)[slot]
                return {"doubt": np.where(fixed_VT, 0.0, doubt_VT).ravel().tolist()}
            octaves = -slot_map.shift // 12
            return {
                "cells": number_ST.ravel()[found["cells"]].tolist(),
                "alternatives": [in_octave(each, octaves) for each in found["alternatives"]],
            }

        return Look(look.inputs, look.keep, answer)

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        cells = torch.zeros((count, len(VOICES), WINDOW), dtype=torch.int64)
        conditions = torch.zeros((count, WINDOW, len(FEATURES)), dtype=torch.int64)
        return cells, cells.bool(), conditions


def layout_of(
    piece: Chorale,
    plan: Plan,
    settings: ChoraleSettings,
    seed: int,
    candidate: int,
    ranges: Sequence[tuple[int, int]] | None = None,
    empty: Sequence[int] = (),
    leaps: Sequence[int | None] = (),
    first_step: int = 0,
) -> "ChoraleLayout":
    """The layout of one candidate, conditioned on the piece, the settings and what the candidate plans.
    ranges, empty, leaps: see `ChoraleLayout`. first_step: the run's first step."""
    condition = partial(planned_conditions, plan, seed, candidate)
    ids_VT, conditions_TF = encode(piece.symbols_VT), condition(piece, settings)
    return ChoraleLayout(
        plan,
        ids_VT,
        piece.meta,
        conditions_TF,
        condition=condition,
        is_guided=guides(settings),
        accompanies=settings.accompany_rests,
        chords=piece.chords,
        ranges=ranges,
        empty=empty,
        leaps=leaps,
        beginning=Beginning(conditions_TF, piece, settings)
        if begins_in_order(piece, plan, settings, first_step) and ranges is None and not (empty or any(leaps))
        else None,
    )


def denoiser_of(
    piece: Chorale,
    plan: Plan,
    settings: ChoraleSettings,
    *,
    seed: int,
    candidates: range,
    first_step: int = 0,
) -> Denoiser:
    """The sampling loop of a piece, on the piece's own rows or, for other voices, on the network's slots.
    Cells under tuplets are held."""
    if (tuplets_VT := tuplet_cells(piece)).any():
        plan = Plan(plan.trust | tuplets_VT, plan.hold | tuplets_VT, plan.renoise & ~tuplets_VT)
    if is_native(piece):
        of_one = partial(layout_of, piece, plan, settings, seed, first_step=first_step)
        layouts = [of_one(candidate) for candidate in candidates]
        return Denoiser(layouts, settings, seed=seed, first_step=first_step, first_candidate=candidates.start)
    slot_map = SlotMap.of(piece.voices)

    def layout(of_slots: Chorale, slot_plan: Plan, candidate: int) -> ChoraleLayout:
        limits = slot_map.ranges, slot_map.empty, slot_map.leaps
        return layout_of(of_slots, slot_plan, settings, seed, candidate, *limits)

    return SlotDenoiser(
        slot_map, piece, plan, layout, settings, seed=seed, candidates=candidates, first_step=first_step
    )


def num_columns(cells_VT: np.ndarray) -> int:
    """The number of columns up to the last one with a true cell; 0 if there is none."""
    return int(np.flatnonzero(cells_VT.any(axis=0)).max(initial=-1)) + 1


def guides(settings: ChoraleSettings) -> bool:
    """Whether classifier-free guidance is on: a person chose a texture, and guidance is above 1."""
    return settings.guidance > 1 and settings.texture != FREE


SAMPLER = ChoraleSampler()
HALF_OF_THE_BITS = 2.0**26
"""The high 26 bits of a draw in [0, 1) choose how a voice moves, the low ones the pitch to which it moves."""


class ChoraleLayout:
    """The `Layout` of one candidate of a chorale. Candidates differ only in their conditions."""

    num_symbols: int | None = NUM_SYMBOLS
    schedule: type[Schedule] = ChoraleSchedule

    def __init__(
        self,
        plan: Plan,
        ids_VT: np.ndarray,
        meta: ChoraleMeta,
        conditions_TF: np.ndarray | None = None,
        *,
        condition: Callable[[Chorale, ChoraleSettings], np.ndarray] = conditions_of,
        is_guided: bool = False,
        accompanies: bool = False,
        chords: Mapping[int, Chord] | None = None,
        ranges: Sequence[tuple[int, int]] | None = None,
        empty: Sequence[int] = (),
        leaps: Sequence[int | None] = (),
        beginning: Beginning | None = None,
    ):
        """ids_VT: the frozen canvas. conditions_TF: the features of its columns that the network is
        conditioned on; if None, the network is told only the metre and which columns are first and last.
        condition: recomputes them for other content and settings. is_guided: whether classifier-free
        guidance is on (see `guides`).
        accompanies: whether the voices below a held one keep sounding while it rests (see `Accompaniment`).
        chords: requested by people, keyed by a column in their beat.
        ranges: lowest and highest pitch of each voice, outside which nothing is drawn; None: the standard
        ranges, which only `Refused` applies. empty: rows without a voice, for which the network sees noise.
        leaps: the largest leap of each voice in semitones, None for any.
        beginning: writes the candidate's first draft; None if the network writes all of it.
        Raises ValueError if plan and ids have different shapes."""
        self.ranges, self.empty = ranges, list(empty)
        self.leaps = tuple(leaps) if any(leap is not None for leap in leaps) else ()
        self.widest_V = np.array([np.inf if leap is None else leap for leap in leaps]) if self.leaps else None
        self.range_bias_VP = None if ranges is None else range_bias(ranges)
        self._condition, self.is_guided = condition, is_guided
        self.plan, self.ids_VT = plan, np.asarray(ids_VT, dtype=np.int64)
        if self.ids_VT.shape != plan.shape:
            raise ValueError(f"expected plan and ids of one shape, got {plan.shape} and {self.ids_VT.shape}")
        num_sixteenths = plan.shape[1]
        self.meta, self._accompanies, self.beginning = meta, accompanies, beginning
        self.by_column = beginning is not None
        is_on_beat_T = on_beat(meta, num_sixteenths)
        self.beat_T = self.unit_T = np.cumsum(is_on_beat_T)
        self.beats = tuple(np.flatnonzero(is_on_beat_T).tolist())
        if conditions_TF is None:
            conditions_TF = metre_columns(meta, num_sixteenths)
            set_places(conditions_TF)
        self.conditions_TF = conditions_TF
        self.chord_constraints, self.closes = self._constraints(chords or {}), self._closes()
        self.starts = window_starts(num_sixteenths)
        self.owner_T = window_owners(self.starts, num_sixteenths)
        self.column_T = np.arange(num_sixteenths) - np.asarray(self.starts)[self.owner_T]

    @property
    def accompaniment(self) -> Accompaniment:
        """What must sound below the rests of the frozen canvas; nothing if that is switched off."""
        return self._accompaniment if self._accompanies else Accompaniment.none(self.plan.shape)

    @cached_property
    def _accompaniment(self) -> Accompaniment:
        return Accompaniment.of(self.ids_VT, self.plan.hold, bar=METRES[self.meta.metre])

    def conditioned(self, content: Any, settings: SamplerSettings) -> "ChoraleLayout":
        other, settings = copy(self), ChoraleSettings.of(settings)
        other._accompanies = settings.accompany_rests
        other.conditions_TF, other.is_guided = (
            self._condition(chorale_from_json(content), settings),
            guides(settings),
        )
        other.chord_constraints = other._constraints(chorale_from_json(content).chords)
        other.closes = other._closes()
        return other

    def _closes(self) -> tuple[int, ...]:
        """The last columns of the phrases, of which the conditions tell the ends, where a soprano sounds that
        is held."""
        is_last_T = self.conditions_TF[:, INDEX["to_phrase_end"]] == 1
        is_end_T = is_last_T & ~np.append(is_last_T[1:], False)
        is_end_T[-1] |= self.conditions_TF[-1, INDEX["to_end"]] > 0
        is_long_T = decode(self.ids_VT[0]) < 0  # no chord changes with a sixteenth
        return tuple(np.flatnonzero(is_end_T & self._is_sung_T & is_long_T).tolist())

    @property
    def _is_sung_T(self) -> np.ndarray:
        """Where a soprano sounds that is held, booleans (T,)."""
        return self.plan.hold[0] & (self.ids_VT[0] != REST_ID)

    @property
    def has_melody(self) -> bool:
        """Whether most of the soprano is held: such a piece is an exercise in harmony, and judged as one."""
        return bool(2 * self._is_sung_T.sum() > len(self._is_sung_T))

    def _constraints(self, chords: Mapping[int, Chord]) -> ChordConstraints:
        num_voices = len(self.plan.hold) - len(self.empty)
        return ChordConstraints(self.conditions_TF, self.meta, chords, num_voices)

    def start(self) -> np.ndarray:
        return self.ids_VT.copy()

    def set_symbols(self, symbols_VT: np.ndarray) -> np.ndarray:
        return encode(symbols_VT)

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        return decode(ids_VN)

    def to_tokens(self, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        return chance_VN

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        return rng.integers(NUM_SYMBOLS, size=self.plan.shape)

    @property
    def unseen_VT(self) -> np.ndarray:
        """Cells for which the network sees noise that it must not trust: rows without a voice, and rests
        that are accompanied."""
        unseen_VT = self.accompaniment.rests_VT.copy()
        unseen_VT[self.empty] = True
        return unseen_VT

    def window_numbers(self) -> np.ndarray:
        return self.owner_T

    def window_columns(self) -> np.ndarray:
        return self.column_T

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, numbers: np.ndarray | None = None
    ) -> ForwardInputs:
        """tokens and trust (K, V, W); columns: the conditions of each, (K, W, F). Columns outside the
        piece are filled with zeros, and their features say "outside"."""
        trust_VN = trust_VN & ~self.unseen_VT
        starts = np.asarray(self.starts)[slice(None) if numbers is None else numbers]
        columns_KW = starts[:, None] + np.arange(WINDOW)
        outside_KW = columns_KW >= self.plan.shape[1]
        columns_KW = np.minimum(columns_KW, self.plan.shape[1] - 1)
        conditions_KWF = self.conditions_TF[columns_KW]
        conditions_KWF[outside_KW] = no_conditions()
        conditions = torch.from_numpy(conditions_KWF)

        def cut(rows_VT: np.ndarray) -> Tensor:
            windows_KWV = rows_VT.T[columns_KW]
            windows_KWV[outside_KW] = 0
            return torch.from_numpy(windows_KWV.transpose(0, 2, 1).copy())

        inputs = ForwardInputs(cut(fed_VN), cut(trust_VN), (conditions,))
        if not self.is_guided:
            return inputs
        without = conditions.clone()
        without[..., INDEX["texture"]] = 0
        return ForwardInputs.joined((inputs, replace(inputs, columns=(without,))))

    def step(self, now: StepContext) -> "ChoraleStep":
        return ChoraleStep(self, now)


class ChoraleStep(CandidateStep):
    """A step of a chorale: a note or a beat is doubted as a whole, in rounds of rework a block of one voice;
    faults of voice leading can be refused."""

    def __init__(self, layout: ChoraleLayout, now: StepContext):
        super().__init__(now)
        self.layout, self.settings = layout, ChoraleSettings.of(now.settings)
        self.schedule, self.guidance_strength = ChoraleSchedule(self.settings), self.settings.guidance

    @property
    def chord_constraints(self) -> ChordConstraints | None:
        """The requested chords that must be kept; None if there are none."""
        constraints = self.layout.chord_constraints
        return constraints if self.settings.keep_chords and constraints else None

    @property
    def is_last(self) -> bool:
        """Whether this is the last step, so that no later one can mend its faults."""
        return self.now.step == self.settings.num_steps

    @cached_property
    def refused(self) -> Refused:
        """The faults that this step refuses. None before the piece is settled, nor while it is still mostly
        noise, because undoing a change would then bring noise back."""
        if not self.schedule.is_settled(self.now.step):
            return Refused()
        refused = self._refused
        return Refused() if is_noise(self.now.ids_VN, refused, self.now.free_VT) else refused

    def visible_ids(self, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        if not (unseen_VT := self.layout.unseen_VT).any():
            return ids_VN
        return np.where(unseen_VT, self.layout.noise(self.now.generator(self.now.step, "empty")), ids_VN)

    def doubted(self) -> np.ndarray:
        now, refused = self.now, self.refused
        doubted_VT = doubted_cells(now, self.schedule, self.layout.beat_T, refused)
        if not self.schedule.is_settled(now.step):
            return doubted_VT
        if refused and self.is_last:
            doubted_VT = doubted_VT | whole_notes(now.ids_VN, faulty_cells(now.ids_VN, refused))
        elif refused:
            doubted_VT = doubted_VT | faulty_notes(now.generator(now.step, "faults"), now.ids_VN, refused)
        doubted_VT = doubted_VT | self.layout.accompaniment.silent_cells(now.ids_VN)
        if self.chord_constraints is None:
            return doubted_VT
        # A chord may be requested late, when little is still doubted: its beat stays doubted until its notes
        # form the chord.
        return doubted_VT | self.chord_constraints.violated_cells(now.ids_VN)

    @cached_property
    def begun_VT(self) -> np.ndarray:
        """Cells that the first draft (`Beginning`) decides instead of the denoising network: while cells
        are being written, all free ones that nobody has changed."""
        now = self.now
        if self.layout.beginning is None or not now.is_writing:
            return np.zeros_like(now.free_VT)
        return now.free_VT & ~now.is_again_VT

    def needed(self, open_VT: np.ndarray) -> np.ndarray:
        return open_VT & ~self.begun_VT

    def draw(
        self, logits: SeenLogits, uniform_VN: np.ndarray, open_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        if not (begun_VT := self.begun_VT).any():
            return self._drawn(logits, uniform_VN, open_VT, settings)
        ids_VT, beginning = self.now.ids_VN, self.layout.beginning
        if (open_VT & ~begun_VT).any():
            ids_VT = self._drawn(logits, uniform_VN, open_VT & ~begun_VT, settings)
        assert beginning is not None
        now = self.now
        waits_VT = now.written_VT > now.step
        is_there_VT = begun_VT & (now.written_VT < now.step) & (ids_VT != REST_ID)
        columns = range(num_columns(is_there_VT), num_columns(begun_VT & ~waits_VT))
        open_VT = begun_VT | (now.free_VT & waits_VT)
        written_VT = beginning.write(
            ids_VT, columns, open_VT, lambda t: now.generator(t, "beginning"), self.chord_constraints
        )
        return np.where(begun_VT, np.where(waits_VT, REST_ID, written_VT), ids_VT)

    def _drawn(
        self, logits: SeenLogits, uniform_VN: np.ndarray, open_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        now, layout, added_MP = self.now, self.layout, None
        chord_constraints, settings = self.chord_constraints, ChoraleSettings.of(settings)
        if leans(now.step, settings):
            leaning_TP = leaning(now.ids_VN, now.start_VT, layout.starts, layout.owner_T, settings.tonality)
            added_MP = leaning_TP[torch.from_numpy(np.nonzero(open_VT)[1])]
        if chord_constraints is not None:
            of_chords_MP = chord_constraints.logit_bias(now.ids_VN, open_VT)
            added_MP = of_chords_MP if added_MP is None else added_MP + of_chords_MP
        if (never_MP := self._never(open_VT)) is not None:
            added_MP = never_MP if added_MP is None else added_MP + never_MP
        if now.is_writing:  # typical sampling would leave out the likeliest while much is still possible
            settings = replace(settings, typical_mass=1.0)
        drawn_VT = draw_cells(logits, uniform_VN, open_VT, now.ids_VN, settings, added_MP, layout.widest_V)
        if not self.schedule.is_settled(now.step):
            return drawn_VT
        fixed_VT = refuse_faults(now.ids_VN, drawn_VT, self.refused) if self.refused else drawn_VT
        if chord_constraints is not None:
            # Keep a requested chord even if it brings a fault: rounds of rework can mend the fault and keep
            # the chord.
            fixed_VT = chord_constraints.revert_violations(drawn_VT, fixed_VT)
            fixed_VT = chord_constraints.revert_violations(now.ids_VN, fixed_VT)
        return self._without_faults(fixed_VT, logits, open_VT) if self.is_last else fixed_VT

    def _without_faults(self, fixed_VT: np.ndarray, logits: SeenLogits, open_VT: np.ndarray) -> np.ndarray:
        """The ids (V, T) after the last step, with other notes in place of those that still make
        faults."""
        faulty_VT = faulty_cells(fixed_VT, self._refused)
        if not faulty_VT.any():
            return fixed_VT
        beside_VT = self.now.free_VT & faulty_VT.any(axis=0) & logits.is_seen_N
        open_VT = open_VT | (whole_notes(fixed_VT, beside_VT) & self.now.free_VT & logits.is_seen_N)
        nats_VTP = self._nats(logits.of(open_VT), open_VT)
        keeps_chords = self._keeps_chords_of(fixed_VT)
        fixed_VT = replace_faulty_notes(fixed_VT, nats_VTP, open_VT, self._refused, keeps_chords)
        return self._within_leaps(fixed_VT, logits) if self.layout.leaps else fixed_VT

    def _within_leaps(self, ids_VT: np.ndarray, logits: SeenLogits) -> np.ndarray:
        """The ids (V, T) with no leap wider than its voice may make, except between notes that are not free
        or whose windows this step did not compute."""
        leaps_V1 = leap_places(decode(ids_VT), self.layout.leaps).any(axis=1, keepdims=True)
        may_VT = self.now.free_VT & logits.is_seen_N & leaps_V1
        if not may_VT.any():
            return ids_VT
        logits_MP = logits.of(may_VT)
        if self.chord_constraints is not None:
            logits_MP = logits_MP + self.chord_constraints.logit_bias(ids_VT, may_VT)
        return within_leaps(ids_VT, self._nats(logits_MP, may_VT), may_VT, self.layout.leaps)

    def _nats(self, logits_MP: Tensor, open_VT: np.ndarray) -> np.ndarray:
        """Log-probabilities of the symbols of open cells, (V, T, P); minus infinity in other cells. Symbols
        that must never sound get a log-probability so low that they are practically impossible.
        logits_MP: the logits of the open cells."""
        if (never_MP := self._never(open_VT)) is not None:
            logits_MP = logits_MP + never_MP
        nats_VTP = np.full((*open_VT.shape, NUM_SYMBOLS), -np.inf, dtype=np.float32)
        nats_VTP[open_VT] = logits_MP.log_softmax(-1).numpy()
        return nats_VTP

    @property
    def _refused(self) -> Refused:
        """The faults that the settings refuse, in the layout's ranges."""
        refused = Refused.by(
            self.settings, self.layout.meta, self.layout.beats, is_strict=self.layout.has_melody
        )
        # nothing is drawn outside the layout's own ranges
        is_outside = refused.ranges and self.layout.ranges is None
        # a chord such as sus4 is a dissonance that somebody wants
        has_sets = self.layout.chord_constraints.has_sets
        return replace(
            refused,
            ranges=is_outside,
            sevenths=refused.sevenths and not has_sets,
            dissonances=refused.dissonances and not has_sets,
            leaps=self.layout.leaps,
            closes=self.layout.closes if self.settings.cadences and not has_sets else (),
        )

    def _never(self, open_VT: np.ndarray) -> Tensor | None:
        """The bias of the open cells' logits, (M, P), that rules out notes outside the layout's own ranges,
        and rests where a voice accompanies; None if the layout has neither."""
        bias_VP, accompaniment = self.layout.range_bias_VP, self.layout.accompaniment
        never_MP = accompaniment.bias(open_VT) if accompaniment else None
        if bias_VP is None:
            return never_MP
        of_ranges_MP = bias_VP[torch.from_numpy(np.nonzero(open_VT)[0])]
        return of_ranges_MP if never_MP is None else of_ranges_MP + never_MP

    def _keeps_chords_of(self, fixed_VT: np.ndarray) -> Callable[[np.ndarray], bool]:
        """A function that tells whether other ids still satisfy every requested chord that `fixed_VT`
        satisfies."""
        constraints = self.chord_constraints
        if constraints is None:
            return lambda _: True
        had = constraints.satisfied(fixed_VT)
        return lambda ids_VT: bool(constraints.satisfied(ids_VT)[had].all())

    def end_round(self, ids_VN: np.ndarray, may_VT: np.ndarray) -> np.ndarray:
        if not self.settings.refuse_worse:
            return ids_VN
        before_VT = encode(self.now.round_VT)
        better_VT = refuse_worse(before_VT, ids_VN, may_VT, self.layout.meta)
        if self.is_last and self._refused.count(better_VT) > self._refused.count(ids_VN):
            return ids_VN  # no later step could mend what was taken back
        # The notes of a requested chord may grade worse than those before it; they are kept all the same.
        return (
            self.chord_constraints.revert_violations(ids_VN, better_VT)
            if self.chord_constraints
            else better_VT
        )


def range_bias(ranges: Sequence[tuple[int, int]]) -> Tensor:
    """The bias of logits that rules out pitches outside the range of each voice, (V, P)."""
    pitch_P = np.abs(decode(np.arange(NUM_SYMBOLS)))
    low_V1, high_V1 = np.array(ranges).T[:, :, None]
    is_outside_VP = (pitch_P > 0) & ((pitch_P < low_V1) | (pitch_P > high_V1))
    return torch.from_numpy(np.where(is_outside_VP, NEVER, 0).astype(np.float32))


def draw_cells(
    logits: SeenLogits,
    uniform_VT: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    settings: ChoraleSettings,
    added_MP: Tensor | None,
    widest_V: np.ndarray | None = None,
) -> np.ndarray:
    """The ids (V, T) with the open cells redrawn: jointly if the network has learned that and the settings
    ask for it, else each cell by itself. added_MP: added to the logits of the open cells. widest_V: the
    largest leap of each voice."""
    line_MX = logits.more_of(open_VT)
    if not (settings.joint_rhythm and line_MX.numel()):
        return draw_open(logits, uniform_VT, open_VT, ids_VT, settings, added_MP)
    symbols_MP = logits.of(open_VT)
    if added_MP is not None:
        symbols_MP = symbols_MP + added_MP
    first_M = np.floor(uniform_VT[open_VT] * HALF_OF_THE_BITS)
    second_M = uniform_VT[open_VT] * HALF_OF_THE_BITS - first_M
    return draw_jointly(
        symbols_MP,
        line_MX,
        np.stack((first_M / HALF_OF_THE_BITS, second_M)),
        open_VT,
        ids_VT,
        draw=lambda logits_MH, uniform_M: draw(logits_MH, uniform_M, settings),
        temperature=settings.temperature,
        widest_V=widest_V,
    )


def window_starts(num_sixteenths: int) -> list[int]:
    """First columns of the windows of a piece: every half window; the last one reaches the end of the
    piece; all begin a whole number of quarters after the first column."""
    last = max(0, -(-(num_sixteenths - WINDOW) // PATCH) * PATCH)
    return [*range(0, last, WINDOW // 2), last]


def window_owners(starts: list[int], num_sixteenths: int) -> np.ndarray:
    """For each column the number of the window in which it is most central, (T,)."""
    centres = np.asarray(starts) + (WINDOW - 1) / 2
    return np.abs(np.arange(num_sixteenths)[:, None] - centres).argmin(axis=1)
