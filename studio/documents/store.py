"""The shared document of a canvas: its log of Yjs updates, its snapshot, and the projection to cells.

How cells lie in a document is the business of its layout (`documents/layouts/`), what they may be the
codec's. `access.py` checks beforehand who may write, and the order of saving is kept by `hub.py`.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pycrdt
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length, Now

from studio import events, limits, protocol
from studio.documents.layouts import Cells, layout_of, plain_cells
from studio.errors import StudioError
from studio.models import Canvas, DocumentSnapshot, DocumentUpdate, User
from sunmask.kinds import registry

COMPACT_AFTER_UPDATES = 500
COMPACT_AFTER_BYTES = 1 << 20
"""A log longer than either is merged into a snapshot."""
_MOST_SEQ = 2**63 - 1


@dataclass(frozen=True)
class Loaded:
    """A document as the database has it, everything up to `seq`: the snapshot and the log after it."""

    document: pycrdt.Doc
    seq: int
    epoch: int
    updates: list[bytes]


@contextmanager
def shielded() -> Iterator[None]:
    """Around work on a document that strangers wrote to: raises StudioError 422 whatever goes wrong in it.

    code "unreadable", or "harmful" if the document broke: pycrdt's PanicException is a BaseException,
    which `except Exception` would let through; after it the document is of no more use.
    """
    try:
        yield
    except (StudioError, KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError):
        raise
    except Exception as error:
        raise StudioError(
            "unreadable", 422, "This edit cannot be read, so it was not stored. Reload the page."
        ) from error
    except BaseException as error:
        raise StudioError(
            "harmful", 422, "This edit would damage the document, so it was not stored. Reload the page."
        ) from error


# ---- writes -------------------------------------------------------------------------------------


def update_from(kind: str, content: dict[str, Any], columns: list[str] | None = None) -> bytes:
    """A codec's content as a document for `create`: everything unmasked, pins default.

    Made before the transaction that stores it, since a long text takes a while. columns: ids to give to
    the columns, in order; made by the layout when absent. Raises ValueError where the content is not the
    codec's, StudioError 422 where it is too long.
    """
    document: pycrdt.Doc = pycrdt.Doc()
    layout_of(kind).fill(document, registry.codec(kind), content, columns)
    return document.get_update()


def check_update(kind: str, update: bytes) -> None:
    """Raise StudioError 413 or 422 where an update of `whole_update` is no document of a kind."""
    if len(update) > limits.DOCUMENT_BYTES:
        raise StudioError(
            "too_large",
            413,
            f"A document may have at most {limits.DOCUMENT_BYTES >> 20} MiB; this one has "
            f"{len(update) >> 20}.",
        )
    document: pycrdt.Doc = pycrdt.Doc()
    with shielded():
        document.apply_update(update)
        layout_of(kind).check_size(document)
        cells_of(document, kind)


@events.atomic()
def create(*, canvas: Canvas, update: bytes) -> None:
    """Give a new canvas its document: event 1 of its stream.

    update: of `update_from`, `whole_update`, or from elsewhere once it has passed `check_update`.
    """
    seq = events.next_seqs(events.canvas_stream(canvas.pk), 1)
    DocumentSnapshot.objects.create(canvas=canvas, seq=seq, epoch=canvas.epoch, update=update)


def append(*, canvas: Canvas, user: User, update: bytes, client_message_id: str, epoch: int) -> int:
    """Add one update to the log, inside the caller's transaction; the caller rings the bell.

    Returns its seq; an update that was sent before (same author and client_message_id) keeps its first
    seq. Raises StudioError as `check_edit` does.
    """
    sent = sent_before(canvas, [client_message_id])
    if (seq := sent.get((user.pk, client_message_id))) is not None:
        return seq
    check_edit(canvas, update, epoch)
    return append_all(canvas, [Edit(user, update, client_message_id)])[0].seq


@dataclass(frozen=True)
class Edit:
    """One update that somebody sent."""

    user: User
    update: bytes
    client_message_id: str


def sent_before(canvas: Canvas, client_message_ids: Iterable[str]) -> dict[tuple[int | None, str], int]:
    """The messages among these that are in the log: author and message to seq."""
    rows = DocumentUpdate.objects.filter(canvas=canvas, client_message_id__in=list(client_message_ids))
    found = rows.values_list("author_id", "client_message_id", "seq")
    return {(author, message): seq for author, message, seq in found}


def check_edit(canvas: Canvas, update: bytes, epoch: int) -> None:
    """Raise StudioError: 409 for another epoch, 413 for too large, 422 for an update that does not decode."""
    if epoch != canvas.epoch:
        raise StudioError(
            "stale_document",
            409,
            "The document was replaced after you opened it. Reload the page and make your edits again.",
        )
    if len(update) > limits.DOCUMENT_UPDATE_BYTES:
        raise StudioError(
            "too_large",
            413,
            f"One edit may have at most {limits.DOCUMENT_UPDATE_BYTES >> 10} KiB, and this has "
            f"{len(update) >> 10} KiB. Make it in smaller parts.",
        )
    with shielded():
        pycrdt.Doc().apply_update(update)


def append_all(canvas: Canvas, edits: Sequence[Edit]) -> list[DocumentUpdate]:
    """Add checked updates to the log in their order, inside the caller's transaction; the rows.

    A few statements, however many they are: everybody who writes waits meanwhile.
    """
    Canvas.objects.filter(pk=canvas.pk).update(updated_at=Now())  # locked before its stream
    first = events.next_seqs(events.canvas_stream(canvas.pk), len(edits))
    return DocumentUpdate.objects.bulk_create(
        DocumentUpdate(
            canvas=canvas,
            seq=seq,
            epoch=canvas.epoch,
            update=edit.update,
            author=edit.user,
            client_message_id=edit.client_message_id,
        )
        for seq, edit in enumerate(edits, first)
    )


def compact(canvas: Canvas) -> int:
    """Merge the log into a new snapshot, after checking that it reads back the same.

    What was merged is history from then on; the oldest of that goes where there is too much. Returns the
    bytes of the document then. Raises RuntimeError, and changes nothing, if the snapshot would differ.
    """
    loaded = load(canvas)
    with shielded():
        update = pycrdt.merge_updates(*loaded.updates)
        if not _waits_for_more(update, loaded.document):
            update = loaded.document.get_update()  # smaller: without what was overwritten
        again: pycrdt.Doc = pycrdt.Doc()
        again.apply_update(update)
        is_same = clocks(again.get_state()) == clocks(loaded.document.get_state())
        raw = layout_of(canvas.kind).raw
        is_same = is_same and raw(again) == raw(loaded.document)
    if not is_same:
        raise RuntimeError(f"the merged document of canvas {canvas.pk} does not read back as it was")
    with events.atomic():
        Canvas.objects.select_for_update(no_key=True).get(pk=canvas.pk)  # two processes may compact at once
        newest = snapshots(canvas.pk).first()
        if newest is not None and newest.epoch == loaded.epoch and newest.seq < loaded.seq:
            DocumentSnapshot.objects.create(canvas=canvas, seq=loaded.seq, epoch=loaded.epoch, update=update)
            _forget(canvas)
    return len(update)


def _forget(canvas: Canvas) -> None:
    """Let go of the oldest history of a canvas, as much as is over `limits.HISTORY_BYTES`.

    A log that was merged for its bytes is none: what is overwritten at that size takes no room for long.
    """
    num_bytes, oldest, end = 0, 0, _MOST_SEQ
    for seq, of_snapshot in snapshots(canvas.pk).values_list("seq", Length("update")):
        log = DocumentUpdate.objects.filter(canvas=canvas, seq__gt=seq, seq__lte=end)
        of_log = log.aggregate(sum=Sum(Length("update")))["sum"] or 0
        num_bytes += of_snapshot + of_log
        is_newest = end == _MOST_SEQ
        if not is_newest and (of_log > COMPACT_AFTER_BYTES or num_bytes > limits.HISTORY_BYTES):
            break
        oldest = end = seq
    DocumentUpdate.objects.filter(canvas=canvas, seq__lte=oldest).delete()
    snapshots(canvas.pk).filter(seq__lt=oldest).delete()


def _waits_for_more(merged: bytes, document: pycrdt.Doc) -> bool:
    """Whether merged updates hold changes that the document could not make, for want of earlier ones.

    `get_update` of the document would lose them. Written for Yjs's update format, version 1.
    """
    state = pycrdt.get_state(merged)
    present = clocks(document.get_state())
    rest = pycrdt.Decoder(pycrdt.get_update(merged, state))  # what lies behind a gap, then all deletions
    if clocks(state) != present or rest.read_var_uint():
        return True
    for _ in range(rest.read_var_uint()):
        client = rest.read_var_uint()
        for _ in range(rest.read_var_uint()):
            first, length = rest.read_var_uint(), rest.read_var_uint()
            if first + length > present.get(client, 0):
                return True
    return False


def clocks(state: bytes) -> dict[int, int]:
    """A state vector (whose bytes have no order): how much of each Yjs client's changes there is."""
    decoder = pycrdt.Decoder(state)
    return {decoder.read_var_uint(): decoder.read_var_uint() for _ in range(decoder.read_var_uint())}


