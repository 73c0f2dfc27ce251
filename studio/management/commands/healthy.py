"""`manage.py healthy web|worker|beat`: end with status 0 where that process of this machine does its work.

For health checks of containers and service managers. Each is asked where it shows: the web server over HTTP,
a worker by its sign of life in the broker, beat by the file that it writes every three minutes.
"""

import json
import socket
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from studio import addresses
from studio.celery import app
from studio.environment import environment
from studio.ops import heartbeats

TIMEOUT_S = 5
BEAT_AGE_S = 420
"""Beat writes its schedule at its start, then every 180 s."""


class Command(BaseCommand):
    help = "Say whether the web server, a worker or beat of this machine is healthy; exit status 1 where not."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", choices=["web", "worker", "beat"])

    def handle(self, *args: Any, process: str, **options: Any) -> None:
        self.stdout.write({"web": web, "worker": worker, "beat": beat}[process]())


def web() -> str:
    """Raises CommandError where the web server or its database does not answer."""
    address = f"http://127.0.0.1:{environment().port}{addresses.page('healthz')}"
    request = urllib.request.Request(address, headers={"Host": urlsplit(settings.ORIGINS[0]).netloc})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return json.dumps(json.load(answer))
    except (OSError, ValueError) as error:
        raise CommandError(f"{address} does not answer as it should: {error}") from None


def worker() -> str:
    """Raises CommandError where no worker of this machine gave a sign of life."""
    here = f"{socket.gethostname()}:"
    try:
        found = [name for name in heartbeats.living() if name.startswith(here)]
    except redis.RedisError as error:
        raise CommandError(f"the broker does not answer: {error}") from None
    if not found:
        raise CommandError(f"no worker of {here[:-1]} has given a sign of life for {heartbeats.ALIVE_S} s")
    return ", ".join(found)


def beat() -> str:
    """Raises CommandError where beat's schedule is missing or old."""
    written = list(Path(app.conf.beat_schedule_filename).parent.glob("beat-schedule*"))
    if not written:
        raise CommandError("beat has not started here")
    age_s = time.time() - max(path.stat().st_mtime for path in written)
    if age_s > BEAT_AGE_S:
        raise CommandError(f"beat has not written its schedule for {age_s:.0f} s")
    return f"beat wrote its schedule {age_s:.0f} s ago"
