"""Events of streams after a number, as the socket sends them."""

import base64
from collections.abc import Collection
from typing import Any

from studio import models, protocol
from studio.reads.selectors import frame


def stream_seq(stream: str) -> int:
    """The last number given out in a stream, 0 for none."""
    return models.Stream.objects.filter(name=stream).values_list("seq", flat=True).first() or 0


def marks(stream: str, seqs: Collection[int]) -> dict[int, str]:
    """Storage times of events by number, in microseconds: they tell an event from another that a restored
    database gives the same number. Events that are not kept any more have none."""
    noun, _, row_id = stream.partition(":")
    if noun == "canvas":
        updates = models.DocumentUpdate.objects.filter(canvas_id=row_id, seq__in=seqs).order_by()
        times = dict(updates.values_list("seq", "created_at"))
    else:
        rows = models.EventRow.objects.filter(stream=stream, seq__in=seqs)
        times = dict(rows.values_list("seq", "created_at"))
    return {seq: str(round(at.timestamp() * 1_000_000)) for seq, at in times.items()}


def has_other_past(stream: str, seq: int, mark: str) -> bool:
    """Whether a browser has seen events, up to number `seq` with that mark, that this database does not have.

    Then it was restored from a backup since. Without a mark the past counts as unchanged.
    """
    if seq > stream_seq(stream):
        return True
    return bool(mark) and marks(stream, [seq]).get(seq, mark) != mark


def events_after(stream: str, seq: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """Up to `limit` events after number `seq`, in order, as (number, JSON of a `protocol.Payload`).

    Frames come with their steps. A canvas's stream begins with a `document.snapshot` when the updates
    after `seq` are no longer all there; its number may then jump ahead.
    """
    noun, _, row_id = stream.partition(":")
    if noun == "canvas":
        return _document_events(row_id, seq, limit)
    rows = list(models.EventRow.objects.filter(stream=stream, seq__gt=seq).order_by("seq")[:limit])
    first_steps = [row.payload["first_step"] for row in rows if row.kind == "frame"]
    by_first_step = {}
    if first_steps:
        stored = models.Frame.objects.filter(generation_id=row_id, first_step__in=first_steps)
        by_first_step = {row.first_step: row for row in stored}
    events = []
    for row in rows:
        payload = row.payload
        if row.kind == "frame":
            first_step = payload["first_step"]
            stored_frame = by_first_step.get(first_step)
            # the event of a pruned frame stays, without its steps
            nothing = protocol.Frame(first_step=first_step, last_step=first_step, steps=[])
            added = protocol.FrameAdded(frame=frame(stored_frame) if stored_frame else nothing)
            payload = added.model_dump(mode="json")
        events.append((row.seq, payload))
    return events


def _document_events(canvas_id: str, seq: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    events: list[tuple[int, dict[str, Any]]] = []
    snapshot = models.DocumentSnapshot.objects.filter(canvas_id=canvas_id, seq__gt=seq).last()
    if snapshot is not None:
        seq = snapshot.seq
        update = base64.b64encode(bytes(snapshot.update)).decode()
        message = protocol.DocumentSnapshot(epoch=snapshot.epoch, update=update)
        events.append((seq, message.model_dump(mode="json")))
    rows = models.DocumentUpdate.objects.filter(canvas_id=canvas_id, seq__gt=seq).order_by("seq")
    for row in rows[: limit - len(events)]:
        changed = protocol.DocumentUpdate(
            epoch=row.epoch,
            update=base64.b64encode(bytes(row.update)).decode(),
            author=row.author_id,
            client_message_id=row.client_message_id,
        )
        events.append((row.seq, changed.model_dump(mode="json")))
    return events
