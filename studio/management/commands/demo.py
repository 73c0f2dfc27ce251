"""`manage.py demo`: people and projects to begin with; does nothing where they are already."""

import uuid
from collections.abc import Iterable
from itertools import product
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from studio import events
from studio.bodies import Pair
from studio.documents import store
from studio.documents.layouts import layout_of
from studio.models import Canvas, Project, Role, User
from studio.services import canvases, jobs, projects
from sunmask.method.cells import CellState
from sunmask.models import cards

PROJECT = "Chorales to begin with"
TEXTS = "Texts to begin with"
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
PULL = "War and play"
TRUSTED, HELD = "war", "play"
PULLED = ("cellar", "rules", "whisper", "captain", "morning", "garden")
"""Words around the two held ones that show what each of them pulls."""
SEA = (
    "By noon the wind had gone round to the north and the sea was ▢ ▢ ▢ ▢. Two gulls hung over the harbour "
    "as if they had been painted there. “It will snow before dark,” said the old pilot, and nobody on the "
    "quay ▢ ▢ ▢ ▢ ▢."
)
LETTER = "A letter home"
DOUBTED = ("quiet", "blue", "key", "good", "lamp", "long")


class Command(BaseCommand):
    help = "Create demo people (ana, ben, cara, dora, vic), a project of chorales and one of texts."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, fill in ((TEXTS, _texts), (PROJECT, _chorales)):  # the last one is listed first
            if Project.objects.filter(name=name, memberships__user__username="ana").exists():
                self.stdout.write(f'"{name}" already exists.')
                continue
            with events.atomic():
                people = {person: _person(person) for person in PEOPLE}
                project = projects.create(user=people["ana"], name=name)
                for person, role in PEOPLE.items():
                    if person != "ana":
                        projects.add_member(project=project, name=person, role=role)
                fill(project, people["ana"])
            self.stdout.write(f'"{name}" is ready; ana owns it.')


def _chorales(project: Project, ana: User) -> None:
    melody = _canvas(project, ana, "chorale", "Harmonise this melody", MELODY)
    chorale = _canvas(project, ana, "chorale", CHORALE, CHORALE)
    empty = _canvas(project, ana, "chorale", "Eight empty bars", "blank", num_bars=8)
    paint(empty, ana, rows=(0, 1, 2, 3))
    paint(melody, ana, rows=(1, 2, 3))
    paint(chorale, ana, rows=(1, 2), columns=range(16, 48))


def _texts(project: Project, ana: User) -> None:
    """A trusted and a doubted word, both held, with words around them to pull; freed spans; doubted words."""
    pull = _canvas(project, ana, "text", PULL, PULL)
    cells = store.project_to_cells(pull)
    words, ids = cells["content"]["words"], cells["columns"]
    paint(pull, ana, rows=(0,), columns=[words.index(HELD)], state=CellState.MASKED, pinned=True)
    paint(pull, ana, rows=(0,), columns=[words.index(word) for word in PULLED])
    if settings.DEMO_RUNS > 0 and any(card.kind == pull.kind for card in cards.cards()):
        first, second = ([(ids[words.index(word)], 0)] for word in (TRUSTED, HELD))
        jobs.start_pair(
            canvas=pull,
            user=ana,
            wishes=Pair(settings={}, first=first, second=second, num_candidates=settings.DEMO_RUNS, seed=1),
        )
    _canvas(project, ana, "text", "Weather at sea", "blank", title="Weather at sea", text=SEA)
    letter = _canvas(project, ana, "text", LETTER, LETTER)
    words = store.project_to_cells(letter)["content"]["words"]
    doubted = [words.index(word) for word in DOUBTED]
    paint(letter, ana, rows=(0,), columns=doubted, state=CellState.MASKED)


def _person(name: str) -> User:
    person, is_new = User.objects.get_or_create(username=name)
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def _canvas(project: Project, user: User, kind: str, name: str, start: str, **options: Any) -> Canvas:
    return canvases.create(project=project, user=user, kind=kind, name=name, start=start, options=options)


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
    document, layout = store.load(canvas).document, layout_of(canvas.kind)
    before = document.get_state()
    if columns is None:
        columns = range(len(store.cells_of(document, canvas.kind)["columns"]))
    layout.paint(document, list(product(rows, columns)), state, pinned)
    update = document.get_update(before)
    message_id = f"demo-{uuid.uuid4()}"
    store.append(canvas=canvas, user=user, update=update, client_message_id=message_id, epoch=canvas.epoch)
