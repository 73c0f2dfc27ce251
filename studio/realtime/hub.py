"""One live Yjs document per open canvas and process, and the one line in which its updates are stored.

The order of saving: role, size and scratch decode, apply to the live document, commit the row; the bell
and the acknowledgement come after the commit. Updates that arrive while a commit runs share the next one.
What other processes stored is caught up by `seq > mine` before each commit.
"""

import asyncio
import logging
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.db import DatabaseError, transaction

from studio import access, events, limits
from studio.documents import store
from studio.documents.layouts import layout_of, word_ids
from studio.errors import StudioError
from studio.models import Canvas, DocumentSnapshot, DocumentUpdate, User
from studio.realtime.feeds import switchboard
from studio.services import quotas

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 64
"""Updates in one commit."""
MOST_OPEN = 64
"""Live documents that a process keeps; the one used longest ago goes first."""

_writer = ThreadPoolExecutor(1, thread_name_prefix="documents")


class NotStored(Exception):
    """The database could not take the update now; the same one may be sent again."""


class Gap(Exception):
    """An update builds on one that has not come yet: stored now, nobody would see it."""


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
        self.owners = owners
        """Yjs client to the person who first used it here."""
        self.is_spoiled = False
        """Whether it holds what was refused, or broke."""

    def catch_up(self) -> bool:
        """Apply what was stored since; False when that is no longer all there."""
        if DocumentSnapshot.objects.filter(canvas_id=self.canvas_id, seq__gt=self.seq).exists():
            return False
        rows = DocumentUpdate.objects.filter(canvas_id=self.canvas_id, seq__gt=self.seq).order_by("seq")
        for row in rows:
            if row.seq != self.seq + 1 or row.epoch != self.epoch:
                return False
            with store.shielded():
                self.document.apply_update(bytes(row.update))
            self.stored(row.seq, len(row.update))
        return True

    def try_on(self, update: bytes, *, user_id: int) -> None:
        """Apply an update that is not stored yet. Raises StudioError, and is spoiled, if it may not be."""
        try:
            with store.shielded():
                before = store.clocks(self.document.get_state())
                self.document.apply_update(update)
                after = store.clocks(self.document.get_state())
                for client in after:
                    # an edit under another client's id would make that client's next edits vanish
                    is_used = after[client] != before.get(client, 0)
                    if is_used and self.owners.setdefault(client, user_id) != user_id:
                        raise StudioError("forged", 422, "This edit claims to be somebody else's.")
                self.layout.check_size(self.document)
                if self.num_bytes + len(update) > limits.DOCUMENT_BYTES:
                    self.num_bytes = len(self.document.get_update())  # without what was overwritten
            if _waits_for_more(update, after):
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

    def stored(self, seq: int, num_bytes: int) -> None:
        """An update that was applied now has a number."""
        if seq == self.seq + 1:  # else another process was quicker, and `catch_up` fills the gap
            self.seq = seq
            self.num_bytes += num_bytes
            self.num_bytes_of_log += num_bytes
            self.num_updates += 1

    @property
    def is_long(self) -> bool:
        """Whether its log is to be merged into the snapshot."""
        return (
            self.num_updates > store.COMPACT_AFTER_UPDATES
            or self.num_bytes_of_log > store.COMPACT_AFTER_BYTES
        )


def _waits_for_more(update: bytes, clocks: dict[int, int]) -> bool:
    """Whether a document with these clocks, to which an update was applied, does not have all of it."""
    try:
        ends = word_ids.ends_of(update)
    except ValueError:  # of a sort that no browser of the studio sends
        return False
    return any(clocks.get(client, 0) < end for client, end in ends.items())


class DocumentHub:
    """The documents that this process writes; `submit` from its event loop, the rest in one thread."""

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

    # ---- in the writer's thread -----------------------------------------------------------------

    def _store(self, batch: list[Submission]) -> list[Outcome]:
        """Store a batch in one transaction: what may be stored is, or, in trouble, nothing."""
        outcomes: dict[int, Outcome] = {}
        touched = {submission.canvas_id for submission in batch}
        # everybody locks canvases in this order; updates of one canvas stay in the order in which they came
        in_order = sorted(range(len(batch)), key=lambda place: batch[place].canvas_id.int)
        try:
            with transaction.atomic():
                caught_up: set[UUID] = set()
                for place in in_order:
                    outcomes[place] = self._store_one(batch[place], caught_up)
        except Exception as error:
            if not isinstance(error, DatabaseError):
                logger.exception("document updates were not stored")
            else:
                logger.warning("document updates were not stored: %s", error)
            for canvas_id in touched:
                self._live.pop(canvas_id, None)  # it is ahead of the database
            refused = [outcomes.get(place) for place in range(len(batch))]
            return [outcome if isinstance(outcome, StudioError) else NotStored() for outcome in refused]
        for canvas_id in touched:
            self._compact_if_long(canvas_id)
        while len(self._live) > MOST_OPEN:
            self._live.popitem(last=False)
        return [outcomes[place] for place in range(len(batch))]

    def _store_one(self, submission: Submission, caught_up: set[UUID]) -> Outcome:
        try:
            canvas = access.canvas_for(submission.user, submission.canvas_id, may="edit")
            if canvas.project_id != submission.project_id:
                raise StudioError("not_found", 404, "There is no such canvas in this project.")
            if canvas.binned_at is not None or canvas.project.binned_at is not None:
                raise StudioError("in_bin", 409, "This canvas is in the bin. Restore it before editing.")
            live = self._live_document(canvas, caught_up)

            def try_on(update: bytes) -> None:
                quotas.require_room(canvas.project, len(update))
                live.try_on(update, user_id=submission.user.pk)

            seq = store.append(
                canvas=canvas,
                user=submission.user,
                update=submission.update,
                client_message_id=submission.client_message_id,
                epoch=submission.epoch,
                try_on=try_on,
            )
            live.stored(seq, len(submission.update))
            quotas.stored(canvas.project, len(submission.update))
        except StudioError as error:
            return error
        except Gap:
            return NotStored()
        return seq

    def _live_document(self, canvas: Canvas, caught_up: set[UUID]) -> LiveDocument:
        live = self._live.get(canvas.pk)
        is_current = live is not None and live.epoch == canvas.epoch and not live.is_spoiled
        if live is not None and is_current and canvas.pk not in caught_up:
            is_current = live.catch_up()
        if live is None or not is_current:
            live = self._live[canvas.pk] = LiveDocument(canvas, live.owners if live else {})
        caught_up.add(canvas.pk)
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


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, DocumentHub] = WeakKeyDictionary()


def document_hub() -> DocumentHub:
    """The hub of this process (of this event loop)."""
    return _hubs.setdefault(asyncio.get_running_loop(), DocumentHub())
