"""An operator, and a broker of a test's own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.test import Client

from studio.models import User
from studio.ops import heartbeats
from studio.ops.supervisor import redis_process
from tests.live_studio import wait_until


def client_of(user: User) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.fixture
def operator() -> Client:
    return client_of(User.objects.create_superuser("operator"))


@pytest.fixture
def broker(tmp_path: Path, settings: Any) -> Iterator[str]:
    (tmp_path / "run").mkdir()
    process, settings.REDIS_URL = redis_process(tmp_path)

    def answers() -> bool:
        try:
            return bool(heartbeats.server(settings.REDIS_URL).ping())
        except redis.RedisError:
            return False

    with subprocess.Popen(process.command, stdout=subprocess.DEVNULL) as running:
        wait_until(answers, 10, "the broker did not start")
        yield settings.REDIS_URL
        running.kill()
