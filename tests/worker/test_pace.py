"""A limited pace: as many steps a second as were asked for, whatever the network costs."""

import pytest

from studio.bodies import NewGeneration
from studio.protocol import Pace
from studio.services.runs import generations
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Guess
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)


class Rest:
    """A time that passes only while the engine waits for the next step."""

    now_s = 0.0

    def wait(self, timeout: float) -> None:
        self.now_s += timeout

    def is_set(self) -> bool:
        return False

    clear = is_set


def test_limited_pace_keeps_to_its_steps_a_second() -> None:
    rest = Rest()
    engine = Engine("test", load=lambda *_: Guess(), clock=lambda: rest.now_s)
    engine.called = rest  # type: ignore[assignment]
    ana = make_person("Ana")
    request = NewGeneration(settings={"num_steps": 4}, pace=Pace(mode="limited", steps_per_second=10))
    generation = generations.start(canvas=make_canvas(make_project(ana)), user=ana, request=request)
    engine.work()
    generation.refresh_from_db()
    assert (generation.state, generation.last_step) == ("done", 4)
    assert rest.now_s == pytest.approx(0.3, abs=0.11)  # the first step comes at once, the end may wait
