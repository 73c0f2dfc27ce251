"""Bach's chorales to be heard beside a model's."""

from pathlib import Path

import numpy as np

import sunmask.lab.chorale.corpora
from sunmask.chorale.held_out import NAMES, cut
from sunmask.chorale.music.symbols import Chorale
from sunmask.kinds.registry import codec

LIST = Path(sunmask.lab.chorale.corpora.__file__).with_name("held_out.txt")


def test_each_is_of_the_test_split() -> None:
    of_test = {line.split()[1] for line in LIST.read_text().splitlines() if line.startswith("test ")}
    assert len(set(NAMES)) == len(NAMES) == 40
    assert set(NAMES) <= of_test


def test_they_come_at_the_length_that_is_wanted_and_without_a_name() -> None:
    found = codec("chorale").held_out(3, near=128, least=96, most=160, seed=4)
    assert len({name for name, _ in found}) == 3
    for name, content in found:
        assert name.startswith("Bach, BWV")
        codec("chorale").check(content)
        assert 96 <= codec("chorale").symbols(content).shape[1] <= 160
        assert (content["meta"]["title"], content["meta"]["composer"]) == ("", "")


def test_a_piece_is_cut_where_a_phrase_of_the_soprano_ends() -> None:
    soprano = [60, -60, 62, -62, 64, -64, -64, 65]
    piece = Chorale(np.array([soprano] * 4, dtype=np.int16), fermatas=frozenset({(0, 2), (1, 5)}))
    shorter = cut(piece, near=5, least=2, most=7)
    assert shorter is not None
    assert shorter.num_sixteenths == 4
    assert cut(piece, near=6, least=5, most=7) is None
    assert cut(piece, near=4, least=5, most=9) is not None  # the whole of it
