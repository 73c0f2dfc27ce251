"""Comments on canvases and places of them."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, protocol
from studio.api.requests import IdempotencyKey, Number, SignedInRequest, checked_key
from studio.reads import selectors
from studio.services import canvases
from studio.services.collection import comments

router = Router()


@router.post("/canvases/{canvas_id}/comments", response={201: protocol.Comment})
def add_comment(
    request: SignedInRequest,
    canvas_id: UUID,
    body: bodies.NewComment,
    idempotency_key: IdempotencyKey = None,
):
    """A new thread, or an answer in one; members whose names stand after an @ are mentioned. The same key
    again answers with the first comment."""
    canvas = access.canvas_for(request.user, canvas_id, may="comment")
    canvases.require_live(canvas)
    comment = comments.add(
        canvas=canvas, user=request.user, said=body, idempotency_key=checked_key(idempotency_key)
    )
    return Status(201, selectors.comment(comment))


@router.get("/canvases/{canvas_id}/comments", response=list[protocol.Comment])
def older_comments(request: SignedInRequest, canvas_id: UUID, offset: Number = 0):
    """The newest comments but `offset`, the oldest first: a page of those that a snapshot leaves out."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    return selectors.comments(row.pk, offset=offset)


@router.patch("/comments/{comment_id}", response=protocol.Comment)
def change_comment(request: SignedInRequest, comment_id: UUID, body: bodies.CommentChange):
    """Resolve or reopen the thread of a comment, and get its first comment; or change the text of your own
    comment, and get that."""
    comment = access.comment_for(request.user, comment_id, may="comment")
    return selectors.comment(comments.change(comment=comment, user=request.user, request=body))


@router.delete("/comments/{comment_id}", response={204: None})
def delete_comment(request: SignedInRequest, comment_id: UUID):
    """One's own; an owner of the project may delete any."""
    comment = access.comment_for(request.user, comment_id, may="comment")
    comments.delete(comment=comment, user=request.user)
    return Status(204, None)
