"""A piece whose key and tempo change: read, kept, drawn, spelt, heard, and written the same."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
import pytest
import soundfile
from music21 import corpus

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.conditioning.conditions import conditions_of
from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.bars import part_meta
from sunmask.chorale.music.form import unfolded
from sunmask.chorale.music.signs import Sign, tempo_changes
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, normalise
from sunmask.chorale.notation.engraving.mei import mei_of_view
from sunmask.chorale.notation.engraving.svg import engrave
from sunmask.chorale.notation.files import read_bytes
from sunmask.chorale.notation.importing.file_formats import musicxml_root, unpack_mxl
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.settings import ChoraleSettings
from sunmask.chorale.sound.recording import as_usual, record
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part

ALLEGRO = Sign("metronome", "quarter", text="Allegro", value=120.0)
FOREIGN = {
    "clara_schumann/polonaise_op1n1": ("schumann_clara/polonaise_op1n1.mxl", 1),
    "clara_schumann/polonaise_op1n2": ("schumann_clara/polonaise_op1n2.mxl", 1),
    "clara_schumann/polonaise_op1n3": ("schumann_clara/polonaise_op1n3.mxl", 1),
    "mozart/k80": ("mozart/k80/movement3.mxl", 1),
    "mozart/k156": ("mozart/k156/movement3.mxl", 1),
    "joplin/maple_leaf_rag": ("joplin/maple_leaf_rag.mxl", 2),
    "trecento/di_novo": ("trecento/PMFC_06-Jacopo-03a-Di_Novo.xml", 1),
    "trecento/kyrie": ("trecento/PMFC_23_16-Kyrie Apt 16.xml", 5),
}
"""Files that music21 ships, and how often their first part changes key or metre."""
FEW = ("clara_schumann/polonaise_op1n2", "trecento/di_novo")


@pytest.fixture(scope="module")
def piece() -> Chorale:
    """Three bars in C minor, in D major, and faster in B flat minor, the second of them repeated."""
    triads = ((72, 67, 63, 48), (73, 69, 66, 50), (73, 70, 65, 46))
    symbols_VT = np.repeat(np.array(triads).T, 16, axis=1)
    symbols_VT[:, [t for t in range(48) if t % 4]] *= -1
    changes = ((16, 2, "major"), (32, -5, "minor"))
    meta = ChoraleMeta(tempo=60.0, fifths=-3, mode="minor", key_changes=changes)
    signs = {(0, 16): (ALLEGRO,)}
    return Chorale(normalise(symbols_VT), meta, signs=signs, form={31: ("end-repeat",)})


def read(data: bytes) -> Import:
    return import_from_musicxml(musicxml_root(data))


def test_it_is_equal_as_json_in_a_document_and_after_musicxml(piece: Chorale) -> None:
    content = chorale_to_json(piece)
    assert chorale_to_json(chorale_from_json(content)) == content
    codec = ChoraleCodec()
    parts = codec.parts(content)
    assert "key_changes" not in parts.meta
    assert codec.content(parts.symbols, parts.meta, parts.marks) == content
    again = read(write_musicxml(piece))
    assert again.chorale.meta.key_changes == piece.meta.key_changes
    assert again.chorale.signs == piece.signs
    assert again.notices == []


def test_midi_has_keys_and_tempos_where_they_are_heard(piece: Chorale) -> None:
    found = read_bytes(write_midi(piece), "piece.mid").chorale
    back = (-3, "minor")
    assert found.meta.key_changes == ((16, 2, "major"), (32, *back), (48, 2, "major"), (64, -5, "minor"))
    assert tempo_changes(found.signs) == [(16, 120.0), (32, 60.0), (48, 120.0)]
    assert (found.meta.tempo, found.meta.fifths) == (60.0, -3)


def test_notes_are_heard_in_the_order_of_the_repeat_and_as_fast_as_each_bar_is(
    piece: Chorale, tmp_path: Path
) -> None:
    symbols_VT = np.zeros((4, 48), dtype=np.int16)
    symbols_VT[0, [0, 16, 32]] = (60, 72, 79)
    path = tmp_path / "piece.wav"
    record(replace(piece, symbols_VT=symbols_VT), as_usual(piece), [path])
    sound, rate = soundfile.read(path)
    loud = np.abs(sound).max(axis=1)
    onsets = [0.0]
    for begin in range(0, len(loud) - rate // 20, rate // 100):  # 10 ms each
        at = begin / rate
        is_new = (
            loud[begin : begin + rate // 100].max() > 4 * loud[max(0, begin - rate // 20) : begin + 1].max()
        )
        if is_new and at - onsets[-1] > 1:
            onsets.append(at)
    assert onsets == pytest.approx([0, 4, 6, 10, 12], abs=0.15)


def test_notes_are_spelt_by_the_key_that_holds_there(piece: Chorale) -> None:
    names = re.findall(r"<step>(.)</step>\s*(?:<alter>(-?\d)</alter>)?", write_musicxml(piece).decode())
    spelt = [letter + {"": "", "0": "", "1": "#", "-1": "b"}[alter] for letter, alter in names]
    assert spelt[0:12:4] == ["C", "C#", "Db"]
    assert set(spelt) == {"C", "Eb", "G", "D", "F#", "A", "C#", "Bb", "Db", "F"}


def test_signatures_naturals_and_tempo_are_drawn(piece: Chorale) -> None:
    mei = mei_of_view(piece, "open")
    assert re.findall(r'keysig="(\w+)"', mei) == ["3f", "2s", "5f"]
    pages = engrave(mei, set(), width=200)
    signs = re.findall(r'<g class="keySig">(.*?)</g>', "".join(pages))
    first_staff = [group.count("<path") for group in signs[::4]]
    assert first_staff == [3, 3 + 2, 2 + 5], "the naturals of the signature before come first"
    assert "♩ = 120" in re.sub(r"<[^>]+>", "", pages[0])
    assert "Allegro" in pages[0]


def test_the_network_hears_the_key_of_each_bar(piece: Chorale) -> None:
    conditions_TF = conditions_of(piece, ChoraleSettings(keep_key=True))
    fifths_T, mode_T = conditions_TF[:, INDEX["fifths"]], conditions_TF[:, INDEX["mode"]]
    assert [int(fifths_T[t]) for t in (0, 16, 32, 47)] == [3, 8, 1, 1]
    assert [int(mode_T[t]) for t in (0, 16, 32)] == [2, 1, 2]


def test_a_part_of_it_begins_in_the_key_that_holds_there(piece: Chorale) -> None:
    part_of = part_meta(piece.meta, 16)
    assert (part_of.fifths, part_of.mode, part_of.key_changes) == (2, "major", ((16, -5, "minor"),))
    heard = unfolded(piece).meta
    assert [change[:2] for change in heard.key_changes] == [(16, 2), (32, -3), (48, 2), (64, -5)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (((8, 2, "major"),), "bar lines"),
        (((16, 9, "major"),), "-7"),
        (((16, 2, "locrian"),), "mode"),
        (((16, -3, "minor"),), "same one again"),
        (((32, 2, "major"), (16, 1, "major")), "in order"),
    ],
)
def test_changes_of_key_that_cannot_be_are_refused_with_a_sentence(
    piece: Chorale, changes: tuple, words: str
) -> None:
    content = chorale_to_json(replace(piece, meta=replace(piece.meta, key_changes=changes)))
    with pytest.raises(ValueError, match=words):
        chorale_from_json(content)


SOUNDING = "<direction><direction-type><words>{}</words></direction-type><sound tempo='{}'/></direction>"


def test_words_with_a_tempo_are_heard_and_come_out_again() -> None:
    first = attributes() + SOUNDING.format("Andante", 80) + bar_of(67, 67, 67, 67)
    found = read(musicxml(part("M", first, SOUNDING.format("Presto", 180) + bar_of(67, 67, 67, 67))))
    assert found.chorale.meta.tempo == 80
    assert tempo_changes(found.chorale.signs) == [(16, 180.0)]
    assert [sign.text for here in found.chorale.signs.values() for sign in here] == ["Andante", "Presto"]
    assert read(write_musicxml(found.chorale)).chorale.signs == found.chorale.signs


def test_a_mode_that_the_file_does_not_say_is_read_from_the_notes_of_its_part() -> None:
    first = attributes() + bar_of(67, 65, 64, 62) + ""
    second = attributes() + bar_of(60, 64, 67, 72)
    third = attributes(fifths=-3) + bar_of(72, 70, 68, 67)
    fourth = bar_of(65, 63, 62, 60)
    meta = read(musicxml(part("M", first, second, third, fourth))).chorale.meta
    assert meta.key_changes == ((32, -3, "minor"),)


def test_a_key_that_changes_within_a_bar_is_named_and_holds_from_the_next() -> None:
    first = attributes() + bar_of(67, 67) + attributes(fifths=2) + bar_of(69, 69)
    found = read(musicxml(part("M", first, bar_of(66, 69, 69, 66))))
    assert [change[:2] for change in found.chorale.meta.key_changes] == [(16, 2)]
    assert any("changes within bar 1" in notice.message for notice in found.notices)


@cache
def foreign(name: str) -> tuple[Element, Import, Element]:
    """A file of music21's, what was read of it, and that written again."""
    path = Path(corpus.getWork(FOREIGN[name][0]))
    data = path.read_bytes()
    root = musicxml_root(unpack_mxl(data) if path.suffix == ".mxl" else data)
    found = import_from_musicxml(root)
    return root, found, musicxml_root(write_musicxml(found.chorale))


