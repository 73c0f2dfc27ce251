"""Scores of every usual scoring keep names, clefs and what accompanies them, in and out again."""

from dataclasses import replace

import pytest

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.voices import STANDARD
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import parse_midi, write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part, rest

TREBLE, BASS, ALTO = (
    f"<clef><sign>{sign}</sign><line>{line}</line></clef>" for sign, line in (("G", 2), ("F", 4), ("C", 3))
)
TENOR = "<clef><sign>G</sign><line>2</line><clef-octave-change>-1</clef-octave-change></clef>"
CLEFS = {TREBLE: "treble", BASS: "bass", ALTO: "alto", TENOR: "treble-8"}
S, A, T, B = (("Soprano", TREBLE, 72), ("Alto", TREBLE, 67), ("Tenor", TENOR, 60), ("Bass", BASS, 48))
Line = tuple[str, str, int]
SCORINGS: dict[str, list[Line]] = {
    "SATB": [S, A, T, B],
    "SAB": [S, A, ("Baritone", BASS, 52)],
    "SSA": [("Soprano I", TREBLE, 74), ("Soprano II", TREBLE, 71), A],
    "TTBB": [("Tenor 1", TENOR, 64), ("Tenor 2", TENOR, 60), ("Baritone", BASS, 55), B],
    "SSAA": [
        ("Soprano 1", TREBLE, 76),
        ("Soprano 2", TREBLE, 72),
        ("Alto 1", TREBLE, 67),
        ("Alto 2", TREBLE, 60),
    ],
    "SSATB": [("Soprano 1", TREBLE, 76), ("Soprano 2", TREBLE, 72), A, T, B],
    "SSATBB": [
        ("Soprano 1", TREBLE, 76),
        ("Soprano 2", TREBLE, 72),
        A,
        T,
        ("Bass 1", BASS, 52),
        ("Bass 2", BASS, 45),
    ],
    "string quartet": [
        ("Violin I", TREBLE, 88),
        ("Violin II", TREBLE, 76),
        ("Viola", ALTO, 64),
        ("Violoncello", BASS, 36),
    ],
    "brass quartet": [
        ("Trumpet 1", TREBLE, 76),
        ("Trumpet 2", TREBLE, 72),
        ("Horn", TREBLE, 60),
        ("Trombone", BASS, 48),
    ],
    "duet": [("Flute", TREBLE, 84), ("Bassoon", BASS, 43)],
    "three equal voices": [("Cantus I", TREBLE, 72), ("Cantus II", TREBLE, 69), ("Cantus III", TREBLE, 67)],
    "SATB with organ": [S, A, T, B, ("Organ", TREBLE, 72), ("Organ", BASS, 40)],
}
NUM_STAVES = {"SATB with organ": 2}


def file_of(lines: list[Line]) -> bytes:
    parts = []
    for name, clef, pitch in lines:
        bars = [bar_of(pitch, pitch + 2, pitch, pitch - 1), bar_of(*[pitch] * 4)]
        parts.append(part(name, attributes(extra=clef) + bars[0], bars[1]))
    return musicxml(*parts)


def read(content: bytes) -> Import:
    """In this process, which is quicker; strangers' files are read in a child."""
    return import_from_musicxml(musicxml_root(content))


def described(chorale: Chorale) -> list[tuple[str, str]]:
    everything = [*chorale.voices, *chorale.meta.staves]
    return [(each.name, each.clef) for each in everything]


@pytest.mark.parametrize("scoring", SCORINGS)
def test_a_scoring_keeps_names_clefs_and_notes_through_musicxml(scoring: str) -> None:
    lines = SCORINGS[scoring]
    first = read(file_of(lines)).chorale
    assert described(first) == [(name, CLEFS[clef]) for name, clef, _ in lines]
    assert len(first.meta.staves) == NUM_STAVES.get(scoring, 0)
    assert first.symbols_VT[:, 0].tolist() == [pitch for _, _, pitch in lines[: len(first.voices)]]
    assert chorale_from_json(chorale_to_json(first)).meta == first.meta
    again = read(write_musicxml(first)).chorale
    assert again.meta == first.meta
    assert again.symbols_VT.tolist() == first.symbols_VT.tolist()


