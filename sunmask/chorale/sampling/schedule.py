"""How a chorale is composed over the steps: written beat by beat, then revised in rounds, or all at once."""

from dataclasses import dataclass

from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.schedules import Schedule

SETTLED_SHARE = 0.25
"""The share of the free cells in doubt at which the other notes are settled enough to count as music."""


@dataclass(frozen=True)
class ChoraleSchedule(Schedule):
    settings: ChoraleSettings

    @property
    def writes_in_order(self) -> bool:
        return self.settings.write_once

    def is_reworked(self, step: int) -> bool:
        """Whether a step belongs to a round of rework."""
        return self.settings.rework and self.fall_steps < step <= self.settings.num_steps

    def is_settled(self, step: int) -> bool:
        """Whether so little is doubted that faults are worth refusing: earlier, most notes are noise yet."""
        is_late = step > self.fall_steps
        if self.settings.write_once:
            return is_late
        return self.doubted_share(step) <= SETTLED_SHARE or (self.settings.rework and is_late)

    def rework_round(self, step: int) -> tuple[int, float]:
        """For a step after the fall: the first step of its round, and the share of a block that it doubts.

        A round begins with whole blocks and doubts ever fewer of their cells, as the fall
        did with the canvas.
        """
        first = self.fall_steps + 1
        length = self.settings.num_steps - first + 1
        num_rounds = max(1, round(length / self.settings.rework_steps))
        number = (step - first) * num_rounds // length
        begin = first + -(-number * length // num_rounds)
        end = first + -(-(number + 1) * length // num_rounds)
        return begin, 1 - (step - begin) / (end - begin)

    def round_begin(self, step: int) -> int:
        return self.rework_round(step)[0] if self.is_reworked(step) else 1
