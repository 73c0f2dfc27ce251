"""Files that take long to make, sent with word of how far they are.

An answer is lines of JSON, a bit of progress each, then one line that names the file, then the file. Who goes
away ends the making.
"""

import json
import mimetypes
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from studio import limits
from studio.errors import StudioError, invalid
from studio.web import signing
from studio.web.exports import Chosen
from sunmask.kinds import registry
from sunmask.kinds.children.rendering import Progress, Rendering

PIECE_BYTES = 256 << 10
MEDIA_TYPES = {".musicxml": "application/vnd.recordare.musicxml+xml", ".opus": "audio/ogg"}
_free = threading.BoundedSemaphore(limits.RENDERINGS_AT_ONCE)


def stream(
    chosen: Chosen,
    options: Mapping[str, Any],
    *,
    on_made: Callable[[str], None],
    has_sidecars: bool = False,
) -> StreamingHttpResponse:
    """Begin to make the requested files of the content. on_made: called with the file's ending, without its
    dot, when there is one. has_sidecars: with a signed statement beside each, all in a zip.

    Raises StudioError 422 for options that this kind cannot meet, 503 where too much is being made, 409 for
    sidecars where files are not signed.
    """
    if has_sidecars:
        signing.require_signing(chosen.statement)
    if not registry.codec(chosen.kind).renderings:
        raise StudioError("not_rendered", 422, "Sound and printed pages can be made of music only.")
    made = _Made(chosen, options, on_made, has_sidecars)
    try:
        made.begin()
    except BaseException:
        made.close()
        raise
    response = StreamingHttpResponse(made, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Accel-Buffering"] = "no"  # a proxy that waits for the end would keep the progress
    weakref.finalize(response, made.close)  # who went away before the first line
    return response


class _Made:
    """One file while it is made and sent: the pieces of an answer, which closes it when it is closed."""

    def __init__(
        self,
        chosen: Chosen,
        options: Mapping[str, Any],
        on_made: Callable[[str], None],
        has_sidecars: bool,
    ) -> None:
        if not _free.acquire(timeout=limits.RENDERING_WAIT_S):
            raise StudioError("busy", 503, "Other files are being made. Try again in a moment.")
        self._is_open, self._lock, self._on_made = True, threading.Lock(), on_made
        self._statement, self._has_sidecars = chosen.statement, has_sidecars
        try:
            self._rendering = Rendering(chosen.kind, chosen.content, options, chosen.said)
        except OSError:
            _free.release()
            raise
        self._progress = self._rendering.progress()
        self._first: Progress | None = None

    def begin(self) -> None:
        """Wait for the first word: options that cannot be met are refused by then."""
        try:
            self._first = next(self._progress, None)
        except ValueError as error:
            raise invalid(f"This cannot be made: {error}.") from error
        except TimeoutError as error:
            raise _too_demanding() from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = self._pieces()

        def following() -> bytes | None:
            return next(pieces, None)

        try:
            while (piece := await sync_to_async(following)()) is not None:
                yield piece
        finally:
            self.close()

    def _pieces(self) -> Iterator[bytes]:
        if self._first:
            yield _line(vars(self._first))
        try:
            for progress in self._progress:
                yield _line(vars(progress))
            path = self._signed()
        except ValueError as error:
            yield _line({"problem": f"This cannot be made: {error}."})
            return
        except TimeoutError:
            yield _line({"problem": _too_demanding().message})
            return
        self._on_made(path.suffix[1:])
        media_type = MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        yield _line({"name": path.name, "media_type": media_type, "num_bytes": path.stat().st_size})
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece

    def _signed(self) -> Path:
        """The file, signed where files are, which only this process can do."""
        path = self._rendering.path
        assert path
        if self._statement is None:
            return path
        return signing.sign(path, self._statement, has_sidecar=self._has_sidecars)

    def close(self) -> None:
        """End the child and give its place to another; the second time nothing happens."""
        with self._lock:
            if not self._is_open:
                return
            self._is_open = False
        self._rendering.close()
        _free.release()


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _too_demanding() -> StudioError:
    message = "This takes too long or too much memory to make. Ask for fewer files or fewer bars."
    return StudioError("too_demanding", 422, message)
