"""Notes are written with the letters that a textbook gives the chords they belong to."""

import numpy as np
import pytest
from music21 import corpus

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, normalise, notes
from sunmask.chorale.music.voices import Voice, harmony_row, parts_by_range
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.letters import letters_of
from sunmask.chorale.notation.musicxml.reader import parse_musicxml, parse_score
from sunmask.chorale.notation.scores import read_bytes, write_musicxml
from sunmask.chorale.notation.spelling import spelling_of
from sunmask.kinds import registry

CODEC = registry.codec("chorale")
LETTERS = "CDEFGAB"
NATURALS = (0, 2, 4, 5, 7, 9, 11)
MAJOR_TONICS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MINOR_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
FIFTHS = {"C": 0, "Db": -5, "D": 2, "Eb": -3, "E": 4, "F": -1, "F#": 6, "G": 1, "Ab": -4, "A": 3, "Bb": -2}
FIFTHS |= {"B": 5, "C#": 7, "G#": 8}
BOTH = {
    "N6": ("4", "6b", "2b"),
    "It6": ("6b", "1", "1", "4#"),
    "Ger65": ("6b", "1", "3b", "4#"),
    "Fr43": ("6b", "1", "2", "4#"),
    "viio7": ("7", "2", "4", "6b"),
    "iv": ("4", "6b", "1"),
    "iio7": ("2", "4", "6b", "1"),
    "viio7/V": ("4#", "6", "1", "3b"),
    "V7/V": ("2", "4#", "6", "1"),
    "V7": ("5", "7", "2", "4"),
    "viio6": ("2", "4", "7"),
    "V7/IV": ("1", "3", "5", "7b"),
    "bVI": ("6b", "1", "3b"),
    "bIII": ("3b", "5", "7b"),
    "bVII": ("7b", "2", "4"),
}
"""By name: degrees of the major scale on the tonic, from the bass up, each lowered or raised."""
TABLE = {
    "major": BOTH
    | {
        "I": ("1", "3", "5"),
        "ii": ("2", "4", "6"),
        "iii": ("3", "5", "7"),
        "IV": ("4", "6", "1"),
        "vi": ("6", "1", "3"),
        "i": ("1", "3b", "5"),
        "ii7": ("2", "4", "6", "1"),
        "V/V": ("2", "4#", "6"),
        "V7/ii": ("6", "1#", "3", "5"),
        "V7/vi": ("3", "5#", "7", "2"),
        "viio7/ii": ("1#", "3", "5", "7b"),
        "viio7/vi": ("5#", "7", "2", "4"),
        "V+": ("5", "7", "2#"),
    },
    "minor": BOTH
    | {
        "i": ("1", "3b", "5"),
        "iio6": ("4", "6b", "2"),
        "III+": ("3b", "5", "7"),
        "V": ("5", "7", "2"),
        "v": ("5", "7b", "2"),
        "IV": ("4", "6", "1"),
        "I": ("1", "3", "5"),
        "V/V": ("2", "4#", "6"),
        "V7/III": ("7b", "2", "4", "6b"),
        "V7/VI": ("3b", "5", "7b", "2b"),
        "viio7/iv": ("3", "5", "7b", "2b"),
        "ii": ("2", "4", "6"),
        "III7": ("3b", "5", "7b", "2"),
    },
}
FOLLOWING = {
    "viio7/vi": ("6", "1", "3"),
    "viio7/ii": ("2", "4", "6"),
    "viio7/iv": ("4", "6b", "1"),
    "V7/VI": ("6b", "1", "3b"),
    "V7/IV": ("4", "6", "1"),
    "V7/ii": ("2", "4", "6"),
    "V7/vi": ("6", "1", "3"),
    "N6": ("5", "7", "2"),
}
"""What the chord leads to; the dominant where none is said."""
KEYS = [(tonic, "major") for tonic in MAJOR_TONICS] + [(tonic, "minor") for tonic in MINOR_TONICS]


