"""One live Yjs document per open canvas and process, and the queue of updates to store.

The order of saving: role, size, decoding in a scratch document, apply to the live document, commit the row;
the bell and the acknowledgement come after the commit. Updates that arrive while a commit runs share the next
one. Before each commit it reads what other processes have stored since.
"""

import asyncio
import logging
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from studio import access, events, limits
from studio.documents import store
from studio.documents.layouts import layout_of, word_ids
from studio.errors import StudioError, is_storage_full
from studio.models import Canvas, DocumentSnapshot, DocumentUpdate, Project, User
from studio.realtime.feeds import switchboard
from studio.services.upkeep import storage_used

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 64
"""Updates in one commit."""
MOST_OPEN = 64
"""Live documents that a process keeps; the one used longest ago goes first."""

_writer = ThreadPoolExecutor(1, thread_name_prefix="documents")


class NotStored(Exception):
    """The update was not taken now; the same one may be sent again.

    code: "not_stored" where the database could not take it, "gap" where an earlier one that it builds on
    has not come. If the earlier one never comes, as after a backup was restored, the browser makes its edit
    again on the document that is stored. is_full: whether the database has no room left.
    """

    def __init__(self, code: Literal["not_stored", "gap"] = "not_stored", *, is_full: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_full = is_full


class Gap(Exception):
    """An update builds on one that has not come yet: if it were stored now, nobody would see it."""


@dataclass(frozen=True)
class Submission:
    """One update that somebody's socket brought."""

    canvas_id: UUID
    project_id: UUID
    user: User
    update: bytes
    client_message_id: str
    epoch: int


Outcome = int | StudioError | NotStored
"""The seq of a stored update, or why it was not stored."""


class LiveDocument:
    """A document in memory, as of `seq`."""

    def __init__(self, canvas: Canvas, owners: dict[int, int]) -> None:
        loaded = store.load(canvas)
        self.canvas_id = canvas.pk
        self.document, self.layout = loaded.document, layout_of(canvas.kind)
        self.seq, self.epoch = loaded.seq, loaded.epoch
        self.num_bytes = sum(map(len, loaded.updates))
        self.num_updates = len(loaded.updates) - 1
        self.num_bytes_of_log = sum(map(len, loaded.updates[1:]))
        self._stored_at = self._rows().filter(seq=self.seq).values_list("created_at", flat=True).first()
        """When the update of this number was stored; None where that is not kept."""
        self.owners = owners
        """Yjs client to the person who first used it here."""
        self.is_spoiled = False
        """Whether it contains something that was refused, or is broken."""

    def _rows(self) -> QuerySet[DocumentUpdate]:
        return DocumentUpdate.objects.filter(canvas_id=self.canvas_id).order_by("seq")

    def catch_up(self) -> bool:
        """Apply what was stored since. False when the document must be loaded anew: the log was merged into a
        newer snapshot, or the database was restored from a backup."""
        if DocumentSnapshot.objects.filter(canvas_id=self.canvas_id, seq__gt=self.seq).exists():
            return False
        rows = list(self._rows().filter(seq__gte=self.seq))
        own = rows.pop(0) if rows and rows[0].seq == self.seq else None
        if self._stored_at is not None and (own is None or own.created_at != self._stored_at):
            return False
        for row in rows:
            if row.seq != self.seq + 1 or row.epoch != self.epoch:
                return False
            with store.shielded():
                self.document.apply_update(bytes(row.update))
            self.num_bytes += len(row.update)
            self.stored(row)
        return True

    def try_on(self, update: bytes, *, user_id: int) -> None:
        """Apply an update that is not stored yet.

        Raises Gap where it builds on one that has not come, StudioError where it is not allowed; after that,
        and after a Gap that shows only once it is applied, the document is spoiled.
        """
        with store.shielded():
            before = store.clocks(self.document.get_state())
        reach = _reach_of(update)
        if not _has(before, reach.needs):
            raise Gap
        try:
            with store.shielded():
                self.document.apply_update(update)
                after = store.clocks(self.document.get_state())
                self._require_own(before, after, user_id)
                self.layout.check_size(self.document)
                self.num_bytes += len(update)
                if self.num_bytes > limits.DOCUMENT_BYTES:
                    self.num_bytes = len(self.document.get_update())  # without what was overwritten
            if not _has(after, reach.ends):
                raise Gap
            if self.num_bytes > limits.DOCUMENT_BYTES:
                raise StudioError(
                    "document_full",
                    413,
                    f"A document holds at most {limits.DOCUMENT_BYTES >> 20} MiB with its history. "
                    "Make a new canvas and continue there.",
                )
        except (StudioError, Gap):
            self.is_spoiled = True
            raise

    def _require_own(self, before: dict[int, int], after: dict[int, int], user_id: int) -> None:
        for client in after:
            # an edit under another client's id would make that client's next edits vanish
            is_used = after[client] != before.get(client, 0)
            if is_used and self.owners.setdefault(client, user_id) != user_id:
                raise StudioError("forged", 422, "This edit claims to be somebody else's.")

    def stored(self, row: DocumentUpdate) -> None:
        """Note the number of an update that was applied."""
        if row.seq == self.seq + 1:  # else another process was quicker, and `catch_up` fills the gap
            self.seq, self._stored_at = row.seq, row.created_at
            self.num_bytes_of_log += len(row.update)
            self.num_updates += 1

    @property
    def is_long(self) -> bool:
        """Whether its log is to be merged into the snapshot."""
        return (
            self.num_updates > store.COMPACT_AFTER_UPDATES
            or self.num_bytes_of_log > store.COMPACT_AFTER_BYTES
        )


def _reach_of(update: bytes) -> word_ids.Reach:
    try:
        return word_ids.reach_of(update)
    except ValueError:  # of a sort that no browser of the studio sends
        return word_ids.Reach({}, {})


def _has(clocks: dict[int, int], wanted: dict[int, int]) -> bool:
    """Whether a document has all of `wanted`. Both map a Yjs client to its clock, the number of its
    operations."""
    return all(clocks.get(client, 0) >= clock for client, clock in wanted.items())


class DocumentHub:
    """The documents that this process writes. Call `submit` and `forget_all` from its event loop. One
    thread of its own handles the database and the documents."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Submission, asyncio.Future[int]]] = []
        self._storing: asyncio.Task[None] | None = None
        self._live: OrderedDict[UUID, LiveDocument] = OrderedDict()

    async def submit(self, submission: Submission) -> int:
        """Store one update and return its seq, once it is on disk.

        Raises StudioError (it will never be stored) or NotStored (it may be sent again).
        """
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((submission, future))
        if self._storing is None:
            self._storing = asyncio.ensure_future(self._store_waiting())
        return await future

    async def _store_waiting(self) -> None:
        store = database_sync_to_async(self._store, thread_sensitive=False, executor=_writer)
        try:
            while self._waiting:
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                try:
                    outcomes = await store([submission for submission, _ in batch])
                except Exception:
                    logger.exception("document updates were not stored")
                    outcomes = [NotStored() for _ in batch]
                self._tell(batch, outcomes)
        finally:
            self._storing = None

    @staticmethod
    def _tell(batch: list[tuple[Submission, asyncio.Future[int]]], outcomes: list[Outcome]) -> None:
        newest: dict[str, int] = {}
        for (submission, future), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, int):
                stream = events.canvas_stream(submission.canvas_id)
                newest[stream] = max(outcome, newest.get(stream, 0))
            if future.done():
                continue  # its socket has gone
            if isinstance(outcome, int):
                future.set_result(outcome)
            else:
                future.set_exception(outcome)
        for stream, seq in newest.items():
            switchboard().ring(stream, seq)

    def forget_all(self) -> None:
        """Read every document anew: the database was restored from a backup meanwhile."""
        _writer.submit(self._live.clear)

    # ---- in the writer's thread -----------------------------------------------------------------

    def _store(self, batch: list[Submission]) -> list[Outcome]:
        """Store what may be stored of a batch, in one or more transactions; after an error, no more of it.

        Where an edit spoils a document, the rest of that canvas's edits wait for the next transaction. The
        document is built anew in between, since that takes long and a transaction makes every writer wait.
        """
        left: dict[UUID, list[int]] = {}
        for place, submission in enumerate(batch):
            left.setdefault(submission.canvas_id, []).append(place)
        outcomes: dict[int, Outcome] = {}
        is_full = False
        try:
            for project in Project.objects.filter(pk__in={one.project_id for one in batch}):
                storage_used.measure(project)
            while left:
                outcomes |= self._store_part(batch, left)
        except Exception as error:
            if not isinstance(error, DatabaseError):
                logger.exception("document updates were not stored")
            else:
                logger.warning("document updates were not stored: %s", error)
            is_full = is_storage_full(error)
            for canvas_id in left:
                self._live.pop(canvas_id, None)  # it is ahead of the database
        for canvas_id in {submission.canvas_id for submission in batch}:
            self._compact_if_long(canvas_id)
        while len(self._live) > MOST_OPEN:
            self._live.popitem(last=False)
        return [outcomes.get(place, NotStored(is_full=is_full)) for place in range(len(batch))]

    def _store_part(self, batch: list[Submission], left: dict[UUID, list[int]]) -> dict[int, Outcome]:
        """Store what can be stored in one transaction, and remove it from `left`."""
        in_order = sorted(left, key=lambda one: one.int)  # everybody locks canvases in this order
        for canvas in Canvas.objects.filter(pk__in=in_order):
            with suppress(StudioError):  # whoever writes to it hears of it
                self.live_document(canvas)
        found: dict[int, Outcome] = {}
        with transaction.atomic():
            for canvas_id in in_order:
                places = left[canvas_id]
                of_canvas = _OfOneCanvas(self, [batch[place] for place in places]).store()
                found |= zip(places, of_canvas, strict=False)
        for canvas_id in in_order:
            left[canvas_id] = [place for place in left[canvas_id] if place not in found]
            if not left[canvas_id]:
                del left[canvas_id]
        return found

    def live_document(self, canvas: Canvas) -> LiveDocument:
        """The document as it is stored now."""
        live = self._live.get(canvas.pk)
        is_current = live is not None and live.epoch == canvas.epoch and not live.is_spoiled
        if live is None or not is_current or not live.catch_up():
            live = self._live[canvas.pk] = LiveDocument(canvas, live.owners if live else {})
        self._live.move_to_end(canvas.pk)
        return live

    def _compact_if_long(self, canvas_id: UUID) -> None:
        live = self._live.get(canvas_id)
        if live is None or not live.is_long:
            return
        try:
            live.num_bytes = store.compact(Canvas.objects.get(pk=canvas_id))
            live.num_updates = live.num_bytes_of_log = 0
        except Exception:
            logger.exception("the log of canvas %s was not merged", canvas_id)


class _OfOneCanvas:
    """The submissions of one canvas in one transaction, in the order in which they came.

    Whatever is the same for several of them is asked once: everybody else who writes waits meanwhile.
    """

    def __init__(self, hub: DocumentHub, batch: list[Submission]) -> None:
        self._hub, self._batch = hub, batch
        self._doors: dict[int, Canvas | StudioError] = {}
        """The canvas that each person may write to, or the error."""
        self._live: LiveDocument | None = None
        self._seqs: dict[tuple[int | None, str], int] | None = None
        """The numbers of messages that are stored."""
        self._accepted: dict[int, store.Edit] = {}
        """By their places: applied to the live document, and not stored yet."""
        self._outcomes: dict[int, Outcome] = {}

    def store(self) -> list[Outcome]:
        """Store those that may be stored, up to the first that spoils the document; returns the outcomes."""
        for place, submission in enumerate(self._batch):
            try:
                self._accept(place, submission)
            except StudioError as error:
                self._outcomes[place] = error
            except Gap:
                self._outcomes[place] = NotStored("gap")
            if self._live is not None and self._live.is_spoiled:
                break
        self._write()
        return [self._outcomes[place] for place in range(len(self._outcomes))]

    def _accept(self, place: int, submission: Submission) -> None:
        canvas = self._canvas_for(submission)
        message = (submission.user.pk, submission.client_message_id)
        if self._live is None or self._seqs is None:
            self._seqs = store.sent_before(canvas, [one.client_message_id for one in self._batch])
            self._live = self._hub.live_document(canvas)
        if any(message == (edit.user.pk, edit.client_message_id) for edit in self._accepted.values()):
            self._write()
        if (seq := self._seqs.get(message)) is not None:
            self._outcomes[place] = seq
            return
        store.check_edit(canvas, submission.update, submission.epoch)
        waiting = sum(len(edit.update) for edit in self._accepted.values())
        storage_used.require_room(canvas.project, waiting + len(submission.update))
        self._live.try_on(submission.update, user_id=submission.user.pk)
        self._accepted[place] = store.Edit(submission.user, submission.update, submission.client_message_id)

    def _canvas_for(self, submission: Submission) -> Canvas:
        user = submission.user
        if user.pk not in self._doors:
            try:
                self._doors[user.pk] = access.canvas_for(user, submission.canvas_id, may="edit")
            except StudioError as error:
                self._doors[user.pk] = error
        canvas = self._doors[user.pk]
        if isinstance(canvas, StudioError):
            raise canvas
        if canvas.project_id != submission.project_id:
            raise StudioError("not_found", 404, "There is no such canvas in this project.")
        if canvas.binned_at is not None or canvas.project.binned_at is not None:
            raise StudioError("in_bin", 409, "This canvas is in the bin. Restore it before editing.")
        return canvas

    def _write(self) -> None:
        """Store those that were accepted, which gives them their numbers."""
        if not self._accepted:
            return
        assert self._live is not None
        assert self._seqs is not None
        edits = list(self._accepted.values())
        canvas = self._canvas_for(self._batch[next(iter(self._accepted))])
        rows = store.append_all(canvas, edits)
        for row, (place, edit) in zip(rows, self._accepted.items(), strict=True):
            self._outcomes[place] = self._seqs[edit.user.pk, edit.client_message_id] = row.seq
            self._live.stored(row)
            storage_used.stored(canvas.project, len(edit.update))
        self._accepted.clear()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, DocumentHub] = WeakKeyDictionary()


def document_hub() -> DocumentHub:
    """The hub of this process (of this event loop)."""
    return _hubs.setdefault(asyncio.get_running_loop(), DocumentHub())
