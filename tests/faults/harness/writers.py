"""People who write without a pause, in a text or in a score, and know which edits were acknowledged."""

import asyncio
import math
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Any

import pycrdt
import websockets

from tests.faults.harness.ledger import Found, Ledger
from tests.studio_client import Editor, Person

PAUSE_S = 0.5
"""Between two edits of one person."""
MOST_WAITING = 40
"""Edits without an answer, beyond which a person waits."""
RECONNECT_S = 0.2
RETRY_S = 0.5
SILENCE_S = 35.0
"""A socket on which nothing comes for so long is given up, as browsers do."""
TROUBLE = (OSError, TimeoutError, websockets.WebSocketException)


class Writer(ABC):
    """One person in one canvas."""

    sort: str

    def __init__(self, person: Person, project: str, canvas: str) -> None:
        self.socket = person.socket(project)
        self.editor = Editor(self.socket, canvas)
        self.ledger = Ledger(self.sort)
        self.is_over = False
        self.is_slow_until = 0.0
        """Until then nothing is read."""
        self.num_refused_pasts = 0
        self._sent: dict[str, tuple[str, Any]] = {}
        """What each message said: a key of the ledger and its value."""
        self._updates: list[tuple[str, bytes, dict[int, int]]] = []
        """All own messages in order, each with how much of whose changes there was after it."""
        self._own: set[int] = set()
        """The Yjs clients that this person has been."""
        self._sent_at: dict[str, float] = {}
        self._again: dict[str, float] = {}
        self._heard_at = time.monotonic()
        self._follow_at = math.inf
        """When a stream that was refused is asked for once more."""

    @abstractmethod
    def _next(self, number: int) -> tuple[str, Any, Callable[[pycrdt.Doc], None]]:
        """The next edit: key, value, and what it does."""

    async def write(self) -> None:
        """Until `is_over` and everything is acknowledged."""
        await self._reconnect(self.editor.open)
        number = 0
        while not self.is_over or self.editor.unacknowledged:
            try:
                if not self.is_over and len(self.editor.unacknowledged) < MOST_WAITING and self._is_current():
                    number += 1
                    await self._write(*self._next(number))
                await self._read(PAUSE_S)
            except TROUBLE:
                await self._reconnect()

    async def sees(self, is_all: Callable[[pycrdt.Doc], bool], within_s: float = 40) -> bool:
        """At the end: whether this person comes to see the others' last edits."""
        try:
            async with asyncio.timeout(within_s):
                while not is_all(self.editor.document):
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

    def _is_current(self) -> bool:
        """Not while the document is read anew."""
        return self.socket.seen.get(self.editor.stream, 0) > 0

    async def _write(self, key: str, value: Any, act: Callable[[pycrdt.Doc], None]) -> None:
        message_id = self.editor.change(act)
        self._own.add(self.editor.document.client_id)
        update = self.editor.unacknowledged[message_id]
        self._updates.append((message_id, update, clocks(self.editor.document.get_state())))
        self._sent[message_id] = (key, value)
        await self._transmit(message_id)

    async def _transmit(self, message_id: str) -> None:
        self._sent_at[message_id] = time.monotonic()
        await self.editor.transmit(message_id)

    async def _read(self, for_s: float) -> None:
        if self.is_slow_until > time.monotonic():
            await asyncio.sleep(for_s)
            self._heard_at = time.monotonic()
            return
        try:
            async with asyncio.timeout(for_s):
                while True:
                    message = await self.socket.read()
                    self._heard_at = time.monotonic()
                    self._hear(message)
        except TimeoutError:
            if time.monotonic() - self._heard_at > SILENCE_S:
                self._heard_at = time.monotonic()
                raise
        if self._follow_at <= time.monotonic():
            self._follow_at = math.inf
            await self.socket.follow(self.editor.stream)
        for message_id, at in list(self._again.items()):
            if at <= time.monotonic():
                del self._again[message_id]
                if message_id in self.editor.unacknowledged:
                    await self._transmit(message_id)

    def _hear(self, message: dict[str, Any]) -> None:
        self.editor.catch_up()
        if message["type"] == "document.ack":
            message_id = message["client_message_id"]
            self.ledger.acknowledged(*self._sent[message_id], self._sent_at[message_id])
        elif message["type"] == "document.nack":
            message_id = message["client_message_id"]
            self.ledger.answers[message["code"]] += 1
            if message["retry"]:
                self._again[message_id] = time.monotonic() + RETRY_S
            else:
                self.ledger.refused.append(f"{self._sent[message_id]}: {message['message']}")
                self.editor.unacknowledged.pop(message_id, None)
        elif message["type"] == "refused" and message["stream"] == self.editor.stream:
            self.ledger.answers[message["code"]] += 1
            if message["code"] == "other_past":
                self.num_refused_pasts += 1
                self.editor.begin_again()
            self._follow_at = time.monotonic() + RETRY_S
        elif message["type"] == "resumed" and message["stream"] == self.editor.stream:
            self._put_on_top()
        elif message["type"] == "lagging":
            self._follow_at = 0.0  # as the browser does, it continues from where it was

    def _put_on_top(self) -> None:
        """Send own edits that the studio's document does not have, acknowledged or not: it was restored from
        a backup."""
        there = clocks(self.editor.document.get_state())
        lacking = [
            (message_id, update)
            for message_id, update, after in self._updates
            if any(after.get(client, 0) > there.get(client, 0) for client in self._own & after.keys())
        ]
        for message_id, update in lacking:
            self.editor.document.apply_update(update)
            self.editor.unacknowledged[message_id] = update
            self._again[message_id] = 0.0

    async def _reconnect(self, then: Callable[[], Any] | None = None) -> None:
        while True:
            try:
                async with asyncio.timeout(5):
                    await self.socket.connect()
                    if then is not None:
                        await then()
                self._heard_at = time.monotonic()
                self._again.clear()
                self._follow_at = math.inf
                for message_id in list(self.editor.unacknowledged):
                    await self._transmit(message_id)
                return
            except TROUBLE:
                await asyncio.sleep(RECONNECT_S)