def written(tonic: str, degree: str) -> str:
    """A degree's letter: so many letters above the tonic's, with the sign that its semitones need."""
    number, sign = int(degree[0]) - 1, degree[1:]
    letter = LETTERS[(LETTERS.index(tonic[0]) + number) % 7]
    wanted = pitch_class(tonic) + NATURALS[number] + sign.count("#") - sign.count("b")
    alter = (wanted - NATURALS[LETTERS.index(letter)] + 6) % 12 - 6
    return letter + "#" * alter + "b" * -alter


def pitch_class(name: str) -> int:
    return (NATURALS[LETTERS.index(name[0])] + name[1:].count("#") - name[1:].count("b")) % 12


def voiced(names: list[str]) -> list[int]:
    """The chord in four voices, soprano first: the bass low, the others above it."""
    low, *others = [pitch_class(name) for name in (names if len(names) > 3 else [*names, names[0]])]
    return [*(60 + other for other in reversed(others)), 36 + low + 12 * (low < 4)]


def signature(tonic: str, mode: str) -> int:
    return FIFTHS[tonic] - (3 if mode == "minor" else 0)


def progression(tonic: str, mode: str, name: str) -> tuple[Chorale, list[str]]:
    """Tonic, the chord, what it leads to, and the tonic, a half note each; and the chord's letters."""
    third = "3" if mode == "major" else "3b"
    home = ("1", third, "5")
    steps = [home, TABLE[mode][name], FOLLOWING.get(name, ("5", "7", "2")), home]
    columns = [voiced([written(tonic, degree) for degree in step]) for step in steps]
    rows = [[s for chord in columns for s in [chord[v]] + [-chord[v]] * 7] for v in range(4)]
    meta = ChoraleMeta(fifths=signature(tonic, mode), mode=mode)
    names = [written(tonic, degree) for degree in TABLE[mode][name]]
    return Chorale(np.array(rows), meta), sorted(set(names))


def letters_at(piece: Chorale, column: int) -> list[str]:
    """The different letters that sound in a column."""
    found = set()
    for voice_notes, names in zip(notes(piece.symbols_VT), letters_of(piece), strict=True):
        for (start, length, _), name in zip(voice_notes, names, strict=True):
            if name is not None and start <= column < start + length:
                found.add(spelling_of(name))
    return sorted(found)


def test_the_table_has_28_chords_in_each_of_24_keys() -> None:
    assert [len(TABLE[mode]) for mode in ("major", "minor")] == [28, 28]
    assert len(KEYS) == 24


@pytest.mark.parametrize(("mode", "name"), [(mode, name) for mode in TABLE for name in TABLE[mode]])
def test_a_chord_is_written_as_in_a_textbook(mode: str, name: str) -> None:
    wrong = {}
    for tonic, of_mode in KEYS:
        if of_mode == mode:
            piece, names = progression(tonic, mode, name)
            if letters_at(piece, 8) != names:
                wrong[tonic] = (letters_at(piece, 8), names)
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(BOTH))
def test_a_chord_that_stands_alone_is_written_in_the_canvas_s_key(name: str) -> None:
    piece, names = progression("A", "minor", name)
    alone = Chorale(normalise(piece.symbols_VT[:, 8:16]), piece.meta)
    assert letters_at(alone, 0) == names


def c_major(*voices: list[int], **hung) -> Chorale:
    rows = [[s for pitch in row for s in [pitch] + [-pitch] * 3] for row in voices]
    rows += [[0] * len(rows[0])] * (4 - len(rows))
    return Chorale(np.array(rows), ChoraleMeta(), **hung)


def line(piece: Chorale, voice: int = 0) -> list[str]:
    return [spelling_of(name) for name in letters_of(piece)[voice] if name is not None]


def test_a_requested_chord_says_the_letters_before_the_notes_are_there() -> None:
    melody = [67, 68, 67, 72, 67, 64, 65, 69]
    assert line(c_major(melody))[1] == "G#"
    assert line(c_major(melody, chords={4: Chord(5, "min")}))[1] == "Ab"


