"""Who judges which item, so that each item gets as many judges as wanted and nobody gets more than others."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np

Judge = TypeVar("Judge", bound=Hashable)


def shared_out(
    num_items: int,
    judges: Sequence[Judge],
    overlap: int,
    rng: np.random.Generator,
    kept: Mapping[int, Sequence[Hashable]] | None = None,
) -> dict[Judge, list[int]]:
    """The items of each judge, in an order of their own: every item comes to `overlap` judges.

    kept: for each item, who has judged it already; these stay and count, also those who are no judges any
    more. Loads, with what is kept, differ by at most one where nothing is kept, and then pairs of judges
    meet about equally often. Where something is kept, an item gets fewer judges if too few are left; else
    that raises ValueError.
    """
    kept = kept or {}
    if overlap < 1 or (overlap > len(judges) and not kept):
        raise ValueError(f"expected 1 to {len(judges)} judges an item, got {overlap}")
    loads: Counter[Hashable] = Counter(judge for known in kept.values() for judge in known)
    met: Counter[frozenset[Hashable]] = Counter()
    queues: dict[Judge, list[int]] = {judge: [] for judge in judges}
    for item in rng.permutation(num_items).tolist():
        chosen: list[Hashable] = list(kept.get(item, ()))
        while len(chosen) < overlap:
            free = [judge for judge in judges if judge not in chosen]
            if not free:
                break
            chance = rng.random(len(free))
            costs = [
                (loads[judge], sum(met[frozenset((judge, other))] for other in chosen), chance[place])
                for place, judge in enumerate(free)
            ]
            judge = free[min(range(len(free)), key=costs.__getitem__)]
            loads[judge] += 1
            met.update(frozenset((judge, other)) for other in chosen)
            chosen.append(judge)
            queues[judge].append(item)
    return {judge: [queue[place] for place in rng.permutation(len(queue))] for judge, queue in queues.items()}
