"""Who has which canvas open, in all processes: keys of the Redis-protocol server that expire by themselves.

A socket says again and again where it is, and says when it leaves; one that was killed is forgotten after
HERE_S. Without that server nobody is known.
"""

import json
import logging
from typing import cast

import redis
from django.conf import settings

from studio.ops.heartbeats import server

logger = logging.getLogger(__name__)

HERE_S = 25
PREFIX = "sunmask:here:"


def say(connection: str, canvas: str | None, person: tuple[int, str]) -> None:
    """A socket of this person has the canvas open; None for no canvas any more."""
    if not settings.REDIS_URL:
        return
    try:
        if canvas is None:
            server(settings.REDIS_URL).delete(f"{PREFIX}{connection}")
        else:
            place = json.dumps([canvas, *person])
            server(settings.REDIS_URL).set(f"{PREFIX}{connection}", place, ex=HERE_S)
    except redis.RedisError:  # it is said again soon
        logger.warning("the broker does not hear who is where")


def here() -> dict[str, dict[int, str]]:
    """By canvas, the people who have it open: names by number. Nobody where the server does not answer."""
    if not settings.REDIS_URL:
        return {}
    try:
        keys = list(server(settings.REDIS_URL).scan_iter(f"{PREFIX}*", count=1000))
        said = cast("list[str | None]", server(settings.REDIS_URL).mget(keys)) if keys else []
    except redis.RedisError:
        return {}
    found: dict[str, dict[int, str]] = {}
    for place in said:
        if place is not None:
            canvas, number, name = json.loads(place)
            found.setdefault(canvas, {})[number] = name
    return found
