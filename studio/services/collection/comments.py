"""Comments on a canvas or on a place of it, in threads. Rows, never part of the shared document."""

import re
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from studio import access, bodies, events, limits, protocol
from studio.errors import StudioError, invalid
from studio.models import Canvas, Comment, User
from studio.reads import selectors
from studio.services.upkeep import storage_used
from studio.services.upkeep.checks import require_room_for_another
from studio.services.upkeep.idempotency import once, sent_before

_MENTION = re.compile(r"@([\w.@+-]+)")
_MOST_MENTIONS = 20


def add(
    *, canvas: Canvas, user: User, said: bodies.NewComment, idempotency_key: str | None = None
) -> Comment:
    """Say something about a canvas or a place of it, or answer in a thread, which opens it again.

    idempotency_key: with the same key again, the first comment is returned.
    Raises StudioError 404 where the thread is on another canvas, 409 for too many comments, 422 for a text or
    place that cannot be.
    """

    def first() -> Comment | None:
        return sent_before(Comment, user, idempotency_key, canvas)

    return first() or once(lambda: _add(canvas, user, said, idempotency_key), first)


def _add(canvas: Canvas, user: User, said: bodies.NewComment, idempotency_key: str | None) -> Comment:
    text = _checked(said.text)
    if said.column is None and (said.last_column is not None or said.row is not None):
        raise invalid("A place needs its column. Send `column` too, or leave out `row` and `last_column`.")
    num_comments = Comment.objects.filter(canvas=canvas).count()
    sentence = "A canvas can have at most {most} comments. Delete some first."
    require_room_for_another(num_comments, limits.COMMENTS, "too_many_comments", sentence)
    storage_used.require_room(canvas.project)
    place = said.model_dump(include={"column", "last_column", "row", "place", "quote"})
    thread = None
    if said.thread is not None:
        thread = _thread(canvas, said.thread)
        place = {}
    comment = Comment.objects.create(
        canvas=canvas, thread=thread, text=text, created_by=user, idempotency_key=idempotency_key, **place
    )
    comment.mentioned.set(_mentioned(canvas, text))
    if thread is not None and thread.resolved_at is not None:
        _set_resolved(thread, None)
    _announce(comment, is_new=True)
    return comment


def _checked(text: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= limits.COMMENT_CHARACTERS:
        raise invalid(
            f"A comment must have 1 to {limits.COMMENT_CHARACTERS} characters; this one has {len(text)}."
        )
    return text


def _thread(canvas: Canvas, answered_id: UUID) -> Comment:
    answered = Comment.objects.filter(canvas=canvas, pk=answered_id).select_related("thread").first()
    if answered is None:
        raise StudioError("not_found", 404, "The comment that you answer is gone. Write a new one.")
    return answered.thread or answered


def _mentioned(canvas: Canvas, text: str) -> list[User]:
    """The members of the project whose names stand after an @."""
    names = list(dict.fromkeys(_MENTION.findall(text)))[:_MOST_MENTIONS]
    found = []
    for name in names:
        # a name may end with a full stop, and so may a sentence
        for wanted in dict.fromkeys((name, name.rstrip(".-+@"))):
            person = canvas.project.members.filter(username__iexact=wanted).first()
            if person is not None:
                found.append(person)
                break
    return found


def change(*, comment: Comment, user: User, request: bodies.CommentChange) -> Comment:
    """Change the text of a comment, or settle or reopen its thread. Raises StudioError 422 where both or
    neither is requested, and as `edit` does."""
    if (request.is_resolved is None) == (request.text is None):
        raise invalid("Send either `is_resolved` or `text`.")
    if request.text is not None:
        return edit(comment=comment, user=user, text=request.text)
    return resolve(comment=comment, user=user, is_resolved=bool(request.is_resolved))


@events.atomic()
def edit(*, comment: Comment, user: User, text: str) -> Comment:
    """Say one's own comment otherwise. Raises StudioError 403 for somebody else's, 409 for one that
    was deleted, 422 for a text that cannot be."""
    if comment.created_by_id != user.pk:
        raise StudioError(
            "not_yours", 403, "Only its author can edit a comment. Answer it, or ask its author."
        )
    comment = Comment.objects.select_for_update(no_key=True, of=("self",)).get(pk=comment.pk)
    if comment.text == "":
        raise StudioError("is_deleted", 409, "This comment was deleted. Write a new one.")
    text = _checked(text)
    if text == comment.text:
        return comment
    comment.text, comment.edited_at = text, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    comment.mentioned.set(_mentioned(comment.canvas, comment.text))
    _announce(comment)
    return comment


@events.atomic()
def resolve(*, comment: Comment, user: User, is_resolved: bool) -> Comment:
    """Say that the thread of a comment is settled, or open it again. Returns the first of the thread."""
    thread = comment.thread or comment
    if is_resolved != (thread.resolved_at is not None):
        _set_resolved(thread, user if is_resolved else None)
    return thread


def _set_resolved(thread: Comment, user: User | None) -> None:
    Comment.objects.filter(pk=thread.pk).update(
        resolved_at=Now() if user else None, resolved_by=user, resolver_name=""
    )
    thread.refresh_from_db()
    _announce(thread)


@events.atomic()
def delete(*, comment: Comment, user: User) -> None:
    """Take back one's own comment; an owner of the project may take back any.

    The first of a thread that others answered stays without words, and goes with the last answer.
    """
    if comment.created_by_id != user.pk and not access.may(user, comment.canvas.project, "own"):
        raise StudioError(
            "not_yours",
            403,
            "Only its author or an owner of the project can delete a comment. Ask one of them.",
        )
    if comment.replies.exists():
        comment.text = ""
        comment.mentioned.clear()
        comment.save(update_fields=["text"])
        _announce(comment)
        return
    thread = comment.thread
    _delete(comment)
    if thread is not None and thread.text == "" and not thread.replies.exists():
        _delete(thread)


def _delete(comment: Comment) -> None:
    _announce(comment, is_deleted=True)
    comment.delete()


def _announce(comment: Comment, *, is_new: bool = False, is_deleted: bool = False) -> None:
    changed = protocol.CommentChanged(
        comment=selectors.comment(comment), is_new=is_new, is_deleted=is_deleted
    )
    events.publish(changed, events.project_stream(comment.canvas.project_id))
