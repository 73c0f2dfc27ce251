"""Bodies on their way into this process, by who sends them: how many at once, how many bytes, how long.

Bodies of up to SMALL bytes are kept in memory and not counted: they are over soon, or too late.
"""

from collections import defaultdict

from studio import limits
from studio.errors import StudioError

SMALL = 100_000
"""Twisted puts larger ones in a file."""
RETRY_AFTER_S = 10


class Uploads:
    """The large bodies of each sender, a person or an address, that are not answered yet."""

    def __init__(self) -> None:
        self._of: dict[str, dict[object, int]] = defaultdict(dict)

    def hold(self, sender: str, body: object, num_bytes: int) -> None:
        """One more body, or more bytes of one. Raises StudioError 429 where these are too many at once."""
        others = [size for other, size in self._of.get(sender, {}).items() if other is not body]
        if len(others) >= limits.BODIES_AT_ONCE:
            message = (
                f"{len(others)} large files are on their way from you already. Send the next one "
                "when one of them has arrived."
            )
            raise StudioError("too_many", 429, message, retry_after_s=RETRY_AFTER_S)
        if others and sum(others) + num_bytes > limits.BODY_BYTES_AT_ONCE:
            message = (
                f"At most {limits.BODY_BYTES_AT_ONCE >> 20} MiB can be on their way from you at once. "
                "Send this when what you are sending has arrived."
            )
            raise StudioError("too_many", 429, message, retry_after_s=RETRY_AFTER_S)
        self._of[sender][body] = num_bytes

    def let_go(self, sender: str, body: object) -> None:
        """It is answered, refused or lost."""
        its = self._of.get(sender, {})
        its.pop(body, None)
        if not its:
            self._of.pop(sender, None)


class Progress:
    """Whether a body comes fast enough, looked at every limits.BODY_SILENCE_S."""

    def __init__(self, now: float) -> None:
        self._began, self._then, self._num_then = now, now, 0

    def require(self, now: float, num_bytes: int) -> None:
        """So many bytes have come. Raises StudioError 408 where these are too few."""
        too_few = num_bytes - self._num_then < (now - self._then) * limits.BODY_BYTES_PER_S
        if too_few or now - self._began > limits.BODY_S:
            so_long = limits.duration(round(now - self._began))
            message = (
                f"This came too slowly, so it was given up after {so_long}. Try again by a better "
                "connection, or send less."
            )
            raise StudioError("too_slow", 408, message)
        self._then, self._num_then = now, num_bytes
