"""Signs of life: each worker says again and again that it is there, wherever it runs.

They are keys of the Redis-protocol server that expire by themselves, so a worker that was killed is
forgotten after ALIVE_S, and no clocks are compared.
"""

from functools import cache

import redis
from django.conf import settings

ALIVE_S = 5
"""A worker that has been silent for this long counts as gone."""
PREFIX = "sunmask:worker:"


def say(name: str) -> None:
    """The worker of this name lives. Raises redis.RedisError."""
    _server(settings.REDIS_URL).set(f"{PREFIX}{name}", "", ex=ALIVE_S)


def take_leave(name: str) -> None:
    """It ends. Raises redis.RedisError."""
    _server(settings.REDIS_URL).delete(f"{PREFIX}{name}")


def living() -> list[str]:
    """The names of the workers that live. Raises redis.RedisError."""
    keys = _server(settings.REDIS_URL).scan_iter(f"{PREFIX}*", count=1000)
    return sorted(key.removeprefix(PREFIX) for key in keys)


@cache
def _server(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=0.2, socket_timeout=0.5, decode_responses=True)
