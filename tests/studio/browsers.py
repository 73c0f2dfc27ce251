"""Sockets without a network: a person's browser as the ASGI application sees it."""

import asyncio
import base64
import json
import uuid
from collections.abc import Callable
from typing import Any

import pycrdt
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from studio.asgi import application
from studio.documents import store
from studio.models import Canvas, Member, Project, Role, User
from sunmask.kinds import registry


def make_person(name: str, **fields: Any) -> User:
    return User.objects.create(username=name, password="!", **fields)


def make_project(owner: User, **roles: User) -> Project:
    project = Project.objects.create(name="Chorales", created_by=owner)
    Member.objects.create(project=project, user=owner, role=Role.OWNER)
    for role, user in roles.items():
        Member.objects.create(project=project, user=user, role=role)
    return project


def make_canvas(project: Project, num_bars: int = 2) -> Canvas:
    canvas = Canvas.objects.create(project=project, kind="chorale", name="Canvas")
    content = registry.codec("chorale").blank(num_bars=num_bars)
    store.create(canvas=canvas, update=store.update_from(canvas.kind, content))
    return canvas


def session_of(user: User) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session


PATIENCE_S = 60
"""For what comes soon on a machine that does nothing else."""


class Browser:
    """One tab: it sends, it collects what comes, it keeps documents."""

    def __init__(self, project: Project, session: SessionStore | None) -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key if session else ''}"
        headers = [(b"origin", settings.ORIGINS[0].encode()), (b"cookie", cookie.encode())]
        self.socket = WebsocketCommunicator(application, f"/ws/projects/{project.pk}", headers=headers)
        self.messages: list[dict[str, Any]] = []
        self.close_code: int | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self.documents: dict[str, pycrdt.Doc] = {}

    async def __aenter__(self) -> "Browser":
        is_accepted, _ = await self.socket.connect(timeout=PATIENCE_S)
        assert is_accepted
        self._reader = asyncio.ensure_future(self._read())
        await self.until(lambda: self.messages or self.close_code)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._reader
        self._reader.cancel()
        await self.socket.disconnect(timeout=PATIENCE_S)

    async def _read(self) -> None:
        while self.close_code is None:
            output = await self.socket.output_queue.get()
            if output["type"] == "websocket.close":
                self.close_code = output.get("code", 1000)
            else:
                message = json.loads(output["text"])
                self.messages.append(message)
                if message["type"] == "event" and message["payload"]["kind"].startswith("document."):
                    document = self.documents.setdefault(message["stream"], pycrdt.Doc())
                    document.apply_update(base64.b64decode(message["payload"]["update"]))
            self._news.set()

    async def send(self, **message: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(message))

    async def until(self, claim: Callable[[], Any], timeout_s: float = PATIENCE_S) -> Any:
        """Wait until `claim` holds, judged anew with each message; returns its value."""
        async with asyncio.timeout(timeout_s):
            while not (value := claim()):
                self._news.clear()
                await self._news.wait()
        return value

    async def got(self, timeout_s: float = PATIENCE_S, **fields: Any) -> dict[str, Any]:
        """The first message (so far or to come) with these fields."""

        def found() -> dict[str, Any] | None:
            fitting = (m for m in self.messages if all(m.get(k) == v for k, v in fields.items()))
            return next(fitting, None)

        return await self.until(found, timeout_s)

    async def closed(self, timeout_s: float = PATIENCE_S) -> int:
        await self.until(lambda: self.close_code is not None, timeout_s)
        assert self.close_code is not None
        return self.close_code

    async def follow(self, stream: str, seq: int = 0) -> None:
        await self.send(type="resume", streams={stream: seq})
        await self.got(type="resumed", stream=stream)

    def seqs(self, stream: str) -> list[int]:
        return [m["seq"] for m in self.messages if m["type"] == "event" and m["stream"] == stream]

    async def open(self, canvas: Canvas) -> pycrdt.Doc:
        await self.follow(f"canvas:{canvas.pk}")
        return self.documents[f"canvas:{canvas.pk}"]

    async def edit(
        self, canvas: Canvas, act: Callable[[pycrdt.Doc], None], *, epoch: int = 1, message_id: str = ""
    ) -> tuple[str, bytes]:
        """Change the document here, send the change; returns its message id and the update."""
        document = self.documents[f"canvas:{canvas.pk}"]
        before = document.get_state()
        act(document)
        update = document.get_update(before)
        return await self.send_update(canvas, update, epoch=epoch, message_id=message_id), update

    async def send_update(
        self, canvas: Canvas, update: bytes, *, epoch: int = 1, message_id: str = ""
    ) -> str:
        message_id = message_id or str(uuid.uuid4())
        await self.send(
            type="document.update",
            canvas=str(canvas.pk),
            epoch=epoch,
            client_message_id=message_id,
            update=base64.b64encode(update).decode(),
        )
        return message_id

    async def paint(self, canvas: Canvas, key: str, value: Any, name: str = "symbols") -> int:
        """Set one entry of a map of the document and wait for the acknowledgement; returns its seq."""

        def act(document: pycrdt.Doc) -> None:
            document.get(name, type=pycrdt.Map)[key] = value

        message_id, _ = await self.edit(canvas, act)
        return int((await self.got(type="document.ack", client_message_id=message_id))["seq"])


def symbol_at(document: pycrdt.Doc, key: str) -> Any:
    return document.get("symbols", type=pycrdt.Map).to_py().get(key)
