"""ASGI: all of the studio is beneath one path, so that other sites can have the rest of a host."""

from typing import Any

Message = dict[str, Any]


class Beneath:
    """Lets in what is asked for beneath a path, and says of the rest where the studio is.

    A proxy in front keeps the path as the browser sent it. path: with a slash at both ends; "/" lets in all.
    """

    def __init__(self, path: str, application: Any) -> None:
        self.path = path
        self.application = application

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        asked = scope.get("path", self.path)
        if asked.startswith(self.path):
            # whatever a header says that it is
            await self.application({**scope, "root_path": self.path.rstrip("/")}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4404})
        elif f"{asked}/" == self.path:
            query = scope.get("query_string", b"")
            where = self.path.encode() + (b"?" + query if query else b"")
            await _answer(send, 308, f"The studio is at {self.path}.", [(b"location", where)])
        else:
            sentence = f"There is nothing at this address. The studio is at {self.path}."
            await _answer(send, 404, f"{sentence} A proxy in front of it must keep that path.")


async def _answer(
    send: Any, status: int, sentence: str, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    body = f"{sentence}\n".encode()
    about = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": about + (headers or [])})
    await send({"type": "http.response.body", "body": body})