def changes_in(root: Element) -> list[tuple[int, str, str]]:
    """Bar, what it is, and the value of each change of key or metre in the first part."""
    found: list[tuple[int, str, str]] = []
    last: dict[str, str] = {}
    for number, measure in enumerate(root.findall("part[1]/measure")):
        for element in measure.findall("attributes/*"):
            value = "/".join(child.text or "" for child in element if child.tag not in ("mode", "cancel"))
            if element.tag in ("key", "time") and last.get(element.tag) != value:
                if element.tag in last:
                    found.append((number, element.tag, value))
                last[element.tag] = value
    return found


def check_foreign(name: str) -> None:
    before, found, after = foreign(name)
    assert len(changes_in(before)) == FOREIGN[name][1]
    assert [change[1:] for change in changes_in(after)] == [change[1:] for change in changes_in(before)]
    said = [notice.message for notice in found.notices]
    lost = sum(
        int((re.search(r"Tempo marks \((\d+)\)", each) or [0, 1])[1]) for each in said if "Tempo" in each
    )
    later = [change for change in tempo_changes(found.chorale.signs) if change[0]]
    assert len(list(after.iter("metronome"))) + lost >= len(list(before.iter("metronome")))
    assert len([sound for sound in after.iter("sound") if sound.get("tempo")]) > len(later)


@pytest.mark.parametrize("name", FEW)
def test_foreign_files_have_the_same_changes_of_key_and_metre_afterwards(name: str) -> None:
    check_foreign(name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in FOREIGN if name not in FEW])
def test_more_foreign_files_have_the_same_changes_of_key_and_metre_afterwards(name: str) -> None:
    check_foreign(name)
