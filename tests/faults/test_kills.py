"""kill -9 of each process while people work: nothing that was stored or acknowledged is lost."""

import asyncio
import os
import random
import signal
import threading

import pytest

from tests.live_studio import LiveStudio, wait_until
from tests.studio_client import Editor, Person

pytestmark = pytest.mark.faults

NUM_KILLS = 10


def stored_steps(person: Person, generation: str) -> list[int]:
    """The steps that the API gives, page by page."""
    steps: list[int] = []
    while frames := person.get(
        f"/api/generations/{generation}/frames?after_step={steps[-1] if steps else -1}"
    ):
        steps += [step["step"] for frame in frames for step in frame["steps"]]
    return steps


async def test_a_run_whose_worker_is_killed_ten_times_ends_as_if_it_never_was(
    studio: LiveStudio, ana: Person, project: str, canvas: str
) -> None:
    renoise_everything(ana, canvas)
    settings = {"num_steps": 240}
    unkilled = ana.generate(canvas, settings=settings, seed=11, num_candidates=2)
    async with ana.socket(project) as socket:
        assert await socket.read_to_end(unkilled["id"]) == "done"

    chance, kills_left, saw_resuming = random.Random(5), NUM_KILLS, 0
    while kills_left:
        pace = {"mode": "limited", "steps_per_second": 10}
        run = ana.generate(canvas, settings=settings, seed=11, num_candidates=2, pace=pace)
        async with ana.socket(project) as socket:
            end = asyncio.create_task(socket.read_to_end(run["id"], timeout_s=400))
            for _ in range(min(5, kills_left)):
                await asyncio.sleep(chance.uniform(1.0, 4.0))
                if end.done():
                    break
                before = ana.get(f"/api/generations/{run['id']}")["last_step"] or 0
                old = studio.kill("worker")
                kills_left -= 1
                await asyncio.to_thread(studio.wait_restarted, "worker", old)
                await asyncio.to_thread(wait_past, ana, run["id"], before)
            assert await end == "done"
            saw_resuming += any(
                event["payload"]["kind"] == "generation" and event["payload"]["generation"]["is_resuming"]
                for event in socket.events
            )
            assert socket.steps(run["id"]) == list(range(241))
        assert stored_steps(ana, run["id"]) == list(range(241))
        assert (
            ana.get(f"/api/generations/{run['id']}")["result_hash"]
            == ana.get(f"/api/generations/{unkilled['id']}")["result_hash"]
        )
    assert saw_resuming


def wait_past(person: Person, generation: str, step: int) -> None:
    def goes_on() -> bool:
        row = person.get(f"/api/generations/{generation}")
        return (row["last_step"] or 0) > step + 2 and not row["is_resuming"]

    wait_until(goes_on, 40, f"the run did not go on after step {step}", interval_s=0.2)


def renoise_everything(person: Person, canvas: str) -> None:
    """Paint every cell of a canvas renoisable, over a socket of its own."""

    async def paint() -> None:
        project = person.get(f"/api/canvases/{canvas}/snapshot")["canvas"]["project"]
        async with person.socket(project) as socket:
            editor = Editor(socket, canvas)
            await editor.open()
            await editor.paint_everything(2)

    run_apart(paint())


def run_apart(coroutine) -> None:
    """Run a coroutine to its end in a thread with its own loop (the caller may be inside one)."""
    failures: list[BaseException] = []

    def target() -> None:
        try:
            asyncio.run(coroutine)
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


async def test_a_web_server_that_answers_nobody_is_ended_and_another_one_answers(
    studio: LiveStudio, ana: Person, canvas: str
) -> None:
    old = studio.pid("daphne")
    os.kill(old, signal.SIGSTOP)  # as one whose event loop waits for ever: also when it is asked to stop
    os.kill(old, signal.SIGTERM)
    await asyncio.to_thread(studio.wait_restarted, "daphne", old, 60)
    await asyncio.to_thread(studio.wait_ready)
    assert ana.get(f"/api/canvases/{canvas}/snapshot")["canvas"]["id"] == canvas
    assert "serves nobody and is ended" in (studio.data / "studio.out").read_text()


@pytest.mark.parametrize("victims", [("daphne", "redis", "daphne", "redis", "daphne")])
async def test_every_acknowledged_edit_outlives_killed_servers(
    studio: LiveStudio, ana: Person, ben: Person, project: str, canvas: str, victims: tuple[str, ...]
) -> None:
    acknowledged: dict[str, int] = {}
    is_over = asyncio.Event()

    async def edit(person: Person, row: int) -> None:
        socket = person.socket(project)
        await socket.connect()
        editor = Editor(socket, canvas)
        await editor.open()
        columns, number, sent = editor.columns(), 0, {}
        while not is_over.is_set() or editor.unacknowledged:
            try:
                if not is_over.is_set():
                    number += 1
                    column = columns[number % len(columns)]
                    sent[await editor.set("symbols", f"{column}:{row}", 60 + number % 12)] = (
                        f"{column}:{row}",
                        60 + number % 12,
                    )
                async with asyncio.timeout(0.05):
                    while True:
                        message = await socket.read()
                        editor.catch_up()
                        if message["type"] == "document.ack":
                            key, value = sent[message["client_message_id"]]
                            acknowledged[key] = value
            except TimeoutError:
                pass
            except Exception:
                await reconnect(socket)
                for message_id in list(editor.unacknowledged):
                    await editor.transmit(message_id)
        await socket.connection.close()

    async def reconnect(socket) -> None:
        for _ in range(150):
            try:
                await socket.connect()
                return
            except Exception:
                await asyncio.sleep(0.2)
        raise AssertionError("no socket within 30 s")

    editors = [asyncio.create_task(edit(ana, 0)), asyncio.create_task(edit(ben, 1))]
    for victim in victims:
        await asyncio.sleep(2.5)
        old = studio.kill(victim)
        await asyncio.to_thread(studio.wait_restarted, victim, old)
    await asyncio.sleep(3)
    is_over.set()
    await asyncio.wait_for(asyncio.gather(*editors), 60)

    state = ana.get(f"/api/canvases/{canvas}/state")
    place = {column: number for number, column in enumerate(state["columns"])}
    assert len(acknowledged) > 50
    for key, value in acknowledged.items():
        column, row = key.rsplit(":", 1)
        assert state["content"]["symbols"][int(row)][place[column]] == value, key
