"""Comments on a canvas or on one of its cells. Rows, never part of the shared document."""

from studio import access, events, limits, protocol
from studio.errors import StudioError, invalid
from studio.models import Canvas, Comment, User
from studio.reads import selectors
from studio.services import quotas


@events.atomic()
def add(
    *, canvas: Canvas, user: User, text: str, column: str | None = None, row: int | None = None
) -> Comment:
    """Say something about a canvas, or about the cell at a column id and row."""
    text = text.strip()
    if not 1 <= len(text) <= limits.COMMENT_CHARACTERS:
        raise invalid(
            f"A comment must have 1 to {limits.COMMENT_CHARACTERS} characters; this one has {len(text)}."
        )
    if Comment.objects.filter(canvas=canvas).count() >= limits.COMMENTS:
        raise StudioError(
            "too_many_comments",
            409,
            f"A canvas can have at most {limits.COMMENTS} comments. Delete some first.",
        )
    quotas.require_room(canvas.project)
    comment = Comment.objects.create(canvas=canvas, text=text, column=column, row=row, created_by=user)
    _announce(comment, is_deleted=False)
    return comment


@events.atomic()
def delete(*, comment: Comment, user: User) -> None:
    """Take back one's own comment; an owner of the project may take back any."""
    if comment.created_by_id != user.pk and not access.may(user, comment.canvas.project, "own"):
        raise StudioError(
            "not_yours",
            403,
            "Only its author or an owner of the project can delete a comment. Ask one of them.",
        )
    _announce(comment, is_deleted=True)
    comment.delete()


def _announce(comment: Comment, *, is_deleted: bool) -> None:
    changed = protocol.CommentChanged(comment=selectors.comment(comment), is_deleted=is_deleted)
    stream = events.project_stream(comment.canvas.project_id)
    events.append(stream, changed.kind, changed.model_dump(mode="json"))
