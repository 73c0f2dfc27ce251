"""How the runs are spread over the workers, so that each can take its share."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from studio import limits
from studio.models import Generation, GenerationState
from studio.services.claims import lost


@dataclass(frozen=True)
class Load:
    """Which worker has which work at the moment."""

    held: Counter[str]
    """Runs by the worker that holds their lease."""
    num_claimable: int
    """Runs that a worker could claim."""


def load() -> Load:
    """How the runs are spread over the workers."""
    running = Generation.objects.filter(state=GenerationState.RUNNING)
    by_person: Counter[Any] = Counter(running.values_list("created_by_id", flat=True))
    queued = Generation.objects.filter(state=GenerationState.QUEUED)
    waiting: Counter[Any] = Counter(queued.values_list("created_by_id", flat=True))
    room = {person: max(0, limits.GENERATIONS_RUNNING - by_person[person]) for person in waiting}
    num_claimable = sum(min(count, room[person]) for person, count in waiting.items())
    held = Counter(running.exclude(lost()).values_list("claimed_by", flat=True))
    return Load(held, num_claimable + running.filter(lost()).count())
