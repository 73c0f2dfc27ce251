"""The MusicXML that is written validates against the schema of MusicXML 4, whatever the score holds."""

import importlib.util
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import etree

from sunmask.chorale.demos import DEMO_NAMES, demo_chorale
from sunmask.chorale.music.signs import NAMES, TEXTS, Sign
from sunmask.chorale.music.staves import Staff, StaffNote
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.musicxml.harmonic_analysis import ANALYSES
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from tests.sunmask.chorale.music.test_form import scale
from tests.sunmask.chorale.notation.musicxml.test_page_texts import titled
from tests.sunmask.chorale.notation.musicxml.test_signs import SIGNS, sung
from tests.sunmask.chorale.notation.musicxml.test_unsupported_elements import FILES, root_of
from tests.sunmask.chorale.notation.tuplets import TRIPLET, piece_with

START = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace='


def _attributes(namespace: str, **types: str) -> str:
    """A schema of attributes alone."""
    said = "".join(f'<xs:attribute name="{name}" type="xs:{kind}"/>' for name, kind in types.items())
    return f'{START}"{namespace}">{said}</xs:schema>'


IMPORTED = {
    "http://www.musicxml.org/xsd/xml.xsd": _attributes(
        "http://www.w3.org/XML/1998/namespace", lang="language", space="NCName"
    ),
    "http://www.musicxml.org/xsd/xlink.xsd": _attributes(
        "http://www.w3.org/1999/xlink",
        **{"href": "anyURI", "type": "NMTOKEN", "role": "token", "title": "token"},
        **{"show": "NMTOKEN", "actuate": "NMTOKEN"},
    ),
}
"""What the schema imports by address: attributes of languages and links, of which the writer needs none."""


class _WithoutNetwork(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        """None for the schema itself, which is read as usual."""
        text = IMPORTED.get(system_url)
        return text and self.resolve_string(text, context, base_url=system_url)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Of MusicXML 4, which the package `musicxml` brings along."""
    found = importlib.util.find_spec("musicxml")
    assert found, "the tests need the package musicxml, of the extra dev"
    assert found.origin
    path = Path(found.origin).parent / "generate_classes" / "musicxml_4_0.xsd"
    parser = etree.XMLParser()
    parser.resolvers.add(_WithoutNetwork())
    return etree.XMLSchema(etree.parse(str(path), parser))


def faults(schema: etree.XMLSchema, written: bytes) -> list[str]:
    schema.validate(etree.fromstring(written))
    return [f"line {each.line}: {each.message}" for each in schema.error_log]


@pytest.mark.parametrize("name", DEMO_NAMES)
def test_a_demo_is_valid(schema: etree.XMLSchema, name: str) -> None:
    written = write_musicxml(demo_chorale(name), provenance={"authorship": "Made by people: 100 %."})
    assert faults(schema, written) == []
    assert faults(schema, written.replace(b"duration>", b"length>"))


@pytest.mark.parametrize("analysis", ANALYSES)
def test_an_analysis_is_valid(schema: etree.XMLSchema, analysis: str) -> None:
    assert faults(schema, write_musicxml(demo_chorale(DEMO_NAMES[1]), analysis=analysis)) == []


def test_signs_of_form_are_valid(schema: etree.XMLSchema) -> None:
    assert faults(schema, write_musicxml(scale())) == []


def every_sign() -> list[Sign]:
    """Of each kind and name, plain and with a text; lines have both their ends elsewhere."""
    plain = [
        Sign(
            *(kind, name),
            value=60.0 if kind == "metronome" else 0.0,
            dots=kind == "metronome",
            notes=((8, 62, "D"), (8, 61, "Db")) if kind == "grace" else (),
        )
        for kind, names in NAMES.items()
        if kind not in ("slur", "wedge", "tuplet")
        for name in names
    ]
    worded = [replace(sign, text="Text", side="below") for sign in plain]
    return plain + worded + [Sign(kind, text="Text", style="bold italic") for kind in TEXTS]


def test_every_sign_is_valid(schema: etree.XMLSchema) -> None:
    everything = every_sign()
    wrong: list[str] = []
    for first in range(0, len(everything), 32):
        here = {(at % 4, 4 * (at // 4)): (sign,) for at, sign in enumerate(everything[first : first + 32])}
        wrong += faults(schema, write_musicxml(sung(here)))
    assert wrong == []
    system = {(0, 4): (Sign("system", text="Refrain"),)}
    lines = {
        (1, 0): (Sign("slur", "start", number=2, side="above"),),
        (1, 4): (Sign("slur", "stop", number=2),),
    }
    assert faults(schema, write_musicxml(sung(SIGNS | system | lines))) == []


def test_tuplets_and_grace_notes_are_valid(schema: etree.XMLSchema) -> None:
    quintuplet = Sign("tuplet", "5:4", notes=((4, 67, ""), (8, -67, ""), (4, 0, ""), (4, 69, "A")))
    grace = Sign("grace", "appoggiatura", notes=((16, 69, "A"),))
    for sign in (TRIPLET, quintuplet):
        assert faults(schema, write_musicxml(piece_with(sign, t8=grace), analysis="numerals")) == []


def test_names_and_tuplets_of_an_accompanying_staff_are_valid(schema: etree.XMLSchema) -> None:
    notes = [StaffNote(Fraction(4 * i, 3), Fraction(4, 3), 50 + 2 * i) for i in range(6)]
    notes += [StaffNote(0, 8, 42, "Gb"), StaffNote(0, 8, 42, "Gb"), StaffNote(9, Fraction(1, 2), 45)]
    piece = titled()
    meta = replace(piece.meta, staves=(Staff("Organ", "bass", tuple(notes)),))
    written = write_musicxml(replace(piece, meta=meta))
    assert faults(schema, written) == []
    found = import_from_musicxml(musicxml_root(written)).chorale
    read = found.meta.staves[0].notes
    assert sorted(note[:3] for note in read) == sorted(note[:3] for note in notes)
    assert [note.letter for note in read if note.pitch == 42] == ["Gb", "Gb"]


def test_fermatas_words_and_chords_are_valid(schema: etree.XMLSchema) -> None:
    whole = demo_chorale("Jesu, meine Freude")
    assert whole.fermatas
    marked: Chorale = replace(whole, signs={(voice, 0): (Sign("dynamics", "p"),) for voice in range(4)})
    assert faults(schema, write_musicxml(marked)) == []


@pytest.mark.thorough
@pytest.mark.parametrize("name", FILES)
def test_what_came_from_elsewhere_is_written_validly(schema: etree.XMLSchema, name: str) -> None:
    found = import_from_musicxml(root_of(name)).chorale
    assert faults(schema, write_musicxml(found)) == []
