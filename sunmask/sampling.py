"""The sampler (paper, section 2.3): many candidates of one canvas, denoised step by step, of any kind.

Nothing is remembered between steps but the grids themselves: what step t draws for candidate b follows
from (seed, b, t), so `restore` with the stored grids goes on exactly as an unbroken run would. What is
doubted, trusted and held is decided for cells; a cell is one token or more, and its layout says which.

B candidates, V rows and T columns of cells, N columns of tokens, P symbols of the network
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from sunmask.cells import Plan
from sunmask.schedules import accepted_share, round_begin, step_generator
from sunmask.settings import SamplerSettings

Symbol = int | str
Generator = Callable[[int, str], np.random.Generator]
"""The generator of a step and a purpose, of one candidate."""


@dataclass(frozen=True)
class ForwardInputs:
    """One step's windows of all candidates, candidate by candidate: ids, which of them to trust, and what
    else the kind's networks are told of each column. Windows come first in every tensor."""

    tokens: Tensor
    trust: Tensor
    columns: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def arguments(self) -> tuple[Tensor, ...]:
        """In the order of the network's forward."""
        return self.tokens, self.trust, *self.columns


class Layout(Protocol):
    """What the sampler needs to know of one canvas of a kind: where the tokens of its cells are, what they
    mean, and which of them go together. b counts the candidates here from 0."""

    plan: Plan
    """Of the cells, (V, T)."""

    def start(self, b: int) -> np.ndarray:
        """The ids that a candidate begins with, (V, N); what is renoisable is noised afterwards."""

    def put(self, b: int, symbols_VT: np.ndarray) -> np.ndarray:
        """Lay these symbols out from now on; their ids (V, N). Raises ValueError for an unknown one."""

    def symbols(self, b: int, ids_VN: np.ndarray) -> np.ndarray:
        """(V, T), integers or strings."""

    def spread(self, b: int, cells_VT: np.ndarray) -> np.ndarray:
        """What holds for cells, for each of their tokens: (V, N)."""

    def noise(self, b: int, rng: np.random.Generator) -> np.ndarray:
        """Any ids that may stand there, (V, N)."""

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
        """Which cells a step doubts, (V, T), whatever is held. free_VT: those that may be redrawn at all;
        changes_VT: how often each has changed; round_VT: the symbols when the round of rework began."""

    def settled(
        self, b: int, ids_VN: np.ndarray, settings: SamplerSettings, free_VT: np.ndarray
    ) -> np.ndarray:
        """Cells without a pin that this step leaves as they are all the same, (V, T)."""

    def chance(self, b: int, chance_VN: np.ndarray) -> np.ndarray:
        """Of each cell, (V, T), from those of its tokens."""

    def windows(self, fed: Sequence[np.ndarray], trust: Sequence[np.ndarray]) -> ForwardInputs:
        """Cut the windows of all candidates: ids (V, N) and trust (V, N) of each."""

    def logits(self, b: int, logits: Tensor) -> Tensor:
        """From those of all windows the ones of a candidate, (V, N, P), in fp32 on the CPU."""

    def owned(self, b: int, values: Tensor) -> Tensor:
        """From values of all windows, windows first, those of a candidate's tokens, (V, N, ...)."""

    def draw(
        self,
        b: int,
        logits_VNP: Tensor,
        uniform_VN: np.ndarray,
        open_VT: np.ndarray,
        ids_VN: np.ndarray,
        step: int,
        settings: SamplerSettings,
    ) -> np.ndarray:
        """The ids after a step, (V, N): new ones in open cells, unless they are refused."""

    def refuse_worse(
        self, b: int, ids_VN: np.ndarray, round_VT: np.ndarray, may_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        """The ids after a round of rework, (V, N), with what made the whole worse as it was before the round.
        round_VT: the symbols then. may_VT: cells whose value may be taken back."""


@dataclass(frozen=True)
class Step:
    """All candidates after one step: ids (V, N) of each, symbols (B, V, T), and the chance that the model
    gave each symbol, (B, V, T)."""

    number: int
    tokens: list[np.ndarray]
    symbols_BVT: np.ndarray
    confidence_BVT: np.ndarray

    @property
    def tokens_BVT(self) -> np.ndarray:
        """Where every candidate has as many tokens."""
        return np.stack(self.tokens)

    @property
    def symbols(self) -> list[list[Symbol]]:
        """Of each candidate, row by row."""
        return flat(self.symbols_BVT)


@dataclass(frozen=True)
class Act:
    """A change between steps, for cells (V, T) where `cells`: new claims or symbols, None to leave them.

    symbols: one for each cell of the grid, row by row. Cells that become renoisable are noised at once and
    doubted in the next step.
    """

    cells: np.ndarray
    trust: bool | None = None
    hold: bool | None = None
    renoise: bool | None = None
    symbols: Sequence[Symbol] | None = None


@dataclass(frozen=True)
class _Proposal:
    """What a step has decided before the network answers: the ids shown (V, N), cells that may change."""

    fed: list[np.ndarray]
    open_BVT: np.ndarray


Model = Callable[..., Tensor]


class Denoiser:
    """The candidates of one generation. `inputs`, then `advance` with the logits, once a step."""

    def __init__(
        self,
        layout: Layout,
        settings: SamplerSettings,
        *,
        seed: int,
        num_candidates: int,
        first_step: int = 0,
        first_candidate: int = 0,
    ):
        """With first_step 0 renoisable cells start as noise; a later first step goes on from the layout's
        values. first_candidate: the number of the first one here, where others of the seed are elsewhere."""
        plan = layout.plan
        shape = (num_candidates, *plan.shape)
        self.layout, self.settings, self.seed = layout, settings.validate(), seed
        self.step = self.first_step = first_step
        self.first_candidate = first_candidate
        self.tokens = [layout.start(b) for b in range(num_candidates)]
        self.trust_BVT = np.broadcast_to(plan.trust, shape).copy()
        self.hold_BVT = np.broadcast_to(plan.hold, shape).copy()
        self.renoise_BVT = np.broadcast_to(plan.renoise, shape).copy()
        if first_step == 0:
            self._put_noise(self.renoise_BVT, "start")
        self.start_BVT = self.round_BVT = self.last_BVT = self.symbols_BVT
        self.changes_BVT = np.zeros(shape, dtype=np.int64)
        self.forced_BVT = np.zeros(shape, dtype=bool)
        self._proposal: _Proposal | None = None

    @property
    def num_candidates(self) -> int:
        return len(self.tokens)

    @property
    def is_done(self) -> bool:
        return self.step >= self.settings.num_steps

    @property
    def tokens_BVT(self) -> np.ndarray:
        """Where every candidate has as many tokens."""
        return np.stack(self.tokens)

    @property
    def symbols_BVT(self) -> np.ndarray:
        return np.stack([self.layout.symbols(b, ids_VN) for b, ids_VN in enumerate(self.tokens)])

    @property
    def symbols(self) -> list[list[Symbol]]:
        """The present grids, each row by row."""
        return flat(self.symbols_BVT)

    def inputs(self) -> ForwardInputs:
        """What the network is shown for the next step. Raises ValueError after the last one."""
        if self.is_done:
            raise ValueError(f"expected a step up to {self.settings.num_steps}, but all are done")
        step, settings = self.step + 1, self.settings
        if round_begin(step, settings) == step:
            self.round_BVT = self.symbols_BVT
        fed, trust = [ids_VN.copy() for ids_VN in self.tokens], []
        open_BVT = np.empty_like(self.trust_BVT)
        for b in range(self.num_candidates):
            trust_VT = self._fed_trust(b, step)
            rng = self._generator(b, step, "accept")
            corrected = self.trust_BVT[b] & (rng.random(trust_VT.shape) < settings.correction)
            accepted = (rng.random(trust_VT.shape) < accepted_share(step, settings)) | self.forced_BVT[b]
            open_BVT[b] = ~self.hold_BVT[b] & ((~trust_VT & accepted) | corrected)
            if settings.renoise_share > 0 and step < settings.num_steps:
                rng = self._generator(b, step, "renoise")
                again = (
                    self.renoise_BVT[b] & ~trust_VT & (rng.random(trust_VT.shape) < settings.renoise_share)
                )
                fed[b] = np.where(self.layout.spread(b, again), self.layout.noise(b, rng), fed[b])
            trust.append(self.layout.spread(b, trust_VT))
        self._proposal = _Proposal(fed, open_BVT)
        return self.layout.windows(fed, trust)

    def _generator(self, b: int, step: int, purpose: str) -> np.random.Generator:
        return step_generator(self.seed, self.first_candidate + b, step, purpose)

    def _fed_trust(self, b: int, step: int) -> np.ndarray:
        """What the network is told to trust, (V, T): pinned cells as painted, others by the schedule."""
        settings, free_VT = self.settings, ~self.hold_BVT[b] & ~self.trust_BVT[b]
        doubted = self.layout.doubted(
            b,
            lambda of_step, purpose: self._generator(b, of_step, purpose),
            step,
            settings,
            self.tokens[b],
            free_VT,
            self.changes_BVT[b],
            self.round_BVT[b],
        )
        doubted |= self.forced_BVT[b]
        if step == settings.num_steps and self.first_step == 0:  # no noise of the start may be left
            unmoved_VT = self.layout.symbols(b, self.tokens[b]) == self.start_BVT[b]
            doubted |= self.renoise_BVT[b] & unmoved_VT
        doubted &= ~self.layout.settled(b, self.tokens[b], settings, free_VT)
        pinned = self.trust_BVT[b] | (step > settings.pull_until * settings.num_steps)
        return np.where(self.hold_BVT[b], pinned, self.trust_BVT[b] | ~doubted)

    def advance(self, logits: Tensor) -> Step:
        """Take the step that `inputs` began, with the logits of its windows.

        Raises ValueError where `inputs` was not called before, or the logits have another shape.
        """
        proposal, self._proposal = self._proposal, None
        if proposal is None:
            raise ValueError("expected inputs() before advance()")
        self.step += 1
        confidence_BVT = np.empty(proposal.open_BVT.shape, dtype=np.float32)
        before_BVT = self.symbols_BVT
        for b, ids_VN in enumerate(self.tokens):
            logits_VNP = self.layout.logits(b, logits)
            uniform_VN = self._generator(b, self.step, "draw").random(ids_VN.shape)
            drawn_VN = self.layout.draw(
                b, logits_VNP, uniform_VN, proposal.open_BVT[b], ids_VN, self.step, self.settings
            )
            if self._ends_round():
                drawn_VN = self.layout.refuse_worse(
                    b, drawn_VN, self.round_BVT[b], self._may_take_back(b), self.settings
                )
            given_VN = logits_VNP.softmax(-1).gather(-1, torch.from_numpy(drawn_VN)[..., None])[..., 0]
            confidence_BVT[b] = self.layout.chance(b, given_VN.numpy())
            self.tokens[b] = drawn_VN
        symbols_BVT = self.symbols_BVT
        assert not ((symbols_BVT != before_BVT) & self.hold_BVT).any(), "a held cell has changed"
        self.changes_BVT += symbols_BVT != self.last_BVT
        self.last_BVT = symbols_BVT
        self.forced_BVT[:] = False
        return Step(self.step, list(self.tokens), symbols_BVT, confidence_BVT)

    def _ends_round(self) -> bool:
        """Whether the step that is being made is the last of a round of rework."""
        begin = round_begin(self.step, self.settings)
        is_last = self.step == self.settings.num_steps
        return begin > 1 and (is_last or round_begin(self.step + 1, self.settings) != begin)

    def _may_take_back(self, b: int) -> np.ndarray:
        """Cells that may go back to what they were before the round, (V, T): not those held since, nor those
        that still had the noise of the start then."""
        was_noise_VT = self.renoise_BVT[b] & (self.round_BVT[b] == self.start_BVT[b])
        return ~self.hold_BVT[b] & ~(was_noise_VT if self.first_step == 0 else False)

    def apply_act(self, act: Act, candidate: int | None = None) -> None:
        """Change cells of one candidate, or of all, from the next step on; `inputs` must come again after.

        Raises ValueError for a symbol that cannot stand there.
        """
        self._proposal = None
        chosen = list(range(self.num_candidates)) if candidate is None else [candidate]
        claims = ((self.trust_BVT, act.trust), (self.hold_BVT, act.hold), (self.renoise_BVT, act.renoise))
        for b in chosen:
            for rows_BVT, value in claims:
                if value is not None:
                    rows_BVT[b, act.cells] = value
            if act.symbols is not None:
                symbols_VT = self.layout.symbols(b, self.tokens[b])
                given_VT = np.empty_like(symbols_VT)
                given_VT.flat[:] = list(act.symbols)
                self.tokens[b] = self.layout.put(b, np.where(act.cells, given_VT, symbols_VT))
        if act.renoise:
            cells_BVT = np.zeros_like(self.forced_BVT)
            cells_BVT[chosen] = act.cells
            cells_BVT &= ~self.hold_BVT
            self._put_noise(cells_BVT, "act")
            self.forced_BVT |= cells_BVT
        if act.symbols is not None or act.renoise:  # a round must not take back what somebody has put there
            given_BVT = np.zeros_like(self.forced_BVT)
            given_BVT[chosen] = act.cells
            self.round_BVT = np.where(given_BVT, self.symbols_BVT, self.round_BVT)

    def apply_settings(self, **values: object) -> None:
        """Change settings from the next step on. Raises ValueError where they cannot be."""
        self._proposal = None
        self.settings = replace(self.settings, **values).validate()  # type: ignore[arg-type]

    def restore(
        self,
        stored: Iterable[Sequence[Sequence[Symbol]]],
        acts: Mapping[int, Callable[[], None]] | None = None,
    ) -> None:
        """Go over stored steps, to go on after them. stored: `symbols` of every step from the first on.

        acts: by the step from which they hold, what applies the acts; called before that step is gone over.
        Those of later steps are left to the caller. Raises ValueError where there is no grid.
        """
        acts = acts or {}
        shape, like = self.symbols_BVT.shape, self.symbols_BVT.dtype
        step = self.first_step - 1
        self.changes_BVT = np.zeros_like(self.changes_BVT)
        for grids in stored:
            step += 1
            symbols_BVT = np.empty(shape, dtype=like)
            for b, grid in enumerate(grids):
                symbols_BVT[b].flat[:] = grid
            if step == self.first_step:
                self.start_BVT = self.round_BVT = symbols_BVT
            else:
                before_BVT = self.last_BVT
                if step in acts:
                    self._put_last()
                    acts[step]()
                    before_BVT = self.symbols_BVT
                if round_begin(step, self.settings) == step:
                    self.round_BVT = before_BVT
                self.changes_BVT += symbols_BVT != self.last_BVT
            self.step, self.last_BVT = step, symbols_BVT
        if step < self.first_step:
            raise ValueError("expected at least the grid of the first step, got none")
        self._put_last()
        self.forced_BVT[:] = False

    def _put_last(self) -> None:
        self.tokens = [self.layout.put(b, symbols_VT) for b, symbols_VT in enumerate(self.last_BVT)]
        self._proposal = None

    def _put_noise(self, cells_BVT: np.ndarray, purpose: str) -> None:
        for b in np.flatnonzero(cells_BVT.any(axis=(1, 2))).tolist():
            ids_VN = self.tokens[b]
            noise_VN = self.layout.noise(b, self._generator(b, self.step, purpose))
            self.tokens[b] = np.where(self.layout.spread(b, cells_BVT[b]), noise_VN, ids_VN)


def flat(symbols_BVT: np.ndarray) -> list[list[Symbol]]:
    """Of each candidate, row by row."""
    return symbols_BVT.reshape(len(symbols_BVT), -1).tolist()


def draw(logits_KP: Tensor, uniform_K: np.ndarray, settings: SamplerSettings) -> np.ndarray:
    """One id for each row, by temperature and typical sampling; each row only depends on itself."""
    log_KP = (logits_KP / settings.temperature).log_softmax(-1)
    chance_KP = log_KP.exp()
    if settings.typical_mass < 1:
        chance_KP = chance_KP * typical(log_KP, settings.typical_mass)
    total_KP = chance_KP.double().cumsum(-1)
    aim_K = torch.from_numpy(uniform_K)[:, None] * total_KP[:, -1:]
    drawn_K = (total_KP <= aim_K).sum(-1)
    return drawn_K.clamp(max=logits_KP.shape[-1] - 1).numpy()


def draw_open(
    logits_VNP: Tensor,
    uniform_VN: np.ndarray,
    open_VN: np.ndarray,
    ids_VN: np.ndarray,
    settings: SamplerSettings,
) -> np.ndarray:
    """The ids (V, N) with what is open drawn anew, each by itself."""
    drawn_VN = ids_VN.copy()
    if open_VN.any():
        drawn_VN[open_VN] = draw(logits_VNP[torch.from_numpy(open_VN)], uniform_VN[open_VN], settings)
    return drawn_VN


def typical(log_KP: Tensor, mass: float) -> Tensor:
    """Which symbols to keep, (K, P): those whose surprise is nearest the row's entropy, until they hold
    `mass` (Meister et al. 2022). At least one is kept."""
    chance_KP = log_KP.exp()
    entropy_K1 = -(chance_KP * log_KP).nan_to_num().sum(-1, keepdim=True)
    order_KP = (-log_KP - entropy_K1).abs().argsort(dim=-1, stable=True)
    before_KP = chance_KP.gather(-1, order_KP).cumsum(-1).roll(1, -1)
    before_KP[:, 0] = 0
    return torch.zeros_like(log_KP, dtype=torch.bool).scatter(-1, order_KP, before_KP < mass)


def denoise(model: Model, denoiser: Denoiser) -> Iterator[Step]:
    """Yield every step until the last. model: see `models.inference.InferenceModel`.

    To the end at once: `*_, last = denoise(model, denoiser)`.
    """
    while not denoiser.is_done:
        yield denoiser.advance(model(*denoiser.inputs().arguments))
