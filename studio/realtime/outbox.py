"""The outbox of one socket: for each followed stream the number it has reached.

Nothing is queued but positions. A page of events is fetched only while the connection takes bytes; a
reader that falls too far behind gets one message (`lagging`), and pushing stops until it resumes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from studio import protocol
from studio.realtime.feeds import Feed, switchboard

MAX_EVENTS_UNSENT = 64


class Producing(Protocol):
    """The part of a twisted transport that says when its buffer is full."""

    producer: Any

    def registerProducer(self, producer: Any, streaming: bool) -> None: ...
    def unregisterProducer(self) -> None: ...


class Brake:
    """Closed while the connection's buffer is full, open again when it has drained."""

    def __init__(self, transport: Producing | None) -> None:
        self.is_closed = False
        self.on_open: Callable[[], None] | None = None
        self._transport = transport
        if transport is not None:
            transport.unregisterProducer()  # the HTTP channel of the handshake, which has ended
            transport.registerProducer(self, True)

    def release(self) -> None:
        """Let the transport close."""
        if self._transport is not None and self._transport.producer is self:
            self._transport.unregisterProducer()

    # what twisted calls
    def pauseProducing(self) -> None:
        self.is_closed = True

    def resumeProducing(self) -> None:
        self.is_closed = False
        if self.on_open:
            self.on_open()
        if getattr(self._transport, "disconnecting", False):
            self.release()

    def stopProducing(self) -> None:
        pass


def transport_of(send: Any) -> Producing | None:
    """Daphne's transport behind an ASGI `send`, or None behind another server.

    Daphne gives an application no sign that a browser reads slowly, and buffers without end.
    """
    while real_send := getattr(getattr(send, "__self__", None), "real_send", None):
        send = real_send  # behind the session middleware's
    arguments = getattr(send, "args", ())
    transport = getattr(arguments[0], "transport", None) if arguments else None
    return transport if hasattr(transport, "registerProducer") else None


@dataclass
class Following:
    feed: Feed
    seq: int
    """The last number sent."""
    mark: str = ""
    """The mark of the event with the number from which it was followed."""
    is_live: bool = False
    """Whether `resumed` has been sent."""
    is_held: bool = False
    """Whether pushing stopped until the browser resumes."""


class Outbox:
    """Pushes the events of the followed streams, in order, one page of each in turn.

    may_send: asked before each page; when False the socket is about to be closed. as_seen: makes of an
    event's text what this person may see.
    """

    def __init__(
        self,
        send_text: Callable[[str], Awaitable[None]],
        may_send: Callable[[], Awaitable[bool]],
        brake: Brake,
        as_seen: Callable[[str], str],
    ) -> None:
        self._send_text = send_text
        self._may_send = may_send
        self._brake = brake
        self._as_seen = as_seen
        self._following: dict[str, Following] = {}
        self._wake = asyncio.Event()
        brake.on_open = self._wake.set

    @property
    def streams(self) -> set[str]:
        return set(self._following)

    def newest(self) -> dict[str, int]:
        """The last known number of each followed stream."""
        return {name: max(f.feed.newest, f.seq) for name, f in self._following.items()}

    def follow(self, stream: str, seq: int, mark: str) -> None:
        """Send everything after number `seq`, whose mark this is, then `resumed`, then what comes."""
        self._following[stream] = Following(switchboard().follow(stream, self._wake.set), seq, mark)
        self._wake.set()

    def unfollow(self, stream: str) -> None:
        if self._following.pop(stream, None):
            switchboard().unfollow(stream, self._wake.set)

    def unfollow_all(self) -> None:
        for stream in self.streams:
            self.unfollow(stream)

    async def run(self) -> None:
        """Push for ever; cancel to end."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while await self._push_one_page_of_each():
                pass

    async def _push_one_page_of_each(self) -> bool:
        """Whether there may be more to send."""
        is_more = False
        for stream, following in list(self._following.items()):
            if self._following.get(stream) is not following or following.is_held:
                continue
            if following.is_live and following.feed.newest <= following.seq:
                continue
            if self._brake.is_closed:
                await self._tell_if_lagging()
                return False  # the brake wakes this when it opens
            if not await self._may_send():
                return False
            page = await following.feed.page(following.seq)
            if self._following.get(stream) is not following:
                continue  # unfollowed or resumed anew while the page was read
            for seq, text in page:
                await self._send_text(self._as_seen(text))
                following.seq, following.mark = seq, ""
            if page:
                is_more = True
            elif not following.is_live:
                following.is_live = True
                resumed = protocol.Resumed(stream=stream, seq=following.seq, mark=following.mark)
                await self._send_text(resumed.model_dump_json())
        return is_more

    async def _tell_if_lagging(self) -> None:
        live = {name: f for name, f in self._following.items() if f.is_live and not f.is_held}
        if sum(max(0, f.feed.newest - f.seq) for f in live.values()) > MAX_EVENTS_UNSENT:
            for following in live.values():
                following.is_held = True
            seqs = {name: f.seq for name, f in live.items()}
            await self._send_text(protocol.Lagging(streams=seqs).model_dump_json())
