"""Modules that draw kinds, from the packages of kinds: what is served, how, and nothing else."""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from studio.reads import kind_modules, kinds
from sunmask.chorale.codec import ChoraleCodec
from sunmask.kinds import Kind, registry

CODE = "export function mount(page) { page.element.textContent = '♪' }\n"


class LoomCodec(ChoraleCodec):
    row_names = ("warp", "weft")
    symbol_labels = {0: "", 1: "o"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a module, a secret beside it, and other files."""
    folder = tmp_path / "sunmask_loom"
    (folder / "inner").mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "page.js": CODE,
        "secret.txt": "no",
        "inner/deep.js": "no",
        "../beside.js": "no",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "broken.js").write_bytes(b"\xff\xfe")
    monkeypatch.syspath_prepend(tmp_path)
    kind_modules._read.cache_clear()
    yield folder
    sys.modules.pop("sunmask_loom", None)
    kind_modules._read.cache_clear()


@pytest.fixture
def loom(package: Path, monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A kind of that package, beside those of the studio."""
    kind = replace(
        registry.kind("chorale"), name="loom & co", codec=LoomCodec(), page_at="sunmask_loom:page.js"
    )
    everything = {**registry.kinds(), kind.name: kind}
    monkeypatch.setattr("studio.reads.kinds.known_kinds", lambda: everything)
    monkeypatch.setattr("studio.web.kind_pages.kinds", lambda: everything)
    return kind


def browser() -> Client:
    return Client(HTTP_HOST="localhost")


def test_a_module_is_served_as_it_is_to_be_kept_for_ever(loom: Kind, db: None) -> None:
    address = kind_modules.address(loom)
    assert address == f"/kinds/loom%20%26%20co/{hashlib.sha256(CODE.encode()).hexdigest()[:16]}.js"
    response = browser().get(address)
    assert (response.status_code, response.content.decode()) == (200, CODE)
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert not re.search(r"(?<!wasm-)unsafe|\*|https?://", policy)
    assert browser().post(address).status_code == 405


def test_an_address_of_anything_else_leads_nowhere(loom: Kind, db: None) -> None:
    digest = kind_modules.address(loom).rsplit("/", 1)[1].removesuffix(".js")
    for path in (
        f"/kinds/loom%20%26%20co/{'0' * 16}.js",
        f"/kinds/chorale/{digest}.js",
        f"/kinds/nobody/{digest}.js",
        f"/kinds/loom%20%26%20co/{digest}.txt",
        "/kinds/loom%20%26%20co/page.js",
        "/kinds/loom%20%26%20co/secret.txt",
        "/kinds/loom%20%26%20co/..%2Fbeside.js",
        "/kinds/loom%20%26%20co/../beside.js",
        "/kinds/..%2F..%2Fetc/passwd.js",
    ):
        assert browser().get(path).status_code == 404, path


@pytest.mark.parametrize(
    "page_at",
    [
        "sunmask_loom:secret.txt",
        "sunmask_loom:inner/deep.js",
        "sunmask_loom:../beside.js",
        "sunmask_loom:missing.js",
        "sunmask_loom:broken.js",
        "sunmask_loom",
        "sunmask_nowhere:page.js",
    ],
)
def test_what_is_no_module_of_the_package_is_left_out_and_logged(
    package: Path, loom: Kind, page_at: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert kind_modules.address(replace(loom, page_at=page_at)) == ""
    assert page_at in caplog.text


def test_the_page_itself_says_how_each_kind_looks(loom: Kind, db: None, tmp_path: Path, settings) -> None:
    response = browser().get("/")
    if response.status_code == 503:
        pytest.skip("the browser's part is not built")
    found = re.search(r'<script id="kinds" type="application/json">(.*?)</script>', response.content.decode())
    assert found
    shapes = {shape["kind"]: shape for shape in json.loads(found[1])}
    assert shapes["text"]["layout"] == "text"
    assert shapes["chorale"]["page"] == ""
    assert shapes["loom & co"] == {
        "kind": "loom & co",
        "layout": "grid",
        "num_rows": 4,
        "row_names": ["warp", "weft"],
        "symbol_labels": {"0": "", "1": "o"},
        "imports": list(loom.codec.import_endings),
        "page": kind_modules.address(loom),
    }
    assert [shape.kind for shape in kinds.shapes()] == list(shapes)
