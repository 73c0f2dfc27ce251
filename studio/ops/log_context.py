"""What log lines are about: a request, its person, a project, a generation. Whatever is known in a thread or
task stands in each of its lines, where lines are JSON (SUNMASK_LOG_FORMAT)."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.utils.crypto import salted_hmac

Known = dict[str, str | int | float]

_known: ContextVar[Known | None] = ContextVar("log_context", default=None)


@contextmanager
def within(**known: Any) -> Iterator[None]:
    """Lines within are about this as well; None is left out."""
    token = _known.set({**current(), **_given(known)})
    try:
        yield
    finally:
        _known.reset(token)


def begin(**known: Any) -> None:
    """Lines of this thread or task are about this and nothing else, until the next `begin`."""
    _known.set(_given(known))


def note(**known: Any) -> None:
    """Lines until the end of the innermost `within` are about this as well; outside of any, none is."""
    if (present := _known.get()) is not None:
        present |= _given(known)


def current() -> Known:
    return _known.get() or {}


def current_request() -> str | None:
    """The id of the request that is answered here, or that led to the present work."""
    request = current().get("request")
    return None if request is None else str(request)


def hashed(person_id: int | None) -> str | None:
    """A person for log lines: the same in all of one studio, and nobody's name."""
    if person_id is None:
        return None
    return salted_hmac("studio.ops.log_context", str(person_id), algorithm="sha256").hexdigest()[:16]


class JsonLines(logging.Formatter):
    """A line of JSON for each record: time, level, logger, message, what it is about, and a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **current(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _given(known: dict[str, Any]) -> Known:
    return {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in known.items()
        if value is not None
    }
