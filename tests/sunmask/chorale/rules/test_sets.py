"""Chords that no network has learned are asked for all the same: suspensions, ninths, augmented sixths."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.conditions import conditions_of
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.chords import SETS, Chord
from sunmask.chorale.music.symbols import NUM_SYMBOLS, Chorale, decode, encode
from sunmask.chorale.notation.chord_names import numeral_name, sheet_name
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.letters import letters_of
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.notation.spelling import Key
from sunmask.chorale.rules.constraints import ChordConstraints
from sunmask.chorale.sampling.composing import blank_chorale, compose
from sunmask.chorale.settings import ChoraleSettings

C_MAJOR = Key.of_signature(0, "major")


def chords_of(*pitches: tuple[int, int, int, int]) -> np.ndarray:
    columns = [np.array([[p, -p, -p, -p] for p in chord]) for chord in pitches]
    return np.concatenate(columns, axis=1).astype(np.int16)


def asking(chord: Chord, symbols_VT: np.ndarray) -> ChordConstraints:
    chorale = replace(blank_chorale(symbols_VT.shape[1]), symbols_VT=symbols_VT, chords={0: chord})
    return ChordConstraints(conditions_of(chorale, ChoraleSettings()), chorale.meta, chorale.chords)


@pytest.mark.parametrize(
    ("chord", "good", "bad"),
    [
        (Chord(7, "sus4"), (74, 67, 60, 43), (74, 67, 59, 43)),
        (Chord(7, "dom9"), (69, 65, 59, 43), (74, 65, 59, 43)),
        (Chord(0, "add9"), (74, 64, 60, 48), (72, 64, 60, 48)),
        (Chord(8, "fr43", 8), (74, 66, 60, 44), (75, 66, 60, 44)),
        (Chord(8, "it6", 8), (72, 66, 60, 44), (72, 66, 60, 48)),
    ],
)
def test_it_is_obeyed_where_the_tones_that_it_needs_sound_and_no_others(
    chord: Chord, good: tuple[int, int, int, int], bad: tuple[int, int, int, int]
) -> None:
    for notes, is_obeyed in ((good, True), (bad, False)):
        symbols_VT = chords_of(notes)
        assert asking(chord, symbols_VT).satisfied(encode(symbols_VT)).tolist() == [is_obeyed]


def network(tokens: torch.Tensor, trust: torch.Tensor, *conditions: torch.Tensor) -> torch.Tensor:
    """Logits that know nothing of chords, of voices that do not cross."""
    places = torch.arange(tokens.numel() * NUM_SYMBOLS).reshape(*tokens.shape, NUM_SYMBOLS)
    pitches_P = torch.from_numpy(np.abs(decode(np.arange(NUM_SYMBOLS))).astype(np.float32))
    middles_V = torch.tensor([74.0, 65.0, 56.0, 43.0])
    off_VP = (pitches_P - middles_V[:, None]).abs()
    return torch.sin(places * 0.37) - torch.where(off_VP > 6, 8.0, 0.0)[:, None]


@pytest.mark.parametrize("quality", list(SETS))
def test_it_is_heard_even_from_a_network_that_does_not_listen(quality: str) -> None:
    chord = Chord(8, quality, 8 if quality in ("it6", "fr43") else None)
    start = replace(blank_chorale(32), chords={0: Chord(0, "maj"), 8: chord, 16: Chord(7, "maj")})
    refuses = {"refuse_parallels": False, "refuse_bare": False, "refuse_ranges": False}  # its bass is low
    settings = ChoraleSettings(num_steps=32, cadences=False, **refuses)  # type: ignore[arg-type]
    found = compose(network, start, count=3, seed=2, settings=settings)  # type: ignore[arg-type]
    asked = ChordConstraints(conditions_of(start, settings), start.meta, start.chords)
    for made in found:
        assert asked.satisfied(encode(made.symbols_VT)).all()


@pytest.mark.parametrize("quality", list(SETS))
def test_it_is_kept_in_content_and_in_musicxml(quality: str) -> None:
    chord = Chord(8, quality, 8 if quality in ("it6", "fr43") else None)
    sung = chords_of((72, 67, 64, 48), (72, 67, 64, 48))
    chorale = replace(blank_chorale(8), symbols_VT=sung, chords={4: chord})
    assert chorale_from_json(chorale_to_json(chorale)).chords == chorale.chords
    found = import_from_musicxml(musicxml_root(write_musicxml(chorale))).chorale
    assert found.chords[4] == chord


def test_names_and_letters_are_those_of_a_textbook() -> None:
    assert numeral_name(Chord(8, "it6", 8), C_MAJOR) == "It6"
    assert numeral_name(Chord(8, "fr43", 8), C_MAJOR) == "Fr43"
    assert [sheet_name(Chord(7, quality), C_MAJOR) for quality in ("sus4", "dom9", "dom13", "add9")] == [
        "Gsus4",
        "G9",
        "G13",
        "Gadd9",
    ]
    sixth = Chorale(chords_of((74, 66, 60, 44)), blank_chorale(4).meta, chords={0: Chord(8, "fr43", 8)})
    assert [name.name for row in letters_of(sixth) for name in row if name] == ["D5", "F#4", "C4", "A-2"]
