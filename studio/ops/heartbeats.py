"""Signs of life: each worker says again and again that it is there and how fast, wherever it runs.

They are keys of the Redis-protocol server that expire by themselves, so a worker that was killed is
forgotten after ALIVE_S, and no clocks are compared.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import redis
from django.conf import settings

ALIVE_S = 5
"""A worker that has been silent for this long counts as gone."""
PREFIX = "sunmask:worker:"


@dataclass(frozen=True)
class Worker:
    """What a worker reports about itself, by `say`."""

    is_ready: bool
    device: str
    num_slots: int
    checkpoints: frozenset[str]

    def takes(self, checkpoint: str) -> bool:
        """Whether the work of a checkpoint, by its name, is among its work."""
        return not self.checkpoints or checkpoint in self.checkpoints


def say(
    name: str,
    speeds: Mapping[str, float] | None = None,
    *,
    is_ready: bool = True,
    num_slots: int = 1,
    device: str = "cpu",
    checkpoints: Collection[str] = (),
) -> None:
    """The worker of this name lives. speeds: seconds of a step of one candidate, by the SHA-256 of the
    checkpoint, of those that it measured. is_ready: whether it takes up work already. num_slots: runs that it
    steps in turns. device: where it computes. checkpoints: those whose work alone it takes, all where it is
    empty. Raises redis.RedisError."""
    word = {
        "is_ready": is_ready,
        "speeds": dict(speeds or {}),
        "num_slots": num_slots,
        "device": device,
        "checkpoints": sorted(checkpoints),
    }
    said = json.dumps(word)
    server(settings.REDIS_URL).set(f"{PREFIX}{name}", said, ex=ALIVE_S)


def take_leave(name: str) -> None:
    """It ends. Raises redis.RedisError."""
    server(settings.REDIS_URL).delete(f"{PREFIX}{name}")


def speeds() -> list[dict[str, float]]:
    """The speeds that each living worker has measured. Raises redis.RedisError."""
    return [said["speeds"] for said in _said().values()]


def workers() -> dict[str, Worker]:
    """The workers that live, by name. Raises redis.RedisError."""
    return {
        # one of an earlier version names no checkpoints
        name: Worker(
            said["is_ready"], said["device"], said["num_slots"], frozenset(said.get("checkpoints", ()))
        )
        for name, said in _said().items()
    }


def workers_in_reach() -> dict[str, Worker]:
    """The same; none where there is no broker, or where it does not answer."""
    try:
        return workers() if settings.REDIS_URL else {}
    except redis.RedisError:
        return {}


def living() -> list[str]:
    """The names of the workers that live. Raises redis.RedisError."""
    keys = server(settings.REDIS_URL).scan_iter(f"{PREFIX}*", count=1000)
    return sorted(key.removeprefix(PREFIX) for key in keys)


def _said() -> dict[str, dict[str, Any]]:
    """The last word of each worker that lives, by its name."""
    names = living()
    keys = [f"{PREFIX}{name}" for name in names]
    words = cast("list[str | None]", server(settings.REDIS_URL).mget(keys)) if keys else []
    return {name: json.loads(word) for name, word in zip(names, words, strict=True) if word}


@cache
def server(url: str) -> redis.Redis:
    """A client that gives up soon."""
    return redis.Redis.from_url(url, socket_connect_timeout=0.2, socket_timeout=0.5, decode_responses=True)