# ---- reads --------------------------------------------------------------------------------------


def load(canvas: Canvas) -> Loaded:
    """Build the document from the snapshot and the updates after it; raises StudioError 404 without one."""
    while True:
        snapshot = snapshots(canvas.pk).first()
        if snapshot is None:
            raise StudioError("not_found", 404, "This canvas has no document.")
        rows = list(_log(snapshot))
        # with a newer snapshot, the log before it may have gone while it was read
        if snapshots(canvas.pk).values_list("seq", flat=True).first() == snapshot.seq:
            return _loaded(snapshot, rows)


def load_at(canvas: Canvas, seq: int) -> Loaded:
    """The document as it was at number `seq` of its stream. Raises StudioError 404 for one too long ago."""
    snapshot = snapshots(canvas.pk).filter(seq__lte=seq).first()
    last = snapshots(canvas.pk).first()
    if snapshot is None or last is None or snapshot.epoch != last.epoch:
        raise _too_long_ago()
    rows = list(_log(snapshot).filter(seq__lte=seq))
    if rows and rows[-1].seq != snapshot.seq + len(rows):  # it went while it was read
        raise _too_long_ago()
    return _loaded(snapshot, rows)


def _too_long_ago() -> StudioError:
    return StudioError("not_found", 404, "The history of this canvas does not go back that far.")


