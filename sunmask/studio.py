"""A studio by program, with a token of one's account; `sunmask login` stores where and which.

    from sunmask.studio import Client

    studio = Client()
    project = studio.projects()[0]["id"]
    canvas = studio.new_canvas(project, "From a program")["id"]
    done = studio.generate(canvas, num_candidates=4, seed=1, settings={"num_steps": 32})
    take = studio.keep(done["id"], candidate=done["best_first"][0] if done["best_first"] else 0)
    open("take.musicxml", "wb").write(studio.export(canvas, take=take["id"]))

Rows are the JSON of the studio's HTTP API, described at /api/docs of each studio. Needs the standard library
alone.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sunmask.environment import environment

Row = dict[str, Any]
TIMEOUT_S = 60.0
LONGEST_PAUSE_S = 60.0
"""A studio that wants one to wait longer is not waited for."""
MOST_TRIES = 5
OVER = ("done", "stopped", "failed")
HOW = "`sunmask login ADDRESS`"


class Refused(ValueError):
    """A studio's refusal. code: a stable word. status: of HTTP."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class _NoRedirects(HTTPRedirectHandler):
    """A token is for one studio: no redirect takes it elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Client:
    """One studio as one person. Raises `Refused` for what the studio refuses, OSError where it cannot be
    reached."""

    def __init__(self, address: str | None = None, token: str | None = None) -> None:
        """address, token: without them those of SUNMASK_STUDIO and SUNMASK_TOKEN, or those that were stored.

        Raises ValueError where there are none."""
        address, token = address or environment().studio, token or environment().token
        if not address or not token:
            stored = stored_login()
            address = checked_address(address or stored.get("address") or _missing("a studio's address"))
            if not token and address == stored.get("address"):  # it is for no other studio
                token = stored.get("token")
        self.address = checked_address(address)
        self._token = token or _missing(f"a token for {self.address}")
        self._opener = build_opener(_NoRedirects)

    def account(self) -> Row:
        """Whose token it is."""
        return self.request("GET", "/account")

    def projects(self) -> list[Row]:
        return self.request("GET", "/projects")

    def new_project(self, name: str) -> Row:
        return self.request("POST", "/projects", {"name": name})

    def canvases(self, project: str) -> list[Row]:
        return self.request("GET", f"/projects/{project}/snapshot")["canvases"]

    def new_canvas(self, project: str, name: str, *, kind: str = "chorale", **how: Any) -> Row:
        """how: `start`, the name of a demo; `options` of a blank one, such as {"num_bars": 8}."""
        body = {"kind": kind, "name": name, **how}
        return self.request("POST", f"/projects/{project}/canvases", body)

    def generate(self, canvas: str, *, timeout_s: float = 3600.0, **how: Any) -> Row:
        """Start a generation of a canvas and wait until it is over.

        how: `num_candidates`, `seed`, `checkpoint`, `settings` by name. Raises ValueError where it fails,
        TimeoutError where it takes longer; it goes on then."""
        path, key = f"/canvases/{canvas}/generations", str(uuid.uuid4())
        row = self.request("POST", path, how, idempotency_key=key)
        deadline, pause_s = time.monotonic() + timeout_s, 0.25
        while row["state"] not in OVER:
            if time.monotonic() > deadline:
                raise TimeoutError(f"generation {row['id']} is {row['state']} after {timeout_s:.0f} s")
            _wait(pause_s)
            pause_s = min(2.0, pause_s * 1.5)
            row = self.request("GET", f"/generations/{row['id']}")
        if row["state"] == "failed":
            raise ValueError(row["error"] or f"generation {row['id']} failed")
        return row

    def keep(self, generation: str, *, candidate: int = 0, step: int | None = None, name: str = "") -> Row:
        """Make a take of a candidate, at the last step unless another is named."""
        if step is None:
            step = self.request("GET", f"/generations/{generation}")["last_step"]
        body = {"candidate": candidate, "step": step} | ({"name": name} if name else {})
        return self.request("POST", f"/generations/{generation}/takes", body)

    def takes(self, project: str, **query: Any) -> Iterator[Row]:
        """All takes of a project, page by page. query: as the studio filters and sorts them, such as
        canvas=..., starred=True, grade_max=5."""
        offset = 0
        while True:
            sought = urlencode({**query, "offset": offset}, doseq=True)
            page = self.request("GET", f"/projects/{project}/takes?{sought}")
            yield from page["takes"]
            offset += len(page["takes"])
            if not page["takes"] or offset >= page["total"]:
                return

    def export(self, canvas: str, file_format: str = "musicxml", **what: Any) -> bytes:
        """A file of a canvas. what: `take`, or `generation` with `candidate` and `step`."""
        sought = urlencode({"format": file_format, **what})
        with self._open("GET", f"/canvases/{canvas}/export?{sought}") as answer:
            return answer.read()

    def archive(self, project: str, path: str | Path) -> Path:
        """Write an archive of a project to a file."""
        part = Path(f"{path}.part")
        with self._open("GET", f"/projects/{project}/archive") as answer, part.open("wb") as file:
            shutil.copyfileobj(answer, file)
        return part.replace(path)

    def import_archive(self, path: str | Path, project: str | None = None) -> Row:
        """Make a new project of an archive, which is answered; or add all of it to one that exists: answers
        what came in, such as `canvases` and `num_takes`."""
        where = "/archives" if project is None else f"/projects/{project}/archives"
        return self._send_file(where, Path(path))

    def import_file(self, project: str, path: str | Path) -> Row:
        """Make a canvas of a score or a text."""
        return self._send_file(f"/projects/{project}/imports", Path(path))

    def request(self, method: str, path: str, body: Any = None, *, idempotency_key: str = "") -> Any:
        """Any request of the API; what it answers. Repeated where the studio says when to try again."""
        headers = {"Content-Type": "application/json"}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        data = None if body is None else json.dumps(body).encode()
        with self._open(method, path, data, headers) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def _send_file(self, path: str, file: Path) -> Row:
        boundary = uuid.uuid4().hex
        name = file.name.replace('"', "'")
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        data = head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        with self._open("POST", path, data, headers) as answer:
            return json.loads(answer.read())

    def _open(
        self, method: str, path: str, data: bytes | None = None, headers: dict[str, str] | None = None
    ) -> IO[bytes]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **(headers or {})}
        request = Request(f"{self.address}/api{path}", data, headers, method=method)
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                return self._opener.open(request, timeout=TIMEOUT_S)
            except HTTPError as error:
                refused, pause_s = _refusal(error)
                if not tries_left or not 0 < pause_s <= LONGEST_PAUSE_S:
                    raise refused from None
                _wait(pause_s)
        raise AssertionError("unreachable")


def _missing(what: str) -> str:
    raise ValueError(f"expected {what}; {HOW} stores both")


def _refusal(error: HTTPError) -> tuple[Refused, float]:
    """And the seconds after which the same request may succeed; 0 where it will not."""
    with error:
        try:
            said = json.loads(error.read(1 << 16))
            return Refused(error.code, said["code"], said["message"]), said.get("retry_after_s") or 0
        except (ValueError, KeyError, TypeError, AttributeError):
            return Refused(error.code, "unexpected", f"the studio answered {error.code} {error.reason}"), 0


def _wait(seconds: float) -> None:
    time.sleep(seconds)


def checked_address(address: str) -> str:
    """Without a slash at its end. Raises ValueError for what is none."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"expected an address such as https://studio.example, got {address!r:.80}")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def stored_login() -> dict[str, str]:
    """Address and token that were stored; nothing where none are. Raises ValueError for a spoiled file."""
    path = environment().login
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValueError(f"expected address and token in {path}; {HOW} writes it anew")
    return {str(name): str(value) for name, value in found.items()}


def store_login(address: str, token: str) -> Path:
    """Store both in a file that only its owner can read."""
    path = environment().login
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"address": address, "token": token}, file)
    return part.replace(path)
