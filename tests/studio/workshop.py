"""A project with a person in each role, a canvas, and a worker that makes up its steps."""

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from asgiref.sync import async_to_sync
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from studio import protocol
from studio.bodies import NewGeneration
from studio.models import Canvas, Generation, Member, Project, Role, User
from studio.services import canvases, projects
from studio.services.runs import claims, generations
from sunmask.text.words.words import FREE, SEPARATOR

COLUMNS = 16
NUM_CELLS = 4 * COLUMNS


@cache
def handler(enforce_csrf: bool) -> ClientHandler:
    """What clients send requests to: made once, since each looks through all files of the page."""
    return ClientHandler(enforce_csrf)


@receiver(setting_changed)
def forget_handlers(**_: Any) -> None:
    """What is in between reads the settings when it is made."""
    handler.cache_clear()


class Person:
    """A signed-in client; paths are below /api."""

    def __init__(self, user: User | None, *, enforce_csrf: bool = False) -> None:
        self.user = user
        self.enforce_csrf = enforce_csrf

    @cached_property
    def client(self) -> Client:
        """Signed in when it is first asked for: most tests need few of a project's people."""
        client = Client(enforce_csrf_checks=self.enforce_csrf, HTTP_HOST="localhost")
        client.handler = handler(self.enforce_csrf)
        if self.user is not None:
            client.force_login(self.user)
        return client

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        content = "" if body is None else json.dumps(body)
        return self.client.generic(
            method, f"/api{path}", content, content_type="application/json", headers=headers
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def made(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of an answer that must succeed."""
        response = self.send(method, path, body, **headers)
        assert response.status_code < 300, f"{method} {path}: {response.status_code} {response.content!r}"
        return response.json() if response.content else None


def streamed(response: HttpResponse) -> bytes:
    """All that a streaming answer holds."""

    async def read() -> bytes:
        return b"".join([piece async for piece in response])

    return async_to_sync(read)()


def person(name: str) -> User:
    return User.objects.create(username=name, password="!")


@dataclass
class Workshop:
    project: Project
    canvas: Canvas
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def owner(self) -> Person:
        return self.people["owner"]

    def user(self, role: str) -> User:
        user = self.people[role].user
        assert user is not None
        return user

    def start(self, **changes: Any) -> Generation:
        """A queued generation of the editor, 8 steps, 2 candidates."""
        standard = {"canvas": self.canvas, "user": self.user("editor"), "idempotency_key": None}
        who = {name: changes.pop(name, value) for name, value in standard.items()}
        options = {"settings": {"num_steps": 8}, "num_candidates": 2, "seed": 7} | changes
        return generations.start(**who, request=NewGeneration(**options))

    def run(self, generation: Generation, upto: int) -> Generation:
        """Claim it and record all steps up to `upto`, two a frame."""
        (claimed,) = claims.claim(worker="test")
        assert claimed.pk == generation.pk
        return self.run_on(claimed, upto)

    def run_on(self, claimed: Generation, upto: int) -> Generation:
        """Record all steps up to `upto` of a claimed generation, two a frame."""
        first = claimed.first_step if claimed.last_step is None else claimed.last_step + 1
        for step in range(first, upto + 1, 2):
            steps = [made_up(claimed, s) for s in range(step, min(step + 2, upto + 1))]
            assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=steps)
        claimed.refresh_from_db()
        return claimed


def made_up(generation: Generation, step: int) -> dict[str, Any]:
    """Step `step` of a made-up run: cell `step` of candidate b becomes the pitch 60 + b."""
    num_candidates = generation.num_candidates
    if step == generation.first_step:
        return {"step": step, "symbols": [[0] * NUM_CELLS for _ in range(num_candidates)]}
    return {"step": step, "changes": [[step, 60 + b] for b in range(num_candidates)]}


def run_text(workshop: Workshop, canvas: Canvas) -> Generation:
    """A generation of 4 steps whose two candidates fill the slots; two pieces make the word "back"."""
    generation = generations.start(
        canvas=canvas,
        user=workshop.user("editor"),
        request=NewGeneration(settings={"num_steps": 4}, pace=protocol.Pace(), num_candidates=2, seed=3),
    )
    (claimed,) = claims.claim(worker="test")
    words = generation.frozen["content"]["words"]
    slot = words.index(FREE)
    steps: list[dict[str, Any]] = [{"step": 0, "symbols": [list(words)] * 2}]
    changes = [[slot, "goes"], [slot, "went", slot + 1, f"ba{SEPARATOR}ck"]]
    steps += [{"step": step, "changes": changes if step == 2 else [[], []]} for step in range(1, 5)]
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=steps)
    claimed.refresh_from_db()
    return claimed


def make_workshop() -> Workshop:
    """Owner, editor, curator, commenter, viewer; a stranger outside; one blank bar."""
    people = {role: Person(person(role)) for role in Role.values}
    people["stranger"] = Person(person("stranger"))
    project = projects.create(user=people["owner"].user, name="Chorales")
    for role in Role.values:
        if role != Role.OWNER:
            Member.objects.create(project=project, user=people[role].user, role=role)
    canvas = canvases.create(
        project=project,
        user=people["owner"].user,
        kind="chorale",
        name="One bar",
        start="blank",
        options={"num_bars": 1},
    )
    return Workshop(project, canvas, people)
