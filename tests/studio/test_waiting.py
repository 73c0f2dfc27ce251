"""When runs in the queue are expected to begin: honest, for a queue that goes by seconds of work."""

from typing import Any

import pytest

from studio.models import Generation, ServedTime, User
from studio.ops import heartbeats
from studio.reads import selectors
from studio.services.runs import claims, served, waiting
from tests.studio.workshop import Workshop, made_up, person

STEP_S = 2.0
"""Seconds of work of a step of two candidates: a run of eight steps has sixteen."""


@pytest.fixture(autouse=True)
def one_slot(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "redis://"
    monkeypatch.setattr(heartbeats, "workers", lambda: {"one": worker_of()})
    monkeypatch.setattr(claims, "call_workers", lambda: None)
    monkeypatch.setattr(waiting, "INTERVAL_S", 0.0)


def worker_of(*checkpoints: str) -> heartbeats.Worker:
    return heartbeats.Worker(is_ready=True, device="cpu", num_slots=1, checkpoints=frozenset(checkpoints))


def begin(workshop: Workshop, user: User) -> Generation:
    """Start a run, claim it and store two of its eight steps, with the seconds that they took."""
    run = workshop.start(user=user)
    ServedTime.objects.update(lent_s=0.0)
    (claimed,) = claims.claim(worker="one")
    assert claimed.pk == run.pk
    steps = [made_up(claimed, step) for step in range(3)]
    assert claims.record_frames([claims.NewFrame(claimed.pk, claimed.fence, steps, work_s=2 * STEP_S)])[0]
    served.charge({user.pk: 2 * STEP_S})
    return claimed


def test_nobody_is_told_a_time_before_it_is_known_how_fast_a_worker_is(workshop: Workshop) -> None:
    workshop.start()
    assert list(waiting.expected_waits().values()) == []


def test_a_newcomer_begins_at_once(workshop: Workshop) -> None:
    begin(workshop, person("busy"))
    run = workshop.start(user=person("new"))
    assert waiting.expected_waits()[run.pk] == waiting.NEXT_LOOK_S


def test_whoever_has_had_as_much_waits_for_a_slice_and_for_own_earlier_runs(workshop: Workshop) -> None:
    busy, other = person("busy"), person("other")
    begin(workshop, busy)
    runs = [workshop.start(user=other) for _ in range(2)]
    ServedTime.objects.update(seconds=10.0, lent_s=0.0)
    waits = waiting.expected_waits()
    assert waits[runs[0].pk] == pytest.approx(waiting.NEXT_LOOK_S + served.SLICE_S)
    # then its own first run of 16 s, while the other has all of the 12 s that are left
    assert waits[runs[1].pk] == pytest.approx(waiting.NEXT_LOOK_S + 16.0 + 12.0)


def test_people_are_told_the_time_and_again_when_it_is_another(workshop: Workshop) -> None:
    busy, other = person("busy"), person("other")
    begin(workshop, busy)
    run = workshop.start(user=other)
    ServedTime.objects.update(seconds=10.0, lent_s=0.0)
    claims.reap()
    first = selectors.generation(run.pk).begins_at
    assert first is not None
    claims.reap()
    assert selectors.generation(run.pk).begins_at == first
    ServedTime.objects.filter(user=other).update(seconds=20.0)
    claims.reap()
    second = selectors.generation(run.pk).begins_at
    assert second is not None
    assert second > first


def test_a_run_waits_for_the_workers_that_take_its_checkpoint_alone(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = person("busy")
    begun = begin(workshop, busy)
    waiting_ones = [workshop.start(user=busy) for _ in range(3)]
    ServedTime.objects.update(lent_s=0.0)
    for run, name in zip(waiting_ones, ("small", "large", "nobody's"), strict=True):
        # as fast as the one that ran
        Generation.objects.filter(pk=run.pk).update(checkpoint=name)
    workers = {"one": worker_of(begun.checkpoint, "small"), "two": worker_of("large")}
    monkeypatch.setattr(heartbeats, "workers", lambda: workers)
    waits = waiting.expected_waits()
    small, large, nobodys = (run.pk for run in waiting_ones)
    assert waits[large] == waiting.NEXT_LOOK_S
    assert waits[small] == pytest.approx(waiting.NEXT_LOOK_S + 6 * STEP_S)  # what is left of the first run
    assert nobodys not in waits
    # where any worker takes all, it is the sooner of the two ways
    monkeypatch.setattr(heartbeats, "workers", lambda: workers | {"three": worker_of()})
    assert waiting.expected_waits()[small] <= waits[small]
    assert nobodys in waiting.expected_waits()
