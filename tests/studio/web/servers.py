"""A web server as it runs, in a process of its own, with limits of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from studio.ops.supervisor import free_port
from tests.live_studio import ROOT, wait_until

CHUNK = b"x" * 65_536


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    path: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def num_spooled(self) -> int:
        """Bytes in files that were removed while this process has them open, as temporary files are."""
        sizes = []
        for link in Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                if os.readlink(link).endswith(" (deleted)"):
                    sizes.append(link.stat().st_size)
            except FileNotFoundError:
                continue
        return sum(sizes)

    def send(self, head: str, pieces: int, *, is_chunked: bool = False) -> tuple[bytes, int, int]:
        """What is answered to a request of so many pieces, how many were taken, and how much was spooled."""
        answer, num_sent, most_spooled = b"", 0, 0
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=20)) as connection:
            connection.sendall(head.encode())
            connection.setblocking(False)
            deadline = time.monotonic() + 30
            rest = b""
            while time.monotonic() < deadline:
                most_spooled = max(most_spooled, self.num_spooled())
                try:
                    received = connection.recv(65_536)
                    if not received:
                        break
                    answer += received
                    if b"Refused" in answer or b'"}' in answer:
                        break
                except BlockingIOError:
                    pass
                except ConnectionError:
                    break
                if not rest and num_sent < pieces:
                    rest = b"%x\r\n%s\r\n" % (len(CHUNK), CHUNK) if is_chunked else CHUNK
                    num_sent += 1
                try:
                    rest = rest[connection.send(rest) :] if rest else b""
                except BlockingIOError:
                    time.sleep(0.001)
                except ConnectionError:
                    break
        return answer, num_sent, most_spooled


@contextmanager
def web_server(data: Path, limits: Mapping[str, int], **said: str) -> Iterator[Server]:
    """One on a folder. limits: by their names in `studio.limits`. said: more of its environment."""
    port = free_port()
    environment = os.environ | {
        "DATA": str(data),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "SUNMASK_DATABASE_URL": f"sqlite:///{data / 'studio.sqlite3'}",
        **{f"SUNMASK_LIMIT_{name}": str(value) for name, value in limits.items()},
        **said,
    }
    environment.pop("SUNMASK_REDIS_URL", None)
    migrate = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True, timeout=120)
    command = [sys.executable, "-m", "studio.web.http_server", "-b", "127.0.0.1", "-p", str(port)]
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    found = Server(port, process, data / "log", said.get("SUNMASK_PATH", ""))

    def answers() -> bool:
        assert process.poll() is None, (data / "log").read_text()
        try:
            return httpx.get(f"{found.url}/api/account", timeout=5).status_code == 401
        except httpx.HTTPError:
            return False

    try:
        wait_until(answers, 60, "the web server did not answer")
        yield found
    finally:
        process.terminate()
        process.wait(20)
