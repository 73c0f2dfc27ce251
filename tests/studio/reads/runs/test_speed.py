"""How long a generation takes here, as panels estimate it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.models import Generation
from studio.ops import heartbeats
from sunmask.kinds import registry
from tests.studio.workshop import Workshop


def speed_of(workshop: Workshop) -> dict:
    return workshop.owner.made("GET", "/kinds/chorale/speed")


def ended(workshop: Workshop, seconds: float, **changes: object) -> Generation:
    """A generation of 2 candidates and 8 steps that took so many seconds."""
    generation = workshop.run(workshop.start(), 8)
    end = timezone.now()
    changes = {"started_at": end - timedelta(seconds=seconds), "finished_at": end, **changes}
    Generation.objects.filter(pk=generation.pk).update(state="done", **changes)
    return generation


def test_nothing_is_said_before_anything_was_measured(workshop: Workshop) -> None:
    assert speed_of(workshop) == {"seconds_per_step": None, "window": 128}


def test_it_is_the_median_of_what_steps_took_lately(workshop: Workshop) -> None:
    for seconds in (3.2, 4.8, 48.0):
        ended(workshop, seconds)
    assert speed_of(workshop)["seconds_per_step"] == pytest.approx(4.8 / 16)


@pytest.mark.parametrize(
    "unlike",
    [
        {"pace": {"mode": "limited", "steps_per_second": 1}},
        {"fence": 2},
        {"purpose": "imported"},
        {"checkpoint_sha256": "f" * 64},
        {"state": "stopped"},
    ],
)
def test_what_did_not_run_through_at_full_speed_here_does_not_count(
    workshop: Workshop, unlike: dict[str, object]
) -> None:
    generation = ended(workshop, 90)
    Generation.objects.filter(pk=generation.pk).update(**unlike)
    assert speed_of(workshop)["seconds_per_step"] is None


def test_a_worker_that_measured_it_is_believed_until_something_ran(
    workshop: Workshop, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "redis://nowhere"
    monkeypatch.setattr(heartbeats, "speeds", lambda: [{"0" * 64: 0.4}, {"0" * 64: 0.2}, {}])
    assert speed_of(workshop)["seconds_per_step"] == 0.2
    ended(workshop, 8)
    assert speed_of(workshop)["seconds_per_step"] == pytest.approx(0.5)


def test_another_kinds_checkpoint_is_refused(workshop: Workshop, text_checkpoint: str) -> None:
    answer = workshop.owner.get(f"/kinds/chorale/speed?checkpoint={text_checkpoint}")
    assert answer.status_code == 422


def test_a_canvas_of_two_windows_takes_each_step_twice(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = ended(workshop, 3.2)
    num_columns = len(generation.frozen["columns"])
    monkeypatch.setattr(registry.codec("chorale"), "window", num_columns // 2)
    assert speed_of(workshop) == {"seconds_per_step": pytest.approx(0.1), "window": num_columns // 2}


def test_only_the_windows_count_in_which_something_is_composed(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = ended(workshop, 3.2)
    num_columns = len(generation.frozen["columns"])
    half = num_columns // 2
    states = [[0] * num_columns for _ in generation.frozen["states"]]
    states[1][0] = states[2][half - 1] = 2
    Generation.objects.filter(pk=generation.pk).update(frozen=generation.frozen | {"states": states})
    monkeypatch.setattr(registry.codec("chorale"), "window", half)
    assert speed_of(workshop)["seconds_per_step"] == pytest.approx(0.2)
