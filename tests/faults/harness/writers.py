"""People who write without a pause, each word once, and know of each whether it was acknowledged."""

import asyncio
import time
from collections import Counter
from typing import Any

import pycrdt
import websockets

from tests.studio_client import Editor, Person

PAUSE_S = 0.4
"""Between two words of one person."""
MOST_WAITING = 40
"""Words without an answer, beyond which a person waits."""
RECONNECT_S = 0.2
TROUBLE = (OSError, TimeoutError, websockets.WebSocketException)


class Writer:
    """One person in one text."""

    def __init__(self, person: Person, project: str, canvas: str, word: str) -> None:
        self.socket = person.socket(project)
        self.editor = Editor(self.socket, canvas)
        self.word = word
        """What all of this person's words begin with."""
        self.sent: dict[str, str] = {}
        self.sent_at: dict[str, float] = {}
        self.acknowledged: dict[str, float] = {}
        """Words to when the message that was acknowledged was sent."""
        self.acks: list[tuple[float, float]] = []
        """When each acknowledged message was sent (last), and when the answer came."""
        self.refused: list[str] = []
        self.is_over = False
        self.is_slow_until = 0.0
        """Until then nothing is read."""
        self._again: dict[str, float] = {}

    async def write(self) -> None:
        """Until `is_over` and everything is acknowledged."""
        await self.socket.connect()
        await self.editor.open()
        number = 0
        while not self.is_over or self.editor.unacknowledged:
            try:
                if not self.is_over and len(self.editor.unacknowledged) < MOST_WAITING:
                    number += 1
                    await self._write(f"{self.word}{number}")
                await self._read(PAUSE_S)
            except TROUBLE:
                await self._reconnect()

    async def sees(self, text: str, within_s: float = 20) -> bool:
        """At the end: whether this person comes to see the words of that text, others' last ones included."""
        try:
            async with asyncio.timeout(within_s):
                while str(self.editor.document.get("text", type=pycrdt.Text)).split() != text.split():
                    try:
                        await self._read(PAUSE_S)
                    except TROUBLE:
                        await self._reconnect()
        except TimeoutError:
            return False
        finally:
            await self.socket.connection.close()
        return True

    async def cut(self) -> None:
        """The network goes, without a word."""
        self.socket.connection.transport.abort()

    def first_ack_after(self, at: float) -> float | None:
        """When the first message sent after `at` was acknowledged."""
        return min((answered for sent, answered in self.acks if sent >= at), default=None)

    async def _write(self, word: str) -> None:
        def act(document: pycrdt.Doc) -> None:
            text = document.get("text", type=pycrdt.Text)
            text.insert(len(str(text).encode()), f"{word} ")

        message_id = self.editor.change(act)
        self.sent[message_id] = word
        await self._transmit(message_id)

    async def _transmit(self, message_id: str) -> None:
        self.sent_at[message_id] = time.monotonic()
        await self.editor.transmit(message_id)

    async def _read(self, for_s: float) -> None:
        if self.is_slow_until > time.monotonic():
            await asyncio.sleep(for_s)
            return
        try:
            async with asyncio.timeout(for_s):
                while True:
                    self._hear(await self.socket.read())
        except TimeoutError:
            pass
        for message_id, at in list(self._again.items()):
            if at <= time.monotonic():
                del self._again[message_id]
                await self._transmit(message_id)

    def _hear(self, message: dict[str, Any]) -> None:
        self.editor.catch_up()
        if message["type"] == "document.ack":
            message_id = message["client_message_id"]
            self.acknowledged[self.sent[message_id]] = self.sent_at[message_id]
            self.acks.append((self.sent_at[message_id], time.monotonic()))
        elif message["type"] == "document.nack":
            if message["retry"]:
                self._again[message["client_message_id"]] = time.monotonic() + 0.5
            else:
                self.refused.append(f"{self.sent[message['client_message_id']]}: {message['message']}")
                self.editor.unacknowledged.pop(message["client_message_id"])
        elif message["type"] == "lagging":
            raise TimeoutError  # as the browser does, it continues from where it was

    async def _reconnect(self) -> None:
        while True:
            try:
                async with asyncio.timeout(5):
                    await self.socket.connect()
                self._again.clear()
                for message_id in list(self.editor.unacknowledged):
                    await self._transmit(message_id)
                return
            except TROUBLE:
                await asyncio.sleep(RECONNECT_S)


def lost_and_doubled(text: str, writers: list[Writer]) -> tuple[list[str], list[str]]:
    """Words that were acknowledged and are not in the text, and words that are in it more than once."""
    found = Counter(text.split())
    lost = [word for writer in writers for word in writer.acknowledged if not found[word]]
    return lost, [word for word, count in found.items() if count > 1]
