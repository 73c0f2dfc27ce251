"""Tuplets of MIDI files are found where a file counts exactly, and nobody's playing becomes one."""

from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.tuplets import tuplets_of
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.midi import parse_midi, write_midi
from tests.sunmask.chorale.notation.scores import END_OF_TRACK, midi
from tests.sunmask.chorale.notation.test_midi_conversions import played, signature
from tests.sunmask.chorale.notation.tuplets import piece_with


def read(*spans: tuple[int, int, int]) -> tuple[Chorale, set[str]]:
    found = chorale_from_parsed(parse_midi(midi(played(*spans))))
    return found.chorale, {told.code for told in found.notices}


def names(chorale: Chorale) -> list[tuple[int, str, list[int]]]:
    return [
        (tuplet.start, tuplet.sign.name, [length for length, _, _ in tuplet.sign.notes])
        for tuplet in tuplets_of(chorale)
    ]


def test_three_in_a_quarter_and_in_a_half_are_triplets_though_their_notes_end_early() -> None:
    quarter = [(480 + 160 * i, 480 + 160 * i + 140, 67 + i) for i in range(3)]
    half = [(960 + 320 * i, 960 + 320 * i + 300, 72 - i) for i in range(3)]
    chorale, codes = read((0, 475, 67), *quarter, *half)
    assert names(chorale) == [(4, "3:2", [8, 8, 8]), (8, "3:2", [16, 16, 16])]
    assert "quantised" not in codes


def test_a_note_that_is_held_into_a_triplet_goes_on_there() -> None:
    chorale, codes = read((0, 640, 67), (640, 800, 69), (800, 960, 71), (960, 1440, 72))
    [tuplet] = tuplets_of(chorale)
    assert [pitch for _, pitch, _ in tuplet.sign.notes] == [-67, 69, 71]
    assert "quantised" not in codes


def test_a_triplet_is_found_in_a_metre_that_the_grid_does_not_know() -> None:
    conductor = signature(4, 1) + END_OF_TRACK
    spans = [(0, 3360, 67), (3360, 3520, 69), (3520, 3680, 71), (3680, 3840, 72)]
    found = chorale_from_parsed(parse_midi(midi(conductor, played(*spans)))).chorale
    assert [tuplet.ratio for tuplet in tuplets_of(found)] == [(3, 2)]


def test_what_somebody_played_is_put_on_sixteenths() -> None:
    late = [0, 37, 11, 52, 160, 21, 73, 44, 66, 29]
    chorale, codes = read(*[(480 * i + by, 480 * i + by + 400, 67) for i, by in enumerate(late)])
    assert names(chorale) == []
    assert "quantised" in codes


def test_tuplets_that_are_written_are_read_again() -> None:
    piece = piece_with()
    assert names(chorale_from_parsed(parse_midi(write_midi(piece))).chorale) == names(piece)
