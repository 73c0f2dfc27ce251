"""Melodies to harmonise: sopranos with their fermatas, folk songs with a phrase on a line."""

from itertools import islice

import numpy as np

from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.evaluation.requested.melodies import folk_songs, read_song, sopranos

SONG = """X:1
T: A song
M: 6/8
L: 1/8
K: G
D | GGGABc | d3d2B | GGGABc | d3d2
D | GGGABc | d3d2B | GGGAGF | {last}
"""


def song(last: str = "G3G2") -> str:
    return SONG.format(last=last)


def test_the_last_note_of_a_line_is_a_phrase_end() -> None:
    found = read_song(song())
    assert found is not None
    chorale, ends = found
    row = chorale.symbols_VT[0]
    assert not chorale.symbols_VT[1:].any()
    assert [abs(int(row[end])) % 12 for end in ends] == [2, 7]
    assert all(row[end] > 0 for end in ends)
    assert chorale.fermatas == {(0, end) for end in ends}
    assert (chorale.meta.title, chorale.meta.fifths, chorale.meta.mode) == ("A song", 1, "major")


def test_a_song_with_a_minor_third_above_its_tonic_is_in_minor() -> None:
    found = read_song(song().replace("B", "_B"))
    assert found is not None
    assert (found[0].meta.fifths, found[0].meta.mode) == (-2, "minor")


def test_an_accidental_holds_to_the_end_of_its_bar() -> None:
    found = read_song(song().replace("d3d2B", "_B3B2B"))
    assert found is not None
    row = found[0].symbols_VT[0]
    onsets = row[row > 0].tolist()
    assert onsets[5] % 12 == 11  # in the bar before
    assert [pitch % 12 for pitch in onsets[7:10]] == [10, 10, 10]
    assert onsets[14] % 12 == 11


def test_what_cannot_be_read_or_is_one_phrase_is_left_out() -> None:
    assert read_song("X:1\nT: None\nM: 7/8\nL: 1/8\nK: G\nGABcdef |\n") is None
    assert read_song(song().replace("d3d2\nD", "d3d2D")) is None


def test_the_first_folk_songs_are_songs_with_phrases() -> None:
    for group, chorale, ends in islice(folk_songs(), 2):
        assert group in ("6/8", "2/2", "minor", "other")
        assert 64 <= chorale.num_sixteenths <= 256
        assert all(chorale.symbols_VT[0, end] > 0 for end in ends)


def test_a_soprano_stops_with_its_last_phrase_that_fits() -> None:
    symbols_VT = np.full((4, 300), -60, dtype=np.int16)
    symbols_VT[:, ::4] = 60
    piece = Piece("one", symbols_VT, 16, 0, "4/4", 0, "major", (28, 60, 280))
    ((name, chorale, ends),) = sopranos([piece], 5)
    assert (name, ends, chorale.num_sixteenths) == ("one", [28, 60], 64)


def test_a_song_that_lies_below_a_soprano_is_read_an_octave_higher() -> None:
    narrow = song().translate(str.maketrans("Bcd", "GFA"))
    here, low = read_song(narrow), read_song(narrow.replace("D |", "D, |"))
    assert here is not None
    assert low is not None
    in_place, higher = (np.abs(each[0].symbols_VT[0]) for each in (here, low))
    np.testing.assert_array_equal(higher, np.where(in_place == 62, 50 + 12, in_place + 12))
