"""Who has the slots of one engine, and whose step comes next: whoever has had the fewest seconds of work.

The seconds are in the database (`studio.services.runs.served`); what was spent here since they were read is
added to them.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from studio.services.runs import chores, claims, served
from worker.effort import Effort

NUM_SLOTS = {"cpu": 8, "cuda": 32}
"""Runs that step as fast as they can in one process, by device. More would slow each
run down and make no more steps in all."""
INTERVAL_S = 0.5
"""Seconds between two checks of who waits for a slot."""


class Slotted(Protocol):
    """What slots and turns need to know of a run."""

    person: served.Person
    effort: Effort

    @property
    def has_slot(self) -> bool: ...


R = TypeVar("R", bound=Slotted)


class Slots:
    """The slots of one engine. checkpoints: those whose runs alone it takes."""

    def __init__(
        self,
        *,
        checkpoints: frozenset[str] = chores.ANY_CHECKPOINT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checkpoints, self._clock = checkpoints, clock
        self._checked_at = float("-inf")
        self._turns: dict[served.Person, served.Turn] = {}
        """As the database had them last."""
        self._counted: dict[Slotted, float] = {}
        """Seconds of each run that are counted already."""
        self._worked: defaultdict[served.Person, float] = defaultdict(float)
        """Seconds that the database does not know yet."""

    def take_in(self, run: Slotted) -> None:
        """Begin to count for a run. Raises DatabaseError."""
        self._counted[run] = 0.0
        if run.person not in self._turns:
            self._turns |= served.turns([run.person])

    def let_go(self, run: Slotted) -> None:
        """Count its last seconds, and stop counting it."""
        if run in self._counted:
            self._count(run)
            del self._counted[run]

    def in_turn(self, runs: Iterable[R]) -> list[R]:
        """The runs, those of the person who has had the fewest seconds first."""
        runs = list(runs)
        for run in runs:
            self._count(run)
        return sorted(runs, key=lambda run: (*self._turn(run.person).order, run.effort.spent_s))

    def charge(self) -> None:
        """Add the new seconds in the database, and read everybody's turns again. Raises DatabaseError."""
        for run in self._counted:
            self._count(run)
        if not self._worked:
            return
        served.charge(self._worked)
        self._worked.clear()
        self._turns = served.turns({run.person for run in self._counted})

    def to_give(self, runs: Sequence[R]) -> R | None:
        """The run that should give its slot to somebody who is waiting; None if no run should, or if the
        last check was less than `INTERVAL_S` ago. Raises DatabaseError."""
        now = self._clock()
        slotted = [run for run in runs if run.has_slot]
        if not slotted or now - self._checked_at < INTERVAL_S:
            return None
        self._checked_at = now
        first = next(claims.in_fair_order(self._checkpoints), None)
        if first is None:
            return None
        holders = claims.holders({run.person for run in slotted})
        last = self.in_turn(slotted)[-1]
        held = holders[last.person].after(self._worked[last.person])
        return last if first.turn.takes_slot_of(held) else None

    def _turn(self, person: served.Person) -> served.Turn:
        return self._turns.get(person, served.Turn(0.0)).after(self._worked[person])

    def _count(self, run: Slotted) -> None:
        if run in self._counted:
            self._worked[run.person] += run.effort.spent_s - self._counted[run]
            self._counted[run] = run.effort.spent_s
