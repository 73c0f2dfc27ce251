"""The units of systemd: they run what the services of compose.yaml run, systemd accepts them, and they may do
little besides."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.live_studio import ROOT

UNITS = ROOT / "deploy" / "systemd"
PROGRAM = "/opt/sunmask/bin/sunmask-studio"
MOST_EXPOSED = 20
"""Of 100, as `systemd-analyze security` counts what a service could harm."""


def said(unit: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(unit.read_text())
    return found


def services() -> dict[str, configparser.ConfigParser]:
    """By the name of the service in compose.yaml."""
    return {
        re.sub(r"^sunmask-|@", "", file.stem): said(file) for file in sorted(UNITS.glob("sunmask-*.service"))
    }


def test_each_service_of_compose_is_a_unit_with_the_same_command() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    ours = {name for name, each in compose.items() if each["image"] == "sunmask-studio"}
    assert set(services()) == ours
    for name, unit in services().items():
        program, *words = unit["Service"]["ExecStart"].split()
        command = [word for word in compose[name]["command"] if word not in ("--host", "0.0.0.0")]
        assert [Path(program).name, *words] == command, name
        assert unit["Service"]["User"] == "sunmask", name
    wanted = said(UNITS / "sunmask.target")["Unit"]["Wants"].split()
    assert {re.sub(r"^sunmask-|@1", "", each).removesuffix(".service") for each in wanted} == ours - {
        "migrate"
    }


def test_workers_see_each_others_locks_of_gpus() -> None:
    for name, unit in services().items():
        folder = unit["Service"]["RuntimeDirectory"]
        assert f"TMPDIR=/run/{folder}" in unit["Service"]["Environment"], name
    assert "PrivateDevices" not in services()["worker"]["Service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_them_and_finds_little_that_they_could_harm(tmp_path: Path) -> None:
    for file in UNITS.glob("sunmask*.*"):
        (tmp_path / file.name).write_text(file.read_text().replace(PROGRAM, "/bin/true"))
    worker = tmp_path / "sunmask-worker@.service"
    units = ["sunmask.target", *(each.name for each in tmp_path.glob("*.service") if each != worker)]
    verify = [
        "systemd-analyze",
        "verify",
        *(tmp_path / name for name in units),
        f"{tmp_path}/sunmask-worker@1.service",
    ]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "sunmask-worker-one.service").write_text(worker.read_text())
    worker.unlink()
    security = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}"]
    checked = [*security, *tmp_path.glob("*.service")]
    done = subprocess.run(checked, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-2000:]
