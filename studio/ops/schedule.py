"""Beat's schedule, kept in a file, that also starts where beat was killed while it wrote the file."""

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
