"""The shared document of a canvas: its log of Yjs updates, its snapshot, and the projection to cells.

The names inside a document are the table "The shared document" of ARCHITECTURE.md; what a symbol, a
mark or a piece of metadata may be is the codec's business. Who may write is asked in `access.py`
before, and the order of saving is kept by `document_hub.py`.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pycrdt
from django.db import transaction
from django.db.models.functions import Now

from studio import events, limits
from studio.errors import StudioError
from studio.models import Canvas, DocumentSnapshot, DocumentUpdate, User
from sunmask import codecs
from sunmask.cells import DEFAULT_PIN, CellState

MAX_COLUMN_ID_CHARACTERS = 40
AUTHORS = ("human", "model", "edited")
COMPACT_AFTER_UPDATES = 500
"""A log longer than this is merged into the snapshot."""
MAPS = ("symbols", "states", "pins", "meta", "marks", "authors")

T = TypeVar("T")


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
        raise StudioError("unreadable", 422, "This edit cannot be read and was not stored.") from error
    except BaseException as error:
        raise StudioError("harmful", 422, "This edit would break the document and was not stored.") from error


# ---- writes -------------------------------------------------------------------------------------


@transaction.atomic
def create(
    *, canvas: Canvas, content: dict[str, Any], columns: list[str] | None = None, user: User | None
) -> None:
    """Write the first document of a canvas from its codec's content: everything unmasked, pins default.

    columns: ids to give to the columns, in order; made here when absent. The first snapshot is event 1
    of the canvas's stream. Raises ValueError where the content is not the codec's.
    """
    parts = codecs.codec(canvas.kind).parts(content)
    num_columns = len(parts.symbols[0])
    if not 1 <= num_columns <= limits.COLUMNS:
        raise StudioError(
            "too_long",
            422,
            f"A canvas holds 1 to {limits.COLUMNS} columns, and this has {num_columns}. Import a part of it.",
        )
    ids = columns or [_base36(number) for number in range(num_columns)]
    if len(ids) != num_columns or len(set(ids)) != len(ids):
        raise ValueError(f"expected {num_columns} different column ids, got {len(ids)}")
    document: pycrdt.Doc = pycrdt.Doc()
    with document.transaction():
        document.get("columns", type=pycrdt.Array).extend(ids)
        symbols = document.get("symbols", type=pycrdt.Map)
        for row, of_row in enumerate(parts.symbols):
            for column, symbol in zip(ids, of_row, strict=True):
                if symbol:
                    symbols[f"{column}:{row}"] = symbol
        marks = document.get("marks", type=pycrdt.Map)
        for (row, position), mark in parts.marks.items():
            marks[f"{ids[position]}:{row}"] = mark
        document.get("meta", type=pycrdt.Map).update(parts.meta)
    _write_first_snapshot(canvas, document.get_update())


@transaction.atomic
def duplicate(*, source: Canvas, canvas: Canvas) -> None:
    """Give a new canvas the document of `source` as it is now, with states, pins and authors."""
    _write_first_snapshot(canvas, load(source).document.get_update())


def _write_first_snapshot(canvas: Canvas, update: bytes) -> None:
    seq = events.next_seq(events.canvas_stream(canvas.pk))
    DocumentSnapshot.objects.create(canvas=canvas, seq=seq, epoch=canvas.epoch, update=update)


def append(
    *,
    canvas: Canvas,
    user: User,
    update: bytes,
    client_message_id: str,
    epoch: int,
    try_on: Callable[[bytes], None] | None = None,
) -> int:
    """Add one update to the log, inside the caller's transaction; the caller rings the bell.

    try_on: applies the update to the live document before it is stored; what it raises refuses it.
    Returns its seq; an update that was sent before (same author and client_message_id) keeps its first
    seq. Raises StudioError: 409 for another epoch, 413 for too large, 422 for one that does not decode.
    """
    sent_before = DocumentUpdate.objects.filter(
        canvas=canvas, author=user, client_message_id=client_message_id
    ).values_list("seq", flat=True)
    if (seq := sent_before.first()) is not None:
        return seq
    if epoch != canvas.epoch:
        raise StudioError(
            "stale_document",
            409,
            "The document was replaced since you opened it. Reload it; your edits can be made again there.",
        )
    if len(update) > limits.DOCUMENT_UPDATE_BYTES:
        raise StudioError(
            "too_large",
            413,
            f"One edit holds at most {limits.DOCUMENT_UPDATE_BYTES >> 10} KiB, and this has "
            f"{len(update) >> 10} KiB. Make it in parts.",
        )
    with shielded():
        pycrdt.Doc().apply_update(update)
    if try_on is not None:
        try_on(update)
    seq = events.next_seq(events.canvas_stream(canvas.pk))
    DocumentUpdate.objects.create(
        canvas=canvas,
        seq=seq,
        epoch=epoch,
        update=update,
        author=user,
        client_message_id=client_message_id,
    )
    Canvas.objects.filter(pk=canvas.pk).update(updated_at=Now())
    return seq


def compact(canvas: Canvas) -> None:
    """Merge the log into the snapshot, check that it reads back the same, and drop the merged updates.

    Raises RuntimeError, and changes nothing, if the snapshot would differ.
    """
    loaded = load(canvas)
    with shielded():
        update = pycrdt.merge_updates(*loaded.updates)
        if not _waits_for_more(update, loaded.document):
            update = loaded.document.get_update()  # smaller: without what was overwritten
        again: pycrdt.Doc = pycrdt.Doc()
        again.apply_update(update)
        is_same = clocks(again.get_state()) == clocks(loaded.document.get_state())
        is_same = is_same and _raw(again) == _raw(loaded.document)
    if not is_same:
        raise RuntimeError(f"the merged document of canvas {canvas.pk} does not read back as it was")
    with transaction.atomic():
        older = DocumentSnapshot.objects.filter(canvas=canvas, epoch=loaded.epoch, seq__lt=loaded.seq)
        if older.update(seq=loaded.seq, update=update):
            DocumentUpdate.objects.filter(canvas=canvas, seq__lte=loaded.seq).delete()


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
    # the log first: what is merged away between the two queries is then in the snapshot
    rows = list(DocumentUpdate.objects.filter(canvas=canvas).order_by("seq"))
    snapshot = DocumentSnapshot.objects.filter(canvas=canvas).first()
    if snapshot is None:
        raise StudioError("not_found", 404, "This canvas has no document.")
    rows = [row for row in rows if row.seq > snapshot.seq and row.epoch == snapshot.epoch]
    updates = [bytes(snapshot.update), *(bytes(row.update) for row in rows)]
    document: pycrdt.Doc = pycrdt.Doc()
    with shielded():
        for update in updates:
            document.apply_update(update)
    return Loaded(document, rows[-1].seq if rows else snapshot.seq, snapshot.epoch, updates)


def project_to_cells(canvas: Canvas) -> dict[str, Any]:
    """The document as rows of cells; whatever in it is not valid is ignored or clamped, of any type.

    Returns `{seq, epoch, hash, content, columns, states, pins, authors}`: `content` is the codec's JSON,
    states, pins and authors (None: as imported) are rows by columns.
    """
    loaded = load(canvas)
    cells = cells_of(loaded.document, canvas.kind)
    return {"seq": loaded.seq, "epoch": loaded.epoch, "hash": state_hash(cells), **cells}


def cells_of(document: pycrdt.Doc, kind: str) -> dict[str, Any]:
    """`project_to_cells` of a document that is already in memory, without seq, epoch and hash."""
    codec = codecs.codec(kind)
    with shielded():
        raw = _raw(document)
    columns = _columns(raw["columns"]) or ["0"]

    def grid(name: str, read: Callable[[int, Any], T]) -> list[list[T]]:
        values = raw[name]
        return [
            [read(row, values.get(f"{column}:{row}")) for column in columns] for row in range(codec.num_rows)
        ]

    states = grid("states", lambda _row, value: _state(value))
    said_pins = grid("pins", lambda _row, value: value if isinstance(value, bool) else None)
    marks = {
        (row, position): raw["marks"][f"{column}:{row}"]
        for row in range(codec.num_rows)
        for position, column in enumerate(columns)
        if f"{column}:{row}" in raw["marks"]
    }
    return {
        "content": codec.content(grid("symbols", codec.clean_symbol), raw["meta"], marks),
        "columns": columns,
        "states": states,
        "pins": [
            [
                DEFAULT_PIN[CellState(state)] if pin is None or state == CellState.RENOISABLE else pin
                for state, pin in zip(states[row], said_pins[row], strict=True)
            ]
            for row in range(codec.num_rows)
        ],
        "authors": grid("authors", lambda _row, value: value if value in AUTHORS else None),
    }


def state_hash(cells: dict[str, Any]) -> str:
    """SHA-256 over columns, content, states, pins and authors as compact JSON with sorted keys."""
    names = ("columns", "content", "states", "pins", "authors")
    text = json.dumps({name: cells[name] for name in names}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_size(document: pycrdt.Doc) -> None:
    """Raise StudioError 422 for a document without columns or with too many."""
    num_columns = len(document.get("columns", type=pycrdt.Array))
    if not 1 <= num_columns <= limits.COLUMNS:
        raise StudioError(
            "size",
            422,
            f"A canvas holds 1 to {limits.COLUMNS} columns; this edit would leave {num_columns}. Undo it.",
        )


def _raw(document: pycrdt.Doc) -> dict[str, Any]:
    """Every named part of the document as Python values, unchecked."""
    raw: dict[str, Any] = {"columns": document.get("columns", type=pycrdt.Array).to_py() or []}
    for name in MAPS:
        raw[name] = document.get(name, type=pycrdt.Map).to_py() or {}
    return raw


def _columns(values: list[Any]) -> list[str]:
    ids = (value for value in values if isinstance(value, str))
    fitting = (value for value in ids if 1 <= len(value) <= MAX_COLUMN_ID_CHARACTERS)
    return list(dict.fromkeys(fitting))[: limits.COLUMNS]


def _state(value: Any) -> int:
    is_state = isinstance(value, int | float) and not isinstance(value, bool) and value in (0, 1, 2)
    return int(value) if is_state else int(CellState.UNMASKED)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[number] if number < 36 else _base36(number // 36) + digits[number % 36]
