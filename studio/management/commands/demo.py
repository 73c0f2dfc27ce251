"""`manage.py demo`: people and a project to begin with; does nothing where they are already."""

from typing import Any

import pycrdt
from django.core.management.base import BaseCommand
from django.db import transaction

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
            paint(chorale, ana, rows=(1, 2), columns=slice(16, 48))
        self.stdout.write(f'"{PROJECT}" is ready; ana owns it.')


def _person(name: str) -> User:
    person, is_new = User.objects.get_or_create(username=name)
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def _canvas(project: Project, user: User, name: str, demo: str) -> Canvas:
    return canvases.create(project=project, user=user, kind="chorale", name=name, start=demo, options={})


def paint(canvas: Canvas, user: User, *, rows: tuple[int, ...], columns: slice = slice(None)) -> None:
    """Make cells renoisable, as one edit of `user`."""
    document = documents.load(canvas).document
    before = document.get_state()
    ids = document.get("columns", type=pycrdt.Array).to_py() or []
    states = document.get("states", type=pycrdt.Map)
    with document.transaction():
        for row in rows:
            for column in ids[columns]:
                states[f"{column}:{row}"] = int(CellState.RENOISABLE)
    update = document.get_update(before)
    documents.append(canvas=canvas, user=user, update=update, client_message_id="demo", epoch=canvas.epoch)
