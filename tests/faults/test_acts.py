"""Acts on runs that real workers step: how soon they hold, and that a killed worker changes nothing."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrdt
import pytest

from sunmask.environment import environment
from sunmask.fetching import FOLDER
from sunmask.text.language_model.chosen_weights import SMOLLM2
from tests.faults.conftest import sixteen_words
from tests.faults.test_kills import renoise_everything, run_apart
from tests.live_studio import LiveStudio, live_studio, wait_until
from tests.studio_client import Editor, Person, Socket

pytestmark = pytest.mark.faults

NUM_CELLS = {"chorale": 4 * 64, "text": 16}
WRITTEN = {"chorale": 64, "text": "sea"}
"""A symbol that somebody writes, by kind."""
NUM_ROUNDS, RUNS_EACH = 5, 2
"""With two people, each of whom may run two at once: 20 runs with acts."""


def acts_of(person: Person, generation: str) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = person.get(f"/api/generations/{generation}/acts")
    return acts


def last_step(person: Person, generation: str) -> int:
    return person.get(f"/api/generations/{generation}")["last_step"] or 0


def random_act(chance: random.Random, kind: str = "chorale") -> dict[str, Any]:
    """Hold, free, write or pin some cells, or change a setting."""
    if chance.random() < 0.2:
        return {"settings": {"temperature": round(chance.uniform(0.5, 1.2), 2)}}
    num_cells = NUM_CELLS[kind]
    cells = chance.sample(range(num_cells), chance.randint(1, num_cells // 6))
    candidate = chance.choice([None, 0, 1])
    changes = [{"state": 0}, {"state": 1}, {"state": 2}, {"pinned": True}]
    if chance.random() < 0.3:
        return {"candidate": candidate, "cells": cells, "state": 0, "symbols": [WRITTEN[kind]] * len(cells)}
    return {"candidate": candidate, "cells": cells, **chance.choice(changes)}


async def test_an_act_holds_from_two_steps_later_at_most_at_ten_steps_a_second(
    ana: Person, project: str, canvas: str
) -> None:
    await asyncio.to_thread(renoise_everything, ana, canvas)
    pace = {"mode": "limited", "steps_per_second": 10}
    run = ana.generate(canvas, settings={"num_steps": 200}, num_candidates=2, pace=pace)["id"]
    wait_until(lambda: last_step(ana, run) >= 2, 60, "the run did not begin")
    chance, seen = random.Random(1), []
    while last_step(ana, run) < 180:
        seen.append(last_step(ana, run))
        ana.make(f"/api/generations/{run}/acts", random_act(chance))
        time.sleep(chance.uniform(0.3, 0.9))
    async with ana.socket(project) as socket:
        assert await socket.read_to_end(run) == "done"
        stored = steps_before_acts(socket, run)
    holds_from = [act["from_step"] for act in acts_of(ana, run)]
    for what, steps in (("stored when they came in", stored), ("seen by who sent them", seen)):
        delays = Counter(
            from_step - step for from_step, step in zip(holds_from, steps, strict=True)
        )  # 1: the very next
        print(f"\nsteps from the last one {what} to the first with the act: {sorted(delays.items())}")
        assert len(holds_from) >= 10
    assert max(at - step for at, step in zip(holds_from, stored, strict=True)) <= 2


def steps_before_acts(socket: Socket, run: str) -> list[int]:
    """For each act on a run, the last step that its stream tells before it."""
    last, found = 0, {}
    for event in socket.events:
        if event["stream"] != f"generation:{run}":
            continue
        if event["payload"]["kind"] == "frame":
            last = event["payload"]["frame"]["last_step"]
        elif event["payload"]["kind"] == "act":
            found.setdefault(event["payload"]["act"]["number"], last)
    return [found[number] for number in sorted(found)]


@dataclass(frozen=True)
class Runs:
    """What is asked for: how many steps, how fast at most, between which two of them a worker is killed."""

    num_steps: int
    steps_per_second: int
    killed: tuple[int, int]


DRAWN, WRITTEN_ON = Runs(40, 10, (5, 25)), Runs(20, 4, (9, 16))
"""By the network, and with a language model, which has its say from step 13 on."""


@pytest.mark.parametrize("kind", ["chorale", "text"])
async def test_twenty_runs_with_acts_whose_worker_was_killed_are_reproduced(
    studio: LiveStudio, ana: Person, ben: Person, request: pytest.FixtureRequest, kind: str
) -> None:
    canvas = request.getfixturevalue("canvas" if kind == "chorale" else "text")
    await asyncio.to_thread(renoise_everything if kind == "chorale" else renoise_text, ana, canvas)
    await expect_reproduced(studio, (ana, ben), canvas, kind, DRAWN)


@pytest.mark.weights
@pytest.mark.skipif(not SMOLLM2.is_there, reason="the language model is not here")
async def test_twenty_runs_with_acts_and_a_language_model_are_reproduced(tmp_path: Path) -> None:
    weights = {FOLDER: str(environment().weights)}
    with live_studio(tmp_path / "data", SUNMASK_STANDBY="1", **weights) as studio:
        studio.wait_ready()
        ana, ben = (Person(studio.url, name) for name in ("AnaFaults", "BenFaults"))
        project = ana.make("/api/projects", {"name": "Faults"})["id"]
        ana.make(f"/api/projects/{project}/members", {"name": ben.name, "role": "editor"})
        canvas = sixteen_words(ana, project)
        await asyncio.to_thread(renoise_text, ana, canvas)
        await expect_reproduced(studio, (ana, ben), canvas, "text", WRITTEN_ON)


async def expect_reproduced(
    studio: LiveStudio, people: tuple[Person, Person], canvas: str, kind: str, how: Runs
) -> None:
    """Rounds of runs with acts, a worker killed in each: all are reproduced to the same hash."""
    asked = {
        "settings": {"num_steps": how.num_steps},
        "num_candidates": 2,
        "pace": {"mode": "limited", "steps_per_second": how.steps_per_second},
    }
    num_identical, num_acts = 0, 0
    for number in range(NUM_ROUNDS):
        chance = random.Random(number)
        runs = [
            (person, person.generate(canvas, **asked)["id"]) for person in people for _ in range(RUNS_EACH)
        ]
        kill_at = chance.randint(*how.killed)
        is_killed = False
        while any(is_open(person, run) for person, run in runs):
            for person, run in runs:
                person.post(f"/api/generations/{run}/acts", random_act(chance, kind))
            await asyncio.sleep(chance.uniform(0.2, 0.6))
            if not is_killed and min(last_step(person, run) for person, run in runs) >= kill_at:
                old = studio.kill("worker")
                await asyncio.to_thread(studio.wait_restarted, "worker", old)
                is_killed = True
        assert is_killed
        again = [(person, person.make(f"/api/generations/{run}/reproduce")["id"]) for person, run in runs]
        for (person, run), (_, copy) in zip(runs, again, strict=True):
            wait_until(lambda person=person, copy=copy: not is_open(person, copy), 600, "it did not end")
            original, second = (person.get(f"/api/generations/{one}") for one in (run, copy))
            assert original["state"] == second["state"] == "done"
            num_identical += second["verdict"]["is_identical"]
            num_identical -= original["result_hash"] != second["result_hash"]
            num_acts += len([act for act in acts_of(person, run) if act["from_step"] is not None])
    print(
        f"\n{num_identical} of 20 runs ({kind}) with {num_acts} acts in all are reproduced to the same hash"
    )
    assert num_identical == 20
    assert num_acts > 100


def renoise_text(person: Person, canvas: str) -> None:
    """Paint every word of a text renoisable, over a socket of its own."""

    def act(document: pycrdt.Doc) -> None:
        text = document.get("text", type=pycrdt.Text)
        text.format(0, len(text), {"state": 2})

    async def paint() -> None:
        project = person.get(f"/api/canvases/{canvas}/snapshot")["canvas"]["project"]
        async with person.socket(project) as socket:
            editor = Editor(socket, canvas)
            await editor.open()
            await editor.transmit(editor.change(act))
            await editor.settle()

    run_apart(paint())


def is_open(person: Person, run: str) -> bool:
    return person.get(f"/api/generations/{run}")["state"] in ("queued", "running")
