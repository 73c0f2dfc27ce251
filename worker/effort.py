"""What a run takes on this machine, in seconds of work: spent, and still to come."""


class Effort:
    """Seconds of one run, counted while it is here.

    expected_s: of a step, before the first one has been made here. begun_s: what it took to take the run up.
    """

    def __init__(self, expected_s: float = 0.0, begun_s: float = 0.0) -> None:
        self.begun_s, self.unfinished_s = begun_s, 0.0
        """What another worker would spend again: on taking it up, and on the step that is not made yet."""
        self._expected_s = expected_s
        self._num_steps, self._steps_s = 0, 0.0

    def spend(self, seconds: float) -> None:
        """So much more went into the unfinished step."""
        self.unfinished_s += seconds

    def step_is_made(self) -> None:
        """With what was spent so far."""
        self._num_steps += 1
        self._steps_s += self.unfinished_s
        self.unfinished_s = 0.0

    def left_s(self, num_steps_left: int) -> float:
        """Until the run's end, of which so many steps are not made."""
        mean_s = self._steps_s / self._num_steps if self._num_steps else self._expected_s
        step_s = max(mean_s, self.unfinished_s)
        return max(0.0, num_steps_left * step_s - self.unfinished_s)
