"""The operator's page of the queue: who waits, what workers have, and what its buttons do."""

import pytest
from django.test import Client

from studio.models import Generation, User
from studio.ops import heartbeats
from studio.services.runs import claims, holds
from studio.web import queue_page
from tests.studio.web.conftest import client_of
from tests.studio.workshop import Workshop, person

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = "here:1"


@pytest.fixture
def worker(broker: str) -> str:
    """A worker's sign of life."""
    heartbeats.say(WORKER)
    return WORKER


def page(operator: Client) -> str:
    return operator.get("/admin/queue/").content.decode()


def push(operator: Client, act: str, of: str = "") -> str:
    return operator.post("/admin/queue/", {"act": act, "of": of}, follow=True).content.decode()


def claim() -> list[Generation]:
    return claims.claim(worker=WORKER)


def test_it_says_who_waits_and_no_name_of_a_piece(workshop: Workshop, operator: Client) -> None:
    waiter = person("Waiter")
    for _ in range(3):
        workshop.start(user=waiter)
    claim()
    shown = page(operator)
    assert "Waiter" in shown
    assert workshop.canvas.name not in shown
    assert workshop.project.name not in shown
    assert "/admin/queue/" in operator.get("/admin/").content.decode()


def test_a_wait_is_said_in_one_unit() -> None:
    waits = (0.2, 42.4, 89.0, 2175.0, 5400.0, 10_000.0)
    assert [queue_page.about(seconds) for seconds in waits] == ["1 s", "42 s", "89 s", "36 min", "2 h", "3 h"]


def test_a_person_s_runs_are_stopped(workshop: Workshop, operator: Client) -> None:
    other = workshop.start()
    waiter = person("Waiter")
    runs = [workshop.start(user=waiter) for _ in range(2)]
    assert "2 runs were stopped" in push(operator, "stop", str(waiter.pk))
    assert {Generation.objects.get(pk=run.pk).state for run in runs} == {"stopped"}
    assert Generation.objects.get(pk=other.pk).state == "queued"


def test_a_worker_is_drained_and_used_again(worker: str, workshop: Workshop, operator: Client) -> None:
    assert worker in page(operator)
    push(operator, "drain", worker)
    hold = holds.of(worker)
    assert hold is not None
    assert hold.gives_back
    assert "drained" in page(operator)
    assert holds.of("there:2") is None
    push(operator, "lift", worker)
    assert holds.of(worker) is None


def test_runs_that_no_worker_takes_are_said(worker: str, workshop: Workshop, operator: Client) -> None:
    run = workshop.start()
    assert "none of these workers" not in page(operator)
    heartbeats.say(WORKER, checkpoints=["large", "larger"])
    shown = page(operator)
    assert ">large, larger</td>" in shown
    assert f"1 run of {run.checkpoint} waits: none of these workers takes that checkpoint" in shown


def test_a_paused_queue_holds_every_worker(operator: Client) -> None:
    push(operator, "pause")
    hold = holds.of(WORKER)
    assert hold is not None
    assert not hold.gives_back
    assert "The queue is paused" in page(operator)
    push(operator, "continue")
    assert holds.of(WORKER) is None


def test_runs_are_taken_from_a_worker_that_hangs(worker: str, workshop: Workshop, operator: Client) -> None:
    workshop.start()
    (run,) = claim()
    assert "1 runs were taken" in push(operator, "take away", worker)
    (again,) = claims.claim(worker="there:2")
    assert again.pk == run.pk


@pytest.mark.parametrize("act", ["", "explode", "drain", "stop"])
def test_what_no_button_says_does_nothing(act: str, workshop: Workshop, operator: Client) -> None:
    workshop.start()
    assert "Nothing was done" in push(operator, act)
    assert Generation.objects.get().state == "queued"


def test_it_is_for_superusers_alone(workshop: Workshop) -> None:
    staff = client_of(User.objects.create_user("staff", is_staff=True))
    assert staff.get("/admin/queue/").status_code == 403
    assert staff.post("/admin/queue/", {"act": "pause"}).status_code == 403
    assert holds.of(WORKER) is None
