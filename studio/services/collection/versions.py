"""Versions: moments of a canvas that got a name. To restore one is an edit, which a browser makes."""

from studio import events, limits, protocol
from studio.documents import store
from studio.errors import StudioError
from studio.models import Canvas, DocumentUpdate, User, Version
from studio.reads import history
from studio.services.projects import checked_name
from studio.services.upkeep import storage_used


def add(*, canvas: Canvas, user: User, name: str, seq: int | None = None) -> Version:
    """Give a moment a name. seq: its number in the canvas's stream, by default the newest.

    Raises StudioError 404 where the history does not have the moment, 409 for too many versions, 413 where
    the project is full, 422 for a name that cannot be.
    """
    name = checked_name(name, "version")
    if Version.objects.filter(canvas=canvas).count() >= limits.VERSIONS:
        raise StudioError(
            "too_many_versions",
            409,
            f"A canvas can have at most {limits.VERSIONS} versions. Delete some first.",
        )
    loaded = store.load(canvas) if seq is None else store.load_at(canvas, seq)
    update = loaded.document.get_update()
    storage_used.require_room(canvas.project, len(update))
    last = DocumentUpdate.objects.filter(canvas=canvas, seq=loaded.seq).first()
    return _add(
        canvas=canvas,
        name=name,
        seq=loaded.seq,
        update=update,
        moment_at=canvas.created_at if last is None else last.created_at,
        created_by=user,
    )


@events.atomic()
def _add(**fields: object) -> Version:
    version = Version.objects.create(**fields)
    storage_used.stored(version.canvas.project, len(version.update))
    _announce(version)
    return version


@events.atomic()
def rename(*, version: Version, name: str) -> Version:
    """Give a version another name."""
    version.name = checked_name(name, "version")
    version.save(update_fields=["name"])
    _announce(version)
    return version


@events.atomic()
def delete(*, version: Version) -> None:
    """Forget a name; the moment stays in the history as long as that goes back."""
    _announce(version, is_deleted=True)
    version.delete()


def _announce(version: Version, *, is_deleted: bool = False) -> None:
    changed = protocol.VersionChanged(version=history.version(version), is_deleted=is_deleted)
    events.publish(changed, events.project_stream(version.canvas.project_id))
