"""Grades what is done and what was kept, one piece at a time, between two passes of the network."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError

from studio.models import Generation, Take
from studio.reads.steps import content_of_take
from studio.services import chores, grades, jobs
from sunmask.kinds import kind
from sunmask.kinds.graded import Graded

logger = logging.getLogger(__name__)

Network = Any
"""Whatever the kind's grade is found with."""


class Gradings:
    """What waits for its grade, found in the database and worked off piece by piece.

    network: gives the network of a checkpoint by name and SHA-256, or raises ValueError. worker: whose claims
    these are.
    """

    def __init__(
        self,
        network: Callable[[str, str], Network],
        worker: str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._network, self._worker, self._clock = network, worker, clock
        self._claimed_at = 0.0
        self._may_wait = True
        self._generation: Generation | None = None
        self._contents: list[dict[str, Any]] = []
        self._graded: list[Graded | None] = []

    def look(self) -> None:
        """There may be something new."""
        self._may_wait = True

    def advance(self) -> bool:
        """Grade one piece. False where nothing waits."""
        try:
            if self._generation is None and self._may_wait and not self._take_up():
                take = grades.take_up_take(self._worker)
                if take is not None:
                    self._grade_take(take)
                    return True
                self._may_wait = False
            if self._generation is None:
                return False
            self._grade_next(self._generation)
        except DatabaseError:
            logger.warning("grades were not stored yet", exc_info=True)
            self._generation, self._may_wait = None, False
        return True

    def _take_up(self) -> bool:
        generation = grades.take_up_generation(self._worker)
        if generation is None:
            return False
        try:
            self._contents = grades.contents_of(generation)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("generation %s cannot be graded", generation.pk)
            self._contents = []
        self._generation, self._graded = generation, []
        self._claimed_at = self._clock()
        return True

    def _grade_next(self, generation: Generation) -> None:
        if len(self._graded) < len(self._contents):
            content = self._contents[len(self._graded)]
            self._graded.append(self._grade(generation, lambda: content))
        if len(self._graded) < len(self._contents):
            self._keep_claim(generation)
            return
        self._generation = None
        grades.store(generation=generation, grades=self._graded)
        if generation.job_id is not None:
            jobs.advance(generation.job_id)

    def _keep_claim(self, generation: Generation) -> None:
        if self._clock() - self._claimed_at > chores.RENEW_INTERVAL_S:
            self._claimed_at = self._clock()
            if not chores.claim(generation.pk, self._worker):
                self._generation = None  # too late: another worker does it

    def _grade_take(self, take: Take) -> None:
        graded = self._grade(take.generation, lambda: content_of_take(take))
        if graded is None:
            chores.give_up(take.pk, self._worker)
        else:
            grades.store_take(take=take, graded=graded)

    def _grade(self, generation: Generation, content_of: Callable[[], dict[str, Any]]) -> Graded | None:
        """The grade of a piece; None where it has none, which is logged."""
        try:
            network = self._network(generation.checkpoint, generation.checkpoint_sha256)
        except (ValueError, OSError):
            network = None  # it is another one now; not every kind needs it
        try:
            return kind(generation.canvas.kind).sampler.grade(network, content_of())
        except Exception:
            logger.exception("a piece of generation %s cannot be graded", generation.pk)
            return None
