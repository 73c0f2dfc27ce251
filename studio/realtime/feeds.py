"""The feeds of a process for all its sockets: one channel for the bell, one reader per stream.

The bell only says that a stream has grown; events are read from the database, once per process, and
handed as finished text to every socket that follows. A bell that was lost, or a dead Redis, costs at
most POLL_INTERVAL_S: the last numbers of all followed streams are also looked up at that interval.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from pydantic_core import to_json

from studio import events, models
from studio.reads.streams import events_after, marks
from studio.services.runs import claims

logger = logging.getLogger(__name__)

POLL_INTERVAL_S = 1.0
PAGE_EVENTS = 64
PAGE_BYTES = 1 << 20
SEND_TIMEOUT_S = 0.5

_readers = ThreadPoolExecutor(2, thread_name_prefix="reads")


def in_reader(function: Callable) -> Callable:
    """Make a function that reads the database awaitable, in threads that no writer waits in."""
    return database_sync_to_async(function, thread_sensitive=False, executor=_readers)


class Feed:
    """One stream in this process: the last events as text, read when somebody asks for what follows."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.newest = 0
        """The highest number known to exist."""
        self.followers: set[Callable[[], None]] = set()
        self._recent: deque[tuple[int, str]] = deque()
        self._recent_bytes = 0
        self._reading = asyncio.Lock()

    def rang(self, seq: int) -> None:
        """Note that the stream has reached `seq`."""
        if seq > self.newest:
            self.newest = seq
            for wake in self.followers:
                wake()

    def forget(self) -> None:
        self.newest = self._recent_bytes = 0
        self._recent.clear()

    async def page(self, after: int) -> list[tuple[int, str]]:
        """The next events after number `after`, in order, without a gap: at most 64 or about 1 MiB."""
        async with self._reading:
            if self._recent and self._recent[0][0] - 1 <= after < self._recent[-1][0]:
                return [(seq, text) for seq, text in self._recent if seq > after]
            page = await in_reader(read_page)(self.stream, after)
            if page and (not self._recent or after == self._recent[-1][0]):
                self._remember(page)
            return page

    def _remember(self, page: list[tuple[int, str]]) -> None:
        if self._recent and page[0][0] != self._recent[-1][0] + 1:
            self._recent.clear()  # a snapshot jumped ahead
            self._recent_bytes = 0
        self._recent.extend(page)
        self._recent_bytes += sum(len(text) for _, text in page)
        self.rang(page[-1][0])
        while len(self._recent) > PAGE_EVENTS or (len(self._recent) > 1 and self._recent_bytes > PAGE_BYTES):
            self._recent_bytes -= len(self._recent.popleft()[1])


def read_page(stream: str, after: int) -> list[tuple[int, str]]:
    """Events after a number as (number, text of the socket's `event` message)."""
    page: list[tuple[int, str]] = []
    num_bytes = 0
    events_in_page = events_after(stream, after, PAGE_EVENTS)
    marks_in_page = marks(stream, [seq for seq, _ in events_in_page]) if events_in_page else {}
    for seq, payload in events_in_page:
        is_next = seq == (page[-1][0] if page else after) + 1
        if not is_next and payload["kind"] != "document.snapshot":
            break  # merged away between two queries: the next look finds the snapshot
        event = {"type": "event", "stream": stream, "seq": seq, "mark": marks_in_page.get(seq, "")}
        text = to_json(event | {"payload": payload}).decode()
        page.append((seq, text))
        num_bytes += len(text)
        if num_bytes > PAGE_BYTES:
            break
    return page


