"""One step of one candidate, as a kind of canvas decides it: which cells are doubted, shown, drawn, refused.

V rows and T columns of cells, N columns of tokens
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sunmask.method.draw_tasks import DrawTask, DrawTasks, OneByOne
from sunmask.method.draws import draw_open
from sunmask.method.schedules import Schedule, doubt
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import SeenLogits

Generator = Callable[[int, str], np.random.Generator]
"""The generator of a step and a purpose, of one candidate."""


@dataclass(frozen=True)
class StepContext:
    """The state of a candidate before a step.

    number: of the candidate, from 0. generator: of a step and a purpose. ids_VN: of its tokens. start_VT,
    round_VT: its symbols when it began, noise and all, and when the round did (see `Schedule.round_begin`).
    free_VT: cells that may be redrawn at all. changes_VT: how often each has changed. written_VT: the step in
    which each is written, where cells are written in order, 0 for those that never waited; is_again_VT: those
    that a person has freed or changed since the run began.
    """

    step: int
    schedule: Schedule
    number: int
    generator: Generator
    ids_VN: np.ndarray
    start_VT: np.ndarray
    round_VT: np.ndarray
    free_VT: np.ndarray
    changes_VT: np.ndarray
    written_VT: np.ndarray
    is_again_VT: np.ndarray

    @property
    def settings(self) -> SamplerSettings:
        return self.schedule.settings

    @property
    def is_writing(self) -> bool:
        """Whether cells are written one by one in this step, and none is doubted."""
        return self.schedule.writes_in_order and self.step <= self.schedule.fall_steps


class CandidateStep:
    """The decisions of one step. This base class suits a kind without rules of its own: each cell is doubted
    and drawn by itself."""

    decides_slowly = False
    """Whether `draw_task` may take longer than the network takes for a window."""

    guidance_strength = 1.0
    """The factor of a condition's effect, where the layout has windows with and without it."""

    def __init__(self, now: StepContext):
        self.now = now

    def doubted(self) -> np.ndarray:
        """Which cells the step doubts, (V, T), whatever is held."""
        now, shape = self.now, self.now.free_VT.shape
        number_VT = np.arange(now.free_VT.size).reshape(shape)
        if now.is_writing:
            return np.zeros(shape, dtype=bool)
        balance = now.changes_VT if now.settings.active_balance else None
        share = now.schedule.doubted_share(now.step)
        return doubt(now.generator(now.step, "doubt"), share, number_VT, balance)

    def settled(self) -> np.ndarray:
        """Cells without a pin that the step leaves as they are all the same, (V, T)."""
        return np.zeros_like(self.now.free_VT)

    def visible_ids(self, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        """The ids (V, N) that the network sees instead of these. weighs_VT: cells that are trusted, or
        not held; must_VT: those that hold noise and must be drawn."""
        return ids_VN

    def needed(self, open_VT: np.ndarray) -> np.ndarray:
        """Cells whose logits the step may use, (V, T), where these are open."""
        return open_VT

    def compared(self, trust_VT: np.ndarray) -> np.ndarray | None:
        """Other trust (V, T) with which the network sees the same ids once more, so that the step knows the
        effect of the trust (`SeenLogits.changed`). None where it needs no comparison."""
        return None

    def draw(
        self, logits: SeenLogits, uniform_VN: np.ndarray, open_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        """The ids after the step, (V, N): new ones in open cells, unless they are refused. uniform_VN: a
        number 0..1 for each token. settings: those of the moment, with the temperature of the step."""
        return draw_open(logits, uniform_VN, open_VT, self.now.ids_VN, settings)

    def draw_task(
        self, logits: SeenLogits, uniform_VN: np.ndarray, open_VT: np.ndarray, settings: SamplerSettings
    ) -> DrawTask[np.ndarray]:
        """`draw`, for a step that needs more computed while it draws (see `together`)."""
        return self.draw(logits, uniform_VN, open_VT, settings)
        yield

    @staticmethod
    def together(begin: Sequence[Callable[[], DrawTask[None]]]) -> DrawTasks:
        """The scheduler of a step's candidates, each begun by a function: it lets them take turns and
        computes what they need. One candidate's result may not depend on the others."""
        return OneByOne(begin)

    def end_round(self, ids_VN: np.ndarray, may_VT: np.ndarray) -> np.ndarray:
        """The ids after the last step of a round, (V, N), where a kind takes back what made the whole worse.
        may_VT: cells whose value may be as it was before the round."""
        return ids_VN
