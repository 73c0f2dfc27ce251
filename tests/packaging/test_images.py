"""The image and compose.yaml on a real Docker: `make test-images`, where Docker may use ports 80 and 443.

The image is built as `sunmask-studio`, from TORCH_INDEX where that is set. The services are a project of
their own, which is gone afterwards.
"""

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from studio.ops.supervisor import free_port
from tests.live_studio import ROOT, csrf_token, wait_until
from tests.packaging.test_containers import LONG_RUNNING
from tests.studio_client import Person

pytestmark = pytest.mark.images

SITE = "localhost"  # a name for which Caddy makes a certificate itself
MELODY = "Ode to Joy (melody)"
ROOT_CERTIFICATE = "/data/caddy/pki/authorities/local/root.crt"


def build_image() -> None:
    index = os.environ.get("TORCH_INDEX")
    with_torch = ["--build-arg", f"TORCH_INDEX={index}"] if index else []
    subprocess.run(["docker", "build", "--tag", "sunmask-studio", *with_torch, str(ROOT)], check=True)


@dataclass
class Services:
    """A studio by compose.yaml. `settings` is its file .env."""

    settings: Path
    port: int

    def compose(self, *words: str, check: bool = True) -> str:
        command = ["docker", "compose", "--project-name", "sunmask-test", "--env-file", str(self.settings)]
        done = subprocess.run([*command, *words], cwd=ROOT, text=True, capture_output=True, timeout=600)
        assert done.returncode == 0 or not check, f"{' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, *words: str) -> None:
        self.compose("up", "--detach", "--no-build", "--wait", *words)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    build_image()
    port = free_port()
    settings = tmp_path_factory.mktemp("compose") / ".env"
    values = {
        "POSTGRES_PASSWORD": os.urandom(24).hex(),
        "PORT": str(port),
        "SUNMASK_SITE": SITE,
        "SUNMASK_ORIGINS": f"https://{SITE}",
        "SUNMASK_BEHIND_PROXY": "1",
        "COMPOSE_PROFILES": "tls",
    }
    settings.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    made = Services(settings, port)
    try:
        started_at = time.monotonic()
        made.start()
        print(f"all services healthy after {time.monotonic() - started_at:.0f} s")
        yield made
    except BaseException:
        print(made.compose("logs", "--tail", "40", check=False))
        raise
    finally:
        made.compose("down", "--volumes", check=False)


@pytest.fixture(scope="module")
def sign_up(
    services: Services, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Person]]:
    """Somebody who comes by HTTPS and trusts this proxy's own authority."""
    certificate = tmp_path_factory.mktemp("authority") / "root.crt"
    certificate.write_text(services.compose("exec", "proxy", "cat", ROOT_CERTIFICATE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(certificate))
        yield lambda name: Person(f"https://{SITE}", name)


async def harmonise(person: Person, meanwhile: Callable[[], None] = lambda: None) -> None:
    """A melody gets its three voices, and a socket brings the steps."""
    project = person.make("/api/projects", {"name": "Harmonised"})["id"]
    body = {"kind": "chorale", "name": "Ode", "start": MELODY}
    canvas = person.make(f"/api/projects/{project}/canvases", body)["id"]
    async with person.socket(project) as socket:
        generation = person.generate(canvas, settings={"num_steps": 24})["id"]
        path = f"/api/generations/{generation}"
        wait_until(lambda: person.get(path)["state"] != "queued", 60, "nobody began the generation", 0.1)
        await asyncio.to_thread(meanwhile)
        assert await socket.read_to_end(generation, 300) == "done", person.get(path)
        assert socket.steps(generation)


async def test_all_services_run_and_a_melody_is_harmonised_over_tls(
    services: Services, sign_up: Callable[[str], Person]
) -> None:
    ana = sign_up("Ana")
    assert set(ana.get("/healthz").values()) == {"ok"}
    named_otherwise = httpx.get(f"http://127.0.0.1:{services.port}/healthz")
    assert named_otherwise.status_code == 400
    started_at = time.monotonic()
    await harmonise(ana)
    print(f"a melody harmonised after {time.monotonic() - started_at:.0f} s")
    assert csrf_token(ana.http)
    assert all(cookie.secure for cookie in ana.http.cookies.jar)
    assert ana.http.get(f"http://{SITE}/").headers["Location"] == f"https://{SITE}/"


async def test_a_run_goes_on_where_its_worker_was_killed_and_another_is_started(
    services: Services, sign_up: Callable[[str], Person]
) -> None:
    def replace_worker() -> None:
        services.compose("kill", "worker")
        services.start("--scale", "worker=2")

    await harmonise(sign_up("Ben"), replace_worker)
    assert len(services.compose("ps", "--quiet", "worker").split()) == 2


def test_a_backup_is_restored_and_what_came_after_it_is_gone(
    services: Services, sign_up: Callable[[str], Person]
) -> None:
    services.start("--scale", "worker=1")
    cleo = sign_up("Cleo")
    kept = cleo.make("/api/projects", {"name": "Before"})["id"]
    services.compose("exec", "web", "sunmask-studio", "backup", "/data/backups/now.zip")
    later = cleo.make("/api/projects", {"name": "After"})["id"]
    services.compose("stop", "web", "worker", "beat")
    services.compose("run", "--rm", "web", "sunmask-studio", "restore", "/data/backups/now.zip", "--replace")
    services.start()
    assert cleo.get(f"/api/projects/{kept}")["name"] == "Before"
    assert cleo.http.get(f"/api/projects/{later}").status_code == 404


def test_services_stop_at_once_when_they_are_told_to(services: Services) -> None:
    started_at = time.monotonic()
    services.compose("stop", *LONG_RUNNING)
    assert time.monotonic() - started_at < 20
    told = services.compose("ps", "--all", "--format", "{{.Service}} {{.ExitCode}}").split("\n")
    ended = dict(line.split() for line in told if line)
    assert {name: ended[name] for name in LONG_RUNNING} == dict.fromkeys(LONG_RUNNING, "0")