@pytest.mark.parametrize("names", [("Soprano 1", "Soprano 2", "Alto", "Tenor", "Bass"), "SSATBB"])
def test_named_parts_that_are_still_silent_are_voices_to_be_composed(names: tuple[str, ...] | str) -> None:
    if isinstance(names, str):
        names = tuple(name for name, _, _ in SCORINGS[names])
    silent = part_of_rests()
    parts = [part(name, *(silent if number else tuned())) for number, name in enumerate(names)]
    found = read(musicxml(*parts)).chorale
    assert [voice.name for voice in found.voices] == list(names)
    assert found.symbols_VT[0].any()
    assert not found.symbols_VT[1:].any()
    assert sum(voice.part != "" for voice in found.voices) == 4


def test_staves_without_names_and_notes_are_left_out() -> None:
    names = ["Soprano", "Alto", "Tenor", "Bass", "Staff 5"]
    parts = [part(name, *(tuned() if number < 4 else part_of_rests())) for number, name in enumerate(names)]
    assert len(read(musicxml(*parts)).chorale.voices) == 4


def nameless(*pitches: int) -> list[tuple[str, tuple[str, ...]]]:
    return [part("Voice", attributes() + bar_of(*[pitch] * 4)) for pitch in pitches]


def test_one_singer_over_a_piano_is_the_soprano_and_the_piano_no_voice() -> None:
    piano = [part("Piano", attributes() + bar_of(*[pitch] * 4)) for pitch in (60, 48)]
    found = read(musicxml(*nameless(72), *piano)).chorale
    assert found.voices == STANDARD
    assert found.symbols_VT[:, 0].tolist() == [72, 0, 0, 0]
    assert [staff.name for staff in found.meta.staves] == ["Piano", "Piano"]


def test_two_singers_are_melody_and_bass_only_where_the_second_lies_low_and_nobody_accompanies_them() -> None:
    outer = read(musicxml(*nameless(72, 48))).chorale
    assert outer.symbols_VT[:, 0].tolist() == [72, 0, 0, 48]
    piano = part("Piano", attributes() + bar_of(*[48] * 4))
    for parts in (nameless(72, 67), [*nameless(72, 48), piano]):
        duet = read(musicxml(*parts)).chorale
        assert [voice.name for voice in duet.voices] == ["Voice 1", "Voice 2"]


def tuned() -> tuple[str, ...]:
    return attributes() + bar_of(67, 69, 67, 66), bar_of(67, 67, 67, 67)


def part_of_rests() -> tuple[str, ...]:
    return attributes() + rest() * 4, rest() * 4


@pytest.mark.parametrize("scoring", ["SAB", "TTBB", "SSATBB"])
def test_a_scoring_keeps_its_names_through_midi(scoring: str) -> None:
    first = read(file_of(SCORINGS[scoring])).chorale
    again = chorale_from_parsed(parse_midi(write_midi(first))).chorale
    assert [voice.name for voice in again.voices] == [voice.name for voice in first.voices]
    assert again.symbols_VT.tolist() == first.symbols_VT.tolist()


def test_a_title_that_begins_with_a_voice_s_letter_is_no_voice() -> None:
    trio = read(file_of(SCORINGS["SAB"])).chorale
    titled = replace(trio, meta=replace(trio.meta, title="A mighty fortress"))
    again = chorale_from_parsed(parse_midi(write_midi(titled))).chorale
    assert (again.meta.title, len(again.voices)) == ("A mighty fortress", 3)


def test_the_usual_four_say_nothing_of_their_voices() -> None:
    found = read(file_of(SCORINGS["SATB"])).chorale
    assert found.voices == STANDARD
    assert not {"voices", "staves"} & set(chorale_to_json(found)["meta"])


def test_an_organ_of_two_staves_goes_out_as_it_came_in() -> None:
    found = read(file_of(SCORINGS["SATB with organ"]))
    assert any(told.code == "staves" and "Organ" in told.message for told in found.notices)
    assert [note[:3] for note in found.chorale.meta.staves[0].notes[:2]] == [(0, 4, 72), (4, 4, 74)]
