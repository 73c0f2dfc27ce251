"""Beat's schedule, kept in a file: it survives a kill in the middle of writing, and a clock set back."""

from shelve import Shelf
from typing import Any

from celery.beat import PersistentScheduler


class Schedule(PersistentScheduler):
    """Celery's schedule in a file: what was due while beat was down is done when it is back."""

    def _open_schedule(self) -> Shelf[Any]:
        """The file. Raises an error where its entries can't be read: Celery then begins a new one.

        Celery looks at the file's keys alone; entries cut short (EOFError) would end beat at each start.
        """
        store: Shelf[Any] = super()._open_schedule()
        store.get("entries")
        return store

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; returns the seconds until it is to be called again.

        Where the clock was set back, Celery would send nothing until it is again as late as it was.
        """
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            self._heap = None  # ordered by times of the clock as it was
        return float(super().tick(*args, **kwargs))
