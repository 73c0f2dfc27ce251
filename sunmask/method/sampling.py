"""The sampling loop (section 2.3 of the SUNMASK paper): many candidates of one canvas, of any kind, denoised
step by step.

All state can be rebuilt from the stored grids and the acts: what step t draws for candidate b follows from
(seed, b, t), so `restore` continues exactly as an unbroken run would. Doubt, trust and hold are decided per
cell. A cell is one or more tokens; the layout maps one to the other.

Suffixes of array names: B candidates, V rows and T columns of cells, N columns of tokens
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.draw_tasks import DrawTask, DrawTasks
from sunmask.method.inputs import StepInputs
from sunmask.method.layouts import Layout
from sunmask.method.parts import Parts, whole
from sunmask.method.schedules import Schedule, least_likely, step_generator
from sunmask.method.settings import SamplerSettings
from sunmask.method.steps import Change, Step, Symbol, flat
from sunmask.method.windows import ForwardInputs, SeenLogits
from sunmask.method.writing_order import WritingOrder


@dataclass(frozen=True)
class _PreparedStep:
    """A step before the forward pass: each candidate's step, the cells that may change, and the network's
    inputs."""

    steps: list[CandidateStep]
    open_BVT: np.ndarray
    inputs: StepInputs


Model = Callable[..., Tensor]


class Denoiser:
    """The candidates of one generation. Per step: call `inputs`, then `advance` with the logits. To let other
    runs step in between, call `begin` with the logits instead, then `decide` until it returns a step."""

    def __init__(
        self,
        layouts: Sequence[Layout],
        settings: SamplerSettings,
        *,
        seed: int,
        first_step: int = 0,
        first_candidate: int = 0,
    ):
        """layouts: one for each candidate, of one canvas. With first_step 0 renoisable cells start as noise;
        a later first step continues from the layouts' values. first_candidate: the number of the first
        candidate here; others of the same seed may be computed elsewhere."""
        plan = layouts[0].plan
        shape = (len(layouts), *plan.shape)
        self.layouts, self.settings, self.seed = list(layouts), settings.validate(), seed
        self.step = self.first_step = first_step
        self.first_candidate = first_candidate
        self.tokens = [layout.start() for layout in layouts]
        self.trust_BVT = np.broadcast_to(plan.trust, shape).copy()
        self.hold_BVT = np.broadcast_to(plan.hold, shape).copy()
        self.renoise_BVT = np.broadcast_to(plan.renoise, shape).copy()
        if first_step == 0:
            self._put_noise(self.renoise_BVT, "start")
        self.start_BVT = self.round_BVT = self.last_BVT = self.cells_BVT
        self.changes_BVT = np.zeros(shape, dtype=np.int64)
        self.just_renoised_BVT = np.zeros(shape, dtype=bool)
        self.order = WritingOrder(shape)
        for b in range(len(layouts)):
            free_VT = ~self.hold_BVT[b] & ~self.trust_BVT[b]
            rng, layout = self._generator(b, 0, "order"), layouts[b]
            self.order.write(b, free_VT, layout.unit_T, self.tokens[b], rng, by_column=layout.by_column)
        self._prepared: _PreparedStep | None = None
        self._draws: tuple[DrawTasks, np.ndarray] | None = None
        self.decides_slowly = False  # whether the next `decide()` may take a long time

    @property
    def num_candidates(self) -> int:
        return len(self.tokens)

    @property
    def is_done(self) -> bool:
        return self._draws is None and self.step >= self.settings.num_steps

    @property
    def tokens_BVT(self) -> np.ndarray:
        """The ids of all candidates, which must all have the same number of tokens."""
        return np.stack(self.tokens)

    @property
    def cells_BVT(self) -> np.ndarray:
        """The symbols of the layouts' cells."""
        return np.stack([self._symbols(b) for b in range(self.num_candidates)])

    @property
    def symbols_BVT(self) -> np.ndarray:
        """The grids in the rows of the canvas. A kind whose layouts have different rows overrides this
        and `apply_change`, to convert between the two."""
        return self.cells_BVT

    @property
    def symbols(self) -> list[list[Symbol]]:
        """The present grids, each row by row."""
        return flat(self.symbols_BVT)

    @property
    def schedule(self) -> Schedule:
        """The schedule of the present settings."""
        return self.layouts[0].schedule(self.settings)

    def _symbols(self, b: int) -> np.ndarray:
        return self.layouts[b].symbols(self.tokens[b])

    def inputs(self) -> ForwardInputs:
        """The network's inputs for the next step: only windows with cells that may change, at least one.
        Raises ValueError after the last step."""
        if self.is_done:
            raise ValueError(f"expected a step up to {self.settings.num_steps}, but all are done")
        step, settings, schedule = self.step + 1, self.settings, self.schedule
        if schedule.round_begin(step) == step:
            self.round_BVT = self.cells_BVT
        fed, trust = [ids_VN.copy() for ids_VN in self.tokens], []
        open_BVT = np.empty_like(self.trust_BVT)
        steps = [layout.step(self._context(b, step)) for b, layout in enumerate(self.layouts)]
        for b, layout in enumerate(self.layouts):
            trust_VT = self._fed_trust(b, steps[b])
            waits_VT = self._waits(b, step) & ~trust_VT
            if waits_VT.any():
                fed[b] = np.where(layout.to_tokens(waits_VT), self.order.waiting[b], fed[b])
            rng = self._generator(b, step, "accept")
            # while cells are still noise, trusted ones are not corrected
            correction = 0.0 if waits_VT.any() else settings.correction
            corrected = self.trust_BVT[b] & (rng.random(trust_VT.shape) < correction)
            accepted = rng.random(trust_VT.shape) < schedule.accepted_share(step)
            accepted |= self.just_renoised_BVT[b] | waits_VT
            open_BVT[b] = ~self.hold_BVT[b] & ((~trust_VT & accepted) | corrected)
            if settings.renoise_share > 0 and step < settings.num_steps:
                rng = self._generator(b, step, "renoise")
                again = (
                    self.renoise_BVT[b] & ~trust_VT & (rng.random(trust_VT.shape) < settings.renoise_share)
                )
                fed[b] = np.where(layout.to_tokens(again), layout.noise(rng), fed[b])
            fed[b] = steps[b].visible_ids(fed[b], trust_VT | ~self.hold_BVT[b], self._must_redraw(b, step))
            trust.append(trust_VT)
        numbers = [self._windows_needed(b, steps[b].needed(open_VT)) for b, open_VT in enumerate(open_BVT)]
        if not any(len(each) for each in numbers):
            numbers[0] = np.zeros(1, dtype=np.int64)
        inputs = StepInputs.of(self.layouts, steps, fed, trust, numbers)
        self._prepared = _PreparedStep(steps, open_BVT, inputs)
        return inputs.windows

    def _windows_needed(self, b: int, needed_VT: np.ndarray) -> np.ndarray:
        needed_VN = self.layouts[b].to_tokens(needed_VT)
        return np.unique(self.layouts[b].window_numbers()[needed_VN.any(axis=0)])

    def _generator(self, b: int, step: int, purpose: str) -> np.random.Generator:
        return step_generator(self.seed, self.first_candidate + b, step, purpose)

    def _context(self, b: int, step: int) -> StepContext:
        return StepContext(
            step=step,
            schedule=self.schedule,
            number=self.first_candidate + b,
            generator=lambda of_step, purpose: self._generator(b, of_step, purpose),
            ids_VN=self.tokens[b],
            start_VT=self.start_BVT[b],
            round_VT=self.round_BVT[b],
            free_VT=~self.hold_BVT[b] & ~self.trust_BVT[b],
            changes_VT=self.changes_BVT[b],
            written_VT=self.order.step_of(b, self.schedule),
            is_again_VT=self.order.after_BVT[b] > 0,
        )

    def _fed_trust(self, b: int, step: CandidateStep) -> np.ndarray:
        """The trust that the network is given, (V, T). A held cell is trusted if it is painted so, and always
        after `pull_until`; another cell if it is painted so, or is not doubted at this step."""
        number = step.now.step
        doubted = step.doubted() | self._must_redraw(b, number) | self._waits(b, number)
        doubted &= ~step.settled()
        held_trust = self.trust_BVT[b] | (number > self.settings.pull_until * self.settings.num_steps)
        return np.where(self.hold_BVT[b], held_trust, self.trust_BVT[b] | ~doubted)

    def _waits(self, b: int, step: int) -> np.ndarray:
        """Cells that are not yet filled when a step begins, (V, T); none unless the schedule fills cells
        in an order."""
        if not self.schedule.writes_in_order:
            return np.zeros_like(self.hold_BVT[b])
        return ~self.hold_BVT[b] & (self.order.step_of(b, self.schedule) >= step)

    def _must_redraw(self, b: int, step: int) -> np.ndarray:
        """Cells that are always doubted and redrawn, (V, T): those just renoised and, in the last step, any
        that are still the initial noise."""
        must_VT = self.just_renoised_BVT[b].copy()
        if step == self.settings.num_steps and self.first_step == 0:
            unmoved_VT = self._symbols(b) == self.start_BVT[b]
            must_VT |= self.renoise_BVT[b] & unmoved_VT
        return must_VT

    def advance(self, logits: Tensor) -> Step:
        """Take the step that `inputs` began, with the logits of its windows.

        Raises ValueError if `inputs` was not called before, or the logits have a different shape.
        """
        self.begin(logits)
        while (step := self.decide()) is None:
            pass
        return step

    def begin(self, logits: Tensor) -> None:
        """Take in the logits of the windows of `inputs`; `decide` follows. Raises ValueError like
        `advance`."""
        prepared, self._prepared = self._prepared, None
        if prepared is None:
            raise ValueError("expected inputs() before advance()")
        seen = prepared.inputs.answers(logits, self.layouts, prepared.steps)
        self.step += 1
        self.decides_slowly = any(step.decides_slowly for step in prepared.steps)
        tasks = [partial(self._draw_task, b, prepared, of_one) for b, of_one in enumerate(seen)]
        self._draws = prepared.steps[0].together(tasks), self.cells_BVT

    def decide(self) -> Step | None:
        """Compute the next part of the draws of all candidates; returns the step once all are drawn. Raises
        ValueError if `begin` was not called before."""
        return whole(self.decide_in_parts())

    def decide_in_parts(self) -> Parts[Step | None]:
        """`decide` as a generator. Exhaust it before you call any other method."""
        if self._draws is None:
            raise ValueError("expected begin() before decide()")
        tasks, before_BVT = self._draws
        if not (yield from tasks.advance()):
            return None
        self._draws = None
        symbols_BVT = self.cells_BVT
        assert not ((symbols_BVT != before_BVT) & self.hold_BVT).any(), "a held cell has changed"
        self.changes_BVT += symbols_BVT != self.last_BVT
        self.last_BVT = symbols_BVT
        self.just_renoised_BVT[:] = False
        return Step(self.step, list(self.tokens), symbols_BVT)

    def _draw_task(self, b: int, prepared: _PreparedStep, seen: SeenLogits) -> DrawTask[None]:
        step = prepared.steps[b]
        settings = replace(self.settings, temperature=self.schedule.temperature(self.step))
        open_VT = self._redrawn(b, prepared.open_BVT[b], seen)
        uniform_VN = self._generator(b, self.step, "draw").random(self.tokens[b].shape)
        if (waits_VT := self._waits(b, self.step)).any():
            uniform_VN = np.where(waits_VT, self.order.uniform_BVT[b], uniform_VN)
        drawn_VN = yield from step.draw_task(seen, uniform_VN, open_VT, settings)
        if self.schedule.ends_round(self.step):
            drawn_VN = step.end_round(drawn_VN, self._may_take_back(b))
        self.tokens[b] = drawn_VN

    def _redrawn(self, b: int, open_VT: np.ndarray, logits: SeenLogits) -> np.ndarray:
        """The cells to redraw among those that may change: the least likely share, and all that must be
        redrawn."""
        if self.settings.redraw_share == 1:
            return open_VT
        layout, ids_VN = self.layouts[b], self.tokens[b]
        open_VN = layout.to_tokens(open_VT)
        chance_VN = np.ones(ids_VN.shape, dtype=np.float32)
        given = logits.of(open_VN).softmax(-1).gather(-1, torch.from_numpy(ids_VN[open_VN])[:, None])
        chance_VN[open_VN] = given[:, 0]
        least_VT = least_likely(layout.chance(chance_VN), open_VT, self.settings.redraw_share)
        must_VT = self._must_redraw(b, self.step) | self._waits(b, self.step)
        return open_VT & (must_VT | least_VT)

    def _may_take_back(self, b: int) -> np.ndarray:
        """Cells that may be reverted to what they were before the round, (V, T): not held, and no
        longer initial noise when the round began."""
        was_noise_VT = self.renoise_BVT[b] & (self.round_BVT[b] == self.start_BVT[b])
        return ~self.hold_BVT[b] & ~(was_noise_VT if self.first_step == 0 else False)

    def apply_change(self, change: Change, candidate: int | None = None) -> None:
        """Change cells of one candidate, or of all, beginning with the next step; call `inputs` again
        afterwards.

        Raises ValueError for a symbol that the cell cannot have.
        """
        self._prepared = None
        chosen = list(range(self.num_candidates)) if candidate is None else [candidate]
        bits = (
            (self.trust_BVT, change.trust),
            (self.hold_BVT, change.hold),
            (self.renoise_BVT, change.renoise),
        )
        for b in chosen:
            for rows_BVT, value in bits:
                if value is not None:
                    rows_BVT[b, change.cells] = value
            if change.symbols is not None:
                symbols_VT = self._symbols(b)
                given_VT = np.empty_like(symbols_VT)
                given_VT.flat[:] = list(change.symbols)
                self.tokens[b] = self.layouts[b].set_symbols(np.where(change.cells, given_VT, symbols_VT))
        if change.renoise:
            cells_BVT = np.zeros_like(self.just_renoised_BVT)
            cells_BVT[chosen] = change.cells
            cells_BVT &= ~self.hold_BVT
            self._put_noise(cells_BVT, "act")
            self.just_renoised_BVT |= cells_BVT
        for b in chosen:
            self._write_again(b, change)
        # the end of a round must not take back what somebody has put there
        if change.symbols is not None or change.renoise:
            given_BVT = np.zeros_like(self.just_renoised_BVT)
            given_BVT[chosen] = change.cells
            self.round_BVT = np.where(given_BVT, self.cells_BVT, self.round_BVT)

    def _write_again(self, b: int, change: Change) -> None:
        """Spread the rewriting of the cells that a change frees or replaces over later steps, at the pace of
        the rest."""
        is_new = change.renoise or change.trust is False or change.symbols is not None
        if not (self.schedule.writes_in_order and is_new):
            return
        cells_VT = change.cells & ~self.hold_BVT[b] & ~self.trust_BVT[b]
        span = math.ceil(self.schedule.fall_steps * cells_VT.mean())
        waiting_VN = np.where(self.layouts[b].to_tokens(cells_VT), self.tokens[b], self.order.waiting[b])
        span = max(1, min(span, self.settings.num_steps - self.step))
        rng = self._generator(b, self.step, "order")
        unit_T = self.layouts[b].unit_T
        self.order.write(b, cells_VT, unit_T, waiting_VN, rng, after=self.step, span=span)

    def apply_settings(self, **values: object) -> None:
        """Change settings, beginning with the next step. Raises ValueError for values that are not valid."""
        self._prepared = None
        self.settings = replace(self.settings, **values).validate()  # type: ignore[arg-type]

    def condition(self, content: Any, candidate: int) -> None:
        """Recompute a candidate's conditioning features from its content and the current settings, for
        later steps."""
        self._prepared = None
        self.layouts[candidate] = self.layouts[candidate].conditioned(content, self.settings)

    def restore(
        self,
        stored: Iterable[Sequence[Sequence[Symbol]]],
        acts: Mapping[int, Callable[[], None]] | None = None,
    ) -> None:
        """Replay stored steps, to continue after them.

        stored: `symbols` of every step, beginning with the first.
        acts: maps a step to a callback that applies its acts, called before that step is replayed.
        The caller applies the acts of later steps. Raises ValueError if there is no grid.
        """
        acts = acts or {}
        shape, like = self.cells_BVT.shape, self.cells_BVT.dtype
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
                    before_BVT = self.cells_BVT
                if self.schedule.round_begin(step) == step:
                    self.round_BVT = before_BVT
                self.changes_BVT += symbols_BVT != self.last_BVT
            self.step, self.last_BVT = step, symbols_BVT
        if step < self.first_step:
            raise ValueError("expected at least the grid of the first step, got none")
        self._put_last()
        self.just_renoised_BVT[:] = False

    def _put_last(self) -> None:
        self.tokens = [
            layout.set_symbols(symbols_VT)
            for layout, symbols_VT in zip(self.layouts, self.last_BVT, strict=True)
        ]
        self._prepared = None

    def _put_noise(self, cells_BVT: np.ndarray, purpose: str) -> None:
        for b in np.flatnonzero(cells_BVT.any(axis=(1, 2))).tolist():
            ids_VN = self.tokens[b]
            noise_VN = self.layouts[b].noise(self._generator(b, self.step, purpose))
            self.tokens[b] = np.where(self.layouts[b].to_tokens(cells_BVT[b]), noise_VN, ids_VN)


def denoise(model: Model, denoiser: Denoiser) -> Iterator[Step]:
    """Yield every step up to the last. model: see `models.inference.InferenceModel`.

    To get only the last step: `*_, last = denoise(model, denoiser)`.
    """
    while not denoiser.is_done:
        yield denoiser.advance(model(*denoiser.inputs().arguments))
