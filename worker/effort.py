"""The seconds of work of a run on this machine: spent, and still to come."""


class Effort:
    """A count of the seconds of one run while it is here.

    expected_s: for a step, before the first one has been made here. begun_s: spent on taking the run up.
    """

    def __init__(self, expected_s: float = 0.0, begun_s: float = 0.0) -> None:
        self.begun_s, self.unfinished_s = begun_s, 0.0
        """Seconds that another worker would spend again: on taking it up, and on the unfinished step."""
        self.spent_s = begun_s
        """Seconds spent here in all."""
        self._expected_s = expected_s
        self._num_steps, self._steps_s = 0, 0.0

    def spend(self, seconds: float) -> None:
        """Add seconds to the unfinished step."""
        self.unfinished_s += seconds
        self.spent_s += seconds

    def step_is_made(self) -> None:
        """Count the unfinished step as made, with the seconds spent on it so far."""
        self._num_steps += 1
        self._steps_s += self.unfinished_s
        self.unfinished_s = 0.0

    def left_s(self, num_steps_left: int) -> float:
        """Seconds until the end of a run that lacks so many steps."""
        mean_s = self._steps_s / self._num_steps if self._num_steps else self._expected_s
        step_s = max(mean_s, self.unfinished_s)
        return max(0.0, num_steps_left * step_s - self.unfinished_s)
