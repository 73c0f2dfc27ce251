"""The kinds of fault, by the files that say what each does to a running studio and takes back.

Each is a coroutine that returns when the harm is over: from then on the time counts until the studio works
again. What a process does by itself (being started again) counts too.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Literal

from tests.faults.harness.acts import Actor
from tests.faults.harness.installation import Installation
from tests.faults.harness.runs import Runs
from tests.faults.harness.writers import Writer
from tests.studio_client import Person


@dataclass
class World:
    """What faults are done to, and who works there meanwhile. reader: owns the project. text: a canvas that
    people write in."""

    installation: Installation
    writers: list[Writer]
    actors: list[Actor]
    runs: Runs
    reader: Person
    project: str
    text: str
    chance: Random
    complaints: list[str]
    """What an operator's command should have done and did not."""


Inject = Callable[[World], Awaitable[None]]


@dataclass(frozen=True)
class Kind:
    """hits: what has to work again, people's acts or steps of the run or both. target: what is harmed; of two
    faults at once each harms another. needs: what not every trial has. is_rare: it takes long, so it comes in
    one of six rounds, and never beside another one."""

    name: str
    hits: Literal["acts", "steps", "both"]
    target: str
    inject: Inject
    needs: Literal["", "disk", "postgres"] = ""
    is_rare: bool = False


@dataclass(frozen=True)
class Pair:
    """Two faults that begin at the same time."""

    first: Kind
    second: Kind
    hits: Literal["both"] = "both"

    @property
    def name(self) -> str:
        return f"{self.first.name} + {self.second.name}"

    async def inject(self, world: World) -> None:
        await asyncio.gather(self.first.inject(world), self.second.inject(world))


NUM_PAIRS = 12
"""In each round."""


def schedule(kinds: list[Kind], num_faults: int, chance: Random) -> list[Kind | Pair]:
    """In rounds of a random order: each kind once, and pairs. Rare ones come in one of six rounds, the
    first among them."""
    usual = [kind for kind in kinds if not kind.is_rare]
    num_pairs = NUM_PAIRS if len({kind.target for kind in usual}) > 1 else 0
    chosen: list[Kind | Pair] = []
    for number in count():
        here = [kind for kind in kinds if not (kind.is_rare and number % 6 and usual)]
        together = [*here, *(_pair(usual, chance) for _ in range(num_pairs))]
        chosen += chance.sample(together, len(together))
        if len(chosen) >= num_faults:
            break
    return chosen[:num_faults]


def _pair(kinds: list[Kind], chance: Random) -> Pair:
    while True:
        first, second = chance.sample(kinds, 2)
        if first.target != second.target:
            return Pair(first, second)
