"""One claimed generation while it is in this process: its sampler, its pace, its unfinished step."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from studio.models import Generation, Purpose, Requested
from studio.ops import tracing
from studio.protocol import Pace
from studio.reads.runs import speed
from studio.reads.runs.steps import replay
from studio.services.runs import claims
from sunmask.kinds import kind, registry, samplers
from sunmask.kinds.generate import best_first
from sunmask.kinds.settings import stored_settings
from sunmask.method.cells import plan_from_states
from sunmask.method.steps import Step, Symbol
from sunmask.method.windows import ForwardInputs
from worker.effort import Effort
from worker.recorder import Recorder
from worker.slices import Sliced
from worker.steering import Steering

RESTING_SHARE = 0.7
"""The share of the time between two frames after which a resting run stores its steps."""


class Run:
    """A generation under one fence, stepped window by window.

    Built anew after a worker was lost: the sampler is restored from the stored steps and the acts. precision:
    of its network, or None for the fastest. seconds_per_step: the time that a step of one candidate and
    window takes here, where that is known.
    """

    def __init__(
        self,
        generation: Generation,
        *,
        network: object,
        precision: str | None = None,
        seconds_per_step: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        began = clock()
        self.generation_id, self.fence = generation.pk, generation.fence
        self.person: int | None = generation.created_by_id
        self.about = claims.about(generation)
        """What log lines and its span say of it."""
        self.network_key = (generation.checkpoint, generation.checkpoint_sha256, precision)
        self.num_cells = claims.num_cells(generation)
        self.pace, self.steps_granted = Pace(**generation.pace), generation.steps_granted
        self.is_ending = generation.requested == Requested.STOP
        """Whether somebody requested that it stops after the step in progress."""
        self._clock = clock
        self._next_at = clock()
        frozen = generation.frozen
        content = frozen["content"]
        self._sampler = samplers.chosen(kind(content["kind"]), generation.settings)
        self.denoiser = self._sampler.denoiser(
            content,
            plan_from_states(np.array(frozen["states"]), np.array(frozen["pins"])),
            stored_settings(content["kind"], generation.settings).used_by(network),
            seed=generation.seed,
            candidates=range(generation.num_candidates),
            first_step=generation.first_step,
        )
        self.steering = Steering(generation, self.denoiser)
        self.is_reproduction = generation.purpose == Purpose.REPRODUCE
        is_begun = generation.last_step is not None
        if is_begun:
            self.denoiser.restore(stored_grids(generation), self.steering.all())
        self.recorder = Recorder(
            generation,
            previous_BVT=self.denoiser.symbols_BVT if is_begun else None,
            clock=clock,
        )
        if not is_begun:
            self.recorder.add(self.denoiser.step, self.denoiser.symbols_BVT)
        self.best_first: list[int] = []
        """The candidates of a run that is done, the likeliest first, where its kind can tell."""
        self.is_deciding = self.denoiser.is_done
        """Whether the network has seen all windows of the present step, and its cells are being drawn, or the
        candidates of a run that is over are being ranked."""
        self._decision: Sliced[Step | None] | None = None
        self._ranking: Sliced[list[float] | None] | None = None
        self._inputs: ForwardInputs | None = None
        self._logits: list[Tensor] = []
        self._num_computed = 0
        num_windows = speed.num_windows(frozen["states"], registry.codec(content["kind"]).window)
        expected_s = seconds_per_step * generation.num_candidates * num_windows
        self.effort = Effort(expected_s, begun_s=clock() - began)
        self.span = tracing.begin_work(generation.request, "run", **self.about)
        self._step_began_ns = time.time_ns()

    @property
    def is_done(self) -> bool:
        return self.denoiser.is_done and not self.is_deciding

    @property
    def left_s(self) -> float:
        """Seconds of work until its end."""
        num_steps = self.denoiser.settings.num_steps - self.denoiser.step + self.is_deciding
        return self.effort.left_s(num_steps)

    @property
    def lost_s(self) -> float:
        """Seconds of work that another worker would do again."""
        return self.effort.begun_s + self.effort.unfinished_s

    @property
    def has_slot(self) -> bool:
        """Whether it takes one of the engine's slots: it goes as fast as it can, so others wait for it."""
        return self.pace.mode == "full" and not self.is_ending

    @property
    def is_due(self) -> bool:
        """Whether it may step now."""
        return self.wait_s() == 0.0

    @property
    def is_between_steps(self) -> bool:
        """Whether it is between two steps, so that new acts can take effect at the next."""
        return self._inputs is None and not self.denoiser.is_done

    @property
    def ends_here(self) -> bool:
        """Whether it stops before its next step, as somebody requested."""
        return self.is_ending and self.is_between_steps

    def wait_s(self) -> float | None:
        """Seconds until the next step may be worked on; None: not before somebody grants one."""
        if self._inputs is not None or self.is_deciding:
            return 0.0
        if self.is_done or self.is_ending or self.recorder.is_full:
            return 0.1  # its steps could not be stored yet
        if self.pace.mode == "single":
            return 0.0 if self.denoiser.step < self.steps_granted else None
        if self.pace.mode == "limited":
            return max(0.0, self._next_at - self._clock())
        return 0.0

    def is_due_to_store(self, interval_s: float) -> bool:
        """Whether its steps go into a frame now, where frames come about every `interval_s`.

        A run whose pace makes it rest has nothing to add before that: it stores a little sooner, so that at
        ten steps a second people see each step, and act on it, before the next one is begun.
        """
        if self.is_done or self.ends_here:
            return True
        rests = (self.wait_s() or 0.0) > 0.0
        return self.recorder.is_due(interval_s * RESTING_SHARE if rests else interval_s)

    def num_windows_left(self) -> int:
        """Windows of the present step that the network has not seen; begins the step if none is begun."""
        if self._inputs is None:
            began, self._step_began_ns = self._clock(), time.time_ns()
            self.steering.put_in_force(self.denoiser.step + 1)
            self._inputs = self.denoiser.inputs()
            self._logits, self._num_computed = [], 0
            self._plan_next()
            self.effort.spend(self._clock() - began)
        return len(self._inputs) - self._num_computed

    @property
    def window_shape(self) -> tuple[int, ...]:
        """The shape of a window of the present step: only windows of one shape go through the network
        together."""
        assert self._inputs is not None
        return tuple(self._inputs.tokens.shape[1:])

    def windows(self, count: int) -> tuple[Tensor, ...]:
        """The network's arguments for the next `count` windows."""
        assert self._inputs is not None
        first = self._num_computed
        return tuple(argument[first : first + count] for argument in self._inputs.arguments)

    def take(self, logits: Tensor, seconds: float) -> None:
        """Add the logits of the windows given last, on which the network spent so many seconds; the last ones
        complete the step."""
        assert self._inputs is not None
        self.effort.spend(seconds)
        self._logits.append(logits)
        self._num_computed += len(logits)
        if self._num_computed == len(self._inputs):
            self.denoiser.begin(torch.cat(self._logits))
            self.is_deciding = True
            while self.is_deciding and not self.denoiser.decides_slowly:
                self.decide()

    def decide(self) -> None:
        """Compute a slice of the draw of all candidates in the present step, or of their ranking after the
        last."""
        if self.denoiser.is_done:
            self._rank()
            return
        began = self._clock()
        self._decision = self._decision or Sliced(self.denoiser.decide_in_parts(), clock=self._clock)
        is_computed = self._decision.go_on()
        self.effort.spend(self._clock() - began)
        if not is_computed:
            return
        step, self._decision = self._decision.result, None
        if step is not None:
            work_s = self.effort.unfinished_s
            self.effort.step_is_made()
            self._inputs, self._logits, self.is_deciding = None, [], self.denoiser.is_done
            self.recorder.add(step.number, step.symbols_BVT, work_s)
            tracing.add_step(self.span, self._step_began_ns, step=step.number)

    def _rank(self) -> None:
        parts = self._sampler.likelihoods_in_parts(self.denoiser)
        self._ranking = self._ranking or Sliced(parts, clock=self._clock)
        if self._ranking.go_on():
            self.best_first, self.is_deciding = best_first(self._ranking.result), False

    def result_hash(self) -> str:
        """SHA-256 over the symbols of all candidates as compact JSON, each row by row."""
        text = json.dumps(self.denoiser.symbols, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _plan_next(self) -> None:
        if self.pace.mode == "limited" and self.pace.steps_per_second:
            interval_s = 1 / self.pace.steps_per_second
            # a run that is late does not catch up in a rush
            self._next_at = max(self._next_at, self._clock() - interval_s) + interval_s


def stored_grids(generation: Generation) -> Iterator[list[list[Symbol]]]:
    """The grids of all candidates at every stored step, in order, each row by row; changed in place."""
    for _, grids in replay(generation):
        yield grids
