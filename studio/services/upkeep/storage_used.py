"""How much storage projects use, and the check that they stay within the limits of `studio.limits`.

A process keeps what it measured for REMEASURE_S seconds, of the last MOST_KEPT projects and people, and adds
what it stores itself. So a project can exceed its limit by what other processes store meanwhile, which is
little beside the limit.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from studio import limits
from studio.errors import StudioError
from studio.models import Project, User
from studio.reads import storage

REMEASURE_S = 60.0
MOST_KEPT = 1000


@dataclass
class _Gauge:
    """Bytes of projects, and of all that one person began, by the project's or the person's id."""

    measured: dict[UUID | int, tuple[float, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, key: UUID | int) -> int:
        with self.lock:
            measured_at, num_bytes = self.measured.get(key, (float("-inf"), 0))
        if time.monotonic() - measured_at < REMEASURE_S:
            return num_bytes
        num_bytes = sum(storage.bytes_of([key] if isinstance(key, UUID) else _begun_by(key)).values())
        with self.lock:
            if len(self.measured) >= MOST_KEPT:
                self.measured.clear()
            self.measured[key] = (time.monotonic(), num_bytes)
        return num_bytes

    def add(self, key: UUID | int, num_bytes: int) -> None:
        with self.lock:
            if key in self.measured:
                measured_at, before = self.measured[key]
                self.measured[key] = (measured_at, before + num_bytes)

    def forget(self) -> None:
        with self.lock:
            self.measured.clear()


def _begun_by(person: int) -> Iterable[UUID]:
    return Project.objects.filter(created_by=person).values_list("pk", flat=True)


gauge = _Gauge()


def measure(project: Project) -> None:
    """Measure a project again if that is due. Call this before a transaction: it takes too long within
    one."""
    gauge.of(project.pk)
    if project.created_by_id is not None:
        gauge.of(project.created_by_id)


def require_room(project: Project, num_bytes: int = 0) -> None:
    """Raise StudioError 413 if `num_bytes` more would exceed the limit of the project, or of all projects of
    the person who created it."""
    found = gauge.of(project.pk) + num_bytes
    if found > limits.PROJECT_MIB << 20:
        raise _full("This project", found, limits.PROJECT_MIB)
    if project.created_by_id is not None:
        found = gauge.of(project.created_by_id) + num_bytes
        if found > limits.PERSON_MIB << 20:
            raise _full("All projects of the person who created this one", found, limits.PERSON_MIB)


def require_room_of(user: User, num_bytes: int) -> None:
    """The same for a project that a person is about to begin."""
    found = gauge.of(user.pk) + num_bytes
    if found > limits.PERSON_MIB << 20:
        raise _full("All projects that you created", found, limits.PERSON_MIB)


def stored(project: Project, num_bytes: int) -> None:
    """So many bytes more lie in a project now."""
    gauge.add(project.pk, num_bytes)
    if project.created_by_id is not None:
        gauge.add(project.created_by_id, num_bytes)


def _full(what: str, num_bytes: int, most_mib: int) -> StudioError:
    return StudioError(
        "storage_full",
        413,
        f"{what} would take {num_bytes / 2**20:,.1f} MiB of storage; the limit is {most_mib:,} MiB. Put what "
        f"nobody needs in the bin, which is emptied after {limits.BIN_DAYS} days, or ask the person who runs "
        "this studio for more.",
    )
