"""Dockerfile and compose.yaml, without docker: what they name is there, and the services' exact commands run.

Only what stands for another machine is replaced: the addresses of database and broker, the folder, the port.
"""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from studio.ops.supervisor import free_port, redis_process
from tests.live_studio import ROOT, wait_until
from tests.packaging.conftest import Installed
from tests.packaging.test_wheel import compose_two_bars
from tests.postgres import NotInstalled, cluster
from tests.studio_client import Person

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
ALWAYS = {name: service for name, service in SERVICES.items() if "profiles" not in service}
OURS = {name: service for name, service in ALWAYS.items() if service["image"] == "sunmask-studio"}
LONG_RUNNING = ("web", "worker", "beat")
LINES = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def instructions(name: str) -> list[str]:
    return [line.removeprefix(f"{name} ") for line in LINES if line.startswith(f"{name} ")]


def test_the_image_is_made_of_files_that_are_here_and_runs_as_nobody_special() -> None:
    copies = [line for line in instructions("COPY") if "--from=" not in line]
    sources = [source for line in copies for source in line.split()[:-1]]
    assert sources
    assert all((ROOT / source).exists() for source in sources)
    let_in = (ROOT / ".dockerignore").read_text().splitlines()
    assert all(f"!{Path(source).parts[0]}" in let_in for source in sources)
    assert instructions("USER") == ["studio"]
    assert json.loads(instructions("CMD")[0]) == ["sunmask-studio", "studio"]


def test_every_service_is_watched_kept_up_and_out_of_reach() -> None:
    assert set(OURS) == {"migrate", *LONG_RUNNING}
    assert {"postgres", "valkey"} <= set(SERVICES)
    for name, service in SERVICES.items():
        once = name == "migrate"
        assert service["restart"] == ("no" if once else "unless-stopped"), name
        assert once or service["healthcheck"]["test"][0] == "CMD", name
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"], name
        for port in service.get("ports", []):
            assert resolved(port, {}).startswith("127.0.0.1:") or service.get("profiles") == ["tls"], name
    for name in LONG_RUNNING:
        assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_tls_and_gpus_are_there_for_those_who_ask_and_nobody_else_notices() -> None:
    assert set(SERVICES) - set(ALWAYS) == {"proxy", "worker-gpu"}
    gpu, worker = SERVICES["worker-gpu"], SERVICES["worker"]
    assert (gpu["command"], gpu["profiles"], gpu["cap_drop"]) == (worker["command"], ["gpu"], ["ALL"])
    (argument,) = gpu["build"]["args"]
    assert [each.partition("=")[0] for each in instructions("ARG")] == [argument]
    (device,) = gpu["deploy"]["resources"]["reservations"]["devices"]
    assert (device["driver"], device["capabilities"]) == ("nvidia", ["gpu"])
    differs = {name for name, value in gpu["environment"].items() if worker["environment"][name] != value}
    assert differs == {"SUNMASK_STANDBY", "SUNMASK_WORKER_CHECKPOINTS"}
    words = SERVICES["proxy"]["command"]
    assert resolved(words[words.index("--from") + 1], {"SUNMASK_SITE": "studio.example"}) == "studio.example"
    host, port = words[words.index("--to") + 1].split(":")
    assert SERVICES[host]["ports"][0].endswith(f":{port}")


def resolved(value: str, variables: dict[str, str]) -> str:
    """A string of compose.yaml with its `${NAME:-default}` and `${NAME:?sentence}` filled in."""

    def fill(found: re.Match[str]) -> str:
        name, operator, rest = found.groups()
        if name not in variables and operator == ":?":
            raise KeyError(f"{name}: {rest}")
        return variables.get(name, rest)

    return re.sub(r"\$\{(\w+)(:-|:\?)([^}]*)\}", fill, value)


@dataclass
class Place:
    """A machine for the services: `replaced` is what it calls the names of compose.yaml."""

    installed: Installed
    data: Path
    port: int
    replaced: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def here(self, value: str) -> str:
        for name, local in self.replaced.items():
            value = value.replace(name, local)
        return value

    def call(self, command: list[str], service: dict[str, Any], output: Path) -> subprocess.Popen[bytes]:
        image = dict(pair.split("=", 1) for line in instructions("ENV") for pair in shlex.split(line))
        own = {
            name: resolved(value, {"POSTGRES_PASSWORD": "x"})
            for name, value in service["environment"].items()
        }
        environment = {name: self.here(value) for name, value in (image | own).items()}
        program, *arguments = (self.here(word) for word in command)
        with output.open("ab") as written:
            return subprocess.Popen(
                [str(self.installed.bin / program), *arguments],
                cwd=self.data,
                env=self.installed.environment | environment | {"SUNMASK_LIMIT_SIGN_UP": "1000"},
                stdout=written,
                stderr=written,
            )

    def start(self, name: str) -> subprocess.Popen[bytes]:
        service = OURS[name]
        self.processes[name] = self.call(service["command"], service, self.data / f"{name}.out")
        return self.processes[name]

    def is_healthy(self, name: str) -> bool:
        """What the service's own health check says."""
        check = OURS[name]["healthcheck"]["test"][1:]
        return self.call(check, OURS[name], self.data / f"{name}.health").wait(60) == 0

    def said(self, name: str) -> str:
        return (self.data / f"{name}.out").read_text()


@pytest.fixture
def place(installed: Installed, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        database = stack.enter_context(database_for(tmp_path))
        broker = stack.enter_context(broker_for(tmp_path))
        port = free_port()
        replaced = {
            "postgres://sunmask:x@postgres/sunmask": database,
            "redis://valkey:6379/0": broker,
            "8000": str(port),
            "/data": str(tmp_path),
        }
        made = Place(installed, tmp_path, port, replaced)
        try:
            yield made
        finally:
            for process in made.processes.values():
                process.terminate()
            for process in made.processes.values():
                process.wait(30)


@contextmanager
def database_for(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own where one is installed, else SQLite."""
    try:
        with cluster() as url:
            yield url
    except NotInstalled:
        yield f"sqlite:///{folder / 'studio.sqlite3'}"


@contextmanager
def broker_for(folder: Path) -> Iterator[str]:
    (folder / "run").mkdir()
    process, url = redis_process(folder)
    running = subprocess.Popen(process.command, stdout=subprocess.DEVNULL)
    try:
        yield url
    finally:
        running.terminate()
        running.wait(10)


def all_well(address: str) -> bool:
    """What the web server says; a health check starts a Python of its own, which costs more."""
    try:
        return set(httpx.get(f"{address}/healthz").json().values()) == {"ok"}
    except (httpx.HTTPError, ValueError):
        return False


@pytest.mark.thorough
def test_the_services_commands_make_a_studio_that_composes_and_says_who_is_healthy(place: Place) -> None:
    assert place.start("migrate").wait(180) == 0, place.said("migrate")
    for name in LONG_RUNNING:
        place.start(name)
    address = f"http://127.0.0.1:{place.port}"
    wait_until(lambda: all_well(address), 180, "the web server does not call all of them well", 0.2)
    for name in LONG_RUNNING:
        wait_until(lambda name=name: place.is_healthy(name), 180, f"{name} did not become healthy", 2)
    assert set(httpx.get(f"{address}/healthz").json().values()) == {"ok"}
    compose_two_bars(Person(address, "composed"))

    place.processes["worker"].terminate()
    assert place.processes["worker"].wait(30) == 0, place.said("worker")
    assert {name for name in LONG_RUNNING if place.is_healthy(name)} == {"web", "beat"}
