"""Names of chords, held to the browser's by tests/cases/chords.json and to music21."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from music21 import harmony, key, roman

from sunmask.chorale.music.chords import ASKED_QUALITIES, Chord, chord_from_json
from sunmask.chorale.notation.chord_names import SIXTHS, numeral_name, sheet_name
from sunmask.chorale.notation.spelling import Key, key_name

CASES = json.loads((Path(__file__).parents[2] / "cases" / "chords.json").read_text())["read"]
KEYS = [Key(tonic, "major") for tonic in (-3, 2)] + [Key(tonic, "minor") for tonic in (0, 3)]


def key_of(case: dict[str, Any]) -> Key:
    return Key.of_signature(**case["key"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_chord_has_the_name_that_people_type(case: dict[str, Any]) -> None:
    chord = chord_from_json(case["chord"])
    assert numeral_name(chord, key_of(case)) == case["numeral"]
    assert sheet_name(chord, key_of(case)) == case["sheet"]


def read_by_music21(text: str, of: Key) -> tuple[int, frozenset[int], int]:
    """Root, tones and bass of a numeral as music21 reads it."""
    tonic = key_name(of.fifths, of.mode).rsplit(" ", 1)[0].replace(" sharp", "#").replace(" flat", "-")
    # in music21's words a major seventh is said by its letter alone, and figures of root position go without
    figure = text.replace("M7", "maj7").replace("753", "7").replace("53", "")
    read = roman.RomanNumeral(figure, key.Key(tonic, of.mode))
    return read.root().pitchClass, frozenset(read.pitchClasses), read.bass().pitchClass


@pytest.mark.parametrize("of", KEYS, ids=lambda of: key_name(of.fifths, of.mode))
@pytest.mark.parametrize("quality", ASKED_QUALITIES)
def test_music21_reads_the_numerals_as_the_same_chords(quality: str, of: Key) -> None:
    for root in range(12):
        for bass in Chord(root, quality).tones:
            chord = Chord(root, quality, bass)
            text = numeral_name(chord, of)
            is_chromatic = text[0] in "#b" and quality != "maj"
            is_raised = text.startswith("vii") and quality == "min7" and of.mode == "minor"
            if text == sheet_name(chord, of) or "M" in text or is_chromatic or is_raised:
                continue  # what has no numeral, or one that music21 reads in its own way
            found_root, tones, found_bass = read_by_music21(text, of)
            assert tones == frozenset(chord.tones), text
            assert found_bass == bass, text
            if quality not in ("aug", "dim7", *SIXTHS) and text != "Ger65":
                assert found_root == root, text


WITH_SHEET_NAMES = [quality for quality in ASKED_QUALITIES if quality not in SIXTHS]


@pytest.mark.parametrize(("quality", "of"), list(product(WITH_SHEET_NAMES, KEYS)))
def test_music21_reads_the_sheet_names_as_the_same_chords(quality: str, of: Key) -> None:
    for root in range(12):
        chord = Chord(root, quality, (root + 7) % 12 if quality in ("maj", "min", "dom7") else None)
        read = harmony.ChordSymbol(sheet_name(chord, of).replace("b", "-").replace("m7-5", "m7b5"))
        # four voices leave out what they cannot have
        without = {(root + step) % 12 for step in {"dom11": (4,), "dom13": (5,)}.get(quality, ())}
        assert frozenset(read.pitchClasses) - without == frozenset(chord.tones) - without
        assert read.root().pitchClass == root
        if chord.bass is not None:
            assert read.bass().pitchClass == chord.bass
