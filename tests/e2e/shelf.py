"""Takes to curate, made by the worker of a studio: one melody harmonised many ways, kept, graded."""

from dataclasses import dataclass
from typing import Any

from tests.e2e import melody
from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import edited
from tests.live_studio import wait_until

NUM_STEPS = 6


@dataclass
class Shelf:
    """A project with one canvas; `generation` has one candidate for each of `takes`, by their names."""

    project: str
    canvas: str
    generation: dict[str, Any]
    takes: dict[str, dict[str, Any]]


def filled(owner: Reader, num_takes: int, *members: tuple[Reader, str]) -> Shelf:
    """Takes "Take 1" and so on of the melody, other people in their roles."""
    api = owner.api
    canvas = melody.imported(owner)
    for member, role in members:
        body = {"name": member.api.name, "role": role}
        api.make(f"/api/projects/{canvas['project']}/members", body)
    edited(owner, canvas, lambda editor: editor.paint_rows((1, 2, 3), 2))
    settings = {"num_steps": NUM_STEPS}
    started = api.generate(canvas["id"], settings=settings, num_candidates=num_takes, seed=5)
    generation = wait_done(owner, started)
    takes = {}
    for candidate in range(num_takes):
        body = {"candidate": candidate, "step": NUM_STEPS, "name": f"Take {candidate + 1}"}
        take = api.make(f"/api/generations/{generation['id']}/takes", body)
        assert take["grade"] is not None
        takes[take["name"]] = take
    return Shelf(canvas["project"], canvas["id"], generation, takes)


def wait_done(owner: Reader, generation: dict[str, Any]) -> dict[str, Any]:
    """The generation once all of it is made and graded."""
    now: dict[str, Any] = {}

    def is_done() -> bool:
        now.update(owner.api.get(f"/api/generations/{generation['id']}"))
        return now["state"] == "done" and now["is_graded"]

    wait_until(is_done, PATIENCE_S, "the generation was not done and graded")
    return now
