"""The event log and its bell: rows with contiguous numbers are the truth, the channel layer only rings.

Services append inside a transaction (`atomic`). Its events are written at its end, so that it locks its
streams last and in the order of their names; on commit the group `stream.<name>` hears that there is
something to read. A dead or slow Redis costs at most RING_TIMEOUT_S for each stream; the error
is logged, never raised.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection, transaction
from django.db.models import F

from studio import protocol
from studio.models import EventRow, Stream

logger = logging.getLogger(__name__)

RING_TIMEOUT_S = 0.2


def project_stream(project_id: UUID | str) -> str:
    return f"project:{project_id}"


def canvas_stream(canvas_id: UUID | str) -> str:
    return f"canvas:{canvas_id}"


def generation_stream(generation_id: UUID | str) -> str:
    return f"generation:{generation_id}"


def group_of(stream: str) -> str:
    """The channel layer's group of a stream (group names may not hold a colon)."""
    return f"stream.{stream.replace(':', '.')}"


@dataclass(frozen=True)
class _Appended:
    stream: str
    message_type: str
    payload: dict[str, Any]


class _Transaction(threading.local):
    """The events that this thread has appended and not written yet; `depth` of the blocks of `atomic` that it
    is in."""

    depth = 0

    def __init__(self) -> None:
        self.appended: list[_Appended] = []


_pending = _Transaction()


@contextmanager
def atomic() -> Iterator[None]:
    """Django's transaction (or savepoint). Events that are appended in it are written at the end of the
    outermost `atomic` block."""
    num_before = len(_pending.appended)
    try:
        with transaction.atomic():
            _pending.depth += 1
            try:
                yield
                if _pending.depth == 1:
                    flush()
            finally:
                _pending.depth -= 1
    except BaseException:
        del _pending.appended[num_before:]  # as the database forgets what was written
        raise


def append(stream: str, message_type: str, payload: dict[str, Any]) -> None:
    """Append one event (the JSON of a payload model of `studio.protocol`), and ring on commit.

    Raises RuntimeError outside of `atomic`.
    """
    if not _pending.depth:
        raise RuntimeError(
            "expected events.atomic() around an event: outside of it nothing would write the event"
        )
    _pending.appended.append(_Appended(stream, message_type, payload))


def publish(message: protocol.Payload, *streams: str) -> None:
    """Append a message to each stream, and ring on commit. Raises RuntimeError outside of `atomic`."""
    payload = message.model_dump(mode="json")
    for stream in streams:
        append(stream, message.kind, payload)


def flush() -> None:
    """Write what was appended: locks its streams, in the order of their names, until the transaction ends.

    `atomic` does so at its end. Code that must act while holding all locks calls it before that.
    """
    by_stream: defaultdict[str, list[_Appended]] = defaultdict(list)
    for event in _pending.appended:
        by_stream[event.stream].append(event)
    _pending.appended.clear()
    if not by_stream:
        return
    seqs = _locked(sorted(by_stream))
    names_by_count: defaultdict[int, list[str]] = defaultdict(list)
    for name, events in by_stream.items():
        names_by_count[len(events)].append(name)
    for count, names in names_by_count.items():
        Stream.objects.filter(name__in=names).update(seq=F("seq") + count)
    EventRow.objects.bulk_create(
        EventRow(stream=name, seq=seq, kind=event.message_type, payload=event.payload)
        for name, events in by_stream.items()
        for seq, event in enumerate(events, start=seqs[name] + 1)
    )
    for name, events in by_stream.items():
        transaction.on_commit(partial(ring, name, seqs[name] + len(events)))


def _locked(names: list[str]) -> dict[str, int]:
    """The last numbers of streams, whose rows are locked in this order and made where there are none."""
    rows = Stream.objects.select_for_update(no_key=True).filter(name__in=names).order_by("name")
    found = dict(rows.values_list("name", "seq"))
    if len(found) < len(names):
        # in order, as these lock too
        Stream.objects.bulk_create([Stream(name=name, seq=0) for name in names], ignore_conflicts=True)
        found = dict(rows.values_list("name", "seq"))
    return found


def next_seqs(stream: str, count: int) -> int:
    """Take a stream's next numbers, the first of which is returned; its row stays locked until the
    transaction ends: no gaps.

    For document updates, which are numbered before they are written. Raises RuntimeError outside of a
    transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("expected a transaction around next_seqs: a number without its row would be a gap")
    last = _locked([stream])[stream]
    Stream.objects.filter(name=stream).update(seq=last + count)
    return last + 1


def ring(stream: str, seq: int) -> None:
    """Tell the followers of `stream` that it has reached `seq`."""
    _send(group_of(stream), {"type": "stream.changed", "stream": stream, "seq": seq})


def recheck(*, project_id: UUID | None = None, user_id: int | None = None) -> None:
    """Make the sockets of a project, or of a person, read their rights again once the transaction commits."""
    groups = []
    if project_id is not None:
        groups.append(f"project.{project_id}")
    if user_id is not None:
        groups.append(f"user.{user_id}")
    for group in groups:
        transaction.on_commit(partial(_send, group, {"type": "recheck"}))


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return

    async def send() -> None:
        await asyncio.wait_for(layer.group_send(group, message), RING_TIMEOUT_S)

    try:
        async_to_sync(send)()
    except Exception as error:  # whatever the broker's client raises: the rows are safe, sockets also look
        logger.warning("no bell for %s: %s", group, error or type(error).__name__)
