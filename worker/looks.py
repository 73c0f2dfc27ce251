"""Looks in hand: people's queries to the model (doubt, alternatives, grades), answered between the steps of
runs."""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import torch
from django.db import DatabaseError
from torch import Tensor

from studio.models import Look
from studio.services.runs import chores, looks
from sunmask.kinds import graders, kind
from sunmask.kinds.answers import Answer
from sunmask.kinds.looks import Look as Passes
from sunmask.method.parts import Parts
from sunmask.models import cards
from worker.slices import Sliced

logger = logging.getLogger(__name__)

MOST_IN_HAND = 2
"""Looks that an engine claims at a time; the rest is left to other workers."""
MOST_BESIDE_RUNS = 2
"""Windows of a look in one pass while runs wait for the network: few enough to delay a step hardly at all."""
FAILED = "The worker could not answer this. Its log has the reason. Try again."


class LooksInHand:
    """The looks that this engine has taken up, answered one after the other, a pass at a time.

    network: gives the network of a checkpoint by name and SHA-256. worker: the holder of the claims.
    checkpoints: those that alone it asks.
    """

    def __init__(
        self,
        network: Callable[[str, str], Any],
        worker: str,
        *,
        checkpoints: frozenset[str] = chores.ANY_CHECKPOINT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._network, self._worker, self._clock = network, worker, clock
        self._checkpoints = checkpoints
        self._claimed_at = 0.0
        self._may_wait = True
        self._waiting: deque[Look] = deque()
        self._passes: Passes | None = None
        self._kept: list[Tensor] = []
        self._answering: Sliced[Answer] | None = None
        """The computation of the answer from all that was kept, or of a grade."""

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def wake(self) -> None:
        """Query the database again at the next turn: there may be something new."""
        self._may_wait = True

    def advance(self, *, is_alone: bool) -> bool:
        """Run one pass for the oldest look, a large one where no run is due. False where nothing waits."""
        try:
            self._keep_claims()
            while self._may_wait and len(self._waiting) < MOST_IN_HAND:
                self._take_up()
            if self._waiting:
                self._work(self._waiting[0], is_alone)
        except DatabaseError:
            logger.warning("looks wait for the database", exc_info=True)
            self._waiting.clear()  # they are still there
            self._forget()
        return bool(self._waiting)

    def _take_up(self) -> None:
        known = [look.pk for look in self._waiting]
        look = looks.take_up(self._worker, without=known, checkpoints=self._checkpoints)
        if look is None:
            self._may_wait = False
        else:
            self._waiting.append(look)

    def _keep_claims(self) -> None:
        if self._clock() - self._claimed_at > chores.RENEW_INTERVAL_S:
            self._claimed_at = self._clock()
            for look in self._waiting:
                chores.claim(look.pk, self._worker)

    def _work(self, look: Look, is_alone: bool) -> None:
        try:
            answer, error = self._one_pass(look, is_alone), None
        except ValueError as failure:
            answer, error = None, str(failure)[:500]
        except Exception:
            logger.exception("look %s failed", look.pk)
            answer, error = None, FAILED
        if answer is not None or error is not None:
            self._waiting.popleft()
            self._forget()
            looks.answer(look_id=look.pk, answer=answer, error=error)

    def _one_pass(self, look: Look, is_alone: bool) -> Answer | None:
        """Run one pass of the network, or a slice of the computation after the last one. Returns the answer,
        or None while there is more to compute. Raises ValueError with a sentence for people."""
        content = look.content
        card = cards.card_named(look.checkpoint)
        network = self._network(card.name, card.sha256)
        if self._answering is None and look.question == "grade":
            self._answering = Sliced(_grade(network, content), clock=self._clock)
        if self._answering is not None:
            return self._answering.result if self._answering.go_on() else None
        if self._passes is None:
            self._passes = kind(content["kind"]).sampler.look(look.question, content, look.cells)
        inputs, first = self._passes.inputs, sum(map(len, self._kept))
        count = network.lanes if is_alone else min(MOST_BESIDE_RUNS, network.lanes)
        logits = network(*(argument[first : first + count] for argument in inputs.arguments))
        self._kept.append(self._passes.keep(first, logits))
        if first + len(logits) == len(inputs):
            self._answering = Sliced(self._passes.answering(torch.cat(self._kept)), clock=self._clock)
            return self._answering.result if self._answering.go_on() else None
        return None

    def _forget(self) -> None:
        self._passes, self._kept, self._answering = None, [], None


def _grade(network: Any, content: dict[str, Any]) -> Parts[Answer]:
    graded = yield from graders.grade_in_parts(network, content)
    return Answer(**graded.to_json())  # type: ignore[typeddict-item]
