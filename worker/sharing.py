"""How workers share the runs: each claims up to its fair share, one at a time, and one that has much gives a
run back where another has nothing to do.

Which workers live is what they say of themselves (`studio.ops.heartbeats`), who holds what the database says.
"""

import math
import time
from collections.abc import Callable

from studio.services import shares

INTERVAL_S = 1.0
"""Between two looks at how the runs are spread."""
PATIENCE_S = 2.0
"""Work that nobody claims for this long goes to any worker with room for it, whatever its share."""
DISTRUST_S = 30.0
"""After that nothing is given back for so long: those who idle do not claim."""


class Sharing:
    """What one worker may take, and when it gives back.

    name: of this worker, as its leases have it.
    """

    def __init__(self, name: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.neighbours: frozenset[str] = frozenset()
        """The workers that live, as last heard of; a thread of its own listens."""
        self._clock = clock
        self._unclaimed_since: float | None = None
        self._keeps_until = float("-inf")
        self._looked_at = float("-inf")

    def most_to_claim(self, num_runs: int) -> int | None:
        """How many runs a worker that has `num_runs` may claim now; None: as many as it has room for."""
        others = self.neighbours - {self.name}
        if not others:
            self._unclaimed_since = None
            return None
        load = shares.load()
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
        self._keeps_until = now + DISTRUST_S
        return 1

    def should_give_back(self, num_runs: int) -> bool:
        """Whether a worker with `num_runs` is to give one back: another one idles and nothing else waits."""
        now = self._clock()
        others = self.neighbours - {self.name}
        is_due = now - self._looked_at >= INTERVAL_S and now >= self._keeps_until
        if num_runs < 2 or not others or not is_due:
            return False
        self._looked_at = now
        load = shares.load()
        return load.num_claimable == 0 and num_runs - min(load.held[name] for name in others) >= 2
