"""Files that leave the studio say who made which share of them, signed; an owner can switch it off."""

import io
import json
import stat
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import docx
import pytest
from django.conf import LazySettings
from django.test import Client

from studio.errors import StudioError
from studio.models import AuditEntry
from studio.web import signing
from sunmask.provenance import embedded, sidecars
from sunmask.provenance.checking import check
from sunmask.provenance.credentials import new_credentials
from sunmask.provenance.verdict import Altered, Verdict
from tests.studio.workshop import Workshop, streamed


@pytest.fixture(autouse=True)
def _own_key(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"


def rendered(workshop: Workshop, *files: str, **changes: Any) -> tuple[str, bytes]:
    """The name and the bytes of what comes of a rendering."""
    options = {"files": list(files), "bars": [1, 1], "sound": "wav"}
    answer = workshop.owner.post(f"/canvases/{workshop.canvas.pk}/renderings", {"options": options} | changes)
    assert answer.status_code == 200, answer.content
    data = streamed(answer)
    while True:
        line, _, data = data.partition(b"\n")
        if "num_bytes" in (about := json.loads(line)):
            return about["name"], data


def exported(workshop: Workshop, **query: Any) -> Any:
    return workshop.owner.get(f"/canvases/{workshop.canvas.pk}/export?{urlencode(query)}")


def read(data: bytes, name: str, folder: Path) -> Verdict:
    path = folder / name
    path.write_bytes(data)
    return check(path, anchor=signing.credentials().anchor)


def test_a_picture_of_a_candidate_says_what_the_model_made_and_an_altered_byte_is_found(
    workshop: Workshop, tmp_path: Path
) -> None:
    generation = workshop.run(workshop.start(), upto=8)
    soprano, *others = generation.frozen["pins"]
    generation.frozen["pins"] = [soprano, *([False] * len(row) for row in others)]
    generation.save(update_fields=["frozen"])
    name, data = rendered(workshop, "svg", generation=str(generation.pk), candidate=0, step=8)
    verdict = read(data, name, tmp_path)
    assert verdict.is_known
    assert verdict.statement.shares == {"human": 0.0, "model": 0.75, "edited": 0.0, "held": 0.25}
    assert verdict.statement.models == {generation.checkpoint: generation.checkpoint_sha256}
    assert b"<svg" in data[:200]
    with pytest.raises(Altered):
        read(data.replace(b"<path", b"<Path", 1), name, tmp_path)


def test_each_file_of_a_zip_is_signed_with_a_sidecar_where_they_are_wished(
    workshop: Workshop, tmp_path: Path
) -> None:
    name, data = rendered(workshop, "svg", "midi", "score", has_sidecars=True)
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
        names = archive.namelist()
    assert sorted(Path(each).suffix for each in names) == [".jws"] * 3 + [".mid", ".pdf", ".svg"]
    for each in names:
        if not each.endswith(sidecars.ENDING):
            assert check(tmp_path / each, anchor=signing.credentials().anchor).is_known
            sidecars.sidecar_path(tmp_path / each).unlink()
    for each in tmp_path.glob("*.pdf"):
        assert embedded.read(each).statement.shares["held"] == 1.0
        assert b"Made with SUNMASK studio" in each.read_bytes()


@pytest.mark.parametrize("file_format", ["musicxml", "midi"])
def test_files_without_a_place_for_a_manifest_have_a_line_and_a_sidecar(
    file_format: str, workshop: Workshop, tmp_path: Path
) -> None:
    plain = exported(workshop, format=file_format).content
    assert b"100 % as they were brought in" in plain
    with zipfile.ZipFile(io.BytesIO(exported(workshop, format=file_format, sidecar=True).content)) as archive:
        archive.extractall(tmp_path)
        (name,) = [each for each in archive.namelist() if not each.endswith(sidecars.ENDING)]
    assert check(tmp_path / name, anchor=signing.credentials().anchor).is_known


def test_words_are_signed_in_a_sidecar_and_a_document_says_it_in_its_properties(
    workshop: Workshop, tmp_path: Path
) -> None:
    new = {"kind": "text", "name": "Words", "start": "blank", "options": {"text": "Some words of ours."}}
    text = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", new)["id"]
    for file_format in ("text", "docx"):
        answer = workshop.owner.get(f"/canvases/{text}/export?format={file_format}&sidecar=true")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            archive.extractall(tmp_path)
    verdict = check(tmp_path / "words.txt", anchor=signing.credentials().anchor)
    assert verdict.statement.shares["held"] == 1.0
    comments = docx.Document(str(tmp_path / "words.docx")).core_properties.comments
    assert comments.startswith("authorship: Made with SUNMASK studio")
    (tmp_path / "words.txt").write_text("Some words of mine.")
    with pytest.raises(Altered):
        check(tmp_path / "words.txt")


def test_an_owner_switches_it_off_and_that_is_in_the_audit_log(workshop: Workshop) -> None:
    address = f"/projects/{workshop.project.pk}/provenance"
    assert workshop.people["viewer"].get(address).json() == {"signs_files": True}
    for _ in range(2):
        assert workshop.owner.send("PUT", address, {"signs_files": False}).status_code == 200
    assert [(row.what, row.value) for row in AuditEntry.objects.filter(what="project.provenance")] == [
        ("project.provenance", "off")
    ]
    assert b"brought in" not in exported(workshop, format="midi").content
    assert b"c2pa" not in rendered(workshop, "svg")[1]
    refused = exported(workshop, format="midi", sidecar=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_signed")
    assert not (signing.settings.DATA / "provenance.pem").exists()


def test_the_key_is_made_once_and_read_by_its_owner_alone(settings: LazySettings) -> None:
    first = signing.credentials()
    assert signing.credentials() == first
    assert stat.S_IMODE((settings.DATA / "provenance.pem").stat().st_mode) == 0o600
    answer = Client(HTTP_HOST="localhost").get("/provenance.pem")
    assert (answer.status_code, answer.content) == (200, first.anchor)
    assert b"PRIVATE" not in answer.content


def test_a_studio_signs_with_a_key_of_its_own_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: LazySettings
) -> None:
    own = new_credentials("The school")
    (tmp_path / "key.pem").write_bytes(own.key)
    (tmp_path / "certificates.pem").write_bytes(own.chain)
    monkeypatch.setenv("SUNMASK_PROVENANCE_KEY", str(tmp_path / "key.pem"))
    with pytest.raises(ValueError, match="expected both of SUNMASK_PROVENANCE_KEY and"):
        signing.credentials()
    monkeypatch.setenv("SUNMASK_PROVENANCE_CERTIFICATE", str(tmp_path / "certificates.pem"))
    assert signing.credentials() == own
    assert not settings.DATA.exists()


def test_without_the_library_files_have_their_line_and_their_sidecar(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "can_write", lambda: False)
    _, data = rendered(workshop, "svg", has_sidecars=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        svg, sidecar = archive.namelist()
        assert b"c2pa" not in archive.read(svg)
    assert sidecar == svg + sidecars.ENDING


def test_nothing_is_signed_without_a_statement() -> None:
    with pytest.raises(StudioError, match="switched it off"):
        signing.require_signing(None)