def snapshots(canvas_id: UUID | str) -> QuerySet[DocumentSnapshot]:
    """The snapshots of a canvas, the newest first."""
    return DocumentSnapshot.objects.filter(canvas_id=canvas_id).order_by("-seq")


def _log(snapshot: DocumentSnapshot) -> QuerySet[DocumentUpdate]:
    rows = DocumentUpdate.objects.filter(canvas=snapshot.canvas_id, epoch=snapshot.epoch)
    return rows.filter(seq__gt=snapshot.seq).order_by("seq")


def _loaded(snapshot: DocumentSnapshot, rows: list[DocumentUpdate]) -> Loaded:
    updates = [bytes(snapshot.update), *(bytes(row.update) for row in rows)]
    document: pycrdt.Doc = pycrdt.Doc()
    with shielded():
        for update in updates:
            document.apply_update(update)
    return Loaded(document, rows[-1].seq if rows else snapshot.seq, snapshot.epoch, updates)


def whole_update(canvas: Canvas) -> bytes:
    """The document with all of its history as one Yjs update; where it was merged before, as it was."""
    updates = load(canvas).updates
    if len(updates) == 1:
        return updates[0]
    with shielded():
        return pycrdt.merge_updates(*updates)


class Projection(Cells):
    """The cells of a stored document, `hash` over them (`state_hash`), and how far it is."""

    seq: int
    epoch: int
    hash: str


def project_to_cells(canvas: Canvas) -> Projection:
    """The document as rows of cells; whatever in it is not valid is ignored or clamped, of any type."""
    loaded = load(canvas)
    cells = cells_of(loaded.document, canvas.kind)
    return {"seq": loaded.seq, "epoch": loaded.epoch, "hash": state_hash(cells), **cells}


def beginning(canvas: Canvas, num_columns: int) -> dict[str, Any]:
    """The first cells as content of their own, for a picture: without what else the canvas knows, such as a
    note to the model."""
    content = project_to_cells(canvas)["content"]
    codec = registry.codec(canvas.kind)
    parts = codec.parts(content)
    symbols = [row[:num_columns] for row in parts.symbols]
    return codec.content(symbols, {}, {}, parts.spaces[: len(symbols[0]) + 1])


def frozen(canvas: Canvas) -> protocol.Frozen:
    """The frozen canvas that a generation keeps.

    Raises StudioError 422 where nothing stands on the canvas.
    """
    cells = project_to_cells(canvas)
    if not cells["columns"]:
        raise StudioError(
            "empty",
            422,
            "There is nothing on this canvas yet. Write something, or add some open places first.",
        )
    return protocol.Frozen(**plain_cells(cells))


def cells_of(document: pycrdt.Doc, kind: str) -> Cells:
    """The cells of a document that is already in memory."""
    layout, codec = layout_of(kind), registry.codec(kind)
    with shielded():
        return layout.cells(document, codec)


def state_hash(cells: Cells) -> str:
    """SHA-256 over the cells as compact JSON with sorted keys."""
    text = json.dumps(plain_cells(cells), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
