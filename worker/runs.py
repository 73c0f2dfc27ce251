"""One claimed generation while it is in this process: its sampler, its pace, its unfinished step."""

import hashlib
import json
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from studio.models import Generation
from studio.protocol import Pace
from studio.services import generations
from sunmask import codecs
from sunmask.cells import plan_from_states
from sunmask.codecs.chorale import NUM_SYMBOLS, ChoraleMeta
from sunmask.sampling import Context, Denoiser, ForwardInputs
from sunmask.settings import SamplerSettings
from worker.recorder import Recorder


class Run:
    """A generation under one fence, stepped window by window.

    Built anew after a worker was lost: the sampler is restored from the stored steps.
    """

    def __init__(self, generation: Generation, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.generation_id, self.fence = generation.pk, generation.fence
        self.network_key = (generation.checkpoint, generation.checkpoint_sha256)
        self.network_key = (generation.checkpoint, generation.checkpoint_sha256)
        self.num_cells = generations.num_cells(generation)
        self.pace, self.steps_granted = Pace(**generation.pace), generation.steps_granted
        self._clock = clock
        self._next_at = clock()
        frozen = generation.frozen
        codec = codecs.codec(frozen["content"]["kind"])
        plan = plan_from_states(np.array(frozen["states"]), np.array(frozen["pins"]))
        self.denoiser = Denoiser(
            plan,
            codec.encode(codec.symbols(frozen["content"])),
            SamplerSettings(**generation.settings),
            seed=generation.seed,
            num_candidates=generation.num_candidates,
            context=Context.from_meta(ChoraleMeta(**frozen["content"]["meta"]), plan.shape[1]),
            first_step=generation.first_step,
        )
        grids = stored_grids(generation, self.denoiser.tokens_BVT.shape)
        if grids:
            self.denoiser.restore(grids)
        self.recorder = Recorder(
            generation.pk,
            generation.fence,
            previous_BVT=self.denoiser.symbols_BVT if grids else None,
            clock=clock,
        )
        if not grids:
            self.recorder.add(self.denoiser.step, self.denoiser.symbols_BVT)
        self._inputs: ForwardInputs | None = None
        self._logits: list[Tensor] = []
        self._num_computed = 0

    @property
    def is_done(self) -> bool:
        return self.denoiser.is_done

    def wait_s(self) -> float | None:
        """Seconds until the next step may be worked on; None: not before somebody grants one."""
        if self._inputs is not None:
            return 0.0
        if self.is_done or self.recorder.is_full:
            return 0.1  # its steps could not be stored yet
        if self.pace.mode == "single":
            return 0.0 if self.denoiser.step < self.steps_granted else None
        if self.pace.mode == "limited":
            return max(0.0, self._next_at - self._clock())
        return 0.0

    def num_windows_left(self) -> int:
        """Windows of the present step that the network has not seen; begins the step if none is begun."""
        if self._inputs is None:
            self._inputs = self.denoiser.inputs()
            self._logits, self._num_computed = [], 0
            self._plan_next()
        return len(self._inputs) - self._num_computed

    def windows(self, count: int) -> tuple[Tensor, ...]:
        """The network's arguments for the next `count` windows."""
        assert self._inputs is not None
        first = self._num_computed
        return tuple(argument[first : first + count] for argument in self._inputs.arguments)

    def take(self, logits: Tensor) -> None:
        """Take in the logits of the windows given last; with the step's last ones the step is made."""
        assert self._inputs is not None
        self._logits.append(logits)
        self._num_computed += len(logits)
        if self._num_computed == len(self._inputs):
            step = self.denoiser.advance(torch.cat(self._logits))
            self._inputs, self._logits = None, []
            self.recorder.add(step.number, step.symbols_BVT)

    def result_hash(self) -> str:
        """SHA-256 over the symbols of all candidates as compact JSON, each row by row."""
        grids = [grid.ravel().tolist() for grid in self.denoiser.symbols_BVT]
        return hashlib.sha256(json.dumps(grids, separators=(",", ":")).encode()).hexdigest()

    def _plan_next(self) -> None:
        if self.pace.mode == "limited" and self.pace.steps_per_second:
            interval_s = 1 / self.pace.steps_per_second
            # a run that is late does not catch up in a rush
            self._next_at = max(self._next_at, self._clock() - interval_s) + interval_s


def stored_grids(generation: Generation, shape: tuple[int, ...]) -> list[np.ndarray]:
    """The ids (B, V, T) of every stored step, in order; none where nothing is stored."""
    codec = codecs.codec(generation.frozen["content"]["kind"])
    id_of = dict(zip(codec.decode(np.arange(NUM_SYMBOLS)).tolist(), range(NUM_SYMBOLS), strict=True))
    num_candidates, num_rows, num_columns = shape
    grids: list[np.ndarray] = []
    flat = np.zeros((num_candidates, num_rows * num_columns), dtype=np.uint8)
    for step in generations.steps_of(generation):
        if step.symbols is not None:
            flat = np.array([[id_of[symbol] for symbol in grid] for grid in step.symbols], dtype=np.uint8)
        else:
            flat = flat.copy()
            for candidate, changes in enumerate(step.changes or []):
                cells = np.array(changes[::2], dtype=np.int64)
                flat[candidate, cells] = [id_of[symbol] for symbol in changes[1::2]]
        grids.append(flat.reshape(shape))
    return grids
