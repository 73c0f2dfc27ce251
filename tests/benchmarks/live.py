"""Figures of a running studio: how soon steps and edits reach others, how well runs share a device."""

import asyncio
import sqlite3
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.live_studio import LiveStudio
from tests.studio_client import Editor, Person, Socket

NUM_STEPS = 64
SHARING_STEPS = 256
"""Long enough that starting eight runs one after the other does not count."""
BODY = {"kind": "chorale", "name": "Bench", "start": "blank", "options": {"num_bars": 8}}


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return 1000 * statistics.median(seconds), 1000 * cuts[18]


async def open_canvas(person: Person, project: str) -> tuple[str, Socket, Editor]:
    canvas = person.make(f"/api/projects/{project}/canvases", BODY)["id"]
    socket = person.socket(project)
    await socket.connect()
    editor = Editor(socket, canvas)
    await editor.open()
    await editor.paint_everything(2)
    return canvas, socket, editor


async def runs_together(people: list[Person], canvases: list[str], sockets: list[Socket]) -> float:
    """Seconds from the start of one run a person, of one candidate, to the end of the last."""
    start = time.perf_counter()
    runs = [
        person.generate(canvas, settings={"num_steps": SHARING_STEPS}, num_candidates=1, seed=number)
        for number, (person, canvas) in enumerate(zip(people, canvases, strict=True))
    ]
    ends = await asyncio.gather(
        *(socket.read_to_end(run["id"], 600) for socket, run in zip(sockets, runs, strict=True))
    )
    assert set(ends) == {"done"}, ends
    return time.perf_counter() - start


async def sharing(studio: LiveStudio) -> float:
    """How long one run for each of 8 people takes one after another, relative to all at once.

    One run of 8 candidates would be no measure: windows that its candidates have in common are computed once.
    """
    people = [Person(studio.url, f"Bench{number}") for number in range(8)]
    opened = []
    for person in people:
        project = person.make("/api/projects", {"name": "Bench"})["id"]
        opened.append(await open_canvas(person, project))
    canvases, sockets = [o[0] for o in opened], [o[1] for o in opened]
    await runs_together(people[:1], canvases[:1], sockets[:1])  # a worker that has just begun warms up
    one_after_another_s = 0.0
    for person, canvas, socket in zip(people, canvases, sockets, strict=True):
        one_after_another_s += await runs_together([person], [canvas], [socket])
    together_s = await runs_together(people, canvases, sockets)
    for socket in sockets:
        await socket.connection.close()
    return one_after_another_s / together_s


async def step_delays(studio: LiveStudio) -> tuple[float, float, float]:
    """First step after the request (ms), then p50 and p95 from a frame's commit to a socket (ms)."""
    person = Person(studio.url, "BenchSteps")
    project = person.make("/api/projects", {"name": "Bench"})["id"]
    canvas, socket, _ = await open_canvas(person, project)
    earlier = person.generate(canvas, settings={"num_steps": 2}, num_candidates=1)
    await socket.read_to_end(earlier["id"], 600)  # a worker that has just begun warms up
    arrivals: dict[int, float] = {}
    asked = time.time()
    run = person.generate(canvas, settings={"num_steps": NUM_STEPS}, num_candidates=4)
    await socket.follow(f"generation:{run['id']}")
    while NUM_STEPS not in arrivals:
        message = await socket.read()
        payload = message.get("payload", {})
        if payload.get("kind") == "frame":
            arrivals.setdefault(payload["frame"]["first_step"], time.time())
            if payload["frame"]["last_step"] == NUM_STEPS:
                arrivals[NUM_STEPS] = time.time()
    await socket.connection.close()
    made = frame_times(studio.data, run["id"])
    delays = [arrivals[step] - at for step, at in made.items() if step in arrivals]
    first_ms = 1000 * (min(at for step, at in arrivals.items() if step >= 1) - asked)
    return first_ms, *percentiles(delays)


def frame_times(data: Path, generation: str) -> dict[int, float]:
    """First step of each stored frame to the moment of its row (seconds since 1970)."""
    with sqlite3.connect(f"file:{next(data.glob('*.sqlite3'))}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT first_step, created_at FROM studio_frame WHERE generation_id = ?",
            (generation.replace("-", ""),),
        ).fetchall()
    return {step: datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() for step, at in rows}


async def edit_delays(studio: LiveStudio, num_edits: int = 200) -> tuple[float, float]:
    """p50 and p95 (ms) from one person's edit to another person's socket, at 20 edits a second."""
    ana, ben = Person(studio.url, "BenchAna"), Person(studio.url, "BenchBen")
    project = ana.make("/api/projects", {"name": "Bench"})["id"]
    ana.make(f"/api/projects/{project}/members", {"name": ben.name, "role": "editor"})
    canvas = ana.make(f"/api/projects/{project}/canvases", BODY)["id"]
    delays = []
    async with ana.socket(project) as sender, ben.socket(project) as receiver:
        editor, other = Editor(sender, canvas), Editor(receiver, canvas)
        await editor.open()
        await other.open()
        for number in range(num_edits):
            asked = time.perf_counter()
            message_id = await editor.set("symbols", f"{editor.columns()[number % 100]}:0", 60 + number % 12)
            await receiver.read_until(
                lambda m, wanted=message_id: m.get("payload", {}).get("client_message_id") == wanted
            )
            delays.append(time.perf_counter() - asked)
            await asyncio.sleep(0.05)
    return percentiles(delays)
