"""How long a generation takes on this studio's machines, from those that were made here."""

import math
from contextlib import suppress
from statistics import median

import redis
from django.conf import settings
from django.db.models import DurationField, ExpressionWrapper, F

from studio import bodies
from studio.models import Generation, GenerationState, Purpose
from studio.ops import heartbeats
from sunmask.kinds import registry
from sunmask.models.cards import Card

NUM_RUNS = 8
"""The newest that are looked at."""


def speed(card: Card) -> bodies.Speed:
    """The seconds of a step of one candidate with a checkpoint: the median of the newest generations that ran
    without a break, else what the fastest of the living workers measured when it began."""
    done = Generation.objects.filter(
        state=GenerationState.DONE,
        checkpoint_sha256=card.sha256,
        fence=1,
        pace__mode="full",
        purpose__in=(Purpose.COMPOSE, Purpose.BATCH),
        finished_at__isnull=False,
        started_at__isnull=False,
    ).annotate(took=ExpressionWrapper(F("finished_at") - F("started_at"), DurationField()))
    newest = done.order_by("-finished_at").values_list(
        "took", "num_candidates", "first_step", "num_steps", "frozen__states"
    )[:NUM_RUNS]
    window = registry.codec(card.kind).window
    found = [
        took.total_seconds() / (candidates * max(1, last - first) * num_windows(states, window))
        for took, candidates, first, last, states in newest
    ]
    return bodies.Speed(seconds_per_step=median(found) if found else _measured(card), window=window)


def num_windows(states_VT: list[list[int]], window: int) -> int:
    """Windows from the first column that is composed to the last: no step looks at others."""
    composed = [column for column, states in enumerate(zip(*states_VT, strict=True)) if any(states)]
    reach = composed[-1] - composed[0] + 1 if composed else len(states_VT[0])
    return max(1, math.ceil(reach / window))


def _measured(card: Card) -> float | None:
    if not settings.REDIS_URL:
        return None
    with suppress(redis.RedisError):
        found = [measured[card.sha256] for measured in heartbeats.speeds() if card.sha256 in measured]
        return min(found, default=None)
    return None
