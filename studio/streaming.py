"""Large files that leave the studio in pieces, so that no answer is held in memory as a whole."""

import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE_BYTES = 256 << 10
_MOST_IN_MEMORY = 4 << 20


def attachment(write: Callable[[IO[bytes]], None], *, name: str, media_type: str) -> StreamingHttpResponse:
    """An attachment that no browser runs, of what `write` puts into a temporary file."""
    file = tempfile.SpooledTemporaryFile(max_size=_MOST_IN_MEMORY)  # noqa: SIM115 (closed when it is sent)
    try:
        write(file)
        num_bytes = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise

    async def pieces() -> AsyncIterator[bytes]:
        try:
            while piece := await sync_to_async(file.read)(PIECE_BYTES):
                yield piece
        finally:
            file.close()

    response = StreamingHttpResponse(pieces(), content_type=media_type)
    response["Content-Length"] = str(num_bytes)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
