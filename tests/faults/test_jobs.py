"""kill -9 of the worker while it looks for the best of many: the same are kept as if it never was."""

import asyncio
import random
from typing import Any

import pytest

from tests.benchmarks.best_of import GOING_ON, last_grids
from tests.faults.test_kills import renoise_everything
from tests.live_studio import LiveStudio, wait_until
from tests.studio_client import Person

pytestmark = pytest.mark.faults

WISHES = {"settings": {"num_steps": 40}, "total": 16, "keep": 4, "batch": 4, "seed": 5}


async def test_a_job_whose_worker_is_killed_keeps_the_same(
    studio: LiveStudio, ana: Person, project: str, canvas: str
) -> None:
    await asyncio.to_thread(renoise_everything, ana, canvas)

    def start() -> str:
        return ana.make(f"/api/canvases/{canvas}/jobs", {"kind": "best_of", "settings": WISHES})["id"]

    def end(job: str) -> dict[str, Any]:
        wait_until(lambda: is_over(ana, job), 180, "the job did not end", 0.2)
        return ana.get(f"/api/jobs/{job}")

    unkilled = end(start())
    killed, chance = start(), random.Random(3)
    num_kills = 0
    while num_kills < 5 and not is_over(ana, killed):
        await asyncio.sleep(chance.uniform(0.5, 2.5))
        old = studio.kill("worker")
        num_kills += 1
        await asyncio.to_thread(studio.wait_restarted, "worker", old)
        await asyncio.sleep(4)  # enough to claim and to make a step
    assert num_kills >= 2
    results = [end(killed), unkilled]
    assert [(job["state"], job["num_done"]) for job in results] == [("done", 16)] * 2
    kept = [[last_grid(ana, one) for one in job["best"][:4]] for job in results]
    assert kept[0] == kept[1]
    grades = [[one["overall"] for one in job["best"]] for job in results]
    assert grades[0] == grades[1] == sorted(grades[0])
    takes = ana.get(f"/api/canvases/{canvas}/snapshot")["takes"]
    assert len(takes) == 8
    assert all(take["note"] == "best 4 of 16" for take in takes)


def is_over(person: Person, job: str) -> bool:
    return person.get(f"/api/jobs/{job}")["state"] not in GOING_ON


def last_grid(person: Person, one: dict[str, Any]) -> list[int]:
    assert one["take"]
    return last_grids(person, one["generation"])[one["candidate"]]
