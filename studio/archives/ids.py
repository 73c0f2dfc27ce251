"""Ids whose order is that of the rows, so that they leave a studio again as they came."""

import secrets
from uuid import UUID

_LONGEST_STEP = 1 << 96


def ascending_ids(count: int, after: UUID | None = None) -> list[UUID]:
    """So many ids that nobody can guess, each greater than the one before it, and than `after`."""
    found = []
    last = after.int if after is not None else secrets.randbits(127)
    for _ in range(count):
        last += 1 + secrets.randbelow(_LONGEST_STEP)
        found.append(UUID(int=last))
    return found
