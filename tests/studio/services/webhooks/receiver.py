"""A program that receives webhooks, in a thread: it can go away and come back at the same port."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """messages: id, headers and body of each request, in order. status: what is answered."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.headers = 204, {}  # type: tuple[int, dict[str, str]]
        self.drips = False
        """Whether the answer comes a byte at a time and never ends."""
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.come()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/hook?for=me"

    @property
    def ids(self) -> list[str]:
        return [message_id for message_id, _, _ in self.messages]

    def come(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.messages.append((headers["webhook-id"], headers | {"path": self.path}, body))
                if receiver.drips:
                    self.drip()
                    return
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def drip(self) -> None:
                self.close_connection = True
                try:
                    for _ in range(200):
                        self.wfile.write(b"H")
                        time.sleep(0.05)
                except OSError:
                    pass

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def go(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
