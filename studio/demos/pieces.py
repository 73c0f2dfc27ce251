"""Single canvases to begin with, marked so that one press composes something."""

import uuid
from collections.abc import Iterable
from itertools import product
from typing import Any

from studio import events
from studio.documents import store
from studio.documents.layouts import layout_of
from studio.models import Canvas, Project, User
from studio.services import canvases
from sunmask.method.cells import CellState

MELODY = "Ode to Joy (melody)"
PULL = "War and play"
TRUSTED, HELD = "war", "play"
PULLED = ("cellar", "rules", "whisper", "captain", "morning", "garden")
"""Words around the two held ones that show what each of them pulls."""


def melody(project: Project, user: User, name: str) -> Canvas:
    """Ode to Joy, the three other voices to be composed."""
    canvas = add(project, user, "chorale", name, MELODY)
    paint(canvas, user, rows=(1, 2, 3))
    return canvas


def sentence(project: Project, user: User) -> Canvas:
    """A trusted and a doubted word, both held, with words around them to pull."""
    pull = add(project, user, "text", PULL, PULL)
    words = store.project_to_cells(pull)["content"]["words"]
    paint(pull, user, rows=(0,), columns=[words.index(HELD)], state=CellState.MASKED, pinned=True)
    paint(pull, user, rows=(0,), columns=[words.index(word) for word in PULLED])
    return pull


def add(project: Project, user: User, kind: str, name: str, start: str, **options: Any) -> Canvas:
    return canvases.create(project=project, user=user, kind=kind, name=name, start=start, options=options)


@events.atomic()
def paint(
    canvas: Canvas,
    user: User,
    *,
    rows: Iterable[int],
    columns: Iterable[int] | None = None,
    state: CellState = CellState.RENOISABLE,
    pinned: bool | None = None,
) -> None:
    """Give cells a state, as one edit of `user`; columns: all where none are named. For a canvas that nobody
    has open yet."""
    document, layout = store.load(canvas).document, layout_of(canvas.kind)
    before = document.get_state()
    if columns is None:
        columns = range(len(store.cells_of(document, canvas.kind)["columns"]))
    layout.paint(document, list(product(rows, columns)), state, pinned)
    update = document.get_update(before)
    message_id = f"demo-{uuid.uuid4()}"
    store.append(canvas=canvas, user=user, update=update, client_message_id=message_id, epoch=canvas.epoch)
