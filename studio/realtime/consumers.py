"""The socket of a project, in the messages of `studio.protocol`.

What is stored reaches a browser through its outbox, in order; what a browser says is checked against its
person's standing, which is read again at most STANDING_S later. No business here: edits go to the
document hub, attention to the presence room.
"""

import asyncio
import base64
import binascii
import logging
import time
import uuid
from collections.abc import Coroutine
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from pydantic import TypeAdapter, ValidationError

from studio import access, limits, protocol
from studio.errors import StudioError
from studio.models import User
from studio.ops import log_context
from studio.reads.judging.ratings import Reader, event_as_seen_by
from studio.reads.streams import has_other_past, marks
from studio.realtime.feeds import in_reader, switchboard
from studio.realtime.hub import NotStored, Submission, document_hub
from studio.realtime.outbox import Brake, Outbox, transport_of
from studio.realtime.presence import leave_room, room_of
from studio.realtime.rights import Bucket, Standing, read_standing

logger = logging.getLogger(__name__)

NOT_STORED = "The edit could not be stored yet. It is kept and will be sent again."
NOT_STORED_FULL = (
    "The studio's storage is full. Your edits are kept in this browser and saved by themselves once there is "
    "room: ask whoever runs the studio to make some."
)

HEARTBEAT_S = 15.0
STANDING_S = 4.0
"""Rights are read again this often, whatever happens."""
STANDING_OF_MESSAGES_S = 1.0
MAX_FOLLOWED = 256
MAX_EDITS_WAITING = 1000
MESSAGES = (400, 2000)
REFUSALS = (5, 100)
"""Messages of any kind, and messages refused, a second and at once: our browser part never sends more."""

UNAVAILABLE = "The studio's storage does not answer. Try again in a moment."

_messages: TypeAdapter[protocol.ClientMessage] = TypeAdapter(protocol.ClientMessage)


