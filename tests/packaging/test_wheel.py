"""The wheel carries all that a studio needs, and runs one where there is no checkout."""

import json
import platform
import re
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.live_studio import live_studio, wait_until
from tests.packaging.conftest import Installed, build_wheel
from tests.studio_client import Person

pytestmark = pytest.mark.thorough

MANIFEST = "studio/web/dist/.vite/manifest.json"


def test_the_wheel_carries_the_page_the_models_and_the_types(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as opened:
        names = set(opened.namelist())
        assert MANIFEST in names, "build the browser part first: make setup"
        chunks = json.loads(opened.read(MANIFEST)).values()
    files = {chunk["file"] for chunk in chunks} | {name for chunk in chunks for name in chunk.get("css", [])}
    assert {f"studio/web/dist/{name}" for name in files} <= names
    assert {f"{package}/py.typed" for package in ("sunmask", "studio", "worker")} <= names
    assert {"chorale-conditioned", "text-small"} <= {
        Path(name).parent.name for name in names if name.endswith("model.safetensors")
    }
    assert "studio/web/templates/studio/page.html" in names
    assert not [name for name in names if name.startswith(("tests/", "frontend/"))]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the kernels are for x86-64")
def test_the_wheel_carries_compiled_kernels_for_every_python_and_an_installation_uses_them(
    installed: Installed,
) -> None:
    assert re.fullmatch(r"sunmask_studio-[\d.]+-cp311-abi3-\w+\.whl", installed.wheel.name)
    with zipfile.ZipFile(installed.wheel) as opened:
        assert "sunmask/models/compiled.abi3.so" in opened.namelist()
    load = "import sunmask; print(sunmask.load('chorale-conditioned', device='cpu', precision='fp32'))"
    has_avx2 = "from sunmask.models.devices import has_avx2; print(has_avx2())"
    uses_kernels = "fp32 with kernels" in installed.run("python", "-c", load)
    assert str(uses_kernels) == installed.run("python", "-c", has_avx2).strip()


def test_without_a_compiler_the_wheel_is_made_without_kernels(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_wheel(tmp_path, CC="false")) as opened:
        assert not [name for name in opened.namelist() if name.endswith(".so")]


def test_an_installed_studio_signs_in_and_composes_without_the_checkout(
    installed: Installed, tmp_path: Path
) -> None:
    where = "import studio, sunmask, worker; print(studio.__file__, sunmask.__file__, worker.__file__)"
    for file in installed.run("python", "-c", where).split():
        assert Path(file).is_relative_to(installed.bin.parent)
    command = [str(installed.bin / "sunmask-studio")]
    data = tmp_path / "sunmask-studio"  # where it writes by itself, DATA being empty
    outside = {"DATA": "", "XDG_DATA_HOME": str(tmp_path), "PATH": installed.environment["PATH"]}
    with live_studio(data, command=command, folder=tmp_path, **outside) as studio:
        assert (data / "studio.sqlite3").exists()
        with httpx.Client(base_url=studio.url, follow_redirects=True) as browser:
            page = studio.sign_in(browser)
            assert browser.get("/api/account").json()["name"] == "ana"
            assert [project["name"] for project in browser.get("/api/projects").json()]
            addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
            assert any(address.endswith(".js") for address in addresses)
            for address in addresses:
                answer = browser.get(address)
                assert answer.is_success, address
                assert "immutable" in answer.headers["Cache-Control"], address
        compose_two_bars(Person(studio.url, "wheel"))


def compose_two_bars(person: Person) -> None:
    """By the shipped model, in few steps; fails where the generation does not end well."""
    project = person.make("/api/projects", {"name": "Installed"})["id"]
    body = {"kind": "chorale", "name": "Two bars", "start": "blank", "options": {"num_bars": 2}}
    canvas = person.make(f"/api/projects/{project}/canvases", body)["id"]
    generation = person.generate(canvas, settings={"num_steps": 8})["id"]

    def has_ended() -> bool:
        return person.get(f"/api/generations/{generation}")["state"] in ("done", "failed", "stopped")

    wait_until(has_ended, 300, "the generation did not end", 0.2)
    assert person.get(f"/api/generations/{generation}")["state"] == "done"
