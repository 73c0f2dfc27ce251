"""Counts of what all processes have done: steps, frames, answers, ends of generations.

Each process adds up for itself and hands its sums to the Redis-protocol server every few seconds, by a
thread of its own, so that nothing waits for it. What cannot be handed over waits for the next time. A server
that lost its data counts from 0 again, as counters of Prometheus may. Without that server nothing is counted.
"""

import atexit
import logging
import threading
import time
from collections import defaultdict
from functools import cache
from typing import cast

import redis
from django.conf import settings

from studio.ops.heartbeats import server

logger = logging.getLogger(__name__)

KEY = "sunmask:counters"
HAND_OVER_S = 2
Label = tuple[str, str]

_lock = threading.Lock()
_sums: defaultdict[str, float] = defaultdict(float)


def add(name: str, amount: float = 1, **labels: str) -> None:
    """Count an amount under a name and its labels."""
    if settings.REDIS_URL:
        with _lock:
            _sums[_field(name, labels)] += amount
        _counter()


def totals() -> dict[str, dict[tuple[Label, ...], float]]:
    """By name and labels, the sums of all processes. Raises redis.RedisError."""
    found: dict[str, dict[tuple[Label, ...], float]] = {}
    for field, amount in cast("dict[str, str]", server(settings.REDIS_URL).hgetall(KEY)).items():
        name, *labels = field.split("|")
        pairs = tuple((label.split("=")[0], label.split("=")[1]) for label in labels)
        found.setdefault(name, {})[pairs] = float(amount)
    return found


def hand_over() -> None:
    """Add this process's sums to those of all. Raises redis.RedisError; then they wait."""
    with _lock:
        waiting = dict(_sums)
        _sums.clear()
    if not waiting or not settings.REDIS_URL:
        return
    try:
        pipeline = server(settings.REDIS_URL).pipeline()
        for field, amount in waiting.items():
            pipeline.hincrbyfloat(KEY, field, amount)
        pipeline.execute()
    except redis.RedisError:
        with _lock:
            for field, amount in waiting.items():
                _sums[field] += amount
        raise


def _field(name: str, labels: dict[str, str]) -> str:
    return "|".join([name, *(f"{label}={value}" for label, value in sorted(labels.items()))])


@cache
def _counter() -> threading.Thread:
    atexit.register(_hand_over_quietly)
    counter = threading.Thread(target=_hand_over_forever, name="counters", daemon=True)
    counter.start()
    return counter


def _hand_over_forever() -> None:
    while True:
        time.sleep(HAND_OVER_S)
        _hand_over_quietly()


def _hand_over_quietly() -> None:
    try:
        hand_over()
    except redis.RedisError as error:
        logger.debug("counts wait: %s", error)
