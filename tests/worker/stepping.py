"""An engine's steps, one by one, and the death of its worker."""

from datetime import timedelta

from django.db.models.functions import Now

from studio.models import Generation
from studio.reads.runs.steps import steps_of
from worker.engine import Engine


def steps(generation: Generation) -> list[int]:
    return [step.step for step in steps_of(generation)]


def kill_after(engine: Engine, generation: Generation, step: int) -> None:
    """Let the engine work until `step` is stored, then forget it as if its process had been killed."""
    while (generation.last_step or 0) < step:
        engine._poll()
        engine.tick()
        generation.refresh_from_db()
    Generation.objects.filter(pk=generation.pk).update(lease_until=Now() - timedelta(seconds=1))
