"""A blind reading: excerpts as a reader sees them, and what is made of the guesses."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.lab.chorale.evaluation.reading import excerpt, printed, report

D_MAJOR = ((74, 69, 66, 62), (74, 71, 67, 55), (73, 69, 64, 57), (74, 69, 66, 50))
"""I, IV, V and I, a quarter each."""


def eight_bars() -> Chorale:
    """Eight bars of the same four chords after an upbeat of one quarter."""
    beats = [D_MAJOR[3], *D_MAJOR * 8]
    symbols_VT = np.repeat(np.array(beats, dtype=np.int16).T, 4, axis=1)
    symbols_VT[:, np.arange(symbols_VT.shape[1]) % 4 > 0] *= -1
    return Chorale(symbols_VT, ChoraleMeta(pickup=4))


def test_an_excerpt_is_four_bars_in_c_major_from_a_bar_line_on() -> None:
    lines = printed(excerpt(eight_bars(), random.Random(3))).splitlines()
    assert lines[0] == "chords: " + " | ".join(["I IV V I"] * 4)
    assert lines[1] == "S: " + " | ".join(["C5:1 C5:1 B4:1 C5:1"] * 4)
    assert lines[4] == "B: " + " | ".join(["C4:1 F3:1 G3:1 C3:1"] * 4)


def with_key(folder: Path, guesses: str) -> Path:
    key = {1: "B", 2: "M", 3: "B", 4: "M", 5: "M"}
    (folder / "key.json").write_text(
        json.dumps({number: {"of": of, "name": ""} for number, of in key.items()})
    )
    (folder / "reader.txt").write_text(guesses)
    return folder / "reader.txt"


def test_the_shares_that_are_called_bach_are_told_with_their_ratio(tmp_path: Path) -> None:
    guesses = with_key(tmp_path, "1 B\n2 M\n3 B\n\n4 B\n5 M\n")
    told = report(tmp_path, guesses)
    assert "Bach's: 2 of 2 called Bach, 100%" in told
    assert "the model's: 1 of 3 called Bach, 33% (6 to 79)" in told
    assert told.endswith("ratio 0.33")


@pytest.mark.parametrize(
    ("guesses", "said"),
    [("1 B\n2 M\n3 B\n4 B\n", "none for 5"), ("1 Bach", 'got "1 Bach"'), ("9 B", 'got "9 B"')],
)
def test_what_is_no_guess_or_misses_one_is_refused(tmp_path: Path, guesses: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        report(tmp_path, with_key(tmp_path, guesses))
