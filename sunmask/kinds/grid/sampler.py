"""Samplers of kinds whose cells are one token each, in grids that a network sees whole. Needs torch.

V rows, T columns, P symbols
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.answers import Answer
from sunmask.kinds.grid.codec import GridCodec
from sunmask.kinds.looks import (
    NUM_ALTERNATIVE_PASSES,
    NUM_DOUBT_PASSES,
    Alternative,
    Look,
    doubt,
    masked_windows,
)
from sunmask.kinds.sampler import Sampler
from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.cells import Plan
from sunmask.method.sampling import Denoiser
from sunmask.method.schedules import Schedule
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs


class OrderedSchedule(Schedule):
    """Cells are written one by one in the steps of the fall, and revised in the others."""

    writes_in_order = True


class GridLayout:
    """The `Layout` of one grid: a cell is one token, the whole grid one window. All candidates share it."""

    num_symbols: int | None = None
    schedule: type[Schedule] = OrderedSchedule

    def __init__(self, codec: GridCodec, content: Any, plan: Plan, step: type[CandidateStep] = CandidateStep):
        """step: what decides each step. Raises ValueError where the plan has another shape than content."""
        self.codec, self.plan, self._step = codec, plan, step
        self.ids_VT = codec.encode(codec.symbols(content))
        if plan.shape != self.ids_VT.shape:
            raise ValueError(f"expected a plan of shape {self.ids_VT.shape}, got {plan.shape}")
        self.unit_T, self.by_column = np.arange(plan.shape[1]), False

    def start(self) -> np.ndarray:
        return self.ids_VT.copy()

    def set_symbols(self, symbols_VT: np.ndarray) -> np.ndarray:
        return self.codec.encode(symbols_VT)

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        return self.codec.decode(ids_VN)

    def to_tokens(self, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        return chance_VN

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        return rng.integers(len(self.codec.symbol_names), size=self.plan.shape)

    def window_numbers(self) -> np.ndarray:
        return np.zeros(self.plan.shape[1], dtype=np.int64)

    def window_columns(self) -> np.ndarray:
        return np.arange(self.plan.shape[1])

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, numbers: np.ndarray | None = None
    ) -> ForwardInputs:
        return ForwardInputs(torch.from_numpy(fed_VN)[None], torch.from_numpy(trust_VN)[None], ())

    def conditioned(self, content: Any, settings: SamplerSettings) -> GridLayout:
        return self

    def step(self, now: StepContext) -> CandidateStep:
        return self._step(now)


class GridSampler(Sampler):
    """The `Sampler` of such a kind. A kind with a grade adds `grade`; one with rules of its own for a step
    names the class of its steps."""

    step: type[CandidateStep] = CandidateStep

    def __init__(self, codec: GridCodec):
        self.codec = codec

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
        layouts = [GridLayout(self.codec, content, plan, self.step)] * len(candidates)
        return Denoiser(layouts, settings, seed=seed, first_step=first_step, first_candidate=candidates.start)

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        everything = np.ones(self.codec.symbols(content).shape, dtype=bool)
        layout = GridLayout(self.codec, content, Plan(everything, everything, ~everything))
        if question == "doubt":
            return doubt([layout] * NUM_DOUBT_PASSES, self.codec.units(content))
        if question != "alternatives" or len(cells) != 1:
            raise ValueError(f"expected a question about doubt, or alternatives for one cell, got {question}")
        return self._alternatives(layout, cells[0])

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        cells = torch.zeros((count, self.codec.num_rows, self.codec.window), dtype=torch.int64)
        return cells, cells.bool()

    def _alternatives(self, layout: GridLayout, cell: int) -> Look:
        layouts = [layout] * NUM_ALTERNATIVE_PASSES
        hidden_VT = np.zeros(layout.plan.shape, dtype=bool)
        hidden_VT.flat[cell] = True
        row, column = divmod(cell, layout.plan.shape[1])

        def answer(chance_BP: Tensor) -> Answer:
            named = zip(self.codec.symbol_names, chance_BP.mean(0).tolist(), strict=True)
            found = [Alternative([symbol], label, p) for symbol, (label, p) in enumerate(named)]
            found.sort(key=lambda each: -each.probability)
            return {"cells": [cell], "alternatives": [each.to_json() for each in found]}

        inputs = masked_windows(layouts, [each.start() for each in layouts], [hidden_VT] * len(layouts))
        return Look(inputs, lambda first, logits: logits[:, row, column].softmax(-1), answer)
