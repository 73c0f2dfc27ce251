"""Provenance that travels with files: what is signed, what is read back, what is found out."""

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from sunmask.__main__ import main
from sunmask.provenance import embedded, sidecars
from sunmask.provenance.checking import check
from sunmask.provenance.credentials import Credentials, credentials_from_pem, new_credentials
from sunmask.provenance.statement import Statement, statement_from_json
from sunmask.provenance.verdict import Altered, NotSigned

STATEMENT = Statement(
    made_with="SUNMASK studio 0.2.0",
    title="Cantata",
    shares={"human": 0.25, "model": 0.5, "edited": 0.05, "held": 0.2},
    num_people=2,
    models={"bach": "ab" * 32},
)


@pytest.fixture(scope="module")
def credentials() -> Credentials:
    return new_credentials("Anna's school")


@pytest.fixture(scope="module")
def plain_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    sound_N2 = np.random.default_rng(0).uniform(-0.1, 0.1, (4800, 2)).astype(np.float32)
    for ending in ("wav", "mp3"):
        soundfile.write(folder / f"a.{ending}", sound_N2, 48_000, format=ending.upper())
    Image.new("L", (40, 10), 200).save(folder / "a.png")
    (folder / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L5 5"/></svg>')
    page = Canvas(str(folder / "a.pdf"))
    page.drawString(50, 50, "a")
    page.save()
    return folder


@pytest.fixture
def signed(
    request: pytest.FixtureRequest, plain_files: Path, tmp_path: Path, credentials: Credentials
) -> Path:
    path = tmp_path / f"a{request.param}"
    path.write_bytes((plain_files / path.name).read_bytes())
    embedded.embed(path, STATEMENT, credentials)
    return path


def altered(path: Path) -> Path:
    """The same file with one other byte in its content: of no manifest, which lies elsewhere."""
    data = bytearray(path.read_bytes())
    at = {".svg": data.index(b"M0 0L5") + 1 if path.suffix == ".svg" else 0, ".pdf": 60}.get(
        path.suffix, data.index(b"IDAT") + 8 if path.suffix == ".png" else 600
    )
    data[at] ^= 1
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("signed", embedded.MEDIA_TYPES, indirect=True)
def test_a_file_carries_who_made_which_share_and_an_altered_byte_is_found(
    signed: Path, credentials: Credentials
) -> None:
    verdict = check(signed)
    assert verdict.statement == STATEMENT
    assert (verdict.signer, verdict.is_known) == ("Anna's school", None)
    assert check(signed, anchor=credentials.anchor).is_known is True
    assert check(signed, anchor=new_credentials("Anna's school").anchor).is_known is False
    with pytest.raises(Altered):
        check(altered(signed))


def test_a_picture_and_a_sound_are_still_what_they_were(
    plain_files: Path, tmp_path: Path, credentials: Credentials
) -> None:
    for name in ("a.wav", "a.png"):
        path = tmp_path / name
        path.write_bytes((plain_files / name).read_bytes())
        embedded.embed(path, STATEMENT, credentials)
    assert np.array_equal(soundfile.read(tmp_path / "a.wav")[0], soundfile.read(plain_files / "a.wav")[0])
    assert Image.open(tmp_path / "a.png").tobytes() == Image.open(plain_files / "a.png").tobytes()
    assert not list(tmp_path.glob("*.signed"))


def test_what_cannot_be_signed_is_left_as_it_was(tmp_path: Path, credentials: Credentials) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"a\.png could not be signed"):
        embedded.embed(path, STATEMENT, credentials)
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_a_file_without_a_manifest_is_said_to_have_none(plain_files: Path, tmp_path: Path) -> None:
    with pytest.raises(NotSigned, match=r"a\.png carries no manifest"):
        check(plain_files / "a.png")
    (tmp_path / "a.txt").write_text("Words")
    with pytest.raises(NotSigned, match=r"no a\.txt\.provenance\.jws beside it"):
        check(tmp_path / "a.txt")


@pytest.fixture
def with_sidecar(tmp_path: Path, credentials: Credentials) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("The words of a text.")
    sidecars.sidecar_path(path).write_bytes(sidecars.sidecar(path, STATEMENT, credentials))
    return path


def test_a_sidecar_says_the_same_beside_a_file_of_any_kind(
    with_sidecar: Path, credentials: Credentials
) -> None:
    verdict = check(with_sidecar, anchor=credentials.anchor)
    assert (verdict.statement, verdict.signer, verdict.is_known) == (STATEMENT, "Anna's school", True)
    assert check(with_sidecar, anchor=new_credentials("Anna's school").anchor).is_known is False


