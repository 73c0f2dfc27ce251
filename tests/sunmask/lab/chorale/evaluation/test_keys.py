"""Melodies whose key is read are counted right and wrong."""

import json
import lzma
from pathlib import Path

from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.evaluation.keys import counts, errors, home_of, hymn_sopranos
from tests.sunmask.chorale.notation.tunes import tune


def hymn(mode: str) -> dict:
    """Old Hundredth, with a bass that ends on G."""
    soprano = tune("Old Hundredth").symbols_VT[0].tolist()
    return {"S": soprano, "B": [43] + [-43] * (len(soprano) - 1), "fifths": 1, "mode": mode}


def test_a_mode_that_is_read_otherwise_than_the_hymn_says_is_an_error(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "hymns.jsonl.xz", "wt") as file:
        file.writelines(json.dumps(hymn(mode)) + "\n" for mode in ("major", "minor"))
    melodies = list(hymn_sopranos(tmp_path))
    found = errors(melodies)
    assert (found["melodies"], found["mode"], found["mode_not_asked"]) == (2, 1, 1)
    assert (found["unsigned"], found["key"]) == (1, 0)  # G minor has another signature
    assert counts(melodies)["major"]["last"] == [1, *[0] * 11]


def test_home_is_the_last_bass_note_with_the_third_that_sounds_longer() -> None:
    symbols_VT = tune("Old Hundredth").symbols_VT.copy()
    symbols_VT[3] = 55
    assert home_of(Piece("x", symbols_VT, 16, 0)) == (7, "major")
