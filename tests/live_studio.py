"""A whole studio in processes of its own, for tests that need the real thing."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from studio.ops.supervisor import free_port
from sunmask.fetching import FOLDER

ROOT = Path(__file__).parent.parent
START_TIMEOUT_S = 300


@dataclass
class LiveStudio:
    """A running `manage.py studio`: where it answers, without the slash at the end, where it writes, the link
    that signs in."""

    url: str
    data: Path
    link: str
    """"" where it has no demo."""

    def pid(self, name: str) -> int:
        return int((self.data / "run" / f"{name}.pid").read_text())

    def sign_in(self, browser: httpx.Client) -> httpx.Response:
        """Open the printed link, and say yes as its button does; the page that follows."""
        browser.get(self.link).raise_for_status()
        body = {"csrfmiddlewaretoken": csrf_token(browser)}
        headers = {"Origin": origin_of(self.url), "Referer": self.link}
        return browser.post(self.link, data=body, headers=headers).raise_for_status()

    def kill(self, name: str) -> int:
        """kill -9 one of redis, daphne, worker, beat; returns the process id that died."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_restarted(self, name: str, old_pid: int, timeout_s: float = 10) -> None:
        wait_until(lambda: self.pid(name) != old_pid, timeout_s, f"{name} was not started again")

    def wait_ready(self, timeout_s: float = 60) -> None:
        wait_until(self.is_ready, timeout_s, "the studio did not become ready")

    def is_ready(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/healthz", timeout=3)
            return all(state == "ok" for state in answer.json().values())
        except (httpx.HTTPError, ValueError):
            return False


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def csrf_token(browser: httpx.Client) -> str:
    """What it was given, whichever path the studio is at; "" for nothing yet."""
    found = [cookie.value for cookie in browser.cookies.jar if cookie.name.endswith("csrftoken")]
    return found[0] or "" if found else ""


def redis_url(studio: LiveStudio) -> str:
    """Of the studio's private server, from its own file."""
    lines = (studio.data / "run" / "redis.conf").read_text().splitlines()
    said = dict(line.split(" ", 1) for line in lines)
    return f"redis://:{said['requirepass']}@127.0.0.1:{said['port']}/0"


LONGEST_NAP_S = 0.5


def wait_until(claim, timeout_s: float, sentence: str, interval_s: float = 0.05) -> None:
    """Ask until the claim is true, the more rarely the longer that takes: to ask costs the studio time."""
    began = time.monotonic()
    while not claim():
        waited_s = time.monotonic() - began
        if waited_s > timeout_s:
            raise AssertionError(f"{sentence} within {timeout_s} s")
        time.sleep(max(interval_s, min(LONGEST_NAP_S, waited_s / 8)))


@contextmanager
def live_studio(
    data: Path,
    *,
    has_demo: bool = True,
    command: list[str] | None = None,
    folder: Path = ROOT,
    **environment: str,
) -> Iterator[LiveStudio]:
    """Start a studio on a free port with everything it writes under `data`; stop it at the end.

    has_demo: the demo project, which takes seconds to make.
    command, folder: what starts it, and from where; without them the checkout's own. PORT: "0": a free one.
    """
    port = int(environment.get("PORT", 0)) or free_port()
    data.mkdir(parents=True, exist_ok=True)
    output = data / "studio.out"
    env = {**os.environ, "DATA": str(data), "OMP_NUM_THREADS": "1"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env |= {"SUNMASK_DEMO_RUNS": "0"}  # what the demo runs by itself would slow tests down
    env |= {"SUNMASK_LIMIT_SIGN_UP": "1000"}  # all people of all tests come from one address
    env |= {"SUNMASK_STANDBY": "0"}  # each would start a second worker
    env |= {FOLDER: str(data / "weights")}  # none there: loading it takes long
    env |= environment | {"PORT": str(port)}
    if folder != ROOT:
        env.pop("PYTHONPATH", None)  # it would lead back to the checkout
    with output.open("w") as out:
        process = subprocess.Popen(
            command or [sys.executable, "manage.py", "studio", *([] if has_demo else ["--no-demo"])],
            cwd=folder,
            env=env,
            stdout=out,
            stderr=out,
            text=True,
        )
    try:
        pattern = re.compile(r"https?://\S+/sign-in/\S+")

        def is_told() -> bool:
            if process.poll() is not None:
                raise AssertionError(f"the studio ended at once:\n{output.read_text()}")
            return "Ctrl-C stops everything." in output.read_text()

        wait_until(is_told, START_TIMEOUT_S, "the studio did not say that it is ready")
        link = pattern.search(output.read_text())
        url = f"http://127.0.0.1:{port}{environment.get('SUNMASK_PATH', '').rstrip('/')}"
        yield LiveStudio(url, data, link.group() if link else "")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
