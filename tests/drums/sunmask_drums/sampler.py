"""Drum patterns in the sampler: a cell is one token, and the whole bar one window.

V drums, T sixteenths, P symbols
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.graded import CellFault, Graded
from sunmask.kinds.looks import (
    NUM_ALTERNATIVE_PASSES,
    NUM_DOUBT_PASSES,
    Alternative,
    Look,
    doubt,
    shown,
)
from sunmask.method.candidate_steps import CandidateStep, Moment
from sunmask.method.cells import Plan
from sunmask.method.sampling import Denoiser
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs
from sunmask_drums.codec import DRUMS, NUM_SYMBOLS, SIXTEENTHS, DrumCodec

CODEC = DrumCodec()
LABELS = ("nothing", "stroke", "accent")


class DrumLayout:
    """The `Layout` of one pattern, the same for all candidates."""

    num_symbols: int | None = None
    can_wait = True

    def __init__(self, plan: Plan, ids_VT: np.ndarray):
        if plan.shape != ids_VT.shape:
            raise ValueError(f"expected a plan of shape {ids_VT.shape}, got {plan.shape}")
        self.plan, self.ids_VT = plan, ids_VT

    def start(self) -> np.ndarray:
        return self.ids_VT.copy()

    def put(self, symbols_VT: np.ndarray) -> np.ndarray:
        return CODEC.encode(symbols_VT)

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        return CODEC.decode(ids_VN)

    def spread(self, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        return chance_VN

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        return rng.integers(NUM_SYMBOLS, size=self.plan.shape)

    def owners(self) -> np.ndarray:
        return np.zeros(self.plan.shape[1], dtype=np.int64)

    def columns(self) -> np.ndarray:
        return np.arange(self.plan.shape[1])

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, wanted: np.ndarray | None = None
    ) -> ForwardInputs:
        return ForwardInputs(torch.from_numpy(fed_VN)[None], torch.from_numpy(trust_VN)[None], ())

    def told(self, content: Any, settings: SamplerSettings) -> "DrumLayout":
        return self

    def step(self, now: Moment) -> CandidateStep:
        return CandidateStep(now)


class DrumSampler:
    """The `Sampler` of drum patterns."""

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
        layouts = [DrumLayout(plan, CODEC.encode(CODEC.symbols(content)))] * len(candidates)
        return Denoiser(layouts, settings, seed=seed, first_step=first_step, first_candidate=candidates.start)

    def likelihoods(self, denoiser: Denoiser) -> None:
        """Nobody knows."""

    def grade(self, network: Any, content: Any) -> Graded:
        """How many of the two beats that carry a bar lack their stroke."""
        symbols_VT = CODEC.symbols(content)
        faults = tuple(
            CellFault(f"no_{DRUMS[drum]}", f"The {DRUMS[drum]} is missing.", (drum * SIXTEENTHS + t,), 1.0)
            for drum, t in ((0, 0), (1, 4))
            if not symbols_VT[drum, t]
        )
        return Graded(float(len(faults)), {"missing": float(len(faults))}, faults)

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        symbols_VT = CODEC.symbols(content)
        everything = np.ones(symbols_VT.shape, dtype=bool)
        layout = DrumLayout(Plan(trust=everything, hold=everything, renoise=~everything), symbols_VT)
        if question != "alternatives":
            return doubt([layout] * NUM_DOUBT_PASSES, CODEC.units(content))
        hidden_VT = ~everything
        hidden_VT.flat[list(cells)] = True
        layouts = [layout] * NUM_ALTERNATIVE_PASSES
        ids = [layout.start() for layout in layouts]
        drum, t = divmod(cells[0], symbols_VT.shape[1])

        def answer(chance_BP: Tensor) -> dict[str, Any]:
            named = zip(LABELS, chance_BP.mean(0).tolist(), strict=True)
            found = [Alternative([symbol], label, p) for symbol, (label, p) in enumerate(named)]
            found.sort(key=lambda each: -each.probability)
            return {"cells": list(cells), "alternatives": [each.to_json() for each in found]}

        inputs = shown(layouts, ids, [hidden_VT] * len(ids))
        return Look(inputs, lambda first, logits: logits[:, drum, t].softmax(-1), answer)

    def make_ready(self) -> None:
        """Drums need nothing but a network."""

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        cells = torch.zeros((count, len(DRUMS), SIXTEENTHS), dtype=torch.int64)
        return cells, cells.bool()


SAMPLER = DrumSampler()
