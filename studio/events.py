"""The event log and its bell: rows with contiguous numbers are the truth, the channel layer only rings.

Services append inside their transaction; on commit the group `stream.<name>` hears that there is
something to read. A dead or slow Redis costs at most RING_TIMEOUT_S and is logged, never raised.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection, transaction
from django.db.models import F

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


def next_seq(stream: str) -> int:
    """Take the stream's next number; its row stays locked until the transaction ends: no gaps."""
    if not connection.in_atomic_block:
        raise RuntimeError("expected a transaction around next_seq: a number without its row would be a gap")
    if not Stream.objects.filter(name=stream).update(seq=F("seq") + 1):
        Stream.objects.bulk_create([Stream(name=stream, seq=0)], ignore_conflicts=True)
        Stream.objects.filter(name=stream).update(seq=F("seq") + 1)
    return Stream.objects.values_list("seq", flat=True).get(name=stream)


def append(stream: str, kind: str, payload: dict[str, Any]) -> int:
    """Append one event (the JSON of a payload model of `protocol.py`), ring on commit, return its number."""
    seq = next_seq(stream)
    EventRow.objects.create(stream=stream, seq=seq, kind=kind, payload=payload)
    transaction.on_commit(partial(ring, stream, seq))
    return seq


def append_each(added: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Append one event (stream, kind, payload) to each of several different streams, as `append` does."""
    names = [stream for stream, _, _ in added]
    if len(set(names)) < len(names):
        raise ValueError(f"expected different streams, got {names}")
    Stream.objects.bulk_create([Stream(name=name, seq=0) for name in names], ignore_conflicts=True)
    Stream.objects.filter(name__in=names).update(seq=F("seq") + 1)
    seqs = dict(Stream.objects.filter(name__in=names).values_list("name", "seq"))
    EventRow.objects.bulk_create(
        EventRow(stream=stream, seq=seqs[stream], kind=kind, payload=payload)
        for stream, kind, payload in added
    )
    for name in names:
        transaction.on_commit(partial(ring, name, seqs[name]))


def ring(stream: str, seq: int) -> None:
    """Tell whoever follows `stream` that it has reached `seq`."""
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