class Switchboard:
    """All feeds of this process and the one channel on which it hears."""

    def __init__(self) -> None:
        self.feeds: dict[str, Feed] = {}
        self._listeners: dict[str, set[Callable[[dict[str, Any]], None]]] = defaultdict(set)
        self._joined: set[str] = set()
        self._channel: str | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._underway: set[asyncio.Task[None]] = set()

    def follow(self, stream: str, wake: Callable[[], None]) -> Feed:
        """The feed of a stream; `wake` is called whenever it has grown."""
        feed = self.feeds.setdefault(stream, Feed(stream))
        feed.followers.add(wake)
        self._watch(events.group_of(stream))
        return feed

    def unfollow(self, stream: str, wake: Callable[[], None]) -> None:
        feed = self.feeds.get(stream)
        if feed is not None:
            feed.followers.discard(wake)
            if not feed.followers:
                del self.feeds[stream]
                self._leave(events.group_of(stream))

    def listen(self, group: str, hear: Callable[[dict[str, Any]], None]) -> None:
        """Call `hear` with every message to a group, and with those that this process sends to it."""
        self._listeners[group].add(hear)
        self._watch(group)

    def ignore(self, group: str, hear: Callable[[dict[str, Any]], None]) -> None:
        self._listeners[group].discard(hear)
        if not self._listeners[group]:
            del self._listeners[group]
            self._leave(group)

    def ring(self, stream: str, seq: int) -> None:
        """Say that a stream has grown: here at once, in other processes by the channel layer."""
        if feed := self.feeds.get(stream):
            feed.rang(seq)
        self.send(events.group_of(stream), {"type": "stream.changed", "stream": stream, "seq": seq})

    def send(self, group: str, message: dict[str, Any]) -> None:
        """Send to a group in the background; a dead broker is logged, never raised."""
        self._start(self._send(group, message))

    def _start(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(act)
        self._underway.add(task)  # the event loop alone would forget it
        task.add_done_callback(self._underway.discard)

    async def _send(self, group: str, message: dict[str, Any]) -> None:
        layer = get_channel_layer()
        if layer is None:
            return
        try:
            await asyncio.wait_for(layer.group_send(group, message), SEND_TIMEOUT_S)
        except Exception as error:  # whatever the broker's client raises
            logger.warning("no bell for %s: %s", group, error or type(error).__name__)

    def _watch(self, group: str) -> None:
        if not self._tasks:
            self._tasks = [asyncio.ensure_future(self._hear()), asyncio.ensure_future(self._poll())]
        elif self._channel is not None and group not in self._joined:
            self._joined.add(group)
            self._start(self._join(self._channel, group))

    async def _join(self, channel: str, group: str) -> None:
        try:
            layer = get_channel_layer()
            if layer is not None:
                await layer.group_add(group, channel)
        except Exception as error:  # whatever the broker's client raises; `_poll` tries again
            logger.warning("cannot listen to %s: %s", group, error or type(error).__name__)
            self._joined.discard(group)

    def _leave(self, group: str) -> None:
        layer = get_channel_layer()
        if layer is not None and self._channel is not None and group in self._joined:
            self._joined.discard(group)
            self._start(self._quietly(layer.group_discard(group, self._channel)))
        if not self.feeds and not self._listeners:
            for task in self._tasks:
                task.cancel()
            self._tasks, self._channel, self._joined = [], None, set()

    @staticmethod
    async def _quietly(act: Any) -> None:
        try:
            await act
        except Exception as error:  # whatever the broker's client raises
            logger.warning("cannot leave a group: %s", error or type(error).__name__)

    def _groups(self) -> set[str]:
        return {events.group_of(stream) for stream in self.feeds} | set(self._listeners)

    async def _hear(self) -> None:
        while True:
            layer = get_channel_layer()
            if layer is None:
                return
            try:
                self._channel = await layer.new_channel()
                self._joined = self._groups()
                for group in list(self._joined):
                    await layer.group_add(group, self._channel)
                while True:
                    self._dispatch(await layer.receive(self._channel))
            except Exception as error:  # whatever the broker's client raises
                logger.warning("the bell is silent: %s", error or type(error).__name__)
                self._channel = None
                await asyncio.sleep(POLL_INTERVAL_S)

    def _dispatch(self, message: dict[str, Any]) -> None:
        if message.get("type") == "stream.changed":
            if feed := self.feeds.get(message["stream"]):
                feed.rang(message["seq"])
            return
        for hears in list(self._listeners.values()):
            for hear in list(hears):
                hear(message)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_INTERVAL_S)
            try:
                await database_sync_to_async(claims.reap, thread_sensitive=False)()
                known = {stream: feed.newest for stream, feed in self.feeds.items()}
                numbers = await in_reader(_last_numbers)(list(known))
                if any(seq < known[stream] for stream, seq in numbers):
                    self._go_back()
                for stream, seq in numbers:
                    if feed := self.feeds.get(stream):
                        feed.rang(seq)
                for group in self._groups() - self._joined:
                    self._watch(group)
            except Exception:
                logger.exception("cannot look for new events")

    def _go_back(self) -> None:
        """The database was restored from a backup while this process ran: all sockets begin again."""
        logger.warning("the database is older than what was read from it: every browser connects anew")
        for feed in self.feeds.values():
            feed.forget()
        self._dispatch({"type": "restored"})


def _last_numbers(streams: list[str]) -> list[tuple[str, int]]:
    return list(models.Stream.objects.filter(name__in=streams).values_list("name", "seq"))


_switchboards: WeakKeyDictionary[asyncio.AbstractEventLoop, Switchboard] = WeakKeyDictionary()


def switchboard() -> Switchboard:
    """The switchboard of this process (of this event loop)."""
    return _switchboards.setdefault(asyncio.get_running_loop(), Switchboard())
