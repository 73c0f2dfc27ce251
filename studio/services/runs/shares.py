"""How the runs are spread over the workers, so that each can take its share."""

from collections import Counter
from dataclasses import dataclass

from studio.models import Generation, GenerationState
from studio.services.runs import chores
from studio.services.runs.claims import in_fair_order, without_lease


@dataclass(frozen=True)
class Load:
    """Which worker has which work at the moment."""

    held: Counter[str]
    """Runs by the worker that holds their lease."""
    num_claimable: int
    """Runs that a worker could claim."""


def load(checkpoints: frozenset[str] = chores.ANY_CHECKPOINT) -> Load:
    """How the runs of these checkpoints are spread over the workers."""
    running = Generation.objects.filter(chores.of(checkpoints), state=GenerationState.RUNNING)
    held = Counter(running.exclude(without_lease()).values_list("claimed_by", flat=True))
    return Load(held, sum(1 for _ in in_fair_order(checkpoints)))
