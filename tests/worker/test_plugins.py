"""Graders and samplers of installed packages in runs of the studio."""

from pathlib import Path

import pytest

from studio.bodies import NewGeneration
from studio.models import Generation, Grade
from studio.protocol import Pace
from studio.services.runs import generations
from sunmask.models.inference import InferenceModel
from tests.plugin_packages import installed
from tests.studio.browsers import make_canvas, make_person, make_project
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)


def start(settings: dict[str, object]) -> Generation:
    ana = make_person("Ana")
    request = NewGeneration(settings={"num_steps": 2, **settings}, pace=Pace(), num_candidates=1, seed=7)
    canvas = make_canvas(make_project(ana), num_bars=2)
    return generations.start(canvas=canvas, user=ana, request=request)


def run(engine: Engine, generation: Generation) -> Generation:
    engine.work()
    generation.refresh_from_db()
    return generation


def test_a_run_takes_the_sampler_that_its_settings_name_and_graders_add_their_parts(
    network: InferenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installed(tmp_path, monkeypatch):
        engine = Engine("one", load=lambda *_: network)
        done = run(engine, start({"sampler": "calmer"}))
        assert (done.state, done.settings["sampler"]) == ("done", "calmer")
        assert "wide-leaps" in Grade.objects.get().features


def test_a_run_whose_sampler_is_gone_fails_with_a_sentence(
    network: InferenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installed(tmp_path, monkeypatch):
        waiting = start({"sampler": "calmer"})
    failed = run(Engine("one", load=lambda *_: network), waiting)
    assert failed.state == "failed"
    assert "sampler 'calmer' of the kind chorale to be installed" in failed.error
