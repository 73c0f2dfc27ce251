"""Chorales in the sampler: a cell is one token, windows are 128 sixteenths, parallels can be refused.

B candidates, V voices, T sixteenths of the piece, K windows, W = 128 sixteenths of a window, P symbols
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.content import chorale_from_json
from sunmask.chorale.doubting import doubted_cells
from sunmask.chorale.grade.cells import graded_chorale
from sunmask.chorale.looks import alternatives, notes_and_rests
from sunmask.chorale.melody import draw_jointly
from sunmask.chorale.rejection import parallel_cells, refuse_parallels, refuse_worse
from sunmask.chorale.symbols import NUM_SYMBOLS, VOICES, ChoraleMeta, decode, encode, metric_positions
from sunmask.chorale.telling import metre_columns, nothing_told, say_places, told_by
from sunmask.chorale.told import FEATURES
from sunmask.chorale.tonality import leaning, leans
from sunmask.chorale.windows import PATCH, WINDOW
from sunmask.kinds.graded import Graded
from sunmask.kinds.looks import Look, doubt
from sunmask.method.cells import Plan
from sunmask.method.draws import draw, draw_open
from sunmask.method.layouts import ForwardInputs, Generator, SeenLogits
from sunmask.method.sampling import Denoiser
from sunmask.method.schedules import is_settled
from sunmask.method.settings import SamplerSettings


class ChoraleSampler:
    """The `Sampler` of four voices by sixteenths."""

    def denoiser(
        self,
        content: Any,
        plan: Plan,
        settings: SamplerSettings,
        *,
        seed: int,
        num_candidates: int,
        first_step: int = 0,
        first_candidate: int = 0,
    ) -> Denoiser:
        piece = chorale_from_json(content)
        return Denoiser(
            ChoraleLayout(plan, encode(piece.symbols_VT), piece.meta, told_by(piece, settings)),
            settings,
            seed=seed,
            num_candidates=num_candidates,
            first_step=first_step,
            first_candidate=first_candidate,
        )

    def grade(self, network: Any, content: Any) -> Graded:
        return graded_chorale(content)

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        piece = chorale_from_json(content)
        everything = np.ones(piece.symbols_VT.shape, dtype=bool)
        plan = Plan(trust=everything, hold=everything, renoise=~everything)
        told_TF = told_by(piece, SamplerSettings())
        layout = ChoraleLayout(plan, encode(piece.symbols_VT), piece.meta, told_TF)
        if question == "alternatives":
            return alternatives(layout, piece, cells)
        return doubt(layout, notes_and_rests(piece.symbols_VT, layout.position_T))

    def make_ready(self) -> None:
        """There is nothing else."""

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        cells = torch.zeros((count, len(VOICES), WINDOW), dtype=torch.int64)
        told = torch.zeros((count, WINDOW, len(FEATURES)), dtype=torch.int64)
        return cells, cells.bool(), told


SAMPLER = ChoraleSampler()
HALF_OF_THE_BITS = 2.0**26
"""Of a draw in [0, 1): its upper half decides how a voice moves, its lower half where to."""


class ChoraleLayout:
    """The `Layout` of one chorale, the same for all candidates."""

    num_symbols: int | None = NUM_SYMBOLS

    def __init__(self, plan: Plan, ids_VT: np.ndarray, meta: ChoraleMeta, told_TF: np.ndarray | None = None):
        """ids_VT: the frozen canvas. told_TF: what the network is told of its columns (see `told`), metre and
        ends alone where it is None. Raises ValueError for shapes that differ."""
        self.plan, self.ids_VT = plan, np.asarray(ids_VT, dtype=np.int64)
        if self.ids_VT.shape != plan.shape:
            raise ValueError(f"expected plan and ids of one shape, got {plan.shape} and {self.ids_VT.shape}")
        num_sixteenths = plan.shape[1]
        self.meta = meta
        self.position_T = metric_positions(meta, num_sixteenths)
        if told_TF is None:
            told_TF = metre_columns(meta.metre, meta.pickup, num_sixteenths)
            say_places(told_TF)
        self.told_TF = told_TF
        self.starts = window_starts(num_sixteenths)
        self.owner_T = window_owners(self.starts, num_sixteenths)
        self.column_T = np.arange(num_sixteenths) - np.asarray(self.starts)[self.owner_T]

    def start(self, b: int) -> np.ndarray:
        return self.ids_VT.copy()

    def put(self, b: int, symbols_VT: np.ndarray) -> np.ndarray:
        return encode(symbols_VT)

    def symbols(self, b: int, ids_VN: np.ndarray) -> np.ndarray:
        return decode(ids_VN)

    def spread(self, b: int, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def shown(self, b: int, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        return ids_VN

    def takes_long(self, b: int) -> bool:
        return False

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
        refuses = settings.refuse_parallels
        faulty_VT = parallel_cells(encode(round_VT)) if refuses else np.zeros_like(free_VT)
        return doubted_cells(
            generator, step, settings, ids_VN, free_VT, self.position_T, changes_VT, faulty_VT
        )

    def settled(
        self, b: int, ids_VN: np.ndarray, settings: SamplerSettings, free_VT: np.ndarray
    ) -> np.ndarray:
        return np.zeros_like(free_VT)

    def needed(self, b: int, open_VT: np.ndarray, settings: SamplerSettings) -> np.ndarray:
        return open_VT

    def owners(self, b: int) -> np.ndarray:
        return self.owner_T

    def columns(self, b: int) -> np.ndarray:
        return self.column_T

    def windows(
        self,
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        wanted: Sequence[np.ndarray] | None = None,
    ) -> ForwardInputs:
        """tokens and trust (K, V, W); columns: what is told of each, (K, W, F), K windows of all candidates.
        What is outside the piece is padded and placed there."""
        _, T = self.plan.shape
        wanted = wanted or [np.arange(len(self.starts))] * len(fed)
        candidate_K = np.repeat(np.arange(len(fed)), [len(numbers) for numbers in wanted])
        columns_KW = np.asarray(self.starts)[np.concatenate(wanted)][:, None] + np.arange(WINDOW)
        outside_KW = columns_KW >= T
        columns_KW = np.minimum(columns_KW, T - 1)
        told_KWF = self.told_TF[columns_KW]
        told_KWF[outside_KW] = nothing_told()

        def cut(rows: Sequence[np.ndarray]) -> Tensor:
            rows_BVT = np.stack(rows)
            windows_KWV = rows_BVT[candidate_K[:, None], :, columns_KW]
            windows_KWV[outside_KW] = 0
            return torch.from_numpy(windows_KWV.transpose(0, 2, 1).copy())

        return ForwardInputs(cut(fed), cut(trust), (torch.from_numpy(told_KWF),))

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
        leaning_TP = None
        if leans(step, settings):
            leaning_TP = leaning(ids_VN, start_VT, self.starts, self.owner_T, settings.tonality)
        proposed_VT = draw_cells(logits, uniform_VN, open_VT, ids_VN, settings, leaning_TP)
        if settings.refuse_parallels and is_settled(step, settings):
            proposed_VT = refuse_parallels(ids_VN, proposed_VT)
        return proposed_VT

    def refuse_worse(
        self, b: int, ids_VN: np.ndarray, round_VT: np.ndarray, may_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        if not settings.refuse_worse:
            return ids_VN
        return refuse_worse(encode(round_VT), ids_VN, may_VT, self.position_T, self.meta)


def draw_cells(
    logits: SeenLogits,
    uniform_VT: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    settings: SamplerSettings,
    leaning_TP: Tensor | None,
) -> np.ndarray:
    """The ids (V, T) with what is open drawn anew: jointly where the network has learned that and the
    settings ask for it, else each cell by itself. leaning_TP: added to the logits."""
    line_KX = logits.more_of(open_VT)
    if not (settings.joint_rhythm and line_KX.numel()):
        return draw_open(logits, uniform_VT, open_VT, ids_VT, settings, leaning_TP)
    symbols_KP = logits.of(open_VT)
    if leaning_TP is not None:
        symbols_KP = symbols_KP + leaning_TP[torch.from_numpy(np.nonzero(open_VT)[1])]
    first_K = np.floor(uniform_VT[open_VT] * HALF_OF_THE_BITS)
    second_K = uniform_VT[open_VT] * HALF_OF_THE_BITS - first_K
    return draw_jointly(
        symbols_KP,
        line_KX,
        np.stack((first_K / HALF_OF_THE_BITS, second_K)),
        open_VT,
        ids_VT,
        draw=lambda logits_KH, uniform_K: draw(logits_KH, uniform_K, settings),
        temperature=settings.temperature,
    )


def window_starts(num_sixteenths: int) -> list[int]:
    """First columns of the windows of a piece: every half window, the last one ending with the piece,
    all on a beat counted from the first column."""
    last = max(0, -(-(num_sixteenths - WINDOW) // PATCH) * PATCH)
    return [*range(0, last, WINDOW // 2), last]


def window_owners(starts: list[int], num_sixteenths: int) -> np.ndarray:
    """For each column the number of the window in which it is most central, (T,)."""
    centres = np.asarray(starts) + (WINDOW - 1) / 2
    return np.abs(np.arange(num_sixteenths)[:, None] - centres).argmin(axis=1)
