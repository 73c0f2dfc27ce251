"""Takes to curate, made by the worker of a studio: one melody harmonised many ways, kept, graded."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.e2e import melody
from tests.e2e.conftest import Reader
from tests.live_studio import wait_until
from tests.studio_client import Editor

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
    # in a thread of its own: the browser of a test runs an event loop in this one
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, free_lower_voices(owner, canvas)).result()
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


async def free_lower_voices(owner: Reader, canvas: dict[str, Any]) -> None:
    """Alto, tenor and bass become renoisable."""
    async with owner.api.socket(canvas["project"]) as socket:
        editor = Editor(socket, canvas["id"])
        await editor.open()
        for column in editor.columns():
            for row in (1, 2, 3):
                await editor.set("states", f"{column}:{row}", 2)
        await editor.settle()


def wait_done(owner: Reader, generation: dict[str, Any]) -> dict[str, Any]:
    """The generation once all of it is made and graded."""
    now: dict[str, Any] = {}

    def is_done() -> bool:
        now.update(owner.api.get(f"/api/generations/{generation['id']}"))
        return now["state"] == "done" and now["is_graded"]

    wait_until(is_done, 60, "the generation was not done and graded")
    return now