def test_a_written_letter_stands_until_its_note_has_another_pitch() -> None:
    melody = [60, 61, 62, 64, 65, 67, 69, 71]
    piece = c_major(melody, spellings={(0, 4): "Db"})
    assert line(piece)[1] == "Db"
    assert line(c_major([60, 66, 62, 64, 65, 67, 69, 71], spellings={(0, 4): "Db"}))[1] == "F#"


def test_the_letters_of_a_file_come_back_from_it() -> None:
    odd = ["B#", "C##", "Fb", "E#", "Cb", "Abb", "F##", "Dbb"]
    melody = [60, 62, 64, 65, 71, 67, 67, 60]
    piece = c_major(melody, spellings={(0, 4 * n): name for n, name in enumerate(odd)})
    found = read_bytes(write_musicxml(piece), "odd").chorale
    assert line(found) == odd
    assert found.spellings == {(0, 4 * n): name for n, name in enumerate(odd)}
    assert chorale_from_json(chorale_to_json(found)).spellings == found.spellings
    parts = CODEC.parts(chorale_to_json(found))
    assert CODEC.content(parts.symbols, parts.meta, parts.marks) == chorale_to_json(found)


def in_voices(number: int, **hung) -> Chorale:
    """G, A flat or G sharp, G and F sharp in the top voice and the lowest one, others on C."""
    rows = np.array([[60] + [-60] * 15] * number)
    rows[0] = [s for pitch in (67, 68, 67, 66) for s in [pitch] + [-pitch] * 3]
    rows[-1] = rows[0] - 12 * np.sign(rows[0])
    parts = parts_by_range([(48, 84)] * number)
    voices = tuple(Voice(f"Voice {n}", "treble", 48, 84, part) for n, part in enumerate(parts, start=1))
    return Chorale(rows, ChoraleMeta(voices=voices), **hung)


@pytest.mark.parametrize("number", [2, 3, 5, 6])
def test_letters_are_chosen_and_kept_in_as_many_voices_as_a_score_has(number: int) -> None:
    asked = {4: Chord(5, "min")}
    piece = in_voices(number, chords=asked, spellings={(number - 1, 12): "Gb"})
    assert line(piece) == ["G", "Ab", "G", "F#"]
    assert line(piece, -1) == ["G", "Ab", "G", "Gb"]
    content = chorale_to_json(piece)
    parts = CODEC.parts(content)
    assert set(parts.marks) == {(number - 1, 12), (harmony_row(number), 4)}
    assert CODEC.content(parts.symbols, parts.meta, parts.marks) == content
    again = chorale_from_parsed(parse_musicxml(musicxml_root(write_musicxml(piece)))).chorale
    assert [line(again, row) for row in (0, -1)] == [line(piece, row) for row in (0, -1)]


@pytest.mark.parametrize("value", [None, 7, [], "H", "F###", "f#", "Bes"])
def test_a_spelling_that_is_none_is_left_out_of_a_document_and_refused_in_content(value: object) -> None:
    content = chorale_to_json(c_major([60]))
    assert "spellings" not in CODEC.content(
        content["symbols"], content["meta"], {(0, 0): {"spelling": value}}
    )
    with pytest.raises(ValueError, match="expected a spelling"):
        chorale_from_json({**content, "spellings": [[0, 0, value]]})


FOREIGN = (
    *("bach/bwv66.6", "bach/bwv4.8", "bach/bwv244.54", "bach/bwv281", "bach/bwv335", "bach/bwv425"),
    *("leadSheet/fosterBrownHair", "monteverdi/madrigal.3.1", "liliuokalani/aloha"),
)


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_keeps_all_its_letters(name: str) -> None:
    first = chorale_from_parsed(parse_score(corpus.parse(name)))
    written = chorale_from_parsed(parse_musicxml(musicxml_root(write_musicxml(first.chorale)))).chorale
    onsets = {(v, start) for v, row in enumerate(notes(first.chorale.symbols_VT)) for start, _, p in row if p}
    assert set(first.chorale.spellings) == onsets
    assert written.spellings == first.chorale.spellings
