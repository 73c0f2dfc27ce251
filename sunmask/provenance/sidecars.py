"""Signed statements beside files that have no place for one: a JSON Web Signature (RFC 7515) that holds the
file's SHA-256."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from sunmask.provenance.credentials import Credentials, require_chain
from sunmask.provenance.statement import Statement, statement_from_json
from sunmask.provenance.verdict import Altered, Verdict

ENDING = ".provenance.jws"
"""Behind the whole name of the file."""
ALGORITHMS = ["ES256", "ES384", "EdDSA", "PS256"]
MOST_BYTES = 1 << 20


def sidecar_path(path: Path) -> Path:
    return path.with_name(path.name + ENDING)


def sidecar(path: Path, statement: Statement, credentials: Credentials) -> bytes:
    """The sidecar of a file as it is now."""
    payload = {"file": path.name, "sha256": _sha256(path), "statement": statement.to_json()}
    # as RFC 7515 has it: base64 of DER, not of the URL's alphabet
    chain = [
        base64.b64encode(each.public_bytes(serialization.Encoding.DER)).decode()
        for each in credentials.certificates
    ]
    key: Any = serialization.load_pem_private_key(credentials.key, password=None)
    data = json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()
    headers = {"typ": "JOSE", "x5c": chain}
    return jwt.PyJWS().encode(data, key, credentials.algorithm, headers=headers).encode()


def read(path: Path, signed: bytes, anchor: bytes | None = None) -> Verdict:
    """Check a sidecar against its file. anchor: a certificate in PEM that is to vouch for the signer.

    Raises Altered where sidecar or file are not as they were signed.
    """
    try:
        header = jwt.get_unverified_header(signed)
        chain = [x509.load_der_x509_certificate(base64.b64decode(each)) for each in header["x5c"]]
        require_chain(chain)
        key: Any = chain[0].public_key()
        payload = json.loads(jwt.PyJWS().decode(signed, key, algorithms=ALGORITHMS))
        sha256, statement = payload["sha256"], statement_from_json(payload["statement"])
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise Altered(f"the sidecar of {path.name} is not as it was signed") from error
    if sha256 != _sha256(path):
        raise Altered(f"{path.name} is not as it was signed")
    names = chain[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    is_known = None if anchor is None else x509.load_pem_x509_certificate(anchor) in chain
    return Verdict(statement, str(names[0].value) if names else "", is_known)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
