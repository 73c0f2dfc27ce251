"""Large files that leave the studio in pieces, so that no answer is held in memory as a whole."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header


def download(pieces: Iterator[bytes], *, name: str, media_type: str) -> StreamingHttpResponse:
    """An attachment that no browser runs; the next piece is made when the one before is on its way."""

    def following() -> bytes | None:
        return next(pieces, None)

    async def sent() -> AsyncIterator[bytes]:
        while (piece := await sync_to_async(following)()) is not None:
            yield piece

    response = StreamingHttpResponse(sent(), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
