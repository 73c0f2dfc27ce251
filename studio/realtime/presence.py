"""Where everybody's attention is, per project and process: never stored, last word wins.

Each process knows its own sockets and hears of the others' by the channel layer (group
`presence.<project>`). It asks for them soon after its first socket of a project arrives, and repeats its
own every REPEAT_S; what was not repeated for FORGET_S is gone with the process that said it.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from studio import protocol
from studio.ops import attendance
from studio.realtime.feeds import switchboard

TICK_S = 0.05
ASK_AFTER_S = 0.3
"""By then this process listens to the room's group."""
REPEAT_S = 10.0
FORGET_S = 25.0

_attending = ThreadPoolExecutor(1, thread_name_prefix="attendance")
"""One thread, so that what is said last is true."""
Tell = Callable[[protocol.Presence], None]


class Room:
    """Everybody in one project, as this process knows it."""

    def __init__(self, project_id: str) -> None:
        self.project_id = project_id
        self.group = f"presence.{project_id}"
        self.process = uuid.uuid4().hex
        self.here: dict[str, protocol.PresenceState] = {}
        """The states of this process's sockets by connection."""
        self.elsewhere: dict[str, tuple[protocol.PresenceState, float]] = {}
        """Those of other processes, and when they were last heard."""
        self._tell: dict[str, Tell] = {}
        self._changed: set[str] = set()
        self._gone: set[str] = set()
        self._ticking: asyncio.Task[None] | None = None
        self._repeating = asyncio.ensure_future(self._repeat())
        switchboard().listen(self.group, self._hear)

    def enter(self, state: protocol.PresenceState, tell: Tell) -> None:
        """Add a socket of this process. It receives everybody at once, and changes later."""
        self._tell[state.connection] = tell
        self.say(state)
        tell(self.whole())

    def whole(self) -> protocol.Presence:
        """Everybody here and elsewhere."""
        return protocol.Presence(people=self._everybody(), is_whole=True)

    def say(self, state: protocol.PresenceState) -> None:
        """Set the state of one of this process's sockets."""
        before = self.here.get(state.connection)
        self.here[state.connection] = state
        if before is None or before.canvas != state.canvas:
            self._attend([state])
        self._gone.discard(state.connection)
        self._mark(self._changed, state.connection)

    def leave(self, connection: str) -> None:
        self._tell.pop(connection, None)
        if state := self.here.pop(connection, None):
            self._attend([state.model_copy(update={"canvas": None})])
            self._changed.discard(connection)
            self._mark(self._gone, connection)

    def num_sockets_of(self, person_id: int) -> int:
        """Sockets of one person in this project, in all processes."""
        return sum(state.person.id == person_id for state in self._everybody())

    @property
    def is_empty(self) -> bool:
        return not self._tell

    def close(self) -> None:
        """The last socket of this process has left."""
        self._repeating.cancel()
        switchboard().ignore(self.group, self._hear)

    def _everybody(self) -> list[protocol.PresenceState]:
        return [*self.here.values(), *(state for state, _ in self.elsewhere.values())]

    def _mark(self, connections: set[str], connection: str) -> None:
        connections.add(connection)
        if self._ticking is None:
            self._ticking = asyncio.ensure_future(self._tick())

    async def _tick(self) -> None:
        """Gather what changes within TICK_S into one message."""
        await asyncio.sleep(TICK_S)
        self._ticking = None
        own = [self.here[connection] for connection in self._changed if connection in self.here]
        others = [self.elsewhere[c][0] for c in self._changed if c in self.elsewhere]
        gone, self._changed, self._gone = sorted(self._gone), set(), set()
        for tell in list(self._tell.values()):
            tell(protocol.Presence(people=[*own, *others], gone=gone))
        if own or gone:
            self._send({"people": [state.model_dump(mode="json") for state in own], "gone": gone})

    async def _repeat(self) -> None:
        await asyncio.sleep(ASK_AFTER_S)
        while True:
            own = [state.model_dump(mode="json") for state in self.here.values()]
            self._send({"people": own, "ask": True})
            self._attend(list(self.here.values()))
            await asyncio.sleep(REPEAT_S)
            deadline = time.monotonic() - FORGET_S
            for connection in [c for c, (_, heard) in self.elsewhere.items() if heard < deadline]:
                del self.elsewhere[connection]
                self._mark(self._gone, connection)

    def _attend(self, states: list[protocol.PresenceState]) -> None:
        """Say for other processes which canvases are open, in a thread that may wait."""

        def say() -> None:
            for state in states:
                canvas = None if state.canvas is None else str(state.canvas)
                attendance.say(state.connection, canvas, (state.person.id, state.person.name))

        asyncio.get_running_loop().run_in_executor(_attending, say)

    def _send(self, message: dict[str, Any]) -> None:
        whole = {"type": "presence", "project": self.project_id, "process": self.process, **message}
        switchboard().send(self.group, whole)

    def _hear(self, message: dict[str, Any]) -> None:
        is_mine = message.get("project") == self.project_id and message.get("process") != self.process
        if message["type"] != "presence" or not is_mine:
            return
        if message.get("ask"):
            self._send({"people": [state.model_dump(mode="json") for state in self.here.values()]})
        for said in message.get("people", []):
            state = protocol.PresenceState.model_validate(said)
            before = self.elsewhere.get(state.connection)
            self.elsewhere[state.connection] = (state, time.monotonic())
            if before is None or before[0] != state:
                self._mark(self._changed, state.connection)
        for connection in message.get("gone", []):
            if self.elsewhere.pop(connection, None):
                self._mark(self._gone, connection)


_rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Room]] = WeakKeyDictionary()


def room_of(project_id: str) -> Room:
    """The room of a project in this process; `leave_room` when a socket goes."""
    rooms = _rooms.setdefault(asyncio.get_running_loop(), {})
    if project_id not in rooms:
        rooms[project_id] = Room(project_id)
    return rooms[project_id]


def leave_room(project_id: str, connection: str) -> None:
    """Take a socket out of its room, and close the room behind the last one."""
    rooms = _rooms.setdefault(asyncio.get_running_loop(), {})
    if room := rooms.get(project_id):
        room.leave(connection)
        if room.is_empty:
            room.close()
            del rooms[project_id]
