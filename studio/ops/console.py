"""Log lines on standard error, a file of `DATA/log`: a disk that is full costs lines and nothing else."""

import logging
import sys


class Console(logging.StreamHandler):
    """Keeps silent while nothing can be written, and says how much is missing once it can again.

    The standard library would write a traceback for each line that is lost, to the file that took none of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.num_lost = 0
        self._why: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        num_lost = self.num_lost
        super().emit(record)
        if num_lost and num_lost == self.num_lost:
            self.num_lost = 0
            sentence = "%d log lines before this one were not written: %s"
            missing = (num_lost, self._why)
            super().emit(logging.LogRecord(__name__, logging.WARNING, "", 0, sentence, missing, None))

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.num_lost += 1
            self._why = error
        else:  # a mistake in the line itself
            super().handleError(record)
