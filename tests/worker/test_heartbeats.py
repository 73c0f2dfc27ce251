"""Signs of life: a worker anywhere is seen by the web process, and forgotten when it is gone."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.test import Client

from studio.ops import attendance, heartbeats
from studio.ops.supervisor import redis_process
from tests.live_studio import wait_until
from tests.worker.networks import Guess
from worker import tasks
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(tmp_path: Path, settings) -> Iterator[subprocess.Popen]:
    """The private Redis-protocol server that the studio starts."""
    (tmp_path / "run").mkdir()
    process, settings.REDIS_URL = redis_process(tmp_path)
    with subprocess.Popen(process.command, stdout=subprocess.DEVNULL) as running:
        wait_until(lambda: health()["broker"] == "ok", 5, "the server did not answer")
        yield running
        running.kill()


def health() -> dict[str, str]:
    return Client(HTTP_HOST="localhost").get("/healthz").json()


def test_a_worker_is_seen_while_it_lives_and_takes_its_leave(server, monkeypatch) -> None:
    monkeypatch.setattr(tasks, "engine", Engine("there:1", load=lambda *_: Guess()))
    assert health()["worker"] == "off"
    tasks.start()
    wait_until(lambda: health()["worker"] == "ok", 3, "the worker was not seen")
    assert heartbeats.living() == ["there:1"]
    tasks.wait_for_the_end()
    wait_until(lambda: health()["worker"] == "off", 1, "it did not take its leave")


def test_one_of_many_is_enough_and_who_was_killed_is_forgotten(server, monkeypatch) -> None:
    monkeypatch.setattr(heartbeats, "ALIVE_S", 1)
    heartbeats.say("here:1")
    heartbeats.say("there:1")
    assert heartbeats.living() == ["here:1", "there:1"]
    time.sleep(0.6)
    heartbeats.say("there:1")
    wait_until(lambda: heartbeats.living() == ["there:1"], 1, "the other one was not forgotten")
    assert health()["worker"] == "ok"
    wait_until(lambda: health()["worker"] == "off", 2, "both were not forgotten")


def test_workers_share_with_those_of_the_same_checkpoints(server, monkeypatch) -> None:
    checkpoints = frozenset({"large", "larger"})
    monkeypatch.setattr(tasks, "engine", Engine("here:1", load=lambda *_: Guess(), checkpoints=checkpoints))
    for name, others, is_ready in (
        ("here:1", checkpoints, True),
        ("here:2", checkpoints, True),
        ("here:3", checkpoints, False),
        ("here:4", {"large"}, True),
        ("here:5", (), True),
    ):
        heartbeats.say(name, is_ready=is_ready, checkpoints=others)
    assert tasks.neighbours() == {"here:1", "here:2"}
    living = heartbeats.workers()
    assert [name for name, each in living.items() if each.takes("larger")] == [
        "here:1",
        "here:2",
        "here:3",
        "here:5",
    ]


def test_without_the_server_no_worker_is_known(server) -> None:
    server.kill()
    server.wait()
    assert health() == {"web": "ok", "database": "ok", "broker": "down", "worker": "off"}
    with pytest.raises(redis.RedisError):
        heartbeats.say("here:1")


def test_who_has_a_canvas_open_is_known_until_they_leave_or_fall_silent(server, monkeypatch) -> None:
    attendance.say("one", "canvas", (7, "ana"))
    attendance.say("two", "canvas", (8, "ben"))
    attendance.say("three", "other", (7, "ana"))
    assert attendance.here() == {"canvas": {7: "ana", 8: "ben"}, "other": {7: "ana"}}
    attendance.say("two", None, (8, "ben"))
    attendance.say("three", "canvas", (7, "ana"))
    assert attendance.here() == {"canvas": {7: "ana"}}
    monkeypatch.setattr(attendance, "HERE_S", 1)
    attendance.say("one", "canvas", (7, "ana"))
    attendance.say("three", "canvas", (7, "ana"))
    wait_until(lambda: attendance.here() == {}, 3, "the silent ones were not forgotten")
    server.kill()
    assert attendance.here() == {}
    attendance.say("one", "canvas", (7, "ana"))
