"""Errors that a person can cause, as one exception with a stable code, an HTTP status and one plain
sentence; and storage or memory that is full."""

import errno

from django.db import DatabaseError

_FULL_WORDS = ("disk is full", "disk full", "no space left")
"""Words in the errors of SQLite, PostgreSQL and the operating system when storage is full."""
_FULL_NUMBERS = (errno.ENOSPC, errno.EDQUOT)
_NO_THREAD = "can't start new thread"
"""What Python says where the system starts none."""


class StudioError(Exception):
    """Raised by access, services and limits; the HTTP API and the socket turn it into `protocol.Failure`.

    code: a stable word for programs. status: the HTTP status. message: what was expected, what came and
    what to do. retry_after_s: set when the same request may succeed after that many seconds.
    """

    def __init__(self, code: str, status: int, message: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.retry_after_s = retry_after_s


def not_found(what: str) -> StudioError:
    """The answer for what does not exist and for what this person may not know to exist."""
    return StudioError("not_found", 404, f"There is no such {what}, or you are not a member of its project.")


def unknown_kind(kind: str) -> StudioError:
    """The answer where the content of a canvas is needed and the package of its kind is not installed."""
    return StudioError(
        "unknown_kind",
        409,
        f"This is a canvas of the kind “{kind}”, which is not known here. "
        "Whoever runs the studio can install the package that brings it.",
    )


def invalid(message: str) -> StudioError:
    """A body that was understood as JSON but says something impossible."""
    return StudioError("invalid", 422, message)


def is_storage_full(error: BaseException | None) -> bool:
    """Whether an error of the database or of a file, or one behind it, says that there is no room left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL_NUMBERS:
            return True
        if isinstance(error, DatabaseError) and any(words in str(error).lower() for words in _FULL_WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_exhausted(error: BaseException | None) -> bool:
    """Whether an error, or one behind it, says that this process gets no more memory or threads."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and str(error) == _NO_THREAD):
            return True
        error = error.__cause__ or error.__context__
    return False


def out_of_memory() -> StudioError:
    """The answer where this process gets no more memory or threads."""
    message = "The studio has no memory left for this just now. Try again in a moment."
    return StudioError("out_of_memory", 503, message, retry_after_s=2)


def not_stored(error: BaseException | None) -> StudioError:
    """The answer where the database or a disk did not take or give something."""
    message = "The studio could not store or read this. Try again in a moment."
    if is_storage_full(error):
        message = (
            "The studio could not store or read this: its storage is full. "
            "Ask whoever runs it to make room, then try again."
        )
    return StudioError("not_stored", 503, message, retry_after_s=2)
