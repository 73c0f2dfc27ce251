"""How long the best 8 of 64 of the demo melody take, from the button to the takes."""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from sunmask.chorale.grade.cells import grade_content
from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Editor, Person

DEMO = {"kind": "chorale", "name": "Bench", "start": "Ode to Joy (melody)"}
WISHES = {"settings": {}, "total": 64, "keep": 8, "batch": 8, "seed": 1}
GOING_ON = ("running", "ending")


async def best_of_64(studio: LiveStudio) -> tuple[float, float, float]:
    """Seconds until the first grades are told, until the best are kept, and that the worker computed.

    The last one is what the middle one would be on a machine that does nothing else.

    Raises AssertionError where the kept are not those of the lowest recomputed grades.
    """
    person = Person(studio.url, "BenchBest")
    project = person.make("/api/projects", {"name": "Bench"})["id"]
    canvas = person.make(f"/api/projects/{project}/canvases", DEMO)["id"]
    async with person.socket(project) as socket:
        editor = Editor(socket, canvas)
        await editor.open()
        for column in editor.columns():
            for row in (1, 2, 3):
                await editor.set("states", f"{column}:{row}", 2)
        while editor.unacknowledged:
            await socket.read()
            editor.catch_up()
        await socket.follow(f"project:{project}")
        begin, computed_before_s = time.perf_counter(), computed_s(studio.pid("worker"))
        job = person.make(f"/api/canvases/{canvas}/jobs", {"kind": "best_of", "settings": WISHES})
        await socket.read_until(lambda m: m.get("payload", {}).get("kind") == "grades", 600)
        first_s = time.perf_counter() - begin
        await socket.read_until(
            lambda m: (
                m.get("payload", {}).get("kind") == "job"
                and m["payload"]["job"]["id"] == job["id"]
                and m["payload"]["job"]["state"] not in GOING_ON
            ),
            1200,
        )
        all_s = time.perf_counter() - begin
        worker_s = computed_s(studio.pid("worker")) - computed_before_s
    check(person, person.get(f"/api/jobs/{job['id']}"))
    return first_s, all_s, worker_s


def computed_s(process_id: int) -> float:
    """Seconds of processor time that a process has taken so far."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check(person: Person, job: dict[str, Any]) -> None:
    """The kept ones are those of the lowest grades, computed again from the stored steps."""
    assert (job["state"], job["num_done"]) == ("done", WISHES["total"]), job
    overall = {}
    for generation in job["generations"]:
        content = person.get(f"/api/generations/{generation}/frozen")["content"]
        for candidate, grid in enumerate(last_grids(person, generation)):
            columns = len(content["symbols"][0])
            rows = [grid[first : first + columns] for first in range(0, len(grid), columns)]
            overall[generation, candidate] = grade_content({**content, "symbols": rows}).overall
    lowest = sorted(overall, key=lambda key: overall[key])[: WISHES["keep"]]
    kept = {(each["generation"], each["candidate"]) for each in job["best"] if each["take"]}
    assert kept == set(lowest), (kept, lowest)


def last_grids(person: Person, generation: str) -> list[list[int]]:
    """The cells of each candidate after the last step."""
    grids: list[list[int]] = []
    after = ""
    while frames := person.get(f"/api/generations/{generation}/frames{after}"):
        for step in (step for frame in frames for step in frame["steps"]):
            if step.get("symbols"):
                grids = step["symbols"]
                continue
            for grid, changes in zip(grids, step["changes"], strict=True):
                for cell, symbol in zip(changes[::2], changes[1::2], strict=True):
                    grid[cell] = symbol
        after = f"?after_step={frames[-1]['last_step']}"
    return grids


def report(studio: LiveStudio) -> None:
    """Print a line for each figure."""
    studio.wait_ready()
    first_s, all_s, worker_s = asyncio.run(best_of_64(studio))
    print(f"best 8 of 64, first grades           {first_s:8.0f} s")
    print(f"best 8 of 64, all graded and kept    {all_s:8.0f} s        (target <= 180)")
    print(f"best 8 of 64, computed by the worker {worker_s:8.0f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, live_studio(Path(folder) / "data") as running:
        report(running)
