"""The studio's signature on files that leave it, and the key that makes it."""

import os
import tempfile
import threading
import zipfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from studio.backups.writing import PROVENANCE_KEY
from studio.environment import environment
from studio.errors import StudioError
from sunmask.provenance import embedded, sidecars
from sunmask.provenance.credentials import Credentials, credentials_from_pem, new_credentials
from sunmask.provenance.statement import Statement

ZIP = ".zip"
_one_at_a_time = threading.Lock()
"""For a long sound a signature takes twice its bytes of memory."""


def credentials() -> Credentials:
    """Those that the environment names, or the studio's own, made at first use and readable by it alone.

    Raises ValueError, with a sentence, where key and certificate do not fit.
    """
    given = environment()
    if given.provenance_key is not None and given.provenance_certificate is not None:
        return credentials_from_pem(
            given.provenance_key.read_bytes(), given.provenance_certificate.read_bytes()
        )
    path = settings.DATA / PROVENANCE_KEY
    if not path.exists():
        _make(path)
    both = path.read_bytes()
    return credentials_from_pem(both, both)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The certificate by which others know this studio, in PEM. It is public."""
    return HttpResponse(credentials().anchor, content_type="application/x-pem-file")


def can_embed(ending: str) -> bool:
    """Whether a manifest can be written into files of an ending."""
    return ending in embedded.MEDIA_TYPES and embedded.can_write()


def require_signing(statement: Statement | None) -> None:
    """Raise StudioError 409 where there is nothing to sign: an owner has switched it off."""
    if statement is None:
        raise StudioError(
            "not_signed",
            409,
            "Files of this project say nothing about who made them: an owner has switched it off. "
            "Choose no signed statements.",
        )


def sign(path: Path, statement: Statement, *, has_sidecar: bool) -> Path:
    """Sign a file, or every file of a zip, where manifests can be written into it. With a sidecar for each,
    what comes of it is a zip. The file is replaced; returns where it is now, in the same folder."""
    with _one_at_a_time:
        return _sign(path, statement, credentials(), has_sidecar)


def _sign(path: Path, statement: Statement, signer: Credentials, has_sidecar: bool) -> Path:
    if path.suffix != ZIP and not has_sidecar:
        if can_embed(path.suffix):
            embedded.embed(path, statement, signer)
        return path
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        files = _unpacked(path, Path(name))
        packed = path.with_suffix(ZIP)
        part = packed.with_name(f"{packed.name}.part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for file in files:
                if can_embed(file.suffix):
                    embedded.embed(file, statement, signer)
                archive.write(file, file.name)
                if has_sidecar:
                    beside = sidecars.sidecar_path(file).name
                    archive.writestr(beside, sidecars.sidecar(file, statement, signer))
                file.unlink()
        path.unlink(missing_ok=True)
        return part.replace(packed)


def _unpacked(path: Path, folder: Path) -> list[Path]:
    if path.suffix != ZIP:
        return [path.rename(folder / path.name)]
    with zipfile.ZipFile(path) as archive:
        return [Path(archive.extract(name, folder)) for name in archive.namelist()]


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = new_credentials(f"SUNMASK studio at {urlsplit(settings.ORIGINS[0]).netloc}")
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # readable by its owner only
        file.write(made.key + made.chain)
        file.flush()
        with suppress(FileExistsError):  # another process was first, and whole
            os.link(file.name, path)
