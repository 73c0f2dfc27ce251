"""What Prometheus reads: true with several processes, and enough for the alerts and the board."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import redis
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from studio.models import GenerationState
from studio.ops import counters, heartbeats
from studio.services.runs import claims
from tests.studio.workshop import Workshop, make_workshop

DEPLOY = Path(__file__).parents[3] / "deploy"
TOKEN = "a token"


@pytest.fixture
def workshop(db: None) -> Workshop:
    return make_workshop()


def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Each sample of the page by its name with labels."""
    monkeypatch.setenv("SUNMASK_METRICS_TOKEN", TOKEN)
    answer = Client(HTTP_HOST="localhost").get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.content
    families = text_string_to_metric_families(answer.content.decode())
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_queue_and_steps_are_those_of_the_database(
    workshop: Workshop, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        workshop.start()
    found = read(monkeypatch)
    assert found["sunmask_generations{queued}"] == 2
    assert found["sunmask_generations{running}"] == 0
    assert found["sunmask_queue_oldest_seconds"] >= 0
    assert found["sunmask_broker_up"] == 1
    assert found["sunmask_database_bytes"] > 0
    assert 0 < found["sunmask_disk_free_bytes"] < found["sunmask_disk_bytes"]


def test_what_ends_and_whose_worker_falls_silent_is_counted(
    workshop: Workshop, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.start()
    (claimed,) = claims.claim(worker="gone:1")
    claims.revoke_leases(worker="gone:1")
    (claimed,) = claims.claim(worker="here:2")
    claims.release(generation_id=claimed.pk, fence=claimed.fence, state=GenerationState.DONE)
    counters.hand_over()
    found = read(monkeypatch)
    assert found["sunmask_leases_lost_total"] == 1
    assert found["sunmask_generations_ended_total{done}"] == 1


def test_counts_of_processes_add_up_and_wait_for_a_broker(broker: str, settings: Any) -> None:
    counters.hand_over()  # what tests before this one have left
    heartbeats.server(broker).delete(counters.KEY)
    counters.add("steps", 3)
    counters.hand_over()
    counters.add("steps", 2)
    counters.add("answers", status="2xx")
    settings.REDIS_URL = "redis://127.0.0.1:1"
    with pytest.raises(redis.RedisError):
        counters.hand_over()
    settings.REDIS_URL = broker
    counters.hand_over()
    assert counters.totals()["steps"] == {(): 5.0}
    assert counters.totals()["answers"] == {(("status", "2xx"),): 1.0}


def test_a_broker_that_is_down_is_told_and_the_rest_stays(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    found = read(monkeypatch)
    assert found["sunmask_broker_up"] == 0
    assert "sunmask_generations{queued}" in found


@pytest.mark.parametrize(("header", "status"), [("", 401), ("Bearer wrong", 401), ("Bearer a token", 200)])
def test_it_takes_the_token(header: str, status: int, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(HTTP_HOST="localhost")
    monkeypatch.delenv("SUNMASK_METRICS_TOKEN", raising=False)
    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404
    monkeypatch.setenv("SUNMASK_METRICS_TOKEN", TOKEN)
    assert client.get("/metrics", headers={"Authorization": header}).status_code == status


def test_alerts_and_board_ask_only_for_what_is_there(
    workshop: Workshop, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters.add("answers", status="2xx")
    counters.add("generations_ended", state="done")
    counters.hand_over()
    there = {name.split("{")[0] for name in read(monkeypatch)}
    board = json.loads((DEPLOY / "grafana" / "sunmask.json").read_text())
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    queries += re.findall(r"expr: (.*)", (DEPLOY / "prometheus" / "alerts.yml").read_text())
    named = {name for query in queries for name in re.findall(r"sunmask_\w+", query)}
    assert named - there == set()
    assert there - named == {name for name in there if name.endswith("_created")}


@pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed (apt-get install prometheus)"
)
def test_the_alerts_do_what_they_say() -> None:
    done = subprocess.run(
        ["promtool", "test", "rules", "alerts.test.yml"],
        cwd=DEPLOY / "prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