class WordWriter(Writer):
    """Writes each word once, at the end of a text. word: what all of this person's words begin with."""

    sort = "words"

    def __init__(self, person: Person, project: str, canvas: str, word: str) -> None:
        super().__init__(person, project, canvas)
        self.word = word

    def _next(self, number: int) -> tuple[str, Any, Callable[[pycrdt.Doc], None]]:
        word = f"{self.word}{number}"

        def act(document: pycrdt.Doc) -> None:
            text = document.get("text", type=pycrdt.Text)
            text.insert(len(str(text).encode()), f"{word} ")

        return word, word, act

    def judge(self, text: str) -> Found:
        """text: of the canvas, at the end."""
        found = Counter(each for each in text.split() if each.startswith(self.word))
        lost = [word for word in self.ledger.expected() if not found[word]]
        return Found(lost, [word for word, count in found.items() if count > 1])


class CellWriter(Writer):
    """Gives one cell after the other of two voices a pitch, again and again."""

    sort = "cells"
    ROWS = (0, 1)

    def _next(self, number: int) -> tuple[str, Any, Callable[[pycrdt.Doc], None]]:
        columns = self.editor.columns()
        turn, place = divmod(number, len(columns) * len(self.ROWS))
        row, column = divmod(place, len(columns))
        key, pitch = f"{columns[column]}:{self.ROWS[row]}", 60 + (turn + place) % 12

        def act(document: pycrdt.Doc) -> None:
            document.get("symbols", type=pycrdt.Map)[key] = pitch

        return key, pitch, act

    def judge(self, state: dict[str, Any]) -> Found:
        """state: of the canvas, at the end. A cell has one value, so none can come twice."""
        place = {column: number for number, column in enumerate(state["columns"])}

        def pitch(key: str) -> Any:
            column, _, row = key.rpartition(":")
            return state["content"]["symbols"][int(row)][place[column]]

        expected = self.ledger.expected().items()
        return Found([f"{key}={value}, found {pitch(key)}" for key, value in expected if pitch(key) != value])


def clocks(state: bytes) -> dict[int, int]:
    """A Yjs state vector: how much of each client's changes there is."""
    decoder = pycrdt.Decoder(state)
    return {decoder.read_var_uint(): decoder.read_var_uint() for _ in range(decoder.read_var_uint())}
