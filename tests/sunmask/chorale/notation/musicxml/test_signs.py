"""Signs that a file brings along hang on voice and sixteenth, and are written while their notes stand."""

import io
import re
from xml.etree.ElementTree import Element, fromstring

import mido
import numpy as np
import pytest

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.signs import Sign, clean_signs, tempo_changes
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.engraving.mei import CLOSED, mei_from_chorale
from sunmask.chorale.notation.engraving.svg import engrave
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import parse_midi, write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from tests.sunmask.chorale.notation.scores import (
    DIVISIONS,
    attributes,
    bar_of,
    four_parts,
    musicxml,
    note,
    part,
)


def direction(inside: str, more: str = "", **attributes: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<direction{said}><direction-type>{inside}</direction-type>{more}</direction>"


def tempo(speed: float, unit: str = "quarter") -> str:
    return direction(
        f"<metronome><beat-unit>{unit}</beat-unit><per-minute>{speed:g}</per-minute></metronome>",
        f'<sound tempo="{speed:g}"/>',
    )


def slur(kind: str, number: int = 1) -> str:
    return f'<notations><slur type="{kind}" number="{number}"/></notations>'


def read(content: bytes) -> Import:
    return import_from_musicxml(musicxml_root(content))


def again(chorale: Chorale) -> Chorale:
    return read(write_musicxml(chorale)).chorale


SIGNS = {
    (0, 0): (Sign("words", text="Andante", side="above", style="bold italic"), Sign("dynamics", "mf")),
    (0, 4): (Sign("slur", "start"), Sign("articulations", "accent", side="below")),
    (0, 6): (Sign("wedge", "crescendo", side="below"),),
    (0, 8): (Sign("slur", "stop"), Sign("slur", "start", side="above")),
    (0, 12): (Sign("slur", "stop"), Sign("wedge", "stop"), Sign("technical", "fingering", "3")),
    (1, 0): (Sign("ornaments", "trill-mark", side="above"),),
    (2, 16): (Sign("rehearsal", text="A"), Sign("metronome", "half", dots=1, value=40)),
    (3, 16): (
        Sign("dynamics", "other-dynamics", "mezza voce"),
        Sign("articulations", "breath-mark", "comma"),
    ),
}


def sung(signs: dict[tuple[int, int], tuple[Sign, ...]]) -> Chorale:
    """Two bars of quarters."""
    row = [60, -60, -60, -60] * 8
    rows = [
        [symbol + (12, 7, 0, -12)[voice] * (1 if symbol > 0 else -1) for symbol in row] for voice in range(4)
    ]
    return Chorale(np.array(rows, dtype=np.int16), signs=signs)


def kinds_of(chorale: Chorale, tag: str) -> int:
    return len(list(fromstring(write_musicxml(chorale)).iter(tag)))


def test_all_kinds_of_signs_read_back_as_they_were() -> None:
    found = again(sung(SIGNS)).signs
    assert {cell: set(here) for cell, here in found.items()} == {
        cell: set(here) for cell, here in SIGNS.items()
    }
    assert again(sung(SIGNS)).signs == again(again(sung(SIGNS))).signs


def test_signs_travel_in_a_document_and_a_hostile_document_brings_none() -> None:
    codec = ChoraleCodec()
    parts = codec.parts(chorale_to_json(sung(SIGNS)))
    back = chorale_from_json(codec.content(parts.symbols, parts.meta, parts.marks))
    assert back.signs == SIGNS
    hostile = [
        {"kind": "words", "text": "a\x00b"},
        {"kind": "words", "text": ""},
        {"kind": "words", "text": "x" * 1000},
        {"kind": "dynamics", "name": "script"},
        {"kind": "metronome", "name": "quarter", "value": float("inf")},
        {"kind": "metronome", "name": "quarter"},
        {"kind": "slur", "name": "start", "number": 1e9},
        {"kind": "words", "text": "x", "style": "url(x)"},
        {"kind": "words", "text": "x", "other": 1},
        {"kind": ["words"], "text": "x"},
        "words",
    ]
    assert clean_signs(hostile) == ()
    assert clean_signs(7) == ()
    assert len(clean_signs([{"kind": "dynamics", "name": "p"}] * 1000)) == 20


def test_a_content_with_an_invalid_sign_is_refused_with_a_sentence() -> None:
    content = chorale_to_json(sung({})) | {"signs": [[0, 0, [{"kind": "noise"}]]]}
    with pytest.raises(ValueError, match="expected a sign of"):
        chorale_from_json(content)
    with pytest.raises(ValueError, match="within the grid"):
        chorale_from_json(content | {"signs": [[0, 999, [{"kind": "dynamics", "name": "p"}]]]})


def test_a_sign_goes_with_its_note_and_a_direction_stays() -> None:
    without = sung(SIGNS)
    without.symbols_VT[0, 4:12] = [-72] * 8  # the first quarter lasts on over the next two
    written = fromstring(write_musicxml(without))
    assert [each.tag for each in written.iter() if each.tag in ("accent", "slur", "wedge", "mf")] == [
        "mf",
        "wedge",
        "wedge",
    ]
    assert kinds_of(sung(SIGNS), "slur") == 4
    assert kinds_of(sung(SIGNS), "accent") == 1


def test_a_slur_ends_with_the_last_of_tied_heads_and_one_over_a_single_note_is_named() -> None:
    start, stop = "<tie type='start'/>", "<tie type='stop'/>"
    first = attributes() + bar_of(67, 67) + note(69, inside=slur("start")) + note(72, inside=start)
    second = note(72, inside=stop + slur("stop")) + bar_of(67, 67, 67)
    found = read(four_parts(first, second))
    assert found.chorale.signs == {(0, 8): (Sign("slur", "start"),), (0, 12): (Sign("slur", "stop"),)}
    ends = [head.get("id") for head in heads_with_slurs(found.chorale)]
    assert ends == ["n-S-8", "n-S-16"]
    first = attributes() + bar_of(67, 67, 67) + note(72, inside=start + slur("start"))
    second = note(72, inside=stop + slur("stop")) + bar_of(67, 67) + note(67, inside=slur("start"))
    third = note(69, inside=slur("stop")) + bar_of(67, 67, 67)
    found = read(four_parts(first, second, third))
    assert sorted(found.chorale.signs) == [(0, 28), (0, 32)]
    assert [each.message for each in found.notices if each.code == "not_kept_slurs"] == [
        "Slurs will be left out: bar 1."
    ]


def heads_with_slurs(chorale: Chorale) -> list[Element]:
    heads = fromstring(write_musicxml(chorale)).iter("note")
    return [head for head in heads if head.find("notations/slur") is not None]


def test_the_first_tempo_is_the_piece_s_and_later_ones_are_kept_as_marks_and_in_midi() -> None:
    bars = (attributes() + tempo(90) + bar_of(67, 67, 67, 67), tempo(40, "half") + bar_of(67, 67, 67, 67))
    found = read(four_parts(*bars))
    assert found.chorale.meta.tempo == 90
    assert tempo_changes(found.chorale.signs) == [(16, 80.0)]
    assert not any(each.code.startswith("not_kept") for each in found.notices)
    assert not any(each.code == "tempo" for each in found.notices)
    played = mido.MidiFile(file=io.BytesIO(write_midi(found.chorale)))
    assert [round(60e6 / each.tempo) for each in played.tracks[0] if each.type == "set_tempo"] == [90, 80]
    from_midi = chorale_from_parsed(parse_midi(write_midi(found.chorale))).chorale
    assert tempo_changes(from_midi.signs) == [(16, 80.0)]


def test_where_note_values_are_halved_tempo_marks_are_too() -> None:
    half = 2 * DIVISIONS
    bars = (attributes("4", "2") + tempo(120) + note(67, half) * 4, tempo(100) + note(67, half) * 4)
    chorale = read(musicxml(part("M", *bars))).chorale
    assert (chorale.meta.tempo, tempo_changes(chorale.signs)) == (60.0, [(16, 50.0)])


def test_on_a_shared_staff_a_sign_goes_to_the_voice_that_sings_its_pitch() -> None:
    whole = 4 * DIVISIONS
    back = f"<backup><duration>{whole}</duration></backup>"
    accent = "<notations><articulations><accent/></articulations></notations>"
    upper = attributes() + note(72, whole) + back + note(67, whole, accent, voice=2)
    lower = attributes() + note(60, whole, accent) + back + note(48, whole, voice=2)
    signs = read(musicxml(part("Women", upper), part("Men", lower))).chorale.signs
    assert sorted(signs) == [(1, 0), (2, 0)]


def test_the_score_on_the_page_shows_the_signs_on_open_and_closed_staves() -> None:
    plain, signed = (mei_from_chorale(sung(signs)) for signs in ({}, SIGNS))
    for tag in ("dynam", "dir", "hairpin", "slur", "trill", "tempo", "reh", "breath", "fing"):
        assert f"<{tag} " in signed
        assert f"<{tag} " not in plain
    assert 'artic="acc"' in signed
    (page,) = engrave(mei_from_chorale(sung(SIGNS), CLOSED), set(), width=100)
    assert "Andante" in page
    assert "mezza voce" in page
    assert "<polyline" in page


def test_what_two_voices_of_a_staff_say_at_once_is_drawn_once() -> None:
    loud = {(voice, 0): (Sign("dynamics", "f"),) for voice in range(4)}
    assert mei_from_chorale(sung(loud)).count("<dynam ") == 4
    assert mei_from_chorale(sung(loud), CLOSED).count("<dynam ") == 2


def test_a_page_names_each_sign_by_its_cell_also_where_a_line_goes_on() -> None:
    signs = {
        (0, 4): (Sign("slur", "start"), Sign("articulations", "accent")),
        (0, 24): (Sign("slur", "stop"), Sign("dynamics", "p")),
    }
    pages = engrave(mei_from_chorale(sung(signs)), {1}, width=60)
    named = [set(re.findall(r'data-sign="([^"]*)"', page)) for page in pages]
    assert named == [{"s-S-4-0", "s-S-4-1"}, {"s-S-4-0", "s-S-24-1"}]
    assert all('class="reach"' in page for page in pages)


@pytest.mark.parametrize("row", range(4))
def test_every_part_has_what_is_said_to_the_whole_system_and_its_own_texts_alone(row: int) -> None:
    to_all = [
        Sign("system", text="Refrain"),
        Sign("rehearsal", text="B"),
        Sign("metronome", "quarter", value=90),
    ]
    signs = {(0, 16): tuple(to_all)} | {
        (voice, 0): (Sign("words", text=f"to {voice}"),) for voice in range(4)
    }
    part = mei_from_chorale(sung(signs), ((row,),))
    assert part.count("Refrain") == part.count("<reh ") == part.count("<tempo ") == 1
    assert [f"to {voice}" in part for voice in range(4)] == [voice == row for voice in range(4)]
    assert mei_from_chorale(sung(signs), CLOSED).count("Refrain") == 1


def test_a_text_of_the_system_reads_back_and_one_of_the_staff_stays_one() -> None:
    signs = {(0, 4): (Sign("system", text="Refrain", side="above"), Sign("words", text="dolce"))}
    assert again(sung(signs)).signs == signs


def test_a_midi_file_is_as_loud_as_the_signs_say() -> None:
    signs = {
        (0, 0): (Sign("dynamics", "p"),),
        (0, 4): (Sign("articulations", "accent"),),
        (0, 8): (Sign("dynamics", "f"), Sign("articulations", "staccato")),
    }
    played = mido.MidiFile(file=io.BytesIO(write_midi(sung(signs))))
    struck = [each.velocity for each in played.tracks[1] if each.type == "note_on"]
    assert struck[:4] == [52, 68, 96, 96]
    assert {each.velocity for each in played.tracks[2] if each.type == "note_on"} == {80}
    plain, signed = (chorale_from_parsed(parse_midi(write_midi(sung(here)))).chorale for here in ({}, signs))
    assert (plain.symbols_VT == signed.symbols_VT).all()
