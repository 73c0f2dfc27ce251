"""Grades of finished runs and of takes, computed a slice at a time between two passes of the network."""

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from studio.models import Generation, Take
from studio.ops import log_context
from studio.reads.runs.steps import content_of_take
from studio.services.runs import chores, claims, grades, jobs
from sunmask.kinds import graders, kind, kinds
from sunmask.kinds.grade import CanvasGrade
from sunmask.method.parts import Parts
from worker.slices import Sliced

logger = logging.getLogger(__name__)

TURNS = 8
"""Turns of which a grade that needs the network has one while runs step."""

Network = Any
"""The network that the kind's grade needs, if any."""


class Gradings:
    """The queue of grades, found in the database and computed slice by slice.

    network: gives the network of a checkpoint by name and SHA-256, or raises ValueError. worker: the holder
    of the claims. checkpoints: those of whose runs alone it computes grades.
    """

    def __init__(
        self,
        network: Callable[[str, str], Network],
        worker: str,
        *,
        checkpoints: frozenset[str] = chores.ANY_CHECKPOINT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._network, self._worker, self._clock = network, worker, clock
        self._checkpoints = checkpoints
        self._claimed_at = 0.0
        self._may_wait = True
        self._subject: UUID | None = None
        """The subject of the claim that is held."""
        self._work: Sliced[None] | None = None
        self._is_long = False
        """Whether it needs the network: for a long text it takes minutes."""
        self._turn = 0

    def wake(self) -> None:
        """Query the database again at the next turn: there may be something new."""
        self._may_wait = True

    def advance(self, *, is_alone: bool = True) -> bool:
        """Compute a slice. False where nothing waits. is_alone: whether no run could step meanwhile; one that
        can does not wait for a grade that needs the network, which then has one turn in TURNS."""
        try:
            if self._work is None and self._may_wait:
                self._may_wait = self._take_up()
            if self._work is None:
                return False
            self._turn += 1
            if self._is_long and not is_alone and self._turn % TURNS:
                if not self._keeps_claim():
                    self._work = None
                return True
            if self._work.go_on() or not self._keeps_claim():
                self._work = None
        except DatabaseError:
            logger.warning("grades were not stored yet", exc_info=True)
            self._work, self._may_wait = None, False
        return True

    def _take_up(self) -> bool:
        """Claim the generation or take that has waited longest; False where nothing waits."""
        work: Parts[None]
        if (generation := grades.take_up_generation(self._worker, self._checkpoints)) is not None:
            self._subject, work = generation.pk, self._grade_all(generation)
            kind_name = generation.canvas.kind
        elif (take := grades.take_up_take(self._worker, self._checkpoints)) is not None:
            self._subject, work = take.pk, self._grade_take(take)
            kind_name = take.generation.canvas.kind
        else:
            return False
        self._is_long = kind_name in kinds() and kind(kind_name).sampler.grades_with_network
        self._work, self._claimed_at = Sliced(work, clock=self._clock), self._clock()
        return True

    def _keeps_claim(self) -> bool:
        """Renew the claim if due; False where it had expired and another worker has it."""
        if self._clock() - self._claimed_at <= chores.RENEW_INTERVAL_S:
            return True
        self._claimed_at = self._clock()
        return self._subject is not None and chores.claim(self._subject, self._worker)

    def _grade_all(self, generation: Generation) -> Parts[None]:
        try:
            contents = grades.contents_of(generation)
        except DatabaseError:
            raise
        except Exception:
            with log_context.within(**claims.about(generation)):
                logger.exception("generation %s cannot be graded", generation.pk)
            contents = []
        graded = []
        for content in contents:
            graded.append((yield from self._grade(generation, content)))
        grades.store(generation=generation, grades=graded)
        if generation.job_id is not None:
            jobs.advance(generation.job_id)

    def _grade_take(self, take: Take) -> Parts[None]:
        try:
            graded = yield from self._grade(take.generation, content_of_take(take))
        except DatabaseError:
            raise
        except Exception:
            logger.exception("take %s cannot be graded", take.pk)
            graded = None
        if graded is None:
            chores.give_up(take.pk, self._worker)
        else:
            grades.store_take(take=take, graded=graded)

    def _grade(self, generation: Generation, content: dict[str, Any]) -> Parts[CanvasGrade | None]:
        """The grade of a piece; None where it has none, which is logged."""
        try:
            network = self._network(generation.checkpoint, generation.checkpoint_sha256)
        except (ValueError, OSError):
            network = None  # it is another one now; not every kind needs it
        try:
            return (yield from graders.grade_in_parts(network, content))
        except Exception:
            with log_context.within(**claims.about(generation)):
                logger.exception("a piece of generation %s cannot be graded", generation.pk)
            return None
