"""Errors that a person can cause, as one exception with a stable code, an HTTP status and one plain
sentence."""


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
