"""A file checked by its manifest, or else by its sidecar."""

from pathlib import Path

from sunmask.provenance import embedded, sidecars
from sunmask.provenance.verdict import NotSigned, Verdict


def check(path: Path, *, beside: Path | None = None, anchor: bytes | None = None) -> Verdict:
    """Find out who made a file, and that it is as it was signed. beside: the sidecar, if it has not its usual
    name. anchor: a certificate in PEM that is to vouch for the signer.

    Raises NotSigned where there is neither manifest nor sidecar, Altered for what is not as it was signed,
    ModuleNotFoundError where the packages that read it are missing.
    """
    beside = beside or sidecars.sidecar_path(path)
    if beside.exists():
        with beside.open("rb") as file:
            return sidecars.read(path, file.read(sidecars.MOST_BYTES), anchor)
    if path.suffix.lower() not in embedded.MEDIA_TYPES:
        raise NotSigned(f"{path.name} carries no manifest, and there is no {beside.name} beside it")
    return embedded.read(path, anchor)