class ProjectConsumer(AsyncWebsocketConsumer):
    """One browser at one project."""

    channel_layer_alias = ""  # the process hears for all its sockets (`feeds.py`): a dead broker closes none

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connection = uuid.uuid4().hex
        self.standing = Standing(None, None)
        self._standing_read_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closing = False
        self._is_here = False
        self._missed_presence = False
        self._edits: asyncio.Queue[protocol.SendDocumentUpdate] = asyncio.Queue()
        self._num_edits = 0
        self._message_bucket, self._refusal_bucket = Bucket(*MESSAGES), Bucket(*REFUSALS)

    # ---- coming and going -----------------------------------------------------------------------

    async def connect(self) -> None:
        self.project_id = str(self.scope["url_route"]["kwargs"]["project_id"])
        self.session_key = self.scope["session"].session_key
        self.brake = Brake(None)
        await self.accept()  # a close code reaches a browser only after this
        address = (self.scope.get("client") or ["unknown"])[0]
        try:
            await in_reader(limits.spend)(limits.HANDSHAKES, address)
        except StudioError:
            return await self.close(4429)
        except DatabaseError:
            logger.warning("a handshake from %s was not counted", address)
        self.standing = await in_reader(read_standing)(self.session_key, self.project_id)
        self._standing_read_at = time.monotonic()
        if self.standing.user is None:
            return await self.close(4401)
        if self.standing.role is None:
            return await self.close(4404)
        log_context.note(person=log_context.hashed(self.user.pk), project=self.project_id)
        person = protocol.Person(id=self.user.pk, name=self.user.username)
        room = room_of(self.project_id)
        if room.num_sockets_of(person.id) >= limits.SOCKETS_PER_PERSON_AND_PROJECT:
            leave_room(self.project_id, self.connection)
            return await self.close(4408)
        self.brake = Brake(transport_of(self.base_send))
        self.outbox = Outbox(self.send, self._may_go_on, self.brake, self._as_seen)
        await self._say(
            protocol.Welcome(
                protocol=protocol.PROTOCOL_VERSION,
                connection=self.connection,
                person=person,
                role=self.standing.role,
            )
        )
        self._is_here = True
        self._groups = [f"project.{self.project_id}", f"user.{person.id}"]
        for group in self._groups:
            switchboard().listen(group, self._hear)
        room.enter(protocol.PresenceState(connection=self.connection, person=person), self._tell_presence)
        for task in (self.outbox.run(), self._beat(), self._keep_standing(), self._save_edits()):
            self._start(task)

    async def disconnect(self, code: int) -> None:
        self.brake.release()
        for task in list(self._tasks):
            task.cancel()
        if self._is_here:
            self._is_here = False
            self.outbox.unfollow_all()
            leave_room(self.project_id, self.connection)
            for group in self._groups:
                switchboard().ignore(group, self._hear)

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        if not self._is_closing:
            self._is_closing = True
            self.brake.release()
            logger.info("socket %s closes: %s", self.connection, protocol.CLOSE_CODES.get(code or 0, code))
            await super().close(code, reason)

    @property
    def user(self) -> User:
        assert self.standing.user is not None
        return self.standing.user

    def _as_seen(self, text: str) -> str:
        user, role = self.standing.user, self.standing.role
        may_rate = role is not None and access.role_may(role, "curate")
        seen = event_as_seen_by(text, Reader(user.username if user else "", may_rate))
        return self.standing.blind.text_without(seen)

    def _start(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._guarded(act))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, act: Coroutine[Any, Any, None]) -> None:
        try:
            await act
        except Exception:
            logger.exception("socket %s failed", self.connection)
            await self.close(4500)  # an application may not say 1011

    async def _say(self, message: protocol.Message) -> None:
        if not self._is_closing:
            await self.send(message.model_dump_json())

    # ---- standing -------------------------------------------------------------------------------

    async def _may_go_on(self, at_most_s: float = STANDING_S + 1) -> bool:
        """Whether the person may still be here, by a reading at most so old; closes the socket if not."""
        if time.monotonic() - self._standing_read_at > at_most_s:
            try:
                standing = await in_reader(read_standing)(self.session_key, self.project_id)
            except DatabaseError:
                logger.warning("socket %s: rights could not be read", self.connection)
                return not self._is_closing
            before, self.standing = self.standing, standing
            self._standing_read_at = time.monotonic()
            if standing.close_code:
                await self.close(standing.close_code)
            elif standing.role is not None and standing.role != before.role:
                await self._say(protocol.RoleChanged(role=standing.role))
        return not self._is_closing

    async def _keep_standing(self) -> None:
        while await self._may_go_on(0):
            await asyncio.sleep(STANDING_S)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "recheck":
            self._start(self._check_again())
        elif message["type"] == "restored":
            document_hub().forget_all()
            self._start(self.close(4500))

    async def _check_again(self) -> None:
        await self._may_go_on(0)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            if not self.brake.is_closed:
                await self._say(protocol.Heartbeat(streams=self.outbox.newest()))

    def _tell_presence(self, presence: protocol.Presence) -> None:
        if self.brake.is_closed:
            self._missed_presence = True
            return
        if self._missed_presence:
            self._missed_presence = False
            presence = room_of(self.project_id).whole()
        self._start(self._say(presence))

    # ---- what a browser says --------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._is_closing or not self._is_here:
            return
        if self._message_bucket.wait_s():
            return await self.close(4429)
        if not await self._may_go_on(STANDING_OF_MESSAGES_S):
            return
        try:
            message = _messages.validate_json(text_data or "")
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "message"
            return await self._refuse(
                "not_understood", f"Expected a message of the protocol: {place}: {first['msg']}."
            )
        try:
            await self._act_on(message, len(text_data or ""))
        except StudioError as error:
            await self._refuse(error.code, error.message)
        except DatabaseError:
            logger.exception("socket %s: the database did not answer", self.connection)
            await self._refuse("unavailable", UNAVAILABLE)

    async def _act_on(self, message: protocol.ClientMessage, num_bytes: int) -> None:
        match message:
            case protocol.Resume():
                for stream, seq in message.streams.items():
                    await self._follow(stream, seq, message.marks.get(stream, ""))
            case protocol.Unfollow():
                for stream in message.streams:
                    self.outbox.unfollow(stream)
            case protocol.SendDocumentUpdate():
                if self._num_edits >= MAX_EDITS_WAITING:
                    return await self._nack(
                        message,
                        "too_many",
                        "Too many edits are waiting to be saved. Wait a moment.",
                        is_final=False,
                    )
                self._num_edits += 1
                self._edits.put_nowait(message)
            case protocol.SendPresence():
                if num_bytes > limits.PRESENCE_BYTES:
                    raise StudioError(
                        "too_large", 413, f"A presence may have at most {limits.PRESENCE_BYTES} bytes."
                    )
                person = protocol.Person(id=self.user.pk, name=self.user.username)
                said = message.model_dump(exclude={"type"})
                state = protocol.PresenceState(connection=self.connection, person=person, **said)
                room_of(self.project_id).say(state)
            case protocol.Ping():
                await self._say(protocol.Heartbeat(streams=self.outbox.newest()))

    async def _refuse(self, code: str, sentence: str, stream: str | None = None) -> None:
        await self._say(protocol.Refused(code=code, message=sentence, stream=stream))
        if self._refusal_bucket.wait_s():
            await self.close(4429)

    async def _follow(self, stream: str, seq: int, mark: str) -> None:
        """Follow a stream from a number on; where that cannot be, the others are followed all the same."""
        try:
            if len(self.outbox.streams) >= MAX_FOLLOWED and stream not in self.outbox.streams:
                raise StudioError("too_many", 429, f"A socket can follow at most {MAX_FOLLOWED} streams.")
            mark_here = await in_reader(_mark_at)(self.user, stream, self.project_id, seq, mark)
        except StudioError as error:
            self.outbox.unfollow(stream)
            await self._refuse(error.code, error.message, stream)
        except DatabaseError:
            logger.exception("socket %s: the database did not answer", self.connection)
            await self._refuse("unavailable", UNAVAILABLE, stream)
        else:
            self.outbox.follow(stream, max(0, seq), mark_here)

    # ---- edits ----------------------------------------------------------------------------------

    async def _save_edits(self) -> None:
        """Hand edits to the hub in their order, no faster than the limit."""
        bucket = Bucket(limits.DOCUMENT_UPDATES_PER_S, limits.DOCUMENT_UPDATES_AT_ONCE)
        while not self._is_closing:
            message = await self._edits.get()
            if wait_s := bucket.wait_s():
                await asyncio.sleep(wait_s)
            if self.standing.user is not None:
                self._start(self._save(message, self.standing.user))

    async def _save(self, message: protocol.SendDocumentUpdate, user: User) -> None:
        try:
            seq = await document_hub().submit(
                Submission(
                    canvas_id=message.canvas,
                    project_id=uuid.UUID(self.project_id),
                    user=user,
                    update=_decoded(message.update),
                    client_message_id=message.client_message_id,
                    epoch=message.epoch,
                )
            )
        except StudioError as error:
            await self._nack(message, error.code, error.message, is_final=True)
            if error.code == "harmful":
                await self.close(4400)
        except NotStored as error:
            sentence = NOT_STORED_FULL if error.is_full else NOT_STORED
            await self._nack(message, error.code, sentence, is_final=False)
        else:
            ack = protocol.DocumentAck(
                canvas=message.canvas, client_message_id=message.client_message_id, seq=seq
            )
            await self._say(ack)
        finally:
            self._num_edits -= 1

    async def _nack(
        self, message: protocol.SendDocumentUpdate, code: str, sentence: str, *, is_final: bool
    ) -> None:
        await self._say(
            protocol.DocumentNack(
                canvas=message.canvas,
                client_message_id=message.client_message_id,
                code=code,
                message=sentence,
                retry=not is_final,
            )
        )


def _mark_at(user: User, stream: str, project_id: str, seq: int, mark: str) -> str:
    """The mark of event `seq` of a stream that a person wants to follow from there.

    Raises StudioError where there is no such stream, or no such past of it: `mark` is what the browser has.
    """
    if str(access.stream_for(user, stream)) != project_id:
        raise StudioError("not_found", 404, "There is no such stream in this project.")
    if has_other_past(stream, seq, mark):
        raise StudioError(
            "other_past",
            409,
            "The studio was restored from a backup, and what happened since is not in it. Follow from 0.",
        )
    return marks(stream, [seq]).get(seq, "")


def _decoded(update: str) -> bytes:
    try:
        return base64.b64decode(update, validate=True)
    except (binascii.Error, ValueError) as error:
        raise StudioError(
            "unreadable", 422, "Expected an update as base64 text, got something else."
        ) from error
