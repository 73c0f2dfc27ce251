"""Where a zip is written that leaves piece by piece."""

import io
from typing import Any


class Outlet(io.RawIOBase):
    """Holds what the zip writes until it is read."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._num_waiting = 0

    @property
    def is_full(self) -> bool:
        return self._num_waiting >= 256 << 10

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        self._num_waiting += len(data)
        return len(data)

    def take(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting, self._num_waiting = [], 0
        return data
