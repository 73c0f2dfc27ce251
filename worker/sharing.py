"""How workers share the runs: each claims up to its fair share, one at a time, and gives a run back if
another worker that is ready holds at least two fewer and nothing waits.

Heartbeats tell which workers are ready (`studio.ops.heartbeats`), the database which runs each of them holds.
"""

import math
import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from studio.services.runs import chores, shares

INTERVAL_S = 1.0
"""Seconds between two checks of how the runs are spread."""
PATIENCE_S = 2.0
"""Seconds after which work that nobody claims goes to any worker with room for it, whatever its share."""
DISTRUST_S = 30.0
"""Seconds for which no run is given back in favour of a worker that left such work unclaimed, since it may be
dead although its heartbeat goes on. A worker that leaves and returns is trusted at once."""
CLAIM_S = 2.0
"""Seconds until another worker has claimed a run that was given back, without the time to begin it there."""


class Measured(Protocol):
    """A run's seconds of work on this machine, by which one to give back is chosen.

    left_s: until its end. lost_s: spent on its unfinished step and on beginning it here, which another worker
    spends again. is_due: whether it may step now.
    """

    @property
    def left_s(self) -> float: ...

    @property
    def lost_s(self) -> float: ...

    @property
    def is_due(self) -> bool: ...


R = TypeVar("R", bound=Measured)


def sooner_elsewhere(runs: Sequence[R]) -> R | None:
    """The run that would gain the most time if it moved to a worker with nothing else to do; None if none
    would.

    Here the runs that may step take turns, so each needs its remaining seconds times the number of these
    runs.
    """
    due = [run for run in runs if run.is_due]

    def gain_s(run: R) -> float:
        return len(due) * run.left_s - (CLAIM_S + run.lost_s + run.left_s)

    best = max(due, key=gain_s, default=None)
    return best if best is not None and gain_s(best) > 0 else None


class Sharing:
    """The rules by which one worker claims runs and gives them back.

    name: of this worker, as in its leases. checkpoints: those whose runs alone it takes.
    """

    def __init__(
        self,
        name: str,
        *,
        checkpoints: frozenset[str] = chores.ANY_CHECKPOINT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self.checkpoints = name, checkpoints
        self.neighbours: frozenset[str] = frozenset()
        """The workers of the same checkpoints that are ready, as a thread of its own reads it from the
        heartbeats."""
        self._clock = clock
        self._unclaimed_since: float | None = None
        self._distrusted: dict[str, float] = {}
        """Workers that did not claim runs though they could, and until when they are given nothing."""
        self._checked_at = float("-inf")

    def most_to_claim(self, num_runs: int) -> int | None:
        """How many runs a worker that has `num_runs` may claim now; None: as many as it has room for."""
        others = self._others()
        if not others:
            self._unclaimed_since = None
            return None
        load = shares.load(self.checkpoints)
        if load.num_claimable == 0:
            self._unclaimed_since = None
            return 0
        workers = others | {self.name} | set(load.held)
        share = math.ceil((sum(load.held.values()) + load.num_claimable) / len(workers))
        if num_runs < share:
            return 1
        now = self._clock()
        self._unclaimed_since = now if self._unclaimed_since is None else self._unclaimed_since
        if now - self._unclaimed_since <= PATIENCE_S:
            return 0
        self._distrusted |= {name: now + DISTRUST_S for name in others if load.held[name] < share}
        return 1

    def should_give_back(self, num_runs: int) -> bool:
        """Whether a worker with `num_runs` is to give one back: nothing waits, and another worker that is
        ready and not distrusted holds at least two fewer."""
        now = self._clock()
        others = self._others() - set(self._distrusted)
        if num_runs < 2 or not others or now - self._checked_at < INTERVAL_S:
            return False
        self._checked_at = now
        load = shares.load(self.checkpoints)
        return load.num_claimable == 0 and num_runs - min(load.held[name] for name in others) >= 2

    def _others(self) -> frozenset[str]:
        others = self.neighbours - {self.name}
        now = self._clock()
        self._distrusted = {
            name: until for name, until in self._distrusted.items() if name in others and now < until
        }
        return others