def test_an_altered_byte_of_file_or_sidecar_is_found(with_sidecar: Path) -> None:
    beside = sidecars.sidecar_path(with_sidecar)
    signed = beside.read_bytes()
    header, payload, signature = signed.split(b".")
    said = json.loads(base64.urlsafe_b64decode(payload + b"=="))
    said["statement"]["shares"]["human"] = 1.0
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=")
    for changed in (
        b".".join((header, forged, signature)),
        b".".join(
            (header, payload, signature[:10] + (b"A" if signature[10:11] != b"A" else b"B") + signature[11:])
        ),
        b".".join((b"e30", payload, signature)),
        b"no signature",
        b"",
    ):
        beside.write_bytes(changed)
        with pytest.raises(Altered):
            check(with_sidecar)
    beside.write_bytes(signed)
    with_sidecar.write_text("The words of a Text.")
    with pytest.raises(Altered, match=r"a\.txt is not as it was signed"):
        check(with_sidecar)


def test_a_key_that_no_certificate_vouches_for_is_found(with_sidecar: Path, credentials: Credentials) -> None:
    other = new_credentials("Somebody")
    mixed = Credentials(other.key, _first(other.chain) + _last(credentials.chain), other.algorithm)
    sidecars.sidecar_path(with_sidecar).write_bytes(sidecars.sidecar(with_sidecar, STATEMENT, mixed))
    with pytest.raises(Altered):
        check(with_sidecar, anchor=credentials.anchor)


def test_credentials_of_ones_own_must_fit(credentials: Credentials) -> None:
    both = credentials.key + credentials.chain
    assert credentials_from_pem(both, both) == credentials
    with pytest.raises(ValueError, match="that of the key"):
        credentials_from_pem(credentials.key, new_credentials("B").chain)
    with pytest.raises(ValueError, match="in PEM"):
        credentials_from_pem(b"nothing", credentials.chain)


def test_a_statement_reads_as_a_sentence_and_comes_back_from_json() -> None:
    assert STATEMENT.sentence == (
        "Made with SUNMASK studio 0.2.0: 25 % by people, 50 % by the model, 5 % by the model and edited by"
        " people and 20 % as they were brought in. Model: bach."
    )
    assert statement_from_json(json.loads(json.dumps(STATEMENT.to_json()))) == STATEMENT
    assert Statement("A 1", "", {"human": 0.999, "model": 0.001}, 1, {}).sentence == (
        "Made with A 1: more than 99 % by people and less than 1 % by the model."
    )
    with pytest.raises(ValueError, match="expected a statement"):
        statement_from_json({"made_with": "A 1"})


@pytest.mark.parametrize(
    ("shares", "models", "source_type"),
    [
        ({"model": 1.0}, {"bach": ""}, "trainedAlgorithmicMedia"),
        ({"model": 0.5, "human": 0.5}, {"bach": ""}, "compositeWithTrainedAlgorithmicMedia"),
        ({"edited": 0.5, "human": 0.5}, {}, "compositeWithTrainedAlgorithmicMedia"),
        ({"human": 1.0}, {}, "digitalCreation"),
    ],
)
def test_a_manifest_says_in_the_words_of_the_trade_how_a_file_came_to_be(
    shares: dict[str, float], models: dict[str, str], source_type: str
) -> None:
    assert Statement("A 1", "", shares, 1, models).source_type == source_type


def test_the_command_says_what_holds_and_what_does_not(
    with_sidecar: Path, credentials: Credentials, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["verify", str(with_sidecar)]) == 0
    said = capsys.readouterr().out
    assert "a.txt is as it was signed." in said
    assert "50 % by the model" in said
    assert "--certificate tells" in said
    certificate = tmp_path / "studio.pem"
    certificate.write_bytes(credentials.anchor)
    assert main(["verify", str(with_sidecar), "--certificate", str(certificate)]) == 0
    assert "Anybody" not in capsys.readouterr().out
    certificate.write_bytes(new_credentials("Anna's school").anchor)
    assert main(["verify", str(with_sidecar), "--certificate", str(certificate)]) == 2
    assert re.search(r'"Anna\'s school" is not the studio', capsys.readouterr().err)
    with_sidecar.write_text("Other words.")
    assert main(["verify", str(with_sidecar)]) == 2
    assert "is not as it was signed" in capsys.readouterr().err


def _first(chain: bytes) -> bytes:
    return b"".join(chain.partition(b"-----END CERTIFICATE-----\n")[:2])


def _last(chain: bytes) -> bytes:
    return chain.partition(b"-----END CERTIFICATE-----\n")[2]
