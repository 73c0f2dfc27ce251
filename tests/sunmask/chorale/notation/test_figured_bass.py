"""Figures under a bass as chords that are asked for."""

import json
from pathlib import Path

import pytest

from sunmask.chorale.music.chords import chord_to_json
from sunmask.chorale.notation.figured_bass import chords_from_figures

CASES = json.loads((Path(__file__).parents[3] / "cases" / "figures.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_figures_are_read_over_their_bass(case: dict) -> None:
    letter, *signs = case["bass"]
    chords = chords_from_figures(case["text"], letter, len(signs), case["fifths"])
    assert (chords and [chord_to_json(chord) for chord in chords]) == case["chords"]
