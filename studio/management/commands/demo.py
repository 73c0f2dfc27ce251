"""`manage.py demo`: people and a project to begin with; does nothing where they are already."""

import uuid
from collections.abc import Iterable
from itertools import product
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from studio.layouts import layout_of
from studio.models import Canvas, Project, Role, User
from studio.services import canvases, documents, projects
from sunmask.cells import CellState

PROJECT = "Chorales to begin with"
PEOPLE = {
    "ana": Role.OWNER,
    "ben": Role.EDITOR,
    "cara": Role.CURATOR,
    "dora": Role.COMMENTER,
    "vic": Role.VIEWER,
}
"""Names and roles; they have no passwords and come in by `manage.py sign_in_link --user NAME`."""
MELODY = "Ode to Joy (melody)"
CHORALE = "Jesu, meine Freude"


class Command(BaseCommand):
    help = "Create demo people (ana, ben, cara, dora, vic) and a project with three canvases."

    def handle(self, *args: Any, **options: Any) -> None:
        if Project.objects.filter(name=PROJECT, memberships__user__username="ana").exists():
            self.stdout.write("The demo is there already.")
            return
        with transaction.atomic():
            people = {name: _person(name) for name in PEOPLE}
            ana = people["ana"]
            project = projects.create(user=ana, name=PROJECT)
            for name, role in PEOPLE.items():
                if name != "ana":
                    projects.add_member(project=project, name=name, role=role)
            melody = _canvas(project, ana, "Harmonise this melody", MELODY)
            chorale = _canvas(project, ana, CHORALE, CHORALE)
            empty = canvases.create(
                project=project,
                user=ana,
                kind="chorale",
                name="Eight empty bars",
                start="blank",
                options={"num_bars": 8},
            )
            paint(empty, ana, rows=(0, 1, 2, 3))
            paint(melody, ana, rows=(1, 2, 3))
            paint(chorale, ana, rows=(1, 2), columns=range(16, 48))
        self.stdout.write(f'"{PROJECT}" is ready; ana owns it.')


def _person(name: str) -> User:
    person, is_new = User.objects.get_or_create(username=name)
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def _canvas(project: Project, user: User, name: str, demo: str) -> Canvas:
    return canvases.create(project=project, user=user, kind="chorale", name=name, start=demo, options={})


def paint(
    canvas: Canvas,
    user: User,
    *,
    rows: Iterable[int],
    columns: Iterable[int] | None = None,
    state: CellState = CellState.RENOISABLE,
    pinned: bool | None = None,
) -> None:
    """Give cells a state, as one edit of `user`; columns: all where none are named."""
    document, layout = documents.load(canvas).document, layout_of(canvas.kind)
    before = document.get_state()
    if columns is None:
        columns = range(len(documents.cells_of(document, canvas.kind)["columns"]))
    layout.paint(document, list(product(rows, columns)), state, pinned)
    update = document.get_update(before)
    message_id = f"demo-{uuid.uuid4()}"
    documents.append(
        canvas=canvas, user=user, update=update, client_message_id=message_id, epoch=canvas.epoch
    )
