"""A person without a browser: the HTTP API and the socket as any client would use them."""

import asyncio
import base64
import json
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import pycrdt
import websockets

from tests.live_studio import csrf_token, origin_of


class Person:
    """One signed-in person of a live studio. url: of its first page, without the slash at the end."""

    def __init__(self, url: str, name: str, password: str = "a long enough password") -> None:
        self.url, self.name = url, name
        self.http = httpx.Client(base_url=url, timeout=60, headers={"Origin": origin_of(url)})
        self.http.get("/api/account")
        answer = self.post("/api/account/sign-up", {"name": name, "password": password})
        if answer.status_code not in (200, 201):
            answer = self.post("/api/account/sign-in", {"name": name, "password": password})
        assert answer.is_success, answer.text

    @property
    def origin(self) -> str:
        return origin_of(self.url)

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        headers = {"X-CSRFToken": csrf_token(self.http), "Referer": self.url + "/"}
        headers |= options.pop("headers", {})
        return self.http.request(method, path, json=body, headers=headers, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return self.send("POST", path, body, **options)

    def get(self, path: str) -> Any:
        answer = self.http.get(path)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def make(self, path: str, body: Any = None, **options: Any) -> Any:
        answer = self.post(path, body, **options)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def generate(self, canvas: str, **body: Any) -> Any:
        body = {"settings": {}, "pace": {"mode": "full"}, "num_candidates": 1} | body
        return self.make(
            f"/api/canvases/{canvas}/generations", body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )

    def socket(self, project: str) -> "Socket":
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        return Socket(f"{self.url.replace('http', 'ws', 1)}/ws/projects/{project}", cookies, self.origin)


class Socket:
    """A socket that follows streams as the browser does: in order, each event once, gaps resumed."""

    def __init__(self, address: str, cookies: str, origin: str) -> None:
        self.address, self.cookies, self.origin = address, cookies, origin
        self.seen: dict[str, int] = {}
        self.marks: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        self.others: list[dict[str, Any]] = []
        self.arrivals: list[float] = []
        self.connection: Any = None

    async def __aenter__(self) -> "Socket":
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()

    async def connect(self) -> None:
        self.connection = await websockets.connect(
            self.address,
            additional_headers={"Cookie": self.cookies},
            origin=self.origin,
            max_size=None,
            ping_interval=None,
        )
        await self.read_until(lambda message: message["type"] == "welcome")
        if self.seen:
            await self._resume(self.seen)

    async def send(self, message: dict[str, Any]) -> None:
        await self.connection.send(json.dumps(message))

    async def follow(self, *streams: str) -> None:
        for stream in streams:
            self.seen.setdefault(stream, 0)
        await self._resume(streams)

    async def _resume(self, streams: Iterable[str]) -> None:
        """Each from where it is here, with the mark of the last event, which tells a restored database."""
        seen = {stream: self.seen.get(stream, 0) for stream in streams}
        marks = {stream: self.marks[stream] for stream in streams if stream in self.marks}
        await self.send({"type": "resume", "streams": seen, "marks": marks})

    async def read(self) -> dict[str, Any]:
        message = json.loads(await self.connection.recv())
        if message["type"] == "event":
            stream, seq = message["stream"], message["seq"]
            if seq <= self.seen.get(stream, 0):
                return message
            is_snapshot = message["payload"]["kind"] == "document.snapshot"
            if seq == self.seen.get(stream, 0) + 1 or is_snapshot:
                self.seen[stream], self.marks[stream] = seq, message["mark"]
                self.events.append(message)
                self.arrivals.append(asyncio.get_running_loop().time())
            else:
                await self._resume([stream])
        else:
            self.others.append(message)
        return message

    async def read_until(self, claim, timeout_s: float = 30) -> dict[str, Any]:
        async with asyncio.timeout(timeout_s):
            while True:
                message = await self.read()
                if claim(message):
                    return message

    def steps(self, generation: str) -> list[int]:
        """The steps received of a generation, in the order in which they came."""
        return [
            step["step"]
            for event in self.events
            if event["stream"] == f"generation:{generation}" and event["payload"]["kind"] == "frame"
            for step in event["payload"]["frame"]["steps"]
        ]

    async def read_to_end(self, generation: str, timeout_s: float = 120) -> str:
        """Follow a generation until it is done, stopped or failed; returns that state."""
        await self.follow(f"generation:{generation}")
        over = ("done", "stopped", "failed")

        def is_end(message: dict[str, Any]) -> bool:
            payload = message.get("payload", {})
            return (
                message.get("stream") == f"generation:{generation}"
                and payload.get("kind") == "generation"
                and payload["generation"]["state"] in over
            )

        message = await self.read_until(is_end, timeout_s)
        return str(message["payload"]["generation"]["state"])


class Editor:
    """A document edited over a socket: applies what comes, sends what it changes, knows what was saved."""

    def __init__(self, socket: Socket, canvas: str) -> None:
        self.socket, self.canvas, self.stream = socket, canvas, f"canvas:{canvas}"
        self.document = pycrdt.Doc()
        self.epoch = 0
        self.unacknowledged: dict[str, bytes] = {}
        self.num_read = self.num_heard = 0

    async def open(self) -> None:
        await self.socket.follow(self.stream)
        await self.socket.read_until(lambda m: m["type"] == "resumed" and m["stream"] == self.stream)
        self.catch_up()

    def begin_again(self) -> None:
        """Forget the document as it was: the studio was restored from a backup."""
        self.document, self.num_read = pycrdt.Doc(), len(self.socket.events)
        self.socket.seen[self.stream] = 0
        self.socket.marks.pop(self.stream, None)

    def catch_up(self) -> None:
        """Apply the document events that the socket has received since the last call."""
        for event in self.socket.events[self.num_read :]:
            payload = event["payload"]
            if event["stream"] == self.stream and payload["kind"].startswith("document."):
                self.epoch = payload["epoch"]
                self.document.apply_update(base64.b64decode(payload["update"]))
        self.num_read = len(self.socket.events)
        for message in self.socket.others[self.num_heard :]:
            if message["type"] == "document.ack":
                self.unacknowledged.pop(message["client_message_id"], None)
        self.num_heard = len(self.socket.others)

    def change(self, act: Callable[[pycrdt.Doc], None]) -> str:
        """Change the document here; returns the id of the message that is yet to be transmitted."""
        before = self.document.get_state()
        act(self.document)
        message_id = str(uuid.uuid4())
        self.unacknowledged[message_id] = self.document.get_update(before)
        return message_id

    async def set(self, map_name: str, key: str, value: Any) -> str:
        def act(document: pycrdt.Doc) -> None:
            document.get(map_name, type=pycrdt.Map)[key] = value

        message_id = self.change(act)
        await self.transmit(message_id)
        return message_id

    async def transmit(self, message_id: str) -> None:
        update = base64.b64encode(self.unacknowledged[message_id]).decode()
        await self.socket.send(
            {
                "type": "document.update",
                "canvas": self.canvas,
                "epoch": self.epoch,
                "client_message_id": message_id,
                "update": update,
            }
        )

    def columns(self) -> list[str]:
        return list(self.document.get("columns", type=pycrdt.Array))

    async def paint_everything(self, state: int) -> None:
        """Give every cell a state and wait until all of it is saved."""
        await self.paint_rows(range(4), state)

    async def paint_rows(self, rows: Iterable[int], state: int) -> None:
        """Give every cell of these rows a state, in one edit, and wait until it is saved."""

        def act(document: pycrdt.Doc) -> None:
            states = document.get("states", type=pycrdt.Map)
            states.update({f"{column}:{row}": state for column in self.columns() for row in rows})

        await self.transmit(self.change(act))
        await self.settle()

    async def keep_columns(self, number: int) -> None:
        """Delete all columns but the first ones, in one edit, and wait until it is saved."""

        def act(document: pycrdt.Doc) -> None:
            columns = document.get("columns", type=pycrdt.Array)
            del columns[number : len(columns)]

        await self.transmit(self.change(act))
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was changed is saved."""
        async with asyncio.timeout(60):
            while self.unacknowledged:
                await self.socket.read()
                self.catch_up()
