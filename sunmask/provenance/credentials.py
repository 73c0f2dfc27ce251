"""The key that signs, with the certificates that vouch for it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FOR = datetime.timedelta(days=20 * 365)
USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Credentials:
    """key: in PEM (PKCS 8). chain: certificates in PEM, that of the key first. algorithm: by the name that
    JSON Web Signatures have for it."""

    key: bytes
    chain: bytes
    algorithm: str

    @property
    def certificates(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.chain)

    @property
    def anchor(self) -> bytes:
        """The last certificate in PEM, by which others know this signer."""
        return self.certificates[-1].public_bytes(serialization.Encoding.PEM)


def credentials_from_pem(key: bytes, chain: bytes) -> Credentials:
    """Both may be one file. Raises ValueError, with a sentence, for a key and certificates that do not fit or
    cannot sign."""
    try:
        private = serialization.load_pem_private_key(key, password=None)
        certificates = x509.load_pem_x509_certificates(chain)
    except (ValueError, TypeError) as error:
        raise ValueError(f"expected a private key and certificates in PEM: {error}") from error
    if private.public_key() != certificates[0].public_key():
        raise ValueError("expected the first certificate to be that of the key, got another one's")
    return Credentials(_pem(private), _chain(certificates), _algorithm(private))


def new_credentials(name: str) -> Credentials:
    """A new key, vouched for by a certificate whose key is thrown away. name: of the signer.

    Readers of C2PA refuse a certificate that vouches for itself, so there are two.
    """
    maker, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, leaf_name = _name(f"{name} (root)"), _name(name)
    root = (
        _builder(root_name, root_name, maker)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign"), critical=True)
        .sign(maker, hashes.SHA256())
    )
    leaf = (
        _builder(leaf_name, root_name, signer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(maker.public_key()), critical=False)
        .sign(maker, hashes.SHA256())
    )
    return Credentials(_pem(signer), _chain((leaf, root)), _algorithm(signer))


def require_chain(certificates: Sequence[x509.Certificate]) -> None:
    """Raise ValueError where one certificate is not signed by the next, an authority's."""
    if not certificates:
        raise ValueError("expected a certificate, got none")
    try:
        for signed, by in pairwise(certificates):
            signed.verify_directly_issued_by(by)
            if not by.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
                raise ValueError("expected the certificate of an authority")
    except Exception as error:
        raise ValueError("expected each certificate to be signed by the next, which is not so") from error


def _algorithm(key: Any) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in ("secp256r1", "secp384r1"):
        return {"secp256r1": "ES256", "secp384r1": "ES384"}[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "EdDSA"
    if isinstance(key, rsa.RSAPrivateKey):
        return "PS256"
    raise ValueError("expected a key of P-256, P-384, Ed25519 or RSA, got another kind")


def _pem(key: Any) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _chain(certificates: Sequence[x509.Certificate]) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def _name(name: str) -> x509.Name:
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SUNMASK studio")
    return x509.Name([organization, x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _usage(use: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{each: each == use for each in USES})


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    began_at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began_at)
        .not_valid_after(began_at + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
