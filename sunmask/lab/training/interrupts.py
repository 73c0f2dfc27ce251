"""Ctrl-C and SIGTERM during a run: the step that is being made ends, and the run is saved."""

import signal
from types import FrameType, TracebackType


class Interrupts:
    """Within `with`, the first signal is only noted; a second Ctrl-C interrupts at once, as usual."""

    def __init__(self) -> None:
        self.is_wanted = False
        """Whether somebody wants the run to stop."""
        self._before: dict[int, object] = {}

    def __enter__(self) -> "Interrupts":
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.is_wanted and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.is_wanted = True
