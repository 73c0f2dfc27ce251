"""Writes about canvases: blank, from a demo, from a file, duplicated; renamed, ordered, binned."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from studio import events, limits, protocol
from studio.documents import store
from studio.errors import StudioError, invalid
from studio.models import Canvas, Project, User
from studio.reads import selectors
from studio.services import projects
from studio.services.projects import MAX_NAME_CHARACTERS, checked_name
from studio.services.upkeep import bins, storage_used
from studio.services.upkeep.checks import require_room_for_another
from sunmask.kinds import registry
from sunmask.kinds.codec import Codec
from sunmask.kinds.notices import UnreadableFile

READ_TIMEOUT_S = 10
MAX_ORIGIN_CHARACTERS = 200
_STATUS_BY_REASON = {"too_large": 413, "not_music": 415, "not_text": 415, "unknown_file": 415, "busy": 503}
"""HTTP status of a file that was not read, by the codec's reason; every other reason is 422."""


def create(
    *, project: Project, user: User, kind: str, name: str | None, start: str, options: dict[str, Any]
) -> Canvas:
    """A new canvas: `start` is "blank" (with the codec's options) or the name of one of its demos.

    Raises StudioError 422 for an unknown kind, start or option.
    """
    try:
        codec = registry.codec(kind)
        content = codec.blank(**options) if start == "blank" else codec.demo(start)
    except ValueError as error:
        raise invalid(f"This canvas cannot be made: {error}.") from None
    name = checked_name(name or (start if start != "blank" else f"New {kind}"), "canvas")
    update = store.update_from(kind, content)
    storage_used.require_room(project, len(update))
    origin = "blank" if start == "blank" else f"the demo {start}"
    return _add(project=project, user=user, kind=kind, name=name, update=update, origin=origin)


def import_file(*, project: Project, user: User, kind: str | None, data: bytes, file_name: str) -> Canvas:
    """A new canvas from a file; its notices state what was converted. kind: None where the file tells it.

    The file is read before anything is written. Raises StudioError 413, 415 or 422 with the reason.
    """
    projects.require_live(project)
    try:
        codec = registry.codec_of_file(file_name, data) if kind is None else _known(kind)
        imported = codec.read_bytes(data, file_name, timeout_s=READ_TIMEOUT_S)
    except UnreadableFile as refusal:
        status = _STATUS_BY_REASON.get(refusal.code, 422)
        raise StudioError(
            refusal.code, status, refusal.message, retry_after_s=5 if status == 503 else None
        ) from None
    notices = [
        {
            "code": notice.code,
            "message": notice.message,
            "bar": notice.bar,
            "part": notice.part,
            "choices": list(notice.choices),
        }
        for notice in imported.notices
    ]
    update = store.update_from(codec.kind, imported.content)
    storage_used.require_room(project, len(update))
    title = imported.content["meta"]["title"].strip() or "Imported"
    return _add(
        project=project,
        user=user,
        kind=codec.kind,
        name=checked_name(title[:MAX_NAME_CHARACTERS], "canvas"),
        update=update,
        origin=f"imported from {file_name}",
        notices=notices,
    )


def _known(kind: str) -> Codec:
    try:
        return registry.codec(kind)
    except ValueError as error:
        raise invalid(f"This file cannot be read: {error}.") from None


def duplicate(*, canvas: Canvas, user: User) -> Canvas:
    """A copy of a canvas as it is now, with its painted states and authors, without generations and takes."""
    update = store.load(canvas).document.get_update()
    storage_used.require_room(canvas.project, len(update))
    return _add(
        project=canvas.project,
        user=user,
        kind=canvas.kind,
        name=f"{canvas.name[: MAX_NAME_CHARACTERS - 7]} (copy)",
        update=update,
        origin=f"a copy of {canvas.name}",
        notices=canvas.notices,
    )


@events.atomic()
def change(*, canvas: Canvas, name: str | None = None, position: int | None = None) -> Canvas:
    """Rename or move a canvas; what is None stays."""
    if name is not None:
        canvas.name = checked_name(name, "canvas")
    if position is not None:
        canvas.position = position
    canvas.save(update_fields=["name", "position", "updated_at"])
    return _announce(canvas)


@events.atomic()
def put_in_bin(*, canvas: Canvas) -> Canvas:
    """Take a canvas out of view; `restore` brings it back with everything on it."""
    bins.put_in(canvas)
    return _announce(canvas)


@events.atomic()
def restore(*, canvas: Canvas) -> Canvas:
    """Bring a canvas back from the bin."""
    bins.take_out(canvas)
    return _announce(canvas)


def require_live(canvas: Canvas) -> None:
    """Raise StudioError 409 for a canvas in the bin, or in a project that is."""
    projects.require_live(canvas.project)
    if canvas.binned_at is not None:
        raise StudioError("in_bin", 409, "This canvas is in the bin. Restore it first.")


@events.atomic()
def _add(
    *,
    project: Project,
    user: User,
    kind: str,
    name: str,
    update: bytes,
    origin: str,
    notices: Sequence[dict[str, Any]] = (),
) -> Canvas:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    of_project = Canvas.objects.filter(project=project)
    sentence = "A project holds at most {most} canvases."
    require_room_for_another(of_project.count(), limits.CANVASES_PER_PROJECT, "too_many_canvases", sentence)
    last = of_project.aggregate(last=Max("position"))["last"] or 0
    canvas = Canvas.objects.create(
        project=project,
        created_by=user,
        kind=kind,
        name=name,
        origin=origin[:MAX_ORIGIN_CHARACTERS],
        notices=list(notices),
        position=last + 1,
    )
    store.create(canvas=canvas, update=update)
    storage_used.stored(project, len(update))
    return _announce(canvas)


def _announce(canvas: Canvas) -> Canvas:
    changed = protocol.CanvasChanged(canvas=selectors.canvas(canvas))
    events.publish(changed, events.project_stream(canvas.project_id))
    return canvas
