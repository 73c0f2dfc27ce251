"""What it costs to change the run in a slot: `python -m tests.benchmarks.waiting.change`.

A run goes back to the queue between two steps and is claimed again, as often as NUM_TIMES, with real
networks. Seconds are those of this process on the processor.
"""

import os
import tempfile
import time
from statistics import median
from typing import Any

import django

NUM_TIMES = 10
SENTENCE = "When the old ▢ came to our street, the children had to play in the ▢ yard. "
PLAIN = "The people of the town went down to the river and looked at the old boats. "


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sunmask-change-") as folder:
        os.environ |= {"DATA": folder, "DJANGO_SETTINGS_MODULE": "studio.settings"}
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        report()


def report() -> None:
    from studio.bodies import NewGeneration
    from studio.models import Generation
    from studio.services.runs import generations
    from tests.studio.browsers import make_canvas, make_person, make_project
    from worker.engine import Engine

    ana = make_person("Ana")
    project = make_project(ana)
    canvases = {
        "a chorale of 8 bars": make_canvas(project, num_bars=8),
        "a text of 16 words": make_text(project, SENTENCE),
        "a text of 2,000 words": make_text(project, SENTENCE + PLAIN * 125),
    }
    for name, canvas in canvases.items():
        engine = Engine("change")
        run = generations.start(
            canvas=canvas,
            user=ana,
            request=NewGeneration(settings={"num_steps": 12}, num_candidates=3, seed=1),
        )
        engine._poll()
        began, costs = time.process_time(), []
        while (Generation.objects.get(pk=run.pk).last_step or 0) < 2:
            engine.tick()
        step_s = (time.process_time() - began) / 2
        for _ in range(NUM_TIMES):
            began = time.process_time()
            engine._give_back(list(engine.runs), state="queued")
            assert engine._claim_one(1 << 30)
            costs.append(time.process_time() - began)
        print(f"{name:24} {1000 * median(costs):8.1f} ms, a step {1000 * step_s:8.1f} ms", flush=True)
        Generation.objects.update(state="stopped", lease_until=None)


def make_text(project: Any, text: str) -> Any:
    from studio.documents import store
    from studio.models import Canvas
    from sunmask.kinds import registry

    canvas = Canvas.objects.create(project=project, kind="text", name="Text")
    store.create(canvas=canvas, update=store.update_from("text", registry.codec("text").blank(text=text)))
    return canvas


if __name__ == "__main__":
    main()
