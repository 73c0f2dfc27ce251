"""Whether what a database has can be read by this version of the studio."""

from studio.documents import store
from studio.errors import StudioError
from studio.models import Canvas
from sunmask.kinds import kinds


class UnreadableError(ValueError):
    """A document cannot be read; says which and why."""


def verify() -> int:
    """Read every document of an installed kind; returns how many there are. Raises UnreadableError."""
    count = 0
    for canvas in Canvas.objects.order_by("pk").iterator(chunk_size=100):
        if canvas.kind not in kinds():
            continue  # its package may be installed again
        try:
            with store.shielded():
                store.cells_of(store.load(canvas).document, canvas.kind)
        except StudioError as error:
            why = error.__cause__ or error
            raise UnreadableError(f"the document of canvas {canvas.pk} cannot be read ({why})") from None
        count += 1
    return count
