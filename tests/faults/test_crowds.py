"""Idle sockets, crowds, cut and late sockets: everybody sees every step, in order, once."""

import asyncio

import pytest

from tests.faults.test_kills import renoise_everything
from tests.studio_client import Person

pytestmark = pytest.mark.faults


async def test_twenty_idle_sockets_live_two_minutes(ana: Person, project: str) -> None:
    sockets = [ana.socket(project) for _ in range(20)]
    for socket in sockets:
        await socket.connect()
        await socket.follow(f"project:{project}")

    async def idle(socket) -> None:
        while True:
            await socket.read()

    readers = [asyncio.create_task(idle(socket)) for socket in sockets]
    await asyncio.sleep(120)
    assert [reader for reader in readers if reader.done()] == []
    for reader in readers:
        reader.cancel()
    for socket in sockets:
        await socket.connection.close()


async def test_fifty_people_receive_all_of_two_hundred_steps(
    studio, ana: Person, project: str, canvas: str
) -> None:
    renoise_everything(ana, canvas)
    people = [Person(studio.url, f"Watcher{number}") for number in range(50)]
    for person in people:
        ana.make(f"/api/projects/{project}/members", {"name": person.name, "role": "viewer"})
    sockets = [person.socket(project) for person in people]
    for socket in sockets:
        await socket.connect()
    run = ana.generate(canvas, settings={"num_steps": 200}, pace={"mode": "limited", "steps_per_second": 20})
    states = await asyncio.gather(*(socket.read_to_end(run["id"], timeout_s=120) for socket in sockets))
    assert set(states) == {"done"}
    assert all(socket.steps(run["id"]) == list(range(201)) for socket in sockets)
    for socket in sockets:
        await socket.connection.close()


async def test_reloaded_late_and_cut_sockets_see_every_step_once(
    ana: Person, ben: Person, project: str, canvas: str
) -> None:
    renoise_everything(ana, canvas)
    run = ana.generate(canvas, settings={"num_steps": 400}, pace={"mode": "limited", "steps_per_second": 10})
    cut, late = ana.socket(project), ben.socket(project)
    await cut.connect()
    await cut.follow(f"generation:{run['id']}")
    await cut.read_until(lambda _: len(cut.steps(run["id"])) >= 20)
    await cut.connection.close()
    await asyncio.sleep(30)
    await cut.connect()
    await late.connect()
    ends = await asyncio.gather(cut.read_to_end(run["id"]), late.read_to_end(run["id"]))
    assert ends == ["done", "done"]
    assert cut.steps(run["id"]) == late.steps(run["id"]) == list(range(401))
    await cut.connection.close()
    await late.connection.close()
