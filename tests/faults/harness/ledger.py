"""What people were told is done: each act that was acknowledged, to be found at the end, exactly once."""

import threading
import time
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Found:
    """Of one sort of acts, at the end."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


@dataclass
class Ledger:
    """Of one sort of acts. For each key, the value that was acknowledged last, and when it was sent and
    answered (seconds of the monotonic clock)."""

    sort: str
    num_acknowledged: int = 0
    num_forgotten: int = 0
    """Acts after a backup that was restored, which nobody expects to find."""
    refused: list[str] = field(default_factory=list)
    """Acts that will never be done although nothing was wrong with them."""
    answers: Counter[str] = field(default_factory=Counter)
    """How often something else than an acknowledgement came."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[Hashable, tuple[Any, float, float]] = {}
        self._first: list[tuple[float, float]] = []

    def acknowledged(self, key: Hashable, value: Any, sent_at: float) -> None:
        now = time.monotonic()
        with self._lock:
            self._rows[key] = (value, sent_at, now)
            self._first.append((sent_at, now))
            self.num_acknowledged += 1

    def first_after(self, at: float) -> float | None:
        """When the first act that was sent after `at` was acknowledged."""
        with self._lock:
            return min((answered for sent, answered in self._first[-2000:] if sent >= at), default=None)

    def forget_since(self, at: float) -> None:
        """A backup that was begun then has been restored: what was done since may be gone."""
        with self._lock:
            gone = [key for key, (_, _, answered) in self._rows.items() if answered >= at]
            for key in gone:
                del self._rows[key]
            self.num_forgotten += len(gone)

    def expected(self) -> dict[Any, Any]:
        """What is to be found: values by keys."""
        with self._lock:
            return {key: value for key, (value, _, _) in self._rows.items()}

    def as_json(self, found: Found) -> dict[str, Any]:
        return {
            "acknowledged": self.num_acknowledged,
            "lost": found.lost,
            "doubled": found.doubled,
            "refused": self.refused,
            "after_a_restored_backup": self.num_forgotten,
            "answers": dict(sorted(self.answers.items())),
        }
