"""Statements inside files, as manifests of C2PA (`c2pa-python`, of the extra `provenance`)."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sunmask.provenance.credentials import Credentials
from sunmask.provenance.statement import Statement, statement_from_json
from sunmask.provenance.verdict import Altered, NotSigned, Verdict

MEDIA_TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
}
"""Files into which a manifest can be written, by ending."""
LABEL = "sunmask.provenance"
"""The name of the statement among a manifest's assertions."""
ALGORITHMS = {"ES256": "es256", "ES384": "es384", "EdDSA": "ed25519", "PS256": "ps256"}
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# A picture's thumbnail would be a second picture in it. What has just been signed need not be read again.
# Copies of long sound that the library makes on the way go to temporary files.
WRITING: dict[str, Any] = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False},
    "core": {"backing_store_memory_threshold_in_mb": 8},
}


def can_write() -> bool:
    """Whether the library that writes manifests is installed."""
    return find_spec("c2pa") is not None


def embed(path: Path, statement: Statement, credentials: Credentials) -> None:
    """Write a signed statement into a file of `MEDIA_TYPES`, which is replaced as a whole. Raises ValueError,
    with a sentence, for a file or a certificate that the library does not take."""
    import c2pa

    program, _, release = statement.made_with.rpartition(" ")
    manifest = {
        "title": path.name,
        "claim_generator_info": [{"name": program, "version": release}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [_action(statement)]}},
            {"label": LABEL, "data": statement.to_json()},
        ],
    }
    info = c2pa.C2paSignerInfo(
        ALGORITHMS[credentials.algorithm], credentials.chain, credentials.key, ta_url=None
    )
    signed = path.with_name(f"{path.name}.signed")
    try:
        with (
            c2pa.Context.from_dict(WRITING) as context,
            c2pa.Builder(manifest, context=context) as builder,
            c2pa.Signer.from_info(info) as signer,
            path.open("rb") as plain,
            signed.open("w+b") as to,
        ):
            builder.sign(signer, MEDIA_TYPES[path.suffix], plain, to)
    except c2pa.C2paError as error:
        signed.unlink(missing_ok=True)
        raise ValueError(f"{path.name} could not be signed: {error}") from error
    shutil.copymode(path, signed)
    os.replace(signed, path)


def read(path: Path, anchor: bytes | None = None) -> Verdict:
    """Check the manifest of a file. anchor: a certificate in PEM that is to vouch for the signer.

    Raises NotSigned without a manifest, Altered for one that does not fit the file, ValueError for one that
    is not of a studio.
    """
    import c2pa

    trust = {"trust": {"trust_anchors": anchor.decode()}} if anchor else {}
    try:
        with (
            c2pa.Context.from_dict({"verify": {"verify_trust": bool(anchor)}, **trust}) as context,
            path.open("rb") as file,
            c2pa.Reader(MEDIA_TYPES[path.suffix.lower()], file, context=context) as reader,
        ):
            state, manifest = reader.get_validation_state(), reader.get_active_manifest()
    except c2pa.C2paError as error:
        if str(error).startswith("ManifestNotFound"):
            raise NotSigned(f"{path.name} carries no manifest") from error
        raise Altered(f"the manifest of {path.name} cannot be read: {error}") from error
    if state not in ("Valid", "Trusted") or not manifest:
        raise Altered(f"{path.name} is not as it was signed")
    said = [each["data"] for each in manifest.get("assertions", ()) if each["label"] == LABEL]
    if not said:
        raise ValueError(f"expected a manifest of a studio in {path.name}, got another program's")
    signer = manifest.get("signature_info", {}).get("common_name", "")
    return Verdict(statement_from_json(said[0]), signer, state == "Trusted" if anchor else None)


def _action(statement: Statement) -> dict[str, Any]:
    return {
        "action": "c2pa.created",
        "digitalSourceType": SOURCE_TYPES + statement.source_type,
        "description": statement.sentence,
    }
