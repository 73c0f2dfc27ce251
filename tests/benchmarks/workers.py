"""How much sooner two workers finish 40 runs than one does: `python -m tests.benchmarks.workers`.

Each worker computes with one thread, so it takes two processors that have nothing else to do. Ends with 1
where two take more than .6 of the time that one takes.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.test_kills import renoise_everything
from tests.live_studio import LiveStudio, live_studio, wait_until
from tests.more_workers import more_workers
from tests.studio_client import Person

NUM_RUNS = 40
NUM_PEOPLE = 4
"""Each of whom may run two at once."""
NUM_STEPS = 64
MOST = 0.6
LONGEST_S = 1800.0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sunmask-workers-") as folder:
        command = [sys.executable, "manage.py", "studio", "--no-demo"]
        with live_studio(Path(folder) / "data", command=command) as studio:
            studio.wait_ready(300)
            people = [Person(studio.url, f"Bench{number}") for number in range(NUM_PEOPLE)]
            canvas = shared_canvas(people)
            seconds_of(people, canvas, NUM_PEOPLE)  # so that everything is loaded
            one_s = seconds_of(people, canvas, NUM_RUNS)
            two_s = with_two(studio, people, canvas)
    ratio = two_s / one_s
    print(f"load of the machine                  {os.getloadavg()[0]:8.1f}")
    print(f"{NUM_RUNS} runs, one worker                  {one_s:8.1f} s")
    print(f"{NUM_RUNS} runs, two workers                 {two_s:8.1f} s")
    print(f"two against one                      {ratio:8.2f}          (target <= {MOST})")
    return int(ratio > MOST)


def with_two(studio: LiveStudio, people: list[Person], canvas: str) -> float:
    with more_workers(studio, 1):
        seconds_of(people, canvas, 2 * NUM_PEOPLE)
        return seconds_of(people, canvas, NUM_RUNS)


def shared_canvas(people: list[Person]) -> str:
    """A chorale of 8 bars that all of them may run, every cell renoisable."""
    project = people[0].make("/api/projects", {"name": "Bench"})["id"]
    for person in people[1:]:
        people[0].make(f"/api/projects/{project}/members", {"name": person.name, "role": "editor"})
    body = {"kind": "chorale", "options": {"num_bars": 8}}
    canvas = str(people[0].make(f"/api/projects/{project}/canvases", body)["id"])
    renoise_everything(people[0], canvas)
    return canvas


def seconds_of(people: list[Person], canvas: str, count: int) -> float:
    """From the first wish to the end of the last run. Raises AssertionError where a run failed."""
    begun = time.monotonic()
    runs = [
        people[number % len(people)].generate(canvas, settings={"num_steps": NUM_STEPS}, seed=number)["id"]
        for number in range(count)
    ]

    def are_over() -> bool:
        while left:
            state = people[0].get(f"/api/generations/{left[0]}")["state"]
            assert state in ("queued", "running", "done"), state
            if state != "done":
                return False
            left.pop(0)
        return True

    left = list(runs)
    wait_until(are_over, LONGEST_S, "not all runs were done", 0.5)
    return time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
