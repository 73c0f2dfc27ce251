"""The sampler (paper, section 2.3): many candidates of one canvas, denoised step by step.

Nothing is remembered between steps but the grids themselves: what step t draws for candidate b follows
from (seed, b, t), so `restore` with the stored grids goes on exactly as an unbroken run would.

B candidates, V voices, T sixteenths of the piece, K windows, W = 128 sixteenths of a window, P symbols
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from sunmask.cells import Plan
from sunmask.codecs.chorale import METRES, NUM_SYMBOLS, ChoraleMeta, decode, metric_positions
from sunmask.models.windows import BARS, PATCH, WINDOW
from sunmask.rejection import parallel_cells, refuse_parallels
from sunmask.schedules import accepted_share, doubted_cells, is_settled, round_begin, step_generator
from sunmask.settings import SamplerSettings


@dataclass(frozen=True)
class Context:
    """What a network knows of each column: sixteenth within the bar (T,), and the bar's index in BARS."""

    position_T: np.ndarray
    bar: int

    @classmethod
    def from_meta(cls, meta: ChoraleMeta, num_sixteenths: int) -> "Context":
        return cls(metric_positions(meta, num_sixteenths), BARS.index(METRES[meta.metre]))


@dataclass(frozen=True)
class ForwardInputs:
    """One step's windows of all candidates, candidate by candidate: the network's arguments in order.

    tokens and trust (B K, V, W), position, bar and place (B K, W).
    """

    tokens: Tensor
    trust: Tensor
    position: Tensor
    bar: Tensor
    place: Tensor

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def arguments(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """In the order of the network's forward."""
        return self.tokens, self.trust, self.position, self.bar, self.place


@dataclass(frozen=True)
class Step:
    """All candidates after one step: ids and symbols (B, V, T); chance that the model gave each symbol."""

    number: int
    tokens_BVT: np.ndarray
    symbols_BVT: np.ndarray
    confidence_BVT: np.ndarray


@dataclass(frozen=True)
class Act:
    """A change between steps, for cells (V, T) where `cells_VT`: new claims or ids, None to leave them.

    Cells that become renoisable are noised at once and doubted in the next step.
    """

    cells_VT: np.ndarray
    trust: bool | None = None
    hold: bool | None = None
    renoise: bool | None = None
    ids_VT: np.ndarray | None = None


@dataclass(frozen=True)
class _Proposal:
    """What a step has decided before the network answers, (B, V, T) each.

    fed: the ids it is shown. open: cells that may change.
    """

    fed_BVT: np.ndarray
    open_BVT: np.ndarray


Model = Callable[..., Tensor]


class Denoiser:
    """The candidates of one generation. `inputs`, then `advance` with the logits, once a step."""

    def __init__(
        self,
        plan: Plan,
        ids_VT: np.ndarray,
        settings: SamplerSettings,
        *,
        seed: int,
        num_candidates: int,
        context: Context,
        first_step: int = 0,
        first_candidate: int = 0,
    ):
        """ids_VT: the frozen canvas, (V, T), or (B, V, T). With first_step 0 renoisable cells start as
        noise; a later first step goes on from the given values. first_candidate: the number of the first
        candidate here, where others of the seed are elsewhere. Raises ValueError for shapes that differ."""
        ids_VT = np.asarray(ids_VT, dtype=np.int64)
        if ids_VT.shape[-2:] != plan.shape or ids_VT.shape[-1] != len(context.position_T):
            raise ValueError(
                f"expected plan, ids and context of one shape, got {plan.shape}, {ids_VT.shape} "
                f"and {len(context.position_T)} columns"
            )
        shape = (num_candidates, *plan.shape)
        self.settings, self.seed, self.context = settings.validate(), seed, context
        self.step = self.first_step = first_step
        self.first_candidate = first_candidate
        self.tokens_BVT = np.broadcast_to(ids_VT, shape).copy()
        self.trust_BVT = np.broadcast_to(plan.trust, shape).copy()
        self.hold_BVT = np.broadcast_to(plan.hold, shape).copy()
        self.renoise_BVT = np.broadcast_to(plan.renoise, shape).copy()
        if first_step == 0:
            self._put_noise(self.renoise_BVT, "start")
        self.start_BVT = self.round_BVT = self.tokens_BVT.copy()
        self.changes_BVT = np.zeros(shape, dtype=np.int64)
        self.forced_BVT = np.zeros(shape, dtype=bool)
        self.starts = window_starts(shape[-1])
        self.owner_T = window_owners(self.starts, shape[-1])
        self._proposal: _Proposal | None = None

    @property
    def num_candidates(self) -> int:
        return len(self.tokens_BVT)

    @property
    def is_done(self) -> bool:
        return self.step >= self.settings.num_steps

    @property
    def symbols_BVT(self) -> np.ndarray:
        return decode(self.tokens_BVT)

    def inputs(self) -> ForwardInputs:
        """What the network is shown for the next step. Raises ValueError after the last one."""
        if self.is_done:
            raise ValueError(f"expected a step up to {self.settings.num_steps}, but all are done")
        step, settings = self.step + 1, self.settings
        if round_begin(step, settings) == step:
            self.round_BVT = self.tokens_BVT.copy()
        fed_BVT, trust_BVT = self.tokens_BVT.copy(), np.empty_like(self.trust_BVT)
        open_BVT = np.empty_like(self.trust_BVT)
        for b in range(self.num_candidates):
            trust_BVT[b] = self._fed_trust(b, step)
            rng = self._generator(b, step, "accept")
            shape = self.trust_BVT[b].shape
            corrected = self.trust_BVT[b] & (rng.random(shape) < settings.correction)
            accepted = (rng.random(shape) < accepted_share(step, settings)) | self.forced_BVT[b]
            open_BVT[b] = ~self.hold_BVT[b] & ((~trust_BVT[b] & accepted) | corrected)
            if settings.renoise_share > 0 and step < settings.num_steps:
                rng = self._generator(b, step, "renoise")
                again = self.renoise_BVT[b] & ~trust_BVT[b] & (rng.random(shape) < settings.renoise_share)
                fed_BVT[b] = np.where(again, rng.integers(NUM_SYMBOLS, size=shape), fed_BVT[b])
        self._proposal = _Proposal(fed_BVT, open_BVT)
        return self._windows(fed_BVT, trust_BVT)

    def _generator(self, b: int, step: int, purpose: str) -> np.random.Generator:
        return step_generator(self.seed, self.first_candidate + b, step, purpose)

    def _fed_trust(self, b: int, step: int) -> np.ndarray:
        """What the network is told to trust, (V, T): pinned cells as painted, others by the schedule."""
        settings, tokens_VT = self.settings, self.tokens_BVT[b]
        free_VT = ~self.hold_BVT[b] & ~self.trust_BVT[b]
        doubted = doubted_cells(
            partial(self._generator, b),
            step,
            settings,
            tokens_VT,
            free_VT,
            self.context.position_T,
            self.changes_BVT[b],
            parallel_cells(self.round_BVT[b]) if settings.refuse_parallels else np.zeros_like(free_VT),
        )
        doubted |= self.forced_BVT[b]
        if step == settings.num_steps and self.first_step == 0:  # no noise of the start may be left
            doubted |= self.renoise_BVT[b] & (tokens_VT == self.start_BVT[b])
        pinned = self.trust_BVT[b] | (step > settings.pull_until * settings.num_steps)
        return np.where(self.hold_BVT[b], pinned, self.trust_BVT[b] | ~doubted)

    def _windows(self, fed_BVT: np.ndarray, trust_BVT: np.ndarray) -> ForwardInputs:
        """Cut the windows; columns outside the piece are padded and placed there."""
        B, V, T = fed_BVT.shape
        columns_KW = np.asarray(self.starts)[:, None] + np.arange(WINDOW)
        outside_KW = columns_KW >= T
        columns_KW = np.minimum(columns_KW, T - 1)
        place_KW = np.where(columns_KW == 0, 1, np.where(columns_KW == T - 1, 2, 0))
        place_KW[outside_KW] = 3
        position_KW = np.where(outside_KW, 0, self.context.position_T[columns_KW])

        def cut(rows_BVT: np.ndarray) -> Tensor:
            windows = rows_BVT[:, :, columns_KW].transpose(0, 2, 1, 3)  # (B, K, V, W)
            windows = np.where(outside_KW[:, None], 0, windows).astype(rows_BVT.dtype)
            return torch.from_numpy(windows.reshape(-1, V, WINDOW))

        def repeat(columns: np.ndarray) -> Tensor:
            return torch.from_numpy(np.tile(columns.astype(np.int64), (B, 1)))

        bar = repeat(np.full(columns_KW.shape, self.context.bar))
        return ForwardInputs(cut(fed_BVT), cut(trust_BVT), repeat(position_KW), bar, repeat(place_KW))

    def advance(self, logits: Tensor) -> Step:
        """Take the step that `inputs` began, with the logits (B K, V, W, P) of its windows.

        Raises ValueError where `inputs` was not called before, or the logits have another shape.
        """
        proposal, self._proposal = self._proposal, None
        if proposal is None:
            raise ValueError("expected inputs() before advance()")
        B, V, T = self.tokens_BVT.shape
        wanted = (B * len(self.starts), V, WINDOW, NUM_SYMBOLS)
        if tuple(logits.shape) != wanted:
            raise ValueError(f"expected logits of shape {wanted}, got {tuple(logits.shape)}")
        self.step += 1
        owner_T = torch.from_numpy(self.owner_T).to(logits.device)
        column_T = (
            torch.arange(T, device=logits.device) - torch.tensor(self.starts, device=logits.device)[owner_T]
        )
        logits = logits.view(B, len(self.starts), V, WINDOW, NUM_SYMBOLS)
        open_BVT = proposal.open_BVT
        proposed_BVT = self.tokens_BVT.copy()
        confidence_BVT = np.empty(open_BVT.shape, dtype=np.float32)
        for b in range(B):
            logits_VTP = logits[b, owner_T, :, column_T].transpose(0, 1).float().cpu()
            uniform_VT = self._generator(b, self.step, "draw").random((V, T))
            is_open = open_BVT[b]
            if is_open.any():
                chosen = logits_VTP[torch.from_numpy(is_open)]
                proposed_BVT[b, is_open] = draw(chosen, uniform_VT[is_open], self.settings)
            if self.settings.refuse_parallels and is_settled(self.step, self.settings):
                proposed_BVT[b] = refuse_parallels(self.tokens_BVT[b], proposed_BVT[b])
            given_VT = logits_VTP.softmax(-1).gather(-1, torch.from_numpy(proposed_BVT[b])[..., None])
            confidence_BVT[b] = given_VT[..., 0].numpy()
        changed = proposed_BVT != self.tokens_BVT
        assert not (changed & self.hold_BVT).any(), "a held cell has changed"
        self.changes_BVT += changed
        self.tokens_BVT = proposed_BVT
        self.forced_BVT[:] = False
        return Step(self.step, proposed_BVT.copy(), decode(proposed_BVT), confidence_BVT)

    def apply_act(self, act: Act, candidate: int | None = None) -> None:
        """Change cells of one candidate, or of all, from the next step on; `inputs` must come again after."""
        self._proposal = None
        chosen = range(self.num_candidates) if candidate is None else [candidate]
        claims = ((self.trust_BVT, act.trust), (self.hold_BVT, act.hold), (self.renoise_BVT, act.renoise))
        for b in chosen:
            for rows_BVT, value in claims:
                if value is not None:
                    rows_BVT[b, act.cells_VT] = value
            if act.ids_VT is not None:
                self.tokens_BVT[b] = np.where(act.cells_VT, act.ids_VT, self.tokens_BVT[b])
        if act.renoise:
            cells_BVT = np.zeros_like(self.forced_BVT)
            cells_BVT[list(chosen)] = act.cells_VT
            cells_BVT &= ~self.hold_BVT
            self._put_noise(cells_BVT, "act")
            self.forced_BVT |= cells_BVT

    def apply_settings(self, **values: object) -> None:
        """Change settings from the next step on. Raises ValueError where they cannot be."""
        self._proposal = None
        self.settings = replace(self.settings, **values).validate()  # type: ignore[arg-type]

    def restore(self, grids: Sequence[np.ndarray]) -> None:
        """Go on after stored steps. grids: ids (B, V, T) of every step from the first step on, in order.

        Acts are applied by the caller: those of steps before the last grid without their ids and noise
        (the grids show them), later ones whole. Raises ValueError where there is no grid.
        """
        if not len(grids):
            raise ValueError("expected at least the grid of the first step, got none")
        self.start_BVT = np.array(grids[0], dtype=np.int64)
        self.tokens_BVT = np.array(grids[-1], dtype=np.int64)
        self.changes_BVT = np.zeros_like(self.changes_BVT)
        for before, after in pairwise(grids):
            self.changes_BVT += np.asarray(before) != np.asarray(after)
        self.step = self.first_step + len(grids) - 1
        began = round_begin(self.step + 1, self.settings) - 1 - self.first_step
        self.round_BVT = np.array(grids[max(0, min(began, len(grids) - 1))], dtype=np.int64)
        self._proposal = None

    def _put_noise(self, cells_BVT: np.ndarray, purpose: str) -> None:
        for b in range(self.num_candidates):
            rng = self._generator(b, self.step, purpose)
            noise_VT = rng.integers(NUM_SYMBOLS, size=cells_BVT[b].shape)
            self.tokens_BVT[b] = np.where(cells_BVT[b], noise_VT, self.tokens_BVT[b])


def window_starts(num_sixteenths: int) -> list[int]:
    """First columns of the windows of a piece: every half window, the last one ending with the piece,
    all on a beat counted from the first column."""
    last = max(0, -(-(num_sixteenths - WINDOW) // PATCH) * PATCH)
    return [*range(0, last, WINDOW // 2), last]


def window_owners(starts: list[int], num_sixteenths: int) -> np.ndarray:
    """For each column the number of the window in which it is most central, (T,)."""
    centres = np.asarray(starts) + (WINDOW - 1) / 2
    return np.abs(np.arange(num_sixteenths)[:, None] - centres).argmin(axis=1)


def draw(logits_KP: Tensor, uniform_K: np.ndarray, settings: SamplerSettings) -> np.ndarray:
    """One id for each row, by temperature and typical sampling; each row only depends on itself."""
    log_KP = (logits_KP / settings.temperature).log_softmax(-1)
    chance_KP = log_KP.exp()
    if settings.typical_mass < 1:
        chance_KP = chance_KP * typical(log_KP, settings.typical_mass)
    total_KP = chance_KP.double().cumsum(-1)
    aim_K = torch.from_numpy(uniform_K)[:, None] * total_KP[:, -1:]
    drawn_K = (total_KP <= aim_K).sum(-1)
    return drawn_K.clamp(max=NUM_SYMBOLS - 1).numpy()


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
