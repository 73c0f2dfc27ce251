"""Drum patterns in the sampler: a cell is one token, and the whole bar one window.

B candidates, V drums, T sixteenths, P symbols
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.graded import CellFault, Graded
from sunmask.kinds.looks import NUM_ALTERNATIVE_PASSES, Alternative, Look, doubt, shown
from sunmask.method import schedules
from sunmask.method.cells import Plan
from sunmask.method.draws import draw_open
from sunmask.method.layouts import ForwardInputs, Generator, SeenLogits
from sunmask.method.sampling import Denoiser
from sunmask.method.settings import SamplerSettings
from sunmask_drums.codec import DRUMS, NUM_SYMBOLS, SIXTEENTHS, DrumCodec

CODEC = DrumCodec()
LABELS = ("nothing", "stroke", "accent")


class DrumLayout:
    """The `Layout` of one pattern, the same for all candidates."""

    num_symbols: int | None = None

    def __init__(self, plan: Plan, ids_VT: np.ndarray):
        if plan.shape != ids_VT.shape:
            raise ValueError(f"expected a plan of shape {ids_VT.shape}, got {plan.shape}")
        self.plan, self.ids_VT = plan, ids_VT

    def start(self, b: int) -> np.ndarray:
        return self.ids_VT.copy()

    def put(self, b: int, symbols_VT: np.ndarray) -> np.ndarray:
        return CODEC.encode(symbols_VT)

    def symbols(self, b: int, ids_VN: np.ndarray) -> np.ndarray:
        return CODEC.decode(ids_VN)

    def spread(self, b: int, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def chance(self, b: int, chance_VN: np.ndarray) -> np.ndarray:
        return chance_VN

    def noise(self, b: int, rng: np.random.Generator) -> np.ndarray:
        return rng.integers(NUM_SYMBOLS, size=self.plan.shape)

    def doubted(
        self,
        b: int,
        generator: Generator,
        step: int,
        settings: SamplerSettings,
        ids_VN: np.ndarray,
        free_VT: np.ndarray,
        changes_VT: np.ndarray,
        round_VT: np.ndarray,
    ) -> np.ndarray:
        cells_VT = np.arange(free_VT.size).reshape(free_VT.shape)
        return schedules.doubt(
            generator(step, "doubt"), schedules.doubted_share(step, settings), cells_VT, None
        )

    def shown(self, b: int, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        return ids_VN

    def takes_long(self, b: int) -> bool:
        return False

    def settled(
        self, b: int, ids_VN: np.ndarray, settings: SamplerSettings, free_VT: np.ndarray
    ) -> np.ndarray:
        return np.zeros_like(free_VT)

    def needed(self, b: int, open_VT: np.ndarray, settings: SamplerSettings) -> np.ndarray:
        return open_VT

    def owners(self, b: int) -> np.ndarray:
        return np.zeros(self.plan.shape[1], dtype=np.int64)

    def columns(self, b: int) -> np.ndarray:
        return np.arange(self.plan.shape[1])

    def windows(
        self,
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        wanted: Sequence[np.ndarray] | None = None,
    ) -> ForwardInputs:
        asked = [b for b in range(len(fed)) if wanted is None or len(wanted[b])]
        tokens, trusted = (torch.from_numpy(np.stack([rows[b] for b in asked])) for rows in (fed, trust))
        return ForwardInputs(tokens, trusted, ())

    def draw(
        self,
        b: int,
        logits: SeenLogits,
        uniform_VN: np.ndarray,
        open_VT: np.ndarray,
        ids_VN: np.ndarray,
        start_VT: np.ndarray,
        step: int,
        settings: SamplerSettings,
    ) -> np.ndarray:
        return draw_open(logits, uniform_VN, open_VT, ids_VN, settings)

    def refuse_worse(
        self, b: int, ids_VN: np.ndarray, round_VT: np.ndarray, may_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        return ids_VN


class DrumSampler:
    """The `Sampler` of drum patterns."""

    def denoiser(self, content: Any, plan: Plan, settings: SamplerSettings, **how: Any) -> Denoiser:
        return Denoiser(DrumLayout(plan, CODEC.encode(CODEC.symbols(content))), settings, **how)

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
            return doubt(layout, CODEC.units(content))
        hidden_VT = ~everything
        hidden_VT.flat[list(cells)] = True
        ids = [layout.start(b) for b in range(NUM_ALTERNATIVE_PASSES)]
        drum, t = divmod(cells[0], symbols_VT.shape[1])

        def answer(chance_BP: Tensor) -> dict[str, Any]:
            named = zip(LABELS, chance_BP.mean(0).tolist(), strict=True)
            found = [Alternative([symbol], label, p) for symbol, (label, p) in enumerate(named)]
            found.sort(key=lambda each: -each.probability)
            return {"cells": list(cells), "alternatives": [each.to_json() for each in found]}

        inputs = shown(layout, ids, [hidden_VT] * len(ids))
        return Look(inputs, lambda first, logits: logits[:, drum, t].softmax(-1), answer)

    def make_ready(self) -> None:
        """Drums need nothing but a network."""

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        cells = torch.zeros((count, len(DRUMS), SIXTEENTHS), dtype=torch.int64)
        return cells, cells.bool()


SAMPLER = DrumSampler()
